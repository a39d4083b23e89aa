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

/// `29.88 USD`: for Stripe's own pages, whose language is not known here.
pub(crate) fn plain(money: &Money) -> String {
    let decimals = usize::from(money.decimals);
    let digits = format!("{:0>1$}", money.amount, decimals + 1);
    let (whole, part) = digits.split_at(digits.len() - decimals);
    let point = if part.is_empty() { "" } else { "." };
    format!("{whole}{point}{part} {}", money.currency)
}

#[cfg(test)]
mod tests {
    use super::{money, plain};

    #[test]
    fn amounts_are_written_with_their_decimals() {
        for (amount, currency, text) in [
            (2988, "usd", "29.88 USD"),
            (5, "eur", "0.05 EUR"),
            (0, "usd", "0.00 USD"),
            (4750, "kwd", "4.750 KWD"),
            (7, "kwd", "0.007 KWD"),
            (500, "jpy", "500 JPY"),
            (0, "jpy", "0 JPY"),
        ] {
            assert_eq!(plain(&money(amount, currency)), text);
        }
    }

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
