//! VS-kNN: neighbours whose likeness, and whose say, depend on which items of the session they share
//! (Ludewig, Jannach: Evaluation of session-based recommendation algorithms, 2018, section 3.2).

use super::neighbours::{Fade, Likeness, Neighbours, Settings};
use crate::train::Sequence;

/// The setting that the session-rec comparison (2020) found for RetailRocket.
const PUBLISHED: Settings = Settings {
    neighbours: 1500,
    sample: 2500,
    likeness: Likeness::Vector,
    position: Fade::Same,
    age_days: None,
    distance: None,
    nearest: Fade::Tenths,
    rarity: 1.0,
    reminds: true,
};

/// What is tried: the published setting, with rarity counting more and less, and the decays and sizes
/// that the comparison searched.
const OPTIONS: [Settings; 10] = [
    PUBLISHED,
    Settings {
        rarity: 5.0,
        ..PUBLISHED
    },
    Settings {
        rarity: 10.0,
        ..PUBLISHED
    },
    Settings {
        rarity: 0.0,
        ..PUBLISHED
    },
    Settings {
        neighbours: 500,
        position: Fade::Share,
        ..PUBLISHED
    },
    Settings {
        neighbours: 500,
        sample: 5000,
        position: Fade::ShareSquared,
        nearest: Fade::Inverse,
        rarity: 5.0,
        ..PUBLISHED
    },
    Settings {
        neighbours: 50,
        sample: 500,
        position: Fade::Logarithm,
        rarity: 10.0,
        ..PUBLISHED
    },
    Settings {
        position: Fade::Logarithm,
        nearest: Fade::Inverse,
        reminds: false,
        ..PUBLISHED
    },
    Settings {
        neighbours: 100,
        sample: 1000,
        position: Fade::Share,
        nearest: Fade::Inverse,
        rarity: 5.0,
        ..PUBLISHED
    },
    Settings {
        neighbours: 1000,
        sample: 5000,
        nearest: Fade::Inverse,
        rarity: 5.0,
        ..PUBLISHED
    },
];

/// Chooses settings and keeps the sessions.
pub fn vs_knn(sequences: &[Sequence], popularity: &[u32]) -> Neighbours {
    Neighbours::train("VS-kNN", sequences, popularity, &OPTIONS)
}
