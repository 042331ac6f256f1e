//! Offline proof: vitrine beside baselines, on sessions that nobody was trained on.
//!
//! [`evaluate`] replays test visits event by event, asks a question at every step, and compares the
//! places that each [`Ranker`] gave to what the shopper really turned to next. Everything is seeded:
//! the same files give the same report, but for the times.

mod answers;
mod baselines;
mod bootstrap;
mod compact;
mod cuts;
mod engine;
mod lineup;
mod metrics;
mod model;
pub mod outside;
pub mod random;
mod ranker;
mod report;
pub mod tasks;
pub mod training;
mod variety;
mod visit;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use vitrine::pack::Pack;

use crate::failure::Failure;
use crate::input::log::EventLog;
use crate::input::shown::ShownLists;
use crate::progress::Step as Progress;
use crate::train::Sequence;
use crate::train::propensity::Propensities;
use answers::Answers;
use compact::compacts;
use cuts::cuts;
pub use lineup::Peers;
use lineup::lineup;
use model::ModelBytes;
use outside::Outside;
use ranker::{Moment, Ranker, place};
use report::{About, NotRun, Report};
use tasks::{Offer, Question, Task, shuffle};
use variety::varieties;
use visit::{Seen, Visit, steps, visits};

pub use visit::Replay;

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
    /// Which baselines run beside vitrine.
    pub peers: Peers,
    /// Programs that are asked as well.
    pub outside: &'a [Outside],
    /// A folder where peers' answers are kept, to be read again by a run that asks the same.
    pub answers: Option<&'a Path>,
    /// Which of the test sessions are replayed, and what came before them.
    pub replay: Replay<'a>,
    /// The lists of [`Task::ShownLists`].
    pub shown: Option<Shown<'a>>,
    /// Whether answers are permuted.
    pub shuffled: bool,
    /// The bytes that a profile is cut down to, to see what is left of the order.
    pub compact: Option<usize>,
    /// The seed of all randomness.
    pub seed: u64,
}

/// How many places of the whole catalogue are asked for: more than any metric looks at, so that
/// equal scores at the cut still show.
const DEEPEST: usize = 60;

/// Lists really shown.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The lists.
    pub lists: &'a ShownLists,
    /// The number of each of their items in the test log; see [`tasks::number`].
    pub numbers: &'a [u32],
    /// How likely places are looked at, as the training lists tell; or why that is not known.
    pub propensities: Result<&'a Propensities, &'a str>,
}

/// Runs vitrine and its peers on the same questions.
///
/// # Errors
/// Test sessions without any question to ask; a folder for answers that cannot be written; a program
/// that was named as a peer and fails.
pub fn evaluate(trial: &Trial<'_>) -> Result<Report, Failure> {
    let mut visits = visits(trial.sessions, trial.pack, trial.replay);
    let mut steps = steps(&visits);
    if let Some(since) = trial.replay.since {
        steps.retain(|step| visits[step.visit].events[step.at].time >= since);
    }
    let mut questions = match trial.shown {
        Some(shown) if trial.task == Task::ShownLists => tasks::shown_questions(
            shown.lists,
            shown.numbers,
            trial.sessions,
            trial.pack,
            trial.replay.since,
            &mut visits,
            trial.replay.limit,
        ),
        _ if trial.task == Task::Basket => tasks::basket_questions(&mut visits, trial.seed),
        _ => trial.task.questions(&steps, trial.pack),
    };
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
    let (outcomes, not_run) = outcomes(trial, &visits, &questions)?;
    let cuts = cuts(trial.pack, &visits, &questions, trial.shown);
    let varieties = varieties(trial, &visits, &questions);
    let compacts = trial.compact.map_or(Vec::new(), |most| {
        compacts(trial, most, &visits, &questions)
    });
    let about = About {
        varieties,
        compacts,
        shuffled: trial.shuffled,
        seed: trial.seed,
        pack: trial.pack.content_id(),
        sessions: visits.len(),
    };
    Ok(Report::new(
        trial.task, &questions, &cuts, &outcomes, not_run, about,
    ))
}

