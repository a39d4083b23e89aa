//! What is going to happen in one run, but for the order: that is the scheduler's.

use update_payment_method_server::ApplyTo;

use crate::rng::Rng;

/// A card that is declined on Stripe's page.
pub const DECLINED: &str = "4000000000000002";
/// Good cards, a card that fails when it is charged, and one whose bank wants to be asked then.
const CARDS: [&str; 5] =
    ["4242424242424242", "5555555555554444", "4000002500003155", "4000000000000341", "4000002760003184"];

#[derive(Debug)]
pub struct Plan {
    pub apply_to: ApplyTo,
    pub pay_now: bool,
    pub subjects: Subjects,
    /// The subscription has a default of its own at first, or else its customer has.
    pub own_default: bool,
    pub replicas: usize,
    /// `None`: nothing is lost and nobody is stopped.
    pub faults: Option<Faults>,
    pub updates: Vec<Update>,
    pub changes: Vec<Change>,
    pub sweeps: usize,
    /// The invoice is paid by somebody else at some moment.
    pub paid_elsewhere: bool,
    pub pace: Pace,
}

/// Whose methods are updated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subjects {
    One,
    TwoCustomers,
    /// Two subscriptions of one customer.
    TwoSubscriptions,
}

/// How much goes wrong, in percent of the chances.
#[derive(Debug)]
pub struct Faults {
    /// Of the events that never come.
    pub lost_events: u64,
    /// Of the steps at which a task or a whole replica is stopped.
    pub stops: u64,
    /// Of the calls that come to nothing, whose answer is lost, or that the provider refuses.
    pub broken_calls: u64,
    /// Of the calls of stopped tasks that arrive much later.
    pub late_calls: u64,
}

/// One press of the button, and what comes of it.
#[derive(Debug)]
pub struct Update {
    pub subject: usize,
    pub agreed: Agreed,
    /// A card is declined first.
    pub declined_first: bool,
    pub end: End,
    pub returns: usize,
    /// Begins only after this one has ended.
    pub after: Option<usize>,
}

/// What the customer has agreed to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreed {
    Nothing,
    Right,
    /// Another amount than the invoice's.
    WrongAmount,
    /// An invoice that is not there.
    WrongInvoice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Card(&'static str),
    /// The bank answers late, and so.
    Bank(bool),
    Abandoned,
}

/// A default that is changed in the dashboard.
#[derive(Debug)]
pub struct Change {
    pub subject: usize,
    pub of_customer: bool,
    pub to: To,
    /// Not before this update has ended.
    pub after: Option<usize>,
    /// It is set back afterwards.
    pub back: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// One of two cards that have nothing to do with any update.
    Card(usize),
    /// What it was at first.
    First,
    Nothing,
    /// The method of this update, if it has one by then.
    MethodOf(usize),
}

/// How likely each kind of step is, against 10 for a call.
#[derive(Debug)]
pub struct Pace {
    pub acts: u32,
    pub clock: u32,
    /// Percent of the calls, and of the writes, that are stuck for long.
    pub stuck: u64,
    pub stuck_writes: u64,
}

impl Plan {
    pub fn new(rng: &mut Rng) -> Self {
        let subjects = rng.pick(&[Subjects::One, Subjects::One, Subjects::TwoCustomers, Subjects::TwoSubscriptions]);
        let people = if subjects == Subjects::One { 1 } else { 2 };
        let count = 2 + rng.below(4);
        let updates = (0..count).map(|n| Update::new(rng, people, n)).collect();
        let changes = (0..rng.pick(&[0, 0, 1, 1, 2, 3])).map(|_| Change::new(rng, people, count)).collect();
        Self {
            apply_to: rng.pick(&[ApplyTo::Subscription, ApplyTo::Customer, ApplyTo::Both]),
            pay_now: rng.percent(50),
            subjects,
            own_default: rng.percent(50),
            replicas: 2 + rng.below(2),
            faults: rng.percent(60).then(|| Faults::new(rng)),
            updates,
            changes,
            sweeps: rng.pick(&[0, 0, 1, 2]),
            paid_elsewhere: rng.percent(5),
            pace: Pace {
                acts: rng.pick(&[1, 4, 15]),
                clock: rng.pick(&[1, 3, 8]),
                stuck: rng.pick(&[0, 5, 15]),
                stuck_writes: rng.pick(&[0, 20, 40]),
            },
        }
    }
}

impl Faults {
    fn new(rng: &mut Rng) -> Self {
        Self {
            lost_events: rng.pick(&[0, 30, 70, 100]),
            stops: rng.pick(&[0, 2, 6]),
            broken_calls: rng.pick(&[0, 3, 10]),
            late_calls: rng.pick(&[0, 30]),
        }
    }
}

impl Update {
    fn new(rng: &mut Rng, people: usize, n: usize) -> Self {
        let end = match rng.below(10) {
            0 => End::Abandoned,
            1 | 2 => End::Bank(rng.percent(75)),
            _ => End::Card(rng.pick(&CARDS)),
        };
        Self {
            subject: rng.below(people),
            agreed: rng.pick(&[
                Agreed::Nothing,
                Agreed::Nothing,
                Agreed::Right,
                Agreed::Right,
                Agreed::WrongAmount,
                Agreed::WrongInvoice,
            ]),
            declined_first: rng.percent(25),
            end,
            returns: rng.pick(&[0, 1, 1, 2]),
            after: (n > 0 && rng.percent(40)).then(|| rng.below(n)),
        }
    }
}

impl Change {
    fn new(rng: &mut Rng, people: usize, updates: usize) -> Self {
        let to = match rng.below(8) {
            0 => To::Nothing,
            1 | 2 => To::First,
            3 => To::MethodOf(rng.below(updates)),
            n => To::Card(n % 2),
        };
        Self {
            subject: rng.below(people),
            of_customer: rng.percent(50),
            to,
            after: rng.percent(75).then(|| rng.below(updates)),
            back: rng.percent(30),
        }
    }
}
