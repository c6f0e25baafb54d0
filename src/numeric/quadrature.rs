//! Integrals with an error bound.

use std::f64::consts::PI;

/// An integral, and a bound on how far off it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Integral {
    /// ∫ f(x) dx.
    pub value: f64,
    /// ∫ |f(x)| dx, to which the tolerance is relative.
    pub absolute: f64,
    /// The sum of the error estimates of all pieces: nearly always far above the true error.
    pub error: f64,
}

/// ∫ f(x) dx from the first to the last of `points`, to `tolerance` of ∫ |f(x)| dx if at most 1000 pieces give it.
///
/// The adaptive 21-point rule of Gauss and Kronrod, with the error estimate of QUADPACK (Piessens et al., 1983, `qag`): the
/// piece with the largest error is halved until the sum of all errors is small enough. Points between the ends are where
/// f has a kink, a jump or a narrow peak; the ends are finite. Compare `error` with what is needed: it is
/// larger than asked for where f has no integral or is not smooth between the points. Fewer than two points: 0.
///
/// ```
/// use saturation::numeric::quadrature::integrate;
/// let area = integrate(|x: f64| x.abs().sqrt(), &[-1.0, 0.0, 1.0], 1e-13);
/// assert!((area.value - 4.0 / 3.0).abs() < 1e-12 && area.error < 1e-12);
/// ```
pub fn integrate(mut f: impl FnMut(f64) -> f64, points: &[f64], tolerance: f64) -> Integral {
    let mut pieces: Vec<Piece> = points.windows(2).map(|ends| Piece::new(&mut f, ends[0], ends[1])).collect();
    loop {
        let sum = |part: fn(&Piece) -> f64| pieces.iter().map(part).sum::<f64>();
        let integral = Integral {
            value: sum(|piece| piece.value),
            absolute: sum(|piece| piece.absolute),
            error: sum(|piece| piece.error),
        };
        // A sum that is NaN is none; one below the rounding of its terms is as good as it gets.
        let enough = tolerance.max(10.0 * f64::EPSILON) * integral.absolute;
        let worst = (0..pieces.len()).max_by(|a, b| pieces[*a].error.total_cmp(&pieces[*b].error));
        let Some(worst) = worst.filter(|_| integral.error > enough && pieces.len() < 1000) else { return integral };
        let Piece { from, to, .. } = pieces[worst];
        let middle = 0.5 * (from + to);
        pieces[worst] = Piece::new(&mut f, from, middle);
        pieces.push(Piece::new(&mut f, middle, to));
    }
}

/// The nodes and weights of Gauss and Legendre's rule with `count` nodes on (−1, 1), exact for degrees below 2·count.
///
/// The roots of Pₙ by Newton's method from Tricomi's approximation; weights 2(1 − x²)/(n Pₙ₋₁(x))².
///
/// ```
/// let rule = saturation::numeric::quadrature::gauss_legendre(12);
/// let integral: f64 = rule.iter().map(|(x, weight)| weight * x.exp()).sum();
/// assert!((integral - 2.0 * 1f64.sinh()).abs() < 1e-14);
/// ```
pub fn gauss_legendre(count: usize) -> Vec<(f64, f64)> {
    let n = count as f64;
    let node = |k: usize| {
        let mut x = libm::cos(PI * (k as f64 + 0.75) / (n + 0.5));
        let mut before = 1.0;
        for _ in 0..6 {
            let (mut p, mut last) = (1.0, 0.0);
            for j in 1..=count {
                let j = j as f64;
                (p, last) = (((2.0 * j - 1.0) * x * p - (j - 1.0) * last) / j, p);
            }
            before = last;
            x -= p * (1.0 - x * x) / (n * (last - x * p));
        }
        (x, 2.0 * (1.0 - x * x) / (n * before).powi(2))
    };
    (0..count).map(node).collect()
}

struct Piece {
    from: f64,
    to: f64,
    value: f64,
    absolute: f64,
    error: f64,
}

