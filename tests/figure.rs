//! Figures as a caller meets them: errors instead of panics, the same bytes each time, and all that was said in sight.

use saturation::figure::{
    Area, Axis, Band, Bar, Bars, Circle, Color, Curve, Figure, FigureError, Label, Look, Mark, Measurement, PNG_WIDTH,
    Panel, Place, Points, Position, Rule, Stem, Stems, Stroke, Swatch, png,
};

fn unit() -> Axis {
    Axis::new("", 0.0, 1.0)
}

fn diagonal() -> Curve {
    Curve::new([(0.0, 0.0), (1.0, 1.0)], Stroke::theory())
}

fn with(x: Axis, y: Axis, mark: impl Into<Mark>) -> Result<String, FigureError> {
    Figure::new("Title").panel(Panel::new(x, y).mark(mark)).svg()
}

/// One of each mark, on these axes.
fn every_mark() -> Vec<Mark> {
    vec![
        Band::new(0.1, 0.2, Color::SATURATED).into(),
        Bars::new([Bar::new(0.2, 0.3, 0.5, Color::SATURATED), Bar::new(0.3, 0.4, 0.6, Color::ALIVE)]).into(),
        Stems::new(2.0, [Stem::new(0.5, 0.4, Color::PINE)]).into(),
        Area::new([(0.0, 0.2), (1.0, 0.3)], Color::PLUM).base(0.1).into(),
        diagonal().into(),
        Rule::horizontal(0.9, Stroke::thin().dashed()).into(),
        Rule::vertical(0.7, Stroke::thin()).between(0.2, 0.8).into(),
        Points::new(
            Color::ALIVE,
            [
                Measurement::Estimate { x: 0.3, y: 0.8, interval: (0.7, 0.85) },
                Measurement::UpperLimit { x: 0.8, upper: 0.5 },
            ],
        )
        .into(),
        Label::new((0.5, 0.2), "two\nlines").place(Place::Below).into(),
        Circle::new((0.9, 0.2), 8.0, Color::PAPER, Stroke::theory()).into(),
    ]
}

fn everything() -> Figure {
    let panel = Panel::new(Axis::new("to the right", 0.0, 1.0), Axis::new("upward", 0.0, 1.2))
        .heading("Heading")
        .marks(every_mark())
        .legend(Swatch::Fill(Color::SATURATED), "bars")
        .legend(Swatch::Line(Color::INK), "law")
        .legend(Swatch::DashedLine(Color::GREY), "limit")
        .legend(Swatch::Point(Color::ALIVE), "measured")
        .legend(Swatch::UpperLimit(Color::ALIVE), "upper limits");
    Figure::new("A *finding*, with a < b & c").subtitle("10⁶ trials").aspect(0.7).panel(panel)
}

/// What the texts of a document say, one a line.
fn said(svg: &str) -> String {
    let texts = svg.split("<g aria-label=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let said: String = texts.flat_map(|text| [text, "\n"]).collect();
    said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    let (first, second) = (everything().svg().unwrap(), everything().svg().unwrap());
    assert_eq!(first, second);
    assert_eq!(png(&first, Look::default()).unwrap(), png(&second, Look::default()).unwrap());
}

#[test]
fn the_png_is_2400_pixels_wide_and_as_high_as_the_aspect_says() {
    let png = png(&everything().svg().unwrap(), Look::default()).unwrap();
    assert_eq!(PNG_WIDTH, 2400);
    assert_eq!(png[16..20], 2400_u32.to_be_bytes());
    assert_eq!(png[20..24], 1680_u32.to_be_bytes());
}

#[test]
fn every_text_is_in_the_svg() {
    let said = said(&everything().svg().unwrap());
    for text in [
        "A finding, with a < b & c",
        "106 trials",
        "Heading",
        "to the right",
        "upward",
        "two\nlines",
        "bars\n",
        "law\n",
        "limit\n",
        "measured",
        "upper limits",
        "0.8",
    ] {
        assert!(said.contains(text), "{text:?} is missing in\n{said}");
    }
}

/// A viewer without the fonts shows the same picture, and one that reads aloud says what it shows.
#[test]
fn texts_are_outlines_with_a_name() {
    let svg = everything().svg().unwrap();
    assert!(!svg.contains("<text") && !svg.contains("font-family"));
    assert!(svg.starts_with("<svg") && svg.contains("role=\"img\" aria-label=\"A finding, with a &lt; b &amp; c\""));
    for reference in svg.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert_eq!(svg.matches(&format!("id=\"{reference}\"")).count(), 1, "{reference}");
    }
}

