//! One test: a fresh sandbox, a fresh browser, and a clean end whatever happens.

use std::any::type_name_of_val;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;
use std::{fs, io};

use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use upm_sandbox::{Names, Sandbox, SandboxConfig};

use crate::browser::Browser;
use crate::doubles::Doubles;
use crate::driver::Driver;
use crate::engine::Engine;
use crate::proxy::Proxy;
use crate::scratch::Scratch;
use crate::{environment, evidence};

/// A browser takes about a core.
static BROWSERS: Semaphore = Semaphore::const_new(2);
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));
/// For a whole test.
const LIMIT: Duration = Duration::from_secs(120);
/// What no page may ever have in its console.
const COMPLAINTS: [&str; 5] = ["Content Security Policy", "TrustedHTML", "TrustedScript", "Uncaught", "panicked at"];

/// What a test works with. Its order is the order in which it is taken down.
#[derive(Debug)]
pub struct Stage {
    /// What the customer uses.
    pub browser: Browser,
    /// The providers, from behind.
    pub doubles: Doubles,
    expected: Mutex<Vec<String>>,
    _driver: Driver,
    _proxy: Option<Proxy>,
    _scratch: Scratch,
    _sandbox: Sandbox,
}

/// Runs a test on a stage of its own, with the demo's account page.
///
/// # Panics
/// When the test does, when it takes too long, and when a page complained: of a
/// violated policy, or of an exception that nobody caught.
pub fn run(test: impl AsyncFnOnce(&Stage)) {
    run_on(environment::dist(), test);
}

/// The same with the demo's build, whose gallery shows every state.
///
/// # Panics
/// As [`run`].
pub fn run_in_gallery(test: impl AsyncFnOnce(&Stage)) {
    run_on(environment::demo_dist(), test);
}

/// The same, with other files on the sandbox's own page.
///
/// # Panics
/// As [`run`].
pub fn run_on(dist: PathBuf, test: impl AsyncFnOnce(&Stage)) {
    let name = name_of(&test);
    let _turn = RUNTIME.block_on(BROWSERS.acquire()).expect("never closed");
    let stage = RUNTIME.block_on(Stage::set(dist));
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        RUNTIME.block_on(async {
            assert!(timeout(LIMIT, test(&stage)).await.is_ok(), "the test takes longer than {} s", LIMIT.as_secs());
            stage.no_complaints().await;
        });
    }));
    if outcome.is_err() {
        RUNTIME.block_on(evidence::keep(&name, &stage.browser));
    }
    let _ = RUNTIME.block_on(stage.browser.driver.clone().quit());
    drop(stage);
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

impl Stage {
    async fn set(dist: PathBuf) -> Self {
        // The sandbox's back end may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (engine, scratch) = (Engine::of_run(), Scratch::new());
        let (dist, hooks) = match engine {
            Engine::Chromium => (dist, None),
            _ => hooked(&dist, &scratch),
        };
        let config = SandboxConfig { port: 0, dist, names: Names::Real };
        let sandbox = Sandbox::start(config).await.expect("a sandbox");
        let proxy = match engine {
            Engine::Chromium => None,
            _ => Some(Proxy::start(&sandbox).await),
        };
        let capabilities = engine.capabilities(scratch.path(), &sandbox, proxy.as_ref().map(Proxy::port));
        let driver = Driver::start(engine);
        Self {
            browser: Browser::start(engine, &driver, capabilities.expect("capabilities"), &sandbox, hooks).await,
            doubles: Doubles::new(&sandbox),
            expected: Mutex::default(),
            _driver: driver,
            _proxy: proxy,
            _scratch: scratch,
            _sandbox: sandbox,
        }
    }

    /// A complaint in the console that this test provokes by itself: any line that contains `part`.
    pub fn expect_complaint(&self, part: &str) {
        self.expected.lock().unwrap_or_else(PoisonError::into_inner).push(part.to_owned());
    }

    async fn no_complaints(&self) {
        let console = self.browser.console().await;
        let expected = self.expected.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let is_complaint = |line: &&String| {
            COMPLAINTS.iter().any(|word| line.contains(word)) && !expected.iter().any(|part| line.contains(part))
        };
        let complaints: Vec<_> = console.iter().filter(is_complaint).collect();
        assert!(complaints.is_empty(), "the page complained: {complaints:#?}");
    }
}

/// A copy of the built widget whose account page begins with a script of ours, and that script: for browsers
/// that run none before a page's own.
fn hooked(dist: &Path, scratch: &Scratch) -> (PathBuf, Option<PathBuf>) {
    let copy = scratch.path().join("dist");
    copy_folder(dist, &copy).expect("a copy of the built widget");
    let index = copy.join("index.html");
    let html = fs::read_to_string(&index).expect("the account page");
    let html = html.replacen("<head>", "<head><script src=\"/e2e-hooks.js\"></script>", 1);
    assert!(html.contains("e2e-hooks"), "the account page has no <head> to put the hooks into");
    fs::write(&index, html).expect("the page with the hooks");
    // The compressed copy would be served in its place.
    let _ = fs::remove_file(copy.join("index.html.br"));
    let hooks = copy.join("e2e-hooks.js");
    fs::write(&hooks, "").expect("room for the hooks");
    (copy, Some(hooks))
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &place)?;
        } else {
            fs::copy(entry.path(), place)?;
        }
    }
    Ok(())
}

/// `browser::stripe::a_test::{{closure}}` without its ends.
fn name_of(test: &impl Sized) -> String {
    let path = type_name_of_val(test).trim_end_matches("::{{closure}}");
    path.split_once("::").map_or(path, |(_, rest)| rest).to_owned()
}
