//! What shoppers did before a session: in earlier sessions of the same log or of an earlier one, where
//! the logs name shoppers, or in a file of its own (`--history`).

use std::collections::HashMap;

use vitrine::Seconds;

use super::kind::EventKind;
use super::log::{EventLog, LogEvent, Session};

/// So many events before a session are looked back on, the latest: a profile holds few more items.
const MOST_EVENTS: usize = 150;

/// One event before a session.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Earlier<'a> {
    /// The item's id.
    pub item: &'a str,
    /// What the shopper did.
    pub kind: EventKind,
    /// When.
    pub time: Seconds,
}

/// The earlier events of each session of one log.
#[derive(Debug, Default)]
pub struct History<'a> {
    /// Of a file: its events, and which of its sessions belongs before each session of the log.
    file: Option<(&'a EventLog, Vec<Option<u32>>)>,
    /// Logs in which the same shoppers occur.
    logs: Vec<&'a EventLog>,
    /// The shopper of each session of the log, numbered over all logs.
    shopper: Vec<Option<u32>>,
    /// Of each shopper, log and session, by the session's end.
    sessions: Vec<Vec<(u32, u32)>>,
}

impl<'a> History<'a> {
    /// What comes before the sessions of `log`: in `earlier` logs and `log` itself by the shopper's
    /// id, in `file` by the session's. Where the file knows a session, it alone speaks.
    pub fn of(log: &'a EventLog, earlier: &[&'a EventLog], file: Option<&'a EventLog>) -> Self {
        let file = file.map(|file| {
            let numbers: HashMap<&str, u32> = file
                .sessions
                .iter()
                .zip(0..)
                .map(|(session, number)| (session.id.as_str(), number))
                .collect();
            let of = |session: &Session| numbers.get(session.id.as_str()).copied();
            (file, log.sessions.iter().map(of).collect())
        });
        let mut history = Self {
            file,
            ..Self::default()
        };
        if log.users.is_empty() {
            return history;
        }
        let numbers: HashMap<&str, u32> = log.users.iter().map(String::as_str).zip(0..).collect();
        history.shopper = log.sessions.iter().map(|session| session.user).collect();
        history.sessions = vec![Vec::new(); log.users.len()];
        history.logs = earlier.to_vec();
        history.logs.push(log);
        for (at, other) in (0..).zip(&history.logs) {
            for (number, session) in (0..).zip(&other.sessions) {
                let id = session.user.map(|user| other.users[user as usize].as_str());
                if let Some(&shopper) = id.and_then(|id| numbers.get(id)) {
                    history.sessions[shopper as usize].push((at, number));
                }
            }
        }
        for sessions in &mut history.sessions {
            sessions.sort_by_key(|&(at, number)| {
                history.logs[at as usize].sessions[number as usize].end()
            });
        }
        history
    }

    /// The events before session `number`, the earliest first; at most the latest 150 of them.
    pub fn before(&self, log: &EventLog, number: usize) -> Vec<Earlier<'a>> {
        let start = log.sessions[number].start();
        let mut found: Vec<Earlier<'a>> = Vec::new();
        if let Some((file, places)) = &self.file
            && let Some(place) = places[number]
        {
            let session = &file.sessions[place as usize];
            let events = session.events.iter();
            let events = events.filter(|event| event.time <= start && lasts(event));
            found.extend(events.map(|event| told(file, event)));
            return latest(found);
        }
        let Some(shopper) = self.shopper.get(number).copied().flatten() else {
            return found;
        };
        // Sessions by their end, the latest first: those that were over when this one began.
        for &(at, other) in self.sessions[shopper as usize].iter().rev() {
            let log = self.logs[at as usize];
            let session = &log.sessions[other as usize];
            if session.end() >= start {
                continue;
            }
            let events = session.events.iter().rev().filter(|event| lasts(event));
            found.extend(events.map(|event| told(log, event)));
            if found.len() >= MOST_EVENTS {
                break;
            }
        }
        found.reverse();
        latest(found)
    }

    /// Whether anything is known from before session `number`.
    pub fn any_before(&self, log: &EventLog, number: usize) -> bool {
        let start = log.sessions[number].start();
        if let Some((file, places)) = &self.file
            && let Some(place) = places[number]
        {
            return file.sessions[place as usize].start() <= start;
        }
        let shopper = self.shopper.get(number).copied().flatten();
        shopper.is_some_and(|shopper| {
            let first = self.sessions[shopper as usize].first();
            first.is_some_and(|&(at, other)| {
                self.logs[at as usize].sessions[other as usize].end() < start
            })
        })
    }
}

