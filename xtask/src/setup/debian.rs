//! Packages of Debian and its relatives.

use std::process::Command;

use anyhow::{Result, bail};

use crate::command;
use crate::project::Project;

/// Installs `packages`, because the project needs `what` and the machine has none.
///
/// # Errors
/// One sentence that says what to install by hand: where there is no apt-get, no right to use it, or it fails.
pub(crate) fn install(project: &Project, what: &str, packages: &[&str]) -> Result<()> {
    let by_hand = format!(
        "install {what} yourself (on Debian: apt-get install {})",
        packages.join(" ")
    );
    if !command::on_path("apt-get") {
        bail!("{what} is missing and this system has no apt-get: {by_hand}");
    }
    let Some(mut update) = as_root("apt-get") else {
        bail!("{what} is missing, and installing it needs root or sudo: {by_hand}");
    };
    // Package lists of a fresh machine are empty or old. Old ones may still do: only the install decides.
    let label = format!("package lists for {what}");
    if let Err(error) = command::step(project, &label, update.args(["update", "-q"])) {
        eprintln!("  {error:#}");
    }
    let Some(mut install) = as_root("apt-get") else {
        return Ok(());
    };
    install
        .args(["install", "-y", "-q", "--no-install-recommends"])
        .args(packages);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    command::step(project, &format!("apt-get: {what}"), &mut install)
        .map_err(|error| error.context(format!("{what} could not be installed; {by_hand}")))
}

/// `program` with the rights to install, or `None` where nobody here has them.
fn as_root(program: &str) -> Option<Command> {
    let is_root = command::output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0");
    if is_root {
        return Some(Command::new(program));
    }
    command::on_path("sudo").then(|| {
        let mut sudo = Command::new("sudo");
        // Never wait for a password that nobody may be there to type.
        sudo.args(["-n", "--preserve-env=DEBIAN_FRONTEND", program]);
        sudo
    })
}
