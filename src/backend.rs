//! The merchant's back end, over gloo-net: start, verification, overview.
//!
//! Every request carries a time-out and can be aborted. A start is repeated only
//! when no answer came at all, with the same attempt: at Paddle each answered
//! start has made a transaction.

mod refusal;

use std::{pin::Pin, sync::Arc};

use gloo_net::http::{Request, Response};
use upm_contract::{Overview, Read, Start, Value, Verification};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortController;

use self::refusal::refusal;
use crate::{
    bindings::{js, write},
    error::{Code, Error, Result},
    flow::NotVerified,
    options::Options,
};

/// For one request, in milliseconds.
const TIMEOUT: i32 = 20_000;
/// Before each repetition of a start that had no answer, in milliseconds.
const REPEAT_AFTER: [i32; 2] = [800, 2_400];

/// Where the `Authorization` header comes from, asked anew for each request.
pub(crate) type Authorization = std::rc::Rc<dyn Fn() -> JsValue>;

/// Who asks, and how it can be stopped.
pub(crate) struct Client {
    /// For `endpoint`, `credentials`.
    pub options: Arc<Options>,
    /// A string, a promise of one, or nothing.
    pub authorization: Option<Authorization>,
    /// Aborted when the answer no longer matters.
    pub abort: AbortController,
}

impl Client {
    /// `POST endpoint`.
    pub(crate) async fn start(&self, start: &Start) -> Result<Value> {
        let body = js_sys::JSON::stringify(&write::start(start)).map(String::from).unwrap_or_default();
        let mut repeats = REPEAT_AFTER.iter();
        loop {
            match self.ask("POST", &self.options.endpoint, Some(&body)).await {
                Err(error) if error.code == Code::Network && !self.abort.signal().aborted() => match repeats.next() {
                    Some(&after) => {
                        let _ = js::wait(js::delay(after)).await;
                        if self.abort.signal().aborted() {
                            return Err(error);
                        }
                    }
                    None => return Err(error),
                },
                answer => return answer?.document(),
            }
        }
    }

    /// `GET endpoint`. Nobody is told of an error: the button works without.
    pub(crate) async fn overview(&self) -> Result<Overview> {
        read(self.ask("GET", &self.options.endpoint, None).await?.document()?)
    }

    /// `GET endpoint/{id}`.
    pub(crate) async fn verify(&self, id: &str) -> std::result::Result<Verification, NotVerified> {
        let (path, query) = self.options.endpoint.split_once('?').unwrap_or((&self.options.endpoint, ""));
        let mut url = [path.trim_end_matches('/'), "/", id].concat();
        if !query.is_empty() {
            url = [&url, "?", query].concat();
        }
        let answer = self.ask("GET", &url, None).await.map_err(NotVerified::Failed)?;
        match answer.status {
            404 => Err(NotVerified::Unknown),
            405 | 501 => Err(NotVerified::Unsupported),
            _ => answer.document().and_then(read).map_err(NotVerified::Failed),
        }
    }

    /// Boxed, so that the three that ask share its code and do not each hold its state.
    fn ask<'a>(
        &'a self,
        method: &'static str,
        url: &'a str,
        body: Option<&'a str>,
    ) -> Pin<Box<dyn Future<Output = Result<Answer>> + 'a>> {
        Box::pin(async move {
            // Around all of it: a token that is never refreshed and a body that stalls end here, too.
            let mut asking = std::pin::pin!(self.exchange(method, url, body));
            let mut late = std::pin::pin!(js::wait(js::delay(TIMEOUT)));
            let answer = std::future::poll_fn(|cx| match asking.as_mut().poll(cx) {
                std::task::Poll::Ready(answer) => std::task::Poll::Ready(Some(answer)),
                std::task::Poll::Pending => late.as_mut().poll(cx).map(|_| None),
            })
            .await;
            answer.unwrap_or_else(|| {
                self.abort.abort();
                Err(Error::new(Code::Timeout, "The endpoint did not answer within 20 seconds."))
            })
        })
    }

    async fn exchange(&self, method: &str, url: &str, body: Option<&str>) -> Result<Answer> {
        let response = self.send(method, url, body).await?;
        let (status, ok) = (response.status(), response.ok());
        let json = match web_sys::Response::from(response).json() {
            Ok(promise) => js::wait(promise).await.ok(),
            Err(_) => None,
        };
        Ok(Answer { status, ok, body: json.as_ref().and_then(js::value) })
    }

    async fn send(&self, method: &str, url: &str, body: Option<&str>) -> Result<Response> {
        let authorization = self.authorize().await?;
        let headers = js::object(&[
            ("Accept", "application/json".into()),
            ("Authorization", js::text(authorization.as_deref())),
            ("Content-Type", js::text(body.map(|_| "application/json"))),
        ]);
        let init = js::object(&[
            ("method", method.into()),
            ("headers", headers),
            ("body", js::text(body)),
            ("credentials", self.options.credentials.as_str().into()),
            ("cache", "no-store".into()),
            ("signal", self.abort.signal().into()),
        ]);
        // Not gloo-net's own builder, which writes query strings too and formats: two kilobytes.
        let request = web_sys::Request::new_with_str_and_init(url, init.unchecked_ref()).map(Request::from);
        let request = request.map_err(|_| {
            Error::new(
                Code::InvalidOption,
                "The request could not be made: endpoint must be a valid address, and authorization one line.",
            )
        })?;
        request.send().await.map_err(|_| {
            Error::new(
                Code::Network,
                "The endpoint could not be reached: it is offline, refused the connection, or its CORS headers do not allow this page.",
            )
        })
    }

    async fn authorize(&self) -> Result<Option<String>> {
        let Some(authorization) = &self.authorization else { return Ok(None) };
        let value = js::wait(js_sys::Promise::resolve(&authorization())).await.map_err(|thrown| {
            let why = js::get(&thrown, "message").as_string().or_else(|| thrown.as_string()).unwrap_or_default();
            let said = "The authorization callback failed, so the request was not sent. It threw: ";
            Error::new(Code::Unauthorized, [said, &why].concat())
        })?;
        Ok(value.as_string())
    }
}

/// What the endpoint answered, read to its end.
struct Answer {
    status: u16,
    ok: bool,
    /// Nothing where it was not JSON.
    body: Option<Value>,
}

impl Answer {
    /// The body of a success.
    fn document(self) -> Result<Value> {
        if !self.ok {
            return Err(refusal(self.status, &self.body.unwrap_or_default()));
        }
        self.body.ok_or_else(|| {
            Error::new(Code::BadAnswer, "The endpoint answered with something that is not JSON (a sign-in page?).")
        })
    }
}

fn read<T: Read>(document: Value) -> Result<T> {
    T::read(&document).ok_or_else(|| {
        Error::new(
            Code::BadAnswer,
            "The endpoint's answer lacks a member or has one of another type; see the contract in the README.",
        )
    })
}
