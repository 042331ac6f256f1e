//! A small shop that the tests rank in.

use vitrine::consent::{MayPersist, MayProfile, Permissions};
use vitrine::pack::{
    FieldData, FieldKind, FieldSource, Pack, PackSource, PopularityWindow, RelationKind,
    RelationSource, Tunable, Weights,
};
use vitrine::profile::{Event, EventKind, Profile};

pub(crate) const NOW: u32 = 1_700_000_000;

/// Twelve items: six shoes (three red), six hats (three red), a price each; boot-1 leads to boot-2.
pub(crate) fn source() -> PackSource {
    let items: Vec<String> = (0..6)
        .flat_map(|n| [format!("shoe-{n}"), format!("hat-{n}")])
        .collect();
    let kind = |item: &String| {
        if item.starts_with("shoe") {
            "shoes"
        } else {
            "hats"
        }
    };
    let colour = |n: usize| if n % 4 < 2 { "red" } else { "blue" };
    let category = items
        .iter()
        .map(|item| Some(vec!["wear".to_owned(), kind(item).to_owned()]));
    let colours = (0..items.len()).map(|n| Some(colour(n).to_owned()));
    let prices = (0..items.len()).map(|n| Some(10.0 + n as f32 * 5.0));
    let fields = vec![
        FieldSource {
            name: "category".into(),
            data: FieldData::Path {
                separator: '>',
                values: category.collect(),
            },
        },
        FieldSource {
            name: "colour".into(),
            data: FieldData::Label(colours.collect()),
        },
        FieldSource {
            name: "price".into(),
            data: FieldData::Price(prices.collect()),
        },
        FieldSource {
            name: "tags".into(),
            data: FieldData::Tags(
                (0..items.len())
                    .map(|n| if n == 3 { vec!["new".into()] } else { vec![] })
                    .collect(),
            ),
        },
        FieldSource {
            name: "heel".into(),
            data: FieldData::Number(
                (0..items.len())
                    .map(|n| (n != 1).then_some(n as f32 - 3.0))
                    .collect(),
            ),
        },
    ];
    let mut rows = vec![Vec::new(); items.len()];
    rows[10] = vec![(0, 0.5), (2, 0.001)];
    rows[4] = vec![(0, 0.1)];
    PackSource {
        meta: vec![("shop".into(), "test".into())],
        popularity: vec![
            PopularityWindow {
                seconds: 0,
                counts: (0..items.len() as u32).map(|n| 100 - n).collect(),
            },
            PopularityWindow {
                seconds: 86_400,
                counts: vec![1; items.len()],
            },
        ],
        relations: vec![RelationSource {
            kind: RelationKind::Session,
            rows,
        }],
        weights: Weights::untrained(&[
            FieldKind::Path,
            FieldKind::Label,
            FieldKind::Price,
            FieldKind::Tags,
            FieldKind::Number,
        ]),
        items,
        fields,
    }
}

pub(crate) fn pack() -> Pack {
    Pack::from_bytes(source().to_bytes().expect("the shop can be written")).expect("and read")
}

pub(crate) fn may() -> MayProfile {
    Permissions::offline()
        .may_profile()
        .expect("offline work may profile")
}

pub(crate) fn may_persist() -> MayPersist {
    Permissions::offline()
        .may_persist()
        .expect("offline work may store")
}

/// A profile after events of these kinds on these items, a minute apart.
pub(crate) fn shopper(pack: &Pack, events: &[(EventKind, &str)]) -> Profile {
    let mut profile = Profile::new();
    for (minute, (kind, item)) in (0..).zip(events) {
        profile
            .observe(may(), pack, &Event::of(*kind, item, NOW + minute * 60))
            .expect("a good event");
    }
    profile
}

/// The shop's pack with so many decoys.
pub(crate) fn private_pack(decoys: f32) -> Pack {
    let mut pack = pack();
    let mut weights = pack.weights().clone();
    weights
        .set_tunable(Tunable::Decoys, decoys)
        .expect("within its range");
    pack.set_weights(weights);
    pack
}
