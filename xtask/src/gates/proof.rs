//! The tests that guard the checks, run one at a time in the copy.

use std::fmt;
use std::process::Command;

use anyhow::Result;

use crate::command;
use crate::demo;
use crate::project::Project;
use crate::setup::chromium;
use crate::setup::wasm32::Purpose;
use crate::tasks::build;

/// One test, by the place where it stands and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Proof {
    /// A test of the engine: its module and name, as cargo prints it.
    Engine(&'static str),
    /// An example that must not compile, by the item that it stands at.
    Refused(&'static str),
    /// A test of the packed tarball in Node: file below `tests/runtimes`, name.
    Package(&'static str, &'static str),
    /// A test of the packed tarball in Chromium: file below `tests/browser`, name.
    Browser(&'static str, &'static str),
    /// A test of the packed tarball in workerd: file below `tests/edge`, name.
    Edge(&'static str, &'static str),
}

impl Proof {
    pub(super) fn name(self) -> String {
        match self {
            Self::Engine(test) => format!("`{test}`"),
            Self::Refused(item) => format!("`{item} - compile fail`"),
            Self::Package(file, test) | Self::Browser(file, test) | Self::Edge(file, test) => {
                format!("`{test}` ({file})")
            }
        }
    }
}

/// What became of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Passed,
    Failed,
    /// It is not there, or could not be built.
    NotRun,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Passed => "passes",
            Self::Failed => "fails",
            Self::NotRun => "does not run",
        })
    }
}

/// Runs tests in a copy of the project.
pub(super) struct Prover<'a> {
    project: &'a Project,
    tree: Project,
    /// The demo's page and pack, made of the project itself: they are input here, not what is tested.
    site: Option<demo::Site>,
}

impl<'a> Prover<'a> {
    pub(super) fn new(project: &'a Project, tree: Project) -> Self {
        Self {
            project,
            tree,
            site: None,
        }
    }

    /// Runs one test against the copy as it stands.
    ///
    /// # Errors
    /// When what the test needs cannot be set up. A copy that does not build is [`Outcome::NotRun`].
    pub(super) fn run(&mut self, proof: Proof) -> Result<Outcome> {
        match proof {
            Proof::Engine(test) => {
                let mut cargo = self.cargo(&["--test", "engine", "--", "--exact", test]);
                let output = command::said(&mut cargo)?;
                Ok(verdict(&output, |line| {
                    line.strip_prefix(&format!("test {test} ... "))
                }))
            }
            Proof::Refused(item) => {
                let mut cargo = self.cargo(&["--doc", "--", item]);
                let output = command::said(&mut cargo)?;
                let mut outcomes = output
                    .lines()
                    .filter(|line| line.contains(item) && line.contains("compile fail ... "));
                // All the examples of one item guard it.
                Ok(match outcomes.clone().count() {
                    0 => Outcome::NotRun,
                    _ if outcomes.all(|line| line.ends_with(" ok")) => Outcome::Passed,
                    _ => Outcome::Failed,
                })
            }
            Proof::Package(file, test) => self.node("tests/runtimes", file, test),
            Proof::Browser(file, test) => self.node("tests/browser", file, test),
            Proof::Edge(file, test) => self.node("tests/edge", file, test),
        }
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new("cargo");
        cargo
            .args(["test", "--package", "vitrine"])
            .args(arguments)
            .current_dir(self.tree.root());
        cargo
    }

    fn node(&mut self, folder: &str, file: &str, test: &str) -> Result<Outcome> {
        let site = match self.site.take() {
            Some(site) => site,
            None => {
                // The page is bundled from the package.
                build::run(self.project)?;
                demo::prepare_for_tests(self.project)?
            }
        };
        let built = build::run_for(&self.tree, Purpose::Test);
        let Ok(tarball) = built else {
            self.site = Some(site);
            return Ok(Outcome::NotRun);
        };
        let browser = chromium::set_up(&self.tree)?.browser;
        let mut node = Command::new("node");
        node.args(["--test", "--test-reporter=tap"])
            .arg(format!("--test-name-pattern=^{}$", escaped(test)))
            .arg(self.tree.path(folder).join(file))
            .env("VITRINE_TARBALL", tarball)
            .env("VITRINE_COMMAND", &site.command)
            .env("VITRINE_DEMO_DATA", &site.data)
            .env("VITRINE_DEMO_PAGE", &site.page)
            .env("CHROMIUM", browser)
            // It comes with the locked packages; the other runtimes say the same.
            .env("VITRINE_EDGE_RUNTIMES", "workerd")
            .current_dir(self.tree.root());
        self.site = Some(site);
        let output = command::said(&mut node)?;
        Ok(verdict(&output, |line| {
            let (verdict, name) = line.trim().split_once(" - ")?;
            // A skipped one stands there with a remark after its name.
            (name == test).then_some(if verdict.starts_with("not ok") {
                "FAILED"
            } else {
                "ok"
            })
        }))
    }
}

/// The verdict in the first line that has one.
fn verdict<'a>(output: &'a str, of: impl Fn(&'a str) -> Option<&'a str>) -> Outcome {
    match output.lines().find_map(of) {
        Some("ok") => Outcome::Passed,
        Some(_) => Outcome::Failed,
        None => Outcome::NotRun,
    }
}

/// A test's name as a pattern that means just it.
fn escaped(name: &str) -> String {
    let mut pattern = String::new();
    for character in name.chars() {
        if !character.is_alphanumeric() && character != ' ' {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::{Outcome, escaped, verdict};

    #[test]
    fn a_verdict_is_read_by_the_whole_name() {
        let of = |line: &'static str| line.strip_prefix("test a::b ... ");
        assert_eq!(verdict("test a::b ... ok\n", of), Outcome::Passed);
        assert_eq!(verdict("x\ntest a::b ... FAILED", of), Outcome::Failed);
        assert_eq!(verdict("test a::bc ... ok", of), Outcome::NotRun);
        assert_eq!(escaped("a (b)'s"), "a \\(b\\)\\'s");
    }
}
