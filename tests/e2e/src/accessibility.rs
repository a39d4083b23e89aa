//! What the page is to people who do not see it, do not point at it, or see it in colours and sizes of their own.

mod axe;
mod focus;
mod heard;
mod tree;

use serde_json::{Value, json};

use crate::browser::Browser;

pub use focus::Keyboard;
pub use heard::Heard;
pub use tree::{Panel, panels};

/// Measures every pair of colours on every panel of the page: what fails, and how many were measured.
const CONTRAST: &str = concat!(
    include_str!("accessibility/panels.js"),
    include_str!("accessibility/colors.js"),
    include_str!("accessibility/contrast.js"),
);
/// Looks for what is cut off, covered, or too small to hit.
const LAYOUT: &str = concat!(include_str!("accessibility/panels.js"), include_str!("accessibility/layout.js"));

/// What was found, and in how much.
#[derive(Debug, serde::Deserialize)]
pub struct Findings {
    /// What is wrong, in words.
    pub wrong: Vec<String>,
    /// How many things were looked at.
    pub looked_at: usize,
}

impl Browser {
    /// Breaks no rule of axe-core, on this page as it is now. Nothing is checked where there is no axe-core;
    /// `cargo xtask test e2e` says so then.
    ///
    /// # Panics
    /// When a rule is broken.
    pub async fn breaks_no_rule(&self, what: &str) {
        let broken = axe::broken(self).await;
        assert!(broken.is_empty(), "{what}: {broken:#?}");
    }

    /// The contrast of all texts, icons, borders of controls and focus rings on the page's panels.
    pub async fn contrast(&self) -> Findings {
        self.run(CONTRAST).await
    }

    /// Whether all of the page's panels fits, and can be hit.
    pub async fn layout(&self) -> Findings {
        self.run(LAYOUT).await
    }

    /// What the person has set in the system: `[("forced-colors", "active")]`.
    pub async fn prefers(&self, features: &[(&str, &str)]) {
        let features: Vec<Value> =
            features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// A window of this width in CSS pixels, as zoom makes one.
    pub async fn is_wide(&self, pixels: u32, scale: u32) {
        let size = json!({ "width": pixels, "height": 800, "deviceScaleFactor": scale, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", size).await;
    }
}
