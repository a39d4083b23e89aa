//! A server under test: its process, and what it costs.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use upm_sandbox::keys;

use crate::Result;
use crate::double::Double;

const RETURN_URL: &str = "https://app.example.com/account";
/// Clock ticks of `/proc/PID/stat` in a second: fixed in Linux' interface to programs.
const TICKS: f64 = 100.0;
const POLL: Duration = Duration::from_millis(20);
/// The core that is the server's alone.
const CORE: &str = "0";

/// One process; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) origin: String,
    child: Child,
}

impl Server {
    pub(crate) async fn ours(program: &Path, double: &Double) -> Result<Self> {
        let port = free_port()?;
        let mut command = on_one_core(program);
        command
            .env("UPM_LISTEN", format!("127.0.0.1:{port}"))
            .env("UPM_LOG", "warn")
            .env("UPM_TOKEN_SECRETS", keys::TOKEN_SECRET)
            .env("UPM_TOKEN_AUDIENCE", keys::TOKEN_AUDIENCE)
            .env("UPM_RETURN_URL", RETURN_URL)
            .env("UPM_STRIPE_SECRET_KEY", keys::STRIPE_SECRET_KEY)
            .env("UPM_STRIPE_API_BASE", &double.origin)
            // The double has no limit, and neither has the peer.
            .env("UPM_STRIPE_CALLS_PER_SECOND", "1000000")
            .env("UPM_STARTS_PER_MINUTE", "1000000")
            .env("UPM_STRIPE_WEBHOOK_SECRETS", keys::STRIPE_WEBHOOK_SECRET);
        Self::start(command, port).await
    }

    pub(crate) async fn peer(folder: &Path, double: &Double) -> Result<Self> {
        let port = free_port()?;
        let mut command = on_one_core(Path::new("node"));
        command
            .arg(folder.join("server.js"))
            .env("NODE_ENV", "production")
            .env("PORT", port.to_string())
            .env("TOKEN_SECRET", keys::TOKEN_SECRET)
            .env("TOKEN_AUDIENCE", keys::TOKEN_AUDIENCE)
            .env("RETURN_URL", RETURN_URL)
            .env("STRIPE_SECRET_KEY", keys::STRIPE_SECRET_KEY)
            .env("STRIPE_API_BASE", &double.origin)
            .env("WEBHOOK_SECRET", keys::STRIPE_WEBHOOK_SECRET);
        Self::start(command, port).await
    }

    async fn start(mut command: Command, port: u16) -> Result<Self> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        let server = Self { origin: format!("http://127.0.0.1:{port}"), child };
        for _ in 0..500 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Ok(server);
            }
            tokio::time::sleep(POLL).await;
        }
        Err(format!("{} does not listen", command.get_program().display()).into())
    }

    /// Seconds of CPU so far, in the program and in the kernel on its behalf.
    pub(crate) fn cpu(&self) -> Result<f64> {
        let stat = self.proc("stat")?;
        // The second field is the name in parentheses, which may hold blanks; user and system time are 14 and 15.
        let fields: Vec<&str> =
            stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace().collect()).unwrap_or_default();
        let ticks =
            |field: usize| -> Result<f64> { Ok(fields.get(field - 3).ok_or("/proc/PID/stat is too short")?.parse()?) };
        Ok((ticks(14)? + ticks(15)?) / TICKS)
    }

    /// The most memory that it ever had, in megabytes of 1,000,000 bytes.
    pub(crate) fn peak_memory(&self) -> Result<f64> {
        let status = self.proc("status")?;
        let line =
            status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("/proc/PID/status has no VmHWM")?;
        let kibibytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kibibytes * 1024.0 / 1e6)
    }

    fn proc(&self, file: &str) -> Result<String> {
        let path = format!("/proc/{}/{file}", self.child.id());
        std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}; this needs Linux").into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `taskset` where it is; it becomes the program, so the process is the server's own.
fn on_one_core(program: &Path) -> Command {
    let there =
        Command::new("taskset").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success());
    if there {
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", CORE]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
