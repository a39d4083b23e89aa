//! Debian's packages, where there is apt and the right to use it.

use crate::cache::{self, Cache};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::{process, report};
use std::path::Path;

/// Whether apt is there and we may install with it: as root, or by a sudo that asks for no password.
pub fn usable(environment: &Environment) -> bool {
    environment.find("apt-get").is_some() && (is_root(environment) || has_sudo(environment))
}

/// The packages of this list that are not installed.
pub fn missing<'a>(environment: &Environment, packages: &[&'a str]) -> Vec<&'a str> {
    packages
        .iter()
        .filter(|package| {
            !environment
                .output("dpkg-query", &["-W", "-f=${db:Status-Abbrev}", package])
                .is_ok_and(|status| status.starts_with("ii"))
        })
        .copied()
        .collect()
}

/// Installs the packages that are missing.
pub fn install(environment: &Environment, cache: &Cache, packages: &[&str], why: &str) -> Result<()> {
    let missing = missing(environment, packages);
    if missing.is_empty() {
        return Ok(());
    }
    if !usable(environment) {
        return Err(Error::new(format!(
            "missing packages: {} (no apt-get, or neither root nor a sudo without password)",
            missing.join(" ")
        )));
    }
    report::step(&format!("apt-get install {}", missing.join(" ")), why, || {
        let log = cache.log("apt");
        // The lists of a fresh container are empty, and old ones name versions that are gone.
        update(environment, cache)?;
        process::run_quietly(
            "apt-get install",
            apt(environment).args(["install", "-y", "--no-install-recommends"]).args(&missing),
            &log,
            None,
        )
    })
}

/// Whether packages can be fetched and unpacked, which needs no right.
pub fn can_unpack(environment: &Environment) -> bool {
    environment.find("apt-get").is_some() && environment.find("dpkg-deb").is_some()
}

/// Fetches packages and unpacks them into a directory, without installing them.
pub fn unpack(environment: &Environment, cache: &Cache, packages: &[&str], aside: &Path) -> Result<()> {
    if !can_unpack(environment) {
        return Err(Error::new("there is no apt-get to fetch it with"));
    }
    let log = cache.log("unpack");
    let download = || {
        let mut command = environment.command("apt-get");
        command.arg("download").args(packages).current_dir(aside);
        process::run_quietly("apt-get download", &mut command, &log, None)
    };
    // The lists of a fresh container are empty, and old ones name versions that are gone.
    download().or_else(|error| {
        if usable(environment) { update(environment, cache).and_then(|()| download()) } else { Err(error) }
    })?;
    for package in cache::entries(aside).iter().filter(|file| file.extension().is_some_and(|name| name == "deb")) {
        let mut command = environment.command("dpkg-deb");
        process::run_quietly("dpkg-deb", command.arg("-x").arg(package).arg(aside), &log, None)?;
    }
    Ok(())
}

/// Fetches the lists of packages.
pub fn update(environment: &Environment, cache: &Cache) -> Result<()> {
    process::run_quietly("apt-get update", apt(environment).arg("update"), &cache.log("apt-update"), None)
}

fn apt(environment: &Environment) -> std::process::Command {
    let mut command = if is_root(environment) {
        environment.command("env")
    } else {
        let mut sudo = environment.command("sudo");
        sudo.args(["-n", "env"]);
        sudo
    };
    command.args([
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        // Another apt may be running: wait for it instead of failing.
        "-oDPkg::Lock::Timeout=300",
    ]);
    command
}

fn is_root(environment: &Environment) -> bool {
    environment.output("id", &["-u"]).is_ok_and(|id| id.trim() == "0")
}

fn has_sudo(environment: &Environment) -> bool {
    environment.find("sudo").is_some() && environment.output("sudo", &["-n", "true"]).is_ok()
}
