//! Reads event logs of any shop into one [`EventLog`].

use std::collections::BTreeMap;

use vitrine::Seconds;

use crate::failure::Failure;
use crate::progress::Step;

use super::aliases::Aliases;
use super::columns::{Mapping, plain};
use super::event_layout::{Layout, SessionBy};
use super::kind::{EventKind, about_no_item, event_kind};
use super::log::EventLog;
use super::log_builder::{LogBuilder, RawEvent};
use super::number::number;
use super::report::{Cause, RowReport, grouped};
use super::rows::{Cell, Row, Rows};
use super::source;
use super::time::{TimeFault, parse, time_of_day_ms};

/// Rows that are looked at before the roles of a log's columns are settled.
const SAMPLE_ROWS: usize = 5000;

/// How the caller wants logs to be read.
pub struct EventOptions<'a> {
    /// Columns named on the command line.
    pub mapping: &'a Mapping,
    /// Event types named on the command line.
    pub names: &'a EventNames,
    /// Stop at the first bad row.
    pub strict: bool,
    /// The clock, in milliseconds since 1970; only judges which times have not come yet.
    pub now_ms: i64,
    /// Rows of this moment or later are left aside, as if the file ended before.
    pub until: Option<Seconds>,
}

impl EventOptions<'_> {
    /// Whether a moment, in milliseconds, is past [`until`](Self::until).
    pub fn is_later(&self, time_ms: i64) -> bool {
        self.until
            .is_some_and(|until| time_ms >= i64::from(until) * 1000)
    }
}

/// A shop's own words for event types: `--event-name WORD=EVENT`.
#[derive(Debug, Default)]
pub struct EventNames(BTreeMap<String, Option<EventKind>>);

impl EventNames {
    /// Reads the values of `--event-name`.
    ///
    /// # Errors
    /// A value that is not `WORD=EVENT` with a known event, or `WORD=ignore`.
    pub fn read(texts: &[String]) -> Result<Self, Failure> {
        let mut names = BTreeMap::new();
        for text in texts {
            let known = text.rsplit_once('=').and_then(|(word, name)| {
                let kind = if name == "ignore" {
                    None
                } else {
                    Some(event_kind(name)?)
                };
                Some((plain(word), kind))
            });
            let (word, kind) = known.ok_or_else(|| {
                Failure::new(
                    "bad-event-name",
                    format!(
                        "--event-name {text}: write WORD=EVENT, where EVENT is impression, view, click, dwell, search, \
                         wishlist, cart, cart-remove, purchase, return, dismiss, or ignore."
                    ),
                )
            })?;
            names.insert(word, kind);
        }
        Ok(Self(names))
    }

    /// The kind of a word: `None` if it is not known, `Some(None)` if it is to be left out.
    fn kind(&self, word: &str) -> Option<Option<EventKind>> {
        match self.0.get(&plain(word)) {
            Some(kind) => Some(*kind),
            None => event_kind(word).map(Some),
        }
    }
}

/// What a log says of its items besides their ids: one column, values by item of the log.
#[derive(Debug, Clone)]
pub struct ItemColumn {
    /// The column's name.
    pub name: String,
    /// The first value seen of each item of [`EventLog::items`]; shorter where the last have none.
    pub values: Vec<Cell>,
    /// Of each item, the visit that told its value.
    told_by: Vec<u32>,
    /// How often an item's value was seen again in another visit …
    pub repeats: u64,
    /// … and was the same.
    pub agreements: u64,
}

/// Logs as they were read.
#[derive(Debug, Default)]
pub struct ReadEvents {
    /// The sessions.
    pub log: EventLog,
    /// Columns that may describe items.
    pub item_columns: Vec<ItemColumn>,
    /// One account a file.
    pub reports: Vec<RowReport>,
    /// What was decided about the columns, in plain words.
    pub decisions: Vec<String>,
    /// Every column of every file, to find slips in `--map`.
    pub columns: Vec<String>,
}

/// Reads all `paths` into one log.
///
/// # Errors
/// A file that cannot be read, whose columns do not make a log, or without one good row; a bad row
/// where the options are strict.
pub fn read_events(paths: &[String], options: &EventOptions) -> Result<ReadEvents, Failure> {
    let mut read = ReadEvents::default();
    let mut builder = LogBuilder::default();
    for path in paths {
        read_file(path, options, &mut builder, &mut read)?;
    }
    read.log = builder.finish();
    Ok(read)
}

