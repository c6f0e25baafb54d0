use crate::numeric::double_double::DoubleDouble;

/// The law of a sum of few uniform terms, a piecewise polynomial.
///
/// With the distance t = Σaⱼ − x from the end, P(X > x) = Σ_S (−1)^|S| (t − Σ_{j∈S} 2aⱼ)₊ⁿ / (n! Π 2aⱼ), over all sets S of
/// terms (Feller, volume II, I.9). Far out few sets count and nothing cancels; near the centre they cancel, and are
/// summed in 32 digits.
#[derive(Debug, Clone)]
pub(super) struct Closed {
    /// The widths 2a, and how many terms have each.
    widths: Vec<(f64, u32)>,
    terms: u32,
    end: DoubleDouble,
    /// A length that keeps powers in range, and its nth power over n! Π 2aⱼ.
    unit: f64,
    factor: DoubleDouble,
}

/// The most sets of terms that are summed, with equal widths as one.
const MOST_SETS: u32 = 1024;
/// The most terms: the binomial coefficients of 60 are whole numbers of 64 bits.
const MOST_TERMS: u32 = 60;

impl Closed {
    /// The law of the sum of uniform terms with these half widths and counts; `None` if there are too many of them, or if
    /// they are so unequal that 32 digits do not do.
    pub(super) fn new(half_widths: &[(f64, u32)]) -> Option<Self> {
        let terms: u32 = half_widths.iter().map(|(_, count)| count).sum();
        let sets = half_widths.iter().try_fold(1u32, |sets, (_, count)| sets.checked_mul(count + 1));
        if terms == 0 || terms > MOST_TERMS || sets.is_none_or(|sets| sets > MOST_SETS) {
            return None;
        }
        let widths: Vec<_> = half_widths.iter().map(|(a, count)| (2.0 * a, *count)).collect();
        let each = || widths.iter().flat_map(|(width, count)| (0..*count).map(|_| *width));
        let ln_unit = each().zip(1..).map(|(width, k): (f64, i32)| libm::log(width * f64::from(k))).sum::<f64>();
        let unit = libm::exp(ln_unit / f64::from(terms));
        let (mut factor, mut end) = (DoubleDouble::from(1.0), DoubleDouble::ZERO);
        for (width, k) in each().zip(1..) {
            factor = factor * DoubleDouble::ratio(unit, width) * DoubleDouble::ratio(1.0, f64::from(k));
            end = end + DoubleDouble::from(0.5 * width);
        }
        let law = Self { widths, terms, end, unit, factor };
        // At the centre, where most cancels, P(X > 0) = ½.
        let (half, absolute) = law.sum(0.0, terms);
        ((half - 0.5).abs() < 1e-14 && absolute < 1e13).then_some(law)
    }

    /// The end of the law.
    pub(super) fn end(&self) -> f64 {
        self.end.value()
    }

    /// Where at most three terms make pieces meet: their polynomials differ in low powers.
    pub(super) fn kinks(&self) -> Vec<f64> {
        if self.terms > 3 {
            return vec![-self.end(), 0.0, self.end()];
        }
        let each = self.widths.iter().flat_map(|(width, count)| std::iter::repeat_n(0.5 * width, *count as usize));
        each.fold(vec![0.0], |sums, a| sums.iter().flat_map(|sum| [sum - a, sum + a]).collect())
    }

    /// The density at x ≥ 0.
    pub(super) fn density(&self, x: f64) -> f64 {
        self.sum(x, self.terms - 1).0.max(0.0) * f64::from(self.terms) / self.unit
    }

    /// P(X > x) for x ≥ 0.
    pub(super) fn sf(&self, x: f64) -> f64 {
        self.sum(x, self.terms).0.clamp(0.0, 0.5)
    }

    /// factor · Σ_S (−1)^|S| ((t − Σ_S 2a)₊/unit)^power, and the sum of the absolute values.
    fn sum(&self, x: f64, power: u32) -> (f64, f64) {
        let mut sums = (DoubleDouble::ZERO, 0.0);
        self.add(&self.widths, self.end + DoubleDouble::from(-x), DoubleDouble::from(1.0), power, &mut sums);
        ((sums.0 * self.factor).value(), sums.1 * self.factor.value())
    }

    /// Adds the sets of `widths` that leave something of `rest`.
    fn add(
        &self,
        widths: &[(f64, u32)],
        rest: DoubleDouble,
        sign: DoubleDouble,
        power: u32,
        sums: &mut (DoubleDouble, f64),
    ) {
        let Some(((width, count), others)) = widths.split_first() else {
            let term = sign * (rest * DoubleDouble::ratio(1.0, self.unit)).powi(power);
            sums.0 = sums.0 + term;
            sums.1 += term.value().abs();
            return;
        };
        let (mut rest, mut ways) = (rest, 1u64);
        for k in 0..=u64::from(*count) {
            // On the end itself a set counts for nothing, and of a single term the density is 0 there.
            if rest.value() <= 0.0 {
                return;
            }
            let signed = if k % 2 == 0 { 1.0 } else { -1.0 };
            self.add(others, rest, sign * DoubleDouble::from_u64(ways) * DoubleDouble::from(signed), power, sums);
            rest = rest + DoubleDouble::from(-width);
            ways = (u128::from(ways) * u128::from(u64::from(*count) - k) / u128::from(k + 1)) as u64;
        }
    }
}
