use super::decision::Null;
use super::error::{at_least, finite, half, percent, positive};
use super::fewest::fewest;
use super::std_dev::min_relative_effect;
use super::{ClaimError, ConfidenceInterval, Decision, Estimate, Power, Test};
use crate::law::Shape;
use crate::numeric::{DomainError, Side, Tails, chi_squared, normal};
use crate::statistics::Moments;

/// The claim "the values have the spread of this law", whatever its shape: Q = Σ(w − μ)² / nσ², with the mean μ of the law.
///
/// Q has mean 1, variance (κ − 1)/n and skewness γ/√n, κ = E u⁴ and γ the skewness of u² (see [`Shape`]). Its law is taken for
/// the gamma law with these three moments, which it is exactly for a normal law, where nQ ~ χ²ₙ; of others the fourth cumulant
/// is off by a term of order 1/n. The effect is a relative error of the standard deviation.
///
/// ```
/// use saturation::claim::{Spread, Test, Verdict};
/// use saturation::law::{FromStatrs, Shape};
/// use saturation::statistics::Moments;
/// let uniform = FromStatrs::new(statrs::distribution::Uniform::new(-1.0, 1.0)?)?;
/// let mut moments = Moments::about(0.0);
/// moments.add(&(0..40_000).map(|k| (f64::from(k) + 0.5) / 20_000.0 - 1.0).collect::<Vec<_>>());
/// let decision = Spread::new(&moments, &Shape::of(&uniform)?, 0.05)?.decide(1e-9)?;
/// assert_eq!(decision.verdict, Verdict::Holds);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    shape: Shape,
    effect: f64,
    /// √(Σ(w − μ)²/n).
    measured: f64,
    trials: u64,
}

/// Skewness below which the gamma law is as good as normal, and its own numbers lose digits.
const SYMMETRIC: f64 = 1e-3;

/// The law of Q for n values.
#[derive(Debug, Clone, Copy)]
struct QuadraticMean {
    standard_error: f64,
    /// The skewness of Q, of either sign.
    skewness: f64,
}

impl QuadraticMean {
    fn new(shape: &Shape, trials: u64) -> Self {
        let root = (trials as f64).sqrt();
        Self { standard_error: shape.variance_of_squares().sqrt() / root, skewness: shape.skewness_of_squares() / root }
    }

    /// Twice the shape parameter of the gamma law, 8/γ².
    fn degrees_of_freedom(&self) -> f64 {
        // Below 1 the law is so skewed that no claim is made with so few values.
        (8.0 / (self.skewness * self.skewness)).max(1.0)
    }

    fn is_symmetric(&self) -> bool {
        self.skewness.abs() * 1e3 < SYMMETRIC
    }

    /// Where a side of Q is one of the gamma law, whose own skewness is positive.
    fn side(&self, side: Side) -> Side {
        if self.skewness < 0.0 { side.opposite() } else { side }
    }

    fn tails(&self, q: f64) -> Result<[f64; 2], DomainError> {
        let score = (q - 1.0) / self.standard_error;
        let of = |tails: Tails, of: &Self| [Side::Lower, Side::Upper].map(|side| tails.ln(of.side(side)));
        if self.is_symmetric() {
            return Ok(of(normal::tails(score)?, &Self { skewness: 0.0, ..*self }));
        }
        let df = self.degrees_of_freedom();
        let score = score * self.skewness.signum();
        Ok(of(chi_squared::tails(df, (df + score * (2.0 * df).sqrt()).max(0.0))?, self))
    }

    /// The quantile of Q, not below the smallest number: a spread of 0 is no quantile.
    fn quantile(&self, side: Side, p: f64) -> Result<f64, DomainError> {
        let score = if self.is_symmetric() {
            normal::quantile(side, p)?
        } else {
            let df = self.degrees_of_freedom();
            (chi_squared::quantile(df, self.side(side), p)? - df) / (2.0 * df).sqrt() * self.skewness.signum()
        };
        Ok((1.0 + self.standard_error * score).max(f64::MIN_POSITIVE))
    }
}

impl Spread {
    /// States that the values have the standard deviation of this shape, to within the relative `effect`.
    ///
    /// # Errors
    /// [`ClaimError`] for fewer than two values, if a number is not finite, or the spread or the effect not positive.
    pub fn new(moments: &Moments, shape: &Shape, effect: f64) -> Result<Self, ClaimError> {
        let trials = moments.count();
        at_least(2, trials, "a spread")?;
        positive("expected std_dev", shape.std_dev)?;
        let n = trials as f64;
        let off = moments.mean() - shape.mean;
        let variance = moments.variance() * ((n - 1.0) / n) + off * off;
        Ok(Self {
            shape: *shape,
            effect: positive("effect", effect)?,
            measured: finite("std_dev", variance.sqrt())?,
            trials,
        })
    }

    /// The smallest relative error of the spread that `trials` values notice, whichever its sign: with q the quantiles of Q,
    /// max(√(q_{1−α/2} / q_β) − 1, 1 − √(q_{α/2} / q_{1−β})).
    ///
    /// # Errors
    /// [`ClaimError`] for fewer than two values, or unless 0 < α < 1 and 0 < β < 1.
    pub fn min_effect(shape: &Shape, trials: u64, significance_level: f64, miss_rate: f64) -> Result<f64, ClaimError> {
        at_least(2, trials, "a spread")?;
        let law = QuadraticMean::new(shape, trials);
        min_relative_effect(|side, p| law.quantile(side, p), significance_level, miss_rate)
    }

