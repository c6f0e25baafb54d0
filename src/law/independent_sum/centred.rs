use super::closed::Closed;
use super::inversion::Inversion;
use super::term::Term;
use super::terms::Terms;
use crate::numeric::normal;
use crate::numeric::quadrature::integrate;

/// The law of a sum of independent symmetric terms less its mean, in the form that suits it.
#[derive(Debug, Clone)]
pub(super) enum Centred {
    /// Nothing but normal terms, or none: their standard deviation.
    Normal(f64),
    /// One bounded term.
    Single(Term),
    /// A few uniform terms.
    Closed(Closed),
    /// Many terms, or smooth ones.
    Inverted(Terms, Inversion),
    /// One term much wider than the others, and the law of these.
    Smeared(Term, Box<Self>),
}

impl Centred {
    pub(super) fn new(terms: Terms) -> Self {
        if let [(term, 1)] = terms.bounded[..]
            && terms.normal_variance == 0.0
        {
            return Self::Single(term);
        }
        if let Some(closed) = terms.uniform().and_then(|half_widths| Closed::new(&half_widths)) {
            return Self::Closed(closed);
        }
        let Some((widest, others)) = terms.split() else { return Self::Normal(terms.normal_variance.sqrt()) };
        match Inversion::new(&terms) {
            Some(inversion) => Self::Inverted(terms, inversion),
            None => Self::Smeared(widest, Box::new(Self::new(others))),
        }
    }

    pub(super) fn density(&self, x: f64) -> f64 {
        let x = x.abs();
        if !x.is_finite() {
            return if x.is_nan() { x } else { 0.0 };
        }
        match self {
            Self::Normal(std_dev) => normal::density(x / std_dev) / std_dev,
            Self::Single(term) => term.density(x),
            Self::Closed(closed) => closed.density(x),
            Self::Inverted(terms, inversion) => match beyond(terms, inversion, x) {
                Some(_) => 0.0,
                None => inversion.density(terms, x),
            },
            Self::Smeared(Term::Uniform { half_width }, others) => {
                (others.sf(x - half_width) - others.sf(x + half_width)).max(0.0) / (2.0 * half_width)
            }
            Self::Smeared(term, others) => {
                let integrand = |y| term.density(x - y) * others.density(y);
                integrate(integrand, &overlap(*term, others, x), PRECISION).value
            }
        }
    }

    pub(super) fn sf(&self, x: f64) -> f64 {
        if x < 0.0 {
            return 1.0 - self.sf(-x);
        }
        if !x.is_finite() {
            return if x.is_nan() { x } else { 0.0 };
        }
        match self {
            Self::Normal(std_dev) => normal::cdf(-x / std_dev),
            Self::Single(term) => term.sf(x),
            Self::Closed(closed) => closed.sf(x),
            Self::Inverted(terms, inversion) => {
                beyond(terms, inversion, x).unwrap_or_else(|| inversion.sf(terms, x).min(0.5))
            }
            Self::Smeared(term, others) => match (*term, &**others) {
                // E(a − x + sN)₊ − E(−a − x + sN)₊ over 2a.
                (Term::Uniform { half_width }, Self::Normal(std_dev)) => {
                    let excess = |y: f64| y * normal::cdf(y / std_dev) + std_dev * normal::density(y / std_dev);
                    ((excess(half_width - x) - excess(-half_width - x)) / (2.0 * half_width)).clamp(0.0, 0.5)
                }
                // From where the others cannot make up for it, the wide term decides alone.
                _ => {
                    let integrand = |y| term.density(x - y) * others.sf(y);
                    let mixed = integrate(integrand, &overlap(*term, others, x), PRECISION).value;
                    term.sf(x + others.reach()) + mixed
                }
            },
        }
    }

    /// Where the law ends; where 1e-30 lies beyond if it does not.
    pub(super) fn reach(&self) -> f64 {
        match self {
            Self::Normal(std_dev) => REACH * std_dev,
            Self::Single(term) => term.reach(),
            Self::Closed(closed) => closed.end(),
            Self::Inverted(terms, _) => terms.end().min(REACH * terms.variance().sqrt()),
            Self::Smeared(term, others) => term.reach() + others.reach(),
        }
    }

    /// Where the density has kinks or bends sharply, within its reach.
    pub(super) fn bends(&self) -> Vec<f64> {
        match self {
            Self::Single(term) => vec![-term.reach(), term.reach()],
            Self::Closed(closed) => closed.kinks(),
            Self::Normal(_) | Self::Inverted(..) => vec![-self.reach(), 0.0, self.reach()],
            Self::Smeared(term, others) => {
                let inner = others.bends();
                [-1.0, 1.0].iter().flat_map(|side| inner.iter().map(move |y| side * term.reach() + y)).collect()
            }
        }
    }
}

/// A bound on P(X > x) for an x that the lines do not reach.
fn beyond(terms: &Terms, inversion: &Inversion, x: f64) -> Option<f64> {
    if x < terms.tilted_mean(inversion.last()) { None } else { Some(libm::exp(terms.ln_tail_bound(x))) }
}

/// The relative precision of an integral over the wide term.
const PRECISION: f64 = 1e-13;
/// How far a law is taken to reach, in standard deviations: 1e-30 of a normal law lies beyond.
const REACH: f64 = 11.5;

/// The values y of the others with which the term may get across x or not, cut where their law bends: their reach, as far as
/// the term can make up for it; for an x beyond both, what is next to that.
fn overlap(term: Term, others: &Centred, x: f64) -> Vec<f64> {
    let (end, reach) = (term.reach(), others.reach());
    let from = (x - end).max(-reach);
    let to = if from < reach { (x + end).min(reach) } else { from + reach };
    let mut points: Vec<f64> = others.bends().into_iter().filter(|y| (from..to).contains(y)).collect();
    points.extend([from, to]);
    points.sort_by(f64::total_cmp);
    points.dedup();
    points
}
