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
    /// Where the item touched last stands, and how lately that was.
    touched: Option<(u32, f64)>,
}

impl ListContext {
    /// Takes in the candidate at `position`; `seen` is how lately the shopper touched it, 0 for never.
    pub(super) fn add(&mut self, price: Option<f64>, position: u32, seen: f64) {
        self.prices.extend(price);
        if seen > self.touched.map_or(0.0, |(_, before)| before) {
            self.touched = Some((position, seen));
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
        price.map_or(0.0, |price| {
            ((price - self.mean) / self.spread).clamp(-FARTHEST, FARTHEST)
        })
    }

    /// 1 over how many places it stands below the item touched last; 0 above it, or if there is none.
    pub(super) fn below_touched(&self, position: u32) -> f64 {
        match self.touched {
            Some((touched, _)) if position > touched => 1.0 / f64::from(position - touched),
            _ => 0.0,
        }
    }

    /// Whether it is the item touched last.
    pub(super) fn last_touched(&self, position: u32) -> f64 {
        match self.touched {
            Some((touched, _)) if position == touched => 1.0,
            _ => 0.0,
        }
    }

    /// Whether it stands above the item touched last: the shopper passed it over.
    pub(super) fn passed_over(&self, position: u32) -> f64 {
        match self.touched {
            Some((touched, _)) if position < touched => 1.0,
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
        assert_eq!(list.cheap(Some(1.0)), 1.0);
        assert_eq!(list.cheap(Some(2.0)), 0.0);
        assert_eq!(list.cheap(Some(3.0)), -1.0);
        assert_eq!((list.cheap(None), list.price_above(None)), (0.0, 0.0));
        assert!((list.price_above(Some(3.0)) - libm::sqrt(2.0)).abs() < 1e-9);
        let below: Vec<f64> = (0..4).map(|place| list.below_touched(place)).collect();
        assert_eq!(below, [0.0, 0.0, 1.0, 0.5]);
        assert_eq!((list.passed_over(0), list.passed_over(1)), (1.0, 0.0));
        assert_eq!((list.last_touched(0), list.last_touched(1)), (0.0, 1.0));
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
