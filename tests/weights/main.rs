//! Weights that frameworks drew, and wrong ones: every right initializer is found consistent with its weights, every known mistake
//! is refuted and named.

mod frameworks;
