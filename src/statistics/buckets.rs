use super::Histogram;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Counts of values in buckets that nobody declares: the bucket of x is the sign, the exponent and the first 7 bits of the
/// mantissa of x − centre.
///
/// Buckets are 0.4 to 0.8 % of their distance from the centre wide, and their edges are exact, centre ± 2ᵉ(1 + k/128). Any
/// law can be set beside them afterwards, by its probabilities between edges. What is nearer to the centre than 2⁻²⁴ of the
/// declared scale, itself a power of two, shares one bucket.
///
/// ```
/// use saturation::statistics::Buckets;
/// let mut buckets = Buckets::new(0.0, 1.0);
/// buckets.add(&[-3.0, 0.0, 1e-30, 0.5, 1.0, 1.5]);
/// assert_eq!(buckets.joined(&[-1.0, 1.0]).counts(), [1, 3, 2]);
/// assert_eq!(buckets.nearest_edge(1.501), 1.5);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct Buckets {
    center: f64,
    /// The exponent of the declared scale.
    exponent: i32,
    /// Of each sign, positive first: what shares the bucket of the centre, then the buckets of [`OCTAVES`] octaves outward,
    /// then what lies beyond.
    counts: [Vec<u64>; 2],
    /// The buckets of what lies beyond, by the upper bits of x − centre.
    beyond: BTreeMap<u32, u64>,
}

/// The bits of a bucket: sign, exponent, and this many of the mantissa.
const MANTISSA_BITS: u32 = 7;
const PER_OCTAVE: usize = 1 << MANTISSA_BITS;
/// Octaves below the scale that are told apart, and all that are kept in one piece of memory.
const OCTAVES_BELOW: i32 = 24;
const OCTAVES: usize = 32;
/// The place of what lies beyond.
const LAST: usize = OCTAVES * PER_OCTAVE + 1;
/// Without the sign.
const MAGNITUDE: u32 = (1 << (11 + MANTISSA_BITS)) - 1;

impl Buckets {
    /// No values yet, in buckets about `center`; `scale` is rounded down to a power of two between 2⁻⁹⁰⁰ and 2⁹⁰⁰.
    pub fn new(center: f64, scale: f64) -> Self {
        // A scale of 0 or less, or no number, is that of a point: any serves.
        let exponent = if scale > 0.0 { libm::ilogb(scale).clamp(-900, 900) } else { 0 };
        Self { center, exponent, counts: [vec![0; LAST + 1], vec![0; LAST + 1]], beyond: BTreeMap::new() }
    }

    /// The upper bits of the innermost bucket that is told apart.
    fn lowest(&self) -> u32 {
        ((self.exponent - OCTAVES_BELOW + 1023) as u32) << MANTISSA_BITS
    }

    /// Counts values; a NaN lies beyond all others.
    pub fn add(&mut self, values: &[f64]) {
        let below = self.lowest() - 1;
        for x in values {
            let bits = ((x - self.center).to_bits() >> (52 - MANTISSA_BITS)) as u32;
            let place = ((bits & MAGNITUDE).saturating_sub(below) as usize).min(LAST);
            self.counts[usize::from(bits > MAGNITUDE)][place] += 1;
            if place == LAST {
                *self.beyond.entry(bits).or_default() += 1;
            }
        }
    }

    /// Whether others are about the same centre and scale.
    pub(super) fn fits(&self, other: &Self) -> bool {
        self.center == other.center && self.exponent == other.exponent
    }

    /// Adds the counts of other values about the same centre and scale.
    pub(super) fn merge(&mut self, other: &Self) {
        for (all, counts) in self.counts.iter_mut().flatten().zip(other.counts.iter().flatten()) {
            *all += counts;
        }
        for (bits, count) in &other.beyond {
            *self.beyond.entry(*bits).or_default() += count;
        }
    }

    /// The centre.
    pub fn center(&self) -> f64 {
        self.center
    }

