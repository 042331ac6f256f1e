//! Which candidates a rule is about.

use super::{Condition, State};
use crate::Key;
use crate::pack::{FieldKind, Pack};
use crate::profile::path_key;
use crate::rank::{Candidate, Scorer};
use crate::value_key;

/// A condition whose texts have become keys, so that meeting it costs no text.
#[derive(Debug, Clone)]
pub(super) enum Test {
    Items(Vec<Key>),
    /// The field's key; the values' keys.
    Values(Key, Vec<Key>),
    Number(Key, f64, f64),
    Is(State),
}

/// What a call knows beside the candidates.
pub(super) struct Known<'a> {
    pub(super) pack: &'a Pack,
    /// `None`: the profile may not be used.
    pub(super) scorer: Option<&'a Scorer<'a>>,
    pub(super) purchases: bool,
}

impl Test {
    /// `None` for a range that nothing can lie in.
    pub(super) fn new(pack: &Pack, condition: Condition) -> Option<Self> {
        Some(match condition {
            Condition::Items(keys) => Self::Items(keys),
            Condition::Values { field, values } => {
                let field = crate::field_key(&field);
                Self::Values(field, values_keys(pack, field, &values))
            }
            Condition::Number { field, from, to } => {
                // Also where one of the two is not a number.
                if (from..=to).is_empty() {
                    return None;
                }
                Self::Number(crate::field_key(&field), from, to)
            }
            Condition::Is(state) => Self::Is(state),
        })
    }

    /// Why it cannot be told whether a candidate meets it, as a code of the report.
    pub(super) fn hindrance(&self, known: &Known<'_>) -> Option<&'static str> {
        match self {
            Self::Values(field, _) | Self::Number(field, ..) => field_of(known.pack, *field)
                .is_none()
                .then_some("unknown-field"),
            Self::Is(State::InCart) if known.scorer.is_none() => Some("no-permission"),
            Self::Is(State::Purchased) if !known.purchases => Some("no-permission"),
            _ => None,
        }
    }

    pub(super) fn meets(&self, known: &Known<'_>, candidate: &Candidate<'_>) -> bool {
        let pack = known.pack;
        match self {
            Self::Items(keys) => candidate
                .stable_key(pack)
                .is_some_and(|key| keys.contains(&key)),
            Self::Values(field, keys) => field_of(pack, *field).is_some_and(|field| {
                let mut meets = false;
                candidate.described().each_value(pack, field, |key, _| {
                    meets |= keys.contains(&key);
                });
                meets
            }),
            Self::Number(field, from, to) => field_of(pack, *field)
                .and_then(|field| candidate.described().number(pack, field))
                .is_some_and(|number| (*from..=*to).contains(&f64::from(number))),
            Self::Is(State::OutOfStock) => candidate.out_of_stock(),
            Self::Is(state) => {
                known
                    .scorer
                    .is_some_and(|scorer| match (scorer.recalled(candidate), state) {
                        (Some(recalled), State::InCart) => recalled.in_cart,
                        (Some(recalled), _) => recalled.bought > 0.0,
                        (None, _) => false,
                    })
            }
        }
    }
}

/// The place of a field of the pack.
pub(super) fn field_of(pack: &Pack, key: Key) -> Option<usize> {
    pack.fields().iter().position(|field| field.key() == key)
}

/// The keys that the texts may mean.
fn values_keys(pack: &Pack, field: Key, texts: &[String]) -> Vec<Key> {
    let mut keys: Vec<Key> = texts.iter().map(|text| value_key(field, text)).collect();
    let Some(index) = field_of(pack, field) else {
        return keys;
    };
    let declared = &pack.fields()[index];
    if declared.kind() == FieldKind::Path {
        for text in texts {
            keys.push(path_key(declared, declared.split(text)));
            for value in 0..declared.value_count() as u32 {
                if text == pack.value_text(index, value) {
                    keys.push(declared.value_key(value));
                }
            }
        }
    }
    keys
}
