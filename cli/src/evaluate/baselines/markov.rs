//! Co-occurrence of neighbours in time: what most often came right after the current item.

use super::{Pool, fill, tie_break};
use crate::evaluate::model::ModelBytes;
use crate::evaluate::ranker::{Moment, Ranker};
use crate::evaluate::visit::Seen;
use crate::train::cooccurrence::transitions;
use crate::train::{Sequence, Sparse, turns_to};

/// A first-order Markov model by counts; popularity decides between equals.
pub struct Markov {
    counts: Sparse,
    tie_break: Vec<f64>,
    current: Option<u32>,
}

impl Markov {
    /// Counts the training sessions, which are on the pack's indices.
    pub fn train(sequences: &[Sequence], popularity: &[u32]) -> Markov {
        Markov {
            counts: transitions(sequences, popularity.len()),
            tie_break: tie_break(popularity),
            current: None,
        }
    }
}

impl Ranker for Markov {
    fn name(&self) -> &str {
        "Markov"
    }

    fn bytes(&self) -> ModelBytes {
        let rows = self.counts.rows();
        let entries: usize = (0..rows).map(|row| self.counts.row(row).len()).sum();
        ModelBytes::of(8 * (entries + rows + 1) as u64)
    }

    fn begin(&mut self) {
        self.current = None;
    }

    fn observe(&mut self, event: &Seen) {
        if turns_to(event.kind) {
            self.current = event.item;
        }
    }

    fn score(&mut self, pool: Pool<'_>, _: Moment, scores: &mut Vec<f64>) {
        let Some(current) = self.current else {
            return fill(pool, self.tie_break.len(), scores, |i| {
                self.tie_break[i as usize]
            });
        };
        match pool {
            Pool::Catalogue => {
                scores.extend(&self.tie_break);
                for &(item, count) in self.counts.row(current as usize) {
                    scores[item as usize] += f64::from(count);
                }
            }
            Pool::List(_) | Pool::Shown(_) => fill(pool, 0, scores, |i| {
                f64::from(self.counts.get(current as usize, i)) + self.tie_break[i as usize]
            }),
        }
    }
}
