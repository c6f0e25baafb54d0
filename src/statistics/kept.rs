use super::Quantity;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All that is kept of some trials: for each quantity its moments and counts, and for few trials that must be told apart a
/// row of numbers each.
///
/// ```
/// use saturation::statistics::{Quantity, Statistics};
/// let mut statistics = Statistics::of([("z", Quantity::new(0.0, 1.0, []))]);
/// statistics.add("z", 0, &[1.0, 2.0]);
/// assert_eq!(statistics.quantity("z").map(Quantity::count), Some(2));
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    quantities: BTreeMap<String, Quantity>,
    /// The names of the numbers in a row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    columns: Vec<String>,
    /// By the trial's number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    rows: BTreeMap<u64, Vec<f64>>,
}

impl Statistics {
    /// No trials yet of these quantities.
    pub fn of<N: Into<String>>(quantities: impl IntoIterator<Item = (N, Quantity)>) -> Self {
        let quantities = quantities.into_iter().map(|(name, quantity)| (name.into(), quantity)).collect();
        Self { quantities, ..Self::default() }
    }

    /// No trials yet, each of which is to give a row of numbers with these names.
    #[must_use]
    pub fn with_columns(self, columns: impl IntoIterator<Item = String>) -> Self {
        Self { columns: columns.into_iter().collect(), ..self }
    }

    /// Adds values of a quantity, of the chunk with this index; of a quantity that was not declared nothing is kept, and the
    /// sample is not sound.
    pub fn add(&mut self, quantity: &str, chunk: u64, values: &[f64]) {
        if let Some(quantity) = self.quantities.get_mut(quantity) {
            quantity.add(chunk, values);
        }
    }

    /// Keeps the row of a trial.
    pub fn put(&mut self, trial: u64, row: Vec<f64>) {
        self.rows.insert(trial, row);
    }

    /// Whether the same is kept of other trials, and of none of these.
    fn fits(&self, other: &Self) -> bool {
        let pairs = || self.quantities.iter().zip(&other.quantities);
        self.quantities.len() == other.quantities.len()
            && pairs().all(|((name, one), (other_name, other))| name == other_name && one.fits(other))
            && self.columns == other.columns
            && !other.rows.keys().any(|trial| self.rows.contains_key(trial))
    }

    /// Adds what was kept of other trials; nothing, and `false`, if it is not the same that is kept, or of a trial twice.
    #[must_use]
    pub fn merge(&mut self, other: &Self) -> bool {
        let fits = self.fits(other);
        if fits {
            self.rows.extend(other.rows.iter().map(|(trial, row)| (*trial, row.clone())));
            self.quantities.values_mut().zip(other.quantities.values()).for_each(|(all, quantity)| all.merge(quantity));
        }
        fits
    }

    /// Every quantity, by its name.
    pub fn quantities(&self) -> impl Iterator<Item = (&str, &Quantity)> {
        self.quantities.iter().map(|(name, quantity)| (name.as_str(), quantity))
    }

    /// What was kept of a quantity.
    pub fn quantity(&self, name: &str) -> Option<&Quantity> {
        self.quantities.get(name)
    }

    /// The same, with the counts of a quantity below its cuts as those at other cuts: a wrong program, for mutants.
    #[must_use]
    pub fn with_cuts_renamed(mut self, quantity: &str, cuts: &[f64]) -> Self {
        if let Some(quantity) = self.quantities.get_mut(quantity) {
            quantity.rename_cuts(cuts);
        }
        self
    }

    /// The rows, by the trial's number.
    pub fn rows(&self) -> impl Iterator<Item = (u64, &[f64])> {
        self.rows.iter().map(|(trial, row)| (*trial, row.as_slice()))
    }

    /// Whether the numbers fit together, for `trials` trials: what a record must be that was not written by this program.
    pub fn are_sound(&self, trials: u64) -> bool {
        let rows = if self.columns.is_empty() { 0 } else { trials };
        self.rows.len() as u64 == rows
            && self.rows.values().all(|row| row.len() == self.columns.len() && row.iter().all(|x| x.is_finite()))
            && self.quantities.values().all(|quantity| quantity.is_sound(trials))
    }
}
