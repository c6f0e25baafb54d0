use super::number::shown;
use super::table::Table;
use super::{Chapter, Report, grouped, scientific, summary, to_digits, trials_needed};
use crate::claim::{Finding, MISS_RATE, Verdict};
use crate::figure::dark_rules;
use askama::Template;

/// The report as one page that asks for nothing else: figures are part of it, and without scripts only the filter and the
/// panel are missing.
#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    title: String,
    summary: String,
    /// Whether chance could refute any claim: else the rules say nothing of it.
    is_judged: bool,
    rules: String,
    chinese: Option<InChinese>,
    dark_rules: String,
    chapters: Vec<Part>,
    claims: Vec<Row>,
    /// Claims that are not on the page; none of them came out otherwise than expected.
    rest: usize,
}

/// What the page of the article has in Chinese as well.
struct InChinese {
    title: &'static str,
    summary: String,
    rules: String,
}

/// A chapter. What is called Markdown in it is HTML by now.
struct Part {
    id: &'static str,
    title: String,
    chinese_title: String,
    mark: &'static str,
    class: &'static str,
    count: String,
    headline: String,
    chinese_headline: String,
    paragraphs: Vec<String>,
    notes: Vec<String>,
    figure: String,
    tables: Vec<Cells>,
    again: String,
}

/// The cells of a table, each with whether it is a number.
struct Cells {
    heading: Vec<(bool, String)>,
    rows: Vec<Vec<(bool, String)>>,
    /// The rows that the file of this name has besides.
    rest: usize,
    name: String,
}

