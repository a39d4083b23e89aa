//! Stripe.js that does not come, is another one, or refuses.

use e2e::pages::{AccountPage, EmbeddedFrame};
use e2e::{Stage, run};
use serde_json::{Value, json};

use crate::embedded_ends::{RELEASE, held};

const BLOCKED: &str = "That did not work The secure checkout could not be loaded. A content blocker may be stopping it: allow it for this page and try again.";

async fn failed(stage: &Stage, account: AccountPage<'_>, code: &str) -> String {
    let panel = account.reaches("failed").await;
    assert_eq!(panel.message().tone, "error");
    assert!(!EmbeddedFrame::exists(stage).await);
    let error = stage.browser.hears("upm-error").await;
    assert_eq!(error["code"], code, "{error}");
    error["detail"].as_str().unwrap().to_owned()
}

async fn try_again(stage: &Stage, account: AccountPage<'_>) {
    account.press("Try again").await;
    EmbeddedFrame::shown(stage).await.save_card("5555555555554444").await;
    account.reaches("updated").await;
}

#[test]
fn blocked_by_the_browser_it_says_so_and_retry_works_once_it_is_not() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "mode=inline").await;
        stage.browser.cdp("Network.enable", json!({})).await;
        stage.browser.cdp("Network.setBlockedURLs", json!({ "urls": ["*://js.stripe.com/*"] })).await;
        account.start().await;
        let detail = failed(stage, account, "script_failed").await;
        assert!(detail.contains("https://js.stripe.com/endive/stripe.js"), "{detail}");
        assert_eq!(account.panel().await.words(), BLOCKED);
        let tags = "return document.querySelectorAll('script[src*=\"js.stripe.com\"]').length";
        assert_eq!(stage.browser.run::<u32>(tags).await, 0, "a failed tag would be waited for");
        stage.browser.cdp("Network.setBlockedURLs", json!({ "urls": [] })).await;
        try_again(stage, account).await;
    });
}

#[test]
fn a_script_that_fails_or_has_no_global_is_asked_for_again() {
    for script in [json!({ "fail_next": 1 }), json!("no_global")] {
        run(async |stage: &Stage| {
            stage.doubles.stripe(json!({ "script": script })).await;
            let account = AccountPage::open(stage, "stripe_active", "mode=inline").await;
            account.start().await;
            failed(stage, account, "script_failed").await;
            stage.doubles.stripe(json!({ "script": "ok" })).await;
            try_again(stage, account).await;
        });
    }
}

#[test]
fn a_page_with_an_older_train_keeps_it() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "mode=inline").await;
        let load = "
            const tag = document.createElement('script');
            tag.src = 'https://js.stripe.com/clover/stripe.js';
            const loaded = new Promise((resolve) => { tag.onload = resolve; });
            document.head.append(tag);
            await loaded;
            return window.Stripe.version;";
        assert_eq!(stage.browser.run::<String>(load).await, "clover");
        account.start().await;
        EmbeddedFrame::shown(stage).await.save_card("5555555555554444").await;
        account.reaches("updated").await;
        let newest = "return document.querySelector('script[src*=endive]') === null";
        assert!(stage.browser.run::<bool>(newest).await, "two of them on a page is more than Stripe takes");
    });
}

#[test]
fn a_session_that_has_expired_meanwhile_is_made_anew_by_retry() {
    run(async |stage: &Stage| {
        let account = held(stage).await;
        // Making another expires the one before.
        stage.doubles.start_for("stripe_active").await;
        stage.browser.run::<Value>(RELEASE).await;
        let detail = failed(stage, account, "provider_failed").await;
        assert!(detail.contains("Stripe.js") && detail.contains("expired"), "{detail}");
        try_again(stage, account).await;
    });
}

/// Changes the next answer of the start, as a back end with a mistake would.
async fn answer_with(stage: &Stage, change: &str) {
    let script = format!(
        "const real = window.fetch;
         window.fetch = async (request, ...rest) => {{
           const response = await real(request, ...rest);
           if (request.method !== 'POST' || !String(request.url).includes('/payment-method-updates')) return response;
           window.fetch = real;
           const answer = await response.json();
           ({change})(answer);
           return Response.json(answer);
         }};"
    );
    stage.browser.run::<Value>(&script).await;
}

