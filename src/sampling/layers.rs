use super::{Key, Sampler, Stream};
use crate::model::{Initializer, Input, Layer, ModelError, Neuron, ParameterLaw, Scheme};
use ndarray::{Array1, Array2};

/// Draws every weight and every bias of the layers between these numbers of neurons, inputs first.
///
/// The weights of layer l, counted from 0, come row by row from chunk 2l of the stream, its biases from chunk 2l + 1. Two
/// schemes of normal parameters therefore share the standard normals under them: under one stream their networks differ
/// in scale alone, but for rounding.
///
/// # Errors
/// [`ModelError`] if there are not two numbers at least, one of them is 0, or a layer does not fit into memory.
///
/// ```
/// use saturation::model::Scheme;
/// use saturation::sampling::{Stream, layers};
/// let of = |scheme| layers(&[1000, 30, 10], scheme, Stream::new(7, "doc"));
/// let (large, scaled) = (of(Scheme::Large)?, of(Scheme::Scaled)?);
/// assert_eq!(large.len(), 2);
/// let ratio = large[1].weights()[[9, 29]] / scaled[1].weights()[[9, 29]];
/// assert!((ratio / 30f64.sqrt() - 1.0).abs() < 1e-15);
/// # Ok::<(), saturation::model::ModelError>(())
/// ```
pub fn layers(topology: &[usize], scheme: Scheme, stream: Stream) -> Result<Vec<Layer>, ModelError> {
    if topology.len() < 2 {
        return Err(ModelError::NoLayer);
    }
    let layer =
        |(l, pair): (u64, &[usize])| layer(pair[0], pair[1], scheme, [2 * l, 2 * l + 1].map(|k| stream.chunk(k)));
    (0..).zip(topology.windows(2)).map(layer).collect()
}

fn layer(fan_in: usize, fan_out: usize, scheme: Scheme, streams: [Key; 2]) -> Result<Layer, ModelError> {
    let laws = scheme.initializer(fan_in, fan_out)?;
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
    let weights = Array2::from_shape_vec((fan_out, fan_in), weights).map_err(|_| too_large)?;
    Layer::new(weights, Array1::from(biases))
}

/// Fills a slice with parameters of this law, each seen through a lit input of its own: z = w · 1.
fn fill(parameters: &mut [f64], law: ParameterLaw, stream: Key) -> Result<(), ModelError> {
    let neuron = Neuron::new(&Input::new(vec![1.0])?, Initializer::new(law, ParameterLaw::Zero)?)?;
    Sampler::new(&neuron).fill(stream, parameters);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPOLOGY: [usize; 3] = [1000, 30, 10];

    fn of(scheme: Scheme) -> Vec<Layer> {
        layers(&TOPOLOGY, scheme, Stream::new(1, "layers")).unwrap()
    }

    #[test]
    fn schemes_under_one_stream_differ_in_scale_alone() {
        let (large, scaled, small) = (of(Scheme::Large), of(Scheme::Scaled), of(Scheme::ScaledSmallBias));
        for (l, pair) in TOPOLOGY.windows(2).enumerate() {
            let factor = 1.0 / (pair[0] as f64).sqrt();
            assert_eq!(large[l].weights().dim(), (pair[1], pair[0]));
            // A parameter is (c·r)·x and not c·(r·x): they differ by 2ε at most.
            let same = |a: f64, b: f64| (a - b).abs() <= 2.0 * f64::EPSILON * b.abs();
            assert!((large[l].weights() * factor).iter().zip(scaled[l].weights()).all(|(a, b)| same(*a, *b)));
            assert_eq!(scaled[l].biases(), Array1::<f64>::zeros(pair[1]));
            let biases = large[l].biases() * (1.0 / pair[1] as f64);
            assert!(biases.iter().zip(small[l].biases()).all(|(a, b)| same(*a, *b)));
        }
    }

    /// To six standard errors: a false alarm in 500 million.
    #[test]
    fn parameters_have_the_mean_and_spread_of_their_law() {
        for scheme in Scheme::ALL {
            let law = scheme.initializer(1000, 30).unwrap().weights();
            let layers = of(scheme);
            let weights = layers[0].weights();
            let error = law.std_dev() / (weights.len() as f64).sqrt();
            assert!((weights.mean().unwrap() - law.mean()).abs() < 6.0 * error, "{}", scheme.name());
            assert!((weights.std(1.0) - law.std_dev()).abs() < 6.0 * error / 2f64.sqrt(), "{}", scheme.name());
        }
    }

    #[test]
    fn weights_and_biases_are_pinned() {
        let large = of(Scheme::Large);
        let drawn = [0, 1].map(|l| [large[l].weights()[[0, 0]], large[l].weights()[[1, 0]], large[l].biases()[0]]);
        let first = [-1.2385175552019678, -0.40049634389058286, 0.11442496939015054];
        assert_eq!(drawn, [first, [-0.02647298358807654, -0.16440225969314975, -0.218954559017399]]);
    }

    #[test]
    fn what_is_no_topology_is_refused() {
        let of = |topology: &[usize]| layers(topology, Scheme::Large, Stream::new(1, "layers")).map(|_| ());
        assert_eq!((of(&[]), of(&[3])), (Err(ModelError::NoLayer), Err(ModelError::NoLayer)));
        assert_eq!((of(&[0, 1]), of(&[1, 0])), (Err(ModelError::NoInput), Err(ModelError::NoInput)));
        assert!(matches!(of(&[usize::MAX, 2]), Err(ModelError::TooLarge { .. })));
        assert!(matches!(of(&[usize::MAX / 16, 1]), Err(ModelError::TooLarge { .. })));
        assert_eq!(of(&[1, 1]), Ok(()));
    }
}
