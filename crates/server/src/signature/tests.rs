//! What no file of vectors can say: for all bytes.

use proptest::prelude::*;

use super::{MAX_HEADER, MAX_SIGNATURES, Refused, Scheme, paddle, stripe};
use crate::secret::Secret;

type Verify = fn(&[u8], &[u8], &[Secret], u64, u64) -> Result<(), Refused>;

/// Body, header with one signature, header of a rotation with the previous secret's first.
type Example = (&'static str, &'static str, &'static str);

const NOW: u64 = 1_795_191_000;
const STRIPE: Example = (
    r#"{"id":"evt_example","object":"event"}"#,
    "t=1795191000,v1=59331e72fa8bd3e485b5192098ce359e246d25ca63f5a36e2bdae21efbcd1cdd",
    "t=1795191000,v1=c1f1c76b4817fcb328d647b8c831c78f3d3a52f32e7950f56d87ba8fae1373f4,v1=59331e72fa8bd3e485b5192098ce359e246d25ca63f5a36e2bdae21efbcd1cdd",
);
const PADDLE: Example = (
    r#"{"event_id":"evt_example","event_type":"transaction.paid"}"#,
    "ts=1795191000;h1=b88bd921c09c81a37aee5a650586891a5721490f0e319a0fc99c5f044d526de2",
    "ts=1795191000;h1=81c18e3b9289cca977b20ab1dac1e5b3969d6e431c0ebaccdc3f9ece2d6f7836;h1=b88bd921c09c81a37aee5a650586891a5721490f0e319a0fc99c5f044d526de2",
);

/// Of each provider: the verifier, its vectors, the current secret and the one before.
fn providers() -> [(Verify, Example, Secret, Secret); 2] {
    [
        (stripe::verify, STRIPE, "whsec_example_current".into(), "whsec_example_previous".into()),
        (paddle::verify, PADDLE, "pdl_ntfset_example_current".into(), "pdl_ntfset_example_previous".into()),
    ]
}

#[test]
fn either_secret_fits_a_rotation() {
    for (verify, (body, one, two), current, previous) in providers() {
        let judge = |header: &str, secrets: &[Secret]| verify(header.as_bytes(), body.as_bytes(), secrets, NOW, 5);
        assert_eq!(judge(one, std::slice::from_ref(&current)), Ok(()));
        assert_eq!(judge(one, std::slice::from_ref(&previous)), Err(Refused::Signature));
        assert_eq!(judge(two, std::slice::from_ref(&current)), Ok(()));
        assert_eq!(judge(two, std::slice::from_ref(&previous)), Ok(()));
        assert_eq!(judge(one, &[previous, current]), Ok(()));
        assert_eq!(judge(one, &[]), Err(Refused::Signature));
    }
}

#[test]
fn the_age_is_bounded_on_both_sides() {
    for (verify, (body, header, _), current, _) in providers() {
        let at = |now: u64, tolerance: u64| {
            verify(header.as_bytes(), body.as_bytes(), std::slice::from_ref(&current), now, tolerance)
        };
        assert_eq!((at(NOW + 5, 5), at(NOW - 5, 5), at(NOW, 0)), (Ok(()), Ok(()), Ok(())));
        assert_eq!((at(NOW + 6, 5), at(NOW + 1, 0)), (Err(Refused::Old), Err(Refused::Old)));
        assert_eq!((at(NOW - 6, 5), at(0, 5)), (Err(Refused::Future), Err(Refused::Future)));
        assert_eq!(at(u64::MAX, u64::MAX), Ok(()));
    }
}

#[test]
fn a_header_is_bounded() {
    for (verify, (body, header, _), current, _) in providers() {
        let separator = if header.contains(';') { ';' } else { ',' };
        let judge = |header: &str| verify(header.as_bytes(), body.as_bytes(), std::slice::from_ref(&current), NOW, 5);
        let (_, signature) = header.split_once(separator).unwrap();
        let more = |count: usize| header.to_owned() + &format!("{separator}{signature}").repeat(count);
        assert_eq!(judge(&more(MAX_SIGNATURES - 1)), Ok(()));
        assert_eq!(judge(&more(MAX_SIGNATURES)), Err(Refused::Header));
        let padded = |length: usize| format!("{header}{separator}{}", "x".repeat(length - header.len() - 1));
        assert_eq!(judge(&padded(MAX_HEADER)), Ok(()));
        assert_eq!(judge(&padded(MAX_HEADER + 1)), Err(Refused::Header));
    }
}

/// Headers that get past the first look more often than random bytes do.
fn almost_headers() -> impl Strategy<Value = Vec<u8>> {
    let item = prop_oneof![
        Just(b"t=1795191000".to_vec()),
        Just(b"ts=1795191000".to_vec()),
        "(t|ts|v1|h1)=[0-9a-f]{0,66}".prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..12),
    ];
    prop::collection::vec(item, 0..8).prop_flat_map(|items| {
        prop_oneof![Just(b",".to_vec()), Just(b";".to_vec())].prop_map(move |joint| items.join(&joint[..]))
    })
}

proptest! {
    #[test]
    fn no_bytes_panic_and_none_are_accepted(
        header in prop_oneof![almost_headers(), prop::collection::vec(any::<u8>(), 0..3000)],
        body in prop::collection::vec(any::<u8>(), 0..200),
        secret in ".{0,40}",
        now in any::<u64>(),
        tolerance in any::<u64>(),
    ) {
        for (verify, ..) in providers() {
            prop_assert!(verify(&header, &body, &[Secret::from(secret.as_str())], now, tolerance).is_err());
            prop_assert!(verify(&header, &body, &[Secret::from(secret.as_str())], NOW, tolerance).is_err());
        }
    }

    #[test]
    fn what_is_signed_fits_and_one_bit_more_or_less_does_not(
        body in "[^\u{feff}].{0,80}",
        secret in "[!-~]{1,40}",
        time in 1..u64::MAX,
        bit in any::<prop::sample::Index>(),
    ) {
        let schemes: [(Verify, &Scheme, &str, &str, &str); 2] = [
            (stripe::verify, &stripe::SCHEME, "t=", ",v1=", "whsec_"),
            (paddle::verify, &paddle::SCHEME, "ts=", ";h1=", "pdl_ntfset_"),
        ];
        for (verify, scheme, first, second, prefix) in schemes {
            let secret = format!("{prefix}{secret}");
            let tag = scheme.sign(&secret, time.to_string().as_bytes(), body.as_bytes());
            let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
            let parts = [format!("{first}{time}{second}{hex}").into_bytes(), body.clone().into_bytes(), secret.into_bytes()];
            let judge = |parts: &[Vec<u8>; 3]| {
                // A secret is text: a flipped bit that leaves none is another secret all the same.
                let secret = String::from_utf8_lossy(&parts[2]).into_owned();
                verify(&parts[0], &parts[1], &[Secret::from(secret)], time, u64::MAX)
            };
            prop_assert_eq!(judge(&parts), Ok(()));
            let mut flipped = parts.clone();
            let lengths = parts.each_ref().map(|part| part.len() * 8);
            let mut at = bit.index(lengths.iter().sum());
            for (part, length) in flipped.iter_mut().zip(lengths) {
                if at < length {
                    part[at / 8] ^= 1 << (at % 8);
                    break;
                }
                at -= length;
            }
            prop_assert!(judge(&flipped).is_err());
        }
    }
}
