//! Data flows one way: a room of `src/` imports only from rooms to its left, and none from the article.

use std::fs;
use std::path::{Path, PathBuf};

const ROOMS: [&str; 11] =
    ["numeric", "model", "law", "sampling", "statistics", "evidence", "claim", "check", "tensor", "figure", "report"];

fn sources(directory: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

/// The rooms that a source names after `crate::`, in code; examples in comments may use what they like.
fn imports(source: &str) -> Vec<&str> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let names = code.flat_map(|line| line.split("crate::").skip(1));
    names.map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("")).collect()
}

#[test]
fn a_room_imports_only_from_rooms_to_its_left() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (position, room) in ROOMS.iter().enumerate() {
        // Statistics are about any numbers: they know nothing of models, laws and streams.
        let allowed = if *room == "statistics" { &[*room][..] } else { &ROOMS[..=position] };
        for path in sources(&src.join(room)).iter().filter(|path| path.extension().is_some_and(|e| e == "rs")) {
            let source = fs::read_to_string(path).expect("readable");
            for import in imports(&source) {
                assert!(allowed.contains(&import), "{} imports {import}", path.display());
            }
        }
    }
}

#[test]
fn every_directory_of_src_is_a_room() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let directories = fs::read_dir(src).expect("src").map(|entry| entry.expect("an entry").path());
    for directory in directories.filter(|path| path.is_dir()) {
        let name = directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
        assert!(name == "bin" || ROOMS.contains(&name.as_str()), "{name} has no place in the order");
    }
}
