use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use saturation::sampling::Control;
use std::fmt::Write;
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
    /// Shows trials done of `planned`, with rate and time left, until it is dropped.
    pub fn start(planned: u64, control: &Arc<Control>) -> Self {
        let bar = ProgressBar::new(planned);
        let template = "{bar:24} {percent:>3} % of {len_millions} million trials, {rate}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            let millions = |x: f64| format!("{:.1}", 1e-6 * x);
            bar.set_style(
                style
                    .with_key("len_millions", move |state: &ProgressState, text: &mut dyn Write| {
                        let _ = write!(text, "{}", millions(state.len().unwrap_or(0) as f64));
                    })
                    .with_key("rate", move |state: &ProgressState, text: &mut dyn Write| {
                        let _ = write!(text, "{} million/s", millions(state.per_sec()));
                    }),
            );
        }
        let (running, stopped) = channel::<()>();
        let control = Arc::clone(control);
        let thread = thread::spawn(move || {
            while stopped.recv_timeout(Duration::from_millis(100)) == Err(RecvTimeoutError::Timeout) {
                bar.set_position(control.trials());
            }
            bar.finish_and_clear();
        });
        Self { running: Some(running), thread: Some(thread) }
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
