use super::step::{GROUP, Steps};
use crate::Key;
use crate::lanes::LANES;
use fearless_simd::{Level, Simd, dispatch};
use std::hint::black_box;

/// The instructions that a sampler is compiled for. All builds give the same numbers, bit for bit.
///
/// A program that is compiled for better CPUs than those of its target may use better instructions than it asks for.
///
/// ```
/// use saturation_kernel::{Key, normal::InstructionSet};
/// let mut z = [[0.0; 3]; 2];
/// let stream = Key::new(7 + 0);
/// InstructionSet::fastest().weighted_sums(&[0.5; 10], stream, &mut z[0]);
/// InstructionSet::Portable.weighted_sums(&[0.5; 10], stream, &mut z[1]);
/// assert_eq!(z[0], z[1]);
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

impl InstructionSet {
    /// The builds that this machine runs, the fastest first.
    pub fn available() -> impl Iterator<Item = Self> {
        [Self::Avx512, Self::Avx2, Self::Portable].into_iter().filter(|build| build.level().is_some())
    }

    /// The fastest build that this machine runs.
    pub fn fastest() -> Self {
        Self::available().next().unwrap_or(Self::Portable)
    }

    /// [`normal::weighted_sums`](super::weighted_sums) by this build, or the portable one where the machine lacks it.
    pub fn weighted_sums(self, coefficients: &[f64], stream: Key, z: &mut [f64]) {
        let level = self.level().unwrap_or(Level::baseline());
        dispatch!(level, simd => draw(simd, coefficients, stream, z));
    }

    /// The instructions, if this machine has them.
    fn level(self) -> Option<Level> {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => Level::new().as_avx512().map(Level::Avx512),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => Level::new().as_avx2().map(Level::Avx2),
            #[cfg(not(target_arch = "x86_64"))]
            Self::Avx512 | Self::Avx2 => None,
            Self::Portable => Some(Level::baseline()),
        }
    }
}

/// The one text of them all.
#[inline(always)]
fn draw<S: Simd>(simd: S, coefficients: &[f64], stream: Key, z: &mut [f64]) {
    let mut steps = Steps::new(simd, stream);
    let (groups, rest) = z.as_chunks_mut::<GROUP>();
    for group in groups {
        draw_group(&mut steps, coefficients, group);
    }
    if !rest.is_empty() {
        let mut last = Aligned([0.0; GROUP]);
        draw_group(&mut steps, coefficients, &mut last.0);
        rest.copy_from_slice(&black_box(&last).0[..rest.len()]);
    }
}

#[inline(always)]
fn draw_group<S: Simd>(steps: &mut Steps<S>, coefficients: &[f64], group: &mut [f64; GROUP]) {
    let sums = steps.weighted_sums(coefficients);
    for (place, sums) in group.as_chunks_mut::<LANES>().0.iter_mut().zip(sums) {
        *place = sums.into();
    }
}

/// A group's sums on the stack, where [`black_box`] keeps them, at a multiple of 64 bytes: the compiler then aligns all
/// that it puts there. Registers saved across two lines of the cache cost a build up to a third of its speed. If it does
/// not, that is all that is lost.
#[repr(align(64))]
struct Aligned([f64; GROUP]);
