//! Serenade's VMIS-kNN behind the protocol of `docs/outside-recommenders.md`: trains, chooses its
//! settings on the held-out sessions, then answers one question a line.
//!
//! Serenade itself is used as it is. Its own evaluator asks other questions: it counts a repeat of
//! the current item as a step. Here the questions come from `vitrine evaluate`, without repeats, and
//! Serenade is asked for so many items that the current one, which is no candidate, takes no place.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use serenade::vmisknn;
use serenade::vmisknn::vmis_index::VMISIndex;

#[derive(Clone, Copy, Debug)]
struct Settings {
    /// Recent sessions considered.
    m: usize,
    /// Neighbours that vote.
    k: usize,
    /// Latest items of the session that are looked at.
    last: usize,
    /// Weight of inverse document frequency.
    idf: f64,
}

const fn settings(m: usize, k: usize, last: usize, idf: f64) -> Settings {
    Settings { m, k, last, idf }
}

/// As many as each of vitrine's own neighbour baselines tries; the first is the setting whose figures
/// are known on these data.
const OPTIONS: [Settings; 10] = [
    settings(1000, 200, 9, 1.0),
    settings(500, 500, 2, 1.0),
    settings(500, 100, 5, 1.0),
    settings(1000, 100, 9, 2.0),
    settings(2500, 500, 9, 1.0),
    settings(5000, 1500, 9, 1.0),
    settings(1000, 200, 9, 5.0),
    settings(2500, 1500, 9, 5.0),
    settings(5000, 500, 4, 2.0),
    settings(1000, 500, 3, 1.0),
];

#[derive(Deserialize)]
struct Session {
    items: Vec<u32>,
    times: Vec<u64>,
}

#[derive(Deserialize)]
struct Training {
    early: Vec<Session>,
    late: Vec<Session>,
    tried: Vec<usize>,
}

#[derive(Serialize)]
struct Trained {
    settings: String,
    bytes: usize,
}

#[derive(Deserialize)]
struct Asked {
    session: Vec<u64>,
    most: usize,
}

#[derive(Serialize)]
struct Answer {
    items: Vec<u64>,
    scores: Vec<f64>,
    microseconds: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut lines = io::stdin().lock().lines();
    let Some(first) = lines.next() else {
        return Ok(());
    };
    let training: Training = serde_json::from_str(&first?)?;
    let files = Files::new()?;
    let chosen = choose(&training, &files)?;
    let all = || training.early.iter().chain(&training.late);
    let index = files.index(all(), chosen)?;
    say(&Trained {
        settings: format!(
            "m {}, k {}, last {} items, idf {}, best of {}",
            chosen.m,
            chosen.k,
            chosen.last,
            chosen.idf,
            OPTIONS.len()
        ),
        bytes: bytes(all(), chosen),
    })?;
    for line in lines {
        let asked: Asked = serde_json::from_str(&line?)?;
        let start = Instant::now();
        let found = predict(&index, &asked.session, chosen, asked.most);
        let microseconds = start.elapsed().as_secs_f64() * 1e6;
        let (items, scores) = found.into_iter().unzip();
        say(&Answer {
            items,
            scores,
            microseconds,
        })?;
    }
    Ok(())
}

fn say(answer: &impl Serialize) -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    // Serenade prints to standard output too: what is ours begins on a line of its own.
    writeln!(out, "\n{}", serde_json::to_string(answer)?)?;
    Ok(out.flush()?)
}

fn predict(index: &VMISIndex, session: &[u64], s: Settings, most: usize) -> Vec<(u64, f64)> {
    if session.is_empty() {
        return Vec::new();
    }
    let session = &session[session.len().saturating_sub(s.last)..];
    let found = vmisknn::predict(index, session, s.k, s.m, most, false);
    found
        .into_iter()
        .map(|item| (item.id, item.score))
        .collect()
}

/// The setting with the highest MRR@20 × √HR@20 on the held-out sessions, as for vitrine itself.
fn choose(training: &Training, files: &Files) -> Result<Settings, Box<dyn Error>> {
    if training.early.is_empty() || training.tried.is_empty() {
        return Ok(OPTIONS[0]);
    }
    let mut best = (-1.0, OPTIONS[0]);
    for option in OPTIONS {
        let index = files.index(training.early.iter(), option)?;
        let (mut hits, mut reciprocal, mut steps) = (0.0, 0.0, 0.0);
        for session in training.tried.iter().map(|&t| &training.late[t]) {
            let items: Vec<u64> = session.items.iter().map(|&i| i.into()).collect();
            for at in 1..items.len() {
                let found = predict(&index, &items[..at], option, 60);
                let score = |item| found.iter().find(|f| f.0 == item).map(|f| f.1);
                steps += 1.0;
                if let Some(reached) = score(items[at]) {
                    let place = found
                        .iter()
                        .filter(|f| f.0 != items[at - 1] && f.1 >= reached)
                        .count();
                    if place <= 20 {
                        hits += 1.0;
                        reciprocal += 1.0 / place as f64;
                    }
                }
            }
        }
        let merit = reciprocal / steps * f64::sqrt(hits / steps);
        if merit > best.0 {
            best = (merit, option);
        }
    }
    Ok(best.1)
}

/// What the index holds, counted from what it is made of, since its fields are its own: sessions, item
/// lists, weights.
fn bytes<'a>(sessions: impl Iterator<Item = &'a Session>, s: Settings) -> usize {
    let mut lists = HashMap::<u32, usize>::new();
    let mut of_sessions = 0;
    for session in sessions {
        let mut items = session.items.clone();
        items.sort_unstable();
        items.dedup();
        // A vector of 24 bytes and 8 an item, and the time.
        of_sessions += 28 + 8 * items.len();
        for item in items {
            *lists.entry(item).or_default() += 1;
        }
    }
    // A vector of session numbers; then a weight and two flags. Each with its key.
    let of_items: usize = lists.values().map(|n| 32 + 4 * n.min(&s.m) + 16 + 10).sum();
    of_sessions + of_items
}

/// The file that Serenade reads its sessions from; gone with this value.
struct Files {
    path: PathBuf,
}

impl Files {
    fn new() -> io::Result<Files> {
        let name = format!("vitrine-peer-serenade-{}.tsv", std::process::id());
        Ok(Files {
            path: std::env::temp_dir().join(name),
        })
    }

    fn index<'a>(
        &self,
        sessions: impl Iterator<Item = &'a Session>,
        s: Settings,
    ) -> Result<VMISIndex, Box<dyn Error>> {
        let mut text = String::from("SessionId\tItemId\tTime\n");
        for (number, session) in sessions.enumerate() {
            for (item, time) in session.items.iter().zip(&session.times) {
                text += &format!("{number}\t{item}\t{time}\n");
            }
        }
        fs::write(&self.path, text)?;
        let path = self
            .path
            .to_str()
            .ok_or("the temporary folder's name is not text")?;
        Ok(VMISIndex::new_from_csv(path, s.m, s.idf))
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}
