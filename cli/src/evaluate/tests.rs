//! The whole harness on real sessions: the bundled shop, and where they are at hand, the sets whose
//! figures are known.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::baselines::{Slist, stan_knn, vs_knn, vstan};
use super::*;
use crate::build::{Beside, build};
use crate::input::catalogue::read_catalogue;
use crate::input::columns::Mapping;
use crate::input::events::{EventNames, EventOptions, ReadEvents, read_events};
use crate::input::feeds::FeedOptions;
use crate::train::sequences;

/// A data set's folder: in the project, in the folder that `VITRINE_DATA` names, or in `shared/data`
/// beside the project. `None` where it is missing, which is said.
fn folder(name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace");
    let named = std::env::var_os("VITRINE_DATA").map(PathBuf::from);
    let places = [
        Some(root.join("data")),
        named,
        Some(root.join("../shared/data")),
    ];
    let found = places
        .into_iter()
        .flatten()
        .map(|place| place.join(name))
        .find(|f| f.is_dir());
    if found.is_none() {
        eprintln!("skipped: no folder {name}; set VITRINE_DATA to the folder that holds it");
    }
    found
}

fn read(file: &Path) -> ReadEvents {
    let mapping = Mapping::read(&[], &[]).expect("no mapping");
    let names = EventNames::default();
    let options = EventOptions {
        mapping: &mapping,
        names: &names,
        strict: true,
        now_ms: crate::commands::pack::now_ms(),
        until: None,
    };
    read_events(&[file.display().to_string()], &options).expect("a good log")
}

/// The bundled shop: its pack, its training sessions on the pack's indices, its test log.
pub struct Shop {
    pub pack: Pack,
    training: Vec<Sequence>,
    test: EventLog,
}

/// Built once for all tests.
pub fn shop() -> &'static Shop {
    static SHOP: OnceLock<Shop> = OnceLock::new();
    SHOP.get_or_init(|| {
        let folder = folder("eshop_clothing_2008").expect("the shop is bundled");
        let mapping = Mapping::read(&[], &[]).expect("no mapping");
        let events = read(&folder.join("train.csv.gz"));
        let log = events.log.clone();
        let items = folder.join("items.csv.gz").display().to_string();
        let catalogue = read_catalogue(&items, &mapping, true, &log.items, &FeedOptions::default())
            .expect("a catalogue");
        let built =
            build(Some(catalogue), events, &mapping, &mut Beside::default()).expect("a pack");
        let pack = Pack::from_bytes(built.source.to_bytes().expect("writable")).expect("readable");
        let index: Vec<_> = log.items.iter().map(|id| pack.lookup(id)).collect();
        let training = sequences(&log, &index);
        let test = read(&folder.join("test.csv.gz")).log;
        Shop {
            pack,
            training,
            test,
        }
    })
}

/// The first sessions, nothing known from before.
fn replay(limit: Option<usize>) -> Replay<'static> {
    Replay {
        limit,
        ..Replay::default()
    }
}

fn trial(shop: &Shop, task: Task) -> Trial<'_> {
    Trial {
        task,
        pack: &shop.pack,
        learning: None,
        sessions: &shop.test,
        training: Ok(&shop.training),
        peers: Peers::Quick,
        outside: &[],
        answers: None,
        replay: Replay::default(),
        shown: None,
        shuffled: false,
        compact: None,
        seed: 1,
    }
}

#[test]
fn the_lift_on_the_bundled_shop_is_real_and_vanishes_when_answers_are_shuffled() {
    for (task, against) in [
        (Task::NextItem, "popularity"),
        (Task::Carousel, "merchant order"),
    ] {
        let metric = if task == Task::NextItem {
            "MRR@20"
        } else {
            "MRR"
        };
        let real = trial(shop(), task);
        let report = evaluate(&real).expect("figures");
        assert!(report.not_run.is_empty());
        for group in &report.groups {
            let lift = group.difference(against, metric).expect("compared");
            assert!(lift.low > 0.1, "{}: {lift:?}", group.name);
            let beside = group.difference("SLIST", metric).expect("compared");
            assert!(
                beside.high > 0.0,
                "below plain SLIST, {}: {beside:?}",
                group.name
            );
        }
        let report = evaluate(&Trial {
            shuffled: true,
            ..real
        })
        .expect("figures");
        for group in &report.groups {
            let lift = group.difference(against, metric).expect("compared");
            assert!(
                lift.low <= 0.0 && lift.value < 0.005,
                "{}: {lift:?}",
                group.name
            );
        }
    }
}

