use super::{Law, LawError, integral};
use crate::numeric::quadrature::integrate;
use crate::numeric::{beta, elementary};
use std::f64::consts::FRAC_PI_2;

/// The exact law of z = s·t + b: t a coordinate of a uniformly random point of the unit sphere in m dimensions, b
/// independent of it.
///
/// It is that of a neuron whose weights are a row of g times a random orthogonal matrix of m rows and columns, cut to
/// fan_in ≤ m entries: w·x = g‖x‖t, for a rotation of the sphere turns x into a multiple of the first axis. (1 + t)/2 has the
/// law Beta((m − 1)/2, (m − 1)/2); for m = 1, t = ±1.
///
/// P(Z ≤ z) and P(Z > z) have the relative precision of 1e-10 in both tails without b; with b, P(Z ≤ z) = ∫ F_b(z − st) dF(t)
/// by quadrature.
///
/// ```
/// use saturation::law::{Law, OrthogonalRow};
/// let law = OrthogonalRow::new(22.4, 3, None)?;
/// assert!((law.cdf(11.2) - 0.75).abs() < 1e-14); // Archimedes: uniform in three dimensions
/// # Ok::<(), saturation::law::LawError>(())
/// ```
#[derive(Debug)]
pub struct OrthogonalRow {
    scale: f64,
    dimension: usize,
    bias: Option<Box<dyn Law>>,
}

impl OrthogonalRow {
    /// The law of z for s > 0 and m ≥ 1.
    ///
    /// # Errors
    /// [`LawError::TooNarrow`] for a z whose standard deviation is below 1e-140.
    pub fn new(scale: f64, dimension: usize, bias: Option<Box<dyn Law>>) -> Result<Self, LawError> {
        let law = Self { scale: scale.abs(), dimension: dimension.max(1), bias };
        let std_dev = law.spread();
        if std_dev < 1e-140 { Err(LawError::TooNarrow(std_dev)) } else { Ok(law) }
    }

    /// √Var st = s/√m.
    fn spread(&self) -> f64 {
        self.scale / (self.dimension as f64).sqrt()
    }

    /// P(T > t), from the tail of the beta law.
    fn tail(&self, t: f64) -> f64 {
        if self.dimension == 1 {
            return if t < -1.0 {
                1.0
            } else if t < 1.0 {
                0.5
            } else {
                0.0
            };
        }
        let shape = 0.5 * (self.dimension as f64 - 1.0);
        // 1 − t keeps its digits where the tail is small.
        let p = beta::tails(shape, shape, (0.5 * (1.0 - t)).clamp(0.0, 1.0));
        p.map_or(f64::NAN, |tails| tails.lower())
    }

    /// The density of t: Γ(m/2) / (√π Γ((m − 1)/2)) · (1 − t²)^((m − 3)/2); of two points ∞ at them.
    fn density_of_coordinate(&self, t: f64) -> f64 {
        if self.dimension == 1 {
            return if t.abs() == 1.0 { f64::INFINITY } else { 0.0 };
        }
        if t.abs() > 1.0 {
            return 0.0;
        }
        let rest = (1.0 - t) * (1.0 + t);
        let power = 0.5 * (self.dimension as f64 - 3.0);
        // At the ends of the arc sine law there is no density: ∞.
        if power == 0.0 { self.constant() } else { self.constant() * libm::exp(power * libm::log(rest)) }
    }

    /// Γ(m/2) / (√π Γ((m − 1)/2)), without a difference of large logarithms.
    fn constant(&self) -> f64 {
        let a = 0.5 * (self.dimension as f64 - 1.0);
        let [less, more] = [a, a + 0.5].map(elementary::stirling_error);
        let ln = a * libm::log1p(0.5 / a) - 0.5 + 0.5 * libm::log(a) + more - less;
        libm::exp(ln) / std::f64::consts::PI.sqrt()
    }

    /// The density of θ, t = sin θ: a power of the cosine, smooth at both ends.
    fn weight(&self) -> impl Fn(f64) -> f64 {
        let (constant, power) = (self.constant(), self.dimension as f64 - 2.0);
        move |theta| constant * libm::exp(power * libm::log(libm::cos(theta)))
    }

