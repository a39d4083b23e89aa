//! Money at Paddle's edge, and the number that a formatter takes.
//!
//! Paddle.js events carry numbers in *major* units, its REST API strings in
//! minor units; here only the first are turned into [`Money`]. Formatting is the
//! page's `Intl`, with the fraction digits set from [`Money::decimals`]: its own
//! are none for HUF and COP, where both providers count two.

use upm_contract::Money;

/// How many decimals Paddle counts for a currency: none for JPY, KRW, VND and
/// CLP, two for all others (Paddle's own UI package).
fn paddle_decimals(currency: &str) -> u8 {
    match currency {
        "JPY" | "KRW" | "VND" | "CLP" => 0,
        _ => 2,
    }
}

/// An amount of a Paddle.js event. `None` where it is too large to be money.
#[must_use]
pub fn from_paddle_event(major: f64, currency: &str) -> Option<Money> {
    let decimals = paddle_decimals(currency);
    let minor = (major * scale(decimals)).round();
    // Beyond 2^53 a double no longer counts single minor units.
    if !minor.is_finite() || minor.abs() > 9_007_199_254_740_992.0 || !is_currency(currency) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation)]
    let amount = minor as i64;
    Some(Money { amount, currency: currency.to_owned(), decimals })
}

/// The amount in major units, for display only.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn major(money: &Money) -> f64 {
    money.amount as f64 / scale(money.decimals)
}

/// The digits that display sets: what the sender says, at most four.
#[must_use]
pub fn fraction_digits(money: &Money) -> u8 {
    money.decimals.min(4)
}

/// Whether `Intl` will take it: three ASCII letters. Others throw there.
#[must_use]
pub fn is_currency(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic())
}

fn scale(decimals: u8) -> f64 {
    match decimals {
        0 => 1.0,
        1 => 10.0,
        2 => 100.0,
        3 => 1_000.0,
        _ => 10_000.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minor(amount: f64, currency: &str) -> Option<(i64, u8)> {
        from_paddle_event(amount, currency).map(|money| (money.amount, money.decimals))
    }

    #[test]
    fn event_amounts_are_major_units() {
        assert_eq!(minor(29.88, "EUR"), Some((2988, 2)));
        assert_eq!(minor(1500.0, "JPY"), Some((1500, 0)));
        assert_eq!(minor(1234.56, "HUF"), Some((123_456, 2)));
        assert_eq!(minor(0.1 + 0.2, "USD"), Some((30, 2)));
        assert_eq!(minor(-4.99, "USD"), Some((-499, 2)));
    }

    #[test]
    fn what_is_not_money_is_nothing() {
        assert_eq!(minor(f64::NAN, "USD"), None);
        assert_eq!(minor(1e300, "USD"), None);
        assert_eq!(minor(1.0, ""), None);
        assert_eq!(minor(1.0, "U$D"), None);
    }

    #[test]
    fn major_units_follow_the_senders_decimals() {
        let kwd = Money { amount: 9_990, currency: "KWD".into(), decimals: 3 };
        assert!((major(&kwd) - 9.99).abs() < 1e-9);
        assert_eq!(fraction_digits(&kwd), 3);
        assert_eq!(fraction_digits(&Money { decimals: 200, ..kwd }), 4);
    }
}
