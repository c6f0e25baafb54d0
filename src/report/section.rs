use super::Table;
use crate::claim::{Claim, Finding};
use crate::figure::Figure;

/// What one experiment has to show: plain data, made from its evidence.
///
/// Claims are [`Claim`]s before they are judged, and [`Finding`]s after.
#[derive(Debug)]
pub struct Section<C = Claim> {
    /// The finding in a line: the decisive number beside the expected one.
    pub headline: String,
    /// Title and finding in Chinese, in which the article is written; nothing where nobody has translated them.
    pub chinese: Option<Chinese>,
    /// What the source says and what came out, a paragraph each.
    pub paragraphs: Vec<String>,
    /// What an option does not touch, and what cannot be tested: a short sentence each.
    pub notes: Vec<String>,
    /// The claims, in the order in which they are read.
    pub claims: Vec<C>,
    /// Tables: each becomes a file, and those with headings are part of the report.
    pub tables: Vec<Table>,
    /// The picture, under the finding as its title: it is shown where every claim came out as expected.
    pub figure: Figure,
}

/// The title of an experiment and its finding in Chinese, with the numbers of the English finding.
#[derive(Debug)]
pub struct Chinese {
    /// What the experiment asks.
    pub title: &'static str,
    /// The finding in a line.
    pub headline: String,
}

/// A section that was judged, under the name of its experiment.
#[derive(Debug)]
pub struct Chapter {
    /// The experiment's id: also the name of its figure's files.
    pub id: &'static str,
    /// The experiment's title: what it asks, true whatever comes out.
    pub title: &'static str,
    /// The command that draws its trials again; empty if there is none.
    pub again: String,
    /// Whether its words may have any letters, as names from a file, and are no Markdown.
    pub literal: bool,
    /// What it has to show.
    pub section: Section<Finding>,
}

impl Chapter {
    /// How many claims came out as expected.
    pub fn as_expected(&self) -> usize {
        self.section.claims.iter().filter(|finding| finding.as_expected()).count()
    }
}
