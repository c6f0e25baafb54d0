use std::fmt;

/// Names of tensors, in which * stands for any letters and ? for one: `encoder.*.weight`.
///
/// ```
/// use saturation::experiments::check::Pattern;
/// assert!(Pattern::new("encoder.*.weight").matches("encoder.3.mlp.weight"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// The pattern so written.
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Whether it names one tensor alone.
    pub fn is_of_one(&self) -> bool {
        !self.0.contains(['*', '?'])
    }

    /// Whether a whole name matches.
    pub fn matches(&self, name: &str) -> bool {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        matches(&letters(&self.0), &letters(name))
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a name matches a pattern: the last star is tried at one letter more whenever what follows it fails.
fn matches(pattern: &[char], name: &[char]) -> bool {
    let (mut p, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match &mut star {
                Some((place, taken)) => {
                    *taken += 1;
                    (p, n) = (*place + 1, *taken);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_names() {
        let is = |pattern: &str, name: &str| Pattern::new(pattern).matches(name);
        assert!(is("*", "") && is("*.weight", "a.b.weight") && is("a?c*", "abcd") && is("*a*b", "xaab") && is("", ""));
        assert!(!is("weight", "a.weight") && !is("*.weight", "a.weights") && !is("?", "") && !is("*a*b", "xab_"));
    }
}
