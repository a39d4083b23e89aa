//! What Paddle tells by webhook.
//!
//! An event is a signal that something changed for a customer, and nothing of
//! its data is kept: what was read before is forgotten, and the next question
//! reads the truth. So events may come late, doubled or in any order without
//! `event_id` or `occurred_at` being remembered. Forgetting twice is forgetting
//! once, and an old event makes nobody forget what a newer one said. What makes
//! an event useful is the moment it comes, not what it holds; a replica that it
//! does not reach keeps its answers for their few seconds.
//!
//! Nothing is asked of Paddle here either, so the answer never waits.

use serde::Deserialize;
use serde_json::Value;

use crate::error::{Code, Error};

/// What an event is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// A transaction of this customer's can no longer be paid, or perhaps not.
    Settled(String),
    /// What is on file, or what became of a payment, has changed for this customer.
    Changed(String),
    /// Nothing that counts here.
    Nothing,
}

#[derive(Deserialize)]
struct Event {
    event_type: String,
    #[serde(default)]
    data: Value,
}

/// Reads an event whose signature is good.
///
/// # Errors
/// The body is no event.
pub(crate) fn hear(body: &[u8]) -> Result<Told, Error> {
    let event: Event = serde_json::from_slice(body)
        .map_err(|_| Error::new(Code::BodyInvalid, "The body is signed, but it is no event of Paddle's."))?;
    let customer = event.data.get("customer_id").and_then(Value::as_str).filter(|id| upm_contract::is_id(id));
    let Some(customer) = customer.map(str::to_owned) else { return Ok(Told::Nothing) };
    Ok(match event.event_type.as_str() {
        "transaction.paid" | "transaction.completed" | "subscription.updated" => Told::Settled(customer),
        "transaction.payment_failed" | "payment_method.saved" => Told::Changed(customer),
        _ => Told::Nothing,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(kind: &str, data: &Value) -> Told {
        let event = json!({"event_id": "evt_1", "event_type": kind, "occurred_at": "2026-11-21T10:00:00Z", "notification_id": "ntf_1", "data": data});
        hear(event.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn events_name_their_customer() {
        let data = json!({"id": "txn_1", "customer_id": "ctm_1", "status": "a status of later", "payments": "odd"});
        let (settled, changed) = (Told::Settled("ctm_1".to_owned()), Told::Changed("ctm_1".to_owned()));
        for (kind, expected) in [
            ("transaction.paid", &settled),
            ("transaction.completed", &settled),
            ("subscription.updated", &settled),
            ("transaction.payment_failed", &changed),
            ("payment_method.saved", &changed),
            ("transaction.created", &Told::Nothing),
            ("some.new_type", &Told::Nothing),
        ] {
            assert_eq!(told(kind, &data), *expected, "{kind}");
        }
    }

    #[test]
    fn odd_data_is_nothing_and_garbage_is_refused() {
        for data in [json!(null), json!([]), json!({"customer_id": null}), json!({"customer_id": "ctm 1"}), json!("x")]
        {
            assert_eq!(told("transaction.paid", &data), Told::Nothing, "{data}");
        }
        assert_eq!(hear(br#"{"event_type": "transaction.paid"}"#).unwrap(), Told::Nothing);
        for body in [&b"{}"[..], b"[]", b"hello", br#"{"event_type": 7}"#] {
            assert_eq!(hear(body).unwrap_err().code(), Code::BodyInvalid);
        }
    }
}