    /// The declared scale, a power of two.
    pub(super) fn scale(&self) -> f64 {
        libm::exp2(f64::from(self.exponent))
    }

    /// The number of values.
    pub fn total(&self) -> u64 {
        // A record may hold what no run could count.
        self.counts.iter().flatten().fold(0, |sum: u64, count| sum.saturating_add(*count))
    }

    /// How many buckets hold a value.
    pub fn occupied(&self) -> usize {
        self.lower_edges().count()
    }

    /// The bucket edge next to x.
    pub fn nearest_edge(&self, x: f64) -> f64 {
        let distance = (x - self.center).abs();
        let innermost = edge(self.lowest());
        let near = if distance < innermost {
            if distance < 0.5 * innermost { 0.0 } else { innermost }
        } else {
            // Half a bucket further out, and cut.
            let half = 1 << (51 - MANTISSA_BITS);
            edge(((distance.to_bits().saturating_add(half)) >> (52 - MANTISSA_BITS)) as u32)
        };
        // No bucket begins at the centre: the one about it ends on both sides of it.
        let near = if near == 0.0 { innermost } else { near };
        self.center + if x < self.center { -near } else { near }
    }

    /// The edges of bins of one width for the eye, over `reach` to both sides of `middle`: the width is the largest power of
    /// two that is at most `width`, and every edge is one of a bucket.
    pub fn even_edges(&self, middle: f64, reach: f64, width: f64) -> Vec<f64> {
        let width = libm::exp2(f64::from(libm::ilogb(width)));
        let first = ((middle - reach - self.center) / width).floor() as i64;
        let last = ((middle + reach - self.center) / width).ceil() as i64;
        let mut edges: Vec<f64> = (first..=last).map(|k| self.nearest_edge(self.center + k as f64 * width)).collect();
        edges.dedup();
        edges
    }

    /// The counts between ascending edges, each of which is one of a bucket, as [`Buckets::nearest_edge`] gives them.
    ///
    /// Above the centre a bucket holds its lower edge, below it its upper one: what lies on an edge is counted with what is
    /// further out. A bucket that an edge cuts is counted below it.
    pub fn joined(&self, edges: &[f64]) -> Histogram {
        let mut counts = vec![0; edges.len() + 1];
        for (lower, count) in self.lower_edges() {
            counts[edges.partition_point(|edge| *edge <= lower)] += count;
        }
        Histogram::new(edges.to_vec(), counts)
    }

    /// The lower edge of each bucket that is not empty, and its count.
    fn lower_edges(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        let lowest = self.lowest();
        let innermost = edge(lowest);
        let dense = [0, 1].into_iter().flat_map(move |sign| {
            self.counts[sign][..LAST].iter().enumerate().filter(|(_, count)| **count > 0).map(move |(place, count)| {
                let lower = match (place, sign) {
                    (0, _) => -innermost,
                    (_, 0) => edge(lowest + place as u32 - 1),
                    _ => -edge(lowest + place as u32),
                };
                (self.center + lower, *count)
            })
        });
        let beyond = self.beyond.iter().map(move |(bits, count)| {
            let magnitude = bits & MAGNITUDE;
            let lower = if *bits > MAGNITUDE { -edge(magnitude + 1) } else { edge(magnitude) };
            (self.center + lower, *count)
        });
        dense.chain(beyond)
    }

    /// The p-quantile, 0 ≤ p ≤ 1, to the width of a bucket: within one, values are taken to lie evenly; NaN of no values.
    pub fn quantile(&self, p: f64) -> f64 {
        let mut buckets: Vec<(f64, u64)> = self.lower_edges().collect();
        buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
        let target = p.clamp(0.0, 1.0) * self.total() as f64;
        let mut below = 0.0;
        for (lower, count) in &buckets {
            let count = *count as f64;
            if below + count >= target {
                let upper = self.upper_edge(*lower);
                return lower + (upper - lower) * ((target - below) / count);
            }
            below += count;
        }
        f64::NAN
    }

