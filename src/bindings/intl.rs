//! Money, dates and card expiries in the customer's language, by the page's `Intl`.
//!
//! Only for a browser: on a server these would panic, so there nothing is formatted.

use js_sys::{Array, Date, Function, Intl, Object};
use upm_contract::Money;
use wasm_bindgen::{JsCast, JsValue};

use super::js;
use crate::{locale, money};

/// An amount with its currency; `None` where `Intl` does not take it.
pub(crate) fn money(value: &Money, locale: &str) -> Option<String> {
    if !money::is_currency(&value.currency) {
        return None;
    }
    let digits = JsValue::from(money::fraction_digits(value));
    let options = js::object(&[
        ("style", "currency".into()),
        ("currency", value.currency.as_str().into()),
        ("minimumFractionDigits", digits.clone()),
        ("maximumFractionDigits", digits),
    ]);
    let formatter = Intl::NumberFormat::new(&locales(locale), options.unchecked_ref::<Object>());
    let text = call(&formatter.format(), &money::major(value).into())?;
    // Between Arabic words "US$" would lose its sign to the other side without this mark.
    Some(if locale::is_rtl(locale) { [&text, "\u{200e}"].concat() } else { text })
}

/// A day, written out, from an RFC 3339 time; `None` where it is none.
pub(crate) fn day(rfc3339: &str, locale: &str) -> Option<String> {
    let date = Date::new(&rfc3339.into());
    let options = js::object(&[("day", "numeric".into()), ("month", "long".into())]);
    format_date(&date, &options, locale)
}

/// The month in which a card expires: 04/2030 as the language writes it.
pub(crate) fn month(year: u16, month: u8, locale: &str) -> Option<String> {
    let date = Date::new_with_year_month(year.into(), i32::from(month.checked_sub(1)?));
    let options = js::object(&[("month", "2-digit".into()), ("year", "numeric".into())]);
    format_date(&date, &options, locale)
}

/// Whether a card that expires in this month has expired by now.
pub(crate) fn has_passed(year: u16, month: u8) -> bool {
    Date::new_with_year_month(year.into(), month.into()).get_time() <= Date::now()
}

fn format_date(date: &Date, options: &JsValue, locale: &str) -> Option<String> {
    if date.get_time().is_nan() {
        return None;
    }
    let formatter = Intl::DateTimeFormat::new(&locales(locale), options.unchecked_ref::<Object>());
    call(&formatter.format(), date)
}

/// English stands behind, for a tag that is well formed and unknown.
fn locales(locale: &str) -> Array {
    [locale, "en"].into_iter().map(JsValue::from_str).collect()
}

fn call(format: &Function, value: &JsValue) -> Option<String> {
    format.call1(&JsValue::UNDEFINED, value).ok()?.as_string()
}
