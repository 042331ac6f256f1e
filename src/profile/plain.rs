//! Plain data, as JSON has it: one shape for all that crosses as objects. A type for each object would read better, and
//! load several times the code.

use core::fmt;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// A value of JSON.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Plain {
    Null,
    Flag(bool),
    Number(f64),
    Text(String),
    List(Vec<Plain>),
    Object(Vec<(String, Plain)>),
}

impl Plain {
    /// An object, without the members that are `None`.
    // By reference: one function for every number of them.
    pub(super) fn object(members: &mut [(&str, Option<Self>)]) -> Self {
        let named = members.iter_mut();
        let given = named.filter_map(|(name, value)| Some(((*name).to_owned(), value.take()?)));
        Self::Object(given.collect())
    }

    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u32> for Plain {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<f32> for Plain {
    /// A negative zero, which JSON does not keep, as zero.
    fn from(number: f32) -> Self {
        Self::Number(f64::from(number + 0.0))
    }
}

impl FromIterator<Plain> for Plain {
    fn from_iter<I: IntoIterator<Item = Self>>(entries: I) -> Self {
        Self::List(entries.into_iter().collect())
    }
}

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::Flag(flag) => to.serialize_bool(*flag),
            Self::Number(number) if f64::from(*number as u32) == *number => {
                to.serialize_u32(*number as u32)
            }
            Self::Number(number) => to.serialize_f64(*number),
            Self::Text(text) => to.serialize_str(text),
            Self::List(list) => {
                let mut entries = to.serialize_seq(Some(list.len()))?;
                for entry in list {
                    entries.serialize_element(entry)?;
                }
                entries.end()
            }
            Self::Object(members) => {
                let mut entries = to.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    entries.serialize_entry(name, value)?;
                }
                entries.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("plain data")
    }

    fn visit_unit<E>(self) -> Result<Plain, E> {
        Ok(Plain::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Plain, E> {
        Ok(Plain::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Plain, E> {
        Ok(Plain::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Plain, E> {
        Ok(Plain::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Plain, E> {
        Ok(Plain::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Plain, E> {
        Ok(Plain::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Plain, A::Error> {
        let mut list = Vec::new();
        while let Some(entry) = entries.next_element()? {
            list.push(entry);
        }
        Ok(Plain::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Plain, A::Error> {
        let mut members = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            members.push(entry);
        }
        Ok(Plain::Object(members))
    }
}

/// A member that is missing, unknown or of another type, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable(pub(super) &'static str);

/// The members of an object, read by name.
#[derive(Clone, Copy)]
pub(super) struct Members<'a>(&'a [(String, Plain)]);

impl<'a> Members<'a> {
    /// Of an object that has no other members than these.
    pub(super) fn of(plain: &'a Plain, names: &[&'static str]) -> Result<Self, Unreadable> {
        let Plain::Object(members) = plain else {
            return Err(Unreadable("an object"));
        };
        let known = |(name, _): &(String, Plain)| names.contains(&name.as_str());
        if members.iter().all(known) {
            Ok(Self(members))
        } else {
            Err(Unreadable("a member's name"))
        }
    }

    pub(super) fn get(&self, name: &'static str) -> Result<&'a Plain, Unreadable> {
        let member = self.0.iter().find(|(of, _)| of == name);
        member.map(|(_, value)| value).ok_or(Unreadable(name))
    }

    pub(super) fn list(&self, name: &'static str) -> Result<&'a [Plain], Unreadable> {
        match self.get(name)? {
            Plain::List(list) => Ok(list),
            _ => Err(Unreadable(name)),
        }
    }

    pub(super) fn text(&self, name: &'static str) -> Result<&'a str, Unreadable> {
        match self.get(name)? {
            Plain::Text(text) => Ok(text),
            _ => Err(Unreadable(name)),
        }
    }

    pub(super) fn flag(&self, name: &'static str) -> Result<bool, Unreadable> {
        match self.get(name)? {
            Plain::Flag(flag) => Ok(*flag),
            _ => Err(Unreadable(name)),
        }
    }

    pub(super) fn number(&self, name: &'static str) -> Result<f32, Unreadable> {
        match self.get(name)? {
            Plain::Number(number) => Ok(*number as f32),
            _ => Err(Unreadable(name)),
        }
    }

    /// A whole number from 0 to `most`.
    pub(super) fn whole(&self, name: &'static str, most: u32) -> Result<u32, Unreadable> {
        match self.get(name)? {
            Plain::Number(number) if f64::from(*number as u32) == *number => {
                let number = *number as u32;
                (number <= most).then_some(number).ok_or(Unreadable(name))
            }
            _ => Err(Unreadable(name)),
        }
    }
}
