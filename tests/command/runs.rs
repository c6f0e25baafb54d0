//! What it draws and writes, and how it ends.

use super::{Scratch, stderr, stdout};
use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

#[test]
fn the_experiments_that_are_named_are_run_and_written() {
    let scratch = Scratch::new();
    let run = ["run", "scaled", "network", "--trials", "100_000", "--seed", "7", "--threads", "2", "--output", "a/b"];
    let output = scratch.run(&run);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", stderr(&output));
    assert_eq!(
        scratch.files(),
        [
            "a/b/SHA256SUMS",
            "a/b/evidence/run.json",
            "a/b/evidence/scaled.json",
            "a/b/evidence/scaled_small_bias.json",
            "a/b/evidence/scaled_unit_bias.json",
            "a/b/evidence/small.json",
            "a/b/figures/network.png",
            "a/b/figures/network.svg",
            "a/b/figures/scaled.png",
            "a/b/figures/scaled.svg",
            "a/b/report.html",
            "a/b/report.json",
            "a/b/report.md",
            "a/b/tables/claims.csv",
            "a/b/tables/histogram_scaled.csv",
            "a/b/tables/histogram_scaled_small_bias.csv",
            "a/b/tables/histogram_scaled_unit_bias.csv",
            "a/b/tables/scaled_differences.csv",
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
    assert!(stdout(&output).contains(": undecided\n"), "{}", stdout(&output));
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
        [("large", "10", "2.449"), ("scaled", "1000", "0.7071"), ("as-printed", "784", "0.2041")]
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
        assert!(report.contains("\n## Neurons of your own") && !report.contains("article"), "{report}");
    }
    let scratch = Scratch::new();
    let arguments = ["neuron", "--init", "scaled", "--trials", "1e4", "--threads", "1", "--alpha", "1e-3", "--quiet"];
    let output = scratch.run(&[&arguments[..], &["--output", "out"]].concat());
    assert_eq!((stdout(&output), stderr(&output)), (String::new(), String::new()));
    assert!(fs::read_to_string(scratch.path("out/report.md")).unwrap().contains("--alpha 0.001"));
}

/// What the README and the help say to type, with fewer trials: in files whose names any disk takes.
#[test]
fn a_grid_of_neurons_is_drawn_shown_and_written() {
    let rows: [(&str, &[&str], &[&str]); 3] = [
        ("--init torch:kaiming_normal --activation relu --fan-in 784", &["n = 784", "50 % of relu saturate"], &[]),
        (
            "--init large,keras:glorot_uniform,torch:linear --activation sigmoid,tanh,gelu --fan-in 10,100,1000",
            &["27 neurons: from ", "keras:glorot_uniform"],
            &["evidence/keras_glorot_uniform_1000.json", "evidence/large_10.json", "evidence/torch_linear_100.json"],
        ),
        (
            "--init normal(0,0.05) --bias zero --active 100 --fan-in 784",
            &["normal(0, 0.05)", "std z is exactly 0.5"],
            &["evidence/normal_0_0.05_784.json"],
        ),
    ];
    for (options, parts, files) in rows {
        let scratch = Scratch::new();
        let arguments: Vec<&str> = ["neuron"].into_iter().chain(options.split(' ')).collect();
        let output = scratch.run(&[&arguments[..], &["--trials", "1e5", "--output", "out"]].concat());
        assert!(matches!(output.status.code(), Some(0 | 3)), "{options}: {}{}", stdout(&output), stderr(&output));
        let text = stdout(&output);
        parts.iter().for_each(|part| assert!(text.contains(part), "{part} is missing in {text}"));
        let written = scratch.files();
        files.iter().for_each(|file| assert!(written.contains(&format!("out/{file}")), "{file}: {written:?}"));
        for name in written.iter().filter(|name| !name.ends_with("/SHA256SUMS")) {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "/._-".contains(c);
            assert!(name.chars().all(plain), "{name}");
        }
        let table = fs::read_to_string(scratch.path("out/tables/neuron.csv")).expect("the table");
        let heading = "init,activation,fan_in,fan_out,tau,quantity,exact,estimate,lower,upper,verdict\n";
        assert!(table.starts_with(heading) && !table.contains("refuted"), "{table}");
    }
}

/// Layers one after another, beside the limit of wide ones: in files, again from the evidence, and the same on any number of threads.
#[test]
fn layers_are_drawn_one_after_another() {
    let scratch = Scratch::new();
    let options = "neuron --init scaled,orthogonal --activation sigmoid,tanh --fan-in 100 --depth 4 --trials 1e4 -q";
    let arguments: Vec<&str> = options.split(' ').collect();
    for threads in ["1", "3"] {
        let output = scratch.run(&[&arguments[..], &["--threads", threads, "--output", threads]].concat());
        assert!(matches!(output.status.code(), Some(0 | 3)), "{}", stderr(&output));
    }
    assert!(matches!(scratch.run(&["report", "1", "--output", "again", "-q"]).status.code(), Some(0 | 3)));
    let table = |place: &str| fs::read_to_string(scratch.path(place).join("tables/neuron_depth.csv")).expect("a table");
    assert_eq!(table("1"), table("3"));
    assert_eq!(table("1"), table("again"));
    // Orthogonal matrices are left out; 4 layers through two activations.
    let text = table("1");
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|row| row.split(',').collect()).collect();
    assert_eq!(rows.len(), 8, "{text}");
    for row in rows {
        let number = |k: usize| row[k].parse::<f64>().expect("a number");
        // q, χ and the saturated share, each with its limit before it and its error behind; a tenth for what 100 neurons are off.
        for k in [4, 7, 10] {
            let [limit, drawn, error] = [k, k + 1, k + 2].map(number);
            assert!((drawn - limit).abs() <= 6.0 * error + 0.1 * limit + 1e-3, "{row:?}");
        }
        let first = row[3] == "1";
        assert!(!first || (number(4) - 0.5).abs() < 1e-12, "{row:?}");
    }
    // What grows beyond all numbers is refused, and where.
    let far = "neuron --init large --activation relu --fan-in 30 --depth 1000 --trials 1e4 -q";
    let output = scratch.run(&far.split(' ').collect::<Vec<_>>());
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).starts_with("error: depth: layer "), "{}", stderr(&output));
    let report = fs::read_to_string(scratch.path("1/report.md")).expect("a report");
    assert!(report.contains("Orthogonal matrices are not drawn in many layers."), "{report}");
}

