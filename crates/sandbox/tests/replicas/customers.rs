//! The load: customers who start, save a card on the Checkout page, and come back or close the tab.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use update_payment_method_server::{Claims, Provider, mint_token};
use upm_sandbox::seeds::Customer;
use upm_sandbox::{seeds, tokens};

use crate::stage::Stage;

const PAUSE: Duration = Duration::from_millis(50);
/// Between a customer's updates. Stripe counts in seconds, and the next one must be the newer one.
const REST: Duration = Duration::from_millis(1_050);
/// Between the customers' first updates.
const STAGGER: Duration = Duration::from_millis(37);
const CARD: &str =
    "method=card&cardNumber=4242424242424242&cardExpiry=04%20%2F%2034&cardCvc=123&billingName=Robin%20Hale";

/// An update whose session is complete at Stripe.
#[derive(Clone, Debug)]
pub struct Finished {
    pub subscription: &'static str,
    pub session: String,
}

#[derive(Clone)]
pub struct Load {
    stage: Arc<Stage>,
    http: Client,
    sent: Arc<AtomicUsize>,
    cut_off: Arc<AtomicUsize>,
    finished: Arc<Mutex<Vec<Finished>>>,
}

impl Load {
    pub fn new(stage: Arc<Stage>) -> Self {
        let http = Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
        Self { stage, http, sent: Arc::default(), cut_off: Arc::default(), finished: Arc::default() }
    }

    /// Counts the requests that were sent to nginx.
    pub fn sent(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.sent)
    }

    /// How many starts had no answer of the back end's and were repeated.
    pub fn cut_off(&self) -> usize {
        self.cut_off.load(Ordering::Acquire)
    }

    /// In the order in which they finished.
    pub fn finished(&self) -> Vec<Finished> {
        self.finished.lock().unwrap().clone()
    }

    /// Every customer updates `rounds` times, each in a rhythm of its own.
    pub async fn run(&self, rounds: usize) {
        let mut customers = JoinSet::new();
        for (number, customer) in self.stage.doubles.everybody().into_iter().enumerate() {
            let load = self.clone();
            customers.spawn(async move {
                tokio::time::sleep(STAGGER * u32::try_from(number).unwrap()).await;
                for round in 0..rounds {
                    match customer.provider {
                        // Two of three times they come back to the page; else it is left to the webhook.
                        seeds::Provider::Stripe => load.update(&customer, (number + round) % 3 != 0).await,
                        seeds::Provider::Paddle => load.open(&customer).await,
                    }
                    tokio::time::sleep(REST).await;
                }
            });
        }
        while let Some(customer) = customers.join_next().await {
            customer.unwrap();
        }
    }

    async fn update(&self, customer: &Customer, comes_back: bool) {
        let token = token(customer);
        let attempt = attempt();
        let session = loop {
            let answer = self.start(&token, &attempt).await;
            if answer.status() == 200 {
                break json_of(answer).await;
            }
            // As the widget does: no answer of the back end's, so once more with the same attempt.
            assert!(
                matches!(answer.status().as_u16(), 502 | 503 | 504 | 429 | 409),
                "{}",
                answer.text().await.unwrap()
            );
            self.cut_off.fetch_add(1, Ordering::AcqRel);
            tokio::time::sleep(PAUSE).await;
        };
        let (id, url) = (session["id"].as_str().unwrap(), session["url"].as_str().unwrap());
        let saved = self.http.post(url).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(CARD);
        let saved = saved.send().await.unwrap();
        assert_eq!(saved.status(), 303, "{}", saved.text().await.unwrap());
        let finished = Finished { subscription: customer.subscription_id, session: id.to_owned() };
        self.finished.lock().unwrap().push(finished);
        if comes_back {
            self.come_back(&token, id).await;
        }
    }

    async fn come_back(&self, token: &str, id: &str) {
        let mut last = String::new();
        for _ in 0..200 {
            self.sent.fetch_add(1, Ordering::AcqRel);
            let url = format!("{}/payment-method-updates/{id}", self.stage.front);
            let answer = self.http.get(url).header(AUTHORIZATION, token).send().await.unwrap();
            let status = answer.status();
            last = answer.text().await.unwrap();
            if status == 200 && last.contains(r#""status":"updated""#) {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("{id} was never confirmed: {last}");
    }

    /// A start at Paddle. One that is cut off is not repeated: each makes a transaction.
    async fn open(&self, customer: &Customer) {
        let answer = self.start(&token(customer), &attempt()).await;
        let status = answer.status().as_u16();
        assert!(matches!(status, 200 | 502 | 504), "{status}: {}", answer.text().await.unwrap());
    }

    async fn start(&self, token: &str, attempt: &str) -> Response {
        self.sent.fetch_add(1, Ordering::AcqRel);
        self.http
            .post(format!("{}/payment-method-updates", self.stage.front))
            .header(AUTHORIZATION, token)
            .header(CONTENT_TYPE, "application/json")
            .body(json!({"attempt": attempt, "mode": "redirect"}).to_string())
            .send()
            .await
            .unwrap()
    }
}

pub async fn json_of(answer: Response) -> Value {
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

fn attempt() -> String {
    uuid::Uuid::now_v7().to_string()
}

fn token(customer: &Customer) -> String {
    let provider = match customer.provider {
        seeds::Provider::Stripe => Provider::Stripe,
        seeds::Provider::Paddle => Provider::Paddle,
    };
    let claims = Claims::new(provider, customer.customer_id, customer.subscription_id);
    format!("Bearer {}", mint_token(&tokens(), &claims).unwrap())
}
