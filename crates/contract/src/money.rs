//! Money, with its decimals said by the sender.

use serde::Serialize;

use crate::{Read, Value, deserialize_by_reading};

/// An amount of money in whole minor units.
///
/// The sender says how many decimals the unit has: HUF has two at Paddle and at
/// Stripe but none in `Intl.NumberFormat`, JPY none, KWD three. A receiver that
/// guesses is wrong by a factor of a hundred sooner or later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Money {
    /// Minor units: 2988 with two decimals is 29.88.
    pub amount: i64,
    /// ISO 4217 code in upper case.
    pub currency: String,
    /// Digits behind the decimal point, 0 to 4.
    pub decimals: u8,
}

impl Read for Money {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            amount: value.get("amount").whole()?,
            currency: value.get("currency").string()?,
            // No currency has more; an amount divided wrongly would be worse than none.
            decimals: u8::try_from(value.get("decimals").whole()?).ok().filter(|decimals| *decimals <= 4)?,
        })
    }
}

deserialize_by_reading!(Money);