/// Below each command of the README that draws neurons stands what it prints.
#[test]
fn the_readme_shows_what_neuron_prints() {
    let readme = include_str!("../../README.md");
    let scratch = Scratch::new();
    let blocks = readme.split("```sh\ncargo run --bin saturation -- ").skip(1);
    let shown: Vec<_> = blocks.filter_map(|rest| rest.split_once("\n```\n\n```text\n")).collect();
    let of_neuron: Vec<_> = shown.iter().filter(|(command, _)| !command.contains('\n')).collect();
    assert_eq!(of_neuron.len(), 4);
    for (command, rest) in of_neuron {
        let script = ["-c", &format!("\"$0\" {command}"), env!("CARGO_BIN_EXE_saturation")];
        let output = Command::new("bash").args(script).current_dir(scratch.0.path()).output().expect("bash");
        let printed = stdout(&output);
        for line in rest.split("```").next().expect("a block").lines() {
            assert!(printed.lines().any(|other| other.trim_end() == line), "{command}: {line:?} is not in {printed}");
        }
    }
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
            "depth",
            "learning",
            "one_bias"
        ]
    );
    for (what, first) in
        [("initializers", "name,formula,"), ("activations", "name,formula,"), ("experiments", "id,title")]
    {
        assert!(stdout(&scratch.run(&["list", what, "--csv"])).starts_with(first), "{what}");
    }
    for arguments in [&["--help"][..], &["run", "--help"], &["neuron", "--help"], &["list", "--help"]] {
        let help = scratch.run(arguments);
        assert_eq!(help.status.code(), Some(0));
        assert!(stdout(&help).contains("Example"), "{arguments:?}");
    }
    for (what, part) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef saturation"),
        ("fish", "complete -c saturation"),
        ("man", ".TH saturation"),
    ] {
        let generated = scratch.run(&["--generate", what]);
        let text = stdout(&generated);
        let all = ["run", "neuron", "check", "report", "list"].iter().all(|command| text.contains(command));
        assert!(generated.status.code() == Some(0) && all && text.contains(part), "{what}: {text}");
    }
    assert!(stdout(&scratch.run(&["--version"])).starts_with("saturation "));
    let version = |set| {
        let mut command = scratch.command(&["-V", "--verbose"]);
        stdout(&command.env("SATURATION_INSTRUCTIONS", set).output().expect("the command starts"))
    };
    assert!(version("portable").contains("\ninstructions: portable, of "));
    assert!(version("portable").contains("\nrandom streams: version 1\nthreads: "));
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

