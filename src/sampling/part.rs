use super::{Control, Stopped};
use rayon::prelude::*;

/// A run of chunks of one stream: which trials to draw, in pieces that have random streams of their own.
///
/// ```
/// use saturation::sampling::{Control, Part, Stopped};
/// let part = Part { first_chunk: 2, trials: 2000, per_chunk: 800 };
/// let add = |chunks: &mut Vec<_>, chunk| {
///     chunks.push(chunk);
///     Ok::<(), Stopped>(())
/// };
/// let join = |all: &mut Vec<_>, more| Ok(all.extend(more));
/// let mut chunks = part.fold(1, &Control::default(), Vec::new, add, join)?;
/// chunks.sort_by_key(|chunk| chunk.index);
/// assert_eq!(chunks.iter().map(|chunk| (chunk.index, chunk.trials)).collect::<Vec<_>>(), [(2, 800), (3, 800), (4, 400)]);
/// # Ok::<(), Stopped>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The index of the first chunk.
    pub first_chunk: u64,
    /// The number of trials; the last chunk has what is left of them.
    pub trials: u64,
    /// Trials of a whole chunk, at least 1.
    pub per_chunk: u64,
}

/// One chunk of a [`Part`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk {
    /// Its index, by which its random stream is named.
    pub index: u64,
    /// Its number of trials.
    pub trials: usize,
}

impl Part {
    /// Folds each chunk into an `A`, on all threads of the current pool, and tells `control` of the `work` of each trial.
    ///
    /// The order of chunks, and which of them meet in one `A` before `merge`, is up to the scheduler. The result is the
    /// same for any number of threads if `add` and `merge` commute exactly, as those of
    /// [`statistics`](crate::statistics) do.
    ///
    /// # Errors
    /// [`Stopped`] if `control` was told to stop, or the first error of `add` or `merge`.
    pub fn fold<A: Send, E: From<Stopped> + Send>(
        &self,
        work: u64,
        control: &Control,
        new: impl Fn() -> A + Sync,
        add: impl Fn(&mut A, Chunk) -> Result<(), E> + Sync,
        merge: impl Fn(&mut A, A) -> Result<(), E> + Sync,
    ) -> Result<A, E> {
        let per_chunk = self.per_chunk.max(1);
        (0..self.trials.div_ceil(per_chunk))
            .into_par_iter()
            .try_fold(&new, |mut all, k| {
                control.check()?;
                let trials = per_chunk.min(self.trials - k * per_chunk);
                add(&mut all, Chunk { index: self.first_chunk + k, trials: trials as usize })?;
                control.advance(work.saturating_mul(trials));
                Ok(all)
            })
            .try_reduce(&new, |mut left, right| {
                merge(&mut left, right)?;
                Ok(left)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chunk_is_folded_once() {
        let control = Control::default();
        let count = |all: &mut u64, chunk: Chunk| {
            *all += chunk.index * 1000 + chunk.trials as u64;
            Ok::<(), Stopped>(())
        };
        let sum = |all: &mut u64, more| {
            *all += more;
            Ok(())
        };
        let part = Part { first_chunk: 0, trials: 25, per_chunk: 10 };
        assert_eq!(part.fold(3, &control, || 0, count, sum), Ok(3025));
        assert_eq!(control.done(), 75);
        assert_eq!(Part { trials: 0, ..part }.fold(3, &control, || 0, count, sum), Ok(0));
        control.stop();
        assert_eq!(part.fold(3, &control, || 0, count, sum), Err(Stopped));
    }
}
