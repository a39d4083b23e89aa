//! Stripe's API as it goes over the wire: form bodies, versions, keys, errors.

use std::sync::Arc;

use axum::http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use serde::{Deserialize, de::DeserializeOwned};
use url::form_urlencoded;

use super::portal::Seal;
use crate::{
    attempt,
    config::StripeConfig,
    error::{Code, Error},
    http::{Http, Patience, Reply, sensitive},
    json::word,
    metrics::Metrics,
    outside::{Call, Clock, Outside, Repeat},
    token::Provider,
};

/// How many idempotency keys a write goes through: a new one after a stored 5xx,
/// which the old key would replay for a day.
const KEYS: u32 = 3;

/// Names and values of a form.
pub(crate) type Pairs = Vec<(String, String)>;

/// Access to one Stripe account.
#[derive(Clone, Debug)]
pub(crate) struct Stripe {
    http: Http,
    headers: HeaderMap,
    /// The account's settings.
    pub config: Arc<StripeConfig>,
    /// What time it is.
    pub clock: Clock,
    /// Signs the ids of portal updates.
    pub(super) seal: Seal,
    #[cfg(feature = "mutants")]
    flaw: Option<crate::flaw::Flaw>,
}

impl Stripe {
    pub(crate) fn new(http: Http, config: &StripeConfig, seal: Seal, outside: &Outside) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, sensitive(&format!("Bearer {}", config.secret_key.expose())));
        headers.insert(HeaderName::from_static("stripe-version"), sensitive(&config.version));
        Self {
            http,
            headers,
            config: Arc::new(config.clone()),
            clock: outside.clock.clone(),
            seal,
            #[cfg(feature = "mutants")]
            flaw: outside.flaw,
        }
    }

    /// The same account, asked in more or less of a hurry.
    pub(crate) fn with(&self, patience: Patience) -> Self {
        Self { http: self.http.with(patience), ..self.clone() }
    }

    /// What is counted.
    pub(crate) fn metrics(&self) -> &Metrics {
        self.http.metrics()
    }

    #[cfg(feature = "mutants")]
    pub(crate) fn has(&self, flaw: crate::flaw::Flaw) -> bool {
        self.flaw == Some(flaw)
    }

    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        name: &'static str,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<T, Error> {
        let mut url = format!("{}{path}", self.config.api_base);
        if !query.is_empty() {
            url.push('?');
            url.push_str(&form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish());
        }
        let reply = self
            .http
            .send(Call {
                provider: Provider::Stripe,
                name,
                method: Method::GET,
                url: &url,
                headers: self.headers.clone(),
                body: None,
                repeat: Repeat::Safe,
            })
            .await?;
        read(&reply)
    }

    /// Sends a form. The idempotency key is a hash of `scope` (who, which
    /// attempt), of the parameters and of a number that rises after a stored 5xx.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        name: &'static str,
        path: &str,
        form: &Pairs,
        scope: &[&str],
    ) -> Result<T, Error> {
        self.post_once(name, path, form, scope).await.map(|(object, _)| object)
    }

    /// As [`Self::post`], and whether the answer was that of an earlier call.
    pub(crate) async fn post_once<T: DeserializeOwned>(
        &self,
        name: &'static str,
        path: &str,
        form: &Pairs,
        scope: &[&str],
    ) -> Result<(T, bool), Error> {
        let reply = self.send_form(name, path, form, scope).await?;
        read(&reply).map(|object| (object, reply.replayed))
    }

    /// As [`Self::post`], with a refusal of the request itself told apart.
    pub(crate) async fn post_or_refused<T: DeserializeOwned>(
        &self,
        name: &'static str,
        path: &str,
        form: &Pairs,
        scope: &[&str],
    ) -> Result<Result<T, Refused>, Error> {
        let reply = self.send_form(name, path, form, scope).await?;
        match reply.status {
            400 | 402 => Ok(Err(Refused::of(&reply))),
            _ => read(&reply).map(Ok),
        }
    }

    async fn send_form(&self, name: &'static str, path: &str, form: &Pairs, scope: &[&str]) -> Result<Reply, Error> {
        let url = format!("{}{path}", self.config.api_base);
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut n = 0;
        loop {
            let number = n.to_string();
            let parts: Vec<&str> = scope.iter().copied().chain([path, &body, &number]).collect();
            let mut headers = self.headers.clone();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
            headers.insert(HeaderName::from_static("idempotency-key"), sensitive(&attempt::key(&parts)));
            let reply = self
                .http
                .send(Call {
                    provider: Provider::Stripe,
                    name,
                    method: Method::POST,
                    url: &url,
                    headers,
                    body: Some(&body),
                    repeat: Repeat::Safe,
                })
                .await?;
            n += 1;
            if !(reply.replayed && reply.status >= 500 && n < KEYS) {
                return Ok(reply);
            }
        }
    }
}

