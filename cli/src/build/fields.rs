//! From columns to the pack's fields.

use std::collections::HashMap;

use vitrine::pack::{FieldData, FieldSource, MAX_PATH_STEPS, MAX_TAGS};

use super::category::category;
use super::look::{Verdict, is_blank_word, look, parts, separator};
use super::table::{Column, variety};
use crate::failure::Failure;
use crate::input::columns::{Kind, Mapping, Role};
use crate::input::number::number;
use crate::input::report::{Cause, RowReport};
use crate::input::rows::Cell;

/// More fields than this help nobody; the best filled are kept.
const MOST_FIELDS: usize = 64;

/// The fields, and what became of the other columns.
#[derive(Debug, Default)]
pub struct Fields {
    /// Category and price first, then as the columns stand.
    pub fields: Vec<FieldSource>,
    /// Which columns each field came from.
    pub origins: Vec<String>,
    /// Columns that are no fields, and why.
    pub left_out: Vec<(String, String)>,
    /// Decisions, in plain words.
    pub decisions: Vec<String>,
}

/// Makes fields of `columns` and `prices`. `lines` are the catalogue's lines by item, for the report.
///
/// # Errors
/// A value that is refused in a strict report.
pub fn fields(
    columns: Vec<Column>,
    prices: Option<Vec<Option<f32>>>,
    mapping: &Mapping,
    lines: &[u64],
    report: &mut RowReport,
) -> Result<Fields, Failure> {
    let mut out = Fields::default();
    let mut used: Vec<usize> = Vec::new();
    if let Some(category) = category(&columns, mapping) {
        out.decisions.push(category.words.clone());
        let data = if category.deep {
            let values = category
                .steps
                .into_iter()
                .map(|s| (!s.is_empty()).then_some(s));
            FieldData::Path {
                separator: category.separator,
                values: values.collect(),
            }
        } else {
            FieldData::Label(
                category
                    .steps
                    .into_iter()
                    .map(|s| s.into_iter().next())
                    .collect(),
            )
        };
        out.push("category".to_owned(), data, category.words);
        used = category.used;
    }
    if let Some(prices) = &prices {
        out.push(
            "price".to_owned(),
            FieldData::Price(prices.clone()),
            "price".to_owned(),
        );
    }
    for (at, column) in columns.iter().enumerate() {
        if used.contains(&at) || column.role == Role::Name || column.role == Role::Popularity {
            continue;
        }
        let wanted = mapping.of(&column.name);
        let verdict = match wanted.and_then(|m| m.kind).or(column.kind) {
            Some(kind) => Verdict::Field(kind, separator(kind, &column.cells)),
            None if wanted.is_some_and(|m| m.role.is_some()) => {
                // Named by hand: its own look decides the kind, but not whether it is a field.
                match look(&column.name, &Role::Attribute(""), &column.cells) {
                    Verdict::Leave(_) => Verdict::Field(Kind::Label, ' '),
                    field => field,
                }
            }
            None => look(&column.name, &column.role, &column.cells),
        };
        let (kind, separator) = match verdict {
            Verdict::Field(kind, separator) => (kind, separator),
            Verdict::Leave(reason) => {
                out.left_out.push((column.name.clone(), reason));
                continue;
            }
        };
        if wanted.is_none()
            && let Some(twin) = twin(column, kind, &columns[..at], &used, prices.as_deref())
        {
            out.left_out
                .push((column.name.clone(), format!("says the same as `{twin}`")));
            continue;
        }
        let data = convert(column, kind, separator, lines, report)?;
        let name = field_name(column, mapping);
        out.push(name, data, format!("`{}`", column.name));
    }
    out.keep_the_fullest();
    Ok(out)
}

impl Fields {
    fn push(&mut self, name: String, data: FieldData, origin: String) {
        let mut unique = name.clone();
        let mut number = 2;
        while self.fields.iter().any(|f| f.name == unique) {
            unique = format!("{name} {number}");
            number += 1;
        }
        self.fields.push(FieldSource { name: unique, data });
        self.origins.push(origin);
    }

    fn keep_the_fullest(&mut self) {
        if self.fields.len() <= MOST_FIELDS {
            return;
        }
        let mut by_coverage: Vec<usize> = (0..self.fields.len()).collect();
        by_coverage.sort_by_key(|f| {
            (
                *f > 1,
                std::cmp::Reverse(coverage(&self.fields[*f].data)),
                *f,
            )
        });
        let mut dropped = by_coverage.split_off(MOST_FIELDS);
        dropped.sort_unstable();
        for field in dropped.into_iter().rev() {
            self.origins.remove(field);
            let name = self.fields.remove(field).name;
            self.left_out.push((
                name,
                format!("the {MOST_FIELDS} best filled fields are kept"),
            ));
        }
    }
}

/// How many items have a value.
pub fn coverage(data: &FieldData) -> usize {
    match data {
        FieldData::Label(values) => values.iter().flatten().count(),
        FieldData::Path { values, .. } => values.iter().flatten().count(),
        FieldData::Tags(values) => values.iter().filter(|tags| !tags.is_empty()).count(),
        FieldData::Number(values) | FieldData::Price(values) => values.iter().flatten().count(),
    }
}

