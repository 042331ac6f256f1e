//! Cutting weights to what a pack ships.
//!
//! Rows are stored by candidate, but they are cut by predictor: every item keeps the few candidates
//! it speaks for most. Cut by candidate, a popular product would keep a few of its thousands of
//! predictors, and everybody else's session would say nothing about it (on the electronics set that
//! cost 5 % of HR@20 at 32 entries an item, this way nothing).

use vitrine::pack::MAX_ROW;

/// Entries of one item, the other item's index rising.
pub type Row = Vec<(u32, f32)>;

/// Keeps of each predictor its `keep` strongest candidates, itself not counted: what an item says of
/// its own return stays in addition. `rows` and the result are by candidate, and hold positive
/// weights only.
pub fn by_predictor(rows: &[Row], keep: usize) -> Vec<Row> {
    let mut turned = transpose(rows);
    for (predictor, row) in turned.iter_mut().enumerate() {
        *row = strongest(predictor as u32, row, keep);
    }
    let mut rows = transpose(&turned);
    for (candidate, row) in rows.iter_mut().enumerate() {
        if row.len() > MAX_ROW {
            *row = strongest(candidate as u32, row, MAX_ROW - 1);
        }
    }
    rows
}

/// The `keep` strongest positive entries and the item's own; of equal weights the lower index stays.
/// What is not a number is not kept.
pub fn strongest(own: u32, entries: &[(u32, f32)], keep: usize) -> Row {
    let usable = |&&(_, weight): &&(u32, f32)| weight > 0.0 && weight.is_finite();
    let mut row: Row = entries
        .iter()
        .filter(usable)
        .filter(|e| e.0 != own)
        .copied()
        .collect();
    if row.len() > keep {
        if keep > 0 {
            row.select_nth_unstable_by(keep - 1, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        }
        row.truncate(keep);
    }
    row.extend(entries.iter().filter(usable).find(|e| e.0 == own));
    row.sort_unstable_by_key(|e| e.0);
    row
}

/// Rows by candidate become rows by predictor, and the other way round.
pub fn transpose(rows: &[Row]) -> Vec<Row> {
    let mut out = vec![Row::new(); rows.len()];
    for (from, row) in rows.iter().enumerate() {
        for &(to, weight) in row {
            out[to as usize].push((from as u32, weight));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_positive_entries_stay_and_the_own_one() {
        let row = [
            (0, 0.5),
            (1, 0.1),
            (2, -3.0),
            (3, 0.5),
            (4, 2.0),
            (5, f32::NAN),
            (6, 0.5),
        ];
        assert_eq!(
            strongest(1, &row, 3),
            [(0, 0.5), (1, 0.1), (3, 0.5), (4, 2.0)]
        );
        assert_eq!(strongest(1, &row, 0), [(1, 0.1)]);
        assert_eq!(strongest(9, &row, 99).len(), 5);
    }

    #[test]
    fn every_predictor_keeps_its_say() {
        // Item 0 is predicted by all; each of the others also predicts one neighbour, more weakly.
        let mut rows: Vec<Row> = (0..6).map(|j| vec![(j % 5 + 1, 0.5)]).collect();
        rows[0] = (1..6).map(|i| (i, 1.0)).collect();
        let cut = by_predictor(&rows, 1);
        assert_eq!(cut[0].len(), 5);
        assert!(cut[1..].iter().all(Vec::is_empty));
    }

    #[test]
    fn a_row_fits_the_format() {
        let mut rows = vec![Row::new(); 400];
        rows[7] = (0..400).map(|i| (i, 1.0 + i as f32)).collect();
        let cut = by_predictor(&rows, 3);
        assert_eq!(cut[7].len(), MAX_ROW);
        assert!(cut[7].contains(&(7, 8.0)), "its own entry stays");
        assert!(!cut[7].contains(&(0, 1.0)));
    }
}
