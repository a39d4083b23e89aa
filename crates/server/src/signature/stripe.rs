//! `Stripe-Signature: t=<unix>,v1=<hex>[,v1=<hex>…][,v0=…]` over `<t>.<raw body>`.
//!
//! The key is the whole `whsec_…` text, prefix included. While a secret is
//! rolled at Stripe (for up to 24 hours) there is a `v1` of each. Every delivery
//! and every retry has a new time. Source: Stripe's documentation of webhook
//! signatures, and `stripe` 23.1.0 for Node.

use super::{Refused, Scheme};
use crate::secret::Secret;

/// The header's name, in lower case.
pub const HEADER: &str = "stripe-signature";

/// How old, or how far in the future, a signature may be: five minutes, in
/// seconds. Stripe's own default.
pub const TOLERANCE: u64 = 300;

pub(super) const SCHEME: Scheme = Scheme { separator: b',', time: b"t", signature: b"v1", joint: b"." };

/// Whether Stripe signed this `body` with one of the `secrets` no more than
/// `tolerance` seconds before or after `now` (Unix seconds).
///
/// # Errors
/// [`Refused`] says why not; the [module](super) says where that is stricter
/// than Stripe's own SDK.
pub fn verify(header: &[u8], body: &[u8], secrets: &[Secret], now: u64, tolerance: u64) -> Result<(), Refused> {
    SCHEME.verify(header, body, secrets, now, tolerance)
}
