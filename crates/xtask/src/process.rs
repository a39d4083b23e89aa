//! Running other programs: with a heartbeat, with a limit, or for their output.

use crate::error::{Context, Error, Result};
use crate::report::{self, seconds};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const HEARTBEAT: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(50);
const TAIL: usize = 40;

/// Runs a long command whose output only matters when it fails. Its last line is shown every ten seconds; the end of the output, on failure.
pub fn run_quietly(what: &str, command: &mut Command, log: &Path, limit: Option<Duration>) -> Result<()> {
    if let Some(parent) = log.parent() {
        fs::create_dir_all(parent).context(|| format!("making {}", parent.display()))?;
    }
    let file = File::create(log).context(|| format!("making {}", log.display()))?;
    let second = file.try_clone().context(|| "sharing the log")?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(second)
        .spawn()
        .context(|| format!("starting {}", command.get_program().display()))?;
    let start = Instant::now();
    let mut next = HEARTBEAT;
    loop {
        if let Some(status) = child.try_wait().context(|| "waiting")? {
            if status.success() {
                return Ok(());
            }
            return Err(Error::new(format!("{what} failed ({status}); the end of its output:\n{}", tail(log, TAIL))));
        }
        let elapsed = start.elapsed();
        if limit.is_some_and(|limit| elapsed > limit) {
            child.kill().context(|| "stopping")?;
            child.wait().context(|| "waiting")?;
            return Err(Error::new(format!("{what}: no answer after {}", seconds(elapsed))));
        }
        if elapsed > next {
            next += HEARTBEAT;
            report::note(&format!("set-up: {what}: {}, now: {}", seconds(elapsed), tail(log, 1).trim()));
        }
        sleep(POLL);
    }
}

/// Runs a command in the open: its output is ours.
pub fn run(command: &mut Command) -> Result<()> {
    let line = describe(command);
    report::note(&format!("$ {line}"));
    let status = command.stdin(Stdio::null()).status().context(|| format!("starting `{line}`"))?;
    if status.success() { Ok(()) } else { Err(Error::new(format!("`{line}` failed ({status})"))) }
}

/// Runs tests in the open and returns how many passed. None at all is an error: a wrong filter must not look like success.
pub fn run_tests(command: &mut Command) -> Result<usize> {
    let line = describe(command);
    report::note(&format!("$ {line}"));
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context(|| format!("starting `{line}`"))?;
    let mut passed = 0;
    for text in child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).split(b'\n')) {
        let text = text.context(|| format!("reading the output of `{line}`"))?;
        let text = String::from_utf8_lossy(&text);
        println!("{text}");
        passed += passed_in(&text);
    }
    let status = child.wait().context(|| "waiting")?;
    match (status.success(), passed) {
        (false, _) => Err(Error::new(format!("`{line}` failed ({status})"))),
        (true, 0) => Err(Error::new(format!("`{line}` ran no test"))),
        (true, _) => Ok(passed),
    }
}

/// What a command prints on standard output; an error when it fails.
pub fn output(command: &mut Command) -> Result<String> {
    let line = describe(command);
    let output = command.stdin(Stdio::null()).output().context(|| format!("starting `{line}`"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let stderr = String::from_utf8_lossy(&output.stderr);
        Err(Error::new(format!("`{line}` failed ({}): {}", output.status, stderr.trim())))
    }
}

/// Where a program stands on a search path.
pub fn find(program: &str, path: &[PathBuf]) -> Option<PathBuf> {
    path.iter().map(|directory| directory.join(program)).find(|file| is_executable(file))
}

/// Whether this is a file that may be run.
pub fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// The number in a line such as `test result: ok. 12 passed; 0 failed; …`.
fn passed_in(line: &str) -> usize {
    line.strip_prefix("test result: ")
        .and_then(|rest| rest.split_once(". ")?.1.split_once(" passed"))
        .and_then(|(number, _)| number.parse().ok())
        .unwrap_or(0)
}

fn describe(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy()];
    words.extend(command.get_args().map(|word| word.to_string_lossy()));
    words.join(" ")
}

fn tail(log: &Path, lines: usize) -> String {
    let bytes = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let all: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let from = all.len().saturating_sub(lines);
    all.get(from..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_shows_the_end_of_its_output() {
        let log = std::env::temp_dir().join(format!("xtask-process-{}.log", std::process::id()));
        let mut command = Command::new("sh");
        command.args(["-c", "echo first; echo last >&2; exit 3"]);
        let error = run_quietly("the example", &mut command, &log, None).unwrap_err();
        fs::remove_file(&log).unwrap();
        let text = error.to_string();
        assert!(text.contains("first\nlast"), "{text}");
        assert!(text.contains("3"), "{text}");
    }

    #[test]
    fn a_command_that_hangs_is_stopped() {
        let log = std::env::temp_dir().join(format!("xtask-hang-{}.log", std::process::id()));
        let mut command = Command::new("sleep");
        command.arg("600");
        let limit = Some(Duration::from_millis(1));
        let error = run_quietly("the sleeper", &mut command, &log, limit).unwrap_err();
        fs::remove_file(&log).unwrap();
        assert!(error.to_string().contains("no answer after"), "{error}");
    }

    #[test]
    fn tests_are_counted_and_none_is_an_error() {
        let result =
            |text: &str, code: u8| run_tests(Command::new("sh").args(["-c", &format!("printf '{text}'; exit {code}")]));
        let ok = "test result: ok. 12 passed; 0 failed; 0 ignored";
        assert_eq!(result(&format!("{ok}\\n{ok}; 3 measured\\n"), 0).unwrap(), 24);
        assert!(result("no tests to run!\\n", 0).is_err());
        assert!(result("test result: FAILED. 3 passed; 1 failed\\n", 101).is_err());
    }

    #[test]
    fn find_wants_an_executable_file() {
        let path = [PathBuf::from("/nowhere"), PathBuf::from("/bin")];
        assert_eq!(find("sh", &path), Some(PathBuf::from("/bin/sh")));
        assert_eq!(find("sh", &path[..1]), None);
    }
}
