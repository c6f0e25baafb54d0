use crate::complaint::one_line;
use crate::failure::Failure;
use crate::value::{
    List, Seed, alpha, centimetres, count, counts, depth, effect, expectation, finite, formats, items, number, seed,
    shard, shards, threads, trials, trials_of_a_neuron,
};
use crate::vector;
use anstream::ColorChoice;
use clap::builder::PossibleValuesParser;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use clap_mangen::Man;
use saturation::experiments::Shard;
use saturation::experiments::article::{ALL, Digits, LEARNING};
use saturation::experiments::check::{Check, Expectation, Pattern};
use saturation::experiments::{Experiment, Grid, Inputs, Settings};
use saturation::figure::{Look, Theme};
use saturation::law::Threshold;
use saturation::model::{Activation, Initializer};
use saturation::report::{Format, Pictures};
use saturation::tensor::Layout;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{io, process};

/// Does N(0, 1) saturate sigmoid neurons, and does dividing by √n cure it? Draws the weights, judges the article's
/// numbers, and regenerates its figures.
#[derive(Parser)]
#[command(
    name = "saturation",
    version,
    disable_version_flag = true,
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  saturation                                  all experiments, into output/
  saturation run large scaled --trials 1e7    two of them, with ten million trials for each law
  saturation check model.safetensors          which initializers drew these weights
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
    /// Print completions for a shell, or the manual page
    #[arg(long, value_name = "WHAT", value_enum, exclusive = true)]
    pub generate: Option<Generated>,
    /// Print the version; with --verbose also what the numbers are drawn by
    #[arg(long, short = 'V')]
    pub version: bool,
}

/// What is made from the options themselves.
#[derive(Clone, Copy, ValueEnum)]
pub enum Generated {
    /// Completions for bash
    Bash,
    /// Completions for zsh
    Zsh,
    /// Completions for fish
    Fish,
    /// The manual page, with a section for each command
    Man,
}

impl Generated {
    /// As a shell, or `man`, reads it.
    pub fn bytes(self) -> io::Result<Vec<u8>> {
        let mut command = Args::command();
        let mut bytes = Vec::new();
        let shell = match self {
            Self::Bash => Shell::Bash,
            Self::Zsh => Shell::Zsh,
            Self::Fish => Shell::Fish,
            Self::Man => {
                command.build();
                Man::new(command.clone()).render(&mut bytes)?;
                for one in command.get_subcommands().filter(|one| one.get_name() != "help") {
                    let page = Man::new(one.clone());
                    writeln!(bytes, ".SH \"SATURATION {}\"", one.get_name().to_uppercase())?;
                    page.render_description_section(&mut bytes)?;
                    page.render_options_section(&mut bytes)?;
                    page.render_extra_section(&mut bytes)?;
                }
                return Ok(bytes);
            }
        };
        clap_complete::generate(shell, &mut command, "saturation", &mut bytes);
        Ok(bytes)
    }
}

#[derive(Subcommand)]
pub enum Command {
    /// Runs some experiments, or all of them.
    #[command(after_help = "\
Examples:
  saturation run large scaled --trials 1e7 --seed 7 --threads 2 --output /tmp/out --threshold 0.001
  saturation run large scaled --trials 1e12 --shards 1000 --dry-run            what 1000 tasks of a cluster would draw
  saturation run large scaled --trials 1e12 --shard 17/1000 --output shards    one of them")]
    Run(RunArgs),
    /// Draws neurons under initializers of your choice, and sets them beside their exact laws.
    #[command(after_help = "\
Examples:
  saturation neuron --init torch:kaiming_normal --activation relu --fan-in 784
  saturation neuron --init large,keras:glorot_uniform --activation sigmoid,tanh --fan-in 10,100,1000 --output out
  saturation neuron --init 'normal(0, 0.05)' --bias zero --active 100 --fan-in 784
  saturation neuron --init torch:xavier_normal,torch:kaiming_normal --activation tanh --fan-in 300 --depth 50")]
    Neuron(NeuronArgs),
    /// Judges weights from a file: which initializers drew them, or whether the one that was expected did.
    #[command(after_help = "\
Examples:
  saturation check model.safetensors
  saturation check fc1.npy --expect torch:kaiming_uniform
  saturation check model.safetensors --expect 'encoder.*.weight=torch:xavier_normal' --expect '*.qkv.weight=torch:xavier_normal(fan_out=512)'
  saturation check keras.safetensors --layout keras --expect '*kernel=keras:glorot_uniform' --expect '*bias=zero'
  saturation check lstm.safetensors --expect 'lstm.*=torch:linear(fan_in=64)'          PyTorch's LSTM of 64 units
  python dump.py | saturation check - --expect keras:he_normal --fan-in 784 --json

A name is met by the last pattern that matches it. Biases take the fans of the weights beside them. A pattern passes over what has one
side, unless it tells fan_in or its law asks for none, and over the scale of a norm.

Exit codes: 0 everything is as expected, or nothing was, 1 something is not, 3 there were too few weights to tell.")]
    Check(CheckArgs),
    /// Judges what a run kept, and shows it again, without drawing.
    #[command(after_help = "\
Examples:
  saturation report output --alpha 1e-6 --output /tmp/out                    at another level
  saturation report output --figures pdf --figure-width 16 --output paper    figures for LaTeX
  saturation report output --figures png --theme dark --output slides        and for a dark screen
  saturation report shards/ --output all                                     puts the shards of a run together")]
    Report(ReportArgs),
    /// Names the experiments in the article's order, the initializers, or the activations.
    #[command(after_help = "Examples:\n  saturation list\n  saturation list initializers --csv")]
    List(ListArgs),
}

