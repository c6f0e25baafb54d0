use indicatif::{ProgressBar, ProgressStyle};
use saturation::sampling::Control;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A progress bar that follows a run from a thread of its own; on a stderr that is no terminal it stays silent.
pub struct Progress {
    /// Dropped, it ends the thread.
    running: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Shows how much of the planned work is done, the time left, and what is worked on, until it is dropped.
    pub fn start(control: &Arc<Control>) -> Self {
        let bar = ProgressBar::new(control.planned());
        if let Ok(style) = ProgressStyle::with_template("{bar:10} {percent:>3} %, {eta} left: {msg}") {
            bar.set_style(style);
        }
        let (running, stopped) = channel::<()>();
        let control = Arc::clone(control);
        // A run goes on without a bar where the system refuses a thread. The line is short, for a terminal that is made
        // narrower breaks it in two, of which the first would stay.
        let follow = move || {
            while stopped.recv_timeout(Duration::from_millis(100)) == Err(RecvTimeoutError::Timeout) {
                // Each stage of a run plans anew.
                bar.set_length(control.planned());
                bar.set_position(control.done());
                bar.set_message(control.running());
            }
            bar.finish_and_clear();
        };
        Self { running: Some(running), thread: thread::Builder::new().spawn(follow).ok() }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.running.take());
        if let Some(thread) = self.thread.take() {
            // The bar is gone either way; a panic of its thread is no reason to lose the run.
            let _ = thread.join();
        }
    }
}
