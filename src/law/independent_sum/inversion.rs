use super::complex::Complex;
use super::few;
use super::terms::Terms;
use std::f64::consts::PI;
use std::sync::OnceLock;

/// The law of a sum from its moment-generating function M, by integrals along lines beside the imaginary axis:
/// P(X > x) = (1/2πi) ∫ M(p) e^−px/p dp, and the density without the 1/p, over p = s + iω.
///
/// Along the line through the saddle point of M(p) e^−px, K′(s) = x, nothing cancels, however small the tail; and beside it
/// little. A few lines serve all x: their saddle points lie so close that the exponent lacks less than 1.2 of the best. The
/// rule of midpoints errs by e^−sL of the law at a distance of L = 2π/step, and by M beyond the last point (Abate and Whitt,
/// "The Fourier-series method for inverting transforms of probability distributions", 1992).
#[derive(Debug, Clone)]
pub(super) struct Inversion {
    lines: Vec<Line>,
}

#[derive(Debug, Clone)]
struct Line {
    s: f64,
    /// ln M(s).
    ln_moment: f64,
    step: f64,
    points: usize,
    /// M(s + iω)/M(s) at ω = (k + ½)·step, once it is needed.
    values: OnceLock<Vec<Complex>>,
}

/// What counts as nothing of a transform or of a law: 1e-17, as a logarithm.
const LN_NOTHING: f64 = -39.0;
/// Where lines end: below 1e-30 only a bound is given.
const LN_LEAST: f64 = -71.0;
/// The most points on a line; where there is another way, of few terms, and of many.
const MOST_POINTS: [f64; 2] = [1024.0, 8192.0];

impl Inversion {
    /// `None` if M falls so slowly that it would take too many points: there are few terms, or few much wider than
    /// all others.
    pub(super) fn new(terms: &Terms) -> Option<Self> {
        let std_dev = terms.variance().sqrt();
        let most = MOST_POINTS[usize::from(terms.count() > few::MOST_TERMS)];
        let mut lines = Vec::new();
        let mut s = 1.5 / std_dev;
        loop {
            let saddle = |s: f64| (terms.ln_moment(s), terms.tilted_mean(s));
            let (ln_moment, mean) = saddle(s);
            let spread = ((terms.tilted_mean(1.01 * s) - mean) / (0.01 * s)).sqrt();
            let next = s + 2.5 / spread;
            let (next_ln_moment, next_mean) = saddle(next);
            let depth = next_ln_moment - next * next_mean;
            // The smallest tail that is asked of this line, and what lies a period below its x.
            let period = ((3.0 - LN_NOTHING - depth) / s).max(11.0 * spread);
            let step = 2.0 * PI / period;
            let points = points(|omega| terms.ln_envelope(s, omega), step, most).filter(|_| next.is_finite())?;
            lines.push(Line { s, ln_moment, step, points, values: OnceLock::new() });
            if ln_moment - s * mean < LN_LEAST {
                return Some(Self { lines });
            }
            s = next;
        }
    }

    /// The density at x ≥ 0, while x is within the lines.
    pub(super) fn density(&self, terms: &Terms, x: f64) -> f64 {
        self.integral(terms, x, |value, _| value)
    }

    /// P(X > x) for x ≥ 0, while x is within the lines.
    pub(super) fn sf(&self, terms: &Terms, x: f64) -> f64 {
        self.integral(terms, x, |value, p| value / p)
    }

    fn integral(&self, terms: &Terms, x: f64, part: impl Fn(Complex, Complex) -> Complex) -> f64 {
        let exponent = |line: &Line| line.ln_moment - line.s * x;
        let Some(line) = self.lines.iter().min_by(|a, b| exponent(a).total_cmp(&exponent(b))) else { return 0.0 };
        let values = line.values.get_or_init(|| terms.characteristic(line.s, line.step, line.points));
        let (mut turn, on) = (Complex::turn(-0.5 * line.step * x), Complex::turn(-line.step * x));
        let mut sum = 0.0;
        for (k, value) in values.iter().enumerate() {
            // Anew now and then, before rounding adds up.
            if k % 32 == 0 {
                turn = Complex::turn(-(k as f64 + 0.5) * line.step * x);
            }
            let term = part(*value, Complex { re: line.s, im: (k as f64 + 0.5) * line.step });
            sum += term.re * turn.re - term.im * turn.im;
            turn = turn * on;
        }
        (libm::exp(exponent(line)) * sum * line.step / PI).max(0.0)
    }

    /// The largest s of a line.
    pub(super) fn last(&self) -> f64 {
        self.lines.last().map_or(0.0, |line| line.s)
    }
}

/// How many steps it takes until the envelope is nothing.
fn points(ln_envelope: impl Fn(f64) -> f64, step: f64, most: f64) -> Option<usize> {
    if !(step > 0.0 && step.is_finite()) || ln_envelope(most * step) > LN_NOTHING {
        return None;
    }
    let (mut enough, mut too_few) = (most, 0.0);
    while enough - too_few > 1.0 {
        let middle = libm::floor(0.5 * (enough + too_few));
        if ln_envelope(middle * step) > LN_NOTHING { too_few = middle } else { enough = middle }
    }
    Some(enough as usize)
}
