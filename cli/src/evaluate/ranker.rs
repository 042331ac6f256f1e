//! What is measured: anything that hears a visit event by event and can score candidates.

use super::model::ModelBytes;
use super::tasks::ShownOffer;
use super::visit::Seen;
use crate::input::history::Earlier;

/// What may be shown.
#[derive(Debug, Clone, Copy)]
pub enum Pool<'a> {
    /// Every item of the pack.
    Catalogue,
    /// These items of the pack, in the merchant's order.
    List(&'a [u32]),
    /// A list as it was really shown, also with items that the pack does not know.
    Shown(&'a ShownOffer),
}

/// The moment of a question.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Seconds since 1970.
    pub now: vitrine::Seconds,
    /// The item being looked at, which is no candidate.
    pub current: Option<u32>,
}

/// A way to order candidates for one shopper.
pub trait Ranker {
    /// The name in tables and files.
    fn name(&self) -> &str;

    /// What it was trained with, in words, where it learns.
    fn settings(&self) -> Option<String> {
        None
    }

    /// What it keeps to rank with; nothing, where it learns nothing.
    fn bytes(&self) -> ModelBytes {
        ModelBytes::default()
    }

    /// Forgets everything about the visit before.
    fn begin(&mut self);

    /// Hears what the same shopper did before the visit that has just begun. Those that know sessions
    /// only leave it out.
    fn remember(&mut self, _: &[Earlier<'_>]) {}

    /// Hears of one event.
    fn observe(&mut self, event: &Seen);

    /// Scores the pool into `scores`, which comes empty: one number for each place of a list, or for
    /// each item of the catalogue; higher is better. What it would never show gets
    /// `f64::NEG_INFINITY`.
    fn score(&mut self, pool: Pool<'_>, moment: Moment, scores: &mut Vec<f64>);

    /// Hears which place of a list that it has just scored was chosen, before the event itself. Most learn nothing of it.
    fn chosen(&mut self, _list: &[u32], _moment: Moment, _place: usize) {}
}

/// The place, from 1, of the candidate at `target` among `scores`. Of equal scores it takes the
/// last place; a score that is not a number counts as the worst. `left_out` is no candidate.
pub fn place(scores: &[f64], target: usize, left_out: Option<usize>) -> u32 {
    let value = |score: f64| {
        if score.is_nan() {
            f64::NEG_INFINITY
        } else {
            score
        }
    };
    let reached = value(scores[target]);
    let mut place = 0;
    for (at, &score) in scores.iter().enumerate() {
        place += u32::from(value(score) >= reached && Some(at) != left_out);
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_take_the_last_place() {
        let scores = [3.0, 1.0, 1.0, f64::NAN, 1.0, 0.5];
        assert_eq!(place(&scores, 0, None), 1);
        assert_eq!(place(&scores, 2, None), 4);
        assert_eq!(place(&scores, 2, Some(0)), 3);
        assert_eq!(place(&scores, 3, None), 6);
    }
}
