//! The same for everybody: what most shoppers turned to.

use super::{Pool, fill};
use crate::evaluate::model::ModelBytes;
use crate::evaluate::ranker::{Moment, Ranker};
use crate::evaluate::visit::Seen;

/// Items by their count of interactions in the pack's whole log; the pack's order between equals.
pub struct Popularity {
    scores: Vec<f64>,
}

impl Popularity {
    /// Counts by item of the pack.
    pub fn new(counts: &[u32]) -> Popularity {
        let items = counts.len() as f64;
        let by_place = counts.iter().enumerate();
        let scores = by_place
            .map(|(i, &c)| f64::from(c) - i as f64 / (items + 1.0))
            .collect();
        Popularity { scores }
    }
}

impl Ranker for Popularity {
    fn name(&self) -> &str {
        "popularity"
    }

    fn bytes(&self) -> ModelBytes {
        ModelBytes::of(8 * self.scores.len() as u64)
    }

    fn begin(&mut self) {}

    fn observe(&mut self, _: &Seen) {}

    fn score(&mut self, pool: Pool<'_>, _: Moment, scores: &mut Vec<f64>) {
        fill(pool, self.scores.len(), scores, |i| self.scores[i as usize]);
    }
}
