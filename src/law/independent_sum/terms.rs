use super::complex::Complex;
use super::term::Term;
use crate::numeric::quadrature::gauss_legendre;
use crate::numeric::root::root_of_increasing;

/// The independent random terms of a sum, less their means: of independent terms the transforms are products.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    /// The variance of all that is normal.
    pub(super) normal_variance: f64,
    /// The others, and how many there are of each.
    pub(super) bounded: Vec<(Term, u32)>,
}

impl Terms {
    pub(super) fn new(normal_variance: f64, mut bounded: Vec<(Term, u32)>) -> Self {
        let size = |(term, _): &(Term, u32)| (matches!(term, Term::Cut { .. }), term.reach(), term.variance());
        bounded.sort_by(|a, b| size(b).partial_cmp(&size(a)).unwrap_or(std::cmp::Ordering::Equal));
        let equal = bounded.chunk_by(|(a, _), (b, _)| a == b);
        let groups = equal.map(|group| (group[0].0, group.iter().map(|(_, count)| count).sum()));
        Self { normal_variance, bounded: groups.collect() }
    }

    /// The widest bounded term, and the others.
    pub(super) fn split(&self) -> Option<(Term, Self)> {
        let mut others = self.clone();
        let widest = |a: &(Term, u32), b: &(Term, u32)| a.0.variance().total_cmp(&b.0.variance());
        let index = (0..others.bounded.len()).max_by(|a, b| widest(&others.bounded[*a], &others.bounded[*b]))?;
        let (term, count) = &mut others.bounded[index];
        let term = *term;
        *count -= 1;
        others.bounded.retain(|(_, count)| *count > 0);
        Some((term, others))
    }

    /// Half widths and counts, if all terms are uniform.
    pub(super) fn uniform(&self) -> Option<Vec<(f64, u32)>> {
        let half_width = |(term, count): &(Term, u32)| match term {
            Term::Uniform { half_width } => Some((*half_width, *count)),
            Term::Cut { .. } => None,
        };
        if self.normal_variance > 0.0 { None } else { self.bounded.iter().map(half_width).collect() }
    }

    /// How many bounded terms there are.
    pub(super) fn count(&self) -> u32 {
        self.bounded.iter().fold(0, |all, (_, count)| all.saturating_add(*count))
    }

    fn sum(&self, of_normal: f64, of_term: impl Fn(Term) -> f64) -> f64 {
        of_normal + self.bounded.iter().map(|(term, count)| f64::from(*count) * of_term(*term)).sum::<f64>()
    }

    pub(super) fn variance(&self) -> f64 {
        self.sum(self.normal_variance, Term::variance)
    }

    /// The largest value that the sum can have.
    pub(super) fn end(&self) -> f64 {
        self.sum(if self.normal_variance > 0.0 { f64::INFINITY } else { 0.0 }, |term| match term {
            Term::Uniform { half_width } => half_width,
            Term::Cut { std_dev, bound } => std_dev * bound,
        })
    }

    /// K(s) = ln E exp(sX).
    pub(super) fn ln_moment(&self, s: f64) -> f64 {
        self.sum(0.5 * s * s * self.normal_variance, |term| term.ln_moment(s))
    }

    /// K′(s).
    pub(super) fn tilted_mean(&self, s: f64) -> f64 {
        self.sum(s * self.normal_variance, |term| term.tilted_mean(s))
    }

    /// A bound on ln |E exp((s + iω)X)| / E exp(sX).
    pub(super) fn ln_envelope(&self, s: f64, omega: f64) -> f64 {
        self.sum(-0.5 * omega * omega * self.normal_variance, |term| term.ln_envelope(s, omega))
    }

    /// E exp((s + iω)X) / E exp(sX) at ω = (k + ½)·step.
    pub(super) fn characteristic(&self, s: f64, step: f64, points: usize) -> Vec<Complex> {
        let v = self.normal_variance;
        let normal = |k: usize| {
            let omega = (k as f64 + 0.5) * step;
            Complex::turn(s * omega * v).scaled(libm::exp(-0.5 * omega * omega * v))
        };
        let mut values: Vec<Complex> = (0..points).map(normal).collect();
        let nodes = self.bounded.iter().map(|(term, _)| term.nodes(s, step, points)).max();
        let rule = gauss_legendre(nodes.unwrap_or(0));
        for (term, count) in &self.bounded {
            for (value, factor) in values.iter_mut().zip(term.characteristic(s, step, points, &rule)) {
                *value = *value * factor.powi(*count);
            }
        }
        values
    }

    /// The least ln of Chernoff's bounds on P(X > x), min over s of K(s) − sx; 0 for x ≤ 0.
    ///
    /// K is convex: the minimum is where K′(s) = x.
    pub(super) fn ln_tail_bound(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        if x >= self.end() {
            return f64::NEG_INFINITY;
        }
        // The root in ln s, in units of x: of order 1 where the law is nearly normal.
        let start = libm::log(x / self.variance());
        let s = libm::exp(root_of_increasing(|ln_s| self.tilted_mean(libm::exp(ln_s)) / x - 1.0, start, 0.5));
        (self.ln_moment(s) - s * x).min(0.0)
    }
}
