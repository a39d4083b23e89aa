//! What became of a session.

use upm_contract::{Status, Verification};

use super::{
    client::Stripe,
    method::PaymentMethod,
    notice::outcome,
    portal::PREFIX as PORTAL,
    subject::{ATTEMPT_KEY, SUBSCRIPTION_KEY, Subject},
    types::{self, Expandable, Metadata, Session, SetupIntent},
};
use crate::{
    error::{Code, Error},
    token::Claims,
};

/// What the ids of Checkout Sessions begin with.
const SESSION: &str = "cs_";

impl Stripe {
    /// How far the session's update is, and makes it the default once it has
    /// succeeded. Sessions of others, and sessions not made here, are unknown.
    pub(crate) async fn verify(&self, claims: &Claims, id: &str) -> Result<Verification, Error> {
        if id.starts_with(PORTAL) {
            return self.verify_portal(claims, id).await;
        }
        if !id.starts_with(SESSION) {
            return Err(Error::unknown());
        }
        let path = format!("/v1/checkout/sessions/{id}");
        let session: Session =
            self.get("get session", &path, &[("expand[0]", "setup_intent")]).await.map_err(|error| {
                match error.code() {
                    Code::NotFound => Error::unknown(),
                    _ => error,
                }
            })?;
        match judge(&session, claims, self.config.live())? {
            Verdict::Is(status) => Ok(Verification { status, payment_method: None, invoice: None }),
            Verdict::Succeeded(intent) => self.finish(claims, intent).await,
        }
    }

    async fn finish(&self, claims: &Claims, intent: &SetupIntent) -> Result<Verification, Error> {
        let settled = self.reconcile(&Subject::named(claims)?).await?;
        let own = types::id(intent.payment_method.as_ref());
        // Too old to count, and something else is on file: this link is history.
        if !settled.counted.contains(&intent.id) && settled.on_file.as_deref() != own {
            return Ok(Verification { status: Status::Expired, payment_method: None, invoice: None });
        }
        let invoice = async {
            match settled.invoice {
                Some(outcome) => Ok(Some(outcome)),
                None => Ok(self.overdue_invoice(&settled.subscription).await?.map(outcome)),
            }
        };
        let (payment_method, invoice) = tokio::join!(self.payment_method(settled.on_file.as_deref().or(own)), invoice);
        Ok(Verification { status: Status::Updated, payment_method: detail(payment_method)?, invoice: detail(invoice)? })
    }

    /// What may be shown of a payment method.
    pub(crate) async fn payment_method(&self, id: Option<&str>) -> Result<Option<upm_contract::PaymentMethod>, Error> {
        let Some(id) = id else { return Ok(None) };
        let method: PaymentMethod = self.get("get payment method", &format!("/v1/payment_methods/{id}"), &[]).await?;
        Ok(Some(method.into()))
    }
}

/// What goes beside the news that the method is updated. What will pass is worth
/// another question; what will not must not hide the news.
fn detail<T>(read: Result<Option<T>, Error>) -> Result<Option<T>, Error> {
    read.or_else(|error| {
        if error.code().passes() {
            return Err(error);
        }
        tracing::warn!(%error, "an update is told without a detail that could not be read");
        Ok(None)
    })
}

enum Verdict<'a> {
    Is(Status),
    Succeeded(&'a SetupIntent),
}