#[test]
fn training_on_real_sessions_is_deterministic() {
    let Shop { pack, training, .. } = shop();
    let some = &training[..3000];
    let train = || crate::train::relations(some, pack.len(), Default::default());
    assert_eq!(train(), train());
}

#[test]
fn the_same_trial_gives_the_same_figures_and_says_what_was_not_run() {
    let small = Trial {
        replay: Replay {
            limit: Some(60),
            ..Replay::default()
        },
        training: Err("no log was named"),
        ..trial(shop(), Task::Carousel)
    };
    let figures = |report: &Report| {
        let all = report.groups.iter().flat_map(|g| &g.rankers);
        all.map(|r| (r.name.clone(), r.figures.clone()))
            .collect::<Vec<_>>()
    };
    let (one, two) = (
        evaluate(&small).expect("figures"),
        evaluate(&small).expect("figures"),
    );
    assert_eq!(figures(&one), figures(&two));
    assert_eq!(one.sessions, 60);
    let left_out: Vec<_> = one
        .not_run
        .iter()
        .map(|n| (n.name.as_str(), n.reason.as_str()))
        .collect();
    assert_eq!(
        left_out,
        [
            ("Markov", "no log was named"),
            ("SLIST", "no log was named")
        ]
    );
    assert!(one.table().contains("not run: SLIST (no log was named)"));
}

/// A set whose figures are known: its training sessions, a pack of its items and counts alone, and its
/// test sessions.
fn known_set(name: &str) -> Option<(Shop, Vec<u32>)> {
    let folder = folder(name)?;
    let events = read(&folder.join("train.csv.gz"));
    let test = read(&folder.join("test.csv.gz")).log;
    let mut counts = vec![0u32; events.log.items.len()];
    for event in events.log.sessions.iter().flat_map(|s| &s.events) {
        counts[event.item as usize] += 1;
    }
    let source = vitrine::pack::PackSource {
        items: events.log.items.clone(),
        popularity: vec![vitrine::pack::PopularityWindow {
            seconds: 0,
            counts: counts.clone(),
        }],
        ..Default::default()
    };
    let pack = Pack::from_bytes(source.to_bytes().expect("writable")).expect("readable");
    let index: Vec<_> = (0..counts.len() as u32).map(Some).collect();
    let training = sequences(&events.log, &index);
    let shop = Shop {
        pack,
        training,
        test,
    };
    Some((shop, counts))
}

/// HR@20 and MRR@20 of a ranker for the next item.
fn reached(shop: &Shop, ranker: &mut dyn Ranker, limit: Option<usize>) -> (f64, f64) {
    let visits = visits(&shop.test, &shop.pack, replay(limit));
    let questions = Task::NextItem.questions(&steps(&visits), &shop.pack);
    let outcome = ask(ranker, &visits, &questions);
    let about = About {
        varieties: Vec::new(),
        compacts: Vec::new(),
        shuffled: false,
        seed: 1,
        pack: 0,
        sessions: visits.len(),
    };
    let report = Report::new(Task::NextItem, &questions, &[], &[outcome], vec![], about);
    let figures = &report.groups[0].rankers[0].figures;
    (figures["HR@20"].value, figures["MRR@20"].value)
}

