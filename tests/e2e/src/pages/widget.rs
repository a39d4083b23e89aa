//! What a widget shows.

use serde::Deserialize;

/// Reads it; the one argument is the element's selector.
pub(super) const SCRIPT: &str = include_str!("widget.js");

/// Everything on the panel, with blanks made even.
#[derive(Clone, Debug, Deserialize)]
pub struct Panel {
    /// `ready`, `starting`, ….
    pub phase: String,
    /// The method on file.
    pub file: Option<String>,
    /// What is due, and when it is taken.
    pub notice: Option<Notice>,
    /// What is happening, or has happened.
    pub message: Option<Message>,
    /// Their texts, without the one that only shows when it takes long.
    pub buttons: Vec<String>,
}

/// The notice.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Notice {
    /// `past_due`, `zero_value`, `charge`.
    pub kind: String,
    /// Its heading.
    pub title: String,
    /// Its sentence.
    pub text: String,
    /// How many items a long list has, or all of them in one line.
    pub summary: Option<String>,
    /// What it is for.
    pub items: Vec<Item>,
    /// The sums.
    pub totals: Vec<Row>,
}

/// A line of the notice.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Item {
    /// The product.
    pub name: String,
    /// `× 2`; none for one.
    pub quantity: Option<String>,
    /// Before tax.
    pub amount: Option<String>,
}

/// A sum of the notice.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Row {
    /// `Subtotal`, ….
    pub label: String,
    /// With its currency.
    pub amount: String,
    /// The one that counts.
    pub due: bool,
}

/// The message.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Message {
    /// `info`, `success`, `warning`, `error`.
    pub tone: String,
    /// Its heading.
    pub title: String,
    /// Its sentences.
    pub texts: Vec<String>,
}

impl Panel {
    /// The notice.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn notice(&self) -> &Notice {
        self.notice.as_ref().unwrap_or_else(|| panic!("no notice: {self:#?}"))
    }

    /// The message.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn message(&self) -> &Message {
        self.message.as_ref().unwrap_or_else(|| panic!("no message: {self:#?}"))
    }

    /// Heading and sentences of the message, one after the other.
    #[must_use]
    pub fn words(&self) -> String {
        let message = self.message();
        [message.title.as_str(), &message.texts.join(" ")].join(" ").trim_end().to_owned()
    }
}

impl Notice {
    /// `Tax €4.98`, ….
    #[must_use]
    pub fn sums(&self) -> Vec<String> {
        self.totals.iter().map(|row| format!("{} {}", row.label, row.amount)).collect()
    }

    /// `Fernway Team × 2 €24.90`, ….
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let line = |item: &Item| {
            let parts = [Some(&item.name), item.quantity.as_ref(), item.amount.as_ref()];
            parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" ")
        };
        self.items.iter().map(line).collect()
    }
}
