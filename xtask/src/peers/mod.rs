//! `cargo xtask peers`: vitrine beside every peer, on the same steps of the same sessions, in one go; the tables go to
//! docs/benchmarks.md.
//!
//! A run can be stopped and started again. A pack is built anew when its files or the command changed; an evaluation
//! when the pack, the command or the sessions did; and within one, a peer is asked anew only when its own code or its
//! questions changed (`vitrine evaluate --answers`).

mod figures;
mod knowledge;
mod page;
mod runs;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::command;
use crate::project::Project;
use crate::setup::serenade;
use crate::stamp::Stamp;
use figures::Evaluation;
use knowledge::Packed;
use runs::{Given, RUNS, Run, Set};

/// How many sessions `--quick` asks about.
const QUICK: usize = 300;
/// Names the folder of data sets, as tests have it.
const DATA: &str = "VITRINE_DATA";

/// Options of the task.
#[derive(clap::Args)]
pub(crate) struct PeersArguments {
    /// The folder that holds the data sets [default: VITRINE_DATA, or shared/data beside the project]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Only this set, by its folder or its name on the page (more than once for several); the page is not written
    #[arg(long, value_name = "NAME")]
    set: Vec<String>,
    /// Only the first 300 sessions of each; the page is not written
    #[arg(long)]
    quick: bool,
}

/// Measures everything and writes the page.
///
/// # Errors
/// When something cannot be built or run, a set was named that is not there, or a peer of ours is weaker than known.
pub(crate) fn run(project: &Project, arguments: &PeersArguments) -> Result<()> {
    let named = |set: &Set| {
        arguments.set.is_empty()
            || arguments
                .set
                .iter()
                .any(|n| n == set.name || n == set.folder)
    };
    for name in &arguments.set {
        if !RUNS
            .iter()
            .any(|r| r.set.name == name || r.set.folder == name)
        {
            let mut known: Vec<&str> = RUNS.iter().map(|r| r.set.name).collect();
            known.sort_unstable();
            known.dedup();
            bail!("there is no set {name}: --set takes {}", known.join(", "));
        }
    }
    let vitrine = native(project)?;
    let serenade = serenade::set_up(project)?;
    let quick = arguments.quick.then_some(QUICK);
    let (mut parts, mut weak, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    let mut packs: Vec<Packed> = Vec::new();
    for run in RUNS.iter().filter(|run| named(run.set)) {
        let Some(folder) = find(project, arguments.data.as_deref(), run.set.folder) else {
            eprintln!(
                "  {} is left out: no folder {}; name the folder that holds it with --data",
                run.set.name, run.set.folder
            );
            missing.push(run.set.name);
            continue;
        };
        let pack = pack(project, &vitrine, run.set, &folder)?;
        if packs.iter().all(|known| known.name != run.set.name) {
            packs.push(knowledge::ask(&vitrine, &pack, run.set.name)?);
        }
        let evaluation = evaluate(project, &vitrine, &serenade, run, &folder, &pack, quick)?;
        let part = page::part(run, &evaluation, quick);
        println!("\n{part}");
        parts.push(part);
        if quick.is_none() {
            weak.extend(weaker_than_known(project, run, &evaluation)?);
        }
    }
    let part = page::packs(&packs);
    println!("\n{part}");
    parts.push(part);
    if !weak.is_empty() {
        bail!(
            "a peer is weaker than it is known to be, so no comparison with it is worth anything:\n{}",
            weak.join("\n")
        );
    }
    if quick.is_some() || !arguments.set.is_empty() || !missing.is_empty() {
        eprintln!("\n  docs/benchmarks.md stays as it is: not everything was measured.");
        return Ok(());
    }
    let path = project.path("docs/benchmarks.md");
    let text = fs::read_to_string(&path)?;
    let filled = crate::tasks::page::fill(&text, "peers", &parts.join("\n"))
        .context("docs/benchmarks.md has lost the markers that the tables stand between")?;
    fs::write(&path, filled)?;
    eprintln!("\n  docs/benchmarks.md is written.");
    Ok(())
}

/// The native command, as a shop would have it.
pub(crate) fn native(project: &Project) -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--package", "vitrine-cli"]);
    cargo.current_dir(project.root());
    command::step(project, "native command", &mut cargo)?;
    Ok(project.target("release/vitrine"))
}

/// A set's folder: where it was named, or in the project, or in shared/data beside it.
fn find(project: &Project, data: Option<&Path>, folder: &str) -> Option<PathBuf> {
    let places = [
        data.map(Path::to_owned),
        Some(project.path("data")),
        std::env::var_os(DATA).map(PathBuf::from),
        Some(project.path("../shared/data")),
    ];
    let mut found = places.into_iter().flatten().map(|p| p.join(folder));
    found.find(|path| path.is_dir())
}

