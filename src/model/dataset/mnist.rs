use super::{CLASSES, Dataset, DatasetError, IdxError, IdxFault, is_small};
use flate2::bufread::MultiGzDecoder;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// The most bytes that a file may announce, 2²⁸: five times MNIST. All are read, and few are kept.
pub(super) const MOST_BYTES: u64 = 1 << 28;

/// Labels that are read at a time.
const PIECE: u64 = 1 << 16;

impl Dataset {
    /// Reads MNIST, to train with and to test with, from the four IDX files of its authors: `train-images-idx3-ubyte`,
    /// `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, plain or with `.gz`.
    ///
    /// All of each file is read and checked, and the first `most` images of each set are kept; a byte of 255 is 1. Any set
    /// of digits in the same four files will do.
    ///
    /// # Errors
    /// [`DatasetError::Idx`] names the file and what is wrong with it: missing, unreadable, not the format, cut or too
    /// long, broken gzip, labels that are no digits or not as many as the images, images too large to be kept.
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
    let labels: Idx<1> = Idx::open(directory, &format!("{set}-labels-idx1-ubyte"), Content::Labels)?;
    let (count, label_count) = (images.dimensions[0], labels.dimensions[0]);
    if label_count != count {
        return Err(labels.fault(IdxFault::Labels { images: count, labels: label_count }));
    }
    let shape = [images.dimensions[1] as usize, images.dimensions[2] as usize];
    let kept = most.min(count as usize);
    if !is_small(kept, shape) {
        return Err(images.fault(IdxFault::Pixels { images: kept, height: shape[0], width: shape[1] }));
    }
    let digits = read_labels(labels, kept)?;
    let pixels = images.take((kept * shape[0] * shape[1]) as u64)?;
    let path = images.path.clone();
    images.finish()?;
    Ok((Dataset::new(pixels, u8::MAX, digits, shape), path))
}

/// The first labels; all are checked.
fn read_labels(mut labels: Idx<1>, most: usize) -> Result<Vec<u8>, IdxError> {
    let count = u64::from(labels.dimensions[0]);
    let mut kept = Vec::new();
    for first in (0..count).step_by(PIECE as usize) {
        let piece = labels.take(PIECE.min(count - first))?;
        if let Some(index) = piece.iter().position(|label| usize::from(*label) >= CLASSES) {
            return Err(labels.fault(IdxFault::Label { index: first as usize + index, label: piece[index] }));
        }
        kept.extend_from_slice(&piece[..piece.len().min(most - kept.len())]);
    }
    labels.finish()?;
    Ok(kept)
}

/// What an IDX file holds: bytes in one dimension, or in three.
#[derive(Clone, Copy)]
enum Content {
    Labels,
    Images,
}

impl Content {
    /// Two zeros, the type of its numbers (8: bytes) and that of its dimensions.
    fn magic(self) -> u32 {
        match self {
            Self::Labels => 0x0801,
            Self::Images => 0x0803,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Labels => "labels",
            Self::Images => "images",
        }
    }
}

/// An IDX file that is being read, after its header.
///
/// No byte is read beyond those that the header announces, but one that shows that the end is there; and the header is
/// not believed: memory grows with what was read. So neither a wrong number nor a gzip bomb can exhaust it.
struct Idx<const N: usize> {
    /// Where it is.
    path: PathBuf,
    /// Its dimensions, the number of items first.
    dimensions: [u32; N],
    reader: Box<dyn Read>,
    packed: bool,
    /// Bytes read.
    read: u64,
    /// Bytes there ought to be.
    length: u64,
}

impl<const N: usize> Idx<N> {
    /// Opens `name` in `directory`, or one of its other names, and reads its header.
    fn open(directory: &Path, name: &str, content: Content) -> Result<Self, IdxError> {
        let path = find(directory, name)?;
        let unreadable = |error| IdxError { path: path.clone(), fault: IdxFault::Unreadable(error) };
        let mut file = BufReader::new(File::open(&path).map_err(unreadable)?);
        // Not by its name: a browser that unpacks a file may leave it its ending. No IDX file begins like this.
        let packed = file.fill_buf().map_err(unreadable)?.starts_with(&[0x1f, 0x8b]);
        let reader: Box<dyn Read> = if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        Self::read(path, reader, packed, content)
    }

    /// Reads the header.
    fn read(path: PathBuf, reader: Box<dyn Read>, packed: bool, content: Content) -> Result<Self, IdxError> {
        let length = 4 * (N as u64 + 1);
        let mut idx = Self { path, dimensions: [0; N], reader, packed, read: 0, length };
        idx.read_header(content)?;
        Ok(idx)
    }

