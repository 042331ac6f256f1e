//! Lists really shown, and what was chosen of each: one row a list.

use std::collections::HashMap;

use vitrine::Seconds;

use super::columns::{Mapping, Role, Table, plain, role};
use super::event_layout::missing;
use super::events::{EventOptions, no_rows, price};
use super::kind::EventKind;
use super::log::EventLog;
use super::report::{Cause, RowReport, grouped};
use super::rows::{Cell, Row, Rows};
use super::source;
use super::time::{TimeStyle, parse, style};
use crate::failure::Failure;
use crate::progress::Step;

/// Rows that are looked at before the columns are settled.
const SAMPLE_ROWS: usize = 1000;
/// Columns that hold what was shown, the likeliest first.
const SHOWN: &[&str] = &[
    "impressions",
    "shown",
    "shownitems",
    "items",
    "itemids",
    "list",
    "candidates",
    "products",
    "productids",
    "slate",
    "displayed",
];
/// Columns that hold the prices beside them.
const PRICES: &[&str] = &["prices", "shownprices", "itemprices", "price"];
/// Columns that name what was chosen.
const CLICKED: &[&str] = &[
    "clickeditem",
    "clicked",
    "clickeditemid",
    "chosen",
    "chosenitem",
    "click",
    "reference",
    "itemid",
    "item",
    "clickedproduct",
];

/// One list as it stood on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownList {
    /// The session's id, as the log spells it.
    pub session: String,
    /// When it was chosen from.
    pub time: Seconds,
    /// What was shown, in order: indices into [`ShownLists::items`].
    pub items: Vec<u32>,
    /// The prices shown beside, where the file has them; as many as items.
    pub prices: Vec<Option<f32>>,
    /// The place, from 0, of the one that was chosen.
    pub clicked: usize,
}

/// All lists of a file, in the order of their time.
#[derive(Debug, Clone, Default)]
pub struct ShownLists {
    /// Ids of the items that were shown.
    pub items: Vec<String>,
    /// The lists.
    pub lists: Vec<ShownList>,
    /// The account of the rows.
    pub report: RowReport,
    /// What was decided about the columns.
    pub decision: String,
    /// Every column of the file.
    pub columns: Vec<String>,
}

impl ShownLists {
    /// Of each list, its session in `log` and how many of that session's events came before the choice:
    /// up to the event that is the choice, or else all of an earlier second. `None` where the log does
    /// not have the session.
    pub fn places(&self, log: &EventLog) -> Vec<Option<(usize, usize)>> {
        let sessions: HashMap<&str, usize> = log
            .sessions
            .iter()
            .enumerate()
            .map(|(number, session)| (session.id.as_str(), number))
            .collect();
        let place = |list: &ShownList| {
            let number = *sessions.get(list.session.as_str())?;
            let events = &log.sessions[number].events;
            let clicked = &self.items[list.items[list.clicked] as usize];
            let choice = events.iter().rposition(|event| {
                event.time == list.time
                    && event.kind == EventKind::Click
                    && log.items[event.item as usize] == *clicked
            });
            let earlier = events.partition_point(|event| event.time < list.time);
            Some((number, choice.unwrap_or(earlier)))
        };
        self.lists.iter().map(place).collect()
    }
}

/// The columns of one file.
struct Layout {
    session: usize,
    time: usize,
    time_style: TimeStyle,
    shown: usize,
    prices: Option<usize>,
    clicked: usize,
}

/// Reads a file of shown lists.
///
/// # Errors
/// A file that cannot be read, that lacks a column, or without one good row; a bad row where the
/// options are strict.
pub fn read_shown(path: &str, options: &EventOptions) -> Result<ShownLists, Failure> {
    let source = source::open(path)?;
    let words = source.format.words();
    let step = Step::start(format!("Reading shown lists from {path}"), source.bytes);
    let mut report = RowReport::new(path, options.strict);
    let mut rows = Rows::of(source, &mut report)?;
    let sample = rows.sample(SAMPLE_ROWS, &mut report)?;
    let columns = rows.columns().to_vec();
    let layout = Layout::settle(path, &columns, &sample, options.mapping, &report)?;
    let mut shown = ShownLists {
        decision: format!("{path}: {words}; {}", layout.words(&columns)),
        columns,
        ..ShownLists::default()
    };
    let mut numbers = HashMap::new();
    let mut sample = sample.into_iter();
    loop {
        let row = match sample.next() {
            Some(row) => Some(row),
            None => rows.next(&mut report)?,
        };
        let Some(row) = row else { break };
        take(
            &row,
            &layout,
            options,
            &mut numbers,
            &mut shown,
            &mut report,
        )?;
    }
    step.done(&format!("{} lists", grouped(shown.lists.len() as u64)));
    if shown.lists.is_empty() {
        return Err(no_rows(path, &report));
    }
    shown.lists.sort_by_key(|list| list.time);
    shown.report = report;
    Ok(shown)
}

fn take(
    row: &Row,
    layout: &Layout,
    options: &EventOptions,
    numbers: &mut HashMap<String, u32>,
    shown: &mut ShownLists,
    report: &mut RowReport,
) -> Result<(), Failure> {
    match layout.read(row, options) {
        Ok((session, time, ids, prices, clicked)) => {
            let mut number = |id: String| {
                let next = numbers.len() as u32;
                *numbers.entry(id).or_insert_with_key(|id| {
                    shown.items.push(id.clone());
                    next
                })
            };
            let list = ShownList {
                session,
                time,
                items: ids.into_iter().map(&mut number).collect(),
                prices,
                clicked,
            };
            shown.lists.push(list);
            Ok(())
        }
        Err((cause, detail)) => report.note(cause, row.line, &detail),
    }
}

