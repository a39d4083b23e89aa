//! Paddle's API as it goes over the wire.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header::AUTHORIZATION};
use serde::de::DeserializeOwned;

use super::{refusal::refusal, types::Envelope};
use crate::{
    config::PaddleConfig,
    error::{Code, Error},
    http::{Http, sensitive},
    outside::{Call, Repeat},
    token::Provider,
};

/// Access to one Paddle account.
#[derive(Debug)]
pub(crate) struct Paddle {
    http: Http,
    base: String,
    headers: HeaderMap,
    /// What browsers open a checkout with.
    pub client_token: String,
}

impl Paddle {
    pub(crate) fn new(http: Http, config: &PaddleConfig) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, sensitive(&format!("Bearer {}", config.api_key.expose())));
        headers.insert(HeaderName::from_static("paddle-version"), HeaderValue::from_static("1"));
        Self { http, base: config.api_base.clone(), headers, client_token: config.client_token.clone() }
    }

    /// The `data` of an answer.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        name: &'static str,
        path: &str,
        repeat: Repeat,
    ) -> Result<T, Error> {
        self.read::<Envelope<T>>(name, path, repeat).await.map(|envelope| envelope.data)
    }

    /// A whole answer.
    pub(crate) async fn read<T: DeserializeOwned>(
        &self,
        name: &'static str,
        path: &str,
        repeat: Repeat,
    ) -> Result<T, Error> {
        let url = format!("{}{path}", self.base);
        let reply = self
            .http
            .send(Call {
                provider: Provider::Paddle,
                name,
                method: Method::GET,
                url: &url,
                headers: self.headers.clone(),
                body: None,
                repeat,
            })
            .await?;
        if !(200..300).contains(&reply.status) {
            return Err(refusal(&reply));
        }
        serde_json::from_slice(&reply.body).map_err(|_| {
            Error::new(
                Code::ProviderUnavailable,
                "Paddle's answer cannot be read. Check that `api_base` leads to Paddle, and try again.",
            )
        })
    }
}
