//! Offline proof: vitrine beside baselines, on sessions that nobody was trained on.
//!
//! [`run`] replays test visits event by event, asks a question at every step, and compares the
//! places that each [`Ranker`] gave to what the shopper really turned to next. Everything is seeded:
//! the same files give the same report, but for the times.

pub mod baselines;
mod bootstrap;
mod engine;
pub mod metrics;
mod random;
pub mod ranker;
mod report;
pub mod tasks;
pub mod training;
pub mod visit;

use std::time::{Duration, Instant};

pub use engine::Engine;
pub use report::{About, NotRun, Report};

use crate::progress::Step as Progress;
use ranker::{Moment, Pool, Ranker, place};
use tasks::{Offer, Question};
use visit::{Seen, Visit};

/// What one ranker made of all questions.
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// For each question the place of the answer, from 1; `None` where it is not in the pack.
    pub places: Vec<Option<u32>>,
    /// Time spent on the questions of each group.
    pub scoring: Vec<Duration>,
    /// Time spent on hearing events.
    pub observing: Duration,
}

/// Asks one ranker all questions, which stand in the order of steps.
pub fn ask(ranker: &mut dyn Ranker, visits: &[Visit], questions: &[Question]) -> Outcome {
    let groups = questions.iter().map(|q| q.group + 1).max().unwrap_or(0);
    let progress = Progress::start(format!("Asking {}", ranker.name()), questions.len() as u64);
    let mut outcome = Outcome {
        name: ranker.name().to_owned(),
        places: Vec::with_capacity(questions.len()),
        scoring: vec![Duration::ZERO; groups],
        observing: Duration::ZERO,
    };
    let mut scores = Vec::new();
    let mut heard = (usize::MAX, 0);
    for question in questions {
        let step = &question.step;
        if heard.0 != step.visit {
            ranker.begin();
            heard = (step.visit, 0);
            progress.at(outcome.places.len() as u64);
        }
        let news: &[Seen] = &visits[step.visit].events[heard.1..step.at];
        heard.1 = step.at;
        let start = Instant::now();
        news.iter().for_each(|event| ranker.observe(event));
        outcome.observing += start.elapsed();
        let Some(target) = step.target else {
            outcome.places.push(None);
            continue;
        };
        let moment = Moment {
            now: step.now,
            current: step.current,
        };
        scores.clear();
        let start = Instant::now();
        match &question.offer {
            Offer::Catalogue => ranker.score(Pool::Catalogue, moment, &mut scores),
            Offer::List(list) => ranker.score(Pool::List(list), moment, &mut scores),
        }
        outcome.scoring[question.group] += start.elapsed();
        let found = match &question.offer {
            Offer::Catalogue => place(&scores, target as usize, step.current.map(|i| i as usize)),
            Offer::List(list) => {
                let at = list
                    .iter()
                    .position(|&i| i == target)
                    .expect("asked only where it is");
                place(&scores, at, None)
            }
        };
        outcome.places.push(Some(found));
    }
    let predictions = grouped(outcome.places.len());
    progress.done(&format!("{predictions} predictions"));
    outcome
}

/// A count with its thousands set apart.
fn grouped(count: usize) -> String {
    crate::input::report::grouped(count as u64)
}
