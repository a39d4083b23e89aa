//! What is installed, and what the set-up would do about the rest. Changes nothing.

use crate::cache::Cache;
use crate::checkout::Checkout;
use crate::engines::Engine;
use crate::environment::Environment;
use crate::error::Result;
use crate::report::table;
use crate::toolchain::{self, Toolchain, WASM};
use crate::tools::{self, Tool};
use crate::{apt, axe, browser, hosts, nginx, package, sdk, setup};
use std::path::{Path, PathBuf};

/// One thing that the project needs.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    name: String,
    state: State,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    /// There, at this place or version.
    Found(String),
    /// Not there; the set-up would do this.
    Missing(String),
    /// Not there, and a person has to do this.
    Blocked(String),
}

/// Prints the findings; whether demo and test can run, at once or after the set-up.
pub fn run(cache: &Cache) -> Result<bool> {
    let checkout = Checkout::find()?;
    let mut environment = setup::caller(cache);
    let mut findings =
        vec![Finding { name: "cache".to_owned(), state: State::Found(cache.root().display().to_string()) }];
    let toolchain = toolchain::present(&environment, cache);
    findings.push(compiler(&environment, toolchain.as_ref()));
    if let Some(toolchain) = &toolchain {
        setup::enter(&mut environment, cache, toolchain);
    }
    for tool in tools::all(&checkout.root)? {
        findings.push(program(&environment, cache, &tool));
    }
    findings.extend(browser_and_driver(&environment));
    findings.push(fonts(&environment));
    findings.push(proxy(&environment, cache));
    findings.push(packages("official SDKs", sdk::present(cache, &checkout), sdk::remedy(&environment)));
    let pages = package::check::present(cache, &checkout);
    let place = pages.and_then(|places| places.into_iter().next());
    findings.push(packages("React, Vue and Vite", place, package::check::remedy(&environment)));
    findings.extend([Engine::Firefox, Engine::WebKit].map(|engine| other_browser(&environment, engine)));
    findings.push(host_pages(cache));
    findings.push(packages("axe-core", axe::present(cache), axe::remedy()));
    print!("{}", table(&findings.iter().map(row).collect::<Vec<_>>()));
    Ok(!findings.iter().any(|finding| matches!(finding.state, State::Blocked(_))))
}

fn compiler(environment: &Environment, toolchain: Option<&Toolchain>) -> Finding {
    let name = format!("compiler for {WASM}");
    let state = match toolchain {
        Some(found) => State::Found(format!("rustc {} in {}", found.release, found.sysroot.display())),
        None if environment.find("rustup").is_some() => {
            State::Missing(format!("`rustup target add {WASM}`, or else Debian's compiler with apt-get"))
        }
        None if apt::usable(environment) => {
            State::Missing("Debian's compiler with apt-get, and build its standard library".to_owned())
        }
        None => State::Blocked("install a Rust toolchain with rustup: https://rustup.rs".to_owned()),
    };
    Finding { name, state }
}

fn program(environment: &Environment, cache: &Cache, tool: &Tool) -> Finding {
    let state = match tool.present(environment, cache) {
        Some(directory) => State::Found(directory.display().to_string()),
        None => State::Missing(tool.remedy().to_owned()),
    };
    Finding { name: format!("{} {}", tool.name, tool.version), state }
}

fn browser_and_driver(environment: &Environment) -> Vec<Finding> {
    let finding = |name: &str, file: Option<&Path>| Finding {
        name: name.to_owned(),
        state: match file {
            Some(file) => State::Found(version(environment, file)),
            None if apt::usable(environment) => State::Missing("apt-get install chromium chromium-driver".to_owned()),
            None => State::Blocked(format!(
                "install it, or set {} to where it is; only the tests need it",
                if name == "browser" { "CHROME" } else { "CHROMEDRIVER" }
            )),
        },
    };
    vec![
        finding("browser", browser::chrome(environment).as_deref()),
        finding("chromedriver", browser::driver(environment).as_deref()),
    ]
}

fn fonts(environment: &Environment) -> Finding {
    let missing = browser::missing_fonts(environment);
    Finding {
        name: "fonts".to_owned(),
        state: if missing.is_empty() {
            State::Found("as far as the packages tell".to_owned())
        } else {
            // Never a reason to stop: only screenshots of some languages suffer.
            State::Missing(format!("apt-get install {}", missing.join(" ")))
        },
    }
}

fn proxy(environment: &Environment, cache: &Cache) -> Finding {
    let state = match (nginx::present(environment, cache), nginx::remedy(environment)) {
        (Some(file), _) => State::Found(file.display().to_string()),
        (None, Some(remedy)) => State::Missing(remedy.to_owned()),
        (None, None) => {
            State::Blocked("install it, or set UPM_NGINX to where it is; only the tests need it".to_owned())
        }
    };
    Finding { name: "nginx".to_owned(), state }
}

fn packages(name: &str, place: Option<PathBuf>, remedy: String) -> Finding {
    // Never a reason to stop: the part that needs them says that it was not checked.
    let state = place.map_or(State::Missing(remedy), |place| State::Found(place.display().to_string()));
    Finding { name: name.to_owned(), state }
}

fn other_browser(environment: &Environment, engine: Engine) -> Finding {
    let state = match engine.present(environment) {
        Some(programs) => {
            State::Found(programs.iter().map(|(_, file)| file.display().to_string()).collect::<Vec<_>>().join(", "))
        }
        // Never a reason to stop: its part says that it was not checked.
        None if apt::usable(environment) => State::Missing(engine.remedy()),
        None => State::Missing("do without".to_owned()),
    };
    Finding { name: engine.name().to_owned(), state }
}

fn host_pages(cache: &Cache) -> Finding {
    let state = match hosts::present(cache) {
        Some(place) => State::Found(place.display().to_string()),
        None => State::Missing(hosts::remedy()),
    };
    Finding { name: "Bootstrap and Tailwind".to_owned(), state }
}

fn version(environment: &Environment, file: &Path) -> String {
    let answer = environment.output(file, &["--version"]).unwrap_or_default();
    let line = answer.lines().next().unwrap_or_default().trim();
    format!("{} ({line})", file.display())
}

fn row(finding: &Finding) -> Vec<String> {
    let (word, text) = match &finding.state {
        State::Found(text) => ("found", text.clone()),
        State::Missing(text) => ("missing", format!("set-up would: {text}")),
        State::Blocked(text) => ("MISSING", format!("you: {text}")),
    };
    vec![format!("{word:<7}  {:<38}  {text}", finding.name)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_sees_what_is_theirs_to_do() {
        let finding = |state| Finding { name: "browser".to_owned(), state };
        let text = |state| row(&finding(state)).concat();
        assert!(text(State::Found("/x".to_owned())).starts_with("found"));
        assert!(text(State::Missing("apt".to_owned())).contains("set-up would: apt"));
        assert!(text(State::Blocked("install it".to_owned())).contains("you: install it"));
    }

    #[test]
    fn without_rustup_and_apt_the_compiler_is_a_persons_task() {
        let nothing = Environment::default();
        assert!(matches!(compiler(&nothing, None).state, State::Blocked(_)));
        assert!(browser_and_driver(&nothing).iter().all(|finding| !matches!(finding.state, State::Missing(_))));
    }
}
