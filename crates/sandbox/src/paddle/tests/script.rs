//! How the script and the frame are served.

use serde_json::json;

use super::harness::Double;

const SCRIPT: &str = "/paddle/v2/paddle.js";

#[tokio::test]
async fn the_script_is_one_scope_with_its_switches_in_front() {
    let double = Double::start().await;
    let script = double.fetch(SCRIPT, None).await;
    assert_eq!(script.headers["content-type"], "text/javascript; charset=utf-8");
    assert_eq!(script.headers["cache-control"], "no-store");
    assert!(script.text.starts_with("(function () {\n\"use strict\";\nconst SWITCHES = {"));
    assert!(script.text.contains("window.PaddleBillingV1 = paddle;"));
    assert!(script.text.contains("\"late_events\":true"));
    assert!(script.text.contains("\"error_frame\":false"));
    double.control(json!({"script": "no_global", "error_frame": true})).await;
    let script = double.fetch(SCRIPT, None).await;
    assert!(script.text.contains("\"no_global\":true"));
    assert!(script.text.contains("\"error_frame\":true"));
}

#[tokio::test]
async fn the_script_fails_as_often_as_asked() {
    let double = Double::start().await;
    double.control(json!({"script": {"fail_next": 2}})).await;
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(double.fetch(SCRIPT, None).await.status);
    }
    assert_eq!(seen, [503, 503, 200]);
}

#[tokio::test]
async fn every_file_that_a_page_names_is_there() {
    let double = Double::start().await;
    for page in ["/checkout", "/checkout/paypal", "/paddle/v2/error.html"] {
        let html = double.fetch(page, None).await;
        assert_eq!((html.status, html.headers["content-type"].to_str().unwrap()), (200, "text/html; charset=utf-8"));
        let names = html.text.split('"').filter(|text| text.starts_with("/checkout/"));
        for name in names {
            assert_eq!(double.fetch(name, None).await.status, 200, "{name}");
        }
    }
    for name in ["bridge", "form", "view"] {
        let path = format!("/checkout/{name}.js");
        assert_eq!(double.fetch(&path, None).await.status, 200, "{path}");
    }
    // None of this is the API, so none of it is in the log.
    assert!(double.log.entries().is_empty());
}
