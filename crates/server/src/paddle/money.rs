//! Amounts as Paddle's REST API counts them: text, in minor units.

use upm_contract::Money;

/// The currencies without decimals at Paddle. All others have two there, HUF,
/// TWD and COP included.
const NONE: [&str; 4] = ["CLP", "JPY", "KRW", "VND"];

/// An amount, unless it is no whole number.
pub(crate) fn money(amount: Option<&str>, currency: &str) -> Option<Money> {
    let currency = currency.to_ascii_uppercase();
    let decimals = if NONE.contains(&currency.as_str()) { 0 } else { 2 };
    Some(Money { amount: amount?.trim().parse().ok()?, currency, decimals })
}

#[cfg(test)]
mod tests {
    use super::money;

    #[test]
    fn decimals_are_paddles_own() {
        for (currency, decimals) in
            [("USD", 2), ("jpy", 0), ("KRW", 0), ("VND", 0), ("CLP", 0), ("HUF", 2), ("COP", 2), ("TWD", 2)]
        {
            let money = money(Some("2988"), currency).unwrap();
            assert_eq!((money.amount, money.decimals), (2988, decimals), "{currency}");
        }
    }

    #[test]
    fn what_is_no_minor_unit_is_nothing() {
        for amount in [None, Some(""), Some("29.88"), Some("1e3"), Some("99999999999999999999")] {
            assert_eq!(money(amount, "USD"), None);
        }
    }
}
