//! `--mnist-dir` through the command: what is no MNIST is refused before anything is drawn, with the file and the reason.

use flate2::{Compression, write::GzEncoder};
use saturation::experiments::article::{ALL, LEARNING};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
#[cfg(target_os = "linux")]
use std::time::Duration;
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

fn command(scratch: &Path, experiment: &str, directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saturation"));
    command
        .args(["run", experiment, "--trials", "10000", "--output", "out", "--mnist-dir"])
        .arg(directory)
        .current_dir(scratch)
        .stdin(Stdio::null());
    command
}

fn run(scratch: &Path, experiment: &str, directory: &Path) -> Output {
    command(scratch, experiment, directory).output().expect("the command starts")
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
        refuses(LEARNING, &whole.path().join(missing), &format!("{path}/{missing}: no such directory; give the one"));
    }
    refuses(LEARNING, Path::new("no/such/place"), "no/such/place: no such directory; give the one");
}

#[test]
fn refuses_each_file_that_is_missing_or_none() {
    for name in [IMAGES, LABELS, TEST_IMAGES, TEST_LABELS] {
        let whole = good();
        let path = whole.path().join(name);
        fs::remove_file(&path).expect("it was there");
        refuses(LEARNING, whole.path(), &format!("{}: no such file, nor one that", path.display()));
        fs::create_dir(&path).expect("nothing is there");
        refuses(LEARNING, whole.path(), &format!("{}: not a file; put", path.display()));
    }
}

#[test]
#[cfg(unix)]
fn does_not_wait_for_a_pipe() {
    let whole = good();
    let path = whole.path().join(IMAGES);
    fs::remove_file(&path).expect("it was there");
    if Command::new("mkfifo").arg(&path).status().is_ok_and(|status| status.success()) {
        refuses(LEARNING, whole.path(), &format!("{}: not a file; put", path.display()));
    }
}

#[test]
fn refuses_each_file_that_is_not_as_it_should_be() {
    for (name, bytes, why) in [
        (
            IMAGES,
            b"not an IDX file, but text".to_vec(),
            "magic number 1852797984, not 2051; give an IDX file of images",
        ),
        (IMAGES, idx(&[2049, 2], &[3, 0, 0, 0, 0, 0, 0, 0]), "magic number 2049, not 2051; "),
        (TEST_LABELS, b"label,pixel".to_vec(), "magic number 1818321509, not 2049; give an IDX file of labels"),
        (IMAGES, Vec::new(), "0 bytes, not 16; it was cut, "),
        (IMAGES, vec![0, 0, 8], "3 bytes, not 16; "),
        (IMAGES, idx(&[2051, 2, 1, 2], &[0, 255, 7]), "19 bytes, not 20; "),
        (IMAGES, gz(&idx(&[2051, 2, 1, 2], &[0, 255, 7])), "19 bytes, not 20; "),
        (IMAGES, idx(&[2051, 2, 128, 128], &[0; 4]), "20 bytes, not 32784; "),
        (TEST_LABELS, idx(&[2049, 1], &[]), "8 bytes, not 9; "),
        (IMAGES, idx(&[2051, 0, 1, 2], &[]), "0 images; "),
        (TEST_LABELS, idx(&[2049, 0], &[]), "0 labels; "),
        (IMAGES, idx(&[2051, 2, 0, 2], &[]), "a header of 2 × 0 × 2 bytes: not 1 to 268435456; "),
        (IMAGES, idx(&[2051, 2, 2, 0], &[]), "a header of 2 × 2 × 0 bytes: not 1 to 268435456; "),
        (IMAGES, idx(&[2051, 1 << 20, 16, 17], &[]), "a header of 1048576 × 16 × 17 bytes: not 1 to 268435456; "),
        (IMAGES, idx(&[2051, u32::MAX, u32::MAX, u32::MAX], &[]), "a header of 4294967295 × 4294967295 × "),
        (IMAGES, idx(&[2051, 3, 1 << 31, 1 << 31], &[]), "a header of 3 × 2147483648 × 2147483648 bytes: "),
        (LABELS, idx(&[2049, u32::MAX], &[]), "a header of 4294967295 bytes: "),
        (
            IMAGES,
            idx(&[2051, 2, 129, 128], &[]),
            "2 images of 129×128: not 1 to 16384 pixels each and 8388608 in all; ",
        ),
        (LABELS, idx(&[2049, 3], &[3, 0, 1]), "3 labels for 2 images; "),
        (LABELS, idx(&[2049, 2], &[3, 10]), "label 10 of image 1; "),
        (TEST_IMAGES, idx(&[2051, 1, 2, 1], &[1, 2]), "images of 2×1, but 1×2 to train with; "),
    ] {
        refuses_file(name, &bytes, why);
    }
}

