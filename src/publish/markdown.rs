use super::number::shown;
use super::{Report, grouped, scientific, to_digits, verdicts};
use crate::claim::{Finding, Ledger, MISS_RATE, Verdict};

/// The report: the finding of each experiment, its picture, and its claims.
pub(super) fn report(report: &Report) -> String {
    let mut text = String::from("# What the article claims, and what came out\n\n");
    text += &format!("{}\n", verdicts::summary(report));
    if report.ledger.claims > 0 {
        text += &format!("\n{}\n", rules(&report.ledger));
    }
    for (k, section) in report.sections.iter().enumerate() {
        text += &format!("\n## {}. {}\n\n{}\n", k + 1, section.title, section.text.trim());
        let title = section.figure.title.replace('\n', " ").replace('*', "");
        text += &format!("\n![{title}](figures/{}.png)\n", section.id);
        text += "\n| claim | the article | expected | measured | interval | trials | statistic | p | would notice | verdict |\n";
        text += "|---|---|--:|--:|---|--:|--:|--:|---|---|\n";
        text.extend(section.claims.iter().map(row));
        text += &format!("\nAgain: `{}`\n", report.replay(section.id));
    }
    text
}

fn rules(ledger: &Ledger) -> String {
    format!(
        "Each of the {} claims that chance could refute is judged by an exact test at its share of that level, {}. It \
         *holds* if it is not rejected and its whole confidence interval, at that same level, lies within the error that \
         matters (above 0, where the claim is a sign); it is *refuted* if it is rejected, and *undecided* otherwise. A mistake of the article is registered as \
         refuted. An error of the size under “would notice” is missed in one run of {} at most. What is marked \
         *computed* is arithmetic.",
        ledger.claims,
        scientific(ledger.share(), 2),
        1.0 / MISS_RATE
    )
}

fn row(finding: &Finding) -> String {
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
    // A bar inside a cell would end it: |z| is written with escaped ones.
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// A count in whole, any other statistic to six digits.
fn statistic(x: f64) -> String {
    if x >= 0.0 && x.fract() == 0.0 { grouped(x as u64, ' ') } else { to_digits(x, 6) }
}
