//! The widget for Leptos: [`UpdatePaymentMethod`].

use std::rc::Rc;

use leptos::prelude::*;
use upm_contract::{Notice, Value, Verification};
use wasm_bindgen::JsValue;

use crate::{
    backend::Authorization,
    error::Error,
    flow::Reason,
    messages::Messages,
    options::RawOptions,
    shell::{Callbacks, Shell},
    view::{self, Root},
};

/// The "Update payment method" widget.
///
/// The stylesheet comes along: the first widget on a page adopts it into its
/// document or shadow root.
///
/// # Server-Side Rendering
/// Rendered on a server it shows its first phase, without amounts or dates and in
/// English unless `messages` say otherwise; everything else begins in the browser.
///
/// # Errors
/// Options that cannot be used are reported once, to `on_error`, with the code
/// `invalid_option` or `secret_refused`, and the customer reads whom to ask.
///
/// ```
/// use leptos::prelude::*;
/// use update_payment_method::UpdatePaymentMethod;
///
/// #[component]
/// fn Billing() -> impl IntoView {
///     view! { <UpdatePaymentMethod endpoint="/payment-method-updates" overview=true /> }
/// }
/// ```
#[component]
pub fn UpdatePaymentMethod(
    /// The merchant's resource: `POST` starts an update, `GET …/{id}` verifies it.
    #[prop(into)]
    endpoint: String,
    /// `auto` (default), `redirect`, `overlay`, `inline`.
    #[prop(into, optional)]
    mode: String,
    /// `click` (default), `load`. (`manual` is for the element and for JavaScript, which have `open()`.)
    #[prop(into, optional)]
    trigger: String,
    /// Whether to `GET endpoint` first and show what is on file and overdue. Default off.
    #[prop(optional)]
    overview: bool,
    /// Paddle's client-side token (`test_…`, `live_…`). Default: from the answer.
    #[prop(into, optional)]
    client_token: String,
    /// `own` (default), `forwarded`, `replace`: who hears Paddle's events on a page
    /// that has initialised Paddle itself.
    #[prop(into, optional)]
    paddle_events: String,
    /// Paddle Retain's customer (`ctm_…`). Default none.
    #[prop(into, optional)]
    pw_customer: String,
    /// A BCP 47 tag. Default: the nearest `lang`, then the browser's.
    #[prop(into, optional)]
    locale: String,
    /// `auto` (default), `light`, `dark`.
    #[prop(into, optional)]
    theme: String,
    /// The value of the `Authorization` header, asked for before each request. Default none.
    #[prop(into, optional)]
    authorization: Option<Callback<(), String>>,
    /// `same-origin` (default), `include`, `omit`.
    #[prop(into, optional)]
    credentials: String,
    /// Whole origins that a redirect may go to besides the providers' own, separated
    /// by blanks. Default none.
    #[prop(into, optional)]
    allowed_redirect_origins: String,
    /// The query parameter that brings a session's id back. Default `upm_session`.
    #[prop(into, optional)]
    return_param: String,
    /// Texts that differ from English. Default none.
    #[prop(optional)]
    messages: Messages,
    /// The CSP nonce for the provider's script. Default none.
    #[prop(into, optional)]
    nonce: String,
    /// An update begins (`upm-start`).
    #[prop(into, optional)]
    on_start: Option<Callback<()>>,
    /// It is known what is due (`upm-loaded`).
    #[prop(into, optional)]
    on_loaded: Option<Callback<Notice>>,
    /// Updated and confirmed, or, without a verification, only received (`upm-updated`).
    #[prop(into, optional)]
    on_updated: Option<Callback<Option<Verification>>>,
    /// Ended without an update (`upm-close`).
    #[prop(into, optional)]
    on_close: Option<Callback<Reason>>,
    /// Something went wrong (`upm-error`).
    #[prop(into, optional)]
    on_error: Option<Callback<Error>>,
) -> impl IntoView {
    let words = [
        ("endpoint", endpoint),
        ("mode", mode),
        ("trigger", trigger),
        ("clientToken", client_token),
        ("paddleEvents", paddle_events),
        ("pwCustomer", pw_customer),
        ("locale", locale),
        ("theme", theme),
        ("credentials", credentials),
        ("allowedRedirectOrigins", allowed_redirect_origins),
        ("returnParam", return_param),
        ("nonce", nonce),
    ];
    let words = words.into_iter().map(|(name, word)| (name.to_owned(), Value::Text(word)));
    let raw = RawOptions(Value::Object(words.chain([("overview".to_owned(), Value::Bool(overview))]).collect()));
    let authorization = authorization.map(|callback| {
        Rc::new(move || callback.try_run(()).map_or(JsValue::UNDEFINED, |value| JsValue::from_str(&value)))
            as Authorization
    });
    let callbacks = Callbacks {
        start: told(on_start),
        loaded: told(on_loaded),
        updated: told(on_updated),
        close: told(on_close),
        error: told(on_error),
    };
    let shell = Shell::new(raw.validate(messages), authorization, callbacks);
    let shown = ArcRwSignal::new(shell.shown().clone());
    let latest = shown.clone();
    shell.painted_by(move |shell| latest.set(shell.shown().clone()));
    // The one owner: when the page takes the component away, the widget ends.
    // Not on a server, which may clean up on another thread; there the shell ends here.
    let shell = (!cfg!(feature = "ssr")).then(|| StoredValue::new_local(shell));
    let root = NodeRef::<Root>::new();
    Effect::new(move || {
        if let (Some(element), Some(shell)) = (root.get(), shell.and_then(|shell| shell.try_get_value())) {
            shell.attach(&element);
        }
    });
    move || shown.with(view::root).node_ref(root)
}

fn told<T: 'static>(callback: Option<Callback<T>>) -> Option<Rc<dyn Fn(T)>> {
    callback.map(|callback| {
        // Gone with its owner, it hears nothing.
        Rc::new(move |value| _ = callback.try_run(value)) as Rc<dyn Fn(T)>
    })
}
