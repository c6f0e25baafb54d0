use super::ModelError;
use crate::numeric::to_significant;
use libm::{erf, exp};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal, StandardUniform};
use std::f64::consts::{PI, SQRT_2};
use std::fmt;

/// The law from which one weight or one bias is drawn: a [`Distribution`] like those of `rand_distr`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ParameterLaw {
    /// Always 0: nothing is drawn.
    Zero,
    /// N(mean, std_dev²).
    Normal {
        /// The expectation, in units of the parameter.
        mean: f64,
        /// The standard deviation, ≥ 0.
        std_dev: f64,
    },
    /// Uniform on [low, high).
    Uniform {
        /// Lower end.
        low: f64,
        /// Upper end, above the lower.
        high: f64,
    },
    /// N(0, std_dev²), drawn again until |w| ≤ bound·std_dev; its own standard deviation is smaller.
    TruncatedNormal {
        /// The standard deviation before it is cut.
        std_dev: f64,
        /// Where it is cut, in those standard deviations; > 0.
        bound: f64,
    },
    /// An entry of gain times a random orthogonal matrix: those of one row are dependent, and z is gain·‖x‖ times a coordinate
    /// of a random point of the unit sphere.
    Orthogonal {
        /// The length of a row, ≥ 0.
        gain: f64,
        /// The rows and columns of the matrix, of which a layer takes its part: max(fan_in, fan_out).
        dimension: usize,
    },
}

impl fmt::Display for ParameterLaw {
    /// "normal(0, 1)": equal exactly for equal laws.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Zero => write!(f, "zero"),
            Self::Normal { mean, std_dev } => write!(f, "normal({mean}, {std_dev})"),
            Self::Uniform { low, high } => write!(f, "uniform({low}, {high})"),
            Self::TruncatedNormal { std_dev, bound } => write!(f, "truncated_normal({std_dev}, {bound})"),
            Self::Orthogonal { gain, dimension } => write!(f, "orthogonal({gain}, {dimension})"),
        }
    }
}

impl Distribution<f64> for ParameterLaw {
    /// One parameter, plainly: the reference for the sampler, which draws sums of them many times as fast.
    fn sample<R: Rng + ?Sized>(&self, generator: &mut R) -> f64 {
        let normal = |generator: &mut R| -> f64 { StandardNormal.sample(generator) };
        match *self {
            Self::Zero => 0.0,
            Self::Normal { mean, std_dev } => mean + std_dev * normal(generator),
            Self::Uniform { low, high } => {
                let share: f64 = StandardUniform.sample(generator);
                low + (high - low) * share
            }
            Self::TruncatedNormal { std_dev, bound } => loop {
                let g = normal(generator);
                if g.abs() <= bound {
                    break std_dev * g;
                }
            },
            Self::Orthogonal { gain, dimension } => {
                let first = normal(generator);
                let others = (1..dimension).map(|_| normal(generator).powi(2));
                gain * first / others.fold(first * first, |sum, square| sum + square).sqrt()
            }
        }
    }
}

impl ParameterLaw {
    /// N(0, std_dev²).
    pub const fn normal(std_dev: f64) -> Self {
        Self::Normal { mean: 0.0, std_dev }
    }

    /// The same law with numbers to four digits, for the eye.
    #[must_use]
    pub fn rounded(self) -> Self {
        let short = |x: f64| to_significant(x, 4);
        match self {
            Self::Zero => Self::Zero,
            Self::Normal { mean, std_dev } => Self::Normal { mean: short(mean), std_dev: short(std_dev) },
            Self::Uniform { low, high } => Self::Uniform { low: short(low), high: short(high) },
            Self::TruncatedNormal { std_dev, bound } => {
                Self::TruncatedNormal { std_dev: short(std_dev), bound: short(bound) }
            }
            Self::Orthogonal { gain, dimension } => Self::Orthogonal { gain: short(gain), dimension },
        }
    }

