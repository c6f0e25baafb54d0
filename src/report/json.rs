use super::{Cell, Chapter, Format, Report, Table};
use crate::claim::Finding;
use serde_json::{Value, json};

/// The report as JSON: everything but the pictures, which lie beside it. What JSON has no number for is a text: "inf",
/// "-inf", "NaN"; and so is the seed, which may be more than a double holds.
pub(super) fn report(report: &Report) -> Vec<u8> {
    let value = json!({
        "schema": 1,
        "title": report.title,
        "seed": report.seed.map(|seed| seed.to_string()),
        "significance_level": number(report.significance_level),
        "false_alarm_rate": number(report.false_alarm_rate()),
        "chapters": report.chapters.iter().map(|one| chapter(one, report)).collect::<Vec<_>>(),
    });
    format!("{value:#}\n").into_bytes()
}

fn chapter(chapter: &Chapter, report: &Report) -> Value {
    let section = &chapter.section;
    json!({
        "id": chapter.id,
        "title": chapter.title,
        "headline": section.headline,
        "paragraphs": section.paragraphs,
        "notes": section.notes,
        "claims": section.claims.iter().map(finding).collect::<Vec<_>>(),
        "tables": section.tables.iter().filter(|table| table.is_shown()).map(table).collect::<Vec<_>>(),
        "figure": report.pictures.path(chapter.id, &[Format::Svg]),
        "replay": chapter.again,
    })
}

fn finding(finding: &Finding) -> Value {
    let interval = finding.estimate.confidence_interval;
    json!({
        "id": finding.id,
        "statement": finding.statement,
        "source": finding.source,
        "law": finding.about.law,
        "fan_in": finding.about.fan_in,
        "tau": finding.about.tau.map(number),
        "expecting": finding.expecting.to_string(),
        "verdict": finding.verdict.to_string(),
        "expected": number(finding.expected),
        "estimate": number(finding.estimate.point_estimate),
        "standard_error": finding.estimate.standard_error.map(number),
        "lower": number(interval.lower_bound),
        "upper": number(interval.upper_bound),
        "confidence_level": number(interval.confidence_level),
        "test": finding.test,
        "null_law": finding.null_law,
        "trials": finding.trials,
        "unit": finding.unit,
        "statistic": number(finding.statistic),
        "p_value": finding.p_value.map(|p| number(p.value())),
        "ln_p_value": finding.p_value.map(|p| number(p.ln())),
        "significance_level": number(finding.significance_level),
        "power": finding.power.as_ref().map(|power| json!({
            "effect": number(power.effect),
            "min_effect": number(power.min_effect),
            "min_trials": power.min_trials,
            "miss_rate": number(power.miss_rate),
            "quantity": power.quantity,
        })),
    })
}

fn table(table: &Table) -> Value {
    json!({ "name": table.name, "rows": values(table) })
}

/// The rows of a table alone.
pub(super) fn rows(table: &Table) -> Vec<u8> {
    format!("{:#}\n", values(table)).into_bytes()
}

fn values(table: &Table) -> Value {
    let cell = |cell: &Cell| match cell {
        Cell::Text(text) => json!(text),
        Cell::Count(count) => json!(count),
        Cell::Sides(sides) => json!(sides),
        Cell::Number(x) => number(*x),
        Cell::Empty => Value::Null,
    };
    let row = |row: &Vec<Cell>| -> Value {
        table.columns.iter().zip(row).map(|(column, value)| (column.name.to_owned(), cell(value))).collect()
    };
    table.rows().iter().map(row).collect()
}

fn number(x: f64) -> Value {
    if x.is_finite() { json!(x) } else { json!(x.to_string()) }
}
