//! Addresses that a configuration may name.

use url::{Host, Url};

/// The origin of an API.
pub(super) fn api_base(text: &str) -> Result<(), String> {
    page(text)?;
    if is_origin(text) { Ok(()) } else { Err("give only the origin, without a slash at the end".to_owned()) }
}

/// An absolute address that may be called or sent to a browser: https, or http
/// on this machine.
pub(super) fn page(text: &str) -> Result<Url, String> {
    if text.is_empty() {
        return Err("there is none".to_owned());
    }
    let url = Url::parse(text).map_err(|_| "is not an absolute URL".to_owned())?;
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
        return Err("must be https (http only on loopback)".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold a user name or password".to_owned());
    }
    if text.contains(['{', '}']) || text.chars().any(char::is_whitespace) {
        return Err("must not hold braces or spaces".to_owned());
    }
    Ok(url)
}

/// Whether this is exactly what a browser would send as `Origin`, of a page that
/// may be called.
pub(super) fn is_origin(text: &str) -> bool {
    !text.contains('*') && page(text).is_ok_and(|url| url.origin().ascii_serialization() == text)
}

/// Whether the address is on this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for good in
            ["https://app.example.com", "https://app.example.com:8443", "http://127.0.0.1:3000", "http://localhost:1"]
        {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "*",
            "null",
            "",
            "app.example.com",
            "http://app.example.com",
            "https://app.example.com/",
            "https://app.example.com:443",
            "https://App.example.com",
            "https://*.example.com",
            "https://sam@app.example.com",
            "https://app.example.com?x",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }
}
