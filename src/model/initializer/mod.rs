//! Rules that give each layer the laws of its parameters: a registry, one file for each family.

mod article;
mod jax;
mod keras;
mod plain;
mod rule;
mod rust;
mod torch;

use super::{ModelError, ParameterLaw, Parameters};
use rule::{Argument, MOST_ARGUMENTS};
pub use rule::{Fans, Rule};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::fmt;
use std::str::FromStr;

/// A rule that gives each layer the laws of its parameters, from its numbers of inputs and of neurons.
///
/// The registry is [`Initializer::rules`]: a new rule is a row of a family's file. As text it is its name, and in brackets
/// the arguments that are not the default.
///
/// ```
/// use saturation::model::{Initializer, ParameterLaw};
/// let printed: Initializer = "as-printed".parse()?;
/// assert_eq!(printed.parameters(1000, 30)?.weights().mean(), 0.5 / 1000f64.sqrt()); // uniform on [0, 1)/√1000
/// let plain: Initializer = "normal(0, 0.05)".parse()?;
/// assert_eq!(plain.parameters(784, 30)?.weights(), ParameterLaw::normal(0.05));
/// assert_eq!(plain.to_string(), "normal(0, 0.05)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Initializer {
    rule: &'static Rule,
    arguments: [f64; MOST_ARGUMENTS],
}

/// Why a text names no initializer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InitializerError {
    /// No rule has this name.
    #[error("{0}: no initializer has this name; see saturation list initializers")]
    Unknown(String),
    /// Several frameworks define it, and not alike.
    #[error("{name}: of several laws; say which: {}", choices.join(", "))]
    Ambiguous {
        /// The name.
        name: String,
        /// The full names.
        choices: Vec<&'static str>,
    },
    /// The brackets do not hold what the rule takes.
    #[error("{text}: {why}; write {usage}")]
    Arguments {
        /// The text.
        text: String,
        /// What is wrong with it.
        why: String,
        /// How the rule is written.
        usage: String,
    },
}

impl Initializer {
    /// w, b ~ N(0, 1).
    pub const LARGE: Self = Self::of(&article::LARGE);
    /// w ~ N(0, 1/fan_in), b = 0.
    pub const SCALED: Self = Self::of(&article::SCALED);
    /// w ~ N(0, 1/fan_in), b ~ N(0, 1).
    pub const SCALED_UNIT_BIAS: Self = Self::of(&article::SCALED_UNIT_BIAS);
    /// w ~ N(0, 1/fan_in), b ~ N(0, 1)/fan_out: the article's `default_weight_init`, as meant.
    pub const SCALED_SMALL_BIAS: Self = Self::of(&article::SCALED_SMALL_BIAS);
    /// w ~ uniform on [0, 1)/√fan_in, b ~ N(0, 1)/fan_out: the article's `default_weight_init`, as printed.
    pub const AS_PRINTED: Self = Self::of(&article::AS_PRINTED);

    /// A rule with its default arguments.
    const fn of(rule: &'static Rule) -> Self {
        let mut arguments = [0.0; MOST_ARGUMENTS];
        let mut k = 0;
        while k < rule.arguments.len() {
            arguments[k] = rule.arguments[k].default;
            k += 1;
        }
        Self { rule, arguments }
    }

    /// Every rule, family by family.
    pub fn rules() -> impl Iterator<Item = &'static Rule> + Clone {
        [article::RULES, plain::RULES, torch::RULES, keras::RULES, jax::RULES, rust::RULES].into_iter().flatten()
    }

    /// Every rule that needs no arguments, with those that it takes if none are given.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::rules().filter_map(Self::by_default)
    }

    /// A rule with its default arguments, if it needs none.
    pub fn by_default(rule: &'static Rule) -> Option<Self> {
        rule.arguments.iter().all(|argument| !argument.default.is_nan()).then(|| Self::of(rule))
    }

    /// The same with a gain of 1, if it takes one.
    pub fn without_gain(mut self) -> Option<Self> {
        let position = self
            .rule
            .arguments
            .iter()
            .position(|argument| ["gain", "scale", "nonlinearity"].contains(&argument.name))?;
        let argument = &self.rule.arguments[position];
        self.arguments[position] =
            argument.words.iter().position(|word| *word == "linear").map_or(1.0, |place| place as f64);
        Some(self)
    }

    /// The rule.
    pub fn rule(&self) -> &'static Rule {
        self.rule
    }

    /// Its name, without arguments.
    pub fn name(&self) -> &'static str {
        self.rule.name
    }

    /// The laws of weights and biases, in a line.
    pub fn formula(&self) -> &'static str {
        self.rule.formula
    }

    /// The laws of weights and biases of a layer.
    pub fn laws(&self, fans: Fans) -> [ParameterLaw; 2] {
        (self.rule.laws)(fans, &self.arguments)
    }

    /// The laws of a layer of `fan_out` neurons that read `fan_in` inputs; an error if either is 0, or an argument gives no law.
    pub fn parameters(self, fan_in: usize, fan_out: usize) -> Result<Parameters, ModelError> {
        if fan_in == 0 || fan_out == 0 {
            return Err(ModelError::NoInput);
        }
        let [weights, biases] = self.laws(Fans { fan_in, fan_out });
        Parameters::new(weights, biases)
    }
}

