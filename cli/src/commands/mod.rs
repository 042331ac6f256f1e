//! One file a subcommand.

pub mod evaluate;
pub mod pack;