impl Piece {
    fn new(f: &mut impl FnMut(f64) -> f64, from: f64, to: f64) -> Self {
        let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
        let centre = f(middle);
        let pairs = NODES.map(|x| (f(middle - half * x), f(middle + half * x)));
        let kronrod = || pairs.iter().zip(KRONROD);
        let value = kronrod().map(|((a, b), w)| w * (a + b)).sum::<f64>() + CENTRE * centre;
        let absolute = kronrod().map(|((a, b), w)| w * (a.abs() + b.abs())).sum::<f64>() + CENTRE * centre.abs();
        let gauss: f64 = pairs.iter().skip(1).step_by(2).zip(GAUSS).map(|((a, b), w)| w * (a + b)).sum();
        let mean = 0.5 * value;
        let spread = kronrod().map(|((a, b), w)| w * ((a - mean).abs() + (b - mean).abs())).sum::<f64>()
            + CENTRE * (centre - mean).abs();
        let difference = (value - gauss).abs();
        // The Kronrod rule is much better than the difference of the two: a power 3/2 of it, in units of f's own variation.
        let error = if spread > 0.0 { spread * (200.0 * difference / spread).powf(1.5).min(1.0) } else { difference };
        let error = error.max(difference.min(2.0 * f64::EPSILON * absolute));
        let half = half.abs() * if to < from { -1.0 } else { 1.0 };
        Self { from, to, value: value * half, absolute: absolute * half.abs(), error: error * half.abs() }
    }
}

/// The nodes of the 21-point rule of Kronrod on (0, 1), from the end inwards; every second is one of Gauss's ten.
const NODES: [f64; 10] = [
    0.995_657_163_025_808_1,
    0.973_906_528_517_171_7,
    0.930_157_491_355_708_2,
    0.865_063_366_688_984_5,
    0.780_817_726_586_416_9,
    0.679_409_568_299_024_4,
    0.562_757_134_668_604_7,
    0.433_395_394_129_247_2,
    0.294_392_862_701_460_2,
    0.148_874_338_981_631_22,
];
const KRONROD: [f64; 10] = [
    0.011_694_638_867_371_874,
    0.032_558_162_307_964_725,
    0.054_755_896_574_351_995,
    0.075_039_674_810_919_96,
    0.093_125_454_583_697_6,
    0.109_387_158_802_297_64,
    0.123_491_976_262_065_85,
    0.134_709_217_311_473_34,
    0.142_775_938_577_060_09,
    0.147_739_104_901_338_49,
];
/// Kronrod's weight of the middle.
const CENTRE: f64 = 0.149_445_554_002_916_9;
const GAUSS: [f64; 5] = [
    0.066_671_344_308_688_14,
    0.149_451_349_150_580_6,
    0.219_086_362_515_982_04,
    0.269_266_719_309_996_35,
    0.295_524_224_714_752_87,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_piece_is_exact_for_polynomials_up_to_the_31st_degree() {
        for degree in 0..=31 {
            let integral = integrate(|x| x.powi(degree), &[0.0, 2.0], 1.0);
            let exact = 2f64.powi(degree + 1) / f64::from(degree + 1);
            assert!((integral.value / exact - 1.0).abs() < 2e-15, "{degree}: {}", integral.value);
        }
    }

    #[test]
    fn the_error_is_bounded() {
        // (f, points, ∫ f): smooth, a narrow peak, a jump and a singularity at the end.
        type Case = (fn(f64) -> f64, &'static [f64], f64);
        let cases: [Case; 4] = [
            (|x| libm::exp(-x * x), &[-9.0, 9.0], 1.772_453_850_905_516),
            (|x| 1e-6 / (x * x + 1e-12), &[-1.0, 1.0], 3.141_590_653_589_793),
            (|x| if x < 0.3 { 1.0 } else { 0.0 }, &[0.0, 1.0], 0.3),
            (|x: f64| 1.0 / x.sqrt(), &[0.0, 1.0], 2.0),
        ];
        for (f, points, exact) in cases {
            let integral = integrate(f, points, 1e-12);
            let off = (integral.value - exact).abs();
            assert!(off <= integral.error + 4e-16 * exact && off < 1e-8, "{integral:?}: off by {off:e}");
        }
        assert_eq!(integrate(|x| x, &[1.0], 1e-9).value, 0.0);
        assert!(integrate(|_| f64::NAN, &[0.0, 1.0], 1e-9).value.is_nan());
        assert!((integrate(|x| x, &[1.0, 0.0], 1e-9).value + 0.5).abs() < 1e-15);
    }
}