#[test]
fn numbers_have_a_true_minus_and_none_a_hyphen() {
    let svg = with(Axis::new("", -4.0, 4.0), Axis::log10("", 1e-6, 1.0), Label::new((0.0, 0.1), "here")).unwrap();
    let said = said(&svg);
    assert!(said.contains("\u{2212}2") && said.contains("10\u{2212}4"), "{said}");
    assert!(!said.contains('-'), "{said}");
}

#[test]
fn a_long_title_wraps_and_stays_on_the_page() {
    let title = "A finding that takes a good many words to state because it is so very particular, and yet holds in each case that we tried";
    let figure = Figure::new(title).panel(Panel::new(unit(), unit()).mark(diagonal()));
    let said = said(&figure.svg().unwrap());
    assert!(!said.contains(title));
    assert!(said.replace('\n', " ").contains(title));
}

#[test]
fn a_value_that_is_not_finite_is_an_error() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let not_finite = |result| assert!(matches!(result, Err(FigureError::NotFinite { .. })), "{value}: {result:?}");
        not_finite(with(unit(), unit(), Curve::new([(0.0, value)], Stroke::theory())));
        not_finite(with(unit(), unit(), Bars::new([Bar::new(value, 1.0, 1.0, Color::INK)])));
        not_finite(with(unit(), unit(), Stems::new(1.0, [Stem::new(0.0, value, Color::INK)])));
        not_finite(with(unit(), unit(), Area::new([(0.0, 0.0)], Color::INK).base(value)));
        not_finite(with(unit(), unit(), Band::new(0.0, value, Color::INK)));
        not_finite(with(unit(), unit(), Rule::vertical(0.5, Stroke::thin()).between(0.0, value)));
        not_finite(with(unit(), unit(), Label::new((value, 0.0), "")));
        not_finite(with(unit(), unit(), Circle::new((value, 0.0), 5.0, Color::INK, Stroke::thin())));
        let measured = Measurement::Estimate { x: 0.0, y: 0.0, interval: (value, 0.0) };
        not_finite(with(unit(), unit(), Points::new(Color::INK, [measured])));
        not_finite(with(Axis::new("", 0.0, value), unit(), diagonal()));
        not_finite(with(unit().ticks([(value, "")]), unit(), diagonal()));
    }
}

#[test]
fn a_logarithmic_axis_refuses_what_is_not_positive() {
    for value in [0.0, -0.0, -1.0] {
        let curve = Curve::new([(0.5, value)], Stroke::theory());
        let result = with(unit(), Axis::log10("", 0.1, 1.0), curve);
        let at = Position { row: 1, panel: 1 };
        assert_eq!(result, Err(FigureError::NotPositive { at, what: "a point of a curve", value }));
        let result = with(unit(), Axis::log10("", value, 1.0), diagonal());
        assert!(matches!(result, Err(FigureError::NotPositive { .. })), "{result:?}");
    }
}

#[test]
fn a_range_must_ascend_over_a_finite_distance() {
    for (low, high) in [(1.0, 1.0), (1.0, 0.0), (f64::MIN, f64::MAX)] {
        let result = with(unit(), Axis::new("", low, high), diagonal());
        assert!(matches!(result, Err(FigureError::EmptyRange { axis: "y", .. })), "{result:?}");
    }
}

#[test]
fn nothing_to_draw_is_an_error() {
    assert_eq!(Figure::new("").svg(), Err(FigureError::NoPanels));
    assert_eq!(Figure::new("").row(1.0, []).svg(), Err(FigureError::NoPanels));
    let panels = [Panel::new(unit(), unit()).mark(diagonal()), Panel::new(unit(), unit())];
    let error = Figure::new("").row(1.0, panels).svg();
    assert_eq!(error, Err(FigureError::EmptyPanel(Position { row: 1, panel: 2 })));
    assert_eq!(error.unwrap_err().to_string(), "row 1, panel 2: the panel has no marks");
}

#[test]
fn sizes_must_be_positive_and_fit_a_page() {
    for size in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e9] {
        let bad = |result| assert!(matches!(result, Err(FigureError::BadSize { .. })), "{size}: {result:?}");
        bad(with(unit(), unit(), Curve::new([(0.0, 0.0)], Stroke::new(Color::INK, size))));
        bad(with(unit(), unit(), Circle::new((0.0, 0.0), size, Color::INK, Stroke::thin())));
        bad(with(unit(), unit(), Label::new((0.0, 0.0), "text").size(size)));
        bad(Figure::new("").aspect(size).panel(Panel::new(unit(), unit()).mark(diagonal())).svg());
        bad(Figure::new("").row(size, [Panel::new(unit(), unit()).mark(diagonal())]).svg());
    }
}

