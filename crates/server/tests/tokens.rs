//! The examples in other languages mint what this service takes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod common;

use std::{path::Path, process::Command};

use axum::http::StatusCode;
use common::{CUSTOMER, Mock, SUBSCRIPTION, app, get};

/// The token, or nothing where the interpreter is missing.
fn mint(interpreter: &str, file: &str, secret: &str) -> Option<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/tokens").join(file);
    let run = Command::new(interpreter)
        .arg(&file)
        .args(["account", "stripe", CUSTOMER, SUBSCRIPTION])
        .env("TOKEN_SECRET", secret)
        .output();
    let output = match run {
        Ok(output) => output,
        Err(error) => {
            println!("NOT CHECKED: {}: {interpreter} cannot be run: {error}", file.display());
            return None;
        }
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

#[tokio::test]
async fn each_language_mints_a_good_token() {
    // 404 of the provider, which is only asked with a good token.
    let mock = Mock::start(|_| StatusCode::NOT_FOUND).await;
    let app = app(&mock);
    for (interpreter, file) in [("node", "node.mjs"), ("python3", "python.py"), ("php", "php.php")] {
        let Some(token) = mint(interpreter, file, "0123456789abcdef0123456789abcdef") else { continue };
        let answer = get(&app, "/payment-method-updates/cs_test_1", &token).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "unknown"), "{file}");
        let forged = mint(interpreter, file, "another secret of thirty-two bytes").unwrap();
        assert_eq!(get(&app, "/payment-method-updates/cs_test_1", &forged).await.code(), "token_invalid", "{file}");
    }
    assert_eq!(mock.seen().len(), 1, "one customer, one answer kept");
}
