use super::digits::Digits;
use super::training::{Attained, BATCH, EPOCHS, HIDDEN, Lesson, Pair, work};
use crate::evidence::{DrawError, Drawing, Subject};
use crate::experiments::{Error, Samples};
use crate::figure::number;
use crate::law::Threshold;
use crate::model::{Cost, Initializer};
use crate::statistics::{Moments, Statistics, quantile};
use std::ops::RangeInclusive;

/// The place of the large network of a pair, and of its numbers.
pub const LARGE: usize = 0;

/// The place of the scaled one.
pub const SCALED: usize = 1;

/// Pairs of networks, large and scaled, that learn the same digits in the same order: a trial is a pair.
#[derive(Debug, Clone)]
pub struct Course {
    /// The digits.
    pub digits: Digits,
    /// The cost.
    pub cost: Cost,
    /// η.
    pub learning_rate: f64,
    /// Below which σ′(z) a hidden neuron counts as saturated.
    pub threshold: Threshold,
    /// The initializers of the two networks: a mutant exchanges them.
    pub initializers: [Initializer; 2],
}

impl Course {
    /// "cross-entropy".
    pub fn cost_name(&self) -> &'static str {
        match self.cost {
            Cost::CrossEntropy => "cross-entropy",
            Cost::Quadratic => "quadratic cost",
        }
    }

    /// "28×28".
    pub fn size(&self) -> String {
        self.digits.size()
    }

    /// std z of a hidden neuron before training, over weights and test images, large and scaled.
    pub fn std_dev(&self) -> [f64; 2] {
        let squares = self.digits.mean_squared_norm;
        [(squares + 1.0).sqrt(), (squares / self.digits.pixels() as f64).sqrt()]
    }

    /// The names of a row's numbers: of each initializer, before the first epoch and after each, what was counted.
    fn columns(&self) -> impl Iterator<Item = String> {
        let counts =
            |initializer, epoch| ["correct", "saturated"].map(|what| format!("{initializer} after {epoch}: {what}"));
        ["large", "scaled"]
            .into_iter()
            .flat_map(move |initializer| (0..=EPOCHS).flat_map(move |epoch| counts(initializer, epoch)))
    }
}

impl Subject for Course {
    fn definition(&self) -> String {
        let Self { digits, learning_rate, threshold, initializers, .. } = self;
        format!(
            "pairs of networks of {}, {HIDDEN} and 10 neurons, one with {}, one with {}; {}, learning rate {learning_rate}, {EPOCHS} \
             epochs in batches of {BATCH}; {}, \
             {} to learn and {} to test, SHA-256 {}; saturated below {}",
            digits.pixels(),
            initializers[0].formula(),
            initializers[1].formula(),
            self.cost_name(),
            digits.source,
            digits.learnt,
            digits.tested,
            digits.fingerprint,
            threshold.tau(),
        )
    }

    fn per_chunk(&self) -> u64 {
        1
    }

    fn work(&self) -> u64 {
        2 * work(self.digits.pixels(), self.digits.learnt, self.digits.tested)
    }

    fn nothing(&self) -> Statistics {
        Statistics::default().with_columns(self.columns())
    }

    fn drawing(&self, seed: u64) -> Result<Drawing<'_>, DrawError> {
        let missing = || DrawError::Missing {
            what: format!("images of {}", self.digits.source),
            remedy: "take the digits that they were drawn with",
        };
        let sets = self.digits.images.as_ref().ok_or_else(missing)?;
        let lesson = Lesson::new(sets, self.cost, self.learning_rate);
        Ok(Box::new(move |chunk, statistics, control| {
            let pair = Pair::new(seed, chunk.index);
            let mut row = Vec::new();
            for initializer in self.initializers {
                let attained = lesson.train(initializer, pair, &self.threshold, control)?;
                row.extend(attained.iter().flat_map(|at| [at.correct as f64, at.saturated as f64]));
            }
            statistics.put(chunk.index, row);
            Ok(())
        }))
    }
}

/// What the pairs of a course came to.
pub struct Outcome {
    /// The course.
    pub course: Course,
    /// The large network of each pair and the scaled one, epoch by epoch.
    pub pairs: Vec<[Vec<Attained>; 2]>,
}

/// What a network had come to, in shares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Of the test images, those whose digit has the largest output.
    pub accuracy: f64,
    /// Of hidden neurons × test images, those with σ′(z) below the threshold of the run.
    pub saturated: f64,
}

/// A quantity of the networks of one initializer, between two epochs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub std_dev: f64,
    /// Its lower and its upper quartile.
    pub quartiles: [f64; 2],
}

