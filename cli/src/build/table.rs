//! All that is known of the shop's items in one table: the catalogue's columns, and where it lacks
//! them, what the event log says.

use std::collections::HashMap;

use crate::input::catalogue::Catalogue;
use crate::input::columns::{Kind, Mapping, Role, Table, role};
use crate::input::events::ItemColumn;
use crate::input::rows::Cell;

/// One column over the pack's items.
#[derive(Debug, Clone)]
pub struct Column {
    /// The column's name in its file.
    pub name: String,
    /// What its name, or the command line, says it is.
    pub role: Role,
    /// The kind of field, where the file's format settles it.
    pub kind: Option<Kind>,
    /// Values by item of the pack.
    pub cells: Vec<Cell>,
}

/// How often a log's column must say the same of an item to be taken for a property of the item.
const STEADY: (u64, u64) = (95, 100);
/// How often it must have had the chance.
const CHANCES: u64 = 20;
/// Share of items on which two columns must agree to be one.
const AGREE: (usize, usize) = (9, 10);

/// Where the items of one source stand in the pack.
pub type Places = Vec<Option<u32>>;

/// Joins the columns of both sources. `left_out` takes what is not used, and why.
pub fn join(
    catalogue: Option<(&mut Catalogue, &Places)>,
    log: (Vec<ItemColumn>, &Places),
    items: usize,
    mapping: &Mapping,
    left_out: &mut Vec<(String, String)>,
) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let alone = catalogue.is_none();
    if let Some((catalogue, places)) = catalogue {
        for column in &mut catalogue.columns {
            let cells = std::mem::take(&mut column.cells);
            columns.push(Column {
                name: column.name.clone(),
                role: column.role.clone(),
                kind: column.kind,
                cells: spread(cells, places, items),
            });
        }
    }
    let from_catalogue = columns.len();
    let (log_columns, places) = log;
    for column in log_columns {
        let mapped = mapping.of(&column.name);
        let role = mapped
            .and_then(|m| m.role.clone())
            .unwrap_or_else(|| role(&column.name, Table::Events).0);
        if role == Role::Name && !alone {
            continue;
        }
        if role == Role::Other && mapped.is_none() {
            let enough = column.repeats >= CHANCES;
            if !enough || column.agreements * STEADY.1 < column.repeats * STEADY.0 {
                let reason = if enough {
                    "varies between the events of one item"
                } else {
                    "in the log, and too few repeated items to tell whether it describes the item"
                };
                left_out.push((column.name, reason.to_owned()));
                continue;
            }
        }
        let cells = spread(column.values, places, items);
        let twins: Vec<usize> = (0..from_catalogue)
            .filter(|c| {
                let other = &columns[*c];
                other.name == column.name || (other.role == role && role != Role::Other)
            })
            .collect();
        if twins.is_empty() {
            columns.push(Column {
                name: column.name,
                role,
                kind: None,
                cells,
            });
        } else if let Some(twin) = twins
            .iter()
            .find(|c| same_words(&columns[**c].cells, &cells))
        {
            for (cell, other) in columns[*twin].cells.iter_mut().zip(cells) {
                if *cell == Cell::Empty {
                    *cell = other;
                }
            }
        } else {
            let reason = format!(
                "in the log; the catalogue's `{}` says it in other words",
                columns[twins[0]].name
            );
            left_out.push((column.name, reason));
        }
    }
    columns
}

fn spread(cells: Vec<Cell>, places: &Places, items: usize) -> Vec<Cell> {
    let mut out = vec![Cell::Empty; items];
    for (cell, place) in cells.into_iter().zip(places) {
        if let Some(place) = place {
            out[*place as usize] = cell;
        }
    }
    out
}

/// Whether two columns use one vocabulary: they agree on most items that both describe.
fn same_words(a: &[Cell], b: &[Cell]) -> bool {
    let both = a
        .iter()
        .zip(b)
        .filter(|(a, b)| **a != Cell::Empty && **b != Cell::Empty);
    let (mut all, mut same) = (0, 0);
    for (a, b) in both {
        all += 1;
        same += usize::from(a == b);
    }
    all > 0 && same * AGREE.1 >= all * AGREE.0
}

/// Whether each value of `fine` nearly always goes with one value of `coarse`.
pub fn determines(fine: &[Cell], coarse: &[Cell]) -> bool {
    let mut with: HashMap<&str, HashMap<&str, usize>> = HashMap::new();
    let mut all = 0;
    for (fine, coarse) in fine.iter().zip(coarse) {
        if let (Some(fine), Some(coarse)) = (fine.text(), coarse.text()) {
            *with.entry(fine).or_default().entry(coarse).or_default() += 1;
            all += 1;
        }
    }
    let steady: usize = with.values().filter_map(|c| c.values().max()).sum();
    all > 0 && steady * 100 >= all * 97
}

/// Number of different texts, of filled cells, and whether most of the different texts hold a letter.
pub fn variety(cells: &[Cell]) -> (usize, usize, bool) {
    let mut distinct: std::collections::HashSet<&str> = std::collections::HashSet::new();
    let mut filled = 0;
    for cell in cells {
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => {
                filled += 1;
                distinct.insert(text);
            }
            Cell::List(texts) => {
                filled += 1;
                distinct.extend(texts.iter().map(String::as_str));
            }
        }
    }
    let readable = distinct
        .iter()
        .filter(|t| t.chars().any(char::is_alphabetic))
        .count();
    (distinct.len(), filled, readable * 5 >= distinct.len() * 4)
}
