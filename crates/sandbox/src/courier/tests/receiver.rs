//! Who gets the events in these tests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State as Extract;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use tokio::sync::watch;

use crate::courier::Courier;
use crate::origin::{Origin, serve};
use crate::seeds::Provider;

/// Statuses to answer with, then 200 for ever; and what came.
#[derive(Clone, Default)]
pub(super) struct Receiver {
    answers: Arc<Mutex<VecDeque<u16>>>,
    seen: Arc<Mutex<Vec<(String, String)>>>,
}

/// Never answers.
pub(super) const SILENCE: u16 = 0;

/// A courier with short pauses whose events come to the receiver until the last part is dropped.
pub(super) async fn listening(provider: Provider, answers: &[u16]) -> (Courier, Receiver, watch::Sender<()>) {
    let receiver = Receiver { answers: Arc::new(Mutex::new(answers.iter().copied().collect())), ..Receiver::default() };
    let origin = Origin::plain(0).await.unwrap();
    let url = format!("http://127.0.0.1:{}/hook", origin.port());
    let app = Router::new().route("/hook", post(receive)).with_state(receiver.clone());
    let (stop, stopped) = watch::channel(());
    tokio::spawn(serve(origin, app, stopped));
    let courier = Courier::new(provider).unwrap();
    courier.set_destination(Some(url));
    let mut switches = courier.switches();
    switches.retry_ms = 1;
    courier.set_switches(switches);
    (courier, receiver, stop)
}

impl Receiver {
    /// The signature headers, in order of arrival.
    pub(super) fn signatures(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|(signature, _)| signature.clone()).collect()
    }

    /// The bodies, in order of arrival.
    pub(super) fn bodies(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|(_, body)| body.clone()).collect()
    }
}

async fn receive(Extract(receiver): Extract<Receiver>, headers: HeaderMap, body: String) -> Response {
    let signature = headers.get("paddle-signature").or(headers.get("stripe-signature")).unwrap();
    receiver.seen.lock().unwrap().push((signature.to_str().unwrap().to_owned(), body));
    let status = receiver.answers.lock().unwrap().pop_front().unwrap_or(200);
    if status == SILENCE {
        std::future::pending::<()>().await;
    }
    let status = StatusCode::from_u16(status).unwrap();
    (status, [("location", "/hook")]).into_response()
}
