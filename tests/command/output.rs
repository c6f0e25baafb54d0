//! The files of a run: whole or absent, listed at the end, and refused before the first trial where they cannot be written.

use super::{Scratch, stderr, stdout};
use std::fs;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const RUN: [&str; 6] = ["run", "network", "--trials", "10000", "--output", "out"];

fn command_under(scratch: &Scratch, limit: &str, arguments: &str) -> Output {
    let script = format!("{limit}; exec '{}' {arguments}", env!("CARGO_BIN_EXE_saturation"));
    Command::new("bash").args(["-c", &script]).current_dir(scratch.0.path()).output().expect("bash")
}

/// Refused before anything is drawn, with the path and the reason, and nothing changed.
#[test]
fn what_cannot_be_written_is_refused_at_once() {
    type Prepare = fn(&Scratch);
    let long = "a".repeat(256);
    let deep = ["b".repeat(170).as_str(); 25].join("/");
    let rows: &[(&str, &str, Prepare)] = &[
        ("file", "file: ", |scratch| fs::write(scratch.path("file"), "mine").unwrap()),
        ("file/below", "file/below: not a directory; ", |scratch| fs::write(scratch.path("file"), "mine").unwrap()),
        ("/proc/no/such/place", "/proc/no/such/place: ", |_| {}),
        (&long, &format!("{long}: "), |_| {}),
        (&deep, &deep, |_| {}),
        ("out", "out/tables/claims.csv: is a directory; ", |scratch| {
            fs::create_dir_all(scratch.path("out/tables/claims.csv")).unwrap();
        }),
        ("out", "out/report.md: is a directory; ", |scratch| {
            fs::create_dir_all(scratch.path("out/report.md")).unwrap()
        }),
        #[cfg(unix)]
        ("out", "out/report.json: not a regular file; ", |scratch| {
            fs::create_dir(scratch.path("out")).unwrap();
            std::os::unix::fs::symlink("/dev/null", scratch.path("out/report.json")).unwrap();
        }),
        #[cfg(unix)]
        ("out", "out/report.json: a link that leads to itself; ", |scratch| {
            fs::create_dir(scratch.path("out")).unwrap();
            std::os::unix::fs::symlink("report.json", scratch.path("out/report.json")).unwrap();
        }),
    ];
    for (output, reason, prepare) in rows {
        let scratch = Scratch::new();
        prepare(&scratch);
        let before = scratch.everything();
        // So many trials that a run which begins is noticed.
        let result = scratch.run(&["run", "large", "--trials", "1e12", "--output", output]);
        let error = stderr(&result);
        assert_eq!((result.status.code(), stdout(&result).as_str()), (Some(2), ""), "{reason}: {error}");
        assert!(error.starts_with(&format!("error: output: {reason}")), "{reason}: {error}");
        assert_eq!((error.lines().count(), scratch.everything()), (1, before), "{reason}");
    }
}

/// A limit on the size of files acts like a disk that is full: the write of a figure fails half way. With the signal of that
/// limit or without it, the old files stay or the new ones are whole, and the next command names those that do not fit.
#[test]
#[cfg(unix)]
fn a_write_that_fails_leaves_whole_files_and_a_directory_that_is_known_to_be_mixed() {
    for trap in ["", "trap '' XFSZ; "] {
        let scratch = Scratch::new();
        scratch.run(&["run", "large", "--trials", "1e4", "--seed", "1", "--quiet", "--output", "out"]);
        let arguments = "run large --trials 1e4 --seed 2 --quiet --output out";
        let output = command_under(&scratch, &format!("{trap}ulimit -f 40"), arguments);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(
            stderr(&output).starts_with("error: output: out/figures/large.svg: file too large; "),
            "{}",
            stderr(&output)
        );
        for file in scratch.files().iter().filter(|file| !file.ends_with(".png")) {
            let text = fs::read_to_string(scratch.path(file)).expect("text");
            assert!(text.ends_with('\n') || text.ends_with("</svg>"), "{file} is cut");
        }
        let changed = "warning: out: not as a run that finished left it: evidence/large.json was changed, evidence/run.json was \
                       changed, evidence/weight.json was changed\n";
        // The first report puts it in order.
        assert_eq!(stderr(&scratch.run(&["report", "out", "--quiet"])), changed, "{trap}");
        assert_eq!(stderr(&scratch.run(&["report", "out", "--quiet"])), "");
    }
}

