use crate::law::Normal;
use crate::statistics::Histogram;

/// A table of values, named as the file that will hold it.
///
/// ```
/// use saturation::publish::Table;
/// let mut table = Table::new("example", &["law", "trials", "fraction"]);
/// table.push(["large".into(), 3u64.into(), 0.1.into()]);
/// assert_eq!(table.to_csv(), b"law,trials,fraction\nlarge,3,0.1\n");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// File name without its ending.
    pub name: String,
    header: &'static [&'static str],
    rows: Vec<Vec<Cell>>,
}

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number of things.
    Count(u64),
    /// A real number; read back from its CSV it is the same f64.
    Number(f64),
    /// No value.
    Empty,
}

impl Table {
    /// A table without rows.
    pub fn new(name: impl Into<String>, header: &'static [&'static str]) -> Self {
        Self { name: name.into(), header, rows: Vec::new() }
    }

    /// Adds a row, one cell for each column.
    pub fn push(&mut self, row: impl Into<Vec<Cell>>) {
        self.rows.push(row.into());
    }

    /// The table as CSV (RFC 4180, with plain line feeds), its header first.
    pub fn to_csv(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(&mut bytes);
        let header = self.header.iter().map(|name| (*name).to_owned()).collect();
        let rows = self.rows.iter().map(|row| row.iter().map(Cell::to_text).collect::<Vec<_>>());
        for record in std::iter::once(header).chain(rows) {
            writer.write_record(record).expect("a Vec takes every record");
        }
        drop(writer);
        bytes
    }
}

impl Cell {
    fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
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

/// `histogram_<law>`: each bin with its count, its density (count / trials / width) and the exact density of the law
/// (probability / width). The first and the last row are the open tails, which have no density.
pub fn histogram_table(law_name: &str, histogram: &Histogram, law: &Normal) -> Table {
    let header = &["lower", "upper", "count", "density", "exact_density"];
    let mut table = Table::new(format!("histogram_{law_name}"), header);
    let total = histogram.total() as f64;
    for bin in histogram.bins() {
        let width = bin.upper - bin.lower;
        let densities = if width.is_finite() {
            let exact = law.between(bin.lower, bin.upper) / width;
            [(bin.count as f64 / total / width).into(), exact.into()]
        } else {
            [Cell::Empty, Cell::Empty]
        };
        let [density, exact_density] = densities;
        table.push([bin.lower.into(), bin.upper.into(), bin.count.into(), density, exact_density]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_as_they_were() {
        for x in [0.1, 1.0 / 3.0, 8.8e-39, f64::MIN_POSITIVE, 1e300, -0.0, f64::NEG_INFINITY] {
            let back: f64 = Cell::Number(x).to_text().parse().unwrap();
            assert_eq!(back.to_bits(), x.to_bits());
        }
    }

    #[test]
    fn text_with_commas_is_quoted() {
        let mut table = Table::new("t", &["a", "b"]);
        table.push(["N(0, 1)".into(), Cell::Empty]);
        assert_eq!(table.to_csv(), b"a,b\n\"N(0, 1)\",\n");
    }
}
