//! Neurons of any layers under any initializers that have a name: what `saturation neuron` draws.
//!
//! Mean, spread and law of z are judged once for each initializer and number of inputs, and the share of saturated neurons,
//! P(|f′(z)| < τ), once for each activation. They are set beside the exact law, which needs no normal weights. The test of the
//! spread is exact for normal z; sums of uniform and of cut normal weights, and rows of orthogonal matrices, have lighter
//! tails, and it refutes a right spread more seldom than stated. E f(z)², E f′(z) and E f′(z)² are shown without a verdict: no
//! exact test of them exists, and they follow from the law that was judged.

mod cell;
mod depth;
mod figure;
mod grid;
mod mutants;

pub use grid::{Grid, Inputs, MOST_LAYERS};

use super::measured::{percent, tau_text};
use super::{Error, Experiment, Samples, Settings};
use crate::figure::Figure;
use crate::report::{Column, Section, Table, beside, grouped, to_digits, trimmed};
use cell::{Cell, Drawn, Fact};
use std::collections::HashSet;

/// The experiment on the neurons of [`Settings::grid`].
pub static NEURON: Experiment = Experiment {
    id: "neuron",
    title: "Neurons of your own",
    subjects: |settings| grid(settings)?.requests(settings),
    section,
    mutants: |settings| mutants::mutants(grid(settings)?),
};

fn grid(settings: &Settings) -> Result<&Grid, Error> {
    settings.grid.as_ref().ok_or_else(|| Error::Missing("a grid of neurons".to_owned()))
}

/// As many cells as a figure has panels, and a terminal tables of facts.
const FEW: usize = 12;

/// More cells than this are for files alone.
const MANY: usize = 200;

fn section(samples: &Samples, settings: &Settings) -> Result<Section, Error> {
    let grid = grid(settings)?;
    let mut drawn = cell::drawn(grid, samples, settings)?;
    let figure = figure::figure(&drawn, grid, settings);
    let (headline, finding) = found(&drawn);
    let tables = match grid.cells() {
        cells if cells <= FEW => vec![facts_table(&drawn), table(&drawn), figure::bins(&drawn)],
        cells if cells <= MANY => vec![overview(&drawn), table(&drawn)],
        _ => vec![table(&drawn)],
    };
    let tables = tables.into_iter().chain(depth::tables(grid, samples)?).collect();
    let notes = drawn.iter().flat_map(|one| one.notes.clone()).collect();
    let (mut claims, mut judged) = (Vec::new(), HashSet::new());
    for one in &mut drawn {
        let all = one.facts.iter_mut().chain(one.cells.iter_mut().map(|cell| &mut cell.share));
        // Two initializers may mean one law, of which one claim is enough.
        let first = judged.insert(one.layer.neuron.to_string());
        claims.extend(all.filter_map(|fact| fact.claim.take()).map(|(claim, _)| claim).filter(|_| first));
    }
    Ok(Section {
        headline,
        chinese: None,
        paragraphs: [Some(text(grid)), depth::text(grid)?].into_iter().flatten().collect(),
        notes,
        claims,
        tables,
        figure: Figure { title: finding.replace("std z", "std *z*").replace("n = ", "*n* = "), ..figure },
    })
}

/// The finding in a line, for the terminal with what was measured and for the figure without.
fn found(drawn: &[Drawn]) -> (String, String) {
    let Some(first) = drawn.first() else { return Default::default() };
    match (drawn, &first.cells[..]) {
        ([one], [Cell { activation, share, .. }]) => {
            let (exact, measured) = (percent(share.exact, 3), percent(share.estimate.point_estimate, 3));
            let std_dev = to_digits(one.law.std_dev(), 4);
            let name = one.layer.name();
            let finding = format!("{name}: std z is exactly {std_dev}, and {exact} of {activation} saturate");
            let estimate = one.z.moments().std_dev();
            (format!("{finding}; measured {} and {measured}", to_digits(estimate, 4)), finding)
        }
        _ => {
            let cells = drawn.iter().flat_map(|one| one.cells.iter().map(move |cell| (one, cell)));
            let share = |(_, cell): &(&Drawn, &Cell)| cell.share.exact;
            let least = cells.clone().min_by(|a, b| share(a).total_cmp(&share(b)));
            let most = cells.clone().max_by(|a, b| share(a).total_cmp(&share(b)));
            let shown = |(one, cell): (&Drawn, &Cell)| {
                format!("{} with {} ({})", percent(cell.share.exact, 3), cell.activation, one.layer.name())
            };
            let range = match (least, most) {
                (Some(least), Some(most)) => format!("from {} to {} saturate", shown(least), shown(most)),
                _ => String::new(),
            };
            (format!("{} neurons: {range}", cells.count()), range)
        }
    }
}

