//! Where the baselines' training log is: named on the command line, or noted by the build beside the
//! pack.

use std::path::Path;

use crate::build::record::BuildRecord;
use crate::failure::Failure;
use crate::input::aliases::Aliases;

/// A log's files, and how they are to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrainingLog {
    /// The event files.
    pub files: Vec<String>,
    /// A file of lists really shown.
    pub impressions: Option<String>,
    /// Only what lies before this moment.
    pub until: Option<String>,
    /// Values of `--map`.
    pub map: Vec<String>,
    /// Values of `--skip`.
    pub skip: Vec<String>,
    /// Values of `--event-name`.
    pub event_names: Vec<String>,
}

/// The log that a pack was built from, by its build record. The inner `Err` says why there is none,
/// which is no failure: baselines that need it are left out.
///
/// # Errors
/// A record that is there and cannot be read.
pub fn recorded(pack: &Path, content_id: u64) -> Result<Result<TrainingLog, String>, Failure> {
    let Some(record) = BuildRecord::beside(pack)? else {
        let path = BuildRecord::path_of(pack);
        let why = format!(
            "there is no {}; name the training log with --events",
            path.display()
        );
        return Ok(Err(why));
    };
    if record.pack != format!("{content_id:016x}") {
        let path = BuildRecord::path_of(pack);
        let why = format!(
            "{} is of another pack; name the training log with --events",
            path.display()
        );
        return Ok(Err(why));
    }
    if record.events.is_empty() {
        return Ok(Err(
            "the pack was built without events; name a log with --events".into(),
        ));
    }
    let mut files = Vec::new();
    for file in &record.events {
        let Some(found) = BuildRecord::find(file, pack) else {
            let why = format!("{} is not there any more; name it with --events", file.path);
            return Ok(Err(why));
        };
        files.push(found.display().to_string());
    }
    let impressions = record.impressions.as_ref();
    let impressions = impressions.and_then(|file| BuildRecord::find(file, pack));
    Ok(Ok(TrainingLog {
        files,
        impressions: impressions.map(|path| path.display().to_string()),
        until: record.until,
        map: record.map,
        skip: record.skip,
        event_names: record.event_names,
    }))
}

/// What the pack's items are called besides, by its build record; nothing where there is none.
///
/// # Errors
/// A record that is there and cannot be read.
pub fn aliases(pack: &Path, content_id: u64) -> Result<Aliases, Failure> {
    let record = BuildRecord::beside(pack)?;
    let record = record.filter(|record| record.pack == format!("{content_id:016x}"));
    Ok(record.map_or_else(Aliases::default, |record| Aliases::new(record.item_aliases)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_record_the_reason_says_what_to_do() {
        let folder = tempfile::tempdir().expect("a folder");
        let pack = folder.path().join("shop.vtr");
        let reason = recorded(&pack, 1)
            .expect("no failure")
            .expect_err("no record");
        assert!(
            reason.contains("shop.vtr.build.json") && reason.contains("--events"),
            "{reason}"
        );
        std::fs::write(BuildRecord::path_of(&pack), "{").expect("written");
        assert_eq!(
            recorded(&pack, 1).expect_err("a broken record").code,
            "bad-build-record"
        );
    }
}
