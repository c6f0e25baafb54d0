use super::Report;
use super::number::{Shown, grouped, shown};
use crate::claim::{Claim, Finding, Verdict};
use anstyle::{AnsiColor, Style};

const BOLD: Style = Style::new().bold();
const GREY: Style = AnsiColor::BrightBlack.on_default();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const OPEN: Style = AnsiColor::Yellow.on_default();

/// One line of the block: the claim, what it expects, what was measured, the error it would have noticed, the verdict.
struct Line {
    statement: String,
    shown: Shown,
    noticed: String,
    verdict: String,
    style: Style,
}

/// The verdicts, experiment by experiment, in columns that are aligned over the whole block.
pub(super) fn block(report: &Report) -> String {
    let sections: Vec<(_, Vec<Line>)> =
        report.sections.iter().map(|section| (section, section.claims.iter().map(line).collect())).collect();
    let width = |header: &str, text: fn(&Line) -> &str| {
        let lines = sections.iter().flat_map(|(_, lines)| lines);
        lines.map(|line| text(line).chars().count()).max().unwrap_or(0).max(header.chars().count())
    };
    let header = ["claim", "expected", "measured ± std. error", "notices", "verdict"];
    let statement = width(header[0], |line| &line.statement);
    let expected = width(header[1], |line| &line.shown.expected);
    let measured = width(header[2], |line| &line.shown.measured);
    let noticed = width(header[3], |line| &line.noticed);
    let row =
        |[a, b, c, d, e]: [&str; 5]| format!("  {a:statement$}  {b:>expected$}   {c:measured$}  {d:>noticed$}   {e}");
    let mut text = format!("{GREY}{}{GREY:#}\n", row(header));
    for (section, lines) in &sections {
        let trials = trials(section.claims.iter().map(|finding| &finding.claim));
        text += &format!("\n{BOLD}{}{BOLD:#} {GREY}{}{trials}{GREY:#}\n", section.id, section.title);
        for Line { statement, shown, noticed, verdict, style } in lines {
            let verdict = format!("{style}{verdict}{style:#}");
            text += &format!("{}\n", row([statement, &shown.expected, &shown.measured, noticed, &verdict]));
        }
    }
    text + "\n" + &summary(report) + "\n"
}

/// " · 1 000 000 to 17 000 000 trials", or nothing where nothing was drawn.
fn trials<'a>(claims: impl Iterator<Item = &'a Claim>) -> String {
    let (trials, units): (Vec<u64>, Vec<&str>) =
        claims.filter_map(|claim| Some((claim.test.trials()?, claim.test.unit()))).unzip();
    let unit = units.first().filter(|first| units.iter().all(|unit| unit == *first)).unwrap_or(&"trials");
    match (trials.iter().min(), trials.iter().max()) {
        (Some(least), Some(most)) if least == most => format!(" · {} {unit}", grouped(*most, ' ')),
        (Some(least), Some(most)) => format!(" · {} to {} {unit}", grouped(*least, ' '), grouped(*most, ' ')),
        _ => String::new(),
    }
}

/// "28 claims: all came out as registered. Seed 501; chance of a false alarm in the whole run: 1e−6 at most."
pub(super) fn summary(report: &Report) -> String {
    let count = |wanted: fn(&&Finding) -> bool| report.findings().filter(wanted).count();
    let all = report.findings().count();
    let undecided = count(|finding| finding.decision.verdict == Verdict::Undecided);
    let registered = count(|finding| finding.as_registered());
    let otherwise = count(|finding| finding.otherwise());
    let outcome = match all - registered {
        0 => "all came out as registered".to_owned(),
        _ => format!("{registered} came out as registered, {otherwise} otherwise, {undecided} undecided"),
    };
    let plural = if all == 1 { "claim" } else { "claims" };
    let mut text = format!("{all} {plural}: {outcome}. Seed {}", report.seed);
    if report.ledger.claims > 0 {
        let alpha = super::scientific(report.ledger.significance_level, 1);
        text += &format!("; chance of a false alarm in the whole run: {alpha} at most");
    }
    text + "."
}

fn line(finding: &Finding) -> Line {
    let Finding { claim, decision, power, .. } = finding;
    let (mark, style) = match (finding.as_registered(), decision.verdict) {
        (true, _) => ("✓", GOOD),
        (false, Verdict::Undecided) => ("?", OPEN),
        (false, _) => ("✗", BAD),
    };
    let note = match (finding.as_registered(), decision.verdict, power) {
        (true, Verdict::Refuted, _) => ", as registered".to_owned(),
        (true, ..) => String::new(),
        (false, Verdict::Undecided, Some(power)) => format!(": {}", needed(finding, power.min_trials)),
        (false, ..) => format!(", registered: {}", claim.registered),
    };
    Line {
        statement: claim.statement.clone(),
        shown: shown(claim.test.expected(), decision),
        noticed: power.as_ref().map_or(String::new(), |power| power.size.clone()),
        verdict: format!("{mark} {}{note}", decision.verdict),
        style,
    }
}

/// How many trials it takes to decide; where there are as many already, chance was against them.
pub(super) fn needed(finding: &Finding, min_trials: u64) -> String {
    let trials = finding.claim.test.trials().unwrap_or(0);
    let wanted = if min_trials > trials { min_trials } else { trials.saturating_mul(4) };
    format!("{} {} would tell", grouped(wanted, ' '), finding.claim.test.unit())
}
