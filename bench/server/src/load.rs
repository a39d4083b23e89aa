//! The load: starts, then the webhooks of the sessions that they made.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use update_payment_method_server::{Claims, Provider, mint_token};
use upm_sandbox::{clock, tokens};

use crate::Result;
use crate::double::Double;
use crate::figures::{Part, Run};
use crate::server::Server;

/// Requests under way at a time.
const CLIENTS: usize = 16;

/// A client of either server.
#[derive(Debug)]
pub(crate) struct Load {
    http: Client,
    /// One for each customer.
    tokens: Vec<String>,
}

impl Load {
    pub(crate) fn new(double: &Double) -> Result<Self> {
        let mint = |customer: &upm_sandbox::seeds::Customer| -> Result<String> {
            let claims = Claims::new(Provider::Stripe, customer.customer_id, customer.subscription_id);
            Ok(format!("Bearer {}", mint_token(&tokens(), &claims)?))
        };
        let tokens = double.customers.iter().map(mint).collect::<Result<_>>()?;
        Ok(Self { http: Client::builder().redirect(Policy::none()).no_proxy().build()?, tokens })
    }

    /// Every customer starts once, saves a card, and Stripe tells the server so.
    pub(crate) async fn run(&self, server: &Server, double: &Double) -> Result<Run> {
        double.reset();
        let starts = self.tokens.iter().map(|token| self.start(server, token)).collect();
        let (starts, answers) = measured(server, double, starts, 200).await?;

        for answer in &answers {
            let answer: Value = serde_json::from_str(answer)?;
            double.save_card(answer.get("id").and_then(Value::as_str).ok_or("the answer has no id")?)?;
        }
        let completed: Vec<_> =
            double.courier.take().into_iter().filter(|event| event.kind == "checkout.session.completed").collect();
        if completed.len() != self.tokens.len() {
            return Err(format!("{} sessions are complete, not {}", completed.len(), self.tokens.len()).into());
        }
        let webhook = |body: &str| {
            self.http
                .post(format!("{}/webhooks/stripe", server.origin))
                .header(CONTENT_TYPE, "application/json; charset=utf-8")
                .header(double.courier.header(), double.courier.signature(body, clock::now()))
                .body(body.to_owned())
        };
        let webhooks = completed.iter().map(|event| webhook(&event.body)).collect();
        let (webhooks, _) = measured(server, double, webhooks, 200).await?;
        Ok(Run { starts, webhooks, memory: server.peak_memory()? })
    }

    fn start(&self, server: &Server, token: &str) -> RequestBuilder {
        self.http
            .post(format!("{}/payment-method-updates", server.origin))
            .header(AUTHORIZATION, token)
            .header(CONTENT_TYPE, "application/json")
            .body(
                json!({"attempt": uuid::Uuid::now_v7().to_string(), "mode": "redirect", "locale": "en-GB"}).to_string(),
            )
    }
}

/// Sends the requests and says what they cost the server, and the answers.
async fn measured(
    server: &Server,
    double: &Double,
    requests: Vec<RequestBuilder>,
    expected: u16,
) -> Result<(Part, Vec<String>)> {
    let count = requests.len();
    let (cpu, calls, begun) = (server.cpu()?, double.calls(), Instant::now());
    let answers = all(requests, expected).await?;
    let wall = begun.elapsed();
    let (cpu, calls) = (server.cpu()? - cpu, double.calls() - calls);
    let (latencies, bodies): (Vec<_>, Vec<_>) = answers.into_iter().unzip();
    Ok((Part::new(count, wall, cpu, calls, latencies), bodies))
}

/// Sends all, a few at a time; seconds and body of each answer. Another status than the expected one ends the benchmark.
async fn all(requests: Vec<RequestBuilder>, expected: u16) -> Result<Vec<(f64, String)>> {
    let requests: Arc<Vec<_>> = Arc::new(requests);
    let next = Arc::new(AtomicUsize::new(0));
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let (requests, next) = (Arc::clone(&requests), Arc::clone(&next));
        clients.spawn(async move {
            let mut answers = Vec::new();
            while let Some(request) = requests.get(next.fetch_add(1, Ordering::AcqRel)) {
                let request = request.try_clone().ok_or("a request with a stream")?;
                let begun = Instant::now();
                let answer = request.send().await?;
                let status = answer.status();
                let body = answer.text().await?;
                answers.push((begun.elapsed().as_secs_f64(), body));
                if status != expected {
                    let body = answers.last().map(|(_, body)| body.as_str()).unwrap_or_default();
                    return Err(format!("{status} instead of {expected}: {body}").into());
                }
            }
            Result::Ok(answers)
        });
    }
    let mut answers = Vec::new();
    while let Some(client) = clients.join_next().await {
        answers.extend(client??);
    }
    Ok(answers)
}