    /// Where integrals over θ are cut: at the ends, and on the sphere's own width.
    fn points(&self) -> Vec<f64> {
        let width = 1.0 / (self.dimension as f64).sqrt();
        let own = [-8.0, -3.0, 0.0, 3.0, 8.0].map(|k| (k * width).clamp(-FRAC_PI_2, FRAC_PI_2));
        [-FRAC_PI_2, FRAC_PI_2].into_iter().chain(own).collect()
    }

    /// The θ at which st = z, or the end next to it.
    fn angle(&self, z: f64) -> f64 {
        libm::asin((z / self.scale).clamp(-1.0, 1.0))
    }

    /// ∫ f(z − st) dF(t), for an f of the bias that bends about its mean.
    fn mixed(&self, bias: &dyn Law, z: f64, f: impl Fn(f64) -> f64) -> f64 {
        if self.dimension == 1 {
            return 0.5 * (f(z - self.scale) + f(z + self.scale));
        }
        let (weight, mut points) = (self.weight(), self.points());
        let bends = [-12.0, -4.0, -1.8, 0.0, 1.8, 4.0, 12.0].map(|k| z - bias.mean() - k * bias.std_dev());
        points.extend(bends.map(|z| self.angle(z)));
        points.sort_by(f64::total_cmp);
        points.dedup();
        integrate(|theta| weight(theta) * f(z - self.scale * libm::sin(theta)), &points, 1e-13).value
    }
}

impl Law for OrthogonalRow {
    fn mean(&self) -> f64 {
        self.bias.as_ref().map_or(0.0, |bias| bias.mean())
    }

    fn std_dev(&self) -> f64 {
        let bias = self.bias.as_ref().map_or(0.0, |bias| bias.std_dev());
        libm::hypot(self.spread(), bias)
    }

    fn density(&self, z: f64) -> f64 {
        match &self.bias {
            None => self.density_of_coordinate(z / self.scale) / self.scale,
            Some(bias) => self.mixed(&**bias, z, |b| bias.density(b)),
        }
    }

    fn cdf(&self, z: f64) -> f64 {
        match &self.bias {
            // Symmetric, but that a point mass at z counts here.
            None if self.dimension == 1 => 1.0 - self.tail(z / self.scale),
            None => self.tail(-z / self.scale),
            Some(bias) => self.mixed(&**bias, z, |b| bias.cdf(b)).clamp(0.0, 1.0),
        }
    }

    fn sf(&self, z: f64) -> f64 {
        match &self.bias {
            None => self.tail(z / self.scale),
            Some(bias) => self.mixed(&**bias, z, |b| bias.sf(b)).clamp(0.0, 1.0),
        }
    }

