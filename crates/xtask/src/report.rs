//! What a person sees. Progress goes to standard error, so that standard output holds results only.

use crate::error::Result;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

static STEPS: AtomicUsize = AtomicUsize::new(0);
static UNCHECKED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// A line of progress.
pub fn note(text: &str) {
    eprintln!("{text}");
}

/// Does one slow step of the set-up: says what and why before, and how long it took after.
pub fn step<T>(what: &str, why: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    STEPS.fetch_add(1, Ordering::Relaxed);
    note(&format!("set-up: {what} ({why})"));
    let start = Instant::now();
    let result = work();
    let end = if result.is_ok() { "done" } else { "failed" };
    note(&format!("set-up: {what}: {end} after {}", seconds(start.elapsed())));
    result
}

/// How many steps this process has done so far.
pub fn steps() -> usize {
    STEPS.load(Ordering::Relaxed)
}

/// Says that a check could not be made here, now and once more at the end: it must not pass for green.
pub fn not_checked(what: &str, why: &str) {
    let line = format!("{what}: NOT CHECKED ({why})");
    note(&line);
    UNCHECKED.lock().unwrap_or_else(PoisonError::into_inner).push(line);
}

/// The checks that could not be made.
pub fn unchecked() -> Vec<String> {
    UNCHECKED.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// A duration as a person reads it: `0.4 s`, `73.0 s`.
pub fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// Lines up rows in columns: the first to the left, the others to the right.
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, &width))| match column {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            })
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows = [
            vec!["element.js".to_owned(), "9".to_owned()],
            vec!["a".to_owned(), "1000".to_owned()],
            vec!["total".to_owned()],
        ];
        assert_eq!(table(&rows), "element.js     9\na           1000\ntotal\n");
        assert_eq!(table(&[]), "");
    }

    #[test]
    fn a_duration_has_one_decimal() {
        assert_eq!(seconds(Duration::from_millis(1250)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(73)), "73.0 s");
    }
}
