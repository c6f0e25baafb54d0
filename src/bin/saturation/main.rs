//! The command `saturation`: regenerates the article's figures and says which of its numbers hold.

mod args;
mod complaint;
mod failure;
mod output;
mod progress;
mod shards;
mod signals;
mod value;
mod vector;

use args::{
    Args, CheckArgs, Command, CommonArgs, FigureArgs, ListArgs, NeuronArgs, ReportArgs, RunArgs, ShowArgs, What,
    options,
};
use failure::{Failure, warn};
use output::{Output, warn_of_mixture};
use progress::Progress;
use saturation::experiments::article::ALL;
use saturation::experiments::{self, Declaration, Error, Experiment, NEURON, Samples, Settings, check};
use saturation::report::{Chapter, Outcome, Report, Table, terminal, trimmed, wrapped};
use saturation::sampling::{Control, InstructionSet, Stream};
use saturation::tensor::TensorFile;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::{env, fs, mem, thread};

fn main() -> ExitCode {
    let result = Args::from_command_line().and_then(|args| {
        if args.version && !args.run.common.judge.show.verbose {
            return print_to(io::stdout().lock(), VERSION).map(|()| ExitCode::SUCCESS);
        }
        InstructionSet::force_by_environment().map_err(Failure::input)?;
        if let Some(what) = args.generate {
            let bytes = what.bytes().map_err(|error| Failure::output(&error))?;
            return print_to(io::stdout().lock(), &String::from_utf8_lossy(&bytes)).map(|()| ExitCode::SUCCESS);
        }
        if args.version {
            return print_to(io::stdout().lock(), &verbose_version()).map(|()| ExitCode::SUCCESS);
        }
        match args.command {
            Some(Command::List(list_args)) => list(&list_args),
            Some(Command::Run(run_args)) => run(&run_args),
            Some(Command::Neuron(neuron_args)) => neuron(&neuron_args),
            Some(Command::Check(check_args)) => check(&check_args),
            Some(Command::Report(report_args)) => report(&report_args),
            None => run(&args.run),
        }
    });
    let code = match result {
        Ok(code) => code,
        Err(failure) => failure.report(),
    };
    // Held to the end of the process: a signal that comes now finds nothing left to interrupt, and one that came before has
    // its word.
    mem::forget(signals::written());
    code
}

/// Name and version.
const VERSION: &str = concat!("saturation ", env!("CARGO_PKG_VERSION"), "\n");

/// The version, and what numbers are drawn by, which changes none of them.
fn verbose_version() -> String {
    let available: Vec<String> = InstructionSet::available().map(|set| set.to_string()).collect();
    format!(
        "{VERSION}instructions: {}, of {} (SATURATION_INSTRUCTIONS forces one)\nrandom streams: version {}\nthreads: {}\n",
        InstructionSet::current(),
        available.join(", "),
        Stream::VERSION,
        thread::available_parallelism().map_or(1, usize::from),
    )
}

fn run(args: &RunArgs) -> Result<ExitCode, Failure> {
    let settings = args.settings()?;
    if let Some(code) = shards::of(&args.experiments(), &settings, &args.shards, args.output.as_deref(), &args.common)?
    {
        return Ok(code);
    }
    let output = args.output(&settings);
    args.figures.check_place(output.as_deref())?;
    draw(&args.experiments(), settings, args.until_decided, output.as_deref(), &args.figures, &args.common)
}

/// What a unit of work takes a core, about.
const SECONDS: f64 = 1e-9;

fn neuron(args: &NeuronArgs) -> Result<ExitCode, Failure> {
    let settings = args.settings()?;
    if let Some(code) = shards::of(&[&NEURON], &settings, &args.shards, args.output.as_deref(), &args.common)? {
        return Ok(code);
    }
    let work = experiments::work(&experiments::requests(&[&NEURON], &settings)?, &Samples::default());
    let days = work as f64 * SECONDS / thread::available_parallelism().map_or(1, usize::from) as f64 / 86_400.0;
    if days > 1.0 && !args.allow_days {
        let days = trimmed(days, 2);
        return Err(Failure::input(format!(
            "grid: about {days} days on all cores of this machine; give fewer trials or cells, or allow it with --allow-days"
        )));
    }
    args.figures.check_place(args.output.as_deref())?;
    draw(&[&NEURON], settings, false, args.output.as_deref(), &args.figures, &args.common)
}

