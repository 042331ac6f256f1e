//! `cargo xtask lint`: formatting, clippy without warnings, types, the API reference.

use std::process::Command;

use anyhow::{Result, bail};

use super::{build, docs, fmt};
use crate::command;
use crate::project::Project;

/// Runs every check, and fails after all of them if one did.
///
/// # Errors
/// When a check fails or cannot be run.
pub(crate) fn run(project: &Project) -> Result<()> {
    // The face is checked against the bindings' types, which are built.
    build::run(project)?;
    let mut failures = Vec::new();
    for manifest in fmt::MANIFESTS {
        let mut fmt = Command::new("cargo");
        fmt.args(["fmt", "--all", "--check", "--manifest-path"])
            .arg(project.path(manifest));
        check(
            project,
            &format!("rustfmt --check {manifest}"),
            &mut fmt,
            &mut failures,
        );
        let mut clippy = Command::new("cargo");
        clippy
            .args(["clippy", "--workspace", "--all-targets", "--manifest-path"])
            .arg(project.path(manifest));
        clippy.args(["--", "-D", "warnings"]);
        if manifest.contains("bindgen") {
            clippy.env("CARGO_TARGET_DIR", project.target("bindgen"));
        }
        check(
            project,
            &format!("clippy {manifest}"),
            &mut clippy,
            &mut failures,
        );
    }
    for config in ["pkg-config", "www", "tests"] {
        if project.path(config).join("tsconfig.json").is_file() {
            let mut tsc = Command::new(project.npm_tool("tsc"));
            tsc.args(["--noEmit", "-p"]).arg(project.path(config));
            check(project, &format!("tsc {config}"), &mut tsc, &mut failures);
        }
    }
    check(
        project,
        "docs/api is what the types say",
        &mut docs::command(project, true),
        &mut failures,
    );
    if failures.is_empty() {
        return Ok(());
    }
    bail!("{}", failures.join("\n\n"))
}

fn check(project: &Project, label: &str, command: &mut Command, failures: &mut Vec<String>) {
    if let Err(error) = command::step(project, label, command) {
        failures.push(format!("{error:#}"));
    }
}
