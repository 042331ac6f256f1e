//! Packs in slices: the same orders to the bit, the files that `vitrine` writes of them, and refusals.

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use common::{Folder, fixture, pack_fixtures, vitrine};
use serde_json::Value;
use vitrine::Key;
use vitrine::consent::{MayProfile, Permissions};
use vitrine::pack::slices::{Sliced, fit, page_head, page_rows, slice_of, split, split_by};
use vitrine::pack::{
    FieldData, FieldKind, FieldSource, Pack, PackSource, PopularityWindow, RelationKind,
    RelationSource, Weights,
};
use vitrine::profile::{Event, EventKind, Profile};
use vitrine::rank::{Candidate, Candidates, Explanation, RankRequest, Ranking, explain, rank};

const NOW: u32 = 1_700_000_000;

fn may() -> MayProfile {
    let permissions = Permissions::offline();
    permissions.may_profile().expect("offline work may profile")
}

/// Numbers that look random, the same in every run (a linear congruence of Knuth's).
struct Draws(u64);

impl Draws {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }
}

/// A shop with every kind of field and relation.
fn shop() -> Pack {
    const ITEMS: usize = 400;
    let mut draws = Draws(7);
    let mut label = |name: &str, values: usize| -> Vec<String> {
        (0..ITEMS)
            .map(|_| format!("{name} {}", draws.below(values)))
            .collect()
    };
    let (broad, middle, narrow) = (label("a", 5), label("b", 4), label("c", 3));
    let (brands, colours) = (label("brand", 40), label("colour", 9));
    let paths = (0..ITEMS).map(|n| {
        let steps = [&broad[n], &middle[n], &narrow[n]];
        let steps = steps[..1 + n % 3].iter().map(|step| (*step).clone());
        (n % 11 > 0).then(|| steps.collect())
    });
    let tags = (0..ITEMS).map(|n| colours[n..ITEMS.min(n + n % 4)].to_vec());
    let field = |name: &str, data| FieldSource {
        name: name.into(),
        data,
    };
    let fields = vec![
        field(
            "category",
            FieldData::Path {
                separator: '>',
                values: paths.collect(),
            },
        ),
        field(
            "brand",
            FieldData::Label(brands.into_iter().map(Some).collect()),
        ),
        field("tags", FieldData::Tags(tags.collect())),
        field(
            "price",
            FieldData::Price(
                (0..ITEMS)
                    .map(|n| (n % 9 > 0).then_some(n as f32 * 0.37))
                    .collect(),
            ),
        ),
        field(
            "heel",
            FieldData::Number((0..ITEMS).map(|n| Some(n as f32 - 99.0)).collect()),
        ),
    ];
    let mut relation = |kind| {
        let rows = (0..ITEMS).map(|_| {
            let predictors: BTreeSet<u32> = (0..draws.below(60))
                .map(|_| draws.below(ITEMS) as u32)
                .collect();
            let weighed = predictors.into_iter();
            weighed
                .map(|item| (item, 0.01 + draws.below(1000) as f32 / 700.0))
                .collect()
        });
        RelationSource {
            kind,
            rows: rows.collect(),
        }
    };
    let relations = vec![
        relation(RelationKind::Session),
        relation(RelationKind::Transition),
    ];
    let counts = |most: usize| (0..ITEMS).map(|n| (most / (n + 1)) as u32).collect();
    let source = PackSource {
        meta: vec![("shop".into(), "test".into())],
        items: (0..ITEMS).map(|n| format!("item-{n}")).collect(),
        fields,
        popularity: vec![
            PopularityWindow {
                seconds: 0,
                counts: counts(9000),
            },
            PopularityWindow {
                seconds: 86_400,
                counts: counts(700),
            },
        ],
        relations,
        weights: Weights::untrained(&[
            FieldKind::Path,
            FieldKind::Label,
            FieldKind::Tags,
            FieldKind::Price,
            FieldKind::Number,
        ]),
    };
    Pack::from_bytes(source.to_bytes().expect("it can be written")).expect("and read")
}

