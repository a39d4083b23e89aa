//! The notice in words: what is due, for what, and when it is taken.

use upm_contract::{Kind, Money, Notice};

use super::Words;
use crate::messages::Text;

/// A notice as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NoticePanel {
    /// `past_due`, `zero_value`, `charge`.
    pub kind: String,
    pub title: String,
    pub text: String,
    /// What stands above the lines, or in their place: how many a long list has, or
    /// all names where nothing is charged for them.
    pub summary: Option<String>,
    /// For whom the lines are only heard.
    pub items_label: String,
    pub lines: Vec<Line>,
    pub rows: Vec<Row>,
}

/// One item.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub name: String,
    /// `× 2`; nothing for one.
    pub quantity: Option<String>,
    pub amount: Option<String>,
}

/// One sum.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub label: String,
    pub amount: String,
    /// The one that counts.
    pub due: bool,
}

/// A list of more lines than these scrolls.
const LINES: usize = 5;

impl Words<'_> {
    pub(super) fn notice(&self, notice: &Notice) -> NoticePanel {
        let due = self.money(notice.due.as_ref());
        let due = due.as_deref();
        let next = || notice.next_attempt.as_ref().and_then(|time| self.format.day(time));
        let (title, text) = match &notice.kind {
            Kind::PastDue => (
                self.with(Text::PastDueTitle, due, Text::PastDueTitlePlain),
                if notice.charged_now {
                    self.with(Text::PastDueCharged, due, Text::PastDueChargedPlain)
                } else {
                    self.with(Text::PastDueLaterDate, next().as_deref(), Text::PastDueLater)
                },
            ),
            Kind::ZeroValue => (self.get(Text::ZeroValueTitle), self.get(Text::ZeroValueText)),
            // A kind that this version does not know is worded by what is certain: whether it charges.
            Kind::Charge | Kind::Other(_) if notice.charged_now => {
                (self.with(Text::ChargeTitle, due, Text::ChargeTitlePlain), self.get(Text::ChargeText))
            }
            Kind::Charge | Kind::Other(_) => (self.get(Text::ZeroValueTitle), self.get(Text::UpdatedTextPlain)),
        };
        let mut lines: Vec<_> = notice.items.iter().map(|item| self.line(item)).collect();
        let mut summary = None;
        if notice.kind == Kind::ZeroValue {
            summary = self.format.list(&lines).filter(|list| !list.is_empty());
            lines.clear();
        } else if lines.len() > LINES {
            #[allow(clippy::cast_possible_truncation)] // Nobody has that many.
            let count = lines.len() as u32;
            summary = self.count(Text::ItemsCount, count);
        }
        NoticePanel {
            kind: notice.kind.as_str().to_owned(),
            title,
            text,
            items_label: summary.clone().unwrap_or_else(|| self.get(Text::Items)),
            summary,
            lines,
            rows: self.rows(notice),
        }
    }

    fn line(&self, item: &upm_contract::Item) -> Line {
        Line {
            name: item.name.clone(),
            quantity: (item.quantity != 1)
                .then(|| self.format.number(item.quantity))
                .flatten()
                .map(|number| ["× ", &number].concat()),
            amount: self.money(item.amount.as_ref()),
        }
    }

    fn rows(&self, notice: &Notice) -> Vec<Row> {
        let totals = notice.totals.clone().unwrap_or_default();
        let minus = |money: Option<Money>| money.map(|money| Money { amount: -money.amount.abs(), ..money });
        // Without credit the total is what is due, and one of them is enough.
        let total = totals.total.filter(|total| notice.due.as_ref().is_none_or(|due| due.amount != total.amount));
        let due = if notice.charged_now { Text::DueNow } else { Text::Due };
        [
            (Text::Subtotal, totals.subtotal, false),
            (Text::Discount, minus(totals.discount), false),
            (Text::Tax, totals.tax, false),
            (Text::Total, total, false),
            (Text::Credit, minus(totals.credit), false),
            (due, notice.due.clone(), true),
        ]
        .into_iter()
        .filter_map(|(label, money, due)| {
            Some(Row { label: self.get(label), amount: self.money(money.as_ref())?, due })
        })
        .collect()
    }
}
