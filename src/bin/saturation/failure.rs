use saturation::evidence::DrawError;
use saturation::experiments::Error;
use saturation::report::WriteError;
use saturation::sampling::Stopped;
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
    /// The line, without its `error: `.
    pub text: String,
}

impl Failure {
    /// Bad input, or a machine that refuses what the run needs.
    pub fn input(error: impl Display) -> Self {
        Self { code: BAD_INPUT, text: error.to_string() }
    }

    fn interrupted() -> Self {
        Self {
            code: INTERRUPTED,
            text: "interrupted: files that are there are complete; run it again for the rest".to_owned(),
        }
    }

    /// Says why on standard error, if anybody listens.
    pub fn report(self) -> ExitCode {
        let beginning = if self.code == INTERRUPTED { "" } else { "error: " };
        let _ = writeln!(io::stderr(), "{beginning}{}", self.text);
        ExitCode::from(self.code)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Draw(DrawError::Stopped(_)) => Self::interrupted(),
            error => Self::input(error),
        }
    }
}

impl From<Stopped> for Failure {
    fn from(_: Stopped) -> Self {
        Self::interrupted()
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::input(error)
    }
}
