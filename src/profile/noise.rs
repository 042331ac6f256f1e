//! The seed of the private setting, and how long it is kept. It is drawn by whoever has chance to draw from; the rule of
//! when, and of what counts under it, is here. Why it is so: `docs/decisions/0004-decoys-in-place-of-noise.md`.

use super::{Profile, Purpose};
use crate::Seconds;
use crate::consent::MayProfile;
use crate::pack::{Tunable, Weights};

const DAY: Seconds = 86_400;

/// How long one seed is kept, in seconds: 180 days, as long as browsing itself. Two seeds may be intersected, so the fewer
/// the better; past this time nothing that was ranked under it is remembered, unless it was looked at again.
pub const NOISE_EPOCH_SECONDS: Seconds = 180 * DAY;

/// A first seed meets what was remembered before it was drawn. Nothing of that was ranked by groups, so it may count; what
/// is older than this may not, so that the epoch does not end soon after it began.
const FIRST_REACH_SECONDS: Seconds = NOISE_EPOCH_SECONDS / 2;

/// The seed of the private setting's groups, and the beginning of its epoch. All zero: none was drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Noise {
    /// The seed; 0 where there is none. What was last touched before `since` may then have been ranked under one that is
    /// gone.
    pub seed: u64,
    /// The beginning of the epoch that it is kept for. What was last touched earlier has no say in the private setting.
    pub since: Seconds,
}

impl Noise {
    /// Whether its epoch is over at `now`. A clock that went back ends none.
    fn is_over(self, now: Seconds) -> bool {
        now.saturating_sub(self.since) > NOISE_EPOCH_SECONDS
    }
}

impl Profile {
    /// The noise's seed and its epoch.
    #[must_use]
    pub fn noise(&self) -> Noise {
        self.noise
    }

    /// Takes another seed, whatever there was before: for tests and simulations. See [`take_seed`](Self::take_seed).
    pub fn set_noise(&mut self, noise: Noise) {
        self.noise = noise;
    }

    /// Whether the private setting wants a seed at `now`, under these weights: the dial `decoys` is up, browsing is
    /// permitted and not paused, and no seed was drawn or its epoch is over.
    ///
    /// ```compile_fail
    /// use vitrine::{pack::Weights, profile::Profile};
    /// // Nobody is told to draw without the permission.
    /// fn wants(profile: &Profile, weights: &Weights) -> bool { profile.wants_seed(weights, 0) }
    /// ```
    #[must_use]
    pub fn wants_seed(&self, may: MayProfile, weights: &Weights, now: Seconds) -> bool {
        let granted = self.granted(may);
        weights.tunable(Tunable::Decoys) >= 1.0
            && (self.noise.seed == 0 || self.noise.is_over(now))
            && granted.is_some_and(|may| may.includes(Purpose::Browsing))
    }

    /// Takes a seed that was drawn at `now`, unless there is one whose epoch is not over: of two that were drawn side by
    /// side the first to be kept stays. 0 is no seed.
    ///
    /// A first seed lets everything count that is remembered, up to half an epoch back. Where another was in use before,
    /// nothing counts that was last touched under it: each touch is ranked under one seed alone.
    ///
    /// ```compile_fail
    /// use vitrine::profile::Profile;
    /// // Nobody gives a profile a seed without the permission.
    /// fn give(profile: &mut Profile) { profile.take_seed(7, 0) }
    /// ```
    pub fn take_seed(&mut self, _may: MayProfile, seed: u64, now: Seconds) {
        let before = self.noise;
        if seed == 0 || (before.seed != 0 && !before.is_over(now)) {
            return;
        }
        let since = if before.seed != 0 {
            now
        } else {
            let items = self.partitions[Purpose::Browsing as usize].items.iter();
            // A day, for clocks that are a little off.
            let first = now.saturating_sub(DAY);
            let oldest = items.map(|item| item.time).fold(first, Seconds::min);
            oldest
                .max(now.saturating_sub(FIRST_REACH_SECONDS))
                .max(before.since)
        };
        self.noise = Noise { seed, since };
    }

    /// Whether what was last touched at `time` counts under the present seed.
    pub(super) fn counts_under_seed(&self, time: Seconds) -> bool {
        time >= self.noise.since
    }

    /// Drops a seed whose epoch is over. Of what is still remembered it stays known that a seed was in use.
    pub(super) fn drop_expired_seed(&mut self, now: Seconds) {
        if !self.noise.is_over(now) {
            return;
        }
        let spent = self.noise.seed != 0;
        let browsing = &self.partitions[Purpose::Browsing as usize];
        self.noise = Noise {
            seed: 0,
            since: if spent && !browsing.is_empty() {
                now
            } else {
                0
            },
        };
    }
}
