//! The texts of this service's own pages, and its sentence on Stripe's: one file
//! for each language in `words/`, all of the widget's languages.

use axum::http::{HeaderMap, header};
use serde::Serialize;
use upm_contract::language::{is_rtl, nearest};

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// A language that the pages speak.
pub(crate) struct Language {
    /// For `lang`.
    pub tag: &'static str,
    pub words: Words,
}

impl Language {
    /// The language for whoever sent these headers, see [`Self::choose`].
    pub(crate) fn of_request(locale: Option<&str>, headers: &HeaderMap) -> &'static Self {
        Self::choose(locale, headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()))
    }

    /// The language of a BCP 47 tag, English for any other.
    pub(crate) fn of_tag(locale: Option<&str>) -> &'static Self {
        Self::choose(locale, None)
    }

    /// The customer's: `locale` (a BCP 47 tag) where it is one of these, else the
    /// most wanted of the header `Accept-Language`, else English.
    fn choose(locale: Option<&str>, accept_language: Option<&str>) -> &'static Self {
        locale.and_then(Self::of).or_else(|| wanted(accept_language?)).unwrap_or(&EN)
    }

    fn of(tag: &str) -> Option<&'static Self> {
        let name = nearest(tag)?;
        Self::ALL.into_iter().find(|language| language.tag == name)
    }

    /// The word for `dir`.
    pub(crate) fn direction(&self) -> &'static str {
        if is_rtl(self.tag) { "rtl" } else { "ltr" }
    }
}

/// The first of the highest weight that is spoken here. Nobody lists more than a few.
fn wanted(accept_language: &str) -> Option<&'static Language> {
    let mut best: Option<(f32, &Language)> = None;
    for item in accept_language.split(',').take(32) {
        let (tag, parameters) = item.split_once(';').unwrap_or((item, ""));
        let weight = parameters.trim().strip_prefix("q=").map_or(1.0, |q| q.parse().unwrap_or(0.0));
        if let Some(language) = Language::of(tag)
            && weight > best.map_or(0.0, |(weight, _)| weight)
        {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// All texts of a language.
pub(crate) struct Words {
    /// The way back to the account page.
    pub back: &'static str,
    pub checkout: Checkout,
    pub pay: Pay,
    pub form: Form,
}

/// The sentence beside the button of Stripe's Checkout.
pub(crate) struct Checkout {
    /// What the customer agreed to; `{amount}` stands for it.
    pub charged: &'static str,
    /// Nothing is overdue.
    pub later: &'static str,
    /// The overdue invoice is tried again by itself.
    pub tried_again: &'static str,
    /// It is not.
    pub stays_open: &'static str,
}

/// A heading, and what there is to do.
#[derive(Serialize)]
pub(crate) struct Said {
    pub title: &'static str,
    pub text: &'static str,
}

/// The payment link page. The script shows the serialised ones.
#[derive(Serialize)]
pub(crate) struct Pay {
    #[serde(skip)]
    pub title: &'static str,
    #[serde(skip)]
    pub foot: &'static str,
    #[serde(skip)]
    pub no_script: &'static str,
    #[serde(skip)]
    pub retry: &'static str,
    /// On the way.
    pub opening: Said,
    /// Paddle's form is there.
    pub open: Said,
    pub closed: Said,
    pub done: Said,
    /// The address names no transaction, or more than one.
    pub incomplete: Said,
    /// Paddle.js could not be loaded.
    pub blocked: Said,
    /// Paddle.js was loaded and does not work.
    pub broken: Said,
    /// Paddle.js said nothing for too long.
    pub silent: Said,
    /// Paddle does not open this transaction: paid, replaced, or none of this business's.
    pub refused: Said,
}

/// The fallback form's page, by case.
pub(crate) struct Form {
    pub session: Said,
    pub canceled: Said,
    pub paused: Said,
    pub manual: Said,
    pub missing: Said,
    pub locked: Said,
    pub crowded: Said,
    pub later: Said,
    pub refused: Said,
}

#[cfg(test)]
mod tests;
