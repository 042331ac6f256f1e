//! VSTAN: STAN with what VS-kNN has besides, a weight by the latest shared item and one by rarity
//! (Ludewig et al.: Empirical analysis of session-based recommendation algorithms, 2020).

use super::neighbours::{Fade, Likeness, Neighbours, Settings};
use crate::train::Sequence;

/// The setting that the comparison found for RetailRocket.
const PUBLISHED: Settings = Settings {
    neighbours: 1000,
    sample: 2500,
    likeness: Likeness::Vector,
    position: Fade::Steps(3.62),
    age_days: Some(100.0),
    distance: Some(0.4525),
    nearest: Fade::Steps(3.62),
    rarity: 1.0,
    reminds: true,
};

/// What is tried: the published setting, with the cosine, and around it.
const OPTIONS: [Settings; 10] = [
    PUBLISHED,
    Settings {
        likeness: Likeness::Cosine,
        ..PUBLISHED
    },
    Settings {
        distance: Some(7.24),
        likeness: Likeness::Cosine,
        ..PUBLISHED
    },
    Settings {
        rarity: 5.0,
        age_days: Some(40.0),
        ..PUBLISHED
    },
    Settings {
        nearest: Fade::Steps(0.905),
        ..PUBLISHED
    },
    Settings {
        neighbours: 500,
        position: Fade::Steps(0.4525),
        distance: Some(0.905),
        reminds: false,
        ..PUBLISHED
    },
    Settings {
        position: Fade::Steps(0.905),
        likeness: Likeness::Cosine,
        ..PUBLISHED
    },
    Settings {
        neighbours: 200,
        sample: 5000,
        likeness: Likeness::Cosine,
        age_days: Some(40.0),
        distance: Some(3.62),
        rarity: 5.0,
        ..PUBLISHED
    },
    Settings {
        neighbours: 500,
        sample: 1000,
        position: Fade::Steps(1.81),
        age_days: Some(10.0),
        distance: Some(0.905),
        ..PUBLISHED
    },
    Settings {
        neighbours: 1500,
        sample: 5000,
        position: Fade::Steps(7.24),
        distance: Some(1.81),
        nearest: Fade::Steps(1.81),
        rarity: 5.0,
        ..PUBLISHED
    },
];

/// Chooses settings and keeps the sessions.
pub fn vstan(sequences: &[Sequence], popularity: &[u32]) -> Neighbours {
    Neighbours::train("VSTAN", sequences, popularity, &OPTIONS)
}
