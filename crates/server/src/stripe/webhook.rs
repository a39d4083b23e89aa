//! What Stripe tells by webhook.
//!
//! An event is a signal and nothing more: it may be late, doubled or out of
//! order, and its object may be of another API version. It names a customer and
//! a subscription; what is true is read afterwards.

use serde_json::Value;

use super::{
    client::Stripe,
    subject::Subject,
    types::{Event, Session, SetupIntent},
};
use crate::error::{Code, Error};

/// What an event is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// An update may have finished.
    Finished(Subject),
    /// An update has ended without success.
    Ended(Subject),
    /// What is on file, or what is owed, has changed for this customer.
    Changed(String),
    /// Nothing of ours.
    Nothing,
}

impl Stripe {
    /// Reads an event whose signature is good.
    ///
    /// # Errors
    /// The body is no event.
    pub(crate) fn hear(&self, body: &[u8]) -> Result<Told, Error> {
        let event: Event = serde_json::from_slice(body)
            .map_err(|_| Error::new(Code::BodyInvalid, "The body is signed, but it is no event of Stripe's."))?;
        if event.livemode != self.config.live() {
            return Ok(Told::Nothing);
        }
        let object = event.data.object;
        let told = match event.kind.as_str() {
            "checkout.session.completed" => session(object).map(Told::Finished),
            "setup_intent.succeeded" => setup_intent(object).map(Told::Finished),
            "checkout.session.expired" => session(object).map(Told::Ended),
            "setup_intent.setup_failed" => setup_intent(object).map(Told::Ended),
            "customer.updated" => object.get("id").and_then(Value::as_str).map(|id| Told::Changed(id.to_owned())),
            "customer.subscription.updated"
            | "invoice.paid"
            | "invoice.payment_failed"
            | "invoice.payment_action_required"
            | "payment_method.attached"
            | "payment_method.automatically_updated" => {
                object.get("customer").and_then(Value::as_str).map(|id| Told::Changed(id.to_owned()))
            }
            _ => None,
        };
        Ok(told.unwrap_or(Told::Nothing))
    }
}

/// Sessions of other modes complete, too, and may carry a setup intent.
fn session(object: Value) -> Option<Subject> {
    serde_json::from_value::<Session>(object).ok()?.subject()
}

fn setup_intent(object: Value) -> Option<Subject> {
    serde_json::from_value::<SetupIntent>(object).ok()?.subject()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{config::StripeConfig, http::Http, outside::Outside, stripe::Seal, transport::Network};

    fn hear(event: &Value) -> Result<Told, Code> {
        let outside = Outside::new(std::sync::Arc::new(Network::new(&[]).unwrap()));
        let http = Http::for_test(outside.transport.clone());
        let stripe = Stripe::new(http, &StripeConfig::new("sk_test_made_up"), Seal::new(&[]), &outside);
        stripe.hear(event.to_string().as_bytes()).map_err(|error| error.code())
    }

    fn event(kind: &str, object: &Value) -> Value {
        json!({"id": "evt_1", "object": "event", "type": kind, "created": 1_795_191_000, "livemode": false, "data": {"object": object}})
    }

    #[test]
    fn events_of_our_sessions_and_intents_name_their_subject() {
        let ours = json!({"subscription_id": "sub_1", "upm_attempt": "x"});
        let subject = || Subject { customer: "cus_1".to_owned(), subscription: "sub_1".to_owned() };
        let session = json!({"id": "cs_test_1", "mode": "setup", "customer": "cus_1", "metadata": ours});
        let intent = json!({"id": "seti_1", "status": "succeeded", "customer": {"id": "cus_1"}, "metadata": ours});
        assert_eq!(hear(&event("checkout.session.completed", &session)), Ok(Told::Finished(subject())));
        assert_eq!(hear(&event("checkout.session.expired", &session)), Ok(Told::Ended(subject())));
        assert_eq!(hear(&event("setup_intent.succeeded", &intent)), Ok(Told::Finished(subject())));
        assert_eq!(hear(&event("setup_intent.setup_failed", &intent)), Ok(Told::Ended(subject())));
        let invoice = json!({"id": "in_1", "customer": "cus_1"});
        assert_eq!(hear(&event("invoice.paid", &invoice)), Ok(Told::Changed("cus_1".to_owned())));
    }

    #[test]
    fn others_are_nothing_and_garbage_is_refused() {
        let ours = json!({"subscription_id": "sub_1", "upm_attempt": "x"});
        let bought = json!({"id": "cs_test_1", "mode": "subscription", "customer": "cus_1", "setup_intent": "seti_1", "metadata": ours});
        let foreign =
            json!({"id": "cs_test_1", "mode": "setup", "customer": "cus_1", "metadata": {"subscription_id": "sub_1"}});
        let odd = json!({"id": "cs_test_1", "mode": "setup", "customer": "../cus", "metadata": ours});
        for object in [&bought, &foreign, &odd] {
            assert_eq!(hear(&event("checkout.session.completed", object)), Ok(Told::Nothing), "{object}");
        }
        let mut live = event(
            "checkout.session.completed",
            &json!({"id": "cs_1", "mode": "setup", "customer": "cus_1", "metadata": ours}),
        );
        live["livemode"] = json!(true);
        assert_eq!(hear(&live), Ok(Told::Nothing));
        assert_eq!(hear(&event("some.new_type", &bought)), Ok(Told::Nothing));
        assert_eq!(hear(&json!({"hello": "there"})), Err(Code::BodyInvalid));
    }
}
