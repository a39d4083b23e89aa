//! The providers. Stripe needs nothing in the page but a redirect; Paddle a
//! script, and one checkout that the whole page shares.

pub(crate) mod event;
pub(crate) mod paddle;
mod script;
