//! `cargo xtask bench`: load, observe and rank(50) with string ids, in Node and in Chromium; consent strings beside the
//! reference decoders, in Node; the carousel element in Chromium; the edge in workerd.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::build;
use crate::command;
use crate::demo;
use crate::project::Project;
use crate::setup::chromium::{self, Chromium};
use crate::setup::wasm32::{Purpose, TARGET, Wasm32};

/// Builds the package and the bundled shop's pack, and prints medians.
///
/// # Errors
/// When the build fails or a browser is missing.
pub(crate) fn run(project: &Project) -> Result<()> {
    let Chromium { browser, .. } = chromium::set_up(project)?;
    let tarball = build::run(project)?;
    let site = demo::prepare_for_bench(project)?;
    let mut bench = Command::new("node");
    bench
        .arg(project.path("tests/bench/run.mjs"))
        .arg(site.data.join("shop.vtr"));
    bench.env("CHROMIUM", &browser);
    run_to_end(project, bench)?;
    let mut carousel = Command::new("node");
    carousel
        .arg(project.path("tests/bench/carousel.mjs"))
        .env("CHROMIUM", browser)
        .env("VITRINE_TARBALL", &tarball)
        .env("VITRINE_DEMO_DATA", site.data);
    run_to_end(project, carousel)?;
    let mut edge = Command::new("node");
    edge.arg(project.path("tests/bench/edge.mjs"))
        .env("VITRINE_TARBALL", tarball);
    run_to_end(project, edge)?;
    let mut consent = Command::new("node");
    consent
        .arg(project.path("tests/bench/consent.mjs"))
        .arg(decoders(project)?);
    run_to_end(project, consent)
}

fn run_to_end(project: &Project, mut bench: Command) -> Result<()> {
    let status = command::loud(bench.current_dir(project.root()), |_| ())?;
    if !status.success() {
        bail!("the benchmark ended with {status}");
    }
    Ok(())
}

/// The consent decoders in a module of their own, compiled as the engine is.
fn decoders(project: &Project) -> Result<PathBuf> {
    let compiler = Wasm32::set_up(project)?;
    let mut cargo = compiler.cargo(project, "build", Purpose::Ship);
    cargo.args(["--package", "vitrine", "--example", "decode"]);
    cargo.args(["--profile", "wasm"]);
    command::step(project, "consent decoders to wasm", &mut cargo)?;
    let examples = compiler
        .target_folder(project)
        .join(TARGET)
        .join("wasm/examples");
    Ok(examples.join("decode.wasm"))
}
