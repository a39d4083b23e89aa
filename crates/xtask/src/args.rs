//! The command line.

use crate::demo;
use crate::error::{Error, Result};
use crate::test::Part;
use std::path::PathBuf;

/// What `cargo xtask` can do, as `help` prints it.
pub const HELP: &str = "\
cargo xtask <command>

  demo [--port N] [--no-open]  build the widget and serve the demo page with doubles of both providers (port 8080, or the next free one)
  test [PART...] [--cold]      check everything, or the named parts; --cold starts with an empty cache
                               parts: format deny clippy host sdk convergence replicas browser e2e visual package ssr firefox webkit docs size; and, by name only, prerelease
  example [--demo PORT]        build examples/leptos-axum and serve it, with the doubles of the demo that runs on PORT (8080)
  references                   draw the pictures anew that `test visual` compares the gallery with
  build [--out DIR]            build the published widget and put its files into DIR (dist/widget), to serve from your own site
  package [--out DIR]          build the npm package and put its tarball into DIR (dist/npm), which must be empty
  size [--json]                what a customer's page downloads, file by file, and the total as the server sends it
  bench server [--json]        the companion back end against Express with Stripe's SDK: requests per core, latency, memory
  doctor                       what is installed and what the set-up would install
  setup                        install and build whatever is missing, and stop
  env                          print the environment for calling cargo by hand: eval \"$(cargo xtask env)\"
  help                         this text

Tools and builds are kept in ${UPM_CACHE:-${XDG_CACHE_HOME:-~/.cache}/update-payment-method}; deleting it is always safe.
";

/// A command with its options.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Serve the demo page.
    Demo {
        /// The page's port; the first free one if none is given.
        port: Option<u16>,
        /// Whether to open a browser where there is a display.
        open: bool,
    },
    /// Serve the Leptos application.
    Example {
        /// The port of the demo whose doubles it uses.
        demo: u16,
    },
    /// Run checks.
    Test {
        /// Which ones, in their usual order.
        parts: Vec<Part>,
        /// Whether to start with an empty cache.
        cold: bool,
    },
    /// Draw the visual references anew.
    References,
    /// Build the published widget.
    Build {
        /// Where its files go.
        out: PathBuf,
    },
    /// Make the npm package.
    Package {
        /// Where the tarball goes.
        out: PathBuf,
    },
    /// Weigh the widget.
    Size {
        /// Print JSON and nothing else on standard output.
        json: bool,
    },
    /// Compare the companion back end with its peer.
    BenchServer {
        /// Print JSON and nothing else on standard output.
        json: bool,
    },
    /// Say what is installed.
    Doctor,
    /// Install what is missing.
    Setup,
    /// Print the environment.
    Env,
    /// Print the help.
    Help,
    /// Wait for a port and then show it in a browser: the second process of `demo`, not for people.
    OpenWhenServed(u16),
}

/// The name of the hidden command.
pub const OPEN_WHEN_SERVED: &str = "open-when-served";

/// Reads the command line, without the program's name.
pub fn parse(words: &[String]) -> Result<Command> {
    let Some((command, rest)) = words.split_first() else {
        return Ok(Command::Help);
    };
    let mut rest = rest.iter().map(String::as_str);
    let parsed = match command.as_str() {
        "demo" => serve_demo(&mut rest)?,
        "example" => example(&mut rest)?,
        "test" => test(&mut rest)?,
        "build" => Command::Build { out: out("build", "dist/widget", &mut rest)? },
        "package" => Command::Package { out: out("package", "dist/npm", &mut rest)? },
        "size" => Command::Size { json: json("size", &mut rest)? },
        "bench" => match rest.next() {
            Some("server") => Command::BenchServer { json: json("bench server", &mut rest)? },
            other => return Err(unknown("bench", other.unwrap_or_default())),
        },
        "references" => Command::References,
        "doctor" => Command::Doctor,
        "setup" => Command::Setup,
        "env" => Command::Env,
        "help" | "--help" | "-h" => return Ok(Command::Help),
        OPEN_WHEN_SERVED => Command::OpenWhenServed(port(rest.next())?),
        other => {
            return Err(Error::new(format!("there is no command `{other}`\n\n{HELP}")));
        }
    };
    match rest.next() {
        None => Ok(parsed),
        Some(word) => Err(unknown(command, word)),
    }
}

fn serve_demo<'a>(words: &mut impl Iterator<Item = &'a str>) -> Result<Command> {
    let (mut given, mut open) = (None, true);
    while let Some(word) = words.next() {
        match word.split_once('=').unwrap_or((word, "")) {
            ("--port", "") => given = Some(port(words.next())?),
            ("--port", value) => given = Some(port(Some(value))?),
            ("--no-open", "") => open = false,
            _ => return Err(unknown("demo", word)),
        }
    }
    Ok(Command::Demo { port: given, open })
}

