//! What the replicas are doing: futures that are polled here and nowhere else.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use crate::net::POLLED;

/// What a replica was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// The start of an update.
    Start(usize),
    /// The return of its customer, whose page asks for the so many-th time.
    Return {
        update: usize,
        tries: usize,
    },
    /// The event with this number, sent for the so many-th time.
    Webhook {
        event: usize,
        tries: usize,
    },
    Sweep,
}

/// How a job ended: the HTTP status and the body.
#[derive(Clone, Debug)]
pub struct Done {
    pub status: u16,
    pub body: String,
}

pub type Work = Pin<Box<dyn Future<Output = Done>>>;

pub struct Task {
    pub id: usize,
    pub replica: usize,
    pub job: Job,
    work: Work,
    woken: Arc<Woken>,
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Task {
    pub fn new(id: usize, replica: usize, job: Job, work: Work) -> Self {
        Self { id, replica, job, work, woken: Arc::new(Woken(AtomicBool::new(true))) }
    }

    /// Goes on if there is anything to go on with; `Err` is a panic.
    pub fn go_on(&mut self) -> Option<Result<Done, ()>> {
        if !self.woken.0.swap(false, Ordering::Relaxed) {
            return None;
        }
        let waker = Waker::from(Arc::clone(&self.woken));
        POLLED.set(self.id);
        let polled = catch_unwind(AssertUnwindSafe(|| self.work.as_mut().poll(&mut Context::from_waker(&waker))));
        POLLED.set(usize::MAX);
        match polled {
            Ok(Poll::Pending) => None,
            Ok(Poll::Ready(done)) => Some(Ok(done)),
            Err(_) => Some(Err(())),
        }
    }
}
