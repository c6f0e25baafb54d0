use fearless_simd::{Simd, SimdFloat};

/// a·b + c, rounded once.
///
/// Where the instructions have no fused multiply-add, it is a function of its own: the compiler would else write out an
/// emulation of some hundred instructions at every use.
#[inline(always)]
pub(crate) fn mul_add<S: Simd, V: SimdFloat<S, Element = f64>>(simd: S, a: V, b: V, c: V) -> V {
    if is_fused(simd) { a.mul_add_precise(b, c) } else { one_by_one(a, b, c) }
}

/// Whether these instructions have a fused multiply-add: known when the function is compiled.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn is_fused<S: Simd>(simd: S) -> bool {
    simd.level().as_avx2().is_some()
}

/// Every other target's vectors have one, or emulate it and are not the ones that people wait for.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn is_fused<S: Simd>(_: S) -> bool {
    true
}

#[inline(never)]
fn one_by_one<S: Simd, V: SimdFloat<S, Element = f64>>(a: V, b: V, mut c: V) -> V {
    for ((a, b), c) in a.as_slice().iter().zip(b.as_slice()).zip(c.as_mut_slice()) {
        *c = a.mul_add(*b, *c);
    }
    c
}
