//! What a pack takes: its parts in bytes, and what `vitrine pack` said of making it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::command;

/// At most so many bytes with brotli of next-item knowledge are wanted for each item that has events.
pub(crate) const MOST_BYTES: f64 = 64.0;
/// At least this share of the full model's MRR@20 is to be left of what is shipped.
pub(crate) const LEAST_KEPT: f64 = 99.0;

/// A pack, as `vitrine inspect --json` and its build record tell of it.
#[derive(Debug)]
pub(crate) struct Packed {
    /// The shop's name on the page.
    pub(crate) name: &'static str,
    /// Seconds that `vitrine pack` took, when it last ran.
    pub(crate) seconds: f64,
    /// What is left of the session model's MRR@20 after cutting and rounding, in percent; none where nothing was tried.
    pub(crate) kept: Option<f64>,
    /// The bytes.
    pub(crate) inspected: Inspected,
}

/// The part of `vitrine inspect --json` that is read here.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Inspected {
    /// Of the whole file.
    pub(crate) bytes: u64,
    /// The same with brotli.
    pub(crate) brotli_bytes: u64,
    /// Items.
    pub(crate) items: u64,
    /// Of these, items with events in training.
    pub(crate) items_with_events: u64,
    /// The parts, each compressed on its own.
    pub(crate) parts: Vec<Part>,
}

/// One part of a pack.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Part {
    /// What it holds.
    pub(crate) name: String,
    /// Bytes.
    pub(crate) bytes: u64,
    /// With brotli.
    pub(crate) brotli_bytes: u64,
}

impl Inspected {
    /// The bytes of a part, raw and with brotli.
    pub(crate) fn part(&self, name: &str) -> (u64, u64) {
        let part = self.parts.iter().find(|part| part.name == name);
        part.map_or((0, 0), |part| (part.bytes, part.brotli_bytes))
    }

    /// Bytes with brotli of next-item knowledge for each item with events.
    pub(crate) fn knowledge_per_item(&self) -> f64 {
        self.part("next-item").1 as f64 / self.items_with_events.max(1) as f64
    }
}

/// Asks the command about a pack.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn ask(vitrine: &Path, pack: &Path, name: &'static str) -> Result<Packed> {
    let mut inspect = Command::new(vitrine);
    let text = command::output(inspect.args(["inspect", "--json"]).arg(pack))?;
    let inspected = serde_json::from_str(&text)
        .with_context(|| format!("{} is not told of as expected", pack.display()))?;
    let record: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(pack.with_extension("vtr.build.json"))?)?;
    let seconds = fs::read_to_string(seconds_file(pack))?.trim().parse()?;
    let lines = record["training"].as_array().into_iter().flatten();
    let kept = lines.filter_map(|line| kept(line.as_str()?)).next();
    Ok(Packed {
        name,
        seconds,
        kept,
        inspected,
    })
}

/// Where the time is noted that the last making of a pack took.
pub(crate) fn seconds_file(pack: &Path) -> PathBuf {
    pack.with_extension("seconds")
}

/// The percentage in the line that says what cutting and rounding left.
fn kept(line: &str) -> Option<f64> {
    let (_, after) = line.split_once("the session model keeps ")?;
    after.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_read_from_the_account_of_training() {
        let line = "cut and rounded to one byte a weight, the session model keeps 99.42 % of its MRR@20 (0.2 of 0.2)";
        assert_eq!(kept(line), Some(99.42));
        assert_eq!(kept("the defaults: 0 held-out steps are too few"), None);
    }
}
