//! Reads a shop's catalogue: one row an item, every other column perhaps an attribute.

use std::collections::{HashMap, HashSet};

use crate::failure::Failure;
use crate::progress::Step;

use super::aliases::Aliases;
use super::columns::{Kind, Mapping, Role, Table, plain, role};
use super::event_layout::missing;
use super::events::{no_rows, price};
use super::feeds::{self, FeedOptions};
use super::number::number;
use super::report::{Cause, RowReport, grouped};
use super::rows::{Cell, Rows};
use super::source;

/// A column of the catalogue that may say what items are like.
#[derive(Debug, Clone)]
pub struct CatalogueColumn {
    /// The column's name in the file.
    pub name: String,
    /// What its name, or the command line, says it is.
    pub role: Role,
    /// The kind of field, where the file's format settles it.
    pub kind: Option<Kind>,
    /// Values by item.
    pub cells: Vec<Cell>,
}

/// A catalogue as it was read: each item once.
#[derive(Debug)]
pub struct Catalogue {
    /// Item ids in the order of the file; of an item that stands there twice, at its first place, with
    /// what its last row says.
    pub ids: Vec<String>,
    /// Lines of the rows, for reports.
    pub lines: Vec<u64>,
    /// Prices, where the catalogue has any.
    pub prices: Option<Vec<Option<f32>>>,
    /// The other columns that were read, without those that say nothing about an item's kind.
    pub columns: Vec<CatalogueColumn>,
    /// The account of the rows.
    pub report: RowReport,
    /// What was decided about the columns, in plain words.
    pub decisions: Vec<String>,
    /// Every column of the file.
    pub all_columns: Vec<String>,
    /// Other names by which a log may call the items.
    pub aliases: Aliases,
}

/// Reads the catalogue at `path`. `known` are the ids of the log's items: where several columns could
/// be the item's id, the one that they are found in is taken.
///
/// # Errors
/// A file that cannot be read, without a column of ids, or without one good row; a bad row where
/// `strict` holds.
pub fn read_catalogue(
    path: &str,
    mapping: &Mapping,
    strict: bool,
    known: &[String],
    feed: &FeedOptions,
) -> Result<Catalogue, Failure> {
    let source = source::open(path)?;
    if let Some(kind) = feeds::kind(&source, feed)? {
        return feeds::read(source, kind, mapping, strict, known, feed);
    }
    let words = source.format.words();
    let (bytes, position) = (source.bytes, std::rc::Rc::clone(&source.read));
    let step = Step::start(format!("Reading the catalogue {path}"), bytes);
    let mut report = RowReport::new(path, strict);
    let mut rows = Rows::of(source, &mut report)?;
    let mut table = RawTable::default();
    while let Some(row) = rows.next(&mut report)? {
        table.grow(rows.columns(), mapping);
        table.push(row.line, row.cells);
        if table.lines.len() % 16_384 == 0 {
            step.at(position.get());
        }
    }
    table.grow(rows.columns(), mapping);
    step.done(&format!("{} rows", grouped(table.lines.len() as u64)));

    let all_columns: Vec<String> = rows.columns().to_vec();
    let mut decisions = Vec::new();
    let id_column = table.settle_id(path, &all_columns, known, &report, &mut decisions)?;
    let price_column = table.settle_price(mapping, id_column, &mut decisions);
    decisions.insert(
        0,
        format!(
            "{path}: {words}; items by `{}`{}",
            table.columns[id_column].name,
            price_column.map_or(String::new(), |c| format!(
                ", price in `{}`",
                table.columns[c].name
            ))
        ),
    );
    let mut catalogue = table.into_items(id_column, price_column, report)?;
    catalogue.decisions = decisions;
    catalogue.all_columns = all_columns;
    if catalogue.ids.is_empty() {
        return Err(no_rows(path, &catalogue.report));
    }
    Ok(catalogue)
}

