//! `vitrine evaluate`: the lift, offline, on sessions that nobody was trained on.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use vitrine::pack::Pack;

use crate::commands::pack::now_ms;
use crate::evaluate::baselines::{Markov, Merchant, Popularity, RandomOrder, Slist};
use crate::evaluate::ranker::Ranker;
use crate::evaluate::tasks::{Task, shuffle};
use crate::evaluate::training::TrainingLog;
use crate::evaluate::{About, Engine, NotRun, Report, ask, training, visit};
use crate::failure::Failure;
use crate::input::columns::Mapping;
use crate::input::events::{EventNames, EventOptions, read_events};
use crate::input::log::EventLog;
use crate::progress::Step;
use crate::train::{Sequence, sequences};

/// Measures a pack on test sessions, beside baselines in the same run
#[derive(Debug, Args)]
pub struct EvaluateArguments {
    /// The pack to measure
    #[arg(long, value_name = "FILE")]
    pack: PathBuf,
    /// Test sessions: later than, or apart from, what the pack was built from (more than once for
    /// several files)
    #[arg(long, value_name = "FILE", required = true)]
    sessions: Vec<String>,
    /// What is asked at each step
    #[arg(long, value_enum)]
    task: Task,
    /// The training log for baselines; by default the one the pack was built from, as noted in
    /// PACK.build.json
    #[arg(long, value_name = "FILE")]
    events: Vec<String>,
    /// Writes all figures to a file as well
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
    /// Permutes the answers among steps: a check that no lift is left when there is nothing to find
    #[arg(long)]
    shuffled: bool,
    /// Only the first N test sessions
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// The seed of intervals, of the random order and of permuting
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Reads a column as something else: COLUMN=ROLE
    #[arg(long, value_name = "COLUMN=ROLE")]
    map: Vec<String>,
    /// Reads a word of the event column as an event: WORD=EVENT, or WORD=ignore
    #[arg(long, value_name = "WORD=EVENT")]
    event_name: Vec<String>,
    /// Stops at the first bad row
    #[arg(long)]
    strict: bool,
}

/// Runs the command.
///
/// # Errors
/// A file that cannot be read or written, or a pack that is refused.
pub fn run(options: &EvaluateArguments) -> Result<(), Failure> {
    let shown = options.pack.display().to_string();
    let bytes = fs::read(&options.pack).map_err(|e| Failure::unreadable(&shown, &e))?;
    let pack = Pack::from_bytes(bytes)
        .map_err(|e| Failure::new(e.code(), format!("{shown} is refused: {e}")))?;
    let sessions = TrainingLog {
        files: options.sessions.clone(),
        map: options.map.clone(),
        skip: Vec::new(),
        event_names: options.event_name.clone(),
    };
    let log = read(options, &sessions)?;
    let report = evaluate(options, &pack, &log)?;
    print!("{}", report.table());
    if let Some(path) = &options.json {
        let json = serde_json::to_string_pretty(&report).expect("figures are plain values");
        fs::write(path, json + "\n").map_err(|e| Failure::unwritable(path, &e))?;
    }
    Ok(())
}

fn evaluate(options: &EvaluateArguments, pack: &Pack, log: &EventLog) -> Result<Report, Failure> {
    let visits = visit::visits(log, pack, options.limit);
    let mut questions = options.task.questions(&visit::steps(&visits), pack);
    if questions.is_empty() {
        return Err(Failure::new(
            "no-steps",
            "The test sessions have no step to ask about: sessions of at least two different items are needed, \
             and for the carousel task some whose next item is popular.",
        ));
    }
    if options.shuffled {
        questions = shuffle(questions, options.seed);
    }
    let mut not_run = Vec::new();
    let mut rankers: Vec<Box<dyn Ranker + '_>> = vec![Box::new(Engine::new(pack, &log.items))];
    if options.task == Task::Carousel {
        rankers.push(Box::new(Merchant::new(pack.len())));
    }
    let popularity: Vec<u32> = (0..pack.len() as u32)
        .map(|i| pack.popularity(0, i))
        .collect();
    rankers.push(Box::new(RandomOrder::new(pack.len(), options.seed)));
    rankers.push(Box::new(Popularity::new(&popularity)));
    match training_sequences(options, pack)? {
        Ok(training) => {
            rankers.push(Box::new(Markov::train(&training, &popularity)));
            let step = Step::start("Training SLIST, dense", 0);
            match Slist::train(&training, &popularity) {
                Ok(slist) => {
                    step.done(&slist.settings());
                    rankers.push(Box::new(slist));
                }
                Err(reason) => {
                    step.done("not run");
                    not_run.push(NotRun {
                        name: "SLIST".into(),
                        reason,
                    });
                }
            }
        }
        Err(reason) => not_run.extend(["Markov", "SLIST"].map(|name| NotRun {
            name: name.into(),
            reason: reason.clone(),
        })),
    }
    let outcomes: Vec<_> = rankers
        .iter_mut()
        .map(|r| ask(r.as_mut(), &visits, &questions))
        .collect();
    Ok(Report::new(
        options.task,
        &questions,
        &outcomes,
        not_run,
        About {
            shuffled: options.shuffled,
            seed: options.seed,
            pack: pack.content_id(),
            sessions: visits.len(),
        },
    ))
}

/// The training log on the pack's indices, or why there is none.
fn training_sequences(
    options: &EvaluateArguments,
    pack: &Pack,
) -> Result<Result<Vec<Sequence>, String>, Failure> {
    let log = if options.events.is_empty() {
        match training::recorded(&options.pack, pack.content_id())? {
            Ok(log) => log,
            Err(reason) => return Ok(Err(reason)),
        }
    } else {
        TrainingLog {
            files: options.events.clone(),
            map: options.map.clone(),
            skip: Vec::new(),
            event_names: options.event_name.clone(),
        }
    };
    let log = read(options, &log)?;
    let index: Vec<Option<u32>> = log.items.iter().map(|id| pack.lookup(id)).collect();
    Ok(Ok(sequences(&log, &index)))
}

fn read(options: &EvaluateArguments, log: &TrainingLog) -> Result<EventLog, Failure> {
    let mapping = Mapping::read(&log.map, &log.skip)?;
    let names = EventNames::read(&log.event_names)?;
    let how = EventOptions {
        mapping: &mapping,
        names: &names,
        strict: options.strict,
        now_ms: now_ms(),
    };
    let read = read_events(&log.files, &how)?;
    for report in &read.reports {
        if report.refused() > 0 {
            eprint!("{report}");
        }
    }
    Ok(read.log)
}
