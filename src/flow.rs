//! The whole life of an update: phases, events, and the one function between them.
//!
//! Pure: the shell turns what happens in the browser into [`Event`]s, passes them
//! to [`State::step`], carries out the [`Effect`]s and shows the [`Phase`]. Every
//! event comes with the number of the opening it belongs to, so that what arrives
//! late, from a checkout that is long gone, changes nothing.

mod confirm;
mod vocabulary;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use upm_contract::{Agreed, Kind, Notice, Overview};

use self::confirm::{WHY_AFTER, ask, ask_while_open, finished};
pub use self::vocabulary::{Effect, Event, NotVerified, Notification, Pay, Phase, Reason};
use crate::{
    answer::{Checkout, Plan, Route},
    error::{Code, Error},
};

/// Until a navigation that has not happened gets a visible link.
const NAVIGATION_SECONDS: u32 = 3;
/// Until a checkout that has said nothing since `open()` counts as failed.
const LOADED_SECONDS: u32 = 20;
const PADDLE_SILENT: &str = "Paddle.js was asked to open the checkout and sent no checkout.loaded. Check the default payment link, \
    that this domain is approved, the client-side token's environment, and the page's content security policy.";
const STRIPE_SILENT: &str =
    "Stripe.js was asked for the embedded Checkout and did not make it. Check the page's content security policy.";

/// The phase, and what outlives it.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The number of the current opening; each press begins another.
    pub opening: u32,
    /// What a person sees.
    pub phase: Phase,
    /// What is on file and what is overdue, where the back end said so.
    pub overview: Option<Arc<Overview>>,
}

impl Default for State {
    fn default() -> Self {
        Self { opening: 0, phase: Phase::Ready, overview: None }
    }
}

impl State {
    /// The state after `event` of the given opening, and what is to be done.
    #[must_use]
    pub fn step(self, opening: u32, event: Event) -> (Self, Vec<Effect>) {
        if opening != self.opening {
            return (self, Vec::new());
        }
        match event {
            Event::Press | Event::Load if self.phase.is_idle() => {
                // Who presses has seen what stands above the button; a page that starts by itself asks nobody.
                let agreed = self.overdue().filter(|_| event == Event::Press).and_then(agreement);
                let effects = vec![Effect::Start(agreed.clone())];
                (Self { opening: opening.wrapping_add(1), phase: Phase::Starting { agreed }, ..self }, effects)
            }
            Event::Overview(overview) => (Self { overview: Some(overview), ..self }, Vec::new()),
            event => {
                let done = |phase: &Phase| matches!(phase, Phase::Updated { .. } | Phase::Received);
                let was_done = done(&self.phase);
                let (phase, effects) = self.phase.step(event);
                // What was overdue before an update is not what is overdue after it.
                let overview = self.overview.filter(|_| was_done || !done(&phase));
                (Self { opening, phase, overview }, effects)
            }
        }
    }
}

impl State {
    /// The notice of the overview, where it stands on the panel.
    #[must_use]
    pub fn overdue(&self) -> Option<&Notice> {
        let stands = matches!(
            self.phase,
            Phase::Ready | Phase::Returning { .. } | Phase::Starting { .. } | Phase::Cancelled | Phase::Failed { .. }
        );
        self.overview.as_ref().filter(|_| stands)?.notice.as_ref()
    }
}

