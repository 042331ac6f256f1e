//! Questions that are worth a look of their own, reported apart as well.

use vitrine::pack::Pack;

use super::Shown;
use super::tasks::{Offer, Question};
use super::visit::Visit;
use crate::train::weights::shown::LEAST_PROPENSITY;

/// Some of the questions, reported apart as well.
#[derive(Debug, Clone)]
pub struct Cut {
    /// What they have in common.
    pub name: &'static str,
    /// What each question counts; 0 where it does not belong to them.
    pub weights: Vec<f64>,
}

/// The questions that are worth a look of their own.
pub fn cuts(
    pack: &Pack,
    visits: &[Visit<'_>],
    questions: &[Question],
    shown: Option<Shown<'_>>,
) -> Vec<Cut> {
    let (counted, _) = pack.popularity_totals(0);
    // A basket is one question: its cold items cannot be told apart from the others.
    let cold = |question: &Question| {
        let unseen = |item| counted > 0 && pack.popularity(0, item) == 0;
        question.offer != Offer::Rest && question.step.target.is_some_and(unseen)
    };
    let cut = |name, holds: &dyn Fn(&Question) -> bool| Cut {
        name,
        weights: questions
            .iter()
            .map(|question| f64::from(u8::from(holds(question))))
            .collect(),
    };
    let touched = |question: &Question| {
        let before = &visits[question.step.visit].events[..question.step.at];
        before
            .iter()
            .any(|event| event.item == question.step.target)
    };
    let mut cuts = vec![
        cut("next items unseen in training", &cold),
        cut(
            "next items unseen in training and in the session",
            &|question| cold(question) && !touched(question),
        ),
        cut("shoppers with a history", &|question| {
            !visits[question.step.visit].earlier.is_empty()
        }),
        cut("nothing touched before", &|question| {
            matches!(question.offer, Offer::Shown(..)) && question.step.at == 0
        }),
    ];
    if let Some(Ok(propensities)) = shown.map(|shown| shown.propensities) {
        let weight = |question: &Question| match question.offer {
            Offer::Shown(_, clicked) => propensities.weight(clicked, LEAST_PROPENSITY),
            _ => 0.0,
        };
        cuts.push(Cut {
            name: "debiased by place",
            weights: questions.iter().map(weight).collect(),
        });
    }
    cuts
}
