use super::number::shown;
use super::{Report, grouped, verdicts};
use crate::claim::{Finding, Verdict};

/// The report: the finding of each experiment, its picture, and its claims.
pub(super) fn report(report: &Report) -> String {
    let mut text = String::from("# What the article claims, and what came out\n\n");
    text += &format!("{}\n\n", verdicts::summary(report));
    text += &format!(
        "Each claim is judged by an exact test at its share of that level, {}. It *holds* if it is not rejected and the \
         whole confidence interval lies within the effect that matters, is *refuted* if it is rejected, and is \
         *undecided* otherwise. The intervals below are at the claim's own level. A mistake of the article is registered \
         as refuted.\n",
        super::scientific(report.ledger.share(), 2)
    );
    for (k, section) in report.sections.iter().enumerate() {
        text += &format!("\n## {}. {}\n\n{}\n", k + 1, section.title, section.text.trim());
        text += &format!("\n![{}](figures/{}.png)\n", section.figure.title.replace('\n', " "), section.id);
        if !section.claims.is_empty() {
            text += "\n| claim | the article | expected | measured | interval | p | trials | verdict |\n";
            text += "|---|---|--:|--:|---|--:|--:|---|\n";
            text.extend(section.claims.iter().map(row));
        }
    }
    text
}

fn row(finding: &Finding) -> String {
    let Finding { claim, decision } = finding;
    let shown = shown(claim.test.expected(), decision);
    let interval = decision.estimate.confidence_interval;
    let limits = match decision.p_value {
        Some(_) => {
            format!("{} … {}", super::to_digits(interval.lower_bound, 6), super::to_digits(interval.upper_bound, 6))
        }
        None => String::new(),
    };
    let verdict = match (finding.as_registered(), decision.verdict) {
        (true, Verdict::Refuted) => "**refuted**, as registered".to_owned(),
        (true, verdict) => verdict.to_string(),
        (false, verdict) => format!("**{verdict}**, registered: {}", claim.registered),
    };
    let cells = [
        claim.statement.clone(),
        claim.article.to_owned(),
        shown.expected,
        shown.measured,
        limits,
        decision.p_value.map_or(String::new(), |p| p.to_string().replace('-', "−")),
        claim.test.trials().map_or(String::new(), |n| grouped(n, ' ')),
        verdict,
    ];
    // A bar inside a cell would end it: |z| is written with escaped ones.
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}
