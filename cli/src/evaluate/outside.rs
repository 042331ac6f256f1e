//! A recommender of another kind: a program that is asked the same questions, line by line, as
//! `docs/outside-recommenders.md` has it.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use vitrine::Seconds;

use super::model::ModelBytes;
use super::ranker::place;
use super::tasks::{Offer, Question};
use super::visit::Visit;
use super::{DEEPEST, Outcome};
use crate::failure::Failure;
use crate::progress::Step as Progress;
use crate::train::{HELD_OUT, Sequence, split_latest, spread, turns_to};

/// At most so many held-out sessions are for trying settings on.
const MOST_TRIED: usize = 1_000;

/// A program to measure, and what to call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// The name in the report.
    pub name: String,
    /// The program.
    pub program: PathBuf,
}

impl Outside {
    /// Reads `NAME=PROGRAM`.
    ///
    /// # Errors
    /// A sentence that says what is missing.
    pub fn read(text: &str) -> Result<Outside, String> {
        match text.split_once('=') {
            Some((name, program)) if !name.is_empty() && !program.is_empty() => Ok(Outside {
                name: name.to_owned(),
                program: program.into(),
            }),
            _ => Err("NAME=PROGRAM is wanted, as in Serenade=./serenade-peer".into()),
        }
    }
}

#[derive(Serialize)]
struct Session<'a> {
    items: &'a [u32],
    times: &'a [Seconds],
}

#[derive(Serialize)]
struct Training<'a> {
    items: usize,
    early: Vec<Session<'a>>,
    late: Vec<Session<'a>>,
    tried: Vec<usize>,
}

#[derive(Deserialize)]
struct Trained {
    settings: String,
    bytes: u64,
}

#[derive(Serialize)]
struct Asked<'a> {
    session: &'a [u32],
    now: Seconds,
    most: usize,
}

#[derive(Deserialize)]
struct Answer {
    items: Vec<u32>,
    scores: Vec<f64>,
    microseconds: f64,
}

/// Trains the program and asks it all questions. `popularity` decides between items that it does not
/// score, behind all that it does.
///
/// # Errors
/// A program that does not start, stops early or answers something else.
pub fn ask(
    outside: &Outside,
    training: &[Sequence],
    popularity: &[u32],
    visits: &[Visit],
    questions: &[Question],
) -> Result<Outcome, Failure> {
    let items = popularity.len();
    let mut talk = Talk::start(outside)?;
    let progress = Progress::start(format!("Training {}", outside.name), 0);
    let (early, late) = split_latest(training, HELD_OUT);
    let trained: Trained = talk.exchange(&Training {
        items,
        early: early.iter().map(told).collect(),
        late: late.iter().map(told).collect(),
        tried: spread((0..late.len()).collect(), MOST_TRIED),
    })?;
    progress.done(&trained.settings);

    let groups = questions.iter().map(|q| q.group + 1).max().unwrap_or(0);
    let progress = Progress::start(format!("Asking {}", outside.name), questions.len() as u64);
    let mut outcome = Outcome {
        name: outside.name.clone(),
        places: Vec::with_capacity(questions.len()),
        scoring: vec![Duration::ZERO; groups],
        observing: Duration::ZERO,
        settings: Some(trained.settings),
        model: ModelBytes::of(trained.bytes),
    };
    let highest = f64::from(popularity.iter().max().map_or(1, |&p| p.max(1)));
    let unscored = |item: u32| f64::from(popularity[item as usize]) / highest;
    let mut values: Vec<f64> = Vec::new();
    for question in questions {
        progress.at(outcome.places.len() as u64);
        let step = &question.step;
        let Some(target) = step.target else {
            outcome.places.push(None);
            continue;
        };
        let answer: Answer = talk.exchange(&Asked {
            session: &before(&visits[step.visit], step.at),
            now: step.now,
            most: match question.offer {
                Offer::Catalogue => DEEPEST.min(items),
                Offer::List(_) | Offer::Rest | Offer::Shown(..) => items,
            },
        })?;
        outcome.scoring[question.group] += Duration::from_secs_f64(answer.microseconds / 1e6);
        if answer.items.len() != answer.scores.len()
            || answer.items.iter().any(|&i| i as usize >= items)
        {
            return Err(talk.failed("an answer names an unknown item, or lacks a score"));
        }
        values.clear();
        let least = answer.scores.iter().copied().fold(0.0, f64::min);
        values.extend((0..items as u32).map(|item| least - 2.0 + unscored(item)));
        for (&item, &score) in answer.items.iter().zip(&answer.scores) {
            values[item as usize] = score;
        }
        outcome.places.push(Some(match &question.offer {
            Offer::Catalogue => place(&values, target as usize, step.current.map(|i| i as usize)),
            Offer::Rest => {
                let had = visits[step.visit].events[..step.at].iter();
                for item in had.filter_map(|event| event.item) {
                    values[item as usize] = f64::NEG_INFINITY;
                }
                place(&values, target as usize, None)
            }
            // They are not asked of those; see `outcomes`.
            Offer::Shown(..) => u32::MAX,
            Offer::List(list) => {
                let shown: Vec<f64> = list.iter().map(|&i| values[i as usize]).collect();
                let at = list.iter().position(|&i| i == target);
                place(&shown, at.expect("asked only where it is"), None)
            }
        }));
    }
    progress.done("asked");
    Ok(outcome)
}

