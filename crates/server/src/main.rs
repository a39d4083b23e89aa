//! The companion back end as a service, configured by a file and the environment.

#![forbid(unsafe_code)]

mod health;
mod log;
mod minting;
mod serve;

use std::{path::PathBuf, process::ExitCode};

use update_payment_method_server::Source;

const HELP: &str = "\
update-payment-method-server [--config FILE] COMMAND

    (none)          serve
    check           check the configuration, tell all mistakes, and exit
    token OPTIONS   print a customer token
        --provider stripe|paddle
        --customer ID           cus_… or ctm_…
        --subscription ID       sub_…; without it Paddle is asked for the customer's
        --lifetime SECONDS      3600 unless given, at most 86400
    healthz         whether the service that listens is well: for a container's health check

The configuration comes from FILE (or the file that UPM_CONFIG names) and from environment variables, which win: the
setting `secret_key` under `[stripe]` is UPM_STRIPE_SECRET_KEY. config.example.toml explains every setting.
";

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut arguments: Vec<String>) -> Result<()> {
    let mut file = variable("UPM_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from);
    if arguments.first().is_some_and(|first| first == "--config") {
        file = Some(arguments.get(1).ok_or("--config: say which file")?.into());
        arguments.drain(..2);
    }
    let source = Source::new(file.as_deref(), variable);
    match arguments.first().map(String::as_str) {
        None => serve::serve(source.settings()?),
        Some("check") => {
            source.settings()?;
            println!("the configuration can be used");
            Ok(())
        }
        Some("token") => {
            println!("{}", minting::mint(source, arguments.get(1..).unwrap_or_default())?);
            Ok(())
        }
        Some("healthz") => health::ask(&source.listen()).map_err(Into::into),
        Some("help" | "--help" | "-h") => {
            print!("{HELP}");
            Ok(())
        }
        Some(other) => Err(format!("{other}: no such command\n\n{HELP}").into()),
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
