use super::Pattern;
use crate::model::{Initializer, InitializerError};
use std::fmt;

/// By which initializer tensors should have been drawn: `torch:linear`, or for names alone that a pattern matches,
/// `encoder.*.weight=torch:xavier_normal(fan_out=512)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// Of which names; none: every tensor.
    pub pattern: Option<Pattern>,
    /// The initializer.
    pub initializer: Initializer,
    /// The layer's number of inputs, where its shape does not tell it.
    pub fan_in: Option<usize>,
    /// The layer's number of outputs, likewise.
    pub fan_out: Option<usize>,
}

/// Why a text is no expectation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExpectationError {
    /// It names no initializer.
    #[error(transparent)]
    Initializer(#[from] InitializerError),
    /// A number of inputs or outputs is none.
    #[error("{0}: no number of inputs or outputs; write fan_in=784, or fan_out=30")]
    Fan(String),
}

impl Expectation {
    /// Whether it is of a tensor with this name.
    pub fn is_of(&self, name: &str) -> bool {
        self.pattern.as_ref().is_none_or(|pattern| pattern.matches(name))
    }

    /// Reads what is written as [`Expectation`] says.
    ///
    /// # Errors
    /// [`ExpectationError`] for what is not.
    pub fn parse(text: &str) -> Result<Self, ExpectationError> {
        // A name may have = and brackets of its own: the rule is what follows the last = before the rule's own bracket.
        let bracket = text.trim_end().strip_suffix(')').and_then(|rest| rest.rfind('(')).unwrap_or(text.len());
        let (pattern, rule) = match text[..bracket].rfind('=') {
            Some(place) => (Some(Pattern::new(text[..place].trim())), &text[place + 1..]),
            None => (None, text),
        };
        let (mut fan_in, mut fan_out) = (None, None);
        let mut rule = rule.trim().to_owned();
        if let Some((name, arguments)) = rule.clone().strip_suffix(')').and_then(|rest| rest.split_once('(')) {
            let mut others = Vec::new();
            for argument in arguments.split(',') {
                let fan = match argument.split_once('=').map(|(key, value)| (key.trim(), value)) {
                    Some(("fan_in", value)) => Some((&mut fan_in, value)),
                    Some(("fan_out", value)) => Some((&mut fan_out, value)),
                    _ => None,
                };
                let Some((fan, value)) = fan else {
                    others.push(argument);
                    continue;
                };
                let number = value.trim().parse().ok().filter(|number| (1..=1usize << 40).contains(number));
                *fan = Some(number.ok_or_else(|| ExpectationError::Fan(argument.trim().to_owned()))?);
            }
            if fan_in.is_some() || fan_out.is_some() {
                rule = if others.is_empty() { name.to_owned() } else { format!("{name}({})", others.join(",")) };
            }
        }
        Ok(Self { pattern, initializer: rule.parse()?, fan_in, fan_out })
    }
}

impl fmt::Display for Expectation {
    /// As [`Expectation::parse`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(pattern) = &self.pattern {
            write!(f, "{pattern}=")?;
        }
        let fans = [("fan_in", self.fan_in), ("fan_out", self.fan_out)];
        let fans: Vec<String> = fans.iter().filter_map(|(name, fan)| Some(format!("{name}={}", (*fan)?))).collect();
        let rule = self.initializer.to_string();
        match (fans.is_empty(), rule.strip_suffix(')')) {
            (true, _) => f.write_str(&rule),
            (false, Some(open)) => write!(f, "{open}, {})", fans.join(", ")),
            (false, None) => write!(f, "{rule}({})", fans.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_are_read_and_shown() {
        for (text, pattern, fan_in, fan_out) in [
            ("torch:linear", None, None, None),
            ("torch:kaiming_normal(nonlinearity=tanh)", None, None, None),
            ("encoder.*.weight=torch:xavier_normal", Some("encoder.*.weight"), None, None),
            ("*.qkv.weight=torch:xavier_normal(fan_out=512)", Some("*.qkv.weight"), None, Some(512)),
            ("fc=torch:kaiming_normal(a=1, fan_in=7, fan_out=9)", Some("fc"), Some(7), Some(9)),
        ] {
            let read = Expectation::parse(text).unwrap();
            assert_eq!(
                (read.pattern.as_ref().map(ToString::to_string).as_deref(), read.fan_in, read.fan_out),
                (pattern, fan_in, fan_out),
                "{text}"
            );
            assert_eq!(read.to_string(), text);
        }
        for text in ["", "x=", "torch:linear(fan_in=0)", "torch:linear(fan_in=x)", "a=b=c", "torch:nothing"] {
            assert!(Expectation::parse(text).is_err(), "{text}");
        }
    }
}
