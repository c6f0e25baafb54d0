use super::ModelError;

/// The input x of a layer: fan_in finite real numbers.
///
/// ```
/// use saturation::model::Input;
/// let x = Input::half_ones(1000)?;
/// assert_eq!((x.fan_in(), x.squared_norm()), (1000, 500.0));
/// # Ok::<(), saturation::model::ModelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    values: Vec<f64>,
}

impl Input {
    /// An input from its elements; an error if there is none, or one is not finite.
    pub fn new(values: Vec<f64>) -> Result<Self, ModelError> {
        if values.is_empty() {
            return Err(ModelError::NoInput);
        }
        match values.iter().position(|x| !x.is_finite()) {
            Some(index) => Err(ModelError::Input { index, value: values[index] }),
            None => Ok(Self { values }),
        }
    }

    /// The article's input: fan_in/2 ones (lit), then fan_in/2 zeros (dark); an error if fan_in is 0 or odd.
    pub fn half_ones(fan_in: usize) -> Result<Self, ModelError> {
        if fan_in % 2 == 1 {
            return Err(ModelError::OddFanIn(fan_in));
        }
        let lit = fan_in / 2;
        Self::new((0..fan_in).map(|j| if j < lit { 1.0 } else { 0.0 }).collect())
    }

    /// The number of elements.
    pub fn fan_in(&self) -> usize {
        self.values.len()
    }

    /// The elements, in order.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// ‖x‖² = Σⱼ xⱼ².
    pub fn squared_norm(&self) -> f64 {
        self.values.iter().map(|x| x * x).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_inputs_are_one() {
        let x = Input::half_ones(10).unwrap();
        assert_eq!(x.values(), [1., 1., 1., 1., 1., 0., 0., 0., 0., 0.]);
    }

    #[test]
    fn what_is_no_input_is_refused() {
        assert_eq!(Input::half_ones(0), Err(ModelError::NoInput));
        assert_eq!(Input::half_ones(7), Err(ModelError::OddFanIn(7)));
        assert!(matches!(Input::new(vec![0.0, f64::NAN]), Err(ModelError::Input { index: 1, .. })));
    }
}
