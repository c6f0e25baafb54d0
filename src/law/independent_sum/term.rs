use super::complex::Complex;
use crate::numeric::double_double::DoubleDouble;
use crate::numeric::normal;
use libm::{erf, exp, expm1, log, log1p, sincos, tanh};
use std::f64::consts::{PI, SQRT_2};

/// One bounded term of a sum, less its mean, about which it is symmetric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Term {
    /// Uniform on (−half_width, half_width).
    Uniform { half_width: f64 },
    /// N(0, std_dev²) between ±bound·std_dev.
    Cut { std_dev: f64, bound: f64 },
}

/// How far a normal law reaches, in standard deviations.
const FAR: f64 = 13.0;

impl Term {
    /// Where it ends; where 1e-38 lies beyond, for a cut that hardly cuts.
    pub(super) fn end(self) -> DoubleDouble {
        match self {
            Self::Uniform { half_width } => DoubleDouble::from(half_width),
            Self::Cut { std_dev, bound } => DoubleDouble::from(std_dev) * DoubleDouble::from(bound.min(FAR)),
        }
    }

    /// [`end`](Self::end), rounded.
    pub(super) fn reach(self) -> f64 {
        self.end().value()
    }

    /// Whether it ends within reach.
    pub(super) fn is_whole(self) -> bool {
        !matches!(self, Self::Cut { bound, .. } if bound > FAR)
    }

    pub(super) fn variance(self) -> f64 {
        match self {
            Self::Uniform { half_width } => half_width * half_width / 3.0,
            Self::Cut { std_dev, bound } => {
                std_dev * std_dev * (1.0 - 2.0 * bound * normal::density(bound) / erf(bound / SQRT_2))
            }
        }
    }

    pub(super) fn density(self, x: f64) -> f64 {
        match self {
            _ if x.abs() > self.reach() => 0.0,
            Self::Uniform { half_width } => 0.5 / half_width,
            Self::Cut { std_dev, bound } => normal::density(x / std_dev) / (std_dev * erf(bound / SQRT_2)),
        }
    }

    /// P(X > x).
    pub(super) fn sf(self, x: f64) -> f64 {
        match self {
            Self::Uniform { half_width } => (0.5 * (1.0 - x / half_width)).clamp(0.0, 1.0),
            Self::Cut { .. } if x < 0.0 => 1.0 - self.sf(-x),
            Self::Cut { std_dev, bound } => {
                let (x, of) = ((x / std_dev).min(bound), erf(bound / SQRT_2));
                // The closer difference of the two that are right.
                let inside = if x < 0.5 { 0.5 * (of - erf(x / SQRT_2)) } else { normal::cdf(-x) - normal::cdf(-bound) };
                inside / of
            }
        }
    }

    /// The cumulant function ln E exp(sX), s ≥ 0.
    pub(super) fn ln_moment(self, s: f64) -> f64 {
        match self {
            // ln(sinh(u)/u), without overflow: sinh u = eᵘ(1 − e⁻²ᵘ)/2.
            Self::Uniform { half_width } => {
                let u = s * half_width;
                if u < 1e-2 {
                    u * u / 6.0 * (1.0 - u * u / 30.0 * (1.0 - u * u * 2.0 / 31.5))
                } else {
                    u + log(-expm1(-2.0 * u) / (2.0 * u))
                }
            }
            // exp(u²/2) (Φ(b − u) − Φ(−b − u)) / (2Φ(b) − 1), u = s·std_dev.
            Self::Cut { std_dev, bound } => {
                let (u, all) = (s * std_dev, log(erf(bound / SQRT_2)));
                if u < bound {
                    0.5 * u * u + log(0.5 * (erf((bound - u) / SQRT_2) + erf((bound + u) / SQRT_2))) - all
                } else {
                    let [near, far] = [u - bound, u + bound].map(normal::ln_scaled_tail);
                    bound * (u - 0.5 * bound) + near + log1p(-exp(far - near - 2.0 * u * bound)) - all
                }
            }
        }
    }