/// Plain SLIST must not be weaker than others have measured it on these splits.
#[test]
fn plain_slist_reaches_its_known_figures() {
    for (set, hit_rate, mrr) in [
        ("rees46_electronics_2021", 0.643, 0.286),
        ("rees46_multicat_2019oct", 0.535, 0.188),
    ] {
        let Some((shop, counts)) = known_set(set) else {
            continue;
        };
        let mut slist = Slist::train(&shop.training, &counts).expect("trained");
        let (hr, rr) = reached(&shop, &mut slist, None);
        assert!(
            hr > 0.98 * hit_rate && rr > 0.98 * mrr,
            "{set}: HR {hr:.4}, MRR {rr:.4}"
        );
    }
}

/// Nor must session neighbours: `cargo xtask peers` holds them to the same file.
#[test]
fn session_neighbours_reach_their_known_figures() {
    let known: serde_json::Value =
        serde_json::from_str(include_str!("../../../tests/peers/known.json")).expect("JSON");
    let Some((shop, counts)) = known_set(known["set"].as_str().expect("a name")) else {
        return;
    };
    let least = 1.0 - known["tolerance"].as_f64().expect("a number");
    for train in [stan_knn, vstan, vs_knn] {
        let mut ranker = train(&shop.training, &counts);
        let (hr, rr) = reached(&shop, &mut ranker, None);
        let floor = |metric: &str| {
            let figure = &known["peers"][ranker.name()][metric];
            least * figure.as_f64().expect("a number")
        };
        assert!(
            hr >= floor("HR@20") && rr >= floor("MRR@20"),
            "{}: HR {hr:.4}, MRR {rr:.4}, {:?}",
            ranker.name(),
            ranker.settings()
        );
    }
}

#[test]
fn kept_answers_are_read_again_where_nothing_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let real = Trial {
        replay: replay(Some(40)),
        training: Ok(&shop().training[..1500]),
        peers: Peers::All,
        answers: Some(folder.path()),
        ..trial(shop(), Task::Carousel)
    };
    let files = || {
        let all = fs::read_dir(folder.path()).expect("readable");
        all.map(|f| f.expect("a file").path()).collect::<Vec<_>>()
    };
    let first = evaluate(&real).expect("figures");
    assert_eq!(files().len(), 4, "SLIST and three neighbours");
    let stan = files()
        .into_iter()
        .find(|f| f.display().to_string().contains("-stan-"))
        .expect("kept");
    let mut kept: Outcome =
        serde_json::from_slice(&fs::read(&stan).expect("there")).expect("an outcome");
    kept.places.fill(Some(1));
    fs::write(&stan, serde_json::to_string(&kept).expect("plain")).expect("written");
    let mrr = |report: &Report, name: &str| {
        let all = &report.groups[0].rankers;
        all.iter().find(|r| r.name == name).expect("run").figures["MRR"].value
    };
    let second = evaluate(&real).expect("figures");
    assert_eq!(mrr(&second, "STAN"), 1.0, "read, not asked");
    assert_eq!(mrr(&second, "VSTAN"), mrr(&first, "VSTAN"));
    let other = evaluate(&Trial {
        replay: replay(Some(41)),
        ..real
    });
    assert!(mrr(&other.expect("figures"), "STAN") < 1.0, "asked anew");
    assert_eq!(files().len(), 8);
}

#[test]
fn a_compact_profile_keeps_nearly_all_of_the_first_places() {
    let asked = |most| Trial {
        replay: replay(Some(60)),
        compact: Some(most),
        ..trial(shop(), Task::Carousel)
    };
    for group in evaluate(&asked(1024)).expect("figures").groups {
        // Parts of a group have no figure of their own.
        let Some(compact) = group.compact else {
            assert!(group.least_events > 1 || group.name.contains(", "));
            continue;
        };
        assert!(
            0 < compact.cut && compact.cut < compact.orders,
            "{compact:?}"
        );
        assert!(compact.same >= 0.95, "{compact:?}");
        assert!(compact.same_of_cut >= 0.9, "{compact:?}");
    }
    let report = evaluate(&asked(usize::MAX)).expect("figures");
    let compact = report.groups[0].compact.expect("a figure");
    assert_eq!((compact.same, compact.cut), (1.0, 0));
}
