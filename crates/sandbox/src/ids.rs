//! Ids as the providers make them: a prefix and a random tail.

/// Letters and digits in both cases: Stripe's alphabet.
const STRIPE: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Crockford's base 32 in lower case: the alphabet of Paddle's ULIDs.
const PADDLE: &[u8] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// `prefix` and `length` random letters and digits, such as `seti_1` and 23.
#[must_use]
pub fn stripe(prefix: &str, length: usize) -> String {
    random(prefix, STRIPE, length)
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
    use super::{paddle, stripe, uuid};

    #[test]
    fn ids_have_the_providers_lengths() {
        assert_eq!(stripe("cs_test_c1", 56).len(), 66);
        assert_eq!(paddle("txn").len(), "txn_".len() + 26);
        assert_eq!(uuid().split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert_ne!(uuid(), uuid());
    }
}
