//! One file a subcommand.

pub mod demo_data;
pub mod evaluate;
pub mod inspect;
pub mod leak;
pub mod pack;
pub mod rank;
pub mod slices;
pub mod split;
