//! The rules of one call at work: they hear of every candidate, fix places, shift scores, and report.

use super::fill::{Cap, Quota, Window};
use super::matching::{Known, field_of};
use super::{Action, Ready, Report, RuleReport};
use crate::consent::MayProfile;
use crate::field_key;
use crate::pack::Pack;
use crate::rank::arrange::{Kept, Seats, Shift, best_first};
use crate::rank::{Candidate, RankRequest, Scorer};

/// The rules that hold in the call's slot. Candidates are named by their place among those that were kept.
pub(in crate::rank) struct Ruling<'a> {
    known: Known<'a>,
    active: Vec<Active<'a>>,
    /// Candidate and the row of a rule that took hold of it.
    holds: Vec<(u32, u32)>,
    visible: usize,
}

struct Active<'a> {
    rule: &'a Ready,
    /// Whether anything of it can be told; if not, the report says why.
    works: bool,
    matched: Vec<u32>,
    /// Of a cap: the candidates and the values that are counted.
    counted: Vec<(u32, crate::Key)>,
    row: RuleReport,
}

/// What is left to say when the order stands.
#[derive(Default)]
pub(in crate::rank) struct Ruled {
    pub(in crate::rank) report: Report,
    /// Candidate and rule that took hold of it.
    pub(in crate::rank) holds: Vec<(u32, u32)>,
}

impl<'a> Ruling<'a> {
    /// `None` where no rule holds.
    pub(in crate::rank) fn new(
        pack: &'a Pack,
        request: &RankRequest<'a>,
        scorer: Option<&'a Scorer<'a>>,
        may: Option<MayProfile>,
    ) -> Option<Self> {
        let known = Known {
            pack,
            scorer,
            purchases: may.is_some_and(|may| may.purchases()),
        };
        let mut active = Vec::new();
        for (place, rule) in request.rules?.rules.iter().enumerate() {
            let slots = &rule.slots;
            if slots.is_empty() || slots.iter().any(|slot| Some(slot.as_str()) == request.slot) {
                active.push(Active::new(place, rule, &known));
            }
        }
        (!active.is_empty()).then(|| Self {
            known,
            active,
            holds: Vec::new(),
            visible: request.top.unwrap_or(usize::MAX),
        })
    }

    /// Hears of a candidate that will stand at `place` among the kept ones, unless it is `gone`. Tells whether it is
    /// kept.
    pub(in crate::rank) fn keeps(
        &mut self,
        candidate: &Candidate<'_>,
        given: u32,
        place: u32,
        mut gone: bool,
    ) -> bool {
        let filters = |action: &Action| matches!(action, Action::Exclude | Action::Only);
        for active in self.active.iter_mut().filter(|active| active.works) {
            if filters(&active.rule.action) && !gone {
                let meets = active.meets(&self.known, candidate);
                active.row.matched += u32::from(meets);
                gone = meets == (active.rule.action == Action::Exclude);
                active.row.removed += u32::from(gone);
            }
        }
        for active in self.active.iter_mut().filter(|active| active.works) {
            let action = &active.rule.action;
            if filters(action) || !active.meets(&self.known, candidate) {
                continue;
            }
            if !gone {
                active.take(&self.known, candidate, place);
            } else if matches!(action, Action::Pin { .. } | Action::Sponsored) {
                active.row.fails("excluded", Some(given));
            }
        }
        !gone
    }

    /// Seats the sponsored candidates where they were given.
    pub(in crate::rank) fn lock(&mut self, kept: &[Kept], seats: &mut Seats) {
        let mut locked: Vec<(u32, u32)> = Vec::new();
        for (row, active) in (0..).zip(&self.active) {
            if active.rule.action == Action::Sponsored {
                locked.extend(active.matched.iter().map(|place| (*place, row)));
            }
        }
        // In the order of the list: only the last can find it too short.
        locked.sort_unstable();
        locked.dedup_by_key(|(place, _)| *place);
        for (place, row) in locked {
            let given = kept[place as usize].given;
            self.seat(seats, row as usize, place, given, kept);
        }
    }

