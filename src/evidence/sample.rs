use super::{DrawError, Subject, draw};
use crate::sampling::{Control, Part, Stream};
use crate::statistics::Statistics;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What was drawn of a subject: its definition, the seed, which chunks, and their statistics.
///
/// Samples of one definition and seed merge exactly, in any order, and one that begins at the first chunk can be drawn
/// further: what comes out is what one run would have given. The trials of a chunk that is not whole are kept apart, since
/// a longer run draws that chunk anew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    definition: String,
    /// A text, for it may be more than a double holds.
    #[serde(with = "super::record::text")]
    seed: u64,
    /// The version of the random streams.
    streams: u32,
    per_chunk: u64,
    /// First and last of each run of whole chunks, ascending, no two next to each other.
    chunks: Vec<[u64; 2]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tail: Option<Tail>,
    /// Of the whole chunks.
    statistics: Statistics,
}

/// The trials of a chunk that is not whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tail {
    chunk: u64,
    trials: u64,
    statistics: Statistics,
}

/// Why two samples cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// They are not of one thing.
    #[error(
        "{what}: {0}, not {1}: samples of different draws; merge those of one definition, seed and version",
        found,
        wanted
    )]
    Other {
        /// What differs.
        what: &'static str,
        /// What was found.
        found: String,
        /// What was wanted.
        wanted: String,
    },
    /// A chunk is in both.
    #[error("chunk {0}: drawn twice; leave one of the samples out")]
    Overlap(u64),
    /// A chunk is missing.
    #[error("chunk {0}: missing; add the sample that holds it")]
    Gap(u64),
    /// The numbers do not fit together.
    #[error("statistics: counts, moments and rows do not fit together; take the record as it was written")]
    Unsound,
}

impl Sample {
    /// Draws this many trials, from the first chunk on.
    ///
    /// # Errors
    /// As for [`draw`](super::draw).
    pub fn draw(subject: &dyn Subject, seed: u64, trials: u64, control: &Control) -> Result<Self, DrawError> {
        let mut sample = Self {
            definition: subject.definition(),
            seed,
            streams: Stream::VERSION,
            per_chunk: subject.per_chunk(),
            chunks: Vec::new(),
            tail: None,
            statistics: subject.nothing(),
        };
        sample.extend(subject, trials, control)?;
        Ok(sample)
    }

    /// Draws these chunks of a sample of so many trials, and the trials of its last chunk, which is not whole, if it is one of them.
    ///
    /// # Errors
    /// As for [`draw`](super::draw).
    pub fn draw_chunks(
        subject: &dyn Subject,
        seed: u64,
        chunks: Range<u64>,
        trials: u64,
        control: &Control,
    ) -> Result<Self, DrawError> {
        let mut sample = Self::draw(subject, seed, 0, control)?;
        let per_chunk = sample.per_chunk;
        let (whole, rest) = (trials / per_chunk, trials % per_chunk);
        let end = chunks.end.min(whole);
        if chunks.start < end {
            let part = Part { first_chunk: chunks.start, trials: (end - chunks.start) * per_chunk, per_chunk };
            sample.statistics = draw(subject, seed, part, control)?;
            sample.chunks = vec![[chunks.start, end - 1]];
        }
        if rest > 0 && chunks.contains(&whole) {
            let part = Part { first_chunk: whole, trials: rest, per_chunk };
            sample.tail = Some(Tail { chunk: whole, trials: rest, statistics: draw(subject, seed, part, control)? });
        }
        sample.check_sound()?;
        Ok(sample)
    }

    /// Draws further, until there are this many trials; a sample that has as many stays as it is.
    ///
    /// # Errors
    /// As for [`draw`](super::draw), and [`MergeError`] if the sample is of another subject or does not begin at the first chunk.
    pub fn extend(&mut self, subject: &dyn Subject, trials: u64, control: &Control) -> Result<(), DrawError> {
        self.check_kept(subject)?;
        self.check_whole()?;
        let (whole, per_chunk) = (self.whole_chunks(), self.per_chunk);
        if trials <= self.trials() {
            return Ok(());
        }
        let end = trials / per_chunk;
        if end > whole {
            let part = Part { first_chunk: whole, trials: (end - whole) * per_chunk, per_chunk };
            let more = draw(subject, self.seed, part, control)?;
            if !self.statistics.merge(&more) {
                return Err(MergeError::Unsound.into());
            }
            self.chunks = vec![[0, end - 1]];
        }
        let rest = trials % per_chunk;
        self.tail = None;
        if rest > 0 {
            let part = Part { first_chunk: end, trials: rest, per_chunk };
            self.tail = Some(Tail { chunk: end, trials: rest, statistics: draw(subject, self.seed, part, control)? });
        }
        Ok(self.check_sound()?)
    }

