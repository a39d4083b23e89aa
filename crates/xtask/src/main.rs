//! The commands of this repository: `cargo xtask help`. For Linux and macOS.

mod apt;
mod args;
mod axe;
mod bench;
mod browser;
mod cache;
mod checkout;
mod compress;
mod demo;
mod deny;
mod doctor;
mod engines;
mod environment;
mod error;
mod example;
mod fallback;
mod fonts;
mod hosts;
mod lock;
mod nginx;
mod npm;
mod package;
mod prerelease;
mod process;
mod publish;
mod replicas;
mod report;
mod sdk;
mod seed;
mod setup;
mod shorten;
mod size;
mod small_std;
mod target;
mod test;
mod toolchain;
mod tools;
mod visual;
mod widget;

use args::Command;
use cache::Cache;
use error::Result;
use setup::{Need, Setup};
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match args::parse(&words).and_then(run) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            report::note(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Does what was asked; whether it went well, where that is the answer.
fn run(command: Command) -> Result<bool> {
    match command {
        Command::Help => print!("{}", args::HELP),
        Command::OpenWhenServed(port) => demo::open_when_served(port)?,
        Command::Demo { port, open } => {
            demo::run(&Setup::new(&[Need::Tools, Need::Hosts], Cache::of_user()?)?, port, open)?;
        }
        Command::Example { demo } => example::serve(&Setup::new(&[Need::Tools], Cache::of_user()?)?, demo)?,
        Command::Test { parts, cold } => {
            let cache = if cold { Cache::temporary()? } else { Cache::of_user()? };
            return Ok(test::test(&parts, cache));
        }
        Command::References => visual::check(&Setup::new(&visual::NEEDS, Cache::of_user()?)?, true)?,
        Command::Build { out } => publish::run(&Setup::new(&[Need::Tools], Cache::of_user()?)?, &out)?,
        Command::Package { out } => package::run(&Setup::new(&[Need::Tools], Cache::of_user()?)?, &out)?,
        Command::Size { json } => {
            size::print(&Setup::new(&[Need::Tools], Cache::of_user()?)?, json)?;
        }
        Command::BenchServer { json } => bench::server(&Setup::new(&[], Cache::of_user()?)?, json)?,
        Command::Doctor => return doctor::run(&Cache::of_user()?),
        Command::Setup => {
            Setup::new(&Need::ALL, Cache::of_user()?)?;
        }
        Command::Env => {
            let setup = Setup::new(&[Need::Tools, Need::Browser], Cache::of_user()?)?;
            print!("{}", setup.environment.exports());
        }
    }
    Ok(true)
}
