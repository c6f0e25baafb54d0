//! The command as a process: what it takes, what it refuses and how it ends.

use sha2::Digest;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A scratch directory to run the command in; `output` is where it writes unless told otherwise.
struct Scratch(TempDir);

impl Scratch {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a scratch directory"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_saturation"));
        command.args(arguments).current_dir(self.0.path()).env_remove("NO_COLOR").stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the command starts")
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    /// Every file below the scratch directory.
    fn files(&self) -> Vec<String> {
        fn walk(directory: &Path, root: &Path, found: &mut Vec<String>) {
            for entry in fs::read_dir(directory).expect("readable") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    walk(&path, root, found);
                } else {
                    found.push(path.strip_prefix(root).expect("below").display().to_string());
                }
            }
        }
        let mut found = Vec::new();
        walk(self.0.path(), self.0.path(), &mut found);
        found.sort();
        found
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// Refused: code 2, one line that begins like this and names a remedy, nothing on stdout, nothing written.
#[track_caller]
fn refuses(arguments: &[&str], beginning: &str) {
    let scratch = Scratch::new();
    let output = scratch.run(arguments);
    let error = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
    assert!(error.starts_with(&format!("error: {beginning}")), "{arguments:?}: {error}");
    assert_eq!(error.lines().count(), 1, "{arguments:?}: {error}");
    assert!(error.contains("; "), "{arguments:?} names no remedy: {error}");
    assert_eq!(stdout(&output), "", "{arguments:?}");
    assert_eq!(fs::read_dir(scratch.0.path()).expect("readable").count(), 0, "{arguments:?} left something");
}

#[test]
fn refuses_trials_that_are_no_number_of_trials() {
    for (trials, why) in [
        ("0", "fewer than 10000"),
        ("-5", "fewer than 10000"),
        ("-1e6", "fewer than 10000"),
        ("0.5", "fewer than 10000"),
        ("9999", "fewer than 10000"),
        ("20000.5", "not a whole number"),
        ("1e30", "more than 2^53"),
        ("99999999999999999999", "more than 2^53"),
        ("inf", "more than 2^53"),
        ("NaN", "not a number"),
        ("many", "not a number"),
        ("", "not a number"),
    ] {
        refuses(&["--trials", trials], &format!("trials: {trials}: {why}"));
        refuses(&["run", "large", "--trials", trials], &format!("trials: {trials}: {why}"));
    }
}

#[test]
fn refuses_thresholds_outside_the_range_of_the_derivative() {
    for tau in ["0", "-0.1", "0.25", "1", "NaN", "inf"] {
        refuses(&["--threshold", tau], &format!("threshold: {tau}: not between 0 and 0.25"));
    }
    refuses(&["--threshold", "small"], "threshold: small: not a number");
}

#[test]
fn refuses_other_bad_values() {
    for threads in ["0", "-1", "two", "100000"] {
        refuses(&["--threads", threads], &format!("threads: {threads}: not a whole number from 1"));
    }
    for seed in ["-1", "x", "1.5", "18446744073709551616"] {
        refuses(&["--seed", seed], &format!("seed: {seed}: not a whole number"));
    }
    refuses(&["--color", "blue"], "color: blue: unknown; give one of auto, always, never");
    refuses(&["--trials"], "trials: no value; ");
    refuses(&["--colour"], "argument: --colour: unknown; ");
}

#[test]
fn refuses_unknown_experiments_and_suggests_the_nearest() {
    refuses(&["run", "lagre"], "experiment: lagre: unknown; did you mean large? ");
    refuses(&["run", "large", "before-after"], "experiment: before-after: unknown; did you mean before_after? ");
    refuses(&["run", "qqq"], "experiment: qqq: unknown; give one of network, large, sigmoid, ");
}

