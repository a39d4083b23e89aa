//! Changes of a default that were not made here: by the merchant's team in
//! Stripe's dashboard, by the portal, by another program.
//!
//! Stripe reports each change of an object as an event with the attributes that
//! changed. Ours always change the marker together with the default; a change of
//! the default without the marker is somebody else's.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de::IgnoredAny};

use super::{
    View,
    candidate::{MARKER_KEY, Marker},
    target::{Claim, Target},
};
use crate::{
    error::{Code, Error},
    flaw::flawed,
    json::or_default,
    stripe::{
        client::Stripe,
        types::{self, Expandable, InvoiceSettings, List, Named},
    },
};

/// How many pages of a hundred events are read. The events begin at the update,
/// which is seconds ago unless nothing reached this service for hours.
const PAGES: u32 = 20;

/// What the events tell of a target's default.
#[derive(Debug)]
pub(super) enum Elsewhere {
    /// Nobody else has changed it.
    Untouched,
    /// Somebody has, last of all so.
    Changed(Change),
    /// They cannot be read: the key may not, or there are too many.
    Unknown(Error),
}

/// A change of a default that somebody else made.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    at: u64,
    event: String,
    /// What the default became; `None`: it was cleared.
    pub payment_method: Option<String>,
    /// A write of ours came after it, which a slow replica had decided on before.
    pub written_over: bool,
}

/// What an event tells of a default.
#[derive(Debug, PartialEq, Eq)]
enum Author {
    We,
    Somebody(Change),
}

impl Change {
    pub(super) fn claim(self) -> Option<Claim> {
        Some(Claim { payment_method: self.payment_method?, marker: Marker { at: self.at, source: self.event } })
    }
}

impl Author {
    /// Who changed the default of `target`, the object with `id`, if `event` is about that.
    fn of(event: Event, target: Target, id: &str) -> Option<Self> {
        let EventData { object, previous_attributes: previous } = event.data;
        let (changed, now) = match target {
            Target::Subscription => (previous.default_payment_method, object.default_payment_method),
            Target::Customer => (
                previous.invoice_settings.is_some_and(|settings| settings.default_payment_method),
                object.invoice_settings.and_then(|settings| settings.default_payment_method),
            ),
        };
        if object.id != id || !changed {
            return None;
        }
        if previous.metadata.is_some_and(|metadata| metadata.contains_key(MARKER_KEY)) {
            return Some(Self::We);
        }
        let payment_method = types::id(now.as_ref()).map(str::to_owned);
        Some(Self::Somebody(Change { at: event.created, event: event.id, payment_method, written_over: false }))
    }
}

/// What counts here of an event. They come by the hundred, each with its whole
/// object: all else is skipped and never built.
#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(default)]
    created: u64,
    data: EventData,
}

#[derive(Deserialize)]
struct EventData {
    object: Object,
    /// What the changed attributes were before.
    #[serde(default, deserialize_with = "or_default")]
    previous_attributes: Previous,
}

#[derive(Deserialize)]
struct Object {
    #[serde(default)]
    id: String,
    default_payment_method: Option<Expandable<Named>>,
    invoice_settings: Option<InvoiceSettings>,
}

#[derive(Default, Deserialize)]
struct Previous {
    #[serde(default, deserialize_with = "present")]
    default_payment_method: bool,
    invoice_settings: Option<PreviousSettings>,
    metadata: Option<BTreeMap<String, IgnoredAny>>,
}

#[derive(Deserialize)]
struct PreviousSettings {
    #[serde(default, deserialize_with = "present")]
    default_payment_method: bool,
}

/// Whether an attribute is there at all: null is a value, too.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

impl Stripe {
    /// The last change of the target's default that was made elsewhere, from
    /// `since` (Unix seconds) on.
    pub(super) async fn changed_elsewhere(&self, view: &View, target: Target, since: u64) -> Result<Elsewhere, Error> {
        if flawed!(self, BlindToOthers) {
            return Ok(Elsewhere::Untouched);
        }
        let (kind, id) = match target {
            Target::Subscription => ("customer.subscription.updated", Some(view.subscription.id.as_str())),
            Target::Customer => ("customer.updated", view.customer.as_ref().map(|customer| customer.id.as_str())),
        };
        let Some(id) = id else { return Ok(Elsewhere::Untouched) };
        let since = since.to_string();
        let mut written_over = false;
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let mut query = vec![("type", kind), ("created[gte]", since.as_str()), ("limit", "100")];
            if let Some(after) = &after {
                query.push(("starting_after", after));
            }
            let page: List<Event> = match self.get("list events", "/v1/events", &query).await {
                Err(error) if error.code() == Code::ProviderForbidden => return Ok(Elsewhere::Unknown(error)),
                page => page?,
            };
            after = page.data.last().map(|event| event.id.clone()).filter(|_| page.has_more);
            // Newest first.
            for author in page.data.into_iter().filter_map(|event| Author::of(event, target, id)) {
                match author {
                    Author::We => written_over = true,
                    Author::Somebody(change) => return Ok(Elsewhere::Changed(Change { written_over, ..change })),
                }
            }
            if after.is_none() {
                return Ok(Elsewhere::Untouched);
            }
        }
        Ok(Elsewhere::Unknown(Error::new(
            Code::ProviderUnavailable,
            "Stripe has more events since this update than can be read, and its default may have been changed elsewhere. Set the default in Stripe's dashboard.",
        )))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn author(object: Value, previous: Value, target: Target) -> Option<Author> {
        let event = json!({"id": "evt_1", "type": "x", "created": 50, "data": {"object": object, "previous_attributes": previous}});
        Author::of(serde_json::from_value(event).unwrap(), target, "obj_1")
    }

    #[test]
    fn a_changed_default_without_our_marker_is_somebody_elses() {
        let somebody = |method: Option<&str>| {
            let payment_method = method.map(str::to_owned);
            let change = Change { at: 50, event: "evt_1".to_owned(), payment_method, written_over: false };
            Some(Author::Somebody(change))
        };
        let to = |method: Value| json!({"id": "obj_1", "default_payment_method": method});
        let from = json!({"default_payment_method": "pm_old"});
        let read = |object, previous| author(object, previous, Target::Subscription);
        assert_eq!(read(to(json!("pm_new")), from.clone()), somebody(Some("pm_new")));
        let from_nothing = json!({"default_payment_method": null});
        assert_eq!(read(to(json!({"id": "pm_new"})), from_nothing), somebody(Some("pm_new")));
        assert_eq!(read(to(Value::Null), from.clone()), somebody(None));
        let marked = json!({"default_payment_method": "pm_old", "metadata": {"upm_applied": null}});
        assert_eq!(read(to(json!("pm_new")), marked), Some(Author::We));
        // Another object's, and changes of something else.
        assert_eq!(read(json!({"id": "obj_2", "default_payment_method": "pm_new"}), from), None);
        assert_eq!(read(to(json!("pm_new")), json!({"metadata": {"plan": "old"}})), None);
        assert_eq!(read(to(json!("pm_new")), Value::Null), None);
    }

    #[test]
    fn a_customers_default_is_in_its_invoice_settings() {
        let object = json!({"id": "obj_1", "invoice_settings": {"default_payment_method": "pm_new", "footer": null}});
        let previous = json!({"invoice_settings": {"default_payment_method": "pm_old"}});
        assert!(author(object.clone(), previous, Target::Customer).is_some());
        assert!(author(object, json!({"invoice_settings": {"footer": "x"}}), Target::Customer).is_none());
    }
}
