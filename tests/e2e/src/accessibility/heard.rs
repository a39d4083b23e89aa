//! What is announced.

use serde_json::Value;

use crate::Stage;
use crate::browser::Browser;
use crate::wait::until;

/// Listens from the start of every document.
const LISTEN: &str = include_str!("heard.js");

/// All announcements of the widgets' live regions, also over navigations.
#[derive(Debug)]
pub struct Heard<'a>(&'a Browser);

impl<'a> Heard<'a> {
    /// From the next page on.
    pub async fn listen(stage: &'a Stage) -> Self {
        stage.browser.in_every_document(LISTEN).await;
        Self(&stage.browser)
    }

    /// `status: Opening the secure checkout…`, ….
    pub async fn all(&self) -> Vec<String> {
        let script = "return JSON.parse(sessionStorage.getItem('e2e-heard') ?? '[]')";
        let said: Vec<[String; 2]> = self.0.run(script).await;
        said.iter().map(|[role, text]| format!("{role}: {text}")).collect()
    }

    /// Waits until the last announcement begins like this; all of them, which are forgotten then.
    pub async fn up_to(&self, last: &str) -> Vec<String> {
        let all = until(&format!("the announcement {last}"), async || {
            let all = self.all().await;
            if all.last().is_some_and(|heard| heard.starts_with(last)) {
                Ok(all)
            } else {
                Err(format!("{all:#?}").into())
            }
        })
        .await;
        self.0.run::<Value>("sessionStorage.removeItem('e2e-heard')").await;
        all
    }
}