/// A claim, and what unfolds beneath it.
struct Row {
    experiment: &'static str,
    statement: String,
    expected: String,
    measured: String,
    verdict: String,
    /// The verdict, and what was expected if it is another one.
    outcome: String,
    class: &'static str,
    facts: Vec<(&'static str, String)>,
}

/// More rows of a table, and more claims, are left to their files: the page stays below 1.5 MB.
const MOST_ROWS: usize = 1000;

/// A longer command is not repeated under every claim.
const MOST_REPEATED: usize = 200;

/// The page of a report; the figures are those of its chapters, in order.
pub(super) fn report(report: &Report, figures: &[String]) -> String {
    let level = scientific(report.significance_level, 2);
    let rules = format!(
        "Each claim is judged by itself, at the level {level}. It <em>holds</em> if it is not rejected and its whole confidence interval \
         lies within the error that matters; it is <em>refuted</em> if it is rejected, and <em>undecided</em> otherwise."
    );
    // Of the article there is a Chinese page, as there is a Chinese article.
    let chinese = (!report.source.is_empty()).then(|| InChinese {
        title: "文章说了什么，结果又是什么",
        summary: summary_in_chinese(report),
        rules: format!(
            "每条断言单独检验，显著性水平 {level}。未被拒绝且整个置信区间都在允许误差之内时，它<strong>成立</strong>（holds）；被拒绝时，它被\
             <strong>否定</strong>（refuted）；其余情形<strong>未定</strong>（undecided）。"
        ),
    });
    let parts = report.chapters.iter().zip(figures).map(|(chapter, figure)| part(chapter, figure));
    let claims =
        || report.chapters.iter().flat_map(|chapter| chapter.section.claims.iter().map(move |one| (chapter, one)));
    let all = claims().count();
    // What came out as expected is the first to go, then what is undecided.
    let mut rest = all.saturating_sub(MOST_ROWS);
    let mut expected_that_go = rest.min(claims().filter(|(_, finding)| finding.as_expected()).count());
    rest -= expected_that_go;
    let shown = claims().filter(|(_, finding)| {
        let left = if finding.as_expected() { &mut expected_that_go } else { &mut rest };
        let goes = *left > 0 && !finding.otherwise();
        *left -= usize::from(goes);
        !goes
    });
    let claims: Vec<Row> = shown.map(|(chapter, finding)| row(chapter, finding, report)).collect();
    let page = Page {
        title: report.title.clone(),
        summary: summary(report),
        is_judged: report.false_alarm_rate() > 0.0,
        rules,
        chinese,
        dark_rules: dark_rules(figures),
        chapters: parts.collect(),
        rest: all - claims.len(),
        claims,
    };
    // Writing to a text cannot fail.
    page.render().unwrap_or_default() + "\n"
}

fn part(chapter: &Chapter, figure: &str) -> Part {
    let section = &chapter.section;
    let words = |text: &String| html(text, chapter.literal);
    let (mark, class) = if section.claims.iter().any(Finding::otherwise) {
        ("✗", "refuted")
    } else if section.claims.iter().all(Finding::as_expected) {
        ("✓", "holds")
    } else {
        ("?", "undecided")
    };
    let count = match section.claims.len() {
        0 => String::new(),
        all => format!("{}/{all}", chapter.as_expected()),
    };
    Part {
        id: chapter.id,
        title: html(chapter.title, true),
        chinese_title: section.chinese.as_ref().map_or(String::new(), |chinese| chinese.title.to_owned()),
        mark,
        class,
        count,
        headline: words(&section.headline),
        chinese_headline: section.chinese.as_ref().map_or(String::new(), |chinese| words(&chinese.headline)),
        paragraphs: section.paragraphs.iter().map(words).collect(),
        notes: section.notes.iter().map(words).collect(),
        figure: within_page(figure, chapter.id),
        tables: section
            .tables
            .iter()
            .filter(|table| table.is_shown())
            .map(|table| cells(table, chapter.literal))
            .collect(),
        again: chapter.again.clone(),
    }
}

/// The summary; numbers as in the English one.
fn summary_in_chinese(report: &Report) -> String {
    let [expected, otherwise, undecided] = report.counts();
    let all = expected + otherwise + undecided;
    let outcome = match all - expected {
        0 => "全部符合预期".to_owned(),
        _ => format!("{expected} 条符合预期，{otherwise} 条不符，{undecided} 条未定"),
    };
    let seed = report.seed.map_or(String::new(), |seed| format!("种子 {seed}。"));
    let chance = match report.false_alarm_rate() {
        0.0 => String::new(),
        rate => format!("整次运行中误报的概率至多 {}。", scientific(rate, 2)),
    };
    format!("{all} 条断言：{outcome}。{seed}{chance}")
}

fn cells(table: &Table, literal: bool) -> Cells {
    let columns = table.shown();
    let row = |k: usize| columns.iter().map(|(number, cells)| (*number, html(&cells[k], literal))).collect();
    Cells {
        heading: columns.iter().map(|(number, cells)| (*number, cells[0].clone())).collect(),
        rows: (1..=table.rows().len().min(MOST_ROWS)).map(row).collect(),
        rest: table.rows().len().saturating_sub(MOST_ROWS),
        name: table.name.clone(),
    }
}

fn row(chapter: &Chapter, finding: &Finding, report: &Report) -> Row {
    let values = shown(finding);
    let (outcome, class) = match (finding.as_expected(), finding.verdict) {
        (true, Verdict::Refuted) => ("refuted, as expected".to_owned(), "holds"),
        (true, verdict) => (verdict.to_string(), "holds"),
        (false, Verdict::Undecided) => (format!("undecided: {}", trials_needed(finding)), "undecided"),
        (false, verdict) => (format!("{verdict}, expected: {}", finding.expecting), "refuted"),
    };
    let interval = finding.estimate.confidence_interval;
    let mut facts = Vec::new();
    if report.chapters.len() > 1 {
        facts.push(("experiment", format!("<a href=\"#{0}\">{0}</a>", chapter.id)));
    }
    if !finding.source.is_empty() {
        facts.push(("the source says", html(finding.source, false)));
    }
    facts.extend(finding.about.law.as_ref().map(|law| ("law", html(law, true))));
    facts.push(("test", html(finding.test, true)));
    facts.push(("null law", html(&finding.null_law, true)));
    if !finding.trials.is_empty() {
        let trials: Vec<String> = finding.trials.iter().map(|trials| grouped(*trials, ' ')).collect();
        facts.push((finding.unit, trials.join(" and ")));
    }
    if let Some(p) = finding.p_value {
        let (low, high) = (to_digits(interval.lower_bound, 6), to_digits(interval.upper_bound, 6));
        facts.push(("interval", format!("{low} … {high}, at 1 − {}", scientific(finding.significance_level, 2))));
        facts.push(("p", html(&p.to_string(), true)));
    }
    if let Some(power) = &finding.power {
        let runs = 1.0 / MISS_RATE;
        facts.push((
            "power",
            format!("would notice {} {} in {} runs of {runs}", power.quantity, power.size, runs - 1.0),
        ));
    }
    // A long one stands once, at the end of its chapter.
    if (1..=MOST_REPEATED).contains(&chapter.again.len()) {
        facts.push(("again", format!("<code>{}</code>", html(&chapter.again, true))));
    }
    Row {
        experiment: chapter.id,
        statement: html(&finding.statement, chapter.literal),
        expected: values.expected,
        measured: values.measured,
        verdict: finding.verdict.to_string(),
        outcome,
        class,
        facts,
    }
}

/// A picture whose names are told from those of the page's other pictures.
fn within_page(figure: &str, id: &str) -> String {
    ["id=\"", "href=\"#"].iter().fold(figure.to_owned(), |svg, name| svg.replace(name, &format!("{name}{id}-")))
}

/// A text as HTML: `code`, **bold** and *italic* of Markdown become what they mean, unless it is `literal`.
fn html(text: &str, literal: bool) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    if literal {
        return escaped;
    }
    let mut all = String::new();
    // Every second piece is between two backticks; what follows the last of an odd number is not.
    let pieces: Vec<&str> = escaped.split('`').collect();
    for (k, piece) in pieces.iter().enumerate() {
        if k % 2 == 1 && k + 1 < pieces.len() {
            all += &format!("<code>{piece}</code>");
        } else {
            let mark = if k % 2 == 1 { "`" } else { "" };
            all += &format!("{mark}{}", paired(&paired(piece, "**", "strong"), "*", "em"));
        }
    }
    all
}

/// What is between two of these marks, in an element.
fn paired(text: &str, mark: &str, element: &str) -> String {
    let pieces: Vec<&str> = text.split(mark).collect();
    let mut all = String::new();
    for (k, piece) in pieces.iter().enumerate() {
        match (k % 2 == 1, k + 1 < pieces.len()) {
            (true, true) => all += &format!("<{element}>{piece}</{element}>"),
            (true, false) => all += &format!("{mark}{piece}"),
            (false, _) => all += piece,
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_html() {
        assert_eq!(
            html("a < b, `x & y`, **bold**, *z* and 2 * 3", false),
            "a &lt; b, <code>x &amp; y</code>, <strong>bold</strong>, <em>z</em> and 2 * 3"
        );
        assert_eq!(html("<b>`*w*`", true), "&lt;b&gt;`*w*`");
        assert_eq!(html("one ` alone", false), "one ` alone");
    }
}