    /// The fewest values that notice a relative error `effect`.
    ///
    /// # Errors
    /// As for [`Spread::min_effect`], and if the effect is not positive.
    pub fn min_trials(shape: &Shape, effect: f64, significance_level: f64, miss_rate: f64) -> Result<u64, ClaimError> {
        positive("effect", effect)?;
        let spread = (0.5 * shape.variance_of_squares().sqrt()).max(1e-6);
        let guess = super::Mean::min_trials(spread, effect, significance_level, miss_rate)?;
        fewest(2, guess as f64, |n| Ok(Self::min_effect(shape, n, significance_level, miss_rate)? <= effect))
    }

    /// Q.
    fn statistic(&self) -> f64 {
        let ratio = self.measured / self.shape.std_dev;
        ratio * ratio
    }
}

impl Test for Spread {
    fn name(&self) -> &'static str {
        "gamma, spread"
    }

    fn null_law(&self) -> String {
        let law = QuadraticMean::new(&self.shape, self.trials);
        if law.is_symmetric() {
            return format!("Σ(w − μ)²/nσ² ~ N(1, {:.3e}²)", law.standard_error);
        }
        format!(
            "Σ(w − μ)²/nσ² ~ 1 + {:.3e}·(χ² − d)/√2d with d = {:.1}",
            law.standard_error * law.skewness.signum(),
            law.degrees_of_freedom()
        )
    }

    fn expected(&self) -> f64 {
        self.shape.std_dev
    }

    fn trials(&self) -> Vec<u64> {
        vec![self.trials]
    }

    fn unit(&self) -> &'static str {
        "values"
    }

    fn decide(&self, significance_level: f64) -> Result<Decision, ClaimError> {
        let law = QuadraticMean::new(&self.shape, self.trials);
        let [ln_lower, ln_upper] = law.tails(self.statistic())?;
        let p_value = crate::numeric::PValue::from_ln((ln_lower.min(ln_upper) + std::f64::consts::LN_2).min(0.0))?;
        let half = half(significance_level)?;
        let limit = |side| -> Result<f64, ClaimError> { Ok(self.measured / law.quantile(side, half)?.sqrt()) };
        let estimate = Estimate {
            point_estimate: self.measured,
            standard_error: Some(0.5 * law.standard_error * self.measured),
            confidence_interval: ConfidenceInterval {
                confidence_level: 1.0 - significance_level,
                lower_bound: limit(Side::Upper)?,
                upper_bound: limit(Side::Lower)?,
            },
        };
        let null = Null { expected: self.shape.std_dev, effect: self.effect * self.shape.std_dev, significance_level };
        Ok(Decision::new(estimate, self.statistic(), p_value, &null))
    }

    fn power(&self, significance_level: f64, miss_rate: f64) -> Result<Option<Power>, ClaimError> {
        let min_effect = Self::min_effect(&self.shape, self.trials, significance_level, miss_rate)?;
        Ok(Some(Power {
            effect: self.effect,
            min_effect,
            min_trials: Self::min_trials(&self.shape, self.effect, significance_level, miss_rate)?,
            miss_rate,
            quantity: "a std off by",
            size: percent(min_effect),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Normal;

    /// For a normal law it is the test of χ² with n degrees of freedom.
    #[test]
    fn of_a_normal_law_it_is_chi_squared() {
        let shape = Shape::of(&Normal { mean: 0.0, std_dev: 2.0 }).unwrap();
        let law = QuadraticMean::new(&shape, 50);
        for q in [0.2, 0.9, 1.0, 1.7, 3.0] {
            let [lower, upper] = law.tails(q).unwrap();
            let tails = chi_squared::tails(50.0, 50.0 * q).unwrap();
            let errors = [lower / tails.ln_lower() - 1.0, upper / tails.ln_upper() - 1.0];
            assert!(errors.iter().all(|error| error.abs() < 1e-8), "{q}: {errors:?}");
            let side = if q < 1.0 { Side::Lower } else { Side::Upper };
            let quantile = law.quantile(side, libm::exp(tails.ln(side))).unwrap();
            assert!((quantile / q - 1.0).abs() < 1e-8, "{q}: {quantile}");
        }
    }

    /// A law of u² that is skewed to the left: its tails are those of the mirrored one.
    #[test]
    fn a_negative_skewness_exchanges_the_tails() {
        let [right, left] = [1.2, -1.2].map(|skewness| QuadraticMean { standard_error: 0.1, skewness });
        let ([a, b], [c, d]) = (right.tails(1.25).unwrap(), left.tails(0.75).unwrap());
        assert!((a - d).abs() < 1e-12 && (b - c).abs() < 1e-12);
        let high = right.quantile(Side::Upper, 0.01).unwrap();
        assert!((high + left.quantile(Side::Lower, 0.01).unwrap() - 2.0).abs() < 1e-12);
    }
}
