use crate::evidence::record::checksum;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path};

/// The files of a run with their SHA-256, as `sha256sum --check` reads them: written last, so that a directory that does not
/// fit it was left by a run that did not finish, or changed since.
///
/// ```
/// use saturation::report::Manifest;
/// let mut manifest = Manifest::default();
/// manifest.add("tables/empty.csv", b"");
/// let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  tables/empty.csv\n";
/// assert_eq!(manifest.to_string(), text);
/// assert_eq!(manifest.differences(std::path::Path::new("/nowhere")), ["tables/empty.csv is missing"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest(BTreeMap<String, String>);

impl Manifest {
    /// Its path below the directory of a run.
    pub const NAME: &str = "SHA256SUMS";

    /// That of a directory; `None` if there is none, or it is no list of files below it.
    pub fn read(directory: &Path) -> Option<Self> {
        let text = fs::read_to_string(directory.join(Self::NAME)).ok()?;
        let below = |path: &str| Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        let line = |line: &str| {
            let (sum, path) = line.split_once("  ")?;
            (sum.len() == 64 && below(path)).then(|| (path.to_owned(), sum.to_owned()))
        };
        text.lines().map(line).collect::<Option<_>>().map(Self)
    }

    /// Adds a file, by its path below the directory.
    pub fn add(&mut self, path: &str, bytes: &[u8]) {
        self.0.insert(path.to_owned(), checksum(bytes));
    }

    /// What in a directory is not as listed, in words.
    pub fn differences(&self, directory: &Path) -> Vec<String> {
        let difference = |(path, listed): (&String, &String)| match fs::read(directory.join(path)) {
            Ok(bytes) if checksum(&bytes) == *listed => None,
            Ok(_) => Some(format!("{path} was changed")),
            Err(_) => Some(format!("{path} is missing")),
        };
        self.0.iter().filter_map(difference).collect()
    }

    /// The files of a directory that another list names, and this one does not.
    pub fn not_listed(&self, other: &Self, directory: &Path) -> Vec<String> {
        let stays = |path: &&String| !self.0.contains_key(*path) && directory.join(path).exists();
        other.0.keys().filter(stays).cloned().collect()
    }
}

impl std::fmt::Display for Manifest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|(path, sum)| writeln!(f, "{sum}  {path}"))
    }
}
