/// The p-quantile of ascending values, 0 ≤ p ≤ 1, between neighbours in proportion; NaN of no values.
///
/// With h = (n − 1)p it is x₍⌊h⌋₎ + (h − ⌊h⌋)(x₍⌈h⌉₎ − x₍⌊h⌋₎), counted from 0: type 7 of R. J. Hyndman, Y. Fan (1996),
/// Sample quantiles in statistical packages, *The American Statistician* 50. A p outside of its range counts as the end
/// that is nearer.
///
/// ```
/// use saturation::statistics::quantile;
/// let ascending = [1.0, 2.0, 3.0, 10.0];
/// assert_eq!([0.0, 0.25, 0.5, 0.75, 1.0].map(|p| quantile(&ascending, p)), [1.0, 1.75, 2.5, 4.75, 10.0]);
/// assert!(quantile(&[], 0.5).is_nan());
/// ```
pub fn quantile(ascending: &[f64], p: f64) -> f64 {
    let place = p.clamp(0.0, 1.0) * ascending.len().saturating_sub(1) as f64;
    let at = |place: f64| ascending.get(place as usize).copied().unwrap_or(f64::NAN);
    let (below, above) = (at(place.floor()), at(place.ceil()));
    below + (place - place.floor()) * (above - below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_value_is_every_quantile_and_no_share_lies_outside() {
        assert_eq!([-1.0, 0.0, 0.3, 1.0, 7.0].map(|p| quantile(&[7.0], p)), [7.0; 5]);
        assert_eq!([-1.0, 2.0].map(|p| quantile(&[1.0, 3.0], p)), [1.0, 3.0]);
        assert!(quantile(&[1.0, 3.0], f64::NAN).is_nan());
    }
}
