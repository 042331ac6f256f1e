//! Answers that are kept: what a peer made of the same questions once, it would make again. Only
//! what changed is asked anew when many packs are measured against the same peers.

use std::fs;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh64::Xxh64;

use super::tasks::{Offer, Question};
use super::visit::Visit;
use super::{Outcome, Trial, lineup};
use crate::failure::Failure;

/// A folder of answers, and the hash of all that every ranker is asked and trained on.
pub struct Answers {
    folder: PathBuf,
    task: &'static str,
    asked: Xxh64,
}

impl Answers {
    /// Answers to these questions. The pack's items and their counts are hashed, the rest of the pack
    /// is not: no peer reads it.
    ///
    /// # Errors
    /// A folder that cannot be made.
    pub fn of(
        folder: &Path,
        trial: &Trial<'_>,
        visits: &[Visit<'_>],
        questions: &[Question],
    ) -> Result<Answers, Failure> {
        fs::create_dir_all(folder)
            .map_err(|e| Failure::unwritable(&folder.display().to_string(), &e))?;
        let mut hash = Xxh64::new(0);
        let mut number = |value: u64| hash.update(&value.to_le_bytes());
        for (item, count) in lineup::popularity(trial).into_iter().enumerate() {
            number(trial.pack.key(item as u32));
            number(count.into());
        }
        for sequence in trial.training.unwrap_or(&[]) {
            number(sequence.items.len() as u64);
            for (&item, &time) in sequence.items.iter().zip(&sequence.times) {
                number(u64::from(item) << 32 | u64::from(time));
            }
        }
        for event in visits.iter().flat_map(|v| &v.events) {
            number(u64::from(event.logged) << 32 | u64::from(event.time));
            number(event.item.map_or(u64::MAX, u64::from));
            number(event.kind as u64);
        }
        for question in questions {
            let step = &question.step;
            number(step.visit as u64);
            number(step.at as u64);
            number(step.current.map_or(u64::MAX, u64::from));
            number(step.target.map_or(u64::MAX, u64::from));
            number(question.group as u64);
            match &question.offer {
                Offer::Catalogue | Offer::Rest => {}
                Offer::List(list) => list.iter().for_each(|&item| number(item.into())),
                Offer::Shown(list, chosen) => {
                    number(*chosen as u64);
                    let items = list.items.iter();
                    items.for_each(|item| number(item.map_or(u64::MAX, u64::from)));
                }
            }
        }
        Ok(Answers {
            folder: folder.to_owned(),
            task: trial.task.name(),
            asked: hash,
        })
    }

    /// The answers of `name`, whose code is `code`, where they are kept.
    pub fn find(&self, name: &str, code: &[u8]) -> Option<Outcome> {
        let text = fs::read_to_string(self.file(name, code)).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Keeps the answers of a ranker.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn keep(&self, outcome: &Outcome, code: &[u8]) -> Result<(), Failure> {
        let file = self.file(&outcome.name, code);
        let text = serde_json::to_string(outcome).expect("answers are plain values");
        // Whole or not at all: a run may be stopped at any time.
        let half = file.with_extension("part");
        fs::write(&half, text)
            .and_then(|()| fs::rename(&half, &file))
            .map_err(|e| Failure::unwritable(&file.display().to_string(), &e))
    }

    fn file(&self, name: &str, code: &[u8]) -> PathBuf {
        let mut hash = self.asked.clone();
        hash.update(name.as_bytes());
        hash.update(code);
        let (name, task) = (name.to_lowercase(), self.task);
        let name = name.replace(|c: char| !c.is_alphanumeric(), "-");
        self.folder
            .join(format!("{task}-{name}-{:016x}.json", hash.digest()))
    }
}
