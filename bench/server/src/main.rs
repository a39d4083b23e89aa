//! The companion back end against Express with Stripe's official SDK: the same two requests, against the same double of
//! Stripe, in one run. `cargo xtask bench server` builds both and runs this.
//!
//! Each server is one process on one core; the double and the load are this process, on another core. Requests per core
//! come from the server's CPU time, so that neither the load nor the double can slow one of them down in the figures. The
//! runs alternate; ratios are taken within a round, and the median of the rounds counts.
//!
//! The peer does the same work, and once more only what Stripe's guide does, which holds as long as events come once and in
//! order and nobody else changes anything.

#![forbid(unsafe_code)]

mod double;
mod figures;
mod load;
mod report;
mod server;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use double::Double;
use figures::Round;
use load::Load;
use server::Server;

/// Rounds that count; one before them warms up.
const ROUNDS: usize = 5;
/// Updates in each run of each server, each by another customer.
const UPDATES: usize = 1000;

/// What went wrong, in words.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

const HELP: &str = "bench-server OURS PEER [--json]\n    OURS  the built update-payment-method-server\n    PEER  the folder of the peer, after npm ci\n";

fn main() -> ExitCode {
    let result = arguments().and_then(|(ours, peer, json)| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let rounds = runtime.block_on(measure(&ours, &peer))?;
        print!("{}", if json { report::json(&rounds) } else { report::markdown(&rounds) });
        Ok(())
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn arguments() -> Result<(PathBuf, PathBuf, bool)> {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let before = words.len();
    words.retain(|word| word != "--json");
    let json = words.len() != before;
    match words.as_slice() {
        [ours, peer] => Ok((ours.into(), peer.into(), json)),
        _ => Err(HELP.into()),
    }
}

async fn measure(ours: &Path, peer: &Path) -> Result<Vec<Round>> {
    let double = Double::start(UPDATES).await?;
    let servers = [
        Server::ours(ours, &double).await?,
        Server::peer(peer, "same", &double).await?,
        Server::peer(peer, "guide", &double).await?,
    ];
    let load = Load::new(&double)?;
    let mut rounds = Vec::new();
    for round in 0..=ROUNDS {
        let mut runs = [None, None, None];
        // Each goes first in its turn.
        for place in 0..servers.len() {
            let index = (round + place) % servers.len();
            if let (Some(server), Some(run)) = (servers.get(index), runs.get_mut(index)) {
                *run = Some(load.run(server, &double).await?);
            }
        }
        let [Some(ours), Some(same), Some(guide)] = runs else { return Err("a server was left out".into()) };
        eprintln!("round {round} of {ROUNDS}: ours: {ours}; Express: {same}; as in the guide: {guide}");
        rounds.push(Round { ours, same, guide });
    }
    rounds.remove(0);
    Ok(rounds)
}