#[derive(clap::Args)]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum, default_value_t = What::Experiments)]
    pub what: What,
    /// As CSV, with all that is known of each
    #[arg(long)]
    pub csv: bool,
    /// The same as JSON
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
}

/// What can be listed.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum What {
    /// The experiments, in the article's order
    Experiments,
    /// The initializers that neuron takes
    Initializers,
    /// The activations that neuron takes, with their gains
    Activations,
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
    pub output: Option<PathBuf>,
    /// Draw four times and sixteen times as many trials if a claim is undecided, each claim at a third of α
    #[arg(long, conflicts_with_all = ["shard", "dry_run"])]
    pub until_decided: bool,
    /// Directory with the four IDX files of MNIST, plain or gz, for `learning` [default: 1797 digits that come with the
    /// program]
    #[arg(long, value_name = "DIR")]
    mnist_dir: Option<PathBuf>,
    /// The τ below which σ′(z) counts as saturated, between 0 and 0.25
    #[arg(long, value_name = "TAU", value_parser = number, default_value_t = Settings::default().threshold,
          allow_hyphen_values = true)]
    threshold: f64,
    #[command(flatten)]
    pub figures: FigureArgs,
    #[command(flatten)]
    pub shards: ShardArgs,
    #[command(flatten)]
    pub common: CommonArgs,
}

/// What a command takes whose work may be divided among many processes.
#[derive(clap::Args)]
pub struct ShardArgs {
    /// Draw shard I of N, I from 0 to N − 1, into --output DIR, and judge nothing; `report` puts all shards together
    #[arg(long, value_name = "I/N", value_parser = shard, requires = "output", conflicts_with_all = ["json", "formats", "theme", "figure_width"])]
    pub shard: Option<Shard>,
    /// With --dry-run: say what N shards would draw
    #[arg(long, value_name = "N", value_parser = shards, requires = "dry_run", conflicts_with = "shard", allow_hyphen_values = true)]
    pub shards: Option<u32>,
    /// Draw nothing: say what would be drawn, how long it takes, and how large it is
    #[arg(long, conflicts_with_all = ["shard", "json", "formats", "theme", "figure_width"])]
    pub dry_run: bool,
}

