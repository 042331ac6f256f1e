//! The weights section: how much each signal counts, and where the dials stand.

use super::trees::Trees;
use super::{FieldKind, PackError, Signal, SignalCode, Surface, Tunable};
use crate::bytes::{Reader, Writer};

pub(super) const SECTION: &str = "weights";
pub(super) const NO_FIELD: u16 = u16::MAX;

/// The weights of every signal on every surface, and the dials. Signals that are not listed weigh 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    tunables: [f32; Tunable::ALL.len()],
    /// Of each surface; and of each again for the private setting, empty where none were learned.
    signals: [Vec<(Signal, f32)>; SETS],
    trees: Trees,
}

/// Every surface, openly and in the private setting.
const SETS: usize = 2 * Surface::ALL.len();

impl Default for Weights {
    /// Every dial at its default, no signal weighing anything.
    fn default() -> Self {
        Self {
            tunables: Tunable::ALL.map(Tunable::default),
            signals: Default::default(),
            trees: Trees::default(),
        }
    }
}

impl Weights {
    /// Weights that serve any shop before any were learned from its logs: `kinds` are its fields'.
    #[must_use]
    pub fn untrained(kinds: &[FieldKind]) -> Self {
        let mut weights = Self::default();
        for surface in Surface::ALL {
            let of_item = SignalCode::ALL.into_iter().filter(|code| !code.per_field());
            let mut signals: Vec<(Signal, f32)> = of_item
                .map(|code| (Signal { code, field: None }, untrained(code, surface)))
                .collect();
            for (field, kind) in (0..).zip(kinds) {
                let of_field = SignalCode::ALL
                    .into_iter()
                    .filter(|code| code.measures(*kind));
                signals.extend(of_field.map(|code| {
                    (
                        Signal {
                            code,
                            field: Some(field),
                        },
                        untrained(code, surface),
                    )
                }));
            }
            signals.retain(|(_, weight)| *weight != 0.0);
            signals.sort_unstable_by_key(|(signal, _)| *signal);
            weights.signals[surface as usize - 1] = signals;
        }
        weights
    }

    /// The value of a dial.
    #[must_use]
    pub fn tunable(&self, tunable: Tunable) -> f32 {
        self.tunables[tunable as usize - 1]
    }

    /// Sets a dial.
    ///
    /// # Errors
    /// [`PackError::Unwritable`] if the value is outside the dial's [`range`](Tunable::range).
    pub fn set_tunable(&mut self, tunable: Tunable, value: f32) -> Result<(), PackError> {
        let (least, most) = tunable.range();
        if !(least..=most).contains(&value) {
            return Err(PackError::unwritable(
                SECTION,
                "a dial is outside its range",
            ));
        }
        self.tunables[tunable as usize - 1] = value;
        Ok(())
    }

    /// The signals that weigh something on a surface, in the order in which they are added up: while the dial `decoys` is
    /// up those of the private setting, if there are any.
    #[must_use]
    pub fn signals(&self, surface: Surface) -> &[(Signal, f32)] {
        let place = surface as usize - 1;
        let private = &self.signals[place + Surface::ALL.len()];
        if self.tunable(Tunable::Decoys) >= 1.0 && !private.is_empty() {
            private
        } else {
            &self.signals[place]
        }
    }

    /// Takes the signals of other weights, as they stand there without decoys, for the private setting.
    pub fn set_private(&mut self, private: &Self) {
        let surfaces = Surface::ALL.len();
        self.signals[surfaces..].clone_from_slice(&private.signals[..surfaces]);
    }

    /// Every list of signals, to be turned up or down.
    pub(super) fn all_signals(&mut self) -> impl Iterator<Item = &mut (Signal, f32)> {
        self.signals.iter_mut().flatten()
    }

    /// The trees behind [`SignalCode::Together`].
    #[must_use]
    pub fn trees(&self) -> &Trees {
        &self.trees
    }

    /// Sets the trees, which count where a surface weighs [`SignalCode::Together`].
    pub fn set_trees(&mut self, trees: Trees) {
        self.trees = trees;
    }

    /// Whether any surface weighs the trees.
    fn weighs_trees(&self) -> bool {
        let mut all = self.signals.iter().flatten();
        all.any(|(signal, _)| signal.code == SignalCode::Together)
    }

    /// Sets all signals of a surface; those that weigh nothing are dropped.
    ///
    /// # Errors
    /// [`PackError::Unwritable`] if a weight is not finite, a signal stands twice, or a signal has a
    /// field and should not, or the other way round.
    pub fn set_signals(
        &mut self,
        surface: Surface,
        mut signals: Vec<(Signal, f32)>,
    ) -> Result<(), PackError> {
        check(&mut signals).map_err(|cause| PackError::unwritable(SECTION, cause))?;
        signals.retain(|(_, weight)| *weight != 0.0);
        self.signals[surface as usize - 1] = signals;
        Ok(())
    }
}

