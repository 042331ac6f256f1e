//! Past sessions as neighbours are looked up: by item, the most recent first.

use vitrine::Seconds;

use crate::train::Sequence;

/// An item of a past session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Visited {
    /// Which item.
    pub(super) item: u32,
    /// Where in the session it came last, from 0.
    pub(super) place: u32,
}

/// All training sessions that hold a step. They are numbered by their end, oldest first, so that a
/// higher number is a more recent session.
#[derive(Debug)]
pub(super) struct Index {
    ends: Vec<Seconds>,
    visit_starts: Vec<u32>,
    visits: Vec<Visited>,
    session_starts: Vec<u32>,
    sessions: Vec<u32>,
    rarity: Vec<f32>,
}

impl Index {
    /// Sorts the sessions in; `items` is the number of dense indices.
    pub(super) fn of(sequences: &[Sequence], items: usize) -> Index {
        let mut order: Vec<&Sequence> = sequences.iter().filter(|s| s.steps() > 0).collect();
        order.sort_by_key(|s| s.end());
        let mut index = Index {
            ends: order.iter().map(|s| s.end()).collect(),
            visit_starts: vec![0],
            visits: Vec::new(),
            session_starts: vec![0],
            sessions: Vec::new(),
            rarity: vec![0.0; items],
        };
        let mut by_item: Vec<Vec<u32>> = vec![Vec::new(); items];
        for (number, sequence) in order.iter().enumerate() {
            let from = index.visits.len();
            for (place, &item) in sequence.items.iter().enumerate().rev() {
                if index.visits[from..].iter().all(|v| v.item != item) {
                    let place = place as u32;
                    index.visits.push(Visited { item, place });
                    by_item[item as usize].push(number as u32);
                }
            }
            index.visit_starts.push(index.visits.len() as u32);
        }
        for (item, sessions) in by_item.iter().enumerate() {
            index.sessions.extend(sessions.iter().rev());
            index.session_starts.push(index.sessions.len() as u32);
            if !sessions.is_empty() {
                index.rarity[item] = libm::logf(order.len() as f32 / sessions.len() as f32);
            }
        }
        index
    }

    /// Number of sessions.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Number of dense item indices.
    pub(super) fn items(&self) -> usize {
        self.rarity.len()
    }

    /// The sessions that hold an item, the most recent first.
    pub(super) fn sessions_of(&self, item: u32) -> &[u32] {
        let item = item as usize;
        &self.sessions[self.session_starts[item] as usize..self.session_starts[item + 1] as usize]
    }

    /// The distinct items of a session.
    pub(super) fn visits(&self, session: u32) -> &[Visited] {
        let session = session as usize;
        &self.visits[self.visit_starts[session] as usize..self.visit_starts[session + 1] as usize]
    }

    /// When a session ended.
    pub(super) fn end(&self, session: u32) -> Seconds {
        self.ends[session as usize]
    }

    /// Inverse document frequency: the logarithm of all sessions over those that hold the item.
    pub(super) fn rarity(&self, item: u32) -> f32 {
        self.rarity[item as usize]
    }

    /// Bytes of the arrays.
    pub(super) fn bytes(&self) -> u64 {
        let words = self.ends.len()
            + self.visit_starts.len()
            + 2 * self.visits.len()
            + self.session_starts.len()
            + self.sessions.len()
            + self.rarity.len();
        4 * words as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_are_found_by_item_the_most_recent_first() {
        let session = |items: &[u32], end| Sequence {
            items: items.to_vec(),
            times: vec![end; items.len()],
        };
        let log = [
            session(&[0, 1, 0], 30),
            session(&[1], 99),
            session(&[1, 2], 10),
        ];
        let index = Index::of(&log, 4);
        assert_eq!(index.len(), 2, "a session of one item is no neighbour");
        assert_eq!(index.sessions_of(1), [1, 0]);
        assert_eq!(index.sessions_of(3), [] as [u32; 0]);
        assert_eq!((index.end(0), index.end(1)), (10, 30));
        let places: Vec<_> = index.visits(1).iter().map(|v| (v.item, v.place)).collect();
        assert_eq!(places, [(0, 2), (1, 1)], "the last place of each item");
        assert_eq!((index.rarity(1), index.rarity(3)), (0.0, 0.0));
        assert!((index.rarity(2) - 2f32.ln()).abs() < 1e-6);
        assert_eq!(index.bytes(), 4 * (2 + 3 + 2 * 4 + 5 + 4 + 4));
    }
}
