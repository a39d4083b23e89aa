//! Paddle.js as what it is: one resource that the whole page shares.
//!
//! It is initialised once, with one callback; a checkout has no handle. So one
//! widget at a time holds a [`Lease`]; taking another ends the first with
//! [`Event::Superseded`], and dropping one closes the checkout if it is ours.
//! An event belongs to the lease whose transaction it names, and, because a
//! past-due subscription gets the *same* transaction each time, whose checkout
//! id (`che_…`, learned when it loads) it names.

use std::{cell::RefCell, sync::Arc};

use upm_contract::{Notice, Read};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

use super::{Ours, Passing, Place, check_isolation, event::PaddleEvent, refused, script};
use crate::{
    answer::Checkout,
    bindings::{js, paddle::Paddle, page},
    error::{Code, Error, Result},
    flow::Event,
    locale,
    options::{Options, PaddleEvents},
};

/// For both of Paddle's environments; never bundled or served from elsewhere.
const SCRIPT: &str = "https://cdn.paddle.com/paddle/v2/paddle.js";
/// Ended checkouts whose late events are to be recognised.
const REMEMBERED: usize = 16;

thread_local! {
    static PAGE: RefCell<Page> = RefCell::default();
}

/// What this module knows about the page's Paddle.
#[derive(Default)]
struct Page {
    leases: u32,
    holder: Option<Holder>,
    /// The token that we initialised Paddle with.
    token: Option<String>,
    /// Paddle's one callback, once it is ours. Never dropped: Paddle keeps it.
    callback: Option<Closure<dyn FnMut(JsValue)>>,
    /// The page's own callback, which is called after ours.
    chained: Option<js_sys::Function>,
    /// Who passed events on last, for those that come when nobody holds a lease.
    foreign: Option<Passing>,
    ended: Vec<String>,
}

struct Holder {
    lease: u32,
    transaction: String,
    /// Learned when it loads.
    checkout: Option<String>,
    /// `open()` was called, and neither has it closed nor has another loaded over it. Before
    /// `checkout.loaded`, too: a checkout that loads after all is not to stay behind.
    showing: bool,
    known: Option<Arc<Notice>>,
    ours: Ours,
    foreign: Passing,
}

/// The right to Paddle's one checkout; dropping it gives it back.
#[must_use]
#[derive(Debug)]
pub(crate) struct Lease(u32);

impl Drop for Lease {
    fn drop(&mut self) {
        let showing = PAGE.with_borrow_mut(|page| {
            let holder = page.holder.take_if(|holder| holder.lease == self.0)?;
            page.end(holder.checkout);
            Some(holder.showing)
        });
        if showing == Some(true)
            && let Some(paddle) = Paddle::global()
        {
            paddle.close();
        }
    }
}

impl Page {
    /// Remembers an ended checkout, so that its late events are nobody's.
    fn end(&mut self, checkout: Option<String>) {
        self.ended.extend(checkout);
        if self.ended.len() > REMEMBERED {
            self.ended.remove(0);
        }
    }

    /// Whether its checkout is on the page, as the holder knows it.
    fn shows(&mut self, showing: bool) {
        if let Some(holder) = &mut self.holder {
            holder.showing = showing;
        }
    }
}

/// Takes Paddle for a transaction. Whoever held it hears [`Event::Superseded`].
///
/// `ours` hears what the events of this checkout mean; `foreign` gets the events
/// that belong to none of ours, as they came.
pub(crate) fn acquire(checkout: &Checkout, known: Option<Arc<Notice>>, ours: Ours, foreign: Passing) -> Lease {
    // The earlier holder drops its lease while it handles this, which closes its checkout.
    if let Some(superseded) = PAGE.with_borrow(|page| page.holder.as_ref().map(|holder| holder.ours.clone())) {
        superseded(Event::Superseded);
    }
    PAGE.with_borrow_mut(|page| {
        page.leases = page.leases.wrapping_add(1);
        let lease = page.leases;
        let transaction = checkout.id.clone();
        page.foreign = Some(foreign.clone());
        let holder = Holder { lease, transaction, checkout: None, showing: false, known, ours, foreign };
        let earlier = page.holder.replace(holder);
        page.end(earlier.and_then(|holder| holder.checkout));
        Lease(lease)
    })
}

