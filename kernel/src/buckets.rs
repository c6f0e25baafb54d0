use crate::instruction_set::{InstructionSet, with_vectors};

/// The bucket of each z − c into `keys`, which is as long: sign, exponent and the first seven bits of the mantissa of the
/// difference as an `f64`, its 19 upper bits.
///
/// A bucket is 1/128 to 1/256 of its values wide, and the keys of positive differences rise with them; those of negative
/// ones lie 2¹⁸ above the keys of their absolute values.
///
/// ```
/// let mut keys = [0; 4];
/// saturation_kernel::buckets(1.0, &[2.0, 2.01, 2.007, -1.0], &mut keys);
/// assert_eq!(keys, [1023 << 7, 1023 << 7 | 1, 1023 << 7, 1 << 18 | 1024 << 7]);
/// ```
pub fn buckets(center: f64, z: &[f64], keys: &mut [u32]) {
    with_vectors!(InstructionSet::current(), _simd => buckets_of(center, z, keys));
}

/// A loop that the compiler turns into vector instructions, whatever the width.
#[inline(always)]
fn buckets_of(center: f64, z: &[f64], keys: &mut [u32]) {
    for (key, z) in keys.iter_mut().zip(z) {
        *key = ((z - center).to_bits() >> 45) as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_of_instructions_gives_the_same_keys() {
        let z: Vec<f64> = (-1001..1002).map(|k| f64::from(k).powi(3) * 1e-3).chain([f64::INFINITY, 5e-324]).collect();
        let (mut keys, mut portable) = (vec![0; z.len()], vec![0; z.len()]);
        for center in [0.0, 0.1, -1e300] {
            buckets(center, &z, &mut keys);
            with_vectors!(InstructionSet::Portable, _simd => buckets_of(center, &z, &mut portable));
            assert_eq!(keys, portable);
        }
    }
}
