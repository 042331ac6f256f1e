//! Makes sessions of events that come in any order.

use std::collections::HashMap;

use vitrine::Seconds;
use xxhash_rust::xxh64::xxh64;

use super::kind::EventKind;
use super::log::{EventLog, LogEvent, Session};

/// A shopper who pauses longer than this comes back for another visit, where the log has no sessions
/// of its own. Half an hour is the custom of web analytics.
const PAUSE_MS: i64 = 30 * 60 * 1000;

/// One row, checked.
pub struct RawEvent<'a> {
    /// The session's id, if the log has sessions.
    pub session: Option<&'a str>,
    /// The shopper's id, if the log has shoppers. One of the two is there.
    pub user: Option<&'a str>,
    /// The item's id.
    pub item: &'a str,
    /// What happened.
    pub kind: EventKind,
    /// When: milliseconds, so that the order within a second is kept.
    pub time_ms: i64,
    /// The price shown.
    pub price: Option<f32>,
}

/// Ids, numbered as they first appear.
#[derive(Default)]
struct Ids {
    numbers: HashMap<String, u32>,
    ids: Vec<String>,
}

impl Ids {
    fn number(&mut self, id: &str) -> u32 {
        if let Some(&number) = self.numbers.get(id) {
            return number;
        }
        let number = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.numbers.insert(id.to_owned(), number);
        self.ids.push(id.to_owned());
        number
    }
}

struct Placed {
    visitor: u32,
    user: Option<u32>,
    time_ms: i64,
    item: u32,
    kind: EventKind,
    price: Option<f32>,
}

/// Collects events, then sorts them into sessions.
#[derive(Default)]
pub struct LogBuilder {
    items: Ids,
    users: Ids,
    /// Sessions by id, and shoppers without sessions: `true` stands for a shopper.
    visitors: HashMap<(bool, String), u32>,
    visitor_ids: Vec<(bool, String)>,
    events: Vec<Placed>,
}

impl LogBuilder {
    /// Number of events so far.
    pub fn events(&self) -> usize {
        self.events.len()
    }

    /// Takes one event and gives the numbers of its item and of its session, or of its shopper where
    /// there are no sessions.
    pub fn push(&mut self, event: &RawEvent) -> (u32, u32) {
        let item = self.items.number(event.item);
        let user = event.user.map(|user| self.users.number(user));
        let by_user = event.session.is_none();
        let key = (
            by_user,
            event.session.or(event.user).unwrap_or_default().to_owned(),
        );
        let next = u32::try_from(self.visitor_ids.len()).unwrap_or(u32::MAX);
        let visitor = match self.visitors.get(&key) {
            Some(&visitor) => visitor,
            None => {
                self.visitor_ids.push(key.clone());
                self.visitors.insert(key, next);
                next
            }
        };
        self.events.push(Placed {
            visitor,
            user,
            time_ms: event.time_ms,
            item,
            kind: event.kind,
            price: event.price,
        });
        (item, visitor)
    }

    /// The log: sessions by their start, events by their time, ties as they came.
    pub fn finish(mut self) -> EventLog {
        self.events
            .sort_by_key(|event| (event.visitor, event.time_ms));
        let mut sessions: Vec<(i64, Session)> = Vec::new();
        let mut last: Option<(u32, i64)> = None;
        let mut part = 0_u32;
        for event in &self.events {
            let (by_user, id) = &self.visitor_ids[event.visitor as usize];
            let same_visitor = last.is_some_and(|(visitor, _)| visitor == event.visitor);
            let paused = last.is_some_and(|(_, time)| event.time_ms - time > PAUSE_MS);
            if !same_visitor || (*by_user && paused) {
                part = if same_visitor { part + 1 } else { 1 };
                let id = if *by_user {
                    format!("{id}/{part}")
                } else {
                    id.clone()
                };
                let session = Session {
                    id,
                    user: event.user,
                    events: Vec::new(),
                };
                sessions.push((event.time_ms, session));
            }
            last = Some((event.visitor, event.time_ms));
            if let Some((_, session)) = sessions.last_mut() {
                session.user = session.user.or(event.user);
                session.events.push(LogEvent {
                    item: event.item,
                    kind: event.kind,
                    time: Seconds::try_from(event.time_ms / 1000).unwrap_or(Seconds::MAX),
                    price: event.price,
                });
            }
        }
        sessions
            .iter_mut()
            .for_each(|(_, session)| mix_basket(session, &self.items.ids));
        // Visitors are numbered by their first row: a stable sort keeps that order within one instant.
        sessions.sort_by_key(|(start, _)| *start);
        EventLog {
            items: self.items.ids,
            sessions: sessions.into_iter().map(|(_, session)| session).collect(),
            users: self.users.ids,
        }
    }
}

