use crate::failure::{BAD_INPUT, Failure};
use anstream::ColorChoice;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Parser, Subcommand, ValueEnum};
use saturation::experiments::{ALL, Digits, Experiment, LEARNING, LEAST_TRIALS, Settings};
use saturation::law::Threshold;
use saturation::model::{Activation, Scheme};
use std::path::PathBuf;
use std::process;

/// Does N(0, 1) saturate sigmoid neurons, and does dividing by √n cure it? Draws the weights, judges the article's
/// numbers, and regenerates its figures.
#[derive(Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  saturation                                  all experiments, into output/
  saturation run large scaled --trials 1e7    two of them, with ten million trials for each law
  saturation list                             the experiments

Exit codes: 0 every claim came out as registered, 1 one came out otherwise, 3 one stayed undecided,
2 it could not run, 130 interrupted."
)]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub run: RunArgs,
}

#[derive(Subcommand)]
pub enum Command {
    /// Runs some experiments, or all of them.
    #[command(after_help = "\
Example:
  saturation run large scaled --trials 1e7 --seed 7 --threads 2 --output /tmp/out --threshold 0.001")]
    Run(RunArgs),
    /// Draws one neuron under an initialisation of your choice, and sets it beside its exact law.
    #[command(after_help = "\
Example:
  saturation neuron --init as-printed --fan-in 784 --trials 1e6")]
    Neuron(NeuronArgs),
    /// Names the experiments, in the article's order.
    #[command(after_help = "Example:\n  saturation list")]
    List,
}

#[derive(clap::Args)]
pub struct RunArgs {
    /// Experiments to run, as `saturation list` names them [default: all]
    #[arg(value_name = "EXPERIMENT")]
    names: Vec<String>,
    /// Trials for each law: 1000000, 1_000_000 or 1e6 [default: as many as its claims need]
    #[arg(long, value_name = "N", value_parser = trials, allow_hyphen_values = true)]
    trials: Option<u64>,
    /// Where figures/, tables/ and report.md go
    #[arg(long, value_name = "DIR", default_value = "output")]
    pub output: PathBuf,
    /// Draw four times and sixteen times as many trials if a claim is undecided, at a third of each share
    #[arg(long)]
    pub until_decided: bool,
    /// Directory with the four IDX files of MNIST, plain or gz, for `learning` [default: 1797 digits that come with the
    /// program]
    #[arg(long, value_name = "DIR")]
    mnist_dir: Option<PathBuf>,
    #[command(flatten)]
    pub common: CommonArgs,
}

#[derive(clap::Args)]
pub struct NeuronArgs {
    /// The initialisation: large, scaled, scaled-unit-bias, scaled-small-bias, as-printed or large-as-printed
    #[arg(long, value_name = "NAME", value_parser = scheme)]
    pub init: Scheme,
    /// Inputs, of which half are 1: an even number
    #[arg(long, value_name = "N", value_parser = count, default_value_t = 1000, allow_hyphen_values = true)]
    pub fan_in: usize,
    /// Neurons in the layer, by which some schemes divide the bias
    #[arg(long, value_name = "N", value_parser = count, default_value_t = 30, allow_hyphen_values = true)]
    pub neurons: usize,
    /// Trials: 1000000, 1_000_000 or 1e6
    #[arg(long, value_name = "N", value_parser = trials, default_value = "1e6", allow_hyphen_values = true)]
    trials: u64,
    /// Where a picture, a table of the claims and a report go [default: nowhere]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub common: CommonArgs,
}

/// What every command takes that draws.
#[derive(clap::Args)]
pub struct CommonArgs {
    /// Seed of every random stream: a whole number, or `fresh` for one from the operating system
    #[arg(long, value_name = "SEED", value_parser = seed, default_value = "501", allow_hyphen_values = true)]
    pub seed: Seed,
    /// Threads [default: all cores]; the numbers do not depend on it
    #[arg(long, value_name = "N", value_parser = threads, allow_hyphen_values = true)]
    pub threads: Option<usize>,
    /// The τ below which σ′(z) counts as saturated, between 0 and 0.25
    #[arg(long, value_name = "TAU", value_parser = number, default_value_t = Settings::default().threshold,
          allow_hyphen_values = true)]
    threshold: f64,
    /// The chance that the run refutes any claim that is true, shared out over its claims
    #[arg(long, value_name = "ALPHA", value_parser = alpha, default_value_t = Settings::default().significance_level,
          allow_hyphen_values = true)]
    alpha: f64,
    /// Colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    /// Print nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
}

impl CommonArgs {
    /// The settings of a run of this many trials for each law; `None`: as many as its claims need.
    fn settings(&self, trials: Option<u64>) -> Result<Settings, Failure> {
        Threshold::new(Activation::Sigmoid, self.threshold).map_err(Failure::input)?;
        Ok(Settings {
            seed: self.seed.value,
            trials,
            threshold: self.threshold,
            significance_level: self.alpha,
            ..Settings::default()
        })
    }
}

impl NeuronArgs {
    /// The settings of its run.
    pub fn settings(&self) -> Result<Settings, Failure> {
        self.common.settings(Some(self.trials))
    }
}

