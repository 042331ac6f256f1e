//! A search, read as interest in the values that it names. The words themselves are not kept.

use super::event::MAX_QUERY_BYTES;
use super::{EventKind, HalfLives, Profile, Purpose};
use crate::letters::small;
use crate::pack::Pack;
use crate::{Key, Seconds};

/// The most values that one search is read as.
const MAX_MATCHES: usize = 8;

pub(super) fn observe(profile: &mut Profile, pack: &Pack, query: &str, now: Seconds) {
    let half_lives = HalfLives::of(pack.weights(), Purpose::Search);
    let at = (now, profile.clock.step);
    let partition = &mut profile.partitions[Purpose::Search as usize];
    for (field, value) in named_values(pack, query) {
        partition.add_value(field, value, EventKind::Search.interest(), at, half_lives);
    }
}

/// The values whose text stands in the query as whole words, the longest texts first.
pub(crate) fn named_values(pack: &Pack, query: &str) -> Vec<(Key, Key)> {
    let mut end = query.len().min(MAX_QUERY_BYTES);
    while !query.is_char_boundary(end) {
        end -= 1;
    }
    let words = spaced(&query[..end]);
    // Length, place, keys.
    let mut named: Vec<(usize, usize, Key, Key)> = Vec::new();
    for (index, field) in pack.fields().iter().enumerate() {
        if !field.is_profiled() {
            continue;
        }
        for value in 0..field.value_count() as u32 {
            let text = pack.value_text(index, value);
            if text.len() <= end && stands_in(&words, &spaced(text)) {
                named.push((text.len(), named.len(), field.key(), field.value_key(value)));
            }
        }
    }
    named.sort_unstable_by_key(|(length, place, ..)| (core::cmp::Reverse(*length), *place));
    named.truncate(MAX_MATCHES);
    named
        .into_iter()
        .map(|(.., field, value)| (field, value))
        .collect()
}

/// Whether a part of the words is just this. `str::contains` is made for long texts, and ten times the code.
pub(crate) fn stands_in(words: &str, part: &str) -> bool {
    let mut windows = words.as_bytes().windows(part.len());
    windows.any(|window| window == part.as_bytes())
}

/// The text in small letters, every word with a space on either side.
pub(crate) fn spaced(text: &str) -> String {
    let mut spaced = String::from(" ");
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        spaced.extend(word.chars().map(small));
        spaced.push(' ');
    }
    spaced
}
