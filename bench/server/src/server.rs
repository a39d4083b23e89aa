//! A server under test: its process, and what it costs.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use upm_sandbox::keys;

use crate::Result;
use crate::double::Double;

const RETURN_URL: &str = "https://app.example.com/account";
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
            .env("UPM_STRIPE_WEBHOOK_SECRETS", keys::STRIPE_WEBHOOK_SECRET)
            // The peer keeps no budget, and the double has no limit.
            .env("UPM_STRIPE_CALLS_PER_SECOND", "1000000");
        Self::start(command, port).await
    }

    /// `work` is `same` or `guide`.
    pub(crate) async fn peer(folder: &Path, work: &str, double: &Double) -> Result<Self> {
        let port = free_port()?;
        let mut command = on_one_core(Path::new("node"));
        command
            .arg(folder.join("server.js"))
            .env("NODE_ENV", "production")
            .env("PORT", port.to_string())
            .env("WORK", work)
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

    /// Seconds of CPU so far, in the program and in the kernel on its behalf: `/proc/PID/task/*/schedstat`, whose nanoseconds tell requests
    /// apart that are over within a tick of `/proc/PID/stat`. No thread of either server ends while it is measured.
    pub(crate) fn cpu(&self) -> Result<f64> {
        let tasks = format!("/proc/{}/task", self.child.id());
        let mut nanoseconds = 0.0;
        for task in std::fs::read_dir(&tasks).map_err(|error| needs_linux(&tasks, &error))? {
            let file = task?.path().join("schedstat");
            let text = std::fs::read_to_string(&file).map_err(|error| needs_linux(&file.to_string_lossy(), &error))?;
            nanoseconds += text.split_whitespace().next().ok_or("schedstat is empty")?.parse::<f64>()?;
        }
        Ok(nanoseconds / 1e9)
    }

    /// The most memory that it ever had, in megabytes of 1,000,000 bytes.
    pub(crate) fn peak_memory(&self) -> Result<f64> {
        let file = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(&file).map_err(|error| needs_linux(&file, &error))?;
        let line =
            status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("/proc/PID/status has no VmHWM")?;
        let kibibytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kibibytes * 1024.0 / 1e6)
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

fn needs_linux(file: &str, error: &std::io::Error) -> String {
    format!("{file}: {error}; this needs Linux")
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
