//! The Leptos application in `examples/leptos-axum`: building it, running it beside the demo, and its tests.

use crate::error::{Context, Error, Result};
use crate::process::{run, run_tests};
use crate::report;
use crate::setup::Setup;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;

const PACKAGE: &str = "leptos-axum-example";

/// What `cargo-leptos` would build, too.
struct Built {
    /// The program that serves the page.
    server: PathBuf,
    /// The folder with the module for the browser.
    site: PathBuf,
}

/// Builds the server, and the module with debug assertions: Leptos then says what it cannot hydrate.
fn build(setup: &Setup) -> Result<Built> {
    run(setup.cargo().args(["build", "--package", PACKAGE, "--bin", PACKAGE, "--features", "ssr"]))?;
    run(setup
        .cargo()
        .args(["build", "--package", PACKAGE, "--lib", "--features", "hydrate"])
        .args(["--target", "wasm32-unknown-unknown"]))?;
    let site = setup.dist("leptos-axum");
    let wasm = setup.target.join("wasm32-unknown-unknown/debug").join(PACKAGE.replace('-', "_")).with_extension("wasm");
    let mut bindgen = setup.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", PACKAGE]).arg("--out-dir").arg(site.join("pkg"));
    fs::create_dir_all(&site).context(|| format!("making {}", site.display()))?;
    run(bindgen.arg(wasm))?;
    Ok(Built { server: setup.target.join("debug").join(PACKAGE), site })
}

/// Builds it and becomes its server, with the doubles of the demo on this port.
pub fn serve(setup: &Setup, demo: u16) -> Result<()> {
    let built = build(setup)?;
    let stripe = demo.checked_add(1).ok_or_else(|| Error::new("the demo's next port must exist, too"))?;
    let stripe = format!("http://127.0.0.1:{stripe}");
    report::note(&format!(
        "Stripe is the demo's double at {stripe}: `cargo xtask demo --port {demo}` in another terminal."
    ));
    let error = setup
        .environment
        .command(&built.server)
        .env("LEPTOS_SITE_ROOT", &built.site)
        .env("UPM_TOKEN_SECRETS", "leptos-example-token-secret-not-for-any-real-use")
        .env("UPM_TOKEN_AUDIENCE", "leptos-axum-example")
        .env("UPM_STRIPE_SECRET_KEY", "sk_test_fernwayexample")
        .env("UPM_STRIPE_API_BASE", &stripe)
        .env("CHECKOUT_ORIGIN", &stripe)
        .exec();
    Err(Error::new(format!("starting {}: {error}", built.server.display())))
}

/// What a server renders, and the application in a browser.
pub fn check(setup: &Setup) -> Result<()> {
    let rendered = ["test", "--package", "update-payment-method", "--features", "ssr,locales", "--test", "ssr"];
    let mut passed = run_tests(setup.cargo().args(rendered))?;
    let built = build(setup)?;
    let hydrated = ["test", "--package", "e2e", "--test", "ssr"];
    passed += run_tests(
        setup.cargo().args(hydrated).env("UPM_LEPTOS_SERVER", &built.server).env("UPM_LEPTOS_SITE", &built.site),
    )?;
    report::note(&format!("{passed} tests passed"));
    Ok(())
}
