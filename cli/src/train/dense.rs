//! Solving with a symmetric positive definite matrix: a blocked Cholesky factor, and right-hand
//! sides a chunk at a time, so that the full inverse is never held.
//!
//! The blocks make nearly all of the work matrix products, which `ndarray` hands to tuned kernels
//! on every core. Those split the result, never a sum: the same input gives the same bits on one
//! machine, whatever its load.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, s};

use super::sparse::Sparse;

/// Width of a block: small enough for the second-level cache, large enough for full speed.
const BLOCK: usize = 128;
/// Rows of right-hand sides solved together.
const CHUNK: usize = 512;

/// Lower Cholesky factor of a symmetric positive definite matrix.
#[derive(Debug)]
pub struct Factor {
    lower: Array2<f32>,
    /// The inverse of each diagonal block.
    inverses: Vec<Array2<f32>>,
}

/// The matrix has no Cholesky factor: it is not positive definite, or so nearly that the precision
/// does not show it. More regularisation cures both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotPositiveDefinite;

impl Factor {
    /// Factors `gram + ridge · I`; `gram` must be square and symmetric.
    pub fn of(gram: &Sparse, ridge: f32) -> Result<Factor, NotPositiveDefinite> {
        assert_eq!(gram.rows(), gram.columns());
        let n = gram.rows();
        let mut lower = Array2::<f32>::zeros((n, n));
        for row in 0..n {
            for &(column, value) in gram.row(row) {
                if column as usize <= row {
                    lower[[row, column as usize]] = value;
                }
            }
            lower[[row, row]] += ridge;
        }
        let mut inverses = Vec::with_capacity(n.div_ceil(BLOCK));
        for from in (0..n).step_by(BLOCK) {
            let to = (from + BLOCK).min(n);
            factor_small(lower.slice_mut(s![from..to, from..to]))?;
            let inverse = invert_small(lower.slice(s![from..to, from..to]));
            let panel = lower.slice(s![to.., from..to]).dot(&inverse.t());
            lower.slice_mut(s![to.., from..to]).assign(&panel);
            // Only the lower triangle of what remains, one block column at a time.
            for column in (to..n).step_by(BLOCK) {
                let end = (column + BLOCK).min(n);
                let left = panel.slice(s![column - to.., ..]);
                let right = panel.slice(s![column - to..end - to, ..]);
                let mut target = lower.slice_mut(s![column.., column..end]);
                general_mat_mul(-1.0, &left, &right.t(), 1.0, &mut target);
            }
            inverses.push(inverse);
        }
        Ok(Factor { lower, inverses })
    }

    /// Solves `x · A = r` for every row `r` of `rights` and hands the solutions on, in order:
    /// `take(row, x)`. As `A` is symmetric, `x` is also the solution of `A · xᵀ = rᵀ`.
    pub fn solve_rows(&self, rights: &Sparse, mut take: impl FnMut(usize, &[f32])) {
        let n = self.lower.nrows();
        assert_eq!(rights.columns(), n);
        let mut chunk = Array2::<f32>::zeros((CHUNK, n));
        for from in (0..rights.rows()).step_by(CHUNK) {
            let count = CHUNK.min(rights.rows() - from);
            let mut block = chunk.slice_mut(s![..count, ..]);
            block.fill(0.0);
            for k in 0..count {
                for &(column, value) in rights.row(from + k) {
                    block[[k, column as usize]] = value;
                }
            }
            self.solve(block.view_mut());
            for (k, row) in block.axis_iter(Axis(0)).enumerate() {
                take(
                    from + k,
                    row.as_slice()
                        .expect("rows of a whole array are contiguous"),
                );
            }
        }
    }

