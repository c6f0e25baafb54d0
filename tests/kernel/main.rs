//! The fast sampler: what its numbers are by definition, on every instruction set, and what law they have.

mod definition;
mod law;
mod quality;

#[path = "../seed/mod.rs"]
mod seed;
