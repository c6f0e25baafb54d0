use crate::evidence::DrawError;
use crate::law::Threshold;
use crate::model::dataset::{CLASSES, Dataset};
use crate::model::{Activation, Cost, Initializer, Matrix, Network, Rows};
use crate::sampling::{Control, Stream, generator, layers};
use rand::Rng;

/// Passes over the images of a training.
pub const EPOCHS: usize = 6;

/// Images of a step.
pub const BATCH: usize = 10;

/// Neurons of the hidden layer, as in the article's [784, 30, 10].
pub const HIDDEN: usize = 30;

/// What networks learn, and how: digits, a cost, and the learning rate η.
#[derive(Debug, Clone)]
pub struct Lesson<'a> {
    train: Labelled<'a>,
    test: Labelled<'a>,
    cost: Cost,
    learning_rate: f64,
}

/// Images as a network reads them, and the digits that they show.
#[derive(Debug, Clone)]
struct Labelled<'a> {
    images: Rows<'a>,
    labels: &'a [u8],
}

/// What a network has come to between two epochs, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attained {
    /// The test images whose digit has the largest output.
    pub correct: u64,
    /// The hidden neurons × test images with σ′(z) below the threshold of the run.
    pub saturated: u64,
}

impl<'a> Lesson<'a> {
    /// A lesson from the images to learn and those of the test, what is paid for a mistake, and η, the length of a step.
    pub fn new([train, test]: &'a [Dataset; 2], cost: Cost, learning_rate: f64) -> Self {
        let labelled = |set: &'a Dataset| Labelled { images: Rows::from(set.images()), labels: set.labels() };
        Self { train: labelled(train), test: labelled(test), cost, learning_rate }
    }

    /// Trains a network under this initializer by plain stochastic gradient descent, a step for each batch of ten images;
    /// gives what it had come to before the first epoch and after each.
    ///
    /// Networks of one `pair` have the same standard normals under their parameters, and see the images in the same
    /// order, a fresh one each epoch, whatever their initializer, cost and size.
    ///
    /// The counts are the same on every processor and for any number of threads.
    ///
    /// # Errors
    /// [`DrawError::Stopped`] if `control` was told to stop.
    pub fn train(
        &self,
        initializer: Initializer,
        pair: Pair,
        threshold: &Threshold,
        control: &Control,
    ) -> Result<Vec<Attained>, DrawError> {
        let parameters = layers(&self.topology(), initializer, pair.parameters)?;
        let mut network = Network::new(parameters, Activation::SIGMOID, self.cost)?;
        let mut attained = vec![self.test(&network, threshold)?];
        for epoch in 0..EPOCHS {
            control.check()?;
            self.epoch(&mut network, &pair.order(epoch, self.train.labels.len()))?;
            attained.push(self.test(&network, threshold)?);
        }
        Ok(attained)
    }

    /// The numbers of inputs, hidden neurons and outputs.
    fn topology(&self) -> [usize; 3] {
        [self.train.images.columns(), HIDDEN, CLASSES]
    }

    fn epoch(&self, network: &mut Network, order: &[usize]) -> Result<(), DrawError> {
        let Labelled { images, labels } = &self.train;
        let digits = Matrix::from_fn(CLASSES, CLASSES, |digit, output| if digit == output { 1.0 } else { 0.0 });
        for batch in order.chunks(BATCH) {
            let targets: Vec<&[f64]> = batch.iter().map(|index| digits.row(usize::from(labels[*index]))).collect();
            network.train_batch(&images.select(batch), &targets, self.learning_rate)?;
        }
        Ok(())
    }

    fn test(&self, network: &Network, threshold: &Threshold) -> Result<Attained, DrawError> {
        let forward = network.forward(&self.test.images)?;
        let [hidden, output] = [&forward.z()[0], &forward.z()[1]];
        // By z, which σ keeps in order: far out, two outputs are both 1.
        let answers = output.iter().map(|z| (0..z.len()).max_by(|a, b| z[*a].total_cmp(&z[*b])));
        let correct = answers.zip(self.test.labels).filter(|(answer, label)| *answer == Some(usize::from(**label)));
        let saturated = hidden.elements().filter(|z| z.abs() > threshold.z());
        Ok(Attained { correct: correct.count() as u64, saturated: saturated.count() as u64 })
    }
}

/// The weights that take as long as what surrounds those of an image: sigmoids, and copies.
const AROUND: usize = 2500;

/// The work of a training of `learnt` images of this many pixels, and `tested` to test it, as [`Control`] counts it.
///
/// Four multiplications of a matrix product take about as long as a term of z. Each weight takes two for an image that is
/// learnt, and one for an image of the test.
pub fn work(pixels: usize, learnt: usize, tested: usize) -> u64 {
    let weights = pixels * HIDDEN + HIDDEN * CLASSES;
    (EPOCHS * (weights + AROUND) * (2 * learnt + tested) / 4) as u64
}

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
    use crate::experiments::article::Digits;

    fn train(initializer: Initializer, control: &Control) -> Result<Vec<Attained>, DrawError> {
        let digits = Digits::embedded().unwrap();
        let sets = digits.images.unwrap();
        let sets = [sets[0].first(100), sets[1].clone()];
        let lesson = Lesson::new(&sets, Cost::CrossEntropy, 0.5);
        let threshold = Threshold::new(Activation::SIGMOID, 0.01).unwrap();
        let attained = lesson.train(initializer, Pair::new(1, 0), &threshold, control)?;
        Ok(attained)
    }

    #[test]
    fn two_epochs_on_a_hundred_digits_are_pinned() {
        let after = |initializer, epochs: usize| {
            let attained = train(initializer, &Control::default()).unwrap()[epochs];
            (attained.correct, attained.saturated)
        };
        assert_eq!(
            [Initializer::LARGE, Initializer::SCALED].map(|initializer| after(initializer, 0)),
            [(46, 3387), (44, 0)]
        );
        assert_eq!(
            [Initializer::LARGE, Initializer::SCALED].map(|initializer| after(initializer, 2)),
            [(79, 3400), (41, 0)]
        );
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
        assert_eq!(orders[0][..5], [1218, 1317, 482, 1042, 693]);
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
        assert!(matches!(train(Initializer::LARGE, &control), Err(DrawError::Stopped(_))));
    }
}
