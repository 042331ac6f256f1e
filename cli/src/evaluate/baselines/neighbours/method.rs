//! Scoring by neighbours: which past sessions are alike, and what their items count.
//!
//! One method with the decays of all three published ones; a decay that is left out counts 1.

use std::fmt;

use vitrine::Seconds;

use super::index::Index;

/// How something counts less the further back it lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fade {
    /// It does not.
    Same,
    /// One tenth less with each step: .9, .8, … 0.
    Tenths,
    /// By its place over the session's length: 1 for the latest, 1/n for the first of n.
    Share,
    /// The square of [`Fade::Share`].
    ShareSquared,
    /// 1, 1/2, 1/3, …
    Inverse,
    /// 1 over the decimal logarithm of the steps back and 1.7.
    Logarithm,
    /// Falls to 1/e over so many steps.
    Steps(f32),
}

impl Fade {
    /// The weight of what lies `back` steps behind the latest of `length`.
    fn weight(self, back: usize, length: usize) -> f64 {
        let share = (length - back) as f64 / length as f64;
        match self {
            Fade::Same => 1.0,
            Fade::Tenths => (1.0 - 0.1 * (back + 1) as f64).max(0.0),
            Fade::Share => share,
            Fade::ShareSquared => share * share,
            Fade::Inverse => 1.0 / (back + 1) as f64,
            Fade::Logarithm => 1.0 / libm::log10(back as f64 + 1.7),
            Fade::Steps(steps) => libm::exp(-(back as f64) / f64::from(steps)),
        }
    }
}

/// What a past session's likeness to the current one is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The current session's length alone: the weights of the shared items, added up.
    Vector,
    /// The lengths of both, as the cosine has them.
    Cosine,
}

/// All that can be set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How many sessions have a say: k.
    pub neighbours: usize,
    /// Of how many recent sessions they are chosen: m.
    pub sample: usize,
    /// How likeness is measured.
    pub likeness: Likeness,
    /// What an item of the current session counts in the likeness.
    pub position: Fade,
    /// Days in which a past session's likeness falls to 1/e.
    pub age_days: Option<f32>,
    /// Places in which an item's say falls to 1/e, by its distance in the past session from the last
    /// item that is shared.
    pub distance: Option<f32>,
    /// What a past session counts by how far back in the current one their latest shared item lies.
    pub nearest: Fade,
    /// How much more a rare item counts.
    pub rarity: f32,
    /// Whether items that the current session holds already get a score.
    pub reminds: bool,
}

impl fmt::Display for Fade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fade::Same => "alike",
            Fade::Tenths => "by tenths",
            Fade::Share => "by share",
            Fade::ShareSquared => "by squared share",
            Fade::Inverse => "inverse",
            Fade::Logarithm => "logarithmic",
            Fade::Steps(steps) => return write!(f, "over {steps}"),
        })
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let likeness = match self.likeness {
            Likeness::Vector => "vector",
            Likeness::Cosine => "cosine",
        };
        let (k, m, position) = (self.neighbours, self.sample, self.position);
        write!(f, "k {k}, m {m}, {likeness}, position {position}")?;
        if let Some(days) = self.age_days {
            write!(f, ", age over {days} days")?;
        }
        if let Some(places) = self.distance {
            write!(f, ", distance over {places}")?;
        }
        if self.nearest != Fade::Same {
            write!(f, ", nearest {}", self.nearest)?;
        }
        if self.rarity > 0.0 {
            write!(f, ", idf {}", self.rarity)?;
        }
        f.write_str(if self.reminds { "" } else { ", no reminders" })
    }
}

/// The buffers of one prediction after another. Between predictions all of them are zero or empty,
/// but for `sums` and `scored`, which hold the last one's scores.
#[derive(Debug)]
pub(super) struct Scorer {
    likeness: Vec<f64>,
    met: Vec<u32>,
    /// For each item one more than the steps back to it in the current session; 0 where it is not.
    back: Vec<u32>,
    current: Vec<(u32, usize)>,
    sums: Vec<f64>,
    scored: Vec<u32>,
}

impl Scorer {
    /// For an index.
    pub(super) fn of(index: &Index) -> Scorer {
        Scorer {
            likeness: vec![0.0; index.len()],
            met: Vec::new(),
            back: vec![0; index.items()],
            current: Vec::new(),
            sums: vec![0.0; index.items()],
            scored: Vec::new(),
        }
    }

