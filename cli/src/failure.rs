//! Why a command ends without having done its work: a stable code, a sentence that says what to do.

use std::fmt;

/// A command's refusal. Printed on standard error as `vitrine: <message> [<code>]`; the process ends
/// with status 1 (2 is kept for wrong options, as clap has it).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Stable, kebab-case: programs may test for it.
    pub code: &'static str,
    /// One sentence for people, with the remedy.
    pub message: String,
}

impl Failure {
    /// A refusal with its code and its sentence.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// A file that cannot be read.
    pub fn unreadable(path: &str, cause: &dyn fmt::Display) -> Self {
        Self::new(
            "unreadable-file",
            format!("{path} cannot be read: {cause}."),
        )
    }

    /// A file that cannot be written.
    pub fn unwritable(path: &str, cause: &dyn fmt::Display) -> Self {
        Self::new(
            "unwritable-file",
            format!("{path} cannot be written: {cause}."),
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.message, self.code)
    }
}

impl std::error::Error for Failure {}
