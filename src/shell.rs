//! The thin shell around the flow: it holds the state, carries out the effects,
//! and turns what happens in the browser into events.
//!
//! Everything that must be undone is a field that undoes itself when dropped, so
//! unmounting a widget is dropping its shell.

mod effects;
mod focus;
mod frame;
mod tell;

use std::{
    cell::{Cell, Ref, RefCell},
    rc::{Rc, Weak},
    sync::Arc,
};

use gloo_timers::callback::Timeout;
use upm_contract::is_id;
use wasm_bindgen::JsCast;
use web_sys::{AbortController, Element};

use self::frame::Frame;
pub(crate) use self::tell::{Listen, Told};
use crate::{
    backend::{Authorization, Client},
    bindings::{
        js::{self, Listener},
        page, sheet,
    },
    error::{Error, Result},
    flow::{Event, Phase, State},
    locale,
    messages::Messages,
    options::{Options, Theme, Trigger},
    panel::Act,
    provider::Lease,
};

/// What the view needs besides the state.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Look {
    /// The texts.
    pub messages: Messages,
    /// The customer's language, a BCP 47 tag: for the back end and the provider.
    pub locale: String,
    /// The language of the texts, and of the amounts and dates in them: that one, or English.
    pub language: String,
    /// Light or dark.
    pub theme: Theme,
    /// Whether there is a button before anything has begun.
    pub button: bool,
    /// Whether `Intl` may be asked: in a browser, once the widget is mounted.
    pub mounted: bool,
    /// Whether only the look has changed: then what stands there is not announced again.
    pub quiet: bool,
}

/// All that the view shows.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// What a person sees.
    pub state: State,
    /// How it looks.
    pub look: Look,
}

/// A widget's life. Clones are the same widget.
#[derive(Clone)]
pub(crate) struct Shell(Rc<Inner>);

/// Brings the page up to date with what is to be shown.
type Painter = Rc<dyn Fn(&Shell)>;

pub(crate) struct Inner {
    shown: RefCell<Shown>,
    /// Called after each change of what is shown.
    painter: RefCell<Option<Painter>>,
    options: RefCell<Result<Arc<Options>>>,
    authorization: RefCell<Option<Authorization>>,
    /// Who is told besides the page.
    listen: Option<Listen>,
    root: RefCell<Option<Element>>,
    /// The language of its place, where the options name none.
    place: RefCell<Option<String>>,
    /// Requests that no longer matter once the next opening begins.
    requests: RefCell<Option<AbortController>>,
    /// The one question for confirmation that is open or waiting.
    verifying: RefCell<Option<Verifying>>,
    timers: RefCell<Vec<Timeout>>,
    lease: RefCell<Option<Lease>>,
    frame: RefCell<Option<Frame>>,
    listeners: RefCell<Vec<Listener>>,
    loaded_once: Cell<bool>,
    pressed_early: Cell<bool>,
    /// It failed, and may be asked for once more.
    overview_missing: Cell<bool>,
}

/// A question for confirmation; dropping it takes it back.
struct Verifying {
    _timer: Timeout,
    abort: AbortController,
}

impl Drop for Verifying {
    fn drop(&mut self) {
        self.abort.abort();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(requests) = self.requests.get_mut() {
            requests.abort();
        }
    }
}

impl Shell {
    /// A widget that is not on the page yet. Invalid options show as an error.
    pub(crate) fn new(
        options: Result<Arc<Options>>,
        authorization: Option<Authorization>,
        listen: Option<Listen>,
    ) -> Self {
        let (state, look) = (first_state(options.as_ref().err()), look(&options, None, false));
        Self(Rc::new(Inner {
            shown: RefCell::new(Shown { state, look }),
            painter: RefCell::default(),
            options: RefCell::new(options),
            authorization: RefCell::new(authorization),
            listen,
            root: RefCell::default(),
            place: RefCell::default(),
            requests: RefCell::default(),
            verifying: RefCell::default(),
            timers: RefCell::default(),
            lease: RefCell::default(),
            frame: RefCell::default(),
            listeners: RefCell::default(),
            loaded_once: Cell::default(),
            pressed_early: Cell::default(),
            overview_missing: Cell::default(),
        }))
    }

