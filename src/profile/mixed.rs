//! The profile as the private setting sees it: each item that is remembered is mixed with others of its group, and the
//! same is remembered of all of them. What is made of it cannot tell which of a group it was: `docs/leak.md`.

use super::partition::MAX_ITEMS;
use super::{Described, ItemMemory, Profile, Purpose, flag};
use crate::consent::MayProfile;
use crate::pack::{Pack, RelationKind};
use crate::rank::FOLLOWS_FLOOR;
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
        spread_categories(pack, &mut classes, size);
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

/// Mixes the categories within each block, classes coming forward by no more than a block: where a page tells the
/// category, decoys of others hide as well and cost less.
fn spread_categories(pack: &Pack, classes: &mut [(Key, Vec<u32>)], size: usize) {
    let Some(field) = pack.category_field() else {
        return;
    };
    if pack.fields()[field].value_count() >= 2 * size {
        return; // Each class is a category.
    }
    let category = |items: &[u32]| pack.values(field, items[0]).next();
    for at in 0..classes.len() {
        let block = at / size * size;
        let end = (block + 2 * size).min(classes.len());
        let taken = |one: &usize| {
            let own = category(&classes[*one].1);
            let before = classes[block..at].iter();
            before.filter(|(_, items)| category(items) == own).count()
        };
        let best = (at..end).min_by_key(taken).unwrap_or(at);
        classes[at..=best].rotate_right(1);
    }
}

/// One step of SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014) on a key.
fn mix(seed: u64, key: Key) -> u64 {
    let mut z = (seed ^ key).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// How likely each remembered item, by key, is the one of its group that was turned to.
pub(crate) type Trust = Sorted<Key, f64>;

/// How much likelier a look at the page's category is than one at any other, before anything else is known.
const SAME_CATEGORY: f64 = 20.0;

/// How likely each member of a group is the true one, given the page that everybody sees: the likelier, the more it has to
/// do with the page's item. Without a page each is as likely.
fn likely(pack: &Pack, members: &[u32], page: Option<u32>) -> Vec<f64> {
    let like = |member: u32| {
        let Some(page) = page else { return 1.0 };
        let category = |item| {
            let field = pack.category_field()?;
            pack.values(field, item).next()
        };
        let same = category(member).is_some_and(|own| category(page) == Some(own));
        let follows = |item: u32, predictor: u32| {
            let mut row = pack.row(pack.relation(RelationKind::Session)?, item);
            let (_, weight) = row
                .find(|(one, _)| *one >= predictor)
                .filter(|(one, _)| *one == predictor)?;
            Some(f64::from(weight) / FOLLOWS_FLOOR)
        };
        let both = [follows(page, member), follows(member, page)];
        1.0 + if same { SAME_CATEGORY } else { 0.0 } + both.into_iter().flatten().sum::<f64>()
    };
    let like: Vec<f64> = members.iter().map(|member| like(*member)).collect();
    let sum: f64 = like.iter().sum();
    like.into_iter().map(|one| one / sum).collect()
}

impl Profile {
    /// A profile that remembers of every item of a group what this one remembers of all of them together, shared out by how
    /// likely each is, and of `page`, whose own page this is, that it was just turned to; and how likely each is. It depends on nothing of this profile but which groups were
    /// touched, how much and when, and that there was something; what serves other purposes than browsing, what was
    /// searched for, exposures and what was learned are left out.
    pub(crate) fn mixed(
        &self,
        pack: &Pack,
        may: MayProfile,
        now: Seconds,
        groups: &Groups,
        page: Option<Key>,
    ) -> (Self, Trust) {
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
        let mut trust = Trust::default();
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
            for (place, likely) in members.iter().zip(likely(pack, members, page_item)) {
                let interest = memory.interest * likely as f32;
                let memory = ItemMemory {
                    interest,
                    ..memory.clone()
                };
                trust.entry(pack.key(*place), || likely);
                tell(*place, &memory);
            }
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
        (mixed, trust)
    }
}
