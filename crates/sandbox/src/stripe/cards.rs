//! Stripe's test cards and what each does when it is saved and when it is charged.

use super::data::{Card, Kind};

/// What the bank says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The card is saved.
    Accept,
    /// The customer must authenticate first.
    Authenticate,
    /// Refused.
    Decline(Decline),
}

/// Why a card is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decline {
    pub(super) code: &'static str,
    pub(super) decline_code: Option<&'static str>,
    pub(super) message: &'static str,
}

const DECLINED: Decline =
    Decline { code: "card_declined", decline_code: Some("generic_decline"), message: "Your card was declined." };

const PROCESSING_ERROR: Decline = Decline {
    code: "processing_error",
    decline_code: Some("processing_error"),
    message: "An error occurred while processing your card. Try again in a little bit.",
};

/// The bank did not take the debit after all.
pub(super) const DEBIT_REFUSED: Decline = Decline {
    code: "payment_method_microdeposit_failed",
    decline_code: None,
    message: "The bank account could not be verified. Please choose a different payment method and try again.",
};

/// A card outside the list, in test mode.
const NOT_A_TEST_CARD: Decline = Decline {
    code: "card_declined",
    decline_code: Some("test_mode_live_card"),
    message: "Your card was declined. Your request was in test mode, but used a non test card.",
};

/// The customer did not authenticate.
pub(super) const NOT_AUTHENTICATED: Decline = Decline {
    code: "setup_intent_authentication_failure",
    decline_code: None,
    message: "We are unable to authenticate your payment method. Please choose a different payment \
              method and try again.",
};

/// What the bank says about a number that passes the checksum.
pub(super) fn answer(number: &str) -> Answer {
    let decline = |code, message| Answer::Decline(Decline { code, decline_code: None, message });
    match number {
        // The second attaches and fails only when it is charged later.
        "4242424242424242" | "4000000000000341" | "5555555555554444" | "378282246310005" => Answer::Accept,
        "4000002500003155" | "4000002760003184" | "4000008260003178" => Answer::Authenticate,
        "4000000000000002" => Answer::Decline(DECLINED),
        "4000000000000069" => decline("expired_card", "Your card has expired."),
        "4000000000000127" => decline("incorrect_cvc", "Your card's security code is incorrect."),
        "4000000000000119" => Answer::Decline(PROCESSING_ERROR),
        _ => Answer::Decline(NOT_A_TEST_CARD),
    }
}

/// What a charge of a saved method leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charge {
    /// Paid.
    Paid,
    /// The customer must authenticate this payment.
    Authenticate,
    /// Known in some days.
    Later,
    /// Refused.
    Declined(Decline),
}

/// What the bank says to a charge. Of seeded cards only the last digits are known.
pub(super) fn charge(method: &Kind) -> Charge {
    let Kind::Card(card) = method else {
        return if matches!(method, Kind::Bank { .. }) { Charge::Later } else { Charge::Paid };
    };
    match card.last4() {
        "3184" => Charge::Authenticate,
        "3178" => Charge::Declined(Decline {
            code: "card_declined",
            decline_code: Some("insufficient_funds"),
            message: "Your card has insufficient funds.",
        }),
        "0341" => Charge::Declined(DECLINED),
        _ if card.number.len() > 4 => match answer(&card.number) {
            Answer::Decline(why) => Charge::Declined(why),
            // Saving it was the authentication that later payments need.
            Answer::Accept | Answer::Authenticate => Charge::Paid,
        },
        "0002" => Charge::Declined(DECLINED),
        "0119" => Charge::Declined(PROCESSING_ERROR),
        _ => Charge::Paid,
    }
}

/// The only bank account that there is, and its routing number.
pub(super) const TEST_ACCOUNT: (&str, &str) = ("000123456789", "110000000");

/// Reads an account as a person types it.
pub(super) fn read_account(number: &str, routing: &str) -> Result<Kind, Typo> {
    let typo = |field, message| Err(Typo { field, message });
    if digits(routing) != TEST_ACCOUNT.1 {
        return typo("routingNumber", "Your routing number is invalid. In test mode it is 110000000.");
    }
    if digits(number) != TEST_ACCOUNT.0 {
        return typo("accountNumber", "Your account number is invalid. In test mode it is 000123456789.");
    }
    Ok(Kind::Bank { last4: TEST_ACCOUNT.0.get(8..).unwrap_or_default().to_owned() })
}

/// What is wrong with what was typed, by field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Typo {
    /// The field's name in the form.
    pub(super) field: &'static str,
    pub(super) message: &'static str,
}

