//! Reading what a provider sends without ever failing on one odd field.
//!
//! Paddle.js sends `null` where its typings promise strings, and its
//! documentation announces events of other shapes. One odd field must not cost
//! the customer the whole message, so here every mismatch reads as "nothing".

use std::{fmt, marker::PhantomData};

use serde::de::{
    Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
    value::MapAccessDeserializer,
};

/// A leaf of a foreign document: whatever stands there, reading it succeeds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Scalar {
    /// Absent, `null`, an object or a list.
    #[default]
    None,
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
}

impl Scalar {
    /// The text, if it is text and not blank.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }

    /// The number, also when it came as text; never NaN or infinite.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
        .filter(|number: &f64| number.is_finite())
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything(PhantomData))
    }
}

/// For `#[serde(default, deserialize_with = "lenient")]`: a nested object, or
/// the default where something else stands in its place.
///
/// # Errors
/// Only where the document itself cannot be read.
pub fn lenient<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Nested::deserialize(deserializer).map(|Nested(value)| value)
}

/// For `#[serde(default, deserialize_with = "lenient_list")]`: a list of
/// objects, or an empty one. An odd entry reads as the default.
///
/// # Errors
/// Only where the document itself cannot be read.
pub fn lenient_list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    let List(list) = deserializer.deserialize_any(Anything(PhantomData))?;
    Ok(list)
}

#[derive(Default)]
struct Nested<T>(T);

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for Nested<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything(PhantomData))
    }
}

#[derive(Default)]
struct List<T>(Vec<T>);

/// What a type makes of each kind of value; by default nothing.
trait Tolerant<'de>: Default {
    fn leaf(_: Scalar) -> Self {
        Self::default()
    }
    fn list<A: SeqAccess<'de>>(mut seq: A) -> Result<Self, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }
    fn object<A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }
}

impl Tolerant<'_> for Scalar {
    fn leaf(scalar: Scalar) -> Self {
        scalar
    }
}

impl<'de, T: Deserialize<'de> + Default> Tolerant<'de> for Nested<T> {
    fn object<A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Self)
    }
}

impl<'de, T: Deserialize<'de> + Default> Tolerant<'de> for List<T> {
    fn list<A: SeqAccess<'de>>(mut seq: A) -> Result<Self, A::Error> {
        let mut list = Vec::new();
        while let Some(Nested(entry)) = seq.next_element()? {
            list.push(entry);
        }
        Ok(Self(list))
    }
}

struct Anything<T>(PhantomData<T>);

impl<'de, T: Tolerant<'de>> Visitor<'de> for Anything<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        Ok(T::leaf(Scalar::Bool(value)))
    }
    #[allow(clippy::cast_precision_loss)]
    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        Ok(T::leaf(Scalar::Number(value as f64)))
    }
    #[allow(clippy::cast_precision_loss)]
    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        Ok(T::leaf(Scalar::Number(value as f64)))
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        Ok(T::leaf(Scalar::Number(value)))
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<T, E> {
        Ok(T::leaf(Scalar::Text(value.to_owned())))
    }
    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<T, E> {
        Ok(T::default())
    }
    fn visit_unit<E: Error>(self) -> Result<T, E> {
        Ok(T::default())
    }
    fn visit_none<E: Error>(self) -> Result<T, E> {
        Ok(T::default())
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<T, A::Error> {
        T::list(seq)
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::object(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default, serde::Deserialize)]
    struct Line {
        #[serde(default)]
        name: Scalar,
        #[serde(default, deserialize_with = "lenient")]
        inner: Inner,
        #[serde(default, deserialize_with = "lenient_list")]
        list: Vec<Inner>,
    }

    #[derive(Default, Debug, PartialEq, serde::Deserialize)]
    struct Inner {
        #[serde(default)]
        amount: Scalar,
    }

    fn read(json: &str) -> Line {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn keeps_what_fits_and_drops_what_does_not() {
        let line = read(r#"{"name": "x", "inner": {"amount": "4.99"}, "list": [{"amount": 1}, null, 7]}"#);
        assert_eq!(line.name.text(), Some("x"));
        assert_eq!(line.inner.amount.number(), Some(4.99));
        assert_eq!(line.list.len(), 3);
        assert_eq!(line.list[0].amount.number(), Some(1.0));

        let line = read(r#"{"name": {"a": [1]}, "inner": [1, {}], "list": {"a": 1}}"#);
        assert_eq!(line.name, Scalar::None);
        assert_eq!(line.inner, Inner::default());
        assert!(line.list.is_empty());
    }

    #[test]
    fn blank_text_and_odd_numbers_are_nothing() {
        assert_eq!(Scalar::Text("  ".into()).text(), None);
        assert_eq!(Scalar::Text("NaN".into()).number(), None);
        assert_eq!(Scalar::Text("inf".into()).number(), None);
    }
}
