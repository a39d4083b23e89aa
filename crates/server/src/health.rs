//! The command `healthz`: asks the service beside it whether it is well. For containers, which have no shell to ask with.

use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs},
    time::Duration,
};

const PATIENCE: Duration = Duration::from_secs(2);
/// The status line is all that counts.
const START: usize = 12;

/// Whether the service that listens on `listen` (`UPM_LISTEN`) answers 200 to `GET /healthz`.
pub(crate) fn ask(listen: &str) -> Result<(), String> {
    let status = status(listen).map_err(|error| format!("{listen}: {error}"))?;
    if status.starts_with("HTTP/1.1 200") { Ok(()) } else { Err(format!("{listen}: answered `{status}`")) }
}

fn status(listen: &str) -> std::io::Result<String> {
    let mut address = listen.to_socket_addrs()?.next().ok_or(std::io::ErrorKind::AddrNotAvailable)?;
    address.set_ip(reachable(address));
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = [0; START];
    stream.read_exact(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// A service that listens on every address is asked on loopback.
fn reachable(address: SocketAddr) -> IpAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// Listens on every address and gives one answer.
    fn answering(answer: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 256];
            let _ = stream.read(&mut request).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        });
        format!("0.0.0.0:{port}")
    }

    #[test]
    fn only_200_is_well() {
        assert_eq!(ask(&answering("HTTP/1.1 200 OK\r\n\r\nok\n")), Ok(()));
        assert!(ask(&answering("HTTP/1.1 503 Service Unavailable\r\n\r\n")).unwrap_err().contains("503"));
        assert!(ask(&answering("")).is_err());
    }

    #[test]
    fn nobody_there_and_nonsense_are_unwell() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let gone = listener.local_addr().unwrap().to_string();
        drop(listener);
        assert!(ask(&gone).is_err());
        assert!(ask("nonsense").is_err());
    }
}
