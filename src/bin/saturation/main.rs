//! The command `saturation`: regenerates the article's figures and says which of its numbers hold.

mod args;
mod failure;
mod progress;

use args::{Args, Command, CommonArgs, NeuronArgs, RunArgs};
use failure::{BAD_INPUT, Failure};
use progress::Progress;
use saturation::experiments::{self, ALL, Run};
use saturation::publish::{Outcome, Report};
use saturation::sampling::Control;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

fn main() -> ExitCode {
    let result = Args::from_command_line().and_then(|args| match args.command {
        Some(Command::List) => list(),
        Some(Command::Run(run_args)) => run(&run_args),
        Some(Command::Neuron(neuron_args)) => neuron(&neuron_args),
        None => run(&args.run),
    });
    match result {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

fn run(args: &RunArgs) -> Result<ExitCode, Failure> {
    let experiments = args.experiments()?;
    let settings = args.settings()?;
    let digits = args.digits(&experiments)?;
    Report::check_directory(&args.output)?;
    let (control, progress) = begin(&args.common)?;
    let mut first = Run::new(settings, &control);
    if let Some(digits) = digits {
        first = first.with_digits(digits);
    }
    let report = if args.until_decided {
        experiments::run_until_decided(&experiments, &first)?
    } else {
        experiments::run(experiments, &mut first)?
    };
    drop(progress);

    print(&args.common, &report.verdicts())?;
    report.write(&args.output, &control)?;
    print(&args.common, &format!("Figures, tables and report.md are in {}.\n", args.output.display()))?;
    Ok(exit_code(&report))
}

fn neuron(args: &NeuronArgs) -> Result<ExitCode, Failure> {
    let settings = args.settings()?;
    if let Some(directory) = &args.output {
        Report::check_directory(directory)?;
    }
    let (control, progress) = begin(&args.common)?;
    let section = experiments::neuron(args.init, args.fan_in, args.neurons, &mut Run::new(settings, &control))?;
    drop(progress);
    let options = format!(
        "{} --init {} --fan-in {} --neurons {}",
        settings.options(),
        args.init.name(),
        args.fan_in,
        args.neurons
    );
    let text = format!("{}\n\n", section.text);
    let report = Report::judge(vec![section], settings.significance_level, settings.stages, settings.seed, options)
        .map_err(Failure::input)?;
    let report = report.of_command("neuron");
    print(&args.common, &(text + &report.verdicts()))?;
    if let Some(directory) = &args.output {
        report.write(directory, &control)?;
        print(&args.common, &format!("A figure, the claims and report.md are in {}.\n", directory.display()))?;
    }
    Ok(exit_code(&report))
}

/// Starts the threads, a control that an interrupt stops, and the progress line; says the seed if nobody named it.
fn begin(args: &CommonArgs) -> Result<(Arc<Control>, Option<Progress>), Failure> {
    rayon::ThreadPoolBuilder::new().num_threads(args.threads.unwrap_or(0)).build_global().map_err(Failure::input)?;
    let control = Arc::new(Control::default());
    let interrupted = Arc::clone(&control);
    ctrlc::set_handler(move || interrupted.stop()).map_err(Failure::input)?;
    if args.seed.fresh {
        print(args, &format!("Seed {}, from the operating system.\n\n", args.seed.value))?;
    }
    let progress = (!args.quiet).then(|| Progress::start(&control));
    Ok((control, progress))
}

fn exit_code(report: &Report) -> ExitCode {
    ExitCode::from(match report.outcome() {
        Outcome::AsRegistered => 0,
        Outcome::Otherwise => 1,
        Outcome::Undecided => 3,
    })
}

fn list() -> Result<ExitCode, Failure> {
    let width = ALL.iter().map(|experiment| experiment.id.len()).max().unwrap_or(0);
    let lines: Vec<String> =
        ALL.iter().map(|experiment| format!("{:width$}  {}\n", experiment.id, experiment.title)).collect();
    print_to(io::stdout().lock(), &lines.concat())?;
    Ok(ExitCode::SUCCESS)
}

/// Prints, unless nothing is to be printed.
fn print(args: &CommonArgs, text: &str) -> Result<(), Failure> {
    if args.quiet {
        return Ok(());
    }
    print_to(anstream::AutoStream::new(io::stdout().lock(), args.color.into()), text)
}

/// Prints; a reader who closed the pipe has read enough.
fn print_to(mut stream: impl Write, text: &str) -> Result<(), Failure> {
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure { code: BAD_INPUT, text: format!("output: standard output: {error}; write to another place") })
        }
        _ => Ok(()),
    }
}
