//! Every answer that a test gets is held against `openapi.json`.

use std::sync::LazyLock;

use axum::http::{HeaderMap, Method, StatusCode, header};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// The document, with objects closed: what is not written there is a mistake here.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let mut document: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    close(&mut document["components"]["schemas"]);
    document
});

fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("type") == Some(&json!("object")) && members.contains_key("properties") {
                members.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            members.values_mut().for_each(close);
        }
        Value::Array(parts) => parts.iter_mut().for_each(close),
        _ => {}
    }
}

fn validator(schema: &Value) -> Validator {
    let mut whole = Map::new();
    whole.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    whole.insert("components".to_owned(), DOCUMENT["components"].clone());
    whole.insert("allOf".to_owned(), json!([schema]));
    jsonschema::validator_for(&Value::Object(whole)).unwrap()
}

/// The document's path for an address, if it has one.
pub fn template(path: &str) -> Option<&'static str> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let direct = paths.keys().find(|template| *template == path);
    let update = || path.strip_prefix("/payment-method-updates/").filter(|id| !id.is_empty() && !id.contains('/'));
    direct.map(String::as_str).or_else(|| update().map(|_| "/payment-method-updates/{id}"))
}

/// A documented answer, with references followed.
pub fn documented(template: &str, method: &str, status: StatusCode) -> Option<&'static Value> {
    let operation = DOCUMENT["paths"].get(template)?.get(method.to_ascii_lowercase())?;
    let answer = operation["responses"].get(status.as_str())?;
    match answer["$ref"].as_str() {
        Some(reference) => DOCUMENT.pointer(reference.strip_prefix('#').unwrap()),
        None => Some(answer),
    }
}

/// The answer is one that the document names, with such a body and such headers.
pub fn holds(method: &Method, path: &str, status: StatusCode, headers: &HeaderMap, body: &str) {
    let kind = headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap());
    if kind == Some("application/problem+json") {
        valid(&json!({"$ref": "#/components/schemas/Problem"}), body);
        assert_eq!(serde_json::from_str::<Value>(body).unwrap()["status"], status.as_u16());
    }
    // What is not there at all is no operation's answer, and neither is a wrong method's or a preflight's.
    let Some(template) = template(path) else { return };
    let elsewhere = body.contains("\"no_such_route\"") || status == StatusCode::METHOD_NOT_ALLOWED;
    if elsewhere || !matches!(*method, Method::GET | Method::POST) {
        return;
    }
    let answer = documented(template, method.as_str(), status);
    let answer = answer.unwrap_or_else(|| panic!("openapi.json has no {status} for {method} {template}: {body}"));
    for (name, rule) in answer["headers"].as_object().into_iter().flatten() {
        assert!(rule["required"] != true || headers.contains_key(name), "{method} {template} {status}: {name}");
    }
    // Errors of the form are pages.
    if kind == Some("text/html; charset=utf-8") && method == Method::POST {
        return;
    }
    match answer["content"].as_object().and_then(|content| content.iter().next()) {
        Some((expected, content)) => {
            assert_eq!(kind, Some(expected.as_str()), "{method} {template} {status}");
            if expected.contains("json") {
                valid(&content["schema"], body);
            }
        }
        None => assert_eq!(body, "", "{method} {template} {status}"),
    }
}

fn valid(schema: &Value, body: &str) {
    let body: Value = serde_json::from_str(body).unwrap();
    if let Err(error) = validator(schema).validate(&body) {
        panic!("{error} at {}: {body}", error.instance_path());
    }
}