/// All rows by column.
#[derive(Default)]
struct RawTable {
    lines: Vec<u64>,
    columns: Vec<CatalogueColumn>,
    ranks: Vec<usize>,
    /// For each column of the file, its place among `columns`; `None` where it is not kept.
    places: Vec<Option<usize>>,
}

impl RawTable {
    fn grow(&mut self, names: &[String], mapping: &Mapping) {
        for name in &names[self.places.len()..] {
            let mapped = mapping.of(name).and_then(|m| m.role.clone());
            let by_kind = mapping.of(name).is_some_and(|m| m.kind.is_some());
            let (found, rank) = match mapped {
                Some(role) => (role, 0),
                None => {
                    let (role, rank) = role(name, Table::Catalogue);
                    // Any column can be made a field by naming its kind.
                    let aside = role == Role::Aside && by_kind;
                    (if aside { Role::Other } else { role }, rank + 1)
                }
            };
            if mapping.skips(name) || found == Role::Aside {
                self.places.push(None);
                continue;
            }
            self.places.push(Some(self.columns.len()));
            self.ranks.push(rank);
            self.columns.push(CatalogueColumn {
                name: name.clone(),
                role: found,
                kind: None,
                cells: vec![Cell::Empty; self.lines.len()],
            });
        }
    }

    fn push(&mut self, line: u64, cells: Vec<Cell>) {
        self.lines.push(line);
        for (cell, place) in cells.into_iter().zip(&self.places) {
            if let Some(place) = place {
                self.columns[*place].cells.push(cell);
            }
        }
        let rows = self.lines.len();
        for column in &mut self.columns {
            column.cells.resize(rows, Cell::Empty);
        }
    }

    fn settle_id(
        &self,
        path: &str,
        all_columns: &[String],
        known: &[String],
        report: &RowReport,
        decisions: &mut Vec<String>,
    ) -> Result<usize, Failure> {
        let mut candidates: Vec<usize> = (0..self.columns.len())
            .filter(|c| self.columns[*c].role == Role::Item)
            .collect();
        candidates.sort_by_key(|c| self.ranks[*c]);
        if let Some(&best) = candidates.first() {
            if known.is_empty() || candidates.len() == 1 || self.ranks[best] == 0 {
                return Ok(best);
            }
            let known: HashSet<&str> = known.iter().map(String::as_str).collect();
            let found = |column: &usize| {
                let texts = self.columns[*column].cells.iter().filter_map(Cell::text);
                texts.filter(|text| known.contains(text)).count()
            };
            let counts: Vec<usize> = candidates.iter().map(found).collect();
            let most = counts.iter().copied().max().unwrap_or(0);
            let at = counts.iter().position(|count| *count == most).unwrap_or(0);
            if candidates[at] != best {
                decisions.push(format!(
                    "the log names items as `{}` does, not as `{}`",
                    self.columns[candidates[at]].name, self.columns[best].name
                ));
            }
            return Ok(candidates[at]);
        }
        if self.lines.is_empty() && !all_columns.is_empty() && report.rows > 0 {
            return Err(no_rows(path, report));
        }
        // A list of products without ids: a name that hardly ever repeats identifies them.
        let name = (0..self.columns.len()).find(|c| self.columns[*c].role == Role::Name);
        if let Some(column) = name {
            let texts: Vec<&str> = self.columns[column]
                .cells
                .iter()
                .filter_map(Cell::text)
                .collect();
            let distinct = texts.iter().collect::<HashSet<_>>().len();
            if distinct * 20 >= self.lines.len() * 19 && distinct > 0 {
                decisions.push(format!(
                    "no column of ids: `{}`, which hardly repeats, serves as the id; say --map COLUMN=item if another should",
                    self.columns[column].name
                ));
                return Ok(column);
            }
        }
        Err(missing(path, all_columns, "an item id", "item"))
    }

