/// One image at another size, bilinear; see [`Dataset::resized`](super::Dataset::resized).
pub(super) fn bilinear(image: &[f64], [height, width]: [usize; 2], shape: [usize; 2]) -> Vec<f64> {
    let (lines, columns) = (neighbours(height, shape[0]), neighbours(width, shape[1]));
    let between = |a: f64, b: f64, weight: f64| a + weight * (b - a);
    let mut enlarged = Vec::with_capacity(shape[0] * shape[1]);
    for &(upper, lower, down) in &lines {
        let across = |line: usize, &(left, right, weight): &(usize, usize, f64)| {
            between(image[line * width + left], image[line * width + right], weight)
        };
        enlarged.extend(columns.iter().map(|column| between(across(upper, column), across(lower, column), down)));
    }
    enlarged
}

/// For each pixel of a side of `to`, the two of a side of `from` between whose centres its own lies, and how far along.
fn neighbours(from: usize, to: usize) -> Vec<(usize, usize, f64)> {
    let scale = from as f64 / to as f64;
    let place = |k: usize| {
        let center = ((k as f64 + 0.5) * scale - 0.5).clamp(0.0, (from - 1) as f64);
        let before = center as usize;
        (before, (before + 1).min(from - 1), center - before as f64)
    };
    (0..to).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::dataset::digits;

    #[test]
    fn a_constant_image_stays_constant_and_the_same_size_the_same_image() {
        for grey in [0.0, 0.1, 1.0 / 3.0, 1.0] {
            assert!(bilinear(&[grey; 15], [3, 5], [17, 8]).iter().all(|x| *x == grey), "{grey}");
        }
        let image: Vec<f64> = (0..12).map(|k| f64::from(k * k % 7) / 7.0).collect();
        assert_eq!(bilinear(&image, [3, 4], [3, 4]), image);
    }

    /// Twice as large: new centres lie a quarter of a pixel to each side of the old ones.
    #[test]
    fn a_ramp_stays_linear_inside_and_flat_beyond_the_outermost_centres() {
        let ramp = [0.0, 1.0, 2.0, 3.0];
        let expected = [0.0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3.0];
        assert_eq!(bilinear(&ramp, [1, 4], [1, 8]), expected);
        assert_eq!(bilinear(&ramp, [4, 1], [8, 1]), expected);
    }

    /// Against the formula written out for single pixels in numpy.
    #[test]
    fn a_digit_is_enlarged_as_elsewhere() {
        let large = digits().unwrap().first(1).resized([28, 28]).unwrap();
        for (line, column, value) in [
            (0, 0, 0.0),
            (0, 10, 0.5625),
            (3, 9, 0.629_464_285_714_285_7),
            (5, 14, 0.687_181_122_448_979_4),
            (9, 8, 0.847_576_530_612_244_7),
            (14, 20, 0.525_829_081_632_653_1),
            (27, 11, 0.718_75),
        ] {
            let pixel: f64 = large.images()[(0, 28 * line + column)];
            assert!((pixel - value).abs() < 1e-14, "line {line}, column {column}: {pixel}, not {value}");
        }
        assert!(large.images().elements().all(|x| (0.0..=1.0).contains(x)));
    }
}
