//! Counting what the test runners say of themselves, so that the closing line is true.

use std::collections::BTreeSet;
use std::process::Command;

use anyhow::{Result, bail};

use crate::command;

/// So many files of a suite are run again when a test of theirs failed; more than that is no accident.
const RUN_AGAIN: usize = 3;

/// Tests over all suites, and what went wrong outside of them.
#[derive(Default)]
pub(super) struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
    /// The files of the tests that failed in the suite at hand, as node's runner names them.
    failed_files: BTreeSet<String>,
    /// Files of which a test failed at first, and none when they were run again.
    unsteady: Vec<String>,
    /// Suites that could not be started, or ended badly without naming a failed test.
    broken: Vec<String>,
    /// Suites with failed tests.
    failing: Vec<String>,
}

impl Tally {
    /// Prepares a suite, runs it with its output passed through, and counts.
    pub(super) fn suite(&mut self, name: &str, prepare: impl FnOnce() -> Result<Command>) {
        self.run(name, prepare, false);
    }

    /// The same for tests of Node's runner in real browsers, which another program may hold up at any moment: a file with a
    /// failed test is run once more. What passes only then is told in the closing lines; it is a fault of the test, or of ours.
    pub(super) fn unsteady_suite(&mut self, name: &str, prepare: impl FnOnce() -> Result<Command>) {
        self.run(name, prepare, true);
    }

    fn run(&mut self, name: &str, prepare: impl FnOnce() -> Result<Command>, again: bool) {
        println!("\n== {name}");
        let (passed, failed) = (self.passed, self.failed);
        self.failed_files.clear();
        let status = prepare().and_then(|mut command| {
            let status = command::loud(&mut command, |line| self.read(line))?;
            let files = std::mem::take(&mut self.failed_files);
            // Tests that stand in a file which others share are named by that one, which is none of the command's.
            let known = files.iter().all(|file| file.ends_with(".test.mjs"));
            if !again || status.success() || !known || !(1..=RUN_AGAIN).contains(&files.len()) {
                return Ok(status);
            }
            println!("\n== {name}: run again, for a test of theirs failed");
            let failures = self.failed - failed;
            let before = (self.passed, self.skipped);
            let status = command::loud(&mut of_these(&command, &files), |line| self.read(line))?;
            // They were counted the first time.
            (self.passed, self.skipped) = before;
            self.failed -= failures;
            if status.success() && self.failed == failed {
                self.passed += failures;
                self.unsteady.extend(files);
            }
            Ok(status)
        });
        match status {
            Err(error) => self.broken.push(format!("{name}: {error:#}")),
            Ok(status) => {
                let failures = self.failed - failed;
                if failures > 0 {
                    self.failing.push(format!("{name}: {failures} failed"));
                } else if !status.success() {
                    self.broken.push(format!(
                        "{name}: ended with {status}; its output above says why"
                    ));
                } else if self.passed == passed {
                    self.broken.push(format!("{name}: no test was run"));
                }
            }
        }
    }

    /// Reads one line of a runner's output: libtest's (and wasm-bindgen-test's) result line, or node's counts.
    fn read(&mut self, line: &str) {
        let line = line.trim();
        if let Some(counts) = line.strip_prefix("test result: ") {
            for part in counts.split([';', '.']) {
                let mut words = part.split_whitespace();
                if let (Some(count), Some(what), None) = (words.next(), words.next(), words.next())
                {
                    self.add(what, count);
                }
            }
        } else if let Some((what, count)) = line
            .strip_prefix("ℹ ")
            .and_then(|counts| counts.split_once(' '))
        {
            self.add(what, count);
        } else if let Some(place) = line.strip_prefix("test at ") {
            let file = place.split(':').next().unwrap_or(place);
            self.failed_files.insert(file.to_owned());
        }
    }

    fn add(&mut self, what: &str, count: &str) {
        let Ok(count) = count.parse::<u64>() else {
            return;
        };
        match what {
            "passed" | "pass" => self.passed += count,
            "failed" | "fail" | "cancelled" => self.failed += count,
            "ignored" | "skipped" | "todo" => self.skipped += count,
            _ => {}
        }
    }

