//! The program itself: what it logs, and how it stops.

use std::{
    io::Read,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::http::StatusCode;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use update_payment_method_server::Provider;

use crate::{
    SECRETS,
    common::{CUSTOMER, Mock, SUBSCRIPTION, press, token},
};

/// Dropping it ends it, or a failed test would leave it behind.
struct Program {
    child: Option<Child>,
    address: String,
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Program {
    async fn start(mock: &Mock, environment: &[(&str, &str)]) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let child = Command::new(env!("CARGO_BIN_EXE_update-payment-method-server"))
            .env_clear()
            .envs([
                ("UPM_LISTEN", address.as_str()),
                ("UPM_LOG", "debug"),
                ("UPM_LOG_FORMAT", "json"),
                ("UPM_SWEEP_EVERY", "0"),
                ("UPM_TOKEN_SECRETS", "0123456789abcdef0123456789abcdef"),
                ("UPM_TOKEN_AUDIENCE", "account"),
                ("UPM_RETURN_URL", "https://app.example.com/account"),
                ("UPM_STRIPE_SECRET_KEY", "sk_test_made_up"),
                ("UPM_STRIPE_API_BASE", mock.base.as_str()),
                ("UPM_STRIPE_WEBHOOK_SECRETS", "whsec_made_up"),
            ])
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let program = Self { child: Some(child), address };
        for _ in 0..500 {
            if TcpStream::connect(&program.address).await.is_ok() {
                return program;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it does not listen");
    }

    /// The whole answer to one request, as text.
    async fn send(&self, line: &str, headers: &str, body: &str) -> String {
        send(self.address.clone(), line, headers, body).await
    }

    fn terminate(&self) {
        let done =
            Command::new("kill").args(["-TERM", &self.child.as_ref().unwrap().id().to_string()]).status().unwrap();
        assert!(done.success());
    }

    /// The log, once it has ended well.
    async fn ended(mut self) -> String {
        let child = self.child.as_mut().unwrap();
        for _ in 0..1500 {
            if let Some(status) = child.try_wait().unwrap() {
                assert!(status.success(), "{status:?}");
                let mut log = String::new();
                child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
                return log;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it does not end");
    }
}

async fn send(address: String, line: &str, headers: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let request = format!(
        "{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn the_log_names_requests_and_nobody() {
    let failing = Arc::new(Mutex::new(false));
    let fail = Arc::clone(&failing);
    let mock = Mock::start(move |seen| {
        if *fail.lock().unwrap() {
            let body = r#"{"error": {"type": "invalid_request_error", "code": "parameter_unknown", "param": "sam@example.com", "message": "seti_1_secret_made_up"}}"#;
            return axum::response::IntoResponse::into_response((StatusCode::BAD_REQUEST, body));
        }
        crate::stripe(seen)
    })
    .await;
    let program = Program::start(&mock, &[]).await;
    let token = token(Provider::Stripe);
    let bearer = format!("Authorization: Bearer {token}\r\n");
    let json = format!("{bearer}Content-Type: application/json\r\nX-Request-Id: edge-7\r\n");
    let start = press().to_string();
    for (line, headers, body, status) in [
        ("POST /payment-method-updates", json.as_str(), start.as_str(), 200),
        ("GET /payment-method-updates", bearer.as_str(), "", 200),
        ("GET /payment-method-updates/cs_test_1", &bearer, "", 200),
        ("GET /payment-method-updates/cs_test_9", &bearer, "", 404),
        ("GET /payment-method-updates", "Authorization: Bearer sam@example.com\r\n", "", 401),
        ("POST /webhooks/stripe", "Stripe-Signature: t=1,v1=00\r\n", "{\"email\": \"sam@example.com\"}", 400),
        ("GET /sam@example.com?token=whsec_made_up", "X-Request-Id: sam@example.com\r\n", "", 404),
        ("SAMEXAMPLE /payment-method-updates", "", "", 405),
    ] {
        let answer = program.send(line, headers, body).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{line}: {answer}");
    }
    *failing.lock().unwrap() = true;
    assert!(program.send("POST /payment-method-updates", &json, &press().to_string()).await.contains(" 502 "));
    program.terminate();
    let log = program.ended().await;
    let personal = [
        token.as_str(),
        &start,
        CUSTOMER,
        SUBSCRIPTION,
        "cs_test",
        "seti_",
        "checkout.stripe.com",
        "SAMEXAMPLE",
        "v1=00",
    ];
    for text in SECRETS.iter().copied().chain(personal) {
        assert!(!log.contains(text), "{text} is in the log:\n{log}");
    }
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let answered: Vec<&Value> =
        lines.iter().filter(|line| line["message"] == "answered" && line["span"]["name"] == "request").collect();
    let routes: Vec<_> =
        answered.iter().filter(|line| line["ms"].is_u64()).filter_map(|line| line["span"]["route"].as_str()).collect();
    assert!(routes.contains(&"/payment-method-updates/{id}") && routes.contains(&"none"), "{log}");
    assert!(answered.iter().any(|line| line["span"]["id"] == "edge-7" && line["status"] == 200), "{log}");
    // Calls to the provider carry the id of the request that they are made for.
    assert!(lines.iter().any(|line| line["call"] == "create session" && line["span"]["id"] == "edge-7"), "{log}");
}

#[tokio::test]
async fn it_drains_finishes_what_is_under_way_and_ends() {
    let (open, opened) = tokio::sync::watch::channel(false);
    let arrived = Arc::new(tokio::sync::Notify::new());
    let seen = Arc::clone(&arrived);
    let provider = {
        let app = axum::Router::new().fallback(move || {
            let (mut opened, seen) = (opened.clone(), Arc::clone(&seen));
            async move {
                seen.notify_one();
                let _ = opened.wait_for(|open| *open).await;
                StatusCode::NOT_FOUND
            }
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        base
    };
    let mock = Mock::start(crate::stripe).await;
    let program = Program::start(&mock, &[("UPM_STRIPE_API_BASE", &provider), ("UPM_DRAIN", "1m")]).await;
    assert!(program.send("GET /healthz", "", "").await.starts_with("HTTP/1.1 200"));
    let bearer = format!("Authorization: Bearer {}\r\n", token(Provider::Stripe));
    let address = program.address.clone();
    let under_way =
        tokio::spawn(async move { send(address, "GET /payment-method-updates/cs_test_1", &bearer, "").await });
    arrived.notified().await;
    program.terminate();
    let mut health = String::new();
    for _ in 0..500 {
        health = program.send("GET /healthz", "", "").await;
        if health.starts_with("HTTP/1.1 503") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(health.starts_with("HTTP/1.1 503"), "{health}");
    // Who drains still serves.
    assert!(program.send("GET /metrics", "", "").await.starts_with("HTTP/1.1 200"));
    // Being told again, it does not wait for the minute.
    program.terminate();
    for _ in 0..500 {
        if TcpStream::connect(&program.address).await.is_err() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(TcpStream::connect(&program.address).await.is_err(), "it accepts no more");
    open.send(true).unwrap();
    let answer = under_way.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 404") && answer.contains("\"unknown\""), "{answer}");
    assert!(program.ended().await.contains("\"stopped\""));
}

#[tokio::test]
async fn check_tells_all_mistakes_and_no_secret() {
    let run = |file: &str| {
        let path = std::env::temp_dir().join(format!("upm-{}.toml", uuid::Uuid::now_v7()));
        std::fs::write(&path, file).unwrap();
        let program = env!("CARGO_BIN_EXE_update-payment-method-server");
        let output = Command::new(program).env_clear().arg("--config").arg(&path).arg("check").output().unwrap();
        std::fs::remove_file(&path).unwrap();
        (
            output.status.success(),
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap(),
        )
    };
    let example = include_str!("../../config.example.toml");
    assert_eq!(run(example), (true, "the configuration can be used\n".to_owned()));
    let broken = example.replace("sk_test_made_up", "pk_test_made_up").replace("audience = ", "audiance = ");
    let (good, said) = run(&broken);
    assert!(!good && said.lines().count() == 5, "{said}");
    assert!(
        said.contains("stripe.secret_key")
            && said.contains("token.audiance: there is no such")
            && said.contains("token.audience")
    );
    assert!(!said.contains("made_up"), "{said}");
}
