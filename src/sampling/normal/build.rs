use super::step::{GROUP, Steps};
use crate::sampling::ChunkStream;
use multiversion::multiversion;
use std::hint::black_box;

/// The instructions that a sampler is compiled for. All builds give the same numbers, bit for bit.
///
/// ```
/// use saturation::sampling::{Stream, normal::Build};
/// let mut z = [[0.0; 3]; 2];
/// let stream = Stream::new(7, "doc").chunk(0);
/// Build::fastest().weighted_sums(&[0.5; 10], stream, &mut z[0]);
/// Build::Portable.weighted_sums(&[0.5; 10], stream, &mut z[1]);
/// assert_eq!(z[0], z[1]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// Eight lanes in one register: x86-64 servers since 2017, and Zen 4.
    Avx512,
    /// Four lanes in a register, and fused multiply-adds: x86-64 since 2013.
    Avx2,
    /// What every CPU of the target has. Where fused multiply-adds are not among it, each is a call, and slow.
    Portable,
}

impl Build {
    /// The builds that this machine runs, the fastest first.
    pub fn available() -> impl Iterator<Item = Self> {
        #[cfg(target_arch = "x86_64")]
        let has = [
            std::is_x86_feature_detected!("avx512f")
                && std::is_x86_feature_detected!("avx512dq")
                && std::is_x86_feature_detected!("avx512vl"),
            std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma"),
        ];
        #[cfg(not(target_arch = "x86_64"))]
        let has = [false; 2];
        let [avx512, avx2] = has;
        [(Self::Avx512, avx512), (Self::Avx2, avx2), (Self::Portable, true)]
            .into_iter()
            .filter_map(|(build, has)| has.then_some(build))
    }

    /// The fastest build that this machine runs.
    pub fn fastest() -> Self {
        Self::available().next().unwrap_or(Self::Portable)
    }

    /// [`normal::weighted_sums`](super::weighted_sums) by this build, or the portable one where the machine lacks it.
    pub fn weighted_sums(self, coefficients: &[f64], stream: ChunkStream, z: &mut [f64]) {
        match self {
            Self::Avx512 => avx512(coefficients, stream, z),
            Self::Avx2 => avx2(coefficients, stream, z),
            Self::Portable => draw(coefficients, stream, z),
        }
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma"))]
fn avx512(coefficients: &[f64], stream: ChunkStream, z: &mut [f64]) {
    draw(coefficients, stream, z);
}

#[multiversion(targets("x86_64+avx2+fma"))]
fn avx2(coefficients: &[f64], stream: ChunkStream, z: &mut [f64]) {
    draw(coefficients, stream, z);
}

/// The one text of them all.
#[inline(always)]
fn draw(coefficients: &[f64], stream: ChunkStream, z: &mut [f64]) {
    let mut steps = Steps::new(stream);
    let (groups, rest) = z.as_chunks_mut::<GROUP>();
    for group in groups {
        *group = steps.weighted_sums(coefficients);
    }
    if !rest.is_empty() {
        let last = Aligned(steps.weighted_sums(coefficients));
        rest.copy_from_slice(&black_box(&last).0[..rest.len()]);
    }
}

/// A group's sums on the stack, where [`black_box`] keeps them, at a multiple of 64 bytes: the compiler then aligns all
/// that it puts there. Registers saved across two lines of the cache cost the AVX2 build a twelfth of its speed. If it does
/// not, that is all that is lost.
#[repr(align(64))]
struct Aligned([f64; GROUP]);
