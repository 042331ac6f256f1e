//! vitrine: the on-device ranking engine.
//!
//! Three nouns. A [`pack`] is what the shop knows: items, attributes, popularity, what follows what.
//! A [`profile`] is what this device knows of one shopper. [`rank`] makes an order of both, with a
//! reason for every position. [`consent`] says what may be touched: the functions that read or write
//! behaviour take a permission value that only it can make.
//!
//! The engine is pure: no clock, no randomness, no I/O. Time comes in as an argument, so the same
//! input gives the same order, to the bit, on every machine.
#![forbid(unsafe_code)]

mod bytes;
pub mod consent;
mod facts;
mod key;
mod letters;
pub mod pack;
pub mod profile;
pub mod rank;
mod sorted;

pub use facts::{AttributeValue, Facts};
pub use key::{Key, field_key, item_key, value_key};

/// A moment, in whole seconds since 1970-01-01 UTC.
pub type Seconds = u32;

/// The longest item id or attribute value, in bytes of UTF-8, that the engine takes.
pub const MAX_TEXT_BYTES: usize = 1024;