    /// The same sample, as if it were of this subject: what a wrong program claims to have drawn.
    #[must_use]
    pub fn passed_off_as(self, subject: &dyn Subject) -> Self {
        Self { definition: subject.definition(), ..self }
    }

    /// Adds the chunks of another sample of the same draw.
    ///
    /// # Errors
    /// [`MergeError`] if it is of another definition, seed or version, or a chunk is in both.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        self.check_of(&other.definition, other.seed)?;
        if (self.streams, self.per_chunk) != (other.streams, other.per_chunk) {
            return Err(differ("version", other.streams, self.streams));
        }
        let mut chunks = [self.chunks.clone(), other.chunks.clone()].concat();
        chunks.sort_unstable();
        let tails: Vec<&Tail> = self.tail.iter().chain(&other.tail).collect();
        if let [one, another] = tails[..] {
            return Err(MergeError::Overlap(one.chunk.max(another.chunk)));
        }
        let tail = tails.first().map(|tail| (*tail).clone());
        let mut joined: Vec<[u64; 2]> = Vec::new();
        for [first, last] in chunks {
            match joined.last_mut() {
                Some([_, end]) if first <= *end => return Err(MergeError::Overlap(first)),
                Some([_, end]) if first == *end + 1 => *end = last,
                _ => joined.push([first, last]),
            }
        }
        if let Some(tail) = &tail
            && joined.iter().any(|[first, last]| (first..=last).contains(&&tail.chunk))
        {
            return Err(MergeError::Overlap(tail.chunk));
        }
        if !self.statistics.merge(&other.statistics) {
            return Err(MergeError::Unsound);
        }
        (self.chunks, self.tail) = (joined, tail);
        Ok(())
    }

    /// The canonical text of what was drawn.
    pub fn definition(&self) -> &str {
        &self.definition
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The number of trials.
    pub fn trials(&self) -> u64 {
        let whole: u64 = self.chunks.iter().map(|[first, last]| last - first + 1).sum();
        whole * self.per_chunk + self.tail.as_ref().map_or(0, |tail| tail.trials)
    }

    /// Whether there are trials of a chunk that is not whole.
    pub fn has_tail(&self) -> bool {
        self.tail.is_some()
    }

    /// The statistics of the whole chunks.
    pub fn statistics_of_whole_chunks(&self) -> &Statistics {
        &self.statistics
    }

    /// The statistics of all trials.
    pub fn statistics(&self) -> Statistics {
        let mut all = self.statistics.clone();
        if let Some(tail) = &self.tail {
            // Checked when it was drawn, or read.
            let _ = all.merge(&tail.statistics);
        }
        all
    }

    /// Checks that it is of this definition and seed.
    ///
    /// # Errors
    /// [`MergeError::Other`] if not.
    pub fn check_of(&self, definition: &str, seed: u64) -> Result<(), MergeError> {
        if self.definition != definition {
            return Err(differ("definition", &self.definition, definition));
        }
        if self.seed != seed {
            return Err(differ("seed", self.seed, seed));
        }
        Ok(())
    }

    /// Checks that it is of this subject: definition, version of the streams, length of a chunk, and what is kept.
    ///
    /// # Errors
    /// [`MergeError`] if not.
    pub fn check_kept(&self, subject: &dyn Subject) -> Result<(), MergeError> {
        self.check_of(&subject.definition(), self.seed)?;
        if self.streams != Stream::VERSION {
            return Err(differ("version of the random streams", self.streams, Stream::VERSION));
        }
        if self.per_chunk != subject.per_chunk() {
            return Err(differ("trials of a chunk", self.per_chunk, subject.per_chunk()));
        }
        if subject.nothing().merge(&self.statistics) { Ok(()) } else { Err(MergeError::Unsound) }
    }

    /// Checks that it has this many trials.
    ///
    /// # Errors
    /// [`MergeError::Other`] if not.
    pub fn check_trials(&self, trials: u64) -> Result<(), MergeError> {
        if self.trials() == trials { Ok(()) } else { Err(differ("trials", self.trials(), trials)) }
    }

    /// Checks that no chunk before the last is missing.
    ///
    /// # Errors
    /// [`MergeError::Gap`] with the first that is.
    pub fn check_whole(&self) -> Result<(), MergeError> {
        match self.chunks[..] {
            [] => Ok(()),
            [[0, _]] => Ok(()),
            [[0, last], ..] => Err(MergeError::Gap(last + 1)),
            _ => Err(MergeError::Gap(0)),
        }?;
        match &self.tail {
            Some(tail) if tail.chunk != self.whole_chunks() => Err(MergeError::Gap(self.whole_chunks())),
            _ => Ok(()),
        }
    }

    /// Checks what a record must be that was not written by this program: that its numbers fit together.
    ///
    /// # Errors
    /// [`MergeError`] if they do not.
    pub fn check_sound(&self) -> Result<(), MergeError> {
        if self.streams != Stream::VERSION {
            return Err(differ("version of the random streams", self.streams, Stream::VERSION));
        }
        let most = (1u64 << 53).checked_div(self.per_chunk).ok_or(MergeError::Unsound)?;
        let ascending = self.chunks.iter().all(|[first, last]| first <= last && *last < most);
        let tail = self.tail.as_ref();
        let short = tail.is_none_or(|tail| 0 < tail.trials && tail.trials < self.per_chunk && tail.chunk < most);
        // The ends are known to be small enough to be added to.
        let apart = || self.chunks.windows(2).all(|pair| pair[0][1] + 1 < pair[1][0]);
        if !(ascending && short && apart()) {
            return Err(MergeError::Unsound);
        }
        let whole = self.trials() - tail.map_or(0, |tail| tail.trials);
        let mut together = self.statistics.clone();
        if !self.statistics.are_sound(whole)
            || !tail.is_none_or(|tail| tail.statistics.are_sound(tail.trials) && together.merge(&tail.statistics))
        {
            return Err(MergeError::Unsound);
        }
        Ok(())
    }

    fn whole_chunks(&self) -> u64 {
        self.chunks.last().map_or(0, |[_, last]| last.saturating_add(1))
    }
}

