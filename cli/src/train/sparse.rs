//! Sparse matrices by row, as far as training needs them.

use std::num::NonZero;
use std::thread;

/// A sparse matrix, rows one after another, the columns of a row rising and each there once.
#[derive(Debug, Clone, PartialEq)]
pub struct Sparse {
    columns: usize,
    starts: Vec<usize>,
    entries: Vec<(u32, f32)>,
}

impl Sparse {
    /// An empty matrix that rows will be appended to.
    pub fn new(columns: usize) -> Sparse {
        Sparse {
            columns,
            starts: vec![0],
            entries: Vec::new(),
        }
    }

    /// Appends a row. Columns may come in any order; the values of one column add up.
    pub fn push_row(&mut self, row: impl IntoIterator<Item = (u32, f32)>) {
        let from = self.entries.len();
        self.entries.extend(row);
        self.entries[from..].sort_by_key(|&(column, _)| column);
        let mut kept = from;
        for at in from..self.entries.len() {
            let (column, value) = self.entries[at];
            debug_assert!((column as usize) < self.columns);
            if kept > from && self.entries[kept - 1].0 == column {
                self.entries[kept - 1].1 += value;
            } else {
                self.entries[kept] = (column, value);
                kept += 1;
            }
        }
        self.entries.truncate(kept);
        self.starts.push(kept);
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The entries of one row, columns rising.
    pub fn row(&self, row: usize) -> &[(u32, f32)] {
        &self.entries[self.starts[row]..self.starts[row + 1]]
    }

    /// One entry; 0 where nothing is stored.
    pub fn get(&self, row: usize, column: u32) -> f32 {
        let entries = self.row(row);
        entries
            .binary_search_by_key(&column, |e| e.0)
            .map_or(0.0, |at| entries[at].1)
    }

    /// Rows become columns.
    pub fn transpose(&self) -> Sparse {
        let mut starts = vec![0usize; self.columns + 1];
        for &(column, _) in &self.entries {
            starts[column as usize + 1] += 1;
        }
        for column in 0..self.columns {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); self.entries.len()];
        for row in 0..self.rows() {
            for &(column, value) in self.row(row) {
                let at = &mut next[column as usize];
                entries[*at] = (row as u32, value);
                *at += 1;
            }
        }
        Sparse {
            columns: self.rows(),
            starts,
            entries,
        }
    }

    /// `a * self + b * other`, both of one shape.
    pub fn blend(&self, a: f32, other: &Sparse, b: f32) -> Sparse {
        assert_eq!((self.rows(), self.columns), (other.rows(), other.columns));
        let mut out = Sparse::new(self.columns);
        for row in 0..self.rows() {
            let mine = self.row(row).iter().map(|&(c, v)| (c, a * v));
            out.push_row(mine.chain(other.row(row).iter().map(|&(c, v)| (c, b * v))));
        }
        out
    }

    /// `selfᵀ · diag(weights) · other`: how columns of `self` go together with columns of `other`
    /// over the weighted rows. Sums are made in the order of rows, so the result does not depend on
    /// the number of threads.
    pub fn cross(&self, weights: &[f32], other: &Sparse) -> Sparse {
        assert_eq!(self.rows(), other.rows());
        assert_eq!(self.rows(), weights.len());
        let by_column = self.transpose();
        let workers = thread::available_parallelism().map_or(1, NonZero::get);
        let bounds = even_cuts(&by_column.starts, workers);
        let parts: Vec<Sparse> = thread::scope(|scope| {
            let workers: Vec<_> = bounds
                .windows(2)
                .map(|w| {
                    let by_column = &by_column;
                    scope.spawn(move || cross_rows(by_column, w[0]..w[1], weights, other))
                })
                .collect();
            workers
                .into_iter()
                .map(|w| w.join().expect("a product of matrices"))
                .collect()
        });
        let mut out = Sparse::new(other.columns);
        for part in parts {
            let base = out.entries.len();
            out.starts.extend(part.starts[1..].iter().map(|s| s + base));
            out.entries.extend(part.entries);
        }
        out
    }
}

fn cross_rows(
    by_column: &Sparse,
    range: std::ops::Range<usize>,
    weights: &[f32],
    other: &Sparse,
) -> Sparse {
    let mut sums = vec![0.0f64; other.columns];
    let mut touched = Vec::new();
    let mut out = Sparse::new(other.columns);
    for column in range {
        for &(row, value) in by_column.row(column) {
            let value = f64::from(value * weights[row as usize]);
            for &(c, v) in other.row(row as usize) {
                let sum = &mut sums[c as usize];
                if *sum == 0.0 {
                    touched.push(c);
                }
                *sum += value * f64::from(v);
            }
        }
        touched.sort_unstable();
        touched.dedup();
        out.push_row(touched.iter().map(|&c| (c, sums[c as usize] as f32)));
        for c in touched.drain(..) {
            sums[c as usize] = 0.0;
        }
    }
    out
}

/// Cuts rows into `parts` ranges of about the same number of entries.
fn even_cuts(starts: &[usize], parts: usize) -> Vec<usize> {
    let rows = starts.len() - 1;
    let total = starts[rows];
    let mut cuts = vec![0];
    for part in 1..parts {
        let cut = starts
            .partition_point(|&s| s < total * part / parts)
            .min(rows);
        cuts.push(cut.max(*cuts.last().expect("starts with 0")));
    }
    cuts.push(rows);
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Sparse {
        let mut m = Sparse::new(3);
        m.push_row([(2, 1.0), (0, 2.0), (2, 0.5)]);
        m.push_row([]);
        m.push_row([(1, 4.0)]);
        m.push_row([(0, 1.0), (1, 1.0), (2, 1.0)]);
        m
    }

    #[test]
    fn rows_are_sorted_and_merged() {
        let m = small();
        assert_eq!(m.row(0), [(0, 2.0), (2, 1.5)]);
        assert_eq!((m.rows(), m.columns()), (4, 3));
        assert_eq!((m.get(0, 2), m.get(0, 1), m.get(1, 1)), (1.5, 0.0, 0.0));
    }

    #[test]
    fn transposing_twice_changes_nothing() {
        let m = small();
        assert_eq!(m.transpose().row(2), [(0, 1.5), (3, 1.0)]);
        assert_eq!(m.transpose().transpose(), m);
    }

    #[test]
    fn the_weighted_product_is_the_textbook_one() {
        let m = small();
        let weights = [1.0, 1.0, 0.5, 2.0];
        let product = m.cross(&weights, &m);
        for i in 0..3u32 {
            for j in 0..3u32 {
                let expected: f32 = (0..4).map(|r| m.get(r, i) * weights[r] * m.get(r, j)).sum();
                assert_eq!(product.get(i as usize, j), expected, "{i},{j}");
            }
        }
    }

    #[test]
    fn blending_adds() {
        let m = small();
        assert_eq!(m.blend(2.0, &m, 1.0).get(0, 2), 4.5);
    }
}
