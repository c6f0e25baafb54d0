//! What is shown: a report as data, functions from it to the terminal, Markdown, CSV and JSON, and files that are whole or
//! absent.

mod csv;
mod file;
mod html;
mod json;
mod manifest;
mod markdown;
mod number;
mod pictures;
#[expect(clippy::module_inception, reason = "the room has the name of what it is about")]
mod report;
mod section;
mod table;
mod terminal;

use terminal::{summary, trials_needed};

pub use crate::figure::{grouped, scientific, to_digits, trimmed};
pub use file::{WriteError, check_file_place, check_output, reason, write_whole};
pub use manifest::Manifest;
pub use number::beside;
pub use pictures::{Format, Pictures};
pub use report::{BrokenFigure, Outcome, Report};
pub use section::{Chapter, Chinese, Section};
pub use table::{Cell, Column, Table};
pub use terminal::{terminal, wrapped};
