//! The place in the page where a provider puts its inline frame.
//!
//! Paddle finds it by class name in the document, and Stripe takes only what is in the
//! document, so it cannot stand inside a shadow root: there it is a light child of the
//! host, shown through the slot `upm-frame`. Its class is unique to this opening.

use std::cell::Cell;

use web_sys::Element;

use crate::bindings::page;

thread_local! {
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// The frame's place; dropping it takes it out of the page.
#[must_use]
pub(crate) struct Frame {
    node: Element,
}

impl Frame {
    /// Makes the place for the widget with this root.
    pub(crate) fn new(root: &Element) -> Option<Self> {
        let node = root.owner_document()?.create_element("div").ok()?;
        let number = COUNT.replace(COUNT.get().wrapping_add(1));
        let class = ["upm-frame-", &number.to_string()].concat();
        node.set_class_name(&class);
        let parent = match page::shadow_host(root) {
            Some(host) => {
                node.set_attribute("slot", "upm-frame").ok()?;
                host
            }
            None => root.query_selector(".upm-frame").ok()??,
        };
        parent.append_child(&node).ok()?;
        let frame = Self { node };
        // The providers look in the document; a component's own shadow root around ours would hide it.
        let found = root.owner_document()?.get_elements_by_class_name(&class).length() > 0;
        found.then_some(frame)
    }

    /// What the provider fills.
    pub(crate) fn node(&self) -> Element {
        self.node.clone()
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.node.remove();
    }
}
