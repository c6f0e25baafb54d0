use super::idx::{Content, Idx};
use super::{CLASSES, Dataset, DatasetError, IdxError, IdxFault};
use ndarray::Array2;
use std::path::{Path, PathBuf};

impl Dataset {
    /// Reads MNIST, to train with and to test with, from the four IDX files of its authors: `train-images-idx3-ubyte`,
    /// `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, plain or with `.gz`.
    ///
    /// All of each file is read and checked, and the first `most` images of each set are kept, their bytes 0–255 divided
    /// by 255: a pixel takes eight bytes, all of MNIST 440 MB. Any set of digits in the same four files will do.
    ///
    /// # Errors
    /// [`DatasetError::Idx`] names the file and what is wrong with it: missing, unreadable, not the format, cut or too
    /// long, broken gzip, labels that are no digits or not as many as the images.
    ///
    /// ```
    /// use saturation::model::dataset::Dataset;
    /// let error = Dataset::read_mnist("no/such/place".as_ref(), 5000).unwrap_err().to_string();
    /// assert!(error.starts_with("mnist-dir: no/such/place: no such directory; give the one"));
    /// ```
    pub fn read_mnist(directory: &Path, most: usize) -> Result<(Self, Self), DatasetError> {
        if !directory.is_dir() {
            return Err(IdxError { path: directory.to_owned(), fault: IdxFault::NoDirectory }.into());
        }
        let (train, _) = read_pair(directory, "train", most)?;
        let (test, images) = read_pair(directory, "t10k", most)?;
        if test.shape != train.shape {
            let fault = IdxFault::Shapes { test: test.shape, train: train.shape };
            return Err(IdxError { path: images, fault }.into());
        }
        Ok((train, test))
    }
}

