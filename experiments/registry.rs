//! What can be drawn and seen: the registries of initializers and activations as tables.

use super::Error;
use crate::law::{CriticalPoint, Gain, calculate_gain};
use crate::model::{Activation, Fans, Initializer, ParameterLaw};
use crate::report::{Column, Table};

/// The layer for which the variances of the table are given: its numbers of inputs and of neurons differ.
const FANS: Fans = Fans { fan_in: 784, fan_out: 100 };

/// One name, many laws: every initializer with its law, fan_in·Var w and bias for a layer of 784 inputs and 100 neurons, where
/// that was read, and whether its own tests look at the law.
pub fn initializers() -> Table {
    let columns = [
        Column::text("name", "initializer"),
        Column::text("formula", "law"),
        Column::digits("scaled_variance", "n_in·Var w", 5),
        Column::hidden("weights"),
        Column::hidden("cut"),
        Column::hidden("bias"),
        Column::hidden("source"),
        Column::hidden("own_suite_tests_law"),
    ];
    let mut table = Table::new("initializers", columns);
    for rule in Initializer::rules() {
        let laws = Initializer::by_default(rule).map(|one| one.laws(FANS));
        let [weights, biases] = laws.map_or([None, None], |laws| laws.map(Some));
        let cut = match weights {
            Some(ParameterLaw::TruncatedNormal { bound, .. }) => Some(bound),
            _ => None,
        };
        table.push([
            rule.usage().into(),
            rule.formula.into(),
            weights.map(|law| FANS.fan_in as f64 * law.std_dev() * law.std_dev()).into(),
            weights.map(|law| law.to_string()).into(),
            cut.into(),
            biases.map(|law| law.to_string()).into(),
            rule.source.into(),
            rule.own_test.into(),
        ]);
    }
    table
}

/// Every activation with what keeps the variance of z, and that of gradients, from layer to layer, for z ~ N(0, 1); the
/// weights' critical standard deviation without biases, times √fan_in; and what PyTorch's `calculate_gain` returns.
///
/// # Errors
/// [`Error::Law`] if an expectation is not had to many digits.
pub fn activations() -> Result<Table, Error> {
    let columns = [
        Column::text("name", "activation"),
        Column::text("formula", "f(z)"),
        Column::digits("forward", "1/√E f²", 6),
        Column::digits("backward", "1/√E f′²", 6),
        Column::digits("sup_derivative", "sup |f′|", 6),
        Column::digits("critical_weight_std_dev", "critical σ_w", 6),
        Column::hidden("critical_variance"),
        Column::digits("calculate_gain", "calculate_gain", 6),
    ];
    let mut table = Table::new("activations", columns);
    for activation in Activation::ALL {
        let gain = Gain::of(activation)?;
        table.push([
            activation.to_string().into(),
            activation.formula().into(),
            gain.forward.into(),
            gain.backward.into(),
            gain.sup_derivative.into(),
            gain.critical.map(|point: CriticalPoint| point.weight_std_dev).into(),
            gain.critical.map(|point| point.variance).into(),
            calculate_gain(activation).into(),
        ]);
    }
    Ok(table)
}
