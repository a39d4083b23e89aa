//! The way from the replicas to Stripe: nothing moves on it by itself.
//!
//! A call waits until the scheduler executes it, and its answer until the
//! scheduler delivers it. Who drops the future of a call is dead or has lost
//! patience; the call itself may still be under way then.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use axum::http::{HeaderMap, Method};
use update_payment_method_server::{Answer, Call, Transport};

thread_local! {
    /// The task that is being polled: the calls that it makes are its own.
    pub static POLLED: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// The calls under way. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Net(Arc<Mutex<Calls>>);

#[derive(Debug, Default)]
pub struct Calls {
    made: u64,
    pub under_way: Vec<Sent>,
}

/// A call, and how far it is.
#[derive(Debug)]
pub struct Sent {
    pub id: u64,
    pub task: usize,
    pub method: Method,
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
    pub at: At,
    /// Nobody waits for the answer any more.
    orphan: bool,
    /// It goes on nevertheless.
    pub late: bool,
    /// How likely its next step is; `None` until the scheduler has seen it.
    pub weight: Option<u32>,
    waker: Option<Waker>,
}

#[derive(Debug)]
pub enum At {
    /// On its way to Stripe.
    Going,
    /// The answer is on its way back.
    Coming(Answer),
    /// There.
    Delivered(Answer),
}

impl Net {
    pub fn lock(&self) -> MutexGuard<'_, Calls> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Calls {
    /// Hands the answer to whoever waits.
    pub fn deliver(&mut self, place: usize) {
        let call = &mut self.under_way[place];
        if let At::Coming(answer) = std::mem::replace(&mut call.at, At::Going) {
            call.at = At::Delivered(answer);
        }
        if let Some(waker) = call.waker.take() {
            waker.wake();
        }
    }

    /// The calls that nobody waits for any more, whatever becomes of them.
    pub fn take_orphans(&mut self) -> Vec<Sent> {
        self.under_way.extract_if(.., |call| call.orphan && !call.late).collect()
    }

    fn place(&self, id: u64) -> Option<usize> {
        self.under_way.iter().position(|call| call.id == id)
    }
}

impl Transport for Net {
    fn send<'a>(&'a self, call: &'a Call<'a>) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        let mut calls = self.lock();
        calls.made += 1;
        let id = calls.made;
        // After the scheme and the host.
        let path = call.url.splitn(4, '/').nth(3).unwrap_or_default();
        calls.under_way.push(Sent {
            id,
            task: POLLED.get(),
            method: call.method.clone(),
            path: format!("/{path}"),
            headers: call.headers.clone(),
            body: call.body.unwrap_or_default().to_owned(),
            at: At::Going,
            orphan: false,
            late: false,
            weight: None,
            waker: None,
        });
        drop(calls);
        Box::pin(Waiting { net: self.clone(), id })
    }
}

/// Waits for one answer.
struct Waiting {
    net: Net,
    id: u64,
}

impl Future for Waiting {
    type Output = Answer;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Answer> {
        let mut calls = self.net.lock();
        let place = calls.place(self.id).expect("a call that somebody waits for is under way");
        if matches!(calls.under_way[place].at, At::Delivered(_)) {
            let At::Delivered(answer) = calls.under_way.remove(place).at else { unreachable!() };
            return Poll::Ready(answer);
        }
        calls.under_way[place].waker = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut calls = self.net.lock();
        if let Some(place) = calls.place(self.id) {
            if matches!(calls.under_way[place].at, At::Going) {
                calls.under_way[place].orphan = true;
            } else {
                calls.under_way.remove(place);
            }
        }
    }
}
