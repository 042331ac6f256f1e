//! Who is measured: vitrine first, then every baseline, each made only when its turn comes.

use super::Trial;
use super::baselines::{
    LastTouched, Markov, Merchant, Popularity, RandomOrder, Slist, stan_knn, vs_knn, vstan,
};
use super::engine::Engine;
use super::ranker::Ranker;
use super::tasks::Task;
use crate::progress::Step as Progress;
use crate::train::Sequence;

/// Which baselines run beside vitrine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Peers {
    /// Those that train in seconds.
    Quick,
    /// The session neighbours as well: VS-kNN, STAN and VSTAN.
    All,
}

type Made<'a> = Result<Box<dyn Ranker + 'a>, String>;

/// One that will be measured.
pub struct Entry<'a> {
    /// Its name.
    pub name: &'static str,
    /// The code that its answers depend on, where they may be kept: what changes here is asked again.
    pub code: Option<&'static str>,
    /// Trains it, or says why it cannot be run.
    pub make: Box<dyn FnOnce() -> Made<'a> + 'a>,
}

const NEIGHBOURS: &str = concat!(
    include_str!("baselines/neighbours/index.rs"),
    include_str!("baselines/neighbours/method.rs"),
    include_str!("baselines/neighbours/trials.rs"),
    include_str!("baselines/neighbours/mod.rs"),
    include_str!("baselines/vs_knn.rs"),
    include_str!("baselines/stan.rs"),
    include_str!("baselines/vstan.rs"),
);
const SLIST: &str = concat!(
    include_str!("baselines/slist.rs"),
    include_str!("../train/slist.rs"),
    include_str!("../train/dense.rs"),
);

/// The engine, as the trial's task asks for it.
pub fn engine<'a>(trial: &Trial<'a>) -> Engine<'a> {
    Engine::new(trial.pack, &trial.sessions.items).only_new(trial.task == Task::Basket)
}

/// All that the trial asks for, in the order of the report. `past` says whether anything is known from
/// before the visits.
pub fn lineup<'a>(trial: &Trial<'a>, past: bool) -> Vec<Entry<'a>> {
    let Trial { pack, seed, .. } = *trial;
    let ids = &trial.sessions.items;
    let counts = popularity(trial);
    let whole = engine(trial);
    let mut entries = vec![entry("vitrine", None, move || Ok(Box::new(whole)))];
    if past {
        let forgetful = engine(trial).without_history();
        entries.push(entry("vitrine, no history", None, move || {
            Ok(Box::new(forgetful))
        }));
    }
    if let Some(learning) = trial.learning {
        entries.push(entry("vitrine, learning", None, move || {
            Ok(Box::new(Engine::learning(learning, ids)))
        }));
    }
    if matches!(trial.task, Task::Carousel | Task::ShownLists) {
        entries.push(entry("merchant order", None, move || {
            Ok(Box::new(Merchant::new(pack.len())))
        }));
    }
    if trial.task == Task::ShownLists {
        entries.push(entry("last touched first", None, move || {
            Ok(Box::new(LastTouched::default()))
        }));
    }
    entries.push(entry("random", None, move || {
        Ok(Box::new(RandomOrder::new(pack.len(), seed)))
    }));
    let known = counts.clone();
    entries.push(entry("popularity", None, move || {
        Ok(Box::new(Popularity::new(&known)))
    }));
    type Train = fn(&[Sequence], &[u32]) -> Result<Box<dyn Ranker>, String>;
    let mut learns: Vec<(&'static str, Option<&'static str>, Train)> = vec![
        ("Markov", None, |log, p| Ok(Box::new(Markov::train(log, p)))),
        ("SLIST", Some(SLIST), |log, p| {
            Ok(Box::new(Slist::train(log, p)?))
        }),
    ];
    if trial.peers == Peers::All {
        learns.extend([
            (
                "VS-kNN",
                Some(NEIGHBOURS),
                (|log, p| Ok(Box::new(vs_knn(log, p)))) as Train,
            ),
            ("STAN", Some(NEIGHBOURS), |log, p| {
                Ok(Box::new(stan_knn(log, p)))
            }),
            ("VSTAN", Some(NEIGHBOURS), |log, p| {
                Ok(Box::new(vstan(log, p)))
            }),
        ]);
    }
    for (name, code, train) in learns {
        let (training, counts) = (trial.training, counts.clone());
        entries.push(entry(name, code, move || {
            let log = training.map_err(str::to_owned)?;
            let progress = Progress::start(format!("Training {name}"), 0);
            let made = train(log, &counts);
            let settings = made.as_ref().ok().and_then(|ranker| ranker.settings());
            progress.done(settings.as_deref().unwrap_or("trained"));
            made.map(|ranker| ranker as Box<dyn Ranker>)
        }));
    }
    entries
}

/// Interactions by item of the pack.
pub fn popularity(trial: &Trial<'_>) -> Vec<u32> {
    let items = 0..trial.pack.len() as u32;
    items.map(|i| trial.pack.popularity(0, i)).collect()
}

fn entry<'a>(
    name: &'static str,
    code: Option<&'static str>,
    make: impl FnOnce() -> Made<'a> + 'a,
) -> Entry<'a> {
    Entry {
        name,
        code,
        make: Box::new(make),
    }
}
