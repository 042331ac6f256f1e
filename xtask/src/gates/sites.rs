//! Where the sources ask for a permission: found by the words that they ask with.

use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::checks::{Check, NOT_CHECKS, WORDS};
use crate::project::Project;

/// The folders that can touch behaviour.
const FOLDERS: [&str; 3] = ["src", "pkg-config/src", "pkg-config/js"];

/// Holds the list of checks against the sources, both ways.
///
/// # Errors
/// When a listed check is not in its file exactly once, or a line asks for a permission and is neither part of a listed
/// check nor known not to be one.
pub(super) fn hold_against(project: &Project, checks: &[Check]) -> Result<()> {
    let mut wrong = Vec::new();
    for check in checks {
        let text = fs::read_to_string(project.path(check.file))
            .with_context(|| format!("{}: {} cannot be read", check.name, check.file))?;
        let found = text.matches(check.find).count();
        if found != 1 {
            wrong.push(format!(
                "{}: its text stands {found} times in {}",
                check.name, check.file
            ));
        }
    }
    for folder in FOLDERS {
        visit(&project.path(folder), &mut |path| {
            let text = fs::read_to_string(path)?;
            let file = path
                .strip_prefix(project.root())?
                .to_string_lossy()
                .into_owned();
            let spans: Vec<_> = checks
                .iter()
                .filter(|check| check.file == file)
                .filter_map(|check| lines_of(&text, check.find))
                .collect();
            for (number, line) in text.lines().enumerate() {
                let code = line.trim();
                let comment = ["//", "/*", "*"].iter().any(|mark| code.starts_with(mark));
                if comment || !WORDS.iter().any(|word| code.contains(word)) {
                    continue;
                }
                let listed = spans.iter().any(|span| span.contains(&number));
                let known = NOT_CHECKS
                    .iter()
                    .any(|(place, part)| file.starts_with(place) && code.contains(part));
                if !listed && !known {
                    wrong.push(format!("{file}:{}: {code}", number + 1));
                }
            }
            Ok(())
        })?;
    }
    if wrong.is_empty() {
        return Ok(());
    }
    bail!(
        "the list of permission checks (xtask/src/gates/checks.rs) and the sources do not agree:\n{}",
        wrong.join("\n")
    )
}

/// The lines, counted from 0, over which a text stands in a file.
fn lines_of(file: &str, text: &str) -> Option<RangeInclusive<usize>> {
    let start = file.find(text)?;
    let first = file[..start].matches('\n').count();
    Some(first..=first + text.matches('\n').count())
}

/// Visits the source files below a folder.
fn visit(folder: &Path, each: &mut impl FnMut(&Path) -> Result<()>) -> Result<()> {
    let mut entries = fs::read_dir(folder)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<Vec<_>, _>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            visit(&path, each)?;
        } else if path
            .extension()
            .is_some_and(|ending| ending == "rs" || ending == "ts")
        {
            each(&path)?;
        }
    }
    Ok(())
}
