//! The words of the flow: what a person sees, what happens, what is done.
//!
//! What the back end said is shared, not copied: a phase is moved often.

use std::sync::Arc;

use upm_contract::{Agreed, Notice, Overview, Verification};

use crate::{
    answer::{Checkout, Plan},
    error::Error,
    messages::Text,
};

/// What a person sees.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// A button.
    Ready,
    /// The page was opened with the id of a session; nothing shows before the back end knows it.
    Returning { id: String, tries: usize },
    /// The back end is asked for a session.
    Starting { agreed: Option<Agreed> },
    /// What follows would charge, so the amount is shown first.
    Review { plan: Plan },
    /// The page is about to leave; `slow` shows a link.
    Redirecting { url: String, notice: Option<Arc<Notice>>, slow: bool },
    /// The provider's script loads and opens its checkout.
    Opening { checkout: Arc<Checkout>, notice: Option<Arc<Notice>>, verify: bool },
    /// The provider's checkout is there.
    Open { checkout: Arc<Checkout>, notice: Option<Arc<Notice>>, verify: bool, pay: Pay },
    /// The back end is asked whether it worked.
    /// `abandoned`: the customer gave up, so an update that is still pending soon counts as cancelled.
    Confirming { id: String, notice: Option<Arc<Notice>>, tries: usize, abandoned: bool },
    /// The back end confirmed it.
    Updated { outcome: Arc<Verification> },
    /// The checkout is finished and the back end cannot be asked.
    Received,
    /// Asked to the end of patience; the customer may ask again.
    Waiting { id: String, notice: Option<Arc<Notice>> },
    /// Closed before it was finished.
    Cancelled,
    /// It did not work.
    Failed { error: Error },
}

/// What is known of the payment inside an open checkout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pay {
    /// A payment was begun and has not been reported as failed.
    pub begun: bool,
    /// The page keeps Paddle's events to itself, so only asking tells the end.
    pub silent: bool,
    /// How often the back end was asked since.
    pub asked: usize,
    /// The last payment failed, and since then none was begun.
    pub failed: bool,
    /// Why it failed, where the back end knows.
    pub declined: Option<Text>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The button or `open()`.
    Press,
    /// `trigger=load`: the page is there, and nobody has pressed.
    Load,
    /// The button of the review.
    Agree,
    /// The quiet button, or `close()`.
    Cancel,
    /// The button that asks for confirmation once more.
    Check,
    /// The answer to the start.
    Answered(Result<Plan, Error>),
    /// The overview arrived.
    Overview(Arc<Overview>),
    /// The address held a session's id.
    Returned(String),
    /// A timer: the page is still here.
    StillHere,
    /// The page came back from the browser's cache.
    Restored,
    /// `open()` was called; `silent` when its events will not reach us.
    Opened { silent: bool },
    /// A timer: the checkout has had its time to load.
    LoadExpired,
    /// The checkout has loaded.
    Loaded(Option<Arc<Notice>>),
    /// The customer began to pay.
    PaymentInitiated,
    /// That payment failed; the checkout stays usable.
    PaymentFailed,
    /// The checkout says that it is finished.
    Completed,
    /// The checkout was closed, unfinished.
    Closed,
    /// The checkout, or what loads it, failed.
    CheckoutFailed(Error),
    /// Another widget opened its checkout.
    Superseded,
    /// The element was moved in the document, which breaks an inline checkout.
    Moved,
    /// The answer to a question for confirmation.
    Verified(Result<Arc<Verification>, NotVerified>),
    /// The page prevented the default action of the event that announced this phase.
    Prevented,
}

/// Why a question for confirmation has no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum NotVerified {
    /// The back end does not verify (405, 501).
    Unsupported,
    /// It does not know the id (404).
    Unknown,
    /// It could not be asked.
    Failed(Error),
}

/// What the shell has to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the back end for a session; answered by [`Event::Answered`].
    Start(Option<Agreed>),
    /// Take the top window there.
    Navigate(String),
    /// Open the provider's checkout; answered by [`Event::Opened`], by [`Event::Loaded`] or by [`Event::CheckoutFailed`].
    Open(Arc<Checkout>, Option<Arc<Notice>>),
    /// Close it, if it is ours, and give the provider back.
    Close,
    /// Ask for confirmation after so many seconds, in place of any earlier question.
    Verify { id: String, after: u32 },
    /// Come back with the event after so many seconds.
    After(u32, Event),
    /// Tell the page.
    Emit(Notification),
}

/// What the page is told; the shell turns each into an event of that name.
#[derive(Clone, Debug, PartialEq)]
pub enum Notification {
    /// `upm-loaded`.
    Loaded(Arc<Notice>),
    /// `upm-updated`: confirmed by the back end, or only received.
    Updated(Option<Arc<Verification>>),
    /// `upm-close`.
    Close(Reason),
    /// `upm-error`.
    Error(Error),
}

/// Why a checkout ended without an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The customer closed it.
    Cancelled,
    /// Another widget on the page opened its own.
    Superseded,
    /// The element was moved in the document.
    Moved,
}

impl Reason {
    /// The word in `upm-close`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Superseded => "superseded",
            Self::Moved => "moved",
        }
    }
}
