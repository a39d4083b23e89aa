//! What Stripe's pages here have in common: the frame, the card's fields, the
//! bank's step, and how a submission is answered with and without a script.

use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::{Value, json};

use super::checkout::save::{Entered, Problem, Saved};
use super::data::Card;

const BANNER: &str = r#"<p class="banner">Test double &ndash; no real cards. Nothing leaves this machine.</p>"#;

/// The page's own files only. No `form-action`: a saved method redirects to the
/// merchant, and browsers apply it to redirects as well.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'";

/// A page with its status.
pub(super) type Page = (StatusCode, String);

/// Sends a page that refuses to run in a frame.
pub(super) fn send(page: Page) -> Response {
    send_with(page, &format!("{POLICY}; frame-ancestors 'none'"))
}

/// Sends a page that any page may embed.
pub(super) fn send_framed(page: Page) -> Response {
    send_with(page, POLICY)
}

fn send_with((status, body): Page, policy: &str) -> Response {
    (status, [(CONTENT_SECURITY_POLICY, policy), (CACHE_CONTROL, "no-cache")], Html(body)).into_response()
}

/// What a submission led to: 303 to the merchant, or the `page` again. The page's
/// script asks for JSON instead.
pub(super) fn answer(
    headers: &HeaderMap,
    saved: Saved,
    entered: &Entered,
    page: impl FnOnce(&Entered, Option<&Problem>) -> Page,
) -> Response {
    let by_script = headers.get(ACCEPT).is_some_and(|accept| accept == "application/json");
    match saved {
        Saved::Away(location) if by_script => told(&json!({ "location": location })),
        Saved::Away(location) => Redirect::to(&location).into_response(),
        Saved::Done(Some(location)) if by_script => told(&json!({ "location": location })),
        Saved::Done(Some(location)) => Redirect::to(&location).into_response(),
        Saved::Done(None) | Saved::Again if by_script => told(&json!({ "reload": true })),
        Saved::Done(None) | Saved::Again => send(page(&Entered::default(), None)),
        Saved::Refused(problem) if by_script => told(&json!({ "field": problem.field, "message": problem.message })),
        Saved::Refused(problem) => send(page(entered, Some(&problem))),
    }
}

fn told(body: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

/// A whole document. `title` and `body` are markup.
pub(super) fn frame(lang: &str, title: &str, body: &str) -> String {
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
pub(super) fn note(id: &str, title: &str, text: &str) -> String {
    format!(r#"<main class="note" id="{id}"><h1>{title}</h1><p>{text}</p></main>"#)
}

/// The page of an address that leads nowhere.
pub(super) fn not_found() -> Page {
    let text = "This page could not be found. Check the address, or go back to the page you came from.";
    (StatusCode::NOT_FOUND, frame("en", "Not found", &note("not-found", "Something went wrong", text)))
}

/// The bank's step: what the merchant wants, `wish`, with a card.
pub(super) fn challenge(card: &Card, wish: &str) -> String {
    format!(
        r#"<main class="note challenge" id="challenge">
<p class="bank">3D Secure &middot; test bank</p>
<h1>Confirm that it is you</h1>
<p>Fernway wants to {wish} the card ending in {last4}.</p>
<form method="post" id="challenge-form">
<button class="primary" type="submit" name="challenge" value="complete" id="challenge-complete">Complete authentication</button>
<button class="plain" type="submit" name="challenge" value="fail" id="challenge-fail">Fail authentication</button>
</form>
</main>"#,
        last4 = card.last4(),
    )
}

/// The parts of a page with a form; all but `back` and `fields` are markup of a line.
pub(super) struct Sheet<'a> {
    /// The link back, or the merchant's name.
    pub(super) back: String,
    pub(super) title: &'a str,
    pub(super) lead: &'a str,
    pub(super) footer: &'a str,
    /// The form's fields.
    pub(super) fields: String,
    /// Between the fields' error and the button.
    pub(super) message: String,
    pub(super) button: &'a str,
    pub(super) terms: &'a str,
}

impl Sheet<'_> {
    /// The page's body, with what was wrong with the last submission.
    pub(super) fn render(&self, problem: Option<&Problem>) -> String {
        let Sheet { back, title, lead, footer, fields, message, button, terms } = self;
        let error = problem.map(|problem| escape(problem.message)).unwrap_or_default();
        let about = problem.and_then(|problem| problem.field).unwrap_or_default();
        format!(
            r#"<main class="checkout">
<section class="summary">
<header>{back} <span class="badge">Test mode</span></header>
<h1>{title}</h1>
<p class="lead">{lead}</p>
<footer>{footer}</footer>
</section>
<section class="details">
<form method="post" id="payment-form" novalidate>
{fields}
<p class="error" id="error" role="alert" data-field="{about}">{error}</p>
{message}
<button class="primary" type="submit" id="submit">{button}</button>
<p class="terms">{terms}</p>
</form>
</section>
</main>"#
        )
    }
}

/// The merchant's name, as a link where there is a way back.
pub(super) fn business(back: Option<&str>) -> String {
    back.map_or_else(
        || r#"<span class="business">Fernway</span>"#.to_owned(),
        |url| {
            format!(
                r#"<a class="business back" id="back" href="{}"><span aria-hidden="true">&larr;</span> <span>Fernway</span><span class="hidden"> &ndash; go back</span></a>"#,
                escape(url)
            )
        },
    )
}

/// The fields of a card; `about` names the one that is wrong.
pub(super) fn card(entered: &Entered, about: &str) -> String {
    let field = |name, placeholder, autocomplete, mode, label, value| {
        field(name, [placeholder, autocomplete, mode, label, value], about)
    };
    format!(
        r#"<label for="cardNumber">Card information</label>
<div class="joined">
{}{}{}
</div>
<label for="billingName">Name on card</label>
{}"#,
        field("cardNumber", "1234 1234 1234 1234", "cc-number", "numeric", "Card number", &entered.card_number),
        field("cardExpiry", "MM / YY", "cc-exp", "numeric", "Expiry", &entered.card_expiry),
        field("cardCvc", "CVC", "cc-csc", "numeric", "Security code", &entered.card_cvc),
        field("billingName", "Full name", "cc-name", "text", "Name on card", &entered.billing_name),
    )
}

/// One field: placeholder, autocomplete, input mode, label, value.
pub(super) fn field(name: &str, [placeholder, autocomplete, mode, label, value]: [&str; 5], about: &str) -> String {
    let invalid = if about == name { r#" aria-invalid="true" aria-describedby="error""# } else { "" };
    format!(
        r#"<input id="{name}" name="{name}" type="text" placeholder="{placeholder}" autocomplete="{autocomplete}" inputmode="{mode}" aria-label="{label}" value="{}"{invalid}>"#,
        escape(value)
    )
}

/// Text for HTML content and quoted attributes.
pub(super) fn escape(text: &str) -> String {
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
