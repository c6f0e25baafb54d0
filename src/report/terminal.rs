use super::number::shown;
use super::{Report, grouped, scientific};
use crate::claim::{Finding, Verdict};
use anstyle::{AnsiColor, Style};

const BOLD: Style = Style::new().bold();
const GREY: Style = AnsiColor::BrightBlack.on_default();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const OPEN: Style = AnsiColor::Yellow.on_default();

/// Of a chapter, more claims than this are printed only if all are wanted.
const MOST_CLAIMS: usize = 12;

/// The report for a terminal of this width: a line for each experiment, its notes, every claim that is undecided or came out
/// otherwise than expected (with `verbose` every claim), how many trials would decide what is undecided, and a summary. With
/// ANSI colours; a stream that shows none strips them.
pub fn terminal(report: &Report, width: usize, verbose: bool) -> String {
    // Narrower than that no layout helps.
    let width = width.max(40);
    let names = report.chapters.iter().map(|chapter| chapter.id.chars().count()).max().unwrap_or(0);
    let counts = |chapter: &super::Chapter| match chapter.section.claims.len() {
        0 => String::new(),
        all => format!("{}/{all}", chapter.as_expected()),
    };
    let places = report.chapters.iter().map(|chapter| counts(chapter).len()).max().unwrap_or(0);
    let mut text = String::new();
    for chapter in &report.chapters {
        let (mark, style) = mark(chapter.section.claims.iter());
        let indent = names + places + 6;
        let headline = wrapped(&chapter.section.headline, width - indent.min(width - 20), indent);
        let id = format!("{:names$}", chapter.id);
        text += &format!(
            "{style}{mark}{style:#} {BOLD}{id}{BOLD:#}  {GREY}{:>places$}{GREY:#}  {headline}\n",
            counts(chapter)
        );
        let beneath = |text: &str| format!("    {GREY}{}{GREY:#}\n", wrapped(text, width - 4, 4));
        text.extend(chapter.section.notes.iter().map(|note| beneath(&format!("note: {note}"))));
        let lines: Vec<String> = chapter.section.tables.iter().flat_map(|table| table.to_lines(width - 4)).collect();
        text.extend(lines.iter().map(|line| format!("    {}\n", line.replace('\n', "\n    "))));
        let tabled = !lines.is_empty();
        // What a table has shown to be undecided is not said again.
        let telling = |finding: &&Finding| verbose || if tabled { finding.otherwise() } else { !finding.as_expected() };
        let telling: Vec<&Finding> = chapter.section.claims.iter().filter(telling).collect();
        let most = if verbose { telling.len() } else { MOST_CLAIMS };
        text.extend(telling.iter().take(most).map(|finding| claim(finding, width)));
        if telling.len() > most {
            text += &beneath(&format!("and {} more: --verbose prints all", telling.len() - most));
        }
        // Of what was not drawn there are no more trials.
        if report.seed.is_some() {
            text.extend(too_few_trials(&chapter.section.claims).map(|text| beneath(&text)));
        }
    }
    text + "\n" + &wrapped(&summary(report), width, 0) + "\n"
}

/// The mark of claims: the worst that happened.
fn mark<'a>(findings: impl Iterator<Item = &'a Finding>) -> (&'static str, Style) {
    findings.fold(("✓", GOOD), |worst, finding| match (finding.as_expected(), finding.verdict) {
        (true, _) => worst,
        (false, Verdict::Undecided) if worst.0 != "✗" => ("?", OPEN),
        (false, Verdict::Undecided) => worst,
        (false, _) => ("✗", BAD),
    })
}

/// A claim in full: the statement and its verdict, and beneath them what was expected and measured.
fn claim(finding: &Finding, width: usize) -> String {
    let (mark, style) = mark(std::iter::once(finding));
    let verdict = match (finding.as_expected(), finding.verdict) {
        (true, Verdict::Refuted) => "refuted, as expected".to_owned(),
        (true, verdict) | (false, verdict @ Verdict::Undecided) => verdict.to_string(),
        (false, verdict) => format!("{verdict}, expected: {}", finding.expecting),
    };
    let values = shown(finding);
    let mut facts = format!("expected {}, measured {}", values.expected, values.measured);
    if let Some(power) = &finding.power {
        facts += &format!("; would notice {}", power.size);
    }
    let statement = wrapped(&format!("{}: {verdict}", finding.statement), width - 6, 6);
    let facts = wrapped(&facts, width - 8, 8);
    format!("    {style}{mark}{style:#} {statement}\n        {GREY}{facts}{GREY:#}\n")
}

