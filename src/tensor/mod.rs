//! Arrays of weights from files, .npy and .safetensors, one piece after another: a file of any size in constant memory.
//!
//! ```
//! use saturation::tensor::{TensorError, TensorFile};
//!
//! let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
//! let values = [1.0_f32, 2.0, 3.0, 4.0, 5.0, 6.0].map(f32::to_le_bytes).concat();
//! let file = [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), &values].concat();
//!
//! let mut file = TensorFile::from_reader("weights", std::io::Cursor::new(file))?;
//! assert_eq!((file.tensors()[0].shape.as_slice(), file.tensors()[0].format.to_string().as_str()), (&[2, 3][..], "f32"));
//! let mut read = Vec::new();
//! file.read(0, 1000, |bytes| -> Result<(), TensorError> { Ok(read.extend_from_slice(bytes)) })?;
//! assert_eq!(read, values);
//! # Ok::<(), TensorError>(())
//! ```

mod bytes;
mod error;
mod foreign;
mod layout;
mod npy;
mod safetensors;

pub use error::{Skipped, TensorError, TensorFault, Unusable};
pub use layout::Layout;

use crate::numeric::Format;
use bytes::Bytes;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The longest header that is read: that of a model of 100 000 tensors has 10 million bytes.
const MOST_HEADER: u64 = 16_000_000;

/// One array of a file: what it is called and holds.
#[derive(Debug, Clone)]
pub struct Tensor {
    /// Its name: that in the file, or the file's own without its ending.
    pub name: String,
    /// Its sides: 1 to 64 of them, none of them 0.
    pub shape: Vec<usize>,
    /// How its numbers are written.
    pub format: Format,
    /// Whether the first index runs fastest through the bytes, and not the last.
    pub fortran: bool,
    begin: u64,
    big_endian: bool,
}

impl Tensor {
    fn new(name: String, dtype: &str, format: Option<Format>, shape: &[usize], begin: u64) -> Result<Self, Skipped> {
        let format = match format {
            None => Err(Unusable::Type(dtype.to_owned())),
            Some(_) if !(1..=64).contains(&shape.len()) => Err(Unusable::Dimensions(shape.len())),
            Some(_) if shape.contains(&0) => Err(Unusable::Empty),
            Some(format) => Ok(format),
        };
        match format {
            Ok(format) => Ok(Self { name, shape: shape.to_owned(), format, fortran: false, begin, big_endian: false }),
            Err(why) => Err(Skipped { name, dtype: dtype.to_owned(), why }),
        }
    }

    /// How many numbers it holds: the product of its sides, 1 or more.
    #[expect(clippy::len_without_is_empty, reason = "no tensor is empty")]
    pub fn len(&self) -> u64 {
        self.shape.iter().map(|side| *side as u64).product()
    }
}

/// What the header of a file says.
struct Contents {
    tensors: Vec<Tensor>,
    skipped: Vec<Skipped>,
    /// How many bytes there are in all.
    end: u64,
}

/// A file of tensors, or standard input, whose header was read and found sound.
pub struct TensorFile {
    path: PathBuf,
    bytes: Bytes,
    contents: Contents,
    /// Whether its length is known to be right.
    measured: bool,
}

impl TensorFile {
    /// Opens an .npy or .safetensors: it is told by what it begins with, not by its name.
    ///
    /// # Errors
    /// [`TensorError`] for what is no regular file, no such file, longer or shorter than its header says, or without a tensor of
    /// [`Format`]s.
    pub fn open(path: &Path) -> Result<Self, TensorError> {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        // Looked at before it is opened: to open a pipe waits for a writer.
        let file = fs::metadata(path)
            .map_err(TensorFault::from)
            .and_then(|metadata| if metadata.is_file() { Ok(File::open(path)?) } else { Err(TensorFault::NotAFile) })
            .and_then(|file| Ok((file.metadata()?.len(), file)));
        let (length, file) = file.map_err(TensorError::of(path))?;
        let mut opened = Self::new(path, &name, Bytes::of_file(file))?;
        let wanted = opened.contents.end;
        match length {
            _ if length < wanted => Err(TensorFault::Truncated { wanted, found: length }),
            _ if length > wanted => Err(TensorFault::Trailing { wanted }),
            _ => Ok(()),
        }
        .map_err(TensorError::of(path))?;
        opened.measured = true;
        Ok(opened)
    }

    /// Standard input, as [`TensorFile::from_reader`] takes it, under the name "stdin".
    ///
    /// # Errors
    /// As [`TensorFile::from_reader`].
    pub fn from_stdin() -> Result<Self, TensorError> {
        Self::from_reader("stdin", io::stdin())
    }

