//! The build record: what a pack was made of. It lies beside the pack as `shop.vtr.build.json`, so that
//! an evaluation finds the training log again; nothing of it goes into the pack.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh64::Xxh64;

use crate::failure::Failure;

/// The version of the record's own format.
pub const FORMAT: &str = "vitrine-build/1";

/// One input file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// The path as it was given.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// XXH64 of its bytes (seed 0), in hexadecimal.
    pub xxh64: String,
}

/// A field of the pack and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedField {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// How many items have a value.
    pub items: usize,
    /// Where it came from, in plain words.
    pub from: String,
}

/// A column that is no field, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedColumn {
    /// Its name.
    pub column: String,
    /// Why it was left out.
    pub reason: String,
}

/// Rows of one file that were left out or changed, by cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedRows {
    /// The file.
    pub file: String,
    /// Rows in it.
    pub rows: u64,
    /// Rows left out as faulty.
    pub refused: u64,
    /// Counts by the cause's code.
    pub causes: BTreeMap<String, u64>,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildRecord {
    /// [`FORMAT`].
    pub format: String,
    /// The pack's content id, in hexadecimal: tells a record of another pack.
    pub pack: String,
    /// The catalogue, if there was one.
    pub catalogue: Option<InputFile>,
    /// The training logs.
    pub events: Vec<InputFile>,
    /// The earlier events, if there were any.
    #[serde(default)]
    pub history: Option<InputFile>,
    /// The lists really shown, if there were any.
    #[serde(default)]
    pub impressions: Option<InputFile>,
    /// The value of `--until`.
    #[serde(default)]
    pub until: Option<String>,
    /// The values of `--map`.
    pub map: Vec<String>,
    /// The values of `--skip`.
    pub skip: Vec<String>,
    /// The values of `--event-name`.
    pub event_names: Vec<String>,
    /// The value of `--bytes-per-item`.
    pub bytes_per_item: Option<usize>,
    /// How the catalogue was read, where it is a feed: values of --catalogue-format, --variants and so on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feed: Vec<String>,
    /// Items, sessions, events, shoppers.
    pub items: usize,
    /// Sessions in the log.
    pub sessions: usize,
    /// Events in the log.
    pub event_count: usize,
    /// First and last event, in unix seconds.
    pub period: Option<(u32, u32)>,
    /// The pack's fields.
    pub fields: Vec<RecordedField>,
    /// Columns that are no fields.
    pub left_out: Vec<RecordedColumn>,
    /// What was decided about columns.
    pub decisions: Vec<String>,
    /// What training did.
    pub training: Vec<String>,
    /// The account of the rows.
    pub rows: Vec<RecordedRows>,
    /// Other names of the items (of variants, say), by which a log may call them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub item_aliases: BTreeMap<String, String>,
}

impl BuildRecord {
    /// Where the record of a pack lies.
    pub fn path_of(pack: &Path) -> PathBuf {
        let mut name = pack.as_os_str().to_owned();
        name.push(".build.json");
        PathBuf::from(name)
    }

    /// Writes the record beside its pack.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, pack: &Path) -> Result<(), Failure> {
        let path = Self::path_of(pack);
        let shown = path.display().to_string();
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| Failure::unwritable(&shown, &error))?;
        text.push('\n');
        std::fs::write(&path, text).map_err(|error| Failure::unwritable(&shown, &error))
    }

    /// Reads the record that lies beside a pack; `None` if there is none.
    ///
    /// # Errors
    /// When there is one and it cannot be read.
    pub fn beside(pack: &Path) -> Result<Option<Self>, Failure> {
        let path = Self::path_of(pack);
        if !path.is_file() {
            return Ok(None);
        }
        let shown = path.display().to_string();
        let text =
            std::fs::read_to_string(&path).map_err(|error| Failure::unreadable(&shown, &error))?;
        let record: Self = serde_json::from_str(&text).map_err(|error| {
            Failure::new(
                "bad-build-record",
                format!("{shown} is not a build record ({error}); run vitrine pack again."),
            )
        })?;
        Ok(Some(record))
    }

    /// Where an input file is now: as its path was given, or else under its name beside the pack.
    pub fn find(file: &InputFile, pack: &Path) -> Option<PathBuf> {
        let given = PathBuf::from(&file.path);
        let beside = given.file_name().map(|name| pack.with_file_name(name));
        [Some(given), beside]
            .into_iter()
            .flatten()
            .find(|path| path.is_file())
    }
}

impl InputFile {
    /// Reads a file's size and hash.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(path: &str) -> Result<Self, Failure> {
        let failed = |error: &std::io::Error| Failure::unreadable(path, error);
        let mut file = File::open(path).map_err(|e| failed(&e))?;
        let mut hash = Xxh64::new(0);
        let mut bytes = 0;
        let mut buffer = vec![0; 1 << 20];
        loop {
            let read = file.read(&mut buffer).map_err(|e| failed(&e))?;
            if read == 0 {
                break;
            }
            bytes += read as u64;
            hash.update(&buffer[..read]);
        }
        Ok(Self {
            path: path.to_owned(),
            bytes,
            xxh64: format!("{:016x}", hash.digest()),
        })
    }
}
