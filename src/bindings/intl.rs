//! Money, numbers, lists, dates and card expiries in the customer's language, by the page's `Intl`.
//!
//! Only for a browser: on a server these would panic, so there nothing is formatted.

use js_sys::{Array, Date, Reflect};
use upm_contract::{Money, language};
use wasm_bindgen::JsValue;

use super::js;
use crate::{money, panel::Line};

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
    let text = ask("NumberFormat", "format", &money::major(value).into(), &options, locale)?;
    // Between Arabic words "US$" would lose its sign to the other side without this mark.
    Some(if language::is_rtl(locale) { [&text, "\u{200e}"].concat() } else { text })
}

/// A whole number.
pub(crate) fn number(number: u32, locale: &str) -> Option<String> {
    ask("NumberFormat", "format", &number.into(), &JsValue::UNDEFINED, locale)
}

/// The plural category of a whole number: `one`, `few`, ….
pub(crate) fn category(number: u32, locale: &str) -> Option<String> {
    ask("PluralRules", "select", &number.into(), &JsValue::UNDEFINED, locale)
}

/// All items in one line: "Maps, Notes × 2, and Weather".
pub(crate) fn list(lines: &[Line], locale: &str) -> Option<String> {
    let list = Array::new();
    // Between Arabic words each keeps its own direction, brackets and digits too.
    let (open, close) = if language::is_rtl(locale) { ("\u{2068}", "\u{2069}") } else { ("", "") };
    for Line { name, quantity, .. } in lines {
        let (gap, quantity) = quantity.as_deref().map_or(("", ""), |quantity| (" ", quantity));
        list.push(&[open, name, gap, quantity, close].concat().into());
    }
    ask("ListFormat", "format", &list, &JsValue::UNDEFINED, locale)
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
    let options =
        js::object(&[("month", "2-digit".into()), ("year", "numeric".into()), ("calendar", "gregory".into())]);
    format_date(&date, &options, locale)
}

/// Days until a card of this month no longer works, which is when the next month begins:
/// 1 on its last day, none from then on.
pub(crate) fn days_left(year: u16, month: u8) -> u32 {
    let end = Date::new_with_year_month(year.into(), month.into()).get_time();
    let today = Date::new(&Date::now().into());
    // Still up to an hour past midnight, and one more where the clocks are changed: rounded away.
    today.set_hours(0);
    let days = (end - today.get_time()) / 86_400_000.0;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // It saturates.
    let days = days.round() as u32;
    days
}

fn format_date(date: &Date, options: &JsValue, locale: &str) -> Option<String> {
    if date.get_time().is_nan() {
        return None;
    }
    ask("DateTimeFormat", "format", date, options, locale)
}

/// Calls the method of the class of `Intl` that has this name; in English where it refuses the language.
/// A tag can look right and still make the constructor throw ("auto").
fn ask(class: &str, method: &str, value: &JsValue, options: &JsValue, locale: &str) -> Option<String> {
    let class = js::method(&js::get(&js_sys::global(), "Intl"), class)?;
    let make = |tag: &str| Reflect::construct(&class, &Array::of2(&tag.into(), options)).ok();
    let formatter = make(locale).or_else(|| make("en"))?;
    js::method(&formatter, method)?.call1(&formatter, value).ok()?.as_string()
}