    /// Prints the closing line.
    ///
    /// # Errors
    /// When anything failed, or a suite could not be run; then there is no closing line that would be true.
    pub(super) fn close(self) -> Result<()> {
        println!();
        if self.skipped > 0 {
            println!("{} skipped; their suites say why", self.skipped);
        }
        if !self.unsteady.is_empty() {
            println!(
                "only when run again, and to be mended: {}",
                self.unsteady.join(", ")
            );
        }
        if !self.broken.is_empty() {
            bail!(
                "not every suite could be run ({} passed, {} failed in the others):\n{}",
                self.passed,
                self.failed,
                [self.broken, self.failing].concat().join("\n")
            );
        }
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed > 0 {
            bail!("{}", self.failing.join("\n"));
        }
        Ok(())
    }
}

/// The same command of Node's runner, for these of its files alone.
fn of_these(command: &Command, files: &BTreeSet<String>) -> Command {
    let mut again = Command::new(command.get_program());
    let asked = |argument: &std::ffi::OsStr| {
        let argument = argument.to_string_lossy();
        !argument.ends_with(".test.mjs") || files.iter().any(|file| argument.ends_with(file))
    };
    again.args(command.get_args().filter(|argument| asked(argument)));
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            again.env(name, value);
        }
    }
    if let Some(folder) = command.get_current_dir() {
        again.current_dir(folder);
    }
    again
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::Tally;

    /// A runner of two files, of which one fails the first time that it is run; `always`: every time.
    fn unsteady(folder: &std::path::Path, always: bool) -> Command {
        let script = format!(
            r#"shift
            for file in "$@"; do
                case $file in *b.test.mjs)
                    if [ {always} = true ] || [ ! -e "$MARK" ]; then
                        : > "$MARK"; echo "ℹ pass 1"; echo "ℹ fail 1"; echo "test at tests/b.test.mjs:7:3"; exit 1
                    fi;;
                esac
            done
            echo "ℹ pass $#""#
        );
        let mut command = Command::new("sh");
        command
            .args(["-c", &script, "sh", "--test"])
            .args(["/x/tests/a.test.mjs", "/x/tests/b.test.mjs"])
            .env("MARK", folder.join("mark"));
        command
    }

    #[test]
    fn what_fails_once_is_run_again_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let mut tally = Tally::default();
        tally.unsteady_suite("browsers", || Ok(unsteady(folder.path(), false)));
        assert_eq!((tally.passed, tally.failed), (2, 0));
        assert_eq!(tally.unsteady, ["tests/b.test.mjs"]);
        assert!(tally.close().is_ok());
    }

    #[test]
    fn what_fails_again_has_failed() {
        let folder = tempfile::tempdir().unwrap();
        let mut tally = Tally::default();
        tally.unsteady_suite("browsers", || Ok(unsteady(folder.path(), true)));
        assert_eq!((tally.passed, tally.failed), (1, 1));
        assert!(tally.close().is_err());
    }

    #[test]
    fn what_is_steady_is_not_run_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut tally = Tally::default();
        tally.suite("node", || Ok(unsteady(folder.path(), false)));
        assert_eq!((tally.passed, tally.failed), (1, 1));
        assert!(tally.close().is_err());
    }

    #[test]
    fn counts_the_lines_of_every_runner() {
        let mut tally = Tally::default();
        tally.read("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s");
        tally
            .read("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out");
        tally.read("ℹ pass 4");
        tally.read("ℹ fail 1");
        tally.read("ℹ duration_ms 12.5");
        tally.read("9 passed by a line that is no result");
        assert_eq!((tally.passed, tally.failed, tally.skipped), (19, 3, 1));
    }

    #[test]
    fn a_failed_test_or_a_broken_suite_fails_the_task() {
        assert!(
            Tally {
                passed: 3,
                ..Tally::default()
            }
            .close()
            .is_ok()
        );
        assert!(
            Tally {
                passed: 3,
                failed: 1,
                ..Tally::default()
            }
            .close()
            .is_err()
        );
        assert!(
            Tally {
                passed: 3,
                broken: vec!["x".into()],
                ..Tally::default()
            }
            .close()
            .is_err()
        );
    }
}