impl Outcome {
    /// What these samples hold of a course.
    ///
    /// # Errors
    /// [`Error::Missing`] if it was not drawn.
    pub fn of(course: Course, samples: &Samples) -> Result<Self, Error> {
        let attained = |two: &[f64]| Attained { correct: two[0] as u64, saturated: two[1] as u64 };
        let pair = |row: &[f64]| {
            let (large, scaled) = row.split_at(row.len() / 2);
            [large, scaled].map(|half| half.chunks_exact(2).map(attained).collect())
        };
        let pairs = samples.of(&course)?.rows().map(|(_, row)| pair(row)).collect();
        Ok(Self { course, pairs })
    }

    fn share(&self, attained: &Attained) -> Share {
        let tested = self.course.digits.tested as f64;
        Share {
            accuracy: attained.correct as f64 / tested,
            saturated: attained.saturated as f64 / (HIDDEN as f64 * tested),
        }
    }

    /// What the network of one initializer is ahead of the other in accuracy, on average over these epochs: of each pair.
    pub fn lead_of(&self, initializer: usize, epochs: RangeInclusive<usize>) -> Moments {
        let accuracy = |attained: &Attained| self.share(attained).accuracy;
        let lead = |pair: &[Vec<Attained>; 2], epoch: usize| {
            accuracy(&pair[initializer][epoch]) - accuracy(&pair[1 - initializer][epoch])
        };
        let mean = |pair| epochs.clone().map(|epoch| lead(pair, epoch)).sum::<f64>() / epochs.clone().count() as f64;
        let mut leads = Moments::about(0.0);
        leads.add(&self.pairs.iter().map(mean).collect::<Vec<_>>());
        leads
    }

    /// The mean of that lead, in points of accuracy: "10.4".
    pub fn points(&self, initializer: usize, epochs: RangeInclusive<usize>) -> String {
        number(100.0 * self.lead_of(initializer, epochs).mean(), 1)
    }

    /// What the networks of an initializer had come to after this many epochs.
    pub fn summary(&self, initializer: usize, epoch: usize, of: fn(&Share) -> f64) -> Summary {
        let mut values: Vec<f64> = self.pairs.iter().map(|pair| of(&self.share(&pair[initializer][epoch]))).collect();
        values.sort_by(f64::total_cmp);
        let mut moments = Moments::about(0.0);
        moments.add(&values);
        let quartiles = [0.25, 0.75].map(|share| quantile(&values, share));
        Summary { mean: moments.mean(), std_dev: moments.std_dev(), quartiles }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Sample;
    use crate::experiments::Settings;
    use crate::sampling::Control;
    use std::sync::Arc;

    fn outcome(initializers: [Initializer; 2]) -> Outcome {
        let mut digits = Digits::embedded().unwrap();
        let [train, test] = &**digits.images.as_ref().unwrap();
        digits.images = Some(Arc::new([train.first(50), test.first(20)]));
        let threshold = Settings::default().threshold().unwrap();
        let course = Course { digits, cost: Cost::CrossEntropy, learning_rate: 0.1, threshold, initializers };
        let mut samples = Samples::default();
        samples.insert("course".to_owned(), Sample::draw(&course, 501, 3, &Control::default()).unwrap());
        Outcome::of(course, &samples).unwrap()
    }

    #[test]
    fn exchanged_initializers_turn_every_lead_round() {
        let (right, wrong) =
            (outcome([Initializer::LARGE, Initializer::SCALED]), outcome([Initializer::SCALED, Initializer::LARGE]));
        let exchanged: Vec<_> = wrong.pairs.iter().map(|[large, scaled]| [scaled.clone(), large.clone()]).collect();
        assert_eq!(right.pairs, exchanged);
        assert_eq!(right.lead_of(SCALED, 1..=6).mean(), wrong.lead_of(LARGE, 1..=6).mean());
        assert_ne!(right.lead_of(SCALED, 1..=6).mean(), 0.0);
    }

    #[test]
    fn the_number_of_threads_does_not_matter() {
        let pairs = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| outcome([Initializer::LARGE, Initializer::SCALED]).pairs)
        };
        let one = pairs(1);
        assert!(one == pairs(2) && one == pairs(7));
    }

    #[test]
    fn without_images_nothing_is_drawn() {
        let Outcome { mut course, .. } = outcome([Initializer::LARGE, Initializer::SCALED]);
        course.digits.images = None;
        let drawn = Sample::draw(&course, 501, 1, &Control::default());
        assert!(matches!(drawn, Err(DrawError::Missing { .. })), "{drawn:?}");
    }
}