fn read_file(
    path: &str,
    options: &EventOptions,
    builder: &mut LogBuilder,
    read: &mut ReadEvents,
) -> Result<(), Failure> {
    let source = source::open(path)?;
    let words = source.format.words();
    let (bytes, position) = (source.bytes, std::rc::Rc::clone(&source.read));
    let step = Step::start(format!("Reading events from {path}"), bytes);
    let mut report = RowReport::new(path, options.strict);
    let mut rows = Rows::of(source, &mut report)?;
    let sample = rows.sample(SAMPLE_ROWS, &mut report)?;
    let columns = rows.columns().to_vec();
    let layout = Layout::settle(path, &columns, &sample, options.mapping, &report)?;
    let described = attach(&layout, &columns, &mut read.item_columns);
    read.decisions
        .push(format!("{path}: {words}; {}", layout.words(&columns)));
    read.columns.extend(columns.iter().cloned());

    let before = builder.events();
    let mut reader = FileReader {
        layout,
        described,
        options,
        builder,
        item_columns: &mut read.item_columns,
    };
    let mut known = columns.len();
    for row in sample {
        reader.take(&row, &mut report)?;
    }
    let mut count = 0_u64;
    while let Some(row) = rows.next(&mut report)? {
        reader.take(&row, &mut report)?;
        while known < rows.columns().len() {
            report.note(Cause::LateColumn, row.line, &rows.columns()[known])?;
            known += 1;
        }
        count += 1;
        if count.is_multiple_of(65_536) {
            step.at(position.get());
        }
    }
    let taken = builder.events() - before;
    step.done(&format!("{} events", grouped(taken as u64)));
    if taken == 0 {
        return Err(no_rows(path, &report));
    }
    read.reports.push(report);
    Ok(())
}

/// A file whose rows are all bad, or that has none.
pub(super) fn no_rows(path: &str, report: &RowReport) -> Failure {
    if report.rows == 0 {
        Failure::new(
            "no-rows",
            format!("{path} has a header but no rows; give a file with rows."),
        )
    } else {
        Failure::new(
            "no-good-rows",
            format!("No row of {path} can be used. {report}Mend the file, or name its columns with --map.")
                .trim_end()
                .to_owned(),
        )
    }
}

/// For each column of the file that may describe items, its place among the item columns.
fn attach(
    layout: &Layout,
    columns: &[String],
    item_columns: &mut Vec<ItemColumn>,
) -> Vec<(usize, usize)> {
    layout
        .described
        .iter()
        .map(|&column| {
            let name = &columns[column];
            let place = item_columns
                .iter()
                .position(|c| c.name == *name)
                .unwrap_or_else(|| {
                    item_columns.push(ItemColumn {
                        name: name.clone(),
                        values: Vec::new(),
                        told_by: Vec::new(),
                        repeats: 0,
                        agreements: 0,
                    });
                    item_columns.len() - 1
                });
            (column, place)
        })
        .collect()
}

struct FileReader<'a, 'b> {
    layout: Layout,
    described: Vec<(usize, usize)>,
    options: &'a EventOptions<'b>,
    builder: &'a mut LogBuilder,
    item_columns: &'a mut Vec<ItemColumn>,
}

impl FileReader<'_, '_> {
    fn take(&mut self, row: &Row, report: &mut RowReport) -> Result<(), Failure> {
        match self.read(row) {
            Ok((event, sent_back)) => {
                if sent_back {
                    report.note(Cause::SentBack, row.line, event.item)?;
                }
                let (item, visit) = self.builder.push(&event);
                for &(column, place) in &self.described {
                    self.item_columns[place].see(item, visit, row.cell(column));
                }
                Ok(())
            }
            Err((cause, detail)) => report.note(cause, row.line, &detail),
        }
    }

