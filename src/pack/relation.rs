//! Relations between items, stored by candidate: the row of item j lists the few items i that predict
//! it. One section each. To rank N candidates the engine reads N rows, whatever the shopper did.

use super::PackError;
use crate::bytes::{Reader, Writer, varint};
use core::ops::Range;

const SECTION: &str = "relation";
/// The most predictors that one row may list.
pub const MAX_ROW: usize = 255;
const LEVELS: f32 = 255.0;
/// What weight of a relation counts as something: below it, differences hardly matter; above it, ratios do.
pub(crate) const FOLLOWS_FLOOR: f64 = 0.01;

/// What a relation tells. The numbers are the format's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// Weights of a session model: what the items of a session say together of the next one.
    Session = 1,
    /// How often this directly follows that, as a share of all that follows that.
    Transition = 2,
}

impl RelationKind {
    pub(super) fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::Session,
            2 => Self::Transition,
            _ => return None,
        })
    }

    /// The kind's name, as commands print it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Transition => "transition",
        }
    }
}

/// The rows of one relation, to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationSource {
    /// What the relation tells; each kind at most once in a pack.
    pub kind: RelationKind,
    /// For each item j of the pack, in order: the items i that predict it, each with its weight.
    /// Weights are finite and positive; those that round to nothing beside the largest are left out.
    pub rows: Vec<Vec<(u32, f32)>>,
}

impl RelationSource {
    /// The rows as a reader of the pack gets them back: each weight rounded to one byte, those that
    /// round to nothing left out.
    #[must_use]
    pub fn as_read(&self) -> Vec<Vec<(u32, f32)>> {
        let scale = scale(&self.rows);
        let read = |(item, weight): &(u32, f32)| (*item, restore(quantise(*weight, scale), scale));
        let row = |row: &Vec<(u32, f32)>| {
            row.iter()
                .map(read)
                .filter(|(_, weight)| *weight > 0.0)
                .collect()
        };
        self.rows.iter().map(row).collect()
    }

    /// The section that a pack holds of it, to know its size beforehand.
    ///
    /// # Errors
    /// Rows that break a rule of the format.
    pub fn to_bytes(&self) -> Result<Vec<u8>, PackError> {
        write(self, self.rows.len())
    }
}

/// The largest weight, which the bytes are shares of.
fn scale(rows: &[Vec<(u32, f32)>]) -> f32 {
    rows.iter()
        .flatten()
        .map(|(_, weight)| *weight)
        .fold(0.0, f32::max)
}

/// A weight in one byte. The byte stands for its square, so that small weights keep their difference.
fn quantise(weight: f32, scale: f32) -> u8 {
    ((weight / scale).sqrt() * LEVELS + 0.5) as u8
}

fn restore(byte: u8, scale: f32) -> f32 {
    let share = f32::from(byte) / LEVELS;
    share * share * scale
}

/// Writes a relation's section.
pub(crate) fn write(relation: &RelationSource, items: usize) -> Result<Vec<u8>, PackError> {
    let refuse = |cause| PackError::unwritable(SECTION, cause);
    if relation.rows.len() != items {
        return Err(refuse("it does not have one row for each item"));
    }
    let mut all = relation.rows.iter().flatten();
    if all.any(|(item, weight)| *item as usize >= items || !weight.is_finite() || *weight <= 0.0) {
        return Err(refuse(
            "a row names an unknown item, or a weight is not finite and positive",
        ));
    }
    let scale = scale(&relation.rows);
    let mut rows = Vec::with_capacity(items);
    for row in &relation.rows {
        let mut row: Vec<(u32, u8)> = row
            .iter()
            .map(|(item, weight)| (*item, quantise(*weight, scale)))
            .filter(|(_, weight)| *weight > 0)
            .collect();
        row.sort_unstable();
        if row.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(refuse("a row names an item twice"));
        }
        rows.push(row);
    }
    write_rows(relation.kind, scale, &rows)
}

/// Writes rows whose weights are bytes already, each row's predictors ascending.
pub(crate) fn write_rows(
    kind: RelationKind,
    scale: f32,
    rows: &[Vec<(u32, u8)>],
) -> Result<Vec<u8>, PackError> {
    let refuse = |cause| PackError::unwritable(SECTION, cause);
    let (mut counts, mut steps, mut weights) = (Vec::new(), Writer::default(), Vec::new());
    for row in rows {
        let count =
            u8::try_from(row.len()).map_err(|_| refuse("a row lists more than 255 predictors"))?;
        counts.push(count);
        let mut least = 0;
        for (item, weight) in row {
            steps.varint(item - least);
            weights.push(*weight);
            least = item + 1;
        }
    }
    let mut out = Writer::default();
    out.u8(kind as u8);
    out.f32(scale);
    out.bytes.append(&mut counts);
    let length = u32::try_from(steps.bytes.len()).map_err(|_| refuse("it is larger than 4 GiB"))?;
    out.u32(length);
    out.bytes.append(&mut steps.bytes);
    out.bytes.append(&mut weights);
    Ok(out.bytes)
}

