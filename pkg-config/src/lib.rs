//! The bindings: JavaScript values to the engine's and back. No logic of their own, and no network: all that this
//! module imports is listed in a test.
#![forbid(unsafe_code)]

mod call;
mod choices;
#[cfg(feature = "shop")]
mod consent;
#[cfg(feature = "cut")]
mod cut;
mod engine;
mod error;
#[cfg(feature = "rights")]
mod explanation;
mod facts;
mod flat;
#[cfg(feature = "shop")]
mod observe;
mod rank;
mod remember;
#[cfg(feature = "shop")]
mod report;
#[cfg(feature = "rights")]
mod rights;
#[cfg(feature = "shop")]
mod seed;
#[cfg(feature = "rights")]
mod view;

#[cfg(feature = "shop")]
pub use consent::settle_consent;
#[cfg(feature = "cut")]
pub use cut::{cut_head, cut_rows};
pub use engine::Engine;

/// Smaller than the one that the standard library brings; every call takes the same few steps.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
