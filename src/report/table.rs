use super::{grouped, json, to_digits, trimmed, wrapped};

/// A table of values, built once, named as the file that will hold it; its columns say how they print.
///
/// ```
/// use saturation::report::{Column, Table};
/// let mut table = Table::new("example", [Column::text("law", "law"), Column::hidden("trials"), Column::digits("p", "share", 2)]);
/// table.push(["large".into(), 3u64.into(), (1.0 / 3.0).into()]);
/// assert_eq!(table.to_csv(), b"law,trials,p\nlarge,3,0.3333333333333333\n");
/// assert_eq!(table.to_markdown(false), "| law | share |\n|---|--:|\n| large | 0.33 |\n");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// File name without its ending.
    pub name: String,
    /// The columns.
    pub columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    /// Whether the terminal shows it, too.
    in_terminal: bool,
}

/// A column: its name in files, its heading in the report, and how its numbers print there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// The name in files.
    pub name: &'static str,
    /// The heading in the report; `None`: only files have it.
    pub heading: Option<&'static str>,
    print: Print,
}

/// How a real number prints in the report.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Print {
    /// To this many significant digits.
    Digits(usize),
    /// The same without zeros at the end.
    Trimmed(usize),
    /// As a percentage with this many decimals.
    Percent(usize),
    /// Words and counts, which need no rule.
    Plain,
}

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number of things.
    Count(u64),
    /// The sides of an array.
    Sides(Vec<usize>),
    /// A real number; read back from its CSV it is the same f64.
    Number(f64),
    /// No value.
    Empty,
}

impl Column {
    /// A column that only files have.
    pub const fn hidden(name: &'static str) -> Self {
        Self { name, heading: None, print: Print::Plain }
    }

    /// Words, or counts.
    pub const fn text(name: &'static str, heading: &'static str) -> Self {
        Self { name, heading: Some(heading), print: Print::Plain }
    }

    /// Numbers to this many significant digits.
    pub const fn digits(name: &'static str, heading: &'static str, digits: usize) -> Self {
        Self { name, heading: Some(heading), print: Print::Digits(digits) }
    }

    /// The same without zeros at the end.
    pub const fn trimmed(name: &'static str, heading: &'static str, digits: usize) -> Self {
        Self { name, heading: Some(heading), print: Print::Trimmed(digits) }
    }

    /// Shares, as percentages with this many decimals.
    pub const fn percent(name: &'static str, heading: &'static str, decimals: usize) -> Self {
        Self { name, heading: Some(heading), print: Print::Percent(decimals) }
    }

    fn show(&self, cell: &Cell) -> String {
        match (cell, self.print) {
            (Cell::Text(text), _) => text.clone(),
            (Cell::Count(count), _) => grouped(*count, ' '),
            (Cell::Sides(_), _) => cell.to_text(),
            (Cell::Empty, _) => String::new(),
            (Cell::Number(x), Print::Digits(digits)) => to_digits(*x, digits),
            (Cell::Number(x), Print::Trimmed(digits)) => trimmed(*x, digits),
            (Cell::Number(x), Print::Percent(decimals)) => {
                format!("{} %", crate::figure::decimals(100.0 * x, decimals))
            }
            (Cell::Number(x), Print::Plain) => trimmed(*x, 6),
        }
    }
}

impl Table {
    /// A table without rows.
    pub fn new(name: impl Into<String>, columns: impl Into<Vec<Column>>) -> Self {
        Self { name: name.into(), columns: columns.into(), rows: Vec::new(), in_terminal: false }
    }

    /// A table that only files have, of these columns and rows.
    pub fn hidden<const N: usize>(
        name: impl Into<String>,
        columns: impl IntoIterator<Item = &'static str>,
        rows: impl IntoIterator<Item = [Cell; N]>,
    ) -> Self {
        let columns = columns.into_iter().map(Column::hidden).collect();
        Self { name: name.into(), columns, rows: rows.into_iter().map(Vec::from).collect(), in_terminal: false }
    }

    /// The same table, shown in the terminal as well.
    #[must_use]
    pub fn in_terminal(self) -> Self {
        Self { in_terminal: true, ..self }
    }

    /// Adds a row, one cell for each column.
    pub fn push(&mut self, row: impl Into<Vec<Cell>>) {
        self.rows.push(row.into());
    }

    /// The rows.
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    /// Whether the report shows any of its columns.
    pub fn is_shown(&self) -> bool {
        self.columns.iter().any(|column| column.heading.is_some())
    }

    /// The table as CSV (RFC 4180, with plain line feeds), its header first.
    pub fn to_csv(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(&mut bytes);
        let header = self.columns.iter().map(|column| column.name.to_owned()).collect();
        let rows = self.rows.iter().map(|row| row.iter().map(Cell::to_text).collect::<Vec<_>>());
        for record in std::iter::once(header).chain(rows) {
            writer.write_record(record).expect("a Vec takes every record");
        }
        drop(writer);
        bytes
    }

