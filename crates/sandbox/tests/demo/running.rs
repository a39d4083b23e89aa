//! A running sandbox with a page of one line.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::Value;
use upm_sandbox::{Names, Sandbox, SandboxConfig};

pub struct Running {
    pub sandbox: Sandbox,
    pub http: Client,
    dist: PathBuf,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dist);
    }
}

pub async fn start(names: Names) -> Running {
    // Another test may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let dist = std::env::temp_dir().join(format!("upm-sandbox-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&dist).unwrap();
    std::fs::write(dist.join("index.html"), r#"<!doctype html><p>Fernway<form><input name="customer_token"></form>"#)
        .unwrap();
    std::fs::write(dist.join("widget_bg.wasm"), "as it is").unwrap();
    std::fs::write(dist.join("widget_bg.wasm.br"), "compressed").unwrap();
    for (name, text) in [
        ("page/gallery/index.html", "<!doctype html><p>Gallery"),
        ("locales/de.json", "{}"),
        ("locales/de.json.br", ""),
    ] {
        let file = dist.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    let config = SandboxConfig { port: 0, dist: dist.clone(), names };
    let sandbox = Sandbox::start(config).await.unwrap();
    let http = Client::builder().redirect(Policy::none()).build().unwrap();
    Running { sandbox, http, dist }
}

impl Running {
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.page())
    }

    pub async fn get(&self, path: &str) -> Response {
        self.http.get(self.url(path)).send().await.unwrap()
    }

    pub async fn json(&self, path: &str) -> Value {
        let response = self.get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(header(&response, "content-type"), "application/json");
        assert_eq!(header(&response, "cache-control"), "no-store");
        serde_json::from_str(&response.text().await.unwrap()).unwrap()
    }

    pub async fn token(&self, customer: &str) -> String {
        let answer = self.json(&format!("/demo/token?customer={customer}")).await;
        answer["token"].as_str().unwrap().to_owned()
    }
}

pub fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or("")
}
