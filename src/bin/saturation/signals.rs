//! How a signal ends the command: at once, with no file half written and a word about those that are whole.

use crate::failure::Failure;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What this run has written.
pub struct Written {
    /// How many files.
    pub files: usize,
    /// Whether there are more to come.
    pub complete: bool,
}

static WRITTEN: Mutex<Written> = Mutex::new(Written { files: 0, complete: false });

/// Whoever writes a file holds this and adds to it: no signal ends the command meanwhile.
pub fn written() -> MutexGuard<'static, Written> {
    // A count is a count whoever panicked beside it.
    WRITTEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on SIGINT, SIGTERM and SIGHUP end the command with 128 + signal, and a file beyond the limit of the system is an
/// error of its write.
#[cfg(unix)]
pub fn heed() -> Result<(), Failure> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::iterator::Signals;
    use std::io::{self, IsTerminal, Write};
    use std::{process, sync::Arc, thread};

    signal_hook::flag::register(SIGXFSZ, Arc::default()).map_err(Failure::input)?;
    // What was ignored from the start stays so: under nohup a terminal that hangs up is no reason to end.
    let ends = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| !is_ignored(*signal));
    let mut signals = Signals::new(ends).map_err(Failure::input)?;
    let end = move || {
        if let Some(signal) = signals.forever().next() {
            let why = match signal {
                SIGINT => "interrupted",
                SIGTERM => "terminated",
                _ => "hung up",
            };
            // Held to the end, so that no further file is begun.
            let written = written();
            let files = match (written.files, written.complete) {
                (0, _) => "nothing was written; run it again".to_owned(),
                (files, true) => format!("all {files} files were written"),
                (1, _) => "one file was written, and is whole; run it again for the rest".to_owned(),
                (files, _) => format!("{files} files were written, each of them whole; run it again for the rest"),
            };
            let mut stderr = io::stderr();
            // Where a progress bar may stand, its line is cleared.
            let line = if stderr.is_terminal() { "\r\x1b[2K" } else { "" };
            let _ = writeln!(stderr, "{line}{why}: {files}");
            process::exit(128 + signal);
        }
    };
    thread::Builder::new().spawn(end).map_err(|error| Failure::input(format!("thread for signals: {error}")))?;
    Ok(())
}

/// Elsewhere the system ends a command that is interrupted.
#[cfg(not(unix))]
pub fn heed() -> Result<(), Failure> {
    Ok(())
}

/// Whether the process was started with a signal ignored, as far as the system says.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask >> (signal - 1) & 1 == 1
}
