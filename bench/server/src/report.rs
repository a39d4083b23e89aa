//! The figures as a Markdown table and as JSON.

use serde_json::{Value, json};

use crate::figures::{Part, Round, Run, Spread};

struct Row {
    name: &'static str,
    key: &'static str,
    decimals: usize,
    of: fn(&Run) -> f64,
    /// `ours / peer` where more is better, else `peer / ours`; `None` where there is no better.
    ratio: Option<Better>,
}

#[derive(Clone, Copy)]
enum Better {
    More,
    Less,
}

const fn row(
    name: &'static str,
    key: &'static str,
    decimals: usize,
    of: fn(&Run) -> f64,
    ratio: Option<Better>,
) -> Row {
    Row { name, key, decimals, of, ratio }
}

const ROWS: [Row; 9] = [
    row("starts per second and core", "starts_per_core", 0, |run| run.starts.per_core, Some(Better::More)),
    row("webhooks per second and core", "webhooks_per_core", 0, |run| run.webhooks.per_core, Some(Better::More)),
    row("starts: p99, ms", "starts_p99_ms", 1, |run| run.starts.p99, Some(Better::Less)),
    row("webhooks: p99, ms", "webhooks_p99_ms", 1, |run| run.webhooks.p99, Some(Better::Less)),
    row("peak memory, MB", "peak_memory_mb", 1, |run| run.memory, Some(Better::Less)),
    row("starts per second of the clock", "starts_per_second", 0, |run| run.starts.throughput, None),
    row("webhooks per second of the clock", "webhooks_per_second", 0, |run| run.webhooks.throughput, None),
    row("calls to Stripe per start", "calls_per_start", 1, |run| calls(&run.starts), None),
    row("calls to Stripe per webhook", "calls_per_webhook", 1, |run| calls(&run.webhooks), None),
];

fn calls(part: &Part) -> f64 {
    part.calls
}

/// Which of a round's runs.
type Pick = fn(&Round) -> &Run;

const OURS: Pick = |round| &round.ours;
const PEERS: [(&str, Pick); 2] = [("same", |round| &round.same), ("guide", |round| &round.guide)];

impl Row {
    fn spread(&self, rounds: &[Round], pick: Pick) -> Spread {
        Spread::of(rounds.iter().map(|round| (self.of)(pick(round))))
    }

    /// How many times better ours is than a peer, round by round.
    fn ratio(&self, rounds: &[Round], peer: Pick) -> Option<Spread> {
        let better = self.ratio?;
        Some(Spread::of(rounds.iter().map(|round| {
            let (ours, peer) = ((self.of)(&round.ours), (self.of)(peer(round)));
            match better {
                Better::More => ours / peer,
                Better::Less => peer / ours,
            }
        })))
    }
}

/// A table for a person: medians, and the least and greatest value of the rounds.
pub(crate) fn markdown(rounds: &[Round]) -> String {
    let mut text = format!(
        "Median of {} rounds (least to most). Times better: within the same round.\n\n\
         | | ours | Express and stripe, the same work | times better | as in Stripe's guide | times better |\n\
         | --- | ---: | ---: | ---: | ---: | ---: |\n",
        rounds.len()
    );
    for row in &ROWS {
        text.push_str(&format!("| {} | {} |", row.name, cell(row.spread(rounds, OURS), row.decimals)));
        for (_, peer) in PEERS {
            let ratio = row.ratio(rounds, peer).map(|ratio| cell(ratio, 1)).unwrap_or_default();
            text.push_str(&format!(" {} | {ratio} |", cell(row.spread(rounds, peer), row.decimals)));
        }
        text.push('\n');
    }
    text
}

/// The same for a program.
pub(crate) fn json(rounds: &[Round]) -> String {
    let against = |row: &Row, peer| json!({"value": value(row.spread(rounds, peer)), "times_better": row.ratio(rounds, peer).map(value)});
    let figure = |row: &Row| {
        let peers = PEERS.map(|(name, peer)| (name.to_owned(), against(row, peer)));
        let ours = ("ours".to_owned(), value(row.spread(rounds, OURS)));
        (row.key.to_owned(), Value::from_iter([ours].into_iter().chain(peers)))
    };
    let figures: serde_json::Map<_, _> = ROWS.iter().map(figure).collect();
    format!("{}\n", json!({"rounds": rounds.len(), "figures": figures}))
}

fn cell(spread: Spread, decimals: usize) -> String {
    let Spread { median, least, most } = spread;
    format!("{median:.decimals$} ({least:.decimals$} to {most:.decimals$})")
}

fn value(spread: Spread) -> Value {
    json!({"median": spread.median, "least": spread.least, "most": spread.most})
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn run(cpu: f64, memory: f64) -> Run {
        let part = Part::new(100, Duration::from_secs(1), cpu, 200, vec![0.004; 100]);
        Run { starts: part.clone(), webhooks: part, memory }
    }

    #[test]
    fn more_requests_and_less_memory_are_both_better() {
        let round = Round { ours: run(0.1, 10.0), same: run(0.5, 80.0), guide: run(0.2, 80.0) };
        let rounds = [round.clone(), round];
        let text = markdown(&rounds);
        assert!(
            text.contains(
                "| 1000 (1000 to 1000) | 200 (200 to 200) | 5.0 (5.0 to 5.0) | 500 (500 to 500) | 2.0 (2.0 to 2.0) |"
            ),
            "{text}"
        );
        assert!(
            text.contains("| peak memory, MB | 10.0 (10.0 to 10.0) | 80.0 (80.0 to 80.0) | 8.0 (8.0 to 8.0) |"),
            "{text}"
        );
        let json: Value = serde_json::from_str(&json(&rounds)).unwrap();
        assert_eq!(json["figures"]["starts_per_core"]["same"]["times_better"]["median"], 5.0);
        assert_eq!(json["figures"]["calls_per_start"]["guide"]["times_better"], Value::Null);
    }
}
