//! Programs of the machine: named by a variable, or found on the PATH.

use std::path::PathBuf;

/// The program that `variable` names, or the first of `programs` on the PATH.
pub(crate) fn find(variable: &str, programs: &[&str]) -> Option<PathBuf> {
    named(variable).or_else(|| first(programs))
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}

fn first(programs: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    programs.iter().find_map(|program| {
        folders
            .iter()
            .map(|folder| folder.join(program))
            .find(|file| file.is_file())
    })
}