    /// Seats the pinned candidates.
    pub(in crate::rank) fn pin(&mut self, kept: &[Kept], seats: &mut Seats) {
        for row in 0..self.active.len() {
            let Action::Pin { place: first } = self.active[row].rule.action else {
                continue;
            };
            let matched = core::mem::take(&mut self.active[row].matched);
            if matched.is_empty() && self.active[row].row.not_kept.is_empty() {
                self.active[row].row.fails("no-candidate", None);
            }
            for (wanted, place) in (first..).zip(matched) {
                if seats.has(place) {
                    let given = kept[place as usize].given;
                    self.active[row].row.fails("already-fixed", Some(given));
                } else {
                    self.seat(seats, row, place, wanted, kept);
                }
            }
        }
    }

    fn seat(&mut self, seats: &mut Seats, row: usize, place: u32, wanted: u32, kept: &[Kept]) {
        let found = seats.seat(wanted as usize, place);
        self.holds.push((place, row as u32));
        if found != wanted as usize {
            let beyond = wanted as usize >= kept.len();
            let code = if beyond { "beyond-list" } else { "place-taken" };
            let given = kept[place as usize].given;
            self.active[row].row.fails(code, Some(given));
        }
    }

    /// Adds boosts and buries to the scores of what goes by score. Each alone moves its candidates by just so many
    /// places: the new score lies halfway between the two that it comes to stand between.
    pub(in crate::rank) fn shift(&mut self, waiting: &mut [(u32, f64)], shifts: &mut Vec<Shift>) {
        // By how many places each is moved, and whether anything is.
        let mut by = vec![0_i64; waiting.len()];
        let mut any = false;
        for (row, active) in (0..).zip(&self.active) {
            let places = match active.rule.action {
                Action::Boost { places } => -i64::from(places),
                Action::Bury { places } => i64::from(places),
                _ => continue,
            };
            for place in &active.matched {
                if let Ok(at) = waiting.binary_search_by(|entry| entry.0.cmp(place)) {
                    by[at] += places;
                    any = true;
                    self.holds.push((*place, row));
                }
            }
        }
        if !any {
            return;
        }
        let places = (0..).zip(waiting.iter());
        let mut sorted: Vec<(u32, f64)> = places.map(|(at, (_, score))| (at, *score)).collect();
        best_first(&mut sorted);
        for (from, (at, score)) in sorted.iter().enumerate() {
            let moved = by[*at as usize];
            if moved != 0 {
                let (candidate, shifted) = &mut waiting[*at as usize];
                let by = between(&sorted, from, moved) - score;
                *shifted += by;
                shifts.push(Shift {
                    candidate: *candidate,
                    by,
                    code: if moved < 0 { "boosted" } else { "buried" },
                });
            }
        }
    }

    /// Fills the free places with `waiting`, then with what is sold out, the best first, as caps and quotas allow.
    pub(in crate::rank) fn fill(&mut self, seats: &mut Seats, queues: [Vec<u32>; 2]) {
        let last = seats.len().min(self.visible);
        let window = |within: Option<u32>| within.map_or(last, |within| within as usize);
        let mut filling = Window::default();
        for (row, active) in (0..).zip(&mut self.active) {
            match &active.rule.action {
                Action::Cap { most, within, .. } if active.works => {
                    let counted = core::mem::take(&mut active.counted);
                    filling
                        .caps
                        .push(Cap::new(row, *most, window(*within), counted));
                }
                Action::Quota { least, within } if active.works => {
                    let matched = core::mem::take(&mut active.matched);
                    filling
                        .quotas
                        .push(Quota::new(row, *least, window(*within), matched));
                }
                _ => {}
            }
        }
        filling.fill(seats, queues, &mut self.holds);
        for (row, code) in filling.broken() {
            self.active[row as usize].row.fails(code, None);
        }
    }

