//! One slice: all that the pack says of a few items.

use super::file::{Body, write_text};
use super::head::Head;
use super::values::{self, Values};
use crate::bytes::Writer;
use crate::pack::{FieldKind, Pack, PackError};
use std::collections::BTreeSet;

const PART: &str = "slice";
/// The number of the slice that holds no item, but every value of every field.
pub(super) const VALUES: u32 = u32::MAX;
/// The number of a slice that was cut for one page: its items are in others, too. In a head it stands for their number,
/// which is not told there.
pub(super) const PAGE: u32 = u32::MAX - 1;
/// The one way a missing number is written.
const MISSING: u32 = 0x7fc0_0000;

/// What the items of a slice have of one field.
pub(super) enum Column {
    /// Of each item its values' numbers in the slice: at most one unless the field is one of tags.
    Values(Values, Vec<Vec<u32>>),
    Numbers(Vec<Option<f32>>),
}

/// See the module. `items` and `strangers` are places in the whole pack with their ids, ascending.
pub(super) struct Slice {
    pub(super) items: Vec<(u32, String)>,
    /// Items of other slices that rows of this one name.
    pub(super) strangers: Vec<(u32, String)>,
    pub(super) columns: Vec<Column>,
    /// By window, by item.
    pub(super) counts: Vec<Vec<u32>>,
    /// By relation, by item: places in the whole pack, ascending, each with its weight's byte.
    pub(super) rows: Vec<Vec<Vec<(u32, u8)>>>,
}

/// Writes the slice of `items`, which are places in the pack, ascending.
pub(super) fn write(pack: &Pack, number: u32, items: &[u32]) -> Vec<u8> {
    let mut out = Writer::default();
    out.u32(number);
    write_items(&mut out, pack, items);
    let mut rows: Vec<Vec<Vec<(u32, u8)>>> = Vec::new();
    let mut strangers: BTreeSet<u32> = BTreeSet::new();
    for relation in pack.relations() {
        let row = |item: &u32| relation.raw_row(pack.bytes(), *item).collect();
        let of_items: Vec<Vec<(u32, u8)>> = items.iter().map(row).collect();
        strangers.extend(of_items.iter().flatten().map(|(item, _)| *item));
        rows.push(of_items);
    }
    strangers.extend(items);
    // Rows name items by their places among those that the slice lists.
    let listed: Vec<u32> = strangers.iter().copied().collect();
    let at = |item: u32| listed.partition_point(|other| *other < item) as u32;
    for item in items {
        strangers.remove(item);
    }
    let strangers: Vec<u32> = strangers.into_iter().collect();
    write_items(&mut out, pack, &strangers);
    for (index, field) in pack.fields().iter().enumerate() {
        if field.is_number() {
            for item in items {
                out.u32(pack.number(index, *item).map_or(MISSING, f32::to_bits));
            }
            continue;
        }
        let used: BTreeSet<u32> = if number == VALUES {
            (0..field.value_count() as u32).collect()
        } else {
            let leaves = items.iter().flat_map(|item| pack.values(index, *item));
            leaves.flat_map(|leaf| field.steps(leaf)).collect()
        };
        // In the pack's order, so a step stands after the one above it.
        let used: Vec<u32> = used.into_iter().collect();
        let place = |value: u32| used.partition_point(|other| *other < value) as u32;
        out.varint(used.len() as u32);
        for value in &used {
            let above = field
                .steps(*value)
                .nth(1)
                .map_or(0, |above| place(above) + 1);
            let text = pack.value_text(index, *value);
            values::write(&mut out, field.kind(), above, text, field.base_rate(*value));
        }
        for item in items {
            let values: Vec<u32> = pack.values(index, *item).map(place).collect();
            if field.kind() == FieldKind::Tags {
                out.varint(values.len() as u32);
                values.iter().for_each(|value| out.varint(*value));
            } else {
                out.varint(values.first().map_or(0, |value| value + 1));
            }
        }
    }
    for window in 0..pack.windows().count() {
        for item in items {
            out.varint(pack.popularity(window, *item));
        }
    }
    for of_items in &rows {
        for row in of_items {
            out.u8(row.len() as u8);
            write_steps(&mut out, row.iter().map(|(item, _)| at(*item)));
        }
        let weights = of_items.iter().flatten().map(|(_, weight)| *weight);
        out.bytes.extend(weights);
    }
    out.bytes
}