/// Reads the card fields as a person types them; `today` is (year, month).
pub(super) fn read(number: &str, expiry: &str, cvc: &str, today: (u16, u8)) -> Result<Card, Typo> {
    let number = digits(number);
    let typo = |field, message| Err(Typo { field, message });
    if !(13..=19).contains(&number.len()) {
        return typo("cardNumber", "Your card number is incomplete.");
    }
    if !checksum(&number) {
        return typo("cardNumber", "Your card number is invalid.");
    }
    let expiry = digits(expiry);
    let (month, year) = match (expiry.get(..2), expiry.get(2..)) {
        (Some(month), Some(year)) if year.len() == 2 => (month.parse().unwrap_or(0), year.parse().unwrap_or(0)),
        _ => return typo("cardExpiry", "Your card's expiration date is incomplete."),
    };
    let year: u16 = 2_000 + year;
    if !(1..=12).contains(&month) {
        return typo("cardExpiry", "Your card's expiration date is invalid.");
    }
    if (year, month) < today {
        return typo("cardExpiry", "Your card's expiration date is in the past.");
    }
    let brand = brand(&number);
    if digits(cvc).len() != if brand == "amex" { 4 } else { 3 } {
        return typo("cardCvc", "Your card's security code is incomplete.");
    }
    Ok(Card { number, brand, exp_month: month, exp_year: year })
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn brand(number: &str) -> &'static str {
    match number.as_bytes() {
        [b'4', ..] => "visa",
        [b'5', b'1'..=b'5', ..] => "mastercard",
        [b'3', b'4' | b'7', ..] => "amex",
        _ => "unknown",
    }
}

/// The Luhn checksum.
fn checksum(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            let doubled = if at % 2 == 1 { digit * 2 } else { digit };
            doubled / 10 + doubled % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: (u16, u8) = (2026, 11);

    #[test]
    fn reads_what_a_person_types() {
        let card = read("4242 4242 4242 4242", "04 / 30", "123", TODAY).unwrap();
        assert_eq!((card.brand, card.last4(), card.exp_month, card.exp_year), ("visa", "4242", 4, 2030));
        assert!(read("4242424242424242", "11/26", "123", TODAY).is_ok());
        assert_eq!(read("3782 822463 10005", "0430", "1234", TODAY).unwrap().brand, "amex");
    }

    #[test]
    fn names_the_field_that_is_wrong() {
        let field = |number, expiry, cvc| read(number, expiry, cvc, TODAY).unwrap_err().field;
        assert_eq!(field("4242", "04/30", "123"), "cardNumber");
        assert_eq!(field("4242 4242 4242 4241", "04/30", "123"), "cardNumber");
        assert_eq!(field("4242424242424242", "10/26", "123"), "cardExpiry");
        assert_eq!(field("4242424242424242", "13/30", "123"), "cardExpiry");
        assert_eq!(field("4242424242424242", "4", "123"), "cardExpiry");
        assert_eq!(field("4242424242424242", "04/30", "12"), "cardCvc");
        assert_eq!(field("", "", "",), "cardNumber");
    }

    #[test]
    fn a_saved_card_may_still_fail_when_it_is_charged() {
        let charged = |number: &str| {
            let card = Card { number: number.to_owned(), brand: "visa", exp_month: 4, exp_year: 2030 };
            charge(&Kind::Card(card))
        };
        assert_eq!(charged("4242424242424242"), Charge::Paid);
        assert_eq!(charged("4242"), Charge::Paid, "a seeded card");
        assert_eq!(charged("4000002500003155"), Charge::Paid, "set up once, it needs no more");
        assert_eq!(charged("4000002760003184"), Charge::Authenticate);
        assert_eq!(charged("4000000000000341"), Charge::Declined(DECLINED));
        assert_eq!(charged("0341"), Charge::Declined(DECLINED));
        assert!(
            matches!(charged("4000008260003178"), Charge::Declined(why) if why.decline_code == Some("insufficient_funds"))
        );
        assert_eq!(charge(&Kind::Bank { last4: "6789".to_owned() }), Charge::Later);
    }

    #[test]
    fn there_is_one_bank_account() {
        assert!(read_account("000123456789", "110000000").is_ok());
        assert_eq!(read_account("000123456789", "110000001").unwrap_err().field, "routingNumber");
        assert_eq!(read_account("123", "110000000").unwrap_err().field, "accountNumber");
    }

    #[test]
    fn a_real_card_is_not_a_test_card() {
        assert_eq!(answer("4111111111111111"), Answer::Decline(NOT_A_TEST_CARD));
        assert_eq!(answer("4000000000000341"), Answer::Accept);
    }
}
