//! Firefox and WebKitGTK: the tests of the main job run in these, too.

use crate::cache::Cache;
use crate::environment::Environment;
use crate::error::{Context, Error, Result};
use crate::process::{is_executable, run_tests};
use crate::setup::Setup;
use crate::widget::{self, Variant};
use crate::{apt, report};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};

/// What a customer must be able to do in any browser, by the names of the end-to-end tests: at most a dozen.
/// None of them may need the DevTools protocol.
const MAIN_JOB: [&str; 12] = [
    "stripe::a_past_due_customer_sees_what_is_owed_and_when_it_is_tried_again",
    "stripe::a_declined_card_changes_nothing_and_the_next_one_can",
    "overlay::an_active_customer_replaces_the_card_for_nothing",
    "overlay::a_past_due_customer_sees_every_amount_and_pays",
    "inline::an_active_customer_replaces_the_card_in_the_page",
    "inline::cancel_takes_the_frame_away_and_another_start_works",
    "back::back_leaves_a_button_that_works",
    "press::a_double_click_makes_one_session",
    "payments::a_failed_payment_is_not_the_end",
    "page::arabic_in_the_dark_runs_from_right_to_left",
    "embedded::an_active_customer_replaces_the_card_in_the_page",
    "early_press::where_the_widget_does_not_come_the_customer_gets_to_stripe_all_the_same",
];

/// A program: the variable that names it, its name on the path, and where else it may be.
type Program = (&'static str, &'static str, &'static [&'static str]);

/// Another browser than Chromium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Firefox; its driver is one of the tools.
    Firefox,
    /// WebKitGTK's small browser, on a display of its own.
    WebKit,
}

impl Engine {
    /// As the tests call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    fn programs(self) -> &'static [Program] {
        match self {
            Self::Firefox => &[("FIREFOX", "firefox-esr", &["/usr/bin/firefox"])],
            Self::WebKit => &[
                ("WEBKITDRIVER", "WebKitWebDriver", &[]),
                (
                    "MINIBROWSER",
                    "MiniBrowser",
                    &[
                        "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
                        "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
                        "/usr/libexec/webkit2gtk-4.1/MiniBrowser",
                    ],
                ),
                ("UPM_XVFB", "Xvfb", &[]),
            ],
        }
    }

    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Firefox => &["firefox-esr"],
            Self::WebKit => &["webkit2gtk-driver", "xvfb"],
        }
    }

    /// What the set-up, or a person, would install.
    pub fn remedy(self) -> String {
        format!("apt-get install {}", self.packages().join(" "))
    }

    /// Its programs with the variables that name them, as they stand; nothing unless all are there.
    pub fn present(self, environment: &Environment) -> Option<Vec<(&'static str, PathBuf)>> {
        let find = |(variable, name, places): &Program| {
            let given = std::env::var_os(variable).map(PathBuf::from);
            let found = given.into_iter().chain(environment.find(name)).chain(places.iter().map(PathBuf::from));
            Some((*variable, found.into_iter().find(|file| is_executable(file))?))
        };
        self.programs().iter().map(find).collect()
    }

    /// Finds its programs or installs Debian's, and tells the tests where they are; whether it is there now.
    pub fn ensure(self, environment: &mut Environment, cache: &Cache) -> bool {
        if self.present(environment).is_none()
            && let Err(error) = apt::install(environment, cache, self.packages(), "the main job is tested in it, too")
        {
            report::note(&format!("set-up: no {}: {error}", self.name()));
        }
        let found = self.present(environment);
        let is_there = found.is_some();
        for (variable, file) in found.into_iter().flatten() {
            environment.set(variable, file);
        }
        is_there
    }

    /// Runs the tests of the main job in it.
    pub fn check(self, setup: &Setup) -> Result<()> {
        let Some(programs) = self.present(&setup.environment) else {
            report::not_checked(
                self.name(),
                &format!("the browser is not here and could not be installed: {}", self.remedy()),
            );
            return Ok(());
        };
        let dist = widget::build(setup, Variant::Production)?;
        let mut tests = setup.cargo();
        tests
            .args(["test", "--package", "e2e", "--test", "browser", "--", "--exact"])
            .args(MAIN_JOB)
            .env("UPM_DIST", dist)
            .env("UPM_ENGINE", self.name());
        let display = match programs.iter().find(|(variable, _)| *variable == "UPM_XVFB") {
            Some((_, xvfb)) => Some(Display::open(setup, xvfb)?),
            None => None,
        };
        if let Some(display) = &display {
            tests.env("DISPLAY", &display.name);
        }
        let passed = run_tests(&mut tests)?;
        // A test that has another name now would be left out without a word.
        if passed == MAIN_JOB.len() {
            return Ok(());
        }
        Err(Error::new(format!("{passed} of the {} tests of the main job ran: see MAIN_JOB", MAIN_JOB.len())))
    }
}

/// A display that nobody sees; dropping it ends it.
#[derive(Debug)]
struct Display {
    server: Child,
    name: String,
}

impl Display {
    fn open(setup: &Setup, xvfb: &std::path::Path) -> Result<Self> {
        let mut server = setup
            .environment
            .command(xvfb)
            .args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context(|| "starting Xvfb")?;
        let mut number = String::new();
        if let Some(out) = server.stdout.take() {
            BufReader::new(out).read_line(&mut number).context(|| "reading the display's number")?;
        }
        // Made first, so that it is ended even if it has said nothing.
        let display = Self { server, name: format!(":{}", number.trim()) };
        if display.name.len() > 1 { Ok(display) } else { Err(Error::new("Xvfb ended as soon as it had started")) }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_job_is_at_most_a_dozen_tests_that_exist() {
        let tests = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/e2e/tests/browser");
        assert!(MAIN_JOB.len() <= 12);
        for name in MAIN_JOB {
            let (file, test) = name.split_once("::").unwrap();
            let text = std::fs::read_to_string(format!("{tests}/{file}.rs")).unwrap();
            assert!(text.contains(&format!("fn {test}()")), "{name}");
        }
    }

    #[test]
    fn a_browser_is_there_only_with_all_its_programs() {
        let nowhere = Environment::default();
        let on_path = Engine::WebKit.present(&nowhere).is_some();
        assert!(
            !on_path || Engine::WebKit.programs().iter().all(|(variable, ..)| std::env::var_os(variable).is_some())
        );
    }
}
