use crate::failure::Failure;
use anstream::ColorChoice;
use clap::builder::{PossibleValuesParser, StyledStr, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, CommandFactory, Parser, Subcommand, ValueEnum};
use saturation::experiments::article::{ALL, Digits, LEARNING};
use saturation::experiments::{Experiment, Layer, MOST_INPUTS, Settings};
use saturation::law::Threshold;
use saturation::model::{Activation, Initializer};
use std::path::PathBuf;
use std::{env, io, process};

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
2 it could not run, 130 interrupted (128 + the number of any signal that ended it)."
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
    /// Where evidence/, figures/, tables/ and the report go [default: output/ for all experiments with default settings,
    /// else nowhere]
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
    #[arg(long, value_name = "N", value_parser = trials_of_a_neuron, default_value = "1e6", allow_hyphen_values = true)]
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
    #[arg(long, value_name = "ALPHA", value_parser = alpha, default_value = "1e-9", allow_hyphen_values = true)]
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
            if error.use_stderr() {
                return Failure::input(one_line(&error));
            }
            match error.print() {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Failure::output(&error),
                // A reader of the help who closed the pipe has read enough.
                _ => process::exit(0),
            }
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
            // A record has to name it, and a command to repeat it.
            Some(directory) if directory.to_str().is_none_or(|path| path.chars().any(char::is_control)) => {
                return Err(Failure::input(format!(
                    "mnist-dir: {}: a path that is no plain text; rename the directory",
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

/// The fewest trials with which every claim of the experiments can be tested.
const LEAST_TRIALS: u64 = 10_000;

/// More trials than this are no longer counted exactly by f64, and would take centuries.
const MOST_TRIALS: u64 = 1 << 53;

fn trials(text: &str) -> Result<u64, String> {
    whole(text).filter(|trials| (LEAST_TRIALS..=MOST_TRIALS).contains(trials)).ok_or_else(|| {
        format!("not a whole number from {LEAST_TRIALS}, the fewest with which every claim can be tested, to 2^53; give one such as 1e6")
    })
}

/// Two have a spread.
fn trials_of_a_neuron(text: &str) -> Result<u64, String> {
    let number = whole(text).filter(|trials| (2..=MOST_TRIALS).contains(trials));
    number.ok_or_else(|| "not a whole number from 2 to 2^53; give one such as 1e6".to_owned())
}

/// A whole number as people write it, such as 1000000, 1_000_000, 1e6 or 1.5e3: exactly, without a detour by f64.
fn whole(text: &str) -> Option<u64> {
    let plain = text.replace('_', "").to_lowercase();
    let (mantissa, exponent) = plain.split_once('e').unwrap_or((&plain, "0"));
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{integer}{fraction}");
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    let shift = exponent.parse::<i64>().ok()?.checked_sub(fraction.len() as i64)?;
    match usize::try_from(shift) {
        _ if digits.is_empty() => Some(0),
        Ok(zeros) if zeros < 20 => format!("{digits}{}", "0".repeat(zeros)).parse().ok(),
        Ok(_) => None,
        Err(_) => {
            let (kept, dropped) = digits.split_at_checked(digits.len().checked_sub(shift.unsigned_abs() as usize)?)?;
            if dropped.chars().all(|c| c == '0') { kept.parse().ok() } else { None }
        }
    }
}

fn initializers() -> impl TypedValueParser<Value = Initializer> {
    PossibleValuesParser::new(Initializer::ALL.map(|known| known.name))
        .try_map(|name| Initializer::named(&name).ok_or_else(|| format!("{name}: no initializer has this name")))
}

fn count(text: &str) -> Result<usize, String> {
    let number = whole(text).and_then(|count| usize::try_from(count).ok()).filter(|n| (1..=MOST_INPUTS).contains(n));
    number.ok_or_else(|| format!("not a whole number from 1 to {MOST_INPUTS}; give one such as 30 or 784"))
}

fn seed(text: &str) -> Result<Seed, String> {
    let value = match text {
        "fresh" => getrandom::u64().map_err(|error| format!("{error}; give a number")),
        _ => {
            whole(text).ok_or_else(|| "not a whole number from 0 to 2^64 − 1, nor fresh; give one such as 7".to_owned())
        }
    };
    Ok(Seed { value: value?, fresh: text == "fresh" })
}

/// A number of threads.
pub fn threads(text: &str) -> Result<usize, String> {
    let number = whole(text).filter(|threads| (1..=1024).contains(threads)).map(|threads| threads as usize);
    number.ok_or_else(|| "not a whole number from 1 to 1024; leave it out to use all cores".to_owned())
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
    let root = Args::command();
    let named = env::args_os().nth(1).and_then(|name| root.find_subcommand(name));
    let command = named.unwrap_or(&root);
    let name = named.map_or("saturation".to_owned(), |command| format!("saturation {}", command.get_name()));
    let help = format!("see {name} --help");
    let argument = context(ContextKind::InvalidArg);
    // "--trials <N>" names the argument and its value: the first word is what the reader typed.
    let what = argument.split_whitespace().next().unwrap_or("argument").trim_matches(['-', '[', ']', '<', '>', '.']);
    let what = if what == "DIR" { "directory".to_owned() } else { what.to_lowercase() };
    let value = context(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map_or(String::new(), ToString::to_string);
            format!("{what}: {value}: {why}")
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{what}: no value; give one, or {help}"),
        ErrorKind::InvalidValue => {
            let choices = context(ContextKind::ValidValue);
            let commands: Vec<&str> = root.get_subcommands().map(clap::Command::get_name).collect();
            // What stands first may be meant for either.
            let first = named.is_none() && what == "experiment";
            if first && commands.contains(&value.as_str()) {
                return format!("command: {value}: not the first argument; give it first, as saturation {value}");
            }
            let (what, more) =
                if first { ("command or experiment", &commands[..]) } else { (what.as_str(), &commands[..0]) };
            let known = more.iter().copied().chain(choices.split(", "));
            let all = known.clone().collect::<Vec<_>>().join(", ");
            format!("{what}: {value}: unknown; {}give one of {all}", did_you_mean(&value, known))
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = command.get_arguments().find(|known| known.get_long() == Some(&what));
            let choices = missing.map_or(Vec::new(), Arg::get_possible_values);
            let choices: Vec<&str> = choices.iter().map(clap::builder::PossibleValue::get_name).collect();
            let give = if choices.is_empty() {
                format!("give one, or {help}")
            } else {
                format!("give one of {}", choices.join(", "))
            };
            format!("{what}: missing; {give}")
        }
        ErrorKind::UnknownArgument => {
            let long = argument.split('=').next().unwrap_or_default().strip_prefix("--").unwrap_or_default();
            let takes = |command: &clap::Command| command.get_arguments().any(|known| known.get_long() == Some(long));
            match root.get_subcommands().find(|other| takes(other)) {
                Some(other) => {
                    let other = other.get_name();
                    format!(
                        "argument: --{long}: not one of {name}, but of saturation {other}; see saturation {other} --help"
                    )
                }
                None => {
                    let known = command.get_arguments().filter_map(Arg::get_long);
                    let meant = if long.is_empty() {
                        String::new()
                    } else {
                        did_you_mean(long, known).replace("mean ", "mean --")
                    };
                    format!("argument: {argument}: unknown; {meant}{help}")
                }
            }
        }
        ErrorKind::ArgumentConflict => {
            let prior = context(ContextKind::PriorArg);
            let why = if prior == argument {
                "given twice; give it once".to_owned()
            } else if prior.is_empty() {
                "before a command; give it after the command's name".to_owned()
            } else {
                format!("not together with {prior}; give one of the two")
            };
            format!("argument: {argument}: {why}, or {help}")
        }
        _ => {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
            format!("arguments: {first}; {help}")
        }
    }
}

/// "did you mean large? ", if one of these is a slip away.
fn did_you_mean<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let word = word.to_lowercase();
    let distance = |other: &&str| strsim::damerau_levenshtein(&word, other);
    let nearest = known.min_by_key(distance).filter(|other| distance(other) <= 1 + word.chars().count() / 4);
    nearest.map_or(String::new(), |other| format!("did you mean {other}? "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound_and_its_defaults_are_those_of_the_settings() {
        Args::command().debug_assert();
        let Ok(args) = Args::try_parse_from(["saturation"]) else { panic!("the bare command is right") };
        assert_eq!(args.run.settings().ok(), Some(Settings::default()));
    }

    #[test]
    fn whole_numbers_are_read_exactly() {
        for (text, number) in [
            ("0", 0),
            ("1_000", 1000),
            ("1e6", 1_000_000),
            ("1.50E+3", 1500),
            ("12345.6e1", 123_456),
            ("10000.00", 10_000),
            ("1500e-2", 15),
            ("0e99", 0),
            ("9007199254740993", 9_007_199_254_740_993),
            ("18446744073709551615", u64::MAX),
        ] {
            assert_eq!(whole(text), Some(number), "{text}");
        }
        for text in [
            "",
            "e5",
            "1e",
            ".",
            "-1",
            "+1",
            "1.5",
            "10000.0000000000001",
            "1e-1",
            "1e20",
            "1e99999999999999999999",
            "18446744073709551616",
            "0x10",
            "inf",
            "NaN",
            "1e5.0",
            "1 000",
            "١",
        ] {
            assert_eq!(whole(text), None, "{text}");
        }
    }
}
