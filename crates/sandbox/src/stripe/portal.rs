//! The billing portal's page for `payment_method_update`: a card becomes the
//! customer's default, and no subscription's.

use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::State;
use super::acts::setup;
use super::cards::{self, Answer, Decline, NOT_AUTHENTICATED};
use super::checkout::save::{self, Entered, Problem, Saved};
use super::data::{After, Card, Data, Kind, Portal};
use super::html::{self, Page, Sheet, escape, frame, note};

/// How long the address works once it has been opened, in seconds from the last visit.
const OPENED: i64 = 3_600;

/// `GET /p/session/{token}`.
pub(super) async fn show(Extract(state): Extract<State>, Path(token): Path<String>) -> Response {
    let data = &mut state.lock().data;
    let now = data.clock.now();
    if let Some(portal) = open(data, &token) {
        portal.until = now + OPENED;
    }
    html::send(render(data, &token, &Entered::default(), None))
}

/// `POST /p/session/{token}`.
pub(super) async fn submit(
    Extract(state): Extract<State>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(entered): Form<Entered>,
) -> Response {
    let saved = state.submit_to_portal(&token, &entered);
    html::answer(&headers, saved, &entered, |entered, problem| render(&state.lock().data, &token, entered, problem))
}

impl State {
    /// Takes one submission of the form behind `token`.
    pub(super) fn submit_to_portal(&self, token: &str, entered: &Entered) -> Saved {
        let mut inner = self.lock();
        let saved = update(&mut inner.data, token, entered);
        inner.publish();
        saved
    }
}

fn open<'a>(data: &'a mut Data, token: &str) -> Option<&'a mut Portal> {
    let now = data.clock.now();
    data.portals.iter_mut().find(|portal| portal.token == token && now < portal.until && !portal.done)
}

fn update(data: &mut Data, token: &str, entered: &Entered) -> Saved {
    let Some(portal) = open(data, token).cloned() else { return Saved::Again };
    if let Some((card, name)) = &portal.challenge {
        return match entered.challenge.as_str() {
            "complete" => succeed(data, &portal, card.clone(), name),
            "fail" => decline(data, &portal, card.clone(), name, NOT_AUTHENTICATED),
            _ => Saved::Again,
        };
    }
    let (card, name) = match save::card(entered, data.clock.now()) {
        Ok(read) => read,
        Err(problem) => return Saved::Refused(problem),
    };
    match cards::answer(&card.number) {
        Answer::Accept => succeed(data, &portal, card, name),
        Answer::Decline(why) => decline(data, &portal, card, name, why),
        Answer::Authenticate => {
            let intent = intent(data, &portal);
            setup::ask(data, &intent);
            change(data, &portal, |portal| portal.challenge = Some((card, name.to_owned())));
            Saved::Again
        }
    }
}

fn succeed(data: &mut Data, portal: &Portal, card: Card, name: &str) -> Saved {
    let intent = intent(data, portal);
    let method = setup::succeed(data, &intent, Kind::Card(card), name);
    data.watched(&[&portal.customer], |data| {
        if let Some(customer) = data.customers.iter_mut().find(|customer| customer.id == portal.customer) {
            customer.default_payment_method = Some(method);
        }
    });
    change(data, portal, |portal| {
        portal.challenge = None;
        portal.done = true;
    });
    match &portal.flow {
        Some(After::Redirect(url)) => Saved::Done(Some(url.clone())),
        _ => Saved::Done(None),
    }
}

fn decline(data: &mut Data, portal: &Portal, card: Card, name: &str, why: Decline) -> Saved {
    let intent = intent(data, portal);
    setup::decline(data, &intent, Kind::Card(card), name, why);
    change(data, portal, |portal| portal.challenge = None);
    Saved::Refused(Problem { field: None, message: why.message })
}

/// The visit's SetupIntent, which carries nobody's metadata.
fn intent(data: &mut Data, portal: &Portal) -> String {
    if let Some(intent) = &portal.setup_intent {
        return intent.clone();
    }
    let intent = setup::intent(data, &portal.customer);
    let id = intent.id.clone();
    setup::begin(data, intent);
    change(data, portal, |portal| portal.setup_intent = Some(id.clone()));
    id
}

fn change(data: &mut Data, portal: &Portal, change: impl FnOnce(&mut Portal)) {
    data.portals.iter_mut().find(|known| known.id == portal.id).map(change);
}

fn render(data: &Data, token: &str, entered: &Entered, problem: Option<&Problem>) -> Page {
    let Some(portal) = data.portals.iter().find(|portal| portal.token == token) else { return html::not_found() };
    let lang = portal.locale.as_deref().filter(|locale| *locale != "auto").unwrap_or("en");
    let (title, body) = if portal.done {
        ("Updated", done(portal))
    } else if portal.until <= data.clock.now() {
        let text = "This link is no longer valid. Go back to the page you came from to start again.";
        ("Expired", note("expired", "This page has expired", text))
    } else if let Some((card, _)) = &portal.challenge {
        ("Authentication", html::challenge(card, "save for later payments"))
    } else {
        let failed = portal.setup_intent.as_ref().and_then(|intent| save::authentication_failed(data, intent));
        ("Update payment method", form(portal, entered, problem.or(failed.as_ref())))
    };
    (StatusCode::OK, frame(lang, title, &body))
}

fn done(portal: &Portal) -> String {
    let text = match &portal.flow {
        Some(After::Confirmation(Some(text))) => escape(text),
        _ => "Your new payment method is used from now on.".to_owned(),
    };
    let back = match (&portal.flow, &portal.return_url) {
        (Some(After::Redirect(url)), _) | (_, Some(url)) => format!(" {}", html::business(Some(url))),
        _ => String::new(),
    };
    note("all-done", "Payment method updated", &(text + &back))
}

fn form(portal: &Portal, entered: &Entered, problem: Option<&Problem>) -> String {
    let about = problem.and_then(|problem| problem.field).unwrap_or_default();
    let sheet = Sheet {
        back: html::business(portal.return_url.as_deref()),
        title: "Update your payment method",
        lead: "The new card becomes the default for your account.",
        footer: "Billing portal, in the manner of Stripe",
        fields: format!(r#"<h2>New payment method</h2><div class="fields alone">{}</div>"#, html::card(entered, about)),
        message: String::new(),
        button: "Save",
        terms: "By saving your payment details, you allow Fernway to charge you for future payments in accordance \
                with their terms.",
    };
    sheet.render(problem)
}