fn told<'a>(log: &'a EventLog, event: &LogEvent) -> Earlier<'a> {
    Earlier {
        item: &log.items[event.item as usize],
        kind: event.kind,
        time: event.time,
    }
}

/// Whether an event is looked back on: that something was shown and not chosen fades within days, and would crowd out
/// what was.
fn lasts(event: &LogEvent) -> bool {
    event.kind != EventKind::Impression
}

fn latest(mut events: Vec<Earlier<'_>>) -> Vec<Earlier<'_>> {
    events.sort_by_key(|event| event.time);
    events.split_off(events.len().saturating_sub(MOST_EVENTS))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn log(events: &[(&str, Option<&str>, &str, u32)]) -> EventLog {
        let mut log = EventLog::default();
        let mut sessions: BTreeMap<&str, Session> = BTreeMap::new();
        let number = |ids: &mut Vec<String>, id: &str| {
            let place = ids.iter().position(|other| other == id);
            place.unwrap_or_else(|| {
                ids.push(id.to_owned());
                ids.len() - 1
            }) as u32
        };
        for &(session, user, item, time) in events {
            let user = user.map(|user| number(&mut log.users, user));
            let item = number(&mut log.items, item);
            let session = sessions.entry(session).or_insert_with(|| Session {
                id: session.to_owned(),
                user,
                events: Vec::new(),
            });
            session.events.push(LogEvent {
                item,
                kind: EventKind::View,
                time,
                price: None,
            });
        }
        log.sessions = sessions.into_values().collect();
        log
    }

    fn items(earlier: &[Earlier<'_>]) -> Vec<String> {
        earlier.iter().map(|e| e.item.to_owned()).collect()
    }

    #[test]
    fn the_same_shopper_s_sessions_that_were_over() {
        let before = log(&[("x", Some("v"), "z", 1), ("y", Some("u"), "w", 2)]);
        let test = log(&[
            ("a", Some("u"), "p", 10),
            ("a", Some("u"), "q", 20),
            ("b", Some("u"), "r", 15),
            ("c", Some("u"), "s", 30),
            ("d", None, "t", 40),
        ]);
        let history = History::of(&test, &[&before], None);
        assert_eq!(items(&history.before(&test, 0)), ["w"]);
        // The first was still going on when the second began.
        assert_eq!(items(&history.before(&test, 1)), ["w"]);
        assert_eq!(items(&history.before(&test, 2)), ["w", "p", "r", "q"]);
        assert_eq!(items(&history.before(&test, 3)), Vec::<String>::new());
        let known = (0..4).filter(|session| history.any_before(&test, *session));
        assert_eq!(known.count(), 3);
    }

    #[test]
    fn a_file_names_the_session_and_never_tells_the_future() {
        let test = log(&[("a", None, "p", 10), ("b", None, "q", 10)]);
        let file = log(&[
            ("a", None, "y", 5),
            ("a", None, "late", 11),
            ("c", None, "z", 5),
        ]);
        let history = History::of(&test, &[], Some(&file));
        assert_eq!(items(&history.before(&test, 0)), ["y"]);
        assert!(history.any_before(&test, 0) && !history.any_before(&test, 1));
    }

    #[test]
    fn a_long_past_is_cut_to_its_latest_part() {
        let test = log(&[("a", None, "p", 1000)]);
        let ids: Vec<String> = (0..400).map(|n| n.to_string()).collect();
        let events: Vec<_> = ids
            .iter()
            .zip(0..)
            .map(|(id, at)| ("a", None, id.as_str(), at))
            .collect();
        let file = log(&events);
        let before = History::of(&test, &[], Some(&file)).before(&test, 0);
        assert_eq!((before.len(), before[0].item), (150, "250"));
    }
}
