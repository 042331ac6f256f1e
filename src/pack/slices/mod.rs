//! A pack in slices, for shops whose whole pack is too much for one page: a small head, and slices keyed by item, of which
//! a page loads those of the items that it shows. The format is specified in `docs/slices.md`.
//!
//! What rows of the shown items say of other items is in their own slices, so no slice is ever loaded for what a shopper
//! did. The loaded slices together are the whole pack, cut down to their items: every number that was measured over all
//! items comes with them, and an order is the same to the bit.

mod file;
mod fit;
mod head;
mod join;
mod slice;
mod split;
mod values;

pub use file::{MAGIC, SIGNATURE_BYTES, VERSION};
pub use fit::{Fit, fit};
pub use split::{Sliced, slice_of, split, split_by};
