//! What this shopper's choices say of the weights: for each signal a factor that lies near 1, as a bounded, decaying
//! correction. The rule that learns it is in `rank`; here it is kept.

use super::decay::{elapsed, left};
use super::table::Entry;
use super::{Profile, Purpose};
use crate::consent::MayProfile;
use crate::pack::{Pack, SignalCode, Tunable};
use crate::{Key, Seconds};

/// The most signals of which something is learned.
pub(crate) const MAX_LEARNED: usize = 64;
/// The farthest that a weight is ever corrected, as a share of itself.
pub const LEARNED_BOUND: f32 = 0.5;
/// The most that is ever gathered: beyond it nothing would move any more.
const MOST_GATHERED: f64 = 1e6;

/// What is learned of one signal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Learned {
    /// The signal's number.
    pub(crate) key: Key,
    pub(crate) time: Seconds,
    /// The share by which its weights are corrected.
    pub(crate) share: f32,
    /// How much was gathered (Fisher information), beyond what is believed beforehand.
    pub(crate) gathered: f32,
}

impl Learned {
    /// The share and what was gathered, as far as both are left at `now`.
    fn at(&self, now: Seconds, half_life: f32) -> (f64, f64) {
        let left = left(elapsed(self.time, now), half_life);
        (
            f64::from(self.share) * left,
            f64::from(self.gathered) * left,
        )
    }
}

impl Entry for Learned {
    fn key(&self) -> Key {
        self.key
    }

    fn strength(&self) -> (bool, u32, u32) {
        (false, self.time, 0)
    }
}

impl Profile {
    /// The share by which this shopper's choices correct the weights of a signal, at most [`LEARNED_BOUND`] either way: as
    /// far as it is kept at `now`, and decayed until `moment`.
    pub(crate) fn learned_share(
        &self,
        may: MayProfile,
        pack: &Pack,
        code: SignalCode,
        now: Seconds,
        moment: Seconds,
    ) -> f64 {
        if !may.includes(Purpose::Browsing) {
            return 0.0;
        }
        let half_life = pack.weights().tunable(Tunable::LongHalfLifeSeconds);
        let learned = self.learned.get(code as Key);
        let learned = learned.filter(|learned| may.keeps(Purpose::Browsing, learned.time, now));
        learned.map_or(0.0, |learned| learned.at(moment, half_life).0)
    }

    /// One step of Newton's method on one signal: `slope` and `information` are the first derivative of the
    /// log-likelihood of a choice, and minus the second; `prior` is the precision that is believed beforehand.
    pub(crate) fn learn_share(
        &mut self,
        pack: &Pack,
        code: SignalCode,
        (slope, information): (f64, f64),
        prior: f64,
        now: Seconds,
    ) {
        let half_life = pack.weights().tunable(Tunable::LongHalfLifeSeconds);
        let now = now.max(self.clock.latest);
        let learned = self.learned.entry(code as Key, || Learned {
            key: code as Key,
            time: now,
            share: 0.0,
            gathered: 0.0,
        });
        let (share, gathered) = learned.at(now, half_life);
        let gathered = (gathered + information).min(MOST_GATHERED);
        let bound = f64::from(LEARNED_BOUND);
        learned.share = (share + slope / (prior + gathered)).clamp(-bound, bound) as f32;
        learned.gathered = gathered as f32;
        learned.time = now;
    }

    /// Forgets what was learned of the weights. Tells whether there was anything.
    pub fn forget_learned(&mut self) -> bool {
        let any = !self.learned.is_empty();
        self.learned = super::table::Table::default();
        any
    }
}