#[derive(clap::Args)]
pub struct NeuronArgs {
    /// Initializers, as `saturation list initializers` names them, separated by commas, or a law such as 'normal(0, 0.05)'
    #[arg(long, value_name = "INIT,...", value_parser = items::<Initializer>)]
    init: List<Initializer>,
    /// Activations, as `saturation list activations` names them, separated by commas
    #[arg(long, value_name = "NAME,...", value_parser = items::<Activation>, default_value = "sigmoid")]
    activation: List<Activation>,
    /// Numbers of inputs, separated by commas
    #[arg(long, value_name = "N,...", value_parser = counts, default_value = "1000", allow_hyphen_values = true)]
    fan_in: List<usize>,
    /// Neurons of the layer, by which some initializers divide [default: as many as inputs]
    #[arg(long, value_name = "N", value_parser = count, allow_hyphen_values = true)]
    fan_out: Option<usize>,
    /// Law of the bias: a law, or an initializer whose bias it is [default: that of the initializer]
    #[arg(long, value_name = "LAW", value_parser = items::<Initializer>)]
    bias: Option<List<Initializer>>,
    /// Factor of the weights
    #[arg(long, value_name = "G", value_parser = finite, default_value_t = 1.0, allow_hyphen_values = true)]
    gain: f64,
    /// Layers that are drawn one after another as well, as wide as the first: q, χ and the saturated share of each
    #[arg(long, value_name = "L", value_parser = depth, allow_hyphen_values = true)]
    depth: Option<usize>,
    /// Inputs that are 1, the others being 0 [default: half of them]
    #[arg(long, value_name = "K", value_parser = count, allow_hyphen_values = true, conflicts_with = "input")]
    active: Option<usize>,
    /// A file with the input: one vector, as .npy or as text with commas or line feeds
    #[arg(long, value_name = "FILE", conflicts_with = "fan_in")]
    input: Option<PathBuf>,
    /// Trials of each neuron: 1000000, 1_000_000 or 1e6
    #[arg(long, value_name = "N", value_parser = trials_of_a_neuron, default_value = "1e6", allow_hyphen_values = true)]
    trials: u64,
    /// The τ below which |f′(z)| counts as saturated [default: 4 % of the largest |f′|; 0.01 for sigmoid]
    #[arg(long, value_name = "TAU", value_parser = number, allow_hyphen_values = true)]
    threshold: Option<f64>,
    /// Draw even what would take more than a day
    #[arg(long)]
    pub allow_days: bool,
    /// Where evidence/, figures/, tables/ and the report go [default: nowhere]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub figures: FigureArgs,
    #[command(flatten)]
    pub shards: ShardArgs,
    #[command(flatten)]
    pub common: CommonArgs,
}

#[derive(clap::Args)]
pub struct CheckArgs {
    /// The file, .safetensors or .npy; - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The initializer that should have drawn all weights, or those of names that a pattern with * and ? matches. Of several the last;
    /// fan_in and fan_out may stand in its brackets
    #[arg(long, value_name = "[PATTERN=]INIT", value_parser = expectation)]
    expect: Vec<Expectation>,
    /// Names that may be equal to others, as of tied weights; * and ? as above
    #[arg(long, value_name = "PATTERN", value_parser = |text: &str| Ok::<_, String>(Pattern::new(text)))]
    tied: Vec<Pattern>,
    /// The order of sides: torch for (outputs, inputs, kernel…), keras, as of JAX, for (kernel…, inputs, outputs)
    #[arg(long, value_enum, default_value_t = Sides::Torch)]
    layout: Sides,
    /// Inputs of a neuron, in place of what shapes tell
    #[arg(long, value_name = "N", value_parser = count, allow_hyphen_values = true)]
    fan_in: Option<usize>,
    /// Outputs of the layer, likewise
    #[arg(long, value_name = "N", value_parser = count, allow_hyphen_values = true)]
    fan_out: Option<usize>,
    /// The relative error of the spread that matters; of mean, shape and independence twice as much
    #[arg(long, value_name = "E", value_parser = effect, default_value = "0.05", allow_hyphen_values = true)]
    effect: f64,
    /// The activation through which z is seen
    #[arg(long, value_name = "NAME", value_parser = items::<Activation>, default_value = "sigmoid")]
    activation: List<Activation>,
    /// The τ below which |f′(z)| counts as saturated [default: 4 % of the largest |f′|; 0.01 for sigmoid]
    #[arg(long, value_name = "TAU", value_parser = number, allow_hyphen_values = true)]
    threshold: Option<f64>,
    /// A file with the input of the neurons: one vector, as .npy or as text [default: half ones]
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Where figures/, tables/ and the report go [default: nowhere]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub figures: FigureArgs,
    #[command(flatten)]
    pub judge: JudgeArgs,
}

/// The order of the sides of a tensor.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Sides {
    /// (outputs, inputs, kernel…)
    Torch,
    /// (kernel…, inputs, outputs)
    Keras,
}

