use super::ChunkStream;
use rand_distr::{Distribution, StandardNormal};

/// Fills `z` with literal draws of z = Σₖ cₖgₖ, trial after trial: one fresh gₖ ~ N(0, 1) for each coefficient.
///
/// The one place where normals are drawn: a faster sampler replaces the body, not the callers.
///
/// ```
/// use saturation::sampling::{Stream, weighted_sums};
/// let mut z = [0.0; 4];
/// weighted_sums(&[1.0; 501], Stream::new(7, "doc").chunk(0), &mut z);
/// assert!(z.iter().all(|z| z.abs() < 200.0));
/// ```
pub fn weighted_sums(coefficients: &[f64], stream: ChunkStream, z: &mut [f64]) {
    let mut generator = stream.generator();
    for z in z {
        let terms = coefficients.iter().map(|c| {
            let g: f64 = StandardNormal.sample(&mut generator);
            c * g
        });
        *z = terms.sum();
    }
}
