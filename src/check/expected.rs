use crate::claim::{
    Bounds, Cells, Claim, ClaimError, Fraction, Identity, LawFit, Mean, Ratio, Repeats, Spread, Test, Untested,
};
use crate::law::{self, Law, LawError, Rounded, Shape};
use crate::model::ParameterLaw;
use crate::numeric::{Format, shortened};
use crate::statistics::Weights;

/// What an initializer says of the weights of one tensor: the law of each, in the number format in which they are kept.
///
/// The model is "drawn in 32 or 64 bits, and cast": of a format of 16 bits the law is that of the rounded value.
///
/// ```
/// use saturation::check::Expected;
/// use saturation::model::ParameterLaw;
/// use saturation::numeric::Format;
/// let expected = Expected::new(ParameterLaw::Uniform { low: -0.1, high: 0.1 }, Format::BF16)?;
/// assert_eq!(expected.bounds().1, 0.100_097_656_25); // the bound as the format rounds it
/// # Ok::<(), saturation::law::LawError>(())
/// ```
#[derive(Debug)]
pub struct Expected {
    parameter: Option<ParameterLaw>,
    format: Format,
    law: Box<dyn Law>,
    shape: Shape,
    bounds: (f64, f64),
    /// The probability of the most probable value, at most.
    most_probable: f64,
    /// With fewer values a mean and a spread are not as good as normal and gamma.
    least_values: f64,
}

/// The significance of the bound on the largest entry of an orthogonal matrix, for all entries together.
const BEYOND: f64 = 1e-15;

/// The relative error that a bound, or the gain of an orthogonal matrix, may have by being computed in 32 bits.
const COMPUTED: f64 = 4.0 * f32::EPSILON as f64;

/// No value of 32 or 64 bits that an initializer draws from a continuous law comes up more often than once in so many.
const VALUES: f64 = 1_048_576.0;

/// More often than this no single value of a continuous law comes up by the way in which 24 random bits are used.
const SELDOM: f64 = 1.0 / 4_194_304.0;

impl Expected {
    /// What is to be expected of parameters with this law.
    ///
    /// # Errors
    /// [`LawError`] for a law that cannot be drawn, or is too narrow.
    pub fn new(parameter: ParameterLaw, format: Format) -> Result<Self, LawError> {
        let law = law::of_parameter(parameter)?;
        let (low, high) = parameter.support();
        // A bound of 0 is exact.
        let bounds = (format.round(low - COMPUTED * low.abs()), format.round(high + COMPUTED * high.abs()));
        let dependent = matches!(parameter, ParameterLaw::Orthogonal { .. });
        if format.is_coarse() && law.std_dev() > 0.0 && !dependent {
            return Ok(Self { parameter: Some(parameter), bounds, ..Self::of(Rounded::new(&*law, format), format)? });
        }
        let shape = Shape::of_parameter(parameter);
        let most_probable = 1.0 / VALUES;
        Ok(Self { parameter: Some(parameter), format, law, shape, bounds, most_probable, least_values: 0.0 })
    }

    /// What is to be expected of values with this law of few values, each a number of the format.
    ///
    /// # Errors
    /// As for [`Expected::new`].
    pub fn of(law: Rounded, format: Format) -> Result<Self, LawError> {
        let (bounds, shape, most_probable) = (law.support(), Shape::of(&law)?, law.most_probable());
        let skewness = law.expectation(&|z| ((z - shape.mean) / shape.std_dev).powi(3), &[])?;
        // Where the tail of a mean at Z = 6.1 is twice that of a normal one: e^(γZ³/6√n), e^((κ − 3)Z⁴/24n). No law that is drawn
        // in full takes as many; it is for those of which nearly all is rounded to one value.
        let least_values = (3000.0 * skewness * skewness).max(83.0 * (shape.kurtosis - 3.0));
        Ok(Self { parameter: None, format, law: Box::new(law), shape, bounds, most_probable, least_values })
    }

    /// The law of a weight, as it is kept.
    pub fn law(&self) -> &dyn Law {
        &*self.law
    }

    /// The least and the greatest value that is possible.
    pub fn bounds(&self) -> (f64, f64) {
        self.bounds
    }

    /// Its moments.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// What the law is called.
    fn name(&self) -> String {
        self.parameter.map_or_else(|| format!("of {} values", self.format), |parameter| parameter.rounded().to_string())
    }

    /// The gain of an orthogonal matrix, whose entries are dependent.
    fn gain(&self) -> Option<f64> {
        match self.parameter {
            Some(ParameterLaw::Orthogonal { gain, .. }) => Some(gain),
            _ => None,
        }
    }

