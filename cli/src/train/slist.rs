//! SLIST: session-aware linear item-item weights in closed form.
//!
//! Method: M. Choi, J. Kim, J. Lee, H. Shim, J. Lee, "Session-aware Linear Item-Item Models for
//! Session-based Recommendation", WWW 2021. Two linear models share one weight matrix `B`: one
//! rebuilds a whole session from itself (consistency, SLIS), the other predicts the rest of a
//! session from what came before (transition, SLIT). With inputs `X`, targets `T` and a weight per
//! row, `B = (XᵀWX + λI)⁻¹ XᵀWT`, the two parts blended by α. Input rows are scaled to sum 1, so
//! that long sessions do not outvote short ones.

use vitrine::Seconds;

use super::dense::{Factor, NotPositiveDefinite};
use super::sequence::Sequence;
use super::sparse::Sparse;

/// What a transition row of the design shows as input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Past {
    /// Everything up to the step, older items fading.
    Prefix,
    /// The last item only.
    Last,
}

/// How the design is made from sessions. The defaults are the "plain" model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// Input of a transition row.
    pub past: Past,
    /// Steps after which an item of a transition row counts 1/e: both back into the past and on
    /// into the future.
    pub position_decay: f32,
    /// Days after which a session counts 1/e; `None` counts all alike.
    pub session_days: Option<f32>,
}

impl Default for Shape {
    fn default() -> Shape {
        Shape {
            past: Past::Prefix,
            position_decay: 1.0,
            session_days: None,
        }
    }
}

/// How the two parts are blended and held back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blend {
    /// Share of consistency, 0 to 1; the rest is transition.
    pub alpha: f32,
    /// Regularisation: added to the diagonal. Must be positive.
    pub lambda: f32,
}

/// Weights below this share of a row's largest are left out of its products: they change no sum
/// that single precision can show, and keep very long sessions linear.
const NEGLIGIBLE: f32 = 1e-4;
/// A consistency row holds at most so many items; a longer session is cut into several. Nobody
/// looks for one thing across more, and the pairs of a robot's visit would outnumber everybody's.
const LONGEST: usize = 200;

/// The two products that every choice of α and λ starts from: `XᵀWX` and `XᵀWT` of each part.
#[derive(Debug)]
pub struct Moments {
    consistency: Sparse,
    consistency_targets: Sparse,
    transition: Sparse,
    transition_targets: Sparse,
}

impl Moments {
    /// Reads the sessions once. `items` is the number of dense indices.
    pub fn of(sequences: &[Sequence], items: usize, shape: &Shape) -> Moments {
        let newest = sequences.iter().map(Sequence::end).max().unwrap_or(0);
        let (input, targets, weights) = consistency(sequences, items, shape, newest);
        let consistency = input.cross(&weights, &input);
        let consistency_targets = input.cross(&weights, &targets);
        let (input, targets, weights) = transition(sequences, items, shape, newest);
        Moments {
            consistency,
            consistency_targets,
            transition: input.cross(&weights, &input),
            transition_targets: input.cross(&weights, &targets),
        }
    }

    /// How many pairs of different items occur in one session.
    pub fn pairs(&self) -> usize {
        let rows = 0..self.consistency.rows();
        let later = |i: usize| {
            let row = self.consistency.row(i);
            row.len() - row.partition_point(|e| e.0 as usize <= i)
        };
        rows.map(later).sum()
    }

    /// `XᵀWX` of both parts; λ is not in it yet.
    pub fn gram(&self, alpha: f32) -> Sparse {
        self.consistency.blend(alpha, &self.transition, 1.0 - alpha)
    }

    /// `XᵀWT` of both parts, transposed: row `j` holds the products of every input item with the
    /// target `j`.
    pub fn targets(&self, alpha: f32) -> Sparse {
        self.consistency_targets
            .blend(alpha, &self.transition_targets, 1.0 - alpha)
            .transpose()
    }
}

/// Solves for the whole matrix and hands on its columns in order: `take(j, column)`, where
/// `column[i]` is what item `i` says for candidate `j`.
pub fn solve(
    moments: &Moments,
    blend: Blend,
    take: impl FnMut(usize, &[f32]),
) -> Result<(), NotPositiveDefinite> {
    let factor = Factor::of(&moments.gram(blend.alpha), blend.lambda)?;
    factor.solve_rows(&moments.targets(blend.alpha), take);
    Ok(())
}

type Design = (Sparse, Sparse, Vec<f32>);

/// One row a session: each of its items once.
fn consistency(sequences: &[Sequence], items: usize, shape: &Shape, newest: Seconds) -> Design {
    let (mut input, mut targets, mut weights) = (Sparse::new(items), Sparse::new(items), vec![]);
    for sequence in sequences {
        for part in sequence.items.chunks(LONGEST) {
            let mut distinct = part.to_vec();
            distinct.sort_unstable();
            distinct.dedup();
            let share = 1.0 / distinct.len() as f32;
            input.push_row(distinct.iter().map(|&i| (i, share)));
            targets.push_row(distinct.iter().map(|&i| (i, 1.0)));
            weights.push(session_weight(sequence, shape, newest));
        }
    }
    (input, targets, weights)
}

