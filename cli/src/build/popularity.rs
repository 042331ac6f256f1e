//! How often items were turned to, over the whole log and lately, and the order that follows.

use vitrine::Seconds;
use vitrine::pack::PopularityWindow;

use crate::input::log::EventLog;
use crate::train::turns_to;

const HOUR: u32 = 3600;
const DAY: u32 = 24 * HOUR;

/// The windows that suit a log of this length, the whole log first: months and a week for a log of
/// years, a week and a day for one of weeks, hours for one of days. The longest recent one is at most
/// half the log.
pub fn windows(period: Option<(Seconds, Seconds)>) -> Vec<u32> {
    let mut windows = vec![0];
    let Some((first, last)) = period else {
        return windows;
    };
    let length = last - first;
    let recent: &[u32] = if length >= 180 * DAY {
        &[30 * DAY, 7 * DAY]
    } else if length >= 14 * DAY {
        &[7 * DAY, DAY]
    } else if length >= 2 * DAY {
        &[DAY, 6 * HOUR]
    } else if length >= 12 * HOUR {
        &[6 * HOUR, HOUR]
    } else if length >= 2 * HOUR {
        &[HOUR]
    } else {
        &[]
    };
    windows.extend_from_slice(recent);
    windows
}

/// A window's length in words.
pub fn words(seconds: u32) -> String {
    match seconds {
        0 => "whole log".to_owned(),
        DAY => "last day".to_owned(),
        HOUR => "last hour".to_owned(),
        s if s % DAY == 0 => format!("last {} days", s / DAY),
        s => format!("last {} hours", s / HOUR),
    }
}

/// Counts by window and item. `place` gives each log item's index, below `items`; sessions that are
/// `left_out` do not count. Windows end with the last event that counts.
pub fn count(
    log: &EventLog,
    place: &[Option<u32>],
    items: usize,
    left_out: &[bool],
) -> Vec<PopularityWindow> {
    let counted = || {
        let sessions = log.sessions.iter().enumerate();
        let sessions = sessions.filter(|(at, _)| !left_out.get(*at).copied().unwrap_or(false));
        sessions.map(|(_, session)| session)
    };
    let first = counted().map(|s| s.start()).min();
    let last = counted().map(|s| s.end()).max();
    let lengths = windows(first.zip(last));
    let last = last.unwrap_or(0);
    let mut counts = vec![vec![0_u32; items]; lengths.len()];
    for event in counted().flat_map(|session| &session.events) {
        let Some(item) = place[event.item as usize].filter(|_| turns_to(event.kind)) else {
            continue;
        };
        for (counts, length) in counts.iter_mut().zip(&lengths) {
            if *length == 0 || last - event.time < *length {
                counts[item as usize] += 1;
            }
        }
    }
    let windows = lengths.into_iter().zip(counts);
    windows
        .map(|(seconds, counts)| PopularityWindow { seconds, counts })
        .collect()
}

/// Items by falling popularity: the whole log, then the longest recent window, then as they stand.
pub fn order(windows: &[PopularityWindow], items: usize) -> Vec<u32> {
    let count =
        |window: usize, item: u32| windows.get(window).map_or(0, |w| w.counts[item as usize]);
    let mut order: Vec<u32> = (0..items).filter_map(|i| u32::try_from(i).ok()).collect();
    order.sort_by_key(|item| {
        (
            std::cmp::Reverse(count(0, *item)),
            std::cmp::Reverse(count(1, *item)),
            *item,
        )
    });
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::kind::EventKind;
    use crate::input::log::{LogEvent, Session};

    fn log(events: &[(u32, u32)]) -> EventLog {
        let session = |(at, (item, time)): (usize, &(u32, u32))| Session {
            id: at.to_string(),
            user: None,
            events: vec![LogEvent {
                item: *item,
                kind: EventKind::View,
                time: *time,
                price: None,
            }],
        };
        EventLog {
            items: vec!["a".into(), "b".into(), "c".into()],
            sessions: events.iter().enumerate().map(session).collect(),
            users: Vec::new(),
        }
    }

    #[test]
    fn windows_follow_the_length_of_the_log() {
        assert_eq!(windows(None), [0]);
        assert_eq!(windows(Some((5, 5))), [0]);
        assert_eq!(windows(Some((0, 30 * DAY))), [0, 7 * DAY, DAY]);
        assert_eq!(windows(Some((0, 365 * DAY))), [0, 30 * DAY, 7 * DAY]);
    }

    #[test]
    fn recent_interest_breaks_ties_and_left_out_sessions_do_not_count() {
        let end = 30 * DAY;
        let log = log(&[(0, 0), (1, end - 5), (2, 0), (2, end), (2, end)]);
        let place = [Some(0), Some(1), Some(2)];
        let counted = count(&log, &place, 3, &[false, false, false, false, true]);
        assert_eq!(counted[0].counts, [1, 1, 2]);
        assert_eq!(counted[1].counts, [0, 1, 1]);
        assert_eq!(order(&counted, 3), [2, 1, 0]);
    }
}
