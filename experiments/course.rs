use super::training::{Attained, Lesson, Pair};
use super::{Error, Run};
use crate::model::Cost;
use crate::statistics::{Moments, quantile};
use rayon::prelude::*;
use std::ops::RangeInclusive;

/// The place of the large network of a pair, and of its numbers.
pub const LARGE: usize = 0;

/// The place of the scaled one.
pub const SCALED: usize = 1;

/// A lesson, and what each pair of networks came to in it.
pub struct Course {
    /// Height and width of the images.
    pub shape: [usize; 2],
    /// The number of images that are learnt.
    pub learnt: usize,
    /// The number of images of the test.
    pub tested: usize,
    /// The cost.
    pub cost: Cost,
    /// η.
    pub learning_rate: f64,
    /// std z of a hidden neuron before training, over weights and test images, large and scaled.
    pub std_dev: [f64; 2],
    /// The large network of each pair and the scaled one, epoch by epoch.
    pub pairs: Vec<[Vec<Attained>; 2]>,
}

/// A quantity of the networks of one scheme, between two epochs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub std_dev: f64,
    /// Its lower and its upper quartile.
    pub quartiles: [f64; 2],
}

impl Course {
    /// Trains this many pairs of networks, on all threads of the current pool.
    pub fn new(run: &Run, lesson: &Lesson, pairs: u64) -> Result<Self, Error> {
        let (control, seed, threshold) = (run.control(), run.settings().seed, run.threshold()?);
        let schemes = run.schemes();
        let train = |number| {
            let pair = Pair::new(seed, number);
            let [large, scaled] = schemes.map(|scheme| lesson.train(scheme, pair, &threshold, control));
            Ok([large?, scaled?])
        };
        let images = lesson.test.images();
        let squares = images.iter().map(|x| x * x).sum::<f64>() / images.nrows() as f64;
        Ok(Self {
            shape: lesson.test.shape(),
            learnt: lesson.train.len(),
            tested: lesson.test.len(),
            cost: lesson.cost,
            learning_rate: lesson.learning_rate,
            std_dev: [(squares + 1.0).sqrt(), (squares / images.ncols() as f64).sqrt()],
            pairs: (0..pairs).into_par_iter().map(train).collect::<Result<_, Error>>()?,
        })
    }

    /// "28×28".
    pub fn size(&self) -> String {
        format!("{}×{}", self.shape[0], self.shape[1])
    }

    /// "cross-entropy".
    pub fn cost_name(&self) -> &'static str {
        match self.cost {
            Cost::CrossEntropy => "cross-entropy",
            Cost::Quadratic => "quadratic cost",
        }
    }

    /// What the network of one scheme is ahead of the other in accuracy, on average over these epochs: of each pair.
    pub fn lead_of(&self, scheme: usize, epochs: RangeInclusive<usize>) -> Moments {
        let lead =
            |pair: &[Vec<Attained>; 2], epoch: usize| pair[scheme][epoch].accuracy - pair[1 - scheme][epoch].accuracy;
        let mean = |pair| epochs.clone().map(|epoch| lead(pair, epoch)).sum::<f64>() / epochs.clone().count() as f64;
        let mut leads = Moments::about(0.0);
        leads.add(&self.pairs.iter().map(mean).collect::<Vec<_>>());
        leads
    }

    /// What the networks of a scheme had come to after this many epochs.
    pub fn summary(&self, scheme: usize, epoch: usize, of: fn(&Attained) -> f64) -> Summary {
        let mut values: Vec<f64> = self.pairs.iter().map(|pair| of(&pair[scheme][epoch])).collect();
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
    use crate::experiments::{Digits, Mutation, Settings};
    use crate::sampling::Control;

    fn course(mutation: Option<Mutation>) -> Course {
        let control = Control::default();
        let mut run = Run::new(Settings::default(), &control);
        if let Some(mutation) = mutation {
            run = run.with_mutation(mutation);
        }
        let digits = Digits::embedded().unwrap();
        let (train, test) = (digits.train.first(50), digits.test.first(20));
        let lesson = Lesson { train: &train, test: &test, cost: Cost::CrossEntropy, learning_rate: 0.1 };
        Course::new(&run, &lesson, 3).unwrap()
    }

    #[test]
    fn exchanged_schemes_turn_every_lead_round() {
        let (right, wrong) = (course(None), course(Some(Mutation::Exchange)));
        let exchanged: Vec<_> = wrong.pairs.iter().map(|[large, scaled]| [scaled.clone(), large.clone()]).collect();
        assert_eq!(right.pairs, exchanged);
        assert_eq!(right.lead_of(SCALED, 1..=6).mean(), wrong.lead_of(LARGE, 1..=6).mean());
        assert_ne!(right.lead_of(SCALED, 1..=6).mean(), 0.0);
    }

    #[test]
    fn the_number_of_threads_does_not_matter() {
        let pairs = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| course(None).pairs)
        };
        let one = pairs(1);
        assert!(one == pairs(2) && one == pairs(7));
    }
}