fn example<'a>(words: &mut impl Iterator<Item = &'a str>) -> Result<Command> {
    match words.next() {
        None => Ok(Command::Example { demo: demo::PORT }),
        Some("--demo") => Ok(Command::Example { demo: port(words.next())? }),
        Some(word) => Err(unknown("example", word)),
    }
}

fn out<'a>(command: &str, usual: &str, words: &mut impl Iterator<Item = &'a str>) -> Result<PathBuf> {
    let mut out = PathBuf::from(usual);
    while let Some(word) = words.next() {
        out = match (word.split_once('='), word) {
            (Some(("--out", value)), _) => PathBuf::from(value),
            (None, "--out") => words.next().ok_or_else(|| Error::new("--out wants a directory"))?.into(),
            _ => return Err(unknown(command, word)),
        };
    }
    Ok(out)
}

fn test<'a>(words: &mut impl Iterator<Item = &'a str>) -> Result<Command> {
    let (mut named, mut cold) = (Vec::new(), false);
    for word in words {
        match Part::named(word) {
            _ if word == "--cold" => cold = true,
            Some(part) => named.push(part),
            None => {
                let all: Vec<&str> = Part::ALL.iter().map(|part| part.name()).collect();
                return Err(Error::new(format!("`test` has no part `{word}`; there are: {}", all.join(" "))));
            }
        }
    }
    let wanted = |part: &Part| if named.is_empty() { !part.is_extra() } else { named.contains(part) };
    let parts = Part::ALL.into_iter().filter(wanted).collect();
    Ok(Command::Test { parts, cold })
}

fn json<'a>(command: &str, words: &mut impl Iterator<Item = &'a str>) -> Result<bool> {
    match words.next() {
        None => Ok(false),
        Some("--json") => Ok(true),
        Some(word) => Err(unknown(command, word)),
    }
}

fn port(word: Option<&str>) -> Result<u16> {
    word.and_then(|word| word.parse().ok())
        .filter(|port| *port > 0)
        .ok_or_else(|| Error::new("a port is a number from 1 to 65535"))
}

fn unknown(command: &str, word: &str) -> Error {
    Error::new(format!("`{command}` has no `{word}`\n\n{HELP}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Command> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words)
    }

    #[test]
    fn the_demo_takes_a_port_in_both_spellings() {
        let demo = |port, open| Command::Demo { port, open };
        assert_eq!(read("demo").unwrap(), demo(None, true));
        assert_eq!(read("demo --port 9000 --no-open").unwrap(), demo(Some(9000), false));
        assert_eq!(read("demo --port=9000").unwrap(), demo(Some(9000), true));
        for wrong in ["demo --port", "demo --port 0", "demo --port 70000", "demo x"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn test_runs_everything_or_the_named_parts_in_their_order() {
        let all = Part::ALL.into_iter().filter(|part| *part != Part::Prerelease).collect();
        assert_eq!(read("test").unwrap(), Command::Test { parts: all, cold: false });
        let extra = Command::Test { parts: vec![Part::Prerelease], cold: false };
        assert_eq!(read("test prerelease").unwrap(), extra);
        let two = Command::Test { parts: vec![Part::Format, Part::Docs], cold: true };
        assert_eq!(read("test docs --cold format").unwrap(), two);
        let error = read("test browsers").unwrap_err().to_string();
        assert!(error.contains("browser e2e"), "{error}");
    }

    #[test]
    fn the_example_uses_the_doubles_of_a_demo() {
        assert_eq!(read("example").unwrap(), Command::Example { demo: 8080 });
        assert_eq!(read("example --demo 9000").unwrap(), Command::Example { demo: 9000 });
        for wrong in ["example 9000", "example --demo", "example --demo 9000 x"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_benchmark_has_a_name() {
        assert_eq!(read("bench server --json").unwrap(), Command::BenchServer { json: true });
        assert_eq!(read("bench server").unwrap(), Command::BenchServer { json: false });
        for wrong in ["bench", "bench client", "bench server now", "bench --json"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_directory_can_be_named() {
        let package = |out: &str| Command::Package { out: out.into() };
        assert_eq!(read("package").unwrap(), package("dist/npm"));
        assert_eq!(read("package --out a").unwrap(), package("a"));
        assert_eq!(read("build --out=a").unwrap(), Command::Build { out: "a".into() });
        assert!(read("package --out").unwrap_err().to_string().contains("directory"));
        assert!(read("package a").is_err());
    }

    #[test]
    fn an_unknown_word_says_what_exists() {
        for line in ["dmeo", "size --yaml", "doctor now", "size --json more"] {
            let error = read(line).unwrap_err().to_string();
            assert!(error.contains("doctor"), "{line}: {error}");
        }
    }

    #[test]
    fn no_word_at_all_is_a_question() {
        assert_eq!(read("").unwrap(), Command::Help);
        assert_eq!(read("--help").unwrap(), Command::Help);
    }

    #[test]
    fn the_help_names_every_part() {
        for part in Part::ALL {
            assert!(HELP.contains(part.name()));
        }
    }
}
