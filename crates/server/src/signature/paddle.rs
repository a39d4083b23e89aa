//! `Paddle-Signature: ts=<unix>;h1=<hex>[;h1=<hex>…]` over `<ts>:<raw body>`.
//!
//! The key is the notification destination's whole `pdl_ntfset_…` text. While a
//! secret is rotated there is an `h1` of each, and either may fit; other names,
//! such as `h2`, may follow. Source: Paddle's documentation of signature
//! verification, and `@paddle/paddle-node-sdk` 3.10.0, which takes only the last
//! `h1` and does not compare in constant time.

use super::{Refused, Scheme};
use crate::secret::Secret;

/// The header's name, in lower case.
pub const HEADER: &str = "paddle-signature";

/// How old, or how far in the future, a signature may be: five seconds. The
/// default of Paddle's SDKs, and short for a delivery that waits in a queue: the
/// configuration can name another.
pub const TOLERANCE: u64 = 5;

pub(super) const SCHEME: Scheme = Scheme { separator: b';', time: b"ts", signature: b"h1", joint: b":" };

/// Whether Paddle signed this `body` with one of the `secrets` no more than
/// `tolerance` seconds before or after `now` (Unix seconds).
///
/// # Errors
/// [`Refused`] says why not; the [module](super) says where that is stricter
/// than Paddle's own SDK.
pub fn verify(header: &[u8], body: &[u8], secrets: &[Secret], now: u64, tolerance: u64) -> Result<(), Refused> {
    SCHEME.verify(header, body, secrets, now, tolerance)
}
