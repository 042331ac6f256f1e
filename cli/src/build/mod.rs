//! From a catalogue and an event log, or one of them, to a knowledge pack.
//!
//! The same files give the same bytes: nothing here asks a clock or depends on the order of a hash table.

mod category;
mod fields;
mod frame;
mod lessons;
mod look;
pub mod popularity;
pub mod record;
pub mod summary;
mod table;

use std::collections::{HashMap, HashSet};

use vitrine::pack::{FieldData, PackSource};

pub use fields::coverage;
use fields::{Fields, fields};
use frame::Frame;

use crate::failure::Failure;
use crate::input::aliases::Aliases;
use crate::input::catalogue::Catalogue;
use crate::input::columns::{Mapping, Role};
use crate::input::events::ReadEvents;
use crate::input::log::EventLog;
use crate::input::number::number;
use crate::input::passed_over;
use crate::input::report::{RowReport, grouped};
use crate::input::shown::ShownLists;

/// A pack to be written, and the story of how it came about.
#[derive(Debug)]
pub struct Built {
    /// The pack.
    pub source: PackSource,
    /// Which columns each field came from, by field.
    pub origins: Vec<String>,
    /// Columns that are no fields, and why.
    pub left_out: Vec<(String, String)>,
    /// Decisions about columns, in plain words.
    pub decisions: Vec<String>,
    /// What training did and why, a line each.
    pub training: Vec<String>,
    /// One account a file.
    pub reports: Vec<RowReport>,
    /// Items by where they are known from.
    pub known_from: KnownFrom,
    /// Sessions, events and shoppers of the log.
    pub log_size: (usize, usize, usize),
    /// First and last event.
    pub period: Option<(u32, u32)>,
    /// Other names of items.
    pub aliases: Aliases,
}

/// Numbers of items by where they are known from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KnownFrom {
    /// In the catalogue and in the log.
    pub both: usize,
    /// In the catalogue alone.
    pub catalogue: usize,
    /// In the log alone.
    pub log: usize,
}

/// What a shop knows besides its catalogue and its log, and how the pack is wanted.
#[derive(Debug, Default)]
pub struct Beside {
    /// The budget for next-item weights in bytes an item; `None` takes the usual one.
    pub bytes_per_item: Option<usize>,
    /// Earlier events of the log's shoppers, by session: weights are learned with them, nothing else.
    pub history: Option<EventLog>,
    /// Lists really shown: the weights of a merchant's list are learned from them.
    pub shown: Option<ShownLists>,
    /// Whether clicks count the more, the less likely their place was looked at.
    pub debias: bool,
}

/// Builds. What stands `beside` gets its items' other names replaced, as the log does.
///
/// # Errors
/// Bad values in a strict report; a pack that breaks a rule of the format.
pub fn build(
    mut catalogue: Option<Catalogue>,
    mut events: ReadEvents,
    mapping: &Mapping,
    beside: &mut Beside,
) -> Result<Built, Failure> {
    let mut reports = Vec::new();
    let mut decisions = Vec::new();
    let aliases = catalogue.as_mut().map(|c| std::mem::take(&mut c.aliases));
    let aliases = aliases.unwrap_or_default();
    let renamed = events.rename(&aliases);
    if renamed > 0 {
        events.decisions.push(format!(
            "{} events name items otherwise (by a variant, a SKU, a barcode) and count for those items",
            grouped(renamed)
        ));
    }
    if let Some(history) = &mut beside.history {
        aliases.rename(history);
    }
    if let Some(shown) = &mut beside.shown {
        aliases.rename_shown(shown);
    }
    let beside = &*beside;
    let ReadEvents {
        mut log,
        item_columns,
        reports: event_reports,
        decisions: event_decisions,
        ..
    } = events;
    if let Some(catalogue) = &mut catalogue {
        decisions.append(&mut catalogue.decisions);
        reports.push(std::mem::take(&mut catalogue.report));
    }
    decisions.extend(event_decisions);
    reports.extend(event_reports);

    let (ids, catalogue_place, mut place, known_from) =
        union(catalogue.as_ref(), &log, beside.shown.as_ref());
    let items = ids.len();
    let lines = catalogue.as_ref().map_or(Vec::new(), |c| c.lines.clone());
    let prices = prices(catalogue.as_ref(), &log, &place, items, &mut decisions);
    let given_popularity = match &catalogue {
        Some(catalogue) if log.sessions.is_empty() => {
            given_popularity(catalogue, items, &mut decisions)
        }
        _ => None,
    };
    let mut left_out = Vec::new();
    let columns = table::join(
        catalogue.as_mut().map(|c| (c, &catalogue_place)),
        (item_columns, &place),
        items,
        mapping,
        &mut left_out,
    );
    drop(catalogue);
    let mut no_file = RowReport::default();
    let report = if lines.is_empty() {
        &mut no_file
    } else {
        &mut reports[0]
    };
    let Fields {
        fields,
        mut origins,
        left_out: more_left_out,
        decisions: field_decisions,
    } = fields(columns, prices, mapping, &lines, report)?;
    left_out.extend(more_left_out);
    decisions.extend(field_decisions);
    let period = log.period();
    let log_size = (log.sessions.len(), log.events(), log.users.len());
    if let Some(shown) = &beside.shown {
        passed_over::tell(&mut log, shown);
        let numbers: HashMap<&str, u32> = ids.iter().map(String::as_str).zip(0..).collect();
        let only_shown = log.items[place.len()..].iter();
        place.extend(only_shown.map(|id| numbers.get(id.as_str()).copied()));
    }
    let frame = Frame {
        ids,
        described: known_from.both + known_from.catalogue,
        fields,
        place,
        given_popularity,
    };
    let (mut source, training) = lessons::learn(&frame, &log, beside)
        .map_err(|error| Failure::new(error.code(), error.to_string()))?;
    if source.fields.len() > origins.len() {
        origins.push("clicks over what the places of shown lists let expect".to_owned());
    }
    source.meta = meta(&log, period);
    Ok(Built {
        source,
        origins,
        left_out,
        decisions,
        training,
        reports,
        known_from,
        log_size,
        period,
        aliases,
    })
}

