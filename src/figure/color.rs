//! The colours, few and with a meaning.

/// A colour of the palette, or a tint of one; the constants are the only way to make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color([u8; 3]);

impl Color {
    /// Text, axes and theory.
    pub const INK: Self = Self([0x1F, 0x24, 0x29]);
    /// Subtitles and remarks.
    pub const GREY: Self = Self([0x6B, 0x72, 0x7A]);
    /// Grid lines and what must stay in the background.
    pub const HAIRLINE: Self = Self([0xE1, 0xE4, 0xE8]);
    /// The background.
    pub const PAPER: Self = Self([0xFF, 0xFF, 0xFF]);
    /// A neuron whose derivative has vanished, and the law that leads there.
    pub const SATURATED: Self = Self([0x4C, 0x84, 0xB8]);
    /// A neuron that still learns, and the law that keeps it so.
    pub const ALIVE: Self = Self([0xD9, 0x74, 0x1F]);
    /// A further series.
    pub const PLUM: Self = Self([0x76, 0x45, 0x7D]);
    /// A further series.
    pub const PINE: Self = Self([0x45, 0x94, 0x7B]);

    /// The colour with this share of it left and paper for the rest; 1 is the colour itself, 0 is paper.
    ///
    /// ```
    /// use saturation::figure::Color;
    ///
    /// assert_eq!(Color::INK.tint(1.0), Color::INK);
    /// assert_eq!(Color::INK.tint(0.0), Color::PAPER);
    /// ```
    #[must_use]
    pub fn tint(self, share: f64) -> Self {
        self.toward(Self::PAPER, 1.0 - share)
    }

    /// Red, green and blue in sRGB.
    #[must_use]
    pub const fn rgb(self) -> [u8; 3] {
        self.0
    }

    /// The colour of these parts, as one finds it in a picture.
    pub(super) const fn of_rgb(rgb: [u8; 3]) -> Self {
        Self(rgb)
    }

    /// The colour, darkened as far as text on paper needs: a contrast of 4.5, as WCAG asks. Paper itself stays, for it
    /// can only be meant to stand on something dark.
    pub(super) fn legible(self) -> Self {
        if self == Self::PAPER {
            return self;
        }
        (0..=20)
            .map(|step| self.toward(Self::INK, f64::from(step) / 20.0))
            .find(|color| color.contrast_with_paper() >= 4.5)
            .unwrap_or(Self::INK)
    }

    fn contrast_with_paper(self) -> f64 {
        1.05 / (luminance(self.0) + 0.05)
    }

    fn toward(self, other: Self, share: f64) -> Self {
        let share = share.clamp(0.0, 1.0);
        let mix = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8;
        Self(std::array::from_fn(|channel| mix(self.0[channel], other.0[channel])))
    }
}

/// The light of each channel, from 0 to 1.
pub(super) fn linear(rgb: [u8; 3]) -> [f64; 3] {
    rgb.map(|channel| {
        let channel = f64::from(channel) / 255.0;
        if channel <= 0.04045 { channel / 12.92 } else { libm::pow((channel + 0.055) / 1.055, 2.4) }
    })
}

/// Relative luminance (WCAG 2): 0 of black, 1 of white.
pub(super) fn luminance(rgb: [u8; 3]) -> f64 {
    let [r, g, b] = linear(rgb);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hue_becomes_readable_as_text() {
        for hue in [Color::SATURATED, Color::ALIVE, Color::PLUM, Color::PINE, Color::GREY, Color::HAIRLINE] {
            assert!(hue.legible().contrast_with_paper() >= 4.5, "{hue:?}");
        }
        assert_eq!(Color::PAPER.legible(), Color::PAPER);
    }

    /// Perceived coordinates (OKLab) of a colour as someone sees it who lacks the red or the green receptors (matrices
    /// of Viénot, Brettel and Mollon, 1999), or lacks none.
    fn perceived(color: Color, blindness: [f64; 6]) -> [f64; 3] {
        let [r, g, b] = linear(color.rgb());
        let [rr, rg, gr, gg, br, bg] = blindness;
        let (r, g, b) = (rr * r + rg * g, gr * r + gg * g, br * r + bg * g + b);
        let l = (0.412_221 * r + 0.536_333 * g + 0.051_446 * b).cbrt();
        let m = (0.211_903 * r + 0.680_700 * g + 0.107_397 * b).cbrt();
        let s = (0.088_302 * r + 0.281_719 * g + 0.629_979 * b).cbrt();
        [
            0.210_454 * l + 0.793_618 * m - 0.004_072 * s,
            1.977_998 * l - 2.428_592 * m + 0.450_594 * s,
            0.025_904 * l + 0.782_772 * m - 0.808_676 * s,
        ]
    }

    #[test]
    fn no_two_hues_look_alike_to_the_colour_blind() {
        let everyone = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
        let without_red = [0.112_38, 0.887_62, 0.112_38, 0.887_62, 0.004_01, -0.004_01];
        let without_green = [0.292_75, 0.707_25, 0.292_75, 0.707_25, -0.022_34, 0.022_34];
        let hues = [Color::SATURATED, Color::ALIVE, Color::PLUM, Color::PINE, Color::INK];
        for eyes in [everyone, without_red, without_green] {
            for (index, &one) in hues.iter().enumerate() {
                for &other in &hues[..index] {
                    let (one_seen, other_seen) = (perceived(one, eyes), perceived(other, eyes));
                    let distance = (0..3).map(|k| (one_seen[k] - other_seen[k]).powi(2)).sum::<f64>().sqrt();
                    assert!(distance > 0.08, "{one:?} and {other:?} are {distance:.3} apart");
                }
            }
        }
    }
}
