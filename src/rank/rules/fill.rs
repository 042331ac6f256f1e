//! Caps and quotas: the places are filled one after the other, each with the best that still may stand there.
//! Nothing is lost: what a cap holds back stands at the next place where the cap no longer does.

use core::ops::Range;

use super::MAX_PLACES;
use crate::Key;
use crate::rank::arrange::Seats;
use crate::sorted::Sorted;

/// All caps and quotas of a call.
#[derive(Default)]
pub(super) struct Window {
    pub(super) caps: Vec<Cap>,
    pub(super) quotas: Vec<Quota>,
}

pub(super) struct Cap {
    row: u32,
    most: u32,
    within: usize,
    /// Candidate and value, in the order of candidates.
    counted: Vec<(u32, Key)>,
    counts: Sorted<Key, u32>,
}

pub(super) struct Quota {
    row: u32,
    least: u32,
    within: usize,
    /// Sorted.
    matched: Vec<u32>,
    placed: u32,
    waiting: u32,
}

impl Cap {
    pub(super) fn new(row: u32, most: u32, within: usize, counted: Vec<(u32, Key)>) -> Self {
        let within = within.min(MAX_PLACES as usize);
        Self {
            row,
            most,
            within,
            counted,
            counts: Sorted::default(),
        }
    }

    /// Where the values of a candidate lie.
    fn values(&self, candidate: u32) -> Range<usize> {
        let start = self.counted.partition_point(|(of, _)| *of < candidate);
        let values = self.counted[start..].iter();
        start..start + values.take_while(|(of, _)| *of == candidate).count()
    }

    fn lets(&self, candidate: u32, place: usize) -> bool {
        place >= self.within
            || self.counted[self.values(candidate)]
                .iter()
                .all(|(_, value)| self.counts.get(*value).copied().unwrap_or(0) < self.most)
    }

    fn place(&mut self, candidate: u32, place: usize) {
        if place < self.within {
            for at in self.values(candidate) {
                *self.counts.entry(self.counted[at].1, || 0) += 1;
            }
        }
    }
}

impl Quota {
    pub(super) fn new(row: u32, least: u32, within: usize, matched: Vec<u32>) -> Self {
        let within = within.min(MAX_PLACES as usize);
        let waiting = matched.len() as u32;
        Self {
            row,
            least,
            within,
            matched,
            placed: 0,
            waiting,
        }
    }

    fn wants(&self, candidate: u32) -> bool {
        self.matched.binary_search(&candidate).is_ok()
    }

    fn place(&mut self, candidate: u32, place: usize) {
        if self.wants(candidate) {
            self.waiting -= 1;
            self.placed += u32::from(place < self.within);
        }
    }

    /// How many it still needs, as far as there are any.
    fn needs(&self) -> u32 {
        self.least.saturating_sub(self.placed).min(self.waiting)
    }
}

impl Window {
    /// Fills the free places from the queues, each the best first.
    pub(super) fn fill(
        &mut self,
        seats: &mut Seats,
        queues: [Vec<u32>; 2],
        holds: &mut Vec<(u32, u32)>,
    ) {
        for place in 0..seats.len() {
            if let Some(candidate) = seats.at(place) {
                self.place(candidate, place);
            }
        }
        let mut widest = 0;
        for cap in &self.caps {
            widest = widest.max(cap.within);
        }
        for quota in &self.quotas {
            widest = widest.max(quota.within);
        }
        let mut held_back = vec![false; seats.len()];
        let [mut waiting, mut sold_out] = queues;
        // The best at the end, where taking one out costs least.
        waiting.reverse();
        sold_out.reverse();
        for place in 0..seats.len() {
            if seats.at(place).is_some() {
                continue;
            }
            let queue = if waiting.is_empty() {
                &mut sold_out
            } else {
                &mut waiting
            };
            let chosen = if place < widest {
                self.choose(place, seats, queue, &mut held_back, holds)
            } else {
                queue.len().saturating_sub(1)
            };
            if chosen < queue.len() {
                let candidate = queue.remove(chosen);
                seats.seat(place, candidate);
                self.place(candidate, place);
            }
        }
    }

    fn place(&mut self, candidate: u32, place: usize) {
        self.caps
            .iter_mut()
            .for_each(|cap| cap.place(candidate, place));
        self.quotas
            .iter_mut()
            .for_each(|quota| quota.place(candidate, place));
    }

    /// Which of the queue may stand at a free place: one that a quota needs by now, or else the best; as caps allow,
    /// or else the best after all.
    fn choose(
        &self,
        place: usize,
        seats: &Seats,
        queue: &[u32],
        held_back: &mut [bool],
        holds: &mut Vec<(u32, u32)>,
    ) -> usize {
        let pressing = self.pressing(place, seats);
        let mut best = None;
        for at in (0..queue.len()).rev() {
            let candidate = queue[at];
            if self.forbids(candidate, place).is_some() {
                continue;
            }
            if best.is_none() {
                best = Some(at);
            }
            if pressing == 0 {
                break;
            }
            for quota in &self.quotas {
                if quota.within <= pressing && quota.needs() > 0 && quota.wants(candidate) {
                    if best != Some(at) {
                        holds.push((candidate, quota.row));
                    }
                    return at;
                }
            }
        }
        let Some(best) = best else {
            return queue.len().saturating_sub(1);
        };
        for candidate in &queue[best + 1..] {
            if !core::mem::replace(&mut held_back[*candidate as usize], true) {
                holds.extend(self.forbids(*candidate, place).map(|row| (*candidate, row)));
            }
        }
        best
    }

    /// The row of the first cap that keeps a candidate from a place.
    fn forbids(&self, candidate: u32, place: usize) -> Option<u32> {
        let cap = self.caps.iter().find(|cap| !cap.lets(candidate, place));
        cap.map(|cap| cap.row)
    }

    /// The narrowest window in which every free place from `place` on is needed by quotas; 0 if there is none.
    fn pressing(&self, place: usize, seats: &Seats) -> usize {
        let mut narrowest = 0;
        for quota in &self.quotas {
            if quota.within <= place || (narrowest > 0 && quota.within >= narrowest) {
                continue;
            }
            let mut needs = 0;
            for other in &self.quotas {
                if other.within <= quota.within && other.within > place {
                    needs += other.needs() as usize;
                }
            }
            let mut free = 0;
            for place in place..quota.within.min(seats.len()) {
                free += usize::from(seats.at(place).is_none());
            }
            if needs > 0 && needs >= free {
                narrowest = quota.within;
            }
        }
        narrowest
    }

    /// What was not kept: the row of a cap or quota, and the code.
    pub(super) fn broken(&self) -> Vec<(u32, &'static str)> {
        let mut broken = Vec::new();
        for cap in &self.caps {
            if cap.counts.iter().any(|(_, count)| *count > cap.most) {
                broken.push((cap.row, "no-room"));
            }
        }
        for quota in &self.quotas {
            if quota.placed < quota.least {
                let enough = quota.matched.len() >= quota.least as usize;
                broken.push((quota.row, if enough { "no-room" } else { "not-enough" }));
            }
        }
        broken
    }
}
