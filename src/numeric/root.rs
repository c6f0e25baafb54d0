//! One safe root finder for every quantile.

use super::tails::{Side, Tails};

/// The point u at which the tail of a law on `side` is p, 0 < p < 1, searched from `start` in steps that begin with
/// `step`.
pub(crate) fn quantile_of(tails: impl Fn(f64) -> Tails, side: Side, p: f64, start: f64, step: f64) -> f64 {
    // Of the two tails the smaller knows more digits of itself; from ½ up, 1 − p is exact.
    let (side, p) = if p > 0.5 { (side.opposite(), 1.0 - p) } else { (side, p) };
    // On the logarithms, for they are nearly straight or parabolic however small p is.
    let ln_p = libm::log(p);
    let excess = |u: f64| match side {
        Side::Lower => tails(u).ln(side) - ln_p,
        Side::Upper => ln_p - tails(u).ln(side),
    };
    root_of_increasing(excess, start, step)
}

/// The point where the increasing function `f` crosses 0, searched from `start` in steps that begin with `step` and
/// double; where `f` keeps its sign to the end of the search, that end.
pub(crate) fn root_of_increasing(f: impl Fn(f64) -> f64, start: f64, step: f64) -> f64 {
    let value = f(start);
    let direction = if value < 0.0 { step } else { -step };
    let (mut near, mut near_value) = (start, value);
    let mut reach = direction;
    // Sixty doublings are past every finite quantile.
    for _ in 0..60 {
        let far = start + reach;
        let far_value = f(far);
        if (far_value < 0.0) != (value < 0.0) {
            return root_between(f, (near, near_value), (far, far_value));
        }
        (near, near_value) = (far, far_value);
        reach *= 2.0;
    }
    near
}

/// The root of a continuous `f` between two points with values of different sign, by Chandrupatla's method.
///
/// It takes the inverse quadratic interpolation where the last three points vouch for it and halves the bracket where
/// they do not: seldom more than ten evaluations, never more than the cap. Chandrupatla (1997), "A new hybrid
/// quadratic/bisection algorithm for finding the zero of a nonlinear function without using derivatives". Infinite
/// values are welcome: they fail the vouching and are halved away.
pub(crate) fn root_between(f: impl Fn(f64) -> f64, first: (f64, f64), second: (f64, f64)) -> f64 {
    let ((mut x1, mut f1), (mut x2, mut f2)) = (first, second);
    let mut t = 0.5;
    for _ in 0..200 {
        let x = x1 + t * (x2 - x1);
        let value = f(x);
        let (x3, f3);
        if (value < 0.0) == (f1 < 0.0) {
            (x3, f3) = (x1, f1);
        } else {
            (x3, f3) = (x2, f2);
            (x2, f2) = (x1, f1);
        }
        (x1, f1) = (x, value);

        let (best, best_value) = if f2.abs() < f1.abs() { (x2, f2) } else { (x1, f1) };
        // The unknowns are logarithms or of order 1, so an absolute ulp of 1 is the last digit of the result.
        let tolerance = f64::EPSILON * best.abs().max(1.0) / (x2 - x1).abs();
        if best_value == 0.0 || tolerance.is_nan() || tolerance > 0.5 {
            return best;
        }
        let xi = (x1 - x2) / (x3 - x2);
        let phi = (f1 - f2) / (f3 - f2);
        let vouched = phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi;
        t = if vouched {
            f1 / (f2 - f1) * f3 / (f2 - f3) + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
        } else {
            0.5
        };
        t = if t.is_nan() { 0.5 } else { t.clamp(tolerance, 1.0 - tolerance) };
    }
    x1
}
