//! Plain SLIST: the closed-form session model with its whole matrix, held against the pruned and
//! quantised rows of a pack. See `train::slist` for the method.

use super::{Pool, tie_break};
use crate::evaluate::model::ModelBytes;
use crate::evaluate::ranker::{Moment, Ranker};
use crate::evaluate::visit::Seen;
use crate::train::{Choice, Sequence, choose_plain, slist, turns_to};

/// The most items with events whose dense matrix is held: two squares of four-byte numbers.
const MOST_ITEMS: usize = 12_000;
/// What an item's say must still be worth to be counted.
const FAINT: f32 = 1e-6;

/// The model, dense by predictor, over the items that have training events.
pub struct Slist {
    /// The dense place of each item of the pack, where it has events.
    place: Vec<Option<u32>>,
    trained: usize,
    weights: Vec<f32>,
    choice: Choice,
    tie_break: Vec<f64>,
    recent: Vec<Option<u32>>,
    last: Option<u32>,
    sums: Vec<f32>,
}

impl Slist {
    /// Chooses λ and the recency on the latest training sessions, then solves for all of them.
    /// `Err` says why it cannot be run.
    pub fn train(sequences: &[Sequence], popularity: &[u32]) -> Result<Slist, String> {
        let mut place = vec![None; popularity.len()];
        let mut trained = 0u32;
        let mut compact = sequences.to_vec();
        for item in compact.iter_mut().flat_map(|s| &mut s.items) {
            let known = *place[*item as usize].get_or_insert_with(|| {
                trained += 1;
                trained - 1
            });
            *item = known;
        }
        let trained = trained as usize;
        if trained > MOST_ITEMS {
            return Err(format!(
                "{trained} items have events; the dense matrix is held for at most {MOST_ITEMS}"
            ));
        }
        let chosen = choose_plain(&compact, trained).choice;
        Slist::with_choice(&compact, trained, place, popularity, &chosen)
    }

    fn with_choice(
        compact: &[Sequence],
        trained: usize,
        place: Vec<Option<u32>>,
        popularity: &[u32],
        choice: &Choice,
    ) -> Result<Slist, String> {
        let moments = slist::Moments::of(compact, trained, &choice.shape);
        let mut weights = vec![0.0; trained * trained];
        slist::solve(&moments, choice.blend, |candidate, column| {
            for (predictor, &weight) in column.iter().enumerate() {
                weights[predictor * trained + candidate] = weight;
            }
        })
        .map_err(|_| "its matrix has no factor at this regularisation".to_owned())?;
        Ok(Slist {
            place,
            trained,
            weights,
            choice: *choice,
            tie_break: tie_break(popularity),
            recent: Vec::new(),
            last: None,
            sums: vec![0.0; trained],
        })
    }
}

impl Ranker for Slist {
    fn name(&self) -> &str {
        "SLIST"
    }

    fn settings(&self) -> Option<String> {
        let Choice { blend, recency, .. } = self.choice;
        let (items, alpha, lambda) = (self.trained, blend.alpha, blend.lambda);
        Some(format!(
            "{items} items, α {alpha}, λ {lambda}, items fade over {recency} steps"
        ))
    }

    fn bytes(&self) -> ModelBytes {
        ModelBytes::of(4 * self.weights.len() as u64)
    }

    fn begin(&mut self) {
        self.recent.clear();
        self.last = None;
    }

    fn observe(&mut self, event: &Seen) {
        if turns_to(event.kind) && self.last != Some(event.logged) {
            self.last = Some(event.logged);
            self.recent
                .push(event.item.and_then(|i| self.place[i as usize]));
        }
    }

    fn score(&mut self, pool: Pool<'_>, _: Moment, scores: &mut Vec<f64>) {
        let says = self
            .recent
            .iter()
            .rev()
            .enumerate()
            .filter_map(|(back, item)| {
                let say = libm::expf(-(back as f32) / self.choice.recency);
                Some((item.as_ref().copied()? as usize, say))
            });
        let says: Vec<(usize, f32)> = says.take_while(|s| s.1 > FAINT).collect();
        let (place, tie_break) = (&self.place, &self.tie_break);
        match pool {
            Pool::Catalogue => {
                self.sums.fill(0.0);
                for (item, say) in says {
                    let row = &self.weights[item * self.trained..(item + 1) * self.trained];
                    for (sum, weight) in self.sums.iter_mut().zip(row) {
                        *sum += say * weight;
                    }
                }
                let known = |(i, place): (usize, &Option<u32>)| {
                    // Without training events there is nothing to say: behind all others.
                    place.map_or(f64::NEG_INFINITY, |p| {
                        f64::from(self.sums[p as usize]) + tie_break[i]
                    })
                };
                scores.extend(place.iter().enumerate().map(known));
            }
            Pool::List(_) | Pool::Shown(_) => super::fill(pool, 0, scores, |i| {
                let said = place[i as usize].map_or(0.0, |p| {
                    let weight = |item: usize| self.weights[item * self.trained + p as usize];
                    says.iter().map(|&(item, say)| say * weight(item)).sum()
                });
                f64::from(said) + tie_break[i as usize]
            }),
        }
    }
}
