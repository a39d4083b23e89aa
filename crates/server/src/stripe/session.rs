//! Making a setup-mode Checkout Session, hosted or embedded.
//!
//! A customer has one open session of ours per subscription: making one expires
//! those before it, so that a forgotten tab cannot be finished after the newest
//! one, and so that the amount on an open page is the one last agreed to.

use futures_util::future::join_all;
use upm_contract::Notice;

use super::{
    client::{Pairs, Refused, Stripe},
    locale::checkout_locale,
    notice::submit_text,
    reconcile::{AGREED_KEY, Agreement, NOTHING, Target},
    start::{Found, Opened, Place, Request},
    subject::{ATTEMPT_KEY, SUBSCRIPTION_KEY},
    types::{List, Named, Session},
};
use crate::{
    error::{Code, Error},
    http::Patience,
    return_url::{STRIPE_PLACEHOLDER, with_param},
};

/// From this API version on `embedded` is called `embedded_page`, and the old
/// name is refused (Stripe's changelog, dahlia).
const EMBEDDED_PAGE_SINCE: &str = "2026-03-25";

impl Stripe {
    pub(super) async fn open_session(
        &self,
        found: &Found,
        request: &Request<'_>,
        agreed: Option<&Agreement>,
        notice: Notice,
    ) -> Result<Opened, Error> {
        let embedded_with = self.config.publishable_key.as_ref().filter(|_| request.inline);
        let form = self.session_form(found, request, agreed, embedded_with.is_some());
        let attempt = request.attempt.id();
        let scope = ["start", &found.subject.customer, &attempt];
        let (session, open) = tokio::join!(
            self.post::<Session>("create session", "/v1/checkout/sessions", &form, &scope),
            self.open_sessions(found)
        );
        let session = session?;
        self.expire(open.iter().filter(|other| is_replaced(other, &session, found, &attempt))).await;
        let place = match embedded_with {
            Some(key) => session
                .client_secret
                .map(|client_secret| Place::Embedded { client_secret, publishable_key: key.clone() }),
            None => session.url.map(|url| Place::Hosted { url }),
        };
        let place = place.ok_or_else(|| {
            Error::new(Code::SessionFinished, "This attempt's session is complete or expired. Make a new attempt.")
        })?;
        Ok(Opened { place, id: session.id, expires_at: session.expires_at, notice })
    }

    fn session_form(&self, found: &Found, request: &Request<'_>, agreed: Option<&Agreement>, embedded: bool) -> Pairs {
        let mut form: Pairs = Vec::new();
        let mut add = |name: &str, value: &str| form.push((name.to_owned(), value.to_owned()));
        add("mode", "setup");
        add("customer", &found.subject.customer);
        // Required in setup mode with dynamic payment methods.
        add("currency", &found.subscription.currency);
        let back = with_param(request.return_url, request.return_param, STRIPE_PLACEHOLDER);
        if embedded {
            let renamed = self.config.version.as_str() >= EMBEDDED_PAGE_SINCE;
            add("ui_mode", if renamed { "embedded_page" } else { "embedded" });
            // Some methods leave the page; with the others the script tells it.
            add("redirect_on_completion", "if_required");
            add("return_url", &back);
        } else {
            add("success_url", &back);
            // Without it Checkout shows no way back.
            add("cancel_url", request.return_url);
        }
        add("expires_at", &request.attempt.expires_at().to_string());
        let text = submit_text(&found.subscription, found.invoice.as_ref(), agreed, request.locale);
        add("custom_text[submit][message]", &text);
        let attempt = request.attempt.id();
        for place in ["metadata", "setup_intent_data[metadata]"] {
            add(&format!("{place}[{SUBSCRIPTION_KEY}]"), &found.subscription.id);
            add(&format!("{place}[{ATTEMPT_KEY}]"), &attempt);
            for &target in Target::all(self.config.apply_to) {
                let before = target.default(&found.subscription, found.customer.as_ref());
                add(&format!("{place}[{}]", target.before_key()), before.unwrap_or(NOTHING));
            }
        }
        if let Some(agreed) = agreed {
            add(&format!("setup_intent_data[metadata][{AGREED_KEY}]"), &agreed.text());
        }
        if let Some(locale) = request.locale.and_then(|tag| checkout_locale(tag, &self.config.version)) {
            add("locale", locale);
        }
        form
    }

    /// The customer's sessions that are open; none if that cannot be told quickly.
    async fn open_sessions(&self, found: &Found) -> Vec<Session> {
        let query = [("customer", found.subject.customer.as_str()), ("status", "open"), ("limit", "100")];
        let list = self.quickly().get::<List<Session>>("list sessions", "/v1/checkout/sessions", &query).await;
        list.map(|list| list.data).unwrap_or_else(|error| {
            tracing::warn!(%error, "older sessions stay open until they expire by themselves");
            Vec::new()
        })
    }

    /// Failures do not matter: a session that has just been completed cannot be
    /// expired, and whatever stays open is ordered by when it succeeds.
    async fn expire(&self, sessions: impl Iterator<Item = &Session>) {
        let stripe = &self.quickly();
        join_all(sessions.map(|session| async move {
            let path = format!("/v1/checkout/sessions/{}/expire", session.id);
            let scope = ["expire", session.id.as_str()];
            match stripe.post_or_refused::<Named>("expire session", &path, &Vec::new(), &scope).await {
                Ok(Ok(_)) => tracing::debug!("an older session was expired"),
                Ok(Err(Refused { code, .. })) => tracing::debug!(code, "an older session is no longer open"),
                Err(error) => tracing::warn!(%error, "an older session stays open"),
            }
        }))
        .await;
    }

    /// The customer waits, and not for what was asked for.
    fn quickly(&self) -> Self {
        self.with(Patience::Webhook)
    }
}

/// Whether `other` is to be expired, now that there is `ours`.
///
/// Only what is older, in an order that everybody agrees on, so that of two that
/// are made at the same time one stays. Stripe's time has seconds, an attempt is
/// ordered by its milliseconds. Sessions of the same attempt stay, too: theirs may
/// be the answer that the page has got.
fn is_replaced(other: &Session, ours: &Session, found: &Found, attempt: &str) -> bool {
    let of = other.metadata.get(ATTEMPT_KEY).map(String::as_str).unwrap_or_default();
    other.subject().as_ref() == Some(&found.subject)
        && of != attempt
        && (other.created, of, &other.id) < (ours.created, attempt, &ours.id)
}
