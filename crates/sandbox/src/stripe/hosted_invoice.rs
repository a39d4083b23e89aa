//! The hosted invoice page: pays an open invoice with a card.

use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::State;
use super::acts::{charge, setup};
use super::cards::{Charge, NOT_AUTHENTICATED};
use super::checkout::save::{self, Entered, Problem, Saved};
use super::data::{Data, Invoice, Kind};
use super::html::{self, Page, Sheet, frame, note};

/// `GET /i/{account}/{name}`, where `name` is `test_` and the invoice's id.
pub(super) async fn show(Extract(state): Extract<State>, Path((_, name)): Path<(String, String)>) -> Response {
    html::send(render(&state.lock().data, id(&name), &Entered::default(), None))
}

/// `POST /i/{account}/{name}`.
pub(super) async fn submit(
    Extract(state): Extract<State>,
    Path((_, name)): Path<(String, String)>,
    headers: HeaderMap,
    Form(entered): Form<Entered>,
) -> Response {
    let saved = {
        let mut inner = state.lock();
        let saved = pay(&mut inner.data, id(&name), &entered);
        inner.publish();
        saved
    };
    html::answer(&headers, saved, &entered, |entered, problem| render(&state.lock().data, id(&name), entered, problem))
}

fn id(name: &str) -> &str {
    name.trim_start_matches("test_")
}

fn pay(data: &mut Data, id: &str, entered: &Entered) -> Saved {
    let Some(invoice) = data.invoice(id).filter(|invoice| invoice.status == "open").cloned() else {
        return Saved::Again;
    };
    if invoice.challenge.is_some() {
        match entered.challenge.as_str() {
            "complete" => charge::pay(data, id),
            "fail" => {
                challenge(data, id, None);
                data.emit("invoice.payment_failed", id);
                return Saved::Refused(Problem { field: None, message: NOT_AUTHENTICATED.message });
            }
            _ => {}
        }
        return Saved::Again;
    }
    let (card, name) = match save::card(entered, data.clock.now()) {
        Ok(read) => read,
        Err(problem) => return Saved::Refused(problem),
    };
    // For this payment only: it belongs to nobody afterwards.
    let method = setup::method(data, Kind::Card(card.clone()), name);
    match charge::charge(data, id, &method) {
        Charge::Paid | Charge::Later => Saved::Done(None),
        Charge::Declined(why) => Saved::Refused(Problem { field: None, message: why.message }),
        Charge::Authenticate => {
            challenge(data, id, Some(card));
            Saved::Again
        }
    }
}

/// Shows or hides the bank's step.
fn challenge(data: &mut Data, id: &str, card: Option<super::data::Card>) {
    if let Some(invoice) = data.invoice_mut(id) {
        invoice.challenge = card;
    }
}

fn render(data: &Data, id: &str, entered: &Entered, problem: Option<&Problem>) -> Page {
    let Some(invoice) = data.invoice(id) else { return html::not_found() };
    let (title, body) = match (invoice.status, &invoice.challenge) {
        ("open", Some(card)) => ("Authentication", html::challenge(card, "charge")),
        ("open", None) => ("Pay invoice", form(invoice, entered, problem)),
        ("paid", _) => ("Invoice paid", note("paid", "Invoice paid", "Thank you. You can close this page.")),
        _ => ("Invoice", note("closed", "Nothing to pay", "This invoice can not be paid any more.")),
    };
    (StatusCode::OK, frame("en", title, &body))
}

fn form(invoice: &Invoice, entered: &Entered, problem: Option<&Problem>) -> String {
    let about = problem.and_then(|problem| problem.field).unwrap_or_default();
    let amount = invoice.price(invoice.due());
    let sheet = Sheet {
        back: html::business(None),
        title: &format!("Invoice of {amount}"),
        lead: "It is paid at once with the card that you enter.",
        footer: "Invoice, in the manner of Stripe",
        fields: format!(r#"<h2>Payment method</h2><div class="fields alone">{}</div>"#, html::card(entered, about)),
        message: String::new(),
        button: &format!("Pay {amount}"),
        terms: "The card is charged once and not kept.",
    };
    sheet.render(problem)
}
