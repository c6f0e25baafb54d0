use super::{Law, LawError, integral};
use crate::numeric::{Side, normal};
use libm::exp;
use std::f64::consts::PI;

/// The normal law N(mean, std_dev²); std_dev = 0 is the point mass at the mean.
///
/// ```
/// use saturation::law::Normal;
/// let z = Normal { mean: 0.0, std_dev: 501f64.sqrt() };
/// assert!((z.outside(1.0) - 0.964_365_001_742_259_3).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    /// E z.
    pub mean: f64,
    /// √Var z, ≥ 0.
    pub std_dev: f64,
}

impl Normal {
    /// N(0, 1).
    pub const STANDARD: Self = Self { mean: 0.0, std_dev: 1.0 };

    /// (z − mean) / std_dev; for a point mass −∞ below it and +∞ from it on.
    fn score(&self, z: f64) -> f64 {
        match self.std_dev {
            0.0 if z < self.mean => f64::NEG_INFINITY,
            0.0 => f64::INFINITY,
            std_dev => (z - self.mean) / std_dev,
        }
    }

    /// f(z) = exp(−(z − mean)² / 2 std_dev²) / (√(2π) std_dev), in units of 1/z; of a point mass ∞ at it and 0 beside it.
    pub fn density(&self, z: f64) -> f64 {
        if self.std_dev == 0.0 {
            return if z == self.mean { f64::INFINITY } else { 0.0 };
        }
        let t = self.score(z);
        exp(-0.5 * t * t) / ((2.0 * PI).sqrt() * self.std_dev)
    }

    /// P(Z ≤ z) = Φ((z − mean) / std_dev), precise in both tails.
    pub fn cdf(&self, z: f64) -> f64 {
        normal::cdf(self.score(z))
    }

    /// P(Z > z), precise in both tails.
    pub fn sf(&self, z: f64) -> f64 {
        normal::cdf(-self.score(z))
    }

    /// P(|Z| > z), for z ≥ 0.
    pub fn outside(&self, z: f64) -> f64 {
        Law::outside(self, z)
    }

    /// P(lower < Z ≤ upper): a difference of the smaller tails, so that a thin slice far out keeps its precision.
    pub fn between(&self, lower: f64, upper: f64) -> f64 {
        Law::between(self, lower, upper)
    }

    /// The z below which a share p of the law lies; −∞ at p ≤ 0, +∞ at p ≥ 1.
    pub fn quantile(&self, p: f64) -> f64 {
        if p <= 0.0 {
            return f64::NEG_INFINITY;
        }
        normal::quantile(Side::Lower, p).map_or(f64::INFINITY, |score| self.mean + self.std_dev * score)
    }

    /// The `cells − 1` inner edges that cut the law into cells of equal probability, ascending.
    pub fn equiprobable_edges(&self, cells: usize) -> Vec<f64> {
        (1..cells).map(|k| self.quantile(k as f64 / cells as f64)).collect()
    }
}

impl Law for Normal {
    fn mean(&self) -> f64 {
        self.mean
    }

    fn std_dev(&self) -> f64 {
        self.std_dev
    }

    fn density(&self, z: f64) -> f64 {
        self.density(z)
    }

    fn cdf(&self, z: f64) -> f64 {
        self.cdf(z)
    }

    fn sf(&self, z: f64) -> f64 {
        self.sf(z)
    }

    fn quantile(&self, p: f64) -> f64 {
        self.quantile(p)
    }

    /// ∫ f(z) φ(z) dz by the trapezoidal rule, or with kinks by quadrature in pieces that end there; an error unless
    /// std_dev < 1e6.
    ///
    /// The rule converges like exp(−2πa/h) in the half-width a of the strip in which the integrand is analytic (Trefethen
    /// and Weideman, SIAM Review 56, 2014). With the step h = min(std_dev, 1)/4 that is below 1e-33 for σ′ and its powers
    /// (a = π) and 7e-18 for an a of π/2, that of tanh, of whose square of the derivative, with poles of the fourth order, it
    /// leaves 6e-13; the Gaussian itself has no pole. Beyond 9 std_dev lies 2e-19 of the
    /// law.
    ///
    /// The pieces reach to where the density is next to the smallest number: a kink may leave nothing else of f.
    fn expectation(&self, f: &dyn Fn(f64) -> f64, kinks: &[f64]) -> Result<f64, LawError> {
        // A spread that numbers near the mean hardly tell apart changes nothing that is smooth.
        if self.std_dev <= 1e-11 * self.mean.abs() {
            return Ok(f(self.mean));
        }
        if self.std_dev == 0.0 {
            return Ok(f(self.mean));
        }
        if self.std_dev.is_nan() || self.std_dev >= 1e6 {
            return Err(LawError::TooWide(self.std_dev));
        }
        if !kinks.is_empty() {
            let reach = 38.0;
            let scores = [0.0, 1.0, 3.0, 9.0, reach].into_iter().flat_map(|score| [-score, score]);
            let mut points: Vec<f64> = scores.map(|score| self.mean + score * self.std_dev).collect();
            // f changes beside its kinks within a few units, of which a wide law may see few.
            let beside = |kink: &f64| [0.0, -1.0, 1.0, -4.0, 4.0, -16.0, 16.0].map(|distance| kink + distance);
            points.extend(kinks.iter().flat_map(beside));
            points.retain(|z| (z - self.mean).abs() <= reach * self.std_dev);
            return integral(|z| f(z) * self.density(z), points);
        }
        let step = self.std_dev.min(1.0) / 4.0;
        let half = (9.0 * self.std_dev / step).ceil() as i64;
        let points = (-half..=half).map(|k| self.mean + k as f64 * step);
        Ok(step * points.map(|z| f(z) * self.density(z)).sum::<f64>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_invert_the_cdf_in_the_middle_and_in_the_tails() {
        let law = Normal { mean: 3.0, std_dev: 0.5 };
        for p in [1e-300, 1e-12, 0.025, 0.5, 0.8413447460685429, 1.0 - 1e-12] {
            assert!((law.cdf(law.quantile(p)) / p - 1.0).abs() < 1e-10, "p = {p}");
        }
        assert_eq!((law.quantile(0.0), law.quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
    }

    #[test]
    fn slices_far_out_keep_their_precision() {
        let tail = Normal::STANDARD.between(9.0, 10.0);
        assert!((tail / 1.1285122074236e-19 - 1.0).abs() < 1e-10, "{tail:e}");
        assert_eq!(tail, Normal::STANDARD.between(-10.0, -9.0));
    }

    #[test]
    fn equiprobable_cells_are_equiprobable() {
        let law = Normal { mean: -1.0, std_dev: 22.4 };
        let edges = law.equiprobable_edges(128);
        assert_eq!(edges.len(), 127);
        for pair in edges.windows(2) {
            assert!((law.between(pair[0], pair[1]) * 128.0 - 1.0).abs() < 1e-12);
        }
    }
}
