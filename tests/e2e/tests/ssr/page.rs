//! The account page of the Leptos application.

use e2e::Stage;
use e2e::application::{Application, site};
use serde_json::{Value, json};

/// Holds the module back until the test lets it go, so that the server's elements can be marked before.
const HOLD: &str = "
    const compile = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...module) => {
      await new Promise((resolve) => { window.hydrate = resolve; });
      return compile.call(WebAssembly, ...module);
    };";

pub struct Page<'a> {
    pub stage: &'a Stage,
    pub language: &'static str,
    app: Application,
}

/// Runs a test with the application; `console` holds it to a console without a word.
pub fn run(language: &'static str, test: impl AsyncFnOnce(&Page<'_>)) {
    e2e::run_on(site(), async |stage: &Stage| {
        let page = Page { stage, language, app: Application::start(stage) };
        test(&page).await;
        let console = stage.browser.console().await;
        let own: Vec<_> = console.iter().filter(|line| line.contains(page.app.origin())).collect();
        assert!(own.is_empty(), "the page said: {own:#?}");
    });
}

impl Page<'_> {
    /// Opens it in its language.
    pub async fn open(&self) {
        let url = format!("{}/?lang={}", self.app.origin(), self.language);
        self.stage.browser.driver.goto(url.as_str()).await.unwrap();
    }

    /// Opens it with the module held back.
    pub async fn open_held(&self) {
        self.stage.browser.in_every_document(HOLD).await;
        self.open().await;
    }

    /// Lets the module go, and waits until it has taken over.
    pub async fn hydrate(&self) {
        let browser = &self.stage.browser;
        browser.holds("the module to come", "return typeof window.hydrate === 'function'").await;
        browser.run::<Value>("window.hydrate()").await;
        browser.holds("the widget to take over", "return document.querySelector('.upm input') === null").await;
    }

    /// Where it is.
    pub fn origin(&self) -> &str {
        self.app.origin()
    }

    /// A text of the widget's.
    pub fn text(&self, key: &str) -> String {
        let file = format!("{}/../../src/locales/{}.json", env!("CARGO_MANIFEST_DIR"), self.language);
        let texts: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        texts[key].as_str().unwrap().to_owned()
    }

    /// `lang` and `dir` of the document and of the widget.
    pub async fn languages(&self) -> [String; 4] {
        let script = "
            const [html, upm] = [document.documentElement, document.querySelector('.upm')];
            return [html.lang, html.dir, upm.lang, upm.dir];";
        self.stage.browser.run(script).await
    }

    /// What stands in an element, with blanks made even; nothing where it is not there.
    pub async fn reads(&self, css: &str) -> Option<String> {
        let script = "
            const found = document.querySelector(arguments[0]);
            return found && found.textContent.replace(/\\s+/g, ' ').trim();";
        self.stage.browser.run_with(script, vec![json!(css)]).await
    }

    /// An amount in pounds, as the browser writes it.
    pub async fn pounds(&self, amount: f64) -> String {
        let script = "
            const [amount, locale] = arguments;
            const text = new Intl.NumberFormat(locale, { style: 'currency', currency: 'GBP' }).format(amount);
            return (locale === 'ar' ? text + '\\u200e' : text).replace(/\\s+/g, ' ').trim();";
        self.stage.browser.run_with(script, vec![json!(amount), json!(self.language)]).await
    }
}