/// What everybody made of the questions, vitrine first; and who could not be asked.
fn outcomes(
    trial: &Trial<'_>,
    visits: &[Visit<'_>],
    questions: &[Question],
) -> Result<(Vec<Outcome>, Vec<NotRun>), Failure> {
    let answers = trial.answers;
    let answers = answers
        .map(|folder| Answers::of(folder, trial, visits, questions))
        .transpose()?;
    let (mut outcomes, mut not_run) = (Vec::new(), Vec::new());
    let mut leave_out = |name: &str, reason: String| {
        not_run.push(NotRun {
            name: name.into(),
            reason,
        });
    };
    let past = visits.iter().any(|visit| !visit.earlier.is_empty());
    for entry in lineup(trial, past) {
        let kept = answers.as_ref().zip(entry.code.map(str::as_bytes));
        if let Some(known) = kept.and_then(|(answers, code)| answers.find(entry.name, code)) {
            outcomes.push(known);
            continue;
        }
        match (entry.make)() {
            Ok(mut ranker) => {
                let outcome = ask(ranker.as_mut(), visits, questions);
                if let Some((answers, code)) = kept {
                    answers.keep(&outcome, code)?;
                }
                outcomes.push(outcome);
            }
            Err(reason) => leave_out(entry.name, reason),
        }
    }
    if let Some(Err(reason)) = trial.shown.map(|shown| shown.propensities) {
        leave_out("debiased by place", reason.to_owned());
    }
    for outside in trial.outside {
        if trial.task == Task::ShownLists {
            let reason = "the protocol has no lists with items of their own";
            leave_out(&outside.name, reason.to_owned());
            continue;
        }
        let training = match trial.training {
            Ok(training) => training,
            Err(reason) => {
                leave_out(&outside.name, reason.to_owned());
                continue;
            }
        };
        let shown = outside.program.display().to_string();
        let code = fs::read(&outside.program).map_err(|e| Failure::unreadable(&shown, &e))?;
        let known = answers.as_ref().and_then(|a| a.find(&outside.name, &code));
        let outcome = match known {
            Some(known) => known,
            None => {
                let counts = lineup::popularity(trial);
                let outcome = outside::ask(outside, training, &counts, visits, questions)?;
                if let Some(answers) = &answers {
                    answers.keep(&outcome, &code)?;
                }
                outcome
            }
        };
        outcomes.push(outcome);
    }
    Ok((outcomes, not_run))
}

/// What one ranker made of all questions.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// For each question the place of the answer, from 1; `None` where it is not in the pack.
    pub places: Vec<Option<u32>>,
    /// Time spent on the questions of each group.
    pub scoring: Vec<Duration>,
    /// Time spent on hearing events.
    pub observing: Duration,
    /// What it was trained with, where it learns.
    pub settings: Option<String>,
    /// What it keeps to rank with.
    pub model: ModelBytes,
}

/// Asks one ranker all questions, which stand in the order of steps.
fn ask(ranker: &mut dyn Ranker, visits: &[Visit<'_>], questions: &[Question]) -> Outcome {
    let groups = questions.iter().map(|q| q.group + 1).max().unwrap_or(0);
    let progress = Progress::start(format!("Asking {}", ranker.name()), questions.len() as u64);
    let mut outcome = Outcome {
        name: ranker.name().to_owned(),
        places: Vec::with_capacity(questions.len()),
        scoring: vec![Duration::ZERO; groups],
        observing: Duration::ZERO,
        settings: ranker.settings(),
        model: ranker.bytes(),
    };
    let mut scores = Vec::new();
    let mut heard = (usize::MAX, 0);
    let mut asked = None;
    for question in questions {
        let step = &question.step;
        if heard.0 != step.visit {
            ranker.begin();
            ranker.remember(&visits[step.visit].earlier);
            heard = (step.visit, 0);
            progress.at(outcome.places.len() as u64);
        }
        let news: &[Seen] = &visits[step.visit].events[heard.1..step.at];
        heard.1 = step.at;
        let start = Instant::now();
        news.iter().for_each(|event| ranker.observe(event));
        outcome.observing += start.elapsed();
        let target = match (step.target, &question.offer) {
            (Some(target), _) => target,
            // Of a shown list the chosen place is known, whatever stands there.
            (None, Offer::Shown(..)) => u32::MAX,
            (None, _) => {
                outcome.places.push(None);
                continue;
            }
        };
        // What a basket's items share is asked once: the scores are still those.
        let basket = question.offer == Offer::Rest;
        let same = basket && asked == Some((step.visit, step.at));
        asked = Some((step.visit, step.at));
        let moment = Moment {
            now: step.now,
            current: step.current,
        };
        let start = Instant::now();
        if !same {
            scores.clear();
        }
        if !same {
            ranker.score(question.offer.pool(), moment, &mut scores);
        }
        outcome.scoring[question.group] += start.elapsed();
        if basket && !same {
            let had = visits[step.visit].events[..step.at].iter();
            for item in had.filter_map(|event| event.item) {
                scores[item as usize] = f64::NEG_INFINITY;
            }
        }
        let found = match &question.offer {
            Offer::Catalogue | Offer::Rest => {
                place(&scores, target as usize, step.current.map(|i| i as usize))
            }
            Offer::List(list) => {
                let at = list
                    .iter()
                    .position(|&i| i == target)
                    .expect("asked only where it is");
                ranker.chosen(list, moment, at);
                place(&scores, at, None)
            }
            Offer::Shown(_, clicked) => place(&scores, *clicked, None),
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
pub mod tests;
