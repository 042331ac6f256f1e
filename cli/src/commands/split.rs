//! `vitrine split`: the latest sessions of a log apart from the earlier ones, for shops that have not
//! set test sessions aside.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Args;

use crate::commands::pack::now_ms;
use crate::failure::Failure;
use crate::input::columns::Mapping;
use crate::input::events::{EventNames, EventOptions, read_events};
use crate::input::log::{EventLog, Session};

/// Splits a log by time: the latest sessions for testing, the earlier ones for training.
///
/// Both files hold session_id, user_id, item_id, timestamp, event and price.
#[derive(Debug, Args)]
pub struct SplitArguments {
    /// The event log (more than once for several files)
    #[arg(long, value_name = "FILE", required = true)]
    events: Vec<String>,
    /// The share of sessions that goes to the test, the latest ones
    #[arg(long, value_name = "SHARE", default_value_t = 0.1)]
    share: f64,
    /// Where the earlier sessions go, as CSV
    #[arg(long, value_name = "FILE")]
    train: PathBuf,
    /// Where the latest sessions go, as CSV
    #[arg(long, value_name = "FILE")]
    test: PathBuf,
    /// Reads a column as something else: COLUMN=ROLE
    #[arg(long, value_name = "COLUMN=ROLE")]
    map: Vec<String>,
    /// Reads a word of the event column as an event: WORD=EVENT, or WORD=ignore
    #[arg(long, value_name = "WORD=EVENT")]
    event_name: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// A file that cannot be read or written, or a log with too few sessions to split.
pub fn run(options: &SplitArguments) -> Result<(), Failure> {
    if !(options.share > 0.0 && options.share < 1.0) {
        return Err(Failure::new(
            "bad-share",
            "--share must lie between 0 and 1, as 0.1 does.",
        ));
    }
    let how = EventOptions {
        mapping: &Mapping::read(&options.map, &[])?,
        names: &EventNames::read(&options.event_name)?,
        strict: false,
        now_ms: now_ms(),
        until: None,
    };
    let log = read_events(&options.events, &how)?.log;
    let (train, test) = by_time(&log.sessions, options.share);
    if train.is_empty() || test.is_empty() {
        return Err(Failure::new(
            "too-few-sessions",
            "The log has too few sessions to set some aside; at least two are needed.",
        ));
    }
    write(&options.train, &log, train)?;
    write(&options.test, &log, test)?;
    eprintln!(
        "{} sessions to train on, {} later ones to test on",
        train.len(),
        test.len()
    );
    Ok(())
}

/// Sessions stand in the order of their start, so the latest are the last.
fn by_time(sessions: &[Session], share: f64) -> (&[Session], &[Session]) {
    let held = (sessions.len() as f64 * share).ceil() as usize;
    sessions.split_at(sessions.len().saturating_sub(held))
}

fn write(path: &PathBuf, log: &EventLog, sessions: &[Session]) -> Result<(), Failure> {
    let shown = path.display().to_string();
    let unwritable = |error: std::io::Error| Failure::unwritable(&shown, &error);
    let mut out = BufWriter::new(File::create(path).map_err(unwritable)?);
    let mut rows = || -> std::io::Result<()> {
        writeln!(out, "session_id,user_id,item_id,timestamp,event,price")?;
        for session in sessions {
            let id = quoted(&session.id);
            let user = session
                .user
                .map(|user| user.to_string())
                .unwrap_or_default();
            for event in &session.events {
                let item = quoted(&log.items[event.item as usize]);
                let price = event
                    .price
                    .map(|price| price.to_string())
                    .unwrap_or_default();
                writeln!(
                    out,
                    "{id},{user},{item},{},{},{price}",
                    event.time,
                    event.kind.name()
                )?;
            }
        }
        out.flush()
    };
    rows().map_err(unwritable)
}

/// A field of CSV (RFC 4180): quoted, so that any id survives.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::{by_time, quoted};
    use crate::input::log::Session;

    fn sessions(count: usize) -> Vec<Session> {
        (0..count)
            .map(|n| Session {
                id: n.to_string(),
                user: None,
                events: Vec::new(),
            })
            .collect()
    }

    #[test]
    fn the_latest_sessions_are_held_out() {
        let all = sessions(20);
        let (train, test) = by_time(&all, 0.1);
        assert_eq!(train.len(), 18);
        assert_eq!(test[0].id, "18");
        let one = sessions(1);
        assert!(by_time(&one, 0.1).0.is_empty());
    }

    #[test]
    fn quotes_within_an_id_are_doubled() {
        assert_eq!(quoted("a\"b\nc"), "\"a\"\"b\nc\"");
    }
}
