use super::{Chapter, Pictures, Section, Table, csv, html, json, markdown};
use crate::claim::{ClaimError, Finding, Verdict, judge};
use crate::figure::FigureError;
use std::path::PathBuf;

/// All that a run has to show: plain data. Terminal, page, Markdown, CSV and JSON are functions of it.
#[derive(Debug)]
pub struct Report {
    /// Its title.
    pub title: String,
    /// What the claims are taken from, such as "the article"; empty if from nothing.
    pub source: &'static str,
    /// The chapters, in order.
    pub chapters: Vec<Chapter>,
    /// The significance level of each claim, each time that it is looked at.
    pub significance_level: f64,
    /// How often claims may be looked at before they are judged.
    pub stages: u32,
    /// The seed of the run; none where nothing was drawn.
    pub seed: Option<u64>,
    /// What its figures are written as.
    pub pictures: Pictures,
}

/// A figure that cannot be drawn.
#[derive(Debug, thiserror::Error)]
#[error("figure {id}: {source}")]
pub struct BrokenFigure {
    /// The experiment.
    pub id: &'static str,
    /// What is wrong with it.
    pub source: FigureError,
}

impl Chapter {
    /// Judges the claims of a section, each at this significance level.
    ///
    /// The title of its figure is a finding: unless every claim came out as expected, the figure has the experiment's.
    ///
    /// # Errors
    /// [`ClaimError`] unless 0 < α < 1.
    pub fn judge(
        id: &'static str,
        title: &'static str,
        section: Section,
        significance_level: f64,
    ) -> Result<Self, ClaimError> {
        let Section { headline, chinese, paragraphs, notes, claims, tables, mut figure } = section;
        let claims = judge(claims, significance_level)?;
        if !claims.iter().all(Finding::as_expected) {
            title.clone_into(&mut figure.title);
        }
        let section = Section { headline, chinese, paragraphs, notes, claims, tables, figure };
        Ok(Self { id, title, again: String::new(), literal: false, section })
    }

    /// Whether any claim is undecided.
    pub fn has_undecided(&self) -> bool {
        self.section.claims.iter().any(|finding| finding.verdict == Verdict::Undecided)
    }
}

impl Report {
    /// Every finding, in order.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.chapters.iter().flat_map(|chapter| &chapter.section.claims)
    }

    /// The chance that any claim that is true is refuted, at most: the sum of the levels of those that are expected to hold,
    /// at every look (Bonferroni).
    pub fn false_alarm_rate(&self) -> f64 {
        f64::from(self.stages) * self.findings().map(Finding::false_alarm_rate).sum::<f64>()
    }

    /// How many claims came out as expected, how many otherwise, and how many are undecided.
    pub(super) fn counts(&self) -> [usize; 3] {
        let count = |wanted: fn(&&Finding) -> bool| self.findings().filter(wanted).count();
        let (expected, otherwise) = (count(|finding| finding.as_expected()), count(|finding| finding.otherwise()));
        [expected, otherwise, self.findings().count() - expected - otherwise]
    }

    /// The worst that happened: a claim that came out otherwise than expected, else one that is undecided, else none.
    pub fn outcome(&self) -> Outcome {
        if self.findings().any(Finding::otherwise) {
            Outcome::Otherwise
        } else if self.findings().any(|finding| !finding.as_expected()) {
            Outcome::Undecided
        } else {
            Outcome::AsExpected
        }
    }

    /// Every table: the claims, then those of the chapters.
    pub fn tables(&self) -> Vec<Table> {
        let own = self.chapters.iter().flat_map(|chapter| chapter.section.tables.iter().cloned());
        std::iter::once(csv::claims(self)).chain(own).collect()
    }

    /// The report as JSON: everything but the pictures.
    pub fn to_json(&self) -> Vec<u8> {
        json::report(self)
    }

    /// Every file of the report, by its path below the output directory: figures, tables, the page, Markdown and JSON.
    ///
    /// # Errors
    /// [`BrokenFigure`] for the first figure that cannot be drawn.
    pub fn files(&self) -> Result<Vec<(PathBuf, Vec<u8>)>, BrokenFigure> {
        let (mut figures, mut inline) = (Vec::new(), Vec::new());
        // One after the other: the pixels of one take as much memory as all else.
        for chapter in &self.chapters {
            let broken = |source| BrokenFigure { id: chapter.id, source };
            let (files, svg) = self.pictures.files(chapter.id, &chapter.section.figure).map_err(broken)?;
            figures.extend(files);
            inline.push(svg);
        }
        let table = |table: Table| (PathBuf::from(format!("tables/{}.csv", table.name)), table.to_csv());
        let texts = [
            (PathBuf::from("report.html"), html::report(self, &inline).into_bytes()),
            (PathBuf::from("report.md"), markdown::report(self).into_bytes()),
            (PathBuf::from("report.json"), self.to_json()),
        ];
        Ok(figures.into_iter().chain(self.tables().into_iter().map(table)).chain(texts).collect())
    }
}

/// How a run ended, all claims taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Every claim came out as expected.
    AsExpected,
    /// A claim came out otherwise than expected.
    Otherwise,
    /// None came out otherwise, but there were too few trials for some.
    Undecided,
}
