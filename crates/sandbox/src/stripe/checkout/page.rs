//! The HTML of the hosted page.

use axum::http::StatusCode;

use super::save::{self, Entered, Problem};
use crate::stripe::data::{Data, Session, Status, Then};
use crate::stripe::html::{self, Page, Sheet, escape, field, frame, note};

/// The page of session `id` as it stands.
pub(super) fn render(data: &Data, id: &str, entered: &Entered, problem: Option<&Problem>) -> Page {
    let Some(session) = data.session(id) else { return html::not_found() };
    let lang = session.locale.as_deref().filter(|locale| *locale != "auto").unwrap_or("en");
    let (title, body) = match (session.status, &session.challenge) {
        (Status::Complete, _) => {
            let text = "Your payment details have been saved. You can close this page.";
            ("All done", note("all-done", "You&rsquo;re all done here", text))
        }
        (Status::Expired, _) => {
            let text = "This session has expired. Go back to the page you came from to start again.";
            ("Expired", note("expired", "This page has expired", text))
        }
        (Status::Open, Some((card, _))) => ("Authentication", html::challenge(card, "save for later payments")),
        (Status::Open, None) => {
            // The script reloads after the bank's step, so its failure is kept here.
            let failed = save::authentication_failed(data, &session.setup_intent);
            ("Save payment details", form(data, session, entered, problem.or(failed.as_ref())))
        }
    };
    (StatusCode::OK, frame(lang, title, &body))
}

fn form(data: &Data, session: &Session, entered: &Entered, problem: Option<&Problem>) -> String {
    let cancel_url = match &session.then {
        Then::Hosted { cancel_url, .. } => cancel_url.as_deref(),
        Then::Embedded { .. } => None,
    };
    let email = data.customer(&session.customer).map(|customer| customer.email.as_str()).unwrap_or_default();
    let about = problem.and_then(|problem| problem.field).unwrap_or_default();
    let sheet = Sheet {
        back: html::business(cancel_url),
        title: "Save your payment details",
        lead: "They are used for your subscription&rsquo;s next payments.",
        footer: "Checkout, in the manner of Stripe",
        fields: format!(
            r#"<h2>Contact information</h2>
<p class="contact" id="email">{}</p>
<h2>Payment method</h2>
{}"#,
            escape(email),
            methods(session, entered, about),
        ),
        message: session.submit_message.as_ref().map_or_else(String::new, |text| {
            format!(r#"<p class="submit-message" id="submit-message">{}</p>"#, escape(text))
        }),
        button: "Save card",
        terms: "By saving your payment details, you allow Fernway to charge you for future payments in accordance \
                with their terms.",
    };
    sheet.render(problem)
}

/// Radios whose choice opens their fields, by style sheet alone.
fn methods(session: &Session, entered: &Entered, about: &str) -> String {
    // The one that was chosen, or else the first.
    let first = session.types.first().map(String::as_str).unwrap_or_default();
    let chosen = if session.offers(&entered.method) { &entered.method } else { first };
    let mut methods = String::from(r#"<div class="methods">"#);
    let mut add = |kind: &str, id: &str, label: &str, fields: &str| {
        let checked = if chosen == kind { " checked" } else { "" };
        if session.offers(kind) {
            methods += &format!(
                r#"<div class="method">
<label class="choice"><input type="radio" name="method" value="{kind}" id="{id}"{checked}> {label}</label>
<div class="fields">
{fields}
</div>
</div>"#
            );
        }
    };
    add("card", "method-card", "Card", &html::card(entered, about));
    add(
        "link",
        "method-link",
        "<span>Pay with <strong>Link</strong></span>",
        "<p>Use the payment method saved with your Link account. No card details reach the merchant.</p>",
    );
    add("paypal", "method-paypal", "PayPal", "<p>You are taken to PayPal and come back here.</p>");
    add("us_bank_account", "method-bank", "US bank account", &bank(entered, about));
    methods + "</div>"
}

fn bank(entered: &Entered, about: &str) -> String {
    let field = |name, example, label, value: &str| field(name, [example, "off", "numeric", label, value], about);
    format!(
        r#"<p>Test account: routing number 110000000, account number 000123456789. The bank confirms it some days later.</p>
<label for="routingNumber">Routing number</label>
{}
<label for="accountNumber">Account number</label>
{}"#,
        field("routingNumber", "110000000", "Routing number", &entered.routing_number),
        field("accountNumber", "000123456789", "Account number", &entered.account_number),
    )
}
