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