    /// ∫ f(s sin θ) over the sphere, and over the bias where there is one; an error unless 1e-9 of E |f(Z)| are reached.
    fn expectation(&self, f: &dyn Fn(f64) -> f64, kinks: &[f64]) -> Result<f64, LawError> {
        let given = |t: f64| match &self.bias {
            None => f(self.scale * t),
            Some(bias) => {
                let moved: Vec<f64> = kinks.iter().map(|kink| kink - self.scale * t).collect();
                bias.expectation(&|b| f(self.scale * t + b), &moved).unwrap_or(f64::NAN)
            }
        };
        if self.dimension == 1 {
            let value = 0.5 * (given(-1.0) + given(1.0));
            return if value.is_nan() { Err(LawError::NotConverged { value, error: value }) } else { Ok(value) };
        }
        let (weight, mut points) = (self.weight(), self.points());
        // The width on which f is likely to change.
        points.extend([-8.0, -2.0, 2.0, 8.0].iter().chain(kinks).map(|z| self.angle(*z)));
        integral(|theta| weight(theta) * given(libm::sin(theta)), points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Normal;
    use crate::numeric::normal;

    #[test]
    fn one_two_and_three_dimensions_are_two_points_the_arc_sine_law_and_the_uniform_one() {
        let of = |dimension| OrthogonalRow::new(2.0, dimension, None).unwrap();
        assert_eq!([-2.1, -2.0, 0.0, 2.0].map(|z| of(1).cdf(z)), [0.0, 0.5, 0.5, 1.0]);
        for z in [-1.9f64, -0.3, 0.0, 1.2] {
            let arc = 0.5 + libm::asin(z / 2.0) / std::f64::consts::PI;
            assert!((of(2).cdf(z) - arc).abs() < 1e-14 && (of(2).sf(z) - (1.0 - arc)).abs() < 1e-14, "{z}");
            assert!((of(2).density(z) - 1.0 / (std::f64::consts::PI * (4.0 - z * z).sqrt())).abs() < 1e-14, "{z}");
            assert!((of(3).cdf(z) - (z + 2.0) / 4.0).abs() < 1e-14 && (of(3).density(z) - 0.25).abs() < 1e-14, "{z}");
        }
        assert!((of(1000).std_dev() - 2.0 / 1000f64.sqrt()).abs() < 1e-17);
    }

    #[test]
    fn many_dimensions_are_nearly_normal_and_moments_are_those_of_the_sphere() {
        for dimension in [1, 2, 5, 1000, 10_000] {
            let law = OrthogonalRow::new(3.0, dimension, None).unwrap();
            let m = dimension as f64;
            let second = law.expectation(&|z| z * z, &[]).unwrap();
            assert!((second / (9.0 / m) - 1.0).abs() < 1e-12, "{dimension}: {second}");
            let fourth = law.expectation(&|z| z.powi(4), &[]).unwrap();
            assert!((fourth / (243.0 / (m * (m + 2.0))) - 1.0).abs() < 1e-12, "{dimension}: {fourth}");
        }
        let law = OrthogonalRow::new(100.0, 10_000, None).unwrap();
        assert!((law.sf(1.96) - normal::cdf(-1.96)).abs() < 1e-4);
    }

    #[test]
    fn a_bias_smears_the_sphere() {
        for (dimension, std_dev) in [(1, 0.5), (2, 1e-3), (3, 1.0), (1000, 0.02), (1000, 10.0)] {
            let bias = Normal { mean: 0.25, std_dev };
            let law = OrthogonalRow::new(1.0, dimension, Some(Box::new(bias))).unwrap();
            for z in [-0.9, 0.0, 0.26, 0.8] {
                assert!((law.cdf(z) + law.sf(z) - 1.0).abs() < 1e-12, "{dimension}, {z}");
                let h = 1e-5 * law.std_dev().min(std_dev);
                let slope = (law.cdf(z + h) - law.cdf(z - h)) / (2.0 * h);
                assert!((law.density(z) - slope).abs() <= 1e-5 * (1.0 + slope), "{dimension}, {z}: {slope}");
            }
            let second = law.expectation(&|z| (z - 0.25) * (z - 0.25), &[]).unwrap();
            assert!((second / law.std_dev().powi(2) - 1.0).abs() < 1e-12, "{dimension}");
        }
        // A bias far outside of the sphere, and one without spread.
        for (mean, std_dev) in [(-100.0, 1.0), (5.0, 0.0)] {
            let law = OrthogonalRow::new(1.0, 10, Some(Box::new(Normal { mean, std_dev }))).unwrap();
            assert!([-10.0, 0.0, 4.5, 200.0].iter().all(|z| (0.0..=1.0).contains(&law.cdf(*z)) && law.sf(*z) <= 1.0));
        }
        // In three dimensions t is uniform, and the tail that of a normal number averaged over it.
        let bias = Normal { mean: 0.0, std_dev: 1.0 };
        let law = OrthogonalRow::new(1.0, 3, Some(Box::new(bias))).unwrap();
        let excess = |x: f64| x * normal::cdf(x) + normal::density(x);
        let exact = (excess(-2.0 + 1.0) - excess(-2.0 - 1.0)) / 2.0;
        assert!((law.sf(2.0) / exact - 1.0).abs() < 1e-12);
    }
}
