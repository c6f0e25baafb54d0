//! A run in shards: what they would draw, one of them, and all put together.

use super::args::{CommonArgs, ReportArgs, ShardArgs};
use super::failure::Failure;
use super::output::Output;
use super::{SECONDS, begin, finish, print, signals, start, width};
use saturation::experiments::{
    self, Declaration, Experiment, Request, Samples, Settings, Shard, ShardRecord, Shards, chunks,
};
use saturation::report::{check_file_place, grouped, trimmed, write_whole};
use std::path::Path;
use std::process::ExitCode;

/// What was asked of shards, if anything was.
pub fn of(
    experiments: &[&Experiment],
    settings: &Settings,
    args: &ShardArgs,
    output: Option<&Path>,
    common: &CommonArgs,
) -> Result<Option<ExitCode>, Failure> {
    if args.dry_run {
        let requests = experiments::requests(experiments, settings)?;
        return print(&common.judge.show, &plan(&requests, args.shards.unwrap_or(1))).map(|()| Some(ExitCode::SUCCESS));
    }
    match (args.shard, output) {
        (Some(shard), Some(output)) => draw(experiments, settings, shard, output, common).map(Some),
        _ => Ok(None),
    }
}

/// What would be drawn, how long it takes and how large it is.
fn plan(requests: &[Request], shards: u32) -> String {
    let work = experiments::work(requests, &Samples::default());
    let seconds = work as f64 * SECONDS;
    let all: u64 = requests.iter().map(chunks).sum();
    let trials: u64 = requests.iter().map(|request| request.trials).fold(0, u64::saturating_add);
    // A record has a tenth of a megabyte at most; a shard has one record, and one more for each that ends in it.
    let records = requests.len() as u64 + u64::from(shards);
    let names: Vec<&str> = requests.iter().take(6).map(|request| request.name.as_str()).collect();
    let more = if requests.len() > names.len() {
        format!(" and {} more", requests.len() - names.len())
    } else {
        String::new()
    };
    let duration = |seconds: f64| match seconds {
        s if s < 120.0 => format!("{} s", trimmed(s, 2)),
        s if s < 7200.0 => format!("{} min", trimmed(s / 60.0, 2)),
        s if s < 172_800.0 => format!("{} h", trimmed(s / 3600.0, 2)),
        s => format!("{} days", trimmed(s / 86_400.0, 2)),
    };
    format!(
        "{} samples: {}{more}.\n{} trials in {} chunks.\nAbout {} of a core in all; {} shards, about {} each.\nAbout {} MB.\n",
        grouped(requests.len() as u64, ' '),
        names.join(", "),
        grouped(trials, ' '),
        grouped(all, ' '),
        duration(seconds),
        grouped(shards.into(), ' '),
        duration(seconds / f64::from(shards)),
        trimmed(records as f64 * 0.05, 2),
    )
}

/// Draws one shard, unless it is there.
fn draw(
    experiments: &[&Experiment],
    settings: &Settings,
    shard: Shard,
    output: &Path,
    common: &CommonArgs,
) -> Result<ExitCode, Failure> {
    start(common.judge.threads)?;
    let declaration = Declaration::new(experiments, settings.clone());
    let path = output.join(shard.file());
    let show = &common.judge.show;
    if Shards::is_drawn(&path, &declaration, shard) {
        print(show, &format!("{} is there already.\n", path.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    check_file_place(&path).map_err(Failure::input)?;
    let requests = experiments::requests(experiments, settings)?;
    let (control, progress) = begin(common)?;
    let record = ShardRecord::draw(declaration, &requests, shard, &control)?;
    drop(progress);
    let text = record.to_json().map_err(Failure::input)?;
    {
        let mut written = signals::written();
        write_whole(&path, text.as_bytes()).map_err(Failure::input)?;
        (written.files, written.complete) = (1, true);
    }
    print(show, &format!("Shard {shard} is in {}.\n", path.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// Puts shards together, and judges and shows what they make.
pub fn report(args: &ReportArgs) -> Result<ExitCode, Failure> {
    let mut shards = Shards::read(&args.directory, args.partial).map_err(Failure::input)?;
    if args.partial {
        let lines = shards.so_far().to_lines(width().saturating_sub(4)).join("\n");
        print(&args.show, &format!("{}.\n{lines}\n", shards.state()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let Some(place) = &args.output else {
        return Err(Failure::input(
            "output: missing: the directory for what the shards make together; give --output DIR",
        ));
    };
    let mut output = Output::open(place)?;
    output.write(shards.declaration.files(&shards.samples).map_err(Failure::input)?)?;
    let settings = &mut shards.declaration.settings;
    settings.significance_level = args.alpha.unwrap_or(settings.significance_level);
    let chapters = experiments::judge(&shards.experiments, &shards.samples, &shards.declaration.settings)?;
    finish(&shards.declaration, chapters, Some(output), &args.figures, &args.show)
}
