use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// What a running plan shares with its onlookers: how many trials are done, and whether to stop.
#[derive(Debug, Default)]
pub struct Control {
    trials: AtomicU64,
    stopped: AtomicBool,
}

/// The plan was stopped before its last chunk; nothing of it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stopped: interrupted before the last trial; run it again")]
pub struct Stopped;

impl Control {
    /// Trials drawn so far, over all plans under this control.
    pub fn trials(&self) -> u64 {
        self.trials.load(Relaxed)
    }

    /// Asks the running plan to stop at the next chunk.
    pub fn stop(&self) {
        self.stopped.store(true, Relaxed);
    }

    /// An error once [`Control::stop`] was called.
    pub fn check(&self) -> Result<(), Stopped> {
        if self.stopped.load(Relaxed) { Err(Stopped) } else { Ok(()) }
    }

    pub(super) fn advance(&self, trials: u64) {
        self.trials.fetch_add(trials, Relaxed);
    }
}
