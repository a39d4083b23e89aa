//! What the run is told by environment variables.

use std::env;
use std::path::PathBuf;

/// The folder with the built widget and the account page (`UPM_DIST`).
pub(crate) fn dist() -> PathBuf {
    built("UPM_DIST")
}

/// The same of the demo's build, which shows any state it is given (`UPM_DEMO_DIST`).
pub(crate) fn demo_dist() -> PathBuf {
    built("UPM_DEMO_DIST")
}

/// The script with axe-core's rules (`UPM_AXE`); nothing where npm could not fetch it.
pub(crate) fn axe() -> Option<PathBuf> {
    env::var_os("UPM_AXE").map(PathBuf::from)
}

fn built(variable: &str) -> PathBuf {
    let dist = env::var_os(variable).map(PathBuf::from).unwrap_or_else(|| {
        panic!("{variable} is not set: it names a built widget. `cargo xtask test e2e` builds it and sets everything.")
    });
    let wasm = dist.join("update-payment-method_bg.wasm");
    assert!(
        wasm.is_file(),
        "{variable} holds no built widget ({} is missing). `cargo xtask test e2e` builds it and sets everything.",
        wasm.display()
    );
    dist
}
