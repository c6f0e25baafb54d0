//! `tests/data/weights`, row by row of its index.

use saturation::check::{Diagnosis, Expected, Layer, consistent, diagnose};
use saturation::claim::{Verdict, judge};
use saturation::model::{Fans, Initializer};
use saturation::numeric::Format;
use saturation::statistics::Weights;
use saturation::tensor::{Layout, TensorFile};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The level of a run: one in a million.
const LEVEL: f64 = 1e-9;

#[derive(Deserialize)]
struct Row {
    file: String,
    tensor: String,
    expect: String,
    layout: String,
    fan_in: usize,
    fan_out: usize,
    outcome: String,
    mistake: String,
}

impl Row {
    fn layout(&self) -> Layout {
        if self.layout == "keras" { Layout::OutputsLast } else { Layout::OutputsFirst }
    }

    fn layer(&self, shape: &[usize]) -> Layer {
        let initializer: Initializer = self.expect.parse().expect("an initializer");
        Layer { initializer, fans: Fans { fan_in: self.fan_in, fan_out: self.fan_out }, bias: shape.len() == 1 }
    }
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/weights")
}

fn rows() -> Vec<Row> {
    let mut reader = csv::Reader::from_path(directory().join("index.csv")).expect("an index");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn weigh(row: &Row) -> (Weights, Format, Vec<usize>) {
    let mut file = TensorFile::open(&directory().join(&row.file)).expect("a file");
    let k = file.tensors().iter().position(|tensor| tensor.name == row.tensor).unwrap_or(0);
    let (format, shape) = (file.tensors()[k].format, file.tensors()[k].shape.clone());
    (file.weigh(k, row.layout(), |_| [].into()).expect("weights"), format, shape)
}

/// Every claim of what is expected that is refuted.
fn refuted(expected: &Expected, weights: &Weights) -> Vec<String> {
    let mut claims = expected.claims(weights, 0.05).expect("claims");
    claims.extend(expected.claims_of_independence(weights, 0.05).expect("claims"));
    let findings = judge(claims, LEVEL).expect("findings");
    findings.into_iter().filter(|finding| finding.verdict == Verdict::Refuted).map(|finding| finding.id).collect()
}

/// What a known mistake is called.
fn name(mistake: &str) -> &str {
    match mistake {
        "factor_2" | "wrong_gain" => "a factor 2 too much in the variance",
        "factor_half" => "a factor 2 is lost in the variance",
        "std_2" => "the std is twice what it should be",
        "std_half" => "the std is half of what it should be",
        "sqrt_3" => "the half width of a uniform law is taken for the std",
        "inverse_sqrt_3" => "the std is taken for the half width of a uniform law",
        "fan_out" | "layout" => "fan_in and fan_out are exchanged, or the layout is another one",
        "variance_for_std" => "the variance is taken for the std",
        "not_truncated" => "the truncation is missing",
        "not_corrected" => "the truncation is not corrected",
        "rand_for_randn" => "uniform numbers from [0, 1) are taken for normal ones",
        "gain_missing" => "the gain is missing",
        "std_ignored" => "the std is ignored: it is 1",
        "rows_repeated" => "rows repeat earlier ones",
        "zeros" => "all are zeros",
        "constant" => "all are 0.01",
        "dependent" => "",
        "not_orthogonal" => "",
        other => panic!("{other}: a mistake without a name"),
    }
}

#[test]
fn right_weights_are_consistent_and_wrong_ones_are_refuted_and_named() {
    let (mut right, mut wrong) = (0, 0);
    for row in rows() {
        let (weights, format, shape) = weigh(&row);
        let (layer, row_name) = (row.layer(&shape), format!("{} {} {}", row.file, row.tensor, row.expect));
        let refuted = refuted(&Expected::new(layer.law(), format).expect("a law"), &weights);
        if row.outcome == "right" || row.mistake == "tensors_repeated" {
            right += 1;
            assert!(refuted.is_empty(), "null law {}, α = {LEVEL:e} a claim: {row_name}: {refuted:?}", layer.law());
            if Initializer::by_default(layer.initializer.rule()) == Some(layer.initializer) {
                let names = consistent(&weights, layer.fans, layer.bias, format, LEVEL).expect("names");
                assert!(names.contains(&layer.initializer), "{row_name}: {names:?}");
            }
        } else if row.outcome == "wrong" {
            wrong += 1;
            assert!(!refuted.is_empty(), "{row_name}: {} is not noticed", row.mistake);
            let looks = diagnose(&weights, Some((layer.law(), &layer.slips())), format, LEVEL).expect("a diagnosis");
            assert!(looks.to_string().contains(name(&row.mistake)), "{row_name}: {}: {looks}", row.mistake);
        }
    }
    assert!(right > 80 && wrong > 25, "{right} right, {wrong} wrong");
}

/// Those of a hundred values are too few; those of 6400 are not.
#[test]
fn trained_weights_are_called_so_and_draws_in_16_bits_are_told_from_casts() {
    let looks = |file: &str, tensor: &str| {
        let row = rows().into_iter().find(|row| row.file == file && row.tensor == tensor).expect("a row");
        let (weights, format, shape) = weigh(&row);
        let layer = row.layer(&shape);
        let refuted = refuted(&Expected::new(layer.law(), format).expect("a law"), &weights);
        (refuted.len(), diagnose(&weights, Some((layer.law(), &layer.slips())), format, LEVEL).expect("a diagnosis"))
    };
    let (refuted, trained) = looks("trained.safetensors", "fc1.weight");
    assert!(refuted > 2 && matches!(trained, Diagnosis::Dependent(_) | Diagnosis::NotAsAtInitialisation), "{trained}");
    for (file, tensor, name) in [
        ("torch_native_bf16_uniform.safetensors", "uniform.weight", "put to the lower one"),
        ("torch_native_bf16.safetensors", "kaiming_uniform.weight", "put to the lower one"),
        ("torch_native_f16_uniform.safetensors", "uniform.weight", "put to the lower one"),
        ("jax_native_bf16.safetensors", "he_uniform.kernel", "drawn from 7 random bits"),
        ("jax_native_bf16.safetensors", "he_normal.kernel", "there are 128 values, not some"),
        ("jax_native_f16.safetensors", "he_uniform.kernel", "drawn from 10 random bits"),
    ] {
        let (refuted, looks) = looks(file, tensor);
        assert!(refuted > 0 && looks.to_string().contains(name), "{file} {tensor}: {refuted} refuted; {looks}");
    }
}
