//! What the run is told by environment variables.

use std::env;
use std::path::PathBuf;

/// The folder with the built widget and the account page (`UPM_DIST`).
pub(crate) fn dist() -> PathBuf {
    let dist = env::var_os("UPM_DIST").map(PathBuf::from).unwrap_or_else(|| {
        panic!("UPM_DIST is not set: it names the built widget. `cargo xtask test e2e` builds it and sets everything.")
    });
    let wasm = dist.join("update-payment-method_bg.wasm");
    assert!(
        wasm.is_file(),
        "UPM_DIST holds no built widget ({} is missing). `cargo xtask test e2e` builds it and sets everything.",
        wasm.display()
    );
    dist
}
