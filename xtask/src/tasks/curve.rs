//! `cargo xtask curve`: how training time grows with the log. The earliest eighth, quarter and half of a log's
//! sessions, and all of them, are packed without a catalogue; beside the seconds stand the pairs of items that
//! training reads.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::command;
use crate::project::Project;

/// The parts of the log that are trained on.
const SHARES: [f64; 4] = [0.125, 0.25, 0.5, 1.0];

/// Options of the task.
#[derive(clap::Args)]
pub(crate) struct CurveArguments {
    /// The log [default: the demo shop's]
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
}

/// Trains on growing parts of a log and prints the curve.
///
/// # Errors
/// When the command cannot be built or refuses the log.
pub(crate) fn run(project: &Project, arguments: &CurveArguments) -> Result<()> {
    let vitrine = crate::peers::native(project)?;
    let events = match &arguments.events {
        Some(events) => events.clone(),
        None => project.path("data/eshop_clothing_2008/train.csv.gz"),
    };
    let folder = project.target("curve");
    fs::create_dir_all(&folder)?;
    println!("| part of the log | pairs of items | seconds | seconds per million pairs |");
    println!("|---|---|---|---|");
    for share in SHARES {
        let part = if share < 1.0 {
            earliest(&vitrine, &events, share, &folder)?
        } else {
            events.clone()
        };
        let pack = folder.join("part.vtr");
        let start = Instant::now();
        command::output(
            Command::new(&vitrine)
                .arg("pack")
                .arg("--events")
                .arg(&part)
                .arg("--out")
                .arg(&pack),
        )?;
        let seconds = start.elapsed().as_secs_f64();
        let pairs = pairs(&folder.join("part.vtr.build.json"))?;
        let each = seconds / (pairs as f64 / 1e6);
        println!(
            "| {:.1} % | {pairs} | {seconds:.1} | {each:.1} |",
            share * 100.0
        );
    }
    Ok(())
}

/// The earliest sessions of a log, as a file of their own.
fn earliest(vitrine: &Path, events: &Path, share: f64, folder: &Path) -> Result<PathBuf> {
    let (early, late) = (folder.join("early.csv"), folder.join("late.csv"));
    let mut split = Command::new(vitrine);
    split
        .arg("split")
        .arg("--events")
        .arg(events)
        .arg("--share")
        .arg((1.0 - share).to_string());
    command::output(split.arg("--train").arg(&early).arg("--test").arg(&late))?;
    Ok(early)
}

/// The pairs that a build record tells of, in its account of the training.
fn pairs(record: &Path) -> Result<u64> {
    let record: serde_json::Value = serde_json::from_str(&fs::read_to_string(record)?)?;
    let lines = record["training"].as_array().into_iter().flatten();
    let line = lines
        .filter_map(|line| line.as_str())
        .find(|line| line.contains("pairs of items"));
    let count = line
        .and_then(|line| line.split(' ').next())
        .context("the build record tells no pairs")?;
    Ok(count.replace(',', "").parse()?)
}
