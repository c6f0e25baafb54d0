use super::Expected;
use crate::law::{self, LawError, Rounded};
use crate::model::ParameterLaw::{self, Normal, TruncatedNormal, Uniform};
use crate::model::{Fans, Initializer};
use crate::numeric::Format;

/// A mistake that initializers were shipped with, and what it draws in place of what is expected.
#[derive(Debug)]
pub(super) struct Mistake {
    /// What is wrong, in a few words.
    pub(super) text: String,
    /// What is drawn.
    pub(super) expected: Expected,
}

/// The standard deviation of N(0, 1) within two of its own.
fn left_of_two() -> f64 {
    TruncatedNormal { std_dev: 1.0, bound: 2.0 }.std_dev()
}

/// The parameters of a layer that one tensor holds: an initializer's weights or its biases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Layer {
    /// The rule by which they should be drawn.
    pub initializer: Initializer,
    /// The layer's numbers of inputs and of neurons.
    pub fans: Fans,
    /// Whether they are biases.
    pub bias: bool,
}

impl Layer {
    /// The law of each of them.
    pub fn law(&self) -> ParameterLaw {
        self.initializer.laws(self.fans)[usize::from(self.bias)]
    }

    /// What comes of the layer's numbers by mistake: the fans exchanged, the gain missing.
    pub fn slips(&self) -> Vec<(&'static str, ParameterLaw)> {
        let Fans { fan_in, fan_out } = self.fans;
        let exchanged = Self { fans: Fans { fan_in: fan_out, fan_out: fan_in }, ..*self };
        let plain = self.initializer.without_gain().map(|initializer| Self { initializer, ..*self });
        let slips = [
            ("fan_in and fan_out are exchanged, or the layout is another one", Some(exchanged)),
            ("the gain is missing", plain),
        ];
        let laws = slips.into_iter().filter_map(|(text, layer)| Some((text, layer?.law())));
        laws.filter(|(_, law)| !law.is_like(self.law())).collect()
    }
}

/// The known mistakes of an initializer that should draw this law, each as the law that it would draw, after what is known of
/// its layer. One whose law would be too narrow is left out.
pub(super) fn mistakes(law: ParameterLaw, slips: &[(&'static str, ParameterLaw)], format: Format) -> Vec<Mistake> {
    let mut found = slips.to_vec();
    found.extend([
        ("a factor 2 is lost in the variance", law.times(0.5f64.sqrt())),
        ("there is a factor 2 too much in the variance", law.times(2f64.sqrt())),
        ("the std is half of what it should be", law.times(0.5)),
        ("the std is twice what it should be", law.times(2.0)),
        ("the std is taken for the half width of a uniform law", law.times(1.0 / 3f64.sqrt())),
        ("the half width of a uniform law is taken for the std", law.times(3f64.sqrt())),
        ("the variance is taken for the std", law.times(law.std_dev())),
    ]);
    let std_dev = law.std_dev();
    match law {
        Normal { .. } => {
            found.push(("it is cut at 2 std, and not corrected", TruncatedNormal { std_dev, bound: 2.0 }));
            let corrected = TruncatedNormal { std_dev: std_dev / left_of_two(), bound: 2.0 };
            found.push(("it is cut at 2 std, and corrected", corrected));
        }
        TruncatedNormal { std_dev: before, bound } => {
            found.push(("the truncation is missing", ParameterLaw::normal(std_dev)));
            found.push(("the truncation is missing, but not its correction", ParameterLaw::normal(before)));
            found.push(("the truncation is not corrected", TruncatedNormal { std_dev, bound }));
        }
        _ => {}
    }
    if let Uniform { low, high } = law {
        found.push(("it is normal, of the right variance", ParameterLaw::normal(std_dev)));
        found.push(("it is uniform from 0 on, not about 0", Uniform { low: 0.0, high }));
        found.push(("it is uniform from 0 on, not about 0", Uniform { low: 0.0, high: high - low }));
    } else if std_dev > 0.0 {
        let half = 3f64.sqrt() * std_dev;
        found.push(("it is uniform, of the right variance", Uniform { low: -half, high: half }));
        found.push(("uniform numbers from [0, 1) are taken for normal ones", Uniform { low: 0.0, high: std_dev }));
    }
    let before = match law {
        TruncatedNormal { std_dev: before, .. } => before,
        _ => std_dev,
    };
    if (before - 1.0).abs() > 1e-12 {
        found.push(("the std is ignored: it is 1", ParameterLaw::normal(1.0)));
        found.push(("the scale is ignored: it is uniform on [0, 1)", Uniform { low: 0.0, high: 1.0 }));
    }
    // What draws one law is one mistake, of several names.
    let mut drawable: Vec<(String, ParameterLaw)> = Vec::new();
    for (text, mistaken) in found.into_iter().filter(|(_, law)| law.std_dev() > 0.0) {
        match drawable.iter_mut().find(|(_, other)| other.is_like(mistaken)) {
            Some((texts, _)) if texts.contains(text) => {}
            Some((texts, _)) => *texts += &format!("; or {text}"),
            None => drawable.push((text.to_owned(), mistaken)),
        }
    }
    let mut mistakes: Vec<Mistake> = drawable
        .into_iter()
        .filter_map(|(text, law)| Some(Mistake { text, expected: Expected::new(law, format).ok()? }))
        .collect();
    if format.is_coarse() && std_dev > 0.0 {
        mistakes.extend(native(law, format).unwrap_or_default());
    }
    mistakes
}

/// Uniform draws that are made in 16 bits, not cast to them: as PyTorch makes them on a processor, and as JAX does.
fn native(parameter: ParameterLaw, format: Format) -> Result<Vec<Mistake>, LawError> {
    let Uniform { low, high } = parameter else { return Ok(Vec::new()) };
    let law = law::of_parameter(parameter)?;
    let put = format!("it is drawn in {format}, where what is rounded up to the upper end is put to the lower one");
    let bits = libm::log2(1.0 / format.epsilon()) as u32;
    let (low, high) = (format.round(low), format.round(high));
    let few = Rounded::of_random_bits(bits, format, |share| low + (high - low) * share);
    let laws = [
        (put, Rounded::new(&*law, format).with_the_last_put_first()),
        (format!("it is drawn from {bits} random bits"), few),
    ];
    laws.into_iter().map(|(text, law)| Ok(Mistake { text, expected: Expected::of(law, format)? })).collect()
}
