use super::{Law, LawError};
use crate::numeric::Format;

/// A law of few values: that of a continuous one whose values are rounded to a number format of 16 bits.
///
/// P(V = v) = F(upper middle) − F(lower middle), the middles being those between v and its neighbours; what is nearer to 0
/// than 2⁻²⁴ of the spread is one value, 0.
///
/// ```
/// use saturation::law::{Law, Normal, Rounded};
/// use saturation::numeric::Format;
/// let law = Rounded::new(&Normal::STANDARD, Format::BF16);
/// // Between the middles about 1, whose neighbours are 1 − 2⁻⁸ and 1 + 2⁻⁷.
/// let p = Normal::STANDARD.between(1.0 - 2f64.powi(-9), 1.0 + 2f64.powi(-8));
/// assert!((law.between(0.999, 1.001) - p).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Rounded {
    /// The values in ascending order, and the probability of each.
    values: Vec<(f64, f64)>,
    /// P(V ≤ v) of each.
    below: Vec<f64>,
    mean: f64,
    std_dev: f64,
}

/// Values nearer to 0 than this share of the spread are taken for 0.
const NEAR: f64 = 1.0 / 16_777_216.0;

/// Standard deviations beyond which hardly 1e-33 of a normal law lie.
const REACH: f64 = 12.0;

impl Rounded {
    /// The law of a value that is drawn from `law` and rounded to the nearest of the format.
    pub fn new(law: &dyn Law, format: Format) -> Self {
        let reach = law.mean().abs() + REACH * law.std_dev();
        let near = (NEAR * law.std_dev()).max(f64::MIN_POSITIVE);
        let outward: Vec<f64> = format.magnitudes(near, reach).collect();
        let magnitudes = || outward.iter().copied();
        let edges: Vec<f64> = magnitudes().map(|v| format.boundary(v)).chain([f64::INFINITY]).collect();
        let positive = edges.windows(2).zip(magnitudes()).map(|(edge, v)| (v, law.between(edge[0], edge[1])));
        let negative = edges.windows(2).zip(magnitudes()).map(|(edge, v)| (-v, law.between(-edge[1], -edge[0])));
        let middle = law.between(-edges[0], edges[0]);
        let mut values: Vec<(f64, f64)> = negative.collect();
        values.reverse();
        values.push((0.0, middle));
        values.extend(positive);
        Self::of(values)
    }

    /// The law with these values, ascending, and probabilities, of which the impossible ones are dropped.
    fn of(mut values: Vec<(f64, f64)>) -> Self {
        values.retain(|(_, p)| *p > 0.0);
        let sum = |f: &dyn Fn(f64) -> f64| values.iter().map(|(v, p)| p * f(*v)).sum::<f64>();
        let mean = sum(&|v| v);
        let std_dev = sum(&|v| (v - mean) * (v - mean)).sqrt();
        let below = values.iter().scan(0.0, |sum, (_, p)| {
            *sum += p;
            Some(*sum)
        });
        let below = below.collect();
        Self { values, below, mean, std_dev }
    }

    /// The law in which the largest value stands for the smallest: what becomes of a uniform law on [low, high) where
    /// a value that is rounded up to `high` is put to `low`, as PyTorch does.
    #[must_use]
    pub fn with_the_last_put_first(&self) -> Self {
        let mut values = self.values.clone();
        if let Some((_, last)) = values.pop()
            && let Some(first) = values.first_mut()
        {
            first.1 += last;
        }
        Self::of(values)
    }

    /// The law of value(k/2ᵇ), k = 0 … 2ᵇ − 1, each as likely, rounded: what is made of b random bits.
    pub fn of_random_bits(bits: u32, format: Format, value: impl Fn(f64) -> f64) -> Self {
        let all = libm::exp2(f64::from(bits));
        let mut values: Vec<(f64, f64)> =
            (0..1u32 << bits).map(|k| (format.round(value(f64::from(k) / all)), 1.0 / all)).collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        values.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        Self::of(values)
    }

    /// The probability of the most probable value.
    pub fn most_probable(&self) -> f64 {
        self.values.iter().fold(0.0, |most, (_, p)| most.max(*p))
    }

    /// How many different values n draws have, on average: Σ 1 − (1 − p)ⁿ.
    pub fn distinct(&self, n: u64) -> f64 {
        self.values.iter().map(|(_, p)| -libm::expm1(n as f64 * libm::log1p(-p.min(1.0)))).sum()
    }

    /// The least and the greatest value.
    pub fn support(&self) -> (f64, f64) {
        let end = |value: Option<&(f64, f64)>| value.map_or(f64::NAN, |(v, _)| *v);
        (end(self.values.first()), end(self.values.last()))
    }
}

impl Law for Rounded {
    fn mean(&self) -> f64 {
        self.mean
    }

    fn std_dev(&self) -> f64 {
        self.std_dev
    }

    /// ∞ at a value and 0 beside it.
    fn density(&self, z: f64) -> f64 {
        if self.values.iter().any(|(v, _)| *v == z) { f64::INFINITY } else { 0.0 }
    }

    fn cdf(&self, z: f64) -> f64 {
        match self.values.partition_point(|(v, _)| *v <= z) {
            0 => 0.0,
            k => self.below[k - 1].min(1.0),
        }
    }

    fn sf(&self, z: f64) -> f64 {
        (1.0 - self.cdf(z)).max(0.0)
    }

    fn expectation(&self, f: &dyn Fn(f64) -> f64, _kinks: &[f64]) -> Result<f64, LawError> {
        Ok(self.values.iter().map(|(v, p)| p * f(*v)).sum())
    }

    fn quantile(&self, p: f64) -> f64 {
        let k = self.below.partition_point(|below| *below < p).min(self.values.len().saturating_sub(1));
        self.values.get(k).map_or(f64::NAN, |(v, _)| *v)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Normal;

    #[test]
    fn probabilities_add_up_and_moments_are_near_those_of_the_law() {
        for format in [Format::F16, Format::BF16] {
            for std_dev in [0.03, 1.0, 40.0] {
                let law = Rounded::new(&Normal { mean: 0.0, std_dev }, format);
                assert!((law.below[law.below.len() - 1] - 1.0).abs() < 1e-12, "{format} {std_dev}");
                // Rounding changes the variance by about step²/12, up or down as the steps grow outward.
                let excess = law.std_dev() / std_dev - 1.0;
                let near = law.mean().abs() < 1e-12 * std_dev && excess.abs() < format.epsilon().powi(2);
                assert!(near, "{format} {std_dev}: {} {excess:e}", law.mean());
            }
        }
    }

    #[test]
    fn random_bits_have_as_many_values() {
        let law = Rounded::of_random_bits(8, Format::BF16, |share| share);
        assert_eq!(law.values.len(), 256);
        assert_eq!((law.mean(), law.support()), (0.5 - 1.0 / 512.0, (0.0, 1.0 - 1.0 / 256.0)));
    }
}
