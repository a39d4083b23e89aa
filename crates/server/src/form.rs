//! The fallback form's answers: a redirect, or a small page that says what to do.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use url::form_urlencoded;

use crate::{
    error::{Code, Error},
    html::escape,
};

/// The page is itself a leaf: nothing is loaded, nothing runs.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The fields of the fallback form.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    /// A form cannot set a header, so the token comes in the body. That is no way
    /// in for other sites: they do not have it.
    pub customer_token: Option<String>,
    /// A BCP 47 tag.
    pub locale: Option<String>,
    /// One of the configured pages.
    pub return_url: Option<String>,
}

impl Fields {
    /// The fields of a body.
    ///
    /// # Errors
    /// It is not UTF-8, which no browser sends.
    pub(crate) fn read(body: &[u8]) -> Result<Self, Error> {
        if std::str::from_utf8(body).is_err() {
            return Err(Error::new(Code::BodyInvalid, "The form is not UTF-8."));
        }
        let mut fields = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            let slot = match name.as_ref() {
                "customer_token" => &mut fields.customer_token,
                "locale" => &mut fields.locale,
                "return_url" => &mut fields.return_url,
                _ => continue,
            };
            *slot = Some(value.into_owned()).filter(|value| !value.is_empty());
        }
        Ok(fields)
    }
}

/// 303 to the provider's page.
pub(crate) fn see_other(url: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(url) else {
        return page(&Error::new(Code::ProviderUnavailable, "The provider's address is none."), None);
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(header::LOCATION, location);
    response
}

/// The error as a page for the customer, with a way back to her account page.
pub(crate) fn page(error: &Error, back: Option<&str>) -> Response {
    let (heading, advice) = words(error.code());
    let back =
        back.map(|url| format!(r#"<p><a href="{}">Back to your account</a></p>"#, escape(url))).unwrap_or_default();
    let html = format!(
        r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{heading}</title>
<style>
:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }}
body {{ margin: 0; min-height: 100vh; display: grid; place-content: center; padding: 1.5rem; box-sizing: border-box }}
main {{ max-width: 28rem }}
h1 {{ font-size: 1.25rem; margin: 0 0 .5rem }}
small {{ opacity: .7 }}
</style>
<main>
<h1>{heading}</h1>
<p>{advice}</p>
{back}
<small>{code}</small>
</main>
</html>
"#,
        code = error.code().as_str(),
    );
    let mut response = error.dress(Response::new(Body::from(html)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// What the customer reads. The engineer's detail is not for her.
fn words(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::TokenMissing | Code::TokenInvalid | Code::TokenExpired => (
            "Please sign in again",
            "Your session has ended. Go back to your account, reload the page and try again. Nothing has changed.",
        ),
        Code::SubscriptionCanceled => ("This subscription has ended", "Its payment method can no longer be changed."),
        Code::ManualCollection => {
            ("This subscription is paid by invoice", "There is no stored payment method to change.")
        }
        Code::SubscriptionPaused => ("This subscription is paused", "Resume it first, then change the payment method."),
        code if code.passes() => (
            "Please try again in a moment",
            "The payment page could not be opened just now. Nothing has been charged or changed.",
        ),
        _ => (
            "The payment page could not be opened",
            "Nothing has been charged or changed. If it happens again, please contact support and name the word below.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_and_others_ignored() {
        let fields =
            Fields::read(b"customer_token=a.b.c&locale=&return_url=https%3A%2F%2Fapp.example.com%2F&x=1&%FF=%FF")
                .unwrap();
        assert_eq!(fields.customer_token.as_deref(), Some("a.b.c"));
        assert_eq!(fields.locale, None);
        assert_eq!(Fields::read(b"locale=\xff").unwrap_err().code(), Code::BodyInvalid);
        assert_eq!(fields.return_url.as_deref(), Some("https://app.example.com/"));
    }

    #[test]
    fn an_address_with_a_line_break_is_no_header() {
        assert_eq!(see_other("https://a.example\r\nSet-Cookie: x").status(), StatusCode::BAD_GATEWAY);
        assert_eq!(see_other("https://checkout.stripe.com/c/pay/cs_test_1#fid").status(), StatusCode::SEE_OTHER);
    }
}