    fn settle_price(
        &self,
        mapping: &Mapping,
        id_column: usize,
        decisions: &mut Vec<String>,
    ) -> Option<usize> {
        let kind = |c: usize| mapping.of(&self.columns[c].name).and_then(|m| m.kind);
        let free = |c: &usize| *c != id_column && matches!(kind(*c), None | Some(Kind::Price));
        let mut named: Vec<usize> = (0..self.columns.len())
            .filter(|c| self.columns[*c].role == Role::Price || kind(*c) == Some(Kind::Price))
            .filter(free)
            .collect();
        named.sort_by_key(|c| self.ranks[*c]);
        if let Some(column) = named
            .into_iter()
            .find(|c| self.numbers(*c).0 * 2 >= self.numbers(*c).2)
        {
            return Some(column);
        }
        for column in (0..self.columns.len()).filter(free) {
            let c = &self.columns[column];
            if c.role != Role::Other || !plain(&c.name).contains("price") {
                continue;
            }
            let (numbers, negative, filled) = self.numbers(column);
            if filled == 0 || numbers * 20 < filled * 19 {
                continue;
            }
            if negative * 10 <= filled {
                return Some(column);
            }
            decisions.push(format!(
                "`{}` is below zero in {negative} of {filled} rows: a plain number, no price",
                c.name
            ));
        }
        None
    }

    /// How many cells of a column are numbers, are below zero, and are filled.
    fn numbers(&self, column: usize) -> (usize, usize, usize) {
        let mut counts = (0, 0, 0);
        for text in self.columns[column].cells.iter().filter_map(Cell::text) {
            counts.2 += 1;
            if let Some(value) = number(text) {
                counts.0 += 1;
                counts.1 += usize::from(value < 0.0);
            }
        }
        counts
    }

    fn into_items(
        mut self,
        id_column: usize,
        price_column: Option<usize>,
        mut report: RowReport,
    ) -> Result<Catalogue, Failure> {
        let ids = std::mem::take(&mut self.columns[id_column].cells);
        let price_cells = price_column.map(|c| std::mem::take(&mut self.columns[c].cells));
        let mut items: Vec<String> = Vec::new();
        let mut rows: Vec<usize> = Vec::new();
        let mut prices: Vec<Option<f32>> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (row, id) in ids.into_iter().enumerate() {
            let line = self.lines[row];
            let id = match id {
                Cell::Text(id) if id.len() <= vitrine::MAX_TEXT_BYTES => id,
                Cell::Text(id) => {
                    report.note(Cause::LongId, line, &id)?;
                    continue;
                }
                _ => {
                    report.note(Cause::NoItem, line, "")?;
                    continue;
                }
            };
            let price = match price_cells.as_ref().map(|cells| &cells[row]) {
                Some(Cell::Text(text)) => match price(text) {
                    Ok(price) => Some(price),
                    Err(cause) => {
                        report.note(cause, line, &format!("item {id}: {text}"))?;
                        continue;
                    }
                },
                Some(Cell::List(_)) => {
                    report.note(Cause::BadNumber, line, &format!("item {id}: a list"))?;
                    continue;
                }
                _ => None,
            };
            if let Some(&place) = places.get(&id) {
                report.note(Cause::DuplicateItem, line, &id)?;
                rows[place] = row;
                prices[place] = price;
            } else {
                places.insert(id.clone(), items.len());
                items.push(id);
                rows.push(row);
                prices.push(price);
            }
        }
        let taken = [Some(id_column), price_column];
        let mut columns = Vec::new();
        for (at, mut column) in self.columns.into_iter().enumerate() {
            if taken.contains(&Some(at)) {
                continue;
            }
            let cells = rows
                .iter()
                .map(|row| std::mem::take(&mut column.cells[*row]));
            column.cells = cells.collect();
            columns.push(column);
        }
        Ok(Catalogue {
            lines: rows.iter().map(|row| self.lines[*row]).collect(),
            ids: items,
            prices: price_cells.map(|_| prices),
            columns,
            report,
            decisions: Vec::new(),
            all_columns: Vec::new(),
            aliases: Aliases::default(),
        })
    }
}
