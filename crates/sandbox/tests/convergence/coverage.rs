//! What the runs really went through: a property that is never put to the test proves nothing.

use std::fmt;
use std::ops::AddAssign;

use crate::history::{Fact, History};

macro_rules! coverage {
    ($($field:ident: $name:literal,)*) => {
        /// How often each happened.
        #[derive(Clone, Debug, Default)]
        pub struct Coverage {
            $(pub $field: usize,)*
        }

        impl AddAssign for Coverage {
            fn add_assign(&mut self, other: Self) {
                $(self.$field += other.$field;)*
            }
        }

        impl Coverage {
            fn named(&self) -> Vec<(&'static str, usize)> {
                vec![$(($name, self.$field)),*]
            }
        }
    };
}

coverage! {
    saved: "methods saved",
    bank: "with a bank that answers late",
    closed: "sessions closed before that",
    writes: "writes",
    changes: "changes elsewhere",
    set_back: "set back",
    into_writes: "into a write in flight",
    charges: "charges",
    paid: "paid",
    stops: "tasks stopped",
    broken_calls: "calls broken",
    late_calls: "calls of the dead",
    lost_events: "events lost",
    doubled_events: "doubled",
    repaired_by_sweeps: "writes of the last sweeps",
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named: Vec<String> = self.named().iter().map(|(name, count)| format!("{count} {name}")).collect();
        f.write_str(&named.join(", "))
    }
}

impl Coverage {
    /// What did not happen even once.
    pub fn never(&self) -> Vec<&'static str> {
        self.named().into_iter().filter(|(_, count)| *count == 0).map(|(name, _)| name).collect()
    }

    pub fn look_at(&mut self, history: &History) {
        for entry in &history.entries {
            match &entry.fact {
                Fact::Succeeded { .. } => self.saved += 1,
                Fact::Changed { target, .. } => {
                    self.changes += 1;
                    self.into_writes += usize::from(history.was_a_write_in_flight(*target, entry.place));
                }
                Fact::Written { .. } => self.writes += 1,
                Fact::Charged { paid, .. } => {
                    self.charges += 1;
                    self.paid += usize::from(*paid);
                }
            }
        }
    }
}