/// "74 claims: all came out as expected. Seed 501; chance of a false alarm in the whole run: 5e−8 at most."
pub(super) fn summary(report: &Report) -> String {
    let [expected, otherwise, undecided] = report.counts();
    let all = expected + otherwise + undecided;
    let outcome = match (all, all - expected) {
        (1, 0) => "it came out as expected".to_owned(),
        (_, 0) => "all came out as expected".to_owned(),
        _ => format!("{expected} came out as expected, {otherwise} otherwise, {undecided} undecided"),
    };
    let plural = if all == 1 { "claim" } else { "claims" };
    if all == 0 {
        return "Nothing was expected, and no claim judged.".to_owned();
    }
    let rate = report.false_alarm_rate();
    let chance = format!("chance of a false alarm in the whole run: {} at most", scientific(rate, 2));
    let facts = match report.seed.map(|seed| format!(" Seed {seed}")) {
        Some(seed) if rate > 0.0 => format!("{seed}; {chance}."),
        Some(seed) => format!("{seed}."),
        None if rate > 0.0 => format!(" C{}.", &chance[1..]),
        None => String::new(),
    };
    format!("{all} {plural}: {outcome}.{facts}")
}

/// How many trials it takes to decide; where there are as many already, chance was against them.
pub(super) fn trials_needed(finding: &Finding) -> String {
    format!("{} {} would tell", grouped(needed(finding), ' '), finding.unit)
}

fn needed(finding: &Finding) -> u64 {
    let trials = finding.trials.iter().copied().min().unwrap_or(0);
    match &finding.power {
        Some(power) if power.min_trials > trials => power.min_trials,
        _ => trials.saturating_mul(4),
    }
}

/// "3 claims are undecided: 43 000 000 trials would tell": what the most demanding of them takes; nothing where none is.
fn too_few_trials(findings: &[Finding]) -> Option<String> {
    let undecided: Vec<&Finding> =
        findings.iter().filter(|finding| !finding.as_expected() && finding.verdict == Verdict::Undecided).collect();
    let most = trials_needed(undecided.iter().max_by_key(|finding| needed(finding))?);
    Some(match undecided.len() {
        1 => format!("1 claim is undecided: {most}"),
        many => format!("{many} claims are undecided: {most}"),
    })
}

/// A text broken at spaces into lines of this width, those after the first indented. No word is torn, and no number: not
/// between its thousands, not before its %, and not from its error or from what it is equal to.
pub fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut lines = String::new();
    let mut length = 0;
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let goes_on = word.starts_with(|c: char| c.is_ascii_digit() || c == '%');
        let joins = |text: &str| text == "±" || text == "=";
        match words.last_mut() {
            Some(last)
                if joins(word)
                    || last.ends_with(" ±")
                    || last.ends_with(" =")
                    || goes_on && last.ends_with(|c: char| c.is_ascii_digit()) =>
            {
                *last += &format!(" {word}");
            }
            _ => words.push(word.to_owned()),
        }
    }
    for word in &words {
        let letters = word.chars().count();
        if length > 0 && length + 1 + letters > width {
            lines += "\n";
            lines += &" ".repeat(indent);
            length = 0;
        } else if length > 0 {
            lines += " ";
            length += 1;
        }
        lines += word;
        length += letters;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_whole_and_lines_short() {
        let text = "one two three four five";
        assert_eq!(wrapped(text, 9, 2), "one two\n  three\n  four five");
        assert_eq!(wrapped(text, 100, 2), text);
        assert_eq!(wrapped("unbreakable", 3, 2), "unbreakable");
        assert_eq!(wrapped("of 1 000 000 or 49.9 % of", 7, 0), "of\n1 000 000\nor\n49.9 %\nof");
        assert_eq!(wrapped("is (4.4 ± 0.7)e−5 so p = 1", 12, 0), "is\n(4.4 ± 0.7)e−5\nso p = 1");
    }
}