    fn read_header(&mut self, content: Content) -> Result<(), IdxError> {
        let header = self.take(self.length)?;
        let mut words = header.chunks_exact(4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
        let found = words.next().unwrap_or(0);
        if found != content.magic() {
            return Err(self.fault(IdxFault::Magic { found, wanted: content.magic(), kind: content.name() }));
        }
        for (dimension, word) in self.dimensions.iter_mut().zip(words) {
            *dimension = word;
        }
        if self.dimensions[0] == 0 {
            return Err(self.fault(IdxFault::Empty(content.name())));
        }
        let bytes = self.dimensions.iter().try_fold(1u64, |product, d| product.checked_mul(u64::from(*d)));
        match bytes {
            Some(bytes @ 1..=MOST_BYTES) => {
                self.length += bytes;
                Ok(())
            }
            _ => {
                let announced = self.dimensions.map(|d| d.to_string()).join(" × ");
                Err(self.fault(IdxFault::Size { announced }))
            }
        }
    }

    /// The next bytes, exactly that many.
    fn take(&mut self, bytes: u64) -> Result<Vec<u8>, IdxError> {
        let mut taken = Vec::new();
        let result = self.reader.by_ref().take(bytes).read_to_end(&mut taken);
        self.advance(bytes, result.map(|found| found as u64))?;
        Ok(taken)
    }

    /// Reads what is left and keeps nothing of it; an error unless the file ends where its header says.
    fn finish(mut self) -> Result<(), IdxError> {
        let left = self.length - self.read;
        let result = io::copy(&mut self.reader.by_ref().take(left), &mut io::sink());
        self.advance(left, result)?;
        // Reading on is also what makes gzip compare its checksum.
        let beyond = io::copy(&mut self.reader.by_ref().take(1), &mut io::sink());
        match beyond.map_err(|error| self.unread(error))? {
            0 => Ok(()),
            _ => Err(self.fault(IdxFault::Trailing { wanted: self.length })),
        }
    }

    fn advance(&mut self, wanted: u64, found: io::Result<u64>) -> Result<(), IdxError> {
        let found = found.map_err(|error| self.unread(error))?;
        self.read += found;
        if found < wanted {
            return Err(self.fault(IdxFault::Truncated { wanted: self.length, found: self.read }));
        }
        Ok(())
    }

    fn unread(&self, error: io::Error) -> IdxError {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        let broken = self.packed && matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof);
        self.fault(if broken { IdxFault::Gzip(error) } else { IdxFault::Unreadable(error) })
    }

    fn fault(&self, fault: IdxFault) -> IdxError {
        IdxError { path: self.path.clone(), fault }
    }
}

/// The file of that name: plain or packed, and with a hyphen or, as some archives have it, a dot before `idx`.
fn find(directory: &Path, name: &str) -> Result<PathBuf, IdxError> {
    let dotted = name.replace("-idx", ".idx");
    for candidate in [name, &format!("{name}.gz"), &dotted, &format!("{dotted}.gz")] {
        let path = directory.join(candidate);
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_file() => return Ok(path),
            // To open a pipe would wait for its writer.
            Ok(_) => return Err(IdxError { path, fault: IdxFault::NotAFile }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(IdxError { path, fault: IdxFault::Unreadable(error) }),
        }
    }
    Err(IdxError { path: directory.join(name), fault: IdxFault::Missing })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;
    use tempfile::TempDir;

    const NAMES: [&str; 4] =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    fn idx(words: &[u32], bytes: &[u8]) -> Vec<u8> {
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
            idx(&[2051, 3, 2, 2], &[0, 255, 51, 102, 1, 2, 3, 4, 5, 6, 7, 8]),
            idx(&[2049, 3], &[7, 0, 9]),
            idx(&[2051, 1, 2, 2], &[10, 20, 30, 40]),
            idx(&[2049, 1], &[3]),
        ]
    }

    fn directory(files: &[Vec<u8>; 4], rename: impl Fn(&str) -> String) -> TempDir {
        let directory = tempfile::tempdir().unwrap();
        for (name, bytes) in NAMES.iter().zip(files) {
            fs::write(directory.path().join(rename(name)), bytes).unwrap();
        }
        directory
    }

    #[test]
    fn plain_packed_and_dotted_files_give_the_same() {
        let read = |directory: TempDir| Dataset::read_mnist(directory.path(), 10).unwrap();
        let (train, test) = read(directory(&good(), str::to_owned));
        assert_eq!((train.shape(), train.labels(), test.labels()), ([2, 2], &[7, 0, 9][..], &[3][..]));
        assert_eq!(train.images().row(0), [0.0, 1.0, 0.2, 0.4]);
        assert_eq!(test.images()[(0, 3)], 40.0 / 255.0);
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
        assert_eq!((train.labels(), train.images().rows(), train.images().columns()), (&[7, 0][..], 2, 4));
        assert_eq!((test.len(), Dataset::read_mnist(whole.path(), 0).unwrap().0.len()), (1, 0));
        let mut files = good();
        files[0].pop();
        let cut = directory(&files, str::to_owned);
        assert!(Dataset::read_mnist(cut.path(), 0).is_err());
    }

    fn from<const N: usize>(reader: impl Read + 'static, content: Content) -> Idx<N> {
        Idx::read(PathBuf::from("it"), Box::new(reader), true, content).unwrap()
    }

    /// What a gzip bomb unpacks to has an end. This has none.
    #[test]
    fn no_more_is_read_than_the_header_announces() {
        let endless = || io::Cursor::new(idx(&[2049, 70_000], &[])).chain(io::repeat(3));
        let text = |error: IdxError| error.to_string();
        let more = "mnist-dir: it: more than the 70008 bytes of its header; fetch it again";
        assert_eq!(text(read_labels(from(endless(), Content::Labels), 5).unwrap_err()), more);
        assert_eq!(text(from::<1>(endless(), Content::Labels).finish().unwrap_err()), more);
        let kept = read_labels(from(endless().take(70_008), Content::Labels), 66_000).unwrap();
        assert_eq!(kept, vec![3; 66_000]);
    }

    #[test]
    fn a_wrong_label_is_found_in_every_piece() {
        for index in [0, 65_535, 65_536, 69_999] {
            let mut labels = vec![3; 70_000];
            labels[index] = 10;
            let file = io::Cursor::new(idx(&[2049, 70_000], &labels));
            let error = read_labels(from(file, Content::Labels), 5).unwrap_err().to_string();
            assert_eq!(error, format!("mnist-dir: it: label 10 of image {index}; give labels from 0 to 9"));
        }
    }
}
