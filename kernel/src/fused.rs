use fearless_simd::{Simd, SimdFloat, SimdFrom, f64x8};

/// a·b + c, rounded once.
///
/// Where the instructions have no fused multiply-add, eight of them are some hundred instructions, which the compiler would
/// write out at every use: they stand in one function of their own, and the build is a great deal shorter for it.
#[inline(always)]
pub(crate) fn mul_add<S: Simd>(a: f64x8<S>, b: f64x8<S>, c: f64x8<S>) -> f64x8<S> {
    if is_fused(a.simd) {
        a.mul_add_precise(b, c)
    } else {
        f64x8::simd_from(a.simd, one_by_one(a.into(), b.into(), c.into()))
    }
}

/// Whether these instructions have a fused multiply-add: known when the function is compiled.
#[inline(always)]
fn is_fused<S: Simd>(simd: S) -> bool {
    // Every other target's vectors have one, or emulate it and are not the ones that people wait for.
    if cfg!(target_arch = "x86_64") { simd.level().as_avx2().is_some() } else { true }
}

#[inline(never)]
fn one_by_one(a: [f64; 8], b: [f64; 8], c: [f64; 8]) -> [f64; 8] {
    std::array::from_fn(|k| a[k].mul_add(b[k], c[k]))
}
