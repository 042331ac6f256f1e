//! The engine's behaviour through its public face.

mod consent_mutations;
mod consent_rules;
mod consent_vectors;
mod counterfactual;
mod learning;
mod noise;
mod pack_refusals;
mod permissions;
mod private;
mod profile_format;
mod profile_memory;
mod ranking;
mod rights;
mod rules;
mod shop;
mod tunables;
