//! What may be shown of a payment method.

use serde::Deserialize;

/// A payment method, as far as it can be shown.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct PaymentMethod {
    #[serde(rename = "type", default)]
    kind: String,
    card: Option<Card>,
    us_bank_account: Option<BankAccount>,
    acss_debit: Option<BankAccount>,
    sepa_debit: Option<BankAccount>,
    bacs_debit: Option<BankAccount>,
    au_becs_debit: Option<BankAccount>,
}

#[derive(Clone, Debug, Deserialize)]
struct Card {
    brand: Option<String>,
    display_brand: Option<String>,
    last4: Option<String>,
    exp_month: Option<u8>,
    exp_year: Option<u16>,
}

#[derive(Clone, Debug, Deserialize)]
struct BankAccount {
    bank_name: Option<String>,
    last4: Option<String>,
}

impl From<PaymentMethod> for upm_contract::PaymentMethod {
    fn from(method: PaymentMethod) -> Self {
        let PaymentMethod { kind, card, us_bank_account, acss_debit, sepa_debit, bacs_debit, au_becs_debit } = method;
        if let Some(card) = card {
            return Self {
                kind,
                brand: card.display_brand.or(card.brand),
                last4: card.last4,
                exp_month: card.exp_month,
                exp_year: card.exp_year,
            };
        }
        // An account is known by its bank, where Stripe names it, or by the debit's scheme.
        let accounts = [
            (us_bank_account, "Bank account"),
            (acss_debit, "Bank account"),
            (sepa_debit, "SEPA Direct Debit"),
            (bacs_debit, "Bacs Direct Debit"),
            (au_becs_debit, "BECS Direct Debit"),
        ];
        let account = accounts.into_iter().find_map(|(account, scheme)| Some((account?, scheme)));
        let (brand, last4) = account
            .map(|(account, scheme)| (account.bank_name.unwrap_or_else(|| scheme.to_owned()), account.last4))
            .unzip();
        Self { kind, brand, last4: last4.flatten(), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn shown(method: Value) -> Value {
        let method: PaymentMethod = serde_json::from_value(method).unwrap();
        serde_json::to_value(upm_contract::PaymentMethod::from(method)).unwrap()
    }

    #[test]
    fn a_bank_account_has_its_banks_name_or_its_schemes() {
        let us = json!({"type": "us_bank_account", "us_bank_account": {"bank_name": "STRIPE TEST BANK", "last4": "6789", "routing_number": "110000000"}});
        assert_eq!(shown(us), json!({"type": "us_bank_account", "brand": "STRIPE TEST BANK", "last4": "6789"}));
        let sepa = json!({"type": "sepa_debit", "sepa_debit": {"bank_code": "37040044", "last4": "3000"}});
        assert_eq!(shown(sepa), json!({"type": "sepa_debit", "brand": "SEPA Direct Debit", "last4": "3000"}));
    }

    #[test]
    fn what_is_neither_card_nor_account_has_its_type_only() {
        assert_eq!(shown(json!({"type": "link", "link": {"email": "sam@example.com"}})), json!({"type": "link"}));
    }
}