    /// What is to be shown.
    pub(crate) fn shown(&self) -> Ref<'_, Shown> {
        self.0.shown.borrow()
    }

    /// Whom to call after each change of it. What shows it is not the shell's business: in a Leptos
    /// application a signal does, in any other page the elements are brought up to date.
    pub(crate) fn painted_by(&self, painter: impl Fn(&Self) + 'static) {
        self.0.painter.replace(Some(Rc::new(painter)));
    }

    /// The widget, as long as it lives.
    pub(crate) fn downgrade(&self) -> impl Fn() -> Option<Self> + use<> {
        let weak = Rc::downgrade(&self.0);
        move || weak.upgrade().map(Self)
    }

    /// The root is on the page, at a place of this language: dress it, listen, claim a return, begin.
    pub(crate) fn attach(&self, root: &Element, place: Option<String>) {
        if self.0.root.borrow().is_some() {
            return;
        }
        sheet::adopt(root);
        self.0.root.replace(Some(root.clone()));
        self.0.place.replace(place);
        self.0.look_anew();
        let mut listeners = vec![self.listener(root, "click"), self.listener(root, "keydown")];
        if let Some(window) = web_sys::window() {
            listeners.push(self.listener(&window, "pageshow"));
            if let Some(document) = window.document() {
                listeners.push(self.listener(&document, "visibilitychange"));
                listeners.push(self.listener(&document, "prerenderingchange"));
            }
        }
        self.0.listeners.replace(listeners);
        self.0.begin();
        if self.0.pressed_early.take() {
            self.0.press(Event::Press);
        }
    }

    /// New options: texts and colours at once, everything else from the next press.
    /// Options that cannot be used do not replace those of an update that is under way.
    pub(crate) fn update(&self, options: Result<Arc<Options>>, authorization: Option<Authorization>) {
        if let Err(error) = &options
            && !self.0.is(Phase::is_idle)
        {
            return self.0.tell_error(error);
        }
        let bad = options.is_err();
        self.0.authorization.replace(authorization);
        let were_bad = self.0.options.replace(options).is_err();
        self.0.look_anew();
        // Before it is attached nothing has begun, and then everything does.
        if (bad || were_bad) && self.0.root.borrow().is_some() {
            self.0.begin();
        }
    }

    /// A person, or the page for a person, did something. The page may prevent a press.
    pub(crate) fn act(&self, event: Event) {
        self.0.act(event);
    }

    /// Attaches in a later turn, when the page has had the time to listen, unless the widget is gone by then.
    pub(crate) fn attach_soon(&self, root: Element) {
        let shell = self.downgrade();
        js::spawn(async move {
            if let Some(shell) = shell() {
                // JavaScript has settled the language, with the texts that it fetched.
                shell.attach(&root, None);
            }
        });
    }

    /// A listener that acts while the widget lives.
    fn listener(&self, target: &web_sys::EventTarget, name: &'static str) -> Listener {
        let weak = Rc::downgrade(&self.0);
        Listener::new(target, name, move |event| {
            let Some(inner) = weak.upgrade() else { return };
            match name {
                "click" => inner.click(&event),
                // A held Enter presses again and again, and one of the next buttons may agree to a payment.
                "keydown" if js::get(&event, "repeat") == true && js::get(&event, "key") == "Enter" => {
                    event.prevent_default();
                }
                "keydown" => {}
                "pageshow" if js::get(&event, "persisted") == true => inner.dispatch(Event::Restored),
                "pageshow" => {}
                _ => {
                    inner.load_once();
                    inner.ask_overview_again();
                }
            }
        })
    }
}

impl Inner {
    fn act(self: &Rc<Self>, event: Event) {
        match event {
            Event::Press => self.press(event),
            Event::Cancel => {
                self.pressed_early.set(false);
                if let Some(requests) = self.requests.take() {
                    requests.abort();
                }
                self.dispatch(event);
            }
            event => self.dispatch(event),
        }
    }

    /// A click somewhere in the widget: what the button under it says, if there is one.
    fn click(self: &Rc<Self>, click: &web_sys::Event) {
        // The second click of a double click would land on whatever stands here by then,
        // and that may be the button that agrees to a payment.
        if js::get(click, "detail").as_f64().is_some_and(|count| count > 1.0) {
            return;
        }
        let target = click.target().and_then(|target| target.dyn_into::<Element>().ok());
        let button = target.and_then(|target| target.closest("[data-act]").ok().flatten());
        let name = button.and_then(|button| button.get_attribute("data-act"));
        if let Some(event) = name.and_then(|name| Act::event(&name)) {
            self.act(event);
        }
    }

    fn dispatch(self: &Rc<Self>, event: Event) {
        self.dispatch_from(self.opening(), event);
    }

    /// An event of a certain opening; one of an earlier opening changes nothing.
    fn dispatch_from(self: &Rc<Self>, opening: u32, event: Event) {
        if opening != self.opening() {
            return;
        }
        // Taken and put back, not copied and compared: that was two kilobytes of the download.
        let before = std::mem::take(&mut self.shown.borrow_mut().state);
        let name = before.phase.name();
        let (after, effects) = before.step(opening, event);
        self.keep_focus(focus::news(name, &after.phase));
        self.show(after);
        for effect in effects {
            self.perform(effect);
        }
    }

