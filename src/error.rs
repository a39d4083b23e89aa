//! The one error type: a closed list of codes, a text for the engineer, and
//! whether another try can help. The customer's text follows from the code.

use crate::messages::Text;

/// What went wrong, and what can be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The case.
    pub code: Code,
    /// For the engineer: what happened and what to do next. Never shown to the customer.
    pub detail: String,
}

impl Error {
    /// An error with its detail.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    /// Whether the same press may succeed when it is tried again.
    #[must_use]
    pub fn retryable(&self) -> bool {
        self.code.retryable()
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $word:literal, $retryable:literal, $text:ident;)+) => {
        /// The closed list of error codes; `upm-error` carries the word.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $code,)+ }

        impl Code {
            /// Every code, for documentation and tests.
            pub const ALL: &[Self] = &[$(Self::$code,)+];

            /// The word in `upm-error`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$code => $word,)+ }
            }

            /// Whether another try may succeed.
            #[must_use]
            pub fn retryable(self) -> bool {
                match self { $(Self::$code => $retryable,)+ }
            }

            /// Whether time alone may mend it, so that asking again is worth it.
            pub(crate) fn is_passing(self) -> bool {
                matches!(self, Self::Network | Self::Timeout | Self::RateLimited | Self::ServerError | Self::BadAnswer)
            }

            /// What the customer reads.
            pub(crate) fn text(self) -> Text {
                match self { $(Self::$code => Text::$text,)+ }
            }
        }
    };
}

codes! {
    /// An option is missing or cannot be used as given.
    InvalidOption = "invalid_option", false, ErrorSetup;
    /// A secret key was given where a public one belongs.
    SecretRefused = "secret_refused", false, ErrorSetup;
    /// The answer does not fit the wanted mode.
    ModeUnsupported = "mode_unsupported", false, ErrorSetup;
    /// No answer came from the back end.
    Network = "network", true, ErrorNetwork;
    /// The back end took too long.
    Timeout = "timeout", true, ErrorNetwork;
    /// The back end does not know who asks (401).
    Unauthorized = "unauthorized", true, ErrorSession;
    /// The back end refuses this customer (403).
    Forbidden = "forbidden", false, ErrorSupport;
    /// The back end knows no such thing (404, 410).
    NotFound = "not_found", false, ErrorSupport;
    /// Too many requests (429).
    RateLimited = "rate_limited", true, ErrorLater;
    /// The subscription is being renewed or changed right now (409).
    SubscriptionLocked = "subscription_locked", true, ErrorBusy;
    /// The subscription has ended.
    SubscriptionCanceled = "subscription_canceled", false, ErrorCanceled;
    /// The subscription is paused.
    SubscriptionPaused = "subscription_paused", false, ErrorPaused;
    /// The subscription is paid by invoice, so there is no method to replace.
    ManualCollection = "manual_collection", false, ErrorManual;
    /// There is no method on file that could be replaced.
    PaymentMethodMissing = "payment_method_missing", false, ErrorMissing;
    /// Paddle has no default payment link.
    PaymentLinkMissing = "payment_link_missing", false, ErrorSupport;
    /// The provider refuses the back end: its key, or what that may do.
    ProviderSetup = "provider_setup", false, ErrorSupport;
    /// The back end or its provider failed (5xx).
    ServerError = "server_error", true, ErrorLater;
    /// The answer of the back end cannot be understood.
    BadAnswer = "bad_answer", true, ErrorGeneric;
    /// The address in the answer is not on the allow-list.
    RedirectRefused = "redirect_refused", false, ErrorSupport;
    /// A redirect was wanted, but the transaction has no `checkout.url`.
    CheckoutUrlMissing = "checkout_url_missing", false, ErrorSupport;
    /// The provider's script could not be loaded.
    ScriptFailed = "script_failed", true, ErrorScript;
    /// The provider's script is there but refused to start or to open.
    ProviderFailed = "provider_failed", true, ErrorGeneric;
    /// The provider reported that its checkout failed.
    CheckoutFailed = "checkout_failed", true, ErrorGeneric;
    /// The checkout was opened, but never said that it had loaded.
    CheckoutTimeout = "checkout_timeout", true, ErrorScript;
    /// The back end does not know the id in the address; nothing is shown.
    UnknownSession = "unknown_session", false, ErrorGeneric;
    /// The session expired before it was finished.
    SessionExpired = "session_expired", true, ErrorExpired;
    /// The provider refused the new method.
    UpdateFailed = "update_failed", true, ErrorDeclined;
}

/// A result with the crate's error.
pub type Result<T> = std::result::Result<T, Error>;
