//! What it draws and writes, and how it ends.

use super::{Scratch, refuses, stderr, stdout};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::Duration;

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
fn an_interrupt_ends_a_run_of_days_and_leaves_nothing_half() {
    let scratch = Scratch::new();
    let mut child = scratch.command(&["--trials", "1e12"]).stderr(Stdio::piped()).spawn().expect("the command starts");
    // Long enough for the handler to be set, and far too short for the trials.
    std::thread::sleep(Duration::from_millis(500));
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(130));
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

/// The same bytes whichever instructions the kernel uses; what is no set, or none of this machine, is refused.
#[test]
fn instructions_do_not_matter_and_can_be_named() {
    let files = |set: Option<&str>| {
        let scratch = Scratch::new();
        let mut command =
            scratch.command(&["run", "network", "listing", "--trials", "10000", "--output", "out", "--quiet"]);
        set.map(|set| command.env("SATURATION_INSTRUCTIONS", set));
        let output = command.output().expect("the command starts");
        (stderr(&output), scratch.files().iter().map(|name| fs::read(scratch.path(name)).unwrap()).collect::<Vec<_>>())
    };
    let fastest = files(None);
    assert!(fastest.1.len() > 10 && fastest.0.is_empty());
    assert!(files(Some("portable")) == fastest);
    let (error, none) = files(Some("sse9"));
    assert!(
        error.starts_with("error: ") && error.contains("sse9") && error.contains("; ") && none.is_empty(),
        "{error}"
    );
}