    /// The derivative of the cumulant function: the mean of X under the weight exp(sX), s > 0.
    pub(super) fn tilted_mean(self, s: f64) -> f64 {
        match self {
            Self::Uniform { half_width } => {
                let u = s * half_width;
                // Langevin's coth u − 1/u, by Lambert's continued fraction where that cancels.
                let langevin = if u < 1.0 {
                    let rest = (2..10).rev().fold(0.0, |rest, k| u * u / (f64::from(2 * k + 1) + rest));
                    u / (3.0 + rest)
                } else {
                    1.0 / tanh(u) - 1.0 / u
                };
                half_width * langevin
            }
            Self::Cut { std_dev, bound } => {
                let u = s * std_dev;
                let ends = normal::density(u - bound) - normal::density(u + bound);
                let pull = if u < bound {
                    2.0 * ends / (erf((bound - u) / SQRT_2) + erf((bound + u) / SQRT_2))
                } else {
                    let [near, far] = [u - bound, u + bound].map(|z| exp(normal::ln_scaled_tail(z)));
                    let ratio = exp(-2.0 * u * bound);
                    (1.0 - ratio) / ((2.0 * PI).sqrt() * (near - ratio * far))
                };
                std_dev * (u - pull)
            }
        }
    }

    /// How many nodes Gauss and Legendre's rule needs for the fastest oscillation of [`characteristic`](Self::characteristic).
    pub(super) fn nodes(self, s: f64, step: f64, points: usize) -> usize {
        match self {
            Self::Uniform { .. } => 0,
            Self::Cut { std_dev, bound } => {
                let (from, to) = tilted_range(s * std_dev, bound);
                let half = 0.5 * (to - from);
                (20.0 + 5.0 * half + 0.6 * points as f64 * step * std_dev * half) as usize
            }
        }
    }

    /// E exp((s + iω)X) / E exp(sX) at ω = (k + ½)·step, s > 0, by a rule of enough nodes if there is no closed form.
    pub(super) fn characteristic(self, s: f64, step: f64, points: usize, rule: &[(f64, f64)]) -> Vec<Complex> {
        match self {
            Self::Uniform { half_width } => {
                let u = s * half_width;
                let coth = 1.0 / tanh(u);
                let at = |k: usize| {
                    let v = (k as f64 + 0.5) * step * half_width;
                    let (sin, cos) = sincos(v);
                    Complex { re: cos, im: coth * sin }.scaled(u) / Complex { re: u, im: v }
                };
                (0..points).map(at).collect()
            }
            // Each node of the rule is turned on from ω to ω.
            Self::Cut { std_dev, bound } => {
                let u = s * std_dev;
                let (from, to) = tilted_range(u, bound);
                let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
                let mut values = vec![Complex { re: 0.0, im: 0.0 }; points];
                let mut all = 0.0;
                let peak = u.min(bound);
                for (x, weight) in rule {
                    let y = middle + half * x;
                    let weight = weight * exp((y - peak) * (u - 0.5 * (y + peak)));
                    all += weight;
                    let angle = step * std_dev * y;
                    let (mut value, turn) = (Complex::turn(0.5 * angle).scaled(weight), Complex::turn(angle));
                    for sum in &mut values {
                        *sum = *sum + value;
                        value = value * turn;
                    }
                }
                values.into_iter().map(|value| value.scaled(1.0 / all)).collect()
            }
        }
    }

    /// A bound on ln |E exp((s + iω)X)| / E exp(sX) that falls with ω.
    pub(super) fn ln_envelope(self, s: f64, omega: f64) -> f64 {
        match self {
            Self::Uniform { half_width } => {
                let (u, v) = (s * half_width, omega * half_width);
                log(u / (tanh(u) * u.hypot(v))).min(0.0)
            }
            // By parts: a density with one peak has no more than twice its peak over ω; and what the cut leaves of the
            // normal law's own transform, with what the two ends add.
            Self::Cut { std_dev, bound } => {
                let (u, v) = (s * std_dev, omega * std_dev);
                let ln_all = Self::Cut { std_dev: 1.0, bound }.ln_moment(u) + log(erf(bound / SQRT_2)) - 0.5 * u * u;
                let at = |y: f64| exp(-0.5 * (y - u) * (y - u) - ln_all) / (2.0 * PI).sqrt();
                let ends = 1.5 * (at(bound) + at(-bound)) / v + exp(-0.5 * v * v - ln_all);
                log((2.0 * at(u.min(bound)) / v).min(ends)).min(0.0)
            }
        }
    }
}

/// Where exp(uy − y²/2) on (−bound, bound) is above 1e-18 of its largest value.
fn tilted_range(u: f64, bound: f64) -> (f64, f64) {
    let over = (u - bound).max(0.0);
    let depth = 84.0 / (over + (over * over + 84.0).sqrt());
    ((u.min(bound) - depth).max(-bound), (u + depth).min(bound))
}