impl FromStr for Initializer {
    type Err = InitializerError;

    fn from_str(text: &str) -> Result<Self, InitializerError> {
        let (name, rest) = text.split_once('(').map_or((text, None), |(name, rest)| (name, Some(rest)));
        // As PyTorch's users spell what writes into a tensor.
        let name = name.trim().trim_end_matches('_');
        let rule = find(name)?;
        let mut initializer = Self::of(rule);
        let wrong = |why: String| InitializerError::Arguments { text: text.to_owned(), why, usage: rule.usage() };
        let given = match rest {
            None => "",
            Some(rest) => rest.trim_end().strip_suffix(')').ok_or_else(|| wrong("no closing bracket".to_owned()))?,
        };
        for (position, part) in given.split(',').enumerate().filter(|_| !given.trim().is_empty()) {
            let (key, value) = part.split_once('=').map_or((None, part), |(key, value)| (Some(key.trim()), value));
            let position = match key {
                None => Some(position).filter(|position| *position < rule.arguments.len()),
                Some(key) => rule.arguments.iter().position(|argument| argument.name == key),
            };
            let position = position.ok_or_else(|| wrong(format!("no argument for {}", part.trim())))?;
            let value = rule.arguments[position].read(value.trim());
            initializer.arguments[position] = value.ok_or_else(|| wrong(format!("{} is no value", part.trim())))?;
        }
        match rule.arguments.iter().zip(initializer.arguments).find(|(_, value)| value.is_nan()) {
            Some((argument, _)) => Err(wrong(format!("no {}", argument.name))),
            None => Ok(initializer),
        }
    }
}

/// The rule of a name: a full one, or one that is the same in every framework that has it.
fn find(name: &str) -> Result<&'static Rule, InitializerError> {
    if let Some(rule) = Initializer::rules().find(|rule| rule.name == name) {
        return Ok(rule);
    }
    let of_frameworks =
        Initializer::rules().filter(|rule| rule.name.split_once(':').is_some_and(|(_, bare)| bare == name));
    let alike = |rule: &'static Rule, other: &'static Rule| {
        [(7, 3), (1000, 30)].into_iter().all(|(fan_in, fan_out)| {
            let of = |rule| Initializer::of(rule).laws(Fans { fan_in, fan_out });
            of(rule).into_iter().zip(of(other)).all(|(one, other)| one.is_like(other))
        })
    };
    match of_frameworks.clone().next() {
        None => Err(InitializerError::Unknown(name.to_owned())),
        Some(first) if of_frameworks.clone().all(|other| alike(first, other)) => Ok(first),
        Some(_) => Err(InitializerError::Ambiguous {
            name: name.to_owned(),
            choices: of_frameworks.map(|rule| rule.name).collect(),
        }),
    }
}

impl fmt::Display for Initializer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rule.name)?;
        let shown = |(argument, value): (&Argument, &f64)| {
            (argument.default.is_nan() || *value != argument.default).then(|| argument.show(*value))
        };
        // Those without a default come first, and need no names.
        let shown: Vec<String> = self.rule.arguments.iter().zip(&self.arguments).filter_map(shown).collect();
        if shown.is_empty() { Ok(()) } else { write!(f, "({})", shown.join(", ")) }
    }
}

impl fmt::Debug for Initializer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl PartialEq for Initializer {
    /// Names are unique.
    fn eq(&self, other: &Self) -> bool {
        self.rule.name == other.rule.name && self.arguments == other.arguments
    }
}

