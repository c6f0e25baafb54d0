use super::Subject;

/// A wrong program that has been written before, and the claims of an experiment that must notice it.
///
/// Each claim owns at least one. A mutant is run like the right program, by the same code and with the same random
/// streams; it is killed if every claim that it names is refuted, or, where it is registered as refuted, is not.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// The mistake.
    pub name: &'static str,
    /// Ids of the claims that must notice it.
    pub kills: &'static [&'static str],
    /// What is done wrong.
    pub mutation: Mutation,
}

/// What a mutant does wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mutation {
    /// Draws this in place of the subject of the same name; the claims still state the law of the right one.
    Draw(Subject),
    /// Compares σ′(z) with τ times this factor.
    Thresholds(f64),
    /// Trains a network under the scheme of the other, large for scaled and scaled for large.
    Exchange,
}
