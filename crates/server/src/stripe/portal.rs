//! The Billing portal's `payment_method_update` flow, instead of a setup session.
//!
//! The portal sets the *customer's* default by itself, so nothing is applied
//! here. Stripe has no call to retrieve a portal session, and its customers come
//! back without a token; so the id that the page comes back with is a signed
//! [`State`], and an update counts as done when the customer's default is another
//! than it was at the start.
//!
//! A subscription with a default of its own (or a default source) keeps that,
//! whatever the portal sets: the start refuses to send a customer into a form
//! that changes nothing for her. If it gets one while she is in the portal, the
//! update stays pending until the subscription's own is cleared.
//!
//! The same card entered again is the same default to Stripe and stays pending.

mod state;

use upm_contract::{Notice, Status, Verification};

use self::state::State;
pub(crate) use self::state::{PREFIX, Seal};
use super::{
    client::{Pairs, Stripe},
    locale::portal_locale,
    notice::outcome,
    start::{Found, Opened, Place, Request},
    subject::Subject,
    types::{OnFile, PortalSession},
};
use crate::{
    config::Portal,
    error::{Code, Error},
    return_url::with_param,
    token::Claims,
};

const OVERRULED: &str = "The Billing portal sets the customer's default, but this subscription has a default of its own, which wins. Clear the subscription's default_payment_method and default_source at Stripe, or use setup sessions: take `portal` out of this service's configuration.";

impl Stripe {
    pub(super) async fn open_portal(
        &self,
        portal: &Portal,
        found: &Found,
        request: &Request<'_>,
        notice: Notice,
    ) -> Result<Opened, Error> {
        let Some(customer) = &found.customer else { return Err(Error::unknown()) };
        if let OnFile::Own(_) = found.subscription.on_file(customer) {
            tracing::warn!("{OVERRULED}");
            return Err(Error::new(Code::PortalOverruled, OVERRULED));
        }
        let state = State::new(customer.default(), request.attempt.expires_at());
        let id = self.seal.sign(&found.subject, &state);
        let form = portal_form(portal, found, request, &id);
        let attempt = request.attempt.id();
        let scope = ["portal", &found.subject.customer, &attempt];
        let session: PortalSession =
            self.post("create portal session", "/v1/billing_portal/sessions", &form, &scope).await?;
        Ok(Opened { place: Place::Hosted { url: session.url }, id, expires_at: None, notice })
    }

    /// Whether the customer's default has changed since the state was signed.
    pub(super) async fn verify_portal(&self, claims: &Claims, id: &str) -> Result<Verification, Error> {
        let subject = Subject::named(claims)?;
        let state = self.seal.read(&subject, id).ok_or_else(Error::unknown)?;
        let is = |status| Ok(Verification { status, payment_method: None, invoice: None });
        if state.expires_at() <= self.clock.now() {
            return is(Status::Expired);
        }
        let (subscription, customer) = tokio::try_join!(self.subscription_of(&subject), self.customer(&subject))?;
        let default = match customer.default() {
            Some(default) if state.is_other(default) => default,
            _ => return is(Status::Pending),
        };
        match subscription.on_file(&customer) {
            // Stripe may have copied it there with a payment (save_default_payment_method).
            OnFile::Own(own) if own != default => {
                tracing::warn!("{OVERRULED}");
                is(Status::Pending)
            }
            _ => {
                let (payment_method, invoice) =
                    tokio::try_join!(self.payment_method(Some(default)), self.overdue_invoice(&subscription))?;
                Ok(Verification { status: Status::Updated, payment_method, invoice: invoice.map(outcome) })
            }
        }
    }
}

fn portal_form(portal: &Portal, found: &Found, request: &Request<'_>, id: &str) -> Pairs {
    let mut form: Pairs = Vec::new();
    let mut add = |name: &str, value: &str| form.push((name.to_owned(), value.to_owned()));
    add("customer", &found.subject.customer);
    // Whoever goes back without finishing comes without an id.
    add("return_url", request.return_url);
    add("flow_data[type]", "payment_method_update");
    add("flow_data[after_completion][type]", "redirect");
    let back = with_param(request.return_url, request.return_param, id);
    add("flow_data[after_completion][redirect][return_url]", &back);
    if let Some(configuration) = &portal.configuration {
        add("configuration", configuration);
    }
    if let Some(locale) = request.locale.and_then(portal_locale) {
        add("locale", locale);
    }
    form
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        config::StripeConfig,
        http::Http,
        outside::{Clock, Outside},
        token::Provider,
        transport::Network,
    };

    #[tokio::test]
    async fn a_state_ends() {
        let claims = Claims::new(Provider::Stripe, "cus_1", "sub_1");
        let seal = Seal::new(&["one".into()]);
        let id = seal.sign(&Subject::named(&claims).unwrap(), &State::new(Some("pm_1"), 1000));
        let verify = async |now| {
            let outside =
                Outside { clock: Clock::new(move || now), ..Outside::new(Arc::new(Network::new(&[]).unwrap())) };
            // Nobody answers there.
            let config = StripeConfig { api_base: "http://127.0.0.1:9".to_owned(), ..StripeConfig::new("sk_test_x") };
            let stripe = Stripe::new(Http::for_test(outside.transport.clone()), &config, seal.clone(), &outside);
            stripe.with(crate::http::Patience::Webhook).verify_portal(&claims, &id).await
        };
        assert_eq!(verify(1000).await.unwrap().status, Status::Expired);
        assert_eq!(verify(999).await.unwrap_err().code(), Code::ProviderUnreachable, "asks the provider");
    }
}