#[test]
fn a_client_secret_that_stripe_does_not_know_is_told_in_its_words() {
    for (change, said) in [
        ("(answer) => { answer.client_secret = `${answer.id}_secret_other`; }", "No such payment_page"),
        ("(answer) => { answer.client_secret = 'seti_1_secret_1'; }", "should be a client secret of the form"),
    ] {
        run(async |stage: &Stage| {
            let account = AccountPage::open(stage, "stripe_active", "mode=inline").await;
            answer_with(stage, change).await;
            account.start().await;
            let detail = failed(stage, account, "provider_failed").await;
            assert!(detail.contains(said), "{detail}");
            try_again(stage, account).await;
        });
    }
}

#[test]
fn the_publishable_key_is_the_answers_or_the_options() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "mode=inline").await;
        answer_with(stage, "(answer) => { delete answer.publishable_key; }").await;
        account.start().await;
        let detail = failed(stage, account, "invalid_option").await;
        assert!(detail.contains("publishable_key"), "{detail}");

        let account = AccountPage::open(stage, "stripe_active", "mode=inline").await;
        account.set("publishable-key", "pk_test_fernwayexample").await;
        answer_with(stage, "(answer) => { delete answer.publishable_key; }").await;
        account.start().await;
        EmbeddedFrame::shown(stage).await;
    });
}

#[test]
fn a_checkout_of_the_pages_own_is_not_taken_away_from_it() {
    run(async |stage: &Stage| {
        let account = held(stage).await;
        stage.browser.run::<Value>("document.querySelector('update-payment-method').close()").await;
        account.reaches("cancelled").await;
        stage.browser.run::<Value>(RELEASE).await;
        let theirs = "
            const bearer = await document.querySelector('update-payment-method').authorization();
            const response = await fetch('/payment-method-updates', {
              method: 'POST',
              headers: { authorization: bearer, 'content-type': 'application/json' },
              body: JSON.stringify({ attempt: arguments[0], mode: 'inline' }),
            });
            const { client_secret, publishable_key } = await response.json();
            const place = document.body.appendChild(document.createElement('div'));
            // The widget's, which came after its cancel, may be just about to go.
            for (let left = 100; !window.theirs; left--) {
              try {
                window.theirs = await Stripe(publishable_key).createEmbeddedCheckoutPage({ clientSecret: client_secret });
              } catch (error) {
                if (left === 0) throw error;
                await new Promise((resolve) => setTimeout(resolve, 50));
              }
            }
            window.theirs.mount(place);";
        stage.browser.run_with::<Value>(theirs, vec![json!(e2e::doubles::attempt())]).await;
        account.start().await;
        account.reaches("failed").await;
        let error = stage.browser.hears("upm-error").await;
        assert_eq!(error["code"], "provider_failed");
        assert!(error["detail"].as_str().unwrap().contains("multiple Embedded Checkout objects"), "{error}");
        assert!(EmbeddedFrame::exists(stage).await, "the page's own stays");
        stage.browser.run::<Value>("window.theirs.destroy()").await;
        try_again(stage, account).await;
    });
}

#[test]
fn inside_the_shadow_root_of_another_component_it_says_what_to_do() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "stripe_active", "mode=inline").await;
        let hide = "
            const widget = document.querySelector('update-payment-method');
            const outer = document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
            outer.append(widget);
            const heard = new Promise((resolve) => document.addEventListener('upm-error', ({ detail }) => resolve(detail)));
            widget.open();
            return heard;";
        let error: Value = stage.browser.run(hide).await;
        assert_eq!(error["code"], "mode_unsupported", "{error}");
        assert!(error["detail"].as_str().unwrap().contains("use overlay or redirect"), "{error}");
        assert!(!EmbeddedFrame::exists(stage).await);
        let _ = account;
    });
}
