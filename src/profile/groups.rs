//! Groups of items that hide each other in the private setting: `docs/leak.md`.

use crate::Key;
use crate::pack::Pack;
use crate::sorted::Sorted;

/// The groups of a shop's items: each item is in one, and a seed gives other groups.
///
/// Items are of one class where their category is the same or, in a shop of few categories, their category and their
/// value of one field more. Classes that are about as popular make a block of `size` classes, and each group of a block has
/// items of all its classes: what is remembered of a group is remembered of all of them alike.
#[derive(Debug)]
pub struct Groups {
    /// Of each item, its group's place in `members`.
    group: Vec<u32>,
    members: Vec<Vec<u32>>,
}

impl Groups {
    /// Groups of items from `size` classes.
    #[must_use]
    pub fn new(pack: &Pack, seed: u64, size: usize) -> Self {
        let mut classes = classes(pack, size);
        // Popular ones are mixed with popular ones: a decoy that nobody likes hides nothing.
        let liked = |items: &[u32]| -> u64 {
            let counts = items.iter().map(|item| pack.popularity(0, *item));
            counts.map(u64::from).sum()
        };
        classes.sort_by_key(|(key, items)| (core::cmp::Reverse(liked(items)), *key));
        for window in classes.chunks_mut(2 * size) {
            window.sort_by_key(|(key, _)| mix(seed, *key));
        }
        let mut members: Vec<Vec<u32>> = Vec::new();
        let blocks = (classes.len() / size).max(1);
        for block in 0..blocks {
            // What is left over joins the last block.
            let end = if block + 1 == blocks {
                classes.len()
            } else {
                (block + 1) * size
            };
            let classes = &classes[(block * size).min(end)..end];
            let rows = classes.iter().map(|(_, items)| items.len()).min();
            let first = members.len();
            let rows = rows.unwrap_or(0);
            members.resize(first + rows, Vec::new());
            for (_, items) in classes {
                for (row, item) in items.iter().enumerate() {
                    members[first + row % rows.max(1)].push(*item);
                }
            }
        }
        let mut group = vec![0; pack.len()];
        for (at, items) in (0..).zip(&members) {
            items.iter().for_each(|item| group[*item as usize] = at);
        }
        Self { group, members }
    }

    /// The group of an item.
    pub(super) fn of(&self, item: u32) -> u32 {
        self.group[item as usize]
    }

    /// The items of a group, in a fixed order.
    pub(super) fn members(&self, group: u32) -> &[u32] {
        &self.members[group as usize]
    }
}

/// The items of each class, the most popular first.
fn classes(pack: &Pack, size: usize) -> Vec<(Key, Vec<u32>)> {
    let Some(category) = pack.category_field() else {
        return (0..pack.len() as u32)
            .map(|item| (pack.key(item), vec![item]))
            .collect();
    };
    let few = pack.fields()[category].value_count() < 2 * size;
    let field = |at: &usize| *at != category && !pack.fields()[*at].is_number();
    let more = (0..pack.fields().len()).find(field).filter(|_| few);
    let mut classes: Sorted<Key, Vec<u32>> = Sorted::default();
    for item in 0..pack.len() as u32 {
        let first = |field: usize| {
            let value = pack.values(field, item).next();
            value.map_or(0, |value| pack.fields()[field].value_key(value))
        };
        let key = mix(more.map_or(0, first), first(category));
        classes.entry(key, Vec::new).push(item);
    }
    classes.into_entries()
}

/// One step of SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014) on a key.
fn mix(seed: u64, key: Key) -> u64 {
    let mut z = (seed ^ key).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
