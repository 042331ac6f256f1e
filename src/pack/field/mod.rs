//! Attribute fields: one section each. What an item is, in the words of the shop.

mod kind;
mod source;

pub use kind::FieldKind;
pub use source::{FieldData, FieldSource};
pub(crate) use source::{write, write_with};

use super::PackError;
use super::keys::KeyIndex;
use super::sensitive::is_demographic;
use super::texts::Texts;
use crate::bytes::{Reader, varint};
use crate::key::{Key, field_key, value_key};
use core::ops::Range;

const SECTION: &str = "field";
/// The deepest path that a pack may hold, in steps.
pub const MAX_PATH_STEPS: usize = 8;
/// The most tags that one item may carry in one field.
pub const MAX_TAGS: usize = 255;
const NO_PARENT: u32 = u32::MAX;
/// The one way a missing number is written.
const MISSING: u32 = 0x7fc0_0000;

/// Bytes per code: the fewest of 1, 2 and 4 that hold `values` and the zero for "none".
fn code_width(values: usize) -> usize {
    match values {
        0..=0xff => 1,
        0x100..=0xffff => 2,
        _ => 4,
    }
}

/// One field of an opened pack.
#[derive(Debug)]
pub struct Field {
    name: String,
    kind: FieldKind,
    key: Key,
    /// Whether a shopper's interest in it is remembered.
    profiled: bool,
    separator: char,
    texts: Texts,
    /// Of each path value, the value above it.
    parents: Vec<u32>,
    value_keys: KeyIndex,
    width: usize,
    /// The codes, or the numbers, of all items.
    plane: Range<usize>,
    /// Of a tags field, where each item's codes begin, then where the last one's end.
    tag_bounds: Vec<u32>,
    /// Of each value, the share of the shop's interest that falls on it anyway.
    base_rates: Vec<f32>,
    /// Of a number, how far items lie apart: the standard deviation of [`Field::scale`]d values.
    spread: f32,
    /// Of each item its scaled number, not a number where it has none.
    scaled: Vec<f32>,
}

impl Field {
    pub(crate) fn read(
        pack: &[u8],
        range: Range<usize>,
        items: usize,
        popularity: impl Fn(u32) -> u32,
    ) -> Result<Self, PackError> {
        let bad = |cause| PackError::bad(SECTION, cause);
        let short = |_| bad("it ends too early");
        let base = range.start;
        let mut reader = Reader::new(&pack[range.clone()]);
        let name = reader
            .text()
            .map_err(short)?
            .ok_or(bad("its name is not UTF-8"))?
            .to_owned();
        if name.is_empty() || name.len() > crate::MAX_TEXT_BYTES {
            return Err(bad("its name is empty or longer than 1,024 bytes"));
        }
        let kind = FieldKind::from_number(reader.u8().map_err(short)?)
            .ok_or(bad("its kind is unknown"))?;
        let key = field_key(&name);
        let mut field = Self {
            profiled: !is_demographic(&name),
            name,
            kind,
            key,
            separator: '/',
            texts: Texts::default(),
            parents: Vec::new(),
            value_keys: KeyIndex::default(),
            width: 4,
            plane: 0..0,
            tag_bounds: Vec::new(),
            base_rates: Vec::new(),
            spread: 0.0,
            scaled: Vec::new(),
        };
        let mut codes = items;
        if kind == FieldKind::Path {
            field.separator = char::from_u32(reader.u32().map_err(short)?)
                .ok_or(bad("its separator is not a character"))?;
        }
        if !field.is_number() {
            field.texts = Texts::read(&mut reader, base, SECTION)?;
            field.width = code_width(field.texts.len());
        }
        if kind == FieldKind::Path {
            for value in 0..field.texts.len() {
                let (parent, after) = varint(&pack[..range.end], base + reader.at())
                    .ok_or(bad("a path's parent is not a number"))?;
                reader.take(after - base - reader.at()).map_err(short)?;
                if parent as usize > value {
                    return Err(bad("a path stands before the path it goes on from"));
                }
                field
                    .parents
                    .push(parent.checked_sub(1).unwrap_or(NO_PARENT));
            }
        }
        if kind == FieldKind::Tags {
            let counts = reader.take(items).map_err(short)?;
            let mut bound = 0_u32;
            field.tag_bounds.push(0);
            for count in counts {
                bound = bound
                    .checked_add(u32::from(*count))
                    .ok_or(bad("it has too many tags"))?;
                field.tag_bounds.push(bound);
            }
            codes = bound as usize;
        }
        let start = base + reader.at();
        reader
            .take(codes.saturating_mul(field.width))
            .map_err(short)?;
        field.plane = start..base + reader.at();
        if !reader.is_empty() {
            return Err(bad("bytes are left over"));
        }
        if field.is_number() {
            field.check_numbers(pack, items)?;
        } else {
            if (0..codes).any(|at| field.code(pack, at) as usize > field.texts.len()) {
                return Err(bad("an item has a value that the field does not list"));
            }
            field.index_values(pack)?;
            field.measure_base_rates(pack, items, popularity);
        }
        Ok(field)
    }

