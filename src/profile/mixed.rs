//! The profile as the private setting sees it: each item that is remembered is mixed with others of its group, and the
//! same is remembered of all of them. What is made of it cannot tell which of a group it was: `docs/leak.md`.

use super::partition::MAX_ITEMS;
use super::{Described, ItemMemory, Profile, Purpose, flag};
use crate::consent::MayProfile;
use crate::pack::Pack;
use crate::sorted::Sorted;
use crate::{Key, Seconds};

/// The groups of a shop's items: each item is in one, and a seed gives other groups.
///
/// Items are of one class where their category is the same or, in a shop of few categories, their category and their
/// value of one field more. Classes that are about as popular make a block of `size` classes, and each group of a block has
/// items of all its classes: what is remembered of a group is remembered of all of them alike.
#[derive(Debug)]
pub(crate) struct Groups {
    /// Of each item, its group's place in `members`.
    group: Vec<u32>,
    members: Vec<Vec<u32>>,
}

impl Groups {
    /// Groups of items from `size` classes.
    pub(crate) fn new(pack: &Pack, seed: u64, size: usize) -> Self {
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

    /// The group of an item, in a fixed order.
    fn of(&self, item: u32) -> &[u32] {
        &self.members[self.group[item as usize] as usize]
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

impl Profile {
    /// A profile that remembers of every item of a group what this one remembers of all of them together, and of `page`,
    /// whose own page this is, that it was just turned to. It depends on nothing of this profile but which groups were
    /// touched, how much and when, and that there was something; what serves other purposes than browsing, what was
    /// searched for, exposures and what was learned are left out.
    pub(crate) fn mixed(
        &self,
        pack: &Pack,
        may: MayProfile,
        now: Seconds,
        groups: &Groups,
        page: Option<Key>,
    ) -> Self {
        let now = now.max(self.clock.latest);
        let browsing = Purpose::Browsing;
        let page_item = page.and_then(|key| pack.find(key));
        let page_group = page_item.map(|item| groups.of(item).to_vec());
        let mut touched: Sorted<u32, (Vec<u32>, ItemMemory)> = Sorted::default();
        let kept = self.partitions[browsing as usize].items.iter();
        for item in kept.filter(|item| may.keeps(browsing, item.time, now)) {
            if !self.counts_under_seed(item.time) {
                continue;
            }
            let Some(place) = pack.find(item.key) else {
                continue;
            };
            let members = groups.of(place).to_vec();
            if page_group.as_ref() == Some(&members) {
                continue;
            }
            let first = members[0];
            let (_, memory) = touched.entry(first, || (members, ItemMemory::new(0)));
            memory.interest += item.interest;
            memory.views = memory.views.saturating_add(item.views);
            memory.flags |= item.flags;
            (memory.step, memory.time, memory.session) = (memory.step, memory.time, memory.session)
                .max((item.step, item.time, item.session));
        }
        let mut touched = touched.into_entries();
        touched.sort_by_key(|(first, (_, memory))| (memory.step, memory.time, *first));
        // The earliest give way, whole groups at a time.
        let mut room = MAX_ITEMS - 1;
        let fits = touched.iter().rev().take_while(|(_, (members, _))| {
            let fits = members.len() <= room;
            room = room.saturating_sub(members.len());
            fits
        });
        let fits = fits.count();
        let mut mixed = Self {
            choices: self.choices,
            swept: self.swept,
            ..Self::default()
        };
        let mut tell = |place: u32, memory: &ItemMemory| {
            mixed.clock.step = memory.step;
            let key = pack.key(place);
            let described = Described {
                item: Some(place),
                facts: None,
            };
            if !pack.sensitive().holds(pack, Some(key), described) {
                let items = &mut mixed.partitions[browsing as usize].items;
                *items.entry(key, || ItemMemory::new(key)) = ItemMemory {
                    key,
                    ..memory.clone()
                };
                mixed.remember_attributes(browsing, described, memory.interest, memory.time, pack);
            }
        };
        for (_, (members, memory)) in &touched[touched.len() - fits..] {
            members.iter().for_each(|place| tell(*place, memory));
        }
        if let Some(place) = page_item {
            let memory = ItemMemory {
                time: self.clock.latest,
                step: self.clock.step,
                session: self.clock.session,
                interest: 1.0,
                views: 1,
                flags: flag::STEP,
                ..ItemMemory::new(0)
            };
            tell(place, &memory);
        }
        mixed.clock = self.clock;
        mixed
    }
}
