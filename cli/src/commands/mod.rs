//! One file a subcommand.

pub mod demo_data;
pub mod evaluate;
pub mod pack;
