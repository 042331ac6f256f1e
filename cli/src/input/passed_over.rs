//! What was seen in a list and not chosen: everything above the item that was. People read lists from above
//! (T. Joachims et al., "Accurately Interpreting Clickthrough Data as Implicit Feedback", SIGIR 2005: "click > skip
//! above"), so that those were looked at, while what stands below may never have come into sight.

use std::collections::HashMap;

use super::log::{EventKind, EventLog, LogEvent};
use super::shown::ShownLists;

/// Adds to a log's sessions an impression of each item that stood above a choice, right after the choice. A log that
/// tells of impressions itself stays as it is. Items that only lists name become items of the log.
pub fn tell(log: &mut EventLog, shown: &ShownLists) {
    let mut events = log.sessions.iter().flat_map(|session| &session.events);
    if events.any(|event| event.kind == EventKind::Impression) {
        return;
    }
    let mut numbers: HashMap<String, u32> = log.items.iter().cloned().zip(0..).collect();
    let places = shown.places(log);
    // From the back, so that what stands before keeps its place.
    let mut lists: Vec<_> = shown.lists.iter().zip(places).collect();
    lists.sort_by_key(|(_, place)| std::cmp::Reverse(*place));
    for (list, place) in lists {
        let Some((session, at)) = place else { continue };
        let passed_over = list.items[..list.clicked].iter().map(|item| {
            let id = &shown.items[*item as usize];
            let item = *numbers.entry(id.clone()).or_insert_with(|| {
                log.items.push(id.clone());
                log.items.len() as u32 - 1
            });
            LogEvent {
                item,
                kind: EventKind::Impression,
                time: list.time,
                price: None,
            }
        });
        let passed_over: Vec<LogEvent> = passed_over.collect();
        let events = &mut log.sessions[session].events;
        let chosen = events.get(at).is_some_and(|event| event.time == list.time);
        let after = at + usize::from(chosen);
        events.splice(after..after, passed_over);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::log::Session;
    use crate::input::shown::ShownList;

    fn event(item: u32, kind: EventKind, time: u32) -> LogEvent {
        LogEvent {
            item,
            kind,
            time,
            price: None,
        }
    }

    fn log(events: Vec<LogEvent>) -> EventLog {
        EventLog {
            items: vec!["a".to_owned(), "b".to_owned()],
            sessions: vec![Session {
                id: "s".to_owned(),
                user: None,
                events,
            }],
            users: Vec::new(),
        }
    }

    fn list(time: u32, items: &[u32], clicked: usize) -> ShownList {
        ShownList {
            session: "s".to_owned(),
            time,
            items: items.to_vec(),
            prices: vec![None; items.len()],
            clicked,
        }
    }

    #[test]
    fn what_stood_above_a_choice_was_seen_and_no_list_hears_of_itself() {
        let mut log = log(vec![
            event(0, EventKind::View, 5),
            event(1, EventKind::Click, 10),
            event(0, EventKind::View, 20),
        ]);
        let shown = ShownLists {
            items: ["x", "b", "a", "y"].map(str::to_owned).to_vec(),
            lists: vec![list(10, &[0, 2, 1, 3], 2), list(15, &[3, 2], 1)],
            ..ShownLists::default()
        };
        tell(&mut log, &shown);
        let told: Vec<(&str, EventKind, u32)> = log.sessions[0]
            .events
            .iter()
            .map(|e| (log.items[e.item as usize].as_str(), e.kind, e.time))
            .collect();
        assert_eq!(
            told,
            [
                ("a", EventKind::View, 5),
                ("b", EventKind::Click, 10),
                ("x", EventKind::Impression, 10),
                ("a", EventKind::Impression, 10),
                // Its choice is not in the log.
                ("y", EventKind::Impression, 15),
                ("a", EventKind::View, 20),
            ]
        );
        assert_eq!(shown.places(&log), [Some((0, 1)), Some((0, 4))]);
        let before = log.clone();
        tell(&mut log, &shown);
        assert_eq!(log, before);
    }
}
