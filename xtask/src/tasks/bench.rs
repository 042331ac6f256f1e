//! `cargo xtask bench`: load, observe and rank(50) with string ids, in Node and in Chromium; consent strings beside the
//! reference decoders, in Node; the carousel element in Chromium; the edge in workerd.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use super::build;
use crate::command;
use crate::demo;
use crate::project::Project;
use crate::setup::chromium::{self, Chromium};
use crate::setup::wasm32::{Purpose, TARGET, Wasm32};

/// Options of `cargo xtask bench`.
#[derive(Args)]
pub(crate) struct BenchArguments {
    /// Time only these (default: all)
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Load, observe and rank, in Node and in Chromium
    Engine,
    /// The carousel element in Chromium: first order, click to new order, longest task
    Carousel,
    /// The edge in workerd
    Edge,
    /// Consent strings beside the reference decoders, in Node
    Consent,
}

/// Builds the package and the bundled shop's pack, and prints medians.
///
/// # Errors
/// When the build fails or a browser is missing.
pub(crate) fn run(project: &Project, arguments: &BenchArguments) -> Result<()> {
    let Chromium { browser, .. } = chromium::set_up(project)?;
    let tarball = build::run(project)?;
    let site = demo::prepare_for_bench(project)?;
    let parts = if arguments.only.is_empty() {
        Part::value_variants()
    } else {
        &arguments.only
    };
    for part in parts {
        let script = match part {
            Part::Engine => "run",
            Part::Carousel => "carousel",
            Part::Edge => "edge",
            Part::Consent => "consent",
        };
        let mut bench = Command::new("node");
        bench
            .arg(project.path(&format!("tests/bench/{script}.mjs")))
            .env("CHROMIUM", &browser)
            .env("VITRINE_TARBALL", &tarball)
            .env("VITRINE_COMMAND", &site.command)
            .env("VITRINE_DEMO_DATA", &site.data);
        match part {
            Part::Engine => {
                bench.arg(site.data.join("shop.vtr"));
            }
            Part::Consent => {
                bench.arg(decoders(project)?);
            }
            Part::Carousel | Part::Edge => {}
        }
        run_to_end(project, bench)?;
    }
    Ok(())
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
