//! Every state of the gallery: its rules, colours and sizes.

use e2e::pages::gallery;
use e2e::{Stage, run_in_gallery};
use serde_json::Value;

/// Both providers have their states, and both directions their order; German has the long words.
const GALLERIES: [&str; 8] = [
    "provider=paddle&theme=light&lang=en",
    "provider=paddle&theme=dark&lang=ar",
    "provider=stripe&theme=dark&lang=en",
    "provider=stripe&theme=light&lang=ar",
    "provider=paddle&theme=dark&lang=de&host=bootstrap",
    "provider=stripe&theme=light&lang=de&host=tailwind",
    "provider=paddle&theme=light&lang=en&embed=mount",
    "provider=stripe&theme=dark&lang=ar&embed=mount",
];

/// Text spacing as far as WCAG 1.4.12 goes, by a sheet of the person's own, in every tree.
const SPACED: &str = "
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
      p { margin-block-end: 2em !important }`);
    const trees = [document, ...[...document.querySelectorAll('update-payment-method')].map(({ shadowRoot }) => shadowRoot)];
    for (const tree of trees) tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
    return trees.length;";

#[test]
fn no_rule_is_broken_in_any_state() {
    run_in_gallery(async |stage: &Stage| {
        for choices in GALLERIES {
            gallery::open(stage, choices).await;
            stage.browser.breaks_no_rule(choices).await;
        }
        stage.browser.is_wide(320, 4).await;
        gallery::open(stage, GALLERIES[0]).await;
        stage.browser.breaks_no_rule("at 400 %").await;
    });
}

#[test]
fn every_state_has_enough_contrast() {
    run_in_gallery(async |stage: &Stage| {
        for choices in GALLERIES {
            gallery::open(stage, choices).await;
            let found = stage.browser.contrast().await;
            assert!(found.wrong.is_empty(), "{choices}: {:#?}", found.wrong);
            assert!(found.looked_at > 500, "{choices}: only {} were measured", found.looked_at);
        }
    });
}

async fn fits(stage: &Stage, what: &str) {
    let found = stage.browser.layout().await;
    assert!(found.wrong.is_empty(), "{what}: {:#?}", found.wrong);
    assert!(found.looked_at > 300, "{what}: only {} were looked at", found.looked_at);
}

/// 1280 pixels are 640 at 200 % and 320 at 400 %.
#[test]
fn every_state_fits_when_zoomed() {
    run_in_gallery(async |stage: &Stage| {
        for (width, scale) in [(1280, 1), (640, 2), (320, 4)] {
            stage.browser.is_wide(width, scale).await;
            for choices in ["provider=paddle&lang=de", "provider=stripe&lang=ar", "provider=paddle&lang=en&embed=mount"]
            {
                gallery::open(stage, choices).await;
                fits(stage, &format!("{choices} at {width}")).await;
            }
        }
    });
}

#[test]
fn every_state_fits_with_larger_and_wider_text() {
    run_in_gallery(async |stage: &Stage| {
        for width in [1280, 320] {
            stage.browser.is_wide(width, 1).await;
            for choices in ["provider=paddle&lang=de", "provider=stripe&lang=ar"] {
                gallery::open(stage, choices).await;
                assert!(stage.browser.run::<usize>(SPACED).await > 30);
                fits(stage, &format!("{choices} spaced, at {width}")).await;
                stage.browser.run::<Value>("document.documentElement.style.fontSize = '200%'").await;
                if width == 1280 {
                    fits(stage, &format!("{choices} spaced and twice as large, at {width}")).await;
                }
            }
        }
    });
}

#[test]
fn forced_colours_leave_everything_to_be_seen() {
    run_in_gallery(async |stage: &Stage| {
        for scheme in ["light", "dark"] {
            stage.browser.prefers(&[("forced-colors", "active"), ("prefers-color-scheme", scheme)]).await;
            gallery::open(stage, "provider=paddle").await;
            assert!(stage.browser.run::<bool>("return matchMedia('(forced-colors: active)').matches").await);
            let found = stage.browser.contrast().await;
            assert!(found.wrong.is_empty(), "{scheme}: {:#?}", found.wrong);
            let bare: Vec<String> = stage.browser.run(UNFRAMED).await;
            assert!(bare.is_empty(), "{scheme}: {bare:#?}");
        }
    });
}

/// Grounds are gone in forced colours: what they set apart has an edge, and what they made an icon is drawn.
const UNFRAMED: &str = "
    const wrong = [];
    for (const { shadowRoot } of document.querySelectorAll('update-payment-method')) {
      for (const node of shadowRoot.querySelectorAll('.upm-button, .upm-message, .upm-notice, .upm-file')) {
        const { borderBlockStartWidth, borderBlockStartColor, backgroundColor } = getComputedStyle(node);
        if (borderBlockStartWidth === '0px' || borderBlockStartColor === getComputedStyle(shadowRoot.querySelector('.upm')).backgroundColor) {
          wrong.push(`${node.className} ${node.textContent}: ${borderBlockStartWidth} ${borderBlockStartColor} ${backgroundColor}`);
        }
      }
    }
    return wrong;";

/// Nothing turns; that a button which is needed late comes late is no motion.
#[test]
fn who_wants_no_motion_has_none() {
    run_in_gallery(async |stage: &Stage| {
        let moving = "
            const trees = [document, ...[...document.querySelectorAll('update-payment-method')].map(({ shadowRoot }) => shadowRoot)];
            return trees.flatMap((tree) => tree.getAnimations()).map((animation) => animation.animationName ?? 'a transition');";
        gallery::open(stage, "provider=paddle").await;
        assert!(stage.browser.run::<Vec<String>>(moving).await.contains(&"upm-turn".to_owned()));
        stage.browser.prefers(&[("prefers-reduced-motion", "reduce")]).await;
        gallery::open(stage, "provider=paddle").await;
        let left: Vec<String> = stage.browser.run(moving).await;
        assert!(left.iter().all(|name| name == "upm-late"), "{left:?}");
    });
}
