//! What stands on the panel in each phase, as plain words: pure.
//!
//! The view only puts these into elements, and everything that needs the browser
//! (money, dates) comes through [`Format`].

mod notice;
#[cfg(test)]
mod tests;

use upm_contract::{InvoiceOutcome, InvoiceStatus, Money, PaymentMethod, Status, Verification};

pub(crate) use self::notice::{Line, NoticePanel, Row};
use crate::{
    flow::{Event, Pay, Phase, State, charges},
    messages::{Messages, Text},
};

/// From so many days before its last day on, a card on file is said to expire soon.
const SOON_DAYS: u32 = 30;

/// Money, numbers, dates and lists in the customer's language; `None` where that cannot be done.
pub(crate) trait Format {
    fn money(&self, money: &Money) -> Option<String>;
    fn number(&self, number: u32) -> Option<String>;
    /// The plural category of a number: `one`, `few`, ….
    fn category(&self, number: u32) -> Option<String>;
    fn list(&self, lines: &[Line]) -> Option<String>;
    fn day(&self, rfc3339: &str) -> Option<String>;
    fn month(&self, year: u16, month: u8) -> Option<String>;
    /// Days until a card of this month no longer works, today among them; none when it has expired.
    fn days_left(&self, year: u16, month: u8) -> Option<u32>;
}

/// Everything that a person sees, from top to bottom.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Panel {
    pub file: Option<File>,
    pub notice: Option<NoticePanel>,
    pub message: Option<Message>,
    pub actions: Vec<Action>,
}

/// The method on file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct File {
    pub label: String,
    pub brand: String,
    pub digits: Option<String>,
    /// The digits in words.
    pub heard: Option<String>,
    pub expiry: Option<String>,
    /// It has expired, or soon will.
    pub urgent: bool,
}

/// What is happening, or has happened.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Message {
    pub tone: Tone,
    pub busy: bool,
    pub title: String,
    pub texts: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Info,
    Success,
    Warning,
    Error,
}

impl Tone {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A button or a link.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Action {
    pub act: Act,
    pub label: String,
    pub look: ActionLook,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Act {
    Press,
    Agree,
    Cancel,
    Check,
    Link(String),
}

impl Act {
    /// The word for `data-act`.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Press => "press",
            Self::Agree => "agree",
            Self::Cancel => "cancel",
            Self::Check => "check",
            Self::Link(_) => "link",
        }
    }

    /// What a button with this word does; nothing for words of others.
    pub(crate) fn event(name: &str) -> Option<Event> {
        match name {
            "press" => Some(Event::Press),
            "agree" => Some(Event::Agree),
            "cancel" => Some(Event::Cancel),
            "check" => Some(Event::Check),
            _ => None,
        }
    }

