//! The command `token`: a customer token for trying things out.

use std::time::Duration;

use update_payment_method_server::{Claims, MAX_LIFETIME, Provider, Source, mint_token};

/// Mints what `arguments` ask for.
pub(crate) fn mint(source: Source<'_>, arguments: &[String]) -> crate::Result<String> {
    let (mut provider, mut customer, mut subscription, mut lifetime) = (None, None, None, None);
    let mut arguments = arguments.iter();
    while let Some(name) = arguments.next() {
        let slot = match name.as_str() {
            "--provider" => &mut provider,
            "--customer" => &mut customer,
            "--subscription" => &mut subscription,
            "--lifetime" => &mut lifetime,
            other => return Err(format!("{other}: no such option\n\n{}", crate::HELP).into()),
        };
        *slot = Some(arguments.next().ok_or_else(|| format!("{name}: say what"))?);
    }
    let provider = match provider.map(String::as_str) {
        Some("stripe") => Provider::Stripe,
        Some("paddle") => Provider::Paddle,
        _ => return Err("--provider: say stripe or paddle".into()),
    };
    let customer = customer.ok_or("--customer: say which")?;
    let other = match provider {
        Provider::Stripe => "ctm_",
        Provider::Paddle => "cus_",
    };
    if customer.starts_with(other) {
        return Err(format!("--customer: {other}… is not a customer of {}", provider.name()).into());
    }
    if provider == Provider::Stripe && subscription.is_none() {
        return Err("--subscription: say which, Stripe needs it".into());
    }
    let mut claims = Claims::new(provider, customer, subscription.map(String::as_str));
    if let Some(lifetime) = lifetime {
        let seconds = lifetime.parse().ok().filter(|&s| s > 0 && Duration::from_secs(s) <= MAX_LIFETIME);
        claims.expires_at = claims.issued_at + seconds.ok_or("--lifetime: 1 to 86400 seconds")?;
    }
    Ok(mint_token(&source.tokens()?, &claims)?)
}
