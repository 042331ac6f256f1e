//! A small map in the order of its keys, as one sorted list: for the few dozen entries of a profile it
//! is as fast as a tree, and much less code to download.

/// Entries sorted by key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sorted<K, V> {
    entries: Vec<(K, V)>,
}

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
        }
    }
}

impl<K: Ord + Copy, V> Sorted<K, V> {
    /// The value of `key`; where there is none yet, `new` makes it.
    pub(crate) fn entry(&mut self, key: K, new: impl FnOnce() -> V) -> &mut V {
        let place = match self.entries.binary_search_by(|entry| entry.0.cmp(&key)) {
            Ok(place) => place,
            Err(place) => {
                self.entries.insert(place, (key, new()));
                place
            }
        };
        &mut self.entries[place].1
    }

    pub(crate) fn get(&self, key: K) -> Option<&V> {
        let place = self.entries.binary_search_by(|entry| entry.0.cmp(&key));
        place.ok().map(|place| &self.entries[place].1)
    }

    pub(crate) fn iter(&self) -> core::slice::Iter<'_, (K, V)> {
        self.entries.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> core::slice::IterMut<'_, (K, V)> {
        self.entries.iter_mut()
    }

    pub(crate) fn into_entries(self) -> Vec<(K, V)> {
        self.entries
    }
}