    /// What goes only forward: tensors can be read in their order, once. The name is that of an .npy's array.
    ///
    /// How long it is shows when its last tensor is read.
    ///
    /// # Errors
    /// [`TensorError`] for what does not begin as a sound file; never more is read than a header has.
    pub fn from_reader(name: &str, reader: impl Read + Send + 'static) -> Result<Self, TensorError> {
        Self::new(Path::new(name), name, Bytes::of_stream(reader))
    }

    fn new(path: &Path, name: &str, mut bytes: Bytes) -> Result<Self, TensorError> {
        let contents = read_header(&mut bytes, name).and_then(sound).map_err(TensorError::of(path))?;
        Ok(Self { path: path.to_owned(), bytes, contents, measured: false })
    }

    /// The file, as errors name it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its tensors, in the order of their bytes; one or more.
    pub fn tensors(&self) -> &[Tensor] {
        &self.contents.tensors
    }

    /// What else it holds: integers, single numbers and other things that are no weights.
    pub fn skipped(&self) -> &[Skipped] {
        &self.contents.skipped
    }

    /// Streams the numbers of a tensor in the order of the file, each as little-endian bytes, `values` numbers at a time (the
    /// last piece may be shorter).
    ///
    /// # Errors
    /// The first error of `each`; a [`TensorError`] if the bytes end too early or cannot be read, if there is no such tensor,
    /// or if it has gone by. The last tensor of what goes only forward also fails if bytes are left after the end.
    pub fn read<E: From<TensorError>>(
        &mut self,
        k: usize,
        values: usize,
        mut each: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let Self { path, bytes, contents: Contents { tensors, end, .. }, measured } = self;
        let fault = TensorError::of(path);
        let Some(tensor) = tensors.get(k) else {
            return Err(fault(TensorFault::NoSuchTensor { k, tensors: tensors.len() }).into());
        };
        if !bytes.go_to(tensor.begin).map_err(|error| fault(error.into()))? {
            return Err(fault(TensorFault::GoneBy(tensor.name.clone())).into());
        }
        let width = tensor.format.bytes();
        let mut buffer = Vec::new();
        let mut left = tensor.len();
        while left > 0 {
            let count = left.min(values.clamp(1, usize::MAX / 8) as u64);
            buffer.clear();
            bytes.fill(&mut buffer, count as usize * width, *end).map_err(&fault)?;
            if tensor.big_endian {
                buffer.chunks_exact_mut(width).for_each(<[u8]>::reverse);
            }
            each(&buffer)?;
            left -= count;
        }
        if !*measured && k + 1 == tensors.len() {
            check_end(bytes, *end).map_err(fault)?;
        }
        Ok(())
    }
}

fn read_header(bytes: &mut Bytes, name: &str) -> Result<Contents, TensorFault> {
    let mut start = Vec::new();
    bytes.up_to(safetensors::START as u64, &mut start)?;
    if start.is_empty() {
        return Err(TensorFault::Empty);
    }
    if start.starts_with(npy::MAGIC) {
        return npy::read(bytes, start, name.to_owned());
    }
    // Other kinds may have the same ninth byte, but then the eight before are no length.
    let length = safetensors::header_length(&start);
    if let Some(length) = length.filter(|length| *length <= MOST_HEADER) {
        return safetensors::read(bytes, start, length);
    }
    // As far as the name of the first file of an archive.
    bytes.up_to(200, &mut start)?;
    Err(match (foreign::recognise(&start), length) {
        (TensorFault::Unknown, Some(length)) => TensorFault::LongHeader(length),
        (fault, _) => fault,
    })
}

/// The contents of a file if they are worth reading and their names can be printed.
fn sound(contents: Contents) -> Result<Contents, TensorFault> {
    let Contents { tensors, skipped, .. } = &contents;
    let mut names = tensors.iter().map(|tensor| &tensor.name).chain(skipped.iter().map(|skipped| &skipped.name));
    if let Some(name) = names.find(|name| name.chars().any(char::is_control)) {
        return Err(TensorFault::Name(name.clone()));
    }
    match (tensors.is_empty(), &skipped[..]) {
        (false, _) => Ok(contents),
        (true, [only]) => Err(only.clone().into()),
        (true, all) => Err(TensorFault::NothingUsable(all.len())),
    }
}

/// Goes past what follows the last tensor: other things up to the end, and nothing after it.
fn check_end(bytes: &mut Bytes, end: u64) -> Result<(), TensorFault> {
    bytes.go_to(end)?;
    match bytes.position() {
        found if found < end => Err(TensorFault::Truncated { wanted: end, found }),
        _ if !bytes.at_end()? => Err(TensorFault::Trailing { wanted: end }),
        _ => Ok(()),
    }
}