    /// Closes the books: `order` and `plain` are the order with and without the rules that move.
    pub(in crate::rank) fn finish(mut self, kept: &[Kept], order: &[u32], plain: &[u32]) -> Ruled {
        // The place of each, with and without.
        let mut places = vec![(0, 0); kept.len()];
        for at in 0..order.len() {
            places[order[at] as usize].0 = at;
            places[plain[at] as usize].1 = at;
        }
        self.holds.sort_unstable();
        self.holds.dedup();
        let mut report = Report::default();
        for (place, row) in &mut self.holds {
            let active = &mut self.active[*row as usize];
            let (with, without) = places[*place as usize];
            active.row.moved += u32::from(with != without);
            *row = active.row.rule;
        }
        for active in self.active {
            let mut row = active.row;
            match active.rule.action {
                Action::Minimum { least } if active.works && row.matched < least => {
                    report.hide = true;
                }
                Action::Boost { .. } | Action::Bury { .. } => {
                    let scored = |place: &u32| kept[*place as usize].score.is_some();
                    if !active.matched.iter().all(scored) {
                        row.fails("no-score", None);
                    }
                }
                _ => {}
            }
            report.rules.push(row);
        }
        Ruled {
            report,
            holds: self.holds,
        }
    }
}

impl<'a> Active<'a> {
    fn new(place: usize, rule: &'a Ready, known: &Known<'_>) -> Self {
        let mut row = RuleReport {
            rule: place as u32,
            action: rule.action.name(),
            matched: 0,
            removed: 0,
            moved: 0,
            not_kept: Vec::new(),
        };
        let mut hindrance = rule.tests.iter().find_map(|test| test.hindrance(known));
        if let Action::Cap {
            field: Some(field), ..
        } = &rule.action
            && field_of(known.pack, field_key(field)).is_none()
        {
            hindrance = Some("unknown-field");
        }
        if let Some(code) = hindrance {
            row.fails(code, None);
        }
        Self {
            rule,
            works: hindrance.is_none(),
            matched: Vec::new(),
            counted: Vec::new(),
            row,
        }
    }

    fn meets(&self, known: &Known<'_>, candidate: &Candidate<'_>) -> bool {
        self.rule
            .tests
            .iter()
            .all(|test| test.meets(known, candidate))
    }

    /// Notes a candidate that it is about.
    fn take(&mut self, known: &Known<'_>, candidate: &Candidate<'_>, place: u32) {
        self.row.matched += 1;
        match &self.rule.action {
            Action::Minimum { .. } => {}
            Action::Cap { field: None, .. } => self.counted.push((place, 0)),
            Action::Cap {
                field: Some(field), ..
            } => {
                if let Some(field) = field_of(known.pack, field_key(field)) {
                    let counted = &mut self.counted;
                    // Of a path the narrowest step counts: everything may lie in one broad one.
                    candidate
                        .described()
                        .each_value(known.pack, field, |key, above| {
                            if !above {
                                counted.push((place, key));
                            }
                        });
                }
            }
            _ => self.matched.push(place),
        }
    }
}

/// The score that takes the candidate at `from` of the `sorted` ones so many places down, or up if negative.
fn between(sorted: &[(u32, f64)], from: usize, moved: i64) -> f64 {
    let last = sorted.len() as i64 - 1;
    let score = |place: i64| sorted[place.clamp(0, last) as usize].1;
    // Past an end of the list each further place counts as one usual distance, so that of two that are moved
    // alike the better one stays the better.
    let usual = ((score(0) - score(last)) / sorted.len() as f64).max(1e-6);
    let step = moved.signum();
    let mut to = from as i64 + moved;
    // Equal scores stand in the merchant's order: past all of them, or none.
    while (1..last).contains(&to) && score(to + step) == score(to) {
        to += step;
    }
    if (1..last).contains(&to) || (step < 0 && to == last) || (step > 0 && to == 0) {
        return f64::midpoint(score(to), score(to + step));
    }
    let beyond = if step < 0 { -to } else { to - last };
    score(to) - usual * (step * (beyond + 1)) as f64
}
