//! The native command `vitrine`.
fn main() {}
