use saturation::experiments::Error;
use saturation::publish::{ReportError, WriteError};
use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

/// It could not run.
pub const BAD_INPUT: u8 = 2;

/// Ctrl-C, as shells count it: 128 + SIGINT.
const INTERRUPTED: u8 = 130;

/// Why the command ended without verdicts: one line for the reader, one number for the shell.
pub struct Failure {
    /// The exit code.
    pub code: u8,
    /// The line, without its `error: `; empty if there is nothing to add.
    pub text: String,
}

impl Failure {
    /// Bad input, or a machine that refuses what the run needs.
    pub fn input(error: impl Display) -> Self {
        Self { code: BAD_INPUT, text: error.to_string() }
    }

    fn interrupted() -> Self {
        Self { code: INTERRUPTED, text: String::new() }
    }

    /// Says why on standard error, if anybody listens.
    pub fn report(self) -> ExitCode {
        if !self.text.is_empty() {
            let _ = writeln!(io::stderr(), "error: {}", self.text);
        }
        ExitCode::from(self.code)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Stopped(_) => Self::interrupted(),
            error => Self::input(error),
        }
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Stopped(_) => Self::interrupted(),
            error => Self::input(error),
        }
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::input(error)
    }
}
