//! From a stable key to a dense index: an open-addressed table, made when a pack is opened.

use crate::Key;

const EMPTY: u32 = u32::MAX;

/// Finds the place of a key among a list of keys.
#[derive(Debug, Default)]
pub(crate) struct KeyIndex {
    keys: Vec<Key>,
    slots: Vec<u32>,
}

impl KeyIndex {
    /// Indexes `keys`; gives back the place of the first key that stands twice.
    pub(crate) fn new(keys: Vec<Key>) -> Result<Self, usize> {
        let size = (keys.len() * 2).next_power_of_two();
        let mut index = Self {
            keys,
            slots: vec![EMPTY; size],
        };
        for place in 0..index.keys.len() {
            match index.find(index.keys[place]) {
                Ok(_) => return Err(place),
                Err(slot) => index.slots[slot] = place as u32,
            }
        }
        Ok(index)
    }

    /// The place of `key`, or the slot where it would go. Keys are hashes, so their low bits spread.
    fn find(&self, key: Key) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = key as usize & mask;
        loop {
            match self.slots[slot] {
                EMPTY => return Err(slot),
                place if self.keys[place as usize] == key => return Ok(place),
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    pub(crate) fn get(&self, key: Key) -> Option<u32> {
        if self.keys.is_empty() {
            None
        } else {
            self.find(key).ok()
        }
    }

    pub(crate) fn key(&self, place: u32) -> Key {
        self.keys[place as usize]
    }
}
