//! The merchant's rules: what he wants moved, removed or fixed, whoever the shopper is. The JSON form, the
//! order of operations and every code are specified in `docs/rules.md`.

mod fill;
mod matching;
mod report;
mod ruling;

pub use report::{NotKept, Report, RuleReport};
pub(super) use ruling::{Ruled, Ruling};

use crate::Key;
use crate::pack::Pack;
use core::fmt;
use matching::Test;

/// The most rules of one set.
pub const MAX_RULES: usize = 256;
/// The most places that a boost or bury moves, and the widest window of a cap or quota.
pub const MAX_PLACES: u32 = 1000;

/// One rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What it does.
    pub action: Action,
    /// What it is about: the candidates that meet every condition.
    pub conditions: Vec<Condition>,
    /// The slots that it holds in; none named is all.
    pub slots: Vec<String>,
}

/// What a rule does to the candidates that it is about. Windows (`within`) are counted in places from the first;
/// `None` is what will be visible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// They are left out.
    Exclude,
    /// All others are left out.
    Only,
    /// They stand where they were given; nothing moves them, nothing takes their place.
    Sponsored,
    /// The first of them stands at a place from 0, the others behind it.
    Pin {
        /// The place.
        place: u32,
    },
    /// Each moves up so many places among what goes by score.
    Boost {
        /// The places.
        places: u32,
    },
    /// Each moves down so many places.
    Bury {
        /// The places.
        places: u32,
    },
    /// No more than `most` of each value of `field` (or of all of them, without a field) in the window.
    Cap {
        /// The highest number.
        most: u32,
        /// The field whose values are counted, each on its own.
        field: Option<String>,
        /// The window.
        within: Option<u32>,
    },
    /// No fewer than `least` of them in the window.
    Quota {
        /// The lowest number.
        least: u32,
        /// The window.
        within: Option<u32>,
    },
    /// With fewer than `least` of them left the carousel is better hidden.
    Minimum {
        /// The lowest number.
        least: u32,
    },
}

impl Action {
    /// The action of a name on the wire. `number` is its one number, whatever that is called there.
    #[must_use]
    pub fn of(
        name: &str,
        number: Option<u32>,
        within: Option<u32>,
        field: Option<String>,
    ) -> Option<Self> {
        Some(match (name, number) {
            ("exclude", None) => Self::Exclude,
            ("only", None) => Self::Only,
            ("sponsored", None) => Self::Sponsored,
            ("pin", Some(place)) => Self::Pin { place },
            ("boost", Some(places)) => Self::Boost { places },
            ("bury", Some(places)) => Self::Bury { places },
            ("cap", Some(most)) => Self::Cap {
                most,
                field,
                within,
            },
            ("quota", Some(least)) => Self::Quota { least, within },
            ("minimum", Some(least)) => Self::Minimum { least },
            _ => return None,
        })
    }

    /// The action's name on the wire.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Exclude => "exclude",
            Self::Only => "only",
            Self::Sponsored => "sponsored",
            Self::Pin { .. } => "pin",
            Self::Boost { .. } => "boost",
            Self::Bury { .. } => "bury",
            Self::Cap { .. } => "cap",
            Self::Quota { .. } => "quota",
            Self::Minimum { .. } => "minimum",
        }
    }

    /// What its one number is called on the wire, if it has one.
    #[must_use]
    pub fn number_name(&self) -> Option<&'static str> {
        match self {
            Self::Exclude | Self::Only | Self::Sponsored => None,
            Self::Pin { .. } => Some("place"),
            Self::Boost { .. } | Self::Bury { .. } => Some("places"),
            Self::Cap { .. } => Some("most"),
            Self::Quota { .. } | Self::Minimum { .. } => Some("least"),
        }
    }

    /// Whether its numbers are within their ranges.
    fn in_range(&self) -> bool {
        let window = |within: &Option<u32>| within.is_none_or(|w| (1..=MAX_PLACES).contains(&w));
        match self {
            Self::Boost { places } | Self::Bury { places } => (1..=MAX_PLACES).contains(places),
            Self::Cap { within, .. } => window(within),
            Self::Quota { least, within } => (1..=MAX_PLACES).contains(least) && window(within),
            _ => true,
        }
    }

    /// Whether it makes sense without saying what it is about.
    fn may_be_about_all(&self) -> bool {
        matches!(
            self,
            Self::Minimum { .. } | Self::Cap { field: Some(_), .. }
        )
    }
}

