//! The Leptos application of `examples/leptos-axum`, as a process of its own.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::{env, thread};

use crate::Stage;

/// The folder with the application's module for the browser (`UPM_LEPTOS_SITE`).
///
/// # Panics
/// When the variable is not set.
#[must_use]
pub fn site() -> PathBuf {
    variable("UPM_LEPTOS_SITE")
}

/// It runs until it is dropped.
#[derive(Debug)]
pub struct Application {
    child: Child,
    origin: String,
}

impl Application {
    /// Starts it before the doubles of a stage.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(stage: &Stage) -> Self {
        let program = variable("UPM_LEPTOS_SERVER");
        let mut child = Command::new(&program)
            .env("LEPTOS_SITE_ROOT", site())
            .env("LEPTOS_SITE_ADDR", "127.0.0.1:0")
            .env("UPM_TOKEN_SECRETS", "a-secret-of-at-least-thirty-two-bytes")
            .env("UPM_TOKEN_AUDIENCE", "leptos")
            .env("UPM_STRIPE_SECRET_KEY", "sk_test_fernwayexample")
            .env("UPM_STRIPE_API_BASE", stage.doubles.stripe_origin())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let mut lines = BufReader::new(child.stdout.take().expect("its output is piped")).lines().map_while(Result::ok);
        let origin = lines.next().expect("it says where it is").trim_end_matches('/').to_owned();
        // Its pipe must not fill up.
        thread::spawn(move || lines.for_each(drop));
        Self { child, origin }
    }

    /// Where it is.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

impl Drop for Application {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn variable(name: &str) -> PathBuf {
    let value = env::var_os(name);
    value
        .map(PathBuf::from)
        .unwrap_or_else(|| panic!("{name} is not set. `cargo xtask test ssr` builds the example and sets it."))
}