/// The images and labels of one set, and the path of the images.
fn read_pair(directory: &Path, set: &str, most: usize) -> Result<(Dataset, PathBuf), IdxError> {
    let mut images: Idx<3> = Idx::open(directory, &format!("{set}-images-idx3-ubyte"), Content::Images)?;
    let mut labels: Idx<1> = Idx::open(directory, &format!("{set}-labels-idx1-ubyte"), Content::Labels)?;
    let (count, label_count) = (images.dimensions[0], labels.dimensions[0]);
    if label_count != count {
        return Err(labels.fault(IdxFault::Labels { images: count, labels: label_count }));
    }
    let mut digits = labels.take(u64::from(count))?;
    if let Some(index) = digits.iter().position(|label| usize::from(*label) >= CLASSES) {
        return Err(labels.fault(IdxFault::Label { index, label: digits[index] }));
    }
    labels.finish()?;

    let shape = [images.dimensions[1] as usize, images.dimensions[2] as usize];
    let (kept, pixels) = (most.min(digits.len()), shape[0] * shape[1]);
    let bytes = images.take((kept * pixels) as u64)?;
    let path = images.path.clone();
    images.finish()?;
    digits.truncate(kept);
    let images = Array2::from_shape_fn((kept, pixels), |(k, j)| f64::from(bytes[k * pixels + j]) / 255.0);
    Ok((Dataset { images, labels: digits, shape }, path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::fs;
    use std::io::Write;
    use std::time::{Duration, Instant};
    use tempfile::TempDir;

    const NAMES: [&str; 4] =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    fn idx(magic: u32, dimensions: &[u32], bytes: &[u8]) -> Vec<u8> {
        let words = [&[magic], dimensions].concat();
        [words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<_>>(), bytes.to_vec()].concat()
    }

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// Three images of 2×2 to train with, one to test with.
    fn good() -> [Vec<u8>; 4] {
        [
            idx(2051, &[3, 2, 2], &[0, 255, 51, 102, 1, 2, 3, 4, 5, 6, 7, 8]),
            idx(2049, &[3], &[7, 0, 9]),
            idx(2051, &[1, 2, 2], &[10, 20, 30, 40]),
            idx(2049, &[1], &[3]),
        ]
    }

    fn directory(files: &[Vec<u8>; 4], rename: impl Fn(&str) -> String) -> TempDir {
        let directory = tempfile::tempdir().unwrap();
        for (name, bytes) in NAMES.iter().zip(files) {
            fs::write(directory.path().join(rename(name)), bytes).unwrap();
        }
        directory
    }

    /// The error of a directory in which one of the good files is replaced: "<file>: <why>; <remedy>".
    fn error(position: usize, bytes: Vec<u8>) -> String {
        let mut files = good();
        files[position] = bytes;
        let directory = directory(&files, str::to_owned);
        let text = Dataset::read_mnist(directory.path(), 10).unwrap_err().to_string();
        let beginning = format!("mnist-dir: {}/", directory.path().display());
        text.strip_prefix(&beginning).unwrap_or_else(|| panic!("{text}")).to_owned()
    }

    #[test]
    fn plain_packed_and_dotted_files_give_the_same() {
        let read = |directory: TempDir| Dataset::read_mnist(directory.path(), 10).unwrap();
        let (train, test) = read(directory(&good(), str::to_owned));
        assert_eq!((train.shape(), train.labels(), test.labels()), ([2, 2], &[7, 0, 9][..], &[3][..]));
        assert_eq!(train.images().row(0).to_vec(), [0.0, 1.0, 0.2, 0.4]);
        assert_eq!(test.images()[[0, 3]], 40.0 / 255.0);
        let both = (train, test);
        let packed = good().map(|bytes| gz(&bytes));
        assert_eq!(read(directory(&packed, |name| format!("{name}.gz"))), both);
        assert_eq!(read(directory(&packed, |name| name.replace("-idx", ".idx") + ".gz")), both);
        assert_eq!(read(directory(&good(), |name| name.replace("-idx", ".idx"))), both);
        // Unpacked by a browser, or packed by hand: the content tells.
        assert_eq!(read(directory(&good(), |name| format!("{name}.gz"))), both);
        assert_eq!(read(directory(&packed, str::to_owned)), both);
    }

    #[test]
    fn the_first_are_kept_and_all_are_checked() {
        let whole = directory(&good(), str::to_owned);
        let (train, test) = Dataset::read_mnist(whole.path(), 2).unwrap();
        assert_eq!((train.labels(), train.images().dim(), test.len()), (&[7, 0][..], (2, 4), 1));
        assert_eq!(Dataset::read_mnist(whole.path(), 0).unwrap().0.images().dim(), (0, 4));
        let mut files = good();
        files[0].pop();
        let cut = directory(&files, str::to_owned);
        assert!(Dataset::read_mnist(cut.path(), 0).is_err());
    }

    #[test]
    fn a_file_that_is_missing_or_no_file_is_named() {
        let empty = tempfile::tempdir().unwrap();
        let text = |path: &Path| Dataset::read_mnist(path, 10).unwrap_err().to_string();
        assert_eq!(
            text(&empty.path().join("none")),
            format!(
                "mnist-dir: {}/none: no such directory; give the one that holds the four IDX files of MNIST",
                empty.path().display()
            )
        );
        assert!(text(empty.path()).contains("train-images-idx3-ubyte: no such file, nor one that ends in .gz; put"));
        let whole = directory(&good(), str::to_owned);
        assert!(text(&whole.path().join(NAMES[0])).contains("no such directory; give"));
        for name in NAMES {
            let path = whole.path().join(name);
            fs::remove_file(&path).unwrap();
            assert!(text(whole.path()).contains(&format!("{name}: no such file")));
            fs::create_dir(&path).unwrap();
            assert!(text(whole.path()).contains(&format!("{name}: not a file; put")));
            fs::remove_dir(&path).unwrap();
            fs::write(&path, &good()[NAMES.iter().position(|n| *n == name).unwrap()]).unwrap();
        }
    }

    #[test]
    fn a_file_of_another_format_tells_its_magic_number() {
        assert_eq!(
            error(0, idx(2049, &[3], &[1; 20])),
            "train-images-idx3-ubyte: magic number 2049, not 2051; give an IDX file of images"
        );
        assert_eq!(
            error(3, b"label,pixel".to_vec()),
            "t10k-labels-idx1-ubyte: magic number 1818321509, not 2049; give an IDX file of labels"
        );
    }

    #[test]
    fn a_length_other_than_the_header_announces_is_told() {
        let cut = |position: usize, bytes: usize| error(position, good()[position][..bytes].to_vec());
        assert_eq!(cut(0, 20), "train-images-idx3-ubyte: 20 bytes, not 28; it was cut, fetch it again");
        assert_eq!(cut(0, 3), "train-images-idx3-ubyte: 3 bytes, not 16; it was cut, fetch it again");
        assert_eq!(cut(1, 0), "train-labels-idx1-ubyte: 0 bytes, not 8; it was cut, fetch it again");
        assert_eq!(cut(3, 8), "t10k-labels-idx1-ubyte: 8 bytes, not 9; it was cut, fetch it again");
        for (position, length) in [(0, 28), (1, 11), (2, 20), (3, 9)] {
            let longer = [&good()[position][..], &[0]].concat();
            for bytes in [longer.clone(), gz(&longer), [gz(&good()[position]), gz(&[0])].concat()] {
                let why = format!("{}: more than the {length} bytes of its header; fetch it again", NAMES[position]);
                assert_eq!(error(position, bytes), why);
            }
        }
    }

    #[test]
    fn a_header_that_announces_nothing_or_too_much_is_refused_at_once() {
        assert_eq!(
            error(0, idx(2051, &[0, 2, 2], &[])),
            "train-images-idx3-ubyte: 0 images; give a file with one or more"
        );
        assert_eq!(error(1, idx(2049, &[0], &[])), "train-labels-idx1-ubyte: 0 labels; give a file with one or more");
        let start = Instant::now();
        for dimensions in [[u32::MAX; 3], [3, 0, 2], [3, 2, 0], [1 << 20, 16, 17], [3, 1 << 31, 1 << 31]] {
            let announced = dimensions.map(|d| d.to_string()).join(" × ");
            assert_eq!(
                error(0, idx(2051, &dimensions, &[0; 12])),
                format!("train-images-idx3-ubyte: a header of {announced} bytes: not 1 to 268435456; fetch it again")
            );
        }
        assert!(error(1, idx(2049, &[u32::MAX], &[0; 12])).contains("a header of 4294967295 bytes: not 1 to"));
        // As much as may be, on its word alone: neither the memory nor the time for it is spent.
        let text = error(0, idx(2051, &[3, 1 << 13, 1 << 13], &[0; 12]));
        assert!(text.contains("28 bytes, not 201326608; it was cut"), "{text}");
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    }

    #[test]
    fn labels_that_do_not_belong_to_the_images_are_refused() {
        assert_eq!(
            error(1, idx(2049, &[2], &[1, 2])),
            "train-labels-idx1-ubyte: 2 labels for 3 images; give two files that belong together"
        );
        assert_eq!(
            error(1, idx(2049, &[3], &[1, 2, 10])),
            "train-labels-idx1-ubyte: label 10 of image 2; give labels from 0 to 9"
        );
        assert_eq!(
            error(2, idx(2051, &[1, 1, 4], &[0; 4])),
            "t10k-images-idx3-ubyte: images of 1×4, but 2×2 to train with; give two files that belong together"
        );
    }

    #[test]
    fn broken_gzip_is_told_from_a_file_that_was_cut_before_it_was_packed() {
        for (position, name) in NAMES.iter().enumerate() {
            let packed = gz(&good()[position]);
            let mut wrong_sum = packed.clone();
            let checksum = wrong_sum.len() - 8;
            wrong_sum[checksum] ^= 1;
            let with_garbage = [&packed[..], b"garbage"].concat();
            let cut = |bytes: usize| packed[..bytes].to_vec();
            for bytes in [cut(packed.len() - 1), cut(packed.len() / 2), cut(5), wrong_sum, with_garbage] {
                let text = error(position, bytes);
                assert!(text.starts_with(&format!("{name}: not unpacked: ")), "{text}");
                assert!(text.ends_with("; fetch it again") && text.lines().count() == 1, "{text}");
            }
        }
        let cut_before = error(0, gz(&good()[0][..20]));
        assert_eq!(cut_before, "train-images-idx3-ubyte: 20 bytes, not 28; it was cut, fetch it again");
    }

    /// 64 MB of zeros in 64 kB of gzip, behind a header that announces twelve bytes.
    #[test]
    fn a_gzip_bomb_does_not_go_off() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&idx(2051, &[3, 2, 2], &[])).unwrap();
        let zeros = vec![0; 1 << 20];
        (0..64).for_each(|_| encoder.write_all(&zeros).unwrap());
        let bomb = encoder.finish().unwrap();
        let start = Instant::now();
        let text = error(0, bomb);
        assert_eq!(text, "train-images-idx3-ubyte: more than the 28 bytes of its header; fetch it again");
        assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    }

    #[test]
    #[cfg(unix)]
    fn a_pipe_is_not_waited_for() {
        let whole = directory(&good(), str::to_owned);
        let path = whole.path().join(NAMES[0]);
        fs::remove_file(&path).unwrap();
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        if made.is_ok_and(|status| status.success()) {
            let text = Dataset::read_mnist(whole.path(), 10).unwrap_err().to_string();
            assert!(text.contains("train-images-idx3-ubyte: not a file; put"), "{text}");
        }
    }
}
