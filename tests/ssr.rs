//! What a server renders: the form that works without JavaScript.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, clippy::panic)] // Clippy does not see that these are tests.

use leptos::prelude::*;
use update_payment_method::{Messages, Preventable, UpdatePaymentMethod, WidgetHandle};

/// The HTML of a component, without Leptos' markers.
fn html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new();
    owner.with(|| view().into_view().to_html()).replace("<!--<() />-->", "").replace("<!>", "")
}

/// The texts of a language's file.
fn texts(language: &str) -> Messages {
    let file = std::fs::read_to_string(format!("src/locales/{language}.json")).unwrap();
    let texts: serde_json::Value = serde_json::from_str(&file).unwrap();
    Messages::from_lookup(|key| {
        Some(key.split('.').try_fold(&texts, |texts, part| texts.get(part))?.as_str()?.to_owned())
    })
}

#[test]
fn the_first_phase_is_a_form() {
    let html = html(|| view! { <UpdatePaymentMethod endpoint="/updates?a=1&b=2" customer_token="a.b.c" /> });
    assert!(html.starts_with("<SECTION class=\"upm\" part=\"root\""), "{html}");
    assert!(html.contains("data-phase=\"ready\" data-theme=\"auto\" lang=\"en\" dir=\"ltr\""), "{html}");
    let form = "<FORM class=\"upm-actions\" method=\"post\" action=\"/updates?a=1&amp;b=2\">\
        <input type=\"hidden\" name=\"customer_token\" value=\"a.b.c\">\
        <input type=\"hidden\" name=\"locale\" value=\"en\">\
        <BUTTON class=\"upm-button\" part=\"button\" type=\"submit\" data-act=\"press\">Update payment method</BUTTON></FORM>";
    assert!(html.contains(form), "{html}");
    let regions = ["status", "alert"].map(|role| format!("role=\"{role}\" aria-live=\"off\"></DIV>"));
    assert!(regions.iter().all(|region| html.contains(region)), "{html}");
    assert!(!html.contains("style="), "{html}");
}

#[test]
fn a_field_without_a_value_is_there_and_sends_nothing() {
    let html = html(|| view! { <UpdatePaymentMethod endpoint="/updates" /> });
    assert!(html.contains("<input type=\"hidden\" name=\"customer_token\" disabled>"), "{html}");
}

#[test]
fn language_and_direction_are_those_of_the_locale() {
    let html = html(|| {
        let locale = RwSignal::new("de".to_owned());
        view! { <UpdatePaymentMethod endpoint="/updates" locale=locale messages=texts("de") theme="dark" /> }
    });
    assert!(html.contains("data-theme=\"dark\" lang=\"de\" dir=\"ltr\""), "{html}");
    assert!(html.contains(">Zahlungsart aktualisieren</BUTTON>"), "{html}");
    let html = self::html(|| view! { <UpdatePaymentMethod endpoint="/updates" locale="ar" messages=texts("ar") /> });
    assert!(html.contains("lang=\"ar\" dir=\"rtl\""), "{html}");
}

/// With the cargo features of the languages.
#[cfg(feature = "locales")]
#[test]
fn the_texts_of_the_locale_are_found_by_themselves() {
    use update_payment_method::contract::language::NAMES;

    let shown = |locale: String| html(|| view! { <UpdatePaymentMethod endpoint="/updates" locale=locale /> });
    let button = |text: &str| format!(">{text}</BUTTON>");
    for name in NAMES {
        let text = Messages::for_locale(name);
        assert_eq!(text, if name == "en" { Messages::default() } else { texts(name) }, "{name}");
        let direction = if name == "ar" { "rtl" } else { "ltr" };
        assert!(shown(name.to_owned()).contains(&format!("lang=\"{name}\" dir=\"{direction}\"")), "{name}");
    }
    assert!(shown("de-AT".to_owned()).contains(&button("Zahlungsart aktualisieren")));
    let unknown = shown("he".to_owned());
    assert!(unknown.contains("lang=\"en\" dir=\"ltr\"") && unknown.contains(&button("Update payment method")));

    let own = Messages::from_lookup(|key| (key == "action_start").then(|| "Karte tauschen".to_owned()));
    let html = html(|| view! { <UpdatePaymentMethod endpoint="/updates" locale="de" messages=own /> });
    assert!(html.contains("lang=\"de\"") && html.contains(&button("Karte tauschen")), "{html}");
}

#[test]
fn nothing_happens_on_a_server() {
    let html = html(|| {
        let handle = WidgetHandle::new();
        handle.open();
        let told = |_: Preventable<()>| panic!("nothing starts on a server");
        let token = || async { panic!("nobody is asked on a server") };
        let view = view! {
            <UpdatePaymentMethod
                endpoint="/updates" trigger="load" overview=true handle=handle on_start=told authorization=token
            />
        };
        handle.open();
        handle.close();
        view
    });
    assert!(html.contains("data-phase=\"ready\""), "{html}");
}

#[test]
fn without_a_button_there_is_no_form() {
    let html = html(|| view! { <UpdatePaymentMethod endpoint="/updates" trigger="manual" customer_token="a.b.c" /> });
    assert!(!html.contains("<FORM") && !html.contains("a.b.c"), "{html}");
}

#[test]
fn options_that_cannot_be_used_are_said_without_a_form() {
    for html in [
        html(|| view! { <UpdatePaymentMethod endpoint="" /> }),
        html(|| view! { <UpdatePaymentMethod endpoint="/updates" publishable_key="sk_live_x" /> }),
    ] {
        assert!(html.contains("data-phase=\"failed\"") && html.contains("data-tone=\"error\""), "{html}");
        assert!(!html.contains("<BUTTON"), "{html}");
    }
}
