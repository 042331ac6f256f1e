//! Test sessions as the harness replays them, on the pack's dense indices.

use vitrine::Seconds;
use vitrine::pack::Pack;

use crate::input::history::{Earlier, History};
use crate::input::kind::EventKind;
use crate::input::log::{EventLog, Session};
use crate::train::turns_to;

/// One event of a test session.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// Index into the log's items: says whether two events are of one item, known to the pack or not.
    pub logged: u32,
    /// The item's index in the pack; `None` if the pack does not know it.
    pub item: Option<u32>,
    /// What the shopper did.
    pub kind: EventKind,
    /// When.
    pub time: Seconds,
    /// The price shown, where the log has it.
    pub price: Option<f32>,
}

/// One test session, oldest event first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Visit<'a> {
    /// Its number among the log's sessions.
    pub number: usize,
    /// Its events.
    pub events: Vec<Seen>,
    /// What the same shopper did before, where that is known.
    pub earlier: Vec<Earlier<'a>>,
}

/// A moment at which the next item is known: after `at` events, on the page of `current`, the
/// shopper turned to `target`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Which visit.
    pub visit: usize,
    /// How many events of the visit came before.
    pub at: usize,
    /// The item turned to last; `None` where the pack does not know it.
    pub current: Option<u32>,
    /// The next item, another one than the current; `None` where the pack does not know it.
    pub target: Option<u32>,
    /// The time of the last event before the step.
    pub now: Seconds,
}

/// Which sessions are replayed, and what is known besides.
#[derive(Debug, Clone, Copy, Default)]
pub struct Replay<'a> {
    /// What came before each session.
    pub history: Option<&'a History<'a>>,
    /// Only sessions that were not over by then.
    pub since: Option<Seconds>,
    /// Only so many, the first.
    pub limit: Option<usize>,
}

/// The log's sessions on the pack's indices, in the log's order.
pub fn visits<'a>(log: &EventLog, pack: &Pack, replay: Replay<'a>) -> Vec<Visit<'a>> {
    let index: Vec<Option<u32>> = log.items.iter().map(|id| pack.lookup(id)).collect();
    let wanted = |session: &Session| replay.since.is_none_or(|since| session.end() >= since);
    let sessions = log.sessions.iter().enumerate();
    let visit = |(number, session): (usize, &Session)| Visit {
        number,
        events: session
            .events
            .iter()
            .map(|e| Seen {
                logged: e.item,
                item: index[e.item as usize],
                kind: e.kind,
                time: e.time,
                price: e.price,
            })
            .collect(),
        earlier: replay
            .history
            .map_or(Vec::new(), |history| history.before(log, number)),
    };
    sessions
        .filter(|(_, session)| wanted(session))
        .take(replay.limit.unwrap_or(usize::MAX))
        .map(visit)
        .collect()
}

/// Every step of every visit, from the second event on; an event of the item that is current
/// already is none.
pub fn steps(visits: &[Visit<'_>]) -> Vec<Step> {
    let mut steps = Vec::new();
    for (visit, events) in visits.iter().map(|v| &v.events).enumerate() {
        let mut current: Option<&Seen> = None;
        for (at, event) in events.iter().enumerate() {
            if !turns_to(event.kind) {
                continue;
            }
            if let Some(before) = current
                && before.logged != event.logged
            {
                steps.push(Step {
                    visit,
                    at,
                    current: before.item,
                    target: event.item,
                    now: events[at - 1].time,
                });
            }
            current = Some(event);
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_and_mere_exposure_are_no_steps() {
        let seen = |logged, kind| Seen {
            logged,
            item: Some(logged + 10),
            kind,
            time: logged,
            price: None,
        };
        let visit = Visit {
            number: 1,
            earlier: Vec::new(),
            events: vec![
                seen(1, EventKind::View),
                seen(1, EventKind::CartAdd),
                seen(2, EventKind::Impression),
                seen(2, EventKind::View),
                seen(1, EventKind::View),
            ],
        };
        let steps = steps(&[Visit::default(), visit]);
        let found: Vec<_> = steps
            .iter()
            .map(|s| (s.visit, s.at, s.current, s.target))
            .collect();
        assert_eq!(
            found,
            [(1, 3, Some(11), Some(12)), (1, 4, Some(12), Some(11))]
        );
        assert_eq!(steps[0].now, 2);
    }
}
