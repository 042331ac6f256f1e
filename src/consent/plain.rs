//! Signals, policies and permissions as plain data: what crosses to JavaScript, and what the vectors hold. A member that
//! is not known, or not of its type, is refused: better no answer than a grant by mistake.

use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::permissions::Permissions;
use super::policy::{GpcPolicy, MeasureBasis, Policy, Regime};
use super::signal::{
    C15tSignal, CookiebotSignal, GoogleSignal, GpcSignal, GppSignal, KlaroSignal, OneTrustSignal,
    OwnSignal, ShopifySignal, Signal, TcfSignal,
};

/// The value of a member, of any type that some member has.
enum Plain {
    Absent,
    Flag(bool),
    Text(String),
    Numbers(Vec<i32>),
}

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlainVisitor)
    }
}

struct PlainVisitor;

impl<'de> Visitor<'de> for PlainVisitor {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true, false, a string or a list of section ids")
    }

    fn visit_unit<E>(self) -> Result<Plain, E> {
        Ok(Plain::Absent)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Plain, E> {
        Ok(Plain::Flag(flag))
    }

    fn visit_str<E>(self, text: &str) -> Result<Plain, E> {
        Ok(Plain::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Plain, E> {
        Ok(Plain::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Plain, A::Error> {
        let mut numbers = Vec::new();
        while let Some(number) = list.next_element()? {
            numbers.push(number);
        }
        Ok(Plain::Numbers(numbers))
    }
}

/// The members of an object; each is taken out once, and none may be left.
struct Members(Vec<(String, Plain)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

impl Members {
    fn take(&mut self, name: &str) -> Plain {
        let place = self.0.iter().position(|(other, _)| other == name);
        place.map_or(Plain::Absent, |place| self.0.swap_remove(place).1)
    }

    fn flag<E: Error>(&mut self, name: &str) -> Result<Option<bool>, E> {
        match self.take(name) {
            Plain::Absent => Ok(None),
            Plain::Flag(flag) => Ok(Some(flag)),
            _ => Err(wrong(name, "true or false")),
        }
    }

    fn text<E: Error>(&mut self, name: &str) -> Result<Option<String>, E> {
        match self.take(name) {
            Plain::Absent => Ok(None),
            Plain::Text(text) => Ok(Some(text)),
            _ => Err(wrong(name, "a string")),
        }
    }

    fn numbers<E: Error>(&mut self, name: &str) -> Result<Option<Vec<i32>>, E> {
        match self.take(name) {
            Plain::Absent => Ok(None),
            Plain::Numbers(numbers) => Ok(Some(numbers)),
            _ => Err(wrong(name, "a list of section ids")),
        }
    }

    /// One of two words.
    fn one_of<E: Error, T: Default>(&mut self, name: &str, words: [(&str, T); 2]) -> Result<T, E> {
        let Some(text) = self.text(name)? else {
            return Ok(T::default());
        };
        let [first, second] = [words[0].0, words[1].0];
        words
            .into_iter()
            .find_map(|(word, value)| (word == text).then_some(value))
            .ok_or_else(|| E::custom(format_args!("`{name}` must be `{first}` or `{second}`.")))
    }

    fn finish<E: Error>(self) -> Result<(), E> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => Err(E::custom(format_args!(
                "`{name}` is no member of it; see docs/consent.md for those that are."
            ))),
        }
    }
}

fn wrong<E: Error>(name: &str, expected: &str) -> E {
    E::custom(format_args!(
        "`{name}` must be {expected}, or be left out if it is not known."
    ))
}

impl<'de> Deserialize<'de> for Signal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = Members::deserialize(deserializer)?;
        let from = members.text("from")?;
        let signal = match from.as_deref() {
            Some("tcf") => Self::Tcf(TcfSignal {
                cmp_status: members.text("cmpStatus")?,
                gdpr_applies: members.flag("gdprApplies")?,
                event_status: members.text("eventStatus")?,
                tc_string: members.text("tcString")?,
            }),
            Some("gpp") => Self::Gpp(GppSignal {
                signal_status: members.text("signalStatus")?,
                applicable_sections: members.numbers("applicableSections")?,
                gpp_string: members.text("gppString")?,
            }),
            Some("gpc") => Self::Gpc(GpcSignal {
                header: members.text("header")?,
                navigator: members.flag("navigator")?,
            }),
            Some("google") => Self::Google(GoogleSignal {
                personalization: members.text("personalization")?,
                functionality: members.text("functionality")?,
                analytics: members.text("analytics")?,
            }),
            Some("shopify") => Self::Shopify(ShopifySignal {
                preferences: members.flag("preferences")?,
                analytics: members.flag("analytics")?,
            }),
            Some("onetrust") => Self::OneTrust(OneTrustSignal {
                groups: members.text("groups")?,
            }),
            Some("cookiebot") => Self::Cookiebot(CookiebotSignal {
                preferences: members.flag("preferences")?,
                statistics: members.flag("statistics")?,
            }),
            Some("klaro") => Self::Klaro(KlaroSignal {
                persist: members.flag("persist")?,
                profile: members.flag("profile")?,
                measure: members.flag("measure")?,
            }),
            Some("c15t") => Self::C15t(C15tSignal {
                functionality: members.flag("functionality")?,
                experience: members.flag("experience")?,
                measurement: members.flag("measurement")?,
            }),
            Some("own") => Self::Own(OwnSignal {
                persist: members.flag("persist")?,
                profile: members.flag("profile")?,
                purchases: members.flag("purchases")?,
                measure: members.flag("measure")?,
            }),
            _ => {
                return Err(D::Error::custom(
                    "`from` must name a source; see docs/consent.md for those that there are.",
                ));
            }
        };
        members.finish()?;
        Ok(signal)
    }
}

impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = Members::deserialize(deserializer)?;
        let policy = Self {
            regime: members.one_of(
                "regime",
                [("opt-in", Regime::OptIn), ("opt-out", Regime::OptOut)],
            )?,
            gpc: members.one_of(
                "gpc",
                [("rank", GpcPolicy::Rank), ("neutral", GpcPolicy::Neutral)],
            )?,
            measure: members.one_of(
                "measure",
                [
                    ("consent", MeasureBasis::Consent),
                    ("legitimate-interest", MeasureBasis::LegitimateInterest),
                ],
            )?,
            memory_only: members.flag("memoryOnly")?.unwrap_or_default(),
        };
        members.finish()?;
        Ok(policy)
    }
}

impl Serialize for Permissions {
    /// As a map of four flags: for a structure, the binding's library would bring a hash table of member names.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(4))?;
        for (name, granted) in [
            ("persist", self.persist()),
            ("profile", self.profile()),
            ("purchases", self.purchases()),
            ("measure", self.measure()),
        ] {
            object.serialize_entry(name, &granted)?;
        }
        object.end()
    }
}
