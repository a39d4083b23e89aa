//! Everything that a command needs, made ready: looked for first, installed only where it is missing.

use crate::browser;
use crate::cache::Cache;
use crate::checkout::Checkout;
use crate::engines::Engine;
use crate::environment::Environment;
use crate::error::Result;
use crate::toolchain::{self, Toolchain};
use crate::{axe, hosts, nginx, package, report, sdk, small_std, target, tools};
use std::path::PathBuf;
use std::time::Instant;

/// What a command needs beside the compiler and a target directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Trunk and what it calls.
    Tools,
    /// Chromium, its driver and fonts.
    Browser,
    /// What checks dependencies and the Dockerfile.
    Deny,
    /// nginx, to stand before two replicas of the back end.
    Nginx,
    /// The providers' official SDKs for Node.
    Sdk,
    /// What the npm package is installed into and checked with.
    Package,
    /// Firefox and its driver.
    Firefox,
    /// WebKitGTK's browser, its driver and a display.
    WebKit,
    /// The pages around the widget in the gallery.
    Hosts,
    /// The rules of accessibility.
    Axe,
}

impl Need {
    /// Everything.
    pub const ALL: [Self; 10] = [
        Self::Tools,
        Self::Browser,
        Self::Deny,
        Self::Nginx,
        Self::Sdk,
        Self::Package,
        Self::Firefox,
        Self::WebKit,
        Self::Hosts,
        Self::Axe,
    ];
}

/// What the set-up found or made.
#[derive(Debug)]
pub struct Setup {
    /// The environment for every other program.
    pub environment: Environment,
    /// This clone.
    pub checkout: Checkout,
    /// The cache that everything comes from.
    pub cache: Cache,
    /// The compiler and the tools of the published build: a text that changes when any of them does.
    pub versions: String,
    /// Where cargo builds.
    pub target: PathBuf,
    /// Whether the published build can make the standard library smaller.
    pub small_std: bool,
}

impl Setup {
    /// Makes everything ready that is needed.
    pub fn new(needs: &[Need], cache: Cache) -> Result<Self> {
        let start = Instant::now();
        let checkout = Checkout::find()?;
        let mut environment = caller(&cache);
        let toolchain = toolchain::ensure(&environment, &cache)?;
        enter(&mut environment, &cache, &toolchain);
        // Where the browser cannot be had, its driver need not be built.
        let mut needs = needs.to_vec();
        for (need, engine) in [(Need::Firefox, Engine::Firefox), (Need::WebKit, Engine::WebKit)] {
            if needs.contains(&need) && !engine.ensure(&mut environment, &cache) {
                needs.retain(|other| *other != need);
            }
        }
        let mut found = vec![format!("rustc {}", toolchain.release)];
        let mut versions = format!("{} {}", toolchain.release, toolchain.commit);
        let tools = tools::all(&checkout.root)?;
        for tool in tools.iter().filter(|tool| needs.contains(&tool.need)) {
            tool.ensure(&mut environment, &cache)?;
            let version = format!("{} {}", tool.name, tool.version);
            if tool.need == Need::Tools {
                versions = format!("{versions} {version}");
            }
            found.push(version);
        }
        if needs.contains(&Need::Tools) {
            small_std::ensure(&environment, &cache, &toolchain);
        }
        let small_std = small_std::is_possible(&toolchain);
        let target = target::ensure(&environment, &cache, &checkout, &toolchain)?;
        environment.set("CARGO_TARGET_DIR", &target);
        if needs.contains(&Need::Browser) {
            let browser = browser::ensure(&mut environment, &cache)?;
            browser::run_tests_in(&browser, &target, &mut environment)?;
            found.push(browser.chrome.display().to_string());
        }
        if needs.contains(&Need::Nginx) {
            let nginx = nginx::ensure(&environment, &cache)?;
            environment.set("UPM_NGINX", &nginx);
            found.push(nginx.display().to_string());
        }
        if needs.contains(&Need::Sdk) {
            found.extend(sdk::ensure(&mut environment, &cache, &checkout)?);
        }
        if needs.contains(&Need::Package) {
            found.extend(package::check::ensure(&environment, &cache, &checkout)?);
        }
        if needs.contains(&Need::Hosts) {
            hosts::ensure(&environment, &cache)?;
        }
        if needs.contains(&Need::Axe) {
            found.extend(axe::ensure(&mut environment, &cache)?);
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