#[test]
fn refuses_an_output_that_cannot_be_written() {
    let scratch = Scratch::new();
    fs::write(scratch.path("file"), "mine").expect("writable");
    for output in ["file", "file/below", "/proc/no/such/place"] {
        let result = scratch.run(&["run", "large", "--output", output]);
        assert_eq!(result.status.code(), Some(2), "{output}");
        assert!(stderr(&result).starts_with(&format!("error: output: {output}: ")), "{}", stderr(&result));
        assert_eq!(stderr(&result).lines().count(), 1);
    }
    assert_eq!(scratch.files(), ["file"]);
    assert_eq!(fs::read_to_string(scratch.path("file")).expect("still there"), "mine");
}

/// A limit on the size of files acts like a disk that is full: the write of a figure fails half way.
#[test]
#[cfg(unix)]
fn a_full_disk_leaves_no_half_file() {
    let scratch = Scratch::new();
    let script = format!(
        "trap '' XFSZ; ulimit -f 40; exec '{}' run large --trials 1e4 --quiet --output output",
        env!("CARGO_BIN_EXE_saturation")
    );
    let output = Command::new("bash").args(["-c", &script]).current_dir(scratch.0.path()).output().expect("bash");
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).starts_with("error: output: output/figures/large."), "{}", stderr(&output));
    for file in scratch.files() {
        let text = fs::read_to_string(scratch.path(&file)).expect("text");
        assert!(text.ends_with('\n') || text.ends_with("</svg>"), "{file} is cut");
    }
}