/// One relation of an opened pack.
#[derive(Debug)]
pub struct Relation {
    kind: RelationKind,
    scale: f32,
    /// Of each row, its first step byte and its first weight byte; then the ends of both.
    starts: Vec<(u32, u32)>,
    /// A weight by its byte.
    levels: Vec<f32>,
}

impl Relation {
    pub(crate) fn read(pack: &[u8], range: Range<usize>, items: usize) -> Result<Self, PackError> {
        let bad = |cause| PackError::bad(SECTION, cause);
        let short = |_| bad("it ends too early");
        let mut reader = Reader::new(&pack[range.clone()]);
        let kind = RelationKind::from_number(reader.u8().map_err(short)?)
            .ok_or(bad("its kind is unknown"))?;
        let scale = reader.f32().map_err(short)?;
        if !scale.is_finite() || scale < 0.0 {
            return Err(bad("its scale is not a positive number"));
        }
        let counts = reader.take(items).map_err(short)?;
        let length = reader.u32().map_err(short)? as usize;
        let mut step = range.start + reader.at();
        reader.take(length).map_err(short)?;
        let steps_end = range.start + reader.at();
        let mut weight = steps_end;
        let total: usize = counts.iter().map(|count| usize::from(*count)).sum();
        reader.take(total).map_err(short)?;
        if !reader.is_empty() {
            return Err(bad("bytes are left over"));
        }
        let mut starts = Vec::with_capacity(items + 1);
        for count in counts {
            starts.push((step as u32, weight as u32));
            let mut least = 0_u32;
            for _ in 0..*count {
                let (delta, after) =
                    varint(&pack[..steps_end], step).ok_or(bad("a row's step is not a number"))?;
                let item = least
                    .checked_add(delta)
                    .ok_or(bad("a row names an unknown item"))?;
                if item as usize >= items {
                    return Err(bad("a row names an unknown item"));
                }
                least = item + 1;
                step = after;
            }
            weight += usize::from(*count);
        }
        if step != steps_end {
            return Err(bad("a row has steps left over"));
        }
        starts.push((step as u32, weight as u32));
        let levels = (0..=u8::MAX).map(|byte| restore(byte, scale)).collect();
        Ok(Self {
            kind,
            scale,
            starts,
            levels,
        })
    }

    /// What the relation tells.
    #[must_use]
    pub fn kind(&self) -> RelationKind {
        self.kind
    }

    /// The largest weight.
    #[must_use]
    pub fn scale(&self) -> f32 {
        self.scale
    }

    /// The predictors of item `candidate`, in ascending order, each with its weight.
    #[inline]
    pub(crate) fn row<'a>(&'a self, pack: &'a [u8], candidate: u32) -> Row<'a> {
        let (step, weight) = self.starts[candidate as usize];
        let (_, end) = self.starts[candidate as usize + 1];
        Row {
            pack,
            step: step as usize,
            weights: pack[weight as usize..end as usize].iter(),
            least: 0,
            levels: &self.levels,
        }
    }

    /// The predictors of item `candidate`, in ascending order, each with its weight as the byte in which it is written.
    #[cfg(feature = "slices")]
    pub(crate) fn raw_row<'a>(
        &self,
        pack: &'a [u8],
        candidate: u32,
    ) -> impl Iterator<Item = (u32, u8)> + use<'a> {
        let (mut step, weight) = self.starts[candidate as usize];
        let (_, end) = self.starts[candidate as usize + 1];
        let mut least = 0;
        let weights = pack[weight as usize..end as usize].iter();
        weights.map_while(move |weight| {
            let (delta, after) = varint(pack, step as usize)?;
            let item = least + delta;
            (least, step) = (item + 1, after as u32);
            Some((item, *weight))
        })
    }

    /// How many predictors all rows list together.
    #[must_use]
    pub fn entries(&self) -> usize {
        let first = self.starts.first().map_or(0, |start| start.1);
        let last = self.starts.last().map_or(0, |start| start.1);
        (last - first) as usize
    }
}

/// The predictors of one candidate. Made from checked bytes, so it never ends early.
pub struct Row<'a> {
    pack: &'a [u8],
    step: usize,
    weights: core::slice::Iter<'a, u8>,
    least: u32,
    levels: &'a [f32],
}

impl Iterator for Row<'_> {
    type Item = (u32, f32);

    #[inline]
    fn next(&mut self) -> Option<(u32, f32)> {
        let weight = *self.weights.next()?;
        let (delta, after) = varint(self.pack, self.step)?;
        let item = self.least + delta;
        self.least = item + 1;
        self.step = after;
        Some((item, self.levels[usize::from(weight)]))
    }
}
