//! `cargo xtask soak`: what takes minutes to show. 100,000 updates by several tabs at once, none lost.

use std::process::Command;

use anyhow::{Result, bail};

use super::build;
use crate::command;
use crate::demo;
use crate::project::Project;
use crate::setup::chromium::{self, Chromium};

/// Builds the package and runs the soak.
///
/// # Errors
/// When an update is lost or counts twice, the build fails, or a browser is missing.
pub(crate) fn run(project: &Project) -> Result<()> {
    let Chromium { browser, .. } = chromium::set_up(project)?;
    let tarball = build::run(project)?;
    let site = demo::prepare_for_tests(project)?;
    let mut soak = Command::new("node");
    soak.arg(project.path("tests/soak/updates.mjs"))
        .env("CHROMIUM", browser)
        .env("VITRINE_TARBALL", tarball)
        .env("VITRINE_DEMO_DATA", site.data)
        .current_dir(project.root());
    let status = command::loud(&mut soak, |_| ())?;
    if !status.success() {
        bail!("the soak ended with {status}");
    }
    Ok(())
}
