use super::figure::{Figure, FigureError, png};
use super::{Cell, Table, WriteError, markdown, verdicts, write_whole};
use crate::claim::{Claim, ClaimError, Finding, Ledger, Verdict};
use crate::sampling::{Control, Stopped};
use std::path::Path;

/// What one experiment has to show: its claims (a [`Claim`] before it is judged, a [`Finding`] after), tables, figure.
#[derive(Debug)]
pub struct Section<C> {
    /// The experiment's id: also the name of its figure's files.
    pub id: &'static str,
    /// The experiment's title.
    pub title: &'static str,
    /// What the article says and what came out, in Markdown.
    pub text: String,
    /// The claims, in the order in which they are read.
    pub claims: Vec<C>,
    /// Tables for `tables/`.
    pub tables: Vec<Table>,
    /// The picture.
    pub figure: Figure,
}

/// All that a run has to show.
#[derive(Debug)]
pub struct Report {
    /// The sections, in the article's order.
    pub sections: Vec<Section<Finding>>,
    /// The false-alarm budget.
    pub ledger: Ledger,
    /// The seed of the run.
    pub seed: u64,
}

/// Why a report was not written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A figure cannot be drawn.
    #[error("figure {id}: {source}")]
    Figure {
        /// The experiment.
        id: &'static str,
        /// What is wrong with it.
        source: FigureError,
    },
    /// It was interrupted between two files.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl Report {
    /// Judges every claim of `sections` at its share of the significance level.
    ///
    /// # Errors
    /// [`ClaimError`] unless 0 < `significance_level` < 1.
    pub fn judge(sections: Vec<Section<Claim>>, significance_level: f64, seed: u64) -> Result<Self, ClaimError> {
        let ledger = Ledger::new(significance_level, sections.iter().flat_map(|section| &section.claims));
        let judge = |section: Section<Claim>| {
            let Section { id, title, text, claims, tables, figure } = section;
            let claims = claims.into_iter().map(|claim| ledger.judge(claim)).collect::<Result<_, _>>()?;
            Ok(Section { id, title, text, claims, tables, figure })
        };
        let sections = sections.into_iter().map(judge).collect::<Result<_, ClaimError>>()?;
        Ok(Self { sections, ledger, seed })
    }

    /// Every finding, in order.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.sections.iter().flat_map(|section| &section.claims)
    }

    /// The worst that happened: a claim that came out otherwise than registered, else one that is undecided, else none.
    pub fn outcome(&self) -> Outcome {
        let unexpected = |finding: &&Finding| !finding.as_registered();
        let undecided = |finding: &Finding| finding.decision.verdict == Verdict::Undecided;
        if self.findings().filter(unexpected).any(|finding| !undecided(finding)) {
            Outcome::Otherwise
        } else if self.findings().any(undecided) {
            Outcome::Undecided
        } else {
            Outcome::AsRegistered
        }
    }

    /// The verdicts as an aligned block of text, with ANSI colours; a stream that shows none strips them.
    pub fn verdicts(&self) -> String {
        verdicts::block(self)
    }

    /// The report as Markdown, its figures beside it in `figures/`.
    pub fn markdown(&self) -> String {
        markdown::report(self)
    }

    /// Every table: the claims, then those of the experiments.
    pub fn tables(&self) -> Vec<Table> {
        let own = self.sections.iter().flat_map(|section| section.tables.iter().cloned());
        std::iter::once(self.claims_table()).chain(own).collect()
    }

    /// Writes `figures/`, `tables/` and `report.md` below `directory`, each file whole or not at all.
    ///
    /// # Errors
    /// [`ReportError`] for the first file that cannot be made; those before it are complete.
    pub fn write(&self, directory: &Path, control: &Control) -> Result<(), ReportError> {
        for table in self.tables() {
            control.check()?;
            write_whole(&directory.join("tables").join(format!("{}.csv", table.name)), &table.to_csv())?;
        }
        for Section { id, figure, .. } in &self.sections {
            control.check()?;
            let broken = |source| ReportError::Figure { id, source };
            let svg = figure.svg().map_err(broken)?;
            let png = png(&svg).map_err(broken)?;
            control.check()?;
            write_whole(&directory.join("figures").join(format!("{id}.svg")), svg.as_bytes())?;
            write_whole(&directory.join("figures").join(format!("{id}.png")), &png)?;
        }
        control.check()?;
        Ok(write_whole(&directory.join("report.md"), self.markdown().as_bytes())?)
    }

    fn claims_table(&self) -> Table {
        let header = &[
            "experiment",
            "claim",
            "statement",
            "article",
            "expected",
            "estimate",
            "lower",
            "upper",
            "test",
            "p_value",
            "verdict",
            "registered",
            "trials",
            "seed",
        ];
        let mut table = Table::new("claims", header);
        for section in &self.sections {
            for Finding { claim, decision } in &section.claims {
                let interval = decision.estimate.confidence_interval;
                table.push([
                    section.id.into(),
                    claim.id.as_str().into(),
                    claim.statement.as_str().into(),
                    claim.article.into(),
                    claim.test.expected().into(),
                    decision.estimate.point_estimate.into(),
                    interval.lower_bound.into(),
                    interval.upper_bound.into(),
                    claim.test.name().into(),
                    decision.p_value.map_or(Cell::Empty, |p| p.value().into()),
                    decision.verdict.to_string().as_str().into(),
                    claim.registered.to_string().as_str().into(),
                    claim.test.trials().map_or(Cell::Empty, Cell::Count),
                    self.seed.into(),
                ]);
            }
        }
        table
    }
}

/// How a run ended, all claims taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Every claim came out as registered.
    AsRegistered,
    /// A claim came out otherwise than registered.
    Otherwise,
    /// None came out otherwise, but there were too few trials for some.
    Undecided,
}