    /// The rows as JSON: an array of objects, with the columns' names as keys.
    pub fn to_json(&self) -> Vec<u8> {
        json::rows(self)
    }

    /// The columns with headings: whether each holds numbers, and its cells as they print, the heading first.
    pub(super) fn shown(&self) -> Vec<(bool, Vec<String>)> {
        let columns = self
            .columns
            .iter()
            .enumerate()
            .filter_map(|(k, column)| column.heading.map(|heading| (k, column, heading)));
        let cells = |(k, column, heading): (usize, &Column, &'static str)| {
            let cells = self.rows.iter().map(|row| row.get(k).unwrap_or(&Cell::Empty));
            let of_numbers = !cells.clone().any(|cell| matches!(cell, Cell::Text(_)));
            (of_numbers, [heading.to_owned()].into_iter().chain(cells.map(|cell| column.show(cell))).collect())
        };
        columns.map(cells).collect()
    }

    /// The columns with headings, as a table of Markdown; if `literal`, whose cells are no Markdown of their own.
    pub fn to_markdown(&self, literal: bool) -> String {
        let shown = self.shown();
        let row = |k: usize| markdown_row(shown.iter().map(|(_, cells)| words(&cells[k], literal)));
        let rules: Vec<&str> = shown.iter().map(|(of_numbers, _)| if *of_numbers { "--:" } else { "---" }).collect();
        let rows: String = (1..=self.rows.len()).map(row).collect();
        format!("{}|{}|\n{rows}", row(0), rules.join("|"))
    }

    /// The columns with headings, if the terminal is to show them, the headings first: aligned by spaces, or where that is wider
    /// than the terminal, one after the other.
    pub fn to_lines(&self, width: usize) -> Vec<String> {
        if !self.in_terminal {
            return Vec::new();
        }
        let shown = self.shown();
        let widths = shown.iter().map(|(_, cells)| cells.iter().map(|cell| cell.chars().count()).max().unwrap_or(0));
        let widths: Vec<usize> = widths.collect();
        let aligned = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1) <= width;
        let line = |k: usize| {
            let cell = |((of_numbers, cells), width): (&(bool, Vec<String>), &usize)| match (aligned, of_numbers) {
                (true, true) => format!("{:>width$}", cells[k]),
                (true, false) => format!("{:width$}", cells[k]),
                (false, _) => cells[k].clone(),
            };
            let cells = shown.iter().zip(&widths).map(cell).filter(|cell| aligned || !cell.is_empty());
            let text = cells.collect::<Vec<_>>().join("  ");
            if aligned { text.trim_end().to_owned() } else { wrapped(&text, width.saturating_sub(4), 4) }
        };
        (0..=self.rows.len()).map(line).collect()
    }
}

/// A text; if `literal`, so that Markdown takes none of it for its own marks.
pub(super) fn words(text: &str, literal: bool) -> String {
    if !literal {
        return text.to_owned();
    }
    let mut escaped = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut within = false;
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let word = |next: Option<char>| next.is_some_and(char::is_alphanumeric);
        let begins_a_tag = letter == '<' && next.is_some_and(|next| next.is_alphabetic() || "/!?".contains(next));
        let emphasises = letter == '_' && !(within && word(next));
        if matches!(letter, '*' | '`' | '[' | '\\') || begins_a_tag || emphasises {
            escaped.push('\\');
        }
        escaped.push(letter);
        within = letter.is_alphanumeric();
    }
    escaped
}

/// A row of a table of Markdown. A bar inside a cell would end it: |z| is written with escaped ones.
pub(super) fn markdown_row(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>().join(" | "))
}

impl Cell {
    fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Sides(sides) => sides.iter().map(ToString::to_string).collect::<Vec<_>>().join(" × "),
            // The shortest decimal that reads back as the same f64, with an exponent where it is shorter.
            Self::Number(x) => format!("{x:?}"),
            Self::Empty => String::new(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<f64> for Cell {
    fn from(x: f64) -> Self {
        Self::Number(x)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_as_they_were() {
        let numbers = [0.1, 1.0 / 3.0, 8.8e-39, f64::MIN_POSITIVE, 1e300, -0.0, f64::NEG_INFINITY];
        let mut table = Table::new("t", [Column::hidden("x")]);
        numbers.iter().for_each(|x| table.push([Cell::from(*x)]));
        let bytes = table.to_csv();
        let back = csv::Reader::from_reader(&bytes[..]).into_deserialize().map(|row: Result<f64, _>| row.unwrap());
        assert_eq!(back.map(f64::to_bits).collect::<Vec<_>>(), numbers.map(f64::to_bits));
    }

    #[test]
    fn text_with_commas_is_quoted_and_bars_are_escaped() {
        let mut table = Table::new("t", [Column::text("a", "law"), Column::hidden("b")]);
        table.push(["N(0, |1|)".into(), Cell::Empty]);
        assert_eq!(table.to_csv(), b"a,b\n\"N(0, |1|)\",\n");
        assert_eq!(table.to_markdown(false), "| law |\n|---|\n| N(0, \\|1\\|) |\n");
    }
}
