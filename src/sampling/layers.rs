use super::{Key, Sampler, Stream};
use crate::model::{Initializer, Input, Layer, Matrix, ModelError, Neuron, ParameterLaw, Parameters};

/// Draws every weight and every bias of the layers between these numbers of neurons, inputs first.
///
/// The weights of layer l, counted from 0, come neuron by neuron from chunk 2l of the stream, its biases from chunk 2l + 1. Two
/// initializers of normal parameters therefore share the standard normals under them: under one stream their networks differ
/// in scale alone, but for rounding.
///
/// # Errors
/// [`ModelError`] if there are not two numbers at least, one of them is 0, a layer does not fit into memory, or its weights are
/// an orthogonal matrix, which is not drawn number by number.
///
/// ```
/// use saturation::model::Initializer;
/// use saturation::sampling::{Stream, layers};
/// let of = |initializer| layers(&[1000, 30, 10], initializer, Stream::new(7, "doc"));
/// let (large, scaled) = (of(Initializer::LARGE)?, of(Initializer::SCALED)?);
/// assert_eq!(large.len(), 2);
/// let ratio = large[1].weights()[(29, 9)] / scaled[1].weights()[(29, 9)];
/// assert!((ratio / 30f64.sqrt() - 1.0).abs() < 1e-15);
/// # Ok::<(), saturation::model::ModelError>(())
/// ```
pub fn layers(topology: &[usize], initializer: Initializer, stream: Stream) -> Result<Vec<Layer>, ModelError> {
    if topology.len() < 2 {
        return Err(ModelError::NoLayer);
    }
    let layer =
        |(l, pair): (u64, &[usize])| layer(pair[0], pair[1], initializer, [2 * l, 2 * l + 1].map(|k| stream.chunk(k)));
    (0..).zip(topology.windows(2)).map(layer).collect()
}

fn layer(fan_in: usize, fan_out: usize, initializer: Initializer, streams: [Key; 2]) -> Result<Layer, ModelError> {
    let laws = initializer.parameters(fan_in, fan_out)?;
    if let ParameterLaw::Orthogonal { .. } = laws.weights() {
        return Err(ModelError::DependentRows);
    }
    let too_large = ModelError::TooLarge { fan_in, fan_out };
    let draw = |law, count: usize, stream| {
        let mut drawn = Vec::new();
        drawn.try_reserve_exact(count).map_err(|_| too_large)?;
        drawn.resize(count, 0.0);
        fill(&mut drawn, law, stream)?;
        Ok(drawn)
    };
    let weights = draw(laws.weights(), fan_in.checked_mul(fan_out).ok_or(too_large)?, streams[0])?;
    let biases = draw(laws.biases(), fan_out, streams[1])?;
    Layer::new(Matrix::from_fn(fan_in, fan_out, |k, j| weights[j * fan_in + k]), &biases)
}

/// Fills a slice with parameters of this law, each seen through an active input of its own: z = w · 1.
fn fill(parameters: &mut [f64], law: ParameterLaw, stream: Key) -> Result<(), ModelError> {
    let neuron = Neuron::new(&Input::new(&[1.0])?, Parameters::new(law, ParameterLaw::Zero)?)?;
    Sampler::new(&neuron)?.fill(stream, parameters);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fans;

    const TOPOLOGY: [usize; 3] = [1000, 30, 10];

    fn of(initializer: Initializer) -> Vec<Layer> {
        layers(&TOPOLOGY, initializer, Stream::new(1, "layers")).unwrap()
    }

    #[test]
    fn initializers_under_one_stream_differ_in_scale_alone() {
        let (large, scaled, small) =
            (of(Initializer::LARGE), of(Initializer::SCALED), of(Initializer::SCALED_SMALL_BIAS));
        for (l, pair) in TOPOLOGY.windows(2).enumerate() {
            let factor = 1.0 / (pair[0] as f64).sqrt();
            assert_eq!((large[l].fan_in(), large[l].fan_out()), (pair[0], pair[1]));
            // A parameter is (c·r)·x and not c·(r·x): they differ by 2ε at most.
            let same = |a: f64, b: f64| (a - b).abs() <= 2.0 * f64::EPSILON * b.abs();
            let mut weights = large[l].weights().elements().zip(scaled[l].weights().elements());
            assert!(weights.all(|(a, b)| same(a * factor, *b)));
            assert_eq!(scaled[l].biases(), vec![0.0; pair[1]]);
            let mut biases = large[l].biases().iter().zip(small[l].biases());
            assert!(biases.all(|(a, b)| same(a / pair[1] as f64, *b)));
        }
    }

    /// To six standard errors: a false alarm in 500 million.
    #[test]
    fn parameters_have_the_mean_and_spread_of_their_law() {
        let independent =
            |one: &Initializer| !matches!(one.laws(Fans { fan_in: 9, fan_out: 9 })[0], ParameterLaw::Orthogonal { .. });
        for initializer in Initializer::all().filter(independent) {
            let law = initializer.parameters(1000, 30).unwrap().weights();
            let layers = of(initializer);
            let weights: Vec<f64> = layers[0].weights().elements().copied().collect();
            let n = weights.len() as f64;
            let mean = weights.iter().sum::<f64>() / n;
            let std_dev = (weights.iter().map(|w| (w - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
            let error = law.std_dev() / n.sqrt();
            assert!((mean - law.mean()).abs() <= 6.0 * error, "{initializer}");
            assert!((std_dev - law.std_dev()).abs() <= 6.0 * error / 2f64.sqrt(), "{initializer}");
        }
    }

    #[test]
    fn weights_and_biases_are_pinned() {
        let large = of(Initializer::LARGE);
        let drawn = [0, 1].map(|l| [large[l].weights()[(0, 0)], large[l].weights()[(0, 1)], large[l].biases()[0]]);
        let first = [-0.9254261505264016, 0.930452013298642, 0.5647979158091361];
        assert_eq!(drawn, [first, [0.0262364473041497, -0.06099906555278503, 2.2794886154297838]]);
    }

    #[test]
    fn what_is_no_topology_is_refused() {
        let of = |topology: &[usize]| layers(topology, Initializer::LARGE, Stream::new(1, "layers")).map(|_| ());
        assert_eq!((of(&[]), of(&[3])), (Err(ModelError::NoLayer), Err(ModelError::NoLayer)));
        assert_eq!((of(&[0, 1]), of(&[1, 0])), (Err(ModelError::NoInput), Err(ModelError::NoInput)));
        assert!(matches!(of(&[usize::MAX, 2]), Err(ModelError::TooLarge { .. })));
        assert!(matches!(of(&[usize::MAX / 16, 1]), Err(ModelError::TooLarge { .. })));
        assert_eq!(of(&[1, 1]), Ok(()));
    }
}
