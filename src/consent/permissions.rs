//! What is granted, and the proofs of it.

use crate::Seconds;
use crate::profile::{Purpose, Purposes};

/// What the shopper has granted: nothing, unless [`settle`](super::settle) says otherwise.
///
/// Its fields are its own, so that a grant has one origin: signals, added up. What is granted can be narrowed, never
/// widened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Permissions {
    pub(super) persist: bool,
    pub(super) profile: bool,
    pub(super) purchases: bool,
    pub(super) measure: bool,
}

impl Permissions {
    /// Nothing granted.
    pub const NONE: Self = Self {
        persist: false,
        profile: false,
        purchases: false,
        measure: false,
    };

    /// The permissions of offline work on a shop's own logs, where no shopper's device is touched.
    #[must_use]
    pub fn offline() -> Self {
        Self {
            persist: true,
            profile: true,
            purchases: true,
            measure: true,
        }
    }

    /// Any storage on the device.
    #[must_use]
    pub fn persist(self) -> bool {
        self.persist
    }

    /// Building and using a behaviour profile.
    #[must_use]
    pub fn profile(self) -> bool {
        self.profile
    }

    /// Using purchases within that profile: its own permission, off unless granted.
    #[must_use]
    pub fn purchases(self) -> bool {
        self.purchases
    }

    /// Emitting a report.
    #[must_use]
    pub fn measure(self) -> bool {
        self.measure
    }

    /// The same without purchases.
    #[must_use]
    pub fn without_purchases(self) -> Self {
        Self {
            purchases: false,
            ..self
        }
    }

    /// The permission to build and use a profile, if granted.
    #[must_use]
    pub fn may_profile(self) -> Option<MayProfile> {
        self.profile.then(|| {
            let may = MayProfile {
                purposes: Purposes::ALL,
                lives: Purpose::ALL.map(Purpose::time_to_live),
            };
            if self.purchases {
                may
            } else {
                may.without_purchases()
            }
        })
    }

    /// The permission to store a profile: storage and profile must both be granted.
    #[must_use]
    pub fn may_persist(self) -> Option<MayPersist> {
        (self.persist && self.profile).then_some(MayPersist { _private: () })
    }
}

/// Proof that a profile may be built and used: for which purposes, and how long each is kept. Made by
/// [`Permissions::may_profile`] alone; afterwards it can only be narrowed.
///
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MayProfile {
    purposes: Purposes,
    /// How long each purpose is kept, in the order of [`Purpose::ALL`].
    lives: [Seconds; Purpose::ALL.len()],
}

impl MayProfile {
    /// The purposes that may be recorded and read.
    #[must_use]
    pub fn purposes(&self) -> Purposes {
        self.purposes
    }

    /// Whether a purpose is among them.
    #[must_use]
    pub fn includes(&self, purpose: Purpose) -> bool {
        self.purposes.has(purpose)
    }

    /// Whether purchases may be part of it.
    #[must_use]
    pub fn purchases(&self) -> bool {
        self.includes(Purpose::Purchases)
    }

    /// The same without these purposes.
    #[must_use]
    pub fn without(mut self, off: Purposes) -> Self {
        self.purposes = self.purposes.minus(off);
        self
    }

    /// The same without purchases.
    #[must_use]
    pub fn without_purchases(self) -> Self {
        self.without(Purposes::of(Purpose::Purchases))
    }

    /// The same with a purpose kept for at most this long. A time-to-live can be shortened, never lengthened.
    #[must_use]
    pub fn keeping_at_most(mut self, purpose: Purpose, most: Seconds) -> Self {
        let life = &mut self.lives[purpose as usize];
        *life = most.min(*life);
        self
    }

    /// How long what serves a purpose is kept after it was last touched.
    #[must_use]
    pub fn time_to_live(&self, purpose: Purpose) -> Seconds {
        self.lives[purpose as usize]
    }

    /// Whether something of a purpose, last touched at `time`, is still read at `now`.
    pub(crate) fn keeps(&self, purpose: Purpose, time: Seconds, now: Seconds) -> bool {
        now.saturating_sub(time) <= self.time_to_live(purpose)
    }
}

/// Proof that a profile may be stored. Made by [`Permissions::may_persist`] alone.
#[derive(Debug, Clone, Copy)]
pub struct MayPersist {
    _private: (),
}
