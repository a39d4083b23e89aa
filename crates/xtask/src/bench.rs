//! `bench server`: the companion back end against a peer, both built as for production.

use crate::cache::Key;
use crate::error::{Context, Error, Result};
use crate::process::{run, run_quietly};
use crate::setup::Setup;
use std::fs;
use std::path::PathBuf;

const SERVER: &str = "update-payment-method-server";
const HARNESS: &str = "bench-server";
const PEER: &str = "bench/server/peer";
const PEER_FILES: [&str; 3] = ["package.json", "package-lock.json", "server.js"];
/// Where the load and the double run: the servers have core 0 for themselves.
const CORE: &str = "1";

/// Builds both and compares them.
pub fn server(setup: &Setup, json: bool) -> Result<()> {
    // Each alone: together, the harness' features would be the server's, too.
    for package in [SERVER, HARNESS] {
        run(setup.cargo().args(["build", "--release", "--package", package, "--bin", package]))?;
    }
    let peer = peer(setup)?;
    let built = |name: &str| setup.target.join("release").join(name);
    let two_cores = std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1);
    let mut harness = if two_cores && setup.environment.find("taskset").is_some() {
        let mut taskset = setup.command("taskset");
        taskset.args(["--cpu-list", CORE]).arg(built(HARNESS));
        taskset
    } else {
        setup.environment.command(built(HARNESS))
    };
    run(harness.arg(built(SERVER)).arg(&peer).args(json.then_some("--json")))
}

/// The peer with its packages, in the cache, made anew when one of its files changes.
fn peer(setup: &Setup) -> Result<PathBuf> {
    let source = setup.checkout.root.join(PEER);
    let mut key = Key::new();
    for name in PEER_FILES {
        let file = source.join(name);
        key = key.add(&fs::read(&file).context(|| format!("reading {}", file.display()))?);
    }
    let place = setup.cache.at(format!("tools/bench-peer-{}", key.hex()));
    if !place.is_dir() {
        if setup.environment.find("npm").is_none() {
            return Err(Error::new("the peer needs Node 20 or newer, with npm: install them"));
        }
        setup.cache.install(&place, |aside| {
            for name in PEER_FILES {
                fs::copy(source.join(name), aside.join(name)).context(|| format!("copying {name}"))?;
            }
            let mut npm = setup.environment.command("npm");
            npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(aside);
            run_quietly("npm ci", &mut npm, &setup.cache.log("bench-peer"), None)
        })?;
    }
    setup.cache.touch(&place)?;
    Ok(place)
}
