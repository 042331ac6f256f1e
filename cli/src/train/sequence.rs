//! A session as training sees it: which items, in which order, and when.

use std::cmp::Ordering;

use vitrine::Seconds;

/// One shopper's visit, cut down to the items that were acted on, oldest first. The same item is
/// never twice in a row: a view and the click, the cart and the purchase that follow it are one
/// interest, and "the next item" always means another one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sequence {
    /// Dense item indices.
    pub items: Vec<u32>,
    /// The time of each item's first event in its run; as long as `items`, never falling.
    pub times: Vec<Seconds>,
}

impl Sequence {
    /// Appends an event; a repeat of the item before it is left out.
    pub fn push(&mut self, item: u32, time: Seconds) {
        if self.items.last() == Some(&item) {
            return;
        }
        let time = self.times.last().map_or(time, |&before| time.max(before));
        self.items.push(item);
        self.times.push(time);
    }

    /// The time of the last event; 0 for an empty sequence.
    pub fn end(&self) -> Seconds {
        self.times.last().copied().unwrap_or(0)
    }

    /// Steps that can teach what comes next: all events but the first.
    pub fn steps(&self) -> usize {
        self.items.len().saturating_sub(1)
    }
}

/// Cuts off the latest sessions, by their last event, for choosing settings: the first part is what
/// a model may be trained on, the second what it is tried on. Sessions of one item teach no step
/// and never go into the second part. Both parts keep the order they came in.
pub fn split_latest(sequences: &[Sequence], share: f64) -> (Vec<Sequence>, Vec<Sequence>) {
    let mut useful: Vec<usize> = (0..sequences.len())
        .filter(|&s| sequences[s].steps() > 0)
        .collect();
    useful.sort_by(|&a, &b| match sequences[a].end().cmp(&sequences[b].end()) {
        Ordering::Equal => a.cmp(&b),
        order => order,
    });
    let wanted = (useful.len() as f64 * share).round() as usize;
    let mut latest = vec![false; sequences.len()];
    for &s in &useful[useful.len() - wanted..] {
        latest[s] = true;
    }
    let part = |flag: bool| {
        let chosen = sequences
            .iter()
            .zip(&latest)
            .filter(move |(_, l)| **l == flag);
        chosen.map(|(s, _)| s.clone()).collect()
    };
    (part(false), part(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence(items: &[u32], start: Seconds) -> Sequence {
        let mut s = Sequence::default();
        for (k, &item) in items.iter().enumerate() {
            s.push(item, start + k as Seconds);
        }
        s
    }

    #[test]
    fn a_run_of_one_item_is_one_event() {
        assert_eq!(sequence(&[4, 4, 7, 4, 4], 10).items, [4, 7, 4]);
        assert_eq!(sequence(&[4, 4, 7, 4, 4], 10).times, [10, 12, 13]);
    }

    #[test]
    fn a_clock_that_goes_back_does_not_reorder() {
        let mut s = Sequence::default();
        s.push(1, 50);
        s.push(2, 40);
        assert_eq!((s.items, s.times), (vec![1, 2], vec![50, 50]));
    }

    #[test]
    fn the_latest_sessions_are_held_out() {
        let all = [
            sequence(&[1, 2], 300),
            sequence(&[3], 900),
            sequence(&[1, 3], 100),
            sequence(&[2, 3], 200),
        ];
        let (early, late) = split_latest(&all, 0.34);
        assert_eq!(late, [all[0].clone()]);
        assert_eq!(early.len(), 3, "the single event stays in training");
    }
}
