//! The part `package`: the tarball is read by the tools that read packages, installed
//! into a page of each kind, and each page finishes an update in a browser.

use crate::cache::{self, Cache};
use crate::checkout::Checkout;
use crate::environment::Environment;
use crate::error::{Context, Error, Result};
use crate::npm::{self, Project};
use crate::process::{run_quietly, run_tests};
use crate::setup::Setup;
use crate::{report, tools};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the pages are, one folder each.
const ROOM: &str = "tests/package";
/// What reads the package before anybody installs it.
const CHECKS: Project = Project { name: "package-checks", folder: "tests/package/checks" };
const REACT: Project = Project { name: "package-react", folder: "tests/package/react" };
const VUE: Project = Project { name: "package-vue", folder: "tests/package/vue" };
const PROJECTS: [Project; 3] = [CHECKS, REACT, VUE];
/// The first release that Vite runs in.
const NODE: (u32, u32) = (20, 19);
/// What the package is called where it is installed.
const PACKAGE: &str = "node_modules/update-payment-method";

/// The packages as they stand in the cache, a folder for each project.
pub fn present(cache: &Cache, checkout: &Checkout) -> Option<Vec<PathBuf>> {
    PROJECTS.iter().map(|project| project.present(cache, checkout)).collect()
}

/// What the set-up does when they are missing.
pub fn remedy(environment: &Environment) -> String {
    npm::remedy(environment, NODE)
}

/// Puts the packages into the cache, and answers what there is now. Nothing where no Node can run them, or npm cannot fetch them.
pub fn ensure(environment: &Environment, cache: &Cache, checkout: &Checkout) -> Result<Option<String>> {
    let what = "React, Vue and Vite";
    if !tools::ensure_node(environment, cache, "the pages with the npm package are built by it")?
        || !npm::can_run(environment, NODE)
    {
        return Ok(None);
    }
    for project in &PROJECTS {
        if let Err(error) = project.ensure(&format!("{what} ({})", project.name), environment, cache, checkout) {
            report::note(&format!("set-up: {error}"));
            return Ok(None);
        }
    }
    Ok(Some(what.to_owned()))
}

/// Makes the tarball and checks it.
pub fn check(setup: &Setup) -> Result<()> {
    let places = present(&setup.cache, &setup.checkout).filter(|_| npm::can_run(&setup.environment, NODE));
    let Some(places) = places else {
        let (major, minor) = NODE;
        report::not_checked(
            "package",
            &format!("install Node {major}.{minor} or newer, with npm that reaches its registry"),
        );
        return Ok(());
    };
    let work = setup.target.join("package");
    if work.exists() {
        fs::remove_dir_all(&work).context(|| format!("removing {}", work.display()))?;
    }
    let (tarball, _) = super::pack(setup, &work.join("tarball"))?;
    for (project, place) in PROJECTS.iter().zip(&places) {
        settle(setup, project, place, &work, &tarball)?;
    }
    let pages = work.join("pages");
    build(setup, &work, &pages)?;
    let read = run_checks(setup, &work, &tarball, &pages)?;
    let tests = ["test", "--no-fail-fast", "--package", "e2e", "--test", "package"];
    let driven = run_tests(setup.cargo().args(tests).env("UPM_PAGES", &pages))?;
    report::note(&format!("{} tests passed", read + driven));
    // Half a gigabyte of node_modules; after a failure it stays for whoever looks for the reason.
    fs::remove_dir_all(&work).context(|| format!("removing {}", work.display()))
}

/// A fresh copy of a project with the tarball installed.
fn settle(setup: &Setup, project: &Project, place: &Path, work: &Path, tarball: &Path) -> Result<()> {
    let home = home(project, work);
    copy(setup, place, &home)?;
    for entry in cache::entries(&setup.checkout.root.join(project.folder)) {
        let name = entry.file_name().unwrap_or_default();
        if name != "node_modules" && name != "dist" {
            copy(setup, &entry, &home.join(name))?;
        }
    }
    let mut npm = setup.command("npm");
    npm.args(["install", "--no-save", "--offline", "--no-audit", "--no-fund", "--ignore-scripts"]).arg(tarball);
    quietly(setup, "npm install of the tarball", npm.current_dir(home))
}

/// What needs no browser: the list of files, types, linters of packages, imports on a server, what bundlers make of it.
fn run_checks(setup: &Setup, work: &Path, tarball: &Path, pages: &Path) -> Result<usize> {
    let mut node = setup.command("node");
    node.args(["--test", "--test-reporter"])
        .arg(setup.checkout.root.join("tests/sdk/lib/reporter.js"))
        .env("UPM_TARBALL", tarball)
        .env("UPM_PAGES", pages)
        .env("UPM_ROOT", &setup.checkout.root)
        .current_dir(home(&CHECKS, work));
    run_tests(&mut node)
}

/// Builds the pages, each into a folder that can be served.
fn build(setup: &Setup, work: &Path, pages: &Path) -> Result<()> {
    fs::create_dir_all(pages).context(|| format!("making {}", pages.display()))?;
    for project in [&REACT, &VUE] {
        let home = home(project, work);
        quietly(setup, "npm run build", setup.command("npm").args(["run", "build"]).current_dir(&home))?;
        copy(setup, &home.join("dist"), &pages.join(name(project)))?;
    }
    // Only React's development build mounts twice in strict mode.
    let home = home(&REACT, work);
    let mut vite = setup.command("npm");
    vite.args(["exec", "--offline", "--", "vite", "build", "--mode", "development", "--outDir"])
        .arg(pages.join("react-development"))
        .env("NODE_ENV", "development")
        .current_dir(&home);
    quietly(setup, "vite build", &mut vite)?;
    let plain = pages.join("plain");
    copy(setup, &setup.checkout.root.join(ROOM).join("plain"), &plain)?;
    copy(setup, &home.join(PACKAGE), &plain.join("upm"))
}

fn home(project: &Project, work: &Path) -> PathBuf {
    work.join(name(project))
}

fn name(project: &Project) -> &str {
    project.folder.rsplit('/').next().unwrap_or(project.folder)
}

/// Everything below a folder, its links as links; `node_modules` has some.
fn copy(setup: &Setup, from: &Path, to: &Path) -> Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).context(|| format!("making {}", parent.display()))?;
    }
    let status = setup.command("cp").args(["-RP"]).arg(from).arg(to).status().context(|| "starting cp")?;
    if status.success() { Ok(()) } else { Err(Error::new(format!("copying {} failed", from.display()))) }
}

fn quietly(setup: &Setup, what: &str, command: &mut Command) -> Result<()> {
    run_quietly(what, command, &setup.cache.log("package"), None)
}