    /// The widget's beginning, once its options can be used: what the address says, what is on
    /// file, and a start by itself. Options that cannot be used are told.
    fn begin(self: &Rc<Self>) {
        let problem = self.options.borrow().as_ref().err().cloned();
        let opening = self.opening();
        #[cfg(feature = "sandbox")]
        if let Some(state) = self.pinned() {
            return self.show(state);
        }
        self.show(State { opening, ..first_state(problem.as_ref()) });
        match problem {
            Some(error) => self.tell_error(&error),
            None => {
                self.claim_return();
                self.ask_overview(true);
                self.load_once();
            }
        }
    }

    /// The state that the demo's gallery shows.
    #[cfg(feature = "sandbox")]
    fn pinned(&self) -> Option<State> {
        self.options()?.state.clone()
    }

    fn show(self: &Rc<Self>, state: State) {
        let mut shown = self.shown.borrow_mut();
        shown.state = state;
        shown.look.quiet = false;
        drop(shown);
        self.paint();
    }

    fn paint(self: &Rc<Self>) {
        let painter = self.painter.borrow().clone();
        if let Some(painter) = painter {
            painter(&Shell(self.clone()));
        }
    }

    /// The look for these options at this place.
    fn look_anew(self: &Rc<Self>) {
        let look = look(&self.options.borrow(), self.place.borrow().clone(), self.root.borrow().is_some());
        if let Some(root) = &*self.root.borrow() {
            page::take_accent(root);
        }
        self.shown.borrow_mut().look = look;
        self.paint();
    }

    fn is(&self, phase: fn(&Phase) -> bool) -> bool {
        phase(&self.shown.borrow().state.phase)
    }

    /// Starts, by hand or by itself, unless the page prevents it.
    fn press(self: &Rc<Self>, event: Event) {
        if self.root.borrow().is_none() {
            // Mounted in this very turn: the page cannot have heard `upm-start` yet.
            self.pressed_early.set(true);
            return;
        }
        if self.options.borrow().is_err() || !self.is(Phase::is_idle) {
            return;
        }
        if !self.tell_start() {
            self.dispatch(event);
        }
    }

    /// `trigger=load`: once per element, and only for a person who sees the page.
    fn load_once(self: &Rc<Self>) {
        let wanted = self.options.borrow().as_ref().is_ok_and(|options| options.trigger == Trigger::Load);
        let idle = self.is(|phase| matches!(phase, Phase::Ready));
        if wanted && idle && page::is_shown() && !self.loaded_once.replace(true) {
            self.press(Event::Load);
        }
    }

    /// One widget takes the session's id out of the address.
    fn claim_return(self: &Rc<Self>) {
        let Some(name) = self.options.borrow().as_ref().ok().map(|options| options.return_param.clone()) else {
            return;
        };
        if let Some(id) = page::query(&name).filter(|id| is_id(id)) {
            page::strip_query(&name);
            self.loaded_once.set(true);
            self.dispatch(Event::Returned(id));
        }
    }

    fn options(&self) -> Option<Arc<Options>> {
        self.options.borrow().as_ref().ok().cloned()
    }

    fn client(&self) -> Option<Client> {
        let options = self.options()?;
        let abort = AbortController::new().ok()?;
        Some(Client { options, authorization: self.authorization.borrow().clone(), abort })
    }

    fn weak(self: &Rc<Self>) -> Weak<Self> {
        Rc::downgrade(self)
    }
}

/// Ready, or the error of options that cannot be used.
fn first_state(problem: Option<&Error>) -> State {
    let phase = problem.map_or(Phase::Ready, |error| Phase::Failed { error: error.clone() });
    State { phase, ..State::default() }
}

/// How the widget looks with these options, at a place of this language.
fn look(options: &Result<Arc<Options>>, place: Option<String>, mounted: bool) -> Look {
    let options = options.as_ref().ok();
    let wanted = options.and_then(|options| options.locale.clone()).filter(|tag| locale::is_tag(tag));
    let locale = wanted.or(place).unwrap_or_else(|| "en".to_owned());
    let messages = options.map(|options| options.messages.in_language(&locale)).unwrap_or_default();
    Look {
        // Where nobody gave texts in it, they are English, and so is all that stands between them.
        language: if messages.are_english() && !locale.starts_with("en") { "en".to_owned() } else { locale.clone() },
        messages,
        locale,
        theme: options.map(|options| options.theme).unwrap_or_default(),
        button: options.is_none_or(|options| options.trigger != Trigger::Manual),
        mounted,
        quiet: true,
    }
}
