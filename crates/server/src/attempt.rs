//! The widget's attempt: a UUIDv7, made once per press.

use ring::digest;
use uuid::{NoContext, Timestamp, Uuid};

use crate::error::{Code, Error};

/// How far the clock of the customer's device may be off, either way. Wide,
/// because clocks set to a wrong time zone are common, and because a session may
/// expire anywhere between 30 minutes and 24 hours after it was made.
const MAX_SKEW: u64 = 11 * 60 * 60;

/// What `expires_at` adds to the attempt's own time: with [`MAX_SKEW`] the
/// session then has between 1 and 23 hours.
const SESSION_LIFETIME: u64 = 12 * 60 * 60;

/// One press of the button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attempt(Uuid);

impl Attempt {
    /// Reads an attempt that was made around `now` (Unix seconds).
    pub(crate) fn parse(text: &str, now: u64) -> Result<Self, Error> {
        let uuid = Uuid::try_parse(text).ok().filter(|uuid| uuid.get_version_num() == 7).ok_or_else(|| {
            Error::new(Code::AttemptInvalid, "Send `attempt` as a UUIDv7, made once per press and repeated on retries.")
        })?;
        let attempt = Self(uuid);
        if attempt.made_at().abs_diff(now) > MAX_SKEW {
            return Err(Error::new(
                Code::AttemptClock,
                "The time inside `attempt` is more than 11 hours from this server's. Make a new attempt; if it happens again, the clock of the customer's device is wrong.",
            ));
        }
        Ok(attempt)
    }

    /// For a form, which has no script to make one.
    pub(crate) fn made_at_once(now: u64) -> Self {
        Self(Uuid::new_v7(Timestamp::from_unix(NoContext, now, 0)))
    }

    /// Unix seconds, by the clock of the device that made it.
    fn made_at(self) -> u64 {
        self.0.get_timestamp().map_or(0, |time| time.to_unix().0)
    }

    /// When the session expires. It derives from the attempt and not from the
    /// server's clock, so that a retry sends the same parameters.
    pub(crate) fn expires_at(self) -> u64 {
        self.made_at() + SESSION_LIFETIME
    }

    /// The attempt as text.
    pub(crate) fn id(self) -> String {
        self.0.to_string()
    }
}

/// A key for `Idempotency-Key`: a hash over parts, each counted, so that no two
/// lists of parts run together. Holds no personal data and is 64 characters long.
pub(crate) fn key(parts: &[&str]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part.as_bytes());
    }
    context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9562's example of a UUIDv7: 2022-02-22T19:22:22Z.
    const EXAMPLE: &str = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
    const MADE: u64 = 1_645_557_742;

    #[test]
    fn the_attempt_tells_its_time() {
        let attempt = Attempt::parse(EXAMPLE, MADE + 60).unwrap();
        assert_eq!(attempt.expires_at(), MADE + 43_200);
        assert_eq!(attempt.id(), EXAMPLE);
        for now in [MADE - MAX_SKEW, MADE + MAX_SKEW] {
            let left = Attempt::parse(EXAMPLE, now).unwrap().expires_at() - now;
            assert!((1800..=86_400).contains(&left), "{left}");
        }
    }

    #[test]
    fn other_times_and_other_uuids_are_refused() {
        let code = |text: &str, now| Attempt::parse(text, now).unwrap_err().code();
        assert_eq!(code(EXAMPLE, MADE + MAX_SKEW + 1), Code::AttemptClock);
        assert_eq!(code(EXAMPLE, MADE - MAX_SKEW - 1), Code::AttemptClock);
        for text in ["", "attempt", "919108f7-52d1-4320-9bac-f847db4148a8", "017f22e279b07cc398c4dc0c0c07398g"] {
            assert_eq!(code(text, MADE), Code::AttemptInvalid, "{text}");
        }
        assert!(Attempt::parse(&Attempt::made_at_once(MADE).id(), MADE).is_ok());
    }

    #[test]
    fn keys_tell_lists_apart() {
        assert_eq!(key(&["a", "b"]).len(), 64);
        assert_eq!(key(&["a", "b"]), key(&["a", "b"]));
        assert_ne!(key(&["a", "b"]), key(&["ab", ""]));
        assert_ne!(key(&["a"]), key(&["a", ""]));
    }
}
