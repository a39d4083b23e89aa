//! A running double and a client that speaks to it.

use axum::Router;
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

use crate::courier::Courier;
use crate::keys::{PADDLE_API_KEY, PADDLE_CLIENT_TOKEN};
use crate::log::Log;
use crate::origin::{Cut, Origin};
use crate::paddle::{State, router};
use crate::seeds::{Customer, Provider, customers};
use crate::urls::{Names, Urls};

pub(super) struct Double {
    pub(super) base: String,
    pub(super) log: Log,
    pub(super) state: State,
    pub(super) courier: Courier,
    client: Client,
}

/// An answer as a test reads it.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: reqwest::header::HeaderMap,
    pub(super) text: String,
}

impl Answer {
    async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: response.text().await.unwrap() }
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub(super) fn data(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()["data"].clone()
    }

    /// Status and code of the API's error.
    pub(super) fn error(&self) -> (u16, String) {
        (self.status, self.json()["error"]["code"].as_str().unwrap().to_owned())
    }
}

pub(super) fn seed(key: &str) -> Customer {
    customers().into_iter().find(|customer| customer.key == key).unwrap()
}

impl Double {
    pub(super) async fn start() -> Self {
        let origin = Origin::plain(0).await.unwrap();
        let base = format!("http://127.0.0.1:{}", origin.port());
        let seeds = customers().into_iter().filter(|one| one.provider == Provider::Paddle);
        let log = Log::default();
        let courier = Courier::new(Provider::Paddle).unwrap();
        let state = State::new(seeds.collect(), Urls::new(Names::Loopback, 1, 2, 3), log.clone(), courier.clone());
        let app: Router = router(state.clone());
        let service = app.into_make_service_with_connect_info::<Cut>();
        tokio::spawn(async move { axum::serve(origin, service).await });
        Self { base, log, state, courier, client: Client::new() }
    }

    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        authorization: Option<&str>,
    ) -> reqwest::Result<Response> {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        request.send().await
    }

    /// With the right key.
    pub(super) async fn get(&self, path: &str) -> Answer {
        let key = format!("Bearer {PADDLE_API_KEY}");
        Answer::of(self.send(Method::GET, path, Some(&key)).await.unwrap()).await
    }

    /// Without a key.
    pub(super) async fn fetch(&self, path: &str, authorization: Option<&str>) -> Answer {
        Answer::of(self.send(Method::GET, path, authorization).await.unwrap()).await
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Answer {
        let request = self.client.post(format!("{}{path}", self.base));
        let request = request.header("content-type", "application/json").body(body.to_string());
        Answer::of(request.send().await.unwrap()).await
    }

    pub(super) async fn control(&self, change: Value) -> Value {
        let answer = self.post("/_control", &change).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// Keeps webhooks back for [`Double::events`], and settles at once.
    pub(super) async fn hold(&self) {
        self.control(json!({"settle_ms": 0, "webhooks": {"hold": true}})).await;
    }

    /// The webhooks since the last call, which are no longer held.
    pub(super) fn events(&self) -> Vec<Value> {
        self.courier.take().iter().map(|event| serde_json::from_str(&event.body).unwrap()).collect()
    }

    /// The transaction to update this customer's method with.
    pub(super) async fn update_transaction(&self, key: &str) -> Answer {
        let id = seed(key).subscription_id;
        self.get(&format!("/subscriptions/{id}/update-payment-method-transaction")).await
    }

    pub(super) async fn transaction(&self, id: &str) -> Value {
        self.get(&format!("/transactions/{id}")).await.data()
    }

    /// What the frame asks for.
    pub(super) async fn open(&self, transaction_id: &str, changes: Value) -> Value {
        let mut wanted = json!({
            "transaction_id": transaction_id, "token": PADDLE_CLIENT_TOKEN,
            "environment": "sandbox", "display_mode": "inline", "theme": "light",
            "variant": "one-page", "locale": null, "allowed_payment_methods": null,
            "success_url": null,
        });
        wanted.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        self.post("/transaction-checkout", &wanted).await.json()
    }

    /// Opens a checkout and pays it by card.
    pub(super) async fn pay(&self, transaction_id: &str, number: &str) -> Value {
        let opened = self.open(transaction_id, json!({})).await;
        let id = opened["data"]["id"].as_str().unwrap();
        let card = json!({
            "method": "card", "number": number, "expiry_month": 4, "expiry_year": 2031, "country": "DE",
        });
        self.post(&format!("/transaction-checkout/{id}/pay"), &card).await.json()
    }
}
