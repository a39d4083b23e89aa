//! The providers' checkouts on this page. Each is one resource that the whole page shares: who
//! opens one holds a lease, and whoever held it before hears [`Event::Superseded`].

pub(crate) mod event;
pub(crate) mod paddle;
mod script;
mod stripe;

use std::{any::Any, pin::Pin, rc::Rc, sync::Arc};

use upm_contract::Notice;
use wasm_bindgen::JsValue;
use web_sys::Element;

use crate::{
    answer::Checkout,
    bindings::js,
    error::{Code, Error, Result},
    flow::Event,
    options::Options,
};

/// The right to a provider's one checkout; dropping it gives it back, and closes the checkout if it is ours.
pub(crate) type Lease = Box<dyn Any>;
/// Opens it, as long as the lease lives, and answers what came of that.
pub(crate) type Opening = Pin<Box<dyn Future<Output = Event>>>;
/// Hears what happens to a checkout of ours.
pub(crate) type Ours = Rc<dyn Fn(Event)>;
/// Passes on an event that is not ours, as it came.
pub(crate) type Passing = Rc<dyn Fn(&JsValue)>;

/// How a checkout is to be shown.
pub(crate) struct Place {
    /// Inside the page; above it where there is none.
    pub frame: Option<Element>,
    /// A BCP 47 tag.
    pub locale: String,
    /// Whether the widget is dark there.
    pub dark: bool,
    /// For the provider's public key and its script.
    pub options: Arc<Options>,
}

/// Takes the checkout's provider, and says how to open it.
pub(crate) fn take(
    checkout: Arc<Checkout>,
    known: Option<Arc<Notice>>,
    place: Place,
    ours: Ours,
    foreign: Passing,
) -> (Lease, Opening) {
    if checkout.secret.is_some() {
        let lease = stripe::acquire(ours);
        let holder = Rc::downgrade(&lease);
        let opening = async move {
            match stripe::open(holder, checkout, place).await {
                Ok(()) => Event::Loaded(known),
                Err(error) => Event::CheckoutFailed(error),
            }
        };
        return (Box::new(lease), Box::pin(opening));
    }
    let lease = paddle::acquire(&checkout, known, ours, foreign);
    let number = lease.number();
    let opening = async move {
        match paddle::open(number, checkout, place).await {
            Ok(silent) => Event::Opened { silent },
            Err(error) => Event::CheckoutFailed(error),
        }
    };
    (Box::new(lease), Box::pin(opening))
}

/// Neither provider's checkout runs in an isolated page.
fn check_isolation() -> Result<()> {
    if js::get(&js_sys::global(), "crossOriginIsolated") == true {
        return Err(Error::new(
            Code::ProviderFailed,
            "This page is cross-origin isolated (COOP and COEP), and the provider's checkout cannot run in such a page.",
        ));
    }
    Ok(())
}

fn refused(what: &str, thrown: &JsValue) -> Error {
    let message = js::get(thrown, "message").as_string().unwrap_or_default();
    Error::new(Code::ProviderFailed, [what, " threw: ", &message].concat())
}
