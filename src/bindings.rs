//! Everything that touches JavaScript by hand. Private; each file wraps its
//! `extern` block in something safe that undoes itself when dropped.

pub(crate) mod intl;
pub(crate) mod js;
pub(crate) mod paddle;
pub(crate) mod page;
pub(crate) mod sheet;
pub(crate) mod stripe;
pub(crate) mod write;

pub use sheet::STYLE;

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
