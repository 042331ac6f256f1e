//! Chromium and its WebDriver, for the tests.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::{debian, programs};
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
    let browser = programs::find(BROWSER, &["chromium", "chromium-browser", "google-chrome"])?;
    let driver = programs::find(DRIVER, &["chromedriver"])?;
    Some(Chromium { browser, driver })
}
