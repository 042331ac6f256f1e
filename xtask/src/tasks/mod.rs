//! The tasks, one file each.

pub(crate) mod bench;
pub(crate) mod build;
pub(crate) mod curve;
pub(crate) mod docs;
pub(crate) mod fmt;
pub(crate) mod lighthouse;
pub(crate) mod lint;
pub(crate) mod page;
pub(crate) mod size;
pub(crate) mod soak;
mod tally;
pub(crate) mod test;
