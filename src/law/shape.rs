use super::{Law, LawError};

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
