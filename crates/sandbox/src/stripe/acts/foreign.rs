//! A Checkout Session in subscription mode: it completes with a SetupIntent too,
//! and has nothing to do with an update.

use super::setup;
use crate::clock::DAY;
use crate::stripe::data::{Card, Data, Kind, Metadata, Session, Status, Then};

/// Completes one for the customer of `subscription`; `None` where there is none.
pub(in crate::stripe) fn complete(data: &mut Data, subscription: &str) -> Option<String> {
    let found = data.subscription(subscription)?;
    let (customer, currency) = (found.customer.clone(), found.currency.clone());
    let intent = setup::intent(data, &customer);
    let setup_intent = intent.id.clone();
    setup::begin(data, intent);
    let card = Card { number: "5555555555554444".to_owned(), brand: "mastercard", exp_month: 1, exp_year: 2031 };
    setup::succeed(data, &setup_intent, Kind::Card(card), "Robin Hale");
    let (id, created) = (data.ids.stripe("cs_test_b1", 56), data.clock.now());
    data.sessions.push(Session {
        id: id.clone(),
        created,
        expires_at: created + DAY,
        status: Status::Complete,
        customer,
        currency: Some(currency),
        then: Then::Hosted { success_url: "https://app.example.com/welcome".to_owned(), cancel_url: None },
        locale: None,
        client_reference_id: None,
        submit_message: None,
        // A merchant may well use the same key for its own sessions.
        metadata: Metadata::from([("subscription_id".to_owned(), subscription.to_owned())]),
        setup_intent,
        allowed_types: Vec::new(),
        types: vec!["card".to_owned()],
        url: String::new(),
        challenge: None,
        subscription: Some(subscription.to_owned()),
    });
    data.emit("checkout.session.completed", &id);
    Some(id)
}
