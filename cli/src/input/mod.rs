//! Reading a shop's files: catalogues and event logs in CSV, JSON lines and Parquet.

pub mod kind;
pub mod log;
