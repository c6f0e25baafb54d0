//! Labelled images: what a network is trained on, and what it is tested with.

mod digits;
mod error;
mod idx;
mod mnist;
mod resize;

pub use digits::digits;
pub use error::{DatasetError, IdxError, IdxFault};

use ndarray::{Array2, ArrayView2};
use std::ops::Range;

/// The classes of the labels, 0 to 9.
pub const CLASSES: usize = 10;

/// The most pixels that a set may have, 2²⁸: five times MNIST, and 2 GiB as f64.
pub const MOST_PIXELS: u64 = 1 << 28;

/// Grey images of one size, each with the digit that it shows: a row of pixels in [0, 1], and a label from 0 to 9.
///
/// ```
/// use saturation::model::dataset::digits;
/// let (train, test) = digits()?.split_at(1400);
/// assert_eq!((train.len(), test.len(), train.shape()), (1400, 397, [8, 8]));
/// assert_eq!((train.images().dim(), train.labels()[0]), ((1400, 64), 0));
/// # Ok::<(), saturation::model::dataset::DatasetError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    images: Array2<f64>,
    labels: Vec<u8>,
    shape: [usize; 2],
}

impl Dataset {
    /// A set from its images, one a row, pixels in the order of reading; from their labels, and their height and width.
    ///
    /// # Errors
    /// [`DatasetError`] if the rows are no images of that shape, or not as many as labels, a pixel is not in [0, 1] or a
    /// label not below 10.
    pub fn new(images: Array2<f64>, labels: Vec<u8>, shape: [usize; 2]) -> Result<Self, DatasetError> {
        check_size(images.nrows(), shape)?;
        if images.ncols() != shape[0] * shape[1] {
            return Err(DatasetError::Row { pixels: images.ncols(), height: shape[0], width: shape[1] });
        }
        if images.nrows() != labels.len() {
            return Err(DatasetError::Labels { images: images.nrows(), labels: labels.len() });
        }
        if let Some(((index, _), value)) = images.indexed_iter().find(|(_, x)| !(0.0..=1.0).contains(*x)) {
            return Err(DatasetError::Pixel { index, value: *value });
        }
        match labels.iter().position(|label| usize::from(*label) >= CLASSES) {
            Some(index) => Err(DatasetError::Label { index, label: labels[index] }),
            None => Ok(Self { images, labels, shape }),
        }
    }

    /// The number of images.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Height and width of an image, in pixels.
    pub fn shape(&self) -> [usize; 2] {
        self.shape
    }

    /// The images: a row for each, its pixels line by line from the upper left.
    pub fn images(&self) -> ArrayView2<'_, f64> {
        self.images.view()
    }

    /// The digit of each image.
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// The first n images; all if there are no more.
    #[must_use]
    pub fn first(&self, n: usize) -> Self {
        self.split_at(n).0
    }

    /// The first n images, and the others: none if there are no more than n.
    #[must_use]
    pub fn split_at(&self, n: usize) -> (Self, Self) {
        let n = n.min(self.len());
        let part = |range: Range<usize>| Self {
            images: Array2::from_shape_fn((range.len(), self.images.ncols()), |(k, j)| {
                self.images[[range.start + k, j]]
            }),
            labels: self.labels[range].to_vec(),
            shape: self.shape,
        };
        (part(0..n), part(n..self.len()))
    }

    /// The same images enlarged to another height and width, by bilinear interpolation between the centres of pixels.
    ///
    /// The centre of pixel k of n lies at (k + ½)/n of a side, and what lies beyond the outermost centres has the value
    /// of the edge: the convention of image libraries, PyTorch's `align_corners=False`. Nothing is averaged, so that it
    /// is no way to shrink an image.
    ///
    /// # Errors
    /// [`DatasetError::Size`] for a side of 0, or more than [`MOST_PIXELS`] pixels in all.
    ///
    /// ```
    /// use saturation::model::dataset::digits;
    /// let large = digits()?.first(10).resized([28, 28])?;
    /// assert_eq!((large.shape(), large.images().ncols()), ([28, 28], 784));
    /// # Ok::<(), saturation::model::dataset::DatasetError>(())
    /// ```
    pub fn resized(&self, shape: [usize; 2]) -> Result<Self, DatasetError> {
        check_size(self.len(), shape)?;
        let mut images = Array2::zeros((self.len(), shape[0] * shape[1]));
        for (image, mut enlarged) in self.images.rows().into_iter().zip(images.rows_mut()) {
            enlarged.assign(&resize::bilinear(image, self.shape, shape));
        }
        Ok(Self { images, labels: self.labels.clone(), shape })
    }
}

/// Refuses a side of 0, and what would not fit into memory.
fn check_size(images: usize, [height, width]: [usize; 2]) -> Result<(), DatasetError> {
    let images = images as u64;
    let pixels = (height as u64).checked_mul(width as u64).and_then(|pixels| pixels.checked_mul(images.max(1)));
    match pixels {
        Some(1..=MOST_PIXELS) => Ok(()),
        _ => Err(DatasetError::Size { images, height: height as u64, width: width as u64 }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn pair() -> Dataset {
        Dataset::new(array![[0.0, 1.0], [0.5, 0.25]], vec![7, 3], [1, 2]).unwrap()
    }

    #[test]
    fn parts_are_never_longer_than_the_whole() {
        let set = pair();
        for (n, first) in [(0, 0), (1, 1), (2, 2), (usize::MAX, 2)] {
            let (head, tail) = set.split_at(n);
            assert_eq!((head.len(), tail.len(), head.is_empty()), (first, 2 - first, first == 0));
            assert_eq!((head.shape(), tail.shape()), ([1, 2], [1, 2]));
            assert_eq!(set.first(n), head);
        }
        let (head, tail) = set.split_at(1);
        assert_eq!((head.labels(), head.images()), (&[7][..], array![[0.0, 1.0]].view()));
        assert_eq!((tail.labels(), tail.images()), (&[3][..], array![[0.5, 0.25]].view()));
    }

    #[test]
    fn what_is_no_set_of_labelled_images_is_refused() {
        let text = |images, labels, shape| Dataset::new(images, labels, shape).unwrap_err().to_string();
        assert_eq!(
            text(array![[0.0], [1.0]], vec![1], [1, 1]),
            "labels: 1: not one for each of 2 images; give as many labels as images"
        );
        assert_eq!(
            text(array![[0.0]], vec![10], [1, 1]),
            "label: 10: of image 0: not a digit; give labels from 0 to 9"
        );
        assert_eq!(
            text(array![[0.0, 0.5]], vec![1], [2, 2]),
            "row: 2 pixels: not an image of 2×2; give height × width"
        );
        for value in [-0.1, 1.5, f64::NAN, f64::INFINITY] {
            let why = format!("pixel: {value}: of image 0: not in [0, 1]; divide by the largest value");
            assert_eq!(text(array![[0.0, value]], vec![1], [1, 2]), why);
        }
        for [height, width] in [[0, 1], [1, 0], [1 << 15, 1 << 14], [usize::MAX, usize::MAX]] {
            let error = pair().resized([height, width]).unwrap_err().to_string();
            let why = format!("images: 2 of {height}×{width} pixels: not 1 to 268435456 pixels in all; ");
            assert!(error.starts_with(&why), "{error}");
        }
    }
}
