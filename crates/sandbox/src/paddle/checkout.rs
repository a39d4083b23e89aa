//! The service behind the frame: what it shows, and what happens when the
//! customer pays. Only the frame and the popup talk to it.

use axum::extract::{Path, State as Extract};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::State;
use super::method::{Method, decline};
use super::switches::{PaymentLink, TokenMismatch};
use super::world::World;
use crate::ids;
use crate::keys::PADDLE_CLIENT_TOKEN;

/// One opening of a checkout.
#[derive(Clone, Debug)]
pub(super) struct Checkout {
    /// `che_…`.
    pub(super) id: String,
    transaction_id: String,
    pub(super) inline: bool,
    pub(super) theme: String,
    pub(super) variant: String,
    success_url: Option<String>,
}

/// What the script asks the frame to open.
#[derive(Debug, Deserialize)]
struct Open {
    transaction_id: Option<String>,
    token: String,
    environment: String,
    display_mode: String,
    theme: String,
    variant: String,
    success_url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "method", rename_all = "lowercase")]
enum Pay {
    Card { number: String, expiry_month: u8, expiry_year: u16 },
    PayPal,
}

pub(super) fn routes() -> Router<State> {
    Router::new().route("/transaction-checkout", post(open)).route("/transaction-checkout/{checkout}/pay", post(pay))
}

async fn open(Extract(state): Extract<State>, Json(wanted): Json<Open>) -> Json<Value> {
    let mut world = state.world();
    Json(open_in(&mut world, wanted).unwrap_or_else(|refusal| refusal))
}

fn open_in(world: &mut World, wanted: Open) -> Result<Value, Value> {
    let api_error = |detail: &str| json!({"error": {"type": "api_error", "code": "validation", "detail": detail}});
    if !belongs(&wanted.token, &wanted.environment) {
        return Err(match world.switches.token_mismatch {
            TokenMismatch::Event => api_error("Something went wrong | API Error: Request failed with status code 403"),
            TokenMismatch::Silent => json!({"silent": true}),
        });
    }
    if world.switches.no_payment_link == PaymentLink::Checkout {
        return Err(api_error("transaction_default_checkout_url_not_set"));
    }
    let is_absolute = |url: &String| url.starts_with("https://") || url.starts_with("http://");
    if !wanted.success_url.as_ref().is_none_or(is_absolute) {
        return Err(json!({"error": {
            "type": "front-end_error", "code": "validation",
            "detail": "settings.successUrl must start with http:// or https://",
        }}));
    }
    let id = wanted.transaction_id.unwrap_or_default();
    let Some((transaction, account)) = world.transaction(&id) else {
        return Err(api_error("Something went wrong | API Error: not_found"));
    };
    if transaction.paid.is_some() {
        return Err(api_error("Something went wrong | API Error: transaction_immutable"));
    }
    let checkout = Checkout {
        id: ids::paddle("che"),
        transaction_id: id.clone(),
        inline: wanted.display_mode == "inline",
        theme: wanted.theme,
        variant: wanted.variant,
        success_url: wanted.success_url,
    };
    let data = super::event::loaded(&checkout, transaction, account, world.switches.recurring_totals);
    let answer = json!({
        "data": data,
        "decimals": account.seed.decimals,
        "country": account.seed.country,
        "seller": "Fernway",
        "loaded": world.switches.loaded,
    });
    world.checkouts.insert(checkout.id.clone(), checkout);
    Ok(answer)
}

/// Whether the token is this account's, and of this environment.
fn belongs(token: &str, environment: &str) -> bool {
    let account = PADDLE_CLIENT_TOKEN.trim_start_matches("test_");
    match token.split_once('_') {
        Some(("test", rest)) => environment == "sandbox" && rest == account,
        Some(("live", rest)) => environment == "production" && rest == account,
        _ => false,
    }
}

async fn pay(Extract(state): Extract<State>, Path(id): Path<String>, Json(with): Json<Pay>) -> Json<Value> {
    let mut world = state.world();
    let Some(checkout) = world.checkouts.get(&id).cloned() else {
        return Json(json!({"failed": true}));
    };
    let open = world.transaction(&checkout.transaction_id).is_some_and(|(one, _)| one.paid.is_none());
    if !open {
        return Json(json!({"failed": true}));
    }
    let (method, error_code) = match with {
        Pay::Card { number, expiry_month, expiry_year } => {
            (Method::card(&number, expiry_month, expiry_year), decline(&number))
        }
        Pay::PayPal => (Method::paypal(), None),
    };
    let error_code = Some(world.switches.decline).filter(|code| !code.is_empty()).or(error_code);
    let collected = world.switches.collects_first && {
        let subscription_id = world.transaction(&checkout.transaction_id).map(|(one, _)| one.subscription_id);
        subscription_id.is_some_and(|id| state.collect_debt(&mut world, id))
    };
    if !collected {
        state.pay(&mut world, &checkout.transaction_id, method.clone(), error_code);
    }
    Json(match error_code.filter(|_| !collected) {
        // The reason stays on the server: nobody tells the page.
        Some(_) => json!({"failed": true}),
        None => json!({
            "completed": {"status": "completed", "payment": {"method_details": method.event()}},
            "success_url": checkout.success_url,
        }),
    })
}