/// A seed, and whether the operating system chose it.
#[derive(Clone, Copy)]
pub struct Seed {
    pub value: u64,
    pub fresh: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Color {
    /// If the terminal shows them and NO_COLOR is not set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl From<Color> for ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}

impl Args {
    /// The arguments of this process. Prints help and ends where that is what was asked for.
    pub fn from_command_line() -> Result<Self, Failure> {
        Self::try_parse().map_err(|error| {
            if !error.use_stderr() {
                // A reader of the help who closed the pipe has read enough.
                let _ = error.print();
                process::exit(0);
            }
            Failure { code: BAD_INPUT, text: one_line(&error) }
        })
    }
}

impl RunArgs {
    /// The experiments that were named, in the article's order; all if none was.
    pub fn experiments(&self) -> Result<Vec<&'static Experiment>, Failure> {
        for name in &self.names {
            if !ALL.iter().any(|experiment| experiment.id == name) {
                return Err(Failure::input(unknown_experiment(name)));
            }
        }
        let named = |experiment: &&Experiment| self.names.is_empty() || self.names.iter().any(|n| n == experiment.id);
        Ok(ALL.iter().filter(named).collect())
    }

    /// The digits that were asked for: read, and refused where no experiment would look at them.
    pub fn digits(&self, experiments: &[&Experiment]) -> Result<Option<Digits>, Failure> {
        let Some(directory) = &self.mnist_dir else { return Ok(None) };
        let learns = |experiment: &Experiment| experiment.id == LEARNING;
        // Nobody can be told to add an experiment that is not in the list.
        if ALL.iter().any(learns) && !experiments.iter().any(|experiment| learns(experiment)) {
            return Err(Failure::input(format!(
                "mnist-dir: {}: only {LEARNING} reads it; name {LEARNING} among the experiments, or drop the option",
                directory.display()
            )));
        }
        Digits::read_mnist(directory).map(Some).map_err(Failure::input)
    }

    /// The settings of the run.
    pub fn settings(&self) -> Result<Settings, Failure> {
        self.common.settings(self.trials)
    }
}

fn unknown_experiment(name: &str) -> String {
    let likeness = |experiment: &&Experiment| (strsim::jaro_winkler(name, experiment.id) * 1e6) as u64;
    if ["list", "run", "help"].contains(&name) {
        return format!("experiment: {name}: a command, not an experiment; put options after it");
    }
    let nearest = ALL.iter().max_by_key(likeness).filter(|experiment| likeness(experiment) > 700_000);
    let hint = nearest.map_or(String::new(), |experiment| format!("did you mean {}? ", experiment.id));
    format!("experiment: {name}: unknown; {hint}saturation list names them all")
}

/// More trials than this are no longer counted exactly by f64, and would take centuries.
const MOST_TRIALS: u64 = 1 << 53;

fn trials(text: &str) -> Result<u64, String> {
    let plain = text.replace('_', "");
    let number: f64 = plain.parse().map_err(|_| "not a number; give one such as 1000000 or 1e6".to_owned())?;
    if number.is_nan() {
        Err("not a number; give one such as 1000000 or 1e6".to_owned())
    } else if number < LEAST_TRIALS as f64 {
        Err(format!("fewer than {LEAST_TRIALS}, the least that a test of fit can judge; give e.g. 1e5"))
    } else if number > MOST_TRIALS as f64 {
        Err("more than 2^53 trials; give at most 9e15".to_owned())
    } else if number.fract() != 0.0 {
        Err("not a whole number; give one such as 1000000 or 1e6".to_owned())
    } else {
        Ok(number as u64)
    }
}

fn scheme(text: &str) -> Result<Scheme, String> {
    let names = || Scheme::ALL.map(Scheme::name).join(", ");
    Scheme::named(text).ok_or_else(|| format!("unknown; give one of {}", names()))
}

/// More inputs than this are no layer that was ever built, and would take seconds a trial.
const MOST_INPUTS: usize = 10_000_000;

fn count(text: &str) -> Result<usize, String> {
    match text.replace('_', "").parse() {
        Ok(count @ 1..=MOST_INPUTS) => Ok(count),
        _ => Err(format!("not a whole number from 1 to {MOST_INPUTS}; give one such as 30 or 784")),
    }
}

fn seed(text: &str) -> Result<Seed, String> {
    let value = match text {
        "fresh" => getrandom::u64().map_err(|error| format!("{error}; give a number")),
        _ => text
            .replace('_', "")
            .parse()
            .map_err(|_| "not a whole number from 0 to 2^64 − 1, nor fresh; give one such as 7".to_owned()),
    };
    Ok(Seed { value: value?, fresh: text == "fresh" })
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads @ 1..=1024) => Ok(threads),
        _ => Err("not a whole number from 1 to 1024; leave it out to use all cores".to_owned()),
    }
}

fn alpha(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(alpha) if (1e-12..=0.5).contains(&alpha) => Ok(alpha),
        _ => Err("not a number from 1e-12 to 0.5; give one such as 1e-6".to_owned()),
    }
}

fn number(text: &str) -> Result<f64, String> {
    text.parse().map_err(|_| "not a number; give one such as 0.01".to_owned())
}

/// A parser's error as `what: value: why; what to do`.
fn one_line(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(StyledStr::to_string).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    // "--trials <N>" names the argument and its value: the first word is what the reader typed.
    let what = argument.split_whitespace().next().unwrap_or("argument").trim_start_matches('-').to_owned();
    let value = context(ContextKind::InvalidValue);
    let choices = context(ContextKind::ValidValue);
    match error.kind() {
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map_or(String::new(), ToString::to_string);
            format!("{what}: {value}: {why}")
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{what}: no value; give one, or see saturation --help"),
        ErrorKind::InvalidValue => format!("{what}: {value}: unknown; give one of {choices}"),
        ErrorKind::MissingRequiredArgument => format!("{what}: missing; give one, or see saturation --help"),
        ErrorKind::UnknownArgument => format!("argument: {argument}: unknown; see saturation --help"),
        ErrorKind::ArgumentConflict => {
            format!("argument: {argument}: given twice, or before a subcommand; see saturation --help")
        }
        _ => {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
            format!("arguments: {first}; see saturation --help")
        }
    }
}
