//! The service itself: it listens, sweeps, and stops in good order.

use std::{future::IntoFuture, time::Duration};

use tokio::{net::TcpListener, sync::oneshot, time::timeout};
use update_payment_method_server::{Server, Settings};

/// How long requests under way may take once the service stops: more than any
/// provider's answer, less than systemd and Kubernetes wait before they kill.
/// Docker waits 10 s unless told otherwise.
const FINISH: Duration = Duration::from_secs(25);

pub(crate) fn serve(settings: Settings) -> crate::Result<()> {
    crate::log::start(settings.log, settings.log_format);
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run(settings))
}

async fn run(settings: Settings) -> crate::Result<()> {
    let server = Server::new(settings.config)?;
    let listener =
        TcpListener::bind(&settings.listen).await.map_err(|error| format!("listen: {}: {error}", settings.listen))?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    let sweeping = tokio::spawn(server.clone().keep_sweeping());
    let (stop, stopped) = oneshot::channel::<()>();
    let mut serving = tokio::spawn(
        axum::serve(listener, server.router())
            .with_graceful_shutdown(async {
                let _ = stopped.await;
            })
            .into_future(),
    );
    let signal = tokio::select! {
        signal = signal() => signal,
        ended = &mut serving => return Ok(ended??),
    };
    // A sweep that is cut short is made good by the next one.
    sweeping.abort();
    server.drain();
    if signal == Signal::Terminate && !settings.drain.is_zero() {
        tracing::info!(seconds = settings.drain.as_secs(), "draining");
        let _ = timeout(settings.drain, self::signal()).await;
    }
    tracing::info!("stopping");
    drop(stop);
    match timeout(FINISH, serving).await {
        Ok(ended) => {
            ended??;
            tracing::info!("stopped");
        }
        Err(_) => tracing::warn!("some requests took too long and were cut off"),
    }
    Ok(())
}

#[derive(PartialEq, Eq)]
enum Signal {
    /// A person at the keyboard, who does not want to wait.
    Interrupt,
    /// A service manager.
    Terminate,
}

async fn signal() -> Signal {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            return tokio::select! {
                _ = interrupt => Signal::Interrupt,
                _ = terminate.recv() => Signal::Terminate,
            };
        }
    }
    let _ = interrupt.await;
    Signal::Interrupt
}
