//! The tools of `xtask/bindgen`, built at the release that the bindings pin.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::command;
use crate::project::Project;
use crate::stamp::Stamp;

/// Which of the two tools.
#[derive(Clone, Copy)]
pub(crate) enum Tool {
    /// Writes the JavaScript of the bindings.
    Bindgen,
    /// Runs the bindings' tests in a browser.
    TestRunner,
}

/// Builds a tool where it is missing or its sources changed; returns its program.
///
/// # Errors
/// The end of cargo's output when it fails.
pub(crate) fn set_up(project: &Project, tool: Tool) -> Result<PathBuf> {
    let (name, label) = match tool {
        Tool::Bindgen => ("vitrine-bindgen", "bindings generator (compiled once)"),
        Tool::TestRunner => (
            "vitrine-bindgen-tests",
            "browser test runner (compiled once)",
        ),
    };
    let folder = project.target("bindgen");
    let program = folder.join("debug").join(name);
    Stamp::new(project, name)
        .path(&project.path("xtask/bindgen"))?
        .unless_fresh(std::slice::from_ref(&program), || {
            let mut cargo = Command::new("cargo");
            cargo.args(["build", "--locked", "--bin", name]);
            cargo
                .arg("--manifest-path")
                .arg(project.path("xtask/bindgen/Cargo.toml"));
            cargo.env("CARGO_TARGET_DIR", &folder);
            if matches!(tool, Tool::TestRunner) {
                cargo.args(["--features", "test-runner"]);
            }
            command::step(project, label, &mut cargo)
        })?;
    Ok(program)
}
