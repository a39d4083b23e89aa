//! Stripe's embedded Checkout: one in the page, and made in its own time.
//!
//! One widget at a time holds a [`Lease`]; taking another ends the first with
//! [`Event::Superseded`], and dropping one destroys its checkout. While Stripe.js makes one
//! it takes no other, even if nobody wants the first any more; so whoever comes next waits, and a
//! checkout that is made after its lease was given back is destroyed at once.

use std::{
    cell::{OnceCell, RefCell},
    rc::{Rc, Weak},
    sync::Arc,
};

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;

use super::{Ours, Place, check_isolation, refused, script};
use crate::{
    answer::Checkout,
    bindings::{
        js,
        stripe::{self, EmbeddedCheckout},
    },
    error::{Code, Error, Result},
    flow::Event,
    locale,
};

/// The train of the newest API version; never bundled or served from elsewhere.
const SCRIPT: &str = "https://js.stripe.com/endive/stripe.js";

thread_local! {
    static PAGE: RefCell<Page> = RefCell::default();
}

/// What this module knows about the page's Stripe.js.
#[derive(Default)]
struct Page {
    /// Who holds the one embedded Checkout.
    holder: Weak<Lease>,
    /// Settles when the checkout is made that is being made.
    making: Option<Promise>,
    /// What `Stripe()` answered, and to what: each leaves frames in the page.
    stripe: Option<(String, JsValue)>,
}

/// The right to the page's one embedded Checkout; dropping it gives it back.
pub(crate) struct Lease {
    ours: Ours,
    checkout: OnceCell<EmbeddedCheckout>,
    /// Ends the wait for `onComplete`.
    end: OnceCell<Function>,
}

impl Drop for Lease {
    fn drop(&mut self) {
        drop(self.checkout.take());
        if let Some(end) = self.end.get() {
            let _ = end.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Takes it. Whoever held it hears [`Event::Superseded`], and gives it back while it handles that.
pub(crate) fn acquire(ours: Ours) -> Rc<Lease> {
    let lease = Rc::new(Lease { ours, checkout: OnceCell::new(), end: OnceCell::new() });
    let earlier = PAGE.with_borrow_mut(|page| std::mem::replace(&mut page.holder, Rc::downgrade(&lease)));
    if let Some(earlier) = earlier.upgrade() {
        let superseded = earlier.ours.clone();
        drop(earlier);
        superseded(Event::Superseded);
    }
    lease
}

/// Loads Stripe.js, makes the checkout and puts it into its place.
///
/// # Errors
/// What kept it from opening, with what to do about it. When the lease was given
/// back meanwhile, nothing is left, and the answer no longer matters.
pub(crate) async fn open(lease: Weak<Lease>, checkout: Arc<Checkout>, place: Place) -> Result<()> {
    check_isolation()?;
    let options = &place.options;
    let Some(key) = options.publishable_key.as_deref().or(checkout.key.as_deref()) else {
        return Err(Error::new(
            Code::InvalidOption,
            "Stripe needs a publishable key: set publishable_key, or send publishable_key with the answer.",
        ));
    };
    let src = options.stripe_script.as_deref().unwrap_or(SCRIPT);
    script::load(src, options.nonce.as_deref(), || stripe::global().is_some()).await?;
    while let Some(making) = PAGE.with_borrow(|page| page.making.clone()) {
        let _ = js::wait(making).await;
    }
    let Some(frame) = place.frame.filter(|_| lease.strong_count() > 0) else { return Ok(()) };
    let stripe = set_up(key, locale::for_stripe(&place.locale))?;
    let mut complete = JsValue::UNDEFINED;
    let completed = Promise::new(&mut |resolve, _| complete = resolve.into());
    let wanted =
        js::object(&[("clientSecret", js::text(checkout.secret.as_deref())), ("onComplete", complete.clone())]);
    let making = stripe::make(&stripe, &wanted).ok_or_else(|| {
        Error::new(
            Code::ProviderFailed,
            "The page has loaded a Stripe.js that knows no embedded Checkout; load https://js.stripe.com/endive/stripe.js.",
        )
    })?;
    let making = making.map_err(|thrown| refused("Stripe.js", &thrown))?;
    PAGE.with_borrow_mut(|page| page.making = Some(making.clone()));
    let made = js::wait(making).await;
    PAGE.with_borrow_mut(|page| page.making = None);
    let checkout = EmbeddedCheckout::from(made.map_err(|thrown| refused("Stripe.js", &thrown))?);
    let Some(holder) = lease.upgrade() else { return Ok(()) };
    checkout.mount(&frame).map_err(|thrown| refused("Stripe.js", &thrown))?;
    let _ = holder.checkout.set(checkout);
    let _ = holder.end.set(complete.into());
    drop(holder);
    js::spawn(async move {
        let _ = js::wait(completed).await;
        // Not if it was the end of the lease.
        if let Some(holder) = lease.upgrade() {
            let ours = holder.ours.clone();
            drop(holder);
            ours(Event::Completed);
        }
    });
    Ok(())
}

/// Stripe.js for this key and language.
fn set_up(key: &str, locale: &str) -> Result<JsValue> {
    let known = PAGE.with_borrow(|page| page.stripe.clone());
    let name = [key, " ", locale].concat();
    match known {
        Some((known, stripe)) if known == name => Ok(stripe),
        _ => {
            let stripe = stripe::set_up(key, &js::object(&[("locale", locale.into())]))
                .map_err(|thrown| refused("Stripe.js", &thrown))?;
            PAGE.with_borrow_mut(|page| page.stripe = Some((name, stripe.clone())));
            Ok(stripe)
        }
    }
}