/// Writes the places of items, then their ids.
fn write_items(out: &mut Writer, pack: &Pack, items: &[u32]) {
    out.varint(items.len() as u32);
    write_steps(out, items.iter().copied());
    for item in items {
        write_text(out, pack.id(*item));
    }
}

/// Writes ascending numbers, each as its distance from the one before less one; the first as it is.
fn write_steps(out: &mut Writer, numbers: impl Iterator<Item = u32>) {
    let mut least = 0;
    for number in numbers {
        out.varint(number - least);
        least = number + 1;
    }
}

impl Slice {
    pub(super) fn read(bytes: &[u8], head: &Head) -> Result<Self, PackError> {
        let mut body = Body::new(bytes, PART);
        let number = body.u32()?;
        if number >= head.slices && number < PAGE {
            return Err(body.bad("its number is beyond the last"));
        }
        let items = read_items(&mut body, head)?;
        let strangers = read_items(&mut body, head)?;
        let mut columns = Vec::with_capacity(head.fields.len());
        for field in &head.fields {
            columns.push(read_column(&mut body, field.kind, items.len())?);
        }
        let mut counts = Vec::with_capacity(head.windows.len());
        for _ in &head.windows {
            let of_items: Result<Vec<u32>, PackError> =
                items.iter().map(|_| body.varint()).collect();
            counts.push(of_items?);
        }
        let mut rows = Vec::with_capacity(head.relations.len());
        for _ in &head.relations {
            rows.push(read_rows(&mut body, &items, &strangers)?);
        }
        body.end()?;
        Ok(Self {
            items,
            strangers,
            columns,
            counts,
            rows,
        })
    }
}

fn read_items(body: &mut Body<'_>, head: &Head) -> Result<Vec<(u32, String)>, PackError> {
    let count = body.varint()?;
    let places = read_steps(body, count, head.items)?;
    let named = places.into_iter().map(|item| Ok((item, body.text()?)));
    named.collect()
}

/// Reads so many ascending numbers below `end`.
fn read_steps(body: &mut Body<'_>, count: u32, end: u32) -> Result<Vec<u32>, PackError> {
    let mut numbers = Vec::new();
    let mut least = 0_u32;
    for _ in 0..count {
        let number = least
            .checked_add(body.varint()?)
            .filter(|number| *number < end)
            .ok_or_else(|| body.bad("a place is beyond the last"))?;
        numbers.push(number);
        least = number + 1;
    }
    Ok(numbers)
}

fn read_column(body: &mut Body<'_>, kind: FieldKind, items: usize) -> Result<Column, PackError> {
    if matches!(kind, FieldKind::Number | FieldKind::Price) {
        let mut numbers = Vec::with_capacity(items);
        for _ in 0..items {
            let bits = body.u32()?;
            let number = (bits != MISSING).then(|| f32::from_bits(bits));
            if number.is_some_and(|number| !number.is_finite()) {
                return Err(body.bad("a number is not finite"));
            }
            numbers.push(number);
        }
        return Ok(Column::Numbers(numbers));
    }
    let values = Values::read(body, kind)?;
    let listed = values.steps.len() as u32;
    let mut of_items = Vec::with_capacity(items);
    for _ in 0..items {
        let mut of_item = Vec::new();
        if kind == FieldKind::Tags {
            for _ in 0..body.varint()? {
                of_item.push(body.varint()?);
            }
        } else {
            of_item.extend(body.varint()?.checked_sub(1));
        }
        if of_item.iter().any(|value| *value >= listed) {
            return Err(body.bad("an item has a value that the slice does not list"));
        }
        of_items.push(of_item);
    }
    Ok(Column::Values(values, of_items))
}

fn read_rows(
    body: &mut Body<'_>,
    items: &[(u32, String)],
    strangers: &[(u32, String)],
) -> Result<Vec<Vec<(u32, u8)>>, PackError> {
    let mut listed: Vec<u32> = items.iter().chain(strangers).map(|item| item.0).collect();
    listed.sort_unstable();
    let mut rows: Vec<Vec<(u32, u8)>> = Vec::with_capacity(items.len());
    for _ in items {
        let count = u32::from(body.u8()?);
        let row = read_steps(body, count, listed.len() as u32)?;
        rows.push(row.into_iter().map(|at| (listed[at as usize], 0)).collect());
    }
    for entry in rows.iter_mut().flatten() {
        entry.1 = body.u8()?;
    }
    Ok(rows)
}
