use crate::figure::{Figure, FigureError, Look, pdf, png};
use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;

/// The files that each figure becomes, and how it looks in them.
#[derive(Debug, Clone, PartialEq)]
pub struct Pictures {
    /// A file for each of them.
    pub formats: Vec<Format>,
    /// Colours and width.
    pub look: Look,
}

/// Files by their paths.
type Files = Vec<(PathBuf, Vec<u8>)>;

/// What a figure is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Vectors, for pages.
    Svg,
    /// Pixels, for everything.
    Png,
    /// Vectors, for LaTeX.
    Pdf,
}

impl Default for Pictures {
    fn default() -> Self {
        Self { formats: vec![Format::Svg, Format::Png], look: Look::default() }
    }
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Svg, Self::Png, Self::Pdf];

    /// What files of this format end with.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }
}

impl Display for Format {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.ending())
    }
}

impl Pictures {
    /// The path of a figure in the first of these formats that there is, else in any.
    pub(super) fn path(&self, id: &str, wanted: &[Format]) -> Option<String> {
        let found = wanted.iter().find(|format| self.formats.contains(format)).or(self.formats.first());
        found.map(|format| path(id, *format))
    }

    /// The files of a figure, by their paths, and the figure as it stands in a page.
    pub(super) fn files(&self, id: &str, figure: &Figure) -> Result<(Files, String), FigureError> {
        let svg = figure.svg_with(self.look)?;
        let title = figure.title_words()?;
        let bytes = |format| match format {
            Format::Svg => Ok(svg.clone().into_bytes()),
            Format::Png => png(&svg, self.look),
            Format::Pdf => pdf(&svg, &title),
        };
        let files = self.formats.iter().map(|format| Ok((path(id, *format).into(), bytes(*format)?)));
        let files = files.collect::<Result<_, FigureError>>()?;
        let inline = if self.look == Look::default() { svg } else { figure.svg()? };
        Ok((files, inline))
    }
}

fn path(id: &str, format: Format) -> String {
    format!("figures/{id}.{format}")
}
