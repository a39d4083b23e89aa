//! The doubles, two replicas, and nginx with the documented configuration.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;
use upm_sandbox::courier::Courier;

use crate::access::{self, Access};
use crate::doubles::Doubles;
use crate::replica::Replica;

const POLL: Duration = Duration::from_millis(5);
const ACCESS: &str = "access.log";

pub struct Stage {
    pub doubles: Doubles,
    pub front: String,
    /// The one that dies, and the one that does not.
    mortal: Mutex<Replica>,
    _immortal: Replica,
    _nginx: Nginx,
    directory: PathBuf,
    kills: AtomicUsize,
}

impl Stage {
    pub async fn set(stripe: usize, paddle: usize) -> Self {
        let directory = std::env::temp_dir().join(format!("upm-replicas-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let doubles = Doubles::start(stripe, paddle).await;
        let [front, one, two] = free_ports();
        let mortal = Replica::start(one, &doubles, &directory).await;
        let immortal = Replica::start(two, &doubles, &directory).await;
        let nginx = Nginx::start(front, [one, two], &directory).await;
        let front = format!("http://127.0.0.1:{front}");
        prepare(&doubles, &front).await;
        Self {
            doubles,
            front,
            mortal: Mutex::new(mortal),
            _immortal: immortal,
            _nginx: nginx,
            directory,
            kills: AtomicUsize::new(0),
        }
    }

    /// Kills one replica after `life` requests, as soon as Paddle is making a transaction, and starts it again after `gap` more. By requests,
    /// not by time: some are always under way.
    pub async fn kill_again_and_again(self: Arc<Self>, sent: Arc<AtomicUsize>, life: usize, gap: usize) {
        let sent = || sent.load(Ordering::Acquire);
        loop {
            let born = sent();
            reached(sent, born + life).await;
            let made = self.doubles.transactions();
            reached(|| self.doubles.transactions(), made + 1).await;
            let mut replica = self.mortal.lock().await;
            replica.kill();
            self.kills.fetch_add(1, Ordering::AcqRel);
            let dead = sent();
            reached(sent, dead + gap).await;
            replica.restart().await;
        }
    }

    pub fn kills(&self) -> usize {
        self.kills.load(Ordering::Acquire)
    }

    pub fn courier(&self) -> &Courier {
        &self.doubles.courier
    }

    /// What nginx did, request by request.
    pub fn access(&self) -> Vec<Access> {
        access::read(&std::fs::read_to_string(self.directory.join(ACCESS)).unwrap())
    }

    /// All went well: nobody needs the logs.
    pub fn tidy(&self) {
        std::fs::remove_dir_all(&self.directory).unwrap();
    }
}

/// Webhooks go to nginx, and often enough to outlive the gaps; each call takes long enough to be cut off. No limit of calls: that
/// is not what is tested, and it would only make the test slow.
async fn prepare(doubles: &Doubles, front: &str) {
    doubles.courier.set_destination(Some(format!("{front}/webhooks/stripe")));
    let mut switches = doubles.courier.switches();
    (switches.tries, switches.retry_ms) = (8, 100);
    doubles.courier.set_switches(switches);
    for (origin, switches) in [
        (&doubles.stripe_origin, r#"{"delay_ms": 20, "limit": "off"}"#),
        (&doubles.paddle_origin, r#"{"delay_ms": 100}"#),
    ] {
        let request =
            reqwest::Client::new().post(format!("{origin}/_control")).header("Content-Type", "application/json");
        let answer = request.body(switches).send().await.unwrap();
        assert!(answer.status().is_success(), "{origin}: {}", answer.text().await.unwrap());
    }
}

async fn reached(now: impl Fn() -> usize, count: usize) {
    while now() < count {
        tokio::time::sleep(POLL).await;
    }
}

/// One process in the foreground, so that killing it leaves nothing behind.
struct Nginx(Child);

impl Nginx {
    async fn start(front: u16, replicas: [u16; 2], directory: &Path) -> Self {
        let documented = include_str!("../../../server/nginx.conf");
        let [one, two] = replicas;
        let configuration = [
            ("127.0.0.1:8080", format!("127.0.0.1:{front}")),
            ("127.0.0.1:8081", format!("127.0.0.1:{one}")),
            ("127.0.0.1:8082", format!("127.0.0.1:{two}")),
            ("/var/log/nginx/update-payment-method.log", ACCESS.to_owned()),
        ]
        .into_iter()
        .fold(documented.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "nginx.conf has no {from}");
            text.replace(from, &to)
        });
        let paths: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("    {name}_temp_path {name};\n"))
            .concat();
        let main = format!(
            "daemon off;\nmaster_process off;\npid nginx.pid;\nerror_log error.log;\nevents {{}}\nhttp {{\n{paths}{configuration}}}\n"
        );
        // Relative paths are relative to this directory, logs and all.
        std::fs::write(directory.join("nginx.conf"), main).unwrap();
        let program = std::env::var_os("UPM_NGINX").expect("UPM_NGINX: run cargo xtask test replicas");
        let mut prefix = directory.as_os_str().to_owned();
        prefix.push("/");
        let child = Command::new(program)
            .arg("-p")
            .arg(prefix)
            .args(["-c", "nginx.conf", "-e", "error.log"])
            // To nginx a variable of this name is a list of sockets to take over.
            .env_remove("NGINX")
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let nginx = Self(child);
        for _ in 0..500 {
            if tokio::net::TcpStream::connect(("127.0.0.1", front)).await.is_ok() {
                return nginx;
            }
            tokio::time::sleep(POLL).await;
        }
        panic!("nginx does not start: {}", std::fs::read_to_string(directory.join("error.log")).unwrap_or_default());
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// All held until all are known, so that they differ.
fn free_ports<const N: usize>() -> [u16; N] {
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.each_ref().map(|listener| listener.local_addr().unwrap().port())
}
