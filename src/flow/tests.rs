//! The flow held against its contract: a table, scenarios, invariants.

#![cfg(not(target_arch = "wasm32"))]

mod embedded;
mod exits;
mod generate;
mod invariants;
mod life;
mod polling;
mod rows;
mod scenarios;
mod table;

use std::sync::Arc;

use upm_contract::{Agreed, InvoiceOutcome, InvoiceStatus, Kind, Money, Notice, Overview, Status, Verification};

use super::{Effect, Event, Notification, Phase, Reason, State};
use crate::{
    answer::{Checkout, Plan, Route},
    error::{Code, Error},
};

/// The engineer's text of every error that a test hands in.
const GIVEN: &str = "as given";
const STRIPE: &str = "https://checkout.stripe.com/c/pay/cs_test_made_up#fid";
const LINK: &str = "https://account.example.com/pay?_ptxn=txn_made_up";
const TRANSACTION: &str = "txn_made_up";
const SESSION: &str = "cs_test_made_up";

fn eur(amount: i64) -> Money {
    Money { amount, currency: "EUR".into(), decimals: 2 }
}

fn notice(kind: Kind, charged_now: bool, due: Option<Money>) -> Arc<Notice> {
    let invoice = Some("in_made_up".into());
    Arc::new(Notice { kind, charged_now, due, items: vec![], totals: None, next_attempt: None, invoice })
}

/// Past due, and finishing takes this much.
fn charge(amount: i64) -> Arc<Notice> {
    notice(Kind::PastDue, true, Some(eur(amount)))
}

fn agreed(amount: i64) -> Agreed {
    Agreed { invoice: "in_made_up".into(), amount, currency: "EUR".into() }
}

fn overview(notice: Option<Arc<Notice>>) -> Arc<Overview> {
    let notice = notice.map(Arc::unwrap_or_clone);
    Arc::new(Overview { payment_method: None, subscription: None, notice })
}

fn plan(route: Route, notice: Option<Arc<Notice>>) -> Plan {
    Plan { route, notice, verify: true }
}

fn stripe(notice: Option<Arc<Notice>>) -> Plan {
    plan(Route::Stripe { url: STRIPE.into() }, notice)
}

fn link(notice: Option<Arc<Notice>>) -> Plan {
    plan(Route::PaddleLink { url: LINK.into() }, notice)
}

fn checkout(inline: bool) -> Arc<Checkout> {
    Arc::new(Checkout { id: TRANSACTION.into(), key: None, inline, secret: None })
}

fn paddle(inline: bool, notice: Option<Arc<Notice>>) -> Plan {
    plan(Route::Checkout(checkout(inline)), notice)
}

/// A session of Stripe that is shown in the page.
fn session() -> Arc<Checkout> {
    let secret = Some("cs_test_made_up_secret_made_up".into());
    Arc::new(Checkout { id: SESSION.into(), key: None, inline: true, secret })
}

fn embedded(notice: Option<Arc<Notice>>) -> Plan {
    plan(Route::Checkout(session()), notice)
}

fn outcome(status: Status) -> Arc<Verification> {
    let invoice = Some(InvoiceOutcome {
        status: InvoiceStatus::Paid,
        amount: Some(eur(2988)),
        url: None,
        reason: None,
        next_attempt: None,
    });
    Arc::new(Verification { status, payment_method: None, invoice })
}

fn verified(status: Status) -> Event {
    Event::Verified(Ok(outcome(status)))
}

fn error(code: Code) -> Error {
    Error::new(code, GIVEN)
}

fn verify(id: &str, after: u32) -> Effect {
    Effect::Verify { id: id.into(), after }
}

fn loaded(notice: Arc<Notice>) -> Effect {
    Effect::Emit(Notification::Loaded(notice))
}

fn updated(outcome: Option<Arc<Verification>>) -> Effect {
    Effect::Emit(Notification::Updated(outcome))
}

fn close(reason: Reason) -> Effect {
    Effect::Emit(Notification::Close(reason))
}

fn told(error: Error) -> Effect {
    Effect::Emit(Notification::Error(error))
}

/// Whether a person sees a checkout of the provider, or waits for one.
fn holds_provider(phase: &Phase) -> bool {
    matches!(phase, Phase::Opening { .. } | Phase::Open { .. })
}

fn count(effects: &[Effect], wanted: impl Fn(&Effect) -> bool) -> usize {
    effects.iter().filter(|effect| wanted(effect)).count()
}

/// A widget's life, event by event.
#[derive(Clone, Debug, Default)]
struct Run {
    state: State,
    /// What the last event caused.
    effects: Vec<Effect>,
}

impl Run {
    /// An event of the current opening.
    fn on(self, event: Event) -> Self {
        let opening = self.state.opening;
        self.of(opening, event)
    }

    /// An event of any opening.
    fn of(self, opening: u32, event: Event) -> Self {
        let (state, effects) = self.state.step(opening, event);
        Self { state, effects }
    }

    /// From the press to the answer.
    fn started(plan: Plan) -> Self {
        Self::default().on(Event::Press).on(Event::Answered(Ok(plan)))
    }

    /// A checkout of Paddle that has loaded.
    fn open(inline: bool) -> Self {
        Self::started(paddle(inline, None)).on(Event::Opened { silent: false }).on(Event::Loaded(Some(charge(2988))))
    }

    #[track_caller]
    fn gives(&self, phase: &Phase, effects: &[Effect]) {
        assert_eq!((self.phase(), self.effects.as_slice()), (phase, effects));
    }

    /// That the last event, which came after `before`, changed nothing.
    #[track_caller]
    fn stays(&self, before: &Self) {
        assert_eq!((&self.state, self.effects.as_slice()), (&before.state, [].as_slice()));
    }

    fn phase(&self) -> &Phase {
        &self.state.phase
    }

    /// The waits of the questions that the last event asked.
    fn asked(&self) -> Vec<u32> {
        let after = |effect: &Effect| match effect {
            Effect::Verify { after, .. } => Some(*after),
            _ => None,
        };
        self.effects.iter().filter_map(after).collect()
    }
}