impl Phase {
    /// Whether a press starts an update here.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        matches!(
            self,
            Self::Ready
                | Self::Returning { .. }
                | Self::Updated { .. }
                | Self::Received
                | Self::Waiting { .. }
                | Self::Cancelled
                | Self::Failed { .. }
        )
    }

    /// The word for `data-phase`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Ready | Self::Returning { .. } => "ready",
            Self::Starting { .. } => "starting",
            Self::Review { .. } => "review",
            Self::Redirecting { .. } => "redirecting",
            Self::Opening { .. } => "opening",
            Self::Open { .. } => "open",
            Self::Confirming { .. } => "confirming",
            Self::Updated { .. } => "updated",
            Self::Received => "received",
            Self::Waiting { .. } => "waiting",
            Self::Cancelled => "cancelled",
            Self::Failed { .. } => "failed",
        }
    }

    fn step(self, event: Event) -> (Self, Vec<Effect>) {
        match (self, event) {
            (Self::Starting { agreed }, Event::Answered(Ok(plan))) => started(plan, agreed.as_ref()),
            (Self::Starting { .. }, Event::Answered(Err(error))) => {
                (Self::failed(error.clone()), vec![emit_error(error)])
            }
            (Self::Starting { .. } | Self::Redirecting { .. }, Event::Restored) => (Self::Ready, vec![]),
            (Self::Starting { .. } | Self::Review { .. } | Self::Redirecting { .. }, Event::Cancel) => {
                cancelled(vec![])
            }

            // Stripe charges on the server, which must hear what was agreed before it makes the session.
            (Self::Review { plan }, Event::Agree) => match plan.route {
                Route::PaddleLink { url } => redirect(url, plan.notice, vec![]),
                Route::Stripe { .. } | Route::Checkout(_) => match plan.notice.as_deref().and_then(agreement) {
                    Some(agreed) => {
                        (Self::Starting { agreed: Some(agreed.clone()) }, vec![Effect::Start(Some(agreed))])
                    }
                    None => {
                        let error = Error::new(
                            Code::BadAnswer,
                            "The notice says charged_now without due, so nothing can be agreed to; send due.",
                        );
                        (Self::failed(error.clone()), vec![emit_error(error)])
                    }
                },
            },
            (Self::Redirecting { url, notice, .. }, Event::StillHere) => {
                (Self::Redirecting { url, notice, slow: true }, vec![])
            }

            (phase @ Self::Opening { .. }, Event::Opened { silent: false }) => {
                (phase, vec![Effect::After(LOADED_SECONDS, Event::LoadExpired)])
            }
            (Self::Opening { checkout, notice, verify }, Event::Opened { silent: true }) => {
                let mut effects = emit_loaded(notice.as_ref());
                let pay = Pay { silent: true, ..Pay::default() };
                let pay = ask_while_open(pay, verify, &checkout, &mut effects);
                (Self::Open { checkout, notice, verify, pay }, effects)
            }
            (Self::Opening { checkout, verify, .. }, Event::Loaded(notice)) => {
                let effects = emit_loaded(notice.as_ref());
                (Self::Open { checkout, notice, verify, pay: Pay::default() }, effects)
            }
            (Self::Opening { checkout, .. }, Event::LoadExpired) => {
                let error = Error::new(
                    Code::CheckoutTimeout,
                    if checkout.secret.is_some() { STRIPE_SILENT } else { PADDLE_SILENT },
                );
                (Self::failed(error.clone()), vec![Effect::Close, emit_error(error)])
            }
            (Self::Open { checkout, notice, verify, mut pay }, Event::PaymentInitiated) => {
                let mut effects = vec![];
                if !pay.begun && !pay.silent {
                    let begun = Pay { begun: true, ..Pay::default() };
                    pay = ask_while_open(begun, verify, &checkout, &mut effects);
                }
                (Self::Open { checkout, notice, verify, pay }, effects)
            }
            (Self::Open { checkout, notice, verify, pay }, Event::PaymentFailed) if pay.begun => {
                // Paddle's event has no reason; its server has.
                let why = Effect::Verify { id: checkout.id.clone(), after: WHY_AFTER };
                let pay = Pay { begun: false, failed: true, ..pay };
                (Self::Open { checkout, notice, verify, pay }, verify.then_some(why).into_iter().collect())
            }
            (
                Self::Opening { checkout, notice, verify } | Self::Open { checkout, notice, verify, .. },
                Event::Completed,
            ) => {
                // An overlay shows its own success page until it is dismissed; a frame in the page would stay.
                let close = checkout.inline.then_some(Effect::Close);
                finished(checkout, notice, verify, close.into_iter().collect())
            }
            // A window that PayPal opened may have paid although this page heard nothing.
            (
                Self::Open { checkout, notice, verify: true, pay: Pay { begun: true, .. } },
                Event::Closed | Event::Cancel,
            ) => with(vec![Effect::Close], ask(checkout.id.clone(), notice, 0, false)),
            // Nor does a page hear of any payment that keeps Paddle's events to itself, nor of one that is
            // under way inside Stripe's frame.
            (Self::Open { checkout, notice, verify: true, pay }, Event::Cancel)
                if pay.silent || checkout.secret.is_some() =>
            {
                with(vec![Effect::Close], ask(checkout.id.clone(), notice, 0, true))
            }
            (Self::Opening { .. } | Self::Open { .. }, Event::Closed | Event::Cancel) => cancelled(vec![Effect::Close]),
            (Self::Opening { .. } | Self::Open { .. }, Event::CheckoutFailed(error)) => {
                (Self::failed(error.clone()), vec![Effect::Close, emit_error(error)])
            }
            (Self::Opening { .. } | Self::Open { .. }, Event::Superseded) => {
                (Self::Ready, vec![Effect::Close, emit_close(Reason::Superseded)])
            }
            // An overlay does not stand where the element does.
            (Self::Opening { checkout, .. } | Self::Open { checkout, .. }, Event::Moved) if checkout.inline => {
                (Self::Ready, vec![Effect::Close, emit_close(Reason::Moved)])
            }

            (Self::Ready, Event::Returned(id)) => {
                let verify = Effect::Verify { id: id.clone(), after: 0 };
                (Self::Returning { id, tries: 0 }, vec![verify])
            }
            (Self::Waiting { id, notice }, Event::Check) => ask(id, notice, 0, false),
            (phase, Event::Verified(answer)) => phase.verified(answer),

            (Self::Updated { .. } | Self::Received | Self::Cancelled, Event::Prevented) => (Self::Ready, vec![]),
            (phase, _) => (phase, vec![]),
        }
    }

    fn failed(error: Error) -> Self {
        Self::Failed { error }
    }
}