#[test]
fn the_experiments_that_are_named_are_run_and_written() {
    let scratch = Scratch::new();
    let run = ["run", "scaled", "network", "--trials", "100_000", "--seed", "7", "--threads", "2", "--output", "a/b"];
    let output = scratch.run(&run);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", stderr(&output));
    assert_eq!(
        scratch.files(),
        [
            "a/b/evidence/run.json",
            "a/b/evidence/scaled.json",
            "a/b/evidence/scaled_small_bias.json",
            "a/b/evidence/scaled_unit_bias.json",
            "a/b/evidence/small.json",
            "a/b/figures/network.png",
            "a/b/figures/network.svg",
            "a/b/figures/scaled.png",
            "a/b/figures/scaled.svg",
            "a/b/report.json",
            "a/b/report.md",
            "a/b/tables/claims.csv",
            "a/b/tables/histogram_scaled.csv",
            "a/b/tables/histogram_scaled_small_bias.csv",
            "a/b/tables/histogram_scaled_unit_bias.csv",
        ]
    );
    let text = stdout(&output);
    assert!(text.find(" network ").expect("a line") < text.find(" scaled ").expect("a line"), "{text}");
    assert!(text.contains("Seed 7;") && text.contains("are in a/b."), "{text}");
    assert!(!text.contains('\x1b'), "colours on a pipe: {text:?}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert_eq!(stderr(&output), "", "no progress where stderr is no terminal");
    let png = fs::read(scratch.path("a/b/figures/scaled.png")).expect("the figure");
    assert_eq!(&png[16..20], 2400u32.to_be_bytes(), "2400 pixels wide");
}

#[test]
fn a_trial_count_means_the_same_however_it_is_written() {
    let claims = |trials: &str| {
        let scratch = Scratch::new();
        scratch.run(&["run", "large", "--trials", trials, "--quiet", "--output", "output"]);
        fs::read_to_string(scratch.path("output/tables/claims.csv")).expect("the table")
    };
    let plain = claims("20000");
    assert_eq!(plain, claims("20_000"));
    assert_eq!(plain, claims("2e4"));
    assert!(plain.contains(",20000,,501,"), "{plain}");
}

#[test]
fn too_few_trials_are_undecided_and_say_so() {
    let scratch = Scratch::new();
    let output = scratch.run(&["run", "large", "--trials", "10000"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stdout(&output).contains(": undecided: "), "{}", stdout(&output));
    assert!(stdout(&output).contains("Nothing is written without --output DIR.") && scratch.files().is_empty());
}

#[test]
fn quiet_is_quiet_and_colour_is_where_it_is_asked_for() {
    let scratch = Scratch::new();
    let quiet = scratch.run(&["run", "sigmoid", "--quiet"]);
    assert_eq!((quiet.status.code(), stdout(&quiet).as_str()), (Some(0), ""));
    let colored = scratch.run(&["run", "sigmoid", "--color", "always"]);
    assert!(stdout(&colored).contains("\x1b[32m✓\x1b[0m"), "{:?}", stdout(&colored));
    let never = scratch.run(&["run", "sigmoid", "--color", "never"]);
    assert!(!stdout(&never).contains('\x1b'));
}

#[test]
fn draws_a_neuron_under_any_named_initialisation() {
    for (name, fan_in, std_dev) in
        [("large", "10", "2.449"), ("scaled", "1000", "0.7071"), ("as-printed", "784", "0.2068")]
    {
        let scratch = Scratch::new();
        let arguments = ["neuron", "--init", name, "--fan-in", fan_in, "--trials", "1e6"];
        let output = scratch.run(&arguments);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", stderr(&output));
        assert!(stdout(&output).contains(std_dev) && stdout(&output).contains("4 claims: all"), "{}", stdout(&output));
        assert!(scratch.files().is_empty());
        let output = scratch.run(&[&arguments[..], &["--output", "out"]].concat());
        assert_eq!(output.status.code(), Some(0), "{name}: {}", stderr(&output));
        assert!(scratch.files().contains(&"out/figures/neuron.png".to_owned()));
        // What no article says has no column for it.
        let report = fs::read_to_string(scratch.path("out/report.md")).unwrap();
        assert!(report.contains("\n## One neuron") && !report.contains("article"), "{report}");
    }
    let scratch = Scratch::new();
    let arguments = ["neuron", "--init", "scaled", "--trials", "1e4", "--threads", "1", "--alpha", "1e-3", "--quiet"];
    let output = scratch.run(&[&arguments[..], &["--output", "out"]].concat());
    assert_eq!((stdout(&output), stderr(&output)), (String::new(), String::new()));
    assert!(fs::read_to_string(scratch.path("out/report.md")).unwrap().contains("--alpha 0.001"));
    refuses(&["neuron"], "init: missing; ");
    refuses(&["neuron", "--init", "glorot"], "init: glorot: unknown; give one of large, scaled, ");
    refuses(&["neuron", "--init", "large", "--fan-in", "7"], "fan_in: 7: ");
    refuses(&["neuron", "--init", "large", "--fan-in", "0"], "fan-in: 0: ");
    refuses(&["neuron", "--init", "large", "--threshold", "0.25"], "threshold: 0.25: ");
}

#[test]
fn list_help_and_version() {
    let scratch = Scratch::new();
    let list = scratch.run(&["list"]);
    let ids: Vec<String> = stdout(&list).lines().map(|line| line.split(' ').next().unwrap_or("").to_owned()).collect();
    assert_eq!(
        ids,
        [
            "network",
            "large",
            "sigmoid",
            "saturated",
            "update_rule",
            "scaled",
            "before_after",
            "listing",
            "gradient",
            "width",
            "learning",
            "one_bias"
        ]
    );
    for arguments in [&["--help"][..], &["run", "--help"], &["neuron", "--help"], &["list", "--help"]] {
        let help = scratch.run(arguments);
        assert_eq!(help.status.code(), Some(0));
        assert!(stdout(&help).contains("Example"), "{arguments:?}");
    }
    assert!(stdout(&scratch.run(&["--version"])).starts_with("saturation "));
    assert!(scratch.files().is_empty());
}

#[test]
fn a_closed_pipe_ends_quietly_and_the_files_are_written_all_the_same() {
    let scratch = Scratch::new();
    let mut child = scratch
        .command(&["run", "sigmoid", "--output", "output"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let mut error = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut error).expect("UTF-8");
    assert_eq!((child.wait().expect("it ends").code(), error.as_str()), (Some(0), ""));
    assert!(scratch.path("output/report.md").exists());
}

#[test]
#[cfg(unix)]
fn an_interrupt_stops_within_two_seconds_and_leaves_nothing_half() {
    let scratch = Scratch::new();
    let mut child = scratch.command(&["--trials", "1e12"]).stderr(Stdio::piped()).spawn().expect("the command starts");
    // Long enough for the handler to be set, and far too short for the trials.
    std::thread::sleep(Duration::from_millis(500));
    let interrupted = Instant::now();
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(130));
    assert!(interrupted.elapsed() < Duration::from_secs(2), "{:?}", interrupted.elapsed());
    let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
    let line = lines.next().expect("a word of it").expect("UTF-8");
    assert!(line.starts_with("interrupted: ") && lines.next().is_none(), "{line}");
    assert!(scratch.files().is_empty(), "{:?}", scratch.files());
}

#[test]
fn a_fresh_seed_is_printed_first_and_replays() {
    let scratch = Scratch::new();
    let run = |seed: &str| scratch.run(&["run", "network", "--trials", "10000", "--seed", seed, "--output", "output"]);
    let text = stdout(&run("fresh"));
    let seed = text.strip_prefix("Seed ").and_then(|rest| rest.split(',').next()).expect("the seed comes first");
    let claims = || fs::read_to_string(scratch.path("output/tables/claims.csv")).expect("the table");
    let drawn = claims();
    let again = format!("cargo run --bin saturation -- run network --seed {seed} --trials 10000 --output again");
    assert!(drawn.contains(&again), "{drawn}");
    run(seed);
    assert_eq!(drawn, claims());
}

#[test]
fn until_decided_draws_on() {
    let scratch = Scratch::new();
    let run = ["run", "network", "--trials", "30000", "--until-decided", "--output", "out"];
    let output = scratch.run(&run);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    assert!(fs::read_to_string(scratch.path("out/report.md")).unwrap().contains("| 480 000 |"));
}

/// What a report is made from: every file of the run, byte by byte.
#[test]
fn a_report_from_the_records_is_that_of_the_run() {
    for run in [
        &["run", "network", "scaled", "sigmoid", "--trials", "20000", "--threshold", "0.02"][..],
        &["run", "network", "--trials", "10000", "--until-decided", "--alpha", "1e-4"],
        &["neuron", "--init", "as-printed", "--fan-in", "20", "--trials", "20000"],
    ] {
        let scratch = Scratch::new();
        let drawn = scratch.run(&[run, &["--output", "out"]].concat());
        let files = |from: &str| -> Vec<(String, Vec<u8>)> {
            let names = scratch.files().into_iter().filter(|name| name.starts_with(from) && !name.contains("evidence"));
            names.map(|name| (name[from.len()..].to_owned(), fs::read(scratch.path(&name)).unwrap())).collect()
        };
        let reported = scratch.run(&["report", "out", "--output", "new"]);
        assert_eq!(reported.status.code(), drawn.status.code(), "{}", stderr(&reported));
        assert!(files("out/") == files("new/"), "{run:?}");
        assert_eq!(stdout(&drawn).replace("in out.", "in new."), stdout(&reported));
    }
}

#[test]
fn a_report_judges_at_another_level() {
    let scratch = Scratch::new();
    scratch.run(&["run", "network", "--trials", "100000", "--output", "out", "--quiet"]);
    let verdict = |alpha: &str| scratch.run(&["report", "out", "--alpha", alpha]).status.code();
    assert_eq!((verdict("1e-12"), verdict("1e-2")), (Some(3), Some(0)));
}

/// Every record that cannot be judged is refused with its file and its reason, and nothing is written.
#[test]
fn refuses_records_that_are_damaged_or_do_not_belong_together() {
    type Change = fn(String) -> String;
    let cases: [(&str, &str, Change); 14] = [
        ("small.json", "not a record, or not whole: ", |text| text[..text.len() / 2].to_owned()),
        ("small.json", "not a record, or not whole: ", |_| String::new()),
        ("small.json", "checksum: ", |text| {
            text.replacen("500", "501", 1).replacen("\"count\": 8000", "\"count\": 8001", 1)
        }),
        ("small.json", "checksum: ", |text| text.replacen("\"seed\": \"501\"", "\"seed\": \"502\"", 1)),
        ("small.json", "checksum: ", |text| text.replacen("5 × 1", "6 × 1", 1)),
        ("small.json", "schema 9: newer than 1", |text| text.replacen("\"schema\": 1", "\"schema\": 9", 1)),
        ("small.json", "not a record, or not whole: ", |text| text.replacen("\"center\": 0.0", "\"center\": NaN", 1)),
        ("small.json", "seed: 7, not 501", |_| resealed("\"seed\":\"501\"", "\"seed\":\"7\"")),
        ("small.json", "definition: z of w ~ normal(0, 2)", |_| resealed("w ~ normal(0, 1)", "w ~ normal(0, 2)")),
        ("small.json", "chunk 0: missing", |_| resealed("\"chunks\":[[0,11]]", "\"chunks\":[[1,12]]")),
        ("small.json", "statistics: ", |_| resealed("\"count\":8000", "\"count\":8008")),
        ("small.json", "version of the random streams: 0, not 1", |_| resealed("\"streams\":1", "\"streams\":0")),
        ("run.json", "checksum: ", |text| text.replacen("network", "nothing", 1)),
        ("run.json", "experiment nothing: there is none of this name", |_| resealed_run("network", "nothing")),
    ];
    for (file, reason, change) in cases {
        let scratch = Scratch::new();
        scratch.run(&RUN);
        fs::remove_dir_all(scratch.path("out/figures")).unwrap();
        let path = scratch.path("out/evidence").join(file);
        fs::write(&path, change(fs::read_to_string(&path).unwrap())).unwrap();
        let before = scratch.files();
        let output = scratch.run(&["report", "out"]);
        let error = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{reason}: {error}");
        assert!(error.starts_with(&format!("error: evidence: out/evidence/{file}: {reason}")), "{reason}: {error}");
        assert!(error.lines().count() == 1 && error.contains("; "), "{error}");
        assert_eq!((stdout(&output).as_str(), scratch.files()), ("", before), "{reason}");
    }
    let scratch = Scratch::new();
    for directory in ["nowhere", "."] {
        let error = stderr(&scratch.run(&["report", directory]));
        assert!(error.starts_with(&format!("error: evidence: {directory}/evidence/run.json: ")), "{error}");
    }
}

const RUN: [&str; 7] = ["run", "network", "--trials", "10000", "--output", "out", "--quiet"];

/// The record of a run, changed, under a checksum that is right: what another program might have written.
fn resealed(from: &str, to: &str) -> String {
    reseal("small.json", from, to)
}

fn resealed_run(from: &str, to: &str) -> String {
    reseal("run.json", from, to)
}

fn reseal(file: &str, from: &str, to: &str) -> String {
    let scratch = Scratch::new();
    scratch.run(&RUN);
    let text = fs::read_to_string(scratch.path("out/evidence").join(file)).unwrap();
    let start = text.find("\"content\": ").expect("content") + "\"content\": ".len();
    let compact = compact(&text[start..text.rfind('}').expect("an end")]);
    assert!(compact.contains(from), "{from} is not in {compact}");
    let changed = compact.replacen(from, to, 1);
    let digest = sha2::Sha256::digest(changed.as_bytes());
    let checksum: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{{\"schema\":1,\"checksum\":\"{checksum}\",\"content\":{changed}}}")
}

/// JSON without the spaces between its parts.
fn compact(json: &str) -> String {
    let mut in_text = false;
    json.chars()
        .filter(|c| {
            in_text ^= *c == '"';
            in_text || !c.is_whitespace()
        })
        .collect()
}

#[test]
fn refuses_levels_that_are_none() {
    for alpha in ["0", "1", "-1e-6", "NaN", "1e-20", "tiny"] {
        refuses(&["--alpha", alpha], &format!("alpha: {alpha}: not a number from 1e-12"));
    }
}
