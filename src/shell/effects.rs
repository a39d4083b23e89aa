//! Carrying out what the flow asks for.

use std::{rc::Rc, sync::Arc};

use upm_contract::{Agreed, Notice, Start, Verification};

use super::{Inner, Verifying, frame::Frame};
use crate::{
    answer::{self, Checkout, Plan, Route},
    bindings::{js, page},
    error::{Code, Error, Result},
    flow::{Effect, Event, Phase},
    provider::{self, Place},
    redirect,
};

impl Inner {
    pub(super) fn perform(self: &Rc<Self>, effect: Effect) {
        #[cfg(feature = "sandbox")]
        if self.pinned().is_some() {
            return;
        }
        match effect {
            Effect::Start(agreed) => self.start(agreed),
            // Where the browser refuses, the link that follows after some seconds still works.
            Effect::Navigate(url) => {
                // The page may have ended it in the event before this effect.
                let connected = self.root.borrow().as_ref().is_some_and(|root| root.is_connected());
                if connected && self.is(|phase| matches!(phase, Phase::Redirecting { .. })) {
                    page::navigate(&url);
                }
            }
            Effect::Open(checkout, notice) => self.open(checkout, notice),
            Effect::Close => self.close(),
            Effect::Verify { id, after } => self.verify(id, after),
            Effect::After(seconds, event) => {
                let weak = self.weak();
                let opening = self.opening();
                let timer = js::after(seconds, move || {
                    if let Some(inner) = weak.upgrade() {
                        inner.dispatch_from(opening, event);
                    }
                });
                self.timers.borrow_mut().push(timer);
            }
            Effect::Emit(notification) => self.tell(notification),
        }
    }

    pub(super) fn opening(&self) -> u32 {
        self.shown.borrow().state.opening
    }

    fn locale(&self) -> String {
        self.shown.borrow().look.locale.clone()
    }

    fn start(self: &Rc<Self>, agreed: Option<Agreed>) {
        self.timers.borrow_mut().clear();
        self.verifying.replace(None);
        let opening = self.opening();
        let Some(client) = self.client() else { return };
        let Some(attempt) = page::uuid_v7() else {
            let error =
                Error::new(Code::InvalidOption, "This page has no crypto.getRandomValues; serve it over https.");
            return self.dispatch_from(opening, Event::Answered(Err(error)));
        };
        if let Some(earlier) = self.requests.replace(Some(client.abort.clone())) {
            earlier.abort();
        }
        let mode = client.options.mode.clone();
        let locale = Some(self.locale());
        let weak = self.weak();
        js::spawn(async move {
            let start = Start { attempt, mode: mode.clone(), locale, return_url: None, agreed };
            let plan = client.start(&start).await.and_then(|answer| answer::read(&answer, &mode));
            let plan = plan.and_then(|plan| check_address(plan, &client.options.allowed_redirect_origins));
            if let Some(inner) = weak.upgrade() {
                let failed = plan.is_err();
                inner.dispatch_from(opening, Event::Answered(plan));
                if failed {
                    inner.ask_overview_again();
                }
            }
        });
    }

    fn open(self: &Rc<Self>, checkout: Arc<Checkout>, notice: Option<Arc<Notice>>) {
        let opening = self.opening();
        let Some(options) = self.options() else { return };
        let frame = checkout.inline.then(|| Frame::new(self.root.borrow().as_ref()?)).flatten();
        if checkout.inline && frame.is_none() {
            let error = Error::new(
                Code::ModeUnsupported,
                "mode=inline needs a place that document.getElementsByClassName finds. Inside another component's shadow \
                 root, use overlay or redirect.",
            );
            return self.dispatch_from(opening, Event::CheckoutFailed(error));
        }
        let dark = self.root.borrow().as_ref().is_some_and(page::is_dark);
        let place = Place { frame: frame.as_ref().map(Frame::node), locale: self.locale(), dark, options };
        self.frame.replace(frame);
        let (ours, foreign, weak) = (self.weak(), self.weak(), self.weak());
        let (lease, open) = provider::take(
            checkout,
            notice,
            place,
            Rc::new(move |event| {
                if let Some(inner) = ours.upgrade() {
                    inner.dispatch_from(opening, event);
                }
            }),
            Rc::new(move |event| {
                if let Some(inner) = foreign.upgrade() {
                    inner.tell_paddle(event);
                }
            }),
        );
        self.lease.replace(Some(lease));
        js::spawn(async move {
            let event = open.await;
            if let Some(inner) = weak.upgrade() {
                inner.dispatch_from(opening, event);
            }
        });
    }

    /// Gives the provider back, which closes a checkout of ours, and then its frame.
    fn close(&self) {
        let lease = self.lease.take();
        drop(lease);
        let frame = self.frame.take();
        drop(frame);
    }

    fn verify(self: &Rc<Self>, id: String, after: u32) {
        let opening = self.opening();
        let Some(client) = self.client() else { return };
        let abort = client.abort.clone();
        let weak = self.weak();
        let timer = js::after(after, move || {
            js::spawn(async move {
                let answer = client.verify(&id).await;
                // Taken back meanwhile: a later question is open, or nobody waits.
                let current = weak.upgrade().filter(|inner| {
                    inner.verifying.borrow().as_ref().is_some_and(|verifying| verifying.abort == client.abort)
                });
                if let Some(inner) = current {
                    let allowed = &client.options.allowed_redirect_origins;
                    let answer = answer.map(|outcome| Arc::new(check_invoice(outcome, allowed)));
                    inner.dispatch_from(opening, Event::Verified(answer));
                }
            });
        });
        self.verifying.replace(Some(Verifying { _timer: timer, abort }));
    }

    /// `again`: whether it may be asked for once more, should it fail now.
    pub(super) fn ask_overview(self: &Rc<Self>, again: bool) {
        let Some(client) = self.client().filter(|client| client.options.overview) else { return };
        let weak = self.weak();
        js::spawn(async move {
            let overview = client.overview().await;
            let Some(inner) = weak.upgrade() else { return };
            match overview {
                Ok(overview) => inner.dispatch(Event::Overview(Arc::new(overview))),
                Err(error) => inner.overview_missing.set(again && error.code.is_passing()),
            }
        });
    }

    /// Once, where it failed: when a person comes back to the page, or could not start.
    pub(super) fn ask_overview_again(self: &Rc<Self>) {
        if page::is_shown() && self.overview_missing.take() {
            self.ask_overview(false);
        }
    }
}

/// An invoice's page is shown only where a redirect may go.
fn check_invoice(mut outcome: Verification, allowed: &[String]) -> Verification {
    if let Some(invoice) = &mut outcome.invoice {
        invoice.url = invoice.url.take().filter(|url| {
            page::address(url).is_some_and(|(target, _)| redirect::check(&target, &page::own(), allowed).is_ok())
        });
    }
    outcome
}

/// Refuses a plan that leads where the widget must not send anybody; else the
/// address is the one that the browser understood.
fn check_address(mut plan: Plan, allowed: &[String]) -> Result<Plan> {
    if let Route::Stripe { url } | Route::PaddleLink { url } = &mut plan.route {
        let Some((target, href)) = page::address(url) else {
            return Err(Error::new(
                Code::RedirectRefused,
                "The answer's address is not one that a browser understands.",
            ));
        };
        redirect::check(&target, &page::own(), allowed)?;
        *url = href;
    }
    Ok(plan)
}
