use super::number::shown;
use super::table::{markdown_row, words};
use super::{Format, Report, grouped, scientific, summary, to_digits, trials_needed};
use crate::claim::{Finding, MISS_RATE, Verdict};

/// The report: the finding of each experiment, its picture, and its claims.
pub(super) fn report(report: &Report) -> String {
    let mut text = format!("# {}\n\n{}\n", report.title, summary(report));
    if report.false_alarm_rate() > 0.0 {
        text += &format!("\n{}\n", rules(report));
    }
    for (k, chapter) in report.chapters.iter().enumerate() {
        let number = if report.chapters.len() > 1 { format!("{}. ", k + 1) } else { String::new() };
        let section = &chapter.section;
        text += &format!("\n## {number}{}\n\n{}.\n", chapter.title, words(&section.headline, chapter.literal));
        text.extend(section.paragraphs.iter().map(|paragraph| format!("\n{paragraph}\n")));
        text.extend(section.notes.iter().map(|note| format!("\nNote: {note}\n")));
        text.extend(
            section
                .tables
                .iter()
                .filter(|table| table.is_shown())
                .map(|table| "\n".to_owned() + &table.to_markdown(chapter.literal)),
        );
        let title = words(&section.figure.title.replace('\n', " ").replace('*', ""), chapter.literal);
        text.extend(
            report.pictures.path(chapter.id, &[Format::Png, Format::Svg]).map(|path| format!("\n![{title}]({path})\n")),
        );
        let quoted = section.claims.iter().any(|finding| !finding.source.is_empty());
        let columns: Vec<(&str, &str)> = COLUMNS.into_iter().filter(|(name, _)| quoted || !name.is_empty()).collect();
        let heading = |name: &str| if name.is_empty() { report.source.to_owned() } else { name.to_owned() };
        text += "\n";
        text += &markdown_row(columns.iter().map(|(name, _)| heading(name)));
        text += &format!("|{}|\n", columns.iter().map(|(_, rule)| *rule).collect::<Vec<_>>().join("|"));
        text.extend(section.claims.iter().map(|finding| row(finding, quoted, chapter.literal)));
        text += &format!("\nAgain: `{}`\n", chapter.again);
    }
    text
}

/// The columns of the tables of claims, and how they are aligned; the one without a name is what the source says.
const COLUMNS: [(&str, &str); 10] = [
    ("claim", "---"),
    ("", "---"),
    ("expected", "--:"),
    ("measured", "--:"),
    ("interval", "---"),
    ("trials", "--:"),
    ("statistic", "--:"),
    ("p", "--:"),
    ("would notice", "---"),
    ("verdict", "---"),
];

fn rules(report: &Report) -> String {
    let mistakes = match report.source {
        "" => String::new(),
        source => format!(" A mistake of {source} is expected to be refuted."),
    };
    format!(
        "Each claim that chance could refute is judged by itself, at the level {}. It *holds* if it is not rejected and its \
         whole confidence interval, at that same level, lies within the error that matters (above 0, where the claim is a \
         sign); it is *refuted* if it is rejected, and *undecided* otherwise.{mistakes} An error of the size under “would \
         notice” is missed in one run of {} at most. What is marked *computed* is arithmetic.",
        scientific(report.significance_level, 2),
        1.0 / MISS_RATE
    )
}

fn row(finding: &Finding, quoted: bool, literal: bool) -> String {
    let values = shown(finding);
    let interval = finding.estimate.confidence_interval;
    let sampled = |text: String| finding.p_value.map_or(String::new(), |_| text);
    let verdict = match (finding.as_expected(), finding.verdict) {
        (true, Verdict::Refuted) => "**refuted**, as expected".to_owned(),
        (true, verdict) => verdict.to_string(),
        (false, Verdict::Undecided) => format!("**undecided**: {}", trials_needed(finding)),
        (false, verdict) => format!("**{verdict}**, expected: {}", finding.expecting),
    };
    let trials: Vec<String> = finding.trials.iter().map(|trials| grouped(*trials, ' ')).collect();
    let cells = [
        words(&finding.statement, literal),
        finding.source.to_owned(),
        values.expected,
        values.measured,
        sampled(format!("{} … {}", to_digits(interval.lower_bound, 6), to_digits(interval.upper_bound, 6))),
        trials.join(" and "),
        sampled(statistic(finding.statistic)),
        finding.p_value.map_or(String::new(), |p| p.to_string().replace('-', "−")),
        finding.power.as_ref().map_or(String::new(), |power| format!("{} {}", power.quantity, power.size)),
        verdict,
    ];
    let cells = COLUMNS.iter().zip(cells).filter(|((name, _), _)| quoted || !name.is_empty());
    markdown_row(cells.map(|(_, cell)| cell))
}

/// A count in whole, any other statistic to six digits.
fn statistic(x: f64) -> String {
    if x >= 0.0 && x.fract() == 0.0 { grouped(x as u64, ' ') } else { to_digits(x, 6) }
}
