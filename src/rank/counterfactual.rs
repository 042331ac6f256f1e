//! What would be without one thing that is remembered: for each, the profile is copied, the thing forgotten as the shopper
//! would forget it, and the request ranked again.

use super::{RankError, RankRequest, rank};
use crate::Key;
use crate::consent::MayProfile;
use crate::pack::Pack;
use crate::profile::{Described, Profile, Purpose};

/// The most values, beside those that the item itself has, that are tried.
const MOST_VALUES: usize = 24;
/// The most remembered items that are tried, the latest first.
const MOST_ITEMS: usize = 32;

/// Something that is remembered and could be forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// One item, by its place in the pack: [`Profile::forget_item`].
    Item(u32),
    /// A value with the remembered items that have it, by the places of field and value in the pack:
    /// [`Profile::forget_value_and_items`].
    Value {
        /// The field.
        field: usize,
        /// The value.
        value: u32,
    },
    /// All that serves one purpose: [`Profile::forget_purpose`].
    Purpose(Purpose),
}

/// What would be without one cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterfactual {
    /// What would be forgotten.
    pub cause: Cause,
    /// How many remembered items it covers.
    pub items: u32,
    /// The place in the order now, from 0; `None` where it is not among those that are given back.
    pub place: Option<u32>,
    /// The place in the order without the cause.
    pub without: Option<u32>,
}

/// The causes whose forgetting would move one candidate the farthest, no more than `most`; `given` is its place in the
/// candidates as they were given, or the item of the pack. Of causes that move it as far, the one that covers fewer items
/// comes first. Where `given` is none of the candidates there are none.
///
/// ```compile_fail
/// use vitrine::{pack::Pack, profile::Profile, rank::{RankRequest, counterfactuals}};
/// // Nobody asks what a profile says without the permission.
/// fn ask(pack: &Pack, profile: &Profile, request: &RankRequest<'_>) { let _ = counterfactuals(pack, profile, request, 0, 3); }
/// ```
///
/// # Errors
/// As [`rank`].
pub fn counterfactuals(
    pack: &Pack,
    profile: &Profile,
    may: MayProfile,
    request: &RankRequest<'_>,
    given: u32,
    most: usize,
) -> Result<Vec<Counterfactual>, RankError> {
    let place_for = |profile: &Profile| {
        let order = rank(pack, profile, Some(may), request)?.order;
        let place = order.iter().position(|one| *one == given);
        Ok(place.map(|place| place as u32))
    };
    let place = place_for(profile)?;
    let Some(candidate) = request.candidate(pack, given) else {
        return Ok(Vec::new());
    };
    let profile = profile.living(may, pack, request.now);
    // By how far the cause moves it, then by how little it covers. Not to be shown at all is farther than any place.
    let far = |place: Option<u32>| place.map_or(i64::from(u32::MAX), i64::from);
    let mut found: Vec<((i64, i64), Counterfactual)> = Vec::new();
    for cause in causes(pack, &profile, candidate.described()) {
        let mut without = profile.clone();
        let items = match cause {
            Cause::Item(item) => u32::from(without.forget_item(pack, pack.id(item))),
            Cause::Value { field, value } => {
                let name = pack.fields()[field].name();
                without.forget_value_and_items(pack, name, &pack.full_text(field, value))
            }
            Cause::Purpose(purpose) => {
                let items = without.items_of(purpose);
                without.forget_purpose(purpose);
                items
            }
        };
        let without = place_for(&without)?;
        if without != place {
            let rank = (
                (far(without) - far(place)).abs(),
                i64::from(u32::MAX - items),
            );
            let at = found.partition_point(|(other, _)| *other >= rank);
            let one = Counterfactual {
                cause,
                items,
                place,
                without,
            };
            found.insert(at, (rank, one));
        }
    }
    found.truncate(most);
    Ok(found.into_iter().map(|(_, one)| one).collect())
}

/// All that is tried: purposes, remembered items, and values, of which those of the item itself come first.
fn causes(pack: &Pack, profile: &Profile, candidate: Described<'_>) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Purpose::ALL
        .into_iter()
        .filter(|purpose| profile.remembers(*purpose))
        .map(Cause::Purpose)
        .collect();
    let items = profile.items_by_step();
    let known = items.iter().filter_map(|key| pack.find(*key));
    causes.extend(known.take(MOST_ITEMS).map(Cause::Item));
    let own = own_values(pack, candidate);
    let values = profile.values_by_interest();
    let is_own = |(_, value): &&(Key, Key)| own.contains(value);
    let own_first = values.iter().filter(is_own);
    let own_first = own_first.chain(values.iter().filter(|one| !is_own(one)));
    let of_pack = own_first.filter_map(|(field, value)| {
        let index = pack.fields().iter().position(|of| of.key() == *field)?;
        let value = pack.fields()[index].find_value(*value)?;
        Some(Cause::Value {
            field: index,
            value,
        })
    });
    causes.extend(of_pack.take(own.len() + MOST_VALUES));
    causes
}

/// The keys of the candidate's own values.
fn own_values(pack: &Pack, candidate: Described<'_>) -> Vec<Key> {
    let mut own = Vec::new();
    for field in 0..pack.fields().len() {
        candidate.each_value(pack, field, |value, _| own.push(value));
    }
    own
}
