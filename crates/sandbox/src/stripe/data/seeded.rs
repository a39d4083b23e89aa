//! The objects that the double starts with.

use super::{Card, Customer, Data, Invoice, Kind, Metadata, Method, Subscription, invoice::Line};
use crate::Urls;
use crate::clock::{Clock, DAY};
use crate::ids;
use crate::seeds::{self, DefaultOn};

/// How long before a renewal its subscription began.
const AGE: i64 = 120 * DAY;
/// A billing month, near enough for a double.
const MONTH: i64 = 30 * DAY;

impl Data {
    /// Everything about `seeds`, dated from now.
    pub(in crate::stripe) fn new(seeds: &[seeds::Customer], urls: &Urls, clock: Clock, ids: ids::Source) -> Self {
        let mut data = Self { clock, ids, ..Self::default() };
        for seed in seeds {
            data.add(seed, urls);
        }
        data
    }

    fn add(&mut self, seed: &seeds::Customer, urls: &Urls) {
        let renewed = self.clock.now() - seed.debt.map_or(12, |debt| debt.days_ago) * DAY;
        let created = renewed - AGE;
        let currency = seed.currency.to_lowercase();
        let card = seed.card.id.to_owned();
        let on = |field| (seed.default_on == field).then(|| card.clone());
        self.customers.push(Customer {
            id: seed.customer_id.to_owned(),
            created,
            email: seed.email.to_owned(),
            name: seed.name.to_owned(),
            currency: currency.clone(),
            default_payment_method: on(DefaultOn::Customer),
            default_source: None,
            metadata: Metadata::new(),
        });
        self.methods.push(Method {
            id: card.clone(),
            created,
            customer: Some(seed.customer_id.to_owned()),
            name: Some(seed.name.to_owned()),
            kind: Kind::Card(Card {
                number: seed.card.last4.to_owned(),
                brand: seed.card.brand,
                exp_month: seed.card.exp_month,
                exp_year: seed.card.exp_year,
            }),
            metadata: Metadata::new(),
        });
        let invoice = self.renewal(seed, renewed, urls);
        self.subscriptions.push(Subscription {
            id: seed.subscription_id.to_owned(),
            created,
            customer: seed.customer_id.to_owned(),
            status: seed.status().to_owned(),
            currency,
            default_payment_method: on(DefaultOn::Subscription),
            default_source: None,
            managed: false,
            latest_invoice: Some(invoice),
            period: (renewed, renewed + MONTH),
            items: seed.items.clone(),
            metadata: Metadata::new(),
        });
    }

    /// The invoice of the last renewal: open for a debt, else paid.
    fn renewal(&mut self, seed: &seeds::Customer, renewed: i64, urls: &Urls) -> String {
        let id = match seed.debt {
            Some(debt) => debt.id.to_owned(),
            None => self.ids.stripe("in_1", 23),
        };
        let lines = seed.items.iter().map(|item| Line { item: item.clone(), tax: seed.tax_on(item.subtotal()) });
        self.invoices.push(Invoice {
            id: id.clone(),
            created: renewed,
            customer: seed.customer_id.to_owned(),
            subscription: seed.subscription_id.to_owned(),
            status: if seed.debt.is_some() { "open" } else { "paid" },
            currency: seed.currency.to_lowercase(),
            decimals: seed.decimals,
            period: (renewed, renewed + MONTH),
            next_attempt: seed.debt.map(|debt| self.clock.now() + debt.retry_in_days * DAY),
            hosted_url: format!("{}/i/acct_1FernwayExample01/test_{id}", urls.stripe_invoice),
            lines: lines.collect(),
            credited: 0,
            attempts: u32::from(seed.debt.is_some()),
            charges: 0,
            challenge: None,
        });
        id
    }
}
