//! What a terminal shows at several widths: nothing wider than it, and the words of the text, none of them torn.

use super::{Scratch, stderr, stdout};
use std::process::{Command, Stdio};

/// What a command shows on a terminal of so many columns, without its colours.
fn shown(scratch: &Scratch, columns: usize, arguments: &str) -> String {
    // A progress bar comes and goes on its own line.
    let bar = if arguments.starts_with("run network") { " 2>/dev/null" } else { "" };
    let script = format!("stty cols {columns} rows 40; '{}' {arguments}{bar}", env!("CARGO_BIN_EXE_saturation"));
    let mut command = Command::new("script");
    command
        .args(["-qec", &script, "/dev/null"])
        .current_dir(scratch.0.path())
        .env("TERM", "xterm")
        .env("NO_COLOR", "1");
    let text = stdout(&command.stdin(Stdio::null()).output().expect("script"));
    // Help has colours all the same.
    let mut parts = text.split('\x1b');
    let first = parts.next().unwrap_or_default().to_owned();
    let plain = parts.fold(first, |plain, part| plain + part.split_once(['m', 'K']).map_or("", |(_, rest)| rest));
    // A progress bar is overwritten.
    let last = |line: &str| line.trim_end_matches('\r').rsplit('\r').next().unwrap_or_default().to_owned() + "\n";
    plain.lines().map(last).collect()
}

#[test]
#[cfg(target_os = "linux")]
fn lines_fit_the_terminal_and_no_word_is_torn() {
    let scratch = Scratch::new();
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    for arguments in [
        "list",
        "run lagre",
        "run network large --trials 10000 -v --output out",
        "--help",
        "run --help",
        "neuron --help",
        "neuron --init large,he_normal",
        "neuron --init large,orthogonal --activation tanh,gelu --trials 2000 -v",
        "list initializers",
        "list activations",
        "report --help",
    ] {
        let piped = scratch.run(&arguments.split(' ').collect::<Vec<_>>());
        let wanted = words(&(stdout(&piped) + &stderr(&piped)));
        for columns in [60, 80, 120] {
            let text = shown(&scratch, columns, arguments);
            let long: Vec<&str> = text.lines().filter(|line| line.chars().count() > columns).collect();
            assert!(long.is_empty(), "{arguments}, {columns} columns: {long:?}");
            assert_eq!(words(&text), wanted, "{arguments}, {columns} columns");
        }
    }
}
