//! What the service needs beside the library's configuration.

use std::time::Duration;

use tracing::level_filters::LevelFilter;

use super::{Config, ConfigError};

/// Everything that the service needs, out of a [`super::Source`].
#[derive(Clone, Debug)]
pub struct Settings {
    /// The library's part.
    pub config: Config,
    /// Where the service listens, by default [`Settings::LISTEN`].
    pub listen: String,
    /// How much is logged, by default `info`.
    pub log: LevelFilter,
    /// How lines of the log look, by default as text.
    pub log_format: LogFormat,
    /// How long `/healthz` answers 503 after SIGTERM before the service stops
    /// accepting, so that a load balancer can look away first. By default 0.
    pub drain: Duration,
}

/// How lines of the log look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl Settings {
    /// Where the service listens unless it is told otherwise.
    pub const LISTEN: &'static str = "127.0.0.1:8080";

    /// All defaults around `config`.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            config,
            listen: Self::LISTEN.to_owned(),
            log: LevelFilter::INFO,
            log_format: LogFormat::default(),
            drain: Duration::ZERO,
        }
    }

    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        let mut error = ConfigError::default();
        let port = self.listen.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
        error.expect(port.is_some(), "listen: use ADDRESS:PORT, such as 127.0.0.1:8080");
        error.expect(self.drain <= Duration::from_secs(300), "drain: use at most 5m");
        error.or(())
    }
}
