//! What is asked of a ranking.

use super::MAX_CANDIDATES;
use super::arrange::Kept;
use super::explore::Explore;
use super::rules::{Rules, Ruling};
use crate::pack::{Pack, Surface};
use crate::profile::Described;
use crate::{Facts, Key, Seconds, item_key};
use core::fmt;

/// One item that could be shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Candidate<'a> {
    /// Its place in the pack, if the pack knows it.
    pub item: Option<u32>,
    /// Its stable key; needed only where the pack does not know it.
    pub key: Option<Key>,
    /// What the call knows better than the pack, or of an item new to the pack.
    pub facts: Option<&'a Facts>,
}

impl<'a> Candidate<'a> {
    /// An item of the pack.
    #[must_use]
    pub fn of(item: u32) -> Self {
        Self {
            item: Some(item),
            key: None,
            facts: None,
        }
    }

    /// An item by its id, with fresher facts if the call has any.
    #[must_use]
    pub fn find(pack: &Pack, id: &str, facts: Option<&'a Facts>) -> Self {
        Self {
            item: pack.lookup(id),
            key: Some(item_key(id)),
            facts,
        }
    }

    /// Whether anything is known that it could be ranked by.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.item.is_some() || self.facts.is_some_and(Facts::describe_an_item)
    }

    /// The stable key, wherever it is from.
    pub(super) fn stable_key(&self, pack: &Pack) -> Option<Key> {
        self.item.map(|item| pack.key(item)).or(self.key)
    }

    /// Its attributes, from the pack and the call.
    pub(super) fn described(&self) -> Described<'a> {
        Described {
            item: self.item,
            facts: self.facts,
        }
    }

    pub(super) fn out_of_stock(&self) -> bool {
        self.facts
            .is_some_and(|facts| facts.in_stock == Some(false))
    }
}

/// What is to be ranked.
#[derive(Debug, Clone, Copy)]
pub enum Candidates<'a> {
    /// All items of the pack; the merchant's order is by popularity.
    WholeCatalogue,
    /// A list in the merchant's order.
    List(&'a [Candidate<'a>]),
}

impl Candidates<'_> {
    /// Whose weights apply.
    #[must_use]
    pub fn surface(&self) -> Surface {
        match self {
            Self::WholeCatalogue => Surface::Catalogue,
            Self::List(_) => Surface::List,
        }
    }
}

/// A ranking that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct RankRequest<'a> {
    /// What is to be ranked.
    pub candidates: Candidates<'a>,
    /// The moment; before the latest event it counts as that event's. Decay goes on from the shopper's last moment with an
    /// item in steps of [`SESSION_GAP_SECONDS`](crate::profile::SESSION_GAP_SECONDS), so an order stands in between.
    pub now: Seconds,
    /// Items that must not be shown, by stable key.
    pub exclude: &'a [Key],
    /// Items that the page shows already, in other carousels: they are left out as well.
    pub shown: &'a [Key],
    /// Items that the merchant pinned: stable key and place from 0. Exclusions win over pins.
    pub pins: &'a [(Key, u32)],
    /// The merchant's rules; `None` turns all of them off.
    pub rules: Option<&'a Rules>,
    /// The carousel's place, for rules that hold in some slots only.
    pub slot: Option<&'a str>,
    /// From 0 (the merchant's order) to 1 (fully the shopper's); `None` is the pack's own dial.
    pub strength: Option<f32>,
    /// How many to give back; `None` is all.
    pub top: Option<usize>,
    /// Whether another candidate may come first now and then; `None` never. Only where the order is personal.
    pub explore: Option<Explore>,
}

impl<'a> RankRequest<'a> {
    /// A plain request.
    #[must_use]
    pub fn new(candidates: Candidates<'a>, now: Seconds) -> Self {
        Self {
            candidates,
            now,
            exclude: &[],
            shown: &[],
            pins: &[],
            rules: None,
            slot: None,
            strength: None,
            top: None,
            explore: None,
        }
    }

