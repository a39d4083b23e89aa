//! What happens to the objects, whoever brings it about: a page, a call, or a
//! person in the dashboard. Each act says so in events.

pub(super) mod charge;
pub(super) mod foreign;
pub(super) mod setup;
