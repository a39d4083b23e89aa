//! Attributes and properties of the element.

use e2e::pages::{AccountPage, CheckoutPage};
use e2e::{Stage, run};
use serde_json::{Value, json};

/// Without connecting it: nothing is fetched.
const MAKE: &str = "
    const { UpdatePaymentMethodElement: Element } = await import('/element.js');
    Element.define();
    const widget = new Element();";

#[test]
fn words_mirror_in_both_directions() {
    run(async |stage: &Stage| {
        AccountPage::open(stage, "stripe_active", "").await;
        let script = format!(
            "{MAKE}
             const seen = {{}};
             for (const attribute of Element.observedAttributes) {{
               if (['overview', 'lang', 'nonce'].includes(attribute)) continue;
               const name = attribute.replace(/-./g, (part) => part[1].toUpperCase());
               const steps = [name in widget, widget[name]];
               widget[name] = 'a';
               steps.push(widget.getAttribute(attribute));
               widget.setAttribute(attribute, 'b');
               steps.push(widget[name]);
               widget[name] = null;
               steps.push(widget.hasAttribute(attribute));
               widget[name] = 'c';
               widget[name] = undefined;
               steps.push(widget.hasAttribute(attribute), widget[name]);
               seen[attribute] = JSON.stringify(steps);
             }}
             return seen;"
        );
        let seen: serde_json::Map<String, Value> = stage.browser.run(&script).await;
        assert!(seen.contains_key("client-token") && seen.contains_key("loading") && seen.len() >= 14, "{seen:?}");
        for (attribute, steps) in seen {
            assert_eq!(steps, r#"[true,null,"a","b",false,false,null]"#, "{attribute}");
        }
    });
}

#[test]
fn overview_is_a_boolean_and_origins_may_be_a_list() {
    run(async |stage: &Stage| {
        AccountPage::open(stage, "stripe_active", "").await;
        let script = format!(
            "{MAKE}
             const seen = [widget.overview];
             widget.setAttribute('overview', '');
             seen.push(widget.overview);
             widget.setAttribute('overview', 'false');
             seen.push(widget.overview);
             widget.overview = true;
             seen.push(widget.overview, widget.getAttribute('overview'));
             widget.overview = false;
             seen.push(widget.hasAttribute('overview'));
             widget.allowedRedirectOrigins = ['https://a.example', 'https://b.example'];
             seen.push(widget.getAttribute('allowed-redirect-origins'));
             return seen;"
        );
        let seen: Vec<Value> = stage.browser.run(&script).await;
        assert_eq!(json!(seen), json!([false, true, false, true, "", false, "https://a.example,https://b.example"]));
    });
}

#[test]
fn what_was_set_before_the_class_was_there_counts() {
    run(async |stage: &Stage| {
        let prepare = "
            widget.removeAttribute('endpoint');
            widget.endpoint = '/payment-method-updates';
            widget.messages = { action_start: 'Change card' };
            widget.overview = true;";
        let account = AccountPage::arrive(stage, "stripe_active", "", prepare).await;
        let panel = account.until("the overview", |panel| panel.file.is_some()).await;
        assert_eq!(panel.buttons, ["Change card"]);
        let script = "
            const widget = document.querySelector('update-payment-method');
            return [Object.keys(widget).length, widget.getAttribute('endpoint'), widget.getAttribute('overview')];";
        let seen: Vec<Value> = stage.browser.run(script).await;
        assert_eq!(json!(seen), json!([0, "/payment-method-updates", ""]));
    });
}

#[test]
fn changes_count_from_then_on_and_what_is_opened_next_has_them() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        stage
            .browser
            .run::<Value>("document.querySelector('update-payment-method').messages = { action_start: 'Change card' }")
            .await;
        account.until("the new text", |panel| panel.buttons == ["Change card"]).await;
        account.set("locale", "de").await;
        account.until("German", |panel| panel.file.as_deref().is_some_and(|file| file.contains("Gültig"))).await;
        // In one turn.
        let script = "
            const widget = document.querySelector('update-payment-method');
            widget.mode = 'overlay';
            widget.open();";
        stage.browser.run::<Value>(script).await;
        assert_eq!(stage.browser.hears("upm-error").await["code"], "mode_unsupported");
    });
}

#[test]
fn the_nonce_is_not_readable_from_outside_and_counts() {
    run(async |stage: &Stage| {
        let account = AccountPage::arrive(stage, "paddle_active", "mode=overlay", "widget.nonce = 'abc';").await;
        account.until("a mounted widget", |_| true).await;
        account.start().await;
        account.reaches("open").await;
        let nonce = "return document.querySelector('script[src*=\"paddle.com\"]').nonce";
        assert_eq!(stage.browser.run::<String>(nonce).await, "abc");
    });
}

#[test]
fn an_unknown_word_is_an_error_and_a_known_one_mends_it() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "").await;
        account.set("mode", "popup").await;
        account.reaches("failed").await;
        let error = stage.browser.hears("upm-error").await;
        assert_eq!(error["code"], "invalid_option");
        assert_eq!(error["detail"], "The option mode must be one of auto, redirect, overlay, inline.");
        account.set("mode", "redirect").await;
        account.reaches("ready").await;
        account.start().await;
        CheckoutPage::reached(stage).await;
    });
}