    /// `x ← x · A⁻¹`, by the two triangles.
    fn solve(&self, mut x: ArrayViewMut2<'_, f32>) {
        let n = self.lower.nrows();
        let blocks = self.inverses.len();
        let range = |b: usize| (b * BLOCK, ((b + 1) * BLOCK).min(n));
        for b in 0..blocks {
            let (from, to) = range(b);
            let (done, mut rest) = x.view_mut().split_at(Axis(1), from);
            let mut here = rest.slice_mut(s![.., ..to - from]);
            let factor = self.lower.slice(s![from..to, ..from]);
            general_mat_mul(-1.0, &done, &factor.t(), 1.0, &mut here);
            let solved = here.dot(&self.inverses[b].t());
            here.assign(&solved);
        }
        for b in (0..blocks).rev() {
            let (from, to) = range(b);
            let (mut rest, done) = x.view_mut().split_at(Axis(1), to);
            let mut here = rest.slice_mut(s![.., from..]);
            let factor = self.lower.slice(s![to.., from..to]);
            general_mat_mul(-1.0, &done, &factor, 1.0, &mut here);
            let solved = here.dot(&self.inverses[b]);
            here.assign(&solved);
        }
    }
}

/// Cholesky of a small matrix in place; only the lower triangle is read, the upper is zeroed.
pub fn factor_small(mut a: ArrayViewMut2<'_, f32>) -> Result<(), NotPositiveDefinite> {
    let n = a.nrows();
    for j in 0..n {
        let mut pivot = f64::from(a[[j, j]]);
        for k in 0..j {
            pivot -= f64::from(a[[j, k]]) * f64::from(a[[j, k]]);
        }
        // `is_finite` also turns away a pivot that is not a number.
        if !(pivot > 0.0 && pivot.is_finite()) {
            return Err(NotPositiveDefinite);
        }
        let pivot = pivot.sqrt() as f32;
        a[[j, j]] = pivot;
        for i in j + 1..n {
            let mut value = a[[i, j]];
            for k in 0..j {
                value -= a[[i, k]] * a[[j, k]];
            }
            a[[i, j]] = value / pivot;
            a[[j, i]] = 0.0;
        }
    }
    Ok(())
}

/// Inverse of a small lower triangle.
fn invert_small(lower: ArrayView2<'_, f32>) -> Array2<f32> {
    let n = lower.nrows();
    let mut inverse = Array2::<f32>::zeros((n, n));
    for j in 0..n {
        inverse[[j, j]] = 1.0 / lower[[j, j]];
        for i in j + 1..n {
            let mut sum = 0.0;
            for k in j..i {
                sum += lower[[i, k]] * inverse[[k, j]];
            }
            inverse[[i, j]] = -sum / lower[[i, i]];
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A band matrix with a heavy diagonal, larger than two blocks.
    fn band(n: usize) -> Sparse {
        let mut m = Sparse::new(n);
        for i in 0..n {
            let near = (i.saturating_sub(3)..(i + 4).min(n)).filter(|&j| j != i);
            let near = near.map(|j| (j as u32, 1.0 / (1.0 + i.abs_diff(j) as f32)));
            m.push_row(near.chain([(i as u32, 2.0)]));
        }
        m
    }

    #[test]
    fn what_was_solved_multiplies_back() {
        let n = 2 * BLOCK + 37;
        let gram = band(n);
        let factor = Factor::of(&gram, 0.5).expect("positive definite");
        let mut rights = Sparse::new(n);
        for r in 0..CHUNK + 5 {
            rights.push_row([((r % n) as u32, 1.0), ((r * 7 % n) as u32, 3.0)]);
        }
        let mut rows = 0;
        factor.solve_rows(&rights, |r, x| {
            assert_eq!(r, rows);
            rows += 1;
            for i in 0..n {
                let product: f32 = gram
                    .row(i)
                    .iter()
                    .map(|&(j, v)| v * x[j as usize])
                    .sum::<f32>()
                    + 0.5 * x[i];
                let expected = rights.get(r, i as u32);
                assert!(
                    (product - expected).abs() < 1e-4,
                    "{r},{i}: {product} not {expected}"
                );
            }
        });
        assert_eq!(rows, CHUNK + 5);
    }

    #[test]
    fn an_indefinite_matrix_is_refused() {
        let mut m = Sparse::new(2);
        m.push_row([(0, 1.0), (1, 2.0)]);
        m.push_row([(0, 2.0), (1, 1.0)]);
        assert_eq!(Factor::of(&m, 0.0).err(), Some(NotPositiveDefinite));
        assert!(Factor::of(&m, 5.0).is_ok());
    }
}
