use super::{Buckets, Cuts, Histogram, Moments};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// What is kept of one quantity, such as z: moments by decades of chunks, counts in buckets, and counts below declared cuts.
///
/// Memory does not grow with the number of values, but for those far beyond the scale; parts merge exactly, in any order.
///
/// ```
/// use saturation::statistics::Quantity;
/// let mut z = Quantity::new(0.0, 1.0, [0.5]);
/// z.add(0, &[-1.0, 0.0, 1.0]);
/// z.add(17, &[2.0]);
/// assert_eq!((z.moments().mean(), z.moments().count(), z.prefixes().len()), (0.5, 4, 2));
/// assert_eq!(z.below(0.5), Some(2));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// Values of a trial.
    per_trial: u64,
    /// Of chunks 0 to 9, 10 to 99, 100 to 999, …
    moments_by_decade: Vec<Moments>,
    cuts: Cuts,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    buckets: Option<Buckets>,
}

impl Quantity {
    /// No values yet: moments and buckets about `center`, in buckets for a spread of about `scale`, and these cuts.
    pub fn new(center: f64, scale: f64, cuts: impl IntoIterator<Item = f64>) -> Self {
        let moments_by_decade = vec![Moments::about(center)];
        Self { per_trial: 1, moments_by_decade, cuts: Cuts::at(cuts), buckets: Some(Buckets::new(center, scale)) }
    }

    /// The same without counts in buckets: a tenth of the memory, for what is only averaged.
    #[must_use]
    pub fn without_buckets(self) -> Self {
        Self { buckets: None, ..self }
    }

    /// The same, of which each trial gives this many values.
    #[must_use]
    pub fn with_values_per_trial(self, per_trial: u64) -> Self {
        Self { per_trial, ..self }
    }

    /// Adds values of the chunk with this index.
    pub fn add(&mut self, chunk: u64, values: &[f64]) {
        let decade = chunk.max(1).ilog10() as usize;
        while self.moments_by_decade.len() <= decade {
            self.moments_by_decade.push(Moments::about(self.moments_by_decade[0].center()));
        }
        self.moments_by_decade[decade].add(values);
        self.cuts.add(values);
        if let Some(buckets) = &mut self.buckets {
            buckets.add(values);
        }
    }

    /// Whether the same is kept of another: values of a trial, centre, scale and cuts.
    pub(super) fn fits(&self, other: &Self) -> bool {
        let centers = [self, other].map(|quantity| quantity.moments_by_decade.first().map(Moments::center));
        self.per_trial == other.per_trial
            && centers[0] == centers[1]
            && self.cuts.fits(&other.cuts)
            && match (&self.buckets, &other.buckets) {
                (Some(buckets), Some(others)) => buckets.fits(others),
                (buckets, others) => buckets.is_none() && others.is_none(),
            }
    }

    /// Adds what was kept of other values of the same quantity.
    pub(super) fn merge(&mut self, other: &Self) {
        for (decade, moments) in other.moments_by_decade.iter().enumerate() {
            match self.moments_by_decade.get_mut(decade) {
                Some(all) => all.merge(moments),
                None => self.moments_by_decade.push(moments.clone()),
            }
        }
        self.cuts.merge(&other.cuts);
        if let (Some(buckets), Some(others)) = (&mut self.buckets, &other.buckets) {
            buckets.merge(others);
        }
    }

    /// The moments of all values.
    pub fn moments(&self) -> Moments {
        let mut all = self.moments_by_decade[0].clone();
        self.moments_by_decade[1..].iter().for_each(|moments| all.merge(moments));
        all
    }

    /// The moments of the first 10 chunks, of the first 100, … and of all, as far as there are any.
    pub fn prefixes(&self) -> Vec<Moments> {
        let mut prefixes: Vec<Moments> = Vec::new();
        for moments in self.moments_by_decade.iter().filter(|moments| moments.count() > 0) {
            let mut all = moments.clone();
            if let Some(before) = prefixes.last() {
                all.merge(before);
            }
            prefixes.push(all);
        }
        prefixes
    }

    /// The counts in buckets; empty where none are kept.
    pub fn buckets(&self) -> &Buckets {
        static NONE: LazyLock<Buckets> = LazyLock::new(|| Buckets::new(0.0, 1.0));
        self.buckets.as_ref().unwrap_or(&NONE)
    }

    /// How many values were below this cut; `None` if it was not declared.
    pub fn below(&self, cut: f64) -> Option<u64> {
        self.cuts.below(cut)
    }

    /// The number of values.
    pub fn count(&self) -> u64 {
        self.moments_by_decade.iter().map(Moments::count).sum()
    }

    /// The counts in bins of one width for the eye, half of `width` to all of it, over `reach` to both sides of `mean`.
    pub fn histogram(&self, mean: f64, reach: f64, width: f64) -> Histogram {
        self.buckets().joined(&self.buckets().even_edges(mean, reach, width))
    }

    pub(super) fn rename_cuts(&mut self, cuts: &[f64]) {
        self.cuts.rename(cuts);
    }

    /// Whether the numbers fit together, and are those of `trials` trials.
    pub(super) fn is_sound(&self, trials: u64) -> bool {
        let Some(center) = self.moments_by_decade.first().map(Moments::center) else { return false };
        let same = |moments: &Moments| moments.center() == center && moments.is_finite();
        let counts = self.moments_by_decade.iter().try_fold(0u64, |sum, moments| sum.checked_add(moments.count()));
        let Some(count) = counts.filter(|count| Some(*count) == trials.checked_mul(self.per_trial)) else {
            return false;
        };
        self.moments_by_decade.iter().all(same)
            && self.buckets.as_ref().is_none_or(|buckets| buckets.center() == center && buckets.total() == count)
            && self.cuts.are_sound(count)
    }
}