#[test]
fn the_list_names_every_file_and_the_next_run_what_does_not_fit() {
    let scratch = Scratch::new();
    assert_eq!(stderr(&scratch.run(&RUN)), "");
    let list = || fs::read_to_string(scratch.path("out/SHA256SUMS")).unwrap();
    let listed: Vec<String> = list().lines().map(|line| format!("out/{}", &line[66..])).collect();
    let files: Vec<String> = scratch.files().into_iter().filter(|file| !file.ends_with("SHA256SUMS")).collect();
    assert_eq!(listed, files);
    // A report in place leaves the same list, however the place is written: the evidence is in it.
    let of_run = list();
    for place in ["out", "./out", "out/../out"] {
        assert_eq!(stderr(&scratch.run(&["report", "out", "--output", place])), "");
        assert_eq!(list(), of_run);
    }
    fs::write(scratch.path("out/report.md"), "half").unwrap();
    fs::remove_file(scratch.path("out/figures/network.png")).unwrap();
    let warning =
        "warning: out: not as a run that finished left it: figures/network.png is missing, report.md was changed\n";
    assert_eq!(stderr(&scratch.run(&["report", "out", "--output", "elsewhere"])), warning);
    assert_eq!(stderr(&scratch.run(&RUN)), warning);
    assert_eq!((stderr(&scratch.run(&RUN)), list()), (String::new(), of_run));
    fs::remove_file(scratch.path("out/SHA256SUMS")).unwrap();
    let missing = "warning: out: not as a run that finished left it: SHA256SUMS is missing, or no list of files\n";
    assert_eq!(stderr(&scratch.run(&RUN)), missing);
    // Files of other experiments are not this run's to remove.
    let other = scratch.run(&["run", "sigmoid", "--output", "out"]);
    let stay = "warning: out: of an earlier run stay: evidence/small.json, figures/network.png, figures/network.svg\n";
    assert_eq!(stderr(&other), stay);
}

/// A link is followed, and a mode kept; where a file may not be written, it is refused.
#[test]
#[cfg(unix)]
fn links_are_followed_and_modes_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let scratch = Scratch::new();
    scratch.run(&RUN);
    for (link, file) in [("out/report.md", "real.md"), ("out/report.json", "dangling.json")] {
        fs::remove_file(scratch.path(link)).unwrap();
        symlink(format!("../{file}"), scratch.path(link)).unwrap();
    }
    fs::write(scratch.path("real.md"), "old").unwrap();
    let table = scratch.path("out/tables/claims.csv");
    fs::set_permissions(&table, PermissionsExt::from_mode(0o640)).unwrap();
    let again = scratch.run(&RUN);
    assert_eq!(again.status.code(), Some(3), "{}", stderr(&again));
    for (link, file) in [("out/report.md", "real.md"), ("out/report.json", "dangling.json")] {
        assert!(fs::symlink_metadata(scratch.path(link)).unwrap().is_symlink(), "{link}");
        assert!(fs::read_to_string(scratch.path(file)).unwrap().contains("What the article claims"), "{file}");
    }
    let mode = || fs::metadata(&table).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o640);
    fs::write(&table, "old").unwrap();
    fs::set_permissions(&table, PermissionsExt::from_mode(0o444)).unwrap();
    let refused = scratch.run(&RUN).status.code() == Some(2);
    // Root may write it all the same.
    assert_eq!((mode(), fs::read_to_string(&table).unwrap() == "old"), (0o444, refused));
}

/// The command in a process that ignores no signal, whoever started the tests.
#[cfg(target_os = "linux")]
fn started(scratch: &Scratch, arguments: &[&str]) -> std::process::Child {
    let mut command = Command::new("env");
    command.args(["--default-signal=INT,TERM,HUP", env!("CARGO_BIN_EXE_saturation")]).args(arguments);
    command
        .current_dir(scratch.0.path())
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts")
}

