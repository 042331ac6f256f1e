//! Session neighbours: what shoppers with similar sessions went on to. Three published methods share
//! the index and the scoring, and differ in their decays.

mod index;
mod method;
mod trials;

pub use method::{Fade, Likeness, Settings};

use super::Pool;
use crate::evaluate::model::ModelBytes;
use crate::evaluate::ranker::{Moment, Ranker};
use crate::evaluate::visit::Seen;
use crate::train::{Sequence, turns_to};
use index::Index;
use method::Scorer;

/// A neighbour method with its settings.
pub struct Neighbours {
    name: &'static str,
    settings: Settings,
    tried: usize,
    index: Index,
    scorer: Scorer,
    /// Share of the most popular item's interactions, by item.
    popularity: Vec<f64>,
    session: Vec<Option<u32>>,
    last: Option<u32>,
}

impl Neighbours {
    /// Chooses among `options` on the latest training sessions, then keeps all of them. Sessions are
    /// on the pack's indices.
    pub(super) fn train(
        name: &'static str,
        sequences: &[Sequence],
        popularity: &[u32],
        options: &[Settings],
    ) -> Neighbours {
        let settings = trials::choose(sequences, popularity.len(), options);
        let index = Index::of(sequences, popularity.len());
        let highest = f64::from(popularity.iter().max().map_or(1, |&p| p.max(1)));
        Neighbours {
            name,
            settings,
            tried: options.len(),
            scorer: Scorer::of(&index),
            index,
            popularity: popularity.iter().map(|&p| f64::from(p) / highest).collect(),
            session: Vec::new(),
            last: None,
        }
    }

    /// Popularity decides between items that score the same, and orders those without a score behind
    /// all others.
    fn value(&self, item: u32) -> f64 {
        let (score, popularity) = (self.scorer.of_item(item), self.popularity[item as usize]);
        if score > 0.0 {
            score * (1.0 + 1e-9 * popularity)
        } else {
            popularity - 2.0
        }
    }
}

impl Ranker for Neighbours {
    fn name(&self) -> &str {
        self.name
    }

    fn settings(&self) -> Option<String> {
        Some(format!("{}, best of {}", self.settings, self.tried))
    }

    fn bytes(&self) -> ModelBytes {
        ModelBytes::of(self.index.bytes())
    }

    fn begin(&mut self) {
        self.session.clear();
        self.last = None;
    }

    fn observe(&mut self, event: &Seen) {
        if turns_to(event.kind) && self.last != Some(event.logged) {
            self.last = Some(event.logged);
            self.session.push(event.item);
        }
    }

    fn score(&mut self, pool: Pool<'_>, moment: Moment, scores: &mut Vec<f64>) {
        self.scorer
            .score(&self.index, &self.settings, &self.session, moment.now);
        super::fill(pool, self.popularity.len(), scores, |item| self.value(item));
    }
}
