//! Serving the demo page.

use crate::args::OPEN_WHEN_SERVED;
use crate::error::{Context, Error, Result};
use crate::process;
use crate::report;
use crate::setup::Setup;
use crate::widget::{self, Variant};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Where the demo is unless it is told otherwise.
pub const PORT: u16 = 8080;
/// The page, Stripe and Paddle each have an origin of their own.
const ORIGINS: u16 = 3;
const OPEN_LIMIT: Duration = Duration::from_secs(30);

/// Builds the widget and becomes the demo server: Ctrl-C and signals then reach it and nothing else.
pub fn run(setup: &Setup, port: Option<u16>, open: bool) -> Result<()> {
    let dist = widget::build(setup, Variant::Demo)?;
    let select = ["--package", "upm-sandbox", "--bin", "demo"];
    process::run(setup.cargo().arg("build").args(select))?;
    // Chosen last, so that it is still free when the server binds it.
    let port = choose(port, is_free)?;
    if open && has_display() {
        open_later(port)?;
    }
    let error = setup
        .cargo()
        .args(["run", "--quiet"])
        .args(select)
        .arg("--")
        .args(["--port", &port.to_string()])
        .arg("--dist")
        .arg(&dist)
        .exec();
    Err(Error::new(format!("starting the demo server: {error}")))
}

/// Waits until something answers on the port and shows it in the user's browser.
pub fn open_when_served(port: u16) -> Result<()> {
    let start = Instant::now();
    while TcpStream::connect(address(port)).is_err() {
        if start.elapsed() > OPEN_LIMIT {
            return Err(Error::new("the demo server did not start"));
        }
        sleep(Duration::from_millis(100));
    }
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let url = format!("http://{}", address(port));
    if let Err(error) = Command::new(opener).arg(&url).status() {
        report::note(&format!("open {url} in a browser ({opener}: {error})"));
    }
    Ok(())
}

fn open_later(port: u16) -> Result<()> {
    let xtask = std::env::current_exe().context(|| "finding this program")?;
    Command::new(xtask)
        .args([OPEN_WHEN_SERVED, &port.to_string()])
        .stdin(Stdio::null())
        .spawn()
        .context(|| "starting the browser")?;
    Ok(())
}

fn has_display() -> bool {
    cfg!(target_os = "macos")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// The port that was asked for, or the first of the usual ones whose neighbours are free too.
fn choose(asked: Option<u16>, is_free: impl Fn(u16) -> bool) -> Result<u16> {
    let all_free = |first: u16| (0..ORIGINS).all(|offset| first.checked_add(offset).is_some_and(&is_free));
    match asked {
        Some(port) if all_free(port) => Ok(port),
        Some(port) => Err(Error::new(format!(
            "the demo needs {ORIGINS} free ports from {port} on, and one of them is in use; choose another --port"
        ))),
        None => (PORT..PORT + 200)
            .find(|port| all_free(*port))
            .ok_or_else(|| Error::new("no free port; choose one with --port")),
    }
}

fn is_free(port: u16) -> bool {
    TcpListener::bind(address(port)).is_ok()
}

fn address(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_free_three_are_taken() {
        assert_eq!(choose(None, |_| true).unwrap(), 8080);
        assert_eq!(choose(None, |port| port != 8081).unwrap(), 8082);
        assert!(choose(None, |_| false).is_err());
    }

    #[test]
    fn a_port_that_was_asked_for_is_not_replaced() {
        assert_eq!(choose(Some(9000), |_| true).unwrap(), 9000);
        assert!(choose(Some(9000), |port| port != 9002).is_err());
        assert!(choose(Some(65_535), |_| true).is_err());
    }

    #[test]
    fn a_port_in_use_is_seen() {
        let listener = TcpListener::bind(address(0)).unwrap();
        assert!(!is_free(listener.local_addr().unwrap().port()));
    }
}