/// The start was answered.
fn started(plan: Plan, agreed: Option<&Agreed>) -> (Phase, Vec<Effect>) {
    let asked = plan.notice.as_deref().and_then(agreement);
    let loaded = emit_loaded(plan.notice.as_ref());
    let agreed = asked.is_some() && asked.as_ref() == agreed;
    match plan.route {
        // It shows the amount itself, and has its own button.
        Route::Checkout(checkout) if checkout.secret.is_none() => open(checkout, plan.notice, plan.verify),
        // What follows would charge: the customer sees how much, and agrees, first.
        _ if !agreed && plan.notice.as_deref().is_some_and(charges) => (Phase::Review { plan }, loaded),
        Route::Checkout(checkout) => open(checkout, plan.notice, plan.verify),
        Route::Stripe { url } | Route::PaddleLink { url } => redirect(url, plan.notice, loaded),
    }
}

fn redirect(url: String, notice: Option<Arc<Notice>>, mut effects: Vec<Effect>) -> (Phase, Vec<Effect>) {
    effects.push(Effect::Navigate(url.clone()));
    effects.push(Effect::After(NAVIGATION_SECONDS, Event::StillHere));
    (Phase::Redirecting { url, notice, slow: false }, effects)
}

fn open(checkout: Arc<Checkout>, notice: Option<Arc<Notice>>, verify: bool) -> (Phase, Vec<Effect>) {
    let mut effects = vec![Effect::Open(checkout.clone(), notice.clone())];
    // Stripe.js makes its checkout in its own time, and may never say that it could not.
    if checkout.secret.is_some() {
        effects.push(Effect::After(LOADED_SECONDS, Event::LoadExpired));
    }
    (Phase::Opening { checkout, notice, verify }, effects)
}

/// The same step, with these effects first.
fn with(mut effects: Vec<Effect>, (phase, more): (Phase, Vec<Effect>)) -> (Phase, Vec<Effect>) {
    effects.extend(more);
    (phase, effects)
}

fn cancelled(mut effects: Vec<Effect>) -> (Phase, Vec<Effect>) {
    effects.push(emit_close(Reason::Cancelled));
    (Phase::Cancelled, effects)
}

/// The charge that this notice announces, where it announces one.
fn agreement(notice: &Notice) -> Option<Agreed> {
    let due = notice.due.as_ref().filter(|_| charges(notice))?;
    Some(Agreed {
        invoice: notice.invoice.clone().unwrap_or_default(),
        amount: due.amount,
        currency: due.currency.clone(),
    })
}

/// Whether finishing takes money, however much.
pub(crate) fn charges(notice: &Notice) -> bool {
    notice.charged_now && notice.kind != Kind::ZeroValue
}

fn emit_loaded(notice: Option<&Arc<Notice>>) -> Vec<Effect> {
    notice.map(|notice| Effect::Emit(Notification::Loaded(notice.clone()))).into_iter().collect()
}

fn emit_close(reason: Reason) -> Effect {
    Effect::Emit(Notification::Close(reason))
}

fn emit_error(error: Error) -> Effect {
    Effect::Emit(Notification::Error(error))
}
