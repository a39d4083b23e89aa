//! One process of the back end.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use upm_sandbox::keys;

use crate::doubles::Doubles;

const POLL: Duration = Duration::from_millis(20);

/// How to start it, and the process; dropping it kills the process.
pub struct Replica {
    program: PathBuf,
    environment: Vec<(&'static str, String)>,
    address: String,
    log: PathBuf,
    child: Child,
}

impl Replica {
    pub async fn start(port: u16, doubles: &Doubles, directory: &Path) -> Self {
        let program = PathBuf::from(std::env::var_os("UPM_SERVER").expect("UPM_SERVER: run cargo xtask test replicas"));
        let address = format!("127.0.0.1:{port}");
        let environment = vec![
            ("UPM_LISTEN", address.clone()),
            ("UPM_LOG", "warn".to_owned()),
            ("UPM_TOKEN_SECRETS", keys::TOKEN_SECRET.to_owned()),
            ("UPM_TOKEN_AUDIENCE", keys::TOKEN_AUDIENCE.to_owned()),
            ("UPM_RETURN_URL", "https://app.example.com/account".to_owned()),
            ("UPM_STRIPE_SECRET_KEY", keys::STRIPE_SECRET_KEY.to_owned()),
            ("UPM_STRIPE_API_BASE", doubles.stripe_origin.clone()),
            // The doubles have no limits here, and the load is far above what Stripe and Paddle allow.
            ("UPM_STRIPE_CALLS_PER_SECOND", "100000".to_owned()),
            ("UPM_PADDLE_CALLS_PER_MINUTE", "6000000".to_owned()),
            ("UPM_STARTS_PER_MINUTE", "100000".to_owned()),
            ("UPM_STRIPE_WEBHOOK_SECRETS", keys::STRIPE_WEBHOOK_SECRET.to_owned()),
            // The double has no limit here either: it is not what is tested.
            ("UPM_STRIPE_CALLS_PER_SECOND", "100000".to_owned()),
            ("UPM_PADDLE_CALLS_PER_MINUTE", "100000".to_owned()),
            ("UPM_PADDLE_API_KEY", keys::PADDLE_API_KEY.to_owned()),
            ("UPM_PADDLE_CLIENT_TOKEN", keys::PADDLE_CLIENT_TOKEN.to_owned()),
            ("UPM_PADDLE_API_BASE", doubles.paddle_origin.clone()),
        ];
        let log = directory.join(format!("replica-{port}.log"));
        let child = spawn(&program, &environment, &log);
        let replica = Self { program, environment, address, log, child };
        replica.ready().await;
        replica
    }

    /// SIGKILL: it gets no chance to finish anything.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub async fn restart(&mut self) {
        self.child = spawn(&self.program, &self.environment, &self.log);
        self.ready().await;
    }

    async fn ready(&self) {
        for _ in 0..500 {
            if tokio::net::TcpStream::connect(&self.address).await.is_ok() {
                return;
            }
            tokio::time::sleep(POLL).await;
        }
        panic!("no replica on {}: {}", self.address, std::fs::read_to_string(&self.log).unwrap_or_default());
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(program: &Path, environment: &[(&'static str, String)], log: &Path) -> Child {
    Command::new(program)
        .env_clear()
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::options().create(true).append(true).open(log).unwrap())
        .spawn()
        .unwrap()
}
