//! What the widget takes from the page, and every language in the gallery.

use e2e::pages::gallery::open;
use e2e::{Stage, run};
use serde_json::{Value, json};

/// The button's two colours as the browser draws them, `[r, g, b]` each.
const BUTTON: &str = "
    const button = document.querySelector('update-payment-method').shadowRoot.querySelector('.upm-button');
    const { backgroundColor, color } = getComputedStyle(button);
    const canvas = document.createElement('canvas').getContext('2d');
    const drawn = (colour) => {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    return [drawn(backgroundColor), drawn(color)];";

async fn button(stage: &Stage) -> [[u8; 3]; 2] {
    stage.browser.run(BUTTON).await
}

/// Sets a property of the page, and lets the widget look at it.
async fn set(stage: &Stage, property: &str, value: &str) {
    let script = "
        document.documentElement.style.setProperty(arguments[0], arguments[1]);
        document.querySelector('update-payment-method').setAttribute('theme', 'auto');
        await new Promise(requestAnimationFrame);";
    stage.browser.run_with::<Value>(script, vec![json!(property), json!(value)]).await;
}

/// The contrast of WCAG 2.2.
fn contrast([one, other]: [[u8; 3]; 2]) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = |[r, g, b]: [u8; 3]| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) + 0.05;
    let (one, other) = (luminance(one), luminance(other));
    one.max(other) / one.min(other)
}

#[test]
fn the_accent_is_the_pages() {
    run(async |stage: &Stage| {
        open(stage, "phase=ready&theme=auto").await;
        set(stage, "color-scheme", "light").await;
        assert_eq!(button(stage).await, [[0x1d, 0x4f, 0x8c], [255; 3]]);
        set(stage, "--color-primary", "rgb(1 2 3)").await;
        assert_eq!(button(stage).await, [[1, 2, 3], [255; 3]]);
        // Bootstrap's own blue, on which white has a contrast of just 4.5.
        set(stage, "--bs-primary", "#0d6efd").await;
        assert_eq!(button(stage).await, [[0x0d, 0x6e, 0xfd], [255; 3]]);
        set(stage, "accent-color", "rgb(255 200 0)").await;
        assert_eq!(button(stage).await, [[255, 200, 0], [0; 3]]);
        set(stage, "--upm-accent", "rgb(9 8 7)").await;
        assert_eq!(button(stage).await, [[9, 8, 7], [255; 3]]);
        set(stage, "--upm-on-accent", "rgb(90 80 70)").await;
        assert_eq!(button(stage).await, [[9, 8, 7], [90, 80, 70]]);
    });
}

#[test]
fn what_stands_on_any_accent_can_be_read() {
    run(async |stage: &Stage| {
        open(stage, "phase=ready").await;
        let steps = [0, 51, 102, 118, 119, 120, 153, 204, 255];
        let pairs = steps.iter().flat_map(|red| steps.iter().map(move |green| (red, green)));
        for (red, green, blue) in pairs.flat_map(|(red, green)| [0, 110, 255].map(|blue| (red, green, blue))) {
            let accent = format!("rgb({red} {green} {blue})");
            let script = "document.documentElement.style.setProperty('--upm-accent', arguments[0])";
            stage.browser.run_with::<Value>(script, vec![json!(accent)]).await;
            let colours = button(stage).await;
            assert!(contrast(colours) >= 4.495, "{colours:?}: {}", contrast(colours));
        }
    });
}

#[test]
fn light_or_dark_is_the_pages_unless_the_option_says_otherwise() {
    run(async |stage: &Stage| {
        open(stage, "phase=ready&theme=auto").await;
        for (page, theme, ground) in [
            ("light", "auto", "rgb(255, 255, 255)"),
            ("dark", "auto", "rgb(22, 27, 36)"),
            ("dark", "light", "rgb(255, 255, 255)"),
            ("normal", "auto", "rgb(255, 255, 255)"),
            ("normal", "dark", "rgb(22, 27, 36)"),
        ] {
            set(stage, "color-scheme", page).await;
            let script = "
                const widget = document.querySelector('update-payment-method');
                widget.setAttribute('theme', arguments[0]);
                const root = widget.shadowRoot.querySelector('.upm');
                while (root.dataset.theme !== arguments[0]) await new Promise(requestAnimationFrame);
                return getComputedStyle(root).backgroundColor;";
            let seen: String = stage.browser.run_with(script, vec![json!(theme)]).await;
            assert_eq!(seen, ground, "page {page}, option {theme}");
        }
    });
}

#[test]
fn a_widget_stays_although_nobody_keeps_its_handle() {
    run(async |stage: &Stage| {
        open(stage, "phase=ready-card&embed=mount").await;
        for _ in 0..3 {
            stage.browser.cdp("HeapProfiler.collectGarbage", json!({})).await;
            // What was collected is told in a later task.
            stage.browser.run::<Value>("await new Promise((resolve) => setTimeout(resolve, 50))").await;
        }
        stage.browser.holds("the widget", "return document.querySelector('.upm') !== null").await;
    });
}

#[test]
fn every_language_can_be_chosen() {
    run(async |stage: &Stage| {
        open(stage, "phase=ready").await;
        let tags: Vec<String> = stage.browser.run("return (await fetch('/demo/languages')).json()").await;
        assert!(tags.len() > 2, "{tags:?}");
        for tag in tags {
            open(stage, &format!("phase=ready&lang={tag}")).await;
            let seen: [String; 2] = stage
                .browser
                .run(
                    "
                    const root = document.querySelector('update-payment-method').shadowRoot.querySelector('.upm');
                    return [root.lang, root.querySelector('.upm-button').textContent];",
                )
                .await;
            assert_eq!(seen[0], tag);
            assert_eq!(seen[1] == "Update payment method", tag.starts_with("en"), "{seen:?}");
        }
    });
}
