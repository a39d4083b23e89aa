//! The server: `cargo xtask example` builds and runs it. Its settings are those of the back end
//! (`UPM_…`, see crates/server/README.md), Leptos' own (`LEPTOS_…`), and `CHECKOUT_ORIGIN` for a double of Stripe.

use std::{env, error::Error};

use any_spawner::Executor;
use leptos::config::get_configuration;
use leptos_axum_example::server::{Site, router};
use tokio::net::TcpListener;
use update_payment_method_server::{Server, config_from};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    Executor::init_tokio()?;
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let options = get_configuration(Some(manifest))?.leptos_options;
    let listener = TcpListener::bind(options.site_addr).await?;
    let page = format!("http://{}/", listener.local_addr()?);
    let config = config_from(|name| match env::var(name) {
        // Unless another one is named, Stripe sends customers back to this page.
        Err(_) if name == "UPM_RETURN_URL" => Some(page.clone()),
        value => value.ok(),
    })?;
    let checkout_origin = env::var("CHECKOUT_ORIGIN").unwrap_or_default();
    let site = Site { options, tokens: config.tokens.clone(), checkout_origin };
    let billing = Server::new(config)?;
    tokio::spawn(billing.clone().keep_sweeping());
    println!("{page}");
    axum::serve(listener, router(site, &billing)).await?;
    Ok(())
}
