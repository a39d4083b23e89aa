//! How the widget looks, against references that are kept with the tests. They hold for one major version of Chromium and for these fonts: anywhere else every letter differs a little.

use crate::error::{Context, Error, Result};
use crate::fonts::{self, Fonts};
use crate::process::run;
use crate::setup::{Need, Setup};
use crate::widget::{self, Variant};
use crate::{browser, hosts, report};
use std::fs;

/// What it needs beside the compiler.
pub const NEEDS: [Need; 3] = [Need::Tools, Need::Browser, Need::Hosts];
/// What the references were made with.
const MADE_WITH: &str = "tests/e2e/tests/visual/references/made-with.txt";

/// Compares, or makes the references anew.
pub fn check(setup: &Setup, update: bool) -> Result<()> {
    let dist = widget::build(setup, Variant::Demo)?;
    let file = setup.checkout.root.join(MADE_WITH);
    let here = here(setup);
    let known = fs::read_to_string(&file).unwrap_or_default();
    let (wish, config) = match &here {
        Ok((_, fonts)) if update => ("update", Some(&fonts.config)),
        Ok((made_with, fonts)) if *made_with == known => ("compare", Some(&fonts.config)),
        other => {
            let why = match other {
                Ok((made_with, _)) => format!("the references are of {}, here is {}", line(&known), line(made_with)),
                Err(error) => error.to_string(),
            };
            report::not_checked("visual, the pictures", &why);
            ("skip", None)
        }
    };
    let mut tests = setup.cargo();
    tests.args(["test", "--no-fail-fast", "--package", "e2e", "--test", "visual"]);
    tests.env("UPM_DIST", dist).env("UPM_VISUAL", wish);
    if let Some(config) = config {
        tests.env("FONTCONFIG_FILE", config);
    }
    run(&mut tests)?;
    match here {
        Ok((made_with, _)) if update => fs::write(&file, made_with).context(|| format!("writing {}", file.display())),
        _ => Ok(()),
    }
}

/// Chromium's major version and the fonts of this machine.
fn here(setup: &Setup) -> Result<(String, Fonts)> {
    hosts::present(&setup.cache)
        .ok_or_else(|| Error::new("Bootstrap and Tailwind come from npm, which is not here"))?;
    let fonts = fonts::ensure(&setup.environment, &setup.cache)?;
    let chrome = browser::chrome(&setup.environment).ok_or_else(|| Error::new("there is no Chromium"))?;
    let version = setup.environment.output(&chrome, &["--version"])?;
    let major = major(&version).ok_or_else(|| Error::new(format!("no version in {version:?}")))?;
    Ok((format!("Chromium {major}\nfonts {}\n", fonts.key), fonts))
}

fn major(version: &str) -> Option<u32> {
    version.split_whitespace().find_map(|word| word.split_once('.')?.0.parse().ok())
}

fn line(made_with: &str) -> String {
    made_with.trim().replace('\n', ", ")
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_the_first_number_with_a_point() {
        assert_eq!(major("Chromium 156.0.7301.44 built on Debian GNU/Linux 12\n"), Some(156));
        assert_eq!(major("Google Chrome 140.0.1.2"), Some(140));
        assert_eq!(major("Chromium"), None);
    }
}
