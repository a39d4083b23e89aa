//! A proxy that takes the providers' names to the doubles, and no other name anywhere: for
//! browsers that cannot map names to ports.

use std::io;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use upm_sandbox::Sandbox;

/// Lines of a request's head that are read at most.
const LINES: usize = 64;

/// Domains, and the ports of the doubles that stand for them.
type Doubles = [(&'static str, u16); 2];

/// The listening proxy; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Proxy {
    port: u16,
    task: JoinHandle<()>,
}

impl Proxy {
    pub(crate) async fn start(sandbox: &Sandbox) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port for the proxy");
        let port = listener.local_addr().expect("its address").port();
        let doubles = [
            ("stripe.com:443", sandbox.stripe_tls_port().expect("TLS")),
            ("paddle.com:443", sandbox.paddle_tls_port().expect("TLS")),
        ];
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A browser that goes away in the middle is nobody's fault.
                tokio::spawn(async move { drop(serve(stream, doubles).await) });
            }
        });
        Self { port, task }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One `CONNECT host:port`, and what follows.
async fn serve(stream: TcpStream, doubles: Doubles) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut first = String::new();
    stream.read_line(&mut first).await?;
    for _ in 0..LINES {
        // An empty line ends the head.
        if stream.read_line(&mut String::new()).await? <= 2 {
            break;
        }
    }
    let Some(port) = target(&first, doubles) else {
        return stream.write_all(b"HTTP/1.1 502 Not here\r\nContent-Length: 0\r\n\r\n").await;
    };
    let mut double = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await?;
    copy_bidirectional(&mut stream, &mut double).await.map(drop)
}

/// The port of the double that goes by the name in `CONNECT checkout.stripe.com:443 HTTP/1.1`.
fn target(line: &str, doubles: Doubles) -> Option<u16> {
    let mut words = line.split_ascii_whitespace();
    let name = words.next().filter(|method| *method == "CONNECT").and_then(|_| words.next())?;
    let fits = |domain: &str| name.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    doubles.into_iter().find(|(domain, _)| fits(domain)).map(|(_, port)| port)
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn only_the_providers_names_lead_anywhere() {
        let doubles = [("stripe.com:443", 1), ("paddle.com:443", 2)];
        assert_eq!(target("CONNECT checkout.stripe.com:443 HTTP/1.1\r\n", doubles), Some(1));
        assert_eq!(target("CONNECT cdn.paddle.com:443 HTTP/1.1\r\n", doubles), Some(2));
        for line in ["CONNECT notstripe.com:443 HTTP/1.1", "GET / HTTP/1.1", "CONNECT a.stripe.com:80 HTTP/1.1", ""] {
            assert_eq!(target(line, doubles), None, "{line}");
        }
    }
}
