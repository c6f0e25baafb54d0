//! What the reader is told of arguments that are none.

use crate::args::Args;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, CommandFactory};
use std::env;

/// A parser's error as `what: value: why; what to do`.
pub fn one_line(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(StyledStr::to_string).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    };
    let root = Args::command();
    let named = env::args_os().nth(1).and_then(|name| root.find_subcommand(name));
    let command = named.unwrap_or(&root);
    let name = named.map_or("saturation".to_owned(), |command| format!("saturation {}", command.get_name()));
    let help = format!("see {name} --help");
    let argument = context(ContextKind::InvalidArg);
    // "--trials <N>" names the argument and its value: the first word is what the reader typed.
    let what = argument.split_whitespace().next().unwrap_or("argument").trim_matches(['-', '[', ']', '<', '>', '.']);
    let what = if what == "DIR" { "directory".to_owned() } else { what.to_lowercase() };
    let value = context(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map_or(String::new(), ToString::to_string);
            format!("{what}: {value}: {why}")
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{what}: no value; give one, or {help}"),
        ErrorKind::InvalidValue => {
            let choices = context(ContextKind::ValidValue);
            let commands: Vec<&str> = root.get_subcommands().map(clap::Command::get_name).collect();
            // What stands first may be meant for either.
            let first = named.is_none() && what == "experiment";
            if first && commands.contains(&value.as_str()) {
                return format!("command: {value}: not the first argument; give it first, as saturation {value}");
            }
            let (what, more) =
                if first { ("command or experiment", &commands[..]) } else { (what.as_str(), &commands[..0]) };
            let known = more.iter().copied().chain(choices.split(", "));
            let all = known.clone().collect::<Vec<_>>().join(", ");
            format!("{what}: {value}: unknown; {}give one of {all}", did_you_mean(&value, known))
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = command.get_arguments().find(|known| known.get_long() == Some(&what));
            let choices = missing.map_or(Vec::new(), Arg::get_possible_values);
            let choices: Vec<&str> = choices.iter().map(clap::builder::PossibleValue::get_name).collect();
            let give = if choices.is_empty() {
                format!("give one, or {help}")
            } else {
                format!("give one of {}", choices.join(", "))
            };
            format!("{what}: missing; {give}")
        }
        ErrorKind::UnknownArgument => {
            let long = argument.split('=').next().unwrap_or_default().strip_prefix("--").unwrap_or_default();
            let takes = |command: &clap::Command| command.get_arguments().any(|known| known.get_long() == Some(long));
            match root.get_subcommands().find(|other| takes(other)) {
                Some(other) => {
                    let other = other.get_name();
                    format!(
                        "argument: --{long}: not one of {name}, but of saturation {other}; see saturation {other} --help"
                    )
                }
                None => {
                    let known = command.get_arguments().filter_map(Arg::get_long);
                    let meant = if long.is_empty() {
                        String::new()
                    } else {
                        did_you_mean(long, known).replace("mean ", "mean --")
                    };
                    format!("argument: {argument}: unknown; {meant}{help}")
                }
            }
        }
        ErrorKind::ArgumentConflict => {
            let prior = context(ContextKind::PriorArg);
            let why = if prior == argument {
                "given twice; give it once".to_owned()
            } else if prior.is_empty() {
                "before a command; give it after the command's name".to_owned()
            } else {
                format!("not together with {prior}; give one of the two")
            };
            format!("argument: {argument}: {why}, or {help}")
        }
        _ => {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
            format!("arguments: {first}; {help}")
        }
    }
}

/// "did you mean large? ", if one of these is a slip away.
pub fn did_you_mean<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let word = word.to_lowercase();
    let distance = |other: &&str| strsim::damerau_levenshtein(&word, other);
    let nearest = known.min_by_key(distance).filter(|other| distance(other) <= 1 + word.chars().count() / 4);
    nearest.map_or(String::new(), |other| format!("did you mean {other}? "))
}
