//! Every language: its own texts, fetched once, and by the same rules in JavaScript as in Rust.

use std::collections::BTreeMap;

use e2e::pages::AccountPage;
use e2e::wait::until;
use e2e::{Stage, run};
use serde_json::{Value, json};
use upm_contract::language::{NAMES, is_rtl, nearest};

/// A text of one of the widget's languages.
fn text(language: &str, key: &str) -> String {
    let file = format!("{}/../../src/locales/{language}.json", env!("CARGO_MANIFEST_DIR"));
    let texts: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    texts[key].as_str().unwrap().to_owned()
}

/// The files of languages that the page has asked for, as often as it has.
const FILES: &str = "
    return performance.getEntriesByType('resource').map(({ name }) => name)
      .filter((name) => name.includes('/locales/')).map((name) => name.split('/').pop());";

/// `lang` and `dir` of the panel.
async fn look(stage: &Stage) -> [String; 2] {
    let script = "
        const root = document.querySelector('update-payment-method').shadowRoot.querySelector('.upm');
        return [root.lang, root.dir];";
    stage.browser.run(script).await
}

/// From then on the element takes its language from its own `lang`.
async fn by_lang(stage: &Stage) {
    let script = "document.querySelector('update-payment-method').removeAttribute('locale')";
    stage.browser.run::<Value>(script).await;
}

#[test]
fn each_language_has_its_texts_and_its_direction_and_is_fetched_once() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "lang=en").await;
        by_lang(stage).await;
        // Some of them again, which are there by then.
        for name in NAMES.into_iter().chain(["de", "ar", "zh-TW"]) {
            account.set("lang", name).await;
            let (label, direction) = (text(name, "action_start"), if is_rtl(name) { "rtl" } else { "ltr" });
            // Two of them may say the same on the button.
            until(name, async || match (look(stage).await, account.panel().await.buttons) {
                (look, buttons) if look == [name, direction] && buttons == [label.clone()] => Ok(()),
                other => Err(format!("{other:?}").into()),
            })
            .await;
        }
        let files: Vec<String> = stage.browser.run(FILES).await;
        let others = NAMES.into_iter().filter(|name| *name != "en");
        assert_eq!(files, others.map(|name| format!("{name}.json")).collect::<Vec<_>>(), "each once, English never");
    });
}

#[test]
fn a_language_that_nobody_speaks_here_is_english_and_the_back_end_hears_of_it() {
    run(async |stage: &Stage| {
        let keep = "
            const real = window.fetch;
            window.fetch = async (input, init) => {
              if (input.method === 'POST') window.sent = await input.clone().json();
              return real.call(window, input, init);
            };";
        stage.browser.in_every_document(keep).await;
        let account = AccountPage::open(stage, "paddle_past_due", "lang=he").await;
        let panel = account.panel().await;
        assert_eq!(panel.notice().title, "Your payment of €24.88 is overdue");
        assert_eq!(look(stage).await, ["en", "ltr"], "amounts and direction are those of the texts");
        assert_eq!(stage.browser.run::<Vec<String>>(FILES).await, [] as [&str; 0]);
        account.start().await;
        account.reaches("open").await;
        assert_eq!(stage.browser.run::<Value>("return window.sent?.locale ?? null").await, "he");
    });
}

#[test]
fn a_file_that_does_not_come_leaves_all_in_english() {
    run(async |stage: &Stage| {
        let account = AccountPage::open(stage, "paddle_active", "lang=en").await;
        by_lang(stage).await;
        stage.doubles.files(json!({ "refuse": ["/locales/ar.json"] })).await;
        account.set("lang", "ar").await;
        stage.doubles.is_asked_for("/locales/ar.json").await;
        account.set("lang", "de").await;
        let german = text("de", "action_start");
        account.until("German", |panel| panel.buttons == [german.clone()]).await;
        stage.doubles.files(json!({})).await;
        account.set("lang", "ar").await;
        let arabic = text("ar", "action_start");
        account.until("Arabic, asked for again", |panel| panel.buttons == [arabic.clone()]).await;
        assert_eq!(look(stage).await, ["ar", "rtl"]);
    });
}

#[test]
fn without_a_lang_the_first_of_the_browsers_languages_that_is_spoken_counts() {
    run(async |stage: &Stage| {
        let languages = "Object.defineProperty(navigator, 'languages', { get: () => ['he', 'nn-NO', 'de'] });";
        stage.browser.in_every_document(languages).await;
        let account = AccountPage::open(stage, "paddle_active", "lang=en").await;
        stage.browser.run::<Value>("document.documentElement.removeAttribute('lang')").await;
        by_lang(stage).await;
        let label = text("nb", "action_start");
        account.until("Norwegian", |panel| panel.buttons == [label.clone()]).await;
        assert_eq!(look(stage).await, ["nb", "ltr"]);
    });
}

#[test]
fn javascript_chooses_as_rust_does() {
    run(async |stage: &Stage| {
        AccountPage::open(stage, "paddle_active", "lang=en").await;
        let regions = "AR AT AU BR CA CH CN ES GB GQ HK Hans Hans-HK Hant Hant-HK IN Latn MO MX NZ PH PT SG TW US ZA \
            001 150 419 u-nu-latn x-hk";
        let regional = NAMES.iter().flat_map(|name| regions.split(' ').map(move |region| format!("{name}-{region}")));
        let odd = [
            "",
            "-",
            "en-",
            "no",
            "nn_NO",
            "tl",
            "in",
            "iw",
            "he",
            "uk-UA",
            "sr-Latn",
            "deu",
            "auto",
            "C",
            "x-en",
            "i-klingon",
            "de_DE.UTF-8",
            " fr ",
            "constructor",
            "toString",
            "__proto__",
            "en&x=1",
            "\"><script>",
            "d\u{e9}",
            "ZH_hant_hk",
            "*",
        ];
        let plain = NAMES.into_iter().chain(odd).map(str::to_owned);
        let tags: Vec<String> = plain.clone().chain(plain.map(|tag| tag.to_uppercase())).chain(regional).collect();
        let script = "
            const [tags] = arguments;
            const { nearestLanguage, LANGUAGES } = await import('/index.js');
            return [LANGUAGES, tags.map((tag) => nearestLanguage(tag) ?? null)];";
        let (names, found): (Vec<String>, Vec<Option<String>>) =
            stage.browser.run_with(script, vec![json!(tags)]).await;
        assert_eq!(names, NAMES);
        for (tag, found) in tags.iter().zip(found) {
            assert_eq!(found.as_deref(), nearest(tag), "{tag:?}");
        }
    });
}

/// The table that the files are held to is the browser's.
#[test]
fn the_plural_forms_are_those_of_intl() {
    run(async |stage: &Stage| {
        stage.browser.load("/page/fernway.svg").await;
        let script = "
            return Object.fromEntries(arguments[0].map((name) =>
              [name, new Intl.PluralRules(name).resolvedOptions().pluralCategories.toSorted()]));";
        let intl: BTreeMap<String, Vec<String>> = stage.browser.run_with(script, vec![json!(NAMES.to_vec())]).await;
        let table = include_str!("../../../languages/plurals.txt").lines().map(|line| {
            let mut words = line.split(' ').map(str::to_owned);
            let name = words.next().unwrap();
            let mut forms: Vec<_> = words.collect();
            forms.sort();
            (name, forms)
        });
        assert_eq!(intl, table.collect());
    });
}
