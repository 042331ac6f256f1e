//! The account that `vitrine evaluate --json` writes, as far as the page needs it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Orders that nobody would sell as a recommender: floors, not peers.
const FLOORS: [&str; 3] = ["merchant order", "random", "popularity"];

/// One evaluation.
#[derive(Debug, Deserialize)]
pub(crate) struct Evaluation {
    /// Test sessions read.
    pub(crate) sessions: usize,
    /// One part for each kind of question.
    pub(crate) groups: Vec<Group>,
    /// Who was not run.
    pub(crate) not_run: Vec<NotRun>,
}

/// Figures of one kind of question.
#[derive(Debug, Deserialize)]
pub(crate) struct Group {
    /// What was asked.
    pub(crate) name: String,
    /// After so many events of a session, or more.
    pub(crate) least_events: usize,
    /// Questions.
    pub(crate) steps: usize,
    /// Sessions with a question.
    pub(crate) sessions: usize,
    /// The metrics, in order.
    pub(crate) metrics: Vec<String>,
    /// Everybody, vitrine first.
    pub(crate) rankers: Vec<Figures>,
    /// vitrine minus each other.
    pub(crate) differences: Vec<Figures>,
    /// vitrine minus the merchant's order, by how much a session had told; where there is such an order.
    #[serde(default)]
    pub(crate) by_events: Vec<Band>,
}

/// The steps before which a session had so many events.
#[derive(Debug, Deserialize)]
pub(crate) struct Band {
    /// In words.
    pub(crate) events: String,
    /// Questions.
    pub(crate) steps: usize,
    /// vitrine minus the merchant's order, by metric.
    pub(crate) differences: BTreeMap<String, Estimate>,
}

/// One line of figures.
#[derive(Debug, Deserialize)]
pub(crate) struct Figures {
    /// Whose.
    pub(crate) name: String,
    /// By metric.
    pub(crate) figures: BTreeMap<String, Estimate>,
    /// Of one prediction.
    #[serde(default)]
    pub(crate) microseconds: f64,
    /// Of the model.
    #[serde(default)]
    pub(crate) bytes: Bytes,
    /// In words.
    #[serde(default)]
    pub(crate) settings: Option<String>,
}

/// A model's size.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Bytes {
    /// All of it.
    pub(crate) all: u64,
    /// The item-item knowledge, where it is a part.
    #[serde(default)]
    pub(crate) relations: Option<u64>,
}

/// A figure with its interval.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Estimate {
    /// The mean.
    pub(crate) value: f64,
    /// Lower end.
    pub(crate) low: f64,
    /// Upper end.
    pub(crate) high: f64,
}

impl Estimate {
    /// Whether chance explains it badly that the mean is not positive: the whole interval is below 0.
    pub(crate) fn is_below(&self) -> bool {
        self.high < 0.0
    }
}

/// Who was not run.
#[derive(Debug, Deserialize)]
pub(crate) struct NotRun {
    /// The name.
    pub(crate) name: String,
    /// Why.
    pub(crate) reason: String,
}

impl Figures {
    /// Whether it is vitrine itself, run in another way: `vitrine, no history`.
    pub(crate) fn is_ours(&self) -> bool {
        self.name.starts_with("vitrine")
    }
}

impl Group {
    /// A ranker's figure.
    pub(crate) fn figure(&self, name: &str, metric: &str) -> Option<f64> {
        let ranker = self.rankers.iter().find(|r| r.name == name)?;
        ranker.figures.get(metric).map(|e| e.value)
    }

    /// vitrine minus another.
    pub(crate) fn difference(&self, name: &str, metric: &str) -> Option<Estimate> {
        let other = self.differences.iter().find(|r| r.name == name)?;
        other.figures.get(metric).copied()
    }

    /// The strongest of the peers by a metric.
    pub(crate) fn best_peer(&self, metric: &str) -> Option<&str> {
        let peers = self.rankers.iter().skip(1);
        let peers = peers.filter(|r| !FLOORS.contains(&r.name.as_str()) && !r.is_ours());
        let value = |r: &Figures| r.figures.get(metric).map_or(0.0, |e| e.value);
        peers
            .max_by(|a, b| value(a).total_cmp(&value(b)))
            .map(|r| r.name.as_str())
    }
}
