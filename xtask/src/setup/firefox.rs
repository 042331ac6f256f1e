//! Firefox and its WebDriver, for the tests.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::{debian, programs};
use crate::command;
use crate::project::Project;
use crate::stamp::Stamp;

/// A browser and the program that drives it.
pub(crate) struct Firefox {
    /// The browser.
    pub(crate) browser: PathBuf,
    /// Its WebDriver.
    pub(crate) driver: PathBuf,
}

/// Names a browser in another place; the tests read the same variable.
pub(crate) const BROWSER: &str = "FIREFOX";
/// Names a WebDriver in another place; the tests read the same variable.
pub(crate) const DRIVER: &str = "GECKODRIVER";
/// The release of geckodriver that is built where the machine has none.
const GECKODRIVER: &str = "0.37.0";

/// Finds Firefox and geckodriver, installing what is missing.
///
/// # Errors
/// One sentence that says what to install or which variable to set; the end of cargo's output when a build fails.
pub(crate) fn set_up(project: &Project) -> Result<Firefox> {
    if find().is_none() {
        debian::install(project, "Firefox", &["firefox-esr"])?;
    }
    let Some(browser) = find() else {
        bail!("Firefox is missing: install it, or name its file in {BROWSER}");
    };
    let driver = match programs::find(DRIVER, &["geckodriver"]) {
        Some(driver) => driver,
        None => build_driver(project)?,
    };
    Ok(Firefox { browser, driver })
}

fn find() -> Option<PathBuf> {
    programs::find(BROWSER, &["firefox-esr", "firefox"])
}

/// Debian has no package of geckodriver: Mozilla's crate is compiled once.
fn build_driver(project: &Project) -> Result<PathBuf> {
    let folder = project.target("geckodriver");
    let program = folder.join("bin/geckodriver");
    Stamp::new(project, "geckodriver")
        .text(GECKODRIVER)
        .unless_fresh(std::slice::from_ref(&program), || {
            let mut cargo = Command::new("cargo");
            cargo.args([
                "install",
                "geckodriver",
                "--version",
                GECKODRIVER,
                "--locked",
            ]);
            // The build's time counts, not the tool's.
            cargo.args(["--debug", "--force", "--root"]).arg(&folder);
            let build = folder.join("build");
            cargo.env("CARGO_TARGET_DIR", &build);
            cargo.env("CARGO_PROFILE_DEV_DEBUG", "false");
            command::step(project, "geckodriver (compiled once)", &mut cargo)?;
            // A gigabyte that nothing needs any more.
            Ok(std::fs::remove_dir_all(build)?)
        })?;
    Ok(program)
}
