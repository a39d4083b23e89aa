//! What can be wrong with `reconcile`: each is a mistake that such code is
//! commonly shipped with, and that the convergence test must notice. Only with
//! the feature `mutants`, in no published build.

/// Whether the service is to make this mistake; never, in a published build.
macro_rules! flawed {
    ($stripe:expr, $flaw:ident) => {{
        #[cfg(feature = "mutants")]
        {
            $stripe.has(crate::flaw::Flaw::$flaw)
        }
        #[cfg(not(feature = "mutants"))]
        {
            false
        }
    }};
}

pub(crate) use flawed;

/// A known-bad variant.
#[cfg(feature = "mutants")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Updates are ordered by when their setup intent was made.
    OrderedByCreation,
    /// After a write nothing is read again.
    NoSecondRead,
    /// The sweep does nothing.
    NoSweep,
    /// The subscription's marker stands for the customer's default, too.
    OneMarkerForTwoTargets,
    /// The marker is written by a call of its own, before the default.
    MarkerWrittenFirst,
    /// Changes that were made elsewhere are not looked for.
    BlindToOthers,
    /// The overdue invoice is paid whether the customer agreed or not.
    PaysWithoutConsent,
}

#[cfg(feature = "mutants")]
impl Flaw {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::OrderedByCreation,
        Self::NoSecondRead,
        Self::NoSweep,
        Self::OneMarkerForTwoTargets,
        Self::MarkerWrittenFirst,
        Self::BlindToOthers,
        Self::PaysWithoutConsent,
    ];
}
