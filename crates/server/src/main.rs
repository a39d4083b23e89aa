//! The companion back end as a service, configured by a file and the environment.

#![forbid(unsafe_code)]

mod health;
mod log;
mod minting;
mod serve;

use std::{path::PathBuf, process::ExitCode};

use update_payment_method_server::{ConfigError, Source};

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
    if let Some(at) = arguments.iter().position(|argument| argument == "--config") {
        let named = arguments.get(at + 1).ok_or("--config: say which file")?;
        file = Some(named.into());
        arguments.drain(at..=at + 1);
    }
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let source = Source::new(file.as_deref(), variable).among(names);
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (Some(command.as_str()), rest),
        None => (None, &[][..]),
    };
    if let (Some(more), false) = (rest.first(), command == Some("token")) {
        return Err(format!("{more}: what is that?\n\n{HELP}").into());
    }
    match command {
        None => serve::serve(source.settings().map_err(explained)?),
        Some("check") => {
            source.settings().map_err(explained)?;
            println!("the configuration can be used");
            Ok(())
        }
        Some("token") => {
            println!("{}", minting::mint(source, rest)?);
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

/// The mistakes, and where the settings are explained.
fn explained(error: ConfigError) -> String {
    format!(
        "{error}\nA setting such as token.secrets stands in the file (--config FILE) as `secrets` under [token], or in the environment as UPM_TOKEN_SECRETS; config.example.toml explains each."
    )
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
