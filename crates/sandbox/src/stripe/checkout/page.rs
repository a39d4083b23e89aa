//! The HTML of the hosted page.

use axum::http::StatusCode;

use super::save::{self, Entered, Problem};
use crate::stripe::data::{Data, Session, Status, Then};

const BANNER: &str = r#"<p class="banner">Test double &ndash; no real cards. Nothing leaves this machine.</p>"#;

/// The page of session `id` as it stands.
pub(super) fn render(data: &Data, id: &str, entered: &Entered, problem: Option<&Problem>) -> (StatusCode, String) {
    let Some(session) = data.session(id) else {
        let text = "This page could not be found. Check the address, or go back to the page you came from.";
        return (StatusCode::NOT_FOUND, frame("en", "Not found", &note("not-found", "Something went wrong", text)));
    };
    let lang = session.locale.as_deref().filter(|locale| *locale != "auto").unwrap_or("en");
    let (title, body) = match session.status {
        Status::Complete => {
            let text = "Your payment details have been saved. You can close this page.";
            ("All done", note("all-done", "You&rsquo;re all done here", text))
        }
        Status::Expired => {
            let text = "This session has expired. Go back to the page you came from to start again.";
            ("Expired", note("expired", "This page has expired", text))
        }
        Status::Open if session.challenge.is_some() => ("Authentication", challenge(session)),
        Status::Open => {
            let email = data.customer(&session.customer).map(|c| c.email.as_str()).unwrap_or_default();
            // The script reloads after the bank's step, so its failure is kept here.
            let failed = save::authentication_failed(data, session);
            ("Save payment details", form(session, email, entered, problem.or(failed.as_ref())))
        }
    };
    (StatusCode::OK, frame(lang, title, &body))
}

fn frame(lang: &str, title: &str, body: &str) -> String {
    format!(
        r#"<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title} · Fernway</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/checkout.css">
<script src="/assets/checkout.js" defer></script>
</head>
<body>
{BANNER}
{body}
</body>
</html>
"#,
        lang = escape(lang),
    )
}

