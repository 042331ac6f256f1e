//! Node and the packages of package-lock.json.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command;
use crate::project::Project;
use crate::stamp::Stamp;

/// The oldest Node that the project's tools run on.
const OLDEST: u32 = 20;

/// Checks Node and installs the locked npm packages where they are missing or of another lock file.
///
/// # Errors
/// One sentence when Node is missing or too old; the end of npm's output when it fails.
pub(crate) fn set_up(project: &Project) -> Result<()> {
    let version = command::output(Command::new("node").arg("--version")).with_context(|| {
        format!("Node is missing: install Node {OLDEST} or newer from https://nodejs.org")
    })?;
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|part| part.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST) {
        bail!("Node {version} is too old: install Node {OLDEST} or newer from https://nodejs.org");
    }
    let marker = project.path("node_modules/.package-lock.json");
    Stamp::new(project, "npm-packages")
        .path(&project.path("package-lock.json"))?
        .unless_fresh(
            &[
                marker,
                project.npm_tool("wasm-opt"),
                project.npm_tool("tsc"),
            ],
            || {
                let mut npm = Command::new("npm");
                npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
                    .current_dir(project.root());
                command::step(project, "npm packages of package-lock.json", &mut npm)
            },
        )
}

/// Installs the runtimes that the tests of the edge run in, in a folder of their own: one of them is another `node`,
/// which must not come before the machine's.
///
/// # Errors
/// The end of npm's output when it fails.
pub(crate) fn set_up_runtimes(project: &Project) -> Result<()> {
    let folder = project.path("tests/edge/runtimes");
    Stamp::new(project, "edge-runtimes")
        .path(&folder.join("package-lock.json"))?
        .unless_fresh(&[folder.join("node_modules/.package-lock.json")], || {
            let mut npm = Command::new("npm");
            // Their scripts only move the programs about.
            npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .arg("--loglevel=error")
                .current_dir(&folder);
            command::step(project, "Deno, Bun and another Node by npm", &mut npm)
        })
}
