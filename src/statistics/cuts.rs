use saturation_kernel::count_below;
use serde::{Deserialize, Serialize};

/// Counts of the values below declared cuts, value by value: for a cut that must be literal, such as a threshold τ.
///
/// ```
/// use saturation::statistics::Cuts;
/// let mut cuts = Cuts::at([0.01, 0.2]);
/// cuts.add(&[0.0, 0.01, 0.1]);
/// assert_eq!((cuts.below(0.01), cuts.below(0.2), cuts.below(0.5)), (Some(1), Some(3), None));
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cuts {
    at: Vec<f64>,
    below: Vec<u64>,
}

impl Cuts {
    /// No values yet, and these cuts, finite numbers: in ascending order, each once.
    pub fn at(cuts: impl IntoIterator<Item = f64>) -> Self {
        let mut at: Vec<f64> = cuts.into_iter().collect();
        at.sort_by(f64::total_cmp);
        at.dedup();
        Self { below: vec![0; at.len()], at }
    }

    /// Counts values; a NaN is below no cut.
    pub fn add(&mut self, values: &[f64]) {
        for (cut, below) in self.at.iter().zip(&mut self.below) {
            *below += count_below(values, *cut);
        }
    }

    /// Whether others are the same cuts.
    pub(super) fn fits(&self, other: &Self) -> bool {
        self.at == other.at && self.below.len() == other.below.len()
    }

    /// Adds the counts of other values at the same cuts.
    pub(super) fn merge(&mut self, other: &Self) {
        self.below.iter_mut().zip(&other.below).for_each(|(all, count)| *all += count);
    }

    /// How many values were below this cut; `None` if it was not declared.
    pub fn below(&self, cut: f64) -> Option<u64> {
        self.at.iter().position(|at| *at == cut).map(|k| self.below[k])
    }

    /// Claims that the counts are those at other cuts, of which there are as many.
    pub(super) fn rename(&mut self, cuts: &[f64]) {
        self.at = Self::at(cuts.iter().copied()).at;
    }

    /// Whether the cuts ascend, and the counts with them up to `total`.
    pub(super) fn are_sound(&self, total: u64) -> bool {
        let ascend = self.at.windows(2).all(|pair| pair[0] < pair[1]) && self.at.iter().all(|cut| cut.is_finite());
        ascend
            && self.at.len() == self.below.len()
            && self.below.is_sorted()
            && self.below.last().is_none_or(|last| *last <= total)
    }
}
