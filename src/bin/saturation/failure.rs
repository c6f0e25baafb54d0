use saturation::experiments::Error;
use saturation::report::wrapped;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// It could not run.
pub const BAD_INPUT: u8 = 2;

/// Why the command ended without verdicts: one line for the reader, without its `error: `.
pub struct Failure(String);

impl Failure {
    /// Bad input, or a machine that refuses what the run needs.
    pub fn input(error: impl Display) -> Self {
        Self(error.to_string())
    }

    /// Standard output takes no more.
    pub fn output(error: &io::Error) -> Self {
        Self(format!("output: standard output: {error}; write to another place"))
    }

    /// Says why on standard error, if anybody listens.
    pub fn report(self) -> ExitCode {
        say(&format!("error: {}", self.0));
        ExitCode::from(BAD_INPUT)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::input(error)
    }
}

/// Says on standard error what the reader should know, though the command goes on.
pub fn warn(text: &str) {
    say(&format!("warning: {text}"));
}

/// One line; on a terminal as many as its width takes. What a terminal would obey is shown instead.
fn say(text: &str) {
    let shown: String =
        text.chars().map(|c| if c.is_control() { c.escape_default().to_string() } else { c.into() }).collect();
    let mut stderr = io::stderr();
    let width = terminal_size::terminal_size_of(&stderr).filter(|_| stderr.is_terminal());
    let text = width.map_or(shown.clone(), |(width, _)| wrapped(&shown, usize::from(width.0).max(20) - 2, 2));
    let _ = writeln!(stderr, "{text}");
}