type Read = (String, Seconds, Vec<String>, Vec<Option<f32>>, usize);

impl Layout {
    fn settle(
        path: &str,
        columns: &[String],
        sample: &[Row],
        mapping: &Mapping,
        report: &RowReport,
    ) -> Result<Self, Failure> {
        let of_role = |wanted: &Role| {
            let mapped = |name: &String| mapping.of(name).and_then(|m| m.role.clone());
            let by_map = columns
                .iter()
                .position(|c| mapped(c).as_ref() == Some(wanted));
            by_map.or_else(|| {
                let found = columns.iter().enumerate().filter_map(|(at, name)| {
                    let (found, rank) = role(name, Table::Events);
                    (found == *wanted).then_some((rank, at))
                });
                found.min().map(|(_, at)| at)
            })
        };
        let named = |names: &[&str]| {
            let columns: Vec<String> = columns.iter().map(|name| plain(name)).collect();
            let place = |name: &&str| columns.iter().position(|column| column == name);
            names.iter().find_map(place)
        };
        let lacks = |what, name| missing(path, columns, what, name);
        let shown = named(SHOWN).ok_or_else(|| lacks("the items shown", "impressions"))?;
        let clicked = mapping_item(columns, mapping)
            .or_else(|| named(CLICKED))
            .ok_or_else(|| lacks("the item that was chosen", "item"))?;
        let session = of_role(&Role::Session).ok_or_else(|| lacks("a session id", "session"))?;
        let time = of_role(&Role::Time).ok_or_else(|| lacks("a time", "time"))?;
        if sample.is_empty() {
            return Err(no_rows(path, report));
        }
        let values = sample.iter().filter_map(|row| row.text(Some(time)));
        let time_style = style(values).ok_or_else(|| lacks("times that can be read", "time"))?;
        Ok(Self {
            session,
            time,
            time_style,
            shown,
            prices: named(PRICES),
            clicked,
        })
    }

    fn words(&self, columns: &[String]) -> String {
        let prices = self.prices.map_or_else(
            || "no prices".to_owned(),
            |prices| format!("prices in `{}`", columns[prices]),
        );
        format!(
            "lists in `{}`, chosen in `{}`, {prices}, sessions by `{}`, time in `{}` ({})",
            columns[self.shown],
            columns[self.clicked],
            columns[self.session],
            columns[self.time],
            self.time_style.words()
        )
    }

    fn read(&self, row: &Row, options: &EventOptions) -> Result<Read, (Cause, String)> {
        let none = |cause| move || (cause, String::new());
        let session = row
            .text(Some(self.session))
            .ok_or_else(none(Cause::NoSession))?;
        let text = row.text(Some(self.time)).ok_or_else(none(Cause::NoTime))?;
        let ms = parse(text, self.time_style, options.now_ms)
            .map_err(|_| (Cause::BadTime, text.to_owned()))?;
        if options.is_later(ms) {
            return Err((Cause::Later, String::new()));
        }
        let ids = parts(row.cell(self.shown));
        if ids.is_empty() {
            return Err((Cause::NoItem, String::new()));
        }
        if let Some(long) = ids.iter().find(|id| id.len() > vitrine::MAX_TEXT_BYTES) {
            return Err((Cause::LongId, long.clone()));
        }
        let chosen = row.text(Some(self.clicked)).unwrap_or_default();
        let clicked = ids
            .iter()
            .position(|id| id == chosen)
            .ok_or_else(|| (Cause::NotShown, chosen.to_owned()))?;
        let mut prices = vec![None; ids.len()];
        let texts = self
            .prices
            .map_or(Vec::new(), |column| parts(row.cell(column)));
        if texts.len() == ids.len() {
            for (place, text) in prices.iter_mut().zip(&texts) {
                *place = Some(price(text).map_err(|cause| (cause, text.clone()))?);
            }
        } else if !texts.is_empty() {
            let counts = format!("{} prices of {} items", texts.len(), ids.len());
            return Err((Cause::BadNumber, counts));
        }
        let time = Seconds::try_from(ms / 1000).unwrap_or(Seconds::MAX);
        Ok((session.to_owned(), time, ids, prices, clicked))
    }
}

/// A column that was mapped as the item.
fn mapping_item(columns: &[String], mapping: &Mapping) -> Option<usize> {
    columns.iter().position(|name| {
        let mapped = mapping.of(name).and_then(|m| m.role.as_ref());
        mapped == Some(&Role::Item)
    })
}

/// The parts of a list: a list of the file's own, a JSON array, or a text with bars, semicolons,
/// commas or blanks between them.
fn parts(cell: &Cell) -> Vec<String> {
    let text = match cell {
        Cell::Empty => return Vec::new(),
        Cell::List(texts) => return texts.clone(),
        Cell::Text(text) => text.trim_start_matches('[').trim_end_matches(']'),
    };
    let between = ['|', ';', ',', ' '];
    let by = between
        .into_iter()
        .find(|by| text.contains(*by))
        .unwrap_or('|');
    text.split(by)
        .map(|part| part.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\''))
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_parted_however_they_are_written() {
        for text in [
            "1|2|3",
            "1;2;3",
            "[1, 2, 3]",
            "[\"1\",\"2\",\"3\"]",
            "1 2 3",
        ] {
            assert_eq!(
                parts(&Cell::Text(text.to_owned())),
                ["1", "2", "3"],
                "{text}"
            );
        }
        assert_eq!(parts(&Cell::Text("7".to_owned())), ["7"]);
        assert_eq!(parts(&Cell::Empty), Vec::<String>::new());
    }
}
