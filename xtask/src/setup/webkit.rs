//! WebKit's GTK port with its small browser and its WebDriver, and a display that exists in memory, for the tests.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::{debian, programs};
use crate::project::Project;

/// A browser, the program that drives it, and the display that it wants.
pub(crate) struct WebKit {
    /// The browser that comes with the library.
    pub(crate) browser: PathBuf,
    /// Its WebDriver.
    pub(crate) driver: PathBuf,
    /// The display server.
    pub(crate) display: PathBuf,
}

/// Names a browser in another place; the tests read the same variable.
pub(crate) const BROWSER: &str = "WEBKIT_BROWSER";
/// Names a WebDriver in another place; the tests read the same variable.
pub(crate) const DRIVER: &str = "WEBKIT_DRIVER";
/// Names a display server in another place; the tests read the same variable.
pub(crate) const DISPLAY: &str = "XVFB";

/// Where distributions keep libraries; the browser lies below, in a folder of the library's own version.
const LIBRARIES: [&str; 5] = [
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/libexec",
    "/usr/lib64",
    "/usr/lib",
];

/// Finds them, installing what is missing.
///
/// # Errors
/// One sentence that says what to install or which variables to set.
pub(crate) fn set_up(project: &Project) -> Result<WebKit> {
    if let Some(found) = find() {
        return Ok(found);
    }
    debian::install(
        project,
        "WebKit with its WebDriver, and Xvfb",
        &["webkit2gtk-driver", "xvfb"],
    )?;
    match find() {
        Some(found) => Ok(found),
        None => bail!(
            "WebKit's MiniBrowser, WebKitWebDriver or Xvfb is missing: install them, or name their files in {BROWSER}, {DRIVER} and {DISPLAY}"
        ),
    }
}

fn find() -> Option<WebKit> {
    Some(WebKit {
        browser: programs::find(BROWSER, &[]).or_else(mini_browser)?,
        driver: programs::find(DRIVER, &["WebKitWebDriver"])?,
        display: programs::find(DISPLAY, &["Xvfb"])?,
    })
}

/// The browser of the newest version of the library.
fn mini_browser() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = LIBRARIES
        .iter()
        .filter_map(|folder| Path::new(folder).read_dir().ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|folder| {
            folder
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("webkit"))
        })
        .map(|folder| folder.join("MiniBrowser"))
        .filter(|file| file.is_file())
        .collect();
    found.sort();
    found.pop()
}
