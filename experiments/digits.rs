use crate::model::dataset::{Dataset, DatasetError, digits};
use std::fmt;
use std::path::{Path, PathBuf};

/// The digits that a network learns, and others to test it with.
///
/// ```
/// use saturation::experiments::Digits;
/// let digits = Digits::embedded()?;
/// assert_eq!((digits.train.len(), digits.test.len()), (1400, 397));
/// # Ok::<(), saturation::model::dataset::DatasetError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Digits {
    /// What it learns.
    pub train: Dataset,
    /// What it is tested with.
    pub test: Dataset,
    /// Where they come from.
    pub source: Source,
}

/// Where digits come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// They come with the program.
    Embedded,
    /// The IDX files of MNIST in a directory.
    Mnist(PathBuf),
}

/// Of the digits that come with the program, the first are to train with, and the others to test with.
const TRAIN: usize = 1400;

/// The images of MNIST that are kept of each set: all to test with, and of those to train with more than an experiment
/// of seconds can learn.
const MOST: usize = 10_000;

impl Digits {
    /// Those that come with the program: 1400 to train with, 397 to test with.
    ///
    /// # Errors
    /// As for [`digits`].
    pub fn embedded() -> Result<Self, DatasetError> {
        let (train, test) = digits()?.split_at(TRAIN);
        Ok(Self { train, test, source: Source::Embedded })
    }

    /// Those of MNIST: the first 10 000 to train with, 10 000 to test with.
    ///
    /// # Errors
    /// As for [`Dataset::read_mnist`].
    pub fn read_mnist(directory: &Path) -> Result<Self, DatasetError> {
        let (train, test) = Dataset::read_mnist(directory, MOST)?;
        Ok(Self { train, test, source: Source::Mnist(directory.to_owned()) })
    }

    /// The options of the command that take the same digits again; empty for those that come with the program.
    pub fn options(&self) -> String {
        match &self.source {
            Source::Embedded => String::new(),
            Source::Mnist(directory) => format!("--mnist-dir {}", quoted(&directory.to_string_lossy())),
        }
    }
}

impl fmt::Display for Source {
    /// "the 1797 digits that come with the program", "MNIST".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Embedded => "the 1797 digits that come with the program",
            Self::Mnist(_) => "MNIST",
        })
    }
}

/// A word as a shell takes it: plain where it can be, else between single quotes.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::{Run, Settings};
    use crate::sampling::Control;

    #[test]
    fn a_run_takes_the_digits_that_it_is_given_and_else_those_that_come_along() {
        let control = Control::default();
        let run = Run::new(Settings::default(), &control);
        let embedded = Digits::embedded().unwrap();
        assert_eq!(*run.digits().unwrap(), embedded);
        assert_eq!(embedded.options(), "");
        let few = Digits { train: embedded.train.first(10), ..embedded };
        assert_eq!(*run.with_digits(few.clone()).digits().unwrap(), few);
    }

    #[test]
    fn a_directory_is_quoted_as_a_shell_wants_it() {
        let embedded = Digits::embedded().unwrap();
        for (directory, options) in [
            ("data/mnist-1.0", "--mnist-dir data/mnist-1.0"),
            ("my data", "--mnist-dir 'my data'"),
            ("it's $HOME", r"--mnist-dir 'it'\''s $HOME'"),
            ("~/mnist", "--mnist-dir '~/mnist'"),
        ] {
            let digits = Digits { source: Source::Mnist(directory.into()), ..embedded.clone() };
            assert_eq!(digits.options(), options);
        }
    }
}