/// Waits until something holds, and says whether it did within a minute.
fn eventually(mut holds: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(60) {
        if holds() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    false
}

/// Whether a process has its own way to end on SIGTERM.
#[cfg(target_os = "linux")]
fn heeds_signals(id: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap_or("0");
    u64::from_str_radix(caught.trim(), 16).is_ok_and(|mask| mask >> 14 & 1 == 1)
}

fn send(signal: &str, id: u32) {
    assert!(
        Command::new("kill").args([signal, &id.to_string()]).status().is_ok_and(|status| status.success()),
        "{signal}"
    );
}

/// Whatever ends a run while it writes: each file is whole, what was left half is removed by the next run, and that succeeds.
#[test]
#[cfg(target_os = "linux")]
fn a_run_that_is_killed_leaves_whole_files_and_the_next_one_cleans_up() {
    let scratch = Scratch::new();
    for (k, signal) in ["-KILL", "-TERM", "-HUP", "-INT"].into_iter().cycle().take(16).enumerate() {
        let seed = k.to_string();
        let run = ["run", "network", "sigmoid", "--trials", "10000", "--seed", &seed, "--output", "out", "-q"];
        let first = scratch.path("out/evidence/small.json");
        let drawn = |path: &std::path::Path| {
            fs::read_to_string(path).is_ok_and(|text| text.contains(&format!("\"seed\": \"{k}\"")))
        };
        let child = started(&scratch, &run);
        assert!(eventually(|| drawn(&first)), "{k}");
        std::thread::sleep(Duration::from_millis(k as u64 / 4 * 25));
        let _ = Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status();
        child.wait_with_output().expect("it ends");
        for file in scratch.files() {
            let bytes = fs::read(scratch.path(&file)).expect("readable");
            let whole = match file.rsplit('.').next() {
                Some("json") => serde_json::from_slice::<serde_json::Value>(&bytes).is_ok(),
                Some("svg") => bytes.ends_with(b"</svg>"),
                Some("png") => bytes.ends_with(b"IEND\xaeB`\x82"),
                _ => signal == "-KILL" && file.contains("/.saturation-") || bytes.ends_with(b"\n"),
            };
            assert!(whole, "{signal}, run {k}: {file}");
        }
    }
    fs::create_dir_all(scratch.path("out/tables")).unwrap();
    fs::write(scratch.path("out/tables/.saturation-left"), "half").unwrap();
    assert_eq!(scratch.run(&RUN).status.code(), Some(3));
    assert!(!scratch.files().iter().any(|file| file.contains(".saturation-")), "{:?}", scratch.files());
    let list = fs::read_to_string(scratch.path("out/SHA256SUMS")).expect("the list");
    assert!(list.lines().count() > 5);
    assert_eq!(stderr(&scratch.run(&["report", "out", "-q"])), "", "all is as the last run left it");
}

/// At once, also within a trial of ten million inputs, with the code of the signal and a word.
#[test]
#[cfg(target_os = "linux")]
fn a_signal_ends_a_run_of_days_at_once() {
    for (signal, code, why) in [("-INT", 130, "interrupted"), ("-TERM", 143, "terminated"), ("-HUP", 129, "hung up")] {
        let scratch = Scratch::new();
        let arguments =
            ["neuron", "--init", "large", "--fan-in", "1e7", "--trials", "1e9", "--allow-days", "--output", "out"];
        let child = started(&scratch, &arguments);
        assert!(eventually(|| heeds_signals(child.id())));
        std::thread::sleep(Duration::from_millis(200));
        let sent = Instant::now();
        send(signal, child.id());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(code));
        assert!(sent.elapsed() < Duration::from_secs(1), "{signal}: {:?}", sent.elapsed());
        assert_eq!(stderr(&output), format!("{why}: nothing was written; run it again\n"));
        assert!(scratch.files().is_empty(), "{:?}", scratch.files());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_run_under_nohup_goes_on_when_the_terminal_hangs_up() {
    let scratch = Scratch::new();
    let mut command = Command::new("env");
    command.args(["--default-signal=TERM", "--ignore-signal=HUP", env!("CARGO_BIN_EXE_saturation"), "run", "large"]);
    let mut child = command.args(["--trials", "1e12"]).stderr(Stdio::null()).spawn().expect("env");
    assert!(eventually(|| heeds_signals(child.id())));
    send("-HUP", child.id());
    std::thread::sleep(Duration::from_millis(200));
    assert!(child.try_wait().expect("it runs").is_none());
    send("-TERM", child.id());
    assert!(eventually(|| child.try_wait().is_ok_and(|ended| ended.is_some())));
    assert!(scratch.files().is_empty());
}

/// Memory that an option asks for and the system refuses is an error of that option, not an abort.
#[test]
#[cfg(target_os = "linux")]
fn limits_of_memory_and_threads_are_errors() {
    let scratch = Scratch::new();
    for (kilobytes, arguments, error) in [
        (200_000, "neuron --init large --fan-in 1e7 --trials 2 --threads 1", ""),
        (
            50_000,
            "neuron --init large --fan-in 1e7 --trials 2 --threads 1",
            "error: fan_in: 5000000 inputs that are not 0: more than fit into memory; ",
        ),
        (500_000, "run network --trials 10000 --threads 1024", "error: threads: 1024: "),
    ] {
        let output = command_under(&scratch, &format!("ulimit -v {kilobytes}"), arguments);
        let code = if error.is_empty() { 3 } else { 2 };
        assert_eq!(output.status.code(), Some(code), "{arguments}: {}", stderr(&output));
        assert!(stderr(&output).starts_with(error) && stderr(&output).lines().count() <= 1, "{}", stderr(&output));
    }
}

/// It writes before it prints: a standard output that takes nothing costs the text alone.
#[test]
#[cfg(target_os = "linux")]
fn a_full_standard_output_is_an_error_and_the_files_are_there() {
    for arguments in ["run network --trials 10000 --output out", "list", "--help", "--version"] {
        let scratch = Scratch::new();
        let output = command_under(&scratch, "exec >/dev/full", arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments}");
        assert!(stderr(&output).starts_with("error: output: standard output: "), "{arguments}: {}", stderr(&output));
        assert_eq!(scratch.path("out/SHA256SUMS").exists(), arguments.contains("out"));
    }
}
