use crate::instruction_set::{InstructionSet, with_vectors};

/// How many of the values are below an edge; a NaN is not.
pub fn count_below(values: &[f64], edge: f64) -> u64 {
    with_vectors!(InstructionSet::current(), _simd => count(values, edge))
}

/// A loop that the compiler turns into vector instructions, whatever the width.
#[inline(always)]
fn count(values: &[f64], edge: f64) -> u64 {
    values.iter().map(|x| u64::from(*x < edge)).sum()
}