/// Everything that must hold before a default is changed. `payment_status` says
/// nothing here: it is `no_payment_required` from the start.
fn judge<'a>(session: &'a Session, claims: &Claims, live: bool) -> Result<Verdict<'a>, Error> {
    let made_here_for_this = |metadata: &Metadata| {
        metadata.contains_key(ATTEMPT_KEY)
            && metadata.get(SUBSCRIPTION_KEY).is_some_and(|id| claims.subscription.as_ref() == Some(id))
    };
    let of_customer = |reference: &Option<_>| types::id(reference.as_ref()) == Some(&claims.customer);
    if session.mode != "setup"
        || session.livemode != live
        || !of_customer(&session.customer)
        || !made_here_for_this(&session.metadata)
    {
        return Err(Error::unknown());
    }
    match session.status.as_str() {
        "complete" => {}
        "expired" => return Ok(Verdict::Is(Status::Expired)),
        _ => return Ok(Verdict::Is(Status::Pending)),
    }
    let Some(Expandable::Object(intent)) = &session.setup_intent else {
        return Err(Error::new(
            Code::ProviderUnavailable,
            "Stripe did not expand the session's setup intent. Try again in a moment.",
        ));
    };
    if !of_customer(&intent.customer) || !made_here_for_this(&intent.metadata) {
        return Err(Error::unknown());
    }
    Ok(match intent.status.as_str() {
        "succeeded" if intent.payment_method.is_some() => Verdict::Succeeded(intent),
        "requires_payment_method" | "canceled" => Verdict::Is(Status::Failed),
        // Bank debits may still be processing, or wait for micro-deposits.
        _ => Verdict::Is(Status::Pending),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::token::Provider;

    const CUSTOMER: &str = "cus_P1qzWtbWjVX8aI";
    const SUBSCRIPTION: &str = "sub_1uT5HTptPNq18zPzRZ5YRta4";

    /// The reference's completed session, with our marker.
    fn session() -> Value {
        let metadata = json!({"subscription_id": SUBSCRIPTION, "upm_attempt": "attempt-7f3c"});
        json!({"id": "cs_test_c186E7oJaffq6", "object": "checkout.session", "mode": "setup", "status": "complete", "payment_status": "no_payment_required", "livemode": false, "url": null,
            "customer": CUSTOMER, "created": 1_795_190_400, "expires_at": 1_795_276_800, "currency": "usd", "metadata": metadata, "payment_method_types": ["card"],
            "setup_intent": {"id": "seti_1BkYLXVtPNq18zPzRZ5YRbth", "object": "setup_intent", "status": "succeeded", "customer": CUSTOMER, "payment_method": "pm_1jbZhpttPNq18zPzRZ5YRoYL",
                "metadata": metadata, "last_setup_error": null, "next_action": null}})
    }

    /// The verdict once `changes` (JSON pointer, value) are made.
    fn verdict(changes: &[(&str, Value)]) -> String {
        let mut value = session();
        for (pointer, new) in changes {
            *value.pointer_mut(pointer).unwrap() = new.clone();
        }
        let session: Session = serde_json::from_value(value).unwrap();
        match judge(&session, &Claims::new(Provider::Stripe, CUSTOMER, SUBSCRIPTION), false) {
            Ok(Verdict::Succeeded(intent)) => intent.id.clone(),
            Ok(Verdict::Is(status)) => status.as_str().to_owned(),
            Err(error) => error.code().as_str().to_owned(),
        }
    }

    #[test]
    fn all_conditions_together_let_it_through() {
        assert_eq!(verdict(&[]), "seti_1BkYLXVtPNq18zPzRZ5YRbth");
    }

    #[test]
    fn each_missing_condition_alone_stops_it() {
        for (pointer, value, expected) in [
            ("/mode", json!("subscription"), "unknown"),
            ("/livemode", json!(true), "unknown"),
            ("/customer", json!("cus_other"), "unknown"),
            ("/customer", Value::Null, "unknown"),
            ("/metadata", json!({"subscription_id": "sub_other", "upm_attempt": "x"}), "unknown"),
            ("/metadata", json!({"subscription_id": SUBSCRIPTION}), "unknown"),
            ("/metadata", Value::Null, "unknown"),
            ("/setup_intent/customer", json!("cus_other"), "unknown"),
            ("/setup_intent/metadata", json!({}), "unknown"),
            ("/status", json!("open"), "pending"),
            ("/status", json!("expired"), "expired"),
            ("/status", Value::Null, "pending"),
            ("/status", json!("some_new_status"), "pending"),
            ("/setup_intent/payment_method", Value::Null, "pending"),
            ("/setup_intent/status", json!("processing"), "pending"),
            ("/setup_intent/status", json!("requires_action"), "pending"),
            ("/setup_intent/status", json!("requires_payment_method"), "failed"),
            ("/setup_intent/status", json!("canceled"), "failed"),
            ("/setup_intent", json!("seti_1"), "provider_unavailable"),
        ] {
            assert_eq!(verdict(&[(pointer, value.clone())]), expected, "{pointer} {value}");
        }
    }

    #[test]
    fn an_expanded_customer_and_payment_method_are_read_too() {
        let changes = [
            ("/customer", json!({"id": CUSTOMER})),
            ("/setup_intent/payment_method", json!({"id": "pm_1", "type": "link"})),
        ];
        assert_eq!(verdict(&changes), "seti_1BkYLXVtPNq18zPzRZ5YRbth");
    }
}
