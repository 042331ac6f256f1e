//! `vitrine evaluate`: the lift, offline, on sessions that nobody was trained on.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use vitrine::pack::{Pack, Tunable};

use crate::commands::pack::now_ms;
use crate::evaluate::outside::Outside;
use crate::evaluate::tasks::Task;
use crate::evaluate::training::TrainingLog;
use crate::evaluate::{Peers, Trial, evaluate, training};
use crate::failure::Failure;
use crate::input::columns::Mapping;
use crate::input::events::{EventNames, EventOptions, read_events};
use crate::input::log::EventLog;
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
    /// Which baselines run beside vitrine
    #[arg(long, value_enum, default_value = "quick")]
    peers: Peers,
    /// A recommender of another kind, asked the same questions: a program that speaks the protocol of
    /// docs/outside-recommenders.md (more than once for several)
    #[arg(long, value_name = "NAME=PROGRAM", value_parser = Outside::read)]
    peer: Vec<Outside>,
    /// Keeps peers' answers in a folder, and reads them from there where neither they nor the questions
    /// changed
    #[arg(long, value_name = "DIR")]
    answers: Option<PathBuf>,
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
    /// Measures beside it the same pack learning from every choice: the dial learning-spread, 0 to 1
    #[arg(long, value_name = "SPREAD")]
    learning: Option<f32>,
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
    let training = training_sequences(options, &pack)?;
    let learning = options
        .learning
        .map(|spread| learning_pack(&pack, spread))
        .transpose()?;
    let report = evaluate(&Trial {
        task: options.task,
        pack: &pack,
        learning: learning.as_ref(),
        sessions: &log,
        training: training.as_deref().map_err(String::as_str),
        peers: options.peers,
        outside: &options.peer,
        answers: options.answers.as_deref(),
        limit: options.limit,
        shuffled: options.shuffled,
        seed: options.seed,
    })?;
    print!("{}", report.table());
    if let Some(path) = &options.json {
        let json = serde_json::to_string_pretty(&report).expect("figures are plain values");
        fs::write(path, json + "\n").map_err(|e| Failure::unwritable(path, &e))?;
    }
    Ok(())
}

/// A copy of the pack that learns.
fn learning_pack(pack: &Pack, spread: f32) -> Result<Pack, Failure> {
    let mut learning = Pack::from_bytes(pack.bytes().to_vec())
        .map_err(|error| Failure::new(error.code(), error.to_string()))?;
    let mut weights = pack.weights().clone();
    weights
        .override_named(pack.fields(), Tunable::LearningSpread.name(), spread)
        .map_err(|error| Failure::new(error.code(), format!("--learning: {error}")))?;
    learning.set_weights(weights);
    Ok(learning)
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
