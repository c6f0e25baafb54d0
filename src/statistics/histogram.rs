/// Counts of values between ascending edges.
///
/// The first and the last bin are the open tails, so that every value is counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    edges: Vec<f64>,
    counts: Vec<u64>,
}

/// One bin, and how many values fell there. To which bin a value on an edge belongs, whoever counted it says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Lower edge; −∞ for the first bin.
    pub lower: f64,
    /// Upper edge; +∞ for the last bin.
    pub upper: f64,
    /// Values in the bin.
    pub count: u64,
}

impl Histogram {
    /// These counts, one more than there are edges.
    pub(super) fn new(edges: Vec<f64>, counts: Vec<u64>) -> Self {
        debug_assert_eq!(edges.len() + 1, counts.len());
        Self { edges, counts }
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
