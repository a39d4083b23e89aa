//! A document of any shape, and reading our types out of it.
//!
//! Two reasons. Paddle.js sends `null` where its typings promise strings, and its
//! documentation announces events of other shapes: one odd field must not cost the
//! customer the whole message, so every mismatch reads as "nothing". And weight:
//! this is the only type that the widget deserialises, so the generic code of
//! serde is in its download once instead of once for each type.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A document of any shape.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Absent, `null`, or of a kind that no JSON has.
    #[default]
    None,
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// An object, in its own order.
    Object(Vec<(String, Value)>),
}

/// A type that can be read out of a [`Value`].
pub trait Read: Sized {
    /// The value as this type, or nothing where it lacks what the type needs.
    fn read(value: &Value) -> Option<Self>;
}

impl Value {
    /// A member of an object; nothing for every other kind of value.
    #[must_use]
    pub fn get(&self, key: &str) -> &Self {
        match self {
            Self::Object(members) => {
                members.iter().find(|(name, _)| name == key).map_or(&Self::None, |(_, value)| value)
            }
            _ => &Self::None,
        }
    }

    /// The entries of a list; none for every other kind of value.
    #[must_use]
    pub fn list(&self) -> &[Self] {
        match self {
            Self::List(list) => list,
            _ => &[],
        }
    }

    /// The text, if it is text and not blank.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) if !text.trim_ascii().is_empty() => Some(text),
            _ => None,
        }
    }

    /// The text as a string of one's own.
    #[must_use]
    pub fn string(&self) -> Option<String> {
        self.text().map(str::to_owned)
    }

    /// The number, also when it came as decimal text; never NaN or infinite.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number).filter(|number| number.is_finite()),
            Self::Text(text) => decimal(text.trim_ascii()),
            _ => None,
        }
    }

    /// The number, if it is whole and counts exactly.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn whole(&self) -> Option<i64> {
        // Beyond 2^53 a double no longer counts single units.
        self.number()
            .filter(|number| number.trunc() == *number && number.abs() <= 9_007_199_254_740_992.0)
            .map(|number| number as i64)
    }

    /// The truth value.
    #[must_use]
    pub fn bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The value as another type.
    #[must_use]
    pub fn read<T: Read>(&self) -> Option<T> {
        T::read(self)
    }
}

/// `-12.34`. The standard library's parser also reads exponents, `inf` and `nan`,
/// exactly to the last bit, for four kilobytes of tables.
#[allow(clippy::cast_precision_loss)]
fn decimal(text: &str) -> Option<f64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1.0, text), |digits| (-1.0, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let digits = [whole, fraction].concat();
    if whole.is_empty() || digits.len() > 15 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = digits.bytes().fold(0u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    let scale = fraction.bytes().fold(1u64, |scale, _| scale * 10);
    Some(sign * number as f64 / scale as f64)
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }
    #[allow(clippy::cast_precision_loss)]
    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }
    #[allow(clippy::cast_precision_loss)]
    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }
    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }
    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<Value, E> {
        Ok(Value::None)
    }
    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::None)
    }
    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::None)
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = seq.next_element()? {
            list.push(value);
        }
        Ok(Value::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            members.push((key, map.next_value()?));
        }
        Ok(Value::Object(members))
    }
}

/// A member's name.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Text(text) => Ok(Self(text)),
            _ => Ok(Self(String::new())),
        }
    }
}

/// Makes a type that can be [`Read`] deserialisable with serde from any format.
#[macro_export]
macro_rules! deserialize_by_reading {
    ($($name:ty),+ $(,)?) => {$(
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <$crate::Value as ::serde::Deserialize>::deserialize(deserializer)?;
                <$name as $crate::Read>::read(&value)
                    .ok_or_else(|| <D::Error as ::serde::de::Error>::custom("a needed member is missing or of another type"))
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &str) -> Value {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn what_does_not_fit_is_nothing() {
        let value =
            value(r#"{"name": "x", "inner": {"amount": "4.99"}, "list": [{"amount": 1}, null, 7], "null": null}"#);
        assert_eq!(value.get("name").text(), Some("x"));
        assert_eq!(value.get("inner").get("amount").number(), Some(4.99));
        assert_eq!(value.get("list").list().len(), 3);
        assert_eq!(value.get("list").get("amount"), &Value::None);
        assert_eq!(value.get("name").get("deeper").get("still"), &Value::None);
        assert!(value.get("inner").list().is_empty());
        assert_eq!(value.get("null"), &Value::None);
    }

    #[test]
    fn numbers_are_finite_and_may_be_text() {
        let number = |text: &str| Value::Text(text.into()).number();
        assert_eq!(number("29.88"), Some(29.88));
        assert_eq!(number("-5"), Some(-5.0));
        for odd in ["", " ", "-", ".5", "1e5", "NaN", "inf", "1.2.3", "٣", "1234567890123456"] {
            assert_eq!(number(odd), None, "{odd}");
        }
        assert_eq!(Value::Number(f64::NAN).number(), None);
        assert_eq!(Value::Number(1.5).whole(), None);
        assert_eq!(Value::Number(1e300).whole(), None);
        assert_eq!(Value::Number(2988.0).whole(), Some(2988));
    }
}
