//! The service's log, on stderr: lines of text or of JSON.

use std::io::IsTerminal;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::{filter::Targets, fmt, prelude::*};
use update_payment_method_server::LogFormat;

/// This crate's own lines.
const OURS: &str = "update_payment_method_server";

/// Begins to log. Libraries below say no more than warnings: at their lower
/// levels they name addresses and headers.
pub(crate) fn start(level: LevelFilter, format: LogFormat) {
    let which = Targets::new().with_default(level.min(LevelFilter::WARN)).with_target(OURS, level);
    // Colours are for a person; in a file they stand between what is searched for.
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    let lines = match format {
        LogFormat::Text => lines.with_target(false).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).boxed(),
    };
    tracing_subscriber::registry().with(lines.with_filter(which)).init();
    std::panic::set_hook(Box::new(|panic| {
        // Its text may quote what it stumbled over.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic");
    }));
}
