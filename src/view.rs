//! The panel as elements.
//!
//! Built with the builder syntax: `view!` would turn static nested elements into
//! `template.innerHTML`, which pages under `require-trusted-types-for 'script'`
//! forbid. [`root`] makes everything, and Leptos keeps an element whose type and tag
//! stay: the root, the two live regions and the frame's place are never made
//! anew, so announcements are heard once and an inline checkout stays where it is.
//!
//! [`element`] gives every element, the root too, the same Rust type. Leptos writes the code that
//! makes, keeps and removes an element once per type, and with a type per tag and
//! attribute that was a fifth of the customer's download. A place in the tree always
//! holds the same kind of element, or nothing; that is what keeping rests on. For the
//! same reason no button has a listener of its own: the shell listens on the root, and
//! a button says with `data-act` what it does.

use leptos::{
    html::{Custom, HtmlElement, custom, input},
    prelude::*,
    tachys::html::attribute::Attribute,
};
use upm_contract::{Money, language};

use crate::{
    bindings::intl,
    flow::Phase,
    messages::Text,
    panel::{Action, ActionLook, File, Format, Line, Message, NoticePanel, Panel, Row, Tone},
    shell::{Look, Shown},
};

/// The type of the root, for a `NodeRef`.
pub(crate) type Root = Custom<&'static str>;

/// The form that works without JavaScript: what a server sends, until the widget is mounted.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// Where it leads.
    pub endpoint: String,
    /// Who the customer is; nothing where a cookie says it, or where only the server knows.
    pub token: Option<String>,
}

/// Whether a server may have sent the form. Where none can, its code is not in the download.
pub(crate) const SERVED: bool = cfg!(any(feature = "hydrate", feature = "ssr"));

/// The root and all in it. With a form the buttons stand in one from the first to the last,
/// so that hydration keeps the element, and with it the focus.
pub(crate) fn root(shown: &Shown, form: Option<&Form>) -> HtmlElement<Root, impl Attribute + use<>, (Vec<AnyView>,)> {
    let Shown { state, look } = shown;
    let panel = Panel::new(state, &look.messages, look.button, &Browser(look));
    let (status, alert) = match panel.message {
        Some(message) if message.tone == Tone::Error => (None, Some(message)),
        message => (message, None),
    };
    let framed = matches!(state.phase, Phase::Opening { .. } | Phase::Open { .. });
    let frame = [
        ("role", framed.then_some("group")),
        ("aria-label", framed.then(|| look.messages.get(Text::FrameLabel))),
        ("tabindex", framed.then_some("-1")),
    ];
    let mut slot = Children::default();
    slot.element("SLOT", "", &[("name", Some("upm-frame"))], Children::default());
    let form = form.filter(|_| SERVED);
    let unmounted = form.filter(|_| !look.mounted);
    let mut actions = Children::default();
    if form.is_some() {
        actions.field("customer_token", unmounted.map(|form| form.token.as_deref()));
        actions.field("locale", unmounted.map(|_| Some(&*look.locale)));
    }
    for action in panel.actions {
        actions.action(action, unmounted.is_some());
    }
    let posts = [("method", unmounted.map(|_| "post")), ("action", unmounted.map(|form| &*form.endpoint))];
    let mut children = Children::default();
    children.file(panel.file);
    children.notice(panel.notice, matches!(state.phase, Phase::Review { .. }));
    children.live("status", status, look.quiet);
    children.live("alert", alert, look.quiet);
    children.element("DIV", "upm-frame", &frame, slot);
    children.element(if form.is_some() { "FORM" } else { "DIV" }, "upm-actions", &posts, actions);
    let attributes = [
        ("part", Some("root")),
        ("tabindex", Some("-1")),
        ("data-phase", Some(state.phase.name())),
        ("data-theme", Some(look.theme.as_str())),
        ("lang", Some(&*look.language)),
        ("dir", Some(if language::is_rtl(&look.language) { "rtl" } else { "ltr" })),
    ];
    element("SECTION", "upm", &attributes, children)
}

/// A name and, where it is there at all, its value.
type Pair<'a> = (&'static str, Option<&'a str>);

