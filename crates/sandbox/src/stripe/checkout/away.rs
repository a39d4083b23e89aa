//! The page of a method that leaves Checkout, PayPal here: the customer approves
//! there and comes back to the merchant, whether Checkout was a page or a frame.

use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::save::{self, Entered, Saved};
use crate::stripe::html::{self, escape, frame, note};
use crate::stripe::{State, data::Status};

/// `GET /redirect/authenticate/{id}`.
pub(in crate::stripe) async fn show(Extract(state): Extract<State>, Path(id): Path<String>) -> Response {
    let inner = state.lock();
    let Some(session) = inner.data.session(&id).filter(|session| session.status == Status::Open) else {
        return html::send(html::not_found());
    };
    let email = inner.data.customer(&session.customer).map(|customer| escape(&customer.email)).unwrap_or_default();
    let body = note("paypal", "PayPal, test page", &format!("Let Fernway charge {email} from now on?"))
        + r#"<main class="note"><form method="post" id="paypal-form">
<button class="primary" type="submit" name="challenge" value="complete" id="paypal-approve">Approve</button>
<button class="plain" type="submit" name="challenge" value="fail" id="paypal-refuse">Refuse</button>
</form></main>"#;
    html::send((StatusCode::OK, frame("en", "PayPal", &body)))
}

/// `POST /redirect/authenticate/{id}`.
pub(in crate::stripe) async fn submit(
    Extract(state): Extract<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(entered): Form<Entered>,
) -> Response {
    let back = {
        let mut inner = state.lock();
        let back = save::come_back(&mut inner.data, &id, entered.challenge == "complete");
        inner.publish();
        back
    };
    let saved = back.map_or(Saved::Again, |url| Saved::Done(Some(url)));
    html::answer(&headers, saved, &entered, |_, _| html::not_found())
}
