//! What the article's listing prints and does not mean: attributes that do not exist, and a density that lacks a 2.

use std::collections::BTreeSet;

/// The lines of the constructor, and of `large_weight_init`, that name an attribute.
pub const LINES: [[&str; 3]; 2] = [
    [
        "self.topology = topology",
        "self.biases = [np.random.randn(y, 1) for y in topology[1:]]",
        "self.weights = [np.random.randn(y, x) for x, y in zip(self.weights[:-1], self.weights[1:])]",
    ],
    [
        "self.topology = topology",
        "self.biases = [np.random.randn(y, 1) for y in self.topoloy[1:]]",
        "self.weights = [np.random.randn(y, x)/np.sqrt(x) for x, y in zip(self.topology[:-1], self.topology[1:])]",
    ],
];

/// A line with the attribute that was meant.
pub fn as_meant(line: String) -> String {
    line.replace("self.weights[", "self.topology[").replace("topoloy", "topology")
}

/// The number of attributes that these lines read and none of them has assigned to before.
pub fn missing(lines: &[String]) -> usize {
    let (mut assigned, mut missing) = (BTreeSet::new(), BTreeSet::new());
    for line in lines {
        let (target, value) = line.split_once(" = ").unwrap_or(("", line));
        let names = value.split("self.").skip(1);
        let names = names.map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""));
        missing.extend(names.filter(|name| !assigned.contains(*name)));
        assigned.insert(target.trim_start_matches("self."));
    }
    missing.len()
}

/// ∫ f(x) dx of the article's density, exp(−(x − μ)²/kσ²)/(√(2π)σ): k is 1 as printed, and 2 as meant.
pub fn integral(k: f64) -> f64 {
    // The trapezoidal rule, exact for a Gaussian but for rounding.
    let density = |x: f64| libm::exp(-x * x / k) / (2.0 * std::f64::consts::PI).sqrt();
    (-400..=400).map(|n| density(0.05 * f64::from(n)) * 0.05).sum()
}