/// The pack of the frozen orders: a real shop's.
fn garments() -> Pack {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/shop.vtr");
    Pack::from_bytes(std::fs::read(path).expect("the pack is there")).expect("and can be read")
}

/// What a page has that shows these items: the head and their slices, and no others.
fn page(cut: &Sliced, shown: &[&str]) -> Pack {
    let numbers: BTreeSet<u32> = shown
        .iter()
        .map(|id| slice_of(id, cut.slices.len() as u32))
        .collect();
    let mut bytes = cut.head.clone();
    // Any order will do.
    for number in numbers.into_iter().rev() {
        bytes.extend_from_slice(&cut.slices[number as usize]);
    }
    Pack::open(bytes).expect("what was cut can be put together")
}

fn items_of(pack: &Pack, shown: &[&str]) -> Vec<u32> {
    let items = shown.iter().map(|id| pack.lookup(id).expect("it is there"));
    items.collect()
}

/// What a page has into which the rows of all these items were written.
fn inlined(pack: &Pack, shown: &[&str]) -> Pack {
    let head = page_head(pack).expect("it can be cut");
    let rows = page_rows(pack, &items_of(pack, shown)).expect("it can be cut");
    Pack::open([head, rows].concat()).expect("what was cut can be put together")
}

/// What a page has into which the rows of some of these items were written, and that loads the slices of the others; in
/// those are items that it has already.
fn half_inlined(pack: &Pack, cut: &Sliced, shown: &[&str]) -> Pack {
    let rows = page_rows(pack, &items_of(pack, &shown[..shown.len() / 2])).expect("it can be cut");
    let mut bytes = [page_head(pack).expect("it can be cut"), rows].concat();
    for id in &shown[shown.len() / 3..] {
        bytes.extend_from_slice(&cut.slices[slice_of(id, cut.slices.len() as u32) as usize]);
    }
    Pack::open(bytes).expect("what was cut can be put together")
}

fn some<'a>(draws: &mut Draws, pack: &'a Pack, count: usize) -> Vec<&'a str> {
    let ids: BTreeSet<u32> = (0..count).map(|_| draws.below(pack.len()) as u32).collect();
    let mut ids: Vec<&str> = ids.into_iter().map(|item| pack.id(item)).collect();
    // Not in the pack's own order.
    ids.sort_unstable_by_key(|id| vitrine::item_key(id));
    ids
}

fn order(pack: &Pack, profile: &Profile, shown: &[&str]) -> (Ranking, Vec<Explanation>) {
    let candidates: Vec<Candidate<'_>> = shown
        .iter()
        .map(|id| Candidate::find(pack, id, None))
        .collect();
    assert!(candidates.iter().all(|candidate| candidate.item.is_some()));
    let exclude: [Key; 1] = [vitrine::item_key(shown[0])];
    let request = RankRequest {
        exclude: &exclude,
        ..RankRequest::new(Candidates::List(&candidates), NOW + 900_000)
    };
    let ranking = rank(pack, profile, Some(may()), &request).expect("a good request");
    let reasons = explain(pack, profile, Some(may()), &request).expect("a good request");
    (ranking, reasons)
}

fn bits(ranking: &Ranking) -> Vec<Option<u64>> {
    let scores = ranking.scores.iter();
    scores.map(|score| score.map(f64::to_bits)).collect()
}

