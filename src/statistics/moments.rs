use super::ExactSum;
use saturation_kernel::power_sums;
use serde::{Deserialize, Serialize};

/// The number of trials and their sums of powers about a fixed centre: mean and central moments to the fourth order.
///
/// Sₖ = Σ (z − c)ᵏ, k = 1…4. The centre c is no further from the mean than its spread, so that little cancels when
/// the moments are moved to the mean that was measured.
///
/// ```
/// use saturation::statistics::Moments;
/// let mut moments = Moments::about(0.0);
/// moments.add(&[1.0, 2.0, 3.0, 4.0]);
/// assert_eq!(moments.mean(), 2.5);
/// assert!((moments.variance() - 5.0 / 3.0).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moments {
    center: f64,
    count: u64,
    /// Sₖ, k = 1…4.
    power_sums: [ExactSum; 4],
}

impl Moments {
    /// No trials yet, with sums about `center`.
    pub fn about(center: f64) -> Self {
        Self { center, count: 0, power_sums: Default::default() }
    }

    /// Adds a chunk: its sums in floating point, eight interleaved ones of each power, then exactly to those of other
    /// chunks.
    pub fn add(&mut self, z: &[f64]) {
        let sums = power_sums(self.center, z);
        self.count += z.len() as u64;
        for (all, sums) in self.power_sums.iter_mut().zip(sums) {
            all.add(sums.iter().sum());
        }
    }

    /// Adds the trials of another collection about the same centre.
    ///
    /// # Panics
    /// If the centres differ: such sums have nothing in common.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!(self.center, other.center, "moments about different centres cannot be merged");
        self.count += other.count;
        for (all, sum) in self.power_sums.iter_mut().zip(&other.power_sums) {
            all.merge(sum);
        }
    }

    /// The centre c.
    pub fn center(&self) -> f64 {
        self.center
    }

    /// Whether every value was a finite number.
    pub(super) fn is_finite(&self) -> bool {
        self.power_sums.iter().all(|sum| sum.value().is_finite())
    }

    /// The number of trials.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// z̄; NaN without trials.
    pub fn mean(&self) -> f64 {
        self.center + self.raw()[0]
    }

    /// s² = Σ (z − z̄)² / (n − 1), unbiased; NaN for fewer than two trials.
    pub fn variance(&self) -> f64 {
        let n = self.count as f64;
        self.central(2) * (n / (n - 1.0))
    }

    /// s = √s².
    pub fn std_dev(&self) -> f64 {
        self.variance().sqrt()
    }

    /// m₃ / m₂^(3/2): 0 for a symmetric law.
    pub fn skewness(&self) -> f64 {
        self.central(3) / self.central(2).powi(3).sqrt()
    }

    /// m₄ / m₂² − 3: 0 for a normal law.
    pub fn excess_kurtosis(&self) -> f64 {
        self.central(4) / self.central(2).powi(2) - 3.0
    }

    /// Σ (z − c)ᵏ / n for k = 1…4: about the centre, not about the mean.
    pub fn raw(&self) -> [f64; 4] {
        let n = self.count as f64;
        self.power_sums.each_ref().map(|sum| sum.value() / n)
    }

    /// mₖ = Σ (z − z̄)ᵏ / n from the moments about the centre, d = z̄ − c.
    fn central(&self, order: u32) -> f64 {
        let [d, r2, r3, r4] = self.raw();
        match order {
            // Rounding may leave a spread of 0 a trifle below it; a NaN stays one.
            2 if r2 < d * d => 0.0,
            2 => r2 - d * d,
            3 => r3 - 3.0 * d * r2 + 2.0 * d * d * d,
            _ => r4 - 4.0 * d * r3 + 6.0 * d * d * r2 - 3.0 * d * d * d * d,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_do_not_depend_on_the_centre() {
        let z: Vec<f64> = (0..1000).map(|k| (f64::from(k) * 0.37).sin() * 2.0 + f64::from(k % 7)).collect();
        let of = |center| {
            let mut moments = Moments::about(center);
            moments.add(&z);
            [moments.mean(), moments.variance(), moments.skewness(), moments.excess_kurtosis()]
        };
        for (a, b) in of(0.0).into_iter().zip(of(3.0)) {
            assert!((a - b).abs() < 1e-12, "{a} {b}");
        }
    }

    #[test]
    fn the_order_of_chunks_does_not_matter() {
        let z: Vec<f64> = (0..10_000).map(|k| (f64::from(k) * 0.37).sin()).collect();
        let part = |z: &[f64]| {
            let mut moments = Moments::about(0.1);
            moments.add(z);
            moments
        };
        let merged = |chunks: &mut dyn Iterator<Item = &[f64]>| {
            chunks
                .map(part)
                .reduce(|mut a, b| {
                    a.merge(&b);
                    a
                })
                .unwrap()
        };
        let forward = merged(&mut z.chunks(100));
        let backward = merged(&mut z.chunks(100).rev());
        assert_eq!(forward, backward);
    }

    #[test]
    fn too_few_trials_have_no_variance() {
        let mut moments = Moments::about(0.0);
        assert!(moments.mean().is_nan() && moments.variance().is_nan());
        moments.add(&[1.0]);
        assert!(moments.mean() == 1.0 && moments.variance().is_nan());
    }

    /// A number of values that is no multiple of eight, about a centre that is none of them: against plain sums.
    #[test]
    fn every_value_is_added_once_whatever_their_number() {
        for length in [1, 7, 8, 9, 1003] {
            let z: Vec<f64> = (0..length).map(|k| (f64::from(k) * 0.37).sin() + 0.1).collect();
            let mut moments = Moments::about(3.0);
            moments.add(&z);
            for (k, ours) in (1..).zip(moments.raw()) {
                let plain = z.iter().map(|z| (z - 3.0).powi(k)).sum::<f64>() / f64::from(length);
                assert!((ours - plain).abs() < 1e-13 * plain.abs(), "{length} values, power {k}: {ours}, {plain}");
            }
        }
    }
}
