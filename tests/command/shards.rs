//! A run in shards: the bytes of one process, whatever the division; and what is wrong with shards is said at once.

use super::{Scratch, stderr, stdout};
use saturation::evidence::record;
use saturation::sampling::InstructionSet;
use sha2::{Digest, Sha256};
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Some 110 chunks of five samples, one of whose last chunk is not whole.
const RUN: &str = "run large scaled --trials 17001";

fn words(text: &str) -> Vec<&str> {
    text.split(' ').collect()
}

/// The list of all files of a run with their checksums.
fn sums(scratch: &Scratch, place: &str) -> String {
    fs::read_to_string(scratch.path(place).join("SHA256SUMS")).expect("a list of files")
}

/// Draws shards with these options.
#[track_caller]
fn draw(scratch: &Scratch, shards: &[u32], of: u32, place: &str, more: &str) {
    for index in shards {
        let text = format!("{RUN} --shard {index}/{of} --output {place} --quiet{more}");
        let output = scratch.run(&words(&text));
        assert_eq!(output.status.code(), Some(0), "{text}: {}", stderr(&output));
    }
}

#[test]
fn any_division_gives_the_bytes_of_one_process() {
    let scratch = Scratch::new();
    scratch.run(&words(&format!("{RUN} --output one --quiet")));
    let one = sums(&scratch, "one");
    // More shards than chunks, too.
    for (of, more) in [(1, ""), (3, " --threads 1"), (8, " --threads 7"), (150, " --threads 2")] {
        let (parts, all) = (format!("parts{of}"), format!("all{of}"));
        let mut order: Vec<u32> = (0..of).collect();
        order.reverse();
        draw(&scratch, &order, of, &parts, more);
        let output = scratch.run(&["report", &parts, "--output", &all, "--quiet"]);
        assert!(matches!(output.status.code(), Some(0 | 3)), "{}", stderr(&output));
        assert_eq!(sums(&scratch, &all), one, "{of} shards");
    }
}

#[test]
fn every_set_of_instructions_draws_the_same_shard() {
    let scratch = Scratch::new();
    let mut hashes = Vec::new();
    for set in InstructionSet::available() {
        let place = format!("by {set}");
        let mut command = scratch.command(&words(&format!("{RUN} --shard 1/3 --quiet --output")));
        let output = command.arg(&place).env("SATURATION_INSTRUCTIONS", set.to_string()).output().expect("it starts");
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let bytes = fs::read(scratch.path(&place).join("shard-1-of-3.json")).expect("a shard");
        hashes.push(Sha256::digest(bytes));
    }
    assert!(!hashes.is_empty() && hashes.iter().all(|hash| *hash == hashes[0]));
}

#[test]
fn grids_and_networks_are_divided_too() {
    let scratch = Scratch::new();
    let grid = "neuron --init large,torch:linear --activation tanh,relu --fan-in 10,100 --depth 3 --trials 5000";
    scratch.run(&words(&format!("{grid} --output one --quiet")));
    for index in 0..5 {
        scratch.run(&words(&format!("{grid} --shard {index}/5 --output parts --quiet")));
    }
    let output = scratch.run(&["report", "parts", "--output", "all", "--quiet"]);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", stderr(&output));
    assert_eq!(sums(&scratch, "all"), sums(&scratch, "one"));
}

#[test]
fn a_shard_that_is_there_is_not_drawn_again_and_what_is_drawn_is_said_before() {
    let scratch = Scratch::new();
    draw(&scratch, &[1], 3, "parts", "");
    let again = scratch.run(&words(&format!("{RUN} --shard 1/3 --output parts")));
    assert_eq!(stdout(&again), "parts/shard-1-of-3.json is there already.\n");
    let plan = scratch.run(&words("run large scaled --trials 1e12 --shards 1000 --dry-run"));
    let text = stdout(&plan);
    assert_eq!(plan.status.code(), Some(0));
    for part in ["5 samples: large, ", "5 000 000 000 000 trials", "1 000 shards, about ", " MB."] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let state = scratch.run(&["report", "parts", "--partial"]);
    assert!(stdout(&state).starts_with("1 of 3 shards are there; missing: 0,2.\n"), "{}", stdout(&state));
}

