//! A WebDriver server of one's own, ended with its browsers when dropped.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{io, thread};

use crate::engine::Engine;

/// How long it may take to begin or to end.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// How often it is tried to start one.
const ATTEMPTS: usize = 5;

/// The running process.
#[derive(Debug)]
pub(crate) struct Driver {
    child: Child,
    port: u16,
    engine: Engine,
}

impl Driver {
    /// Starts the engine's driver on a free port.
    pub(crate) fn start(engine: Engine) -> Self {
        let mut said = String::new();
        for _ in 0..ATTEMPTS {
            match Self::try_start(engine) {
                Ok(driver) => return driver,
                Err(output) => said = output,
            }
        }
        panic!("{:?} ends as soon as it has started:\n{said}", engine.driver());
    }

    /// Starts one, or answers what it said before it ended: another process may have been
    /// faster at the port.
    fn try_start(engine: Engine) -> Result<Self, String> {
        let program = engine.driver();
        // It says nothing, so the port is chosen for it.
        let wanted = if engine == Engine::WebKit { free_port() } else { 0 };
        let child = spawn(engine, &program, wanted);
        let mut driver = Self { child, port: wanted, engine };
        let pipe = driver.child.stdout.take().expect("its output is piped");
        let mut lines = BufReader::new(pipe).lines().map_while(Result::ok);
        if engine == Engine::WebKit {
            driver.answers()?;
        } else {
            let mut said = String::new();
            let announced = lines.by_ref().find_map(|line| {
                said = [said.as_str(), &line, "\n"].concat();
                port_in(&line)
            });
            driver.port = announced.ok_or(said)?;
        }
        // Its pipe must not fill up.
        thread::spawn(move || lines.for_each(drop));
        Ok(driver)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn connect(&self) -> io::Result<TcpStream> {
        TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)), PATIENCE)
    }

    /// Waits until something listens.
    fn answers(&mut self) -> Result<(), String> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if self.connect().is_ok() {
                return Ok(());
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(status.to_string());
            }
            thread::sleep(PAUSE);
        }
        Err("it does not listen".to_owned())
    }

    /// Asks it to end, which also ends its browsers.
    fn shut_down(&self) -> io::Result<()> {
        if self.engine != Engine::Chromium {
            return Command::new("kill").arg(self.child.id().to_string()).status().map(drop);
        }
        let mut stream = self.connect()?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new())?;
        Ok(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.shut_down();
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(PAUSE);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(engine: Engine, program: &OsStr, port: u16) -> Child {
    let mut command = Command::new(program);
    command.arg(format!("--port={port}")).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().unwrap_or_else(|error| {
        panic!(
            "{program:?} does not start ({error}). {} can name another; `cargo xtask test {}` sets it.",
            engine.driver_variable(),
            engine.part()
        )
    })
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// "ChromeDriver was started successfully on port 41543."
/// "1795314861026 geckodriver INFO Listening on 127.0.0.1:46471"
fn port_in(line: &str) -> Option<u16> {
    let (_, port) =
        line.split_once("started successfully on port ").or_else(|| line.split_once("Listening on 127.0.0.1:"))?;
    port.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::port_in;

    #[test]
    fn the_port_is_read_from_the_greeting() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 41543."), Some(41543));
        assert_eq!(port_in("1795314861026\tgeckodriver\tINFO\tListening on 127.0.0.1:46471"), Some(46471));
        assert_eq!(port_in("Starting ChromeDriver 156.0 on port 0"), None);
    }
}
