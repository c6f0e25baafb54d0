use super::term::Term;
use super::terms::Terms;
use crate::numeric::double_double::DoubleDouble;
use crate::numeric::quadrature::gauss_legendre;
use std::f64::consts::PI;

/// The law of a sum of few terms, of which one or another is much wider than most: term by term, from the widest on,
/// f(t) = ∫ f_others(t − u) f_term(u) du over the distances t and u from the upper ends.
///
/// Densities are analytic between the sums of widths. They are positive, so nothing cancels, and their interpolants, of
/// few points on pieces cut until that does, are right to a share of their least value: so is the tail, to its very end.
#[derive(Debug, Clone)]
pub(super) struct Few {
    end: DoubleDouble,
    /// Whether the law ends there; a normal part, or a cut beyond reach, has an end where next to nothing is left.
    pub(super) whole: bool,
    density: Piecewise,
    tail: Piecewise,
}

/// The most terms: the pieces of more would be too many.
pub(super) const MOST_TERMS: u32 = 12;
/// The most pieces of a half.
const MOST_PIECES: usize = 4096;
/// How many points an interpolant has.
const POINTS: usize = 20;
/// How many points Gauss's rule takes for the product of two interpolants.
const NODES: usize = 15;
/// What the last coefficients of an interpolant may be, as a share of its least value and of the largest of all.
const PRECISION: (f64, f64) = (1e-11, 2e-14);
/// What is nothing of a convolution.
const NOTHING: f64 = 1e-18;

impl Few {
    /// `None` if the terms are too many.
    pub(super) fn new(terms: &Terms) -> Option<Self> {
        let normal = Term::Cut { std_dev: terms.normal_variance.sqrt(), bound: f64::INFINITY };
        let normal = (normal, u32::from(terms.normal_variance > 0.0));
        let groups = || terms.bounded.iter().copied().chain([normal]);
        if groups().map(|(_, count)| u64::from(count)).sum::<u64>() > u64::from(MOST_TERMS) {
            return None;
        }
        let mut each: Vec<Term> =
            groups().flat_map(|(term, count)| std::iter::repeat_n(term, count as usize)).collect();
        each.sort_by(|a, b| b.reach().total_cmp(&a.reach()));
        let rule = Rule::new();
        let points = Points::new();
        let all = each.iter().map(|term| term.reach()).sum::<f64>();
        let (mut sums, mut half, mut law) = (vec![0.0], 0.0, None::<Piecewise>);
        for (term, power) in each.iter().zip(0..) {
            let reach = term.reach();
            let alone = Piecewise::new(&points, |u| term.density(reach - u), reach, &[], 0)?;
            half += reach;
            let moved: Vec<f64> = sums.iter().map(|sum| sum + 2.0 * reach).filter(|sum| *sum < all).collect();
            sums.extend(moved);
            sums.sort_by(f64::total_cmp);
            // Sums in another order differ by rounding.
            sums.dedup_by(|b, a| *b - *a <= 1e-14 * *b);
            law = Some(match law {
                None => alone,
                Some(others) => {
                    Piecewise::new(&points, |t| convolution(&others, &alone, t, &rule), half, &sums, power)?
                }
            });
        }
        let density = law?;
        let tail = density.integral(&points, &rule);
        let end = each.iter().fold(DoubleDouble::ZERO, |end, term| end + term.end());
        let whole = each.iter().all(|term| term.is_whole());
        Some(Self { end, whole, density, tail })
    }

    /// The end of the law.
    pub(super) fn end(&self) -> f64 {
        self.end.value()
    }

    /// Where pieces meet.
    pub(super) fn kinks(&self) -> Vec<f64> {
        self.density.edges.iter().map(|t| self.end() - t).collect()
    }

    /// The density at x ≥ 0.
    pub(super) fn density(&self, x: f64) -> f64 {
        self.density.at((self.end + DoubleDouble::from(-x)).value())
    }

    /// P(X > x) for x ≥ 0.
    pub(super) fn sf(&self, x: f64) -> f64 {
        self.tail.at((self.end + DoubleDouble::from(-x)).value()).min(0.5)
    }
}

