//! The figures, looked at by a machine: no text leaves the page, runs into another text, or is crossed by a curve.

use super::DEFAULT;
use saturation::publish::figure::Figure;
use std::sync::Arc;

use resvg::tiny_skia::{PathSegment, Point, Rect};
use resvg::usvg::{Group, Node, Options, Tree, fontdb};

/// Ink of the texts, and the points of the lines, a pixel apart, in nominal pixels.
#[derive(Default)]
struct Ink {
    texts: Vec<(String, Rect)>,
    lines: Vec<Point>,
}

fn ink(svg: &str) -> Ink {
    let mut fonts = fontdb::Database::new();
    for face in ["Regular", "Italic", "Semibold"] {
        let path = format!("{}/src/publish/fonts/LibertinusSerif-{face}.otf", env!("CARGO_MANIFEST_DIR"));
        fonts.load_font_data(std::fs::read(path).unwrap());
    }
    let options = Options { fontdb: Arc::new(fonts), ..Options::default() };
    let mut ink = Ink::default();
    collect(Tree::from_str(svg, &options).unwrap().root(), &mut ink);
    ink
}

fn collect(group: &Group, ink: &mut Ink) {
    for node in group.children() {
        match node {
            Node::Group(inner) => collect(inner, ink),
            Node::Text(text) => {
                let said = text.chunks().iter().map(|chunk| chunk.text()).collect();
                ink.texts.push((said, text.flattened().abs_bounding_box()));
            }
            Node::Path(path) if path.stroke().is_some() => {
                let mut last = Point::zero();
                for segment in path.data().segments() {
                    let (PathSegment::MoveTo(mut to) | PathSegment::LineTo(mut to)) = segment else { continue };
                    path.abs_transform().map_point(&mut to);
                    if matches!(segment, PathSegment::LineTo(_)) {
                        let steps = last.distance(to).ceil().max(1.0);
                        let step = |k: f32| Point {
                            x: last.x + (to.x - last.x) * k / steps,
                            y: last.y + (to.y - last.y) * k / steps,
                        };
                        ink.lines.extend((0..=steps as u32).map(|k| step(k as f32)));
                    }
                    last = to;
                }
            }
            _ => {}
        }
    }
}

fn figures() -> impl Iterator<Item = (&'static str, &'static Figure)> {
    DEFAULT.sections.iter().map(|section| (section.id, &section.figure))
}

#[test]
fn no_text_leaves_the_page_or_runs_into_another() {
    for (name, figure) in figures() {
        let height = (800.0 * figure.aspect).round() as f32;
        let ink = ink(&figure.svg().unwrap());
        assert!(ink.texts.len() > 5, "{name}");
        for (index, (text, own)) in ink.texts.iter().enumerate() {
            let inside = own.left() >= 4.0 && own.right() <= 796.0 && own.top() >= 4.0 && own.bottom() <= height - 4.0;
            assert!(inside, "{name}: {text:?} leaves the page at {own:?}");
            for (other_text, other) in &ink.texts[..index] {
                let apart = own.left() >= other.right() + 1.0
                    || other.left() >= own.right() + 1.0
                    || own.top() >= other.bottom()
                    || other.top() >= own.bottom();
                assert!(apart, "{name}: {text:?} runs into {other_text:?}");
            }
        }
    }
}

#[test]
fn no_curve_crosses_a_text() {
    // In the diagram, lines end at the centres of the circles that hide them, and so under their texts.
    for (name, figure) in figures().filter(|(name, _)| *name != "network") {
        let ink = ink(&figure.svg().unwrap());
        for (text, own) in &ink.texts {
            let crossed = ink.lines.iter().find(|point| {
                (own.left()..=own.right()).contains(&point.x) && (own.top()..=own.bottom()).contains(&point.y)
            });
            assert!(crossed.is_none(), "{name}: a line crosses {text:?} at {crossed:?}");
        }
    }
}

#[test]
fn no_text_is_too_small_to_read_where_a_readme_shows_it() {
    for (name, figure) in figures() {
        let svg = figure.svg().unwrap();
        for size in svg.split("font-size=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let smallest = match size.strip_suffix('%') {
                Some(percent) => 11.5 * percent.parse::<f64>().unwrap() / 100.0,
                None => size.parse::<f64>().unwrap() / 12.0,
            };
            assert!(smallest * 830.0 / 800.0 >= 9.0, "{name}: {size}");
        }
    }
}