fn field_name(column: &Column, mapping: &Mapping) -> String {
    if let Some(name) = mapping.of(&column.name).and_then(|m| m.field.clone()) {
        return name;
    }
    match column.role {
        Role::Attribute(name) if !name.is_empty() => name.to_owned(),
        _ => {
            let mut name = column.name.clone();
            let mut end = name.len().min(vitrine::MAX_TEXT_BYTES);
            while !name.is_char_boundary(end) {
                end -= 1;
            }
            name.truncate(end);
            name
        }
    }
}

/// An earlier column, or the price, that says the same as this one.
fn twin(
    column: &Column,
    kind: Kind,
    earlier: &[Column],
    used: &[usize],
    prices: Option<&[Option<f32>]>,
) -> Option<String> {
    if kind == Kind::Number {
        let (mut both, mut close) = (0, 0);
        for (cell, price) in column.cells.iter().zip(prices?) {
            if let (Some(value), Some(price)) = (cell.text().and_then(number), price) {
                both += 1;
                let price = f64::from(*price);
                close += usize::from((value - price).abs() <= 0.02 * price.abs().max(0.01));
            }
        }
        return (both > 0 && close * 10 >= both * 9).then(|| "price".to_owned());
    }
    let (distinct, filled, _) = variety(&column.cells);
    if kind != Kind::Label || distinct < 2 {
        return None;
    }
    earlier
        .iter()
        .enumerate()
        .filter(|(at, other)| {
            other.role != Role::Name && (used.contains(at) || other.role != Role::Item)
        })
        .find(|(_, other)| {
            let (others, other_filled, _) = variety(&other.cells);
            others == distinct && other_filled >= filled && one_to_one(&column.cells, &other.cells)
        })
        .map(|(_, other)| other.name.clone())
}

/// Whether each value of one column goes with one of the other and the other way round.
fn one_to_one(a: &[Cell], b: &[Cell]) -> bool {
    let mut forth: HashMap<&str, &str> = HashMap::new();
    let mut back: HashMap<&str, &str> = HashMap::new();
    a.iter().zip(b).all(|(a, b)| match (a.text(), b.text()) {
        (Some(a), Some(b)) => *forth.entry(a).or_insert(b) == b && *back.entry(b).or_insert(a) == a,
        (None, _) => true,
        (Some(_), None) => false,
    })
}

fn convert(
    column: &Column,
    kind: Kind,
    separator: char,
    lines: &[u64],
    report: &mut RowReport,
) -> Result<FieldData, Failure> {
    let mut note = |item: usize, cause: Cause, detail: &str| {
        let detail = format!("`{}`: {detail}", column.name);
        report.note(cause, lines.get(item).copied().unwrap_or(0), &detail)
    };
    let mut labels = Vec::new();
    let mut lists = Vec::new();
    let mut numbers = Vec::new();
    for (item, cell) in column.cells.iter().enumerate() {
        if matches!(kind, Kind::Number | Kind::Price) {
            let value = match cell {
                Cell::Text(text) if !is_blank_word(text) => {
                    let value = number(text).map(|v| v as f32).filter(|v| v.is_finite());
                    let value = value.filter(|v| kind == Kind::Number || *v >= 0.0);
                    if value.is_none() {
                        note(item, Cause::OddValue, text)?;
                    }
                    value
                }
                Cell::List(texts) => {
                    note(item, Cause::OddValue, &texts.join(", "))?;
                    None
                }
                _ => None,
            };
            numbers.push(value);
            continue;
        }
        let whole = [separator];
        let mut words: Vec<String> = match cell {
            Cell::Empty => Vec::new(),
            Cell::Text(text) if is_blank_word(text) => Vec::new(),
            Cell::Text(text) if kind == Kind::Label => vec![text.clone()],
            Cell::Text(text) => parts(text, whole[0]).map(str::to_owned).collect(),
            Cell::List(texts) if kind == Kind::Label => vec![texts.join(", ")],
            Cell::List(texts) => texts.clone(),
        };
        if let Some(long) = words.iter().find(|w| w.len() > vitrine::MAX_TEXT_BYTES) {
            note(item, Cause::LongValue, long)?;
            words.retain(|w| w.len() <= vitrine::MAX_TEXT_BYTES);
        }
        match kind {
            Kind::Label => labels.push(words.into_iter().next()),
            _ => {
                if kind == Kind::Tags {
                    words.sort_unstable();
                    words.dedup();
                }
                let most = if kind == Kind::Path {
                    MAX_PATH_STEPS
                } else {
                    MAX_TAGS
                };
                if words.len() > most {
                    note(item, Cause::ManyValues, &words.len().to_string())?;
                    words.truncate(most);
                }
                lists.push(words);
            }
        }
    }
    Ok(match kind {
        Kind::Label => FieldData::Label(labels),
        Kind::Path => FieldData::Path {
            separator,
            values: lists
                .into_iter()
                .map(|l| (!l.is_empty()).then_some(l))
                .collect(),
        },
        Kind::Tags => FieldData::Tags(lists),
        Kind::Number => FieldData::Number(numbers),
        Kind::Price => FieldData::Price(numbers),
    })
}
