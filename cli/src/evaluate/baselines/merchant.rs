//! The list as the shop had it: what stands on the page without vitrine.

use super::Pool;
use crate::evaluate::ranker::{Moment, Ranker};
use crate::evaluate::visit::Seen;

/// Changes nothing. Of the whole catalogue, the merchant's order is that of the pack: by popularity.
pub struct Merchant {
    items: usize,
}

impl Merchant {
    /// For a pack of so many items.
    pub fn new(items: usize) -> Merchant {
        Merchant { items }
    }
}

impl Ranker for Merchant {
    fn name(&self) -> &str {
        "merchant order"
    }

    fn begin(&mut self) {}

    fn observe(&mut self, _: &Seen) {}

    fn score(&mut self, pool: Pool<'_>, _: Moment, scores: &mut Vec<f64>) {
        let places = match pool {
            Pool::Catalogue => self.items,
            Pool::List(list) => list.len(),
            Pool::Shown(list) => list.items.len(),
        };
        scores.extend((0..places).map(|place| -(place as f64)));
    }
}