/// Puts a basket into an arbitrary order. Purchases of one instant have none: the file's is that of ids
/// or of departments, and a model would learn just that. By the hash of session and item, so that the
/// same log is read the same.
fn mix_basket(session: &mut Session, ids: &[String]) {
    let basket = session.events.len() > 2 && session.start() == session.end();
    if basket
        && session
            .events
            .iter()
            .all(|event| event.kind == EventKind::Purchase)
    {
        let seed = xxh64(session.id.as_bytes(), 0);
        session
            .events
            .sort_by_cached_key(|event| xxh64(ids[event.item as usize].as_bytes(), seed));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(
        builder: &mut LogBuilder,
        session: Option<&str>,
        user: Option<&str>,
        item: &str,
        at: i64,
    ) {
        builder.push(&RawEvent {
            session,
            user,
            item,
            kind: EventKind::View,
            time_ms: at,
            price: None,
        });
    }

    fn shape(log: &EventLog) -> Vec<(String, Vec<&str>)> {
        log.sessions
            .iter()
            .map(|s| {
                let items = s.events.iter().map(|e| log.items[e.item as usize].as_str());
                (s.id.clone(), items.collect())
            })
            .collect()
    }

    #[test]
    fn sessions_by_start_events_by_time_ties_as_they_came() {
        let mut builder = LogBuilder::default();
        push(&mut builder, Some("b"), None, "late", 9_000);
        push(&mut builder, Some("a"), None, "y", 5_200);
        push(&mut builder, Some("a"), None, "x", 5_100);
        push(&mut builder, Some("b"), None, "early", 4_000);
        push(&mut builder, Some("b"), None, "tie", 9_000);
        let log = builder.finish();
        assert_eq!(
            shape(&log),
            [
                ("b".to_owned(), vec!["early", "late", "tie"]),
                ("a".to_owned(), vec!["x", "y"])
            ]
        );
        assert_eq!((log.sessions[0].start(), log.sessions[0].end()), (4, 9));
    }

    #[test]
    fn a_basket_has_no_order_but_views_of_one_instant_have() {
        let read = |kind: EventKind, session: &str| {
            let mut builder = LogBuilder::default();
            for item in ["1", "2", "3", "4", "5", "6"] {
                let (session, user, time_ms, price) = (Some(session), None, 7_000, None);
                builder.push(&RawEvent {
                    session,
                    user,
                    item,
                    kind,
                    time_ms,
                    price,
                });
            }
            shape(&builder.finish()).remove(0).1.concat()
        };
        assert_eq!(read(EventKind::View, "a"), "123456");
        let mixed = ["a", "b", "c"].map(|session| read(EventKind::Purchase, session));
        assert!(
            mixed
                .iter()
                .all(|order| order.len() == 6 && order != "123456"),
            "{mixed:?}"
        );
        assert!(mixed[0] != mixed[1] || mixed[1] != mixed[2]);
        assert_eq!(mixed[0], read(EventKind::Purchase, "a"));
    }

    #[test]
    fn a_shopper_without_sessions_gets_one_a_visit() {
        let mut builder = LogBuilder::default();
        for (item, at) in [("1", 0), ("2", PAUSE_MS), ("3", 2 * PAUSE_MS + 1)] {
            push(&mut builder, None, Some("u"), item, at);
        }
        let log = builder.finish();
        assert_eq!(
            shape(&log),
            [
                ("u/1".to_owned(), vec!["1", "2"]),
                ("u/2".to_owned(), vec!["3"])
            ]
        );
        assert_eq!((log.users.len(), log.sessions[1].user), (1, Some(0)));
    }
}
