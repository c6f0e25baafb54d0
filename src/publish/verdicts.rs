use super::Report;
use super::number::{Shown, grouped, shown};
use crate::claim::{Finding, Verdict};
use anstyle::{AnsiColor, Style};

const BOLD: Style = Style::new().bold();
const GREY: Style = AnsiColor::BrightBlack.on_default();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const OPEN: Style = AnsiColor::Yellow.on_default();

/// One line of the block: the claim, what it expects, what was measured, and the verdict with its colour.
struct Line {
    statement: String,
    shown: Shown,
    verdict: String,
    style: Style,
}

/// The verdicts, experiment by experiment, in columns that are aligned over the whole block.
pub(super) fn block(report: &Report) -> String {
    let sections: Vec<(_, Vec<Line>)> =
        report.sections.iter().map(|section| (section, section.claims.iter().map(line).collect())).collect();
    let all = || sections.iter().flat_map(|(_, lines)| lines);
    let width = |text: fn(&Line) -> &str| all().map(|line| text(line).chars().count()).max().unwrap_or(0);
    let statement = width(|line| &line.statement);
    let expected = width(|line| &line.shown.expected);
    let measured = width(|line| &line.shown.measured);
    let mut text = format!(
        "{GREY}  {:statement$}  {:>expected$}   {:measured$}   verdict{GREY:#}\n",
        "claim", "expected", "measured ± standard error"
    );
    for (section, lines) in &sections {
        let trials = section.claims.iter().filter_map(|finding| finding.claim.test.trials()).max();
        let trials = trials.map_or(String::new(), |n| format!(" · {} trials", grouped(n, ' ')));
        text += &format!("\n{BOLD}{}{BOLD:#} {GREY}{}{trials}{GREY:#}\n", section.id, section.title);
        for Line { statement: claim, shown, verdict, style } in lines {
            text += &format!(
                "  {claim:statement$}  {:>expected$}   {:measured$}   {style}{verdict}{style:#}\n",
                shown.expected, shown.measured
            );
        }
    }
    text + "\n" + &summary(report) + "\n"
}

/// "29 claims: 28 as registered, 1 undecided; the chance that any is refuted by bad luck is below 1e−6."
pub(super) fn summary(report: &Report) -> String {
    let count = |wanted: fn(&&Finding) -> bool| report.findings().filter(wanted).count();
    let undecided = count(|finding| finding.decision.verdict == Verdict::Undecided);
    let registered = count(|finding| finding.as_registered());
    let otherwise = report.findings().count() - registered - undecided;
    let mut text = format!("{} claims: {registered} came out as registered", report.findings().count());
    for (number, what) in [(otherwise, "otherwise"), (undecided, "undecided: more --trials would tell")] {
        if number > 0 {
            text += &format!(", {number} {what}");
        }
    }
    let alpha = super::scientific(report.ledger.significance_level, 1);
    text + &format!("; seed {}, chance of a false alarm in the whole run at most {alpha}.", report.seed)
}

fn line(finding: &Finding) -> Line {
    let Finding { claim, decision } = finding;
    let (mark, style) = match (finding.as_registered(), decision.verdict) {
        (true, _) => ("✓", GOOD),
        (false, Verdict::Undecided) => ("?", OPEN),
        (false, _) => ("✗", BAD),
    };
    let note = match (finding.as_registered(), claim.registered) {
        (true, Verdict::Refuted) => ", as registered".to_owned(),
        (true, _) => String::new(),
        (false, registered) => format!(", registered: {registered}"),
    };
    Line {
        statement: claim.statement.clone(),
        shown: shown(claim.test.expected(), decision),
        verdict: format!("{mark} {}{note}", decision.verdict),
        style,
    }
}
