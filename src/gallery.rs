//! States for the demo's gallery: what has happened, as data, passed through the flow.
//!
//! So the gallery shows only what can come about. Nothing of it is carried out: no
//! request, no checkout, no redirect. In builds for the sandbox only; the demo keeps
//! its list in `crates/sandbox/page/gallery/states.json`.

use upm_contract::{Mode, Read, Value};

use crate::{
    answer,
    error::{Code, Error},
    flow::{Event, NotVerified, State},
};

/// The state after these events: each a word (`"press"`) or an object whose one member
/// says what came (`{"loaded": {…}}`). Nothing where one of them is no event.
pub(crate) fn state(events: &Value) -> Option<State> {
    events.list().iter().try_fold(State::default(), |state, value| {
        let opening = state.opening;
        Some(state.step(opening, event(value)?).0)
    })
}

fn event(value: &Value) -> Option<Event> {
    let (name, what) = match value {
        Value::Object(members) => members.first().map(|(name, what)| (name.as_str(), what))?,
        word => (word.text()?, &Value::None),
    };
    Some(match name {
        "press" => Event::Press,
        "agree" => Event::Agree,
        "cancel" => Event::Cancel,
        "overview" => Event::Overview(shared(what)?),
        "answered" => Event::Answered(answer::read(what, &mode(value.get("mode")))),
        "refused" => Event::Answered(Err(error(what)?)),
        "returned" => Event::Returned(what.string()?),
        "still_here" => Event::StillHere,
        "opened" => Event::Opened { silent: false },
        "loaded" => Event::Loaded(shared(what)),
        "payment_initiated" => Event::PaymentInitiated,
        "payment_failed" => Event::PaymentFailed,
        "completed" => Event::Completed,
        "checkout_failed" => Event::CheckoutFailed(error(what)?),
        "verified" => Event::Verified(Ok(shared(what)?)),
        "not_verified" => Event::Verified(Err(NotVerified::Unsupported)),
        _ => return None,
    })
}

fn shared<T: Read>(value: &Value) -> Option<std::sync::Arc<T>> {
    value.read().map(std::sync::Arc::new)
}

fn mode(value: &Value) -> Mode {
    value.string().map_or(Mode::Auto, Mode::from)
}

fn error(value: &Value) -> Option<Error> {
    let word = value.text()?;
    let code = Code::ALL.iter().find(|code| code.as_str() == word)?;
    Some(Error::new(*code, "Shown in the gallery."))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::flow::Phase;

    /// Every state of the gallery by its name.
    fn all() -> Vec<(String, State)> {
        let file = std::fs::read_to_string("crates/sandbox/page/gallery/states.json").unwrap();
        let list: Value = serde_json::from_str(&file).unwrap();
        let sections = list.list().iter().flat_map(|section| section.get("states").list());
        sections
            .map(|entry| {
                let name = entry.get("name").string().unwrap();
                let state = state(entry.get("events")).unwrap_or_else(|| panic!("{name}: no such event"));
                (name, state)
            })
            .collect()
    }

    #[test]
    fn names_are_words_of_an_address_and_stand_once() {
        let states = all();
        let names: BTreeSet<_> = states.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), states.len());
        for name in names {
            assert!(
                name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                "{name}"
            );
        }
    }

    #[test]
    fn a_name_begins_with_the_phase_it_shows() {
        for (name, state) in all() {
            assert_eq!(name.split('-').next(), Some(state.phase.name()), "{name}: {state:?}");
        }
    }

    #[test]
    fn every_phase_and_every_text_of_an_error_is_there() {
        let states = all();
        let phases: BTreeSet<_> = states.iter().map(|(_, state)| state.phase.name()).collect();
        assert_eq!(phases.len(), 12, "{phases:?}");
        let text = |code: Code| format!("{:?}", code.text());
        let shown: BTreeSet<_> = states
            .iter()
            .filter_map(|(_, state)| match &state.phase {
                Phase::Failed { error } => Some(text(error.code)),
                _ => None,
            })
            .collect();
        let known: BTreeSet<_> = Code::ALL.iter().map(|code| text(*code)).collect();
        assert_eq!(shown, known);
    }

    #[test]
    fn an_unknown_event_is_refused_as_an_option() {
        let options = r#"{"endpoint": "/x", "sandboxState": ["press", "presss"]}"#;
        let raw = crate::options::RawOptions(serde_json::from_str(options).unwrap());
        let error = raw.validate(crate::messages::Messages::default());
        assert_eq!(error.unwrap_err().code, Code::InvalidOption);
    }
}