/// What is wrong is one line, with everything in it, and what to draw again as a job array takes it.
#[track_caller]
fn refuses(scratch: &Scratch, parts: &[&str]) {
    let output = scratch.run(&["report", "parts", "--output", "all", "--quiet"]);
    let error = stderr(&output);
    assert_eq!((output.status.code(), error.lines().count()), (Some(2), 1), "{error}");
    parts.iter().for_each(|part| assert!(error.contains(part), "{part} is not in {error}"));
    assert!(!scratch.path("all/SHA256SUMS").exists());
}

#[test]
fn everything_that_is_wrong_with_shards_is_said_at_once() {
    let scratch = Scratch::new();
    draw(&scratch, &[0, 1, 2, 3, 4, 5, 6, 7, 8], 12, "parts", "");
    let path = |index: u32| scratch.path(&format!("parts/shard-{index:02}-of-12.json"));
    fs::remove_file(path(2)).expect("removed");
    // A bit in each region of a file: of the envelope, the numbers, and the end.
    let whole = fs::read(path(4)).expect("a shard");
    for place in (3..whole.len()).step_by(whole.len() / 60) {
        let mut bytes = whole.clone();
        bytes[place] ^= 4;
        fs::write(path(4), &bytes).expect("written");
        refuses(&scratch, &["of 12 shards missing: 2,4,9-11", "damaged: shard-04-of-12.json", "--array=2,4,9-11"]);
    }
    fs::write(path(4), &whole[..whole.len() / 2]).expect("written");
    // One of another run, one of another version, and one under a second name.
    let other = scratch.run(&words("run large --trials 20000 --shard 0/2 --output parts --quiet"));
    assert_eq!(other.status.code(), Some(0));
    fs::copy(path(6), scratch.path("parts/shard-99.json")).expect("copied");
    refuses(
        &scratch,
        &[
            "missing: 2,4,9-11",
            "damaged: shard-04-of-12.json",
            "of another run: shard-0-of-2.json",
            "twice: shard-99.json",
            "draw them again, as by --array=2,4,9-11",
        ],
    );
    // As another program would have written it.
    let text = fs::read_to_string(path(8)).expect("a shard");
    let file: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut content = file["content"].clone();
    content["version"] = "9.9.9".into();
    let newer = record::to_json(&content).expect("JSON");
    fs::write(path(8), newer).expect("written");
    refuses(&scratch, &["missing: 2,4,8-11", "of version 9.9.9, not "]);
    fs::write(path(8), text).expect("written");
    // Mended as it says.
    fs::remove_file(scratch.path("parts/shard-0-of-2.json")).expect("removed");
    fs::remove_file(scratch.path("parts/shard-99.json")).expect("removed");
    draw(&scratch, &[2, 4, 9, 10], 12, "parts", "");
    refuses(&scratch, &["of 12 shards missing: 11; draw it again, as by --array=11"]);
    draw(&scratch, &[11], 12, "parts", "");
    let output = scratch.run(&["report", "parts", "--quiet"]);
    assert!(stderr(&output).starts_with("error: output: missing: "), "{}", stderr(&output));
    let output = scratch.run(&["report", "parts", "--output", "all", "--quiet"]);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", stderr(&output));
}

#[test]
fn what_is_no_shard_is_refused() {
    for (arguments, beginning) in [
        ("run large --shard 3/3 --output x", "shard: 3/3: not a shard I/N with I from 0 to N − 1 "),
        ("run large --shard 1 --output x", "shard: 1: not a shard I/N "),
        ("run large --shard 0/2", "output: missing; "),
        ("run large --shards 0 --dry-run", "shards: 0: not a whole number from 1 to 1000000; "),
        (
            "run large --shard 0/2 --until-decided --output x",
            "argument: --shard <I/N>: not together with --until-decided; ",
        ),
        ("report . --partial", "partial: there are no shards "),
    ] {
        let scratch = Scratch::new();
        let output = scratch.run(&words(arguments));
        let error = stderr(&output);
        assert_eq!((output.status.code(), error.lines().count()), (Some(2), 1), "{arguments}: {error}");
        assert!(error.starts_with(&format!("error: {beginning}")), "{arguments}: {error}");
    }
}

