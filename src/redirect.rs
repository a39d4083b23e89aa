//! Where a redirect may go.
//!
//! The back end's answer decides where the customer types a card number, so an
//! address counts only if its whole origin is known: no suffixes, no user info,
//! https; plain http only from one loopback page to another.

use crate::error::{Code, Error, Result};

/// Hosts of Stripe's Checkout, portal and invoice pages.
const STRIPE: [&str; 3] = ["checkout.stripe.com", "billing.stripe.com", "invoice.stripe.com"];
/// Hosts of Paddle's checkouts and customer portals, live and sandbox.
const PADDLE: [&str; 8] = [
    "buy.paddle.com",
    "sandbox-buy.paddle.com",
    "buyer-portal.paddle.com",
    "sandbox-buyer-portal.paddle.com",
    "customer-portal.paddle.com",
    "sandbox-customer-portal.paddle.com",
    "pay.paddle.io",
    "sandbox-pay.paddle.io",
];

/// An address as the browser's own parser took it apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// `https:`, with the colon.
    pub protocol: String,
    /// Without the port.
    pub hostname: String,
    /// Scheme, host and port.
    pub origin: String,
    /// Whether a user name or password is in it.
    pub user_info: bool,
}

/// Whether the widget may send the customer there.
///
/// # Errors
/// [`Code::RedirectRefused`], with the origin and how to allow it.
pub fn check(target: &Address, page: &Address, allowed: &[String]) -> Result<()> {
    let refuse = |why: &str| {
        Err(Error::new(
            Code::RedirectRefused,
            ["The answer's address was refused: ", why, " (", &target.origin, ")."].concat(),
        ))
    };
    if target.user_info {
        return refuse("it holds a user name or password");
    }
    let own = target.origin == page.origin && matches!(page.protocol.as_str(), "https:" | "http:");
    let listed = allowed.contains(&target.origin);
    match target.protocol.as_str() {
        "https:" => {
            // A port other than 443 shows in the origin and so is another host.
            let named = target.origin == ["https://", &target.hostname].concat()
                && STRIPE.iter().chain(&PADDLE).any(|host| *host == target.hostname);
            if named || own || listed {
                return Ok(());
            }
            refuse("its origin is not on the allow-list; name a custom domain in allowed_redirect_origins")
        }
        "http:" if (own || listed) && is_loopback(&target.hostname) && is_loopback(&page.hostname) => Ok(()),
        _ => refuse("only https is allowed"),
    }
}

fn is_loopback(hostname: &str) -> bool {
    matches!(hostname, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(protocol: &str, host: &str, port: &str) -> Address {
        Address {
            protocol: protocol.into(),
            hostname: host.into(),
            origin: [protocol, "//", host, port].concat(),
            user_info: false,
        }
    }

    fn from(page: &Address, target: &Address) -> bool {
        check(target, page, &["https://pay.example.com".into(), "http://127.0.0.1:8081".into()]).is_ok()
    }

    #[test]
    fn the_providers_own_hosts_and_listed_origins_are_allowed() {
        let page = address("https:", "app.example.com", "");
        for host in [
            "checkout.stripe.com",
            "billing.stripe.com",
            "invoice.stripe.com",
            "buy.paddle.com",
            "pay.example.com",
            "app.example.com",
        ] {
            assert!(from(&page, &address("https:", host, "")), "{host}");
        }
    }

    #[test]
    fn look_alikes_ports_schemes_and_user_info_are_not() {
        let page = address("https:", "app.example.com", "");
        for host in [
            "checkout.stripe.com.evil.example",
            "evil-checkout.stripe.com",
            "stripe.com",
            "checkout.stripe.com.",
            "xcheckout.stripe.com",
            "sub.pay.example.com",
        ] {
            assert!(!from(&page, &address("https:", host, "")), "{host}");
        }
        assert!(!from(&page, &address("https:", "checkout.stripe.com", ":8443")));
        assert!(!from(&page, &address("http:", "checkout.stripe.com", "")));
        assert!(!from(&page, &address("http:", "127.0.0.1", ":8081")));
        assert!(!from(&page, &address("javascript:", "", "")));
        assert!(!from(&page, &address("data:", "", "")));
        let target = Address { user_info: true, ..address("https:", "checkout.stripe.com", "") };
        assert!(!from(&page, &target));
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        let page = address("http:", "127.0.0.1", ":8080");
        assert!(from(&page, &address("http:", "127.0.0.1", ":8080")));
        assert!(from(&page, &address("http:", "127.0.0.1", ":8081")));
        assert!(!from(&page, &address("http:", "127.0.0.1", ":9999")));
    }

    #[test]
    fn an_opaque_page_has_no_own_origin() {
        let page = Address { protocol: "about:".into(), origin: "null".into(), ..Address::default() };
        let target = Address { protocol: "javascript:".into(), origin: "null".into(), ..Address::default() };
        assert!(!from(&page, &target));
    }
}
