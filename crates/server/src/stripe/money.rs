//! Amounts as Stripe counts them (its "Supported currencies" page).

use upm_contract::Money;

const NONE: [&str; 15] =
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"];
const THREE: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];

/// An amount in Stripe's minor units. ISK and UGX have no decimals in use but are
/// sent with two; HUF and TWD have two in charges.
pub(crate) fn money(amount: i64, currency: &str) -> Money {
    let currency = currency.to_ascii_uppercase();
    let decimals = match currency.as_str() {
        c if NONE.contains(&c) => 0,
        c if THREE.contains(&c) => 3,
        _ => 2,
    };
    Money { amount, currency, decimals }
}

#[cfg(test)]
mod tests {
    use super::money;

    #[test]
    fn decimals_are_stripes_own() {
        for (currency, decimals) in [
            ("usd", 2),
            ("jpy", 0),
            ("krw", 0),
            ("clp", 0),
            ("kwd", 3),
            ("tnd", 3),
            ("isk", 2),
            ("ugx", 2),
            ("huf", 2),
            ("twd", 2),
            ("cop", 2),
        ] {
            let money = money(100, currency);
            assert_eq!((money.decimals, money.currency), (decimals, currency.to_uppercase()));
        }
    }
}
