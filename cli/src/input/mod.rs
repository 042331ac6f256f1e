//! Reading a shop's files: catalogues and event logs in CSV, JSON lines and Parquet, and catalogues as
//! shops' systems export them ([`feeds`]).
//!
//! Every row is either read or counted in a [`report::RowReport`], with its line and the cause.

pub mod aliases;
pub mod catalogue;
mod columnar;
pub mod columns;
mod delimited;
mod event_layout;
pub mod events;
pub mod feeds;
pub mod history;
mod json_lines;
pub mod kind;
mod lines;
pub mod log;
mod log_builder;
mod mapping;
pub mod number;
pub mod passed_over;
mod records;
pub mod report;
pub mod rows;
pub mod shown;
mod source;
mod text;
pub mod time;
