//! Stable keys: what a profile remembers instead of a pack's dense indices, so that it outlives the
//! pack. All are XXH64 (<https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md>).

use xxhash_rust::xxh64::xxh64;

/// A stable 64-bit key of an item, a field, or a value of a field.
pub type Key = u64;

const ITEM_SEED: u64 = 0x6974_656d; // "item"
const FIELD_SEED: u64 = 0x6669_656c; // "fiel"

/// The key of an item id.
#[must_use]
pub fn item_key(id: &str) -> Key {
    xxh64(id.as_bytes(), ITEM_SEED)
}

/// The key of an attribute field's name.
#[must_use]
pub fn field_key(name: &str) -> Key {
    xxh64(name.as_bytes(), FIELD_SEED)
}

/// The key of a value below `parent`: the field's key for a label, a tag or the first step of a path,
/// the key of the step above for the deeper steps of a path.
#[must_use]
pub fn value_key(parent: Key, value: &str) -> Key {
    xxh64(value.as_bytes(), parent)
}

/// The hash that guards packs and profiles against damage (not against forgery: see signing).
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    xxh64(bytes, 0)
}
