//! The doubles from behind: their switches, and what they know.

use reqwest::{Client, Method};
use serde::Deserialize;
use serde_json::Value;
use upm_sandbox::Sandbox;

/// Talks to the sandbox directly, past the browser.
#[derive(Debug)]
pub struct Doubles {
    http: Client,
    page: String,
    stripe: String,
    paddle: String,
}

/// A request of the back end to a provider.
#[derive(Clone, Debug, Deserialize)]
pub struct Call {
    /// `GET`, `POST`.
    pub method: String,
    /// Without the query.
    pub path: String,
    /// The answer's; 0 when the connection was cut.
    pub status: u16,
}

impl Doubles {
    pub(crate) fn new(sandbox: &Sandbox) -> Self {
        Self {
            http: Client::new(),
            page: sandbox.page().to_owned(),
            stripe: format!("http://127.0.0.1:{}", sandbox.stripe_port()),
            paddle: format!("http://127.0.0.1:{}", sandbox.paddle_port()),
        }
    }

    /// Sets switches of Stripe's double.
    pub async fn stripe(&self, switches: Value) {
        self.ask(Method::POST, &format!("{}/_control", self.stripe), None, Some(switches)).await;
    }

    /// Sets switches of Paddle's double; `{}` only looks. Answers what it knows.
    pub async fn paddle(&self, switches: Value) -> Value {
        self.ask(Method::POST, &format!("{}/_control", self.paddle), None, Some(switches)).await
    }

    /// Asks Stripe's API.
    pub async fn stripe_api(&self, path: &str) -> Value {
        self.ask(Method::GET, &format!("{}{path}", self.stripe), Some("sk_test_fernwayexample"), None).await
    }

    /// What the back end asked the providers, oldest first.
    pub async fn calls(&self) -> Vec<Call> {
        let log = self.ask(Method::GET, &format!("{}/demo/log", self.page), None, None).await;
        serde_json::from_value(log).expect("a list of calls")
    }

    /// How often the back end got a session or an update transaction.
    pub async fn starts(&self) -> usize {
        let is_start = |call: &&Call| match call.method.as_str() {
            "POST" => call.path == "/v1/checkout/sessions",
            _ => call.path.ends_with("/update-payment-method-transaction"),
        };
        self.calls().await.iter().filter(is_start).count()
    }

    /// What the provider would charge now: `{payment_method, subscription_status}`.
    pub async fn state(&self, customer: &str) -> Value {
        self.ask(Method::GET, &format!("{}/demo/state?customer={customer}", self.page), None, None).await
    }

    /// Type, brand and last four of the method on file, as far as there are any.
    pub async fn on_file(&self, customer: &str) -> [String; 3] {
        let state = self.state(customer).await;
        ["type", "brand", "last4"].map(|key| state["payment_method"][key].as_str().unwrap_or_default().to_owned())
    }

    /// A start on behalf of `customer`, as its widget would make it.
    pub async fn start_for(&self, customer: &str) -> Value {
        let token = self.ask(Method::GET, &format!("{}/demo/token?customer={customer}", self.page), None, None).await;
        let token = token["token"].as_str().expect("a token").to_owned();
        let body = serde_json::json!({ "attempt": attempt(), "mode": "auto", "locale": "en" });
        self.ask(Method::POST, &format!("{}/payment-method-updates", self.page), Some(&token), Some(body)).await
    }

    async fn ask(&self, method: Method, url: &str, bearer: Option<&str>, body: Option<Value>) -> Value {
        let mut request = self.http.request(method, url);
        if let Some(token) = bearer {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.header("Content-Type", "application/json").body(body.to_string());
        }
        let answer = request.send().await.unwrap_or_else(|error| panic!("{url}: {error}"));
        let status = answer.status();
        let text = answer.text().await.unwrap_or_default();
        assert!(status.is_success(), "{url} answered {status}: {text}");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{url} answered {text:?}: {error}"))
    }
}

/// A UUIDv7 of now: the back end refuses attempts of another day.
fn attempt() -> String {
    let now = std::time::UNIX_EPOCH.elapsed().expect("a clock").as_millis();
    let hex = format!("{now:012x}");
    let (head, tail) = hex.split_at(8);
    format!("{head}-{tail}-7000-8000-00000000000a")
}
