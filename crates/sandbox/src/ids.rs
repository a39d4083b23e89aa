//! Ids as the providers make them: a prefix and a random tail.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Letters and digits in both cases: Stripe's alphabet.
const STRIPE: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Crockford's base 32 in lower case: the alphabet of Paddle's ULIDs.
const PADDLE: &[u8] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What makes a double's ids: each differs from all before, and the same seed
/// gives the same ids again. Clones share one sequence.
#[derive(Clone, Debug)]
pub struct Source {
    state: Arc<AtomicU64>,
}

impl Default for Source {
    /// From the system's randomness.
    fn default() -> Self {
        let mut seed = [0; 8];
        fill(&mut seed);
        Self::seeded(u64::from_le_bytes(seed))
    }
}

impl Source {
    /// The sequence that belongs to `seed`.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self { state: Arc::new(AtomicU64::new(seed)) }
    }

    /// `prefix` and `length` letters and digits, such as `seti_1` and 23.
    #[must_use]
    pub fn stripe(&self, prefix: &str, length: usize) -> String {
        let mut id = String::with_capacity(prefix.len() + length);
        id.push_str(prefix);
        let mut pool = 0;
        for at in 0..length {
            // A word is good for ten of 62 characters.
            if at % 10 == 0 {
                pool = self.next();
            }
            let place = usize::try_from(pool % 62).unwrap_or_default();
            pool /= 62;
            id.extend(STRIPE.get(place).copied().map(char::from));
        }
        id
    }

    /// SplitMix64: a step of its state, then a mix in which every bit counts.
    fn next(&self) -> u64 {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut word = self.state.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }
}

/// `prefix_` and 26 characters: `^txn_[a-z\d]{26}$`.
#[must_use]
pub fn paddle(prefix: &str) -> String {
    random(&format!("{prefix}_01k"), PADDLE, 23)
}

/// Random digits of a v4 UUID, as Paddle writes request ids.
#[must_use]
pub fn uuid() -> String {
    let mut n = [0; 16];
    fill(&mut n);
    let hex: String = n.iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-4{}-a{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

fn random(prefix: &str, alphabet: &[u8], length: usize) -> String {
    let mut bytes = vec![0; length];
    fill(&mut bytes);
    let tail = bytes.iter().filter_map(|byte| alphabet.get(usize::from(*byte) % alphabet.len()));
    prefix.chars().chain(tail.map(|&byte| char::from(byte))).collect()
}

fn fill(bytes: &mut [u8]) {
    // Without the system's randomness ids would collide and tests would lie.
    if let Err(error) = getrandom::fill(bytes) {
        eprintln!("no randomness from the operating system: {error}");
        std::process::abort();
    }
}

#[cfg(test)]
mod tests {
    use super::{Source, paddle, uuid};

    #[test]
    fn ids_have_the_providers_lengths() {
        assert_eq!(Source::default().stripe("cs_test_c1", 56).len(), 66);
        assert_eq!(paddle("txn").len(), "txn_".len() + 26);
        assert_eq!(uuid().split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert_ne!(uuid(), uuid());
    }

    #[test]
    fn a_seed_repeats_its_ids_and_no_id_comes_twice() {
        let ids = |seed| {
            let source = Source::seeded(seed);
            (0..1_000).map(|_| source.stripe("pm_1", 23)).collect::<Vec<_>>()
        };
        assert_eq!(ids(7), ids(7));
        let mut all: Vec<String> = [ids(7), ids(8)].concat();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 2_000);
    }
}
