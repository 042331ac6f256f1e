//! The private setting: an order that does not tell which items, and so which tastes, it comes from. `docs/leak.md` says
//! what is promised, and why it holds.

use super::{RankRequest, Scorer};
use crate::consent::MayProfile;
use crate::pack::{Pack, Tunable};
use crate::profile::{Groups, Profile, Trust};
use crate::{Key, Seconds};

/// What ranks in place of the profile.
#[derive(Debug)]
pub struct Private {
    /// The profile with decoys.
    pub(super) profile: Profile,
    /// With what probability each of its items is a true one.
    pub(super) trust: Trust,
}

impl Private {
    /// What is left of a profile under these groups, on the page of an item or on none.
    #[must_use]
    pub fn new(
        pack: &Pack,
        profile: &Profile,
        may: MayProfile,
        now: Seconds,
        groups: &Groups,
        page: Option<Key>,
    ) -> Self {
        let (profile, trust) = profile.mixed(pack, may, now, groups, page);
        Self { profile, trust }
    }

    /// Recalls it, to measure candidates.
    #[must_use]
    pub fn scorer<'a>(&self, pack: &'a Pack, may: MayProfile, now: Seconds) -> Scorer<'a> {
        Scorer::doubting(pack, &self.profile, may, now, &self.trust)
    }

    /// For a request; `None` while the dial `decoys` is 0.
    pub(super) fn of(
        pack: &Pack,
        profile: &Profile,
        may: Option<MayProfile>,
        request: &RankRequest<'_>,
    ) -> Option<Self> {
        let may = may?;
        let decoys = pack.weights().tunable(Tunable::Decoys) as usize;
        if decoys == 0 {
            return None;
        }
        // A list that leaves out what she turned to last stands on its page: every script there knows it.
        let last = profile.clock.last_item;
        let page = request.exclude.contains(&last).then_some(last);
        let groups = Groups::new(pack, profile.noise().seed, decoys + 1);
        Some(Self::new(pack, profile, may, request.now, &groups, page))
    }
}
