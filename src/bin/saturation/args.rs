use crate::failure::{BAD_INPUT, Failure};
use anstream::ColorChoice;
use clap::builder::{PossibleValuesParser, StyledStr, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Parser, Subcommand, ValueEnum};
use saturation::experiments::article::{ALL, Digits, LEARNING};
use saturation::experiments::{Experiment, Layer, MOST_INPUTS, Settings};
use saturation::law::Threshold;
use saturation::model::{Activation, Initializer};
use std::path::PathBuf;
use std::process;

/// Does N(0, 1) saturate sigmoid neurons, and does dividing by √n cure it? Draws the weights, judges the article's
/// numbers, and regenerates its figures.
#[derive(Parser)]
#[command(
    name = "saturation",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  saturation                                  all experiments, into output/
  saturation run large scaled --trials 1e7    two of them, with ten million trials for each law
  saturation report output                    judges and shows again what a run kept, without drawing
  saturation list                             the experiments

Exit codes: 0 every claim came out as expected, 1 one came out otherwise, 3 one stayed undecided,
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
    /// Judges what a run kept, and shows it again, without drawing.
    #[command(after_help = "\
Example:
  saturation report output --alpha 1e-6 --output /tmp/out")]
    Report(ReportArgs),
    /// Names the experiments, in the article's order.
    #[command(after_help = "Example:\n  saturation list")]
    List,
}

#[derive(clap::Args)]
pub struct RunArgs {
    /// Experiments to run, as `saturation list` names them [default: all]
    #[arg(value_name = "EXPERIMENT", value_parser = PossibleValuesParser::new(ALL.iter().map(|one| one.id)), hide_possible_values = true)]
    names: Vec<String>,
    /// Trials for each law: 1000000, 1_000_000 or 1e6 [default: as many as its claims need]
    #[arg(long, value_name = "N", value_parser = trials, allow_hyphen_values = true)]
    trials: Option<u64>,
    /// Where evidence/, figures/, tables/ and the report go [default: output/ for all experiments without options, else
    /// nowhere]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Draw four times and sixteen times as many trials if a claim is undecided, each claim at a third of α
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
    /// The initializer
    #[arg(long, value_name = "NAME", value_parser = initializers())]
    init: Initializer,
    /// Inputs, of which half are 1: an even number
    #[arg(long, value_name = "N", value_parser = count, default_value_t = 1000, allow_hyphen_values = true)]
    fan_in: usize,
    /// Neurons in the layer, by which some initializers divide the bias
    #[arg(long, value_name = "N", value_parser = count, default_value_t = 30, allow_hyphen_values = true)]
    neurons: usize,
    /// Trials: 1000000, 1_000_000 or 1e6
    #[arg(long, value_name = "N", value_parser = trials, default_value = "1e6", allow_hyphen_values = true)]
    trials: u64,
    /// Where evidence/, figures/, tables/ and the report go [default: nowhere]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub common: CommonArgs,
}

#[derive(clap::Args)]
pub struct ReportArgs {
    /// The directory that a run wrote
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
    /// Where figures/, tables/ and the report go [default: where the evidence is]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// The chance that a claim that is true is refuted, each by itself [default: as it was run]
    #[arg(long, value_name = "ALPHA", value_parser = alpha, allow_hyphen_values = true)]
    pub alpha: Option<f64>,
    #[command(flatten)]
    pub show: ShowArgs,
}