    /// The claims about the law of single weights, for an `effect` on the spread: mean, spread, bounds and shape; of an orthogonal
    /// matrix that G = g²I and that no entry is too large, which hold for entries that depend on one another; of what is
    /// constant that all values are that constant.
    ///
    /// The shape takes 1600 values, of some laws up to 1830. The effects: `effect` is relative on the spread; on the mean it is twice as much of the
    /// spread, and on the probabilities of cells twice as much, root mean square, so that as many values notice each.
    ///
    /// # Errors
    /// [`ClaimError`] without values, or for an effect that is none.
    pub fn claims(&self, weights: &Weights, effect: f64) -> Result<Vec<Claim>, ClaimError> {
        let extremes = weights.extremes();
        let bounds = |low: f64, high: f64, text: &str| Claim::new("bounds", text, "", Bounds { low, high, extremes });
        if self.shape.std_dev == 0.0 {
            return Ok(vec![bounds(self.shape.mean, self.shape.mean, &format!("every value is {}", self.shape.mean))]);
        }
        if let Some(gain) = self.gain() {
            // Rounding of entries moves the square of a norm by twice the error of one, in each direction by as much at most.
            let tolerance = 4.0 * self.format.epsilon().max(f64::from(f32::EPSILON) * 16.0);
            let squares = gain * gain;
            let gram: Box<dyn Test> = match weights.gram() {
                Some((low, high)) => {
                    let farther = if (low - squares).abs() > (high - squares).abs() { low } else { high };
                    Box::new(Identity { expected: squares, computed: farther, tolerance })
                }
                None => Box::new(Untested {
                    why: "so many columns are not kept one by one",
                    expected: gain,
                    measured: weights.moments().std_dev()
                        * (weights.grid().rows.max(weights.grid().columns) as f64).sqrt(),
                }),
            };
            let most =
                self.law.quantile(0.5 * BEYOND / weights.count().max(1) as f64).abs().min(gain) + tolerance * gain;
            return Ok(vec![
                Claim::of(
                    "orthogonal",
                    format!("rows or columns, the fewer, are orthogonal, of squared length {}", shortened(squares, 6)),
                    "",
                    gram,
                ),
                bounds(-most, most, "no entry is larger than a random orthogonal matrix has"),
            ]);
        }
        let moments = weights.moments();
        let std_dev = self.shape.std_dev;
        let (low, high) = self.bounds;
        let mut claims = Vec::new();
        if (moments.count() as f64) < self.least_values {
            let test = Untested {
                why: "nearly all is rounded to one value",
                expected: std_dev,
                measured: if moments.count() > 1 { moments.std_dev() } else { 0.0 },
            };
            claims.push(Claim::new("std", format!("std w = {}", short(std_dev)), "", test));
        } else {
            let mean = Mean::new(moments, self.shape.mean, std_dev, 2.0 * effect * std_dev)?;
            claims.push(
                Claim::new("mean", format!("mean w = {}", short(self.shape.mean)), "", mean).counted_in("values"),
            );
            if moments.count() > 1 {
                let spread = Spread::new(moments, &self.shape, effect)?;
                claims.push(Claim::new("std", format!("std w = {}", short(std_dev)), "", spread));
            }
        }
        if low.is_finite() || high.is_finite() {
            claims.push(bounds(low, high, &format!("no value is beyond {} and {}", short(low), short(high))));
        }
        if self.format.is_coarse() {
            // What is rounded to an end is as likely as half a step, and where it is drawn in 16 bits it may be put elsewhere. How often
            // 32 bits give what is rarer, as a 0 at the end of a law, depends on how they are used: more seldom than this.
            for (id, end) in [("low_end", low), ("high_end", high)] {
                let (count, share) = (weights.at_end(end), self.law.between(end.next_down(), end).clamp(0.0, 1.0));
                let seldom = share < SELDOM && count as f64 <= SELDOM * weights.count() as f64;
                if seldom {
                    continue;
                }
                let share = share.max(SELDOM);
                let test = Fraction::new(count, weights.count(), share, 2.0 * effect)?;
                let text = format!("P(w = {}) = {}", shortened(end, 8), short(share));
                claims.push(Claim::new(id, text, "", test).counted_in("values"));
            }
        }
        match self.cells(weights).map(|cells| LawFit::new(&cells, 2.0 * effect)) {
            Some(Ok(fit)) => {
                claims.push(Claim::new("law", format!("w has the law {}", self.name()), "", fit).counted_in("values"));
            }
            None | Some(Err(ClaimError::TooFew { .. })) => {}
            Some(Err(error)) => return Err(error),
        }
        Ok(claims)
    }

    /// The cells in which the shape is judged; none for what is constant or depends on its neighbours.
    pub fn cells(&self, weights: &Weights) -> Option<Cells> {
        (self.shape.std_dev > 0.0 && self.gain().is_none())
            .then(|| Cells::of_format(weights.buckets(), &*self.law, self.format))
    }

    /// The fewest values with which every claim notices its effect, but where one decides.
    ///
    /// # Errors
    /// [`ClaimError`] for an effect, level or miss rate that is none.
    pub fn min_values(&self, effect: f64, significance_level: f64, miss_rate: f64) -> Result<u64, ClaimError> {
        if self.shape.std_dev == 0.0 || self.gain().is_some() {
            return Ok(1);
        }
        let std_dev = self.shape.std_dev;
        Ok(Mean::min_trials(std_dev, 2.0 * effect * std_dev, significance_level, miss_rate)?
            .max(Spread::min_trials(&self.shape, effect, significance_level, miss_rate)?)
            .max(LawFit::min_trials(64, 2.0 * effect, significance_level, miss_rate)?)
            .max(2 * Ratio::min_trials(2.0 * effect, significance_level, miss_rate)?)
            .max(self.least_values as u64))
    }

