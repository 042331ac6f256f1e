//! Counting what the test runners say of themselves, so that the closing line is true.

use std::process::Command;

use anyhow::{Result, bail};

use crate::command;

/// Tests over all suites, and what went wrong outside of them.
#[derive(Default)]
pub(super) struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
    /// Suites that could not be started, or ended badly without naming a failed test.
    broken: Vec<String>,
    /// Suites with failed tests.
    failing: Vec<String>,
}

impl Tally {
    /// Prepares a suite, runs it with its output passed through, and counts.
    pub(super) fn suite(&mut self, name: &str, prepare: impl FnOnce() -> Result<Command>) {
        println!("\n== {name}");
        let (passed, failed) = (self.passed, self.failed);
        let status =
            prepare().and_then(|mut command| command::loud(&mut command, |line| self.read(line)));
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

#[cfg(test)]
mod tests {
    use super::Tally;

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