/// Something that a candidate meets or not.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// It is one of these items.
    Items(Vec<Key>),
    /// It has one of these values in a field; of a path, any step may be meant: by its own name, or by its whole way
    /// from the broadest step.
    Values {
        /// The field's name.
        field: String,
        /// The values' texts.
        values: Vec<String>,
    },
    /// Its number in a field lies between two, both included.
    Number {
        /// The field's name.
        field: String,
        /// The lowest.
        from: f64,
        /// The highest.
        to: f64,
    },
    /// It is in this state.
    Is(State),
}

/// A state of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// In the shopper's cart. Needs the permission to profile.
    InCart,
    /// Bought and not sent back. Needs the permission for purchases.
    Purchased,
    /// The call says that it cannot be bought now.
    OutOfStock,
}

impl State {
    /// The state of a name on the wire.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "in-cart" => Self::InCart,
            "purchased" => Self::Purchased,
            "out-of-stock" => Self::OutOfStock,
            _ => return None,
        })
    }
}

/// A set of rules that was checked and made ready. The order in which they stand decides between rules of one kind.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    rules: Vec<Ready>,
}

/// A rule whose texts have become keys.
#[derive(Debug, Clone)]
struct Ready {
    action: Action,
    tests: Vec<Test>,
    slots: Vec<String>,
}

impl Rules {
    /// Checks rules and makes them ready for `pack`: do it once, not at every call.
    ///
    /// # Errors
    /// A [`RulesError`] names the first rule that cannot be meant.
    pub fn new(pack: &Pack, rules: Vec<Rule>) -> Result<Self, RulesError> {
        if rules.len() > MAX_RULES {
            return Err(RulesError::TooMany);
        }
        let mut ready = Vec::with_capacity(rules.len());
        for (place, rule) in rules.into_iter().enumerate() {
            if rule.conditions.is_empty() && !rule.action.may_be_about_all() {
                return Err(RulesError::AboutNothing(place));
            }
            let mut tests = Vec::with_capacity(rule.conditions.len());
            for condition in rule.conditions {
                tests.push(Test::new(pack, condition).ok_or(RulesError::BadNumber(place))?);
            }
            if !rule.action.in_range() {
                return Err(RulesError::BadNumber(place));
            }
            ready.push(Ready {
                action: rule.action,
                tests,
                slots: rule.slots,
            });
        }
        Ok(Self { rules: ready })
    }

    /// Whether there is no rule.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}

/// Why a set of rules was refused. The number is the rule's place in the set, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RulesError {
    /// There are more than [`MAX_RULES`].
    TooMany,
    /// It names no candidates.
    AboutNothing(usize),
    /// One of its numbers is out of range.
    BadNumber(usize),
}

impl RulesError {
    /// A stable code for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooMany => "rules-too-many",
            Self::AboutNothing(_) => "rules-about-nothing",
            Self::BadNumber(_) => "rules-bad-number",
        }
    }
}

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMany => {
                f.write_str("There are more than 256 rules; join those that do the same.")
            }
            Self::AboutNothing(rule) => write!(
                f,
                "Rule {rule} does not say which candidates it is about; give it a match."
            ),
            Self::BadNumber(rule) => write!(
                f,
                "A number of rule {rule} is out of its range; docs/rules.md gives the ranges."
            ),
        }
    }
}

impl core::error::Error for RulesError {}
