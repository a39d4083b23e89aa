//! The id of an attempt: one per press, repeated when the widget itself retries.

/// A UUIDv7 (RFC 9562) of a time in milliseconds since 1970 and 16 random bytes.
#[must_use]
pub fn uuid_v7(milliseconds: f64, random: [u8; 16]) -> String {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let time = (milliseconds.max(0.0) as u64).to_be_bytes();
    let [_, _, t0, t1, t2, t3, t4, t5] = time;
    let [_, _, _, _, _, _, r6, r7, r8, rest @ ..] = random;
    let head = [t0, t1, t2, t3, t4, t5, (r6 & 0x0f) | 0x70, r7, (r8 & 0x3f) | 0x80];
    let mut text = String::with_capacity(36);
    for (place, byte) in head.into_iter().chain(rest).enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 0x0f] {
            text.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::uuid_v7;

    #[test]
    fn has_the_time_the_version_and_the_variant() {
        // The example of RFC 9562, appendix A.6.
        let random = [0, 0, 0, 0, 0, 0, 0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f];
        assert_eq!(uuid_v7(1_645_557_742_000.0, random), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
        assert_eq!(uuid_v7(-1.0, [0xff; 16]), "00000000-0000-7fff-bfff-ffffffffffff");
    }
}
