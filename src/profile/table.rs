//! A table of bounded size, in the order of its keys. When it is full, the weakest entry makes room.

use crate::Key;

/// Something remembered under a key.
pub(crate) trait Entry {
    /// What it is found by.
    fn key(&self) -> Key;
    /// The entry with the lowest strength is the first to go.
    fn strength(&self) -> (bool, u32, u32);
}

/// Entries sorted by key, at most `BOUND` of them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table<T, const BOUND: usize> {
    entries: Vec<T>,
}

impl<T, const BOUND: usize> Default for Table<T, BOUND> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
        }
    }
}

impl<T: Entry, const BOUND: usize> Table<T, BOUND> {
    /// Takes entries as they were saved; `None` if they are too many or not in the order of keys.
    pub(crate) fn from_sorted(entries: Vec<T>) -> Option<Self> {
        let sorted = entries.windows(2).all(|pair| pair[0].key() < pair[1].key());
        (sorted && entries.len() <= BOUND).then_some(Self { entries })
    }

    pub(crate) fn iter(&self) -> core::slice::Iter<'_, T> {
        self.entries.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn get(&self, key: Key) -> Option<&T> {
        self.entries
            .binary_search_by_key(&key, T::key)
            .ok()
            .map(|place| &self.entries[place])
    }

    /// The entry of `key`; where there is none yet, `new` makes it and the weakest makes room.
    pub(crate) fn entry(&mut self, key: Key, new: impl FnOnce() -> T) -> &mut T {
        let place = match self.entries.binary_search_by_key(&key, T::key) {
            Ok(place) => place,
            Err(mut place) => {
                if self.entries.len() >= BOUND {
                    let mut weakest = 0;
                    for at in 1..self.entries.len() {
                        if self.entries[at].strength() < self.entries[weakest].strength() {
                            weakest = at;
                        }
                    }
                    self.entries.remove(weakest);
                    if weakest < place {
                        place -= 1;
                    }
                }
                self.entries.insert(place, new());
                place
            }
        };
        &mut self.entries[place]
    }

    /// Changes each entry; the keys must stay.
    pub(crate) fn each(&mut self, change: impl FnMut(&mut T)) {
        self.entries.iter_mut().for_each(change);
    }

    pub(crate) fn remove(&mut self, key: Key) -> bool {
        match self.entries.binary_search_by_key(&key, T::key) {
            Ok(place) => {
                self.entries.remove(place);
                true
            }
            Err(_) => false,
        }
    }

    pub(crate) fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.entries.retain(keep);
    }

    pub(crate) fn retain_mut(&mut self, keep: impl FnMut(&mut T) -> bool) {
        self.entries.retain_mut(keep);
    }
}
