//! The panel as elements.
//!
//! Built with the builder syntax: `view!` would turn static nested elements into
//! `template.innerHTML`, which pages under `require-trusted-types-for 'script'`
//! forbid. One closure makes everything, and Leptos keeps an element whose type
//! stays: the root, the two live regions and the frame's place are never made
//! anew, so announcements are heard once and an inline checkout stays where it is.

//!
//! [`element`] gives every element the same Rust type. Leptos writes the code that
//! makes, keeps and removes an element once per type, and with a type per tag and
//! attribute that was a fifth of the customer's download. A place in the tree always
//! holds the same kind of element, or nothing; that is what keeping rests on.

use leptos::{
    ev,
    html::{self, button, custom, section},
    prelude::*,
};
use upm_contract::Money;

use crate::{
    bindings::intl,
    flow::{Event, Phase, State},
    locale,
    messages::Text,
    panel::{Act, Action, ActionLook, File, Format, Line, Message, NoticePanel, Panel, Row, Tone},
    shell::{Look, Shell},
};

type Handle = StoredValue<Shell, LocalStorage>;

/// The widget's elements.
pub(crate) fn view(shell: Shell) -> impl IntoView {
    let (state, look) = (shell.state(), shell.look());
    let shell: Handle = StoredValue::new_local(shell);
    let root = NodeRef::<html::Section>::new();
    Effect::new(move || {
        if let (Some(element), Some(shell)) = (root.get(), shell.try_get_value()) {
            shell.attach(&element);
        }
    });
    move || state.with(|state| look.with(|look| show(state, look, shell, root)))
}

fn show(state: &State, look: &Look, shell: Handle, root: NodeRef<html::Section>) -> impl IntoView + use<> {
    let panel = Panel::new(state, &look.messages, look.button, &Browser(look));
    let (status, alert) = match panel.message {
        Some(message) if message.tone == Tone::Error => (None, Some(show_message(message))),
        message => (message.map(show_message), None),
    };
    let frame = match state.phase {
        Phase::Opening { .. } | Phase::Open { .. } => {
            [("role", word("group")), ("aria-label", word(look.messages.get(Text::FrameLabel))), NONE]
        }
        _ => [("role", None), ("aria-label", None), NONE],
    };
    section()
        .attr("class", "upm")
        .attr("part", "root")
        .attr("tabindex", "-1")
        .attr("data-phase", state.phase.name())
        .attr("data-theme", look.theme.as_str())
        .attr("lang", look.locale.clone())
        .attr("dir", if locale::is_rtl(&look.locale) { "rtl" } else { "ltr" })
        .node_ref(root)
        .child(vec![
            maybe(panel.file.map(show_file)),
            maybe(panel.notice.map(show_notice)),
            element("div", "upm-live", [("role", word("status")), NONE, NONE], vec![maybe(status)]),
            element("div", "upm-live", [("role", word("alert")), NONE, NONE], vec![maybe(alert)]),
            element(
                "div",
                "upm-frame",
                frame,
                vec![element("slot", "", [("name", word("upm-frame")), NONE, NONE], vec![])],
            ),
            element(
                "div",
                "upm-actions",
                PLAIN,
                panel.actions.into_iter().map(|action| show_action(action, shell)).collect(),
            ),
        ])
}

