//! The doubles from behind: their switches, and what they know.

use reqwest::{Client, Method, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use upm_sandbox::Sandbox;

use crate::wait::until;

/// What loads the module.
pub const GLUE: &str = "/update-payment-method.js";
/// The module.
pub const WASM: &str = "/update-payment-method_bg.wasm";

/// Talks to the sandbox directly, past the browser.
#[derive(Debug)]
pub struct Doubles {
    http: Client,
    page: String,
    stripe: String,
    paddle: String,
}

/// A request of the back end to a provider, or a webhook.
#[derive(Clone, Debug, Deserialize)]
pub struct Call {
    /// `GET`, `POST`.
    pub method: String,
    /// Without the query; a webhook's type.
    pub path: String,
    /// The answer's; 0 when the connection was cut, and for a webhook that has not arrived.
    pub status: u16,
    /// Whether the provider asked the back end.
    #[serde(default)]
    pub webhook: bool,
}

/// A request to the account page's origin.
#[derive(Clone, Debug, Deserialize)]
pub struct Served {
    /// `GET`, `POST`.
    pub method: String,
    /// With its query.
    pub path: String,
    /// 0 while it is held back.
    pub status: u16,
    /// The answer's body, as it was sent.
    pub bytes: u64,
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

    /// Where Stripe's API is, for a back end of the test's own.
    #[must_use]
    pub fn stripe_origin(&self) -> &str {
        &self.stripe
    }

    /// Asks Stripe's API.
    pub async fn stripe_api(&self, path: &str) -> Value {
        self.ask(Method::GET, &format!("{}{path}", self.stripe), Some("sk_test_fernwayexample"), None).await
    }

    /// Sets the back end up anew and lets things go wrong at the providers:
    /// `{"back_end": {…}, "faults": {…}}`, as the demo's panel does.
    pub async fn set_up(&self, all: Value) {
        self.ask(Method::POST, &format!("{}/demo/setup", self.page), None, Some(all)).await;
    }

    /// How the back end is set up, and what goes wrong.
    pub async fn setup(&self) -> Value {
        self.ask(Method::GET, &format!("{}/demo/setup", self.page), None, None).await
    }

    /// Holds back and refuses files of the page: `{"hold": ["/index.js"], "refuse": […]}`;
    /// `{}` lets everything arrive.
    pub async fn files(&self, switches: Value) {
        self.ask(Method::POST, &format!("{}/demo/files", self.page), None, Some(switches)).await;
    }

    /// What the page's origin was asked for by the browser, oldest first.
    pub async fn served(&self) -> Vec<Served> {
        let files = self.ask(Method::GET, &format!("{}/demo/files", self.page), None, None).await;
        serde_json::from_value(files["served"].clone()).expect("a list of requests")
    }

    /// What the page's origin was asked for of the published widget.
    pub async fn served_of_ours(&self) -> Vec<Served> {
        let ours = |served: &Served| {
            let path = served.path.split('?').next().unwrap_or_default();
            path.starts_with("/locales/") || ["/define.js", "/element.js", "/index.js", GLUE, WASM].contains(&path)
        };
        self.served().await.into_iter().filter(ours).collect()
    }

    /// Waits until the browser has asked for this path.
    pub async fn is_asked_for(&self, path: &str) {
        until(&format!("a request for {path}"), async || {
            let served = self.served().await;
            if served.iter().any(|served| served.path == path) { Ok(()) } else { Err(format!("{served:#?}").into()) }
        })
        .await;
    }

    /// What the back end asked the providers, oldest first.
    pub async fn calls(&self) -> Vec<Call> {
        self.log().await.into_iter().filter(|call| !call.webhook).collect()
    }

    /// The webhooks of this type, oldest first.
    pub async fn webhooks(&self, kind: &str) -> Vec<Call> {
        self.log().await.into_iter().filter(|call| call.webhook && call.path == kind).collect()
    }

    async fn log(&self) -> Vec<Call> {
        let log = self.ask(Method::GET, &format!("{}/demo/log", self.page), None, None).await;
        serde_json::from_value(log).expect("a list of calls")
    }

    /// Waits until every webhook so far was taken.
    pub async fn hear_all(&self) {
        until("all webhooks to be taken", async || {
            let log = self.log().await;
            let open: Vec<_> = log.iter().filter(|call| call.webhook && call.status != 200).collect();
            if open.is_empty() { Ok(()) } else { Err(format!("{open:?}").into()) }
        })
        .await;
    }

    /// How often the back end asked this with success.
    pub async fn count(&self, method: &str, path: &str) -> usize {
        let fits = |call: &&Call| call.method == method && call.path.starts_with(path) && call.status == 200;
        self.calls().await.iter().filter(fits).count()
    }

    /// Waits until a webhook of this type was taken.
    pub async fn hear(&self, kind: &str) {
        until(&format!("{kind} to be taken"), async || {
            let webhooks = self.webhooks(kind).await;
            if webhooks.last().is_some_and(|last| last.status == 200) {
                Ok(())
            } else {
                Err(format!("{webhooks:?}").into())
            }
        })
        .await;
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

    /// Waits until this is on file: type, brand and last four.
    pub async fn comes_on_file(&self, customer: &str, wanted: [&str; 3]) {
        until(&format!("{wanted:?} to be on file"), async || {
            let on_file = self.on_file(customer).await;
            if on_file == wanted { Ok(()) } else { Err(format!("{on_file:?}").into()) }
        })
        .await;
    }

    /// A start on behalf of `customer`, as its widget would make it.
    pub async fn start_for(&self, customer: &str) -> Value {
        let token = self.token(customer).await;
        let body = serde_json::json!({ "attempt": attempt(), "mode": "auto", "locale": "en" });
        self.ask(Method::POST, &format!("{}/payment-method-updates", self.page), Some(&token), Some(body)).await
    }

    /// A token of the customer's.
    pub async fn token(&self, customer: &str) -> String {
        let token = self.ask(Method::GET, &format!("{}/demo/token?customer={customer}", self.page), None, None).await;
        token["token"].as_str().expect("a token").to_owned()
    }

    async fn ask(&self, method: Method, url: &str, bearer: Option<&str>, body: Option<Value>) -> Value {
        let mut request = self.http.request(method, url);
        if let Some(token) = bearer {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.header("Content-Type", "application/json").body(body.to_string());
        }
        let (status, text) = until(url, async || {
            let again = request.try_clone().ok_or("a body that is read once")?;
            let answer = again.send().await.map_err(|error| error.to_string())?;
            // The back end may have used up what the double allows a second.
            if answer.status() == StatusCode::TOO_MANY_REQUESTS {
                return Err("too many requests".into());
            }
            Ok((answer.status(), answer.text().await.unwrap_or_default()))
        })
        .await;
        assert!(status.is_success(), "{url} answered {status}: {text}");
        if text.is_empty() {
            return Value::Null;
        }
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{url} answered {text:?}: {error}"))
    }
}

/// A UUIDv7 of now: the back end refuses attempts of another day.
pub fn attempt() -> String {
    let now = std::time::UNIX_EPOCH.elapsed().expect("a clock").as_millis();
    let hex = format!("{now:012x}");
    let (head, tail) = hex.split_at(8);
    format!("{head}-{tail}-7000-8000-00000000000a")
}
