//! How the page's files are served: held back, refused, and listed.

use serde_json::json;
use upm_sandbox::Names;

use crate::running::{Running, start};

async fn switch(running: &Running, switches: serde_json::Value) {
    let request = running.http.post(running.url("/demo/files")).header("Content-Type", "application/json");
    assert_eq!(request.body(switches.to_string()).send().await.unwrap().status(), 204);
}

#[tokio::test]
async fn requests_are_listed_with_the_bytes_that_were_sent() {
    let running = start(Names::Loopback).await;
    let file = running.http.get(running.url("/widget_bg.wasm?retry=1")).header("Accept-Encoding", "br");
    assert_eq!(file.send().await.unwrap().text().await.unwrap(), "compressed");
    running.get("/nothing").await;
    running.json("/demo/config").await;
    let served = running.json("/demo/files").await["served"].clone();
    assert_eq!(served[0], json!({ "method": "GET", "path": "/widget_bg.wasm?retry=1", "status": 200, "bytes": 10 }));
    assert_eq!((&served[1]["path"], &served[1]["status"]), (&json!("/nothing"), &json!(404)));
    assert_eq!(served.as_array().unwrap().len(), 2, "{served}");
}

#[tokio::test]
async fn a_refused_file_is_there_again_later() {
    let running = start(Names::Loopback).await;
    switch(&running, json!({ "refuse": ["/widget_bg.wasm"] })).await;
    assert_eq!(running.get("/widget_bg.wasm?retry=1").await.status(), 503);
    assert_eq!(running.get("/").await.status(), 200);
    switch(&running, json!({})).await;
    assert_eq!(running.get("/widget_bg.wasm").await.status(), 200);
}

#[tokio::test]
async fn a_file_is_held_back_until_it_may_go() {
    let running = start(Names::Loopback).await;
    switch(&running, json!({ "hold": ["/widget_bg.wasm"] })).await;
    let held = tokio::spawn(running.http.get(running.url("/widget_bg.wasm")).send());
    // Others pass it, however long this takes.
    for _ in 0..20 {
        assert_eq!(running.get("/").await.status(), 200);
    }
    while running.json("/demo/files").await["served"].as_array().unwrap().len() < 21 {
        tokio::task::yield_now().await;
    }
    let served = running.json("/demo/files").await["served"].clone();
    let waiting: Vec<_> = served.as_array().unwrap().iter().filter(|entry| entry["status"] == 0).collect();
    assert_eq!(waiting, [&json!({ "method": "GET", "path": "/widget_bg.wasm", "status": 0, "bytes": 0 })]);
    assert!(!held.is_finished());
    switch(&running, json!({})).await;
    assert_eq!(held.await.unwrap().unwrap().text().await.unwrap(), "as it is");
}
