//! Telling the page: DOM events that bubble out of the shadow root, and the same
//! as callbacks for Leptos.

use std::rc::Rc;

use upm_contract::{Notice, Verification};
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit};

use super::Inner;
use crate::{
    bindings::{js, page, write},
    error::Error,
    flow::{Event, Notification, Reason},
};

/// What happened, for whoever shows the widget in Rust; each is the event of that name.
pub(crate) enum Told<'a> {
    Start,
    Loaded(&'a Notice),
    Updated(Option<&'a Verification>),
    Close(Reason),
    Error(&'a Error),
    Paddle(&'a JsValue),
}

/// Hears it, and answers whether the default action is prevented.
pub(crate) type Listen = Rc<dyn Fn(Told<'_>) -> bool>;

impl Inner {
    pub(super) fn tell(self: &Rc<Self>, notification: Notification) {
        match notification {
            Notification::Loaded(notice) => {
                self.emit("upm-loaded", &js::object(&[("notice", write::notice(&notice))]), false);
                self.hear(Told::Loaded(&notice));
            }
            Notification::Updated(outcome) => {
                let confirmed = outcome.is_some();
                let detail = js::object(&[
                    ("confirmed", confirmed.into()),
                    ("outcome", outcome.as_deref().map_or(JsValue::UNDEFINED, write::verification)),
                ]);
                let prevented = self.emit("upm-updated", &detail, true);
                self.prevent(self.hear(Told::Updated(outcome.as_deref())) || prevented);
            }
            Notification::Close(reason) => {
                let prevented = self.emit("upm-close", &js::object(&[("reason", reason.as_str().into())]), true);
                self.prevent(self.hear(Told::Close(reason)) || prevented);
            }
            Notification::Error(error) => self.tell_error(&error),
        }
    }

    /// Whether the page prevented the start.
    pub(super) fn tell_start(&self) -> bool {
        let prevented = self.emit("upm-start", &JsValue::UNDEFINED, true);
        self.hear(Told::Start) || prevented
    }

    pub(super) fn tell_error(&self, error: &Error) {
        page::warn(&["update-payment-method: ", error.code.as_str(), ": ", &error.detail].concat());
        let detail = js::object(&[
            ("code", error.code.as_str().into()),
            ("detail", error.detail.as_str().into()),
            ("retryable", error.retryable().into()),
        ]);
        self.emit("upm-error", &detail, false);
        self.hear(Told::Error(error));
    }

    /// An event of Paddle that is not ours.
    pub(super) fn tell_paddle(&self, event: &JsValue) {
        self.emit("upm-paddle-event", event, false);
        self.hear(Told::Paddle(event));
    }

    /// The default action of these events is the message that follows.
    fn prevent(self: &Rc<Self>, prevented: bool) {
        if prevented {
            self.dispatch(Event::Prevented);
        }
    }

    /// Whether the Leptos application prevented the default action.
    fn hear(&self, told: Told<'_>) -> bool {
        self.listen.as_ref().is_some_and(|listen| listen(told))
    }

    /// Whether the page prevented the default action.
    fn emit(&self, name: &str, detail: &JsValue, cancelable: bool) -> bool {
        let root = self.root.borrow().clone();
        let Some(root) = root else { return false };
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_cancelable(cancelable);
        init.set_detail(detail);
        match CustomEvent::new_with_event_init_dict(name, &init) {
            Ok(event) => root.dispatch_event(&event) == Ok(false),
            Err(_) => false,
        }
    }
}