impl Serialize for Initializer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Initializer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_initializer_is_found_by_its_name_and_gives_every_layer_its_laws() {
        for initializer in Initializer::all() {
            assert_eq!(initializer.to_string().parse(), Ok(initializer));
            assert!(initializer.parameters(1, 1).is_ok() && initializer.parameters(0, 1).is_err(), "{initializer}");
            assert!(initializer.parameters(3, 1000).is_ok(), "{initializer}");
        }
        let mut names: Vec<_> = Initializer::rules().map(|rule| rule.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Initializer::rules().count());
        assert_eq!(
            Initializer::LARGE.parameters(7, 3),
            Parameters::new(ParameterLaw::normal(1.0), ParameterLaw::normal(1.0))
        );
        assert_eq!(
            Initializer::SCALED.parameters(4, 3),
            Parameters::new(ParameterLaw::normal(0.5), ParameterLaw::Zero)
        );
    }

    #[test]
    fn a_bare_name_stands_for_the_law_that_all_frameworks_share() {
        let of = |text: &str| text.parse::<Initializer>();
        assert_eq!(of("lecun_uniform").unwrap().name(), "keras:lecun_uniform");
        assert_eq!(of("torch:kaiming_normal_").unwrap().name(), "torch:kaiming_normal");
        let error = of("he_normal").unwrap_err().to_string();
        assert!(error.contains("keras:he_normal") && error.contains("tfjs:he_normal"), "{error}");
        let error = of("kaiming_normal").unwrap_err().to_string();
        assert!(error.starts_with("kaiming_normal: of several laws; say which: torch:kaiming_normal, jax:"), "{error}");
    }

    /// fan_in · Var w of each initializer as its documentation states it.
    #[test]
    fn variances_are_those_of_the_documentation() {
        let (fan_in, fan_out) = (784, 30);
        let average = 0.5 * (784.0 + 30.0) / 784.0;
        for (text, wanted) in [
            ("torch:xavier_uniform", 1.0 / average),
            ("torch:xavier_normal(gain=2)", 4.0 / average),
            ("torch:kaiming_uniform", 2.0),
            ("torch:kaiming_normal(a=1)", 1.0),
            ("torch:kaiming_normal(mode=fan_out)", 2.0 * 784.0 / 30.0),
            ("torch:kaiming_normal(nonlinearity=tanh)", 25.0 / 9.0),
            ("torch:linear", 1.0 / 3.0),
            ("torch:orthogonal", 1.0),
            ("torch:trunc_normal(std=2)", 1.164_500_379_091_172 * 784.0),
            ("keras:glorot_normal", 1.0 / average),
            ("keras:he_normal", 2.0),
            ("keras:lecun_normal", 1.0),
            ("keras:truncated_normal", 0.773_741_303_549_923_2 * 784.0 * 0.0025),
            ("keras:variance_scaling(scale=2, mode=fan_avg, distribution=uniform)", 2.0 / average),
            ("keras-2.1:he_normal", 2.0 * 0.773_741_303_549_923_2),
            ("keras-1:orthogonal", 1.21),
            ("tfjs:lecun_normal", 0.773_741_303_549_923_2),
            ("jax:variance_scaling(3, fan_in, truncated_normal)", 3.0),
            ("jax:uniform(scale=1)", 784.0 / 12.0),
            ("flax:dense", 1.0),
            ("burn:linear", 1.0 / 3.0),
            ("burn:kaiming_normal(gain=1)", 1.0),
            ("candle:linear", 2.0),
        ] {
            let law = text.parse::<Initializer>().unwrap().parameters(fan_in, fan_out).unwrap().weights();
            let found = 784.0 * law.std_dev().powi(2);
            assert!((found / wanted - 1.0).abs() < 1e-10, "{text}: {found}, not {wanted}");
        }
    }

    #[test]
    fn arguments_are_read_in_order_or_by_name_and_shown_where_they_are_not_the_default() {
        for (text, shown) in [
            ("normal(0,0.05)", "normal(0, 0.05)"),
            ("normal( mean = 1, std = 2 )", "normal(1, 2)"),
            ("uniform(-1, 1e0)", "uniform(-1, 1)"),
            ("truncated_normal(0.02, 2)", "truncated_normal(0.02, 2)"),
            ("orthogonal", "orthogonal"),
            ("orthogonal()", "orthogonal"),
            ("orthogonal(gain=2)", "orthogonal(gain=2)"),
            ("large", "large"),
        ] {
            let initializer: Initializer = text.parse().unwrap();
            assert_eq!(initializer.to_string(), shown);
            assert_eq!(shown.parse(), Ok(initializer));
        }
        for (text, why) in [
            ("Large", "Large: no initializer has this name; "),
            ("normal", "normal: no mean; write normal(mean, std)"),
            ("normal(1", "normal(1: no closing bracket; "),
            ("normal(0, x)", "normal(0, x): x is no value; "),
            ("normal(0, inf)", "normal(0, inf): inf is no value; "),
            ("normal(0, 1, 2)", "normal(0, 1, 2): no argument for 2; "),
            ("normal(0, s=1)", "normal(0, s=1): no argument for s=1; "),
            ("large(1)", "large(1): no argument for 1; write large"),
            ("normal(0,,1)", "normal(0,,1):  is no value; "),
        ] {
            let error = text.parse::<Initializer>().unwrap_err().to_string();
            assert!(error.starts_with(why), "{error}");
        }
        let of = |text: &str| text.parse::<Initializer>().unwrap().parameters(10, 10);
        assert!(
            of("normal(0, -1)").is_err() && of("uniform(1, 0)").is_err() && of("truncated_normal(1, 0.001)").is_err()
        );
    }
}
