//! Making the newest finished update the default, and keeping it so.
//!
//! Level-triggered: nothing is remembered between calls. Webhooks, return pages
//! and the sweep all call [`Stripe::reconcile`] and only that. Each call reads
//! what Stripe holds (the setup intents that were made here for this
//! subscription, or for the customer's default for any of the customer's, and
//! the marker on each object that carries a default) and writes what is newer
//! than the marker. So it may run any number of times, in
//! any order, from any replica, and may be stopped anywhere:
//!
//! - Updates are ordered by when they *succeeded*, since a session can be made
//!   first and finished last.
//! - The marker travels in the same call as the default, so neither is there
//!   without the other, and every object has its own.
//! - After a write everything is read again until nothing newer is left: a slow
//!   replica may have written something older meanwhile.
//! - Before a write, Stripe's events tell whether somebody changed the default
//!   elsewhere after the update; then that change wins, and is put back if a
//!   slow replica wrote over it.

mod candidate;
mod elsewhere;
mod target;

use upm_contract::InvoiceOutcome;

use self::{candidate::Marker, elsewhere::Elsewhere, target::Claim};
pub(crate) use self::{
    candidate::{AGREED_KEY, Agreement, Candidate},
    target::{NOTHING, Target},
};
use super::{
    client::Stripe,
    subject::Subject,
    types::{self, Customer, List, SetupIntent, Subscription},
};
use crate::{
    config::ApplyTo,
    error::{Code, Error},
    flaw::flawed,
};

/// How far back an update still counts. A link that is older changes nothing.
pub(super) const WINDOW: u64 = 7 * 24 * 60 * 60;

/// How often a write is followed by another look before giving up.
const ROUNDS: u32 = 6;

/// How things stand once nothing newer is left to write.
#[derive(Debug)]
pub(crate) struct Settled {
    pub subscription: Subscription,
    /// The payment method that is on file now.
    pub on_file: Option<String>,
    /// The setup intents that counted.
    pub counted: Vec<String>,
    /// What became of the invoice that the customer agreed to pay.
    pub invoice: Option<InvoiceOutcome>,
}

/// What Stripe holds at one moment.
struct View {
    /// Of all the customer's subscriptions.
    candidates: Vec<Candidate>,
    subscription: Subscription,
    customer: Option<Customer>,
}

impl View {
    /// The updates that count for `target`: a customer's default is every
    /// subscription's, so each of theirs may set it.
    fn candidates(&self, target: Target) -> impl Iterator<Item = &Candidate> {
        let counts =
            move |candidate: &&Candidate| target == Target::Customer || candidate.subscription == self.subscription.id;
        self.candidates.iter().filter(counts)
    }

    fn newest(&self, target: Target) -> Option<&Candidate> {
        self.candidates(target).max_by(|a, b| a.marker.cmp(&b.marker))
    }
}

impl Stripe {
    /// Makes the newest finished update the default of each target, and pays the
    /// overdue invoice where the customer agreed to that.
    ///
    /// # Errors
    /// The subscription takes no default, Stripe fails, or updates finish faster
    /// than they can be written.
    pub(crate) async fn reconcile(&self, subject: &Subject) -> Result<Settled, Error> {
        let mut replayed = 0;
        for _ in 0..ROUNDS {
            let view = self.look(subject).await?;
            super::start::usable(&view.subscription)?;
            let mut wrote = false;
            for &target in Target::all(self.config.apply_to) {
                if let Some(claim) = self.due(&view, target).await? {
                    replayed += u32::from(self.write(subject, &view, target, &claim, replayed).await?);
                    wrote = true;
                }
            }
            if !wrote || flawed!(self, NoSecondRead) {
                return self.settle(subject, view).await;
            }
        }
        Err(Error::new(
            Code::AttemptInProgress,
            "Several updates of this subscription are finishing at once. Ask again in a moment.",
        )
        .retry_after(2))
    }

