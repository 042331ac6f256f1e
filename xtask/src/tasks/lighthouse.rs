//! `cargo xtask lighthouse`: Lighthouse on every page of the demo, as a phone and as a desktop sees it.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::build;
use crate::command;
use crate::demo;
use crate::project::Project;
use crate::setup::chromium::{self, Chromium};
use crate::setup::node;

/// Where Lighthouse is installed: in a folder of its own, as only this task wants it.
const FOLDER: &str = "tests/lighthouse";
const PAGE: &str = "docs/benchmarks.md";

/// Builds the demo, runs Lighthouse, and writes its table into `docs/benchmarks.md`.
///
/// # Errors
/// When the build, the installation or a run fails, a browser is missing, or the page has lost its markers.
pub(crate) fn run(project: &Project) -> Result<()> {
    let Chromium { browser, .. } = chromium::set_up(project)?;
    build::run(project)?;
    let site = demo::prepare_for_bench(project)?;
    node::set_up_folder(project, FOLDER, "Lighthouse by npm")?;
    let mut lighthouse = Command::new("node");
    lighthouse
        .arg(project.path(FOLDER).join("run.mjs"))
        .env("CHROMIUM", browser)
        .env("VITRINE_DEMO_PAGE", site.page)
        .env("VITRINE_DEMO_DATA", site.data)
        .current_dir(project.root());
    let mut table = String::new();
    let status = command::loud(&mut lighthouse, |line| {
        // What was found wanting comes on the other stream.
        let first = line.starts_with("Lighthouse ");
        if first || (!table.is_empty() && (line.is_empty() || line.starts_with('|'))) {
            table.push_str(line);
            table.push('\n');
        }
    })?;
    if !status.success() {
        bail!("Lighthouse ended with {status}");
    }
    let path = project.path(PAGE);
    let page = fs::read_to_string(&path)?;
    let written = super::page::fill(&page, "lighthouse", &table)
        .with_context(|| format!("{PAGE} has lost the markers of this task"))?;
    fs::write(path, written)?;
    println!("written: {PAGE}");
    Ok(())
}
