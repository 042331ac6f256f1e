//! Real sessions for the replay, taken evenly from the file and never by how well they come out.

use std::collections::HashSet;

use serde::Serialize;

use super::shop::Shop;
use crate::commands::pack::now_ms;
use crate::failure::Failure;
use crate::input::aliases::Aliases;
use crate::input::columns::Mapping;
use crate::input::events::{EventNames, EventOptions, read_events};
use crate::input::log::{EventLog, Session};

/// Sessions of so many events show something and end in time.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=40;
/// So many are enough for a running tally.
const MOST: usize = 300;

/// `sessions.json`.
#[derive(Debug, Serialize)]
pub struct Replay {
    format: &'static str,
    note: String,
    /// The sessions, in the order of their start.
    pub sessions: Vec<Recorded>,
}

/// One session: events are item, seconds after the start, and type.
#[derive(Debug, Serialize)]
pub struct Recorded {
    start: u32,
    events: Vec<(String, u32, &'static str)>,
}

impl Replay {
    /// A shop without sessions.
    pub fn none() -> Self {
        Self::with(String::new(), Vec::new())
    }

    fn with(note: String, sessions: Vec<Recorded>) -> Self {
        Self {
            format: "vitrine-demo-sessions/1",
            note,
            sessions,
        }
    }
}

/// Reads a log and takes sessions whose items the page knows.
///
/// # Errors
/// A log that cannot be read.
pub fn read(path: &str, shop: &Shop, aliases: &Aliases) -> Result<Replay, Failure> {
    let mapping = Mapping::read(&[], &[])?;
    let names = EventNames::default();
    let options = EventOptions {
        mapping: &mapping,
        names: &names,
        strict: false,
        now_ms: now_ms(),
        until: None,
    };
    let mut log = read_events(&[path.to_owned()], &options)?.log;
    aliases.rename(&mut log);
    let known: HashSet<&str> = shop.items.iter().map(|item| item.id.as_str()).collect();
    let fit: Vec<&Session> = log
        .sessions
        .iter()
        .filter(|session| LENGTHS.contains(&session.events.len()))
        .filter(|session| {
            session
                .events
                .iter()
                .all(|event| known.contains(log.items[event.item as usize].as_str()))
        })
        .collect();
    let taken: Vec<Recorded> = evenly(fit.len(), MOST)
        .map(|place| record(&log, fit[place]))
        .collect();
    let note = format!(
        "{} of {} recorded sessions with {} to {} events, taken evenly",
        taken.len(),
        fit.len(),
        LENGTHS.start(),
        LENGTHS.end()
    );
    Ok(Replay::with(note, taken))
}

/// At most `most` places of `count`, at even distances.
fn evenly(count: usize, most: usize) -> impl Iterator<Item = usize> {
    let taken = count.min(most);
    (0..taken).map(move |place| place * count / taken)
}

fn record(log: &EventLog, session: &Session) -> Recorded {
    let start = session.start();
    Recorded {
        start,
        events: session
            .events
            .iter()
            .map(|event| {
                (
                    log.items[event.item as usize].clone(),
                    event.time - start,
                    event.kind.name(),
                )
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::evenly;

    #[test]
    fn places_are_spread_over_all_sessions() {
        assert_eq!(evenly(0, 3).count(), 0);
        assert_eq!(evenly(2, 3).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(evenly(10, 3).collect::<Vec<_>>(), [0, 3, 6]);
    }
}