/// All item ids, the catalogue's first; where the catalogue's and the log's items stand among them.
fn union(
    catalogue: Option<&Catalogue>,
    log: &EventLog,
    shown: Option<&ShownLists>,
) -> (Vec<String>, table::Places, table::Places, KnownFrom) {
    let mut ids: Vec<String> = catalogue.map_or(Vec::new(), |c| c.ids.clone());
    let from_catalogue = ids.len();
    let numbers: HashMap<&str, u32> = catalogue
        .into_iter()
        .flat_map(|c| c.ids.iter().map(String::as_str).zip(0..))
        .collect();
    let mut both = 0;
    let mut place = Vec::with_capacity(log.items.len());
    for id in &log.items {
        place.push(Some(match numbers.get(id.as_str()) {
            Some(number) => {
                both += 1;
                *number
            }
            None => {
                ids.push(id.clone());
                u32::try_from(ids.len() - 1).unwrap_or(u32::MAX)
            }
        }));
    }
    let known_from = KnownFrom {
        both,
        catalogue: from_catalogue - both,
        log: ids.len() - from_catalogue,
    };
    if let Some(shown) = shown {
        let known: HashSet<String> = ids.iter().cloned().collect();
        ids.extend(
            shown
                .items
                .iter()
                .filter(|id| !known.contains(*id))
                .cloned(),
        );
    }
    let catalogue_place = (0..from_catalogue).map(|i| u32::try_from(i).ok()).collect();
    (ids, catalogue_place, place, known_from)
}

/// The catalogue's prices, and the log's latest ones where the catalogue has none.
fn prices(
    catalogue: Option<&Catalogue>,
    log: &EventLog,
    place: &table::Places,
    items: usize,
    decisions: &mut Vec<String>,
) -> Option<Vec<Option<f32>>> {
    let given = catalogue.and_then(|c| c.prices.clone());
    let in_catalogue = given.is_some();
    let mut prices = given.unwrap_or_default();
    prices.resize(items, None);
    let mut latest: Vec<Option<(u32, f32)>> = vec![None; items];
    for event in log.sessions.iter().flat_map(|session| &session.events) {
        if let (Some(item), Some(price)) = (place[event.item as usize], event.price) {
            let seen = &mut latest[item as usize];
            if seen.is_none_or(|(time, _)| event.time >= time) {
                *seen = Some((event.time, price));
            }
        }
    }
    let mut filled = 0;
    for (price, latest) in prices.iter_mut().zip(latest) {
        if price.is_none()
            && let Some((_, latest)) = latest
        {
            *price = Some(latest);
            filled += 1;
        }
    }
    if filled > 0 {
        decisions.push(format!(
            "price of {filled} items from the log: the latest one seen"
        ));
    }
    (in_catalogue || filled > 0).then_some(prices)
}

/// What the catalogue says of popularity, for shops without a log.
fn given_popularity(
    catalogue: &Catalogue,
    items: usize,
    decisions: &mut Vec<String>,
) -> Option<Vec<u32>> {
    let column = catalogue
        .columns
        .iter()
        .find(|c| c.role == Role::Popularity)?;
    let mut counts: Vec<u32> = column
        .cells
        .iter()
        .map(|cell| {
            cell.text()
                .and_then(number)
                .map_or(0, |n| n.max(0.0).round() as u32)
        })
        .collect();
    counts.resize(items, 0);
    decisions.push(format!(
        "no log: popularity from the catalogue's `{}`",
        column.name
    ));
    Some(counts)
}

/// The kind of a field's data.
pub fn kind_of(data: &FieldData) -> vitrine::pack::FieldKind {
    use vitrine::pack::FieldKind;
    match data {
        FieldData::Label(_) => FieldKind::Label,
        FieldData::Path { .. } => FieldKind::Path,
        FieldData::Tags(_) => FieldKind::Tags,
        FieldData::Number(_) => FieldKind::Number,
        FieldData::Price(_) => FieldKind::Price,
    }
}

fn meta(log: &EventLog, period: Option<(u32, u32)>) -> Vec<(String, String)> {
    let mut meta = vec![(
        "generator".to_owned(),
        concat!("vitrine ", env!("CARGO_PKG_VERSION")).to_owned(),
    )];
    if let Some((first, last)) = period {
        meta.push(("sessions".to_owned(), log.sessions.len().to_string()));
        meta.push(("first-event".to_owned(), first.to_string()));
        meta.push(("last-event".to_owned(), last.to_string()));
    }
    meta
}