/// As many as the header may announce, and of a size that may be: refused before the first is read.
#[test]
fn refuses_images_that_are_too_many_for_their_size() {
    let whole = good();
    let images = whole.path().join(IMAGES);
    fs::write(&images, gz(&idx(&[2051, 16_384, 128, 128], &[]))).expect("writable");
    fs::write(whole.path().join(LABELS), gz(&idx(&[2049, 16_384], &[]))).expect("writable");
    let why = "3000 images of 128×128: not 1 to 16384 pixels each and 8388608 in all; ";
    refuses(LEARNING, whole.path(), &format!("{}: {why}", images.display()));
}

/// As much as is taken, in files of 9 kB: as many pixels as may be, in images as large as may be. Both sets as numbers are
/// 134 MB, to which two threads add the bytes that they come from and the networks that they train.
#[test]
#[cfg(target_os = "linux")]
fn the_most_that_is_taken_takes_less_than_256_mb() {
    let (scratch, whole) = (tempfile::tempdir().expect("a scratch directory"), good());
    let images = [gz(&idx(&[2051, 512, 128, 128], &[])), gz(&[0; 1 << 20]).repeat(8)].concat();
    for (name, bytes) in [IMAGES, TEST_IMAGES].map(|name| (name, &images)) {
        fs::write(whole.path().join(name), bytes).expect("writable");
    }
    for name in [LABELS, TEST_LABELS] {
        fs::write(whole.path().join(name), idx(&[2049, 512], &[0; 512])).expect("writable");
    }
    let mut run = command(scratch.path(), LEARNING, whole.path()).args(["--threads", "2"]).spawn().expect("it starts");
    let status = format!("/proc/{}/status", run.id());
    // In kB, of 1024 bytes; nothing once it has ended.
    let most = || {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().trim_end_matches(" kB").parse::<u64>().ok()
    };
    // Until both sets are numbers, and then for as long as the first networks take.
    let start = std::time::Instant::now();
    while most().is_some_and(|most| most < 134_000) && start.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_secs(2));
    let most = most();
    run.kill().expect("it can be ended");
    run.wait().expect("it ends");
    assert!(most.is_some_and(|most| most < 250_000), "{most:?} kB");
}

#[test]
fn refuses_what_goes_on_after_its_end_and_gzip_that_is_broken() {
    for (name, whole) in [
        (IMAGES, idx(&[2051, 2, 1, 2], &[0, 255, 7, 9])),
        (LABELS, idx(&[2049, 2], &[3, 0])),
        (TEST_IMAGES, idx(&[2051, 1, 1, 2], &[1, 2])),
        (TEST_LABELS, idx(&[2049, 1], &[9])),
    ] {
        let longer = [&whole[..], &[0]].concat();
        for bytes in [gz(&longer), [gz(&whole), gz(&[0])].concat(), longer] {
            refuses_file(name, &bytes, &format!("more than the {} bytes of its header; ", whole.len()));
        }
        let packed = gz(&whole);
        let mut wrong_sum = packed.clone();
        wrong_sum[packed.len() - 8] ^= 1;
        let garbage = [&packed[..], b"garbage"].concat();
        for bytes in [&packed[..packed.len() - 1], &packed[..packed.len() / 2], &packed[..5], &wrong_sum, &garbage] {
            refuses_file(name, bytes, "not unpacked: ");
        }
    }
}

/// In a directory that is whole but for this file.
#[track_caller]
fn refuses_file(name: &str, bytes: &[u8], why: &str) {
    let whole = good();
    let path = whole.path().join(name);
    fs::write(&path, bytes).expect("writable");
    refuses(LEARNING, whole.path(), &format!("{}: {why}", path.display()));
}

#[test]
fn what_is_whole_is_taken_and_repeated_to_the_one_who_reads_it() {
    let (scratch, whole) = (tempfile::tempdir().expect("a scratch directory"), good());
    let output = run(scratch.path(), LEARNING, whole.path());
    assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
    let report = fs::read_to_string(scratch.path().join("out/report.md")).expect("the report");
    let again = format!(" --mnist-dir {}", whole.path().display());
    assert!(report.contains(&again), "{report}");
    // What was counted is judged again without the images.
    drop(whole);
    let judged = Command::new(env!("CARGO_BIN_EXE_saturation"))
        .args(["report", "out", "--quiet"])
        .current_dir(scratch.path())
        .status()
        .expect("the command starts");
    assert_eq!(judged.code(), output.status.code());
    assert_eq!(fs::read_to_string(scratch.path().join("out/report.md")).expect("the report"), report);
}

#[test]
fn refuses_a_directory_that_nobody_reads() {
    for experiment in ALL.iter().filter(|experiment| experiment.id != LEARNING) {
        let whole = good();
        let why = format!("{}: only {LEARNING} reads it; name {LEARNING}", whole.path().display());
        refuses(experiment.id, whole.path(), &why);
    }
}
