//! `vitrine demo-data`: what the demo shop's page needs besides the pack. The files are described in
//! `www/README.md`.

mod about;
mod carousels;
mod naming;
mod sessions;
mod shop;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use vitrine::pack::Pack;

use crate::failure::Failure;
use crate::input::aliases::Aliases;
use crate::input::catalogue::read_catalogue;
use crate::input::columns::{Mapping, Role};
use crate::input::feeds::FeedOptions;
use about::About;
use naming::Names;

/// Options of `vitrine demo-data`.
#[derive(Debug, Args)]
pub struct DemoDataArguments {
    /// The knowledge pack, as `vitrine pack` wrote it
    #[arg(long, value_name = "FILE")]
    pack: PathBuf,
    /// The catalogue, for the items' names; an about.json beside it names the shop
    #[arg(long, value_name = "FILE")]
    catalogue: Option<String>,
    /// Sessions to replay
    #[arg(long, value_name = "FILE")]
    sessions: Option<String>,
    /// The shop's name, unless about.json gives one
    #[arg(long, value_name = "NAME", default_value = "Demo shop")]
    name: String,
    /// The folder to write shop.json and sessions.json into
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Writes the files.
///
/// # Errors
/// A file that cannot be read or written, or a pack that cannot be opened.
pub fn run(arguments: &DemoDataArguments) -> Result<(), Failure> {
    let pack_path = arguments.pack.display().to_string();
    let bytes =
        fs::read(&arguments.pack).map_err(|error| Failure::unreadable(&pack_path, &error))?;
    let pack = Pack::from_bytes(bytes).map_err(|error| {
        Failure::new(
            "bad-pack",
            format!("{pack_path} is no pack that can be used: {error}. Make it again with `vitrine pack`."),
        )
    })?;
    let about = About::beside(arguments.catalogue.as_deref(), &arguments.name)?;
    let (names, aliases) = match &arguments.catalogue {
        Some(path) => names(path, &pack)?,
        None => (Names::default(), Aliases::default()),
    };
    let shop = shop::Shop::of(&pack, &names, &about);
    let replay = match &arguments.sessions {
        Some(path) => sessions::read(path, &shop, &aliases)?,
        None => sessions::Replay::none(),
    };
    fs::create_dir_all(&arguments.out)
        .map_err(|error| Failure::unwritable(&arguments.out.display().to_string(), &error))?;
    write(&arguments.out.join("shop.json"), &shop)?;
    write(&arguments.out.join("sessions.json"), &replay)?;
    let beside = arguments.out.join(shop::PACK_FILE);
    if fs::canonicalize(&arguments.pack).ok() != fs::canonicalize(&beside).ok() {
        fs::copy(&arguments.pack, &beside)
            .map_err(|error| Failure::unwritable(&beside.display().to_string(), &error))?;
    }
    eprintln!(
        "{}: {} of {} items, {} carousels, {} sessions",
        arguments.out.display(),
        shop.items.len(),
        pack.len(),
        shop.carousels.len(),
        replay.sessions.len()
    );
    Ok(())
}

/// The names that the catalogue gives to the items, and what a log may call them.
fn names(path: &str, pack: &Pack) -> Result<(Names, Aliases), Failure> {
    let known: Vec<String> = (0..pack.len())
        .map(|item| pack.id(item as u32).to_owned())
        .collect();
    let catalogue = read_catalogue(
        path,
        &Mapping::read(&[], &[])?,
        false,
        &known,
        &FeedOptions::default(),
    )?;
    let column = catalogue
        .columns
        .iter()
        .find(|column| column.role == Role::Name);
    let names = Names::of(column.map(|column| {
        catalogue
            .ids
            .iter()
            .zip(&column.cells)
            .filter_map(|(id, cell)| Some((id.clone(), cell.text()?.to_owned())))
    }));
    Ok((names, catalogue.aliases))
}

fn write(path: &Path, value: &impl Serialize) -> Result<(), Failure> {
    let unwritable =
        |error: &dyn std::fmt::Display| Failure::unwritable(&path.display().to_string(), error);
    let text = serde_json::to_vec(value).map_err(|error| unwritable(&error))?;
    fs::write(path, text).map_err(|error| unwritable(&error))
}
