//! What a whole list says of each candidate in it: how its price compares with those beside it, and
//! where it stands seen from the item that the shopper touched last. Made once for a call.

use super::Candidate;
use super::signals::LEAST_SPREAD;
use crate::pack::Pack;
use crate::profile::Described;

/// The farthest that a price can lie from the list's mean, in standard deviations.
const FARTHEST: f64 = 3.0;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct ListContext {
    /// Logarithms of the prices, ascending once all are in.
    prices: Vec<f64>,
    mean: f64,
    spread: f64,
    /// The latest price, of how many a neighbour's came before, and how many of these are no lower.
    latest: Option<f64>,
    pairs: f64,
    rises: f64,
    /// The item touched last, and the one touched before it.
    touched: Option<Touched>,
    before: Option<Touched>,
    /// How many were touched, and of how many of these the price is known.
    count: f64,
    priced: f64,
    /// The mean of these prices.
    usual: f64,
}

/// An item of the list that the shopper touched.
#[derive(Debug, Clone, Copy)]
struct Touched {
    position: u32,
    seen: f64,
}

impl ListContext {
    /// Takes in the candidate at `position`; `seen` is how lately the shopper touched it, 0 for never.
    pub(super) fn add(&mut self, price: Option<f64>, position: u32, seen: f64) {
        if let Some(price) = price {
            if let Some(before) = self.latest.replace(price) {
                self.pairs += 1.0;
                self.rises += f64::from(u8::from(price >= before));
            }
            self.prices.push(price);
        }
        if seen > 0.0 {
            self.count += 1.0;
            self.priced += price.map_or(0.0, |_| 1.0);
            self.usual += price.unwrap_or(0.0);
        }
        let later = |than: Option<Touched>| seen > than.map_or(0.0, |than| than.seen);
        let touched = Some(Touched { position, seen });
        if later(self.touched) {
            self.before = core::mem::replace(&mut self.touched, touched);
        } else if later(self.before) {
            self.before = touched;
        }
    }

    /// Works out what needs all of them.
    pub(super) fn close(&mut self) {
        self.prices.sort_unstable_by(f64::total_cmp);
        let count = (self.prices.len() as f64).max(1.0);
        self.mean = self.prices.iter().sum::<f64>() / count;
        let squares = self
            .prices
            .iter()
            .map(|p| (p - self.mean) * (p - self.mean));
        self.spread = (squares.sum::<f64>() / count).sqrt().max(LEAST_SPREAD);
        self.usual /= self.priced.max(1.0);
    }

    /// The share of the list's other prices that are higher, less the share that are lower.
    pub(super) fn cheap(&self, price: Option<f64>) -> f64 {
        let (Some(price), others @ 1..) = (price, self.prices.len().saturating_sub(1)) else {
            return 0.0;
        };
        let lower = self.prices.partition_point(|other| *other < price);
        let higher = self.prices.len() - self.prices.partition_point(|other| *other <= price);
        (higher as f64 - lower as f64) / others as f64
    }

    /// How far the price lies above the list's mean, in the list's own standard deviations.
    pub(super) fn price_above(&self, price: Option<f64>) -> f64 {
        price.map_or(0.0, |price| self.apart(price, self.mean))
    }

    fn apart(&self, price: f64, from: f64) -> f64 {
        ((price - from) / self.spread).clamp(-FARTHEST, FARTHEST)
    }

    /// How close the price lies to the mean of all touched, times the logarithm of 1 + how many these are.
    pub(super) fn price_taste(&self, price: Option<f64>) -> f64 {
        match price {
            Some(price) if self.priced > 0.0 => {
                0.0 - self.apart(price, self.usual).abs() * libm::log(1.0 + self.priced)
            }
            _ => 0.0,
        }
    }

    /// How many places it stands below the item touched last; above it, negative.
    fn below(&self, position: u32) -> Option<f64> {
        self.touched
            .map(|touched| f64::from(position) - f64::from(touched.position))
    }

    /// 1 over how many places it stands below the item touched last; 0 above it, or if there is none.
    pub(super) fn below_touched(&self, position: u32) -> f64 {
        match self.below(position) {
            Some(below) if below > 0.0 => 1.0 / below,
            _ => 0.0,
        }
    }