    /// Scores what may follow `session` (oldest first; `None` is an item nobody knows) at `now`.
    pub(super) fn score(
        &mut self,
        index: &Index,
        settings: &Settings,
        session: &[Option<u32>],
        now: Seconds,
    ) {
        for item in self.scored.drain(..) {
            self.sums[item as usize] = 0.0;
        }
        for (back, item) in session.iter().rev().enumerate() {
            if let Some(item) = *item
                && self.back[item as usize] == 0
            {
                self.back[item as usize] = back as u32 + 1;
                self.current.push((item, back));
            }
        }
        self.meet(index, settings, session.len());
        self.compare(index, settings, now);
        self.vote(index, settings, session.len());
        for (item, _) in self.current.drain(..) {
            self.back[item as usize] = 0;
        }
    }

    /// The most recent sessions that share an item, each with the weights of what is shared.
    fn meet(&mut self, index: &Index, settings: &Settings, length: usize) {
        for &(item, back) in &self.current {
            let weight = settings.position.weight(back, length);
            if weight <= 0.0 {
                continue;
            }
            // Whatever is among the most recent of all is among the most recent of each item.
            for &session in index.sessions_of(item).iter().take(settings.sample) {
                if self.likeness[session as usize] == 0.0 {
                    self.met.push(session);
                }
                self.likeness[session as usize] += weight;
            }
        }
        if self.met.len() > settings.sample {
            self.met
                .select_nth_unstable_by(settings.sample, |a, b| b.cmp(a));
            for session in self.met.drain(settings.sample..) {
                self.likeness[session as usize] = 0.0;
            }
        }
    }

    /// Likeness, and the k most alike. What the current session alone is divided by is the same for
    /// all and left out.
    fn compare(&mut self, index: &Index, settings: &Settings, now: Seconds) {
        for &session in &self.met {
            let likeness = &mut self.likeness[session as usize];
            if settings.likeness == Likeness::Cosine {
                *likeness /= (index.visits(session).len() as f64).sqrt();
            }
            if let Some(days) = settings.age_days {
                let age = f64::from(now.saturating_sub(index.end(session)));
                *likeness *= libm::exp(-age / (f64::from(days) * 86_400.0));
            }
        }
        if self.met.len() > settings.neighbours {
            let likeness = &self.likeness;
            self.met
                .select_nth_unstable_by(settings.neighbours, |&a, &b| {
                    let (x, y) = (likeness[a as usize], likeness[b as usize]);
                    y.total_cmp(&x).then(b.cmp(&a))
                });
            for session in self.met.drain(settings.neighbours..) {
                self.likeness[session as usize] = 0.0;
            }
        }
    }

    /// The neighbours' items.
    fn vote(&mut self, index: &Index, settings: &Settings, length: usize) {
        // In a fixed order: sums of floating numbers depend on it.
        self.met.sort_unstable();
        for session in self.met.drain(..) {
            let likeness = std::mem::take(&mut self.likeness[session as usize]);
            let visits = index.visits(session);
            let (mut shared_place, mut nearest) = (0, usize::MAX);
            for visit in visits {
                let back = self.back[visit.item as usize] as usize;
                if back > 0 {
                    shared_place = shared_place.max(visit.place);
                    nearest = nearest.min(back - 1);
                }
            }
            let vote = likeness * settings.nearest.weight(nearest, length);
            if vote <= 0.0 {
                continue;
            }
            for visit in visits {
                if !settings.reminds && self.back[visit.item as usize] > 0 {
                    continue;
                }
                let rare = 1.0 + f64::from(settings.rarity * index.rarity(visit.item));
                let near = settings.distance.map_or(1.0, |steps| {
                    let distance = f64::from(visit.place.abs_diff(shared_place));
                    libm::exp(-distance / f64::from(steps))
                });
                let sum = &mut self.sums[visit.item as usize];
                if *sum == 0.0 {
                    self.scored.push(visit.item);
                }
                *sum += vote * rare * near;
            }
        }
    }

    /// The score of an item; 0 where no neighbour has it.
    pub(super) fn of_item(&self, item: u32) -> f64 {
        self.sums[item as usize]
    }

