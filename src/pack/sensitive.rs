//! What is never recorded: the fields that describe people, and what the merchant declares sensitive.

use super::{Field, FieldKind, Pack};
use crate::letters::small;
use crate::profile::{Described, Event, named_values, spaced, stands_in};
use crate::{AttributeValue, Facts, Key, item_key};
use core::fmt;

/// Names of fields that describe people and not things, in small letters without spaces, `-` and `_`. Items may carry
/// such fields, and rules may use them; of a shopper they are never remembered, nor does an order follow them.
pub const DEMOGRAPHIC_FIELDS: [&str; 27] = [
    "age",
    "agegroup",
    "agerange",
    "birthdate",
    "birthday",
    "birthyear",
    "citizenship",
    "dateofbirth",
    "disability",
    "ethnicgroup",
    "ethnicity",
    "ethnicorigin",
    "gender",
    "healthcondition",
    "income",
    "maritalstatus",
    "nationality",
    "origin",
    "politicalopinion",
    "race",
    "religion",
    "sex",
    "sexuality",
    "sexualorientation",
    "targetage",
    "targetgender",
    "yearofbirth",
];

/// Whether a field of this name describes people: see [`DEMOGRAPHIC_FIELDS`].
pub(super) fn is_demographic(name: &str) -> bool {
    let kept = name.chars().filter(|c| !matches!(c, '-' | '_' | ' '));
    let plain: String = kept.map(small).collect();
    DEMOGRAPHIC_FIELDS.contains(&plain.as_str())
}

/// What is never recorded: an event about such an item, or a search for it, leaves no trace in a profile.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sensitive {
    items: Vec<Key>,
    /// By the index of a field, the texts of its values, as [`plain`] writes them.
    texts: Vec<(usize, Vec<String>)>,
    /// The keys of the pack's values that are such, or go on from such a step; ascending.
    values: Vec<Key>,
}

/// The pack has no field of this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownField(pub String);

impl UnknownField {
    /// A stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "sensitive-unknown-field"
    }
}

impl fmt::Display for UnknownField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "The pack has no field `{}` of values, so nothing in it can be sensitive; `vitrine inspect` lists its fields.",
            self.0
        )
    }
}

impl core::error::Error for UnknownField {}

impl Sensitive {
    /// Of a pack: items by their ids, and values by their fields' names. A value is met in capital and small letters,
    /// whatever stands between its words; of a path, any step is met, or several in a row.
    ///
    /// # Errors
    /// [`UnknownField`]: a slip in a name must not record what nobody wanted recorded.
    pub fn new(
        pack: &Pack,
        items: &[&str],
        fields: &[(&str, Vec<&str>)],
    ) -> Result<Self, UnknownField> {
        let mut sensitive = Self {
            items: items.iter().map(|id| item_key(id)).collect(),
            ..Self::default()
        };
        for (name, values) in fields {
            let named = |field: &Field| field.name() == *name && !field.is_number();
            let index = pack.fields().iter().position(named);
            let index = index.ok_or_else(|| UnknownField((*name).to_owned()))?;
            let field = &pack.fields()[index];
            let mut texts: Vec<String> = values.iter().map(|value| plain(field, value)).collect();
            texts.retain(|text| text.chars().any(char::is_alphanumeric));
            for value in 0..field.value_count() as u32 {
                if meets(&texts, field, &pack.full_text(index, value)) {
                    sensitive.values.push(field.value_key(value));
                }
            }
            sensitive.texts.push((index, texts));
        }
        sensitive.values.sort_unstable();
        Ok(sensitive)
    }

    /// Whether it names nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.texts.is_empty()
    }

    /// Whether an item is such, by its key, by the pack, or by what a call says of it.
    pub(crate) fn holds(&self, pack: &Pack, key: Option<Key>, item: Described<'_>) -> bool {
        if self.is_empty() {
            return false;
        }
        let listed = key.is_some_and(|key| self.items.contains(&key));
        let mut known = item.item.into_iter();
        listed
            || known.any(|known| self.known(pack, known))
            || item.facts.is_some_and(|facts| self.told(pack, facts))
    }

    /// Whether an item of the pack has such a value.
    fn known(&self, pack: &Pack, item: u32) -> bool {
        self.texts.iter().any(|(index, _)| {
            let field = &pack.fields()[*index];
            let mut values = pack.values(*index, item);
            values.any(|value| self.has_value(field.value_key(value)))
        })
    }

    /// Whether the facts of a call give an item such a value.
    fn told(&self, pack: &Pack, facts: &Facts) -> bool {
        self.texts.iter().any(|(index, texts)| {
            let field = &pack.fields()[*index];
            let given = facts.attributes.iter();
            let mut given = given.filter(|(name, _)| name == field.name());
            given.any(|(_, value)| match value {
                AttributeValue::Text(text) => meets(texts, field, text),
                AttributeValue::Texts(parts) if field.kind() == FieldKind::Path => {
                    meets(texts, field, &parts.join(STEP))
                }
                AttributeValue::Texts(parts) => parts.iter().any(|part| meets(texts, field, part)),
                AttributeValue::Number(_) => false,
            })
        })
    }

    /// Whether a value of the pack is such, by its key.
    pub(crate) fn has_value(&self, key: Key) -> bool {
        self.values.binary_search(&key).is_ok()
    }

    /// Whether a value is such, by its field and its text.
    pub(crate) fn has_text(&self, pack: &Pack, index: usize, text: &str) -> bool {
        let mut texts = self.texts.iter().filter(|(of, _)| *of == index);
        texts.any(|(_, texts)| meets(texts, &pack.fields()[index], text))
    }

    /// Whether an event is about such an item, or searches for such a value.
    pub(crate) fn names(&self, pack: &Pack, event: &Event<'_>) -> bool {
        if self.is_empty() {
            return false;
        }
        let item = event.item.is_some_and(|id| {
            let described = Described {
                item: pack.lookup(id),
                facts: event.facts,
            };
            self.holds(pack, Some(item_key(id)), described)
        });
        item || event.query.is_some_and(|query| {
            let words = spaced(query);
            let mut texts = self.texts.iter().flat_map(|(_, texts)| texts);
            texts.any(|text| stands_in(&words, &spaced(text)))
                || named_values(pack, query)
                    .iter()
                    .any(|(_, value)| self.has_value(*value))
        })
    }
}

/// What stands between the steps of a path where they are written as one text.
const STEP: &str = " / ";

/// A value in small letters, every word with a space on either side; of a path, every step with a bar on either side.
fn plain(field: &Field, value: &str) -> String {
    if field.kind() != FieldKind::Path {
        return spaced(value);
    }
    let mut plain = String::from("|");
    for step in value.split(STEP).flat_map(|part| field.split(part)) {
        plain.push_str(&spaced(step));
        plain.push('|');
    }
    plain
}

/// Whether a value is one of the texts; of a path, whether it leads over one of them.
fn meets(texts: &[String], field: &Field, value: &str) -> bool {
    let value = plain(field, value);
    texts.iter().any(|text| match field.kind() {
        FieldKind::Path => stands_in(&value, text),
        _ => value == *text,
    })
}