    /// The claims about independence: neighbours in rows and in columns, and that no row or column repeats an earlier one. None of
    /// an orthogonal matrix and of a constant.
    ///
    /// Of independent values, sums and differences of disjoint neighbours have one spread: of normal ones their ratio is F, and of
    /// others log F has the same variance, 4/m of m pairs, whatever the kurtosis.
    ///
    /// # Errors
    /// As for [`Expected::claims`].
    pub fn claims_of_independence(&self, weights: &Weights, effect: f64) -> Result<Vec<Claim>, ClaimError> {
        if self.shape.std_dev == 0.0 || self.gain().is_some() {
            return Ok(Vec::new());
        }
        let mut claims = Vec::new();
        let texts = [
            ("in_rows", "neighbours in a row are independent"),
            ("in_columns", "neighbours in a column are independent"),
        ];
        for ((id, text), [sums, differences]) in texts.into_iter().zip(weights.neighbours()) {
            // Values that all come twice have no differences; what is below the line must have a spread.
            let [above, below] = if differences.std_dev() > 0.0 { [sums, differences] } else { [differences, sums] };
            if above.count() >= LEAST_PAIRS && below.std_dev() > 0.0 {
                let ratio = Ratio::new(above, below, 1.0, 2.0 * effect)?;
                claims.push(Claim::new(id, text, "", ratio).counted_in("pairs"));
            }
        }
        let grid = weights.grid();
        if !grid.is_matrix() {
            return Ok(claims);
        }
        if grid.has_padding() && grid.rows as f64 * self.equal_by_chance(grid.columns as u64) < SELDOM {
            let zeros = weights.zero_rows() as f64;
            let test = Bounds { low: 0.0, high: 1.0, extremes: (zeros, zeros) };
            claims.push(Claim::new("padding", "one row at most, as padding, is all zeros", "", test));
        }
        let sides = [
            ("rows", "no row repeats another", weights.repeated_rows(), grid.rows, grid.columns),
            ("columns", "no column repeats another", weights.repeated_columns(), grid.columns, grid.rows),
        ];
        for (id, text, repeated, number, length) in sides {
            if let Some(repeated) = repeated {
                let test = Repeats::new(repeated, number as u64, self.equal_by_chance(length as u64))?;
                claims.push(Claim::new(id, text, "", test));
            }
        }
        Ok(claims)
    }

    /// The probability, at most, that so many values are equal to as many others, or have the same hash of 64 bits.
    pub fn equal_by_chance(&self, values: u64) -> f64 {
        (libm::pow(self.most_probable, values as f64) + libm::exp2(-64.0)).min(1.0)
    }
}

/// Of fewer pairs F is too narrow for their ratio by more than half, at α = 1e-9, or in a format of few values sums or differences
/// may all be equal.
const LEAST_PAIRS: u64 = 256;

/// A number as claims state it.
fn short(x: f64) -> String {
    shortened(x, 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Grid;

    /// A bound that is computed in 32 bits may lie on the other side of a middle, and be rounded to the value beyond.
    #[test]
    fn a_bound_next_to_a_middle_leaves_room_for_both_roundings() {
        let middle = 1.0 + 3.0 * 2f64.powi(-8);
        let high = middle * (1.0 - 1e-8);
        assert_eq!(Format::BF16.round(f64::from(high as f32)), 1.0 + 2f64.powi(-6));
        let expected = Expected::new(ParameterLaw::Uniform { low: -high, high }, Format::BF16).unwrap();
        assert_eq!(expected.bounds(), (-1.0 - 2f64.powi(-6), 1.0 + 2f64.powi(-6)));
    }

    /// An end is judged where it is as likely as half a step; a 0 at the end of a law is hardly ever drawn.
    #[test]
    fn an_end_is_judged_where_it_is_likely() {
        let mut weights = Weights::new(Grid { rows: 1, columns: 2, neurons_are_columns: false }, 0.0, 0.3, Vec::new());
        weights.add(&[0.25, 0.75]);
        let ends = |law| {
            let claims = Expected::new(law, Format::BF16).unwrap().claims(&weights, 0.05).unwrap();
            claims.into_iter().map(|claim| claim.id).filter(|id| id.ends_with("_end")).collect::<Vec<_>>()
        };
        assert_eq!(ends(ParameterLaw::Uniform { low: -1.0, high: 1.0 }), ["low_end", "high_end"]);
        assert_eq!(ends(ParameterLaw::Uniform { low: 0.0, high: 1.0 }), ["high_end"]);
        assert!(ends(ParameterLaw::normal(0.3)).is_empty());
    }
}
