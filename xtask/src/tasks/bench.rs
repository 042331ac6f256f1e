//! `cargo xtask bench`: load, observe and rank(50) with string ids, in Node and in Chromium.

use std::process::Command;

use anyhow::{Result, bail};

use super::build;
use crate::command;
use crate::demo;
use crate::project::Project;
use crate::setup::chromium::{self, Chromium};

/// Builds the package and the bundled shop's pack, and prints medians.
///
/// # Errors
/// When the build fails or a browser is missing.
pub(crate) fn run(project: &Project) -> Result<()> {
    let Chromium { browser, .. } = chromium::set_up(project)?;
    build::run(project)?;
    let site = demo::prepare_for_bench(project)?;
    let mut bench = Command::new("node");
    bench
        .arg(project.path("tests/bench/run.mjs"))
        .arg(site.data.join("shop.vtr"));
    bench.env("CHROMIUM", browser).current_dir(project.root());
    let status = command::loud(&mut bench, |_| ())?;
    if !status.success() {
        bail!("the benchmark ended with {status}");
    }
    Ok(())
}