/// Loads Paddle.js, initialises it as the options say, and opens the checkout.
/// Answers whether its events will stay with the page.
///
/// # Errors
/// What kept it from opening, with what to do about it. When the lease was given
/// back meanwhile, nothing is opened, and the answer no longer matters.
pub(crate) async fn open(lease: u32, checkout: Arc<Checkout>, place: Place) -> Result<bool> {
    check_isolation()?;
    let options = &place.options;
    let src = options.paddle_script.as_deref().unwrap_or(SCRIPT);
    script::load(src, options.nonce.as_deref(), || Paddle::global().is_some()).await?;
    let Some(paddle) = Paddle::global().filter(|_| PAGE.with_borrow(|page| page.holds(lease))) else {
        return Ok(false);
    };
    let silent = initialize(&paddle, options.client_token.as_deref().or(checkout.key.as_deref()), options)?;
    PAGE.with_borrow_mut(|page| page.shows(true));
    let frame = place.frame.map(|frame| frame.class_name());
    paddle.open(&open_options(&checkout, frame.as_deref(), &place.locale, place.dark)).map_err(|thrown| {
        PAGE.with_borrow_mut(|page| page.shows(false));
        refused("Paddle.Checkout.open", &thrown)
    })?;
    Ok(silent)
}

impl Lease {
    /// Its number, for [`open`].
    pub(crate) fn number(&self) -> u32 {
        self.0
    }
}

impl Page {
    fn holds(&self, lease: u32) -> bool {
        self.holder.as_ref().is_some_and(|holder| holder.lease == lease)
    }
}

/// The three cases: nobody has initialised Paddle, we have, or the page has.
fn initialize(paddle: &Paddle, token: Option<&str>, options: &Options) -> Result<bool> {
    let ours = PAGE.with_borrow(|page| page.token.clone());
    if let Some(ours) = ours {
        if token.is_some_and(|token| token != ours) {
            return Err(Error::new(
                Code::ProviderFailed,
                "Paddle.js was initialised with another client-side token, and takes one per page. Give every widget the same.",
            ));
        }
        return Ok(false);
    }
    if paddle.is_initialized() {
        return adopt(paddle, options);
    }
    let Some(token) = token else {
        return Err(Error::new(
            Code::InvalidOption,
            "Paddle needs a client-side token: set client_token, or send client_token with the answer.",
        ));
    };
    let environment = if token.starts_with("test_") { paddle.use_sandbox() } else { Ok(()) };
    environment.map_err(|thrown| refused("Paddle.Environment.set", &thrown))?;
    // Paddle opens what `_ptxn` names by itself during Initialize. The update of
    // this customer is what is about to be opened, so nothing opens twice.
    if page::query("_ptxn").is_some() {
        page::strip_query("_ptxn");
    }
    let customer = options.pw_customer.as_deref().map_or(JsValue::UNDEFINED, |id| js::object(&[("id", id.into())]));
    let settings = js::object(&[("token", token.into()), ("pwCustomer", customer), ("eventCallback", callback())]);
    paddle.initialize(&settings).map_err(|thrown| refused("Paddle.Initialize", &thrown))?;
    PAGE.with_borrow_mut(|page| page.token = Some(token.to_owned()));
    Ok(false)
}

/// The page initialised Paddle itself. Answers whether it keeps the events.
fn adopt(paddle: &Paddle, options: &Options) -> Result<bool> {
    match options.paddle_events {
        PaddleEvents::Forwarded => Ok(false),
        PaddleEvents::Replace => {
            paddle
                .update(&js::object(&[("eventCallback", callback())]))
                .map_err(|thrown| refused("Paddle.Update", &thrown))?;
            Ok(false)
        }
        PaddleEvents::Own => {
            page::warn(
                "update-payment-method: this page initialised Paddle.js before the widget, and Paddle keeps one event callback. \
                 Set paddle-events to \"forwarded\" and pass each event to paddleEvent(event), or to \"replace\". \
                 Until then the end of an update is only seen by asking the back end.",
            );
            Ok(true)
        }
    }
}

