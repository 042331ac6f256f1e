//! The gate. Permissions say what may be touched; a function that reads or writes behaviour takes a
//! permission value (`MayProfile`, `MayPersist`) that only [`Permissions`] can make, so a call
//! without the permission does not compile.

/// What the shopper has granted. Nothing is granted by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Permissions {
    /// Any storage on the device.
    pub persist: bool,
    /// Building and using a behaviour profile.
    pub profile: bool,
    /// Using purchases within that profile: its own permission, off unless granted.
    pub purchases: bool,
    /// Emitting a report.
    pub measure: bool,
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

    /// The permission to build and use a profile, if granted.
    #[must_use]
    pub fn may_profile(&self) -> Option<MayProfile> {
        self.profile.then_some(MayProfile {
            purchases: self.purchases,
        })
    }

    /// The permission to store a profile: storage and profile must both be granted.
    #[must_use]
    pub fn may_persist(&self) -> Option<MayPersist> {
        (self.persist && self.profile).then_some(MayPersist { _private: () })
    }
}

/// Proof that a profile may be built and used. Made by [`Permissions::may_profile`] alone.
#[derive(Debug, Clone, Copy)]
pub struct MayProfile {
    purchases: bool,
}

impl MayProfile {
    /// Whether purchases may be part of it.
    #[must_use]
    pub fn purchases(&self) -> bool {
        self.purchases
    }

    /// The same without purchases.
    #[must_use]
    pub fn without_purchases(self) -> Self {
        Self { purchases: false }
    }
}

/// Proof that a profile may be stored. Made by [`Permissions::may_persist`] alone.
#[derive(Debug, Clone, Copy)]
pub struct MayPersist {
    _private: (),
}
