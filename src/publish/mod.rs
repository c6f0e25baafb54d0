//! What is shown: figures, tables, the report, the verdicts; and files that are whole or absent.

pub mod figure;
mod file;
mod markdown;
mod number;
mod report;
mod table;
mod verdicts;

pub use file::{WriteError, write_whole};
pub use number::{grouped, scientific, to_digits, trimmed};
pub use report::{Outcome, Report, ReportError, Section};
pub use table::{Cell, Table, histogram_table};
