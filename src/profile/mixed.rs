//! The profile as the private setting sees it: each item that is remembered is mixed with others of its group, and the
//! same is remembered of all of them. What is made of it cannot tell which of a group it was: `docs/leak.md`.

use super::groups::Groups;
use super::partition::MAX_ITEMS;
use super::{Described, ItemMemory, Profile, Purpose, flag};
use crate::consent::MayProfile;
use crate::pack::{FOLLOWS_FLOOR, Pack, RelationKind};
use crate::sorted::Sorted;
use crate::{Key, Seconds};

/// How likely each remembered item, by key, is the one of its group that was turned to.
pub(crate) type Trust = Sorted<Key, f64>;

/// How much likelier a look at the page's category is than one at any other, before anything else is known. Of 2 to 200 the
/// best on the training logs of two shops, by little: docs/decisions/0004-decoys-in-place-of-noise.md.
const SAME_CATEGORY: f64 = 5.0;

/// How likely each member of a group is the true one, given the page that everybody sees: the likelier, the more it has to
/// do with the page's item. Without a page each is as likely.
fn likely(pack: &Pack, members: &[u32], page: Option<u32>) -> Vec<f64> {
    let category = |item| {
        let field = pack.category_field()?;
        pack.values(field, item).next()
    };
    let of_page = page.and_then(category);
    let follows = |item: u32, predictor: u32| {
        let row = pack.relation(RelationKind::Session);
        let listed = row.and_then(|row| pack.row(row, item).find(|(one, _)| *one == predictor));
        listed.map_or(0.0, |(_, weight)| f64::from(weight) / FOLLOWS_FLOOR)
    };
    let like = |member: u32| {
        let Some(page) = page else { return 1.0 };
        let same = of_page.is_some() && category(member) == of_page;
        let same = if same { SAME_CATEGORY } else { 0.0 };
        1.0 + same + follows(page, member) + follows(member, page)
    };
    let mut likely: Vec<f64> = members.iter().map(|member| like(*member)).collect();
    let sum: f64 = likely.iter().sum();
    likely.iter_mut().for_each(|one| *one /= sum);
    likely
}

impl Profile {
    /// A profile that remembers of every item of a group what this one remembers of all of them together, shared out by how
    /// likely each is, and of `page`, whose own page this is, that it was just turned to; and how likely each is. On a page
    /// it remembers too what she turned to right before, in the same session.
    ///
    /// It depends on nothing of this profile but which groups were touched, how much and when, that there was something, and
    /// on a page which item it was before.
    /// What serves other purposes than browsing, what was searched for, exposures and what was learned are left out.
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
        let kept = || {
            let items = self.partitions[browsing as usize].items.iter();
            items.filter(|item| {
                may.keeps(browsing, item.time, now) && self.counts_under_seed(item.time)
            })
        };
        let clock = &self.clock;
        let before = kept().find(|item| {
            page_item.is_some() && item.session == clock.session && item.step + 1 == clock.step
        });
        // What every script of the page knows, with the moment: the item that she came from, and the page's own.
        let known = [
            before.and_then(|item| Some((pack.find(item.key)?, item.time, item.step))),
            page_item.map(|place| (place, clock.latest, clock.step)),
        ];
        let mut touched: Sorted<u32, ItemMemory> = Sorted::default();
        for item in kept() {
            let Some(place) = pack.find(item.key) else {
                continue;
            };
            let group = groups.of(place);
            let mut known = known.iter().flatten();
            if known.any(|(place, ..)| groups.of(*place) == group) {
                continue;
            }
            let memory = touched.entry(group, || ItemMemory::new(0));
            memory.interest += item.interest;
            memory.views = memory.views.saturating_add(item.views);
            memory.flags |= item.flags;
            (memory.step, memory.time, memory.session) = (memory.step, memory.time, memory.session)
                .max((item.step, item.time, item.session));
        }
        let mut touched = touched.into_entries();
        touched.sort_unstable_by_key(|(group, memory)| (memory.step, memory.time, *group));
        // The earliest give way, whole groups at a time.
        let mut room = MAX_ITEMS - 2;
        let fits = touched.iter().rev().take_while(|(group, _)| {
            let count = groups.members(*group).len();
            let fits = count <= room;
            room = room.saturating_sub(count);
            fits
        });
        let fits = fits.count();
        let mut mixed = Self {
            choices: self.choices,
            swept: self.swept,
            ..Self::default()
        };
        let mut trust = Trust::default();
        let mut tell = |place: u32, memory: ItemMemory| {
            mixed.clock.step = memory.step;
            let key = pack.key(place);
            let described = Described {
                item: Some(place),
                facts: None,
            };
            if !pack.sensitive().holds(pack, Some(key), described) {
                mixed.remember_attributes(browsing, described, memory.interest, memory.time, pack);
                let items = &mut mixed.partitions[browsing as usize].items;
                *items.entry(key, || ItemMemory::new(key)) = ItemMemory { key, ..memory };
            }
        };
        for (group, memory) in &touched[touched.len() - fits..] {
            let members = groups.members(*group);
            for (place, likely) in members.iter().zip(likely(pack, members, page_item)) {
                let interest = memory.interest * likely as f32;
                trust.entry(pack.key(*place), || likely);
                tell(
                    *place,
                    ItemMemory {
                        interest,
                        ..memory.clone()
                    },
                );
            }
        }
        for (place, time, step) in known.into_iter().flatten() {
            let memory = ItemMemory {
                time,
                step,
                session: self.clock.session,
                interest: 1.0,
                views: 1,
                flags: flag::STEP,
                ..ItemMemory::new(0)
            };
            tell(place, memory);
        }
        mixed.clock = self.clock;
        (mixed, trust)
    }
}
