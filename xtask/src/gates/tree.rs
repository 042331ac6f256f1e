//! A copy of the working tree, with what is not committed yet: what is removed there is not removed here.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use anyhow::{Result, bail};

use crate::command;
use crate::project::Project;

/// Copies what git knows or would add. Files that are the same stay untouched, so that builds there stay warm.
///
/// # Errors
/// When git or the disk refuses, or a target folder is set by the environment, which the copy must not share.
pub(super) fn copy(project: &Project) -> Result<Project> {
    if std::env::var_os("CARGO_TARGET_DIR").is_some() {
        bail!(
            "CARGO_TARGET_DIR is set, and builds with a check removed must not mix with others: unset it"
        );
    }
    let root = project.target("gates");
    let tree = Project::at(root.clone());
    let listed = |arguments: &[&str]| -> Result<BTreeSet<String>> {
        let mut git = Command::new("git");
        git.args(["ls-files", "-z"])
            .args(arguments)
            .current_dir(project.root());
        Ok(command::output(&mut git)?
            .split('\0')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect())
    };
    let files = listed(&["--cached", "--others", "--exclude-standard"])?;
    let mut copied = 0;
    for file in &files {
        let (from, to) = (project.path(file), tree.path(file));
        // Listed, but removed in the working tree.
        let Ok(bytes) = fs::read(&from) else {
            let _ = fs::remove_file(to);
            continue;
        };
        if fs::read(&to).is_ok_and(|present| present == bytes) {
            continue;
        }
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&to, bytes)?;
        copied += 1;
    }
    // The list of the last time, to take away what has gone since.
    let list = root.join(".gates-files");
    for gone in fs::read_to_string(&list)
        .unwrap_or_default()
        .lines()
        .filter(|name| !files.contains(*name))
    {
        let _ = fs::remove_file(tree.path(gone));
    }
    fs::write(
        list,
        files
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n"),
    )?;
    println!("copy of the project: {copied} files renewed");
    Ok(tree)
}
