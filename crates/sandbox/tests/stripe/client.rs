//! A client that speaks like the official SDK, and the running double.

use std::time::{SystemTime, UNIX_EPOCH};

use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use tokio::sync::watch;
use upm_sandbox::courier::Courier;
use upm_sandbox::log::Log;
use upm_sandbox::origin::{Origin, serve};
use upm_sandbox::seeds::{Customer, Provider, customers};
use upm_sandbox::{Names, Urls, stripe};

pub const SUCCESS: &str = "https://app.example.com/billing?session={CHECKOUT_SESSION_ID}&tab=card";
pub const ENDIVE: &str = "2026-10-28.endive";

/// Fields, and the code and param of the refusal.
pub type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);

/// The double on a port of its own; it stops when this is dropped.
pub struct Double {
    pub origin: String,
    pub http: Client,
    pub log: Log,
    pub state: stripe::State,
    pub courier: Courier,
    _stop: watch::Sender<()>,
}

pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub json: Value,
}

impl Answer {
    pub async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        let json = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Self { status, headers, json }
    }

    /// (status, type, code, param) of an error.
    pub fn error(&self) -> (u16, &str, &str, &str) {
        let text = |name: &str| self.json["error"][name].as_str().unwrap_or("");
        assert!(!text("message").is_empty(), "{}", self.json);
        (self.status, text("type"), text("code"), text("param"))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or("")
    }

    pub fn text(&self, pointer: &str) -> &str {
        self.json.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer}: {}", self.json))
    }
}

pub fn seed(key: &str) -> Customer {
    customers().into_iter().find(|customer| customer.key == key).unwrap()
}

pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

pub async fn start() -> Double {
    // Another test may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let origin = Origin::plain(0).await.unwrap();
    let urls = Urls::new(Names::Loopback, 1, origin.port(), 2);
    let log = Log::default();
    let seeds = customers().into_iter().filter(|c| c.provider == Provider::Stripe).collect();
    let courier = Courier::new(Provider::Stripe).unwrap();
    let state = stripe::State::new(seeds, urls.clone(), log.clone(), courier.clone());
    let router = stripe::router(state.clone());
    let (stop, stopped) = watch::channel(());
    tokio::spawn(serve(origin, router, stopped));
    let http = Client::builder().redirect(Policy::none()).build().unwrap();
    Double { origin: urls.stripe_checkout, http, log, state, courier, _stop: stop }
}

impl Double {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.origin))
            .bearer_auth("sk_test_51Example")
            .header("Stripe-Version", ENDIVE)
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        Answer::of(self.form(path, fields).send().await.unwrap()).await
    }

    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        self.request(Method::POST, path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(encode(fields))
    }

    pub async fn control(&self, json: Value) -> Answer {
        let request = self.http.post(format!("{}/_control", self.origin));
        let request = request.header("Content-Type", "application/json").body(json.to_string());
        Answer::of(request.send().await.unwrap()).await
    }

    /// A session as the back end makes it, with `more` fields.
    pub async fn session(&self, key: &str, more: &[(&str, &str)]) -> Answer {
        let customer = seed(key);
        let mut fields =
            vec![("mode", "setup"), ("customer", customer.customer_id), ("currency", "usd"), ("success_url", SUCCESS)];
        fields.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
        fields.extend(more);
        fields.retain(|(_, value)| *value != REMOVED);
        self.post("/v1/checkout/sessions", &fields).await
    }
}

/// In [`Double::session`]: leave the field out.
pub const REMOVED: &str = "\u{0}";

pub fn encode(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
