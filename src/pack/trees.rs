//! What signals say together and none says alone: a sum of small symmetric decision trees (all nodes of one depth ask the
//! same question), learned by gradient boosting on top of the weighted sum. Its number is signal 59. Symmetric trees are
//! those of CatBoost (Prokhorenkova et al., 2018).

use super::weights::{NO_FIELD, SECTION};
use super::{PackError, Signal, SignalCode};
use crate::bytes::{Reader, Writer};

/// What a reader is told of trees that break a rule of the format.
const RULE: &str = "the trees break a rule";

/// The most questions that one tree asks.
pub const MAX_DEPTH: usize = 6;

/// One tree: as many questions as it is deep, and a leaf for each row of answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// Whether the signal's number is higher than the cut, question after question.
    pub questions: Vec<(Signal, f32)>,
    /// What is added, in units of the trees' scale, by the answers as a binary number, the first its highest digit, yes 1.
    pub leaves: Vec<i16>,
}

/// Trees of one depth, as they are asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trees {
    reads: Vec<(Signal, f32)>,
    depth: usize,
    scale: f32,
    /// The place in `reads` and the cut, tree after tree.
    questions: Vec<(u8, f32)>,
    leaves: Vec<i16>,
}

impl Trees {
    /// Trees of one depth. The same trees give the same bytes.
    ///
    /// # Errors
    /// [`PackError::Unwritable`] names the rule that is broken: trees of different depths or deeper than [`MAX_DEPTH`], a
    /// wrong number of leaves, a number that is not finite, a signal that no tree may read.
    pub fn new(scale: f32, trees: &[Tree]) -> Result<Self, PackError> {
        let bad = |cause| PackError::unwritable(SECTION, cause);
        let depth = trees.first().map_or(0, |tree| tree.questions.len());
        let mut signals: Vec<Signal> = trees
            .iter()
            .flat_map(|tree| tree.questions.iter().map(|question| question.0))
            .collect();
        signals.sort_unstable();
        signals.dedup();
        let mut built = Self {
            reads: signals.iter().map(|signal| (*signal, 1.0)).collect(),
            depth,
            scale,
            ..Self::default()
        };
        for tree in trees {
            if tree.questions.len() != depth || tree.leaves.len() != 1 << depth.min(MAX_DEPTH) {
                return Err(bad(RULE));
            }
            for (signal, cut) in &tree.questions {
                let place = signals.partition_point(|other| other < signal);
                built.questions.push((place as u8, *cut));
            }
            built.leaves.extend(&tree.leaves);
        }
        built.check(usize::MAX).map_err(bad)?;
        Ok(built)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.leaves.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.questions.len() / self.depth.max(1)
    }

    /// How many questions each asks.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// The signals that are asked for, in their order.
    #[must_use]
    pub fn reads(&self) -> &[(Signal, f32)] {
        &self.reads
    }

    /// What all trees add up to; `numbers` are those of the signals that are [read](Self::reads), in their order.
    pub(crate) fn sum(&self, numbers: &[f64]) -> f64 {
        let mut sum = 0;
        let leaves = self.leaves.chunks_exact(1 << self.depth);
        for (questions, leaves) in self.questions.chunks_exact(self.depth.max(1)).zip(leaves) {
            let mut at = 0;
            for (place, cut) in questions {
                at = at * 2 + usize::from(numbers[usize::from(*place)] > f64::from(*cut));
            }
            sum += i32::from(leaves[at]);
        }
        f64::from(sum) * f64::from(self.scale)
    }

