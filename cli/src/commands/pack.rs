//! `vitrine pack`: a catalogue and event logs become a knowledge pack.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use vitrine::pack::Pack;

use crate::build::record::{
    BuildRecord, FORMAT, InputFile, RecordedColumn, RecordedField, RecordedRows,
};
use crate::build::{Beside, Built, build, coverage, kind_of, summary};
use crate::failure::Failure;
use crate::input::catalogue::read_catalogue;
use crate::input::columns::Mapping;
use crate::input::events::{EventNames, EventOptions, ReadEvents, read_events};
use crate::input::feeds::FeedOptions;
use crate::input::shown::read_shown;
use crate::input::time::moment;
use crate::parts::Parts;
use crate::slices::write::{How, write as write_slices};

/// Options of `vitrine pack`.
#[derive(Debug, Args)]
#[command(after_help = "\
CSV (commas, semicolons, tabs or bars; also gzipped), JSON lines (also gzipped) and Parquet are told by their content.\n\
A catalogue may be a feed of Google Merchant, Shopify, WooCommerce or schema.org: told by its content too, gzipped or not.\n\
Either --catalogue or --events is enough. Bad rows are left out, counted and shown.\n\
Beside the pack a build record is written (shop.vtr.build.json); it is not needed to use the pack.")]
pub struct PackArguments {
    /// One row an item: id, category, brand, price and whatever else describes it. Or a feed: Google Merchant
    /// (XML or text), Shopify (products.json or CSV), WooCommerce (CSV), schema.org (JSON-LD)
    #[arg(long, value_name = "FILE", required_unless_present = "events")]
    catalogue: Option<String>,
    #[command(flatten)]
    feed: FeedOptions,
    /// One row an event: session, item, time and what happened; may be given several times
    #[arg(long, value_name = "FILE")]
    events: Vec<String>,
    /// Earlier events of the log's shoppers, laid out as a log: session_id names the session that they
    /// belong before. How much the past counts is learned from them; sessions that are not in the log
    /// are left aside
    #[arg(long, value_name = "FILE", requires = "events")]
    history: Option<String>,
    /// Lists really shown, one row each: session, time, what was shown in order, the prices beside it and
    /// what was chosen. The weights of a list are learned from them
    #[arg(long, value_name = "FILE", requires = "events")]
    impressions: Option<String>,
    /// Lets a choice count the more, the less likely its place was looked at (inverse propensity)
    #[arg(long, requires = "impressions")]
    debias: bool,
    /// Only events and lists before this moment: a date, a time or unix seconds
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
    /// The pack to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// What a column is for: COLUMN=ROLE, COLUMN=ROLE:KIND or COLUMN=KIND. Roles: item, session, user,
    /// time, event, order, quantity, name, price, category, brand, colour, popularity, or a field's name of
    /// your own. Kinds: label, path, tags, number, price
    #[arg(long, value_name = "COLUMN=ROLE[:KIND]")]
    map: Vec<String>,
    /// Columns to leave out, parted by commas
    #[arg(long, value_name = "COLUMN")]
    skip: Vec<String>,
    /// What your log's word for an event means: WORD=view, WORD=cart, … or WORD=ignore
    #[arg(long, value_name = "WORD=EVENT")]
    event_name: Vec<String>,
    /// Stop at the first bad row
    #[arg(long)]
    strict: bool,
    /// Budget for next-item knowledge: at most so many bytes with brotli for each item that has events
    /// [default: 64]
    #[arg(long, value_name = "N")]
    bytes_per_item: Option<usize>,
    /// Cut the pack into slices as well, into this folder: for shops whose whole pack is too much for one page
    #[arg(long, value_name = "DIR")]
    slices: Option<PathBuf>,
    #[command(flatten)]
    cut: How,
}

