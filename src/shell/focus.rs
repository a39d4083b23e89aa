//! Where the keyboard goes when a phase takes its place away.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::Inner;
use crate::{bindings::js, flow::Phase};

/// Where to read on when a step leads here from a phase of this name: something new stands beside the button that
/// was pressed, and that button has become another one, which agrees to a payment or cancels.
pub(super) fn news(before: &str, after: &Phase) -> Option<&'static str> {
    match after {
        Phase::Open { checkout, .. } if before == "opening" => {
            Some(if checkout.inline { ".upm-frame" } else { "iframe.paddle-frame-overlay" })
        }
        Phase::Review { .. } => Some(".upm-notice"),
        _ => None,
    }
}

impl Inner {
    /// Call before a change. Afterwards, where the focus was inside the widget or in a checkout
    /// of ours that has been closed, and would now be nowhere, the widget gets it: its first
    /// button, or itself. `news`: where it goes even so, since what matters now stands there.
    pub(super) fn keep_focus(self: &Rc<Self>, news: Option<&'static str>) {
        let Some(root) = self.root.borrow().clone() else { return };
        let ours = root.contains(active(&root).as_deref()) || self.lease.borrow().is_some();
        if !ours {
            return;
        }
        let weak = self.weak();
        js::spawn(async move {
            // The view follows in a later task.
            let _ = js::wait(js::delay(0)).await;
            let elsewhere =
                |active: Element| active.tag_name() != "BODY" && !(news.is_some() && root.contains(Some(&active)));
            if weak.upgrade().is_none() || active(&root).is_some_and(elsewhere) {
                return;
            }
            let find = |within: &Element, place| within.query_selector(place).ok().flatten();
            let found = match news {
                // Paddle puts it at the end of the document.
                Some(place) => find(&root, place).or_else(|| {
                    let document = root.owner_document()?;
                    find(&js::get(&document, "body").dyn_into().ok()?, place)
                }),
                None => find(&root, ".upm-button").or(Some(root)),
            };
            if let Some(element) = found.as_ref().and_then(Element::dyn_ref::<HtmlElement>) {
                let _ = element.focus();
            }
        });
    }
}

/// What has the focus, as seen from the root's own tree.
fn active(root: &Element) -> Option<Element> {
    js::get(&root.get_root_node(), "activeElement").dyn_into().ok().or_else(|| {
        let document = root.owner_document()?;
        document.active_element()
    })
}
