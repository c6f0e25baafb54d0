use super::{Cell, Column, Report, Table};
use crate::claim::{Finding, Power};

/// The findings as a table: the columns that a reader of CSV wants, in full precision.
pub(super) fn claims(report: &Report) -> Table {
    let columns = "experiment claim statement source expected estimate lower upper test p_value verdict expecting trials \
                   other_trials seed statistic significance_level effect min_effect miss_rate min_trials replay law fan_in tau";
    let mut table = Table::new("claims", columns.split(' ').map(Column::hidden).collect::<Vec<_>>());
    for chapter in &report.chapters {
        for finding in &chapter.section.claims {
            let Finding { estimate, p_value, .. } = finding;
            let power = |value: fn(&Power) -> Cell| finding.power.as_ref().map_or(Cell::Empty, value);
            let sampled = |x: f64| Cell::from(p_value.map(|_| x));
            table.push([
                chapter.id.into(),
                finding.id.as_str().into(),
                finding.statement.as_str().into(),
                finding.source.into(),
                finding.expected.into(),
                estimate.point_estimate.into(),
                estimate.confidence_interval.lower_bound.into(),
                estimate.confidence_interval.upper_bound.into(),
                finding.test.into(),
                p_value.map(|p| p.value()).into(),
                finding.verdict.to_string().into(),
                finding.expecting.to_string().into(),
                finding.trials.first().copied().into(),
                finding.trials.get(1).copied().into(),
                report.seed.into(),
                sampled(finding.statistic),
                sampled(finding.significance_level),
                power(|power| power.effect.into()),
                power(|power| power.min_effect.into()),
                power(|power| power.miss_rate.into()),
                power(|power| power.min_trials.into()),
                chapter.again.as_str().into(),
                finding.about.law.as_deref().into(),
                finding.about.fan_in.into(),
                finding.about.tau.into(),
            ]);
        }
    }
    table
}
