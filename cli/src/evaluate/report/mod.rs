//! The account of an evaluation: numbers for programs, and in `text.rs` a table for people.

mod by_events;
mod text;

use std::collections::BTreeMap;

use serde::Serialize;

use by_events::Band;

use super::Outcome;
use super::bootstrap::{Bootstrap, Estimate, Series};
use super::compact::Compact;
use super::cuts::Cut;
use super::metrics::Metric;
use super::model::ModelBytes;
use super::tasks::{Question, Task};
use super::variety::Variety;

/// The whole account; written as JSON as it stands.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The task's name.
    pub task: &'static str,
    /// Whether answers were permuted: then nothing may be better than popularity.
    pub shuffled: bool,
    /// The seed of all randomness.
    pub seed: u64,
    /// Content id of the pack, as hexadecimal digits.
    pub pack: String,
    /// Test sessions read.
    pub sessions: usize,
    /// One part for each kind of question.
    pub groups: Vec<Group>,
    /// Baselines that were not run.
    pub not_run: Vec<NotRun>,
}

/// A baseline that was not run.
#[derive(Debug, Clone, Serialize)]
pub struct NotRun {
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// The figures of one kind of question.
#[derive(Debug, Serialize)]
pub struct Group {
    /// What was asked, and of whom if not of all.
    pub name: String,
    /// Only steps after so many events of their session; 1 is all of them.
    pub least_events: usize,
    /// Questions.
    pub steps: usize,
    /// Sessions with at least one.
    pub sessions: usize,
    /// How different the orders of different shoppers are; not known for parts of a group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variety: Option<Variety>,
    /// What a profile within a limit of bytes keeps of the order, if that was asked; not known for parts of a group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compact: Option<Compact>,
    /// Names of the metrics, in the order of the columns.
    pub metrics: Vec<String>,
    /// Every ranker, vitrine first.
    pub rankers: Vec<Figures>,
    /// vitrine minus each other ranker, on the same steps.
    pub differences: Vec<Figures>,
    /// vitrine minus the merchant's order, by how much a session had told before; where the merchant has an order, and not
    /// for parts of a group.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by_events: Vec<Band>,
}

/// One line of figures.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// Whose.
    pub name: String,
    /// By name of the metric.
    pub figures: BTreeMap<String, Estimate>,
    /// Mean time of one prediction, hearing events included; none for differences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub microseconds: Option<f64>,
    /// What it keeps to rank with; none for differences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<ModelBytes>,
    /// What it was trained with, where it learns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<String>,
}

/// A part of the questions that gets figures of its own.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// Which group.
    pub group: usize,
    /// Only those that were asked after so many events of the session.
    pub least: usize,
    /// Only those that were asked after so many events at most.
    pub most: usize,
    /// Only those of a cut.
    pub cut: Option<&'a Cut>,
}

impl Part<'_> {
    /// Whether it is all of its group.
    fn is_whole(self) -> bool {
        self.cut.is_none() && self.least <= 1 && self.most == usize::MAX
    }
}

