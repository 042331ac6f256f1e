//! `vitrine evaluate`: the lift, offline, on sessions that nobody was trained on.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use vitrine::Seconds;
use vitrine::pack::{Pack, Tunable};

use crate::commands::pack::now_ms;
use crate::evaluate::outside::Outside;
use crate::evaluate::tasks::{Task, number};
use crate::evaluate::training::TrainingLog;
use crate::evaluate::{Peers, Replay, Shown, Trial, evaluate, training};
use crate::failure::Failure;
use crate::input::aliases::Aliases;
use crate::input::columns::Mapping;
use crate::input::events::{EventNames, EventOptions, read_events};
use crate::input::history::History;
use crate::input::log::EventLog;
use crate::input::passed_over;
use crate::input::shown::{ShownList, ShownLists, read_shown};
use crate::input::time::moment;
use crate::train::propensity::Propensities;
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
    /// Earlier events of the same shoppers: laid out as a log, session_id naming the test session that
    /// they belong before. Without it, what the training log and the test sessions tell of a shopper
    /// by their user column is remembered
    #[arg(long, value_name = "FILE")]
    history: Option<String>,
    /// Lists really shown, one row each, for the task shown-lists; the sessions around them are read
    /// from --sessions
    #[arg(long, value_name = "FILE", required_if_eq("task", "shown-lists"))]
    impressions: Option<String>,
    /// Only steps from this moment on, as a date, a time, unix seconds, or the word "training": after
    /// the last event that the pack was built from. What came before in a session is heard
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// Writes all figures to a file as well
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
    /// Permutes the answers among steps: a check that no lift is left when there is nothing to find
    #[arg(long)]
    shuffled: bool,
    /// Measures what is left of the order when a profile is cut down to so many bytes, as save({ most }) does
    #[arg(long, value_name = "BYTES")]
    compact: Option<usize>,
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
    let pack = open(&options.pack)?;
    let sessions = TrainingLog {
        files: options.sessions.clone(),
        map: options.map.clone(),
        skip: Vec::new(),
        event_names: options.event_name.clone(),
        ..TrainingLog::default()
    };
    let aliases = training::aliases(&options.pack, pack.content_id())?;
    let mut log = read(options, &sessions, &aliases)?;
    let lists = match &options.impressions {
        Some(path) => Some(shown_lists(options, path, None, &aliases)?),
        None => None,
    };
    if let Some(lists) = &lists {
        passed_over::tell(&mut log, lists);
    }
    let numbers = lists.as_ref().map(|lists| number(&mut log, lists));
    let propensities = match &lists {
        Some(_) => propensities(options, &pack, &aliases)?,
        None => Err(String::new()),
    };
    let file = match &options.history {
        Some(path) => Some(earlier(options, path, &aliases)?),
        None => None,
    };
    let past = training_log(options, &pack, &aliases)?;
    let known: Vec<&EventLog> = past.iter().collect();
    let history = History::of(&log, &known, file.as_ref());
    let training = past.as_ref().map(|past| on_indices(past, &pack));
    let learning = options
        .learning
        .map(|spread| learning_pack(&pack, spread))
        .transpose()?;
    let report = evaluate(&Trial {
        task: options.task,
        pack: &pack,
        learning: learning.as_ref(),
        sessions: &log,
        training: training.as_deref().map_err(|reason| reason.as_str()),
        peers: options.peers,
        outside: &options.peer,
        answers: options.answers.as_deref(),
        replay: Replay {
            history: Some(&history),
            since: since(options, &pack)?,
            limit: options.limit,
        },
        shown: lists
            .as_ref()
            .zip(numbers.as_deref())
            .map(|(lists, numbers)| Shown {
                lists,
                numbers,
                propensities: propensities.as_ref().map_err(|reason| reason.as_str()),
            }),
        shuffled: options.shuffled,
        compact: options.compact,
        seed: options.seed,
    })?;
    print!("{}", report.table());
    if let Some(path) = &options.json {
        let json = serde_json::to_string_pretty(&report).expect("figures are plain values");
        fs::write(path, json + "\n").map_err(|e| Failure::unwritable(path, &e))?;
    }
    Ok(())
}

/// Opens a pack.
///
/// # Errors
/// A file that cannot be read, or a pack that is refused.
pub fn open(path: &std::path::Path) -> Result<Pack, Failure> {
    let shown = path.display().to_string();
    let bytes = fs::read(path).map_err(|e| Failure::unreadable(&shown, &e))?;
    Pack::from_bytes(bytes).map_err(|e| Failure::new(e.code(), format!("{shown} is refused: {e}")))
}

