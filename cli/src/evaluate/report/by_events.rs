//! Whether reordering ever hurts: vitrine beside the merchant's order, by how much a session had told before.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Group, Part};
use crate::evaluate::Outcome;
use crate::evaluate::bootstrap::Estimate;
use crate::evaluate::tasks::{Question, Task};

/// The bands: events of the session before a step, from and to.
const BANDS: [(usize, usize); 6] = [(0, 0), (1, 1), (2, 2), (3, 4), (5, 9), (10, usize::MAX)];
/// Whom a reordering must not fall behind.
pub const MERCHANT: &str = "merchant order";

/// The steps before which their session had so many events.
#[derive(Debug, Serialize)]
pub struct Band {
    /// How many, in words.
    pub events: String,
    /// Questions.
    pub steps: usize,
    /// Sessions with at least one.
    pub sessions: usize,
    /// vitrine minus the merchant's order, by name of the metric.
    pub differences: BTreeMap<String, Estimate>,
}

/// How vitrine does beside the merchant's order, by how much a session had told.
pub fn bands(
    task: Task,
    group: usize,
    questions: &[Question],
    outcomes: &[Outcome],
    seed: u64,
) -> Vec<Band> {
    let Some(merchant) = outcomes.iter().find(|outcome| outcome.name == MERCHANT) else {
        return Vec::new();
    };
    let both = [outcomes[0].clone(), merchant.clone()];
    let band = |(least, most)| {
        let part = Part {
            group,
            least,
            most,
            cut: None,
        };
        let figures = Group::new(task, part, questions, &both, seed);
        let difference = figures.differences.into_iter().next()?;
        (figures.steps > 0).then(|| Band {
            events: in_words(least, most),
            steps: figures.steps,
            sessions: figures.sessions,
            differences: difference.figures,
        })
    };
    BANDS.into_iter().filter_map(band).collect()
}

fn in_words(least: usize, most: usize) -> String {
    match (least, most) {
        (least, usize::MAX) => format!("{least} and more"),
        (least, most) if least == most => least.to_string(),
        (least, most) => format!("{least} to {most}"),
    }
}