/// Runs the command.
///
/// # Errors
/// See [`Failure`].
pub fn run(arguments: &PackArguments) -> Result<(), Failure> {
    let mapping = Mapping::read(&arguments.map, &arguments.skip)?;
    let names = EventNames::read(&arguments.event_name)?;
    // What cannot be written should be known before the work, not after.
    let folder = arguments
        .out
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(Failure::new(
            "unwritable-file",
            format!("There is no folder {}; make it first.", folder.display()),
        ));
    }
    let options = EventOptions {
        mapping: &mapping,
        names: &names,
        strict: arguments.strict,
        now_ms: now_ms(),
        until: arguments.until.as_deref().map(moment).transpose()?,
    };
    let mut events = if arguments.events.is_empty() {
        ReadEvents::default()
    } else {
        read_events(&arguments.events, &options)?
    };
    let history = match &arguments.history {
        Some(path) => Some(read_events(std::slice::from_ref(path), &options)?),
        None => None,
    };
    let mut shown = match &arguments.impressions {
        Some(path) => Some(read_shown(path, &options)?),
        None => None,
    };
    let catalogue = match &arguments.catalogue {
        Some(path) => Some(read_catalogue(
            path,
            &mapping,
            arguments.strict,
            &events.log.items,
            &arguments.feed,
        )?),
        None => None,
    };
    let mut columns: Vec<&str> = events.columns.iter().map(String::as_str).collect();
    if let Some(history) = &history {
        columns.extend(history.columns.iter().map(String::as_str));
    }
    if let Some(catalogue) = &catalogue {
        columns.extend(catalogue.all_columns.iter().map(String::as_str));
    }
    if let Some(shown) = &shown {
        columns.extend(shown.columns.iter().map(String::as_str));
    }
    let unused = mapping.unused(&columns);
    if !unused.is_empty() {
        return Err(Failure::new(
            "unknown-column",
            format!(
                "No file has a column {}; the columns are {}. Mend --map or --skip.",
                unused.join(", "),
                columns.join(", ")
            ),
        ));
    }
    let history = history.map(|mut history| {
        events.reports.append(&mut history.reports);
        events.decisions.append(&mut history.decisions);
        history.log
    });
    if let Some(shown) = &mut shown {
        events.reports.push(std::mem::take(&mut shown.report));
        events.decisions.push(shown.decision.clone());
    }
    let mut beside = Beside {
        shown,
        debias: arguments.debias,
        bytes_per_item: arguments.bytes_per_item,
        history,
    };
    let built = build(catalogue, events, &mapping, &mut beside)?;
    write(arguments, &built)
}

/// The clock, asked for one thing only: which times have not come yet.
pub fn now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX / 2)
}

fn write(arguments: &PackArguments, built: &Built) -> Result<(), Failure> {
    let pack_failure =
        |error: vitrine::pack::PackError| Failure::new(error.code(), error.to_string());
    let bytes = built.source.to_bytes().map_err(pack_failure)?;
    // Read back what was written: a pack that cannot be opened must not reach a shop.
    let pack = Pack::from_bytes(bytes).map_err(pack_failure)?;
    let shown = arguments.out.display().to_string();
    replace(&arguments.out, pack.bytes()).map_err(|error| Failure::unwritable(&shown, &error))?;
    record(arguments, built, &pack)?.write(&arguments.out)?;
    print!("{}", summary::summary(built, &Parts::of(&pack)));
    println!("\nWrote {shown}, pack {:016x}", pack.content_id());
    if let Some(folder) = &arguments.slices {
        println!("{}", write_slices(&pack, folder, &arguments.cut)?);
    }
    Ok(())
}

/// Writes beside, then renames: whoever reads the old pack meanwhile reads a whole one.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, path)
}

fn record(arguments: &PackArguments, built: &Built, pack: &Pack) -> Result<BuildRecord, Failure> {
    let file = |path: &String| InputFile::of(path);
    let source = &built.source;
    Ok(BuildRecord {
        format: FORMAT.to_owned(),
        pack: format!("{:016x}", pack.content_id()),
        catalogue: arguments.catalogue.as_ref().map(file).transpose()?,
        events: arguments
            .events
            .iter()
            .map(file)
            .collect::<Result<_, _>>()?,
        history: arguments.history.as_ref().map(file).transpose()?,
        impressions: arguments.impressions.as_ref().map(file).transpose()?,
        until: arguments.until.clone(),
        map: arguments.map.clone(),
        skip: arguments.skip.clone(),
        event_names: arguments.event_name.clone(),
        bytes_per_item: arguments.bytes_per_item,
        feed: arguments.feed.words(),
        items: source.items.len(),
        sessions: built.log_size.0,
        event_count: built.log_size.1,
        period: built.period,
        fields: source
            .fields
            .iter()
            .zip(&built.origins)
            .map(|(field, origin)| RecordedField {
                name: field.name.clone(),
                kind: kind_of(&field.data).name().to_owned(),
                items: coverage(&field.data),
                from: origin.clone(),
            })
            .collect(),
        left_out: built
            .left_out
            .iter()
            .map(|(column, reason)| RecordedColumn {
                column: column.clone(),
                reason: reason.clone(),
            })
            .collect(),
        decisions: built.decisions.clone(),
        training: built.training.clone(),
        rows: built
            .reports
            .iter()
            .map(|report| RecordedRows {
                file: report.file.clone(),
                rows: report.rows,
                refused: report.refused(),
                causes: report
                    .groups()
                    .map(|(cause, group)| (cause.code().to_owned(), group.count))
                    .collect(),
            })
            .collect(),
        item_aliases: built.aliases.names().clone(),
    })
}
