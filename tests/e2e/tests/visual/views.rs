//! What is looked at: most states once, then languages, themes, widths and host pages with the states that have the most to show.

/// One view of the gallery.
#[derive(Clone, Copy, Debug)]
pub struct View {
    pub state: &'static str,
    pub theme: &'static str,
    pub lang: &'static str,
    pub width: u32,
    pub host: &'static str,
    pub embed: &'static str,
}

const PLAIN: View = View { state: "", theme: "light", lang: "en", width: 320, host: "bare", embed: "element" };

impl View {
    /// The address's query.
    pub fn query(&self) -> String {
        let Self { state, theme, lang, width, host, embed } = self;
        format!("phase={state}&theme={theme}&lang={lang}&width={width}&host={host}&embed={embed}")
    }

    /// The name of the picture it has to look like: in the page's own tree it looks as it does in the element.
    pub fn reference(&self) -> String {
        Self { embed: PLAIN.embed, ..*self }.name()
    }

    /// Whether that is a picture of itself.
    pub fn has_its_own_reference(&self) -> bool {
        self.embed == PLAIN.embed
    }

    /// The picture's name.
    pub fn name(&self) -> String {
        let Self { state, theme, lang, width, host, embed } = self;
        format!("{state}.{lang}.{theme}.{width}.{host}.{embed}.png")
    }
}

/// Each state in English, light and narrow.
pub fn states() -> Vec<View> {
    let names = [
        "ready",
        "ready-card",
        "ready-wallet",
        "ready-expires-soon",
        "ready-expired",
        "ready-past-due-now",
        "ready-past-due-later",
        "ready-past-due-long",
        "ready-past-due-wide",
        "ready-past-due-yen",
        "ready-past-due-dinar",
        "starting",
        "review",
        "redirecting-slow",
        "open-overlay",
        "open-inline",
        "open-declined",
        "confirming",
        "waiting",
        "received",
        "updated-paid",
        "updated-action",
        "updated-previous",
        "cancelled",
        "failed-network",
    ];
    names.map(|state| View { state, ..PLAIN }).to_vec()
}

/// The states with the most to show.
const RICH: [&str; 3] = ["ready-past-due-now", "open-declined", "updated-action"];

/// German, Arabic and the scripts of other languages; light and dark; narrow and wide.
pub fn languages() -> Vec<View> {
    let mut views = Vec::new();
    for state in RICH {
        let view = View { state, ..PLAIN };
        views.push(View { lang: "de", ..view });
        views.push(View { lang: "ar", ..view });
        views.push(View { theme: "dark", ..view });
        views.push(View { lang: "ar", theme: "dark", width: 1280, ..view });
        views.push(View { width: 1280, ..view });
    }
    let state = "ready-past-due-now";
    views.extend(["ja", "zh", "hi-IN", "th"].map(|lang| View { state, lang, ..PLAIN }));
    views
}

/// Inside Bootstrap and Tailwind, both ways of embedding.
pub fn hosts() -> Vec<View> {
    let mut views = Vec::new();
    for host in ["bootstrap", "tailwind"] {
        for embed in ["element", "mount"] {
            let view = View { host, embed, width: 480, ..PLAIN };
            views.push(View { state: "ready-past-due-now", ..view });
            views.push(View { state: "open-inline-past-due", theme: "dark", ..view });
            views.push(View { state: "updated-action", lang: "ar", ..view });
        }
    }
    views.push(View { state: "ready-past-due-now", embed: "mount", ..PLAIN });
    views
}
