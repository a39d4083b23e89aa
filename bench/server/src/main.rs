//! The companion back end against Express with Stripe's official SDK: the same two requests, against the same double of
//! Stripe, in one run. `cargo xtask bench server` builds both and runs this.
//!
//! Each server is one process on one core; the double and the load are this process, on another core. Requests per core
//! come from the server's CPU time, so that neither the load nor the double can slow one of them down in the figures. The
//! runs alternate; ratios are taken within a round, and the median of the rounds counts.

#![forbid(unsafe_code)]

mod double;
mod figures;
mod load;
mod report;
mod server;

use std::path::PathBuf;
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

async fn measure(ours: &std::path::Path, peer: &std::path::Path) -> Result<Vec<Round>> {
    let double = Double::start(UPDATES).await?;
    let ours = Server::ours(ours, &double).await?;
    let peer = Server::peer(peer, &double).await?;
    let load = Load::new(&double)?;
    let mut rounds = Vec::new();
    for round in 0..=ROUNDS {
        // Whoever goes first meets a double with an empty allocator: they take turns.
        let (ours, peer) = if round % 2 == 0 {
            let ours = load.run(&ours, &double).await?;
            (ours, load.run(&peer, &double).await?)
        } else {
            let peer = load.run(&peer, &double).await?;
            (load.run(&ours, &double).await?, peer)
        };
        eprintln!("round {round} of {ROUNDS}: ours {ours}; peer {peer}");
        rounds.push(Round { ours, peer });
    }
    rounds.remove(0);
    Ok(rounds)
}
