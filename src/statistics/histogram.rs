use fearless_simd::{Level, dispatch};

/// Counts of values between ascending edges: [−∞, e₀), [e₀, e₁), …, [e_last, ∞].
///
/// The first and the last bin are the open tails, so that every value is counted. Equal widths, equal probabilities and a
/// handful of thresholds are the same thing with other edges.
///
/// ```
/// use saturation::statistics::Histogram;
/// let mut histogram = Histogram::new(vec![0.0, 1.0, 2.0])?;
/// histogram.add(&[-3.0, 0.5, 1.0, 1.5, 2.0]);
/// assert_eq!(histogram.counts(), [1, 1, 2, 1]);
/// # Ok::<(), saturation::statistics::HistogramError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Histogram {
    edges: Vec<f64>,
    counts: Vec<u64>,
    /// The edges, and behind them a NaN, which no value reaches.
    fences: Vec<f64>,
    /// For each bucket of the grid, the number of edges in earlier buckets: where to start.
    guide: Vec<u32>,
    grid: Grid,
}

/// Buckets of one width over the edges of a histogram. What lies outside, or is no number, is in the first or last.
#[derive(Debug, Clone, Copy)]
struct Grid {
    first_edge: f64,
    buckets_per_unit: f64,
    last_bucket: f64,
}

impl PartialEq for Histogram {
    /// Whether edges and counts are the same; all else follows from the edges.
    fn eq(&self, other: &Self) -> bool {
        self.edges == other.edges && self.counts == other.counts
    }
}

/// One bin: lower ≤ value < upper, and how many values fell there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Lower edge; −∞ for the first bin.
    pub lower: f64,
    /// Upper edge; +∞ for the last bin.
    pub upper: f64,
    /// Values in the bin.
    pub count: u64,
}

/// Why edges cannot bound bins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HistogramError {
    /// There is no edge.
    #[error("edges: none: a histogram needs at least one; give one or more")]
    NoEdges,
    /// An edge is not finite, or not above the one before it.
    #[error("edges: number {0} is not finite and above the one before it; sort them and drop doubles")]
    NotAscending(usize),
    /// An edge is none of the finer histogram's.
    #[error("edges: number {0} is none of the finer histogram's; count with it from the start")]
    NoSuchEdge(usize),
}

/// Buckets of the guide for each edge: enough that a bucket seldom holds more than one edge, even where they crowd.
const BUCKETS_PER_EDGE: usize = 16;

impl Histogram {
    /// An empty histogram; an error unless the edges are finite and strictly ascending, and there is at least one.
    pub fn new(edges: Vec<f64>) -> Result<Self, HistogramError> {
        let (Some(first), Some(last)) = (edges.first().copied(), edges.last().copied()) else {
            return Err(HistogramError::NoEdges);
        };
        let ascending = |k: usize| edges[k].is_finite() && (k == 0 || edges[k - 1] < edges[k]);
        if let Some(k) = (0..edges.len()).find(|k| !ascending(*k)) {
            return Err(HistogramError::NotAscending(k));
        }
        let buckets = BUCKETS_PER_EDGE * edges.len();
        let span = last - first;
        let buckets_per_unit = if span > 0.0 && span.is_finite() { buckets as f64 / span } else { 0.0 };
        let grid = Grid { first_edge: first, buckets_per_unit, last_bucket: buckets as f64 };
        let mut guide = vec![0; buckets + 1];
        for edge in &edges {
            for later in &mut guide[grid.bucket(*edge) as usize + 1..] {
                *later += 1;
            }
        }
        let fences = edges.iter().copied().chain([f64::NAN]).collect();
        Ok(Self { counts: vec![0; edges.len() + 1], fences, guide, grid, edges })
    }

    /// The edges of bins of one width from `lower`.
    pub fn equal_width(lower: f64, width: f64, bins: usize) -> Vec<f64> {
        (0..=bins).map(|k| lower + k as f64 * width).collect()
    }

    /// Counts values; a NaN is in no bin.
    pub fn add(&mut self, values: &[f64]) {
        let (level, mut buckets) = (Level::new(), [0; BLOCK]);
        for values in values.chunks(BLOCK) {
            dispatch!(level, _ => buckets_of(self.grid, values, &mut buckets));
            for (x, bucket) in values.iter().zip(&buckets) {
                let mut bin = self.guide[*bucket as usize] as usize;
                // A bucket seldom holds two edges: one step without a branch, and a loop that is seldom entered.
                bin += usize::from(self.fences[bin] <= *x);
                while self.fences[bin] <= *x {
                    bin += 1;
                }
                self.counts[bin] += u64::from(!x.is_nan());
            }
        }
    }

