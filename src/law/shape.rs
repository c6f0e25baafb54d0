use super::{Law, LawError};
use crate::model::ParameterLaw;
use crate::numeric::{Side, gamma};

/// Mean, spread and the standardised moments of a law on which the error of a measured spread depends.
///
/// With u = (Z − E Z)/std Z: `kurtosis` = E u⁴, 3 for a normal law, and `sixth` = E u⁶, 15 there.
///
/// ```
/// use saturation::law::{Normal, Shape};
/// let shape = Shape::of(&Normal { mean: 1.0, std_dev: 0.05 })?;
/// assert!((shape.kurtosis - 3.0).abs() < 1e-9 && (shape.skewness_of_squares() - 8f64.sqrt()).abs() < 1e-9);
/// # Ok::<(), saturation::law::LawError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// E Z.
    pub mean: f64,
    /// √Var Z.
    pub std_dev: f64,
    /// E u⁴.
    pub kurtosis: f64,
    /// E u⁶.
    pub sixth: f64,
}

impl Shape {
    /// The shape of a law; of one without spread the moments are 1.
    ///
    /// # Errors
    /// [`LawError`] if its sixth moment cannot be had.
    pub fn of(law: &dyn Law) -> Result<Self, LawError> {
        let (mean, std_dev) = (law.mean(), law.std_dev());
        if std_dev == 0.0 {
            return Ok(Self { mean, std_dev, kurtosis: 1.0, sixth: 1.0 });
        }
        let moment = |power| law.expectation(&|z| ((z - mean) / std_dev).powi(power), &[]);
        Ok(Self { mean, std_dev, kurtosis: moment(4)?, sixth: moment(6)? })
    }

    /// The shape of the law of a weight or a bias, of any size: of normal ones κ = 3 and E u⁶ = 15, of uniform ones 9/5 and 27/7. Of a
    /// normal law cut at b, E g²ᵏ = (2k − 1)!!·P(k + ½, b²/2) / P(½, b²/2), P the regularised incomplete gamma function. Entries of
    /// an orthogonal matrix are taken for normal.
    ///
    /// ```
    /// use saturation::law::Shape;
    /// use saturation::model::ParameterLaw;
    /// let shape = Shape::of_parameter(ParameterLaw::Uniform { low: -3e9, high: 3e9 });
    /// assert_eq!((shape.mean, shape.kurtosis), (0.0, 1.8));
    /// ```
    pub fn of_parameter(parameter: ParameterLaw) -> Self {
        let (mean, std_dev) = (parameter.mean(), parameter.std_dev());
        let (kurtosis, sixth) = match parameter {
            _ if std_dev == 0.0 => (1.0, 1.0),
            ParameterLaw::Uniform { .. } => (9.0 / 5.0, 27.0 / 7.0),
            ParameterLaw::TruncatedNormal { bound, .. } => {
                let ln =
                    |k: f64| gamma::tails(k + 0.5, 0.5 * bound * bound).map_or(f64::NAN, |tails| tails.ln(Side::Lower));
                let [whole, second, fourth, sixth] = [0.0, 1.0, 2.0, 3.0].map(ln);
                // As ratios to the powers of E g².
                (3.0 * libm::exp(fourth + whole - 2.0 * second), 15.0 * libm::exp(sixth + 2.0 * whole - 3.0 * second))
            }
            ParameterLaw::Zero | ParameterLaw::Normal { .. } | ParameterLaw::Orthogonal { .. } => (3.0, 15.0),
        };
        Self { mean, std_dev, kurtosis, sixth }
    }

    /// Var u² = E u⁴ − 1.
    pub fn variance_of_squares(&self) -> f64 {
        (self.kurtosis - 1.0).max(0.0)
    }

    /// The skewness of u²: (E u⁶ − 3 E u⁴ + 2) / (E u⁴ − 1)^(3/2); 0 where u² is a constant.
    pub fn skewness_of_squares(&self) -> f64 {
        let variance = self.variance_of_squares();
        if variance > 0.0 { (self.sixth - 3.0 * self.kurtosis + 2.0) / variance.powi(3).sqrt() } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law;

    #[test]
    fn closed_moments_are_those_of_quadrature() {
        for parameter in [
            ParameterLaw::Normal { mean: 0.3, std_dev: 2.0 },
            ParameterLaw::Uniform { low: 0.0, high: 0.2 },
            ParameterLaw::TruncatedNormal { std_dev: 0.7, bound: 0.01 },
            ParameterLaw::TruncatedNormal { std_dev: 0.7, bound: 2.0 },
            ParameterLaw::TruncatedNormal { std_dev: 0.7, bound: 40.0 },
        ] {
            let (closed, integrated) =
                (Shape::of_parameter(parameter), Shape::of(&*law::of_parameter(parameter).unwrap()).unwrap());
            let errors =
                [closed.kurtosis / integrated.kurtosis - 1.0, closed.sixth / integrated.sixth - 1.0].map(f64::abs);
            assert!(errors.iter().all(|error| *error < 1e-9), "{parameter}: {errors:?}");
        }
    }
}
