//! The private setting: what an order tells of what was looked at.

use std::collections::BTreeMap;

use vitrine::item_key;
use vitrine::pack::Pack;
use vitrine::profile::{Event, EventKind, Noise, Profile};
use vitrine::rank::{Candidates, RankRequest, Ranking, explain, rank};

use crate::shop::{NOW, may, pack, private_pack, shopper};

const LATER: u32 = NOW + 3600;

fn ranked(pack: &Pack, profile: &Profile) -> Ranking {
    let request = RankRequest::new(Candidates::WholeCatalogue, LATER);
    rank(pack, profile, Some(may()), &request).expect("a good request")
}

fn with_seed(mut profile: Profile, seed: u64) -> Profile {
    profile.set_noise(Noise { seed, since: NOW });
    profile
}

/// Each item of the shop, looked at by a shopper of its own: which items give the very same scores.
fn alike(pack: &Pack, seed: u64) -> Vec<Vec<u32>> {
    let mut alike: BTreeMap<Vec<Option<u64>>, Vec<u32>> = BTreeMap::new();
    for item in 0..pack.len() as u32 {
        let profile = shopper(pack, &[(EventKind::View, pack.id(item))]);
        let ranking = ranked(pack, &with_seed(profile, seed));
        let mut scores = vec![None; pack.len()];
        for (given, score) in ranking.order.iter().zip(&ranking.scores) {
            scores[*given as usize] = score.map(f64::to_bits);
        }
        alike.entry(scores).or_default().push(item);
    }
    alike.into_values().collect()
}

#[test]
fn an_order_does_not_tell_which_item_of_a_group_was_looked_at() {
    // Shoes and hats, red and blue: four classes of three.
    let class = |item: &u32| (item % 2, item % 4 < 2);
    for (decoys, classes) in [(1.0, 2), (3.0, 4)] {
        for group in alike(&private_pack(decoys), 7) {
            let mut found: Vec<_> = group.iter().map(class).collect();
            found.sort_unstable();
            found.dedup();
            assert!(found.len() >= classes, "{decoys} decoys: {group:?}");
        }
    }
    let open = alike(&private_pack(0.0), 7);
    assert_eq!(open.len(), 12, "without decoys every item shows: {open:?}");
}

/// The scores on the page of the last of these items, which were looked at in this order at these minutes.
fn scores_on_page(pack: &Pack, looks: &[(&str, u32)]) -> Vec<Option<u64>> {
    let mut profile = Profile::new();
    for (item, minute) in looks {
        let event = Event::of(EventKind::View, item, NOW + minute * 60);
        profile.observe(may(), pack, &event).expect("a good event");
    }
    let page = [item_key(looks[looks.len() - 1].0)];
    let mut request = RankRequest::new(Candidates::WholeCatalogue, NOW + 1000 * 60);
    request.exclude = &page;
    let ranking = rank(pack, &with_seed(profile, 7), Some(may()), &request).expect("good");
    let mut scores = vec![None; pack.len()];
    for (given, score) in ranking.order.iter().zip(&ranking.scores) {
        scores[*given as usize] = score.map(f64::to_bits);
    }
    scores
}

#[test]
fn a_products_page_tells_of_itself_and_of_the_one_before_it_in_the_session_and_of_groups_otherwise()
{
    let pack = private_pack(3.0);
    let groups = alike(&pack, 7);
    let (page, before) = (pack.id(groups[0][0]), pack.id(groups[1][0]));
    // The step before in this session, and the step before in another.
    for (minutes, told) in [([0, 10], true), ([0, 600], false)] {
        let alone = scores_on_page(&pack, &[(before, minutes[0]), (page, minutes[1])]);
        for other in &groups[1][1..] {
            let other = scores_on_page(&pack, &[(pack.id(*other), minutes[0]), (page, minutes[1])]);
            assert_eq!(other != alone, told, "{minutes:?}");
        }
    }
    let long_ago = |item: u32| scores_on_page(&pack, &[(pack.id(item), 0), (before, 1), (page, 2)]);
    let first = long_ago(groups[2][0]);
    for other in &groups[2][1..] {
        assert_eq!(long_ago(*other), first);
    }
    assert_ne!(first, scores_on_page(&pack, &[(before, 1), (page, 2)]));
}

#[test]
fn an_epoch_keeps_its_groups_and_another_may_have_others() {
    let pack = private_pack(1.0);
    let profile = shopper(
        &pack,
        &[(EventKind::View, "shoe-1"), (EventKind::View, "shoe-3")],
    );
    let first = ranked(&pack, &with_seed(profile.clone(), 1));
    for _ in 0..9 {
        assert_eq!(ranked(&pack, &with_seed(profile.clone(), 1)), first);
    }
    let groups: Vec<_> = (1..20).map(|seed| alike(&pack, seed)).collect();
    assert!(groups.iter().any(|other| *other != groups[0]));
    assert_eq!(alike(&pack, 1), groups[0]);
}

#[test]
fn without_permission_or_evidence_it_changes_nothing() {
    let (open, private) = (pack(), private_pack(3.0));
    let profile = shopper(&open, &[(EventKind::View, "hat-4")]);
    let request = RankRequest::new(Candidates::WholeCatalogue, LATER);
    let order = |pack: &Pack, may| rank(pack, &profile, may, &request).expect("a good request");
    assert_eq!(order(&open, None), order(&private, None));
    assert!(order(&private, Some(may())).personal);
    let nobody = Profile::new();
    assert_eq!(ranked(&open, &nobody), ranked(&private, &nobody));
    assert_eq!(
        private_pack(0.0).weights(),
        open.weights(),
        "off by default"
    );
}

#[test]
fn reasons_still_add_up_and_name_no_decoy() {
    let pack = private_pack(3.0);
    let seen = ["shoe-0", "hat-3"];
    let profile = shopper(&pack, &seen.map(|item| (EventKind::View, item)));
    let request = RankRequest::new(Candidates::WholeCatalogue, LATER);
    let explained = explain(&pack, &profile, Some(may()), &request).expect("a good request");
    let ranking = ranked(&pack, &profile);
    let mut decoys = 0;
    for (explanation, score) in explained.iter().zip(&ranking.scores) {
        assert_eq!(explanation.score, *score);
        let sum = explanation.reasons.iter().fold(0.0, |sum, reason| {
            assert!(
                reason
                    .item
                    .as_deref()
                    .is_none_or(|item| seen.contains(&item))
            );
            sum + reason.contribution
        });
        assert_eq!(Some(sum.to_bits()), score.map(f64::to_bits));
        let of_decoys = explanation
            .reasons
            .iter()
            .filter(|reason| reason.code == "privacy-decoy");
        decoys += of_decoys
            .filter(|reason| reason.item.is_none() && reason.value.is_none())
            .count();
    }
    assert!(decoys > 0, "decoys had a say, and it is told");
}