/// The columns of the table for notebooks: a row for each number.
const COLUMNS: [&str; 11] =
    ["init", "activation", "fan_in", "fan_out", "tau", "quantity", "exact", "estimate", "lower", "upper", "verdict"];

fn table(drawn: &[Drawn]) -> Table {
    let row = |one: &Drawn, cell: Option<&Cell>, fact: &Fact| -> [crate::report::Cell; 11] {
        [
            one.layer.initializer.to_string().into(),
            cell.map(|cell| cell.activation.to_string()).into(),
            (one.layer.fans.fan_in as u64).into(),
            (one.layer.fans.fan_out as u64).into(),
            cell.map(|cell| cell.threshold.tau()).into(),
            fact.quantity.into(),
            fact.exact.into(),
            fact.estimate.point_estimate.into(),
            fact.estimate.confidence_interval.lower_bound.into(),
            fact.estimate.confidence_interval.upper_bound.into(),
            fact.claim.as_ref().map(|(_, verdict)| verdict.to_string()).into(),
        ]
    };
    let rows = drawn.iter().flat_map(|one| one.all().map(move |(cell, fact)| row(one, cell, fact)));
    Table::hidden("neuron", COLUMNS, rows)
}

/// Every number of a few cells; what is said once for several rows stands in the first.
fn facts_table(drawn: &[Drawn]) -> Table {
    let columns = [
        Column::text("neuron", "neuron"),
        Column::text("activation", "activation"),
        Column::text("quantity", "quantity"),
        Column::text("exact", "exact"),
        Column::text("measured", "measured"),
        Column::text("verdict", ""),
    ];
    let mut table = Table::new("neuron_facts", columns).in_terminal();
    for one in drawn {
        let fan_in = format!("n = {}", grouped(one.layer.fans.fan_in as u64, ' '));
        let mut names = [one.layer.initializer.to_string(), fan_in].into_iter();
        let mut last = None;
        for (cell, fact) in one.all() {
            let activation = cell.map(|cell| cell.activation.to_string());
            let shown = if activation == last { String::new() } else { activation.clone().unwrap_or_default() };
            last = activation;
            let [exact, measured] = beside(fact.exact, &fact.estimate);
            let verdict = fact.claim.as_ref().map(|(_, verdict)| verdict.to_string()).unwrap_or_default();
            let quantity = fact.quantity.to_owned();
            let name = names.next().unwrap_or_default();
            table.push([name, shown, quantity, exact, measured, verdict].map(crate::report::Cell::from));
        }
    }
    table
}

/// Spread and share of many cells, a row each.
fn overview(drawn: &[Drawn]) -> Table {
    let columns = [
        Column::text("init", "initializer"),
        Column::text("fan_in", "n"),
        Column::text("activation", "activation"),
        Column::digits("std_dev", "std z", 5),
        Column::digits("std_dev_measured", "measured", 5),
        Column::digits("saturated", "saturated", 4),
        Column::digits("saturated_measured", "measured", 4),
    ];
    let mut table = Table::new("neuron_overview", columns).in_terminal();
    for one in drawn {
        for cell in &one.cells {
            let share = &cell.share;
            table.push([
                one.layer.initializer.to_string().into(),
                (one.layer.fans.fan_in as u64).into(),
                cell.activation.to_string().into(),
                one.law.std_dev().into(),
                one.z.moments().std_dev().into(),
                share.exact.into(),
                share.estimate.point_estimate.into(),
            ]);
        }
    }
    table
}

/// What is drawn, in words.
fn text(grid: &Grid) -> String {
    let fan_out = grid
        .fan_out
        .map_or("as many neurons as inputs".to_owned(), |fan_out| format!("{} neurons", grouped(fan_out as u64, ' ')));
    let inputs = match &grid.inputs {
        Inputs::HalfOnes => "Half of the inputs are 1, the others 0".to_owned(),
        Inputs::Active(active) => format!("{} inputs are 1, the others 0", grouped(*active as u64, ' ')),
        Inputs::Values(values) => format!("The input has {} numbers", grouped(values.len() as u64, ' ')),
    };
    let bias = grid.bias.map_or(String::new(), |bias| format!("; bias: {bias}"));
    let gain = if grid.gain == 1.0 { String::new() } else { format!("; weights times {}", trimmed(grid.gain, 6)) };
    let threshold = match grid.threshold {
        Some(tau) => format!("|f′(z)| < {}", tau_text(tau)),
        None => "|f′(z)| below 4 % of its largest value".to_owned(),
    };
    let formulas: Vec<String> = grid.initializers.iter().map(|one| format!("`{one}`: {}", one.formula())).collect();
    format!("{inputs}; {fan_out}{bias}{gain}. Saturated: {threshold}. {}.", formulas.join(". "))
}
