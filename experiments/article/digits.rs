use crate::model::dataset::{Dataset, DatasetError, digits};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

/// The digits that a network learns, and others to test it with: what a record says of them, and the images, where they are
/// at hand.
///
/// ```
/// use saturation::experiments::article::Digits;
/// let digits = Digits::embedded()?;
/// assert_eq!((digits.learnt, digits.tested, digits.shape), (1400, 397, [8, 8]));
/// # Ok::<(), saturation::model::dataset::DatasetError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Digits {
    /// Where they come from, in words.
    pub source: String,
    /// The directory that they were read from; `None`: they come with the program.
    pub directory: Option<PathBuf>,
    /// The number of images that are learnt.
    pub learnt: usize,
    /// The number of images of the test.
    pub tested: usize,
    /// Height and width of an image.
    pub shape: [usize; 2],
    /// The mean of ‖x‖² over the images of the test.
    pub mean_squared_norm: f64,
    /// SHA-256 of all pixels and labels.
    pub fingerprint: String,
    /// The images to learn, and those of the test; none in what was read from a record.
    #[serde(skip)]
    pub images: Option<Arc<[Dataset; 2]>>,
}

/// Of the digits that come with the program, the first are to train with, and the others to test with.
const TRAIN: usize = 1400;

/// The images of MNIST that some seconds are enough for: to train with, and to test with.
const MNIST: [usize; 2] = [3000, 1000];

impl Digits {
    /// Those that come with the program: 1400 to train with, 397 to test with.
    ///
    /// # Errors
    /// As for [`digits`].
    pub fn embedded() -> Result<Self, DatasetError> {
        let (train, test) = digits()?.split_at(TRAIN);
        Ok(Self::new("the 1797 digits that come with the program", None, [train, test]))
    }

    /// The same, enlarged to 28×28 pixels: 11 MB of numbers, which all who look at them at one time share.
    ///
    /// # Errors
    /// As for [`digits`].
    pub fn enlarged() -> Result<Self, DatasetError> {
        static IMAGES: Mutex<Weak<[Dataset; 2]>> = Mutex::new(Weak::new());
        static REST: OnceLock<Digits> = OnceLock::new();
        // Images are whole whoever panicked beside them.
        let mut shared = IMAGES.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(images), Some(rest)) = (shared.upgrade(), REST.get()) {
            return Ok(Self { images: Some(images), ..rest.clone() });
        }
        let (train, test) = digits()?.split_at(TRAIN);
        let images = Arc::new([train.resized([28, 28])?, test.resized([28, 28])?]);
        // What is said of them, their checksum for one, is found once.
        let rest = REST.get_or_init(|| Self::of("the 1797 digits that come with the program", None, &images));
        *shared = Arc::downgrade(&images);
        Ok(Self { images: Some(images), ..rest.clone() })
    }

    /// Those of MNIST: the first 3000 to train with, 1000 to test with.
    ///
    /// # Errors
    /// As for [`Dataset::read_mnist`].
    pub fn read_mnist(directory: &Path) -> Result<Self, DatasetError> {
        let (train, test) = Dataset::read_mnist(directory, MNIST[0].max(MNIST[1]))?;
        Ok(Self::new("MNIST", Some(directory.to_owned()), [train.first(MNIST[0]), test.first(MNIST[1])]))
    }

    fn new(source: &str, directory: Option<PathBuf>, sets: [Dataset; 2]) -> Self {
        let rest = Self::of(source, directory, &sets);
        Self { images: Some(Arc::new(sets)), ..rest }
    }

    /// What is said of images, without them.
    fn of(source: &str, directory: Option<PathBuf>, sets: &[Dataset; 2]) -> Self {
        let [train, test] = sets;
        let squares: f64 = test.images().elements().map(|x| x * x).sum();
        let mut hash = Sha256::new();
        for set in sets {
            set.images().elements().for_each(|x| hash.update(x.to_le_bytes()));
            hash.update(set.labels());
        }
        Self {
            source: source.to_owned(),
            directory,
            learnt: train.len(),
            tested: test.len(),
            shape: test.shape(),
            mean_squared_norm: squares / test.len() as f64,
            fingerprint: hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
            images: None,
        }
    }

    /// "28×28".
    pub fn size(&self) -> String {
        format!("{}×{}", self.shape[0], self.shape[1])
    }

    /// The number of pixels of an image.
    pub fn pixels(&self) -> usize {
        self.shape[0] * self.shape[1]
    }
}
