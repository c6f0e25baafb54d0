//! Labelled images: what a network is trained on, and what it is tested with.

mod digits;
mod error;
mod mnist;
mod resize;

pub use digits::digits;
pub use error::{DatasetError, IdxError, IdxFault};

use super::Matrix;
use std::ops::Range;
use std::sync::OnceLock;

/// The classes of the labels, 0 to 9.
pub const CLASSES: usize = 10;

/// The most pixels that an image may have: 128×128, of which the article's network takes 4 MB of weights.
pub const MOST_PIXELS_OF_IMAGE: u64 = 1 << 14;

/// The most pixels that a set may have: 8 MB, and 64 MB as numbers. Ten thousand images of MNIST have fewer.
pub const MOST_PIXELS: u64 = 1 << 23;

/// Grey images of one size, each with the digit that it shows: a row of pixels in [0, 1], and a label from 0 to 9.
///
/// A pixel is kept as a byte. What a network reads, numbers of eight bytes, is made when it is first asked for.
///
/// ```
/// use saturation::model::dataset::digits;
/// let (train, test) = digits()?.split_at(1400);
/// assert_eq!((train.len(), test.len(), train.shape()), (1400, 397, [8, 8]));
/// assert_eq!((train.images().rows(), train.images().columns(), train.labels()[0]), (1400, 64, 0));
/// # Ok::<(), saturation::model::dataset::DatasetError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Dataset {
    pixels: Vec<u8>,
    /// The byte that is 1.
    white: u8,
    labels: Vec<u8>,
    /// Height and width of the images that `pixels` holds.
    drawn: [usize; 2],
    /// Height and width of those that are given.
    shape: [usize; 2],
    images: OnceLock<Matrix>,
}

/// Sets are equal if their pixels are, whether or not they were asked for.
impl PartialEq for Dataset {
    fn eq(&self, other: &Self) -> bool {
        let all = |set: &Self| (set.white, set.drawn, set.shape);
        all(self) == all(other) && self.pixels == other.pixels && self.labels == other.labels
    }
}

impl Dataset {
    /// A set from the pixels of its images, in the order of reading, none above `white`, which is 1; from a label below 10
    /// for each; and from the height and width of an image.
    fn new(pixels: Vec<u8>, white: u8, labels: Vec<u8>, shape: [usize; 2]) -> Self {
        Self { pixels, white, labels, drawn: shape, shape, images: OnceLock::new() }
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
    pub fn images(&self) -> &Matrix {
        self.images.get_or_init(|| {
            let white = f64::from(self.white);
            let mut images = Matrix::zeros(self.len(), self.shape[0] * self.shape[1]);
            for (row, pixels) in self.pixels.chunks_exact(self.drawn[0] * self.drawn[1]).enumerate() {
                let image: Vec<f64> = pixels.iter().map(|pixel| f64::from(*pixel) / white).collect();
                images.row_mut(row).copy_from_slice(&resize::bilinear(&image, self.drawn, self.shape));
            }
            images
        })
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
        let size = self.drawn[0] * self.drawn[1];
        let part = |range: Range<usize>| Self {
            pixels: self.pixels[size * range.start..size * range.end].to_vec(),
            labels: self.labels[range].to_vec(),
            images: OnceLock::new(),
            ..*self
        };
        (part(0..n), part(n..self.len()))
    }

    /// The same images enlarged to another height and width, by bilinear interpolation between the centres of pixels.
    ///
    /// The centre of pixel k of n lies at (k + ½)/n of a side, and what lies beyond the outermost centres has the value
    /// of the edge: the convention of image libraries, PyTorch's `align_corners=False`. Nothing is averaged, so that it
    /// is no way to shrink an image.
    ///
    /// A set that was enlarged before is enlarged from its own pixels, not from those in between.
    ///
    /// # Errors
    /// [`DatasetError::Size`] for a side of 0, or more pixels than [`MOST_PIXELS_OF_IMAGE`] or [`MOST_PIXELS`] in all.
    ///
    /// ```
    /// use saturation::model::dataset::digits;
    /// let large = digits()?.first(10).resized([28, 28])?;
    /// assert_eq!((large.shape(), large.images().columns()), ([28, 28], 784));
    /// # Ok::<(), saturation::model::dataset::DatasetError>(())
    /// ```
    pub fn resized(&self, shape: [usize; 2]) -> Result<Self, DatasetError> {
        if !is_small(self.len(), shape) {
            return Err(DatasetError::Size { images: self.len(), height: shape[0], width: shape[1] });
        }
        let (pixels, labels) = (self.pixels.clone(), self.labels.clone());
        Ok(Self { pixels, labels, shape, images: OnceLock::new(), ..*self })
    }
}

/// Whether no side is 0, and the images fit into memory.
fn is_small(images: usize, [height, width]: [usize; 2]) -> bool {
    let of_image =
        (height as u64).checked_mul(width as u64).filter(|pixels| (1..=MOST_PIXELS_OF_IMAGE).contains(pixels));
    of_image.and_then(|pixels| pixels.checked_mul(images as u64)).is_some_and(|pixels| pixels <= MOST_PIXELS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair() -> Dataset {
        Dataset::new(vec![0, 4, 2, 1], 4, vec![7, 3], [1, 2])
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
        assert_eq!((head.labels(), head.images().row(0)), (&[7][..], &[0.0, 1.0][..]));
        assert_eq!((tail.labels(), tail.images().row(0)), (&[3][..], &[0.5, 0.25][..]));
    }

    #[test]
    fn a_set_is_enlarged_from_its_own_pixels() {
        let wide = pair().resized([1, 4]).unwrap();
        assert_eq!(wide.images().row(0), [0.0, 0.25, 0.75, 1.0]);
        assert_eq!(wide.first(1).images().row(0), wide.images().row(0));
        assert_eq!(wide.resized([1, 2]).unwrap(), pair());
    }

    #[test]
    fn what_does_not_fit_into_memory_is_refused() {
        for [height, width] in [[0, 1], [1, 0], [1 << 7, 129], [usize::MAX, usize::MAX]] {
            let error = pair().resized([height, width]).unwrap_err().to_string();
            let why = format!("images: 2 of {height}×{width} pixels: not 1 to 16384 pixels each and 8388608 in all; ");
            assert!(error.starts_with(&why), "{error}");
        }
        assert!(pair().resized([128, 128]).is_ok());
        let many = |images| Dataset::new(vec![0; images], 1, vec![0; images], [1, 1]).resized([128, 128]);
        assert!(many(512).is_ok() && many(513).is_err());
    }
}
