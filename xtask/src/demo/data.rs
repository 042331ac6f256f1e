//! The pack and the files of the page: `shop.vtr`, `shop.json`, `sessions.json`, in a folder of each shop's own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::shop::Shop;
use crate::command;
use crate::project::Project;
use crate::stamp::Stamp;

/// The name of the share of sessions that is set aside where a shop has no test.*: the latest tenth.
const HELD_OUT: &str = "0.1";

/// Makes the shop's folder, and returns it.
///
/// # Errors
/// When the native command refuses the shop's files; the message holds what it said.
pub(super) fn make(project: &Project, vitrine: &Path, shop: &Shop) -> Result<PathBuf> {
    let folder = folder(project, shop);
    fs::create_dir_all(&folder)?;
    let pack = folder.join("shop.vtr");
    make_pack(project, vitrine, shop, shop.events.as_deref(), &pack)?;
    let sessions = test_sessions(project, vitrine, shop)?;
    let outputs = ["shop.json", "sessions.json"].map(|file| folder.join(file));
    stamp(project, "demo-data", vitrine, shop)?.unless_fresh(&outputs, || {
        let mut command = Command::new(vitrine);
        command.arg("demo-data").arg("--pack").arg(&pack);
        option(&mut command, "--catalogue", shop.catalogue.as_deref());
        option(
            &mut command,
            "--sessions",
            sessions.as_ref().map(|held| held.test.as_path()),
        );
        command
            .arg("--name")
            .arg(&shop.name)
            .arg("--out")
            .arg(&folder);
        command::step(
            project,
            &format!("page data of {}", shop.name),
            &mut command,
        )
    })?;
    Ok(folder)
}

/// Sessions to measure on, and what may be learned from before.
pub(super) struct HeldOut {
    /// The earlier sessions.
    pub(super) train: PathBuf,
    /// The later ones.
    pub(super) test: PathBuf,
}

/// The shop's own test sessions, or else the latest tenth of its log. `None` for a shop without events.
///
/// # Errors
/// When the log cannot be split.
pub(super) fn test_sessions(
    project: &Project,
    vitrine: &Path,
    shop: &Shop,
) -> Result<Option<HeldOut>> {
    let Some(events) = shop.events.clone() else {
        return Ok(None);
    };
    if let Some(test) = shop.test.clone() {
        return Ok(Some(HeldOut {
            train: events,
            test,
        }));
    }
    let held = HeldOut {
        train: folder(project, shop).join("earlier.csv"),
        test: folder(project, shop).join("later.csv"),
    };
    stamp(project, "split", vitrine, shop)?
        .text(HELD_OUT)
        .unless_fresh(&[held.train.clone(), held.test.clone()], || {
            let mut command = Command::new(vitrine);
            command.args(["split", "--share", HELD_OUT]);
            option(&mut command, "--events", Some(&events));
            option(&mut command, "--train", Some(&held.train));
            option(&mut command, "--test", Some(&held.test));
            command::step(project, "latest sessions set aside", &mut command)
        })?;
    Ok(Some(held))
}

/// Builds a pack from the shop's catalogue and `events`.
///
/// # Errors
/// When the native command refuses the files.
pub(super) fn make_pack(
    project: &Project,
    vitrine: &Path,
    shop: &Shop,
    events: Option<&Path>,
    pack: &Path,
) -> Result<()> {
    let name = pack
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    stamp(project, &format!("pack-{name}"), vitrine, shop)?.unless_fresh(
        &[pack.to_path_buf()],
        || {
            let mut command = Command::new(vitrine);
            command.arg("pack");
            option(&mut command, "--catalogue", shop.catalogue.as_deref());
            option(&mut command, "--events", events);
            if !shop.skip.is_empty() {
                command.arg("--skip").arg(shop.skip.join(","));
            }
            command.arg("--out").arg(pack);
            command::step(
                project,
                &format!("pack {name} of {}", shop.name),
                &mut command,
            )
        },
    )
}

/// Adds an option that has a value.
pub(super) fn option(command: &mut Command, name: &str, value: Option<&Path>) {
    if let Some(value) = value {
        command.arg(name).arg(value);
    }
}

/// A stamp over all that a shop's steps depend on.
///
/// # Errors
/// When an input cannot be read.
pub(super) fn stamp(project: &Project, step: &str, vitrine: &Path, shop: &Shop) -> Result<Stamp> {
    let mut stamp = Stamp::new(project, &format!("{step}-{}", folder_name(shop))).path(vitrine)?;
    for file in [&shop.catalogue, &shop.events, &shop.test]
        .into_iter()
        .flatten()
    {
        stamp = stamp.path(file)?.path(&file.with_file_name("about.json"))?;
    }
    Ok(stamp)
}

fn folder(project: &Project, shop: &Shop) -> PathBuf {
    project.target("demo").join(folder_name(shop))
}

/// A shop's name as a folder: two shops never share one, and odd names make no odd paths.
fn folder_name(shop: &Shop) -> String {
    let plain: String = shop
        .name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let place = shop
        .catalogue
        .as_ref()
        .or(shop.events.as_ref())
        .and_then(|path| path.canonicalize().ok());
    let key = xxhash_rust::xxh64::xxh64(place.unwrap_or_default().to_string_lossy().as_bytes(), 0);
    format!("{plain}-{key:016x}")
}
