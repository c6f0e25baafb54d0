/// A function of each number of the first slice into the second, which is as long.
type OfSlices = fn(&[f64], &mut [f64]);

/// What is known of an activation; `z` and its parameter `a` are the arguments of functions.
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) formula: &'static str,
    /// The default of its parameter, if it has one.
    pub(super) parameter: Option<f64>,
    pub(super) value: fn(f64, f64) -> f64,
    /// At a kink that from the left.
    pub(super) derivative: fn(f64, f64) -> f64,
    /// f and f′ of slices, where there are vector kernels with the bits of the two above.
    pub(super) vectors: Option<[OfSlices; 2]>,
    /// sup |f′|.
    pub(super) sup_derivative: fn(f64) -> f64,
    /// The points, ascending, between which |f′| rises, falls or rests: extremes and zeros of f′, and kinks.
    pub(super) turns: &'static [f64],
    /// Where f or f′ is not analytic on the real axis.
    pub(super) kinks: &'static [f64],
    /// The z > 0 with f′(z) = τ, where f′ falls with |z| and that has a closed form.
    pub(super) edge: Option<fn(f64) -> f64>,
}

impl Rule {
    /// What most have: no parameter, no kink, no vector kernel, and |f′| that falls from z = 0 to both sides.
    pub(super) const COMMON: Self = Self {
        name: "identity",
        formula: "z",
        parameter: None,
        value: |z, _| z,
        derivative: |_, _| 1.0,
        vectors: None,
        sup_derivative: |_| 1.0,
        turns: &[0.0],
        kinks: &[],
        edge: None,
    };

    /// {z : |f′(z)| < τ} as disjoint open intervals, ascending.
    pub(super) fn small_derivative(&self, a: f64, tau: f64) -> Vec<(f64, f64)> {
        if let Some(edge) = self.edge {
            let z = edge(tau);
            return vec![(f64::NEG_INFINITY, -z), (z, f64::INFINITY)];
        }
        let is_small = |z: f64| (self.derivative)(z, a).abs() < tau;
        let ends = [f64::MIN].into_iter().chain(self.turns.iter().copied()).chain([f64::MAX]).collect::<Vec<_>>();
        let mut set: Vec<(f64, f64)> = Vec::new();
        for piece in ends.windows(2) {
            // f′ of a kink is that from its left.
            let first = if self.kinks.contains(&piece[0]) { piece[0].next_up() } else { piece[0] };
            let last = piece[1];
            let (from, to) = match (is_small(first), is_small(last)) {
                (false, false) => continue,
                (true, true) => (piece[0], piece[1]),
                (true, false) => (piece[0], border(is_small, first, last)),
                (false, true) => (border(is_small, last, first), piece[1]),
            };
            match set.last_mut().filter(|before| before.1 == from) {
                Some(before) => before.1 = to,
                None => set.push((from, to)),
            }
        }
        let infinite = |z: f64| if z.abs() == f64::MAX { f64::INFINITY.copysign(z) } else { z };
        set.into_iter().map(|(from, to)| (infinite(from), infinite(to))).collect()
    }
}

/// The number nearest to `inside` for which the condition is false, where it is true for `inside`, false for `outside`, and
/// changes once between them: by halving the numbers between, of which there are fewer than 2⁶⁴.
fn border(condition: impl Fn(f64) -> bool, inside: f64, outside: f64) -> f64 {
    // Bits of a positive number count it; those of a negative one count downwards.
    let place = |z: f64| if z < 0.0 { -i128::from((-z).to_bits()) } else { i128::from((z + 0.0).to_bits()) };
    let number = |place: i128| f64::from_bits(place.unsigned_abs() as u64).copysign(if place < 0 { -1.0 } else { 1.0 });
    let (mut inside, mut outside) = (place(inside), place(outside));
    while (outside - inside).abs() > 1 {
        let middle = inside + (outside - inside) / 2;
        *(if condition(number(middle)) { &mut inside } else { &mut outside }) = middle;
    }
    number(outside)
}