/// Shoppers who wander from page to page, each page with its own slices alone: profiles and orders are those of the whole pack.
fn same_orders(pack: &Pack, most_predictors: usize) {
    let whole = fit(pack, most_predictors).expect("it can be made fit").pack;
    for items_per_slice in [1, 7] {
        let slices = whole.len().div_ceil(items_per_slice) as u32;
        let cut = split(&whole, slices, false).expect("it can be cut");
        let mut draws = Draws(slices.into());
        let mut personal = 0;
        for shopper in 0..40 {
            let (mut of_whole, mut of_slices) = (Profile::new(), Profile::new());
            for step in 0..1 + shopper % 12 {
                let shown = some(&mut draws, &whole, 24);
                let here = page(&cut, &shown);
                assert_eq!(here.content_id(), whole.content_id());
                let kinds = [
                    EventKind::View,
                    EventKind::Click,
                    EventKind::CartAdd,
                    EventKind::Dismiss,
                    EventKind::Purchase,
                ];
                let item = shown[draws.below(shown.len())];
                // Sessions of their own, too.
                let time = NOW + step * 70 + (step / 4) * 90_000;
                let event = Event::of(kinds[draws.below(5)], item, time);
                of_whole
                    .observe(may(), &whole, &event)
                    .expect("a good event");
                of_slices
                    .observe(may(), &here, &event)
                    .expect("a good event");
                assert_eq!(of_whole, of_slices);
            }
            let shown = some(&mut draws, &whole, 50);
            let (expected, reasons) = order(&whole, &of_whole, &shown);
            for here in [
                page(&cut, &shown),
                inlined(&whole, &shown),
                half_inlined(&whole, &cut, &shown),
            ] {
                let (got, same_reasons) = order(&here, &of_slices, &shown);
                assert_eq!(got.order, expected.order);
                assert_eq!(bits(&got), bits(&expected));
                assert_eq!(same_reasons, reasons);
            }
            personal += usize::from(expected.personal);
        }
        assert!(personal > 30, "{personal} orders were personal");
    }
}

#[test]
fn orders_reasons_and_profiles_are_those_of_the_whole_pack_to_the_bit() {
    same_orders(&shop(), 255);
    same_orders(&shop(), 5);
    same_orders(&garments(), 16);
}

#[test]
fn an_item_whose_slice_is_not_at_hand_is_not_known() {
    let whole = fit(&shop(), 255).expect("it can be made fit").pack;
    let cut = split(&whole, 400, false).expect("it can be cut");
    let here = page(&cut, &["item-1"]);
    assert!(here.is_part() && !whole.is_part());
    assert!(here.lookup("item-1").is_some());
    assert!(here.len() > 5, "its row names others");
    for item in 0..here.len() as u32 {
        let (id, number) = (here.id(item), slice_of(here.id(item), 400));
        let beside = number == slice_of("item-1", 400);
        assert_eq!(here.lookup(id).is_some(), beside, "{id}");
    }
    let nothing = Pack::open(cut.head).expect("a head alone is a pack without items");
    assert!(nothing.is_part() && nothing.is_empty());
}

#[test]
fn what_is_cut_for_a_page_is_what_its_slices_are_together_in_whatever_order_its_items_stand() {
    let whole = fit(&shop(), 16).expect("it can be made fit").pack;
    // Each item in a slice of its own.
    let cut = split_by(&whole, 400, false, |item| item).expect("it can be cut");
    let mut shown = some(&mut Draws(3), &whole, 50);
    let slices = items_of(&whole, &shown);
    let slices = slices.iter().map(|item| &cut.slices[*item as usize]);
    let together = [&cut.head].into_iter().chain(slices);
    let together = Pack::open(together.flatten().copied().collect());
    let together = together.expect("what was cut can be put together");
    assert_eq!(inlined(&whole, &shown).bytes(), together.bytes());
    let rows = page_rows(&whole, &items_of(&whole, &shown)).expect("it can be cut");
    shown.reverse();
    shown.push(shown[4]);
    let again = page_rows(&whole, &items_of(&whole, &shown)).expect("it can be cut");
    assert_eq!(rows, again);
    // The weights that a merchant has set in place of the pack's do not go along.
    let mut set = fit(&shop(), 16).expect("it can be made fit").pack;
    let head = page_head(&set).expect("it can be cut");
    set.set_weights(Weights::default());
    assert_eq!(page_head(&set).expect("it can be cut"), head);
}

#[test]
fn a_pack_that_gives_other_orders_in_slices_is_not_cut_for_a_page() {
    let mut whole = fit(&shop(), 16).expect("it can be made fit").pack;
    let mut weights = whole.weights().clone();
    weights
        .override_named(whole.fields(), "decoys", 1.0)
        .expect("a dial");
    whole.set_weights(weights);
    let refused = [page_head(&whole), page_rows(&whole, &[0])];
    for refused in refused {
        assert_eq!(refused.expect_err("refused").code(), "pack-unwritable");
    }
}

