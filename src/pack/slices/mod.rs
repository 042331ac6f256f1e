//! A pack in slices, for shops whose whole pack is too much for one page: a small head, and slices keyed by item, of which
//! a page loads those of the items that it shows. The format is specified in `docs/slices.md`.
//!
//! Where the whole pack is beside a page, as on the edge, what the page needs is cut for it alone.
//!
//! What rows of the shown items say of other items is in their own slices, so no slice is ever loaded for what a shopper
//! did. The loaded slices together are the whole pack, cut down to their items: every number that was measured over all
//! items comes with them, and an order is the same to the bit.

mod file;
mod fit;
mod head;
mod join;
mod page;
mod slice;
mod split;
mod values;

pub use file::{MAGIC, SIGNATURE_BYTES, VERSION};
pub use fit::{Fit, fit};
pub use page::{page_head, page_rows};
pub use split::{Sliced, slice_of, split, split_by};

use crate::pack::{Pack, PackError, SignalCode, Surface, Tunable};

/// Whether the same orders come of slices of a pack as of the pack.
fn fits(pack: &Pack) -> Result<(), PackError> {
    let unwritable = |cause| PackError::unwritable("slices", cause);
    if pack.weights().tunable(Tunable::Decoys) > 0.0 {
        return Err(unwritable(
            "the private setting (`decoys`) needs the whole pack",
        ));
    }
    let near = |surface| pack.weights().signals(surface).iter();
    let mut near = Surface::ALL.into_iter().flat_map(near);
    if near.any(|(signal, _)| signal.code == SignalCode::NumberNear) {
        return Err(unwritable("the signal `number-near` needs the whole pack"));
    }
    Ok(())
}
