//! Offline proof: vitrine beside baselines, on sessions that nobody was trained on.
//!
//! [`evaluate`] replays test visits event by event, asks a question at every step, and compares the
//! places that each [`Ranker`] gave to what the shopper really turned to next. Everything is seeded:
//! the same files give the same report, but for the times.

mod baselines;
mod bootstrap;
mod engine;
mod metrics;
mod random;
mod ranker;
mod report;
pub mod tasks;
pub mod training;
mod visit;

use std::time::{Duration, Instant};

use vitrine::pack::Pack;

use crate::failure::Failure;
use crate::input::log::EventLog;
use crate::progress::Step as Progress;
use crate::train::Sequence;
use baselines::{Markov, Merchant, Popularity, RandomOrder, Slist};
use engine::Engine;
use ranker::{Moment, Pool, Ranker, place};
use report::{About, NotRun, Report};
use tasks::{Offer, Question, Task, shuffle};
use visit::{Seen, Visit, steps, visits};

/// What is to be measured.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    /// What is asked at each step.
    pub task: Task,
    /// The pack to measure.
    pub pack: &'a Pack,
    /// The same pack with its dials set to learn from choices, if that is to be measured as well.
    pub learning: Option<&'a Pack>,
    /// The test sessions.
    pub sessions: &'a EventLog,
    /// The training sessions on the pack's indices, for baselines; or why there are none.
    pub training: Result<&'a [Sequence], &'a str>,
    /// Only so many test sessions.
    pub limit: Option<usize>,
    /// Whether answers are permuted.
    pub shuffled: bool,
    /// The seed of all randomness.
    pub seed: u64,
}

/// Runs vitrine and all baselines on the same questions.
///
/// # Errors
/// Test sessions without any question to ask.
pub fn evaluate(trial: &Trial<'_>) -> Result<Report, Failure> {
    let visits = visits(trial.sessions, trial.pack, trial.limit);
    let mut questions = trial.task.questions(&steps(&visits), trial.pack);
    if trial.shuffled {
        questions = shuffle(questions, trial.seed);
    }
    if questions.is_empty() {
        return Err(Failure::new(
            "no-steps",
            "The test sessions have no step to ask about: sessions of at least two different items are needed, and \
             for the carousel task some whose next item is popular.",
        ));
    }
    let (mut rankers, not_run) = rankers(trial);
    let outcomes: Vec<Outcome> = rankers
        .iter_mut()
        .map(|ranker| ask(ranker.as_mut(), &visits, &questions))
        .collect();
    let about = About {
        shuffled: trial.shuffled,
        seed: trial.seed,
        pack: trial.pack.content_id(),
        sessions: visits.len(),
    };
    Ok(Report::new(
        trial.task, &questions, &outcomes, not_run, about,
    ))
}

/// vitrine first, then every baseline that can be run.
fn rankers<'a>(trial: &Trial<'a>) -> (Vec<Box<dyn Ranker + 'a>>, Vec<NotRun>) {
    let pack = trial.pack;
    let popularity: Vec<u32> = (0..pack.len() as u32)
        .map(|i| pack.popularity(0, i))
        .collect();
    let mut rankers: Vec<Box<dyn Ranker + 'a>> =
        vec![Box::new(Engine::new(pack, &trial.sessions.items))];
    if let Some(learning) = trial.learning {
        rankers.push(Box::new(Engine::learning(learning, &trial.sessions.items)));
    }
    if trial.task == Task::Carousel {
        rankers.push(Box::new(Merchant::new(pack.len())));
    }
    rankers.push(Box::new(RandomOrder::new(pack.len(), trial.seed)));
    rankers.push(Box::new(Popularity::new(&popularity)));
    let mut not_run = Vec::new();
    let mut leave_out = |name: &str, reason: &str| {
        not_run.push(NotRun {
            name: name.into(),
            reason: reason.into(),
        });
    };
    match trial.training {
        Ok(training) => {
            rankers.push(Box::new(Markov::train(training, &popularity)));
            let progress = Progress::start("Training SLIST, dense", 0);
            match Slist::train(training, &popularity) {
                Ok(slist) => {
                    progress.done(&slist.settings());
                    rankers.push(Box::new(slist));
                }
                Err(reason) => {
                    progress.done("not run");
                    leave_out("SLIST", &reason);
                }
            }
        }
        Err(reason) => ["Markov", "SLIST"]
            .iter()
            .for_each(|name| leave_out(name, reason)),
    }
    (rankers, not_run)
}

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
fn ask(ranker: &mut dyn Ranker, visits: &[Visit], questions: &[Question]) -> Outcome {
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
                ranker.chosen(list, moment, at);
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

#[cfg(test)]
mod tests;
