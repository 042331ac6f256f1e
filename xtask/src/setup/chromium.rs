//! Chromium and its WebDriver, for the tests.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::debian;
use crate::command;
use crate::project::Project;

/// A browser and the program that drives it.
pub(crate) struct Chromium {
    /// The browser.
    pub(crate) browser: PathBuf,
    /// Its WebDriver.
    pub(crate) driver: PathBuf,
}

/// Names a browser in another place.
const BROWSER: &str = "CHROMIUM";
/// Names a WebDriver in another place; the bindings' test runner reads the same variable.
const DRIVER: &str = "CHROMEDRIVER";

/// Finds Chromium and chromedriver, installing them where they are missing.
///
/// # Errors
/// One sentence that says what to install or which variable to set.
pub(crate) fn set_up(project: &Project) -> Result<Chromium> {
    if let Some(found) = find() {
        return Ok(found);
    }
    debian::install(
        project,
        "Chromium with its WebDriver",
        &["chromium", "chromium-driver"],
    )?;
    match find() {
        Some(found) => Ok(found),
        None => bail!(
            "Chromium or chromedriver is missing: install both, or name their files in {BROWSER} and {DRIVER}"
        ),
    }
}

fn find() -> Option<Chromium> {
    let browser =
        named(BROWSER).or_else(|| first(&["chromium", "chromium-browser", "google-chrome"]))?;
    let driver = named(DRIVER).or_else(|| first(&["chromedriver"]))?;
    Some(Chromium { browser, driver })
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}

fn first(programs: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    programs
        .iter()
        .filter(|program| command::on_path(program))
        .find_map(|program| {
            folders
                .iter()
                .map(|folder| folder.join(program))
                .find(|file| file.is_file())
        })
}