    /// The upper edge of the bucket with this lower edge.
    fn upper_edge(&self, lower: f64) -> f64 {
        let d = lower - self.center;
        let innermost = edge(self.lowest());
        let bits = (d.abs().to_bits() >> (52 - MANTISSA_BITS)) as u32;
        let upper = match d {
            _ if d.abs() <= innermost && d < 0.0 => innermost,
            _ if d < 0.0 => -edge(bits - 1),
            _ => edge(bits + 1),
        };
        self.center + upper
    }
}

/// The magnitude with these upper bits, and zeros behind; ∞ beyond the largest.
fn edge(magnitude: u32) -> f64 {
    let infinity = (f64::INFINITY.to_bits() >> (52 - MANTISSA_BITS)) as u32;
    f64::from_bits(u64::from(magnitude.min(infinity)) << (52 - MANTISSA_BITS))
}

/// How buckets are written: octave by octave, "+2^-3" for [2⁻³, 2⁻²) above the centre and "-2^-3" for what lies as far
/// below, with the counts of its 128 buckets outward.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    center: f64,
    scale_exponent: i32,
    /// What shares the bucket of the centre: at or above it, and below.
    at_center: [u64; 2],
    octaves: BTreeMap<String, Vec<u64>>,
}

/// Written buckets that are none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("buckets: {0}: no octave of this scale, or not its 128 counts; take the record as it was written")]
pub struct BucketsError(String);

impl From<Buckets> for Written {
    fn from(buckets: Buckets) -> Self {
        let mut octaves = BTreeMap::<String, Vec<u64>>::new();
        let lowest = buckets.lowest();
        let mut put = |bits: u32, count: u64| {
            let (sign, magnitude) = (if bits > MAGNITUDE { '-' } else { '+' }, bits & MAGNITUDE);
            let name = format!("{sign}2^{}", (magnitude >> MANTISSA_BITS) as i32 - 1023);
            octaves.entry(name).or_insert_with(|| vec![0; PER_OCTAVE])[magnitude as usize % PER_OCTAVE] += count;
        };
        for (sign, counts) in buckets.counts.iter().enumerate() {
            for (place, count) in counts.iter().enumerate().take(LAST).skip(1).filter(|(_, count)| **count > 0) {
                put((lowest + place as u32 - 1) | (sign as u32 * (MAGNITUDE + 1)), *count);
            }
        }
        buckets.beyond.iter().for_each(|(bits, count)| put(*bits, *count));
        let at_center = [buckets.counts[0][0], buckets.counts[1][0]];
        Self { center: buckets.center, scale_exponent: buckets.exponent, at_center, octaves }
    }
}

impl TryFrom<Written> for Buckets {
    type Error = BucketsError;

