use super::Error;
use crate::law::Threshold;
use crate::model::dataset::{CLASSES, Dataset};
use crate::model::{Activation, Cost, Network, Scheme};
use crate::sampling::{Control, Stream, generator, layers};
use ndarray::{Array2, Axis};
use rand::Rng;

/// Passes over the images of a training.
pub const EPOCHS: usize = 6;

/// Images of a step.
const BATCH: usize = 10;

/// Neurons of the hidden layer, as in the article's [784, 30, 10].
const HIDDEN: usize = 30;

/// What a network learns, and how: digits, a cost, and the learning rate η.
#[derive(Debug, Clone, Copy)]
pub struct Lesson<'a> {
    /// What it learns.
    pub train: &'a Dataset,
    /// What it is tested with.
    pub test: &'a Dataset,
    /// What it pays for a mistake.
    pub cost: Cost,
    /// η, the length of a step.
    pub learning_rate: f64,
}

/// What a network has come to between two epochs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attained {
    /// The share of test images whose digit has the largest output.
    pub accuracy: f64,
    /// The share of hidden neurons × test images with σ′(z) below the threshold of the run.
    pub saturated: f64,
}

impl Lesson<'_> {
    /// Trains a network under this scheme by plain stochastic gradient descent, a step for each batch of ten images;
    /// gives what it had come to before the first epoch and after each.
    ///
    /// Networks of one `pair` have the same standard normals under their parameters, and see the images in the same
    /// order, a fresh one each epoch, whatever their scheme, cost and size.
    ///
    /// The result is the same for any number of threads. Another processor may fuse the multiplications and additions of
    /// a matrix product, and round differently: a count of test images can then differ by a few.
    ///
    /// # Errors
    /// [`Error::Stopped`] if `control` was told to stop.
    pub fn train(
        &self,
        scheme: Scheme,
        pair: Pair,
        threshold: &Threshold,
        control: &Control,
    ) -> Result<Vec<Attained>, Error> {
        let parameters = layers(&self.topology(), scheme, pair.parameters)?;
        let mut network = Network::new(parameters, Activation::Sigmoid, self.cost)?;
        let mut attained = vec![self.test(&network, threshold)?];
        for epoch in 0..EPOCHS {
            control.check()?;
            self.epoch(&mut network, &pair.order(epoch, self.train.len()))?;
            attained.push(self.test(&network, threshold)?);
            control.advance(self.work_of_epoch());
        }
        Ok(attained)
    }

    /// The work of a training, as [`Control`] counts it.
    pub fn work(&self) -> u64 {
        EPOCHS as u64 * self.work_of_epoch()
    }

    /// Four multiplications of a matrix product take about as long as a term of z. Each weight takes two for an image
    /// that is learnt, and one for an image of the test.
    fn work_of_epoch(&self) -> u64 {
        let weights: usize = self.topology().windows(2).map(|pair| pair[0] * pair[1]).sum();
        ((weights + AROUND) * (2 * self.train.len() + self.test.len()) / 4) as u64
    }

    /// The numbers of inputs, hidden neurons and outputs.
    fn topology(&self) -> [usize; 3] {
        [self.train.images().ncols(), HIDDEN, CLASSES]
    }

    fn epoch(&self, network: &mut Network, order: &[usize]) -> Result<(), Error> {
        let mut images = Array2::zeros((BATCH, self.train.images().ncols()));
        let mut targets = Array2::zeros((BATCH, CLASSES));
        for batch in order.chunks(BATCH) {
            targets.fill(0.0);
            for (row, index) in batch.iter().enumerate() {
                images.row_mut(row).assign(&self.train.images().row(*index));
                targets[[row, usize::from(self.train.labels()[*index])]] = 1.0;
            }
            // The last batch may be short.
            let [images, targets] = [&images, &targets].map(|rows| rows.view().split_at(Axis(0), batch.len()).0);
            network.train_batch(images, targets, self.learning_rate)?;
        }
        Ok(())
    }

    fn test(&self, network: &Network, threshold: &Threshold) -> Result<Attained, Error> {
        let forward = network.forward(self.test.images())?;
        let [hidden, output] = [&forward.z()[0], &forward.z()[1]];
        // By z, which σ keeps in order: far out, two outputs are both 1.
        let answers = output.axis_iter(Axis(0)).map(|z| (0..z.len()).max_by(|a, b| z[*a].total_cmp(&z[*b])));
        let correct = answers.zip(self.test.labels()).filter(|(answer, label)| *answer == Some(usize::from(**label)));
        let saturated = hidden.iter().filter(|z| z.abs() > threshold.z());
        Ok(Attained {
            accuracy: correct.count() as f64 / self.test.len() as f64,
            saturated: saturated.count() as f64 / hidden.len() as f64,
        })
    }
}

