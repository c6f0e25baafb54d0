//! The fast sampler: what its numbers are by definition, on every build; what law they have; how fast they come.

mod definition;
mod law;
mod quality;
mod speed;

#[path = "../seed/mod.rs"]
mod seed;
