//! The widget's events as callbacks.

use std::{cell::Cell, ops::Deref, rc::Rc};

use leptos::prelude::*;
use upm_contract::{Notice, Verification};
use wasm_bindgen::JsValue;

use crate::{
    error::Error,
    flow::Reason,
    shell::{Listen, Told},
};

/// What a callback is given where it may prevent what the widget would do next. It reads as its value.
///
/// ```
/// use leptos::prelude::*;
/// use update_payment_method::{Preventable, UpdatePaymentMethod, contract::Verification};
///
/// #[component]
/// fn Billing() -> impl IntoView {
///     let thanks = RwSignal::new(false);
///     let on_updated = move |outcome: Preventable<Option<Verification>>| {
///         thanks.set(true);
///         outcome.prevent_default(); // The page says so itself: back to the button.
///     };
///     view! {
///         <UpdatePaymentMethod endpoint="/payment-method-updates" on_updated=on_updated />
///         <Show when=move || thanks.get()>"Thank you."</Show>
///     }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Preventable<T> {
    value: T,
    prevented: Rc<Cell<bool>>,
}

impl<T> Preventable<T> {
    /// Keeps the widget from what it would do next. Only while the callback runs.
    pub fn prevent_default(&self) {
        self.prevented.set(true);
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Preventable<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A callback that need not be there.
pub(super) type Hears<T> = Option<Callback<T>>;

/// All of them.
#[derive(Clone, Copy)]
pub(super) struct Callbacks {
    pub start: Hears<Preventable<()>>,
    pub loaded: Hears<Notice>,
    pub updated: Hears<Preventable<Option<Verification>>>,
    pub close: Hears<Preventable<Reason>>,
    pub error: Hears<Error>,
    pub paddle_event: Hears<JsValue>,
}

impl Callbacks {
    /// As the shell tells it.
    pub(super) fn listen(self) -> Listen {
        Rc::new(move |told| match told {
            Told::Start => ask(self.start, || ()),
            Told::Updated(outcome) => ask(self.updated, || outcome.cloned()),
            Told::Close(reason) => ask(self.close, || reason),
            Told::Loaded(notice) => tell(self.loaded, || notice.clone()),
            Told::Error(error) => tell(self.error, || error.clone()),
            Told::Paddle(event) => tell(self.paddle_event, || event.clone()),
        })
    }
}

/// Whether it prevents the default action.
fn ask<T: 'static>(callback: Hears<Preventable<T>>, value: impl FnOnce() -> T) -> bool {
    let Some(callback) = callback else { return false };
    let prevented = Rc::new(Cell::new(false));
    // Gone with its owner, it hears nothing.
    let _ = callback.try_run(Preventable { value: value(), prevented: prevented.clone() });
    prevented.get()
}

fn tell<T: 'static>(callback: Hears<T>, value: impl FnOnce() -> T) -> bool {
    let _ = callback.and_then(|callback| callback.try_run(value()));
    false
}
