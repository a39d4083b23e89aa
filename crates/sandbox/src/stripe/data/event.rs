//! Events: one for every change, with the whole object and what it was before.

use serde_json::{Map, Value, json};

use super::Data;
use crate::stripe::shape::shape;
use crate::stripe::version::Version;

/// The API call that caused an event.
#[derive(Clone, Debug)]
pub(in crate::stripe) struct Asked {
    /// `req_…`.
    pub(in crate::stripe) id: String,
    pub(in crate::stripe) key: Option<String>,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub(in crate::stripe) struct Event {
    pub(in crate::stripe) id: String,
    pub(in crate::stripe) created: i64,
    /// Such as `customer.updated`.
    pub(in crate::stripe) kind: &'static str,
    /// The object as it was then, in the newest shape.
    object: Value,
    /// Of the `….updated` types: what the changed members were.
    previous: Option<Value>,
    asked: Option<Asked>,
}

impl Event {
    /// The event as an endpoint with `version` gets it, `pending` of which have
    /// not taken it yet.
    pub(in crate::stripe) fn json(&self, version: &Version, pending: usize) -> Value {
        let mut object = self.object.clone();
        shape(&mut object, version);
        let mut data = json!({ "object": object });
        if let Some(previous) = &self.previous {
            super::set(&mut data, "previous_attributes", previous.clone());
        }
        json!({
            "id": self.id,
            "object": "event",
            "api_version": version.as_str(),
            "created": self.created,
            "data": data,
            "livemode": false,
            "pending_webhooks": pending,
            "request": {
                "id": self.asked.as_ref().map(|asked| &asked.id),
                "idempotency_key": self.asked.as_ref().map(|asked| &asked.key),
            },
            "type": self.kind,
        })
    }
}

impl Data {
    /// Says that `kind` happened to the object `id`.
    pub(in crate::stripe) fn emit(&mut self, kind: &'static str, id: &str) {
        if let Some(object) = self.newest(id) {
            self.record(kind, object, None);
        }
    }

    /// Runs `change`, and says of each of the objects `ids` what it was before
    /// where that differs.
    pub(in crate::stripe) fn watched<T>(&mut self, ids: &[&str], change: impl FnOnce(&mut Self) -> T) -> T {
        let before: Vec<Option<Value>> = ids.iter().map(|id| self.newest(id)).collect();
        let done = change(self);
        for (id, before) in ids.iter().zip(before) {
            let kind = match id.split_once('_').map(|(prefix, _)| prefix) {
                Some("cus") => "customer.updated",
                Some("sub") => "customer.subscription.updated",
                Some("in") => "invoice.updated",
                _ => continue,
            };
            if let (Some(before), Some(after)) = (before, self.newest(id))
                && let Some(previous) = previous(&before, &after)
            {
                self.record(kind, after, Some(previous));
            }
        }
        done
    }

    fn record(&mut self, kind: &'static str, object: Value, previous: Option<Value>) {
        self.events.push(Event {
            id: self.ids.stripe("evt_1", 23),
            created: self.clock.now(),
            kind,
            object,
            previous,
            asked: self.asked.clone(),
        });
    }
}

/// What of `before` is otherwise in `after`, inside objects too: a member that
/// came is null, and nothing at all is `None`.
fn previous(before: &Value, after: &Value) -> Option<Value> {
    if before == after {
        return None;
    }
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        return Some(before.clone());
    };
    let mut changed: Map<String, Value> = old
        .iter()
        .filter_map(|(name, old)| Some((name.clone(), previous(old, new.get(name).unwrap_or(&Value::Null))?)))
        .collect();
    changed.extend(new.keys().filter(|name| !old.contains_key(*name)).map(|name| (name.clone(), Value::Null)));
    (!changed.is_empty()).then_some(Value::Object(changed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn previous_attributes_hold_only_what_changed() {
        let before = json!({ "a": 1, "metadata": { "x": "1", "y": "2" }, "list": [1, 2], "same": { "z": null } });
        let after = json!({ "a": 1, "metadata": { "y": "3", "new": "4" }, "list": [1], "same": { "z": null } });
        let expected = json!({ "metadata": { "x": "1", "y": "2", "new": null }, "list": [1, 2] });
        assert_eq!(previous(&before, &after), Some(expected));
        assert_eq!(previous(&after, &after), None);
        assert_eq!(previous(&json!({ "d": null }), &json!({ "d": "pm_1" })), Some(json!({ "d": null })));
    }
}
