//! The figures, looked at by a machine: no text leaves the page, runs into another text, or is crossed by a curve.

use super::COMMITTED;
use saturation::figure::Figure;

use resvg::tiny_skia::{PathSegment, Point, Rect};
use resvg::usvg::{Group, Node, Options, Tree};

/// Ink of the texts, and the points of the lines, a pixel apart, in nominal pixels.
#[derive(Default)]
struct Ink {
    texts: Vec<(String, Rect)>,
    lines: Vec<Point>,
}

/// What the texts of a document say, and the attributes of their elements and of what these contain.
fn texts(svg: &str) -> impl Iterator<Item = (&str, &str)> {
    svg.split("<g aria-label=\"").skip(1).filter_map(|text| text.split_once('"'))
}

fn ink(svg: &str) -> Ink {
    let tree = Tree::from_str(svg, &Options::default()).unwrap();
    let mut ink = Ink::default();
    collect(tree.root(), &mut ink, &mut texts(svg).map(|(said, _)| said));
    ink
}

/// The texts are the groups without lines, in the order of the document; but a translucent area is a group as well.
fn collect<'a>(group: &Group, ink: &mut Ink, said: &mut impl Iterator<Item = &'a str>) {
    for node in group.children() {
        match node {
            Node::Group(inner) if has_lines(inner) => collect(inner, ink, said),
            Node::Group(area) if area.opacity().get() < 1.0 => {}
            Node::Group(text) => ink.texts.push((said.next().unwrap().to_owned(), text.abs_bounding_box())),
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

fn has_lines(group: &Group) -> bool {
    group.children().iter().any(|node| match node {
        Node::Group(inner) => has_lines(inner),
        Node::Path(path) => path.stroke().is_some(),
        _ => false,
    })
}

fn figures() -> impl Iterator<Item = (&'static str, &'static Figure)> {
    COMMITTED.report.chapters.iter().map(|chapter| (chapter.id, &chapter.section.figure))
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

/// A viewer without the fonts shows the same picture: texts are outlines, and the page cuts nothing off.
#[test]
fn the_committed_pictures_need_no_font_and_lie_on_their_page() {
    fn outside(group: &Group, page: Rect) -> Option<Rect> {
        group.children().iter().find_map(|node| match node {
            Node::Group(inner) => outside(inner, page),
            node => Some(node.abs_stroke_bounding_box()).filter(|own| {
                let inside = own.left() >= page.left() && own.right() <= page.right();
                !(inside && own.top() >= page.top() && own.bottom() <= page.bottom())
            }),
        })
    }
    for (name, _) in figures() {
        let svg = std::fs::read_to_string(super::output().join(format!("figures/{name}.svg"))).expect("it is there");
        assert!(!svg.contains("<text") && !svg.contains("font-family"), "{name}");
        let tree = Tree::from_str(&svg, &Options::default()).unwrap();
        // To a thousandth of a pixel, for the sizes are rounded.
        let page = Rect::from_ltrb(-1e-3, -1e-3, tree.size().width() + 1e-3, tree.size().height() + 1e-3).unwrap();
        assert_eq!(outside(tree.root(), page), None, "{name}");
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
        for (said, text) in texts(&svg) {
            // The first scale is that of the line, a second that of its smallest raised or lowered run.
            let text = text.split("aria-label").next().unwrap();
            let mut scales = text.split("scale(").skip(1).map(|rest| rest.split(')').next().unwrap().parse().unwrap());
            let size: f64 = scales.next().unwrap() * 1000.0 / 12.0;
            let smallest = size * scales.fold(1.0, f64::min);
            assert!(smallest * 830.0 / 800.0 >= 9.0, "{name}: {said:?} is set in {smallest}");
        }
    }
}