    async fn look(&self, subject: &Subject) -> Result<View, Error> {
        let (intents, subscription, customer) = tokio::try_join!(
            self.recent_intents(subject),
            self.subscription_of(subject),
            self.target_customer(subject)
        )?;
        let by_creation = flawed!(self, OrderedByCreation);
        let candidates = intents.iter().filter_map(|intent| Candidate::of(intent, by_creation)).collect();
        Ok(View { candidates, subscription, customer })
    }

    /// What has to be written to `target`, if anything.
    async fn due(&self, view: &View, target: Target) -> Result<Option<Claim>, Error> {
        let marker = if flawed!(self, OneMarkerForTwoTargets) {
            Marker::read(Target::Subscription.metadata(view))
        } else {
            Marker::read(target.metadata(view))
        };
        let Some(newest) = view.newest(target).filter(|newest| marker.is_none_or(|marker| marker < newest.marker))
        else {
            return Ok(None);
        };
        let on_file = target.on_file(view);
        let ours = |method: &str| view.candidates(target).any(|candidate| candidate.payment_method == method);
        Ok(match self.changed_elsewhere(view, target, newest.marker.at).await? {
            Elsewhere::Untouched => Some(newest.claim()),
            // Nobody has touched it since the session was made, as far as the value tells.
            Elsewhere::Unknown(_) if on_file == newest.before(target) || on_file.is_some_and(ours) => {
                Some(newest.claim())
            }
            Elsewhere::Unknown(error) => return Err(error),
            // Somebody's later change stands, unless a slow replica wrote over it. Then it is put back.
            Elsewhere::Changed(change) if !change.written_over || on_file == change.payment_method.as_deref() => None,
            // Cleared, and a default cannot be cleared again, only replaced.
            Elsewhere::Changed(change) => Some(change.claim().unwrap_or_else(|| newest.claim())),
        })
    }

    async fn settle(&self, subject: &Subject, view: View) -> Result<Settled, Error> {
        let target = *Target::all(self.config.apply_to).first().unwrap_or(&Target::Subscription);
        let on_file = target.on_file(&view).map(str::to_owned);
        let invoice = match view.newest(Target::Subscription) {
            Some(newest) if on_file.as_deref() == Some(newest.payment_method.as_str()) => {
                self.pay_as_agreed(subject, newest, &view.subscription).await?
            }
            _ => None,
        };
        self.warn_if_outranked(&view.subscription);
        Ok(Settled {
            on_file,
            invoice,
            counted: view.candidates(Target::Subscription).map(|candidate| candidate.marker.source.clone()).collect(),
            subscription: view.subscription,
        })
    }

    /// The customer's newest setup intents; Stripe cannot filter them by metadata.
    async fn recent_intents(&self, subject: &Subject) -> Result<Vec<SetupIntent>, Error> {
        let since = self.clock.now().saturating_sub(WINDOW).to_string();
        let query = [
            ("customer", subject.customer.as_str()),
            ("created[gte]", since.as_str()),
            ("limit", "100"),
            ("expand[0]", "data.latest_attempt"),
        ];
        let list: List<SetupIntent> = self.get("list setup intents", "/v1/setup_intents", &query).await?;
        Ok(list.data)
    }

    /// The customer, where its default is a target.
    pub(super) async fn target_customer(&self, subject: &Subject) -> Result<Option<Customer>, Error> {
        if !Target::all(self.config.apply_to).contains(&Target::Customer) {
            return Ok(None);
        }
        self.customer(subject).await.map(Some)
    }

    fn warn_if_outranked(&self, subscription: &Subscription) {
        let own = types::id(subscription.default_payment_method.as_ref()).is_some()
            || types::id(subscription.default_source.as_ref()).is_some();
        if self.config.apply_to == ApplyTo::Customer && own {
            tracing::warn!(
                "the customer's default was set, but the subscription has its own, which wins: set apply_to to the subscription or to both"
            );
        }
    }
}
