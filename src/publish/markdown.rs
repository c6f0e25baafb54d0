use super::number::shown;
use super::{Report, grouped, scientific, to_digits, verdicts};
use crate::claim::{Finding, MISS_RATE, Verdict};

/// The report: the finding of each experiment, its picture, and its claims.
pub(super) fn report(report: &Report) -> String {
    let subject = if report.is_on_article() { "the article claims" } else { "theory says" };
    let mut text = format!("# What {subject}, and what came out\n\n{}\n", verdicts::summary(report));
    if report.ledger.claims > 0 {
        text += &format!("\n{}\n", rules(report));
    }
    for (k, section) in report.sections.iter().enumerate() {
        let number = if report.sections.len() > 1 { format!("{}. ", k + 1) } else { String::new() };
        text += &format!("\n## {number}{}\n\n{}\n", section.title, section.text.trim());
        let title = section.figure.title.replace('\n', " ").replace('*', "");
        text += &format!("\n![{title}](figures/{}.png)\n", section.id);
        let quotes = report.is_on_article();
        let header = COLUMNS.into_iter().filter(|(name, _)| quotes || *name != ARTICLE);
        let (names, rules): (Vec<_>, Vec<_>) = header.unzip();
        text += &format!("\n| {} |\n|{}|\n", names.join(" | "), rules.join("|"));
        text.extend(section.claims.iter().map(|finding| row(finding, quotes)));
        text += &format!("\nAgain: `{}`\n", report.replay(section.id));
    }
    text
}

/// The columns of the tables of claims, and how they are aligned.
const COLUMNS: [(&str, &str); 10] = [
    ("claim", "---"),
    (ARTICLE, "---"),
    ("expected", "--:"),
    ("measured", "--:"),
    ("interval", "---"),
    ("trials", "--:"),
    ("statistic", "--:"),
    ("p", "--:"),
    ("would notice", "---"),
    ("verdict", "---"),
];

/// The column of what the article says.
const ARTICLE: &str = "the article";

fn rules(report: &Report) -> String {
    let mistakes = if report.is_on_article() { " A mistake of the article is registered as refuted." } else { "" };
    format!(
        "Each of the {} claims that chance could refute is judged by an exact test at its share of that level, {}. It \
         *holds* if it is not rejected and its whole confidence interval, at that same level, lies within the error that \
         matters (above 0, where the claim is a sign); it is *refuted* if it is rejected, and *undecided* \
         otherwise.{mistakes} An error of the size under “would notice” is missed in one run of {} at most. What is \
         marked *computed* is arithmetic.",
        report.ledger.claims,
        scientific(report.ledger.share(), 2),
        1.0 / MISS_RATE
    )
}

fn row(finding: &Finding, quotes: bool) -> String {
    let Finding { claim, decision, power, .. } = finding;
    let shown = shown(claim.test.expected(), decision);
    let interval = decision.estimate.confidence_interval;
    let limits = format!("{} … {}", to_digits(interval.lower_bound, 6), to_digits(interval.upper_bound, 6));
    let verdict = match (finding.as_registered(), decision.verdict, power) {
        (true, Verdict::Refuted, _) => "**refuted**, as registered".to_owned(),
        (true, verdict, _) => verdict.to_string(),
        (false, Verdict::Undecided, Some(power)) => {
            format!("**undecided**: {}", verdicts::needed(finding, power.min_trials))
        }
        (false, verdict, _) => format!("**{verdict}**, registered: {}", claim.registered),
    };
    let cells = [
        claim.statement.clone(),
        claim.article.to_owned(),
        shown.expected,
        shown.measured,
        decision.p_value.map_or(String::new(), |_| limits),
        claim.test.trials().map_or(String::new(), |n| grouped(n, ' ')),
        decision.p_value.map_or(String::new(), |_| statistic(decision.statistic)),
        decision.p_value.map_or(String::new(), |p| p.to_string().replace('-', "−")),
        power.as_ref().map_or(String::new(), |power| format!("{} {}", power.quantity, power.size)),
        verdict,
    ];
    let cells = COLUMNS.iter().zip(cells).filter(|((name, _), _)| quotes || *name != ARTICLE);
    // A bar inside a cell would end it: |z| is written with escaped ones.
    let cells: Vec<String> = cells.map(|(_, cell)| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// A count in whole, any other statistic to six digits.
fn statistic(x: f64) -> String {
    if x >= 0.0 && x.fract() == 0.0 { grouped(x as u64, ' ') } else { to_digits(x, 6) }
}