    /// E w.
    pub fn mean(self) -> f64 {
        match self {
            Self::Zero | Self::TruncatedNormal { .. } | Self::Orthogonal { .. } => 0.0,
            Self::Normal { mean, .. } => mean,
            Self::Uniform { low, high } => 0.5 * (low + high),
        }
    }

    /// Whether another law is the same but for rounding.
    pub fn is_like(self, other: Self) -> bool {
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-12 * a.abs().max(b.abs());
        let bounds = match (self, other) {
            (Self::TruncatedNormal { bound, .. }, Self::TruncatedNormal { bound: others, .. }) => close(bound, others),
            _ => true,
        };
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
            && bounds
            && close(self.mean(), other.mean())
            && close(self.std_dev(), other.std_dev())
    }

    /// The law of g·w.
    #[must_use]
    pub fn times(self, g: f64) -> Self {
        match self {
            Self::Zero => Self::Zero,
            Self::Normal { mean, std_dev } => Self::Normal { mean: g * mean, std_dev: g.abs() * std_dev },
            Self::Uniform { low, high } if g < 0.0 => Self::Uniform { low: g * high, high: g * low },
            Self::Uniform { low, high } => Self::Uniform { low: g * low, high: g * high },
            Self::TruncatedNormal { std_dev, bound } => Self::TruncatedNormal { std_dev: g.abs() * std_dev, bound },
            Self::Orthogonal { gain, dimension } => Self::Orthogonal { gain: g.abs() * gain, dimension },
        }
    }

    /// √Var w: for a normal law cut at b standard deviations, std_dev·√(1 − 2bφ(b) / (2Φ(b) − 1)).
    pub fn std_dev(self) -> f64 {
        match self {
            Self::Zero => 0.0,
            Self::Normal { std_dev, .. } => std_dev,
            Self::Uniform { low, high } => (high - low) / 12f64.sqrt(),
            Self::TruncatedNormal { std_dev, bound } => {
                let density = exp(-0.5 * bound * bound) / (2.0 * PI).sqrt();
                std_dev * (1.0 - 2.0 * bound * density / erf(bound / SQRT_2)).sqrt()
            }
            Self::Orthogonal { gain, dimension } => gain / (dimension as f64).sqrt(),
        }
    }

    /// The least and the greatest value that can be drawn; ±∞ where there is none.
    pub fn support(self) -> (f64, f64) {
        match self {
            Self::Zero => (0.0, 0.0),
            Self::Normal { mean, std_dev: 0.0 } => (mean, mean),
            Self::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Self::Uniform { low, high } => (low, high),
            Self::TruncatedNormal { std_dev, bound } => (-bound * std_dev, bound * std_dev),
            Self::Orthogonal { gain, .. } => (-gain, gain),
        }
    }

    fn check(self) -> Result<(), ModelError> {
        let spread = |value: f64| {
            if value >= 0.0 && value.is_finite() { Ok(()) } else { Err(ModelError::StdDev(value)) }
        };
        match self {
            Self::Zero => Ok(()),
            Self::Normal { mean, std_dev } => {
                if !mean.is_finite() {
                    return Err(ModelError::Mean(mean));
                }
                spread(std_dev)
            }
            Self::Uniform { low, high } if low < high && (high - low).is_finite() => Ok(()),
            Self::Uniform { low, high } => Err(ModelError::Range { low, high }),
            // A narrower cut would be drawn again and again: at 0.01 one draw in 125 is kept.
            Self::TruncatedNormal { bound, .. } if bound.is_nan() || bound < 0.01 => Err(ModelError::Bound(bound)),
            Self::TruncatedNormal { std_dev, .. } => spread(std_dev),
            Self::Orthogonal { dimension: 0, .. } => Err(ModelError::NoInput),
            Self::Orthogonal { gain, .. } => spread(gain),
        }
    }
}

