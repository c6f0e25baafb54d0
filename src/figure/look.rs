//! How a figure looks on a page: its colours, and how wide it is.

use super::Color;
use super::color::linear;
use super::theme::WIDTH;
use std::collections::BTreeSet;

/// Colours and width of a figure. Neither moves anything in it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Look {
    /// Dark on light, or light on dark.
    pub theme: Theme,
    /// Its width on paper, in centimetres; without one it is [`WIDTH`] pixels, 21.2 cm where a pixel is 1/96 inch.
    pub width: Option<f64>,
}

/// The ground that a figure stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on nearly black.
    Dark,
}

impl Look {
    /// Width and height of a figure of this nominal height, as SVG writes them.
    pub(super) fn size(&self, height: f64) -> [String; 2] {
        match self.width {
            None => [format!("{WIDTH}"), format!("{height}")],
            Some(width) => [width, width * height / WIDTH].map(|length| format!("{}cm", (length * 1e3).round() / 1e3)),
        }
    }

    /// Pixels of a PNG of this width for each metre of paper, if a width was asked for.
    pub(super) fn pixels_per_metre(&self, pixels: u32) -> Option<u32> {
        self.width.map(|width| (f64::from(pixels) * 100.0 / width).round() as u32)
    }
}

impl Theme {
    /// This colour on the ground of the theme.
    ///
    /// On the dark one its lightness L (OKLab, Ottosson 2020) becomes 0.205 + 0.91 (1 − L)⁰·⁸, and its hue stays: paper is nearly
    /// black, ink nearly white, and what was faint is faint.
    pub(super) fn rgb(self, color: Color) -> [u8; 3] {
        match self {
            Self::Light => color.rgb(),
            Self::Dark => {
                let [l, a, b] = oklab(color.rgb());
                from_oklab([0.205 + 0.91 * libm::pow(1.0 - l, 0.8), a, b])
            }
        }
    }
}

/// Style rules that give these pictures, drawn on light ground, the colours of the dark one.
pub(crate) fn dark_rules(pictures: &[String]) -> String {
    let mut colors = BTreeSet::new();
    for picture in pictures {
        for name in ["fill=\"#", "stroke=\"#"] {
            colors
                .extend(picture.split(name).skip(1).filter_map(|rest| Some((&name[..name.len() - 3], rest.get(..6)?))));
        }
    }
    let rule = |(name, hex): (&str, &str)| {
        let number = u32::from_str_radix(hex, 16).ok()?;
        let [_, r, g, b] = number.to_be_bytes();
        let [r, g, b] = Theme::Dark.rgb(Color::of_rgb([r, g, b]));
        Some(format!("figure [{name}=\"#{hex}\"]{{{name}:#{r:02x}{g:02x}{b:02x}}}"))
    };
    colors.into_iter().filter_map(rule).collect::<Vec<_>>().join("\n")
}

fn oklab(rgb: [u8; 3]) -> [f64; 3] {
    let [r, g, b] = linear(rgb);
    let l = libm::cbrt(0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b);
    let m = libm::cbrt(0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b);
    let s = libm::cbrt(0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b);
    [
        0.210_454_255_3 * l + 0.793_617_785 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766 * s,
    ]
}

/// What no screen shows is cut off.
fn from_oklab([lightness, a, b]: [f64; 3]) -> [u8; 3] {
    let l = lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b;
    let m = lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b;
    let s = lightness - 0.089_484_177_5 * a - 1.291_485_548 * b;
    let [l, m, s] = [l * l * l, m * m * m, s * s * s];
    let linear = [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
    ];
    linear.map(|channel| {
        let channel = channel.clamp(0.0, 1.0);
        let curved =
            if channel <= 0.003_130_8 { 12.92 * channel } else { 1.055 * libm::pow(channel, 1.0 / 2.4) - 0.055 };
        (255.0 * curved).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::color::luminance;

    /// A contrast of 4.5 for text (WCAG 2), as on paper.
    #[test]
    fn texts_are_readable_on_dark_ground() {
        let paper = luminance(Theme::Dark.rgb(Color::PAPER));
        for hue in [Color::INK, Color::GREY, Color::SATURATED, Color::ALIVE, Color::PLUM, Color::PINE] {
            let ink = luminance(Theme::Dark.rgb(hue.legible()));
            assert!((ink + 0.05) / (paper + 0.05) >= 4.5, "{hue:?}: {}", (ink + 0.05) / (paper + 0.05));
        }
        assert!(paper < 0.012);
    }

    #[test]
    fn colours_go_to_oklab_and_back() {
        for hue in [Color::INK, Color::GREY, Color::SATURATED, Color::ALIVE, Color::PAPER] {
            assert_eq!(from_oklab(oklab(hue.rgb())), hue.rgb());
        }
    }

    #[test]
    fn every_colour_of_a_picture_has_a_rule() {
        let rules = dark_rules(&["<path fill=\"#FFFFFF\" stroke=\"#1F2429\"/><g fill=\"none\"/>".to_owned()]);
        assert_eq!(rules.lines().count(), 2);
        assert!(rules.starts_with("figure [fill=\"#FFFFFF\"]{fill:#1"), "{rules}");
    }
}
