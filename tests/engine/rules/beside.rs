//! What a merchant sets beside rules: weights by name, and diversity.

use super::*;

#[test]
fn a_merchant_overrides_weights_by_name() {
    let shop = Shop::new();
    let mut pack = pack();
    let own = pack.weights().clone();
    let mut changed = own.clone();
    for (name, value, code) in [
        ("price-near", 101.0, "weights-out-of-range"),
        ("price-near", -1.0, "weights-out-of-range"),
        ("strength", 2.0, "weights-out-of-range"),
        ("nearness", 1.0, "weights-unknown-name"),
        ("affinity:colour", 1.0, "weights-unknown-name"),
        ("popular:brand", 1.0, "weights-unknown-name"),
    ] {
        let refused = changed.override_named(pack.fields(), name, value);
        assert_eq!(refused.unwrap_err().code(), code, "{name}");
        assert_eq!(changed, own);
    }
    for (name, value) in [
        ("affinity:brand", 2.0),
        ("popular", 0.0),
        ("merchant-pull", 1.0),
    ] {
        changed
            .override_named(pack.fields(), name, value)
            .expect("known");
    }
    pack.set_weights(changed);
    let candidates = list(10);
    let request = RankRequest::new(Candidates::List(&candidates), NOW + 600);
    let weights = |pack: &Pack, code: &str, field: Option<&str>| -> Vec<f64> {
        let explained = explain(pack, &shop.profile, Some(may()), &request).unwrap();
        let reasons = explained.into_iter().flat_map(|one| one.reasons);
        let meant = reasons.filter(|one| one.code == code && one.field.as_deref() == field);
        meant.map(|reason| reason.weight).collect()
    };
    let (before, after) = [&shop.pack, &pack]
        .map(|p| weights(p, "affinity", Some("brand")))
        .into();
    assert!(!before.is_empty());
    assert_eq!(
        after,
        before.iter().map(|weight| weight * 2.0).collect::<Vec<_>>()
    );
    assert!(!weights(&shop.pack, "popular", None).is_empty());
    assert!(weights(&pack, "popular", None).is_empty(), "0 turns it off");
    let category = |pack: &Pack| weights(pack, "affinity", Some("category"));
    assert_eq!(category(&shop.pack), category(&pack));
}

#[test]
fn diversity_mixes_categories_and_says_so() {
    let mut shop = Shop::new();
    let candidates = list(40);
    let first = |ranking: &Ranking| {
        let mut kinds: Vec<&str> = ranking.order[..6]
            .iter()
            .map(|n| path(*n as usize)[1])
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.len()
    };
    let mut before = 0;
    for diversity in [0.0, 0.3, 4.0] {
        let mut weights = shop.pack.weights().clone();
        weights
            .override_named(shop.pack.fields(), "diversity", diversity)
            .expect("in range");
        shop.pack.set_weights(weights);
        let request = RankRequest::new(Candidates::List(&candidates), NOW + 600);
        let ranking = rank(&shop.pack, &shop.profile, Some(may()), &request).unwrap();
        let kinds = first(&ranking);
        assert!(kinds >= before, "{diversity}: {kinds}");
        before = kinds;
        let mut order = ranking.order.clone();
        order.sort_unstable();
        assert!(order.iter().copied().eq(0..40));
        assert!(
            ranking.scores.is_sorted_by(|a, b| a >= b),
            "{:?}",
            ranking.scores
        );
        let explained = explain(&shop.pack, &shop.profile, Some(may()), &request).unwrap();
        for (one, score) in explained.iter().zip(&ranking.scores) {
            let parts = one.reasons.iter().map(|reason| reason.contribution);
            assert_eq!(Some(parts.fold(0.0, |sum, part| sum + part)), *score);
        }
        let repeated = explained
            .iter()
            .flat_map(|one| &one.reasons)
            .any(|r| r.code == "repeated");
        assert_eq!(repeated, diversity > 0.0);
        // A boost counts places of the mixed order.
        let item = ranking.order[9];
        let up = vec![rule(
            Action::Boost { places: 4 },
            vec![ids(&[item as usize])],
        )];
        assert_eq!(at(&shop.rank(&candidates, up).order, item), 5);
        // Nobody is known: the merchant's order is his.
        let nobody = rank(&shop.pack, &Profile::new(), Some(may()), &request).unwrap();
        assert!(nobody.order.iter().copied().eq(0..40));
    }
    assert_eq!(before, 4, "every category is among the first six");
}
