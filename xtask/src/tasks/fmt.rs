//! `cargo xtask fmt`.

use std::process::Command;

use anyhow::Result;

use crate::command;
use crate::project::Project;

/// The manifests of the two workspaces.
pub(crate) const MANIFESTS: [&str; 2] = ["Cargo.toml", "xtask/bindgen/Cargo.toml"];

/// Formats all Rust code.
///
/// # Errors
/// When rustfmt is missing or refuses a file.
pub(crate) fn run(project: &Project) -> Result<()> {
    for manifest in MANIFESTS {
        let mut fmt = Command::new("cargo");
        fmt.args(["fmt", "--all", "--manifest-path"])
            .arg(project.path(manifest));
        command::step(project, &format!("rustfmt {manifest}"), &mut fmt)?;
    }
    Ok(())
}
