//! nginx: the one on the path, or Debian's package unpacked into the cache. Unpacked and not installed: an installation would start it as a service.

use crate::cache::Cache;
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::{apt, process, report};
use std::path::PathBuf;

/// Where Debian has it; not every user's path leads there.
const SYSTEM: &str = "/usr/sbin/nginx";

/// nginx as it stands: from `UPM_NGINX`, the path, the system's programs or the cache.
pub fn present(environment: &Environment, cache: &Cache) -> Option<PathBuf> {
    std::env::var_os("UPM_NGINX")
        .map(PathBuf::from)
        .into_iter()
        .chain(environment.find("nginx"))
        .chain([PathBuf::from(SYSTEM), unpacked(cache)])
        .find(|file| {
            process::is_executable(file)
                && environment.command(file).arg("-v").output().is_ok_and(|o| o.status.success())
        })
}

/// Finds nginx, or unpacks Debian's.
pub fn ensure(environment: &Environment, cache: &Cache) -> Result<PathBuf> {
    if let Some(found) = present(environment, cache) {
        if found == unpacked(cache) {
            cache.touch(&place(cache))?;
        }
        return Ok(found);
    }
    let fetched = report::step("Debian's nginx", "two replicas of the back end stand behind it; only unpacked", || {
        cache.install(&place(cache), |aside| apt::unpack(environment, cache, &["nginx"], aside))
    });
    let found = present(environment, cache);
    fetched.and_then(|()| found.ok_or_else(|| Error::new("the unpacked program does not run here"))).map_err(|error| {
        Error::new(format!("the replicas need nginx: {error}\nInstall nginx, or set UPM_NGINX to where it is."))
    })
}

/// What the set-up does when it is missing; nothing where it cannot.
pub fn remedy(environment: &Environment) -> Option<&'static str> {
    apt::can_unpack(environment).then_some("fetch Debian's package and unpack it into the cache")
}

fn place(cache: &Cache) -> PathBuf {
    cache.at("tools/nginx-debian")
}

fn unpacked(cache: &Cache) -> PathBuf {
    place(cache).join("usr/sbin/nginx")
}