/// Stripe does not do what was asked, in words of its own.
#[derive(Debug)]
pub(crate) struct Refused {
    pub status: u16,
    pub code: String,
    /// Of a declined card.
    pub decline_code: Option<String>,
}

impl Refused {
    fn of(reply: &Reply) -> Self {
        let fields = serde_json::from_slice::<ErrorBody>(&reply.body).unwrap_or_default().error;
        let word = |text: Option<String>| text.filter(|text| word(text).is_some());
        Self {
            status: reply.status,
            code: word(fields.code).unwrap_or_default(),
            decline_code: word(fields.decline_code),
        }
    }
}

#[derive(Default, Deserialize)]
struct ErrorBody {
    #[serde(default)]
    error: ErrorFields,
}

#[derive(Default, Deserialize)]
struct ErrorFields {
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    decline_code: Option<String>,
    #[serde(default)]
    param: Option<String>,
}

fn read<T: DeserializeOwned>(reply: &Reply) -> Result<T, Error> {
    if (200..300).contains(&reply.status) {
        return serde_json::from_slice(&reply.body).map_err(|_| {
            Error::new(
                Code::ProviderUnavailable,
                "Stripe's answer cannot be read. Check that `api_base` leads to Stripe, and try again.",
            )
        });
    }
    Err(refusal(reply))
}

/// What a refusal means here. Only Stripe's code and parameter name are passed on.
fn refusal(reply: &Reply) -> Error {
    let ErrorFields { kind, code, param, .. } =
        serde_json::from_slice::<ErrorBody>(&reply.body).unwrap_or_default().error;
    let (kind, code) = (kind.as_deref().unwrap_or_default(), code.as_deref().unwrap_or_default());
    match (reply.status, code) {
        (401, _) => Error::new(
            Code::ProviderKeyRefused,
            "Stripe refuses the secret key. Check it, and that it has not been rolled.",
        ),
        (403, _) => Error::new(
            Code::ProviderForbidden,
            "The Stripe key may not do this. It needs write access to Checkout Sessions, Subscriptions and Customers (with pay_now also to Invoices, with portal to the customer portal), and read access to Setup Intents, Payment Methods, Invoices and Events.",
        ),
        (404, _) | (_, "resource_missing") => Error::new(
            Code::NotFound,
            "Stripe has no such object for this key. Check the ids in the customer token, and that key and ids are both of test or both of live mode.",
        ),
        (429, _) | (_, "rate_limit") => {
            Error::new(Code::RateLimited, "Stripe's rate limit is reached. Try again in a moment.")
                .retry_after(reply.retry_after.unwrap_or(2))
        }
        (409, _) | (_, "idempotency_key_in_use") => {
            Error::new(Code::AttemptInProgress, "Stripe is still working on this attempt. Send it again in a moment.")
                .retry_after(1)
        }
        (500.., _) => Error::new(Code::ProviderUnavailable, "Stripe failed. Try again in a moment."),
        _ => {
            let word = |text| word(text).unwrap_or("none");
            Error::new(
                Code::ProviderRefused,
                format!(
                    "Stripe refuses the request (status {}, type {}, code {}, parameter {}). The request log in Stripe's dashboard says more.",
                    reply.status,
                    word(kind),
                    word(code),
                    word(param.as_deref().unwrap_or_default()),
                ),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(status: u16, body: &str) -> (Code, String) {
        let error = refusal(&Reply::for_test(status, body));
        (error.code(), error.to_string())
    }

    #[test]
    fn refusals_have_codes_and_no_text_of_stripes() {
        let missing = r#"{"error": {"type": "invalid_request_error", "code": "resource_missing", "param": "customer", "message": "No such customer: 'cus_P1qzWtbWjVX8aI'"}}"#;
        assert_eq!(code(400, missing).0, Code::NotFound);
        assert_eq!(code(404, missing).0, Code::NotFound);
        assert_eq!(
            code(401, r#"{"error": {"type": "invalid_request_error", "message": "Invalid API Key"}}"#).0,
            Code::ProviderKeyRefused
        );
        assert_eq!(code(429, r#"{"error": {"code": "rate_limit"}}"#).0, Code::RateLimited);
        assert_eq!(
            code(409, r#"{"error": {"type": "idempotency_error", "code": "idempotency_key_in_use"}}"#).0,
            Code::AttemptInProgress
        );
        assert_eq!(code(502, "<html>Bad gateway</html>").0, Code::ProviderUnavailable);
        let (refused, text) = code(
            400,
            r#"{"error": {"type": "invalid_request_error", "code": "parameter_unknown", "param": "payment_method_types", "message": "secret seti_1_secret_2"}}"#,
        );
        assert_eq!(refused, Code::ProviderRefused);
        assert!(
            text.contains("parameter_unknown") && text.contains("payment_method_types") && !text.contains("seti_1"),
            "{text}"
        );
    }
}