impl Group {
    /// Figures of the questions of one part. The first outcome is compared with all others.
    pub fn new(
        task: Task,
        Part {
            group,
            least,
            most,
            cut,
        }: Part<'_>,
        questions: &[Question],
        outcomes: &[Outcome],
        seed: u64,
    ) -> Group {
        let members: Vec<usize> = (0..questions.len())
            .filter(|&q| questions[q].group == group)
            .filter(|&q| (least..=most).contains(&questions[q].step.at))
            .filter(|&q| cut.is_none_or(|cut| cut.weights[q] > 0.0))
            .collect();
        let asked = questions.iter().filter(|q| q.group == group).count();
        let session_of = number_sessions(members.iter().map(|&q| questions[q].step.visit));
        // The items looked for in one basket are one question, and count as one.
        let beside = |q: usize| match task {
            Task::Basket => {
                let visit = questions[q].step.visit;
                let start = questions.partition_point(|other| other.step.visit < visit);
                start..questions.partition_point(|other| other.step.visit <= visit)
            }
            _ => q..q + 1,
        };
        let weight = |q: usize| cut.map_or(1.0, |cut| cut.weights[q]) / beside(q).len() as f64;
        let weights: Vec<f64> = members.iter().map(|&q| weight(q)).collect();
        let bootstrap = Bootstrap::weighted(&session_of, &weights, seed);
        let series = |outcome: &Outcome, metric: Metric| {
            let values = members
                .iter()
                .map(|&q| weight(q) * metric.of_all(&outcome.places[beside(q)]));
            Series::new(values, &session_of, bootstrap.sessions())
        };
        let all: Vec<Vec<Series>> = outcomes
            .iter()
            .map(|o| task.metrics().iter().map(|&m| series(o, m)).collect())
            .collect();
        let line = |estimate: &dyn Fn(usize) -> Estimate| {
            let named = task.metrics().iter().enumerate();
            named
                .map(|(k, m)| (m.name(), estimate(k)))
                .collect::<BTreeMap<_, _>>()
        };
        let rankers = outcomes.iter().zip(&all).map(|(outcome, series)| Figures {
            name: outcome.name.clone(),
            figures: line(&|k| bootstrap.mean(&series[k])),
            // Times are kept by group, not by step: a part has its group's.
            microseconds: Some(outcome.microseconds(group, asked)),
            bytes: Some(outcome.model),
            settings: outcome.settings.clone(),
        });
        let others = outcomes.iter().zip(&all).skip(1);
        let differences = others.map(|(outcome, series)| Figures {
            name: outcome.name.clone(),
            figures: line(&|k| bootstrap.difference(&all[0][k], &series[k])),
            microseconds: None,
            bytes: None,
            settings: None,
        });
        Group {
            name: match cut {
                None => task.groups()[group].to_owned(),
                Some(cut) => format!("{}, {}", task.groups()[group], cut.name),
            },
            least_events: least,
            steps: members.len(),
            sessions: bootstrap.sessions(),
            variety: None,
            compact: None,
            metrics: task.metrics().iter().map(|m| m.name()).collect(),
            rankers: rankers.collect(),
            differences: differences.collect(),
            by_events: Vec::new(),
        }
    }

    /// The difference of vitrine to `other` in a metric.
    pub fn difference(&self, other: &str, metric: &str) -> Option<Estimate> {
        self.differences
            .iter()
            .find(|d| d.name == other)?
            .figures
            .get(metric)
            .copied()
    }
}

impl Outcome {
    fn microseconds(&self, group: usize, questions: usize) -> f64 {
        let all = self.places.len().max(1) as f64;
        let observing = self.observing.as_secs_f64() / all;
        let scoring = self.scoring.get(group).map_or(0.0, |t| t.as_secs_f64());
        (observing + scoring / questions.max(1) as f64) * 1e6
    }
}

/// What was measured, for the head of a report.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// How different vitrine's orders are, by group.
    pub varieties: Vec<Option<Variety>>,
    /// What a profile within a limit keeps of the order, by group.
    pub compacts: Vec<Option<Compact>>,
    /// Whether answers were permuted.
    pub shuffled: bool,
    /// The seed of all randomness.
    pub seed: u64,
    /// Content id of the pack.
    pub pack: u64,
    /// Test sessions read.
    pub sessions: usize,
}