    fn check_numbers(&mut self, pack: &[u8], items: usize) -> Result<(), PackError> {
        let (mut count, mut sum, mut squares) = (0.0_f64, 0.0, 0.0);
        for at in 0..items as u32 {
            let bits = self.number_bits(pack, at);
            let value = f32::from_bits(bits);
            if bits != MISSING && !value.is_finite() {
                return Err(PackError::bad(SECTION, "a number is not finite"));
            }
            if self.kind == FieldKind::Price && value < 0.0 {
                return Err(PackError::bad(SECTION, "a price is negative"));
            }
            let number = self.number(pack, at);
            self.scaled
                .push(number.map_or(f32::NAN, |value| self.scale(value)));
            if number.is_some() {
                let scaled = f64::from(self.scaled[at as usize]);
                count += 1.0;
                sum += scaled;
                squares += scaled * scaled;
            }
        }
        if count > 0.0 {
            let mean = sum / count;
            self.spread = (squares / count - mean * mean).max(0.0).sqrt() as f32;
        }
        Ok(())
    }

    fn index_values(&mut self, pack: &[u8]) -> Result<(), PackError> {
        let mut keys: Vec<Key> = Vec::with_capacity(self.texts.len());
        for value in 0..self.texts.len() {
            let above = match self.parents.get(value) {
                Some(&parent) if parent != NO_PARENT => keys[parent as usize],
                _ => self.key,
            };
            keys.push(value_key(above, self.texts.get(pack, value)));
        }
        for value in 0..self.texts.len() as u32 {
            if self.steps(value).count() > MAX_PATH_STEPS {
                return Err(PackError::bad(SECTION, "a path has more than eight steps"));
            }
        }
        self.value_keys =
            KeyIndex::new(keys).map_err(|_| PackError::bad(SECTION, "a value stands twice"))?;
        Ok(())
    }

    fn measure_base_rates(&mut self, pack: &[u8], items: usize, popularity: impl Fn(u32) -> u32) {
        let mut mass = vec![0.0_f64; self.texts.len()];
        let mut total = 0.0_f64;
        for item in 0..items as u32 {
            let weight = f64::from(popularity(item)) + 1.0;
            let mut any = false;
            for leaf in self.values(pack, item) {
                any = true;
                for value in self.steps(leaf) {
                    mass[value as usize] += weight;
                }
            }
            if any {
                total += weight;
            }
        }
        self.base_rates = mass
            .iter()
            .map(|mass| (mass / total.max(1.0)).clamp(1e-6, 1.0) as f32)
            .collect();
    }

    /// Takes what was measured over all items of a shop, where only some of them are here: the spread of the numbers, and
    /// the base rate of each value that is listed, by its key.
    #[cfg(feature = "slices")]
    pub(super) fn set_measures(&mut self, spread: f32, base_rates: &[(Key, f32)]) {
        self.spread = spread;
        for (key, rate) in base_rates {
            if let Some(value) = self.value_keys.get(*key) {
                self.base_rates[value as usize] = *rate;
            }
        }
    }

    /// What stands between the steps of a path that is written as one text.
    #[cfg(feature = "slices")]
    pub(super) fn separator(&self) -> char {
        self.separator
    }

    /// The field's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its values are.
    #[must_use]
    pub fn kind(&self) -> FieldKind {
        self.kind
    }

    /// The field's stable key.
    #[must_use]
    pub fn key(&self) -> Key {
        self.key
    }

