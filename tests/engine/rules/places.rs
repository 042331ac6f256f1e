//! Rules that move: to places, by places, to so many of a kind.

use super::*;

#[test]
fn a_boost_alone_moves_by_just_so_many_places() {
    let shop = Shop::new();
    let candidates = list(30);
    let plain = shop.plain(&candidates);
    for from in [0, 1, 7, 15, 29] {
        for places in [1, 3, 10, 1000] {
            let item = vec![ids(&[plain[from] as usize])];
            let up = shop.rank(
                &candidates,
                vec![rule(Action::Boost { places }, item.clone())],
            );
            let places = places as usize;
            assert_eq!(at(&up.order, plain[from]), from.saturating_sub(places));
            assert_eq!(up.report.rules[0].moved, u32::from(from > 0));
            let places = places as u32;
            let down = shop.rank(&candidates, vec![rule(Action::Bury { places }, item)]);
            assert_eq!(
                at(&down.order, plain[from]),
                (from + places as usize).min(29)
            );
        }
    }
    // Opposite ones cancel out, and those moved alike keep their order among themselves.
    let both = [Action::Boost { places: 4 }, Action::Bury { places: 4 }];
    let both = both.map(|action| rule(action, vec![values("brand", &["ada"])]));
    assert_eq!(shop.rank(&candidates, both.to_vec()).order, plain);
    let alike = vec![values("brand", &["ada", "dot"])];
    let all_up = shop.rank(
        &candidates,
        vec![rule(Action::Boost { places: 1000 }, alike)],
    );
    let of = |order: &[u32]| -> Vec<u32> {
        let meant = |n: &u32| ["ada", "dot"].contains(&brand(*n as usize));
        order.iter().copied().filter(meant).collect()
    };
    assert_eq!(of(&all_up.order), of(&plain));
    assert_eq!(all_up.order[..of(&plain).len()], of(&plain));
}

#[test]
fn pins_and_sponsored_places_and_what_is_said_where_they_meet() {
    let shop = Shop::new();
    let candidates = list(12);
    let ranking = shop.rank(
        &candidates,
        vec![
            rule(Action::Exclude, vec![ids(&[8])]),
            rule(Action::Sponsored, vec![ids(&[5, 11])]),
            rule(Action::Pin { place: 5 }, vec![ids(&[2])]),
            rule(Action::Pin { place: 0 }, vec![ids(&[9, 10])]),
            rule(Action::Pin { place: 0 }, vec![ids(&[1, 8, 9])]),
            rule(Action::Pin { place: 3 }, vec![ids(&[30])]),
            rule(Action::Pin { place: 99 }, vec![ids(&[7])]),
        ],
    );
    let order = &ranking.order;
    assert_eq!(order[5], 5, "it keeps its place");
    assert_eq!((order[6], order[0], order[1], order[2]), (2, 9, 10, 1));
    let rows = &ranking.report.rules;
    assert_eq!(
        codes(&rows[1]),
        [("beyond-list", Some(11))],
        "one of twelve is gone"
    );
    assert_eq!(order[10], 11);
    assert_eq!(codes(&rows[2]), [("place-taken", Some(2))]);
    assert_eq!(codes(&rows[3]), []);
    assert_eq!(
        codes(&rows[4]),
        [
            ("excluded", Some(8)),
            ("place-taken", Some(1)),
            ("already-fixed", Some(9))
        ]
    );
    assert_eq!(codes(&rows[5]), [("no-candidate", None)]);
    assert_eq!(codes(&rows[6]), [("beyond-list", Some(7))]);
    assert_eq!(order[9], 7);
}

#[test]
fn caps_hold_back_and_quotas_bring_forward() {
    let shop = Shop::new();
    let candidates = list(40);
    let plain = shop.plain(&candidates);
    let cap = Action::Cap {
        most: 2,
        field: Some("brand".into()),
        within: Some(8),
    };
    let capped = shop.rank(&candidates, vec![rule(cap, vec![])]);
    let mut counts = [0; 5];
    let mut expected = Vec::new();
    for given in &plain {
        let count = &mut counts[*given as usize * 7 % 5];
        if expected.len() < 8 && *count < 2 {
            *count += 1;
            expected.push(*given);
        }
    }
    expected.extend(
        plain
            .iter()
            .filter(|given| !expected.contains(given))
            .collect::<Vec<_>>(),
    );
    assert_eq!(
        capped.order, expected,
        "the best that still may stand there"
    );
    assert_eq!(codes(&capped.report.rules[0]), []);
    let last = Action::Quota {
        least: 3,
        within: Some(6),
    };
    let of_eve = vec![values("brand", &["eve"])];
    let quota = shop.rank(&candidates, vec![rule(last.clone(), of_eve.clone())]);
    let eves = |order: &[u32]| {
        order
            .iter()
            .filter(|n| brand(**n as usize) == "eve")
            .count()
    };
    assert!(
        eves(&quota.order[..6]) == 3.max(eves(&plain[..6])),
        "{:?}",
        quota.order
    );
    let too_much = vec![
        rule(
            Action::Cap {
                most: 1,
                field: None,
                within: Some(6),
            },
            of_eve.clone(),
        ),
        rule(last, of_eve),
        rule(
            Action::Quota {
                least: 9,
                within: None,
            },
            vec![ids(&[0, 1])],
        ),
    ];
    let ranking = shop.rank(&candidates, too_much);
    let all: Vec<_> = ranking.report.rules.iter().map(codes).collect();
    assert_eq!(
        all,
        [vec![], vec![("no-room", None)], vec![("not-enough", None)]]
    );
}