/// The laws of the parameters of a layer: one for its weights, one for its biases, drawn independently of one another.
///
/// ```
/// use saturation::model::{Initializer, ParameterLaw};
/// let unit_bias = Initializer::SCALED.parameters(1000, 30)?.with_biases(ParameterLaw::normal(1.0))?;
/// assert_eq!(unit_bias.weights().std_dev(), 1.0 / 1000f64.sqrt());
/// # Ok::<(), saturation::model::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameters {
    weights: ParameterLaw,
    biases: ParameterLaw,
}

impl Parameters {
    /// The parameters with these two laws; an error if one of them cannot be drawn.
    pub fn new(weights: ParameterLaw, biases: ParameterLaw) -> Result<Self, ModelError> {
        weights.check()?;
        biases.check()?;
        if let ParameterLaw::Orthogonal { .. } = biases {
            return Err(ModelError::DependentBias);
        }
        Ok(Self { weights, biases })
    }

    /// The same weights with other biases; an error as for [`Parameters::new`].
    pub fn with_biases(self, biases: ParameterLaw) -> Result<Self, ModelError> {
        Self::new(self.weights, biases)
    }

    /// The law of each weight.
    pub fn weights(&self) -> ParameterLaw {
        self.weights
    }

    /// The law of each bias.
    pub fn biases(&self) -> ParameterLaw {
        self.biases
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_that_cannot_be_drawn_is_refused() {
        let truncated = |std_dev, bound| ParameterLaw::TruncatedNormal { std_dev, bound };
        let uniform = |low, high| ParameterLaw::Uniform { low, high };
        for bad in [
            ParameterLaw::normal(-1.0),
            ParameterLaw::normal(f64::NAN),
            ParameterLaw::Normal { mean: f64::INFINITY, std_dev: 1.0 },
            uniform(1.0, 1.0),
            uniform(f64::NAN, 1.0),
            uniform(f64::MIN, f64::MAX),
            truncated(1.0, 0.0),
            truncated(1.0, f64::NAN),
            truncated(f64::INFINITY, 2.0),
        ] {
            assert!(Parameters::new(bad, ParameterLaw::Zero).is_err(), "{bad:?}");
            assert!(Parameters::new(ParameterLaw::normal(1.0), bad).is_err(), "{bad:?}");
        }
    }

    /// To six standard errors: a false alarm in 500 million for each number.
    #[test]
    fn draws_have_the_mean_and_spread_of_their_law() {
        let mut generator = <rand::rngs::Xoshiro256PlusPlus as rand::SeedableRng>::seed_from_u64(1);
        for law in [
            ParameterLaw::Zero,
            ParameterLaw::Normal { mean: -1.0, std_dev: 0.5 },
            ParameterLaw::Uniform { low: -1.0, high: 3.0 },
            ParameterLaw::TruncatedNormal { std_dev: 2.0, bound: 1.0 },
            ParameterLaw::Orthogonal { gain: 2.0, dimension: 4 },
        ] {
            let n = 100_000;
            let draws: Vec<f64> = (0..n).map(|_| law.sample(&mut generator)).collect();
            let mean = draws.iter().sum::<f64>() / f64::from(n);
            let std_dev = (draws.iter().map(|w| (w - law.mean()).powi(2)).sum::<f64>() / f64::from(n)).sqrt();
            let error = law.std_dev() / f64::from(n).sqrt();
            assert!((mean - law.mean()).abs() <= 6.0 * error, "{law}: {mean}");
            assert!((std_dev - law.std_dev()).abs() <= 6.0 * error / 2f64.sqrt(), "{law}: {std_dev}");
        }
    }

    #[test]
    fn standard_deviations_are_those_of_the_literature() {
        // Truncation at two standard deviations: the factor 0.8796 by which Keras and JAX correct.
        let cut = ParameterLaw::TruncatedNormal { std_dev: 1.0, bound: 2.0 };
        assert!((cut.std_dev() - 0.879_625_661_034_239_8).abs() < 1e-15);
        assert!((ParameterLaw::Uniform { low: 0.0, high: 1.0 }.std_dev() - 1.0 / 12f64.sqrt()).abs() < 1e-16);
    }
}
