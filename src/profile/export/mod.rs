//! All that is stored of a shopper, in a form that she can read and take with her. `docs/profile-export.md` is normative.

mod read;
mod refusal;
mod write;

pub use refusal::ImportError;

use super::flag;
use super::plain::Plain;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The form's name and version.
pub const EXPORT_FORMAT: &str = "vitrine-profile-export/1";

/// A profile as an object. Keys are 16 hexadecimal digits; words stand beside them where the pack has any, and are not
/// read back.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileExport(Plain);

impl Serialize for ProfileExport {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

impl<'de> Deserialize<'de> for ProfileExport {
    /// Takes any plain data; whether it is an export is seen by [`Profile::import`](super::Profile::import).
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Plain::deserialize(from).map(Self)
    }
}

/// What was said or done of an item, and its flag.
const MARKS: [(&str, u8); 6] = [
    ("in-cart", flag::IN_CART),
    ("wished", flag::WISHED),
    ("dismissed", flag::DISMISSED),
    ("bought", flag::BOUGHT),
    ("turned-to", flag::STEP),
    ("chosen", flag::CHOSEN),
];
