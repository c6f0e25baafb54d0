use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// What a run shares with its onlookers: how much of its work is done, what is being worked on, and whether to stop.
///
/// A unit of work is the time that one term w·x of a trial takes, about 0.6 ns of a core; whatever else takes time is
/// counted in it, so that a bar moves at one pace.
///
/// ```
/// use saturation::sampling::Control;
/// let control = Control::default();
/// control.plan(100);
/// control.begin("large");
/// control.advance(25);
/// assert_eq!((control.done(), control.planned(), control.running().as_str()), (25, 100, "large"));
/// ```
#[derive(Debug, Default)]
pub struct Control {
    planned: AtomicU64,
    done: AtomicU64,
    running: Mutex<String>,
    stopped: AtomicBool,
}

/// The work was stopped before its end; nothing of it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stopped: interrupted before the last trial; run it again")]
pub struct Stopped;

impl Control {
    /// Starts to count anew, towards this much work.
    pub fn plan(&self, work: u64) {
        self.planned.store(work, Relaxed);
        self.done.store(0, Relaxed);
    }

    /// Says what is worked on from now on.
    pub fn begin(&self, what: impl Into<String>) {
        // A name is whole whoever panicked beside it.
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = what.into();
    }

    /// Counts work that is done.
    pub fn advance(&self, work: u64) {
        self.done.fetch_add(work, Relaxed);
    }

    /// The work that was planned last.
    pub fn planned(&self) -> u64 {
        self.planned.load(Relaxed)
    }

    /// The work done since.
    pub fn done(&self) -> u64 {
        self.done.load(Relaxed)
    }

    /// What is worked on.
    pub fn running(&self) -> String {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks whoever works to stop soon.
    pub fn stop(&self) {
        self.stopped.store(true, Relaxed);
    }

    /// An error once [`Control::stop`] was called.
    pub fn check(&self) -> Result<(), Stopped> {
        if self.stopped.load(Relaxed) { Err(Stopped) } else { Ok(()) }
    }
}
