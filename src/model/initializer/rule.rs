use crate::model::ParameterLaw;

/// The most arguments that a rule takes.
pub(super) const MOST_ARGUMENTS: usize = 4;

/// The numbers of inputs and of neurons of a layer, both at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fans {
    /// Inputs.
    pub fan_in: usize,
    /// Neurons.
    pub fan_out: usize,
}

/// A row of the registry: how an initializer is called, what it draws, and where that was read.
#[derive(Debug)]
pub struct Rule {
    /// Its name, with that of its framework: "torch:kaiming_normal".
    pub name: &'static str,
    /// The laws of weights and biases, in a line.
    pub formula: &'static str,
    /// The source file and the version that was read; empty for what no framework defines.
    pub source: &'static str,
    /// Whether the framework's own tests look at the law; empty for what no framework defines.
    pub own_test: &'static str,
    pub(super) arguments: &'static [Argument],
    pub(super) laws: fn(Fans, &[f64; MOST_ARGUMENTS]) -> [ParameterLaw; 2],
}

/// An argument of a rule: a number, or one of some words, of which the position counts.
#[derive(Debug)]
pub(super) struct Argument {
    pub(super) name: &'static str,
    /// NaN: there is none.
    pub(super) default: f64,
    pub(super) words: &'static [&'static str],
}

impl Argument {
    pub(super) const fn number(name: &'static str, default: f64) -> Self {
        Self { name, default, words: &[] }
    }

    pub(super) const fn required(name: &'static str) -> Self {
        Self::number(name, f64::NAN)
    }

    pub(super) fn read(&self, text: &str) -> Option<f64> {
        match self.words {
            [] => text.parse().ok().filter(|number: &f64| number.is_finite()),
            words => words.iter().position(|word| *word == text).map(|position| position as f64),
        }
    }

    pub(super) fn show(&self, value: f64) -> String {
        let text = self
            .words
            .get(value as usize)
            .map_or_else(|| format!("{value:?}").trim_end_matches(".0").to_owned(), |word| (*word).to_owned());
        if self.default.is_nan() { text } else { format!("{}={text}", self.name) }
    }
}

impl Rule {
    /// Whether it is a law that is written out, of no framework and no article.
    pub fn is_plain(&self) -> bool {
        super::plain::RULES.iter().any(|rule| rule.name == self.name)
    }

    /// How it is written with all its arguments: "normal(mean, std)".
    pub fn usage(&self) -> String {
        let shown = self.arguments.iter().map(|argument| match argument.default {
            default if default.is_nan() => argument.name.to_owned(),
            default => argument.show(default),
        });
        let shown: Vec<String> = shown.collect();
        if shown.is_empty() { self.name.to_owned() } else { format!("{}({})", self.name, shown.join(", ")) }
    }
}

/// Which number of the layer a variance is divided by.
pub(super) const FAN: Argument = Argument { name: "mode", default: 0.0, words: &["fan_in", "fan_out", "fan_avg"] };

/// N(0, std²).
pub(super) fn normal(std_dev: f64) -> ParameterLaw {
    ParameterLaw::normal(std_dev)
}

/// Uniform about 0, of this standard deviation: U(±√3·std).
pub(super) fn uniform(std_dev: f64) -> ParameterLaw {
    let end = 3f64.sqrt() * std_dev;
    ParameterLaw::Uniform { low: -end, high: end }
}

/// Normal within two standard deviations, which are as much larger as makes this one that of what is left.
pub(super) fn corrected(std_dev: f64) -> ParameterLaw {
    // As Keras and JAX write it: the standard deviation of N(0, 1) within ±2.
    const LEFT: f64 = 0.879_625_661_034_239_8;
    ParameterLaw::TruncatedNormal { std_dev: std_dev / LEFT, bound: 2.0 }
}

impl Fans {
    /// (fan_in + fan_out)/2.
    pub(super) fn average(self) -> f64 {
        0.5 * (self.fan_in as f64 + self.fan_out as f64)
    }

    /// The number that the word at this place of [`FAN`] means.
    pub(super) fn by(self, mode: f64) -> f64 {
        match mode as usize {
            0 => self.fan_in as f64,
            1 => self.fan_out as f64,
            2 => self.average(),
            _ => (self.fan_in as f64 * self.fan_out as f64).sqrt(),
        }
    }

    /// The standard deviation of Glorot and Bengio: √(2/(fan_in + fan_out)).
    pub(super) fn glorot(self) -> f64 {
        1.0 / self.average().sqrt()
    }

    /// The standard deviation of He and others: √(2/fan_in).
    pub(super) fn he(self) -> f64 {
        2f64.sqrt() * self.root()
    }

    /// The standard deviation of LeCun and others: 1/√fan_in.
    pub(super) fn root(self) -> f64 {
        1.0 / (self.fan_in as f64).sqrt()
    }

    /// An entry of gain times a random orthogonal matrix, of which the layer is a part.
    pub(super) fn orthogonal(self, gain: f64) -> ParameterLaw {
        ParameterLaw::Orthogonal { gain, dimension: self.fan_in.max(self.fan_out) }
    }
}
