//! Forgetting on request.

use super::{Described, Profile, Purpose, identify, path_key};
use crate::consent::MayProfile;
use crate::pack::{FieldKind, Pack};
use crate::{Key, field_key, value_key};

impl Profile {
    /// Forgets one item, wherever it is remembered. Tells whether it was.
    pub fn forget_item(&mut self, pack: &Pack, id: &str) -> bool {
        let (key, _) = identify(pack, id);
        let mut known = self.exposures.remove(key);
        for partition in &mut self.partitions {
            known |= partition.items.remove(key);
        }
        self.forget_way();
        known
    }

    /// Forgets all that serves one purpose. Tells whether there was anything.
    pub fn forget_purpose(&mut self, purpose: Purpose) -> bool {
        let partition = core::mem::take(&mut self.partitions[purpose as usize]);
        let mut known = !partition.is_empty();
        if purpose == Purpose::Browsing {
            known |= !self.exposures.is_empty() || !self.learned.is_empty();
            self.exposures = Default::default();
            self.learned = Default::default();
        }
        self.forget_way();
        known
    }

    /// Forgets what serves a purpose that `may` does not include, and what the merchant declared sensitive since it was
    /// noted: for use as soon as a permission is taken back, and upon a profile that comes from elsewhere.
    pub fn keep_only(&mut self, may: MayProfile, pack: &Pack) {
        for purpose in Purpose::ALL {
            if !may.includes(purpose) {
                self.forget_purpose(purpose);
            }
        }
        let sensitive = pack.sensitive();
        if sensitive.is_empty() {
            return;
        }
        let keeps = |key: Key| {
            let item = pack.find(key);
            !sensitive.holds(pack, Some(key), Described { item, facts: None })
        };
        for partition in &mut self.partitions {
            partition.items.retain(|item| keeps(item.key));
            partition.retain_fields(|field| {
                field.values.retain(|value| !sensitive.has_value(value.key));
                field
                    .numbers
                    .retain(|number| !sensitive.has_value(number.key));
            });
        }
        self.exposures.retain(|exposure| keeps(exposure.key));
        self.forget_way();
    }

    /// Forgets the last step of the way where it leads to an item that is no longer remembered, and the way itself where
    /// nothing is.
    pub(super) fn forget_way(&mut self) {
        if self.is_empty() {
            *self = Self {
                choices: self.choices,
                noise: self.noise,
                ..Self::new()
            };
        }
        let last = self.clock.last_item;
        let mut others = self.partitions.iter().zip(Purpose::ALL);
        // Purchases never move it, so neither do they keep it.
        let kept = others.any(|(partition, purpose)| {
            purpose != Purpose::Purchases && partition.items.get(last).is_some()
        });
        if !kept {
            self.clock.last_item = 0;
        }
    }

    /// Forgets all that is remembered of a field. Tells whether there was anything.
    pub fn forget_field(&mut self, name: &str) -> bool {
        let key = field_key(name);
        self.partitions.iter_mut().fold(false, |known, partition| {
            partition.fields.remove(key) | known
        })
    }

    /// Forgets one value of a field, given by its text; for a path, by its steps joined as the shop
    /// joins them or by ` / `, and with it every path that goes on from there. Tells whether there
    /// was anything.
    pub fn forget_value(&mut self, pack: &Pack, field: &str, value: &str) -> bool {
        let key = field_key(field);
        let doomed = keys_named(pack, field, value);
        let mut known = false;
        for partition in &mut self.partitions {
            let before = partition
                .fields
                .get(key)
                .map_or(0, |field| field.values.len());
            partition.retain_fields(|field| {
                if field.key == key {
                    field.values.retain(|value| !doomed.contains(&value.key));
                }
                // The prices paid within a category go with the category.
                field
                    .numbers
                    .retain(|number| number.key == 0 || !doomed.contains(&number.key));
            });
            known |= partition
                .fields
                .get(key)
                .map_or(0, |field| field.values.len())
                < before;
        }
        known
    }

    /// Forgets one value of a field as [`forget_value`](Self::forget_value) does, and every remembered item of the pack
    /// that has it. Tells how many items.
    pub fn forget_value_and_items(&mut self, pack: &Pack, field: &str, value: &str) -> u32 {
        self.forget_value(pack, field, value);
        let doomed = keys_named(pack, field, value);
        self.forget_items_with(pack, field_key(field), &doomed)
    }

    /// Forgets every remembered item of the pack that has one of these values of a field. Tells how many.
    pub(crate) fn forget_items_with(&mut self, pack: &Pack, field: Key, values: &[Key]) -> u32 {
        let mut fields = pack.fields().iter();
        let Some(index) = fields.position(|declared| declared.key() == field) else {
            return 0;
        };
        let mut gone: Vec<Key> = Vec::new();
        let mut keeps = |key: Key| {
            let item = pack.find(key);
            let mut has = false;
            Described { item, facts: None }.each_value(pack, index, |value, _| {
                has |= values.contains(&value);
            });
            if has {
                gone.push(key);
            }
            !has
        };
        for partition in &mut self.partitions {
            partition.items.retain(|item| keeps(item.key));
        }
        self.exposures.retain(|exposure| keeps(exposure.key));
        gone.sort_unstable();
        gone.dedup();
        self.forget_way();
        gone.len() as u32
    }

    /// Forgets everything, her choices as well.
    pub fn erase(&mut self) {
        *self = Self::new();
    }
}

/// The keys of a value that is given by its text, that of the very value first; for a path, those of all paths that go on
/// from there as well.
pub(super) fn keys_named(pack: &Pack, field: &str, value: &str) -> Vec<Key> {
    let key = field_key(field);
    let mut fields = pack.fields().iter();
    let Some(index) = fields.position(|declared| declared.key() == key) else {
        return vec![value_key(key, value)];
    };
    let declared = &pack.fields()[index];
    let mut keys = vec![match declared.kind() {
        FieldKind::Path => {
            let steps = value.split(" / ").flat_map(|part| declared.split(part));
            path_key(declared, steps)
        }
        _ => value_key(key, value),
    }];
    let named = (0..declared.value_count() as u32).filter(|code| {
        declared.steps(*code).any(|step| {
            let text = pack.full_text(index, step);
            text == value || declared.split(value).eq(text.split(" / "))
        })
    });
    keys.extend(named.map(|code| declared.value_key(code)));
    keys
}