/// The pack of a set, by `vitrine pack` without any option but those that name its files.
fn pack(project: &Project, vitrine: &Path, set: &Set, folder: &Path) -> Result<PathBuf> {
    let place = project.target("peers").join(set.folder);
    fs::create_dir_all(&place)?;
    let pack = place.join("shop.vtr");
    let mut command = Command::new(vitrine);
    command.arg("pack");
    let mut stamp = Stamp::new(project, &format!("peers-pack-{}", set.folder)).path(vitrine)?;
    let catalogue = set.catalogue.map(|file| ("--catalogue", file));
    for (option, file) in catalogue.into_iter().chain([("--events", set.events)]) {
        let file = folder.join(file);
        stamp = stamp.text(option).path(&file)?;
        command.arg(option).arg(file);
    }
    stamp = give(&mut command, stamp, set.options, folder)?;
    command.arg("--out").arg(&pack);
    let took = knowledge::seconds_file(&pack);
    stamp.unless_fresh(&[pack.clone(), took.clone()], || {
        let start = Instant::now();
        command::step(project, &format!("pack of {}", set.name), &mut command)?;
        Ok(fs::write(
            &took,
            format!("{:.1}", start.elapsed().as_secs_f64()),
        )?)
    })?;
    Ok(pack)
}

/// Adds options to a command, and what they depend on to its stamp.
fn give(
    command: &mut Command,
    mut stamp: Stamp,
    options: &[Given],
    folder: &Path,
) -> Result<Stamp> {
    for given in options {
        match given {
            Given::File(option, file) => {
                let file = folder.join(file);
                stamp = stamp.text(option).path(&file)?;
                command.arg(option).arg(file);
            }
            Given::Word(option, word) => {
                stamp = stamp.text(option).text(word);
                command.arg(option).arg(word);
            }
        }
    }
    Ok(stamp)
}

/// One run of `vitrine evaluate`, read from where it was kept if nothing changed.
fn evaluate(
    project: &Project,
    vitrine: &Path,
    serenade: &Path,
    run: &Run,
    folder: &Path,
    pack: &Path,
    quick: Option<usize>,
) -> Result<Evaluation> {
    let place = project.target("peers").join(run.set.folder);
    let option = |given: &Given| match given {
        Given::File(option, _) | Given::Word(option, _) => *option,
    };
    let options: String = run.options.iter().map(option).collect();
    let name = format!(
        "{}{options}{}",
        run.task,
        if quick.is_some() { "-quick" } else { "" }
    );
    let figures = place.join(format!("{name}.json"));
    let sessions = folder.join(run.sessions);
    let mut stamp = Stamp::new(project, &format!("peers-{}-{name}", run.set.folder))
        .path(vitrine)?
        .path(serenade)?
        .path(pack)?
        .path(&sessions)?;
    let mut command = Command::new(vitrine);
    let peers = if run.neighbours { "all" } else { "quick" };
    command.args(["evaluate", "--task", run.task, "--peers", peers, "--pack"]);
    command.arg(pack).arg("--sessions").arg(&sessions);
    stamp = give(&mut command, stamp.text(peers), run.options, folder)?;
    if let Some(limit) = quick.or(run.limit) {
        stamp = stamp.text(&limit.to_string());
        command.arg("--limit").arg(limit.to_string());
    }
    if run.neighbours {
        let program = format!("Serenade={}", serenade.display());
        command.arg("--peer").arg(program);
    }
    command.arg("--answers").arg(place.join("answers"));
    command.arg("--json").arg(&figures);
    stamp.unless_fresh(std::slice::from_ref(&figures), || {
        let label = format!("{} of {}, all peers", run.asked, run.set.name);
        command::step(project, &label, &mut command)
    })?;
    let text = fs::read_to_string(&figures)?;
    serde_json::from_str(&text)
        .with_context(|| format!("{} is not what evaluate writes", figures.display()))
}

/// The peers that fall short of what others measured on the same set, a line each.
fn weaker_than_known(project: &Project, run: &Run, evaluation: &Evaluation) -> Result<Vec<String>> {
    let file = project.path("tests/peers/known.json");
    let known: Known = serde_json::from_str(&fs::read_to_string(&file)?)
        .with_context(|| format!("{} is not as expected", file.display()))?;
    if run.task != "next-item" || run.set.folder != known.set || !run.options.is_empty() {
        return Ok(Vec::new());
    }
    let group = &evaluation.groups[0];
    let mut weak = Vec::new();
    for (peer, metrics) in &known.peers {
        for (metric, &figure) in metrics {
            match group.figure(peer, metric) {
                Some(value) if value >= figure * (1.0 - known.tolerance) => {}
                Some(value) => weak.push(format!(
                    "  {peer}: {metric} {value:.4}, known to reach {figure}"
                )),
                None => weak.push(format!("  {peer} was not run")),
            }
        }
    }
    Ok(weak)
}

/// `tests/peers/known.json`.
#[derive(serde::Deserialize)]
struct Known {
    set: String,
    tolerance: f64,
    peers: std::collections::BTreeMap<String, std::collections::BTreeMap<String, f64>>,
}
