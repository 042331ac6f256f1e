//! The bindings: JavaScript values to the engine's and back. No logic of their own, and no network: all that this
//! module imports is listed in a test.
#![forbid(unsafe_code)]

mod call;
mod choices;
mod consent;
mod engine;
mod error;
mod explanation;
mod facts;
mod flat;
mod observe;
mod rank;
mod remember;
mod report;
mod rights;
mod seed;
mod view;

pub use consent::settle_consent;
pub use engine::Engine;

/// Smaller than the one that the standard library brings; every call takes the same few steps.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
