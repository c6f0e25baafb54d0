use super::{Law, LawError, integral};
use statrs::distribution::{Continuous, ContinuousCDF};
use statrs::statistics::Distribution;
use std::fmt::Debug;

/// A continuous distribution of `statrs` as a law: as precise as its functions there.
///
/// ```
/// use saturation::law::{FromStatrs, Law};
/// let law = FromStatrs::new(statrs::distribution::Laplace::new(0.0, 1.0)?)?;
/// assert_eq!(law.std_dev(), 2f64.sqrt());
/// assert!((law.expectation(&|z| z * z, &[])? - 2.0).abs() < 1e-12);
/// assert!((law.quantile(0.25) + 2f64.ln()).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct FromStatrs<D> {
    distribution: D,
    mean: f64,
    std_dev: f64,
}

impl<D: Distribution<f64>> FromStatrs<D> {
    /// The law of this distribution.
    ///
    /// # Errors
    /// [`LawError::NoMoments`] unless it has a finite mean and a finite standard deviation.
    pub fn new(distribution: D) -> Result<Self, LawError> {
        let finite = |name, value: Option<f64>| value.filter(|x| x.is_finite()).ok_or(LawError::NoMoments(name));
        let (mean, std_dev) = (finite("mean", distribution.mean())?, finite("std_dev", distribution.std_dev())?);
        Ok(Self { distribution, mean, std_dev })
    }
}

impl<D> Law for FromStatrs<D>
where
    D: ContinuousCDF<f64, f64> + Continuous<f64, f64> + Distribution<f64> + Debug + Send + Sync,
{
    fn mean(&self) -> f64 {
        self.mean
    }

    fn std_dev(&self) -> f64 {
        self.std_dev
    }

    fn density(&self, z: f64) -> f64 {
        self.distribution.pdf(z)
    }

    fn cdf(&self, z: f64) -> f64 {
        self.distribution.cdf(z)
    }

    fn sf(&self, z: f64) -> f64 {
        self.distribution.sf(z)
    }

    /// By quadrature between the ends of the law, or where 1e-18 of it lies beyond; an error unless 1e-9 of E |f(Z)| are
    /// reached. Pieces end at the quartiles, at the kinks, and at 0, where f is likely to change.
    fn expectation(&self, f: &dyn Fn(f64) -> f64, kinks: &[f64]) -> Result<f64, LawError> {
        let tail = 1e-18;
        let lower = self.quantile(tail).max(self.distribution.min());
        let beyond = |k: i32| self.mean + self.std_dev * 2f64.powi(k);
        let upper = (0..60).map(beyond).find(|z| self.sf(*z) < tail).unwrap_or(f64::MAX).min(self.distribution.max());
        let mut points = vec![lower, upper, 0.0, self.quantile(0.25), self.quantile(0.5), self.quantile(0.75)];
        points.extend(kinks);
        points.retain(|z| (lower..=upper).contains(z));
        integral(|z| f(z) * self.density(z), points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Cauchy, Exp, Laplace, StudentsT, Uniform};

    #[test]
    fn quantiles_and_expectations_are_those_of_the_distribution() {
        let uniform = FromStatrs::new(Uniform::new(-1.0, 3.0).unwrap()).unwrap();
        assert!((uniform.quantile(0.125) + 0.5).abs() < 1e-14 && (uniform.quantile(0.875) - 2.5).abs() < 1e-14);
        assert!((uniform.expectation(&|z| z * z, &[]).unwrap() - 7.0 / 3.0).abs() < 1e-13);
        assert!((uniform.expectation(&|z| f64::from(z > 0.3), &[0.3]).unwrap() - 0.675).abs() < 1e-13);
        assert!((uniform.outside(1.0) - 0.5).abs() < 1e-15);
        let waiting = FromStatrs::new(Exp::new(2.0).unwrap()).unwrap();
        // E exp(−Z) = λ/(λ + 1).
        assert!((waiting.expectation(&|z| libm::exp(-z), &[]).unwrap() - 2.0 / 3.0).abs() < 1e-12);
        let laplace = FromStatrs::new(Laplace::new(5.0, 0.1).unwrap()).unwrap();
        assert!((laplace.quantile(1e-12) / (5.0 + 0.1 * libm::log(2e-12)) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_has_no_moments_is_refused() {
        assert_eq!(FromStatrs::new(Cauchy::new(0.0, 1.0).unwrap()).unwrap_err(), LawError::NoMoments("mean"));
        let heavy = StudentsT::new(0.0, 1.0, 1.5).unwrap();
        assert_eq!(FromStatrs::new(heavy).unwrap_err(), LawError::NoMoments("std_dev"));
    }
}
