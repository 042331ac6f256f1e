//! What shoppers did: the event log as sessions, whatever file it was read from.
//!
//! Items are indices into one table of ids, so that training and evaluation work on integers and
//! the strings are kept once.

use vitrine::Seconds;

pub use super::kind::EventKind;

/// One event about one item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogEvent {
    /// Index into [`EventLog::items`].
    pub item: u32,
    /// What the shopper did.
    pub kind: EventKind,
    /// When, in whole unix seconds.
    pub time: Seconds,
    /// The price shown at that moment, where the log holds it: finite and not negative.
    pub price: Option<f32>,
}

/// One visit of one shopper: never empty, its events in the order of time, and within one instant
/// in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// The session's id as the log spells it; made up as `user/n` where the log has no sessions.
    pub id: String,
    /// Index of the shopper, where the log names shoppers. The same shopper, the same index;
    /// indices follow the shoppers' first appearance in the file.
    pub user: Option<u32>,
    /// At least one event.
    pub events: Vec<LogEvent>,
}

impl Session {
    /// Time of the first event.
    pub fn start(&self) -> Seconds {
        self.events[0].time
    }

    /// Time of the last event.
    pub fn end(&self) -> Seconds {
        self.events[self.events.len() - 1].time
    }
}

/// A whole log: sessions by their start, equal starts in the order of their first row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventLog {
    /// Ids of the items that occur, in the order of their first appearance.
    pub items: Vec<String>,
    /// Sessions, each with at least one event.
    pub sessions: Vec<Session>,
    /// Ids of the shoppers, by [`Session::user`]; empty where the log names none.
    pub users: Vec<String>,
}

impl EventLog {
    /// Number of events over all sessions.
    pub fn events(&self) -> usize {
        self.sessions.iter().map(|s| s.events.len()).sum()
    }

    /// First and last event time, or `None` for a log without events.
    pub fn period(&self) -> Option<(Seconds, Seconds)> {
        let first = self.sessions.iter().map(Session::start).min()?;
        let last = self.sessions.iter().map(Session::end).max()?;
        Some((first, last))
    }
}
