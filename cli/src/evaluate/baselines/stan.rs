//! STAN: neighbours with three decays, by the place in the current session, by the age of the past
//! session, and by the distance within it (Garg et al.: Sequence and time aware neighborhood for
//! session-based recommendations, SIGIR 2019, section 3).

use super::neighbours::{Fade, Likeness, Neighbours, Settings};
use crate::train::Sequence;

const fn stan(k: usize, m: usize, position: f32, days: f32, distance: f32) -> Settings {
    Settings {
        neighbours: k,
        sample: m,
        likeness: Likeness::Cosine,
        position: Fade::Steps(position),
        age_days: Some(days),
        distance: Some(distance),
        nearest: Fade::Same,
        rarity: 0.0,
        reminds: true,
    }
}

/// What is tried. The first two are what the session-rec comparison (2020) found for RetailRocket, by
/// MRR and by hit rate. One gives items of the session no score, as the comparison allows.
const OPTIONS: [Settings; 10] = [
    stan(500, 1000, 1.81, 100.0, 0.4525),
    stan(200, 5000, 3.62, 40.0, 7.24),
    stan(1500, 2500, 0.905, 100.0, 0.4525),
    stan(500, 2500, 1.81, 40.0, 1.81),
    stan(1000, 5000, 3.62, 100.0, 0.905),
    stan(500, 5000, 1.02, 5.0, 2.05),
    stan(200, 1000, 1.81, 10.0, 0.905),
    Settings {
        reminds: false,
        ..stan(500, 2500, 0.4525, 100.0, 0.905)
    },
    stan(500, 2500, 0.4525, 100.0, 0.905),
    stan(1500, 5000, 7.24, 80.0, 3.62),
];

/// Chooses settings and keeps the sessions.
pub fn stan_knn(sequences: &[Sequence], popularity: &[u32]) -> Neighbours {
    Neighbours::train("STAN", sequences, popularity, &OPTIONS)
}
