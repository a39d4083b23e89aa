//! The demo: `demo [--port N] [--dist DIR]`.

use std::path::PathBuf;
use std::process::ExitCode;

use upm_sandbox::{Names, Sandbox, SandboxConfig};

const USAGE: &str = "usage: demo [--port N] [--dist DIR]
  --port N    the account page's port; the doubles take the next two (default 8137, 0 for any)
  --dist DIR  the folder with the built widget and the account page (default dist)";

#[tokio::main]
async fn main() -> ExitCode {
    let config = match read(std::env::args().skip(1)) {
        Ok(config) => config,
        Err(problem) => {
            eprintln!("{problem}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let (port, dist) = (config.port, config.dist.display().to_string());
    let sandbox = match Sandbox::start(config).await {
        Ok(sandbox) => sandbox,
        Err(error) => {
            eprintln!("The demo could not start on port {port} with {dist}: {error}");
            return ExitCode::FAILURE;
        }
    };
    println!("{}", sandbox.page());
    println!(
        "Open this address: it is the account page of Fernway, a made-up business.\n\
         Stripe (port {}) and Paddle (port {}) are doubles on this machine; no card is real.\n\
         Card 4242 4242 4242 4242 succeeds, 4000 0000 0000 0002 is declined. Ctrl-C stops everything.",
        sandbox.stripe_port(),
        sandbox.paddle_port(),
    );
    if let Err(error) = tokio::signal::ctrl_c().await {
        eprintln!("Ctrl-C cannot be heard: {error}");
    }
    println!("Stopping.");
    sandbox.stop().await;
    ExitCode::SUCCESS
}

fn read(mut arguments: impl Iterator<Item = String>) -> Result<SandboxConfig, String> {
    let mut config = SandboxConfig { port: 8137, dist: PathBuf::from("dist"), names: Names::Loopback };
    while let Some(name) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{name} needs a value"));
        match name.as_str() {
            "--port" => {
                let text = value()?;
                config.port = text.parse().map_err(|_| format!("{text} is not a port"))?;
            }
            "--dist" => config.dist = PathBuf::from(value()?),
            _ => return Err(format!("unknown argument {name}")),
        }
    }
    Ok(config)
}
