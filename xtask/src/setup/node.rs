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
    set_up_folder(
        project,
        "tests/edge/runtimes",
        "Deno, Bun and another Node by npm",
    )
}

/// Installs the locked packages of a folder that has a package-lock.json of its own.
///
/// # Errors
/// The end of npm's output when it fails.
pub(crate) fn set_up_folder(project: &Project, folder: &str, label: &str) -> Result<()> {
    let path = project.path(folder);
    Stamp::new(project, &folder.replace('/', "-"))
        .path(&path.join("package-lock.json"))?
        .unless_fresh(&[path.join("node_modules/.package-lock.json")], || {
            let mut npm = Command::new("npm");
            // Their scripts only move programs about.
            npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .arg("--loglevel=error")
                .current_dir(&path);
            command::step(project, label, &mut npm)
        })
}
