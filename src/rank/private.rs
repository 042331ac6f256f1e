//! The private setting: an order that does not tell which items, and so which tastes, it comes from. `docs/leak.md` says
//! what is promised, and why it holds.

use super::RankRequest;
use crate::consent::MayProfile;
use crate::pack::{Pack, Tunable};
use crate::profile::{Groups, Profile, Trust};

/// What ranks in place of the profile.
pub(super) struct Private {
    /// The profile with decoys.
    pub(super) profile: Profile,
    /// With what probability each of its items is a true one.
    pub(super) trust: Trust,
}

impl Private {
    /// `None` while the dial `decoys` is 0.
    pub(super) fn new(
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
        let (profile, trust) = profile.mixed(pack, may, request.now, &groups, page);
        Some(Self { profile, trust })
    }
}
