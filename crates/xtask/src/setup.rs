//! Everything that a command needs, made ready: looked for first, installed only where it is missing.

use crate::browser;
use crate::cache::Cache;
use crate::checkout::Checkout;
use crate::environment::Environment;
use crate::error::Result;
use crate::toolchain::{self, Toolchain};
use crate::{report, small_std, target, tools};
use std::path::PathBuf;
use std::time::Instant;

/// How much of the set-up a command needs; each includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// The compiler and a target directory.
    Compiler,
    /// Also Trunk and what it calls.
    Tools,
    /// Also Chromium, its driver and fonts.
    Browser,
}

/// What the set-up found or made.
#[derive(Debug)]
pub struct Setup {
    /// The environment for every other program.
    pub environment: Environment,
    /// This clone.
    pub checkout: Checkout,
    cache: Cache,
    /// The compiler and the tools that are ready: a text that changes when any of them does.
    pub versions: String,
    /// Where cargo builds.
    pub target: PathBuf,
    /// Whether the published build can make the standard library smaller.
    pub small_std: bool,
}

impl Setup {
    /// Makes everything ready that is needed.
    pub fn new(need: Need, cache: Cache) -> Result<Self> {
        let start = Instant::now();
        let checkout = Checkout::find()?;
        let mut environment = caller(&cache);
        let toolchain = toolchain::ensure(&environment, &cache)?;
        enter(&mut environment, &cache, &toolchain);
        let mut found = vec![format!("rustc {}", toolchain.release)];
        let tools = tools::all(&checkout.root)?;
        if need >= Need::Tools {
            for tool in &tools {
                tool.ensure(&mut environment, &cache)?;
                found.push(format!("{} {}", tool.name, tool.version));
            }
            small_std::ensure(&environment, &cache, &toolchain);
        }
        let small_std = small_std::is_possible(&toolchain);
        let versions = format!("{} {}", found.join(" "), toolchain.commit);
        let target = target::ensure(&environment, &cache, &checkout, &toolchain)?;
        environment.set("CARGO_TARGET_DIR", &target);
        if need >= Need::Browser {
            let browser = browser::ensure(&mut environment, &cache)?;
            browser::run_tests_in(&browser, &target, &mut environment)?;
            found.push(browser.chrome.display().to_string());
        }
        tools.iter().for_each(|tool| tool.touch(&cache));
        if toolchain.is_fallback(&cache) {
            cache.touch(&toolchain.sysroot)?;
        }
        cache.prune();
        let found = found.join(", ");
        let end = report::seconds(start.elapsed());
        match report::steps() {
            0 => report::note(&format!("set-up: all there ({found}) in {end}")),
            _ => report::note(&format!("set-up: ready ({found}) after {end}")),
        }
        Ok(Self { environment, checkout, versions, target, small_std, cache })
    }

    /// A cargo command at the root of this clone.
    pub fn cargo(&self) -> std::process::Command {
        self.command("cargo")
    }

    /// A command at the root of this clone.
    pub fn command(&self, program: &str) -> std::process::Command {
        let mut command = self.environment.command(program);
        command.current_dir(&self.checkout.root);
        command
    }

    /// Where what was built for this clone goes.
    pub fn dist(&self, variant: &str) -> PathBuf {
        self.cache.at("dist").join(&self.checkout.key).join(variant)
    }
}

/// The caller's environment, without traces of this cache or of the user's.
pub fn caller(cache: &Cache) -> Environment {
    let user = Cache::of_user().ok();
    let mut caches = vec![cache.root()];
    caches.extend(user.as_ref().map(Cache::root));
    Environment::of_caller(&caches)
}

/// Makes every later command use this toolchain.
pub fn enter(environment: &mut Environment, cache: &Cache, toolchain: &Toolchain) {
    if toolchain.is_fallback(cache) {
        // rustup takes the directory itself as a toolchain's name, so nothing has to be registered with it.
        environment.set("RUSTUP_TOOLCHAIN", &toolchain.sysroot);
        environment.prepend(toolchain.sysroot.join("bin"));
    }
}
