//! The widget for JavaScript: `mount(element, options)`.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
};

use leptos::{
    prelude::{IntoAny, Mountable, Render},
    tachys::view::any_view::AnyViewState,
};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::HtmlElement;

use crate::{
    backend::Authorization,
    bindings::js,
    error::Result,
    flow::Event,
    messages::Messages,
    options::{Options, RawOptions},
    provider::paddle,
    shell::Shell,
    view,
};

/// A mounted widget. After `unmount` every method does nothing.
#[wasm_bindgen]
pub struct Widget {
    mounted: RefCell<Option<(Shell, Rc<Elements>)>>,
}

/// The elements on the page. Dropping them takes them out of it.
struct Elements {
    /// Nothing while they are brought up to date.
    state: RefCell<Option<AnyViewState>>,
    /// Whether that is about to happen, for all changes of this turn at once.
    behind: Cell<bool>,
}

impl Elements {
    /// Makes them what is to be shown, in a later turn.
    fn follow(self: &Rc<Self>, shell: &Shell) {
        if self.behind.replace(true) {
            return;
        }
        let (elements, shell) = (Rc::downgrade(self), shell.downgrade());
        js::spawn(async move {
            let (Some(elements), Some(shell)) = (elements.upgrade(), shell()) else { return };
            elements.behind.set(false);
            let view = view::root(&shell.shown(), None).into_any();
            // Taken, since the page may unmount the widget when an element loses the focus.
            let state = elements.state.take();
            if let Some(mut state) = state {
                view.rebuild(&mut state);
                elements.state.replace(Some(state));
            }
        });
    }
}

impl Drop for Elements {
    fn drop(&mut self) {
        if let Some(state) = self.state.get_mut() {
            state.unmount();
        }
    }
}

impl std::fmt::Debug for Widget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Widget")
    }
}

/// Mounts the widget at the end of `element`, in a document or in a shadow root.
///
/// `options`: an object with the members of the README's table in camel case.
/// Invalid options do not throw: the widget says so in `upm-error` and shows
/// the customer whom to ask.
#[wasm_bindgen]
pub fn mount(element: HtmlElement, options: &JsValue) -> Widget {
    let (checked, authorization) = read(options);
    let shell = Shell::new(checked, authorization, None);
    // By hand, not by Leptos' `mount_to`: its reactive system would be a tenth of the download.
    let mut state = view::root(&shell.shown(), None).into_any().build();
    state.mount(&element, None);
    let elements = Rc::new(Elements { state: RefCell::new(Some(state)), behind: Cell::default() });
    let painted = Rc::downgrade(&elements);
    shell.painted_by(move |shell| {
        if let Some(elements) = painted.upgrade() {
            elements.follow(shell);
        }
    });
    if let Some(root) = element.last_element_child() {
        shell.attach_soon(root);
    }
    Widget { mounted: RefCell::new(Some((shell, elements))) }
}

/// For a page that initialised Paddle itself (`paddleEvents: "forwarded"`): hand
/// over every event that its `eventCallback` receives.
#[wasm_bindgen(js_name = paddleEvent)]
pub fn paddle_event(event: &JsValue) {
    paddle::hear(event);
}

#[wasm_bindgen]
impl Widget {
    /// Takes new options, all of them. Texts and colours change at once, the
    /// rest from the next press.
    pub fn update(&self, options: &JsValue) {
        if let Some(shell) = self.shell() {
            let (options, authorization) = read(options);
            shell.update(options, authorization);
        }
    }

    /// Starts an update, as the button does; while one is under way, nothing.
    pub fn open(&self) {
        self.tell(Event::Press);
    }

    /// Ends the update that is under way, as the customer's own Cancel does.
    pub fn close(&self) {
        self.tell(Event::Cancel);
    }

    /// Says that the element was moved in the document, which breaks an inline checkout.
    pub fn moved(&self) {
        self.tell(Event::Moved);
    }

    /// Takes the widget out of the page and closes a checkout of its own.
    pub fn unmount(&self) {
        let mounted = self.mounted.take();
        drop(mounted);
    }
}

impl Widget {
    /// A clone, so that what the page does in an event (even `unmount`) finds nothing borrowed.
    fn shell(&self) -> Option<Shell> {
        self.mounted.borrow().as_ref().map(|(shell, _)| shell.clone())
    }

    fn tell(&self, event: Event) {
        if let Some(shell) = self.shell() {
            shell.act(event);
        }
    }
}

/// Options as JavaScript has them: words, texts, and functions.
fn read(options: &JsValue) -> (Result<Arc<Options>>, Option<Authorization>) {
    let raw = RawOptions(js::value(options).unwrap_or_default());
    let texts = js::get(options, "messages");
    let messages = Messages::from_lookup(|key| {
        // One text for every number will do, too, and a form that is not there is that of all others.
        let end = key.bytes().position(|byte| byte == b'.').unwrap_or(key.len());
        let text = js::get(&texts, key.get(..end)?);
        let form = |category| js::get(&text, category).as_string();
        text.as_string().or_else(|| form(key.get(end + 1..)?)).or_else(|| form("other"))
    });
    let paddle_callback = js::get(options, "paddleCallback");
    if !paddle_callback.is_undefined() {
        paddle::chain(&paddle_callback);
    }
    (raw.validate(messages), authorization(js::get(options, "authorization")))
}

/// A string, or a function that answers one or a promise of one.
fn authorization(value: JsValue) -> Option<Authorization> {
    if value.is_undefined() || value.is_null() {
        return None;
    }
    Some(Rc::new(move || match value.dyn_ref::<js_sys::Function>() {
        // What it throws is a failed authorization, as is a promise that it rejects.
        Some(function) => {
            function.call0(&JsValue::UNDEFINED).unwrap_or_else(|thrown| js_sys::Promise::reject(&thrown).into())
        }
        None => value.clone(),
    }))
}