    fn check(&self, fields: usize) -> Result<(), &'static str> {
        let may_read = |(signal, _): &(Signal, f32)| {
            signal.code.per_field() == signal.field.is_some()
                && signal.field.is_none_or(|field| usize::from(field) < fields)
                // The item turned to last may be in no slice at hand; and trees read no trees.
                && !matches!(signal.code, SignalCode::NumberNear | SignalCode::Together)
        };
        if self.depth > MAX_DEPTH || self.reads.len() > 255 || self.len() > usize::from(u16::MAX) {
            return Err(RULE);
        }
        if !self.reads.iter().all(may_read) {
            return Err(RULE);
        }
        if !self.scale.is_finite() || self.questions.iter().any(|(_, cut)| !cut.is_finite()) {
            return Err(RULE);
        }
        Ok(())
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.u8(self.depth as u8);
        out.u16(self.len() as u16);
        out.f32(self.scale);
        out.u8(self.reads.len() as u8);
        for (signal, _) in &self.reads {
            out.u8(signal.code as u8);
            out.u16(signal.field.unwrap_or(NO_FIELD));
        }
        self.questions.iter().for_each(|(place, _)| out.u8(*place));
        self.questions.iter().for_each(|(_, cut)| out.f32(*cut));
        self.leaves.iter().for_each(|leaf| out.u16(*leaf as u16));
    }

    pub(super) fn read(reader: &mut Reader<'_>, fields: usize) -> Result<Self, PackError> {
        let bad = |cause| PackError::bad(SECTION, cause);
        let short = |_| bad("it ends too early");
        let depth = usize::from(reader.u8().map_err(short)?);
        let count = usize::from(reader.u16().map_err(short)?);
        if !(1..=MAX_DEPTH).contains(&depth) || count == 0 {
            return Err(bad(RULE));
        }
        let mut trees = Self {
            depth,
            scale: reader.f32().map_err(short)?,
            ..Self::default()
        };
        for _ in 0..reader.u8().map_err(short)? {
            let code = SignalCode::from_number(reader.u8().map_err(short)?)
                .ok_or(bad("a signal is unknown"))?;
            let field = reader.u16().map_err(short)?;
            let field = (field != NO_FIELD).then_some(field);
            trees.reads.push((Signal { code, field }, 1.0));
        }
        if !trees.reads.is_sorted_by(|a, b| a.0 < b.0) {
            return Err(bad("the signals are out of order"));
        }
        for place in reader.take(count * depth).map_err(short)? {
            if usize::from(*place) >= trees.reads.len() {
                return Err(bad("a signal is unknown"));
            }
            trees.questions.push((*place, 0.0));
        }
        for (_, cut) in &mut trees.questions {
            *cut = reader.f32().map_err(short)?;
        }
        for _ in 0..count << depth {
            trees.leaves.push(reader.u16().map_err(short)? as i16);
        }
        trees.check(fields).map_err(bad)?;
        Ok(trees)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(code: SignalCode) -> Signal {
        Signal { code, field: None }
    }

    fn tree(leaves: [i16; 4]) -> Tree {
        Tree {
            questions: vec![
                (signal(SignalCode::SeenNow), 0.5),
                (signal(SignalCode::Popular), 0.25),
            ],
            leaves: leaves.to_vec(),
        }
    }

    #[test]
    fn answers_lead_to_leaves_which_add_up() {
        let trees = Trees::new(0.5, &[tree([1, 2, 3, 4]), tree([10, 0, 0, -10])]).unwrap();
        // Seen now comes before popular in the signals' order.
        assert_eq!(trees.sum(&[0.0, 0.0]), 5.5);
        assert_eq!(trees.sum(&[0.0, 1.0]), 1.0);
        assert_eq!(trees.sum(&[1.0, 0.25]), 1.5);
        assert_eq!(trees.sum(&[1.0, 1.0]), -3.0);
        assert_eq!(Trees::default().sum(&[]), 0.0);
    }

    #[test]
    fn they_are_written_and_read_back_and_every_damage_is_told() {
        let trees = Trees::new(
            0.5,
            &[tree([1, -2, 3, 4]), tree([i16::MIN, 0, 0, i16::MAX])],
        );
        let trees = trees.unwrap();
        let mut out = Writer::default();
        trees.write(&mut out);
        let back = Trees::read(&mut Reader::new(&out.bytes), 0).unwrap();
        assert_eq!(back, trees);
        for length in 0..out.bytes.len() {
            assert!(Trees::read(&mut Reader::new(&out.bytes[..length]), 0).is_err());
        }
    }

    #[test]
    fn a_pack_holds_them_where_they_weigh() {
        use crate::pack::{Surface, Weights, weights};
        let mut with = Weights::untrained(&[]);
        with.set_trees(Trees::new(0.5, &[tree([1, 2, 3, 4])]).unwrap());
        // Nothing weighs them yet.
        let plain = weights::write(&Weights::untrained(&[]), 0).unwrap();
        assert_eq!(weights::write(&with, 0).unwrap(), plain);
        let mut signals = with.signals(Surface::List).to_vec();
        signals.push((signal(SignalCode::Together), 1.0));
        with.set_signals(Surface::List, signals).unwrap();
        let bytes = weights::write(&with, 0).unwrap();
        assert_eq!(weights::read(&bytes, 0).unwrap(), with);
        assert!(weights::read(&bytes[..bytes.len() - 1], 0).is_err());
    }

    #[test]
    fn what_breaks_a_rule_is_refused() {
        let mut short = tree([0; 4]);
        short.leaves.pop();
        let mut other = tree([0; 4]);
        other.questions.pop();
        let mut itself = tree([0; 4]);
        itself.questions[0].0 = signal(SignalCode::Together);
        let mut endless = tree([0; 4]);
        endless.questions[0].1 = f32::NAN;
        for broken in [short, other, itself, endless] {
            let code = Trees::new(1.0, &[tree([0; 4]), broken]).map_err(|error| error.code());
            assert_eq!(code, Err("pack-unwritable"));
        }
    }
}