/// What every command takes that prints findings.
#[derive(clap::Args)]
pub struct ShowArgs {
    /// Colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    /// Print nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
    /// Print every claim, not only those that came out otherwise than expected
    #[arg(long, short, conflicts_with = "quiet")]
    pub verbose: bool,
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
    /// The chance that a claim that is true is refuted, each by itself
    #[arg(long, value_name = "ALPHA", value_parser = alpha, default_value_t = Settings::default().significance_level,
          allow_hyphen_values = true)]
    alpha: f64,
    #[command(flatten)]
    pub show: ShowArgs,
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
        let layer = Layer { init: self.init, fan_in: self.fan_in, fan_out: self.neurons };
        Ok(Settings { layer: Some(layer), ..self.common.settings(Some(self.trials))? })
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
    pub fn experiments(&self) -> Vec<&'static Experiment> {
        let named = |experiment: &&Experiment| self.names.is_empty() || self.names.iter().any(|n| n == experiment.id);
        ALL.iter().filter(named).collect()
    }

    /// The settings of the run; digits are read, and refused where no experiment would look at them.
    pub fn settings(&self) -> Result<Settings, Failure> {
        let learns = self.experiments().iter().any(|experiment| experiment.id == LEARNING);
        let mnist = match &self.mnist_dir {
            Some(directory) if !learns => {
                return Err(Failure::input(format!(
                    "mnist-dir: {}: only {LEARNING} reads it; name {LEARNING} among the experiments, or drop the option",
                    directory.display()
                )));
            }
            Some(directory) => Some(Digits::read_mnist(directory).map_err(Failure::input)?),
            None => None,
        };
        Ok(Settings { mnist, ..self.common.settings(self.trials)? })
    }

    /// Where files go: `output/` is for the run that is in git.
    pub fn output(&self, settings: &Settings) -> Option<PathBuf> {
        let committed = self.names.is_empty() && !self.until_decided && *settings == Settings::default();
        self.output.clone().or_else(|| committed.then(|| PathBuf::from("output")))
    }
}

/// The options that draw the same trials of an experiment again.
pub fn options(settings: &Settings, id: &str) -> String {
    let default = Settings::default();
    let mut options = Vec::new();
    if let Some(Layer { init, fan_in, fan_out }) = settings.layer {
        options.push(format!("--init {} --fan-in {fan_in} --neurons {fan_out}", init.name));
    }
    options.push(format!("--seed {}", settings.seed));
    options.extend(settings.trials.map(|trials| format!("--trials {trials}")));
    if settings.stages > 1 {
        options.push("--until-decided".to_owned());
    }
    if settings.threshold != default.threshold {
        options.push(format!("--threshold {:?}", settings.threshold));
    }
    if settings.significance_level != default.significance_level {
        options.push(format!("--alpha {:?}", settings.significance_level));
    }
    if let Some(directory) =
        settings.mnist.as_ref().and_then(|mnist| mnist.directory.as_ref()).filter(|_| id == LEARNING)
    {
        options.push(format!("--mnist-dir {}", quoted(&directory.to_string_lossy())));
    }
    options.join(" ")
}

/// A word as a shell takes it: plain where it can be, else between single quotes.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The fewest trials with which most claims can be tested.
const LEAST_TRIALS: u64 = 10_000;

/// More trials than this are no longer counted exactly by f64, and would take centuries.
const MOST_TRIALS: u64 = 1 << 53;

fn trials(text: &str) -> Result<u64, String> {
    let plain = text.replace('_', "");
    let number: f64 = plain.parse().map_err(|_| "not a number; give one such as 1000000 or 1e6".to_owned())?;
    if number.is_nan() {
        Err("not a number; give one such as 1000000 or 1e6".to_owned())
    } else if number < LEAST_TRIALS as f64 {
        Err(format!("fewer than {LEAST_TRIALS}, the fewest with which every claim can be tested; give e.g. 1e5"))
    } else if number > MOST_TRIALS as f64 {
        Err("more than 2^53 trials; give at most 9e15".to_owned())
    } else if number.fract() != 0.0 {
        Err("not a whole number; give one such as 1000000 or 1e6".to_owned())
    } else {
        Ok(number as u64)
    }
}

fn initializers() -> impl TypedValueParser<Value = Initializer> {
    PossibleValuesParser::new(Initializer::ALL.map(|known| known.name))
        .try_map(|name| Initializer::named(&name).ok_or_else(|| format!("{name}: no initializer has this name")))
}

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
        ErrorKind::InvalidValue => {
            let suggested = context(ContextKind::SuggestedValue);
            let hint = if suggested.is_empty() { String::new() } else { format!("did you mean {suggested}? ") };
            format!(
                "{}: {value}: unknown; {hint}give one of {choices}",
                what.trim_matches(['[', ']', '.']).to_lowercase()
            )
        }
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
