//! Any order: the floor.

use super::{Pool, fill};
use crate::evaluate::random::Random;
use crate::evaluate::ranker::{Moment, Ranker};
use crate::evaluate::visit::Seen;

/// A fresh random order for every question.
pub struct RandomOrder {
    items: usize,
    random: Random,
}

impl RandomOrder {
    /// The same seed gives the same orders.
    pub fn new(items: usize, seed: u64) -> RandomOrder {
        RandomOrder {
            items,
            random: Random::new(seed),
        }
    }
}

impl Ranker for RandomOrder {
    fn name(&self) -> &str {
        "random"
    }

    fn begin(&mut self) {}

    fn observe(&mut self, _: &Seen) {}

    fn score(&mut self, pool: Pool<'_>, _: Moment, scores: &mut Vec<f64>) {
        fill(pool, self.items, scores, |_| self.random.unit());
    }
}