    /// How few places lie between it and the item touched last: minus the logarithm of 1 + their number.
    pub(super) fn near_touched(&self, position: u32) -> f64 {
        self.below(position)
            .map_or(0.0, |below| 0.0 - libm::log(1.0 + below.abs()))
    }

    /// The logarithm of 1 + how many were touched.
    pub(super) fn many(&self) -> f64 {
        libm::log(1.0 + self.count)
    }

    /// The share of prices that are no lower than the one above.
    pub(super) fn rising(&self) -> f64 {
        self.rises / self.pairs.max(1.0)
    }

    /// Whether the shopper came to the item touched last from one above it.
    pub(super) fn going_down(&self) -> bool {
        self.came_from().is_some_and(|from| from < 0.0)
    }

    /// Whether she came to it from one below it.
    pub(super) fn going_up(&self) -> bool {
        self.came_from().is_some_and(|from| from > 0.0)
    }

    /// How far below the item touched last the one touched before it stands.
    fn came_from(&self) -> Option<f64> {
        self.below(self.before?.position)
    }

    /// Whether it is the item touched last.
    pub(super) fn last_touched(&self, position: u32) -> f64 {
        match self.below(position) {
            Some(0.0) => 1.0,
            _ => 0.0,
        }
    }

    /// Whether it stands above the item touched last: the shopper passed it over.
    pub(super) fn passed_over(&self, position: u32) -> f64 {
        match self.below(position) {
            Some(below) if below < 0.0 => 1.0,
            _ => 0.0,
        }
    }
}

/// The logarithm of a candidate's price, from the call or the pack.
pub(super) fn price_of(pack: &Pack, candidate: &Candidate<'_>) -> Option<f64> {
    let described = Described {
        item: candidate.item,
        facts: candidate.facts,
    };
    if let Some(field) = pack.price_field() {
        return described.scaled_number(pack, field).map(f64::from);
    }
    let price = candidate.facts?.valid_price()?;
    Some(libm::log(f64::from(price).max(0.01)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_compared_within_the_list_and_places_with_the_last_touched() {
        let mut list = ListContext::default();
        for (position, (price, seen)) in [
            (Some(1.0), 0.2),
            (Some(2.0), 0.9),
            (Some(2.0), 0.0),
            (None, 0.0),
            (Some(3.0), 0.0),
        ]
        .into_iter()
        .enumerate()
        {
            list.add(price, position as u32, seen);
        }
        list.close();
        assert_eq!(list.rising(), 1.0);
        assert_eq!(list.cheap(Some(1.0)), 1.0);
        assert_eq!(list.cheap(Some(2.0)), 0.0);
        assert_eq!(list.cheap(Some(3.0)), -1.0);
        assert_eq!((list.cheap(None), list.price_above(None)), (0.0, 0.0));
        assert!((list.price_above(Some(3.0)) - libm::sqrt(2.0)).abs() < 1e-9);
        let below: Vec<f64> = (0..4).map(|place| list.below_touched(place)).collect();
        assert_eq!(below, [0.0, 0.0, 1.0, 0.5]);
        assert_eq!((list.passed_over(0), list.passed_over(1)), (1.0, 0.0));
        assert_eq!((list.last_touched(0), list.last_touched(1)), (0.0, 1.0));
        // From the first she came down to the second.
        assert!(list.going_down() && !list.going_up());
        assert_eq!(list.near_touched(1), 0.0);
        assert_eq!(list.near_touched(0), list.near_touched(2));
        assert!(list.near_touched(3) < list.near_touched(2));
        // She touched prices of 1 and 2; 1.5 is usual.
        assert_eq!(list.price_taste(Some(1.5)), 0.0);
        assert_eq!(list.price_taste(Some(1.0)), list.price_taste(Some(2.0)));
        assert!(list.price_taste(Some(3.0)) < list.price_taste(Some(2.0)));
        assert_eq!(list.price_taste(None), 0.0);
        let mut lonely = ListContext::default();
        lonely.add(Some(1.0), 0, 0.0);
        lonely.close();
        assert_eq!(
            (lonely.cheap(Some(1.0)), lonely.price_above(Some(1.0))),
            (0.0, 0.0)
        );
        assert_eq!((lonely.below_touched(0), lonely.passed_over(0)), (0.0, 0.0));
    }
}