    fn try_from(written: Written) -> Result<Self, BucketsError> {
        let mut buckets = Self::new(written.center, 1.0);
        if !(-900..=900).contains(&written.scale_exponent) || !written.center.is_finite() {
            return Err(BucketsError(format!("2^{}", written.scale_exponent)));
        }
        buckets.exponent = written.scale_exponent;
        buckets.counts[0][0] = written.at_center[0];
        buckets.counts[1][0] = written.at_center[1];
        let lowest = buckets.lowest();
        for (name, counts) in written.octaves {
            let parsed = name.split_at_checked(3).and_then(|(sign, exponent)| {
                let sign = ["+2^", "-2^"].iter().position(|known| *known == sign)?;
                let number = exponent.parse::<i32>().ok().filter(|number| number.to_string() == exponent)?;
                let biased = number.checked_add(1023)?;
                let first = u32::try_from(biased).ok().filter(|biased| *biased <= 2047)? << MANTISSA_BITS;
                (first >= lowest && counts.len() == PER_OCTAVE).then_some((sign, first))
            });
            let (sign, first) = parsed.ok_or(BucketsError(name))?;
            for (k, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
                let place = (first - lowest) as usize + k + 1;
                let kept = &mut buckets.counts[sign][place.min(LAST)];
                *kept = kept.saturating_add(count);
                if place >= LAST {
                    buckets.beyond.insert((first + k as u32) | (sign as u32 * (MAGNITUDE + 1)), count);
                }
            }
        }
        Ok(buckets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Vec<f64> {
        let far = [0.0, -0.0, 1e-300, -1e-9, 1e12, -3e15, f64::INFINITY, f64::NEG_INFINITY, f64::MAX];
        (-5000..5000).map(|k| f64::from(k) * 0.013 + 1e-7).chain(far).collect()
    }

    #[test]
    fn joined_counts_are_those_of_a_plain_search() {
        for center in [0.0, 7.9] {
            let mut buckets = Buckets::new(center, 20.0);
            buckets.add(&values());
            let wanted = [-1e13, -30.0, -1.0, -0.3, 1e-4, 0.0, 0.7, 1.0, 22.4, 1e10];
            let mut edges = wanted.map(|x| buckets.nearest_edge(x)).to_vec();
            edges.sort_by(f64::total_cmp);
            edges.dedup();
            let mut expected = vec![0; edges.len() + 1];
            // A negative bucket ends below its upper edge, and none of the values is an edge.
            values().iter().for_each(|x| expected[edges.partition_point(|e| e <= x)] += 1);
            assert_eq!(buckets.joined(&edges).counts(), expected, "about {center}");
            assert_eq!(buckets.total(), values().len() as u64);
        }
    }

    #[test]
    fn an_edge_is_near_and_exact() {
        let buckets = Buckets::new(0.0, 1.0);
        for x in [1.0, -1.0, 0.5, 3.0, -0.71, 22.38, 1e-3] {
            let edge = buckets.nearest_edge(x);
            assert!((edge / x - 1.0).abs() <= 0.004 && buckets.nearest_edge(edge) == edge, "{x}: {edge}");
        }
        assert_eq!(buckets.nearest_edge(1e-12), 2f64.powi(-24));
        let even = buckets.even_edges(0.0, 3.0, 0.15);
        assert!(even.contains(&-3.0) && even.contains(&0.125) && even.contains(&2.875), "{even:?}");
    }

    #[test]
    fn quantiles_are_right_to_the_width_of_a_bucket() {
        let mut buckets = Buckets::new(0.0, 1.0);
        let all: Vec<f64> = (0..10_001).map(|k| f64::from(k - 2000) / 1000.0).collect();
        buckets.add(&all);
        for (p, x) in [(0.0, -2.0), (0.1, -1.0), (0.5, 3.0), (0.9, 7.0)] {
            let quantile = buckets.quantile(p);
            assert!((quantile - x).abs() <= 0.008 * x.abs(), "{p}: {quantile}");
        }
        assert!(Buckets::new(0.0, 1.0).quantile(0.5).is_nan());
    }

    #[test]
    fn what_is_written_is_read() {
        let mut buckets = Buckets::new(0.25, 22.4);
        buckets.add(&values());
        let text = serde_json::to_string(&buckets).unwrap();
        assert_eq!(serde_json::from_str::<Buckets>(&text).unwrap(), buckets);
        for bad in [text.replace("+2^3", "+2^-3000"), text.replace("+2^3", "2^3"), text.replacen("[0,", "[", 2)] {
            assert!(serde_json::from_str::<Buckets>(&bad).is_err());
        }
    }

    #[test]
    fn parts_are_the_whole() {
        let mut whole = Buckets::new(0.0, 1.0);
        whole.add(&values());
        let mut parts = Buckets::new(0.0, 1.0);
        for part in values().chunks(999) {
            let mut one = Buckets::new(0.0, 1.0);
            one.add(part);
            assert!(parts.fits(&one));
            parts.merge(&one);
        }
        assert_eq!(parts, whole);
        assert!(!parts.fits(&Buckets::new(1.0, 1.0)) && !parts.fits(&Buckets::new(0.0, 2.0)));
    }
}