fn differ(what: &'static str, found: impl ToString, wanted: impl ToString) -> MergeError {
    MergeError::Other { what, found: found.to_string(), wanted: wanted.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::PreActivation;
    use crate::model::{Activation, Initializer, Input, Neuron};

    fn subject() -> PreActivation {
        let neuron =
            Neuron::new(&Input::half_ones(4).unwrap(), Initializer::LARGE.parameters(1000, 30).unwrap()).unwrap();
        PreActivation::of(neuron).with_derivative(Activation::SIGMOID, [0.01, 0.2])
    }

    fn draw(trials: u64) -> Sample {
        Sample::draw(&subject(), 7, trials, &Control::default()).unwrap()
    }

    #[test]
    fn a_sample_drawn_further_is_the_longer_sample() {
        for (short, long) in [(800, 1600), (1, 2), (799, 2500), (801, 12_000), (1000, 1000)] {
            let mut sample = draw(short);
            sample.extend(&subject(), long, &Control::default()).unwrap();
            assert!(sample == draw(long), "{short} to {long}");
            assert_eq!(sample.trials(), long);
        }
    }

    #[test]
    fn parts_merge_to_the_whole_in_any_order() {
        let part = |first, last, rest| {
            let per_chunk = subject().per_chunk();
            let whole = Part { first_chunk: first, trials: (last + 1 - first) * per_chunk, per_chunk };
            let tail = Part { first_chunk: last + 1, trials: rest, per_chunk };
            let drawn = |part| super::super::draw(&subject(), 7, part, &Control::default()).unwrap();
            Sample {
                chunks: vec![[first, last]],
                tail: (rest > 0).then(|| Tail { chunk: last + 1, trials: rest, statistics: drawn(tail) }),
                statistics: drawn(whole),
                ..draw(0)
            }
        };
        let parts = [part(0, 2, 0), part(3, 3, 0), part(4, 12, 11)];
        let whole = draw(13 * 800 + 11);
        for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
            let mut sample = draw(0);
            order.iter().for_each(|k| sample.merge(&parts[*k]).unwrap());
            assert!(sample == whole, "{order:?}");
        }
        let mut some = parts[0].clone();
        some.merge(&parts[2]).unwrap();
        assert_eq!(some.check_whole(), Err(MergeError::Gap(3)));
        assert_eq!(some.merge(&part(2, 3, 0)), Err(MergeError::Overlap(2)));
        assert_eq!(some.merge(&part(13, 13, 0)), Err(MergeError::Overlap(13)));
        let other = Sample::draw(&subject(), 8, 800, &Control::default()).unwrap();
        assert!(matches!(some.merge(&other), Err(MergeError::Other { what: "seed", .. })));
    }

    #[test]
    fn the_number_of_threads_does_not_matter() {
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| draw(50_001))
        };
        let one = on(1);
        assert!(one == on(2) && one == on(7));
    }
}