#[test]
fn too_little_room_is_an_error() {
    let panel = || Panel::new(unit(), unit()).mark(diagonal());
    let flat = Figure::new("Title").aspect(0.05).panel(panel()).svg();
    assert!(matches!(flat, Err(FigureError::NoRoom(_))), "{flat:?}");
    let crowded = Figure::new("Title").row(1.0, (0..40).map(|_| panel())).svg();
    assert!(matches!(crowded, Err(FigureError::NoRoom(_))), "{crowded:?}");
}

#[test]
fn a_character_that_cannot_be_set_is_an_error() {
    let figure = |title: &str| Figure::new(title).panel(Panel::new(unit(), unit()).mark(diagonal())).svg();
    assert!(matches!(figure("雪"), Err(FigureError::MissingGlyph { character: '雪', .. })), "{:?}", figure("雪"));
    assert!(figure("Σⱼ wⱼxₖ + b ≈ −√501 · 10⁻³ ± ∞, τ ≤ ¼ ⋮ … ‖∂Wᵀ‖ ≥ “η′” × 2¹").is_ok());
    assert!(matches!(figure("bell \u{7}"), Err(FigureError::MissingGlyph { .. } | FigureError::Raster(_))));
}

#[test]
fn extreme_values_are_drawn_or_refused_but_never_panic() {
    let extremes = [0.0, -1.0, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, 1e-300, 1e300];
    for low in extremes {
        for high in extremes {
            for value in extremes {
                let points = [(value, value), (low, high), (high, value)];
                let curve = || Curve::new(points, Stroke::thin().dashed());
                let bars = Bars::new([Bar::new(low, high, value, Color::INK)]);
                let _ = with(Axis::new("", low, high), unit(), curve());
                let _ = with(unit(), Axis::new("", low, high), bars);
                let _ = with(Axis::log10("", low, high), Axis::log10("", low, high), curve());
            }
        }
    }
}

#[test]
fn marks_stay_within_their_panel() {
    let wild = Curve::new([(-5.0, -5.0), (0.5, 0.5), (0.6, 9.0), (0.7, -3.0)], Stroke::theory());
    let tall = Bars::new([Bar::new(-3.0, 4.0, 12.0, Color::ALIVE)]);
    let figure =
        Figure::new("").panel(Panel::new(Axis::hidden(0.0, 1.0), Axis::hidden(0.0, 1.0)).mark(tall).mark(wild));
    let svg = figure.svg().unwrap();
    let points = svg.lines().filter(|line| line.starts_with("<polyline"));
    let points = points.filter_map(|line| line.split("points=\"").nth(1)?.split('"').next());
    let mut count = 0;
    for point in points.flat_map(str::split_whitespace) {
        let (x, y) = point.split_once(',').unwrap();
        let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
        assert!((0.0..=9600.0).contains(&x) && (0.0..=5760.0).contains(&y), "{point}");
        count += 1;
    }
    assert!(count >= 4, "{count}");
}

#[test]
fn a_legend_without_a_free_corner_moves_above_the_panel() {
    let legend_y = |height: f64| -> f64 {
        let bars = Bars::new([Bar::new(0.0, 1.0, height, Color::SATURATED)]);
        let panel = Panel::new(unit(), unit()).mark(bars).legend(Swatch::Fill(Color::SATURATED), "the legend");
        let svg = Figure::new("").panel(panel).svg().unwrap();
        let place = svg.split("aria-label=\"the legend\"").nth(1).unwrap().split("translate(").nth(1).unwrap();
        place.split([' ', ')']).nth(1).unwrap().parse().unwrap()
    };
    let bar_top = |height: f64| -> f64 {
        let bars = Bars::new([Bar::new(0.0, 1.0, height, Color::ALIVE)]);
        let panel = Panel::new(unit(), unit()).mark(bars).legend(Swatch::Fill(Color::SATURATED), "the legend");
        let svg = Figure::new("").panel(panel).svg().unwrap();
        let line = svg.lines().find(|line| line.contains("fill=\"#D9741F\"")).unwrap();
        line.split(" y=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    for height in [0.5, 1.0] {
        assert!(legend_y(height) + 0.3 * 12.0 * 12.0 < bar_top(height), "{height}");
    }
}
