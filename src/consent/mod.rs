//! The gate. Consent signals add up to [`Permissions`]; permissions say what may be touched; a function that reads or
//! writes behaviour takes a permission value (`MayProfile`, `MayPersist`) that only [`Permissions`] can make, so a call
//! without the permission does not compile.
//!
//! The rules, source by source, are the normative table in `docs/consent.md`; [`settle`] is their one definition.
//!
//! ```
//! use vitrine::consent::{Policy, Signal, settle};
//!
//! let denied = settle(&[Signal::Gpp(Default::default())], &Policy::default());
//! assert!(denied.may_profile().is_none(), "a source that has said nothing grants nothing");
//! ```
//!
//! What cannot be had is made up: no field of a permission is open to others.
//!
//! ```compile_fail,E0451
//! use vitrine::consent::Permissions;
//!
//! let forged = Permissions { persist: true, profile: true, purchases: true, measure: true };
//! ```
//!
//! ```compile_fail,E0451
//! use vitrine::consent::Permissions;
//!
//! let widened = Permissions { persist: true, ..Permissions::NONE };
//! ```
//!
//! ```compile_fail,E0451
//! let forged = vitrine::consent::MayProfile { purposes: vitrine::profile::Purposes::ALL, lives: [u32::MAX; 4] };
//! ```
//!
//! ```compile_fail,E0451
//! let forged = vitrine::consent::MayPersist { _private: () };
//! ```
//!
//! And nothing is stored or read without one: what stores wants a `MayPersist`.
//!
//! ```
//! use vitrine::consent::Permissions;
//! use vitrine::profile::Profile;
//!
//! let granted = Permissions::offline();
//! let bytes = Profile::new().save(granted.may_persist().expect("granted"));
//! let memory = Profile::new().snapshot(granted.may_profile().expect("granted"));
//! assert_eq!(bytes, memory);
//! ```
//!
//! ```compile_fail,E0061
//! let bytes = vitrine::profile::Profile::new().save();
//! ```
//!
//! ```compile_fail,E0308
//! use vitrine::consent::Permissions;
//!
//! let granted = Permissions::offline();
//! let bytes = vitrine::profile::Profile::new().save(granted.may_profile().expect("granted"));
//! ```
//!
//! ```compile_fail,E0308
//! use vitrine::consent::Permissions;
//!
//! let restored = vitrine::profile::Profile::restore(Permissions::offline().may_persist(), &[]);
//! ```

mod answer;
mod bits;
mod flags;
mod gpc;
mod gpp;
mod members;
mod permissions;
#[cfg(feature = "serde")]
mod plain;
mod policy;
mod refusal;
mod settle;
mod signal;
mod tcf;
mod us;
mod vendors;

pub use flags::Flags;
pub use gpp::{GppString, MAX_SECTIONS, Section, UsPrivacy};
pub use members::Member;
pub use permissions::{MayPersist, MayProfile, Permissions};
pub use policy::{GpcPolicy, MeasureBasis, Policy, Regime};
pub use refusal::Refusal;
pub use settle::{settle, settle_own};
pub use signal::{
    C15tSignal, CookiebotSignal, GoogleSignal, GpcSignal, GppSignal, KlaroSignal, OneTrustSignal,
    OwnSignal, ShopifySignal, Signal, TcfSignal,
};
pub use tcf::{MAX_SEGMENTS, Publisher, Restriction, RestrictionKind, Restrictions, TcString};
pub use us::{Field, FieldAnswers, UsSection};
pub use vendors::{Ranges, Vendors};

/// The longest text of a signal that is read, in bytes. A typical TC string has a few hundred, one with every vendor
/// of the list about a thousand.
pub const MAX_TEXT_BYTES: usize = 16 * 1024;