/// Paddle's one callback, made once.
fn callback() -> JsValue {
    PAGE.with_borrow_mut(|page| {
        page.callback.get_or_insert_with(|| Closure::new(|event: JsValue| hear(&event))).as_ref().clone()
    })
}

/// Sets the page's own callback, which hears every event after we have.
pub(crate) fn chain(callback: &JsValue) {
    let callback = callback.clone().dyn_into().ok();
    PAGE.with_borrow_mut(|page| page.chained = callback);
}

/// An event of Paddle.js, from its callback or handed over by the page.
pub(crate) fn hear(event: &JsValue) {
    route(event);
    // Taken meanwhile: a callback that hands events to `paddleEvent` would go round for ever.
    if let Some(chained) = PAGE.with_borrow_mut(|page| page.chained.take()) {
        // What the page's own callback throws is the page's.
        let _ = chained.call1(&JsValue::UNDEFINED, event);
        PAGE.with_borrow_mut(|page| {
            page.chained.get_or_insert(chained);
        });
    }
}

/// Takes an event to the holder it belongs to, and everything else to the page.
fn route(js: &JsValue) {
    let event = js::value(js).as_ref().and_then(PaddleEvent::read).unwrap_or_default();
    // Deciding borrows the page; telling must not, since the holder may give it back.
    let told = PAGE.with_borrow_mut(|page| {
        let ended = event.checkout().is_some_and(|id| page.ended.iter().any(|ended| ended == id));
        if ended {
            // Late news of a checkout of ours is nobody's.
            return None;
        }
        let Some(holder) = page.holder.as_mut() else { return Some((page.foreign.clone(), None)) };
        let mine = event.transaction().map_or(holder.checkout.is_none(), |id| id == holder.transaction)
            && match (&holder.checkout, event.checkout()) {
                (Some(ours), Some(theirs)) => ours == theirs,
                _ => true,
            };
        if !mine {
            // A checkout of the page has taken the place of ours.
            let replaced = event.is_loaded() && holder.showing;
            let told = (Some(holder.foreign.clone()), replaced.then(|| (holder.ours.clone(), Event::Superseded)));
            if replaced {
                holder.showing = false;
                let checkout = holder.checkout.take();
                page.end(checkout);
            }
            return Some(told);
        }
        if event.is_loaded() {
            holder.checkout = event.checkout().map(str::to_owned);
        }
        let told = (None, event.meaning(holder.known.as_ref()).map(|meaning| (holder.ours.clone(), meaning)));
        if event.is_closed() {
            holder.showing = false;
            let checkout = holder.checkout.take();
            page.end(checkout);
        }
        Some(told)
    });
    let Some((foreign, ours)) = told else { return };
    if let Some(foreign) = foreign {
        foreign(js);
    }
    if let Some((ours, meaning)) = ours {
        ours(meaning);
    }
}

/// What `Checkout.open` is given: the transaction and settings alone.
fn open_options(checkout: &Checkout, frame: Option<&str>, tag: &str, dark: bool) -> JsValue {
    let mut settings = vec![
        ("variant", "one-page".into()),
        ("theme", if dark { "dark" } else { "light" }.into()),
        ("locale", js::text(locale::for_paddle(tag))),
        ("allowLogout", false.into()),
        ("showAddDiscounts", false.into()),
        ("displayMode", if frame.is_some() { "inline" } else { "overlay" }.into()),
    ];
    if let Some(frame) = frame {
        settings.extend([
            ("frameTarget", frame.into()),
            ("frameInitialHeight", 450.into()),
            ("frameStyle", "width: 100%; min-width: 312px; background-color: transparent; border: none;".into()),
        ]);
    }
    js::object(&[("transactionId", checkout.id.as_str().into()), ("settings", js::object(&settings))])
}
