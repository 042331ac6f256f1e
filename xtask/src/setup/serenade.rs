//! Serenade behind vitrine's protocol: `tests/peers/serenade`, built once.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::debian;
use crate::command;
use crate::project::Project;
use crate::stamp::Stamp;

/// Where distributions keep libclang; `LIBCLANG_PATH` names another place.
const LIBRARIES: [&str; 5] = [
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
];

/// Builds the program where it is missing or its sources changed.
///
/// # Errors
/// When libclang is missing and cannot be installed, or the build fails.
pub(crate) fn set_up(project: &Project) -> Result<PathBuf> {
    let folder = project.target("peers/serenade");
    let program = folder.join("release/vitrine-peer-serenade");
    let sources = project.path("tests/peers/serenade");
    Stamp::new(project, "peer-serenade")
        .path(&sources)?
        .unless_fresh(std::slice::from_ref(&program), || {
            if !has_libclang() {
                debian::install(
                    project,
                    "libclang, which Serenade's database is bound with",
                    &["libclang-dev"],
                )?;
            }
            let mut cargo = Command::new("cargo");
            cargo.args(["build", "--release", "--locked", "--manifest-path"]);
            cargo.arg(sources.join("Cargo.toml"));
            cargo.env("CARGO_TARGET_DIR", &folder);
            command::step(project, "Serenade (compiled once, minutes)", &mut cargo)
        })?;
    Ok(program)
}

fn has_libclang() -> bool {
    let holds = |folder: &Path| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.into_iter().any(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with("libclang.")
                || name.starts_with("libclang-")
                    && !name.starts_with("libclang-cpp")
                    && name.contains(".so")
        })
    };
    let llvm = std::fs::read_dir("/usr/lib")
        .into_iter()
        .flatten()
        .flatten();
    let llvm = llvm
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("llvm"))
        .map(|entry| entry.path().join("lib"));
    std::env::var_os("LIBCLANG_PATH").is_some()
        || LIBRARIES.iter().any(|folder| holds(Path::new(folder)))
        || llvm.into_iter().any(|folder| holds(&folder))
}
