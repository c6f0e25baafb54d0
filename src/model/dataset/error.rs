use super::mnist::MOST_BYTES;
use super::{MOST_PIXELS, MOST_PIXELS_OF_IMAGE};
use std::io;
use std::path::PathBuf;

/// Why there is no set of images; each text is the violated condition and its remedy.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// A side is 0, or there are too many pixels.
    #[error(
        "images: {images} of {height}×{width} pixels: not 1 to {MOST_PIXELS_OF_IMAGE} pixels each and {MOST_PIXELS} in all; take another size"
    )]
    Size {
        /// How many images.
        images: usize,
        /// Their height.
        height: usize,
        /// Their width.
        width: usize,
    },
    /// The digits that come with the program are damaged.
    #[error("digits: line {line}: not 64 pixels up to 16 and a label; the program is damaged, build it again")]
    Embedded {
        /// The line, from 1; 0 if they cannot be unpacked at all.
        line: usize,
    },
    /// A file of MNIST cannot be used.
    #[error(transparent)]
    Idx(#[from] IdxError),
}

/// A file of MNIST, or the directory of the four, cannot be used; the text names it, and says why and what to do.
#[derive(Debug, thiserror::Error)]
#[error("mnist-dir: {}: {fault}", path.display())]
pub struct IdxError {
    /// The file or directory.
    pub path: PathBuf,
    /// What is wrong with it.
    pub fault: IdxFault,
}

/// What is wrong with a file of MNIST.
#[derive(Debug, thiserror::Error)]
pub enum IdxFault {
    /// The directory is missing, or a file.
    #[error("no such directory; give the one that holds the four IDX files of MNIST")]
    NoDirectory,
    /// The file is missing under each of its names.
    #[error("no such file, nor one that ends in .gz; put the four IDX files of MNIST there")]
    Missing,
    /// It is a directory, a pipe or a device.
    #[error("not a file; put a file of MNIST in its place")]
    NotAFile,
    /// The operating system does not let it be read.
    #[error("{}; make it readable", .0.kind())]
    Unreadable(io::Error),
    /// It is packed by gzip, and cannot be unpacked.
    #[error("not unpacked: {0}; fetch it again")]
    Gzip(io::Error),
    /// It is no IDX file, or one of another kind.
    #[error("magic number {found}, not {wanted}; give an IDX file of {kind}")]
    Magic {
        /// The number found.
        found: u32,
        /// 2051 for images, 2049 for labels.
        wanted: u32,
        /// "images" or "labels".
        kind: &'static str,
    },
    /// The header announces nothing.
    #[error("0 {0}; give a file with one or more")]
    Empty(&'static str),
    /// The header announces images without pixels, or more than anybody could want.
    #[error("a header of {announced} bytes: not 1 to {MOST_BYTES}; fetch it again")]
    Size {
        /// What it announces, such as "60000 × 28 × 28".
        announced: String,
    },
    /// The images that would be kept are too large.
    #[error(
        "{images} images of {height}×{width}: not 1 to {MOST_PIXELS_OF_IMAGE} pixels each and {MOST_PIXELS} in all; give smaller images"
    )]
    Pixels {
        /// How many would be kept.
        images: usize,
        /// Their height.
        height: usize,
        /// Their width.
        width: usize,
    },
    /// It ends too early.
    #[error("{found} bytes, not {wanted}; it was cut, fetch it again")]
    Truncated {
        /// Its length by its header, unpacked; as long as that is unknown, the header's own.
        wanted: u64,
        /// Its length.
        found: u64,
    },
    /// It goes on after its end.
    #[error("more than the {wanted} bytes of its header; fetch it again")]
    Trailing {
        /// Its length by its header, unpacked.
        wanted: u64,
    },
    /// The labels are not as many as the images.
    #[error("{labels} labels for {images} images; give two files that belong together")]
    Labels {
        /// How many images.
        images: u32,
        /// How many labels.
        labels: u32,
    },
    /// A label is none of the digits.
    #[error("label {label} of image {index}; give labels from 0 to 9")]
    Label {
        /// Position of the image.
        index: usize,
        /// The label.
        label: u8,
    },
    /// The test images have another size than those to train with.
    #[error("images of {}×{}, but {}×{} to train with; give two files that belong together", test[0], test[1], train[0], train[1])]
    Shapes {
        /// Height and width of the test images.
        test: [usize; 2],
        /// Those of the images to train with.
        train: [usize; 2],
    },
}
