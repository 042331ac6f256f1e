//! What the tasks need and a fresh machine lacks. One file a thing; each is installed, or named with what to do.

pub(crate) mod bindgen;
pub(crate) mod chromium;
mod debian;
pub(crate) mod firefox;
pub(crate) mod node;
mod programs;
pub(crate) mod serenade;
pub(crate) mod wasm32;
pub(crate) mod webkit;
