//! Where the keyboard goes when a phase takes its place away.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::Inner;
use crate::bindings::js;

impl Inner {
    /// Call before a change. Afterwards, where the focus was inside the widget or in a checkout
    /// of ours that has been closed, and would now be nowhere, the widget gets it: its first
    /// button, or itself. `framed`: a checkout has just appeared in the page; its place gets the
    /// focus, since the button that was pressed has become Cancel, behind it.
    pub(super) fn keep_focus(self: &Rc<Self>, framed: bool) {
        let Some(root) = self.root.borrow().clone() else { return };
        let ours = root.contains(active(&root).as_deref()) || self.lease.borrow().is_some();
        if !ours {
            return;
        }
        let weak = self.weak();
        js::spawn(async move {
            // The view follows in a later task.
            let _ = js::wait(js::delay(0)).await;
            let elsewhere = |active: Element| active.tag_name() != "BODY" && !(framed && root.contains(Some(&active)));
            if weak.upgrade().is_none() || active(&root).is_some_and(elsewhere) {
                return;
            }
            let place = if framed { ".upm-frame" } else { ".upm-button" };
            let button = root.query_selector(place).ok().flatten().unwrap_or(root);
            if let Some(element) = button.dyn_ref::<HtmlElement>() {
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
