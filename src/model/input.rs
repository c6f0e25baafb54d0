use super::ModelError;

/// The input x of a layer: fan_in finite real numbers, kept as runs of equal ones.
///
/// ```
/// use saturation::model::Input;
/// let x = Input::half_ones(1000)?;
/// assert_eq!((x.fan_in(), x.squared_norm()), (1000, 500.0));
/// # Ok::<(), saturation::model::ModelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    runs: Vec<(f64, usize)>,
}

impl Input {
    /// An input from its elements; an error if there is none, or one is not finite.
    pub fn new(values: &[f64]) -> Result<Self, ModelError> {
        Self::ones(values.len(), 0)?;
        match values.iter().position(|x| !x.is_finite()) {
            Some(index) => Err(ModelError::Input { index, value: values[index] }),
            None => Ok(Self { runs: values.chunk_by(PartialEq::eq).map(|run| (run[0], run.len())).collect() }),
        }
    }

    /// So many ones, the active inputs, then so many zeros; an error if there are none of either, or 2³² − 1 and more.
    pub fn ones(active: usize, zero: usize) -> Result<Self, ModelError> {
        let fan_in = active.saturating_add(zero);
        if fan_in == 0 {
            return Err(ModelError::NoInput);
        }
        // One more term is the bias.
        if fan_in >= u32::MAX as usize {
            return Err(ModelError::TooManyInputs(fan_in));
        }
        Ok(Self { runs: [(1.0, active), (0.0, zero)].into_iter().filter(|(_, count)| *count > 0).collect() })
    }

    /// The article's input: fan_in/2 ones, then fan_in/2 zeros; an error if fan_in is 0 or odd.
    pub fn half_ones(fan_in: usize) -> Result<Self, ModelError> {
        if fan_in % 2 == 1 {
            return Err(ModelError::OddFanIn(fan_in));
        }
        Self::ones(fan_in / 2, fan_in / 2)
    }

    /// The number of elements.
    pub fn fan_in(&self) -> usize {
        length(&self.runs)
    }

    /// The elements in order, as values and how often each comes in a row.
    pub fn runs(&self) -> &[(f64, usize)] {
        &self.runs
    }

    /// The elements, in order.
    pub fn values(&self) -> Vec<f64> {
        self.runs.iter().flat_map(|(x, count)| std::iter::repeat_n(*x, *count)).collect()
    }

    /// ‖x‖² = Σⱼ xⱼ².
    pub fn squared_norm(&self) -> f64 {
        squared_norm(&self.runs)
    }
}

/// The number of elements in runs.
pub(crate) fn length(runs: &[(f64, usize)]) -> usize {
    runs.iter().map(|(_, count)| count).sum()
}

/// Σⱼ xⱼ.
pub(crate) fn sum(runs: &[(f64, usize)]) -> f64 {
    runs.iter().map(|(x, count)| *count as f64 * x).sum()
}

/// Σⱼ xⱼ².
pub(crate) fn squared_norm(runs: &[(f64, usize)]) -> f64 {
    runs.iter().map(|(x, count)| *count as f64 * x * x).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_inputs_are_one() {
        let x = Input::half_ones(10).unwrap();
        assert_eq!(x.values(), [1., 1., 1., 1., 1., 0., 0., 0., 0., 0.]);
        assert_eq!(Input::new(&x.values()), Ok(x));
    }

    #[test]
    fn what_is_no_input_is_refused() {
        assert_eq!(Input::half_ones(0), Err(ModelError::NoInput));
        assert_eq!(Input::half_ones(7), Err(ModelError::OddFanIn(7)));
        assert_eq!(Input::ones(usize::MAX, 1), Err(ModelError::TooManyInputs(usize::MAX)));
        assert!(matches!(Input::new(&[0.0, f64::NAN]), Err(ModelError::Input { index: 1, .. })));
    }
}