/// ∫ others(t − u) term(u) du, by Gauss's rule wherever both are one polynomial and their product, which has one peak, is
/// more than nothing at either end.
///
/// It is u that is exact, as the narrower of the two needs.
fn convolution(others: &Piecewise, term: &Piecewise, t: f64, rule: &Rule) -> f64 {
    let to = t.min(term.edges[term.edges.len() - 1]);
    let (mut i, mut j) = (others.edges.partition_point(|edge| *edge < t).max(1) - 1, 0);
    i = i.min(others.edges.len() - 2);
    let (mut from, mut parts) = (0.0, Vec::with_capacity(64));
    loop {
        let (other_ends, term_ends) = (t - others.edges[i], term.edges[j + 1]);
        let next = other_ends.min(term_ends).min(to);
        if next > from {
            let ends = [from, next];
            let [a, b] = product(others, i, term, j, t, ends);
            parts.push((i, j, ends, (next - from) * a.max(b)));
            from = next;
        }
        if next >= to || (other_ends <= term_ends && i == 0) {
            break;
        }
        if other_ends <= term_ends { i -= 1 } else { j += 1 }
    }
    let nothing = NOTHING * parts.iter().map(|part| part.3).sum::<f64>();
    let integral =
        |&(i, j, ends, _): &(usize, usize, [f64; 2], f64)| rule.integral(ends, |u| product(others, i, term, j, t, u));
    parts.iter().filter(|part| part.3 >= nothing).map(integral).sum()
}

/// The product of one polynomial of `others` at t − u and one of `term` at u.
fn product<const N: usize>(others: &Piecewise, i: usize, term: &Piecewise, j: usize, t: f64, u: [f64; N]) -> [f64; N] {
    let (others, term) = (others.on(i, u.map(|u| t - u)), term.on(j, u));
    std::array::from_fn(|k| others[k] * term[k])
}

/// A function of the distance t from the upper end of a law that is the same from the lower: interpolants of its half.
#[derive(Debug, Clone)]
struct Piecewise {
    pieces: Vec<Piece>,
    /// Where the pieces and then their images meet.
    edges: Vec<f64>,
}

#[derive(Debug, Clone)]
struct Piece {
    from: f64,
    to: f64,
    /// Of t/to, by which the outermost piece is divided before it is interpolated.
    power: i32,
    /// Of Chebyshev's polynomials on the piece.
    coefficients: [f64; POINTS],
}

/// Gauss's rule.
struct Rule([(f64, f64); NODES]);

impl Rule {
    fn new() -> Self {
        let rule = gauss_legendre(NODES);
        Self(std::array::from_fn(|k| rule[k]))
    }

    /// The integral of f from one end to the other.
    fn integral(&self, [from, to]: [f64; 2], f: impl Fn([f64; NODES]) -> [f64; NODES]) -> f64 {
        let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
        let values = f(self.0.map(|(x, _)| middle + half * x));
        half * self.0.iter().zip(values).map(|((_, weight), value)| weight * value).sum::<f64>()
    }
}

impl Piecewise {
    /// Interpolates f up to `half`; cut first at `breaks`, which are sorted. Towards 0 it vanishes as t^power. `None` if that
    /// takes too many pieces.
    fn new(points: &Points, f: impl Fn(f64) -> f64, half: f64, breaks: &[f64], power: i32) -> Option<Self> {
        let (mut pieces, mut open) = (Vec::new(), vec![(0.0, half)]);
        let largest = f(half);
        while let Some((from, to)) = open.pop() {
            let (piece, error, least) = points.piece(&f, from, to, if from == 0.0 { power } else { 0 });
            let inside = &breaks[breaks.partition_point(|x| *x <= from)..breaks.partition_point(|x| *x < to)];
            // A break too close to an end has no points behind it that would show it.
            let shown = inside.iter().all(|x| (x - from).min(to - x) > 0.07 * (to - from));
            let precise = error <= (PRECISION.0 * least).min(PRECISION.1 * largest);
            if shown && precise || to - from <= 1e-10 * to {
                pieces.push(piece);
            } else {
                let ratio = if from > 0.0 { to / from } else { 1.0 };
                let middle = match inside {
                    [] if ratio > 4.0 => from * ratio.sqrt(),
                    [] => 0.5 * (from + to),
                    _ => inside[inside.len() / 2],
                };
                open.extend([(middle, to), (from, middle)]);
            }
            if pieces.len() + open.len() > MOST_PIECES {
                return None;
            }
        }
        Some(Self::of(pieces))
    }

