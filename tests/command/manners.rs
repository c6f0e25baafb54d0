//! What people expect of a command: figures for their papers, JSON for their scripts, links where a terminal shows them.

use super::{Scratch, stderr, stdout};
use std::fs;

#[test]
fn figures_have_the_format_the_width_and_the_theme_that_was_asked_for() {
    let scratch = Scratch::new();
    let run = ["run", "network", "--trials", "1e4", "--output", "out", "--quiet"];
    let figures = ["--figures", "pdf,svg,png", "--theme", "dark", "--figure-width", "16"];
    let output = scratch.run(&[&run[..], &figures].concat());
    assert_eq!(stderr(&output), "");
    let read = |name: &str| fs::read(scratch.path("out").join(name)).expect("written");
    let svg = String::from_utf8(read("figures/network.svg")).unwrap();
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"16cm\""), "{}", &svg[..200]);
    assert!(!svg.contains("#FFFFFF") && !svg.contains("<text"), "white in a dark figure, or text that needs a font");
    // 2400 pixels on 16 cm are 15 000 a metre.
    let png = read("figures/network.png");
    let density = [&b"pHYs"[..], &15_000u32.to_be_bytes(), &15_000u32.to_be_bytes(), &[1]].concat();
    assert!(png.windows(density.len()).any(|bytes| bytes == density));
    let pdf = read("figures/network.pdf");
    let text = String::from_utf8_lossy(&pdf);
    assert!(pdf.starts_with(b"%PDF-") && text.contains("/MediaBox [0 0 453.5"), "16 cm are 453.5 points");
    assert!(!text.contains("/Font"));
    // The report leads to what is there.
    let output = scratch.run(&[&run[..], &["--figures", "pdf"]].concat());
    assert!(stderr(&output).contains("of an earlier run stay: figures/network.png"), "{}", stderr(&output));
    let [markdown, json] = ["report.md", "report.json"].map(|name| String::from_utf8(read(name)).unwrap());
    assert!(markdown.contains("](figures/network.pdf)") && json.contains("\"figures/network.pdf\""));
    assert!(String::from_utf8(read("report.html")).unwrap().contains("<svg"));
}

#[test]
fn figures_that_cannot_be_made_are_refused() {
    let scratch = Scratch::new();
    for (options, why) in [
        (vec!["--figures", "pdf"], "error: figures: nowhere to write them; give a directory with --output DIR\n"),
        (vec!["--figures", "svg,png"], "error: figures: nowhere to write them; give a directory with --output DIR\n"),
        (vec!["--figures", "gif"], "error: figures: gif: not a format of figures; give svg, png or pdf\n"),
        (vec!["--figure-width", "-3"], "error: figure-width: -3: not a number from 1 to 200; give one such as 16\n"),
        (vec!["--figure-width", "NaN"], "error: figure-width: NaN: not a number from 1 to 200; give one such as 16\n"),
    ] {
        let output = scratch.run(&[&["run", "network", "--trials", "1e4"][..], &options].concat());
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(2), why));
    }
    assert!(scratch.files().is_empty());
}

/// Standard output is the report as the file has it.
#[test]
fn every_command_speaks_json() {
    let scratch = Scratch::new();
    for (directory, command, id) in [
        ("run", vec!["run", "network", "--trials", "1e4", "--seed", "fresh", "--output", "run"], "network"),
        ("neuron", vec!["neuron", "--init", "large", "--trials", "100", "--output", "neuron"], "neuron"),
        ("run", vec!["report", "run"], "network"),
    ] {
        let output = scratch.run(&[&command[..], &["--json"]].concat());
        let written = fs::read_to_string(scratch.path(directory).join("report.json")).expect("written");
        assert_eq!(stdout(&output), written, "{command:?}: {}", stderr(&output));
        let report: serde_json::Value = serde_json::from_str(&written).expect("JSON");
        assert_eq!(report["chapters"][0]["id"], id);
    }
    for what in ["experiments", "initializers", "activations"] {
        let list = |form: &str| stdout(&scratch.run(&["list", what, form]));
        let rows: Vec<serde_json::Value> = serde_json::from_str(&list("--json")).expect("JSON");
        let csv = list("--csv");
        assert_eq!(rows.len() + 1, csv.lines().count());
        let header = csv.lines().next().unwrap().to_owned();
        assert!(header.split(',').all(|column| rows[0].get(column).is_some()), "{header}");
    }
    for other in ["--shard=0/2", "--dry-run"] {
        for asked in ["--json", "--theme=dark"] {
            let output = scratch.run(&["run", "network", "--output", "none", asked, other]);
            assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        }
    }
}

#[test]
fn the_report_is_linked_where_a_terminal_shows_links() {
    let scratch = Scratch::new();
    let text = |force: &str, color: &str| {
        let run = ["run", "network", "--trials", "1e4", "--output", "a b", "--color", color];
        stdout(&scratch.command(&run).env("FORCE_HYPERLINK", force).output().expect("the command starts"))
    };
    let linked = text("1", "always");
    assert!(linked.contains("\x1b]8;;file://") && linked.contains("/a%20b/report.html\x1b\\Report\x1b]8;;\x1b\\,"));
    assert!(!text("0", "always").contains("\x1b]8") && !text("1", "never").contains('\x1b'));
}

/// What is only arithmetic has no chance of a false alarm, in neither language.
#[test]
fn a_page_says_the_same_in_both_languages() {
    let scratch = Scratch::new();
    scratch.run(&["run", "sigmoid", "--output", "out"]);
    let page = fs::read_to_string(scratch.path("out/report.html")).expect("written");
    assert!(page.contains("全部符合预期。种子 501。</span>") && !page.contains("误报") && !page.contains("显著性水平"));
}

/// Every command says how it is used.
#[test]
fn help_has_examples() {
    let scratch = Scratch::new();
    for command in ["run", "neuron", "check", "report", "list"] {
        let help = stdout(&scratch.run(&[command, "--help"]));
        assert!(help.contains(&format!("Examples:\n  saturation {command}")), "{help}");
    }
}
