//! The id of a portal update: what there is to compare with, signed.
//!
//! `bps_` and 112 hexadecimal digits: 8 bytes of expiry, 16 of a digest of the
//! default, 32 of HMAC-SHA256. The customer and the subscription are signed with
//! it but not in it: they are the asking customer's, so another customer's id
//! does not fit. No database, and any replica can read it.

use ring::{digest, hmac};

use crate::{secret::Secret, stripe::subject::Subject};

/// What the ids begin with; Stripe's own portal sessions do, too.
pub(crate) const PREFIX: &str = "bps_";

/// Keeps these signatures apart from all others made with the same secrets.
const PURPOSE: &[u8] = b"update-payment-method: state of a portal session, version 1";

const EXPIRY: usize = 8;
const BEFORE: usize = 16;
const TAG: usize = 32;
const LENGTH: usize = EXPIRY + BEFORE + TAG;

/// What was true when the customer was sent to the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    expires_at: u64,
    before: [u8; BEFORE],
}

impl State {
    /// `expires_at` in Unix seconds.
    pub(super) fn new(default: Option<&str>, expires_at: u64) -> Self {
        Self { expires_at, before: fingerprint(default) }
    }

    /// Unix seconds.
    pub(super) fn expires_at(&self) -> u64 {
        self.expires_at
    }

    /// Whether this is not what was the default then.
    pub(super) fn is_other(&self, default: &str) -> bool {
        self.before != fingerprint(Some(default))
    }
}

/// Short, of one length, and not the id itself: addresses get around.
fn fingerprint(default: Option<&str>) -> [u8; BEFORE] {
    let text = default.map_or_else(|| "none".to_owned(), |id| format!("is {id}"));
    digest::digest(&digest::SHA256, text.as_bytes()).as_ref().first_chunk().copied().unwrap_or_default()
}

/// Signs states with the newest secret and reads them with any.
#[derive(Clone, Debug)]
pub(crate) struct Seal {
    newest: hmac::Key,
    older: Vec<hmac::Key>,
}

impl Seal {
    /// With the secrets of the customer tokens, newest first.
    pub(crate) fn new(secrets: &[Secret]) -> Self {
        let mut keys = secrets.iter().map(key);
        // Without a secret no configuration is valid, and no token is either.
        Self { newest: keys.next().unwrap_or_else(|| key(&Secret::from(""))), older: keys.collect() }
    }

    pub(super) fn sign(&self, subject: &Subject, state: &State) -> String {
        let tag = hmac::sign(&self.newest, &message(subject, state));
        let bytes = state.expires_at.to_be_bytes().into_iter().chain(state.before).chain(tag.as_ref().iter().copied());
        bytes.fold(PREFIX.to_owned(), |mut id, byte| {
            id.extend([byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or_default()));
            id
        })
    }

    /// The state, if it was signed here for this customer and subscription.
    pub(super) fn read(&self, subject: &Subject, id: &str) -> Option<State> {
        let bytes = bytes(id.strip_prefix(PREFIX)?)?;
        let (expires_at, rest) = bytes.split_first_chunk::<EXPIRY>()?;
        let (before, tag) = rest.split_first_chunk::<BEFORE>()?;
        let state = State { expires_at: u64::from_be_bytes(*expires_at), before: *before };
        let message = message(subject, &state);
        // In constant time.
        let fits = |key| hmac::verify(key, &message, tag).is_ok();
        std::iter::once(&self.newest).chain(&self.older).any(fits).then_some(state)
    }
}

/// A key of its own: what is signed with the secret itself are customer tokens.
fn key(secret: &Secret) -> hmac::Key {
    let secret = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&secret, PURPOSE).as_ref())
}

/// Each part counted, so that no two run together.
fn message(subject: &Subject, state: &State) -> Vec<u8> {
    let parts: [&[u8]; 5] = [
        PURPOSE,
        subject.customer.as_bytes(),
        subject.subscription.as_bytes(),
        &state.expires_at.to_be_bytes(),
        &state.before,
    ];
    parts.iter().flat_map(|part| (part.len() as u64).to_be_bytes().into_iter().chain(part.iter().copied())).collect()
}

/// Lower-case digits only, so that a state has one spelling.
fn bytes(text: &str) -> Option<[u8; LENGTH]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != LENGTH || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; LENGTH];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(secrets: &[&str]) -> Seal {
        Seal::new(&secrets.iter().map(|&secret| secret.into()).collect::<Vec<_>>())
    }

    fn subject(customer: &str, subscription: &str) -> Subject {
        Subject { customer: customer.to_owned(), subscription: subscription.to_owned() }
    }

    #[test]
    fn a_state_is_read_back_by_its_customer_only() {
        let (seal, ours) = (seal(&["one"]), subject("cus_1", "sub_1"));
        let state = State::new(Some("pm_1"), 1_795_190_400);
        let id = seal.sign(&ours, &state);
        assert!(upm_contract::is_id(&id) && id.len() == PREFIX.len() + 2 * LENGTH, "{id}");
        assert_eq!(seal.read(&ours, &id), Some(state));
        for other in
            [subject("cus_2", "sub_1"), subject("cus_1", "sub_2"), subject("cus_1s", "ub_1"), subject("", "cus_1sub_1")]
        {
            assert_eq!(seal.read(&other, &id), None, "{other:?}");
        }
    }

    #[test]
    fn every_changed_digit_and_every_other_length_is_refused() {
        let (seal, ours) = (seal(&["one"]), subject("cus_1", "sub_1"));
        let id = seal.sign(&ours, &State::new(None, 1_795_190_400));
        for at in PREFIX.len()..id.len() {
            let mut forged = id.clone().into_bytes();
            forged[at] = if forged[at] == b'0' { b'1' } else { b'0' };
            assert_eq!(seal.read(&ours, &String::from_utf8(forged).unwrap()), None, "{at}");
            assert_eq!(seal.read(&ours, &id[..at]), None);
        }
        let upper = format!("{PREFIX}{}", id[PREFIX.len()..].to_uppercase());
        for bad in [&id[PREFIX.len()..], &format!("{id}00"), &upper, "bps_", "bps_1", "bps_ü", ""] {
            assert_eq!(seal.read(&ours, bad), None, "{bad}");
        }
    }

    #[test]
    fn secrets_can_be_rotated_and_strangers_do_not_count() {
        let (ours, state) = (subject("cus_1", "sub_1"), State::new(None, 1));
        let old = seal(&["old"]).sign(&ours, &state);
        let both = seal(&["new", "old"]);
        assert_eq!(both.read(&ours, &old), Some(state));
        assert_eq!(both.sign(&ours, &state), seal(&["new"]).sign(&ours, &state), "the newest signs");
        assert_eq!(seal(&["new"]).read(&ours, &old), None);
    }

    #[test]
    fn the_key_is_not_that_of_tokens() {
        let (ours, state) = (subject("cus_1", "sub_1"), State::new(None, 1));
        let plain = hmac::Key::new(hmac::HMAC_SHA256, b"one");
        let forged = Seal { newest: plain, older: Vec::new() }.sign(&ours, &state);
        assert_eq!(seal(&["one"]).read(&ours, &forged), None);
    }

    #[test]
    fn only_another_default_is_another() {
        let state = State::new(Some("pm_1"), 1);
        assert!(state.is_other("pm_2") && !state.is_other("pm_1"));
        assert!(State::new(None, 1).is_other("pm_1") && State::new(None, 1).is_other("none"));
    }
}
