//! What one page needs of a pack, cut for that page alone: where the whole pack is beside the page, as on the edge.

use super::file::{self, Kind};
use super::slice::{self, PAGE};
use super::{fits, head};
use crate::pack::{Pack, PackError};

/// The head of slices that come with pages: how many there are else, it does not tell.
///
/// # Errors
/// As [`split`](super::split).
pub fn page_head(pack: &Pack) -> Result<Vec<u8>, PackError> {
    fits(pack)?;
    file::close(
        Kind::Head,
        pack.content_id(),
        &head::write(pack, PAGE)?,
        false,
    )
}

/// All that the pack says of the items that a page shows, as one slice: what several of them name stands in it once. The
/// bytes depend on which items these are, and not on their order.
///
/// # Errors
/// As [`split`](super::split).
pub fn page_rows(pack: &Pack, items: &[u32]) -> Result<Vec<u8>, PackError> {
    fits(pack)?;
    let mut items = items.to_vec();
    items.sort_unstable();
    items.dedup();
    file::close(
        Kind::Slice,
        pack.content_id(),
        &slice::write(pack, PAGE, &items),
        false,
    )
}