/// A page that only says something.
fn note(id: &str, title: &str, text: &str) -> String {
    format!(r#"<main class="note" id="{id}"><h1>{title}</h1><p>{text}</p></main>"#)
}

/// The bank's step.
fn challenge(session: &Session) -> String {
    let last4 = session.challenge.as_ref().map(|(card, _)| card.last4()).unwrap_or_default();
    format!(
        r#"<main class="note challenge" id="challenge">
<p class="bank">3D Secure &middot; test bank</p>
<h1>Confirm that it is you</h1>
<p>Fernway wants to save the card ending in {last4} for later payments.</p>
<form method="post" id="challenge-form">
<button class="primary" type="submit" name="challenge" value="complete" id="challenge-complete">Complete authentication</button>
<button class="plain" type="submit" name="challenge" value="fail" id="challenge-fail">Fail authentication</button>
</form>
</main>"#
    )
}

fn form(session: &Session, email: &str, entered: &Entered, problem: Option<&Problem>) -> String {
    let cancel_url = match &session.then {
        Then::Hosted { cancel_url, .. } => cancel_url.as_ref(),
        Then::Embedded { .. } => None,
    };
    let back = cancel_url.map_or_else(
        || r#"<span class="business">Fernway</span>"#.to_owned(),
        |url| {
            format!(
                r#"<a class="business back" id="back" href="{}"><span aria-hidden="true">&larr;</span> <span>Fernway</span><span class="hidden"> &ndash; go back</span></a>"#,
                escape(url)
            )
        },
    );
    let message = problem.map(|problem| escape(problem.message)).unwrap_or_default();
    let about = problem.and_then(|problem| problem.field).unwrap_or_default();
    let submit = session.submit_message.as_ref().map_or_else(String::new, |text| {
        format!(r#"<p class="submit-message" id="submit-message">{}</p>"#, escape(text))
    });
    format!(
        r#"<main class="checkout">
<section class="summary">
<header>{back} <span class="badge">Test mode</span></header>
<h1>Save your payment details</h1>
<p class="lead">They are used for your subscription&rsquo;s next payments.</p>
<footer>Checkout, in the manner of Stripe</footer>
</section>
<section class="details">
<form method="post" id="payment-form" novalidate>
<h2>Contact information</h2>
<p class="contact" id="email">{email}</p>
<h2>Payment method</h2>
{methods}
<p class="error" id="error" role="alert" data-field="{about}">{message}</p>
{submit}
<button class="primary" type="submit" id="submit">Save card</button>
<p class="terms">By saving your payment details, you allow Fernway to charge you for future payments in accordance with their terms.</p>
</form>
</section>
</main>"#,
        email = escape(email),
        methods = methods(session, entered, about),
    )
}

/// Two radios whose choice opens their fields, by style sheet alone.
fn methods(session: &Session, entered: &Entered, about: &str) -> String {
    // The one that was chosen, or else the first.
    let first = session.types.first().map(String::as_str).unwrap_or_default();
    let chosen = if session.offers(&entered.method) { &entered.method } else { first };
    let checked = |kind: &str| if chosen == kind { " checked" } else { "" };
    let mut html = String::from(r#"<div class="methods">"#);
    if session.offers("card") {
        html += &format!(
            r#"<div class="method">
<label class="choice"><input type="radio" name="method" value="card" id="method-card"{}> Card</label>
<div class="fields">
<label for="cardNumber">Card information</label>
<div class="joined">
{}{}{}
</div>
<label for="billingName">Name on card</label>
{}
</div>
</div>"#,
            checked("card"),
            field(
                "cardNumber",
                "1234 1234 1234 1234",
                "cc-number",
                "numeric",
                "Card number",
                &entered.card_number,
                about
            ),
            field("cardExpiry", "MM / YY", "cc-exp", "numeric", "Expiry", &entered.card_expiry, about),
            field("cardCvc", "CVC", "cc-csc", "numeric", "Security code", &entered.card_cvc, about),
            field("billingName", "Full name", "cc-name", "text", "Name on card", &entered.billing_name, about),
        );
    }
    if session.offers("link") {
        html += &format!(
            r#"<div class="method">
<label class="choice"><input type="radio" name="method" value="link" id="method-link"{}> <span>Pay with <strong>Link</strong></span></label>
<p class="fields">Use the payment method saved with your Link account. No card details reach the merchant.</p>
</div>"#,
            checked("link"),
        );
    }
    if session.offers("us_bank_account") {
        html += &format!(
            r#"<div class="method">
<label class="choice"><input type="radio" name="method" value="us_bank_account" id="method-bank"{}> US bank account</label>
<div class="fields">
<p class="hint">Test account: routing number 110000000, account number 000123456789. The bank confirms it some days later.</p>
<label for="routingNumber">Routing number</label>
{}
<label for="accountNumber">Account number</label>
{}
</div>
</div>"#,
            checked("us_bank_account"),
            field("routingNumber", "110000000", "off", "numeric", "Routing number", &entered.routing_number, about),
            field("accountNumber", "000123456789", "off", "numeric", "Account number", &entered.account_number, about),
        );
    }
    html + "</div>"
}

fn field(
    name: &str,
    placeholder: &str,
    autocomplete: &str,
    input_mode: &str,
    label: &str,
    value: &str,
    about: &str,
) -> String {
    let invalid = if about == name { r#" aria-invalid="true" aria-describedby="error""# } else { "" };
    format!(
        r#"<input id="{name}" name="{name}" type="text" placeholder="{placeholder}" autocomplete="{autocomplete}" inputmode="{input_mode}" aria-label="{label}" value="{}"{invalid}>"#,
        escape(value)
    )
}

/// Text for HTML content and quoted attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
