//! The companion back end as a service, configured by environment variables.

#![forbid(unsafe_code)]

mod health;

use std::{process::ExitCode, time::Duration};

use tokio::net::TcpListener;
use tracing::level_filters::LevelFilter;
use update_payment_method_server::{Claims, MAX_LIFETIME, Provider, config_from, mint_token, router, tokens_from};

const HELP: &str = "\
update-payment-method-server                 serve, on UPM_LISTEN (127.0.0.1:8080)
update-payment-method-server token OPTIONS   print a customer token
    --provider stripe|paddle
    --customer ID                            cus_… or ctm_…
    --subscription ID                        sub_…; without it Paddle is asked for the customer's
    --lifetime SECONDS                       3600 unless given, at most 86400
update-payment-method-server healthz         whether the service on UPM_LISTEN is well: for a container's health check

Configuration comes from environment variables: UPM_TOKEN_SECRETS, UPM_TOKEN_AUDIENCE, UPM_RETURN_URL, UPM_RETURN_PARAM,
UPM_RETURN_URLS, UPM_ASSETS, UPM_STRIPE_SECRET_KEY, UPM_STRIPE_VERSION, UPM_STRIPE_APPLY_TO, UPM_STRIPE_API_BASE,
UPM_PADDLE_API_KEY, UPM_PADDLE_CLIENT_TOKEN, UPM_PADDLE_API_BASE, and UPM_LOG (off, error, warn, info, debug).
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.first().map(String::as_str) {
        None => serve(),
        Some("token") => token(arguments.get(1..).unwrap_or_default()).map(|token| println!("{token}")),
        Some("healthz") => health::ask(&listen()).map_err(Into::into),
        Some("help" | "--help" | "-h") => {
            print!("{HELP}");
            Ok(())
        }
        Some(other) => Err(format!("{other}: no such command\n\n{HELP}").into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Where the service listens.
fn listen() -> String {
    variable("UPM_LISTEN").unwrap_or_else(|| "127.0.0.1:8080".to_owned())
}

fn token(arguments: &[String]) -> Result<String> {
    let (mut provider, mut customer, mut subscription, mut lifetime) = (None, None, None, None);
    let mut arguments = arguments.iter();
    while let Some(name) = arguments.next() {
        let slot = match name.as_str() {
            "--provider" => &mut provider,
            "--customer" => &mut customer,
            "--subscription" => &mut subscription,
            "--lifetime" => &mut lifetime,
            other => return Err(format!("{other}: no such option\n\n{HELP}").into()),
        };
        *slot = Some(arguments.next().ok_or_else(|| format!("{name}: say what"))?);
    }
    let provider = match provider.map(String::as_str) {
        Some("stripe") => Provider::Stripe,
        Some("paddle") => Provider::Paddle,
        _ => return Err("--provider: say stripe or paddle".into()),
    };
    let customer = customer.ok_or("--customer: say which")?;
    if provider == Provider::Stripe && subscription.is_none() {
        return Err("--subscription: say which, Stripe needs it".into());
    }
    let mut claims = Claims::new(provider, customer, subscription.map(String::as_str));
    if let Some(lifetime) = lifetime {
        let seconds = lifetime.parse().ok().filter(|&s| s > 0 && Duration::from_secs(s) <= MAX_LIFETIME);
        claims.expires_at = claims.issued_at + seconds.ok_or("--lifetime: 1 to 86400 seconds")?;
    }
    Ok(mint_token(&tokens_from(variable)?, &claims)?)
}

fn serve() -> Result<()> {
    let level: LevelFilter = variable("UPM_LOG")
        .unwrap_or_else(|| "info".to_owned())
        .parse()
        .map_err(|_| "UPM_LOG: use off, error, warn, info or debug")?;
    tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr).init();
    let router = router(config_from(variable)?)?;
    let listen = listen();
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind(&listen).await.map_err(|error| format!("UPM_LISTEN: {listen}: {error}"))?;
        tracing::info!(address = %listener.local_addr()?, "serving");
        axum::serve(listener, router).with_graceful_shutdown(stop()).await?;
        Ok(())
    })
}

/// Ctrl-C, or what a service manager sends.
async fn stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            let _ = interrupt.await;
            return;
        };
        tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
