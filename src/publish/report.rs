use super::figure::{Figure, FigureError, png};
use super::file::{WriteError, check_directory, write_whole};
use super::{Cell, Table, markdown, verdicts};
use crate::claim::{Claim, ClaimError, Finding, Ledger, Power, Verdict};
use crate::sampling::{Control, Stopped};
use rayon::prelude::*;
use std::collections::BTreeMap;
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
    /// The options that draw the same trials again, such as `--seed 501`.
    pub options: String,
    /// Options that single sections take besides.
    own_options: BTreeMap<&'static str, String>,
    /// The command that drew it, if not `run` with an experiment.
    command: Option<&'static str>,
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
    /// Judges every claim of `sections` at its share of the significance level, one stage of `stages`.
    ///
    /// # Errors
    /// [`ClaimError`] unless 0 < `significance_level` < 1.
    pub fn judge(
        sections: Vec<Section<Claim>>,
        significance_level: f64,
        stages: usize,
        seed: u64,
        options: String,
    ) -> Result<Self, ClaimError> {
        let ledger = Ledger::new(significance_level, stages, sections.iter().flat_map(|section| &section.claims));
        let judge = |section: Section<Claim>| {
            let Section { id, title, text, claims, tables, figure } = section;
            let findings: Vec<_> = claims.into_par_iter().map(|claim| ledger.judge(claim)).collect();
            // The first error, whichever came first in time.
            let claims = findings.into_iter().collect::<Result<_, _>>()?;
            Ok(Section { id, title, text, claims, tables, figure })
        };
        let sections = sections.into_iter().map(judge).collect::<Result<_, ClaimError>>()?;
        Ok(Self { sections, ledger, seed, options, own_options: BTreeMap::new(), command: None })
    }

    /// The same report, its section `id` drawn with options that no other section takes; none if they are empty.
    #[must_use]
    pub fn with_own_options(mut self, id: &'static str, options: String) -> Self {
        if !options.is_empty() {
            self.own_options.insert(id, options);
        }
        self
    }

    /// This report as that of a command of its own, such as `neuron`, in place of `run` and an experiment.
    #[must_use]
    pub fn of_command(self, command: &'static str) -> Self {
        Self { command: Some(command), ..self }
    }

    /// Whether it is the article that is judged, and not what a command of its own was asked for.
    pub(super) fn is_on_article(&self) -> bool {
        self.command.is_none()
    }

    /// Every finding, in order.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.sections.iter().flat_map(|section| &section.claims)
    }

    /// Whether any claim is undecided.
    pub fn has_undecided(&self) -> bool {
        self.findings().any(|finding| finding.decision.verdict == Verdict::Undecided)
    }

    /// This report after an `earlier` stage of the same experiments: what was decided there stays as it was.
    #[must_use]
    pub fn after(mut self, earlier: Self) -> Self {
        let before = earlier.sections.into_iter().flat_map(|section| section.claims);
        let now = self.sections.iter_mut().flat_map(|section| &mut section.claims);
        for (finding, decided) in now.zip(before) {
            if decided.decision.verdict != Verdict::Undecided {
                *finding = decided;
            }
        }
        self
    }

    /// The worst that happened: a claim that came out otherwise than registered, else one that is undecided, else none.
    pub fn outcome(&self) -> Outcome {
        if self.findings().any(Finding::otherwise) {
            Outcome::Otherwise
        } else if self.has_undecided() {
            Outcome::Undecided
        } else {
            Outcome::AsRegistered
        }
    }

    /// The command that draws the trials of a section again.
    pub fn replay(&self, id: &str) -> String {
        let own = self.own_options.get(id).map_or(String::new(), |options| format!(" {options}"));
        format!("saturation {} {}{own}", self.command.unwrap_or(&format!("run {id}")), self.options)
    }

    /// The verdicts as an aligned block of text, with ANSI colours; a stream that shows none strips them.
    pub fn verdicts(&self) -> String {
        verdicts::block(self)
    }

    /// The report as Markdown, its figures beside it in `figures/`.
    pub fn markdown(&self) -> String {
        markdown::report(self)
    }

    /// Checks, without leaving anything behind, that [`Report::write`] could write below `directory`.
    ///
    /// # Errors
    /// [`WriteError`] if it, or a directory in it, is a file or refuses a new file.
    pub fn check_directory(directory: &Path) -> Result<(), WriteError> {
        check_directory(directory)?;
        ["figures", "tables"].iter().try_for_each(|name| check_directory(&directory.join(name)))
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
            "statistic",
            "significance_level",
            "effect",
            "min_effect",
            "miss_rate",
            "min_trials",
            "replay",
        ];
        let mut table = Table::new("claims", header);
        for section in &self.sections {
            for Finding { claim, decision, power, significance_level } in &section.claims {
                let power = |value: fn(&Power) -> Cell| power.as_ref().map_or(Cell::Empty, value);
                let sampled = |cell: Cell| if decision.p_value.is_some() { cell } else { Cell::Empty };
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
                    sampled(decision.statistic.into()),
                    sampled((*significance_level).into()),
                    power(|power| power.effect.into()),
                    power(|power| power.min_effect.into()),
                    power(|power| power.miss_rate.into()),
                    power(|power| power.min_trials.into()),
                    self.replay(section.id).as_str().into(),
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