    fn read<'r>(&self, row: &'r Row) -> Result<(RawEvent<'r>, bool), (Cause, String)> {
        let layout = &self.layout;
        let mut kind = self.kind(row)?;
        let item = match row.text(Some(layout.item)) {
            Some(item) if item.len() > vitrine::MAX_TEXT_BYTES => {
                return Err((Cause::LongId, item.to_owned()));
            }
            Some(item) if kind != EventKind::Search => item,
            _ if kind == EventKind::Search => return Err((Cause::WithoutItem, String::new())),
            _ => return Err((Cause::NoItem, String::new())),
        };
        let text = row
            .text(Some(layout.visitor))
            .ok_or((Cause::NoSession, String::new()))?;
        if text.len() > vitrine::MAX_TEXT_BYTES {
            return Err((Cause::LongId, text.to_owned()));
        }
        let time_ms = self.time(row)?;
        if self.options.is_later(time_ms) {
            return Err((Cause::Later, String::new()));
        }
        let price = match row.text(layout.price) {
            Some(text) => Some(price(text).map_err(|cause| (cause, text.to_owned()))?),
            None => None,
        };
        let mut sent_back = false;
        if let Some(text) = row.text(layout.quantity) {
            let pieces = number(text).ok_or_else(|| (Cause::BadNumber, text.to_owned()))?;
            if pieces < 0.0 && kind == EventKind::Purchase {
                kind = EventKind::Return;
                sent_back = true;
            }
        }
        let by_user = layout.session_by == SessionBy::User;
        let event = RawEvent {
            session: (!by_user).then_some(text),
            user: if by_user {
                Some(text)
            } else {
                row.text(layout.user)
            },
            item,
            kind,
            time_ms,
            price,
        };
        Ok((event, sent_back))
    }

    fn kind(&self, row: &Row) -> Result<EventKind, (Cause, String)> {
        let Some(column) = self.layout.event else {
            return Ok(self.layout.default_kind);
        };
        let word = row
            .text(Some(column))
            .ok_or_else(|| (Cause::UnknownEvent, "(empty)".to_owned()))?;
        match self.options.names.kind(word) {
            Some(Some(kind)) => Ok(kind),
            Some(None) => Err((Cause::IgnoredEvent, word.to_owned())),
            None if about_no_item(word) => Err((Cause::WithoutItem, word.to_owned())),
            None => Err((Cause::UnknownEvent, word.to_owned())),
        }
    }

    fn time(&self, row: &Row) -> Result<i64, (Cause, String)> {
        let text = row
            .text(Some(self.layout.time))
            .ok_or((Cause::NoTime, String::new()))?;
        let ms = parse(text, self.layout.time_style, self.options.now_ms).map_err(|fault| {
            let cause = match fault {
                TimeFault::Unreadable => Cause::BadTime,
                TimeFault::Future => Cause::FutureTime,
            };
            (cause, text.to_owned())
        })?;
        let Some(column) = self.layout.time_of_day else {
            return Ok(ms);
        };
        let text = row
            .text(Some(column))
            .ok_or((Cause::NoTime, String::new()))?;
        let within = time_of_day_ms(text).ok_or_else(|| (Cause::BadTime, text.to_owned()))?;
        Ok(ms + within)
    }
}

impl ReadEvents {
    /// Replaces other names of items; says how many events had one. Of what two names of one item say in a
    /// column, the first counts.
    pub fn rename(&mut self, aliases: &Aliases) -> u64 {
        if aliases.names().is_empty() {
            return 0;
        }
        let (places, items) = aliases.settle(&self.log.items);
        for column in &mut self.item_columns {
            let mut values = vec![Cell::Empty; items.len()];
            let mut told_by = vec![0; items.len()];
            for (at, value) in column.values.drain(..).enumerate() {
                let place = places[at] as usize;
                if values[place] == Cell::Empty {
                    values[place] = value;
                    told_by[place] = column.told_by[at];
                }
            }
            (column.values, column.told_by) = (values, told_by);
        }
        aliases.rename(&mut self.log)
    }
}

impl ItemColumn {
    /// Takes in a value. Within one visit nothing is compared: what a visit has in common (its device,
    /// say) is not what an item is like.
    fn see(&mut self, item: u32, visit: u32, cell: &Cell) {
        if *cell == Cell::Empty {
            return;
        }
        let item = item as usize;
        if self.values.len() <= item {
            self.values.resize(item + 1, Cell::Empty);
            self.told_by.resize(item + 1, visit);
        }
        if self.values[item] == Cell::Empty {
            self.values[item] = cell.clone();
            self.told_by[item] = visit;
        } else if self.told_by[item] != visit {
            self.repeats += 1;
            self.agreements += u64::from(self.values[item] == *cell);
        }
    }
}

/// A price: finite, not negative, also in single precision.
///
/// # Errors
/// The cause of a text that is no price.
pub fn price(text: &str) -> Result<f32, Cause> {
    let value = number(text).ok_or(Cause::BadNumber)? as f32;
    if !value.is_finite() {
        Err(Cause::NotFinite)
    } else if value < 0.0 {
        Err(Cause::NegativePrice)
    } else {
        Ok(value + 0.0)
    }
}
