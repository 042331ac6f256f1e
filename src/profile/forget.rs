//! Forgetting on request.

use super::{Profile, identify};
use crate::pack::Pack;
use crate::{Key, field_key};

impl Profile {
    /// Forgets one item, wherever it is remembered. Tells whether it was.
    pub fn forget_item(&mut self, pack: &Pack, id: &str) -> bool {
        let (key, _) = identify(pack, id);
        let mut known = self.exposures.remove(key);
        for partition in &mut self.partitions {
            known |= partition.items.remove(key);
        }
        known
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
        let mut doomed: Vec<Key> = vec![crate::value_key(key, value)];
        if let Some(index) = pack
            .fields()
            .iter()
            .position(|declared| declared.key() == key)
        {
            let declared = &pack.fields()[index];
            let named = (0..declared.value_count() as u32).filter(|code| {
                declared.steps(*code).any(|step| {
                    let text = pack.full_text(index, step);
                    text == value || declared.split(value).eq(text.split(" / "))
                })
            });
            doomed.extend(named.map(|code| declared.value_key(code)));
        }
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

    /// Forgets everything.
    pub fn erase(&mut self) {
        *self = Self::new();
    }
}