    fn of(pieces: Vec<Piece>) -> Self {
        let ends = 2.0 * pieces.last().map_or(0.0, |piece| piece.to);
        let images = pieces.iter().rev().map(|piece| ends - piece.from);
        let edges = pieces.iter().map(|piece| piece.from).chain(pieces.last().map(|piece| piece.to)).chain(images);
        Self { edges: edges.collect(), pieces }
    }

    /// The integral from 0, on the same pieces of the first half.
    fn integral(&self, points: &Points, rule: &Rule) -> Self {
        let mut before = 0.0;
        let integral = |piece: &Piece| {
            let up_to = |t: f64| before + rule.integral([piece.from, t], |t| piece.at(t));
            let power = if piece.from == 0.0 { piece.power + 1 } else { 0 };
            let integral = points.piece(up_to, piece.from, piece.to, power).0;
            before = up_to(piece.to);
            integral
        };
        Self::of(self.pieces.iter().map(integral).collect())
    }

    /// The value in the first half; 0 before it.
    fn at(&self, t: f64) -> f64 {
        if t <= 0.0 {
            return 0.0;
        }
        let index = self.pieces.partition_point(|piece| piece.to < t).min(self.pieces.len() - 1);
        self.pieces[index].at([t])[0].max(0.0)
    }

    /// The values by the piece or image of this index.
    fn on<const N: usize>(&self, index: usize, t: [f64; N]) -> [f64; N] {
        let count = self.pieces.len();
        if index < count {
            self.pieces[index].at(t)
        } else {
            self.pieces[2 * count - 1 - index].at(t.map(|t| (self.edges[2 * count] - t).max(0.0)))
        }
    }
}

impl Piece {
    /// The values at some points, by Clenshaw's sums, which wait for one another less side by side.
    fn at<const N: usize>(&self, t: [f64; N]) -> [f64; N] {
        let x = t.map(|t| (2.0 * t - self.from - self.to) / (self.to - self.from));
        let (mut b, mut before) = ([0.0; N], [0.0; N]);
        for c in self.coefficients[1..].iter().rev() {
            for k in 0..N {
                (b[k], before[k]) = (2.0 * x[k] * b[k] - before[k] + c, b[k]);
            }
        }
        std::array::from_fn(|k| {
            let value = x[k] * b[k] - before[k] + self.coefficients[0];
            if self.power == 0 { value } else { value * (t[k] / self.to).powi(self.power) }
        })
    }
}

/// Chebyshev's points, which leave out the ends, and the values of his polynomials there.
struct Points([[f64; POINTS]; POINTS]);

impl Points {
    fn new() -> Self {
        let cosine = |j: usize, k: usize| libm::cos(PI * j as f64 * (k as f64 + 0.5) / POINTS as f64);
        Self(std::array::from_fn(|j| std::array::from_fn(|k| cosine(j, k))))
    }

    /// The interpolant of f/(t/to)^power on a piece, its last coefficients, and its least value.
    fn piece(&self, f: impl Fn(f64) -> f64, from: f64, to: f64, power: i32) -> (Piece, f64, f64) {
        let values: [f64; POINTS] = std::array::from_fn(|k| {
            let t = from + 0.5 * (to - from) * (1.0 + self.0[1][k]);
            f(t) / (t / to).powi(power)
        });
        let coefficients: [f64; POINTS] = std::array::from_fn(|j| {
            let sum: f64 = values.iter().zip(&self.0[j]).map(|(value, cosine)| value * cosine).sum();
            sum * if j == 0 { 1.0 } else { 2.0 } / POINTS as f64
        });
        let last = coefficients[POINTS - 3..].iter().map(|c| c.abs()).sum();
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        (Piece { from, to, power, coefficients }, last, least)
    }
}