/// What "Again" prints gives the same rows when it is typed, and touches nothing that is there.
#[test]
fn what_a_report_prints_to_draw_again_does() {
    for run in [
        &["run", "network", "scaled", "--trials", "20000", "--threshold", "0.02", "--alpha", "1e-4"][..],
        &["run", "network", "--trials", "10000", "--until-decided", "--seed", "18446744073709551615"],
        &[
            "neuron",
            "--init",
            "as-printed,normal(0, 0.5),torch:kaiming_normal(mode=fan_out)",
            "--activation",
            "sigmoid,tanh,leaky_relu(1e-301)",
            "--fan-in",
            "20,21",
            "--active",
            "20",
            "--fan-out",
            "7",
            "--bias",
            "uniform(-1, 1)",
            "--gain",
            "-2.5",
            "--trials",
            "5000",
            "--threshold",
            "1e-300",
        ],
    ] {
        let scratch = Scratch::new();
        scratch.run(&[run, &["--output", "out"]].concat());
        let rows = |directory: &str| -> Vec<String> {
            let table = fs::read_to_string(scratch.path(directory).join("tables/claims.csv")).expect("the table");
            table.lines().map(str::to_owned).collect()
        };
        let before = scratch.everything();
        for row in &rows("out")[1..] {
            let start = row.find("cargo run --bin saturation -- ").expect("a command") + "cargo run --bin ".len();
            let end = row.find("--output again").expect("a place of its own") + "--output again".len();
            let script = row[start..end].replacen("saturation --", "\"$0\"", 1);
            let script = ["-c", &script, env!("CARGO_BIN_EXE_saturation")];
            let again = Command::new("bash").args(script).current_dir(scratch.0.path()).output().expect("bash");
            assert!(matches!(again.status.code(), Some(0 | 1 | 3)), "{script:?}: {}", stderr(&again));
            assert!(rows("again").contains(row), "{row}");
            fs::remove_dir_all(scratch.path("again")).expect("it was written");
            assert_eq!(scratch.everything(), before);
        }
    }
}

#[test]
fn until_decided_draws_on() {
    let scratch = Scratch::new();
    let run = ["run", "network", "--trials", "30000", "--until-decided", "--output", "out"];
    let output = scratch.run(&run);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    assert!(fs::read_to_string(scratch.path("out/report.md")).unwrap().contains("| 480 000 |"));
}

/// The same bytes whichever instructions the kernel uses.
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
}

/// What so few trials do not show is not asserted, and the threshold is followed, or it is said that it is not.
#[test]
fn a_reader_is_told_what_was_found_and_what_an_option_does() {
    let scratch = Scratch::new();
    let run = ["run", "before_after", "listing", "saturated", "one_bias", "--trials", "1e4", "--threshold", "1e-4"];
    let output = scratch.run(&[&run[..], &["--output", "out"]].concat());
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let read = |name: &str| fs::read_to_string(scratch.path(name)).expect("written");
    let [markdown, json, claims] = ["out/report.md", "out/report.json", "out/tables/claims.csv"].map(read);
    let text = stdout(&output);
    // The terminal breaks what Markdown and JSON have in a line.
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (text, parts) in [
        (
            &joined,
            vec!["10 000 of 10 000 neurons of the default are alive at τ = 0.0001", "undecided: 42 392 096 trials"],
        ),
        (
            &markdown,
            vec!["![Is the bias the 501st term: √501 or √500?](figures/one_bias.png)", "1.0 (at least 0.9979)"],
        ),
        (&json, vec!["\"title\": \"Is the bias the 501st term: √501 or √500?\"", "\"tau\": 0.0001,\n"]),
        (&claims, vec![",law,fan_in,tau\n", ",large,1000,0.0001\n"]),
    ] {
        parts.iter().for_each(|part| assert!(text.contains(part), "{part:?} is missing in\n{text}"));
    }
    for note in ["--threshold does not touch them.", "the default as printed is alive as often as the one as meant"] {
        assert!([&joined, &markdown, &json].iter().all(|text| text.contains(note)), "{note}");
    }
    for asserted in ["leaves √500 behind", "none in a million", "hardly any", "saturates every neuron", "(at most 1.0)"]
    {
        assert!([&joined, &markdown, &json].iter().all(|text| !text.contains(asserted)), "{asserted}");
    }
}