/// The events of files whose columns have the usual names.
///
/// # Errors
/// A file that cannot be read.
pub fn read_plain(files: &[String]) -> Result<EventLog, Failure> {
    let how = EventOptions {
        mapping: &Mapping::read(&[], &[])?,
        names: &EventNames::default(),
        strict: false,
        now_ms: now_ms(),
        until: None,
    };
    Ok(read_events(files, &how)?.log)
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

/// The training log, or why there is none.
fn training_log(
    options: &EvaluateArguments,
    pack: &Pack,
    aliases: &Aliases,
) -> Result<Result<EventLog, String>, Failure> {
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
            ..TrainingLog::default()
        }
    };
    Ok(Ok(read(options, &log, aliases)?))
}

/// A log's sequences on the pack's indices.
fn on_indices(log: &EventLog, pack: &Pack) -> Vec<Sequence> {
    let index: Vec<Option<u32>> = log.items.iter().map(|id| pack.lookup(id)).collect();
    sequences(log, &index)
}

/// The moment that `--since` names.
fn since(options: &EvaluateArguments, pack: &Pack) -> Result<Option<Seconds>, Failure> {
    let Some(text) = &options.since else {
        return Ok(None);
    };
    if text == "training" {
        let last = pack.meta().iter().find(|(name, _)| name == "last-event");
        let last = last.and_then(|(_, time)| time.parse::<Seconds>().ok());
        return last.map(|last| Some(last.saturating_add(1))).ok_or_else(|| {
            Failure::new(
                "no-training-period",
                "The pack was built without events, so --since training names no moment; give a date.",
            )
        });
    }
    moment(text).map(Some)
}

/// The lists of a file, before `until` if there is one.
fn shown_lists(
    options: &EvaluateArguments,
    path: &str,
    until: Option<&str>,
    aliases: &Aliases,
) -> Result<ShownLists, Failure> {
    let how = EventOptions {
        mapping: &Mapping::read(&options.map, &[])?,
        names: &EventNames::default(),
        strict: options.strict,
        now_ms: now_ms(),
        until: until.map(moment).transpose()?,
    };
    let mut lists = read_shown(path, &how)?;
    aliases.rename_shown(&mut lists);
    if lists.report.refused() > 0 {
        eprint!("{}", lists.report);
    }
    Ok(lists)
}

/// How likely places are looked at, from the lists that the pack was built from; or why that is not
/// known.
fn propensities(
    options: &EvaluateArguments,
    pack: &Pack,
    aliases: &Aliases,
) -> Result<Result<Propensities, String>, Failure> {
    let log = match training::recorded(&options.pack, pack.content_id())? {
        Ok(log) => log,
        Err(reason) => return Ok(Err(reason)),
    };
    let Some(path) = &log.impressions else {
        return Ok(Err("the pack was built without --impressions".to_owned()));
    };
    let lists = shown_lists(options, path, log.until.as_deref(), aliases)?;
    let lists: Vec<&ShownList> = lists.lists.iter().collect();
    Ok(Ok(Propensities::estimate(&lists)))
}

/// The events of a `--history` file, read as the test sessions are.
fn earlier(
    options: &EvaluateArguments,
    path: &str,
    aliases: &Aliases,
) -> Result<EventLog, Failure> {
    read(
        options,
        &TrainingLog {
            files: vec![path.to_owned()],
            map: options.map.clone(),
            skip: Vec::new(),
            event_names: options.event_name.clone(),
            ..TrainingLog::default()
        },
        aliases,
    )
}

fn read(
    options: &EvaluateArguments,
    log: &TrainingLog,
    aliases: &Aliases,
) -> Result<EventLog, Failure> {
    let mapping = Mapping::read(&log.map, &log.skip)?;
    let names = EventNames::read(&log.event_names)?;
    let how = EventOptions {
        mapping: &mapping,
        names: &names,
        strict: options.strict,
        now_ms: now_ms(),
        until: log.until.as_deref().map(moment).transpose()?,
    };
    let mut read = read_events(&log.files, &how)?;
    for report in &read.reports {
        if report.refused() > 0 {
            eprint!("{report}");
        }
    }
    aliases.rename(&mut read.log);
    Ok(read.log)
}
