use super::TensorFault;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// The bytes of a file, or of what goes only forward; the position is counted here.
pub(super) struct Bytes {
    source: Source,
    position: u64,
}

enum Source {
    File(File),
    Stream(Box<dyn Read + Send>),
}

impl Bytes {
    pub(super) fn of_file(file: File) -> Self {
        Self { source: Source::File(file), position: 0 }
    }

    pub(super) fn of_stream(stream: impl Read + Send + 'static) -> Self {
        Self { source: Source::Stream(Box::new(stream)), position: 0 }
    }

    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Adds the next bytes to a buffer: as many as asked for, or as there are.
    pub(super) fn up_to(&mut self, count: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
        let before = buffer.len();
        let result = match &mut self.source {
            Source::File(file) => file.take(count).read_to_end(buffer),
            Source::Stream(stream) => stream.take(count).read_to_end(buffer),
        };
        self.position += (buffer.len() - before) as u64;
        result.map(drop)
    }

    /// Fills a buffer up to this length.
    ///
    /// # Errors
    /// [`TensorFault::Truncated`] if the bytes end before: there should have been `wanted` in all.
    pub(super) fn fill(&mut self, buffer: &mut Vec<u8>, length: usize, wanted: u64) -> Result<(), TensorFault> {
        self.up_to(length.saturating_sub(buffer.len()) as u64, buffer)?;
        if buffer.len() < length {
            return Err(TensorFault::Truncated { wanted, found: self.position });
        }
        Ok(())
    }

    /// Goes to a position; a stream reads all before it. Whether it could: a stream does not go back.
    pub(super) fn go_to(&mut self, position: u64) -> io::Result<bool> {
        match &mut self.source {
            Source::File(file) => self.position = file.seek(SeekFrom::Start(position))?,
            Source::Stream(stream) => {
                let ahead = position.saturating_sub(self.position);
                self.position += io::copy(&mut stream.take(ahead), &mut io::sink())?;
            }
        }
        Ok(self.position <= position)
    }

    /// Whether nothing follows; a file was asked for its length before.
    pub(super) fn at_end(&mut self) -> io::Result<bool> {
        let mut next = Vec::new();
        self.up_to(1, &mut next)?;
        Ok(next.is_empty())
    }
}
