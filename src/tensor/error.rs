use super::MOST_HEADER;
use std::io;
use std::path::{Path, PathBuf};

/// A file of tensors cannot be used; the text names it, and says why and what to do.
#[derive(Debug, thiserror::Error)]
#[error("file: {}: {fault}", shown(&path.to_string_lossy()))]
pub struct TensorError {
    /// The file; "stdin" for standard input.
    pub path: PathBuf,
    /// What is wrong with it.
    pub fault: TensorFault,
}

impl TensorError {
    pub(super) fn of(path: &Path) -> impl Fn(TensorFault) -> Self {
        |fault| Self { path: path.to_owned(), fault }
    }
}

/// What is wrong with a file of tensors.
#[derive(Debug, thiserror::Error)]
pub enum TensorFault {
    /// The operating system does not let it be read.
    #[error("{}; give a file that can be read", .0.kind())]
    Unreadable(#[from] io::Error),
    /// It is a directory, a pipe or a device.
    #[error("not a file; give a file, or send it to standard input")]
    NotAFile,
    /// It holds no byte.
    #[error("an empty file; save the weights again")]
    Empty,
    /// It is of a kind that is well known, and not read.
    #[error("{kind}; {remedy}")]
    Foreign {
        /// Such as "a pickle".
        kind: &'static str,
        /// How to save what is wanted of it.
        remedy: &'static str,
    },
    /// It begins like no file of tensors.
    #[error("neither .npy nor .safetensors; save the weights with numpy.save or safetensors.torch.save_file")]
    Unknown,
    /// An .npy of a version that is not 1, 2 or 3.
    #[error(".npy of version {0}; save it as version 1, 2 or 3")]
    Version(u8),
    /// The header would be longer than anybody's.
    #[error("a header of {0} bytes: more than {MOST_HEADER}; save it again, with fewer tensors")]
    LongHeader(u64),
    /// The header is none.
    #[error("its header: {}; save it again", shown(.0))]
    Header(String),
    /// It ends too early, or became shorter while it was read.
    #[error("{found} bytes, not {wanted}; it was cut, save it again")]
    Truncated {
        /// Its length by its header; as long as that is unknown, the header's own.
        wanted: u64,
        /// Its length.
        found: u64,
    },
    /// It goes on after its end.
    #[error("more than the {wanted} bytes of its header; save it again")]
    Trailing {
        /// Its length by its header.
        wanted: u64,
    },
    /// A name that no terminal should print.
    #[error("tensor {}: a control character in its name; rename it", shown(.0))]
    Name(String),
    /// The array of an .npy cannot be used.
    #[error(transparent)]
    Array(#[from] Unusable),
    /// A tensor of several cannot be used.
    #[error(transparent)]
    Skipped(#[from] Skipped),
    /// None of several tensors can be used.
    #[error("{0} tensors, none with floats of 64, 32 or 16 bits; give one that holds weights")]
    NothingUsable(usize),
    /// There is no tensor of this number.
    #[error("tensor {k}: not one of its {tensors}; give a number below that")]
    NoSuchTensor {
        /// The number asked for.
        k: usize,
        /// How many there are.
        tensors: usize,
    },
    /// What goes only forward is past the tensor.
    #[error("tensor {0}: has gone by; read the tensors in their order, or from a file")]
    GoneBy(String),
}

/// A tensor that was passed over, as one of many may be: counters and positions stand beside the weights.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tensor {}: {why}", shown(name))]
pub struct Skipped {
    /// Its name.
    pub name: String,
    /// Its type, as the file has it, such as "I64".
    pub dtype: String,
    /// Why it holds no weights.
    pub why: Unusable,
}

/// Why an array holds no weights.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Integers, truth values, complex numbers, objects, floats of other sizes.
    #[error("numbers of type {}: not floats of 64, 32 or 16 bits; save it as such, if it holds weights", shown(.0))]
    Type(String),
    /// One number alone, or more sides than any array has.
    #[error("an array of {0} dimensions: not 1 to 64; give one that holds weights")]
    Dimensions(usize),
    /// One of its sides is 0.
    #[error("no number; give an array with one or more")]
    Empty,
}

/// What a file says, in one short line.
fn shown(text: &str) -> String {
    const MOST: usize = 200;
    let escaped = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.into() };
    let end = if text.chars().nth(MOST).is_some() { "…" } else { "" };
    text.chars().take(MOST).map(escaped).collect::<String>() + end
}