impl Report {
    /// Works out all figures. The first outcome is vitrine's.
    pub fn new(
        task: Task,
        questions: &[Question],
        cuts: &[Cut],
        outcomes: &[Outcome],
        not_run: Vec<NotRun>,
        about: About,
    ) -> Report {
        let mut parts = Vec::new();
        for group in 0..task.groups().len() {
            let part = |least, cut| Part {
                group,
                least,
                most: usize::MAX,
                cut,
            };
            parts.extend(task.least_events().iter().map(|&least| part(least, None)));
            let of_group = |cut: &&Cut| {
                let mut members = questions.iter().zip(&cut.weights);
                members.any(|(question, weight)| question.group == group && *weight > 0.0)
            };
            parts.extend(cuts.iter().filter(of_group).map(|cut| part(0, Some(cut))));
        }
        Report {
            task: task.name(),
            shuffled: about.shuffled,
            seed: about.seed,
            pack: format!("{:016x}", about.pack),
            sessions: about.sessions,
            groups: parts
                .into_iter()
                .map(|part| Group {
                    variety: whole(&about.varieties, part),
                    compact: whole(&about.compacts, part),
                    by_events: match part.is_whole() {
                        true => by_events::bands(task, part.group, questions, outcomes, about.seed),
                        false => Vec::new(),
                    },
                    ..Group::new(task, part, questions, outcomes, about.seed)
                })
                .filter(|group| group.steps > 0 || group.least_events <= 1)
                .collect(),
            not_run,
        }
    }
}

/// A figure that is known of whole groups only.
fn whole<T: Copy>(figures: &[Option<T>], part: Part<'_>) -> Option<T> {
    let figure = figures.get(part.group).copied().flatten();
    figure.filter(|_| part.is_whole())
}

/// Numbers sessions from 0 in the order in which they come up; equal ones must be neighbours.
fn number_sessions(visits: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut before = None;
    let mut next = 0;
    let number = |visit| {
        if before.is_some() && before != Some(visit) {
            next += 1;
        }
        before = Some(visit);
        next
    };
    visits.map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::tasks::Offer;
    use crate::evaluate::visit::Step;
    use std::time::Duration;

    #[test]
    fn figures_and_differences_by_hand() {
        let question = |visit| Question {
            step: Step {
                visit,
                at: 1,
                current: Some(0),
                target: Some(1),
                now: 0,
            },
            offer: Offer::Catalogue,
            group: 0,
            family: 0,
        };
        let questions = [question(3), question(3), question(8)];
        let outcome = |name: &str, places: [Option<u32>; 3]| Outcome {
            name: name.into(),
            places: places.into(),
            scoring: vec![Duration::from_micros(30)],
            observing: Duration::from_micros(6),
            ..Outcome::default()
        };
        let outcomes = [
            outcome("vitrine", [Some(1), Some(2), None]),
            outcome("other", [Some(2), Some(2), Some(30)]),
        ];
        let whole = Part {
            group: 0,
            least: 1,
            most: usize::MAX,
            cut: None,
        };
        let group = Group::new(Task::NextItem, whole, &questions, &outcomes, 1);
        assert_eq!((group.steps, group.sessions), (3, 2));
        assert_eq!(group.rankers[0].figures["MRR@20"].value, 0.5);
        assert!((group.rankers[0].microseconds.expect("a time") - 12.0).abs() < 1e-9);
        let difference = group.difference("other", "MRR@20").expect("compared");
        assert!((difference.value - (0.5 - 1.0 / 3.0)).abs() < 1e-12);
        let cut = Cut {
            name: "some",
            weights: vec![1.0, 0.0, 0.0],
        };
        let part = Part {
            cut: Some(&cut),
            ..whole
        };
        let some = Group::new(Task::NextItem, part, &questions, &outcomes, 1);
        assert_eq!(
            (some.steps, some.name.as_str()),
            (1, "whole catalogue, some")
        );
        assert_eq!(some.rankers[0].figures["MRR@20"].value, 1.0);
        assert_eq!(some.rankers[0].microseconds, group.rankers[0].microseconds);
        let mut table = String::new();
        group.table(&mut table);
        assert!(table.contains("0.500 [0.000 0.750]"), "{table}");
    }

    #[test]
    fn sessions_are_numbered_without_gaps() {
        assert_eq!(
            number_sessions([4, 4, 7, 9, 9].into_iter()),
            [0, 0, 1, 2, 2]
        );
    }
}
