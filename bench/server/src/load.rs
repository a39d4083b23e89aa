//! The load: starts, then the webhooks of the sessions that they made.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use update_payment_method_server::{Claims, Provider, mint_token};
use upm_sandbox::seeds::Customer;
use upm_sandbox::tokens;

use crate::Result;
use crate::double::Double;
use crate::figures::{Part, Run};
use crate::server::Server;

/// Requests under way at a time.
const CLIENTS: usize = 16;
/// A single request that takes longer ends the benchmark.
const PATIENCE: Duration = Duration::from_secs(30);

/// Less than the five seconds after which Node closes a connection.
const IDLE: Duration = Duration::from_secs(2);

/// A client of either server.
#[derive(Debug)]
pub(crate) struct Load {
    http: Client,
    /// One for each customer.
    tokens: Vec<String>,
}

impl Load {
    pub(crate) fn new(double: &Double) -> Result<Self> {
        let mint = |customer: &Customer| -> Result<String> {
            let claims = Claims::new(Provider::Stripe, customer.customer_id, customer.subscription_id);
            Ok(format!("Bearer {}", mint_token(&tokens(), &claims)?))
        };
        let tokens = double.customers.iter().map(mint).collect::<Result<_>>()?;
        let http =
            Client::builder().redirect(Policy::none()).no_proxy().timeout(PATIENCE).pool_idle_timeout(IDLE).build()?;
        Ok(Self { http, tokens })
    }

    /// Every customer starts once, saves a card, and Stripe tells the server so.
    pub(crate) async fn run(&self, server: &Server, double: &Double) -> Result<Run> {
        double.reset()?;
        let start = |number: usize| Ok(self.start(server, self.tokens.get(number).ok_or("no such customer")?));
        let (starts, answers) = self.measured(server, double, start).await?;
        let sessions: Vec<String> = answers.iter().map(|answer| session(answer)).collect::<Result<_>>()?;
        let webhook = |number: usize| self.webhook(server, double, sessions.get(number).ok_or("no such session")?);
        let (webhooks, _) = self.measured(server, double, webhook).await?;
        Ok(Run { starts, webhooks, memory: server.peak_memory()? })
    }

    fn start(&self, server: &Server, token: &str) -> RequestBuilder {
        let attempt = uuid::Uuid::now_v7().to_string();
        self.http
            .post(format!("{}/payment-method-updates", server.origin))
            .header(AUTHORIZATION, token)
            .header(CONTENT_TYPE, "application/json")
            .body(json!({"attempt": attempt, "mode": "redirect", "locale": "en-GB"}).to_string())
    }

    fn webhook(&self, server: &Server, double: &Double, session: &str) -> Result<RequestBuilder> {
        let webhook = double.finish(session)?;
        Ok(self
            .http
            .post(format!("{}/webhooks/stripe", server.origin))
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .header(webhook.header, webhook.signature)
            .body(webhook.body))
    }

    /// One request for each customer, a few at a time: what they cost the server, and the answers.
    async fn measured(
        &self,
        server: &Server,
        double: &Double,
        request: impl Fn(usize) -> Result<RequestBuilder>,
    ) -> Result<(Part, Vec<String>)> {
        let count = self.tokens.len();
        let (cpu, calls, begun) = (server.cpu()?, double.calls(), Instant::now());
        let next = AtomicUsize::new(0);
        let client = || async {
            let mut answers = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::AcqRel);
                if number >= count {
                    return Result::Ok(answers);
                }
                answers.push(answer(request(number)?).await?);
            }
        };
        let mut answers = Vec::new();
        for client in futures_util::future::try_join_all((0..CLIENTS).map(|_| client())).await? {
            answers.extend(client);
        }
        let (cpu, calls, wall) = (server.cpu()? - cpu, double.calls() - calls, begun.elapsed());
        let (latencies, bodies) = answers.into_iter().unzip();
        Ok((Part::new(count, wall, cpu, calls, latencies), bodies))
    }
}

/// Seconds to the whole answer, and its body. Another status than 200 ends the benchmark.
async fn answer(request: RequestBuilder) -> Result<(f64, String)> {
    let begun = Instant::now();
    let answer = request.send().await?;
    let status = answer.status();
    let body = answer.text().await?;
    if status == 200 { Ok((begun.elapsed().as_secs_f64(), body)) } else { Err(format!("{status}: {body}").into()) }
}

fn session(answer: &str) -> Result<String> {
    let answer: Value = serde_json::from_str(answer)?;
    Ok(answer.get("id").and_then(Value::as_str).ok_or("the answer has no id")?.to_owned())
}