/// Any element; see the head of this file. At most six attributes besides the class,
/// and always the same names in the same order.
///
/// `tag` in capitals, as the DOM tells it: Leptos compares the two, and makes an element
/// anew where they differ.
fn element(
    tag: &'static str,
    class: &'static str,
    attributes: &[Pair<'_>],
    children: Children,
) -> HtmlElement<Root, impl Attribute + use<>, (Vec<AnyView>,)> {
    let name = |place: usize| attributes.get(place).map_or("part", |(name, _)| *name);
    let value = |place: usize| attributes.get(place).and_then(|(_, value)| value.map(str::to_owned));
    custom(tag)
        .attr("class", class)
        .attr(name(0), value(0))
        .attr(name(1), value(1))
        .attr(name(2), value(2))
        .attr(name(3), value(3))
        .attr(name(4), value(4))
        .attr(name(5), value(5))
        .child(children.0)
}

/// What stands in an element, in order. A place always holds the same kind of
/// element, or nothing. Each is pushed where it is made, which spares the moves.
#[derive(Default)]
struct Children(Vec<AnyView>);

impl Children {
    fn element(&mut self, tag: &'static str, class: &'static str, attributes: &[Pair<'_>], children: Self) {
        self.0.push(element(tag, class, attributes, children).into_any());
    }

    fn text(&mut self, tag: &'static str, class: &'static str, attributes: &[Pair<'_>], text: String) {
        self.element(tag, class, attributes, Self(vec![text.into_any()]));
    }

    fn words(&mut self, tag: &'static str, class: &'static str, words: Option<String>) {
        match words {
            Some(words) => self.text(tag, class, &[], words),
            None => self.nothing(),
        }
    }

    fn nothing(&mut self) {
        self.0.push(().into_any());
    }

    fn file(&mut self, file: Option<File>) {
        let Some(file) = file else { return self.nothing() };
        let expiry = if file.urgent { "upm-expiry upm-urgent" } else { "upm-expiry" };
        let mut children = Self::default();
        children.words("SPAN", "upm-brand", Some(file.brand));
        // Four bullets are nothing to hear.
        let hidden = [("aria-hidden", Some("true"))];
        children.text(
            "SPAN",
            "upm-digits",
            &hidden,
            file.digits.map_or_else(String::new, |digits| ["•••• ", &digits].concat()),
        );
        children.words("SPAN", "upm-heard", file.heard);
        children.words("SPAN", expiry, file.expiry);
        self.element("DIV", "upm-file", &[("role", Some("group")), ("aria-label", Some(&file.label))], children);
    }

    /// `asks`: whether it is what the customer is asked to agree to, which has the focus first.
    fn notice(&mut self, notice: Option<NoticePanel>, asks: bool) {
        let Some(notice) = notice else { return self.nothing() };
        let mut children = Self::default();
        children.words("P", "upm-title", Some(notice.title.clone()));
        children.words("P", "upm-text", Some(notice.text));
        let scrolls = notice.summary.as_ref().map(|_| "0");
        children.words("P", "upm-summary", notice.summary);
        let mut lines = Self::default();
        for line in notice.lines {
            lines.line(line);
        }
        if lines.0.is_empty() {
            children.nothing();
        } else {
            // Safari takes the role away with the bullets; a long list scrolls, also by keyboard.
            let list = [("role", Some("list")), ("aria-label", Some(&*notice.items_label)), ("tabindex", scrolls)];
            children.element("UL", "upm-items", &list, lines);
        }
        let mut rows = Self::default();
        for row in notice.rows {
            rows.row(row);
        }
        if rows.0.is_empty() {
            children.nothing();
        } else {
            children.element("DL", "upm-totals", &[], rows);
        }
        let attributes = [
            ("part", Some("notice")),
            ("data-kind", Some(&*notice.kind)),
            ("role", asks.then_some("group")),
            ("aria-label", asks.then_some(&notice.title)),
            ("tabindex", asks.then_some("-1")),
        ];
        self.element("DIV", "upm-notice", &attributes, children);
    }

    fn line(&mut self, line: Line) {
        let mut children = Self::default();
        children.words("SPAN", "upm-name", Some(line.name));
        children.words("SPAN", "upm-quantity", line.quantity);
        children.words("SPAN", "upm-amount", line.amount);
        self.element("LI", "upm-item", &[], children);
    }

    fn row(&mut self, row: Row) {
        let mut children = Self::default();
        children.words("DT", "upm-label", Some(row.label));
        children.words("DD", "upm-amount", Some(row.amount));
        self.element("DIV", if row.due { "upm-row upm-due" } else { "upm-row" }, &[], children);
    }

    /// A live region, which is always there: only what appears in it is announced.
    fn live(&mut self, role: &'static str, message: Option<Message>, quiet: bool) {
        let mut children = Self::default();
        children.message(message);
        self.element("DIV", "upm-live", &[("role", Some(role)), ("aria-live", quiet.then_some("off"))], children);
    }

    fn message(&mut self, message: Option<Message>) {
        let Some(message) = message else { return self.nothing() };
        let mut words = Self::default();
        words.words("P", "upm-title", Some(message.title));
        for text in message.texts {
            words.words("P", "upm-text", Some(text));
        }
        let mut children = Self::default();
        if message.busy {
            children.element("SPAN", "upm-spinner", &[], Self::default());
        } else {
            children.nothing();
        }
        children.element("DIV", "upm-words", &[], words);
        let attributes = [("part", Some("message")), ("data-tone", Some(message.tone.as_str()))];
        self.element("DIV", "upm-message", &attributes, children);
    }

    /// What the form sends along, while it is one. A field without a value is there, too, and
    /// sends nothing: the browser may not know what the server knew, and hydration wants the same elements.
    fn field(&mut self, name: &'static str, value: Option<Option<&str>>) {
        let Some(value) = value else { return self.nothing() };
        let field = input().attr("type", "hidden").attr("name", name);
        self.0.push(field.attr("value", value.map(str::to_owned)).attr("disabled", value.is_none()).into_any());
    }

    fn action(&mut self, action: Action, submits: bool) {
        let class = match action.look {
            ActionLook::Main | ActionLook::Busy => "upm-button",
            ActionLook::Quiet => "upm-button upm-quiet",
            ActionLook::Late => "upm-button upm-quiet upm-late",
        };
        if let Some(url) = action.act.link() {
            // The top window, as the navigation itself: a provider's page refuses a frame.
            let to = [("part", Some("button")), ("href", Some(url)), ("target", Some("_top"))];
            return self.text("A", class, &to, action.label);
        }
        let busy = (action.look == ActionLook::Busy).then_some("true");
        let attributes = [
            ("part", Some("button")),
            ("type", Some(if submits { "submit" } else { "button" })),
            ("data-act", Some(action.act.name())),
            // Not `disabled`, which would throw the focus away.
            ("aria-disabled", busy),
            ("aria-busy", busy),
        ];
        self.text("BUTTON", class, &attributes, action.label);
    }
}

/// The browser's `Intl`, once there is a browser.
struct Browser<'a>(&'a Look);

impl Browser<'_> {
    fn locale(&self) -> Option<&str> {
        self.0.mounted.then_some(&self.0.language)
    }
}

impl Format for Browser<'_> {
    fn money(&self, money: &Money) -> Option<String> {
        intl::money(money, self.locale()?)
    }
    fn number(&self, number: u32) -> Option<String> {
        intl::number(number, self.locale()?)
    }
    fn category(&self, number: u32) -> Option<String> {
        intl::category(number, self.locale()?)
    }
    fn list(&self, lines: &[Line]) -> Option<String> {
        intl::list(lines, self.locale()?)
    }
    fn day(&self, rfc3339: &str) -> Option<String> {
        intl::day(rfc3339, self.locale()?)
    }
    fn month(&self, year: u16, month: u8) -> Option<String> {
        intl::month(year, month, self.locale()?)
    }
    fn days_left(&self, year: u16, month: u8) -> Option<u32> {
        self.0.mounted.then(|| intl::days_left(year, month))
    }
}
