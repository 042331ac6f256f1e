//! An item's attributes, from the pack and from the fresher facts of a call, in one form.

use crate::pack::{Field, FieldKind, Pack};
use crate::{AttributeValue, Facts, Key, item_key, value_key};

/// One item as a call sees it: known to the pack, described by facts, or both.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Described<'a> {
    pub(crate) item: Option<u32>,
    pub(crate) facts: Option<&'a Facts>,
}

/// The key of an item given by its id, and its place in the pack if it has one.
pub(crate) fn identify(pack: &Pack, id: &str) -> (Key, Option<u32>) {
    (item_key(id), pack.lookup(id))
}

impl<'a> Described<'a> {
    /// Calls `each` with the key of every value of field `field`, the narrowest step of a path first;
    /// the flag tells the steps above it.
    pub(crate) fn each_value(&self, pack: &Pack, field: usize, mut each: impl FnMut(Key, bool)) {
        let declared = &pack.fields()[field];
        if let Some(value) = self.fact(declared) {
            match value {
                AttributeValue::Text(text) => match declared.kind() {
                    FieldKind::Path => path_keys(declared, declared.split(text), each),
                    _ => each(value_key(declared.key(), text), false),
                },
                AttributeValue::Texts(texts) => match declared.kind() {
                    FieldKind::Path => {
                        path_keys(declared, texts.iter().map(String::as_str), each);
                    }
                    FieldKind::Label => {
                        if let Some(text) = texts.first() {
                            each(value_key(declared.key(), text), false);
                        }
                    }
                    _ => texts
                        .iter()
                        .for_each(|text| each(value_key(declared.key(), text), false)),
                },
                AttributeValue::Number(_) => {}
            }
        } else if let Some(item) = self.item {
            for leaf in pack.values(field, item) {
                for (above, value) in declared.steps(leaf).enumerate() {
                    each(declared.value_key(value), above > 0);
                }
            }
        }
    }

    /// The item's number in field `field`, on the scale on which numbers are compared.
    pub(crate) fn scaled_number(&self, pack: &Pack, field: usize) -> Option<f32> {
        let declared = &pack.fields()[field];
        self.fresh_number(pack, field)
            .map(|fresh| declared.scale(fresh))
            .or_else(|| declared.scaled_number(self.item?))
    }

    /// The item's number in field `field`, as the shop writes it.
    pub(crate) fn number(&self, pack: &Pack, field: usize) -> Option<f32> {
        self.fresh_number(pack, field)
            .or_else(|| pack.number(field, self.item?))
    }

    fn fresh_number(&self, pack: &Pack, field: usize) -> Option<f32> {
        let facts = self.facts?;
        if pack.price_field() == Some(field)
            && let Some(price) = facts.valid_price()
        {
            return Some(price);
        }
        let declared = &pack.fields()[field];
        match self.fact(declared) {
            Some(AttributeValue::Number(number)) if number.is_finite() => Some(*number),
            _ => None,
        }
    }

    fn fact(&self, field: &Field) -> Option<&'a AttributeValue> {
        let attributes = &self.facts?.attributes;
        attributes
            .iter()
            .find(|(name, _)| name == field.name())
            .map(|(_, value)| value)
    }
}

/// The key of a path's last step, its steps given from the broadest.
pub(crate) fn path_key<'a>(field: &Field, steps: impl Iterator<Item = &'a str>) -> Key {
    steps
        .take(crate::pack::MAX_PATH_STEPS)
        .fold(field.key(), value_key)
}

/// The key of each step of a path, the narrowest first.
fn path_keys<'a>(
    field: &Field,
    steps: impl Iterator<Item = &'a str>,
    mut each: impl FnMut(Key, bool),
) {
    let mut keys: Vec<Key> = Vec::new();
    for step in steps.take(crate::pack::MAX_PATH_STEPS) {
        keys.push(value_key(keys.last().copied().unwrap_or(field.key()), step));
    }
    for (above, key) in keys.iter().rev().enumerate() {
        each(*key, above > 0);
    }
}