impl CheckArgs {
    /// What is asked.
    pub fn check(&self) -> Result<Check, Failure> {
        let [activation] = self.activation.0[..] else {
            return Err(Failure::input("activation: several; give one"));
        };
        let tau = self.threshold.unwrap_or_else(|| Threshold::default_tau(activation));
        Ok(Check {
            expectations: self.expect.clone(),
            tied: self.tied.clone(),
            layout: if self.layout == Sides::Keras { Layout::OutputsLast } else { Layout::OutputsFirst },
            fan_in: self.fan_in,
            fan_out: self.fan_out,
            effect: self.effect,
            significance_level: self.judge.alpha,
            activation: (activation, Threshold::new(activation, tau).map_err(Failure::input)?),
            input: self.input.as_deref().map(vector::read).transpose()?.map(Into::into),
        })
    }

    /// The command that judges the same again.
    pub fn again(&self) -> String {
        let mut words = vec!["saturation check".to_owned(), quoted(&self.file.to_string_lossy())];
        words.extend(self.expect.iter().map(|expected| format!("--expect {}", quoted(&expected.to_string()))));
        words.extend(self.tied.iter().map(|tied| format!("--tied {}", quoted(&tied.to_string()))));
        if self.layout == Sides::Keras {
            words.push("--layout keras".to_owned());
        }
        words.extend(self.fan_in.map(|fan_in| format!("--fan-in {fan_in}")));
        words.extend(self.fan_out.map(|fan_out| format!("--fan-out {fan_out}")));
        words.push(format!("--effect {:?}", self.effect));
        words.extend(self.activation.0.iter().map(|activation| format!("--activation {activation}")));
        words.extend(self.threshold.map(|tau| format!("--threshold {tau:?}")));
        words.extend(self.input.as_ref().map(|input| format!("--input {}", quoted(&input.to_string_lossy()))));
        words.push(format!("--alpha {:?}", self.judge.alpha));
        words.join(" ")
    }
}

#[derive(clap::Args)]
pub struct ReportArgs {
    /// The directory that a run wrote, or its shards
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
    /// Where figures/, tables/ and the report go [default: where the evidence is]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Of a directory of shards: show what is there, without verdicts
    #[arg(long, conflicts_with_all = ["alpha", "output", "json", "formats", "theme", "figure_width"])]
    pub partial: bool,
    /// The chance that a claim that is true is refuted, each by itself [default: as it was run]
    #[arg(long, value_name = "ALPHA", value_parser = alpha, allow_hyphen_values = true)]
    pub alpha: Option<f64>,
    #[command(flatten)]
    pub figures: FigureArgs,
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
    /// Print the report as JSON, and nothing else
    #[arg(long, conflicts_with_all = ["quiet", "verbose"])]
    pub json: bool,
}

/// What every command takes that makes figures.
#[derive(clap::Args)]
pub struct FigureArgs {
    /// What figures are written as: svg, png or pdf, separated by commas [default: svg,png]
    #[arg(long = "figures", value_name = "FORMAT,...", value_parser = formats, help_heading = "Figures")]
    formats: Option<List<Format>>,
    /// Colours of the figures; report.html has both
    #[arg(long, value_name = "THEME", value_enum, help_heading = "Figures")]
    theme: Option<Ground>,
    /// Their width on paper, in centimetres. Nothing in them moves: at 16 cm the numbers at axes have 6.5 points, exponents 5
    #[arg(long, value_name = "CM", value_parser = centimetres, help_heading = "Figures", allow_hyphen_values = true)]
    figure_width: Option<f64>,
}

/// The ground of figures.
#[derive(Clone, Copy, ValueEnum)]
enum Ground {
    /// Dark on white
    Light,
    /// Light on nearly black
    Dark,
}

impl FigureArgs {
    /// What figures are written as.
    pub fn pictures(&self) -> Pictures {
        let default = Pictures::default();
        let theme = match self.theme {
            Some(Ground::Dark) => Theme::Dark,
            Some(Ground::Light) | None => Theme::Light,
        };
        let formats = self.formats.as_ref().map_or(default.formats, |formats| formats.0.clone());
        Pictures { formats, look: Look { theme, width: self.figure_width } }
    }

    /// That figures were asked for, and there is no place for them.
    pub fn check_place(&self, output: Option<&Path>) -> Result<(), Failure> {
        let asked = self.formats.is_some() || self.theme.is_some() || self.figure_width.is_some();
        if asked && output.is_none() {
            return Err(Failure::input("figures: nowhere to write them; give a directory with --output DIR"));
        }
        Ok(())
    }
}

