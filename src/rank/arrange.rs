//! From scores to an order, by the order of operations in `docs/rules.md`. Candidates are named by their place among
//! those that were kept.

use super::RankRequest;
use super::diversify::diversify;
use super::explore::Explore;
use super::rules::Ruling;
use crate::pack::Pack;

/// One candidate that was not left out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept {
    /// Its place in the list as it was given.
    pub(super) given: u32,
    /// `None`: nothing is known of it, so it keeps its place.
    pub(super) score: Option<f64>,
    pub(super) out_of_stock: bool,
    /// The place, from 0, that the call pinned it to.
    pub(super) pinned: Option<u32>,
}

/// What is added to the score of a candidate, and the reason code for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shift {
    pub(super) candidate: u32,
    pub(super) by: f64,
    pub(super) code: &'static str,
}

/// The places of an order, as they are taken.
pub(super) struct Seats {
    places: Vec<Option<u32>>,
    seated: Vec<bool>,
}

impl Seats {
    fn new(count: usize) -> Self {
        Self {
            places: vec![None; count],
            seated: vec![false; count],
        }
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn at(&self, place: usize) -> Option<u32> {
        self.places[place]
    }

    /// Whether a candidate has a place.
    pub(super) fn has(&self, candidate: u32) -> bool {
        self.seated[candidate as usize]
    }

    /// Puts a candidate at a place, or the next free one, or else the last free one before it; gives that place.
    pub(super) fn seat(&mut self, place: usize, candidate: u32) -> usize {
        let place = place.min(self.len().saturating_sub(1));
        let found = (place..self.len())
            .chain((0..place).rev())
            .find(|place| self.places[*place].is_none())
            .unwrap_or(place);
        self.places[found] = Some(candidate);
        self.seated[candidate as usize] = true;
        found
    }
}

/// Sorts by score. Equal scores stay in the merchant's order: the sort is stable.
pub(super) fn best_first(waiting: &mut [(u32, f64)]) {
    waiting.sort_by(|a, b| b.1.total_cmp(&a.1));
}

/// What is wanted of an order beside scores and rules.
#[derive(Clone, Copy)]
pub(super) struct Wishes<'a> {
    pub(super) pack: &'a Pack,
    pub(super) request: &'a RankRequest<'a>,
    pub(super) diversity: f64,
    pub(super) explore: Option<Explore>,
}

/// What became of the candidates.
pub(super) struct Arranged {
    /// All of them, in their new order.
    pub(super) order: Vec<u32>,
    /// What was added to scores, in this order.
    pub(super) shifts: Vec<Shift>,
    /// How likely the order was.
    pub(super) propensity: f64,
}

/// Arranges the candidates. `kept` stands in the merchant's order.
pub(super) fn arrange(
    kept: &[Kept],
    mut ruling: Option<&mut Ruling<'_>>,
    wishes: Wishes<'_>,
) -> Arranged {
    let mut seats = Seats::new(kept.len());
    if let Some(ruling) = &mut ruling {
        ruling.lock(kept, &mut seats);
    }
    let mut pinned: Vec<(u32, u32)> = Vec::new();
    for (place, candidate) in (0..).zip(kept) {
        if let Some(wanted) = candidate.pinned.filter(|_| !seats.has(place)) {
            pinned.push((wanted, place));
        }
    }
    pinned.sort_unstable();
    for (wanted, place) in pinned {
        seats.seat(wanted as usize, place);
    }
    if let Some(ruling) = &mut ruling {
        ruling.pin(kept, &mut seats);
    }
    let mut waiting: Vec<(u32, f64)> = Vec::with_capacity(kept.len());
    let mut sold_out: Vec<u32> = Vec::new();
    for (place, candidate) in (0..).zip(kept) {
        if seats.has(place) {
            continue;
        }
        match candidate.score {
            _ if candidate.out_of_stock => sold_out.push(place),
            None => {
                seats.seat(place as usize, place);
            }
            Some(score) => waiting.push((place, score)),
        }
    }
    let mut shifts = Vec::new();
    let Wishes {
        pack,
        request,
        diversity,
        explore,
    } = wishes;
    if diversity > 0.0 {
        diversify(pack, request, kept, &mut waiting, diversity, &mut shifts);
    }
    if let Some(ruling) = &mut ruling {
        ruling.shift(&mut waiting, &mut shifts);
    }
    let mut propensity = 1.0;
    if let Some(explore) = explore {
        let among = request.top.unwrap_or(usize::MAX);
        propensity = explore.draw(&mut waiting, among, &mut shifts);
    }
    best_first(&mut waiting);
    let waiting = waiting.into_iter().map(|(place, _)| place);
    let order = match &mut ruling {
        Some(ruling) => {
            ruling.fill(&mut seats, [waiting.collect(), sold_out]);
            seats.places.into_iter().flatten().collect()
        }
        None => {
            let mut next = waiting.chain(sold_out);
            let places = seats.places.into_iter();
            places
                .filter_map(|place| place.or_else(|| next.next()))
                .collect()
        }
    };
    Arranged {
        order,
        shifts,
        propensity,
    }
}
