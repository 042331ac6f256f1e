//! `cargo xtask docs`: the API reference, from the package's types.

use std::process::Command;

use anyhow::Result;

use super::build;
use crate::command;
use crate::project::Project;

/// Writes `docs/api`.
///
/// # Errors
/// When the package cannot be built, or the end of the generator's output when it fails.
pub(crate) fn run(project: &Project) -> Result<()> {
    // The sources are read beside the bindings' types, which are built.
    build::run(project)?;
    command::step(project, "docs/api", &mut command(project, false))
}

/// The generator; with `check` it writes nothing, and fails where what is committed is not what it would write.
pub(super) fn command(project: &Project, check: bool) -> Command {
    let mut node = Command::new("node");
    node.arg(project.path("docs/api.mjs"));
    if check {
        node.arg("--check");
    }
    node
}
