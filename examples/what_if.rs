//! What the panel "what if" of the report should say, for the test of the page in a browser: `cargo run --example what_if`
//! prints a JSON array of settings with std z, the saturated share and E f′(z), by the exact laws.

use saturation::law::{self, Threshold};
use saturation::model::{Activation, Input, Neuron, ParameterLaw, Parameters};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut settings = Vec::new();
    for activation in [Activation::SIGMOID, Activation::TANH, Activation::RELU] {
        for (fan_in, active) in [(1, 1), (10, 5), (1000, 500), (10_000, 10_000)] {
            for std_w in [0.001, 1.0 / 30.0, 1.0] {
                for std_b in [0.0, 1.5] {
                    for tau in [1e-4, 0.01, 0.1995] {
                        let weights = ParameterLaw::Normal { mean: 0.0, std_dev: std_w };
                        let bias = ParameterLaw::Normal { mean: 0.0, std_dev: std_b };
                        let bias = if std_b == 0.0 { ParameterLaw::Zero } else { bias };
                        let input = Input::ones(active, fan_in - active)?;
                        let law = law::of(&Neuron::new(&input, Parameters::new(weights, bias)?)?)?;
                        settings.push(serde_json::json!({
                            "activation": activation.name(), "active": active, "stdW": std_w, "stdB": std_b, "tau": tau,
                            "std": law.std_dev(),
                            "share": Threshold::new(activation, tau)?.saturated_fraction(&*law),
                            "slope": law.expectation(&|z| activation.derivative(z), activation.kinks())?,
                        }));
                    }
                }
            }
        }
    }
    println!("{}", serde_json::Value::from(settings));
    Ok(())
}