    /// Where a link leads.
    pub(crate) fn link(&self) -> Option<&str> {
        match self {
            Self::Link(url) => Some(url),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActionLook {
    Main,
    /// The main one, while it works.
    Busy,
    Quiet,
    /// A quiet one that shows only when it takes long.
    Late,
}

impl Panel {
    /// The panel of a state. `button`: whether there is one before anything has begun.
    pub(crate) fn new(state: &State, messages: &Messages, button: bool, format: &dyn Format) -> Self {
        let words = Words { messages, format };
        let overview = state.overview.as_deref();
        let notice = match &state.phase {
            Phase::Review { plan } => plan.notice.as_deref(),
            Phase::Redirecting { notice, .. } | Phase::Opening { notice, .. } | Phase::Open { notice, .. } => {
                notice.as_deref()
            }
            _ => state.overdue(),
        };
        Self {
            file: overview.and_then(|overview| words.file(overview.payment_method.as_ref()?)),
            notice: notice.map(|notice| words.notice(notice)),
            message: words.message(&state.phase),
            actions: words.actions(state, button),
        }
    }
}

/// The texts and the formats together.
struct Words<'a> {
    messages: &'a Messages,
    format: &'a dyn Format,
}

impl Words<'_> {
    fn get(&self, text: Text) -> String {
        self.messages.get(text).to_owned()
    }

    fn money(&self, money: Option<&Money>) -> Option<String> {
        self.format.money(money?)
    }

    fn count(&self, text: Text, number: u32) -> Option<String> {
        Some(self.messages.count(text, &self.format.category(number)?, &self.format.number(number)?))
    }

    /// A sentence with an amount, or the one without where there is none to show.
    fn with(&self, text: Text, amount: Option<&str>, plain: Text) -> String {
        amount.map_or_else(|| self.get(plain), |amount| self.messages.fill(text, amount))
    }

    fn message(&self, phase: &Phase) -> Option<Message> {
        let say = |tone, busy, title: Text, text: Option<Text>| {
            let texts = text.map(|text| self.get(text)).into_iter().collect();
            Some(Message { tone, busy, title: self.get(title), texts })
        };
        match phase {
            Phase::Ready | Phase::Returning { .. } | Phase::Review { .. } => None,
            Phase::Starting { .. } => say(Tone::Info, true, Text::Starting, None),
            Phase::Redirecting { slow: false, .. } => say(Tone::Info, true, Text::Redirecting, None),
            Phase::Redirecting { slow: true, .. } => say(Tone::Info, false, Text::RedirectingSlow, None),
            Phase::Opening { .. } => say(Tone::Info, true, Text::Opening, None),
            Phase::Open { pay: Pay { declined: Some(why), .. }, .. } => {
                say(Tone::Warning, false, Text::ErrorTitle, Some(*why))
            }
            Phase::Open { checkout, .. } if checkout.inline => None,
            Phase::Open { .. } => say(Tone::Info, false, Text::OpenTitle, None),
            // Who has just cancelled is not told of a new method that is being confirmed.
            Phase::Confirming { abandoned: true, .. } => None,
            Phase::Confirming { .. } => say(Tone::Info, true, Text::ConfirmingTitle, Some(Text::ConfirmingText)),
            Phase::Updated { outcome } => Some(self.updated(outcome)),
            Phase::Received => say(Tone::Success, false, Text::ReceivedTitle, Some(Text::ReceivedText)),
            Phase::Waiting { .. } => say(Tone::Info, false, Text::WaitingTitle, Some(Text::WaitingText)),
            Phase::Cancelled => say(Tone::Info, false, Text::CancelledTitle, Some(Text::CancelledText)),
            Phase::Failed { error } => say(Tone::Error, false, Text::ErrorTitle, Some(error.code.text())),
        }
    }

    fn updated(&self, outcome: &Verification) -> Message {
        let previous = outcome.status == Status::PaidWithPreviousMethod;
        let method = outcome.payment_method.as_ref().and_then(|method| self.method(method));
        let mut texts = vec![if previous {
            self.get(Text::PreviousText)
        } else {
            self.with(Text::UpdatedText, method.as_deref(), Text::UpdatedTextPlain)
        }];
        let mut tone = if previous { Tone::Warning } else { Tone::Success };
        if let Some(invoice) = &outcome.invoice {
            texts.extend(self.invoice(invoice));
            if matches!(invoice.status, InvoiceStatus::Declined | InvoiceStatus::RequiresAction) {
                tone = Tone::Warning;
            }
        }
        let title = if previous { Text::PreviousTitle } else { Text::UpdatedTitle };
        Message { tone, busy: false, title: self.get(title), texts }
    }

    /// What became of the overdue invoice; nothing where it cannot be said with its amount.
    fn invoice(&self, invoice: &InvoiceOutcome) -> Option<String> {
        let amount = self.money(invoice.amount.as_ref());
        let text = match invoice.status {
            InvoiceStatus::Paid => {
                return Some(self.with(Text::UpdatedPaid, amount.as_deref(), Text::UpdatedPaidPlain));
            }
            InvoiceStatus::Declined => Text::UpdatedDeclined,
            InvoiceStatus::RequiresAction => Text::UpdatedAction,
            InvoiceStatus::Open => {
                if let Some(day) = invoice.next_attempt.as_ref().and_then(|time| self.format.day(time)) {
                    return Some(self.messages.fill_all(Text::UpdatedOpenDate, &[&amount?, &day]));
                }
                Text::UpdatedOpen
            }
            InvoiceStatus::Other(_) => return None,
        };
        Some(self.messages.fill(text, &amount?))
    }

    fn file(&self, method: &PaymentMethod) -> Option<File> {
        let expiry = method.exp_year.zip(method.exp_month);
        let left = expiry.and_then(|(year, month)| self.format.days_left(year, month));
        let date = |text| {
            let (year, month) = expiry?;
            Some(self.messages.fill(text, &self.format.month(year, month)?))
        };
        // The last day is still a day on which the card works.
        let urgent = left.is_some_and(|days| days <= SOON_DAYS + 1);
        Some(File {
            label: self.get(Text::OnFile),
            brand: self.brand(method)?,
            digits: method.last4.clone(),
            heard: method.last4.as_ref().map(|digits| self.messages.fill(Text::CardDigits, digits)),
            expiry: match left {
                Some(0) => date(Text::CardExpired),
                Some(days) if urgent => self.count(Text::CardExpiresSoon, days),
                _ => date(Text::CardExpires),
            },
            urgent,
        })
    }

    /// "Visa ending in 4242", "PayPal".
    fn method(&self, method: &PaymentMethod) -> Option<String> {
        let brand = self.brand(method)?;
        Some(match &method.last4 {
            Some(digits) => [&brand, " ", &self.messages.fill(Text::CardDigits, digits)].concat(),
            None => brand,
        })
    }

    fn actions(&self, state: &State, button: bool) -> Vec<Action> {
        let action = |act, text, look| Action { act, label: self.get(text), look };
        let cancel = || action(Act::Cancel, Text::ActionCancel, ActionLook::Quiet);
        let cancel_late = || action(Act::Cancel, Text::ActionCancel, ActionLook::Late);
        // A press that agrees to a payment names it, and goes on naming it while it works.
        let overdue = state.overview.as_ref().and_then(|overview| overview.notice.as_ref());
        let due = overdue.filter(|notice| charges(notice)).and_then(|notice| self.money(notice.due.as_ref()));
        let press = |text, look| {
            let label = self.with(Text::ActionStartPay, due.as_deref(), text);
            Action { act: Act::Press, label, look }
        };
        match &state.phase {
            Phase::Ready | Phase::Returning { .. } if !button => vec![],
            Phase::Ready | Phase::Returning { .. } | Phase::Cancelled => {
                vec![press(Text::ActionStart, ActionLook::Main)]
            }
            Phase::Starting { .. } | Phase::Redirecting { slow: false, .. } | Phase::Opening { .. } => {
                vec![press(Text::ActionStart, ActionLook::Busy), cancel_late()]
            }
            Phase::Confirming { abandoned: true, .. } => vec![press(Text::ActionStart, ActionLook::Busy)],
            Phase::Review { plan } => {
                let due = plan.notice.as_ref().and_then(|notice| self.money(notice.due.as_ref()));
                let label = self.with(Text::ActionAgree, due.as_deref(), Text::ActionContinue);
                vec![Action { act: Act::Agree, label, look: ActionLook::Main }, cancel()]
            }
            Phase::Redirecting { url, .. } => {
                vec![action(Act::Link(url.clone()), Text::ActionContinue, ActionLook::Main), cancel()]
            }
            Phase::Open { .. } => vec![cancel()],
            Phase::Confirming { .. } | Phase::Received => vec![],
            Phase::Updated { outcome } => {
                // Where nobody tries again, the customer can pay it there.
                let invoice = outcome.invoice.as_ref().filter(|invoice| match invoice.status {
                    InvoiceStatus::RequiresAction | InvoiceStatus::Declined => true,
                    InvoiceStatus::Open => invoice.next_attempt.is_none(),
                    _ => false,
                });
                // Held against the list of redirects when it came; http is loopback's there.
                let web = |url: &String| url.starts_with("https://") || url.starts_with("http://");
                let url = invoice.and_then(|invoice| invoice.url.clone()).filter(web);
                let link = url.map(|url| action(Act::Link(url), Text::ActionInvoice, ActionLook::Main));
                let again = action(Act::Press, Text::ActionAgain, ActionLook::Quiet);
                link.into_iter().chain([again]).collect()
            }
            Phase::Waiting { .. } => vec![
                action(Act::Check, Text::ActionCheck, ActionLook::Main),
                action(Act::Press, Text::ActionAgain, ActionLook::Quiet),
            ],
            Phase::Failed { error } if error.retryable() => {
                vec![press(Text::ActionRetry, ActionLook::Main)]
            }
            Phase::Failed { .. } => vec![],
        }
    }

    /// A brand as it writes itself; an unknown one as the provider's word.
    fn brand(&self, method: &PaymentMethod) -> Option<String> {
        let word = method.brand.as_deref().unwrap_or(&method.kind);
        let name = match word {
            "" | "card" | "unknown" | "none" => return method.last4.as_ref().map(|_| self.get(Text::Card)),
            "visa" => "Visa",
            "mastercard" => "Mastercard",
            "amex" | "american_express" => "American Express",
            "discover" => "Discover",
            "diners" | "diners_club" => "Diners Club",
            "jcb" => "JCB",
            "unionpay" | "union_pay" => "UnionPay",
            "maestro" => "Maestro",
            "link" => "Link",
            "paypal" => "PayPal",
            "apple_pay" | "apple-pay" => "Apple Pay",
            "google_pay" | "google-pay" => "Google Pay",
            other => other,
        };
        Some(name.to_owned())
    }
}