/// A signal's weight where no log could teach it. Rough, and the same for every shop: about what the
/// logs of a few shops taught.
fn untrained(code: SignalCode, surface: Surface) -> f32 {
    match code {
        SignalCode::OftenFollows => 1.0,
        SignalCode::SessionFollows | SignalCode::ComesNext | SignalCode::EarlierFollows => 0.3,
        SignalCode::AffinityNow => 0.3,
        SignalCode::Affinity => 0.5,
        SignalCode::BroadAffinityNow | SignalCode::BroadAffinity => 0.1,
        SignalCode::NumberFit => 0.3,
        SignalCode::NumberNear => 0.1,
        SignalCode::SeenLately => 0.5,
        SignalCode::SeenBefore if surface == Surface::Catalogue => 2.0,
        SignalCode::LeftOff if surface == Surface::Catalogue => 1.0,
        SignalCode::SeenBefore | SignalCode::InCart | SignalCode::Wished => 1.0,
        SignalCode::Popular => 2.0,
        SignalCode::Trending => 0.2,
        SignalCode::Tired => -0.5,
        SignalCode::Dismissed => -8.0,
        SignalCode::MerchantOrder if surface == Surface::List => 0.5,
        _ => 0.0,
    }
}

fn check(signals: &mut [(Signal, f32)]) -> Result<(), &'static str> {
    signals.sort_unstable_by_key(|(signal, _)| *signal);
    if signals.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err("a signal stands twice");
    }
    if signals.iter().any(|(_, weight)| !weight.is_finite()) {
        return Err("a weight is not finite");
    }
    if signals
        .iter()
        .any(|(signal, _)| signal.code.per_field() != signal.field.is_some())
    {
        return Err("a signal lacks its field, or has one and should not");
    }
    Ok(())
}

pub(crate) fn write(weights: &Weights, fields: usize) -> Result<Vec<u8>, PackError> {
    let mut out = Writer::default();
    let mut listed = Tunable::ALL.to_vec();
    listed.retain(|dial| !dial.came_later() || weights.tunable(*dial) != dial.default());
    out.u8(listed.len() as u8);
    for tunable in listed {
        out.u8(tunable as u8);
        out.f32(weights.tunable(tunable));
    }
    let (open, private) = weights.signals.split_at(Surface::ALL.len());
    let private = private
        .iter()
        // What follows the lists needs all of them before it.
        .filter(|_| weights.weighs_trees() || private.iter().any(|list| !list.is_empty()));
    for signals in open.iter().chain(private) {
        out.u16(
            u16::try_from(signals.len()).map_err(|_| {
                PackError::unwritable(SECTION, "there are more than 65,535 signals")
            })?,
        );
        for (signal, weight) in signals {
            if signal
                .field
                .is_some_and(|field| usize::from(field) >= fields)
            {
                return Err(PackError::unwritable(
                    SECTION,
                    "a signal names an unknown field",
                ));
            }
            out.u8(signal.code as u8);
            out.u16(signal.field.unwrap_or(NO_FIELD));
            out.f32(*weight);
        }
    }
    if weights.weighs_trees() {
        weights.trees.write(&mut out);
    }
    Ok(out.bytes)
}

pub(crate) fn read(bytes: &[u8], fields: usize) -> Result<Weights, PackError> {
    let bad = |cause| PackError::bad(SECTION, cause);
    let short = |_| bad("it ends too early");
    let mut reader = Reader::new(bytes);
    let mut weights = Weights::default();
    let mut before = 0;
    for _ in 0..reader.u8().map_err(short)? {
        let number = reader.u8().map_err(short)?;
        let value = reader.f32().map_err(short)?;
        let tunable = Tunable::ALL
            .into_iter()
            .find(|tunable| *tunable as u8 == number && number > before)
            .ok_or(bad("a dial is unknown or out of order"))?;
        weights
            .set_tunable(tunable, value)
            .map_err(|_| bad("a dial is outside its range"))?;
        before = number;
    }
    for place in 0..SETS {
        if place == Surface::ALL.len() && reader.is_empty() {
            break;
        }
        let count = reader.u16().map_err(short)?;
        let mut signals = Vec::with_capacity(usize::from(count));
        for _ in 0..count {
            let code = SignalCode::from_number(reader.u8().map_err(short)?)
                .ok_or(bad("a signal is unknown"))?;
            let field = reader.u16().map_err(short)?;
            let field = (field != NO_FIELD).then_some(field);
            if field.is_some_and(|field| usize::from(field) >= fields) {
                return Err(bad("a signal names an unknown field"));
            }
            let weight = reader.f32().map_err(short)?;
            if weight == 0.0 {
                return Err(bad("a signal is listed that weighs nothing"));
            }
            signals.push((Signal { code, field }, weight));
        }
        let sorted = signals.is_sorted_by_key(|(signal, _)| *signal);
        check(&mut signals).map_err(bad)?;
        if !sorted {
            return Err(bad("the signals are out of order"));
        }
        weights.signals[place] = signals;
    }
    if weights.weighs_trees() {
        weights.trees = Trees::read(&mut reader, fields)?;
    }
    if !reader.is_empty() {
        return Err(bad("bytes are left over"));
    }
    Ok(weights)
}
