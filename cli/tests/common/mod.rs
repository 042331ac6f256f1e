//! What the tests of the command share: running it, small shops, real data.
#![allow(dead_code)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What a run of the command left behind.
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    fn of(output: &Output) -> Self {
        Self {
            status: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The run must have succeeded.
    #[track_caller]
    pub(crate) fn fine(self) -> Self {
        assert_eq!(self.status, Some(0), "{}\n{}", self.out, self.err);
        self
    }

    /// The run must have been refused with `code`.
    #[track_caller]
    pub(crate) fn refused(self, code: &str) -> Self {
        assert_eq!(self.status, Some(1), "{}\n{}", self.out, self.err);
        assert!(self.err.contains(&format!("[{code}]")), "{}", self.err);
        self
    }

    /// The account must count `count` rows of a cause, and show `line` first.
    #[track_caller]
    pub(crate) fn counts(self, code: &str, count: usize, line: u64) -> Self {
        let mut lines = self.out.lines();
        let group = lines
            .find(|text| text.contains(&format!("[{code}]")))
            .unwrap_or_else(|| panic!("no {code} in\n{}\n{}", self.out, self.err));
        let told = group.split_whitespace().next().unwrap_or("");
        assert_eq!(told, count.to_string(), "{group}");
        let example = lines.next().unwrap_or("").trim();
        assert!(
            example.starts_with(&format!("line {line}:")),
            "{code}: {example}"
        );
        self
    }
}

/// Runs the command with `arguments`.
pub(crate) fn vitrine(arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_vitrine"))
        .args(arguments)
        .output();
    Run::of(&output.expect("the command starts"))
}

/// Runs the command with `arguments` and feeds it `input`.
pub(crate) fn vitrine_with(arguments: &[&str], input: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vitrine"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || {
        // The command may stop reading early.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("the command ends");
    feeder.join().expect("the feeder ends");
    Run::of(&output)
}

/// A folder of its own, gone with the value.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    /// Writes a file and gives its path.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, content).expect("a file");
        path
    }
}

/// A fixture's path.
pub(crate) fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name);
    path.display().to_string()
}

/// The bundled shop's folder.
pub(crate) fn bundled() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/eshop_clothing_2008")
}

/// The folder of real data sets that are not part of the project: `VITRINE_DATA`, or `../shared/data`
/// beside the workspace. Says so where there is none.
pub(crate) fn real_data() -> Option<PathBuf> {
    let named = std::env::var_os("VITRINE_DATA").map(PathBuf::from);
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = named.unwrap_or(usual);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!(
        "skipped: there is no {}; set VITRINE_DATA to the folder of data sets",
        folder.display()
    );
    None
}

/// `vitrine pack` of a catalogue alone, into a folder of its own.
pub(crate) fn pack_catalogue(path: &str, more: &[&str]) -> (Run, Folder) {
    pack(&["--catalogue", path], more)
}

/// `vitrine pack` of a log alone.
pub(crate) fn pack_events(path: &str, more: &[&str]) -> (Run, Folder) {
    pack(&["--events", path], more)
}

/// `vitrine pack` of the fixtures' catalogue and log.
pub(crate) fn pack_fixtures(more: &[&str]) -> (Run, Folder) {
    let (catalogue, events) = (fixture("catalogue.csv"), fixture("events.csv"));
    pack(&["--catalogue", &catalogue, "--events", &events], more)
}

fn pack(input: &[&str], more: &[&str]) -> (Run, Folder) {
    let folder = Folder::new();
    let out = folder.path("shop.vtr");
    let mut arguments = vec!["pack", "--out", &out];
    arguments.extend_from_slice(input);
    arguments.extend_from_slice(more);
    (vitrine(&arguments), folder)
}

/// `vitrine inspect --json` of the pack in a folder.
pub(crate) fn inspect(folder: &Folder) -> serde_json::Value {
    let run = vitrine(&["inspect", "--json", &folder.path("shop.vtr")]).fine();
    serde_json::from_str(&run.out).expect("JSON")
}
