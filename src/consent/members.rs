//! Signals and policies as the members of objects, whatever read them. A member that is not known, or not of its type, is
//! refused: better no answer than a grant by mistake.

use super::policy::{GpcPolicy, MeasureBasis, Policy, Regime};
use super::signal::{
    C15tSignal, CookiebotSignal, GoogleSignal, GpcSignal, GppSignal, KlaroSignal, OneTrustSignal,
    OwnSignal, ShopifySignal, Signal, TcfSignal,
};

/// The value of a member, of any type that some member has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// There, and nothing: as if it were not.
    Absent,
    /// True or false.
    Flag(bool),
    /// A text.
    Text(String),
    /// A list of whole numbers.
    Numbers(Vec<i32>),
    /// Of a type that no member has.
    Other,
}

/// The members of an object by name; each is taken out once, and none may be left.
pub(super) struct Members<N>(pub(super) Vec<(N, Member)>);

impl<N: AsRef<str>> Members<N> {
    fn take(&mut self, name: &str) -> Member {
        let place = self.0.iter().position(|(other, _)| other.as_ref() == name);
        place.map_or(Member::Absent, |place| self.0.swap_remove(place).1)
    }

    fn flag(&mut self, name: &str) -> Result<Option<bool>, String> {
        match self.take(name) {
            Member::Absent => Ok(None),
            Member::Flag(flag) => Ok(Some(flag)),
            _ => Err(wrong(name, "true or false")),
        }
    }

    fn text(&mut self, name: &str) -> Result<Option<String>, String> {
        match self.take(name) {
            Member::Absent => Ok(None),
            Member::Text(text) => Ok(Some(text)),
            _ => Err(wrong(name, "a string")),
        }
    }

    fn numbers(&mut self, name: &str) -> Result<Option<Vec<i32>>, String> {
        match self.take(name) {
            Member::Absent => Ok(None),
            Member::Numbers(numbers) => Ok(Some(numbers)),
            _ => Err(wrong(name, "a list of section ids")),
        }
    }

    /// One of two words.
    fn one_of<T: Default>(&mut self, name: &str, words: [(&str, T); 2]) -> Result<T, String> {
        let Some(text) = self.text(name)? else {
            return Ok(T::default());
        };
        let [first, second] = [words[0].0, words[1].0];
        words
            .into_iter()
            .find_map(|(word, value)| (word == text).then_some(value))
            .ok_or_else(|| format!("`{name}` must be `{first}` or `{second}`."))
    }

    fn finish(self) -> Result<(), String> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => Err(format!(
                "`{}` is no member of it; see docs/consent.md for those that are.",
                name.as_ref()
            )),
        }
    }
}

fn wrong(name: &str, expected: &str) -> String {
    format!("`{name}` must be {expected}, or be left out if it is not known.")
}

impl Signal {
    /// A signal of the members of an object.
    ///
    /// # Errors
    /// A sentence about a member that is not known, or not of its type.
    pub fn from_members(members: Vec<(impl AsRef<str>, Member)>) -> Result<Self, String> {
        let mut members = Members(members);
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
                return Err(
                    "`from` must name a source; see docs/consent.md for those that there are."
                        .to_owned(),
                );
            }
        };
        members.finish()?;
        Ok(signal)
    }
}

impl Policy {
    /// A policy of the members of an object.
    ///
    /// # Errors
    /// A sentence about a member that is not known, or not of its type.
    pub fn from_members(members: Vec<(impl AsRef<str>, Member)>) -> Result<Self, String> {
        let mut members = Members(members);
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
