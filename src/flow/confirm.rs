//! How an update is confirmed: what the back end is asked, how often, and what its answers mean.
//!
//! [`Phase::Updated`] is entered here and nowhere else.

use std::sync::Arc;

use upm_contract::{Notice, Status, Verification};

use super::{Effect, NotVerified, Notification, Pay, Phase, cancelled, emit_error, with};
use crate::{
    answer::Checkout,
    decline,
    error::{Code, Error},
};

/// Seconds before each question for confirmation. Paddle counts requests per IP
/// address of the merchant's server, so this ends; then the customer may ask.
const CONFIRM_AFTER: [u32; 6] = [0, 1, 2, 4, 8, 15];
/// The same while a checkout is open and may never report back (PayPal).
const OPEN_CHECK_AFTER: [u32; 12] = [3, 5, 5, 10, 10, 15, 15, 15, 15, 30, 30, 30];
/// Until the back end is asked why a payment failed: it keeps an answer for two seconds.
pub(super) const WHY_AFTER: u32 = 2;
/// Questions after a cancel that may have come too late.
const ABANDONED_QUESTIONS: usize = 2;

impl Phase {
    /// What an answer to a question for confirmation means here.
    pub(super) fn verified(self, answer: Result<Arc<Verification>, NotVerified>) -> (Self, Vec<Effect>) {
        let close = matches!(self, Self::Open { .. }).then_some(Effect::Close);
        match (self, answer) {
            (Self::Open { .. } | Self::Confirming { .. } | Self::Returning { .. }, Ok(outcome))
                if matches!(outcome.status, Status::Updated | Status::PaidWithPreviousMethod) =>
            {
                let mut effects: Vec<_> = close.into_iter().collect();
                effects.push(Effect::Emit(Notification::Updated(Some(outcome.clone()))));
                (Self::Updated { outcome }, effects)
            }
            // An open checkout goes on, whatever else the back end says about it.
            (Self::Open { checkout, notice, verify, mut pay }, answer) => {
                let mut effects = vec![];
                if let (true, Ok(outcome)) = (pay.failed, &answer) {
                    pay.declined = decline::reason(outcome);
                }
                let verify = verify && answer != Err(NotVerified::Unsupported);
                let pay = ask_while_open(pay, verify, &checkout, &mut effects);
                (Self::Open { checkout, notice, verify, pay }, effects)
            }
            // Anybody can put an id into a link: until the back end knows it, the page stays as it was.
            (Self::Returning { .. }, Err(NotVerified::Unknown)) => {
                let error = Error::new(
                    Code::UnknownSession,
                    "The address names a session that the back end does not know for this customer. Nothing was changed.",
                );
                (Self::Ready, vec![emit_error(error)])
            }
            (Self::Returning { .. }, Err(NotVerified::Failed(error))) if !error.code.is_passing() => {
                (Self::Ready, vec![emit_error(error)])
            }
            (Self::Confirming { .. } | Self::Returning { .. }, Err(NotVerified::Unsupported)) => received(vec![]),
            (Self::Confirming { .. } | Self::Returning { .. }, Ok(outcome)) if outcome.status == Status::Failed => {
                refused()
            }
            (Self::Confirming { .. } | Self::Returning { .. }, Ok(outcome)) if outcome.status == Status::Expired => {
                let error = Error::new(
                    Code::SessionExpired,
                    "The session expired before it was finished; a new start makes another.",
                );
                (Self::failed(error.clone()), vec![emit_error(error)])
            }
            // Not being told is not having failed: the customer may have paid a moment ago.
            (Self::Confirming { id, notice, .. }, Err(NotVerified::Failed(error))) if !error.code.is_passing() => {
                (Self::Waiting { id, notice }, vec![emit_error(error)])
            }
            // An earlier card of this opening may have been the one that was declined: believed only in the end.
            (Self::Confirming { tries, abandoned: false, .. }, Ok(outcome))
                if tries + 1 == CONFIRM_AFTER.len() && decline::reason(&outcome).is_some() =>
            {
                refused()
            }
            (Self::Confirming { id, notice, tries, abandoned }, _) => ask(id, notice, tries + 1, abandoned),
            // Until the back end has said that it knows the id, asking again shows nothing.
            (Self::Returning { id, tries }, Err(NotVerified::Failed(error))) => match CONFIRM_AFTER.get(tries + 1) {
                Some(&after) => {
                    let verify = Effect::Verify { id: id.clone(), after };
                    (Self::Returning { id, tries: tries + 1 }, vec![verify])
                }
                None => (Self::Ready, vec![emit_error(error)]),
            },
            (Self::Returning { id, tries }, Ok(_)) => ask(id, None, tries + 1, false),
            (phase, _) => (phase, vec![]),
        }
    }
}

fn refused() -> (Phase, Vec<Effect>) {
    let error = Error::new(Code::UpdateFailed, "The back end reports that the provider refused the new method.");
    (Phase::failed(error.clone()), vec![emit_error(error)])
}

/// The checkout says that it is finished: only the back end can tell.
pub(super) fn finished(
    checkout: Arc<Checkout>,
    notice: Option<Arc<Notice>>,
    verify: bool,
    effects: Vec<Effect>,
) -> (Phase, Vec<Effect>) {
    if verify { with(effects, ask(checkout.id.clone(), notice, 0, false)) } else { received(effects) }
}

fn received(mut effects: Vec<Effect>) -> (Phase, Vec<Effect>) {
    effects.push(Effect::Emit(Notification::Updated(None)));
    (Phase::Received, effects)
}

/// Ask for confirmation, or rest when that has been done often enough.
pub(super) fn ask(id: String, notice: Option<Arc<Notice>>, tries: usize, abandoned: bool) -> (Phase, Vec<Effect>) {
    match CONFIRM_AFTER.get(tries) {
        _ if abandoned && tries >= ABANDONED_QUESTIONS => cancelled(vec![]),
        Some(&after) => {
            let verify = Effect::Verify { id: id.clone(), after };
            (Phase::Confirming { id, notice, tries, abandoned }, vec![verify])
        }
        None => (Phase::Waiting { id, notice }, vec![]),
    }
}

/// Ask while the checkout is open, where it may end without telling us.
pub(super) fn ask_while_open(pay: Pay, verify: bool, checkout: &Checkout, effects: &mut Vec<Effect>) -> Pay {
    match OPEN_CHECK_AFTER.get(pay.asked) {
        Some(&after) if verify && (pay.begun || pay.silent) => {
            effects.push(Effect::Verify { id: checkout.id.clone(), after });
            Pay { asked: pay.asked + 1, ..pay }
        }
        _ => pay,
    }
}
