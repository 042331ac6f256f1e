//! A field as it is written: what a shop says of each item, and its section's bytes.

use super::{FieldKind, MAX_PATH_STEPS, MISSING, SECTION, code_width};
use crate::bytes::Writer;
use crate::pack::PackError;
use crate::pack::texts::Texts;
use std::collections::BTreeMap;

/// A field's name and the value of each item, to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldSource {
    /// The field's name, unique in the pack.
    pub name: String,
    /// One value for each item of the pack, in the items' order.
    pub data: FieldData,
}

/// The values of a field, one for each item; `None` or empty where the item has none.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldData {
    /// See [`FieldKind::Label`].
    Label(Vec<Option<String>>),
    /// See [`FieldKind::Path`].
    Path {
        /// What stands between the steps where the shop writes a path as one text: `>`, `/`, `.`.
        separator: char,
        /// The steps of each item's path, the broadest first.
        values: Vec<Option<Vec<String>>>,
    },
    /// See [`FieldKind::Tags`].
    Tags(Vec<Vec<String>>),
    /// See [`FieldKind::Number`].
    Number(Vec<Option<f32>>),
    /// See [`FieldKind::Price`].
    Price(Vec<Option<f32>>),
}

impl FieldData {
    fn kind(&self) -> FieldKind {
        match self {
            Self::Label(_) => FieldKind::Label,
            Self::Path { .. } => FieldKind::Path,
            Self::Tags(_) => FieldKind::Tags,
            Self::Number(_) => FieldKind::Number,
            Self::Price(_) => FieldKind::Price,
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Label(values) => values.len(),
            Self::Path { values, .. } => values.len(),
            Self::Tags(values) => values.len(),
            Self::Number(values) | Self::Price(values) => values.len(),
        }
    }
}

pub(crate) fn write(field: &FieldSource, items: usize) -> Result<Vec<u8>, PackError> {
    write_with(field, items, &[])
}

/// Writes a field that lists, beside its items' values, `more`: each the steps of a path, or one text.
pub(crate) fn write_with(
    field: &FieldSource,
    items: usize,
    more: &[Vec<String>],
) -> Result<Vec<u8>, PackError> {
    let listed = || more.iter().flat_map(|steps| steps.last());
    let refuse = |cause| PackError::unwritable(SECTION, cause);
    if field.data.len() != items {
        return Err(refuse("a field does not have one value for each item"));
    }
    let mut out = Writer::default();
    if field.name.is_empty() || field.name.len() > crate::MAX_TEXT_BYTES {
        return Err(refuse("a field's name is empty or longer than 1,024 bytes"));
    }
    out.text(&field.name);
    out.u8(field.data.kind() as u8);
    match &field.data {
        FieldData::Label(values) => {
            let distinct: BTreeMap<&str, u32> = numbered(values.iter().flatten().chain(listed()));
            Texts::write(
                &mut out,
                SECTION,
                distinct.keys().copied().collect::<Vec<_>>().into_iter(),
            )?;
            let codes = values
                .iter()
                .map(|value| value.as_deref().map_or(0, |value| distinct[value] + 1));
            write_codes(&mut out, distinct.len(), codes);
        }
        FieldData::Path { separator, values } => {
            out.u32(u32::from(*separator));
            let mut distinct: BTreeMap<&[String], u32> = BTreeMap::new();
            for path in values.iter().flatten().chain(more) {
                if path.is_empty() || path.len() > MAX_PATH_STEPS {
                    return Err(refuse("a path has no steps or more than eight"));
                }
                for steps in 1..=path.len() {
                    distinct.insert(&path[..steps], 0);
                }
            }
            // A map in order has every path after the path it goes on from.
            for (code, place) in distinct.values_mut().enumerate() {
                *place = code as u32;
            }
            let steps: Vec<&str> = distinct
                .keys()
                .map(|path| path.last().map_or("", String::as_str))
                .collect();
            Texts::write(&mut out, SECTION, steps.into_iter())?;
            for path in distinct.keys() {
                let above = &path[..path.len() - 1];
                out.varint(distinct.get(above).map_or(0, |parent| parent + 1));
            }
            let codes = values
                .iter()
                .map(|value| value.as_deref().map_or(0, |path| distinct[path] + 1));
            write_codes(&mut out, distinct.len(), codes);
        }
        FieldData::Tags(values) => {
            let distinct = numbered(values.iter().flatten().chain(listed()));
            Texts::write(
                &mut out,
                SECTION,
                distinct.keys().copied().collect::<Vec<_>>().into_iter(),
            )?;
            let mut codes = Vec::new();
            for tags in values {
                let mut of_item: Vec<u32> =
                    tags.iter().map(|tag| distinct[tag.as_str()] + 1).collect();
                of_item.sort_unstable();
                of_item.dedup();
                let count = u8::try_from(of_item.len())
                    .map_err(|_| refuse("an item has more than 255 tags"))?;
                out.u8(count);
                codes.append(&mut of_item);
            }
            write_codes(&mut out, distinct.len(), codes.into_iter());
        }
        FieldData::Number(values) | FieldData::Price(values) => {
            let price = field.data.kind() == FieldKind::Price;
            for value in values {
                match value {
                    None => out.u32(MISSING),
                    Some(value) if !value.is_finite() => {
                        return Err(refuse("a number is not finite"));
                    }
                    Some(value) if price && *value < 0.0 => {
                        return Err(refuse("a price is negative"));
                    }
                    Some(value) => out.f32(*value),
                }
            }
        }
    }
    Ok(out.bytes)
}

fn numbered<'a>(values: impl Iterator<Item = &'a String>) -> BTreeMap<&'a str, u32> {
    let mut distinct: BTreeMap<&str, u32> = values.map(|value| (value.as_str(), 0)).collect();
    for (code, place) in distinct.values_mut().enumerate() {
        *place = code as u32;
    }
    distinct
}

fn write_codes(out: &mut Writer, values: usize, codes: impl Iterator<Item = u32>) {
    let width = code_width(values);
    for code in codes {
        out.bytes.extend_from_slice(&code.to_le_bytes()[..width]);
    }
}
