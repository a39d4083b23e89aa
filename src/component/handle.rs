//! Opening and closing a widget from elsewhere in the application.

use std::{
    cell::RefCell,
    fmt,
    sync::atomic::{AtomicU32, Ordering},
};

use crate::{flow::Event, shell::Shell};

type Find = Box<dyn Fn() -> Option<Shell>>;

thread_local! {
    /// The mounted widgets by their handle's number. Empty on a server, where none is mounted.
    static MOUNTED: RefCell<Vec<(u32, Find)>> = const { RefCell::new(Vec::new()) };
}

static COUNT: AtomicU32 = AtomicU32::new(0);

/// Opens and closes one [`UpdatePaymentMethod`](crate::UpdatePaymentMethod), for `trigger="manual"`
/// and for buttons of your own.
///
/// It is `Copy` and may be used anywhere in the application. Before its widget is mounted, after it is
/// gone, and on a server, its methods do nothing. One handle belongs to one widget: of several that
/// are given the same one, the last to be mounted of those still there listens.
///
/// ```
/// use leptos::prelude::*;
/// use update_payment_method::{UpdatePaymentMethod, WidgetHandle};
///
/// #[component]
/// fn Billing() -> impl IntoView {
///     let widget = WidgetHandle::new();
///     view! {
///         <button on:click=move |_| widget.open()>"Pay with another card"</button>
///         <UpdatePaymentMethod endpoint="/payment-method-updates" trigger="manual" handle=widget />
///     }
/// }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct WidgetHandle(u32);

impl WidgetHandle {
    /// A handle for a widget to come.
    #[must_use]
    #[allow(clippy::new_without_default, reason = "two of them are never the same")]
    pub fn new() -> Self {
        Self(COUNT.fetch_add(1, Ordering::Relaxed))
    }

    /// Starts an update, as the widget's button does; while one is under way, nothing.
    pub fn open(self) {
        self.tell(Event::Press);
    }

    /// Ends the update that is under way, as the customer's own Cancel does.
    pub fn close(self) {
        self.tell(Event::Cancel);
    }

    /// From now on it speaks to this widget.
    pub(super) fn take(self, shell: &Shell) {
        let find: Find = Box::new(shell.downgrade());
        MOUNTED.with_borrow_mut(|mounted| {
            // Whoever is gone is told nothing, and another widget with this handle is still there.
            mounted.retain(|(_, find)| find().is_some());
            mounted.push((self.0, find));
        });
    }

    fn tell(self, event: Event) {
        let shell = MOUNTED.with_borrow(|mounted| {
            mounted.iter().rev().filter(|(number, _)| *number == self.0).find_map(|(_, find)| find())
        });
        if let Some(shell) = shell {
            shell.act(event);
        }
    }
}

impl fmt::Debug for WidgetHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WidgetHandle")
    }
}