/// The weights that take as long as what surrounds those of an image: sigmoids, and copies.
const AROUND: usize = 2500;

/// What two networks share that are compared: the normals under their parameters, and the order of the images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    parameters: Stream,
    orders: Stream,
}

impl Pair {
    /// The pair of this number under this seed.
    pub fn new(seed: u64, number: u64) -> Self {
        let stream = |what| Stream::new(seed, &format!("learning {number}: {what}"));
        Self { parameters: stream("parameters"), orders: stream("orders") }
    }

    /// The order of `images` images in this epoch: each as likely as any other (Fisher and Yates).
    fn order(self, epoch: usize, images: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..images).collect();
        let mut words = generator(self.orders.chunk(epoch as u64));
        for last in (1..images).rev() {
            // The upper half of word · (last + 1): 0 … last, equally likely to one part in 2⁶⁴ / images.
            let other = (u128::from(words.next_u64()) * (last as u128 + 1)) >> 64;
            order.swap(last, other as usize);
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiments::Digits;

    fn train(scheme: Scheme, control: &Control) -> Result<Vec<Attained>, Error> {
        let digits = Digits::embedded().unwrap();
        let lesson = Lesson {
            train: &digits.train.first(100),
            test: &digits.test,
            cost: Cost::CrossEntropy,
            learning_rate: 0.5,
        };
        let threshold = Threshold::new(Activation::Sigmoid, 0.01).unwrap();
        let attained = lesson.train(scheme, Pair::new(1, 0), &threshold, control)?;
        assert_eq!(control.done(), lesson.work());
        Ok(attained)
    }

    #[test]
    fn two_epochs_on_a_hundred_digits_are_pinned() {
        let after = |scheme, epochs: usize| {
            let attained = train(scheme, &Control::default()).unwrap()[epochs];
            ((397.0 * attained.accuracy).round(), (30.0 * 397.0 * attained.saturated).round())
        };
        assert_eq!([Scheme::Large, Scheme::Scaled].map(|scheme| after(scheme, 0)), [(36.0, 1813.0), (41.0, 0.0)]);
        assert_eq!([Scheme::Large, Scheme::Scaled].map(|scheme| after(scheme, 2)), [(150.0, 2836.0), (113.0, 0.0)]);
    }

    #[test]
    fn an_order_holds_every_image_once_and_is_new_in_each_epoch_and_pair() {
        let orders: Vec<_> = [(0, 0), (0, 1), (1, 0)].map(|(pair, epoch)| Pair::new(1, pair).order(epoch, 1400)).into();
        for (k, order) in orders.iter().enumerate() {
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert!(sorted.into_iter().eq(0..1400));
            assert!(orders[..k].iter().all(|other| other != order));
        }
        assert_eq!(orders[0][..5], [663, 313, 346, 949, 931]);
        assert_eq!((Pair::new(1, 0).order(0, 1), Pair::new(1, 0).order(0, 0)), (vec![0], vec![]));
    }

    /// Each of the six orders of three images to six standard errors: a false alarm in 100 million.
    #[test]
    fn every_order_is_as_likely_as_any_other() {
        let mut counts = std::collections::BTreeMap::new();
        (0..60_000).for_each(|pair| *counts.entry(Pair::new(1, pair).order(0, 3)).or_insert(0) += 1);
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|count: &i32| (count - 10_000).abs() < 6 * 92), "{counts:?}");
    }

    #[test]
    fn a_stopped_training_says_so() {
        let control = Control::default();
        control.stop();
        assert!(matches!(train(Scheme::Large, &control), Err(Error::Stopped(_))));
    }
}
