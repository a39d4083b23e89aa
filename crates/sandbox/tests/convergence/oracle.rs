//! What must hold, from what really happened: never from what the server says.
//!
//! For each target: B is the newest update by the time of its latest attempt. Right is B's method if
//! nothing was changed elsewhere after B, and otherwise the last change. A change that fell into a
//! write in flight (between its first read and its execution) may be lost, and what happened within
//! the same second may have happened in either order: then each of the values after B is right.
//!
//! A change elsewhere that is later than an update, and fell into no write in flight, is never replaced
//! by that update's method, not even for a moment.

use crate::history::{Entry, Fact, History};

type Method = Option<String>;
/// What is wrong, in words.
pub type Wrong = Result<(), String>;

/// A SetupIntent that succeeded longer ago than this pays nothing.
const PAYS_FOR: i64 = 3_600;

struct Saved<'a> {
    place: u64,
    method: &'a str,
    tried: i64,
}

struct Changed<'a> {
    place: u64,
    time: i64,
    to: &'a Method,
    /// It fell into a write in flight.
    may_be_lost: bool,
}

impl History {
    /// Whether the defaults are right now.
    pub fn is_right(&self, now: impl Fn(&str) -> Method) -> Wrong {
        for (place, target) in self.targets.iter().enumerate() {
            let (right, is) = (self.right(place), now(&target.id));
            if !right.contains(&is) {
                return Err(format!("{} has the default {is:?}, right would be one of {right:?}", target.id));
            }
        }
        Ok(())
    }

    /// The values that are right in the end.
    fn right(&self, target: usize) -> Vec<Method> {
        let changes = self.changes(target);
        let first = &self.targets[target].first;
        let Some(newest) = self.saved(target).iter().map(|saved| saved.tried).max() else {
            return vec![changes.last().map_or(first, |change| change.to).clone()];
        };
        let after: Vec<&Changed> = changes.iter().filter(|change| change.time >= newest).collect();
        if let Some(certain) = after.iter().rposition(|change| change.time > newest && !change.may_be_lost) {
            return after[certain..].iter().map(|change| change.to.clone()).collect();
        }
        let saved = self.saved(target);
        let newest = saved.iter().filter(|saved| saved.tried == newest).map(|saved| Some(saved.method.to_owned()));
        newest.chain(after.iter().map(|change| change.to.clone())).collect()
    }

    /// Whether every write was one that may be made.
    pub fn nothing_was_overwritten(&self) -> Wrong {
        (0..self.targets.len()).try_for_each(|target| self.writes_were_right(target))
    }