    pub(super) fn check(&self, pack: &Pack) -> Result<(), RankError> {
        if self
            .strength
            .is_some_and(|strength| !(0.0..=1.0).contains(&strength))
        {
            return Err(RankError::BadStrength);
        }
        if self
            .explore
            .is_some_and(|explore| !(0.0..=1.0).contains(&explore.rate))
        {
            return Err(RankError::BadExplore);
        }
        if let Candidates::List(list) = self.candidates {
            if list.len() > MAX_CANDIDATES {
                return Err(RankError::TooManyCandidates);
            }
            let unknown = |candidate: &Candidate<'_>| {
                candidate
                    .item
                    .is_some_and(|item| item as usize >= pack.len())
            };
            if list.iter().any(unknown) {
                return Err(RankError::NoSuchItem);
            }
        }
        Ok(())
    }

    /// Calls `each` with every candidate and its place.
    pub(super) fn each(&self, pack: &Pack, mut each: impl FnMut(u32, &Candidate<'_>)) {
        match self.candidates {
            Candidates::WholeCatalogue => {
                (0..pack.len() as u32).for_each(|item| each(item, &Candidate::of(item)));
            }
            Candidates::List(list) => {
                list.iter()
                    .enumerate()
                    .for_each(|(given, c)| each(given as u32, c));
            }
        }
    }

    /// The candidate of a place as it was given; `None` beyond the list or the pack.
    pub(super) fn candidate(&self, pack: &Pack, given: u32) -> Option<Candidate<'_>> {
        match self.candidates {
            Candidates::List(list) => list.get(given as usize).copied(),
            Candidates::WholeCatalogue => {
                ((given as usize) < pack.len()).then_some(Candidate::of(given))
            }
        }
    }

    /// The candidates that are not left out, each with its score, in the merchant's order; then how many the call
    /// excludes, and how many more the page shows already.
    pub(super) fn kept(
        &self,
        pack: &Pack,
        ruling: &mut Option<Ruling<'_>>,
        score: &mut impl FnMut(&Candidate<'_>, u32) -> Option<f64>,
    ) -> (Vec<Kept>, u32, u32) {
        let mut kept: Vec<Kept> = Vec::new();
        let (mut excluded, mut shown) = (0, 0);
        let named = !(self.exclude.is_empty() && self.shown.is_empty() && self.pins.is_empty());
        self.each(pack, |given, candidate| {
            let mut pinned = None;
            let mut gone = false;
            if named && let Some(key) = candidate.stable_key(pack) {
                if self.exclude.contains(&key) {
                    (gone, excluded) = (true, excluded + 1);
                } else if self.shown.contains(&key) {
                    (gone, shown) = (true, shown + 1);
                }
                let pin = self.pins.iter().find(|(pin, _)| *pin == key);
                pinned = pin.map(|(_, place)| *place);
            }
            let place = kept.len() as u32;
            if let Some(ruling) = ruling {
                gone = !ruling.keeps(candidate, given, place, gone);
            }
            if !gone {
                kept.push(Kept {
                    given,
                    score: score(candidate, place),
                    out_of_stock: candidate.out_of_stock(),
                    pinned,
                });
            }
        });
        (kept, excluded, shown)
    }
}

/// Why a request was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RankError {
    /// The strength is not between 0 and 1.
    BadStrength,
    /// The list is longer than [`MAX_CANDIDATES`].
    TooManyCandidates,
    /// A candidate names an item beyond the pack's last.
    NoSuchItem,
    /// The rate of exploration is not between 0 and 1.
    BadExplore,
    /// The outcome of a list names a place beyond what was shown.
    NoSuchPlace,
}

impl RankError {
    /// A stable code for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::BadStrength => "rank-bad-strength",
            Self::TooManyCandidates => "rank-too-many-candidates",
            Self::NoSuchItem => "rank-no-such-item",
            Self::BadExplore => "rank-bad-explore",
            Self::NoSuchPlace => "rank-no-such-place",
        }
    }
}

impl fmt::Display for RankError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BadStrength => "The strength is not a number from 0 to 1; give one, or leave it out.",
            Self::TooManyCandidates => {
                "There are more than 1,048,576 candidates; rank the ones that could be shown."
            }
            Self::NoSuchItem => {
                "A candidate's index is not of this pack; look the ids up again after loading a pack."
            }
            Self::BadExplore => "The rate of exploration is not a number from 0 to 1; give one, or leave it out.",
            Self::NoSuchPlace => "What was chosen is not among what was shown; give a place of that list.",
        })
    }
}

impl core::error::Error for RankError {}
