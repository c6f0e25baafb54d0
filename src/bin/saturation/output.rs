use crate::failure::{Failure, warn};
use crate::signals::written;
use saturation::report::{Manifest, check_output, write_whole};
use std::fs;
use std::path::{Path, PathBuf};

/// The directory that files go to, and those that belong there once the command is done.
pub struct Output {
    root: PathBuf,
    before: Option<Manifest>,
    files: Manifest,
}

impl Output {
    /// Checks that everything can be written below this directory, and tells what is wrong with what is there.
    pub fn open(root: &Path) -> Result<Self, Failure> {
        {
            let _no_signal = written();
            check_output(root).map_err(Failure::input)?;
        }
        Ok(Self { root: root.to_owned(), before: warn_of_mixture(root), files: Manifest::default() })
    }

    /// The directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Counts a file that is there already among those that belong there.
    pub fn keep(&mut self, path: &Path) {
        if let Ok(bytes) = fs::read(self.root.join(path)) {
            self.files.add(&name(path), &bytes);
        }
    }

    /// Writes files, by their paths below the directory.
    pub fn write(&mut self, files: Vec<(PathBuf, Vec<u8>)>) -> Result<(), Failure> {
        for (path, bytes) in files {
            let mut written = written();
            write_whole(&self.root.join(&path), &bytes).map_err(Failure::input)?;
            written.files += 1;
            self.files.add(&name(&path), &bytes);
        }
        Ok(())
    }

    /// Writes the list of all files, and tells which others an earlier run left.
    pub fn finish(mut self) -> Result<(), Failure> {
        let list = self.files.to_string().into_bytes();
        let stay = self.before.take().map_or(Vec::new(), |before| self.files.not_listed(&before, &self.root));
        self.write(vec![(PathBuf::from(Manifest::NAME), list)])?;
        written().complete = true;
        if !stay.is_empty() {
            warn(&format!("{}: of an earlier run stay: {}", self.root.display(), some(&stay)));
        }
        Ok(())
    }
}

/// Tells what in a directory is not as the run that finished last left it; and the list of that run, if there is one.
pub fn warn_of_mixture(root: &Path) -> Option<Manifest> {
    let manifest = Manifest::read(root);
    let mixed = match &manifest {
        Some(manifest) => manifest.differences(root),
        None if root.join("evidence").exists() || root.join("report.json").exists() => {
            vec![format!("{} is missing, or no list of files", Manifest::NAME)]
        }
        None => Vec::new(),
    };
    if !mixed.is_empty() {
        warn(&format!("{}: not as a run that finished left it: {}", root.display(), some(&mixed)));
    }
    manifest
}

/// A path as the list has it on every system.
fn name(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The first of a long list, and how many more there are.
fn some(all: &[String]) -> String {
    const MOST: usize = 5;
    let rest = all.len().saturating_sub(MOST);
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    all[..all.len() - rest].join(", ") + &more
}
