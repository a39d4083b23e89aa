//! A host application with a login of its own that nests the back end: its
//! middleware says who is signed in, and no customer token is needed.
//!
//! ```sh
//! UPM_TOKEN_SECRETS=0123456789abcdef0123456789abcdef UPM_TOKEN_AUDIENCE=account \
//! UPM_RETURN_URL=https://app.example.com/account UPM_STRIPE_SECRET_KEY=sk_test_made_up \
//!     cargo run -p update-payment-method-server --example nested
//! ```

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::{Next, from_fn_with_state},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use ring::rand::{SecureRandom, SystemRandom};
use update_payment_method_server::{Claims, Provider, Server, config_from};

/// Somebody who can sign in, with the ids that Stripe knows her by.
#[derive(Clone, Debug)]
pub struct User {
    /// `cus_…`
    pub customer: String,
    /// `sub_…`
    pub subscription: String,
}

/// The host's sessions, by the cookie's value.
type Sessions = Arc<Mutex<HashMap<String, User>>>;

/// The whole application: a login, an account page, and the back end at `/billing`.
pub fn app(server: &Server, user: User) -> Router {
    let sessions = Sessions::default();
    let login = {
        let sessions = Arc::clone(&sessions);
        post(move || async move { login(&sessions, user) })
    };
    Router::new()
        .route("/account", get(account))
        // Nested below a path of its own, it keeps its answers for unknown addresses to itself.
        .nest("/billing", server.router())
        .layer(from_fn_with_state(sessions, say_who))
        .route("/login", login)
}

/// What the back end needs: who is signed in, as `Claims` in the request.
async fn say_who(State(sessions): State<Sessions>, mut request: Request, next: Next) -> Response {
    let user = session(request.headers())
        .and_then(|id| sessions.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned());
    if let Some(user) = user {
        let claims = Claims::new(Provider::Stripe, &user.customer, user.subscription.as_str());
        request.extensions_mut().insert(claims);
    }
    next.run(request).await
}

fn session(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies.split("; ").find_map(|cookie| cookie.strip_prefix("session="))
}

/// A real application would ask for a password here.
fn login(sessions: &Sessions, user: User) -> Response {
    let mut bytes = [0; 32];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        return axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let id = BASE64.encode(bytes);
    let cookie = format!("session={id}; Path=/; Secure; HttpOnly; SameSite=Lax");
    sessions.lock().unwrap_or_else(PoisonError::into_inner).insert(id, user);
    ([(header::SET_COOKIE, cookie)], Redirect::to("/account")).into_response()
}

async fn account() -> Html<&'static str> {
    Html(
        r#"<!doctype html><title>Account</title>
<script type="module" src="/billing/define.js"></script>
<update-payment-method endpoint="/billing/payment-method-updates">
  <form method="post" action="/billing/payment-method-updates"><button>Update payment method</button></form>
</update-payment-method>"#,
    )
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::new(config_from(|name| std::env::var(name).ok())?)?;
    tokio::spawn(server.clone().keep_sweeping());
    let user =
        User { customer: "cus_X0t0ZBfdTEmxI6".to_owned(), subscription: "sub_1CmuxV5EbOApZOXzcycDeZ6d".to_owned() };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, app(&server, user)).await?;
    Ok(())
}
