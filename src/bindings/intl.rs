//! Money, dates and card expiries in the customer's language, by the page's `Intl`.
//!
//! Only for a browser: on a server these would panic, so there nothing is formatted.

use js_sys::{Array, Date, Reflect};
use upm_contract::Money;
use wasm_bindgen::JsValue;

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
    let text = format("NumberFormat", &money::major(value).into(), &options, locale)?;
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
    format("DateTimeFormat", date, options, locale)
}

/// Formats with the class of `Intl` that has this name; in English where it refuses the language.
/// A tag can look right and still make the constructor throw ("auto").
fn format(class: &str, value: &JsValue, options: &JsValue, locale: &str) -> Option<String> {
    let class = js::method(&js::get(&js_sys::global(), "Intl"), class)?;
    let make = |tag: &str| Reflect::construct(&class, &Array::of2(&tag.into(), options)).ok();
    let formatter = make(locale).or_else(|| make("en"))?;
    js::method(&formatter, "format")?.call1(&formatter, value).ok()?.as_string()
}