    fn writes_were_right(&self, target: usize) -> Wrong {
        let (saved, changes) = (self.saved(target), self.changes(target));
        let id = &self.targets[target].id;
        // The last thing that happened to it, if that was not a write of ours.
        let mut theirs: Option<&Changed> = None;
        let mut ever = vec![&self.targets[target].first];
        for Entry { place, fact, .. } in &self.entries {
            match fact {
                Fact::Changed { target: of, to } if *of == target => {
                    theirs = changes.iter().find(|change| change.place == *place);
                    ever.push(to);
                }
                Fact::Written { target: of, to, .. } if *of == target => {
                    if !self.targets[target].is_applied_to {
                        return Err(format!("{id} was written at {place}, and is not to be"));
                    }
                    let update = saved.iter().find(|saved| saved.place < *place && to.as_deref() == Some(saved.method));
                    if update.is_none() && !ever.contains(&to) {
                        return Err(format!("{id} was given {to:?} at {place}: no update's method"));
                    }
                    if let Some(change) = theirs.take()
                        && change.to != to
                        && !change.may_be_lost
                        && update.is_none_or(|update| update.tried < change.time)
                    {
                        return Err(format!(
                            "{id} was given {to:?} at {place}, over the later change at {} to {:?}",
                            change.place, change.to
                        ));
                    }
                    ever.push(to);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether each charge was agreed to and made once; `charges` is how often
    /// money was taken for each invoice in truth.
    pub fn invoices_are_right(&self, charges: &[(String, u32)]) -> Wrong {
        let mut asked = Vec::new();
        for Entry { place, time, fact } in &self.entries {
            let Fact::Charged { invoice, method, .. } = fact else { continue };
            if !self.pay_now {
                return Err(format!("{invoice} was charged at {place}, with pay-now off"));
            }
            let update = self.entries.iter().find_map(|entry| match &entry.fact {
                Fact::Succeeded { method: saved, may_pay, .. } if Some(saved) == method.as_ref() => {
                    Some((entry.time, may_pay))
                }
                _ => None,
            });
            match update {
                None => return Err(format!("{invoice} was charged at {place} to {method:?}, no update's method")),
                Some((_, may_pay)) if may_pay.as_ref() != Some(invoice) => {
                    return Err(format!("{invoice} was charged at {place} to {method:?}, without consent"));
                }
                Some((saved, _)) if time - saved > PAYS_FOR => {
                    return Err(format!("{invoice} was charged at {place} to {method:?}, more than an hour after"));
                }
                Some(_) => {}
            }
            if asked.contains(&(invoice, method)) {
                return Err(format!("{invoice} was charged at {place} to {method:?} once more"));
            }
            asked.push((invoice, method));
        }
        match charges.iter().find(|(_, charges)| *charges > 1) {
            Some((invoice, charges)) => Err(format!("{invoice} was paid {charges} times")),
            None => Ok(()),
        }
    }

    fn saved(&self, target: usize) -> Vec<Saved<'_>> {
        let entries = self.entries.iter().filter(|_| self.targets[target].is_applied_to);
        let saved = entries.filter_map(|entry| match &entry.fact {
            Fact::Succeeded { method, tried, targets, .. } if targets.contains(&target) => {
                Some(Saved { place: entry.place, method, tried: *tried })
            }
            _ => None,
        });
        saved.collect()
    }

    fn changes(&self, target: usize) -> Vec<Changed<'_>> {
        let changes = self.entries.iter().filter_map(|entry| match &entry.fact {
            Fact::Changed { target: of, to } if *of == target => Some(Changed {
                place: entry.place,
                time: entry.time,
                to,
                may_be_lost: self.was_a_write_in_flight(target, entry.place),
            }),
            _ => None,
        });
        changes.collect()
    }

    pub fn was_a_write_in_flight(&self, target: usize, at: u64) -> bool {
        self.entries.iter().any(|entry| match entry.fact {
            Fact::Written { target: of, since, .. } => of == target && since < at && at < entry.place,
            _ => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::Target;

    fn saved(place: u64, tried: i64, method: &str) -> Entry {
        let fact = Fact::Succeeded { method: method.to_owned(), tried, targets: vec![0], may_pay: None };
        Entry { place, time: tried, fact }
    }

    fn changed(place: u64, time: i64, to: &str) -> Entry {
        Entry { place, time, fact: Fact::Changed { target: 0, to: Some(to.to_owned()) } }
    }

    fn written(place: u64, since: u64, to: &str) -> Entry {
        Entry { place, time: 0, fact: Fact::Written { target: 0, to: Some(to.to_owned()), since } }
    }

    fn history(entries: Vec<Entry>) -> History {
        let target = Target { id: "sub".to_owned(), is_applied_to: true, first: Some("first".to_owned()) };
        History { targets: vec![target], entries, pay_now: true }
    }

    fn right(entries: Vec<Entry>) -> Vec<String> {
        history(entries).right(0).into_iter().flatten().collect()
    }

    #[test]
    fn the_newest_attempt_wins_and_a_later_change_wins_over_it() {
        assert_eq!(right(vec![]), ["first"]);
        assert_eq!(right(vec![changed(1, 5, "x")]), ["x"]);
        assert_eq!(right(vec![saved(1, 20, "b"), saved(2, 10, "a")]), ["b"]);
        assert_eq!(right(vec![saved(1, 10, "a"), saved(2, 10, "b")]), ["a", "b"], "within a second");
        assert_eq!(right(vec![changed(1, 9, "x"), saved(2, 10, "a")]), ["a"]);
        assert_eq!(right(vec![saved(1, 10, "a"), changed(2, 11, "x"), changed(3, 12, "y")]), ["y"]);
        assert_eq!(right(vec![saved(1, 10, "a"), changed(2, 10, "x")]), ["a", "x"], "within a second");
    }

    #[test]
    fn a_change_may_be_lost_in_a_write_in_flight_and_only_there() {
        let lost = |since| vec![saved(1, 10, "a"), changed(5, 11, "x"), written(7, since, "a")];
        assert_eq!(right(lost(4)), ["a", "x"]);
        assert_eq!(history(lost(4)).nothing_was_overwritten(), Ok(()));
        assert_eq!(right(lost(6)), ["x"]);
        assert!(history(lost(6)).nothing_was_overwritten().is_err());
        let newer = vec![saved(1, 10, "a"), changed(2, 11, "x"), saved(3, 12, "b"), written(9, 8, "b")];
        assert_eq!(history(newer).nothing_was_overwritten(), Ok(()));
        assert!(history(vec![written(1, 1, "made up")]).nothing_was_overwritten().is_err());
        assert!(history(vec![written(1, 1, "a"), saved(2, 10, "a")]).nothing_was_overwritten().is_err(), "too early");
    }

    #[test]
    fn a_charge_needs_consent_and_comes_once() {
        let charged = |place, time| {
            let (invoice, method) = ("in".to_owned(), Some("a".to_owned()));
            Entry { place, time, fact: Fact::Charged { invoice, method, paid: true } }
        };
        let agreed = |to: Option<&str>, rest: Vec<Entry>| {
            let mut first = saved(1, 10, "a");
            if let Fact::Succeeded { may_pay, .. } = &mut first.fact {
                *may_pay = to.map(str::to_owned);
            }
            history([vec![first], rest].concat()).invoices_are_right(&[("in".to_owned(), 1)])
        };
        assert_eq!(agreed(Some("in"), vec![charged(2, 20)]), Ok(()));
        assert!(agreed(None, vec![charged(2, 20)]).is_err());
        assert!(agreed(Some("other"), vec![charged(2, 20)]).is_err());
        assert!(agreed(Some("in"), vec![charged(2, 20), charged(3, 30)]).is_err());
        assert!(agreed(Some("in"), vec![charged(2, 3_611)]).is_err());
        assert!(history(vec![]).invoices_are_right(&[("in".to_owned(), 2)]).is_err());
    }
}