    /// Adds the counts of another histogram with the same edges.
    ///
    /// # Panics
    /// If the edges differ: such counts have nothing in common.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!(self.edges, other.edges, "histograms with different edges cannot be merged");
        for (all, count) in self.counts.iter_mut().zip(&other.counts) {
            *all += count;
        }
    }

    /// An empty histogram with every edge of these, each once; an error if one is NaN or infinite, or there is none.
    pub fn with_all_edges<'a>(parts: impl IntoIterator<Item = &'a Vec<f64>>) -> Result<Self, HistogramError> {
        let mut edges: Vec<f64> = parts.into_iter().flatten().copied().collect();
        edges.sort_by(f64::total_cmp);
        edges.dedup();
        Self::new(edges)
    }

    /// The counts between these edges alone; an error unless they are among this histogram's, ascending.
    pub fn coarsened(&self, edges: Vec<f64>) -> Result<Self, HistogramError> {
        let mut coarse = Self::new(edges)?;
        if let Some(k) = (0..coarse.edges.len()).find(|k| !self.edges.contains(&coarse.edges[*k])) {
            return Err(HistogramError::NoSuchEdge(k));
        }
        for bin in self.bins() {
            let position = coarse.edges.partition_point(|edge| *edge <= bin.lower);
            coarse.counts[position] += bin.count;
        }
        Ok(coarse)
    }

    /// The counts, one more than there are edges: the first and the last belong to the open tails.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// The bins in ascending order, open tails included.
    pub fn bins(&self) -> impl DoubleEndedIterator<Item = Bin> + '_ {
        (0..self.counts.len()).map(|k| Bin {
            lower: if k == 0 { f64::NEG_INFINITY } else { self.edges[k - 1] },
            upper: self.edges.get(k).copied().unwrap_or(f64::INFINITY),
            count: self.counts[k],
        })
    }

    /// The bins between the first and the last edge.
    pub fn closed_bins(&self) -> impl DoubleEndedIterator<Item = Bin> + '_ {
        self.bins().filter(|bin| bin.lower.is_finite() && bin.upper.is_finite())
    }

    /// The number of values.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

impl Grid {
    /// Where x lies. Rounding is monotone: an edge in an earlier bucket than x is below x, so that a search from the
    /// guide's mark never starts too late.
    #[inline(always)]
    fn bucket(self, x: f64) -> u32 {
        /// Its last bit is worth 1: a number below 2³² added to it is rounded to an integer, which is in the lower 32 bits.
        const INTEGER: f64 = (1u64 << 52) as f64;
        // The maximum of a NaN and 0 is 0.
        (((x - self.first_edge) * self.buckets_per_unit).max(0.0).min(self.last_bucket) + INTEGER).to_bits() as u32
    }
}

/// Values whose buckets are found together.
const BLOCK: usize = 128;

/// The bucket of each value, in a loop that the compiler turns into vector instructions.
#[inline(always)]
fn buckets_of(grid: Grid, values: &[f64], buckets: &mut [u32; BLOCK]) {
    for (bucket, x) in buckets.iter_mut().zip(values) {
        *bucket = grid.bucket(*x);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_finds_what_a_plain_search_finds() {
        let uneven: Vec<f64> = (0..200).map(|k| f64::from(k - 100).powi(3) * 1e-3 + 0.1).collect();
        for edges in [vec![0.3], uneven, vec![1e-4, 1e-3, 0.0025, 0.01, 0.05, 0.1, 0.2], vec![-1e308, 1e308]] {
            let mut histogram = Histogram::new(edges.clone()).unwrap();
            let mut expected = vec![0; edges.len() + 1];
            let near = edges.iter().flat_map(|e| [e.next_down(), *e, e.next_up()]);
            let values: Vec<f64> = (-3000..3000).map(|k| f64::from(k) * 0.37).chain(near).collect();
            values.iter().for_each(|x| expected[edges.partition_point(|e| e <= x)] += 1);
            histogram.add(&values);
            histogram.add(&[f64::NEG_INFINITY, f64::INFINITY]);
            expected[0] += 1;
            *expected.last_mut().unwrap() += 1;
            assert_eq!(histogram.counts(), expected);
            assert_eq!(histogram.total(), values.len() as u64 + 2);
        }
    }

    /// Blocks whole, in part and one after the other, and edges so close that the grid's scale is infinite.
    #[test]
    fn values_are_counted_in_blocks_of_any_length_and_no_number_in_none() {
        for edges in [vec![0.0, 5e-324], vec![0.0, 64.0]] {
            for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK] {
                let values: Vec<f64> =
                    (0..length).map(|k| if k % 5 == 0 { f64::NAN } else { k as f64 - 3.0 }).collect();
                let mut expected = [0; 3];
                let numbers = || values.iter().filter(|x| !x.is_nan());
                numbers().for_each(|x| expected[edges.partition_point(|e| e <= x)] += 1);
                let mut histogram = Histogram::new(edges.clone()).unwrap();
                histogram.add(&values);
                assert_eq!(histogram.counts(), expected, "{edges:?}, {length} values");
            }
        }
    }

    #[test]
    fn a_coarser_histogram_counts_what_it_would_have_counted() {
        let coarse = [vec![-1.0, 1.0], vec![0.0], vec![-2.0, -0.5, 0.0, 0.25, 3.0]];
        let mut fine = Histogram::with_all_edges(&coarse).unwrap();
        assert_eq!(fine.counts().len(), 8);
        let values: Vec<f64> = (-40..40).map(|k| f64::from(k) * 0.1).chain([-2.0, 0.25, 3.0]).collect();
        fine.add(&values);
        for edges in coarse {
            let mut direct = Histogram::new(edges.clone()).unwrap();
            direct.add(&values);
            assert_eq!(fine.coarsened(edges).unwrap(), direct);
        }
        assert_eq!(fine.coarsened(vec![0.0, 0.1]), Err(HistogramError::NoSuchEdge(1)));
    }

    #[test]
    fn edges_that_bound_nothing_are_refused() {
        assert_eq!(Histogram::new(vec![]), Err(HistogramError::NoEdges));
        assert_eq!(Histogram::new(vec![0.0, 0.0]), Err(HistogramError::NotAscending(1)));
        assert_eq!(Histogram::new(vec![f64::NAN]), Err(HistogramError::NotAscending(0)));
        assert_eq!(Histogram::new(Histogram::equal_width(0.0, -1.0, 3)), Err(HistogramError::NotAscending(1)));
    }
}