    /// The items that a neighbour has.
    pub(super) fn scored(&self) -> &[u32] {
        &self.scored
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Sequence;

    const PLAIN: Settings = Settings {
        neighbours: 10,
        sample: 10,
        likeness: Likeness::Vector,
        position: Fade::Same,
        age_days: None,
        distance: None,
        nearest: Fade::Same,
        rarity: 0.0,
        reminds: true,
    };

    fn index() -> Index {
        let session = |items: &[u32], end| Sequence {
            items: items.to_vec(),
            times: vec![end; items.len()],
        };
        let log = [
            session(&[0, 1, 2], 0),
            session(&[1, 3], 86_400),
            session(&[0, 4, 5, 6], 2 * 86_400),
        ];
        Index::of(&log, 8)
    }

    fn scores(settings: &Settings, session: &[u32]) -> Vec<f64> {
        let index = index();
        let mut scorer = Scorer::of(&index);
        let session: Vec<_> = session.iter().copied().map(Some).collect();
        // Twice: what one prediction leaves behind must not reach the next.
        scorer.score(&index, settings, &[Some(3), Some(0)], 9);
        scorer.score(&index, settings, &session, 3 * 86_400);
        (0..8).map(|i| scorer.of_item(i)).collect()
    }

    #[test]
    fn neighbours_vote_by_what_they_share() {
        let all = scores(&PLAIN, &[0, 1]);
        assert_eq!(all, [3.0, 3.0, 2.0, 1.0, 1.0, 1.0, 1.0, 0.0]);
        let one = Settings {
            neighbours: 1,
            ..PLAIN
        };
        assert_eq!(scores(&one, &[0, 1])[..4], [2.0, 2.0, 2.0, 0.0]);
        let recent = Settings { sample: 1, ..PLAIN };
        assert_eq!(scores(&recent, &[0, 1])[2..5], [0.0, 0.0, 1.0]);
    }

    #[test]
    fn each_decay_does_what_it_says() {
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-6, "{a} {b}");
        let steps = |x: f64| (-x).exp();
        let position = Settings {
            position: Fade::Steps(2.0),
            ..PLAIN
        };
        near(scores(&position, &[0, 1])[2], 1.0 + steps(0.5));
        near(scores(&position, &[0, 1])[4], steps(0.5));
        let cosine = Settings {
            likeness: Likeness::Cosine,
            ..PLAIN
        };
        near(scores(&cosine, &[0, 1])[4], 1.0 / 2.0);
        let age = Settings {
            age_days: Some(2.0),
            ..PLAIN
        };
        near(scores(&age, &[1])[3], steps(1.0));
        let distance = Settings {
            distance: Some(2.0),
            ..PLAIN
        };
        near(scores(&distance, &[0])[6], steps(1.5));
        let nearest = Settings {
            nearest: Fade::Inverse,
            ..PLAIN
        };
        near(scores(&nearest, &[0, 1])[4], 0.5);
        let rarity = Settings {
            rarity: 1.0,
            ..PLAIN
        };
        near(scores(&rarity, &[1])[3], 1.0 + f64::ln(3.0));
        let new = Settings {
            reminds: false,
            ..PLAIN
        };
        assert_eq!(scores(&new, &[0, 1])[..3], [0.0, 0.0, 2.0]);
    }

    #[test]
    fn settings_are_told_in_words() {
        let all = Settings {
            age_days: Some(40.0),
            distance: Some(1.81),
            nearest: Fade::Tenths,
            rarity: 5.0,
            reminds: false,
            position: Fade::Steps(3.62),
            ..PLAIN
        };
        assert_eq!(
            all.to_string(),
            "k 10, m 10, vector, position over 3.62, age over 40 days, distance over 1.81, nearest by tenths, idf 5, \
             no reminders"
        );
        assert_eq!(PLAIN.to_string(), "k 10, m 10, vector, position alike");
    }

    #[test]
    fn fades_fall_from_the_latest() {
        let fades = [
            (Fade::Tenths, 0.9, 0.7),
            (Fade::Share, 1.0, 0.5),
            (Fade::ShareSquared, 1.0, 0.25),
            (Fade::Inverse, 1.0, 1.0 / 3.0),
        ];
        for (fade, latest, third) in fades {
            let weights = (fade.weight(0, 4), fade.weight(2, 4));
            assert!((weights.0 - latest).abs() < 1e-9 && (weights.1 - third).abs() < 1e-9);
        }
        assert_eq!(Fade::Tenths.weight(50, 60), 0.0);
        assert!(Fade::Logarithm.weight(1, 2) < Fade::Logarithm.weight(0, 2));
    }
}