/// A limit on the size of files acts like a disk that is full.
#[test]
#[cfg(unix)]
fn a_shard_that_cannot_be_written_leaves_nothing() {
    let scratch = Scratch::new();
    let script = format!(
        "trap '' XFSZ; ulimit -f 8; exec '{}' {RUN} --shard 0/2 --output parts -q",
        env!("CARGO_BIN_EXE_saturation")
    );
    let output = Command::new("bash").args(["-c", &script]).current_dir(scratch.0.path()).output().expect("bash");
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let error = stderr(&output);
    assert!(error.starts_with("error: output: parts/shard-0-of-2.json: file too large; "), "{error}");
    assert_eq!(scratch.files(), Vec::<String>::new());
    fs::write(scratch.path("file"), "mine").expect("written");
    // Where a link leads to a device.
    fs::create_dir_all(scratch.path("parts")).expect("made");
    std::os::unix::fs::symlink("/dev/null", scratch.path("parts/shard-0-of-2.json")).expect("a link");
    let output = scratch.run(&words(&format!("{RUN} --shard 0/2 --output parts -q")));
    let why = "error: output: parts/shard-0-of-2.json: not a regular file; ";
    assert!(output.status.code() == Some(2) && stderr(&output).starts_with(why), "{}", stderr(&output));
    // A file in place of a directory, and a place where nothing can be made.
    for place in ["file", "/proc/shards"] {
        let output = scratch.run(&words(&format!("{RUN} --shard 0/2 --output {place} -q")));
        let error = stderr(&output);
        assert_eq!((output.status.code(), error.lines().count()), (Some(2), 1), "{error}");
        assert!(error.starts_with(&format!("error: output: {place}/shard-0-of-2.json: ")), "{error}");
    }
}

/// Fifty times, at moments spread over the whole of a shard: files are whole, or temporary, and the next call succeeds.
#[test]
#[cfg(unix)]
fn a_shard_that_is_killed_leaves_whole_files_and_temporary_ones() {
    let scratch = Scratch::new();
    let arguments = words("run large scaled --trials 60000 --shard 0/1 --output parts --quiet --threads 1");
    draw(&scratch, &[0], 2, "parts", "");
    let neighbour = fs::read(scratch.path("parts/shard-0-of-2.json")).expect("a shard");
    fs::write(scratch.path("parts/.saturation-of-a-neighbour"), "half").expect("written");
    let path = scratch.path("parts/shard-0-of-1.json");
    let began = std::time::Instant::now();
    assert_eq!(scratch.run(&arguments).status.code(), Some(0));
    let (whole, took) = (fs::read(&path).expect("a shard"), began.elapsed());
    for k in 0..50u32 {
        fs::remove_file(&path).expect("removed");
        let mut child = scratch.command(&arguments).stdout(Stdio::null()).spawn().expect("it starts");
        std::thread::sleep(Duration::from_nanos(took.as_nanos() as u64 * u64::from(k) / 48));
        child.kill().expect("killed");
        child.wait().expect("it ends");
        if path.exists() {
            assert!(fs::read(&path).expect("readable") == whole, "{k}");
        } else {
            assert_eq!(scratch.run(&arguments).status.code(), Some(0));
        }
    }
    assert!(fs::read(&path).expect("a shard") == whole);
    assert!(fs::read(scratch.path("parts/shard-0-of-2.json")).expect("a shard") == neighbour);
    assert!(scratch.path("parts/.saturation-of-a-neighbour").exists());
    let plain = |name: &String| name.contains("/.saturation-") || name.ends_with(".json");
    assert!(scratch.files().iter().all(plain), "{:?}", scratch.files());
}