type Attribute = (&'static str, Option<String>);

const NONE: Attribute = ("part", None);
const PLAIN: [Attribute; 3] = [NONE, NONE, NONE];

/// Any element but a button; see the head of this file.
fn element(tag: &'static str, class: &'static str, attributes: [Attribute; 3], children: Vec<AnyView>) -> AnyView {
    let [(a, a_value), (b, b_value), (c, c_value)] = attributes;
    custom(tag).attr("class", class).attr(a, a_value).attr(b, b_value).attr(c, c_value).child(children).into_any()
}

fn word(word: &str) -> Option<String> {
    Some(word.to_owned())
}

/// The view, or nothing in its place.
fn maybe(view: Option<AnyView>) -> AnyView {
    view.unwrap_or_else(|| ().into_any())
}

fn text(tag: &'static str, class: &'static str, text: String) -> AnyView {
    element(tag, class, PLAIN, vec![text.into_any()])
}

fn show_file(file: File) -> AnyView {
    let expiry = if file.expired { "upm-expiry upm-expired" } else { "upm-expiry" };
    let children = vec![
        text("span", "upm-brand", file.brand),
        maybe(file.digits.map(|digits| text("span", "upm-digits", ["•••• ", &digits].concat()))),
        maybe(file.expiry.map(|date| text("span", expiry, date))),
    ];
    element("div", "upm-file", [("role", word("group")), ("aria-label", Some(file.label)), NONE], children)
}

fn show_notice(notice: NoticePanel) -> AnyView {
    // Safari takes the role away with the bullets; a long list scrolls, also by keyboard.
    let scrolls = (notice.lines.len() > 5).then(|| "0".to_owned());
    let list = [("role", word("list")), ("aria-label", Some(notice.items_label)), ("tabindex", scrolls)];
    let lines: Vec<_> = notice.lines.into_iter().map(show_line).collect();
    let rows: Vec<_> = notice.rows.into_iter().map(show_row).collect();
    let children = vec![
        text("p", "upm-title", notice.title),
        text("p", "upm-text", notice.text),
        maybe((!lines.is_empty()).then(|| element("ul", "upm-items", list, lines))),
        maybe((!rows.is_empty()).then(|| element("dl", "upm-totals", PLAIN, rows))),
    ];
    element("div", "upm-notice", [("part", word("notice")), ("data-kind", Some(notice.kind)), NONE], children)
}

fn show_line(line: Line) -> AnyView {
    let children = vec![
        text("span", "upm-name", line.name),
        maybe(line.quantity.map(|quantity| text("span", "upm-quantity", quantity))),
        maybe(line.amount.map(|amount| text("span", "upm-amount", amount))),
    ];
    element("li", "upm-item", PLAIN, children)
}

fn show_row(row: Row) -> AnyView {
    let class = if row.due { "upm-row upm-due" } else { "upm-row" };
    element("div", class, PLAIN, vec![text("dt", "upm-label", row.label), text("dd", "upm-amount", row.amount)])
}

fn show_message(message: Message) -> AnyView {
    let mut words = vec![text("p", "upm-title", message.title)];
    words.extend(message.texts.into_iter().map(|words| text("p", "upm-text", words)));
    let children = vec![
        maybe(message.busy.then(|| element("span", "upm-spinner", PLAIN, vec![]))),
        element("div", "upm-words", PLAIN, words),
    ];
    element(
        "div",
        "upm-message",
        [("part", word("message")), ("data-tone", word(message.tone.as_str())), NONE],
        children,
    )
}

fn show_action(action: Action, shell: Handle) -> AnyView {
    let class = match action.look {
        ActionLook::Main | ActionLook::Busy => "upm-button",
        ActionLook::Quiet => "upm-button upm-quiet",
        ActionLook::Late => "upm-button upm-quiet upm-late",
    };
    let event = match action.act {
        Act::Link(url) => {
            // The top window, as the navigation itself: a provider's page refuses a frame.
            let to = [("part", word("button")), ("href", Some(url)), ("target", word("_top"))];
            return element("a", class, to, vec![action.label.into_any()]);
        }
        Act::Press => Event::Press,
        Act::Agree => Event::Agree,
        Act::Cancel => Event::Cancel,
        Act::Check => Event::Check,
    };
    let busy = (action.look == ActionLook::Busy).then_some("true");
    button()
        .attr("class", class)
        .attr("part", "button")
        .attr("type", "button")
        // Not `disabled`, which would throw the focus away.
        .attr("aria-disabled", busy)
        .attr("aria-busy", busy)
        .on(ev::click, move |click| {
            // The second click of a double click would land on whatever stands here by then,
            // and that may be the button that agrees to a payment.
            if click.detail() > 1 {
                return;
            }
            if let Some(shell) = shell.try_get_value() {
                shell.act(event.clone());
            }
        })
        .child(action.label)
        .into_any()
}

/// The browser's `Intl`, once there is a browser.
struct Browser<'a>(&'a Look);

impl Format for Browser<'_> {
    fn money(&self, money: &Money) -> Option<String> {
        self.0.mounted.then(|| intl::money(money, &self.0.locale)).flatten()
    }
    fn day(&self, rfc3339: &str) -> Option<String> {
        self.0.mounted.then(|| intl::day(rfc3339, &self.0.locale)).flatten()
    }
    fn month(&self, year: u16, month: u8) -> Option<String> {
        self.0.mounted.then(|| intl::month(year, month, &self.0.locale)).flatten()
    }
    fn has_passed(&self, year: u16, month: u8) -> bool {
        self.0.mounted && intl::has_passed(year, month)
    }
}
