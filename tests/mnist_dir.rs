//! `--mnist-dir` through the command: what is no MNIST is refused before anything is drawn, with the file and the reason.

use flate2::{Compression, write::GzEncoder};
use saturation::experiments::{ALL, LEARNING};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const IMAGES: &str = "train-images-idx3-ubyte";
const LABELS: &str = "train-labels-idx1-ubyte";
const TEST_IMAGES: &str = "t10k-images-idx3-ubyte";
const TEST_LABELS: &str = "t10k-labels-idx1-ubyte";

fn idx(words: &[u32], bytes: &[u8]) -> Vec<u8> {
    [words.iter().flat_map(|word| word.to_be_bytes()).collect(), bytes.to_vec()].concat()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("a Vec takes every byte");
    encoder.finish().expect("a Vec takes every byte")
}

/// Two images of 1×2 to train with, one to test with.
fn good() -> TempDir {
    let directory = tempfile::tempdir().expect("a scratch directory");
    for (name, bytes) in [
        (IMAGES, idx(&[2051, 2, 1, 2], &[0, 255, 7, 9])),
        (LABELS, idx(&[2049, 2], &[3, 0])),
        (TEST_IMAGES, idx(&[2051, 1, 1, 2], &[1, 2])),
        (TEST_LABELS, idx(&[2049, 1], &[9])),
    ] {
        fs::write(directory.path().join(name), bytes).expect("writable");
    }
    directory
}

/// The experiment that reads the directory; as long as the list lacks it, any does.
fn reader() -> &'static str {
    if ALL.iter().any(|experiment| experiment.id == LEARNING) { LEARNING } else { "network" }
}

fn run(scratch: &Path, experiment: &str, directory: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_saturation"))
        .args(["run", experiment, "--trials", "6400", "--mnist-dir"])
        .arg(directory)
        .current_dir(scratch)
        .stdin(Stdio::null())
        .output()
        .expect("the command starts")
}

/// Refused: code 2, one line that begins like this and names a remedy, nothing on stdout, nothing written.
#[track_caller]
fn refuses(experiment: &str, directory: &Path, beginning: &str) {
    let scratch = tempfile::tempdir().expect("a scratch directory");
    let output = run(scratch.path(), experiment, directory);
    let error = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.starts_with(&format!("error: mnist-dir: {beginning}")), "“{beginning}” does not begin: {error}");
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(error.contains("; "), "no remedy: {error}");
    assert!(output.stdout.is_empty(), "something is on stdout");
    assert_eq!(fs::read_dir(scratch.path()).expect("readable").count(), 0, "something was written");
}

#[test]
fn refuses_a_directory_that_is_none() {
    let whole = good();
    let path = whole.path().display();
    for missing in ["none", IMAGES] {
        refuses(reader(), &whole.path().join(missing), &format!("{path}/{missing}: no such directory; give the one"));
    }
    refuses(reader(), Path::new("no/such/place"), "no/such/place: no such directory; give the one");
}

#[test]
fn refuses_each_file_that_is_missing() {
    for name in [IMAGES, LABELS, TEST_IMAGES, TEST_LABELS] {
        let whole = good();
        fs::remove_file(whole.path().join(name)).expect("it was there");
        refuses(reader(), whole.path(), &format!("{}/{name}: no such file, nor one that", whole.path().display()));
    }
}

#[test]
fn refuses_each_file_that_is_not_as_it_should_be() {
    let packed = gz(&idx(&[2051, 2, 1, 2], &[0, 255, 7, 9]));
    for (name, bytes, why) in [
        (IMAGES, b"not an IDX file, but text".to_vec(), "magic number 1852797984, not 2051; "),
        (IMAGES, idx(&[2049, 2], &[3, 0, 0, 0, 0, 0, 0, 0]), "magic number 2049, not 2051; "),
        (IMAGES, Vec::new(), "0 bytes, not 16; "),
        (IMAGES, idx(&[2051, 2, 1, 2], &[0, 255, 7]), "19 bytes, not 20; "),
        (IMAGES, idx(&[2051, 2, 1, 2], &[0; 5]), "more than the 20 bytes of its header; "),
        (IMAGES, idx(&[2051, 0, 1, 2], &[]), "0 images; "),
        (IMAGES, idx(&[2051, 2, 0, 2], &[]), "a header of 2 × 0 × 2 bytes: not 1 to 268435456; "),
        (IMAGES, idx(&[2051; 4], &[0; 4]), "a header of 2051 × 2051 × 2051 bytes: not 1 to 268435456; "),
        (IMAGES, idx(&[2051, u32::MAX, u32::MAX, u32::MAX], &[]), "a header of 4294967295 × 4294967295 × "),
        (IMAGES, packed[..packed.len() - 4].to_vec(), "not unpacked: "),
        (IMAGES, gz(&idx(&[2051, 2, 1, 2], &[0; 1 << 20])), "more than the 20 bytes of its header; "),
        (LABELS, idx(&[2049, 3], &[3, 0, 1]), "3 labels for 2 images; "),
        (LABELS, idx(&[2049, 2], &[3, 10]), "label 10 of image 1; "),
        (LABELS, idx(&[2049, 2], &[3]), "9 bytes, not 10; "),
        (TEST_IMAGES, idx(&[2051, 1, 2, 1], &[1, 2]), "images of 2×1, but 1×2 to train with; "),
        (TEST_LABELS, idx(&[2049, 0], &[]), "0 labels; "),
    ] {
        let whole = good();
        let path = whole.path().join(name);
        fs::write(&path, bytes).expect("writable");
        refuses(reader(), whole.path(), &format!("{}: {why}", path.display()));
    }
}

#[test]
fn what_is_whole_is_taken_and_repeated_to_the_one_who_reads_it() {
    let (scratch, whole) = (tempfile::tempdir().expect("a scratch directory"), good());
    let output = run(scratch.path(), reader(), whole.path());
    assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
    let report = fs::read_to_string(scratch.path().join("output/report.md")).expect("the report");
    let again = format!(" --mnist-dir {}", whole.path().display());
    assert_eq!(report.contains(&again), reader() == LEARNING, "{report}");
}

/// Begins to look when the list has an experiment that learns.
#[test]
fn refuses_a_directory_that_nobody_reads() {
    for experiment in ALL.iter().filter(|experiment| reader() == LEARNING && experiment.id != LEARNING) {
        let whole = good();
        let why = format!("{}: only {LEARNING} reads it; name {LEARNING}", whole.path().display());
        refuses(experiment.id, whole.path(), &why);
    }
}
