//! One origin: a loopback listener, plain or with TLS, whose connections a
//! double can cut without an answer.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio_rustls::TlsAcceptor;

/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Accepts connections on a loopback port.
#[derive(Debug)]
pub struct Origin {
    port: u16,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Plain(TcpListener),
    /// Handshakes run in tasks of their own, so that a silent client does not hold up the others.
    Tls(mpsc::Receiver<(Connection, SocketAddr)>),
}

impl Origin {
    /// Listens on `127.0.0.1:port`, plain http; 0 takes any free port.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn plain(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        Ok(Self { port: listener.local_addr()?.port(), source: Source::Plain(listener) })
    }

    /// Listens on any free loopback port with TLS.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn tls(acceptor: TlsAcceptor) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let (sender, receiver) = mpsc::channel(16);
        tokio::spawn(shake_hands(listener, acceptor, sender));
        Ok(Self { port, source: Source::Tls(receiver) })
    }

    /// The port it got.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

/// Serves `router` on `origin` until `stop`'s sender is gone.
pub async fn serve(origin: Origin, router: Router, mut stop: watch::Receiver<()>) {
    let service = router.into_make_service_with_connect_info::<Cut>();
    let stopped = async move { while stop.changed().await.is_ok() {} };
    // `axum::serve` only ends when asked to.
    let _ = axum::serve(origin, service).with_graceful_shutdown(stopped).await;
}

async fn shake_hands(listener: TcpListener, acceptor: TlsAcceptor, sender: mpsc::Sender<(Connection, SocketAddr)>) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = sender.closed() => return,
        };
        let Ok((stream, address)) = accepted else { continue };
        let (acceptor, sender) = (acceptor.clone(), sender.clone());
        tokio::spawn(async move {
            // A client that gives up during the handshake has nobody to tell.
            if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
                let _ = sender.send((Connection::new(stream), address)).await;
            }
        });
    }
}

impl Listener for Origin {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        match &mut self.source {
            Source::Plain(listener) => {
                let (stream, address) = Listener::accept(listener).await;
                (Connection::new(stream), address)
            }
            Source::Tls(receiver) => match receiver.recv().await {
                Some(accepted) => accepted,
                None => std::future::pending().await,
            },
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)))
    }
}

/// Cuts the connection that a request came on. A handler takes it as
/// `ConnectInfo(cut): ConnectInfo<Cut>`, calls [`Cut::cut`] and answers anything:
/// the client sees the connection close without a byte.
#[derive(Clone, Debug, Default)]
pub struct Cut(Arc<AtomicBool>);

impl Cut {
    /// Nothing is sent or read on this connection from now on.
    pub fn cut(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether it has been cut.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    fn check(&self) -> io::Result<()> {
        if self.is_cut() { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }
}

impl Connected<IncomingStream<'_, Origin>> for Cut {
    fn connect_info(stream: IncomingStream<'_, Origin>) -> Self {
        stream.io().cut.clone()
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// An accepted connection, plain or TLS.
pub struct Connection {
    stream: Box<dyn Stream>,
    cut: Cut,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("cut", &self.cut).finish_non_exhaustive()
    }
}

impl Connection {
    fn new(stream: impl Stream + 'static) -> Self {
        Self { stream: Box::new(stream), cut: Cut::default() }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.cut.check()?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.cut.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.cut.check()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
