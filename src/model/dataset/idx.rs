use super::{IdxError, IdxFault, MOST_PIXELS};
use flate2::bufread::MultiGzDecoder;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// What an IDX file holds: bytes in one dimension, or in three.
#[derive(Clone, Copy)]
pub(super) enum Content {
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
pub(super) struct Idx<const N: usize> {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its dimensions, the number of items first.
    pub(super) dimensions: [u32; N],
    reader: Box<dyn Read>,
    packed: bool,
    /// Bytes read.
    read: u64,
    /// Bytes there ought to be.
    length: u64,
}

impl<const N: usize> Idx<N> {
    /// Opens `name` in `directory`, or one of its other names, and reads its header.
    pub(super) fn open(directory: &Path, name: &str, content: Content) -> Result<Self, IdxError> {
        let path = find(directory, name)?;
        let unreadable = |error| IdxError { path: path.clone(), fault: IdxFault::Unreadable(error) };
        let mut file = BufReader::new(File::open(&path).map_err(unreadable)?);
        // Not by its name: a browser that unpacks a file may leave it its ending. No IDX file begins like this.
        let packed = file.fill_buf().map_err(unreadable)?.starts_with(&[0x1f, 0x8b]);
        let reader: Box<dyn Read> = if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
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
            Some(bytes @ 1..=MOST_PIXELS) => {
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
    pub(super) fn take(&mut self, bytes: u64) -> Result<Vec<u8>, IdxError> {
        let mut taken = Vec::new();
        let result = self.reader.by_ref().take(bytes).read_to_end(&mut taken);
        self.advance(bytes, result.map(|found| found as u64))?;
        Ok(taken)
    }

    /// Reads what is left and keeps nothing of it; an error unless the file ends where its header says.
    pub(super) fn finish(mut self) -> Result<(), IdxError> {
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

    pub(super) fn fault(&self, fault: IdxFault) -> IdxError {
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
