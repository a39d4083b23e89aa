//! The made-up customers of both providers, as plain data.
//!
//! Fernway, the made-up business, sells walkers a subscription for notes and
//! maps. Every double starts from [`customers`] and returns to it on reset.

mod customers;
mod many;
mod map_packs;

pub use customers::customers;
pub use many::many;

/// Which provider bills a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// Stripe Billing.
    Stripe,
    /// Paddle Billing.
    Paddle,
}

impl Provider {
    /// The provider's name as the customer token spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stripe => "stripe",
            Self::Paddle => "paddle",
        }
    }
}

/// One customer with one subscription and one card on file.
#[derive(Clone, Debug)]
pub struct Customer {
    /// The name that the demo and the tests use, such as `paddle_past_due`.
    pub key: &'static str,
    /// Who bills this customer.
    pub provider: Provider,
    /// What the demo's picker shows.
    pub label: &'static str,
    /// Personal name, also the cardholder's.
    pub name: &'static str,
    /// Email address.
    pub email: &'static str,
    /// ISO 3166-1 country of the address.
    pub country: &'static str,
    /// Postal code of the address.
    pub postal_code: &'static str,
    /// `cus_…` or `ctm_…`.
    pub customer_id: &'static str,
    /// `add_…`; only Paddle has one.
    pub address_id: Option<&'static str>,
    /// `sub_…`.
    pub subscription_id: &'static str,
    /// What the subscription is called on the account page.
    pub plan: &'static str,
    /// What is billed each month. Not empty.
    pub items: Vec<Item>,
    /// ISO 4217 code in upper case.
    pub currency: &'static str,
    /// Decimals of the amounts below, as this provider counts them.
    pub decimals: u8,
    /// Tax on top, in hundredths of a percent: 2000 is 20 %.
    pub tax_basis_points: i64,
    /// What the customer's credit pays of the open invoice, minor units.
    pub credit: i64,
    /// The card on file.
    pub card: Card,
    /// Which of Stripe's default fields names the card.
    pub default_on: DefaultOn,
    /// The failed renewal. `None` is an active subscription, `Some` a past-due one.
    pub debt: Option<Debt>,
}

/// One line of the subscription.
#[derive(Clone, Debug)]
pub struct Item {
    /// `prod_…` or `pro_…`.
    pub product_id: String,
    /// The product's name.
    pub product: String,
    /// `price_…` or `pri_…`.
    pub price_id: String,
    /// The price's name.
    pub price: String,
    /// How many.
    pub quantity: u32,
    /// Price of one before tax, minor units.
    pub unit_amount: i64,
}

/// A card on file.
#[derive(Clone, Copy, Debug)]
pub struct Card {
    /// `pm_…` or `paymtd_…`.
    pub id: &'static str,
    /// Brand in lower case.
    pub brand: &'static str,
    /// Last four digits.
    pub last4: &'static str,
    /// 1 to 12.
    pub exp_month: u8,
    /// Four digits.
    pub exp_year: u16,
}

/// Where Stripe's default payment method stands. The subscription's field wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultOn {
    /// `subscription.default_payment_method`.
    Subscription,
    /// `customer.invoice_settings.default_payment_method`.
    Customer,
}

/// A renewal whose payment failed.
#[derive(Clone, Copy, Debug)]
pub struct Debt {
    /// Stripe's open invoice `in_…` or Paddle's past-due transaction `txn_…`.
    pub id: &'static str,
    /// Whole days since the renewal, at the time the sandbox starts.
    pub days_ago: i64,
    /// Whole days until the provider tries again by itself.
    pub retry_in_days: i64,
    /// The failed attempt's id (Paddle's `payment_attempt_id`).
    pub attempt_id: &'static str,
    /// Why the card was declined, in the provider's word.
    pub reason: &'static str,
}

impl Item {
    /// The line's amount before tax, minor units.
    #[must_use]
    pub fn subtotal(&self) -> i64 {
        self.unit_amount * i64::from(self.quantity)
    }
}

impl Customer {
    /// `active` or `past_due`.
    #[must_use]
    pub fn status(&self) -> &'static str {
        if self.debt.is_some() { "past_due" } else { "active" }
    }

    /// Tax on `amount`, rounded half up to minor units.
    #[must_use]
    pub fn tax_on(&self, amount: i64) -> i64 {
        (amount * self.tax_basis_points + 5_000) / 10_000
    }

    /// The tax rate as a decimal fraction, as Paddle writes it: `0.2`.
    #[must_use]
    pub fn tax_rate(&self) -> String {
        let digits = format!("{:04}", self.tax_basis_points);
        let digits = digits.trim_end_matches('0');
        if digits.is_empty() { "0".to_owned() } else { format!("0.{digits}") }
    }

    /// All lines before tax, minor units.
    #[must_use]
    pub fn subtotal(&self) -> i64 {
        self.items.iter().map(Item::subtotal).sum()
    }

    /// All lines' tax, rounded line by line, minor units.
    #[must_use]
    pub fn tax(&self) -> i64 {
        self.items.iter().map(|item| self.tax_on(item.subtotal())).sum()
    }

    /// What one month costs with tax, before credit, minor units.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.subtotal() + self.tax()
    }

    /// What one month costs after credit, minor units.
    #[must_use]
    pub fn balance(&self) -> i64 {
        self.total() - self.credit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer(key: &str) -> Customer {
        customers().into_iter().find(|c| c.key == key).unwrap()
    }

    #[test]
    fn amounts_are_what_a_person_computes() {
        let past_due = customer("paddle_past_due");
        // 2 x 12.45 = 24.90, 20 % of it 4.98, 5.00 of credit.
        assert_eq!((past_due.subtotal(), past_due.tax()), (2490, 498));
        assert_eq!((past_due.total(), past_due.balance()), (2988, 2488));
        // 27 % of 2990.50 is 807.435, rounded half up.
        let huf = customer("paddle_huf");
        assert_eq!((huf.subtotal(), huf.tax(), huf.total()), (299_050, 80_744, 379_794));
        // Stripe wants the last of KWD's three decimals to be 0.
        assert_eq!(customer("stripe_kwd").balance() % 10, 0);
    }

    #[test]
    fn rates_read_as_fractions() {
        assert_eq!(customer("paddle_past_due").tax_rate(), "0.2");
        assert_eq!(customer("paddle_huf").tax_rate(), "0.27");
        assert_eq!(customer("stripe_kwd").tax_rate(), "0");
    }

    #[test]
    fn every_key_and_id_is_its_own() {
        let all = customers();
        let mut ids: Vec<&str> = all
            .iter()
            .flat_map(|c| [c.key, c.customer_id, c.subscription_id, c.card.id])
            .chain(all.iter().filter_map(|c| c.debt.map(|d| d.id)))
            .chain(all.iter().filter_map(|c| c.address_id))
            .collect();
        let before = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), before);
        assert_eq!(customer("paddle_forty").items.len(), 40);
    }
}
