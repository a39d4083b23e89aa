//! The page, the same on the server and in the browser.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use update_payment_method::{Preventable, UpdatePaymentMethod, contract::Verification};

use crate::Language;

/// What the server knows about the customer who is signed in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    /// The language of the page.
    pub language: Language,
    /// Says to the back end who asks.
    pub customer_token: String,
    /// Another origin than Stripe's own that a checkout may stand on: that of a double.
    pub checkout_origin: String,
}

/// The account page.
#[component]
pub fn App() -> impl IntoView {
    // The server's context, written into the page, and read there again by the browser.
    let account = SharedValue::new(expect_context::<Account>).into_inner();
    let words = account.language.words();
    let card = RwSignal::new(None::<String>);
    let on_updated = move |outcome: Preventable<Option<Verification>>| {
        card.set(outcome.as_ref().and_then(|verified| verified.payment_method.as_ref()?.last4.clone()));
    };
    view! {
        <main>
            <h1>{words.title}</h1>
            <p>{words.plan}</p>
            <UpdatePaymentMethod
                endpoint="/billing/payment-method-updates"
                overview=true
                locale=account.language.tag()
                customer_token=account.customer_token
                allowed_redirect_origins=account.checkout_origin
                on_updated=on_updated
            />
            <p class="card">{move || card.get().map(|digits| [words.card, " ", &digits].concat())}</p>
        </main>
    }
}