/// One row a step: what came before it, and what came after.
fn transition(sequences: &[Sequence], items: usize, shape: &Shape, newest: Seconds) -> Design {
    let (mut input, mut targets, mut weights) = (Sparse::new(items), Sparse::new(items), vec![]);
    let reach = (-libm::logf(NEGLIGIBLE) * shape.position_decay)
        .ceil()
        .max(1.0) as usize;
    let fade = |steps: usize| libm::expf(-(steps as f32) / shape.position_decay);
    for sequence in sequences {
        for step in 1..sequence.items.len() {
            match shape.past {
                Past::Last => input.push_row([(sequence.items[step - 1], 1.0)]),
                Past::Prefix => {
                    let past = &sequence.items[step.saturating_sub(reach)..step];
                    let total: f32 = (0..past.len()).map(fade).sum();
                    let row = past.iter().rev().enumerate();
                    input.push_row(row.map(|(back, &i)| (i, fade(back) / total)));
                }
            }
            let future = sequence.items[step..].iter().take(reach).enumerate();
            targets.push_row(future.map(|(on, &i)| (i, fade(on))));
            weights.push(session_weight(sequence, shape, newest));
        }
    }
    (input, targets, weights)
}

fn session_weight(sequence: &Sequence, shape: &Shape, newest: Seconds) -> f32 {
    let Some(days) = shape.session_days else {
        return 1.0;
    };
    let age = (newest - sequence.end()) as f32 / 86_400.0;
    libm::expf(-age / days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequences(all: &[&[u32]]) -> Vec<Sequence> {
        let make = |items: &&[u32]| Sequence {
            items: items.to_vec(),
            times: vec![0; items.len()],
        };
        all.iter().map(make).collect()
    }

    fn matrix(moments: &Moments, blend: Blend, items: usize) -> Vec<Vec<f32>> {
        let mut columns = vec![vec![]; items];
        solve(moments, blend, |j, column| columns[j] = column.to_vec()).expect("a solution");
        columns
    }

    #[test]
    fn consistency_of_one_pair_is_the_hand_made_solution() {
        // One session of two items: X = [½ ½], T = [1 1]. XᵀX = ¼ everywhere, XᵀT = ½ everywhere.
        // (¼J + λI) b = ½·1 gives b = ½ / (½ + λ) for both entries.
        let moments = Moments::of(&sequences(&[&[0, 1]]), 2, &Shape::default());
        let b = matrix(
            &moments,
            Blend {
                alpha: 1.0,
                lambda: 0.5,
            },
            2,
        );
        for value in b.iter().flatten() {
            assert!((value - 0.5).abs() < 1e-6, "{value}");
        }
    }

    #[test]
    fn transition_is_one_way() {
        // Twice 0 then 1: S = [1 0] and T = [0 1] twice. (2 + λ) b01 = 2; all else is 0.
        let moments = Moments::of(&sequences(&[&[0, 1], &[0, 1]]), 2, &Shape::default());
        let b = matrix(
            &moments,
            Blend {
                alpha: 0.0,
                lambda: 1.0,
            },
            2,
        );
        assert!((b[1][0] - 2.0 / 3.0).abs() < 1e-6);
        assert_eq!((b[0][0], b[0][1], b[1][1]), (0.0, 0.0, 0.0));
    }

    #[test]
    fn the_past_and_the_future_fade() {
        let shape = Shape {
            position_decay: 2.0,
            ..Shape::default()
        };
        let (input, targets, _) = transition(&sequences(&[&[3, 1, 2, 0]]), 4, &shape, 0);
        let fade = libm::expf(-0.5);
        assert_eq!(targets.row(0), [(0, libm::expf(-1.0)), (1, 1.0), (2, fade)]);
        let share = 1.0 / (1.0 + fade);
        assert_eq!(input.row(1), [(1, share), (3, fade * share)]);
    }

    #[test]
    fn older_sessions_count_less() {
        let mut old = sequences(&[&[0, 1]]);
        old[0].times = vec![0, 0];
        let mut new = sequences(&[&[0, 2]]);
        new[0].times = vec![86_400, 86_400];
        let shape = Shape {
            session_days: Some(1.0),
            ..Shape::default()
        };
        let moments = Moments::of(&[old, new].concat(), 3, &shape);
        let targets = moments.targets(0.0);
        assert!((targets.get(1, 0) - libm::expf(-1.0)).abs() < 1e-6);
        assert_eq!(targets.get(2, 0), 1.0);
    }

    #[test]
    fn a_very_long_session_is_cut() {
        let items: Vec<u32> = (0..450).collect();
        let (input, ..) = consistency(&sequences(&[&items]), 450, &Shape::default(), 0);
        assert_eq!(input.rows(), 3);
        assert_eq!(input.row(2).len(), 50);
    }
}