/// Judges weights from a file, one tensor after the other.
fn check(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let check = args.check()?;
    args.figures.check_place(args.output.as_deref())?;
    start(args.judge.threads)?;
    let output = args.output.as_deref().map(Output::open).transpose()?;
    let file = if args.file.as_os_str() == "-" { TensorFile::from_stdin() } else { TensorFile::open(&args.file) };
    let mut file = file.map_err(Failure::input)?;
    let subjects = check::subjects(file.tensors(), &check).map_err(Failure::input)?;
    let mut examined = Vec::new();
    for (k, subject) in subjects.into_iter().enumerate() {
        let weights = file.weigh(k, check.layout, |inputs| check.input(inputs)).map_err(Failure::input)?;
        examined.push(subject.examine(&weights, &check).map_err(Failure::input)?);
    }
    for skipped in file.skipped() {
        warn(&format!("{skipped}"));
    }
    let mut report = check::report(examined, &check, args.again()).map_err(Failure::input)?;
    report.pictures = args.figures.pictures();
    let place = output.map(|output| write(&report, output)).transpose()?;
    show(&report, place, &args.judge.show)
}

/// Writes a report, and says where it is.
fn write(report: &Report, mut output: Output) -> Result<String, Failure> {
    output.write(report.files().map_err(Failure::input)?)?;
    let place = wrapped(&format!("Report, figures and tables are in {}.", output.root().display()), width(), 0);
    let page = output.root().join("report.html");
    output.finish()?;
    Ok(place.replacen("Report", &linked("Report", &page), 1))
}

/// A text that leads to a file, where the terminal shows links.
fn linked(text: &str, path: &Path) -> String {
    let url = fs::canonicalize(path).ok().and_then(|path| anstyle_hyperlink::path_to_url(&path));
    match url.filter(|_| supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout)) {
        Some(url) => {
            let link = anstyle_hyperlink::Hyperlink::with_url(&url);
            format!("{link}{text}{link:#}")
        }
        None => text.to_owned(),
    }
}

/// Prints a report and the place where it is, and says how it came out.
fn show(report: &Report, place: Option<String>, args: &ShowArgs) -> Result<ExitCode, Failure> {
    if args.json {
        print_to(io::stdout().lock(), &String::from_utf8_lossy(&report.to_json()))?;
        return Ok(code(report));
    }
    print(args, &terminal(report, width(), args.verbose))?;
    if let Some(place) = place {
        print(args, &(place + "\n"))?;
    }
    Ok(code(report))
}

/// The exit code that says how a report came out.
fn code(report: &Report) -> ExitCode {
    ExitCode::from(match report.outcome() {
        Outcome::AsExpected => 0,
        Outcome::Otherwise => 1,
        Outcome::Undecided => 3,
    })
}

/// Draws, judges, keeps and shows.
fn draw(
    experiments: &[&Experiment],
    mut settings: Settings,
    until_decided: bool,
    output: Option<&Path>,
    figures: &FigureArgs,
    args: &CommonArgs,
) -> Result<ExitCode, Failure> {
    start(args.judge.threads)?;
    let mut output = output.map(Output::open).transpose()?;
    let (control, progress) = begin(args)?;
    let mut samples = Samples::default();
    let chapters = experiments::run(experiments, &mut settings, &mut samples, until_decided, &control);
    drop(progress);
    let declaration = Declaration::new(experiments, settings);
    // What was drawn is kept, whatever becomes of its report.
    if let Some(output) = &mut output
        && !matches!(chapters, Err(Error::Draw(_)))
    {
        output.write(declaration.files(&samples).map_err(Failure::input)?)?;
    }
    let chapters = chapters?;
    finish(&declaration, chapters, output, figures, &args.judge.show)
}

/// Judges and shows what was kept.
fn report(args: &ReportArgs) -> Result<ExitCode, Failure> {
    start(None)?;
    if experiments::shards_are_in(&args.directory) {
        return shards::report(args);
    }
    if args.partial {
        return Err(Failure::input("partial: there are no shards in this directory; leave it out"));
    }
    let place = args.output.as_ref().unwrap_or(&args.directory);
    let in_place =
        fs::canonicalize(place).is_ok_and(|place| fs::canonicalize(&args.directory).is_ok_and(|own| own == place));
    if !in_place {
        warn_of_mixture(&args.directory);
    }
    let mut output = Output::open(place)?;
    let (mut declaration, experiments, samples) = Declaration::read(&args.directory).map_err(Failure::input)?;
    if in_place {
        declaration.paths(&samples).iter().for_each(|path| output.keep(path));
    }
    declaration.settings.significance_level = args.alpha.unwrap_or(declaration.settings.significance_level);
    let chapters = experiments::judge(&experiments, &samples, &declaration.settings)?;
    finish(&declaration, chapters, Some(output), &args.figures, &args.show)
}

