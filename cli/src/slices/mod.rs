//! Packs in slices: written as a folder for the CDN, signed, and measured.

pub mod key;
pub mod measure;
pub mod write;