/// What every command takes that computes and judges.
#[derive(clap::Args)]
pub struct JudgeArgs {
    /// Threads [default: all cores]; the numbers do not depend on it
    #[arg(long, value_name = "N", value_parser = threads, allow_hyphen_values = true)]
    pub threads: Option<usize>,
    /// The chance that a claim that is true is refuted, each by itself
    #[arg(long, value_name = "ALPHA", value_parser = alpha, default_value = "1e-9", allow_hyphen_values = true)]
    alpha: f64,
    #[command(flatten)]
    pub show: ShowArgs,
}

/// What every command takes that draws.
#[derive(clap::Args)]
pub struct CommonArgs {
    /// Seed of every random stream: a whole number, or `fresh` for one from the operating system
    #[arg(long, value_name = "SEED", value_parser = seed, default_value = "501", allow_hyphen_values = true)]
    pub seed: Seed,
    #[command(flatten)]
    pub judge: JudgeArgs,
}

impl CommonArgs {
    /// The settings of a run of this many trials for each law; `None`: as many as its claims need.
    fn settings(&self, trials: Option<u64>) -> Settings {
        Settings { seed: self.seed.value, trials, significance_level: self.judge.alpha, ..Settings::default() }
    }
}

impl NeuronArgs {
    /// The settings of its run.
    pub fn settings(&self) -> Result<Settings, Failure> {
        let (inputs, fan_ins) = match (&self.input, self.active) {
            (Some(path), _) => {
                let values = vector::read(path)?;
                let fan_in = values.len();
                (Inputs::Values(values), vec![fan_in])
            }
            (None, Some(active)) => (Inputs::Active(active), self.fan_in.0.clone()),
            (None, None) => (Inputs::HalfOnes, self.fan_in.0.clone()),
        };
        let bias = match self.bias.as_ref().map(|bias| &bias.0[..]) {
            None => None,
            Some([bias]) => Some(*bias),
            Some(_) => return Err(Failure::input("bias: several laws; give one")),
        };
        let grid = Grid {
            initializers: self.init.0.clone(),
            activations: self.activation.0.clone(),
            fan_ins,
            fan_out: self.fan_out,
            bias,
            gain: self.gain,
            depth: self.depth,
            inputs,
            threshold: self.threshold,
        };
        // What cannot be drawn is refused here, with its reason.
        grid.check()?;
        Ok(Settings { grid: Some(grid), ..self.common.settings(Some(self.trials)) })
    }
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
        Threshold::new(Activation::SIGMOID, self.threshold).map_err(Failure::input)?;
        Ok(Settings { mnist, threshold: self.threshold, ..self.common.settings(self.trials) })
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
    if let Some(grid) = &settings.grid {
        options.extend(options_of_grid(grid));
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

fn options_of_grid(grid: &Grid) -> Vec<String> {
    fn list<T: ToString>(all: &[T]) -> String {
        quoted(&all.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
    }
    let mut options =
        vec![format!("--init {}", list(&grid.initializers)), format!("--activation {}", list(&grid.activations))];
    match &grid.inputs {
        // Whoever gave the file knows where it is.
        Inputs::Values(_) => options.push("--input FILE".to_owned()),
        Inputs::HalfOnes => options.push(format!("--fan-in {}", list(&grid.fan_ins))),
        Inputs::Active(active) => options.push(format!("--fan-in {} --active {active}", list(&grid.fan_ins))),
    }
    options.extend(grid.fan_out.map(|fan_out| format!("--fan-out {fan_out}")));
    options.extend(grid.bias.map(|bias| format!("--bias {}", quoted(&bias.to_string()))));
    if grid.gain != 1.0 {
        options.push(format!("--gain {:?}", grid.gain));
    }
    options.extend(grid.depth.map(|depth| format!("--depth {depth}")));
    options.extend(grid.threshold.map(|tau| format!("--threshold {tau:?}")));
    options
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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound_and_its_defaults_are_those_of_the_settings() {
        Args::command().debug_assert();
        let Ok(args) = Args::try_parse_from(["saturation"]) else { panic!("the bare command is right") };
        assert_eq!(args.run.settings().ok(), Some(Settings::default()));
    }
}