#[test]
fn damaged_and_mixed_files_are_refused_and_nothing_panics() {
    let whole = fit(&garments(), 16).expect("it can be made fit").pack;
    let cut = split(&whole, 20, false).expect("it can be cut");
    let code = |bytes: Vec<u8>| Pack::open(bytes).expect_err("refused").code();
    let together = [cut.head.clone(), cut.slices[3].clone()].concat();
    assert!(Pack::open(together.clone()).is_ok());
    for length in 0..together.len() {
        if length != cut.head.len() {
            code(together[..length].to_vec());
        }
    }
    for at in 0..together.len() {
        let mut damaged = together.clone();
        damaged[at] ^= 0x55;
        code(damaged);
    }
    assert_eq!(code(cut.slices[3].clone()), "pack-bad-layout");
    let mut newer = together.clone();
    newer[4] = 2;
    assert_eq!(code(newer), "pack-newer-version");
    let other = fit(&shop(), 16).expect("it can be made fit").pack;
    let other = split(&other, 20, false).expect("it can be cut");
    let mixed = [cut.head.clone(), other.slices[3].clone()].concat();
    assert_eq!(code(mixed), "slice-of-another-pack");
    // Twice the same slice is no harm.
    let twice = [together.clone(), cut.slices[3].clone()].concat();
    assert_eq!(
        Pack::open(twice).expect("fine").len(),
        Pack::open(together).expect("fine").len()
    );
}

#[test]
fn all_values_come_with_one_more_file() {
    let whole = fit(&shop(), 255).expect("it can be made fit").pack;
    let cut = split(&whole, 400, false).expect("it can be cut");
    let here = Pack::open([cut.head, cut.values].concat()).expect("it can be put together");
    for (ours, theirs) in here.fields().iter().zip(whole.fields()) {
        assert_eq!(ours.value_count(), theirs.value_count());
        for value in 0..theirs.value_count() as u32 {
            assert_eq!(ours.value_key(value), theirs.value_key(value));
            assert_eq!(
                ours.base_rate(value).to_bits(),
                theirs.base_rate(value).to_bits()
            );
        }
        assert_eq!(ours.spread().to_bits(), theirs.spread().to_bits());
    }
}

fn manifest(folder: &Folder) -> Value {
    let text = std::fs::read_to_string(folder.path("slices/slices.json")).expect("a manifest");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn the_command_writes_a_folder_that_can_be_signed() {
    let folder = Folder::new();
    let (key, slices) = (folder.path("key.pem"), folder.path("slices"));
    let public = vitrine(&["slices", "key", &key])
        .fine()
        .out
        .trim()
        .to_owned();
    assert_eq!(public.len(), 43);
    // A key that is there is not written over.
    vitrine(&["slices", "key", &key]).refused("unwritable-file");
    let (told, packed) = pack_fixtures(&["--slices", &slices, "--sign", &key]);
    let told = told.fine().out;
    assert!(told.contains(&public), "{told}");
    let first = manifest(&folder);
    assert_eq!(first["format"], "vitrine-slices/1");
    let named = |manifest: &Value| manifest["folder"].as_str().expect("a folder").to_owned();
    let below =
        |file: &str| std::fs::read(format!("{slices}/{}/{file}", named(&first))).expect(file);
    let count = first["slices"].as_u64().expect("a number");
    let mut together = below("head.vts");
    for slice in 0..count {
        together.extend(below(&format!("0/{slice}.vts")));
    }
    let pack = Pack::open(together).expect("signed files can be read");
    let whole = Pack::from_bytes(std::fs::read(packed.path("shop.vtr")).expect("the pack"))
        .expect("a pack");
    assert_eq!(pack.len(), whole.len());
    // Without a signature it is another folder: what is cached under a name never changes.
    let shop = packed.path("shop.vtr");
    let cut = ["slices", "cut", "--pack", &shop, "--out", &slices];
    vitrine(&cut).fine();
    assert_ne!(named(&first), named(&manifest(&folder)));
    let catalogue = fixture("catalogue.csv");
    vitrine(&[&cut[..], &["--sign", &catalogue]].concat()).refused("bad-key");
}
