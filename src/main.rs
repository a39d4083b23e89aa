//! The module.
fn main() {}
