//! The law of the sums, judged by the claims of this crate at α = 1e-6 each.

use crate::seed::seed;
use saturation::claim::{Cells, LawFit, Mean, StdDev, Test, Verdict};
use saturation::law::Normal;
use saturation::sampling::{Key, Stream, normal, plain};
use saturation::statistics::{Buckets, Moments};

const CHUNKS: u64 = 1000;

/// Mean, spread and shape of a million sums against N(0, Σ cₖ²).
fn judge(name: &str, coefficients: &[f64], draw: impl Fn(&[f64], Key, &mut [f64])) {
    let std_dev = coefficients.iter().map(|c| c * c).sum::<f64>().sqrt();
    let law = Normal { mean: 0.0, std_dev };
    let mut moments = Moments::about(0.0);
    let mut buckets = Buckets::new(0.0, std_dev);
    // A length that is no multiple of anything: the rest of a group is drawn, too.
    let mut z = [0.0; 1003];
    for chunk in 0..CHUNKS {
        draw(coefficients, Stream::new(seed(), name).chunk(chunk), &mut z);
        moments.add(&z);
        buckets.add(&z);
    }
    let claims: [(&str, Box<dyn Test>); 3] = [
        ("mean", Box::new(Mean::new(&moments, 0.0, std_dev, 0.01 * std_dev).unwrap())),
        ("std", Box::new(StdDev::new(&moments, std_dev, 0.01).unwrap())),
        ("law", Box::new(LawFit::new(&Cells::of(&buckets, &law), 0.05).unwrap())),
    ];
    for (claim, test) in claims {
        let decision = test.decide(1e-6).unwrap();
        assert_eq!(decision.verdict, Verdict::Holds, "{name}, {claim}, {} terms: {decision:?}", coefficients.len());
    }
}

#[test]
fn fast_and_plain_sums_have_the_same_law() {
    let uneven: Vec<f64> = (0..37).map(|k| f64::from(k).sin()).collect();
    for coefficients in [vec![1.0], vec![0.25, -2.0], vec![-1.0; 10], uneven] {
        judge("fast", &coefficients, normal::weighted_sums);
        judge("plain", &coefficients, plain::weighted_sums);
    }
}
