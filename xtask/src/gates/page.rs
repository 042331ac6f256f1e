//! `docs/permission-checks.md`: every check, and the test that failed once it was gone.

use std::fs;

use anyhow::Result;

use super::checks::Check;
use crate::project::Project;

const PAGE: &str = "docs/permission-checks.md";
const INTRODUCTION: &str = "# Permission checks, and the test that misses each

Written by `cargo xtask gates`. In a copy of the project it takes one check away, builds what is left, and runs the test
named beside it, which must fail; then it puts the check back and goes on with the next. Before that, all the tests must
pass with every check in place. A place in the sources that asks for a permission and is not in this list fails the
command, and `cargo xtask gates --list`, which takes nothing away. `--only TEXT` tries the checks of that name.

Where a check is a type (a proof that only the permissions can make), its removal is a proof that anybody can make; the test is then an
example that must not compile.

| what the check allows | where | without it, this fails |
|---|---|---|
";

/// Writes the page: what was proven now, and of earlier runs what stands there for a check that is still the same.
///
/// # Errors
/// When the page cannot be written.
pub(super) fn write(project: &Project, checks: &[Check], proven: &[&Check]) -> Result<()> {
    let path = project.path(PAGE);
    let before = fs::read_to_string(&path).unwrap_or_default();
    fs::write(path, text(checks, proven, &before))?;
    println!("written: {PAGE}");
    Ok(())
}

fn text(checks: &[Check], proven: &[&Check], before: &str) -> String {
    let mut page = INTRODUCTION.to_owned();
    for check in checks {
        let known = row(check, true);
        let is_proven = proven.iter().any(|one| one.name == check.name)
            || before.lines().any(|line| line == known);
        page.push_str(&row(check, is_proven));
        page.push('\n');
    }
    page
}

fn row(check: &Check, proven: bool) -> String {
    let shown = if proven { "" } else { " (not shown yet)" };
    let (name, file, test) = (check.name, check.file, check.proof.name());
    format!("| {name} | `{file}` | {test}{shown} |")
}

#[cfg(test)]
mod tests {
    use super::super::checks::CHECKS;
    use super::text;

    #[test]
    fn what_was_shown_stays_and_what_is_new_is_told_apart() {
        let [first, second, ..] = CHECKS else {
            panic!("there are checks");
        };
        let one = text(&CHECKS[..2], &[first], "");
        assert!(one.ends_with("(not shown yet) |\n"), "{one}");
        let both = text(&CHECKS[..2], &[second], &one);
        assert!(!both.contains("not shown yet"), "{both}");
    }
}
