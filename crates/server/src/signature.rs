//! Whether a webhook comes from the provider: its signature, over the bytes as they came.
//!
//! Pure: header, body, secrets and time in, a verdict out. Both providers sign
//! a Unix time, a joint and the raw body with HMAC-SHA256, and put the time and
//! one or more signatures into a header; [`stripe`] and [`paddle`] differ only in
//! the spelling. Every signature of the header is compared with every configured
//! secret, in constant time, so that a secret can be rolled on either side first.
//!
//! # Stricter than the official SDKs
//! What no provider sends is refused here even where an official SDK lets it
//! pass. Each case has a vector in `tests/sdk/vectors`:
//! - the time is a plain decimal number: no fraction, sign, space, leading zero,
//!   hexadecimal or letters behind it;
//! - the time is there once;
//! - the time may lie in the future only as far as in the past;
//! - a tolerance of 0 means this very second; it does not switch the check off;
//! - a signature is 64 lower-case hexadecimal digits and nothing else, and one
//!   that is not spoils the header;
//! - there are at most [`MAX_SIGNATURES`] of them in at most [`MAX_HEADER`] bytes;
//! - the body is UTF-8, is not empty and has no byte order mark, and is judged by
//!   its bytes, not by what they decode to;
//! - an empty secret verifies nothing.
//!
//! In one case it is the other way round, because Paddle's documentation says so
//! and its Node SDK does not do it: [`paddle`] looks at every `h1`, not only at
//! the last.

pub mod paddle;
pub mod stripe;

#[cfg(test)]
mod tests;

use std::fmt;

use ring::hmac;
use subtle::ConstantTimeEq as _;

use crate::secret::Secret;

/// The longest header that is read, in bytes. A header with
/// [`MAX_SIGNATURES`] signatures has about 600.
pub const MAX_HEADER: usize = 2048;

/// The most signatures that a header may carry; a rotation needs two.
pub const MAX_SIGNATURES: usize = 8;

const DIGEST: usize = 32;

/// Why a webhook is not the provider's. It says nothing of what was sent or of
/// the secrets, so it may be logged and counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refused {
    /// The header is too long, or its time or a signature is missing or malformed.
    Header,
    /// The body is empty, not UTF-8, or begins with a byte order mark.
    Body,
    /// It was signed longer ago than tolerated: a replay, a slow network, or a clock that is wrong.
    Old,
    /// It was signed further in the future than tolerated: a clock that is wrong.
    Future,
    /// No signature fits any secret: the wrong secret, or another body than was signed.
    Signature,
}

impl Refused {
    /// One word, for logs and metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Body => "body",
            Self::Old => "old",
            Self::Future => "future",
            Self::Signature => "signature",
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "the signature header cannot be read",
            Self::Body => "the body is no event",
            Self::Old => "it was signed too long ago",
            Self::Future => "it was signed in the future",
            Self::Signature => "no signature fits",
        })
    }
}

impl std::error::Error for Refused {}

/// How a provider spells it.
struct Scheme {
    /// Between the header's items.
    separator: u8,
    /// The name of the time.
    time: &'static [u8],
    /// The name of a signature.
    signature: &'static [u8],
    /// Between the time and the body in what is signed.
    joint: &'static [u8],
}

/// What a header says.
struct Claim<'a> {
    /// As it stands, since it is signed as it stands.
    text: &'a [u8],
    time: u64,
    signatures: Vec<[u8; DIGEST]>,
}

impl Scheme {
    fn verify(&self, header: &[u8], body: &[u8], secrets: &[Secret], now: u64, tolerance: u64) -> Result<(), Refused> {
        let claim = self.read(header).ok_or(Refused::Header)?;
        // Before any hashing: what is replayed or senseless costs next to nothing.
        if now.saturating_sub(claim.time) > tolerance {
            return Err(Refused::Old);
        }
        if claim.time.saturating_sub(now) > tolerance {
            return Err(Refused::Future);
        }
        if !std::str::from_utf8(body).is_ok_and(|text| !text.is_empty() && !text.starts_with('\u{feff}')) {
            return Err(Refused::Body);
        }
        let secrets = secrets.iter().map(Secret::expose).filter(|secret| !secret.trim().is_empty());
        let fits = secrets
            .map(|secret| self.sign(secret, claim.text, body))
            .any(|expected| claim.signatures.iter().any(|given| bool::from(given.as_slice().ct_eq(expected.as_ref()))));
        if fits { Ok(()) } else { Err(Refused::Signature) }
    }

    /// One pass over the body per secret, however many signatures the header has.
    fn sign(&self, secret: &str, time: &[u8], body: &[u8]) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()));
        context.update(time);
        context.update(self.joint);
        context.update(body);
        context.sign()
    }

    /// Items of other names are ignored: providers add schemes.
    fn read<'a>(&self, header: &'a [u8]) -> Option<Claim<'a>> {
        if header.len() > MAX_HEADER {
            return None;
        }
        let mut time = None;
        let mut signatures = Vec::new();
        for item in header.split(|byte| *byte == self.separator) {
            let (name, value) = match item.iter().position(|byte| *byte == b'=') {
                Some(at) => (item.get(..at)?, item.get(at + 1..)?),
                None => (item, [].as_slice()),
            };
            if name == self.time {
                let twice = time.replace((value, seconds(value)?)).is_some();
                if twice {
                    return None;
                }
            } else if name == self.signature {
                if signatures.len() == MAX_SIGNATURES {
                    return None;
                }
                signatures.push(digest(value)?);
            }
        }
        let (text, time) = time?;
        if signatures.is_empty() { None } else { Some(Claim { text, time, signatures }) }
    }
}

/// A time as providers write it: decimal digits without a leading zero.
fn seconds(text: &[u8]) -> Option<u64> {
    let plain = text.iter().all(u8::is_ascii_digit) && (text.len() == 1 || text.first() != Some(&b'0'));
    std::str::from_utf8(text).ok().filter(|_| plain)?.parse().ok()
}

/// A signature as providers write it: 64 lower-case hexadecimal digits.
fn digest(text: &[u8]) -> Option<[u8; DIGEST]> {
    let nibble = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_chunks::<2>();
    if pairs.len() != DIGEST || !rest.is_empty() {
        return None;
    }
    let mut digest = [0; DIGEST];
    for (byte, [high, low]) in digest.iter_mut().zip(pairs) {
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(digest)
}
