//! The network: one `reqwest` client for both providers.

use std::{future::Future, pin::Pin, time::Duration};

use axum::http::Response;
use url::Url;

use crate::{
    config::is_loopback,
    outside::{Answer, Broken, Call, Transport},
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const TIMEOUT: Duration = Duration::from_secs(10);
/// More than any answer here needs; a hundred setup intents are below 1 MB.
const MAX_BODY: usize = 4 << 20;

#[derive(Clone, Debug)]
pub(crate) struct Network(reqwest::Client);

impl Network {
    /// A client for these addresses. Redirects are not followed: no provider
    /// sends any, and the key must not travel.
    pub(crate) fn new(bases: &[&str]) -> Result<Self, reqwest::Error> {
        // The host application may have chosen a provider already; then that one serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("update-payment-method-server/", env!("CARGO_PKG_VERSION")));
        if bases.iter().any(|base| Url::parse(base).is_ok_and(|url| is_loopback(&url))) {
            client = client.no_proxy();
        }
        client.build().map(Self)
    }

    async fn exchange(&self, call: &Call<'_>) -> reqwest::Result<Response<Vec<u8>>> {
        let mut request = self.0.request(call.method.clone(), call.url).headers(call.headers.clone());
        if let Some(body) = call.body {
            request = request.body(body.to_owned());
        }
        let mut response = request.send().await?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > MAX_BODY {
                // Cut short, it will not parse, which is what it deserves.
                break;
            }
            body.extend_from_slice(&chunk);
        }
        let mut answer = Response::new(body);
        *answer.status_mut() = response.status();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        Ok(answer)
    }
}

impl Transport for Network {
    fn send<'a>(&'a self, call: &'a Call<'a>) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        Box::pin(async move {
            self.exchange(call).await.map_err(|error| {
                if error.is_connect() {
                    Broken::NoConnection
                } else if error.is_timeout() {
                    Broken::TimedOut
                } else {
                    Broken::CutOff
                }
            })
        })
    }
}