    /// Whether a shopper's interest in it may be remembered: not where it describes people
    /// ([`DEMOGRAPHIC_FIELDS`](super::DEMOGRAPHIC_FIELDS)).
    #[must_use]
    pub fn is_profiled(&self) -> bool {
        self.profiled
    }

    /// The steps of a path that is written as one text, the broadest first.
    pub(crate) fn split<'a>(&self, path: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
        path.split(self.separator)
            .map(str::trim)
            .filter(|step| !step.is_empty())
    }

    /// Whether its values are numbers.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self.kind, FieldKind::Number | FieldKind::Price)
    }

    /// How many distinct values it lists; the steps above a path's end count as well.
    #[must_use]
    pub fn value_count(&self) -> usize {
        self.texts.len()
    }

    /// The stable key of a value.
    #[must_use]
    pub fn value_key(&self, value: u32) -> Key {
        self.value_keys.key(value)
    }

    /// The value with a stable key, if the pack lists it.
    #[must_use]
    pub fn find_value(&self, key: Key) -> Option<u32> {
        self.value_keys.get(key)
    }

    /// The share of the shop's interest that falls on a value anyway, 0 to 1.
    #[must_use]
    pub fn base_rate(&self, value: u32) -> f32 {
        self.base_rates[value as usize]
    }

    /// The standard deviation of the items' [`scale`](Self::scale)d numbers.
    #[must_use]
    pub fn spread(&self) -> f32 {
        self.spread
    }

    /// A value, then, for a path, the ones above it up to the broadest.
    pub fn steps(&self, value: u32) -> impl Iterator<Item = u32> + '_ {
        let above = |value: &u32| {
            self.parents
                .get(*value as usize)
                .copied()
                .filter(|parent| *parent != NO_PARENT)
        };
        core::iter::successors(Some(value), above)
    }

    /// An item's number on the scale on which numbers are compared.
    pub(crate) fn scaled_number(&self, item: u32) -> Option<f32> {
        self.scaled
            .get(item as usize)
            .copied()
            .filter(|scaled| !scaled.is_nan())
    }

    /// Brings numbers onto the scale on which they are compared: prices by ratio (natural logarithm),
    /// plain numbers by the inverse hyperbolic sine, which is a logarithm for large ones of either sign.
    #[must_use]
    pub fn scale(&self, value: f32) -> f32 {
        let value = f64::from(value);
        let scaled = match self.kind {
            // A cent is the smallest difference worth telling; it also keeps free things finite.
            FieldKind::Price => libm::log(value.max(0.01)),
            _ => libm::asinh(value),
        };
        scaled as f32
    }

    fn code(&self, pack: &[u8], at: usize) -> u32 {
        let start = self.plane.start + at * self.width;
        match self.width {
            1 => u32::from(pack[start]),
            2 => u32::from(u16::from_le_bytes([pack[start], pack[start + 1]])),
            _ => read_u32(pack, start),
        }
    }

    /// The values of an item: none or one of a label or path (its narrowest step), any number of tags.
    pub(crate) fn values<'a>(
        &'a self,
        pack: &'a [u8],
        item: u32,
    ) -> impl Iterator<Item = u32> + 'a {
        let at = item as usize;
        let codes = match self.kind {
            FieldKind::Label | FieldKind::Path => at..at + 1,
            FieldKind::Tags => self.tag_bounds[at] as usize..self.tag_bounds[at + 1] as usize,
            FieldKind::Number | FieldKind::Price => 0..0,
        };
        codes.filter_map(move |at| self.code(pack, at).checked_sub(1))
    }

    fn number_bits(&self, pack: &[u8], item: u32) -> u32 {
        read_u32(pack, self.plane.start + item as usize * 4)
    }

    /// The number of an item, if the field holds numbers and the item has one.
    pub(crate) fn number(&self, pack: &[u8], item: u32) -> Option<f32> {
        if !self.is_number() {
            return None;
        }
        let bits = self.number_bits(pack, item);
        (bits != MISSING).then(|| f32::from_bits(bits))
    }

    /// The text of a value: of a path, of its last step.
    pub(crate) fn text<'a>(&self, pack: &'a [u8], value: u32) -> &'a str {
        self.texts.get(pack, value as usize)
    }
}

fn read_u32(pack: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([pack[at], pack[at + 1], pack[at + 2], pack[at + 3]])
}
