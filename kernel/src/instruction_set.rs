use fearless_simd::Level;
#[cfg(target_arch = "x86_64")]
use fearless_simd::{Avx2, Avx512, Sse2};
use std::env;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// The instructions that the kernel is compiled for. All of them give the same numbers, bit for bit.
///
/// A program that is compiled for better CPUs than those of its target may use better instructions than it asks for.
///
/// ```
/// use saturation_kernel::{InstructionSet, Key, normal};
/// let draw = |set| {
///     let mut z = [0.0; 3];
///     normal::weighted_sums_with(set, &[0.5; 10], Key::new([7; 32], 0), &mut z);
///     z
/// };
/// assert_eq!(draw(InstructionSet::fastest()), draw(InstructionSet::Portable));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstructionSet {
    /// Eight lanes in one register: x86-64 since Ice Lake (2019) and Zen 4 (2022). Older or masked AVX-512 will not do.
    Avx512,
    /// Four lanes in a register, and fused multiply-adds: x86-64 since 2013.
    Avx2,
    /// What every CPU of the target has. Where fused multiply-adds are not among it, each is many instructions, and slow.
    Portable,
}

/// The environment variable that [`InstructionSet::force_by_environment`] reads.
pub const VARIABLE: &str = "SATURATION_INSTRUCTIONS";

/// 1 + the position in `ALL` of the set in use, 0 while nobody asked.
static CURRENT: AtomicU8 = AtomicU8::new(0);

/// Why an [`InstructionSet`] cannot be forced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstructionSetError {
    /// No instruction set has this name.
    Unknown(String),
    /// This CPU does not have it.
    Unavailable(InstructionSet),
}

impl InstructionSet {
    /// Every set, the fastest first.
    pub const ALL: [Self; 3] = [Self::Avx512, Self::Avx2, Self::Portable];

    /// The sets that this machine runs, the fastest first.
    pub fn available() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|set| set.is_available())
    }

    /// The fastest set that this machine runs.
    pub fn fastest() -> Self {
        Self::available().next().unwrap_or(Self::Portable)
    }

    /// The set that every function uses from now on that is not told another: the one forced, or the fastest.
    #[inline]
    pub fn current() -> Self {
        match CURRENT.load(Relaxed) {
            1 => Self::Avx512,
            2 => Self::Avx2,
            3 => Self::Portable,
            _ => {
                let fastest = Self::fastest();
                CURRENT.store(fastest as u8 + 1, Relaxed);
                fastest
            }
        }
    }

    /// Makes this set the [`current`](Self::current) one of the whole process.
    ///
    /// # Errors
    /// [`InstructionSetError::Unavailable`] if the CPU lacks it.
    pub fn force(self) -> Result<(), InstructionSetError> {
        if !self.is_available() {
            return Err(InstructionSetError::Unavailable(self));
        }
        CURRENT.store(self as u8 + 1, Relaxed);
        Ok(())
    }

    /// Forces the set that the environment variable [`VARIABLE`] names: `avx512`, `avx2` or `portable`. Without it, nothing
    /// is forced.
    ///
    /// # Errors
    /// [`InstructionSetError`] if there is no such set, or the CPU lacks it.
    pub fn force_by_environment() -> Result<(), InstructionSetError> {
        match env::var_os(VARIABLE) {
            None => Ok(()),
            Some(name) => name.to_string_lossy().parse::<Self>()?.force(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Avx512 => "avx512",
            Self::Avx2 => "avx2",
            Self::Portable => "portable",
        }
    }

    fn is_available(self) -> bool {
        #[cfg(target_arch = "x86_64")]
        return match self {
            Self::Avx512 => Level::new().as_avx512().is_some(),
            Self::Avx2 => Level::new().as_avx2().is_some(),
            Self::Portable => true,
        };
        #[cfg(not(target_arch = "x86_64"))]
        return self == Self::Portable;
    }

    /// Its vectors, or the portable ones where the CPU lacks it.
    pub(crate) fn vectors(self) -> Vectors {
        #[cfg(target_arch = "x86_64")]
        {
            let level = Level::new();
            let vectors = match self {
                Self::Avx512 => level.as_avx512().map(Vectors::Avx512),
                Self::Avx2 => level.as_avx2().map(Vectors::Avx2),
                Self::Portable => None,
            };
            vectors.or_else(|| level.as_sse2().map(Vectors::Portable)).expect("every x86-64 has SSE2")
        }
        #[cfg(not(target_arch = "x86_64"))]
        Vectors::Portable(Level::new())
    }
}

/// The proof that the CPU has a set.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Vectors {
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    #[cfg(target_arch = "x86_64")]
    Portable(Sse2),
    #[cfg(not(target_arch = "x86_64"))]
    Portable(Level),
}

/// Compiles an expression for every instruction set, and evaluates the one that is asked for.
///
/// In place of `fearless_simd::dispatch`, which knows more sets: each is a copy of the whole text to compile.
macro_rules! with_vectors {
    ($set:expr, $simd:ident => $value:expr) => {
        match $crate::instruction_set::InstructionSet::vectors($set) {
            #[cfg(target_arch = "x86_64")]
            $crate::instruction_set::Vectors::Avx512($simd) => {
                fearless_simd::Simd::vectorize($simd, #[inline(always)] || $value)
            }
            #[cfg(target_arch = "x86_64")]
            $crate::instruction_set::Vectors::Avx2($simd) => {
                fearless_simd::Simd::vectorize($simd, #[inline(always)] || $value)
            }
            #[cfg(target_arch = "x86_64")]
            $crate::instruction_set::Vectors::Portable($simd) => {
                fearless_simd::Simd::vectorize($simd, #[inline(always)] || $value)
            }
            #[cfg(not(target_arch = "x86_64"))]
            $crate::instruction_set::Vectors::Portable(level) => fearless_simd::dispatch!(level, $simd => $value),
        }
    };
}
pub(crate) use with_vectors;

impl Display for InstructionSet {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for InstructionSet {
    type Err = InstructionSetError;

    fn from_str(name: &str) -> Result<Self, InstructionSetError> {
        let set = Self::ALL.into_iter().find(|set| set.name() == name);
        set.ok_or_else(|| InstructionSetError::Unknown(name.to_owned()))
    }
}

impl Display for InstructionSetError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(f, "instruction set: {name:?}: no such set; ")?,
            Self::Unavailable(set) => write!(f, "instruction set: {set}: this CPU does not have it; ")?,
        }
        let names: Vec<&str> = InstructionSet::available().map(InstructionSet::name).collect();
        write!(f, "here it can be {}", names.join(", "))
    }
}

impl Error for InstructionSetError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_a_name_and_an_unknown_one_is_refused() {
        for set in InstructionSet::ALL {
            assert_eq!(set.to_string().parse(), Ok(set));
        }
        let error = "sse9".parse::<InstructionSet>().unwrap_err();
        assert!(error.to_string().starts_with("instruction set: \"sse9\": no such set; here it can be "), "{error}");
    }

    #[test]
    fn what_is_forced_is_used_and_what_is_missing_is_refused() {
        for set in InstructionSet::ALL {
            let available = InstructionSet::available().any(|other| other == set);
            assert_eq!(set.force(), if available { Ok(()) } else { Err(InstructionSetError::Unavailable(set)) });
            assert!(!available || InstructionSet::current() == set);
        }
        assert_eq!(InstructionSet::fastest().force(), Ok(()));
    }
}
