//! A provider that answers by script and remembers what it was asked, and the
//! back end in front of it. The doubles of `upm-sandbox` take part in the
//! end-to-end tests; here an answer can be anything.

#![allow(dead_code, reason = "each test file uses a part")]

pub mod contract;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use tower::ServiceExt;
use update_payment_method_server::{
    Claims, Config, PaddleConfig, Provider, StripeConfig, TokenConfig, mint_token, router,
};

pub const CUSTOMER: &str = "cus_P1qzWtbWjVX8aI";
pub const SUBSCRIPTION: &str = "sub_1uT5HTptPNq18zPzRZ5YRta4";
pub const PADDLE_CUSTOMER: &str = "ctm_01kyx9xp00edaakjhb57yhmdwe";
pub const PADDLE_SUBSCRIPTION: &str = "sub_01kyx9xp00z6p4rkfg12fax7yz";
pub const RETURN_URL: &str = "https://app.example.com/account?tab=billing#card";

/// A request that reached the provider.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: Method,
    pub path: String,
    pub query: BTreeMap<String, String>,
    pub headers: HeaderMap,
    pub body: String,
}

impl Seen {
    /// `GET /path`.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    pub fn form(&self) -> BTreeMap<String, String> {
        pairs(&self.body)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

fn pairs(text: &str) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

#[derive(Clone)]
pub struct Mock {
    pub base: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Mock {
    /// Serves until the test ends.
    pub async fn start<R: IntoResponse>(answer: impl Fn(&Seen) -> R + Send + Sync + 'static) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = seen.clone();
        let answer = Arc::new(answer);
        let app = Router::new().fallback(move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let request = Seen {
                method,
                path: uri.path().to_owned(),
                query: pairs(uri.query().unwrap_or_default()),
                headers,
                body: String::from_utf8(body.to_vec()).unwrap(),
            };
            log.lock().unwrap().push(request.clone());
            let response = answer(&request).into_response();
            async move { response }
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base, seen }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn posts(&self) -> Vec<Seen> {
        self.seen().into_iter().filter(|seen| seen.method == Method::POST).collect()
    }

    pub fn lines(&self) -> Vec<String> {
        self.seen().iter().map(Seen::line).collect()
    }

    pub fn clear(&self) {
        self.seen.lock().unwrap().clear();
    }
}

pub fn tokens() -> TokenConfig {
    TokenConfig { secrets: vec!["0123456789abcdef0123456789abcdef".into()], audience: "account".to_owned() }
}

pub fn config(base: &str) -> Config {
    let mut stripe = StripeConfig::new("sk_test_made_up");
    stripe.api_base = base.to_owned();
    // The mock has no limit, and no test waits for its turn.
    stripe.calls_per_second = 10_000;
    let mut paddle = PaddleConfig::new("pdl_sdbx_apikey_made_up", "test_made_up");
    paddle.api_base = base.to_owned();
    let mut config = Config::new(tokens(), RETURN_URL);
    config.stripe = Some(stripe);
    config.paddle = Some(paddle);
    config.return_urls = vec!["https://app.example.com/team".to_owned()];
    // What a test's mock sees is what its request caused.
    config.sweep_every = std::time::Duration::ZERO;
    config
}

pub fn app(mock: &Mock) -> Router {
    router(config(&mock.base)).unwrap()
}

pub fn token(provider: Provider) -> String {
    let claims = match provider {
        Provider::Stripe => Claims::new(provider, CUSTOMER, SUBSCRIPTION),
        Provider::Paddle => Claims::new(provider, PADDLE_CUSTOMER, PADDLE_SUBSCRIPTION),
    };
    mint_token(&tokens(), &claims).unwrap()
}

/// An answer of the back end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    pub fn code(&self) -> String {
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json");
        self.json()["code"].as_str().unwrap().to_owned()
    }
}

pub async fn ask(app: &Router, request: Request<Body>) -> Answer {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response: Response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap();
    contract::holds(&method, &path, parts.status, &parts.headers, &body);
    Answer { status: parts.status, headers: parts.headers, body }
}

pub async fn get(app: &Router, path: &str, token: &str) -> Answer {
    let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    ask(app, request.body(Body::empty()).unwrap()).await
}

pub async fn post(app: &Router, token: &str, start: &Value) -> Answer {
    let request = Request::post("/payment-method-updates")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json");
    ask(app, request.body(Body::from(start.to_string())).unwrap()).await
}

pub async fn post_form(app: &Router, fields: &[(&str, &str)]) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request =
        Request::post("/payment-method-updates").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    ask(app, request.body(Body::from(body)).unwrap()).await
}

/// A sentence of Checkout's page in the language of [`press`].
pub fn checkout_words(key: &str) -> String {
    let words: Value = serde_json::from_str(include_str!("../../words/pt-BR.json")).unwrap();
    words["checkout"][key].as_str().unwrap().to_owned()
}

/// A press of now.
pub fn press() -> Value {
    serde_json::json!({"attempt": uuid::Uuid::now_v7().to_string(), "mode": "auto", "locale": "pt-BR"})
}
