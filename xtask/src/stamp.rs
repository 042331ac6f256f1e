//! Stamps: a step whose inputs hash to what they did last time, and whose outputs are there, is skipped.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xxhash_rust::xxh64::Xxh64;

use crate::project::Project;

/// The inputs of one step, hashed by content.
pub(crate) struct Stamp {
    file: PathBuf,
    hash: Xxh64,
}

impl Stamp {
    /// Begins the stamp of the step called `name`.
    pub(crate) fn new(project: &Project, name: &str) -> Self {
        Self {
            file: project.target("xtask-stamps").join(name),
            hash: Xxh64::new(0),
        }
    }

    /// Adds a value that the step depends on: a version, a choice, an option.
    pub(crate) fn text(mut self, value: &str) -> Self {
        self.hash.update(&(value.len() as u64).to_le_bytes());
        self.hash.update(value.as_bytes());
        self
    }

    /// Adds a file, or a folder with all that is below it. What is missing counts as empty.
    pub(crate) fn path(self, path: &Path) -> Result<Self> {
        if path.is_dir() {
            let mut entries = fs::read_dir(path)?
                .map(|entry| entry.map(|e| e.path()))
                .collect::<Result<Vec<_>, _>>()?;
            entries.sort();
            let mut stamp = self;
            for entry in entries {
                let skipped = entry
                    .file_name()
                    .is_some_and(|name| name == "node_modules" || name == "dist");
                if !skipped {
                    stamp = stamp.path(&entry)?;
                }
            }
            return Ok(stamp);
        }
        let mut stamp = self.text(&path.to_string_lossy());
        if path.is_file() {
            let bytes =
                fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
            stamp.hash.update(&(bytes.len() as u64).to_le_bytes());
            stamp.hash.update(&bytes);
        }
        Ok(stamp)
    }

    /// Does `work` unless nothing changed since it last came to a good end and every one of `outputs` is there.
    pub(crate) fn unless_fresh(
        self,
        outputs: &[PathBuf],
        work: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        let digest = format!("{:016x}", self.hash.digest());
        let known = fs::read_to_string(&self.file).is_ok_and(|stamp| stamp == digest);
        if known && outputs.iter().all(|output| output.exists()) {
            return Ok(());
        }
        // A step that fails half-way must not look done.
        let _ = fs::remove_file(&self.file);
        work()?;
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, digest)?;
        Ok(())
    }
}
