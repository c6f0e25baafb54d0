//! The command as a process: what it takes, what it refuses and how it ends.

mod check;
mod input;
mod manners;
mod output;
mod records;
mod runs;
mod shards;
mod terminal;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
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
        self.everything().into_iter().filter(|path| !self.path(path).is_dir()).collect()
    }

    /// Every file and directory below the scratch directory.
    fn everything(&self) -> Vec<String> {
        fn walk(directory: &Path, root: &Path, found: &mut Vec<String>) {
            for entry in fs::read_dir(directory).expect("readable") {
                let path = entry.expect("an entry").path();
                found.push(path.strip_prefix(root).expect("below").display().to_string());
                if path.is_dir() {
                    walk(&path, root, found);
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
