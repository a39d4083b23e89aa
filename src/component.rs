//! The widget for Leptos: [`UpdatePaymentMethod`].

mod authorization;
mod callbacks;
mod handle;

use std::rc::Rc;

use leptos::prelude::*;
use upm_contract::{Notice, Value, Verification};
use wasm_bindgen::{JsValue, closure::Closure};

use self::callbacks::Callbacks;
pub use self::{authorization::Authorization, callbacks::Preventable, handle::WidgetHandle};
use crate::{
    backend,
    bindings::page,
    error::Error,
    flow::Reason,
    messages::Messages,
    options::RawOptions,
    provider::paddle,
    shell::Shell,
    view::{self, Form, Root},
};

/// The "Update payment method" widget.
///
/// # Usage
/// ```
/// use leptos::prelude::*;
/// use update_payment_method::UpdatePaymentMethod;
///
/// #[component]
/// fn Billing() -> impl IntoView {
///     view! { <UpdatePaymentMethod endpoint="/payment-method-updates" overview=true /> }
/// }
/// ```
///
/// # Options
/// Every option takes a value or a signal. When a signal changes, texts, colours and language follow at
/// once, everything else from the next press, and the elements stay. Blank is absent.
///
/// ```
/// # use leptos::prelude::*;
/// # use update_payment_method::UpdatePaymentMethod;
/// # #[component]
/// # fn Billing() -> impl IntoView {
/// let (dark, set_dark) = signal(false);
/// let theme = Signal::derive(move || if dark.get() { "dark" } else { "light" }.to_owned());
/// view! {
///     <button on:click=move |_| set_dark.update(|dark| *dark = !*dark)>"Light or dark"</button>
///     <UpdatePaymentMethod endpoint="/payment-method-updates" theme=theme locale="de" />
/// }
/// # }
/// ```
///
/// Opening and closing from outside: [`WidgetHandle`]. Preventing what comes next: [`Preventable`].
/// A fresh token for each request: [`Authorization`].
///
/// # Errors
/// Options that cannot be used are told to `on_error`, with the code `invalid_option` or
/// `secret_refused`; the customer reads whom to ask. Nothing panics.
///
/// # Server-Side Rendering
/// With the feature `ssr` it renders its first phase: a `<form method="post" action="ENDPOINT">` with
/// `customer_token` and the language in hidden fields and the button. It works without JavaScript: the
/// endpoint answers with a redirect. With `hydrate` the elements stay and the widget takes over; the fields
/// go then. So it must not stand inside another form.
///
/// On a server nothing is asked or opened, no callback is called, and there are no amounts and no dates: the
/// browser brings them in with the overview, formatted in its own way. The language is `locale` or English,
/// so give `locale`: without it the widget changes its language when the browser knows the page's. Both
/// sides must get the same `endpoint`, `trigger`, `locale` and `messages`; `customer_token` alone may be known
/// only to the server.
///
/// The sheet that the browser adopts is not there without JavaScript: link [`STYLE`](crate::STYLE) on the
/// server's pages. No style stands in an attribute, so a strict policy needs no exception.
#[component]
pub fn UpdatePaymentMethod(
    /// The merchant's resource: `POST` starts an update, `GET …/{id}` verifies it. Required.
    /// Also where the form leads.
    #[prop(into)]
    endpoint: Signal<String>,
    /// `auto` (default), `redirect`, `overlay`, `inline`: how the checkout is shown.
    #[prop(into, optional)]
    mode: MaybeProp<String>,
    /// `click` (default): by the widget's button. `load`: by itself, once, when a person sees the page.
    /// `manual`: no button, only the `handle`; then a server renders no form either.
    #[prop(into, optional)]
    trigger: MaybeProp<String>,
    /// Opens and closes the widget from elsewhere. Default: none.
    #[prop(into, optional)]
    handle: Option<WidgetHandle>,
    /// Whether to `GET endpoint` first and show what is on file and overdue. Default: off. Only in a browser.
    #[prop(into, optional)]
    overview: Signal<bool>,
    /// The customer's token, from your server. It stands in the form's hidden field `customer_token`, and goes out as
    /// `Authorization: Bearer …` where there is no `authorization`. Default: none, for customers known by a cookie.
    #[prop(into, optional)]
    customer_token: MaybeProp<String>,
    /// Asked for the `Authorization` header before each request. Default: `customer_token`. Never on a server.
    #[prop(into, optional)]
    authorization: Option<Authorization>,
    /// `same-origin` (default), `include`, `omit`: whether cookies go along, as in `fetch`.
    #[prop(into, optional)]
    credentials: MaybeProp<String>,
    /// Paddle's client-side token (`test_…`, `live_…`). Default: from the answer. A secret is refused.
    #[prop(into, optional)]
    client_token: MaybeProp<String>,
    /// Stripe's publishable key (`pk_…`). Default: from the answer. A secret is refused.
    #[prop(into, optional)]
    publishable_key: MaybeProp<String>,
    /// `own` (default), `forwarded`, `replace`: who hears Paddle's events on a page
    /// that has initialised Paddle itself. With `forwarded`, hand them to [`paddle_event`](crate::paddle_event).
    #[prop(into, optional)]
    paddle_events: MaybeProp<String>,
    /// With `replace`: your own callback of Paddle's events, called after the widget's. Default: none.
    #[prop(into, optional)]
    paddle_callback: Option<Callback<JsValue>>,
    /// Paddle Retain's customer (`ctm_…`). Default: none.
    #[prop(into, optional)]
    pw_customer: MaybeProp<String>,
    /// A BCP 47 tag: texts, money and dates, the provider's page. Default: the nearest `lang`, then the
    /// browser's; on a server English. Its texts are there if the crate's feature is on: `locale-de`, …, or `locales`.
    #[prop(into, optional)]
    locale: MaybeProp<String>,
    /// `auto` (default), `light`, `dark`.
    #[prop(into, optional)]
    theme: MaybeProp<String>,
    /// Texts that differ from those of the language, which are English or, with the cargo features
    /// `locale-de` and so on, the best of those that are compiled in. Default: none.
    #[prop(into, optional)]
    messages: MaybeProp<Messages>,
    /// Whole origins that a redirect may go to besides the providers' own, separated by blanks. Default: none.
    #[prop(into, optional)]
    allowed_redirect_origins: MaybeProp<String>,
    /// The query parameter that brings a session's id back. Default: `upm_session`.
    #[prop(into, optional)]
    return_param: MaybeProp<String>,
    /// The nonce of your content security policy, for the provider's script. Default: none.
    #[prop(into, optional)]
    nonce: MaybeProp<String>,
    /// An update begins (`upm-start`). Prevented: nothing happens.
    #[prop(into, optional)]
    on_start: Option<Callback<Preventable<()>>>,
    /// It is known what is due (`upm-loaded`).
    #[prop(into, optional)]
    on_loaded: Option<Callback<Notice>>,
    /// Updated and confirmed, or, without a verification, only received (`upm-updated`). Prevented: back to the
    /// button, without a message.
    #[prop(into, optional)]
    on_updated: Option<Callback<Preventable<Option<Verification>>>>,
    /// Ended without an update (`upm-close`). Prevented: back to the button, without a message.
    #[prop(into, optional)]
    on_close: Option<Callback<Preventable<Reason>>>,
    /// Something went wrong (`upm-error`).
    #[prop(into, optional)]
    on_error: Option<Callback<Error>>,
    /// An event of Paddle.js, as it came, that belongs to a checkout of the page's own (`upm-paddle-event`).
    #[prop(into, optional)]
    on_paddle_event: Option<Callback<JsValue>>,
) -> impl IntoView {
    let options = move || {
        let words = [
            ("endpoint", Some(endpoint.get())),
            ("mode", mode.get()),
            ("trigger", trigger.get()),
            ("clientToken", client_token.get()),
            ("publishableKey", publishable_key.get()),
            ("paddleEvents", paddle_events.get()),
            ("pwCustomer", pw_customer.get()),
            ("locale", locale.get()),
            ("theme", theme.get()),
            ("credentials", credentials.get()),
            ("allowedRedirectOrigins", allowed_redirect_origins.get()),
            ("returnParam", return_param.get()),
            ("nonce", nonce.get()),
        ];
        let words = words.into_iter().filter_map(|(name, word)| Some((name.to_owned(), Value::Text(word?))));
        let overview = ("overview".to_owned(), Value::Bool(overview.get()));
        RawOptions(Value::Object(words.chain([overview]).collect())).validate(messages.get().unwrap_or_default())
    };
    let bearer = move || match authorization.clone() {
        Some(authorization) => Some(authorization.for_backend()),
        None => customer_token
            .get()
            .map(|token| Rc::new(move || JsValue::from_str(&["Bearer ", &token].concat())) as backend::Authorization),
    };
    let callbacks = Callbacks {
        start: on_start,
        loaded: on_loaded,
        updated: on_updated,
        close: on_close,
        error: on_error,
        paddle_event: on_paddle_event,
    };
    let (first, first_bearer) = untrack(|| (options(), bearer()));
    let shell = Shell::new(first, first_bearer, Some(callbacks.listen()));
    let shown = ArcRwSignal::new(shell.shown().clone());
    let latest = shown.clone();
    shell.painted_by(move |shell| latest.set(shell.shown().clone()));
    // The one owner: when the page takes the component away, the widget ends.
    // Not on a server, which may clean up on another thread; there the shell ends here.
    let shell = (!cfg!(feature = "ssr")).then(|| StoredValue::new_local(shell));
    let root = NodeRef::<Root>::new();
    // From the first on: what the options come from may have changed since they were read above.
    Effect::new(move || {
        let (options, bearer) = (options(), bearer());
        if let Some(shell) = shell.and_then(|shell| shell.try_get_value()) {
            shell.update(options, bearer);
        }
    });
    Effect::new(move || {
        if let (Some(element), Some(shell)) = (root.get(), shell.and_then(|shell| shell.try_get_value())) {
            let place = element.parent_element();
            shell.attach(&element, page::language(place.as_ref().unwrap_or(&element)));
            if let Some(handle) = handle {
                handle.take(&shell);
            }
            if let Some(callback) = paddle_callback {
                let callback = Closure::<dyn FnMut(JsValue)>::new(move |event| _ = callback.try_run(event));
                paddle::chain(&callback.into_js_value());
            }
        }
    });
    move || {
        let form = || Form { endpoint: endpoint.get_untracked(), token: customer_token.get_untracked() };
        shown
            .with(|shown| {
                let form = (view::SERVED && shown.look.button).then(form);
                view::root(shown, form.as_ref())
            })
            .node_ref(root)
    }
}
