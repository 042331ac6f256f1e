//! The next item among all items of the pack, the current one excluded.

use super::{Offer, Question};
use crate::evaluate::visit::Step;

/// One question a step, also where the pack does not know the answer: that is a miss.
pub(super) fn questions(steps: &[Step]) -> Vec<Question> {
    let question = |step: &Step| Question {
        step: *step,
        offer: Offer::Catalogue,
        group: 0,
        family: 0,
    };
    steps.iter().map(question).collect()
}
