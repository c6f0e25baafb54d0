//! The plain sampler: one generator, rand_distr's ziggurat. The reference that tests and benches compare
//! [`normal`](super::normal) with.

use super::{Key, generator};
use rand_distr::{Distribution, StandardNormal};

/// Fills `z` with literal draws of z = Σₖ cₖgₖ, trial after trial: one fresh gₖ ~ N(0, 1) for each coefficient.
///
/// The same law as [`normal::weighted_sums`](super::normal::weighted_sums), and other numbers.
///
/// ```
/// use saturation::sampling::{Stream, plain};
/// let mut z = [0.0; 4];
/// plain::weighted_sums(&[1.0; 501], Stream::new(7, "doc").chunk(0), &mut z);
/// assert!(z.iter().all(|z| z.abs() < 200.0)); // 9 standard deviations
/// ```
pub fn weighted_sums(coefficients: &[f64], stream: Key, z: &mut [f64]) {
    let mut generator = generator(stream);
    for z in z {
        let terms = coefficients.iter().map(|c| {
            let g: f64 = StandardNormal.sample(&mut generator);
            c * g
        });
        *z = terms.sum();
    }
}
