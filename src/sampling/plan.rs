use super::{Control, Sampler, Stopped, Stream};
use crate::model::Neuron;
use rayon::prelude::*;

/// Trials in a chunk. Part of the definition of the numbers: another length gives other draws from the same seed.
pub const CHUNK: usize = 1024;

/// How many trials to draw, and from which stream.
///
/// ```
/// use saturation::model::{Initializer, Input, Neuron};
/// use saturation::sampling::{Control, Plan, Stream};
/// use saturation::statistics::Moments;
/// let neuron = Neuron::new(&Input::half_ones(10)?, Initializer::large())?;
/// let plan = Plan::new(100_000, Stream::new(7, "doc"));
/// let moments = plan.fold(&neuron, &Control::default(), || Moments::about(0.0), Moments::add, Moments::merge)?;
/// assert!((moments.std_dev() - 6f64.sqrt()).abs() < 0.03); // 5 standard errors
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    first_chunk: u64,
    trials: u64,
    stream: Stream,
}

impl Plan {
    /// The first `trials` trials of a stream.
    pub fn new(trials: u64, stream: Stream) -> Self {
        Self { first_chunk: 0, trials, stream }
    }

    /// This plan cut after each of these numbers of chunks, ascending: what the parts give, merged, is what it gives.
    pub fn cut_after(self, chunks: impl IntoIterator<Item = u64>) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut rest = self;
        for end in chunks {
            let trials = end.saturating_sub(rest.first_chunk).saturating_mul(CHUNK as u64);
            if trials == 0 || trials >= rest.trials {
                break;
            }
            parts.push(Self { trials, ..rest });
            rest = Self { first_chunk: end, trials: rest.trials - trials, ..rest };
        }
        parts.push(rest);
        parts
    }

    /// The work of drawing these trials of `neuron`, as [`Control`] counts it: the terms of each, and what surrounds them.
    pub fn work(&self, neuron: &Neuron) -> u64 {
        self.trials.saturating_mul(work_of_trial(neuron))
    }

    /// Draws every trial of `neuron`, on all threads of the current pool, and folds the z of each chunk into an `A`.
    ///
    /// `add` sees a chunk whole, in the order of its stream; the order of chunks, and which of them meet in one `A`
    /// before `merge`, is up to the scheduler. The result is the same for any number of threads if `add` and `merge`
    /// commute exactly, as those of [`statistics`](crate::statistics) do.
    ///
    /// # Errors
    /// [`Stopped`] if `control` was told to stop.
    pub fn fold<A: Send>(
        &self,
        neuron: &Neuron,
        control: &Control,
        new: impl Fn() -> A + Sync,
        add: impl Fn(&mut A, &[f64]) + Sync,
        merge: impl Fn(&mut A, &A) + Sync,
    ) -> Result<A, Stopped> {
        let chunk = CHUNK as u64;
        let sampler = Sampler::new(neuron);
        let work = work_of_trial(neuron);
        (0..self.trials.div_ceil(chunk))
            .into_par_iter()
            .try_fold(&new, |mut all, index| {
                control.check()?;
                let mut z = [0.0; CHUNK];
                let z = &mut z[..chunk.min(self.trials - index * chunk) as usize];
                sampler.fill(self.stream.chunk(self.first_chunk + index), z);
                add(&mut all, z);
                control.advance(work * z.len() as u64);
                Ok(all)
            })
            .try_reduce(&new, |mut left, right| {
                merge(&mut left, &right);
                Ok(left)
            })
    }
}

/// The terms that take as long as what surrounds those of a trial: σ′(z), moments and histograms.
const AROUND: u64 = 10;

fn work_of_trial(neuron: &Neuron) -> u64 {
    neuron.terms() as u64 + AROUND
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Initializer, Input};

    fn collect(trials: u64, control: &Control) -> Result<Vec<u64>, Stopped> {
        let neuron = Neuron::new(&Input::half_ones(4).unwrap(), Initializer::large()).unwrap();
        let plan = Plan::new(trials, Stream::new(1, "test"));
        let add = |all: &mut Vec<u64>, z: &[f64]| all.extend(z.iter().map(|z| z.to_bits()));
        let mut bits = plan.fold(&neuron, control, Vec::new, add, |a, b| a.extend(b))?;
        bits.sort_unstable();
        Ok(bits)
    }

    #[test]
    fn every_trial_is_drawn_once_and_a_shorter_run_is_a_part_of_a_longer_one() {
        let control = Control::default();
        let long = collect(3 * CHUNK as u64 + 5, &control).unwrap();
        // Two lit inputs and a bias.
        assert_eq!(control.done(), (3 * CHUNK as u64 + 5) * (3 + AROUND));
        assert_eq!(long.len(), 3 * CHUNK + 5);
        let short = collect(2 * CHUNK as u64 + 9, &Control::default()).unwrap();
        assert!(short.iter().all(|z| long.binary_search(z).is_ok()));
        assert_eq!(collect(0, &control).unwrap(), []);
    }

    #[test]
    fn the_parts_of_a_plan_are_the_plan() {
        let plan = Plan::new(5 * CHUNK as u64 + 7, Stream::new(1, "test"));
        let parts = plan.cut_after([1, 1, 3, 9]);
        assert_eq!(
            parts.iter().map(|part| (part.first_chunk, part.trials)).collect::<Vec<_>>(),
            [(0, 1024), (1, 4103)]
        );
        let parts = plan.cut_after([1, 3, 5, 6]);
        assert_eq!(
            parts.iter().map(|part| (part.first_chunk, part.trials)).collect::<Vec<_>>(),
            [(0, 1024), (1, 2048), (3, 2048), (5, 7)]
        );
        assert_eq!(plan.cut_after([6]), [plan]);
    }

    #[test]
    fn a_stopped_plan_says_so() {
        let control = Control::default();
        control.stop();
        assert_eq!(collect(10, &control), Err(Stopped));
    }
}