fn told(sequence: &Sequence) -> Session<'_> {
    Session {
        items: &sequence.items,
        times: &sequence.times,
    }
}

/// The items turned to before a step, repeats in a row and items unknown to the pack left out.
fn before(visit: &Visit, at: usize) -> Vec<u32> {
    let mut items: Vec<u32> = Vec::new();
    let mut last = None;
    for event in visit.events[..at].iter().filter(|e| turns_to(e.kind)) {
        if last != Some(event.logged) {
            last = Some(event.logged);
            items.extend(event.item);
        }
    }
    items
}

/// The two pipes of a running program.
struct Talk<'a> {
    outside: &'a Outside,
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl<'a> Talk<'a> {
    fn start(outside: &'a Outside) -> Result<Talk<'a>, Failure> {
        let program = outside.program.display();
        let mut child = Command::new(Path::new(&outside.program))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| {
                Failure::new(
                    "peer-failed",
                    format!("{program} does not start ({e}); build it, or leave out --peer."),
                )
            })?;
        let (to, from) = (child.stdin.take(), child.stdout.take());
        Ok(Talk {
            outside,
            child,
            to: to.expect("piped"),
            from: BufReader::new(from.expect("piped")),
        })
    }

    /// Tells one line and hears one; what a program prints besides JSON objects is passed over.
    fn exchange<T: for<'de> Deserialize<'de>>(
        &mut self,
        line: &impl Serialize,
    ) -> Result<T, Failure> {
        let mut text = serde_json::to_vec(line).expect("plain values");
        text.push(b'\n');
        if let Err(error) = self.to.write_all(&text).and_then(|()| self.to.flush()) {
            return Err(self.failed(&format!("it hears no more ({error})")));
        }
        let mut heard = String::new();
        loop {
            heard.clear();
            match self.from.read_line(&mut heard) {
                Ok(0) => return Err(self.failed("it stopped before all questions were asked")),
                Ok(_) if heard.starts_with('{') => {
                    return serde_json::from_str(&heard)
                        .map_err(|error| self.failed(&format!("a strange answer ({error})")));
                }
                Ok(_) => {}
                Err(error) => return Err(self.failed(&format!("it says nothing ({error})"))),
            }
        }
    }

    fn failed(&self, why: &str) -> Failure {
        let Outside { name, program } = self.outside;
        Failure::new(
            "peer-failed",
            format!(
                "{name} ({}): {why}. docs/outside-recommenders.md says what is expected; leave out --peer to measure \
                 without it.",
                program.display()
            ),
        )
    }
}

impl Drop for Talk<'_> {
    fn drop(&mut self) {
        // It may be at work still, when an error ended the talk; nobody waits for its answer.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::evaluate::visit::{Seen, Step};
    use crate::input::kind::EventKind;

    /// Asks a shell script one question: after items 1, 1, 0, will it be 2 of four?
    fn asked(script: &str) -> Result<Outcome, Failure> {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("peer");
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("written");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("ours");
        let outside = Outside {
            name: "other".into(),
            program,
        };
        let seen = |item: u32| Seen {
            logged: item,
            item: Some(item),
            kind: EventKind::View,
            time: 50,
            price: None,
        };
        let visit = Visit {
            number: 0,
            earlier: Vec::new(),
            events: [1, 1, 0, 2].map(seen).into(),
        };
        let question = Question {
            step: Step {
                visit: 0,
                at: 3,
                current: Some(0),
                target: Some(2),
                now: 50,
            },
            offer: Offer::Catalogue,
            group: 0,
            family: 0,
        };
        ask(&outside, &[], &[1, 5, 2, 9], &[visit], &[question])
    }

    #[test]
    fn a_program_is_told_asked_and_timed() {
        // The answer repeats what was asked by the items it scores: the session, and 2 behind it.
        let script = r#"read training; echo noise; echo '{"settings":"none","bytes":7}'
            read question
            case "$question" in '{"session":[1,0],"now":50,"most":4}')
            echo '{"items":[0,1,2],"scores":[9,0.5,0.25],"microseconds":40}';; esac"#;
        let outcome = asked(script).expect("answers");
        assert_eq!(
            outcome.places,
            [Some(2)],
            "the current item is no candidate"
        );
        assert_eq!(outcome.scoring, [Duration::from_micros(40)]);
        assert_eq!(
            (outcome.settings.as_deref(), outcome.model.all),
            (Some("none"), 7)
        );
        let silent = script.replace(r#"[0,1,2],"scores":[9,0.5,0.25]"#, r#"[],"scores":[]"#);
        assert_eq!(
            asked(&silent).expect("answers").places,
            [Some(3)],
            "by popularity"
        );
    }

    #[test]
    fn a_program_that_fails_is_named() {
        for script in [
            "true",
            "read training; echo '{}'",
            r#"read t; echo '{"settings":"","bytes":0}'; read q; echo '{"items":[77],"scores":[1],"microseconds":1}'"#,
        ] {
            let failure = asked(script).expect_err("it does not do what is expected");
            assert_eq!(failure.code, "peer-failed");
            assert!(failure.to_string().contains("other"), "{failure}");
        }
        assert!(Outside::read("Serenade").is_err());
        let read = Outside::read("Serenade=./peer=1").expect("good");
        assert_eq!(read.program, Path::new("./peer=1"));
    }
}
