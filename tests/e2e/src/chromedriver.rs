//! A chromedriver of one's own, ended with its browsers when dropped.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{io, thread};

use crate::environment;

/// How long it may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often it is tried to start one.
const ATTEMPTS: usize = 5;

/// The running process.
#[derive(Debug)]
pub(crate) struct Chromedriver {
    child: Child,
    port: u16,
}

impl Chromedriver {
    /// Starts one on a free port.
    pub(crate) fn start() -> Self {
        let mut said = String::new();
        for _ in 0..ATTEMPTS {
            match Self::try_start() {
                Ok(chromedriver) => return chromedriver,
                Err(output) => said = output,
            }
        }
        panic!("chromedriver ends as soon as it has started:\n{said}");
    }

    /// Starts one, or answers what it said before it ended: it takes a free port for
    /// IPv4 and gives up where the same of IPv6 is in use.
    fn try_start() -> Result<Self, String> {
        let program = environment::chromedriver();
        let mut child = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{program:?} does not start ({error}). CHROMEDRIVER can name another; `cargo xtask test e2e` sets it.")
            });
        let mut lines = BufReader::new(child.stdout.take().expect("its output is piped")).lines().map_while(Result::ok);
        let mut said = String::new();
        let port = lines.by_ref().find_map(|line| {
            said = [said.as_str(), &line, "\n"].concat();
            port_in(&line)
        });
        let Some(port) = port else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(said);
        };
        // Its pipe must not fill up.
        thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, port })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks it to end, which also ends its browsers.
    fn shut_down(&self) -> io::Result<()> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new())?;
        Ok(())
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        let _ = self.shut_down();
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// "ChromeDriver was started successfully on port 41543."
fn port_in(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("started successfully on port ")?;
    port.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::port_in;

    #[test]
    fn the_port_is_read_from_the_greeting() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 41543."), Some(41543));
        assert_eq!(port_in("Starting ChromeDriver 156.0 on port 0"), None);
    }
}
