//! The back end as one thing: made once, asked over its router.

use std::sync::{Arc, atomic::Ordering};

use axum::Router;
use tokio::task::JoinSet;

use crate::{
    config::{Config, ConfigError},
    error::Error,
    outside::Outside,
    routes,
    service::Service,
    stripe::Swept,
    transport::Network,
};

/// The companion back end. Clones share everything.
///
/// A host application makes one, nests [`Server::router`], and lets
/// [`Server::keep_sweeping`] run beside it.
#[derive(Clone, Debug)]
pub struct Server {
    service: Arc<Service>,
}

impl Server {
    /// A back end that reaches the providers over the network.
    ///
    /// # Errors
    /// Every mistake of the configuration, in one list.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        let bases: Vec<&str> = config
            .stripe
            .iter()
            .map(|stripe| stripe.api_base.as_str())
            .chain(config.paddle.iter().map(|paddle| paddle.api_base.as_str()))
            .collect();
        let network = Network::new(&bases)
            .map_err(|error| ConfigError { mistakes: vec![format!("the HTTP client cannot be set up: {error}")] })?;
        Self::with(config, Outside::new(Arc::new(network)))
    }

    /// A back end with other surroundings: with another way to the providers and
    /// another clock. Public only with the feature `sandbox`.
    ///
    /// # Errors
    /// Every mistake of the configuration, in one list.
    pub fn with(config: Config, outside: Outside) -> Result<Self, ConfigError> {
        Service::new(config, outside).map(|service| Self { service: Arc::new(service) })
    }

    /// Its routes.
    pub fn router(&self) -> Router {
        routes::router(&self.service)
    }

    /// Says that the service is about to stop: `/healthz` answers 503 from now on,
    /// so that a load balancer looks away. Everything else goes on.
    pub fn drain(&self) {
        self.service.draining.store(true, Ordering::Release);
    }

    /// Looks once for finished Stripe sessions that nobody reported, and applies
    /// them. Without Stripe there is nothing to do.
    ///
    /// # Errors
    /// Stripe could not be asked for its sessions. What fails for one
    /// subscription is counted instead, and the others go on.
    pub async fn sweep(&self) -> Result<Swept, Error> {
        self.service.sweep().await
    }

    /// Sweeps at once and then as often as the configuration says, for ever, or
    /// not at all if it says zero. To be spawned; dropping it stops it.
    pub async fn keep_sweeping(self) {
        let every = self.service.config.sweep_every;
        if every.is_zero() {
            return;
        }
        loop {
            let server = self.clone();
            // A task of its own, which ends with this one: a panic must not be the last sweep.
            let mut task = JoinSet::new();
            task.spawn(async move { server.sweep().await });
            match task.join_next().await {
                Some(Ok(Ok(swept))) => tracing::debug!(looked_at = swept.looked_at, failed = swept.failed, "swept"),
                Some(Ok(Err(error))) => tracing::warn!(%error, "the sweep could not begin; the next one tries again"),
                _ => tracing::error!("a sweep ended in a panic; the next one tries again"),
            }
            tokio::time::sleep(every).await;
        }
    }
}

/// The back end as a router in one line, sweeping in the background for as long
/// as the tokio runtime runs that this is called in; outside of one it does not
/// sweep, see [`Server::keep_sweeping`].
///
/// # Errors
/// Every mistake of the configuration, in one list.
pub fn router(config: Config) -> Result<Router, ConfigError> {
    let server = Server::new(config)?;
    let router = server.router();
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(server.keep_sweeping());
    }
    Ok(router)
}

#[cfg(test)]
mod tests {
    use std::{future::Future, pin::Pin, sync::atomic::AtomicU32, time::Duration};

    use super::*;
    use crate::{
        config::tests::good,
        outside::{Answer, Call, Transport},
    };

    #[derive(Debug, Default)]
    struct Stumbling(AtomicU32);

    impl Transport for Stumbling {
        fn send<'a>(&'a self, _: &'a Call<'a>) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
            self.0.fetch_add(1, Ordering::SeqCst);
            panic!("over an answer")
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_panic_is_not_the_last_sweep() {
        let transport = Arc::new(Stumbling::default());
        let server = Server::with(good(), Outside::new(transport.clone())).unwrap();
        let sweeping = tokio::spawn(server.keep_sweeping());
        tokio::time::sleep(Duration::from_secs(650)).await;
        assert_eq!(transport.0.load(Ordering::SeqCst), 3, "at once and every five minutes");
        sweeping.abort();
    }
}