/// Writes the report, shows it, and says how it came out.
fn finish(
    declaration: &Declaration,
    chapters: Vec<Chapter>,
    output: Option<Output>,
    figures: &FigureArgs,
    args: &ShowArgs,
) -> Result<ExitCode, Failure> {
    let mut report = declaration.report(chapters, |id| again(declaration, id));
    report.pictures = figures.pictures();
    let place = match output {
        Some(output) => write(&report, output)?,
        None => "Nothing is written without --output DIR.".to_owned(),
    };
    show(&report, Some(place), args)
}

/// The command that draws the trials of an experiment again, and writes beside nothing that is there.
///
/// How far a run goes on until all is decided depends on all of it: then it is the whole run.
fn again(declaration: &Declaration, id: &str) -> String {
    let Declaration { experiments, settings } = declaration;
    let ids = if settings.stages > 1 { experiments.join(" ") } else { id.to_owned() };
    let command = if settings.grid.is_some() { ids } else { format!("run {ids}") };
    format!("cargo run --bin saturation -- {command} {} --output again", options(settings, id))
}

/// The word on a fresh seed, and a progress bar.
fn begin(args: &CommonArgs) -> Result<(Arc<Control>, Option<Progress>), Failure> {
    if args.seed.fresh {
        print(&args.judge.show, &format!("Seed {}, from the operating system.\n\n", args.seed.value))?;
    }
    let control = Arc::new(Control::default());
    let progress = (!args.judge.show.quiet).then(|| Progress::start(&control));
    Ok((control, progress))
}

/// Heeds signals, and starts so many threads; `None`: as RAYON_NUM_THREADS says, else as there are cores.
fn start(threads: Option<usize>) -> Result<(), Failure> {
    const VARIABLE: &str = "RAYON_NUM_THREADS";
    signals::heed()?;
    let wanted = env::var(VARIABLE).ok().filter(|wanted| threads.is_none() && !["", "0"].contains(&wanted.as_str()));
    let wanted = match wanted {
        Some(text) => value::threads(&text).map_err(|why| Failure::input(format!("{VARIABLE}: {text}: {why}")))?,
        None => threads.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from)),
    };
    let refused = |error| format!("threads: {wanted}: {error}; give fewer with --threads, or in {VARIABLE}");
    rayon::ThreadPoolBuilder::new().num_threads(wanted).build_global().map_err(|error| Failure::input(refused(error)))
}

fn list(args: &ListArgs) -> Result<ExitCode, Failure> {
    let table = match args.what {
        What::Experiments => return list_experiments(args),
        What::Initializers => experiments::initializers(),
        What::Activations => experiments::activations()?,
    };
    list_table(table, args)
}

fn list_table(table: Table, args: &ListArgs) -> Result<ExitCode, Failure> {
    let text = match (args.csv, args.json) {
        (true, _) => table.to_csv(),
        (_, true) => table.to_json(),
        _ => (table.in_terminal().to_lines(width()).join("\n") + "\n").into_bytes(),
    };
    print_to(io::stdout().lock(), &String::from_utf8_lossy(&text))?;
    Ok(ExitCode::SUCCESS)
}

fn list_experiments(args: &ListArgs) -> Result<ExitCode, Failure> {
    if args.csv || args.json {
        let rows = ALL.iter().map(|one| [one.id.into(), one.title.into()]);
        return list_table(Table::hidden("experiments", ["id", "title"], rows), args);
    }
    let longest = ALL.iter().map(|experiment| experiment.id.len()).max().unwrap_or(0);
    let line = |experiment: &Experiment| {
        let title = wrapped(experiment.title, width().saturating_sub(longest + 2).max(20), longest + 2);
        format!("{:longest$}  {title}\n", experiment.id)
    };
    print_to(io::stdout().lock(), &ALL.iter().map(line).collect::<String>())?;
    Ok(ExitCode::SUCCESS)
}

/// The width of the terminal; what is no terminal gets lines for a page.
fn width() -> usize {
    let terminal = terminal_size::terminal_size_of(io::stdout()).filter(|_| io::stdout().is_terminal());
    terminal.map_or(100, |(width, _)| usize::from(width.0))
}

/// Prints words, unless nothing is to be printed, or nothing but JSON.
fn print(args: &ShowArgs, text: &str) -> Result<(), Failure> {
    if args.quiet || args.json {
        return Ok(());
    }
    print_to(anstream::AutoStream::new(io::stdout().lock(), args.color.into()), text)
}

/// Prints; a reader who closed the pipe has read enough.
fn print_to(mut stream: impl Write, text: &str) -> Result<(), Failure> {
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::output(&error)),
        _ => Ok(()),
    }
}
