use super::closed::Closed;
use super::few::{self, Few};
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
    /// A few terms that do not invert.
    Few(Terms, Few),
    /// The law of a few terms much wider than the others, and the law of these.
    Smeared(Box<Self>, Box<Self>),
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
        let Some((widest, mut others)) = terms.split() else { return Self::Normal(terms.normal_variance.sqrt()) };
        if let Some(inversion) = Inversion::new(&terms) {
            return Self::Inverted(terms, inversion);
        }
        // A uniform term and a normal one have a closed form.
        let closed = others.bounded.is_empty() && matches!(widest, Term::Uniform { .. });
        if !closed && let Some(few) = Few::new(&terms) {
            return Self::Few(terms, few);
        }
        let mut wide = vec![(widest, 1)];
        while wide.len() < few::MOST_TERMS as usize
            && Inversion::new(&others).is_none()
            && others.count() > few::MOST_TERMS
            && let Some((next, rest)) = others.split()
        {
            wide.push((next, 1));
            others = rest;
        }
        Self::Smeared(Box::new(Self::new(Terms::new(0.0, wide))), Box::new(Self::new(others)))
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
            Self::Few(_, few) => few.density(x),
            Self::Smeared(wide, others) => match **wide {
                Self::Single(Term::Uniform { half_width }) => {
                    (others.sf(x - half_width) - others.sf(x + half_width)).max(0.0) / (2.0 * half_width)
                }
                _ => {
                    let integrand = |y| wide.density(x - y) * others.density(y);
                    integrate(integrand, &overlap(wide, others, x), PRECISION).value
                }
            },
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
            Self::Few(terms, few) => match few.sf(x) {
                tail if tail > LEAST || few.whole => tail,
                _ => libm::exp(terms.ln_tail_bound(x)),
            },
            Self::Smeared(wide, others) => match (&**wide, &**others) {
                // E(a − x + sN)₊ − E(−a − x + sN)₊ over 2a.
                (Self::Single(Term::Uniform { half_width }), Self::Normal(std_dev)) => {
                    let excess = |y: f64| y * normal::cdf(y / std_dev) + std_dev * normal::density(y / std_dev);
                    ((excess(half_width - x) - excess(-half_width - x)) / (2.0 * half_width)).clamp(0.0, 0.5)
                }
                // From where the others cannot make up for it, the wide terms decide alone.
                _ => {
                    let integrand = |y| wide.density(x - y) * others.sf(y);
                    let mixed = integrate(integrand, &overlap(wide, others, x), PRECISION).value;
                    wide.sf(x + others.reach()) + mixed
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
            Self::Few(terms, few) => few.end().min(REACH * terms.variance().sqrt()),
            Self::Smeared(wide, others) => wide.reach() + others.reach(),
        }
    }

    /// Where the density has kinks or bends sharply, within its reach.
    pub(super) fn bends(&self) -> Vec<f64> {
        match self {
            Self::Single(term) => vec![-term.reach(), term.reach()],
            Self::Closed(closed) => closed.kinks(),
            Self::Normal(_) | Self::Inverted(..) => vec![-self.reach(), 0.0, self.reach()],
            Self::Few(_, few) => few.kinks(),
            Self::Smeared(wide, others) => {
                let inner = others.bends();
                wide.bends().iter().flat_map(|x| inner.iter().map(move |y| x + y)).collect()
            }
        }
    }
}

/// A bound on P(X > x) for an x that the lines do not reach.
fn beyond(terms: &Terms, inversion: &Inversion, x: f64) -> Option<f64> {
    if x < terms.tilted_mean(inversion.last()) { None } else { Some(libm::exp(terms.ln_tail_bound(x))) }
}

/// A tail below which only a bound is given.
const LEAST: f64 = 1e-31;
/// The relative precision of an integral over the wide terms.
const PRECISION: f64 = 1e-13;
/// How far a law is taken to reach, in standard deviations: 1e-30 of a normal law lies beyond.
const REACH: f64 = 11.5;

/// The values y of the others with which the wide terms may get across x or not, cut where either law bends: their reach, as
/// far as the wide terms can make up for it; for an x beyond both, what is next to that.
fn overlap(wide: &Centred, others: &Centred, x: f64) -> Vec<f64> {
    let (end, reach) = (wide.reach(), others.reach());
    let from = (x - end).max(-reach);
    let to = if from < reach { (x + end).min(reach) } else { from + reach };
    let bends = others.bends().into_iter().chain(wide.bends().into_iter().map(|wide| x - wide));
    let mut points: Vec<f64> = bends.filter(|y| (from..to).contains(y)).collect();
    points.extend([from, to]);
    points.sort_by(f64::total_cmp);
    points.dedup();
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each law is the next shorter one, smeared by a term, whatever form the two have; it falls, and its slope is the density.
    #[test]
    fn few_cut_normals_are_those_of_one_more_less_a_term() {
        let cut = |std_dev, bound| Term::Cut { std_dev, bound };
        let uniform = |half_width| Term::Uniform { half_width };
        let mut sums: Vec<Vec<Term>> =
            [0.5, 1.0, 2.0, 3.0, 6.0].iter().map(|bound| vec![cut(1.0, *bound); 8]).collect();
        sums.push(vec![cut(1.0, 2.0), uniform(0.7), cut(0.3, 0.5), uniform(1e-3), cut(0.2, 3.0), cut(1e-5, 2.0)]);
        sums.push(vec![
            uniform(1.0),
            cut(1e-3, 3.0),
            cut(0.5, 1.0),
            uniform(1.0),
            uniform(0.9),
            cut(2.0, 6.0),
            uniform(0.4),
        ]);
        for sum in &sums {
            let law = |n: usize| Centred::new(Terms::new(0.0, sum[..n].iter().map(|term| (*term, 1)).collect()));
            for n in 2..=sum.len() {
                let (shorter, term, longer) = (law(n - 1), sum[n - 1], law(n));
                let end: f64 = sum[..n].iter().map(|term| term.reach()).sum();
                // Where inversion ends there is a bound.
                let least = if matches!(shorter, Centred::Inverted(..)) { 1e-20 } else { 1e-30 };
                for share in [0.0, 0.03, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.97, 0.999] {
                    let (x, reach) = (share * end, term.reach());
                    let mut points: Vec<f64> =
                        shorter.bends().iter().map(|y| x - y).filter(|y| y.abs() < reach).collect();
                    points.extend([-reach, 0.0, reach]);
                    points.sort_by(f64::total_cmp);
                    for (smeared, exact, unit) in [
                        (integrate(|y| term.density(y) * shorter.sf(x - y), &points, 1e-12).value, longer.sf(x), 1.0),
                        (
                            integrate(|y| term.density(y) * shorter.density(x - y), &points, 1e-12).value,
                            longer.density(x),
                            longer.density(0.0),
                        ),
                    ] {
                        let off = (smeared - exact).abs();
                        let tolerance =
                            if longer.sf(x) > least { (1e-12 * unit).min(1e-9 * exact) } else { 1e-12 * unit };
                        assert!(off <= tolerance, "{n} of {sum:?}, {x}: {smeared:e} {exact:e}, {longer:?}");
                    }
                    assert!(
                        (1.0 - longer.sf(x) - longer.sf(-x)).abs() < 1e-14 && longer.density(x) == longer.density(-x)
                    );
                }
                let all: Vec<f64> = (-100..=100).map(|k| longer.sf(-0.01 * f64::from(k) * end)).collect();
                assert!(all.is_sorted_by(|a, b| a <= b || *a < 1e-30), "{n} of {sum:?}: {all:?}");
            }
        }
    }
}
