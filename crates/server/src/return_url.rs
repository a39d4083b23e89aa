//! Where the provider sends the customer back to.

use url::form_urlencoded;

use crate::config::Config;

/// Stripe fills this in on the redirect, if its braces arrive as braces.
pub(crate) const STRIPE_PLACEHOLDER: &str = "{CHECKOUT_SESSION_ID}";

/// The page to come back to: the one asked for if the configuration names it
/// exactly, else the configured one. Nothing is taken from request headers, and
/// nothing is matched by prefix, so nobody can be sent elsewhere.
pub(crate) fn choose<'a>(config: &'a Config, asked: Option<&str>) -> &'a str {
    config.return_urls.iter().find(|&url| asked.is_some_and(|asked| asked == url)).unwrap_or(&config.return_url)
}

/// `url` with `param=value` behind its query and before its `#`.
///
/// The text is put in as it is, since URL libraries encode braces and the form
/// body would then encode them a second time.
pub(crate) fn with_param(url: &str, param: &str, value: &str) -> String {
    let (page, fragment) = match url.split_once('#') {
        Some((page, fragment)) => (page, Some(fragment)),
        None => (url, None),
    };
    let separator = match page.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    let fragment = fragment.map(|text| format!("#{text}")).unwrap_or_default();
    format!("{page}{separator}{param}={value}{fragment}")
}

/// Whether the query of `url` has `param` already.
pub(crate) fn has_param(url: &str, param: &str) -> bool {
    let page = url.split_once('#').map_or(url, |(page, _)| page);
    page.split_once('?')
        .is_some_and(|(_, query)| form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == param))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_placeholder_keeps_its_braces_and_its_neighbours() {
        let filled = |url| with_param(url, "upm_session", STRIPE_PLACEHOLDER);
        for (url, expected) in [
            ("https://a.example.com/account", "https://a.example.com/account?upm_session={CHECKOUT_SESSION_ID}"),
            (
                "https://a.example.com/account?tab=billing",
                "https://a.example.com/account?tab=billing&upm_session={CHECKOUT_SESSION_ID}",
            ),
            ("https://a.example.com/?", "https://a.example.com/?upm_session={CHECKOUT_SESSION_ID}"),
            ("https://a.example.com/?a=%20b&", "https://a.example.com/?a=%20b&upm_session={CHECKOUT_SESSION_ID}"),
            (
                "https://a.example.com/#/billing?x=1",
                "https://a.example.com/?upm_session={CHECKOUT_SESSION_ID}#/billing?x=1",
            ),
            ("https://a.example.com/?a=1#card", "https://a.example.com/?a=1&upm_session={CHECKOUT_SESSION_ID}#card"),
        ] {
            assert_eq!(filled(url), expected);
        }
        // One encoding on the way, as Stripe's own SDK sends it.
        let body = form_urlencoded::byte_serialize(filled("https://a.example.com/s").as_bytes()).collect::<String>();
        assert!(body.ends_with("upm_session%3D%7BCHECKOUT_SESSION_ID%7D"), "{body}");
    }

    #[test]
    fn a_parameter_is_found_in_the_query_only() {
        assert!(has_param("https://a.example.com/?x=1&upm_session=2", "upm_session"));
        assert!(!has_param("https://a.example.com/?x=upm_session#?upm_session=1", "upm_session"));
    }

    #[test]
    fn only_an_exact_match_is_honoured() {
        let mut config = crate::config::tests::good();
        config.return_urls = vec!["https://app.example.com/team".to_owned()];
        assert_eq!(choose(&config, Some("https://app.example.com/team")), "https://app.example.com/team");
        for other in [
            None,
            Some("https://app.example.com/team/"),
            Some("https://app.example.com/team?x"),
            Some("https://evil.example/"),
        ] {
            assert_eq!(choose(&config, other), "https://app.example.com/account");
        }
    }
}
