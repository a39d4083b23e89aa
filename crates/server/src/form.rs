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
    words::{Language, Said},
};

/// The page is itself a leaf: nothing is loaded, nothing runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

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
pub(crate) fn see_other(url: &str) -> Result<Response, Error> {
    let location = HeaderValue::from_str(url)
        .map_err(|_| Error::new(Code::ProviderUnavailable, "The provider's address is none."))?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

/// The error as a page for the customer, with a way back to her account page.
pub(crate) fn page(error: &Error, back: Option<&str>, language: &Language) -> Response {
    let Said { title, text } = said(error.code(), language);
    let back = back
        .map(|url| format!(r#"<p><a href="{}">{}</a></p>"#, escape(url), escape(language.words.back)))
        .unwrap_or_default();
    let html = format!(
        r#"<!doctype html>
<html lang="{lang}" dir="{dir}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }}
body {{ margin: 0; min-height: 100vh; display: grid; place-content: center; padding: 1.5rem; box-sizing: border-box }}
main {{ max-width: 28rem }}
h1 {{ font-size: 1.25rem; margin: 0 0 .5rem }}
small {{ opacity: .7 }}
</style>
<main>
<h1>{title}</h1>
<p>{text}</p>
{back}
<small><bdi>{code}</bdi></small>
</main>
</html>
"#,
        lang = language.tag,
        dir = language.direction(),
        title = escape(title),
        text = escape(text),
        code = error.code().as_str(),
    );
    let mut response = error.dress(Response::new(Body::from(html)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// What the customer reads. The engineer's detail is not for her.
fn said(code: Code, language: &Language) -> &Said {
    let words = &language.words.form;
    match code {
        Code::TokenMissing | Code::TokenInvalid | Code::TokenExpired => &words.session,
        Code::SubscriptionCanceled => &words.canceled,
        Code::SubscriptionPaused => &words.paused,
        Code::ManualCollection => &words.manual,
        Code::PaymentMethodMissing => &words.missing,
        Code::SubscriptionLocked | Code::AttemptInProgress => &words.locked,
        Code::RateLimited => &words.crowded,
        code if code.passes() => &words.later,
        _ => &words.refused,
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
        assert_eq!(see_other("https://a.example\r\nSet-Cookie: x").unwrap_err().code(), Code::ProviderUnavailable);
        assert_eq!(see_other("https://checkout.stripe.com/c/pay/cs_test_1#fid").unwrap().status(), 303);
    }

    #[test]
    fn every_case_that_a_customer_can_do_something_about_has_its_own_words() {
        let heading = |code| said(code, Language::of_tag(None)).title;
        let own = [
            Code::TokenExpired,
            Code::SubscriptionCanceled,
            Code::SubscriptionPaused,
            Code::ManualCollection,
            Code::PaymentMethodMissing,
            Code::SubscriptionLocked,
            Code::RateLimited,
            Code::ProviderUnreachable,
            Code::PaymentLinkMissing,
        ];
        let headings: std::collections::HashSet<_> = own.map(heading).into();
        assert_eq!(headings.len(), own.len(), "{headings:?}");
        for code in [Code::ProviderKeyRefused, Code::ProviderForbidden, Code::NotFound, Code::SubscriptionUnnamed] {
            assert_eq!(heading(code), heading(Code::PaymentLinkMissing), "for support to mend");
        }
    }
}
