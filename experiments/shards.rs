use super::archive::check;
use super::{ArchiveError, Declaration, Experiment, Request, Samples, Shard, ShardRecord, shard};
use crate::evidence::{PreActivation, Sample};
use crate::report::{Column, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The shards of one run, read from a directory and put together: the same samples, to the last bit, as one process draws.
pub struct Shards {
    /// What was run.
    pub declaration: Declaration,
    /// The experiments.
    pub experiments: Vec<&'static Experiment>,
    /// What was drawn.
    pub samples: Samples,
    /// What they want drawn.
    requests: Vec<Request>,
    /// How many shards there are to be, and which are not there.
    of: u32,
    missing: BTreeSet<u32>,
}

/// Why shards are not put together. All that is wrong is said at once.
#[derive(Debug, thiserror::Error)]
pub enum ShardsError {
    /// The directory, or what it declares, cannot be read.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// Shards are missing, damaged or of another run.
    #[error("shards: {}: {}; draw {} again, as by --array={again}", directory.display(), faults.join("; "), if *several { "them" } else { "it" })]
    Incomplete {
        /// Where they were looked for.
        directory: PathBuf,
        /// What is wrong, each in a few words.
        faults: Vec<String>,
        /// Those that have to be drawn again, as a job array takes them.
        again: String,
        /// Whether they are more than one.
        several: bool,
    },
    /// Shards do not fit together, and none of them can be said to be the wrong one.
    #[error("shards: {}: {fault}; take each run a directory of its own", directory.display())]
    Mixed {
        /// Where they are.
        directory: PathBuf,
        /// What does not fit.
        fault: String,
    },
}

/// Whether a directory holds shards.
pub fn are_in(directory: &Path) -> bool {
    files(directory).is_ok_and(|files| !files.is_empty())
}

/// The files of a directory that are called as shards are.
fn files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(directory)?.flatten().map(|entry| entry.path()).collect();
    let named = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("shard-") && name.ends_with(".json")
    };
    files.retain(named);
    files.sort();
    Ok(files)
}

/// What was read of the shards of a directory, before it is known whether they are all there.
#[derive(Default)]
struct Found {
    /// By run, number of shards and version: the shards of each that are whole.
    runs: BTreeMap<(String, u32, String), BTreeMap<u32, PathBuf>>,
    /// Files that are no whole shards, and why.
    damaged: Vec<(PathBuf, String)>,
    /// Files of a shard that another file holds, too.
    twice: Vec<PathBuf>,
}

impl Found {
    fn in_files(files: Vec<PathBuf>) -> Self {
        let mut found = Self::default();
        for path in files {
            match read(&path) {
                Ok((record, shard)) => {
                    let run = (record.run().to_owned(), shard.of(), record.version().to_owned());
                    if found.runs.entry(run).or_default().insert(shard.index(), path.clone()).is_some() {
                        found.twice.push(path);
                    }
                }
                Err(why) => found.damaged.push((path, why)),
            }
        }
        found
    }
}

/// A shard from its file, with why it is none.
fn read(path: &Path) -> Result<(ShardRecord, Shard), String> {
    let text = fs::read(path).map_err(|error| crate::report::reason(&error))?;
    let record = ShardRecord::from_json(&String::from_utf8_lossy(&text)).map_err(|error| error.to_string())?;
    let shard = record.shard().ok_or("no number of a shard")?;
    Ok((record, shard))
}

impl Shards {
    /// Whether this file is a whole shard of this run.
    pub fn is_drawn(path: &Path, declaration: &Declaration, wanted: Shard) -> bool {
        let run = shard::run(declaration).ok();
        read(path).is_ok_and(|(record, found)| found == wanted && Some(record.run()) == run.as_deref())
    }

    /// The shards of a directory, put together; if `partial`, those that there are.
    ///
    /// # Errors
    /// [`ShardsError`] with everything that is wrong.
    pub fn read(directory: &Path, partial: bool) -> Result<Self, ShardsError> {
        let unreadable = |source| ArchiveError::Unreadable { path: directory.to_owned(), source };
        let found = Found::in_files(files(directory).map_err(unreadable)?);
        // The run of which most are there; of two the first by name.
        let most = found.runs.iter().max_by_key(|(run, shards)| (shards.len(), std::cmp::Reverse((*run).clone())));
        let Some(((run, of, version), shards)) = most else {
            let why = found.damaged.first().map_or(String::new(), |(path, why)| format!("{}: {why}", name(path)));
            return Err(ShardsError::Mixed {
                directory: directory.to_owned(),
                fault: format!("no whole shard; {why}"),
            });
        };
        let mut faults = Vec::new();
        let missing: BTreeSet<u32> = (0..*of).filter(|index| !shards.contains_key(index)).collect();
        if !missing.is_empty() {
            faults.push(format!("of {of} shards missing: {}", list(&missing)));
        }
        let list_of = |paths: &[&PathBuf]| {
            let few: Vec<String> = paths.iter().take(5).map(|path| name(path)).collect();
            let more =
                if paths.len() > few.len() { format!(" and {} more", paths.len() - few.len()) } else { String::new() };
            few.join(", ") + &more
        };
        if let Some((_, why)) = found.damaged.first() {
            let paths: Vec<&PathBuf> = found.damaged.iter().map(|(path, _)| path).collect();
            faults.push(format!("damaged: {} ({})", list_of(&paths), why.split(';').next().unwrap_or_default()));
        }
        for ((other, _, other_version), others) in &found.runs {
            if (other, other_version) == (run, version) && others.len() == shards.len() {
                continue;
            }
            let paths: Vec<&PathBuf> = others.values().collect();
            let what = if other_version == version {
                "of another run".to_owned()
            } else {
                format!("of version {other_version}, not {version}")
            };
            faults.push(format!("{what}: {}", list_of(&paths)));
        }
        if !found.twice.is_empty() {
            faults.push(format!("twice: {}", list_of(&found.twice.iter().collect::<Vec<_>>())));
        }
        if !faults.is_empty() && !partial {
            let mixed = missing.is_empty();
            return Err(if mixed {
                ShardsError::Mixed { directory: directory.to_owned(), fault: faults.join("; ") }
            } else {
                let (again, several) = (list(&missing), missing.len() > 1);
                ShardsError::Incomplete { directory: directory.to_owned(), faults, again, several }
            });
        }
        Self::merge(shards.values(), *of, missing, directory)
    }

    fn merge<'a>(
        paths: impl Iterator<Item = &'a PathBuf>,
        of: u32,
        missing: BTreeSet<u32>,
        directory: &Path,
    ) -> Result<Self, ShardsError> {
        let mixed = |fault: String| ShardsError::Mixed { directory: directory.to_owned(), fault };
        let mut declared: Option<Declaration> = None;
        let mut merged = BTreeMap::<String, Sample>::new();
        for path in paths {
            let (record, _) = read(path).map_err(|why| mixed(format!("{}: {why}", name(path))))?;
            declared.get_or_insert_with(|| record.declaration().clone());
            for one in record.into_samples() {
                match merged.get_mut(&one.name) {
                    Some(sample) => {
                        sample.merge(&one.sample).map_err(|error| mixed(format!("{}: {error}", name(path))))?;
                    }
                    None => {
                        merged.insert(one.name, one.sample);
                    }
                }
            }
        }
        let declaration = declared.ok_or_else(|| mixed("none".to_owned()))?;
        let (experiments, requests) = declaration.wanted(directory)?;
        let mut samples = Samples::default();
        for request in &requests {
            let Some(sample) = merged.remove(&request.name) else {
                if missing.is_empty() && request.trials > 0 {
                    return Err(mixed(format!("no trials of {}", request.name)));
                }
                continue;
            };
            if missing.is_empty() {
                check(&sample, request, declaration.settings.seed)
                    .map_err(|error| mixed(format!("{}: {error}", request.name)))?;
            }
            samples.insert(request.name.clone(), sample);
        }
        Ok(Self { declaration, experiments, samples, requests, of, missing })
    }

    /// What there is of each sample, without a verdict: mean and spread of z, or else of its first quantity, are those of the trials drawn so far.
    pub fn so_far(&self) -> Table {
        let columns = [
            Column::text("name", "sample"),
            Column::text("trials", "trials drawn"),
            Column::text("wanted", "of"),
            Column::text("quantity", "quantity"),
            Column::digits("mean", "mean", 4),
            Column::digits("std_dev", "std", 4),
        ];
        let mut table = Table::new("so_far", columns).in_terminal();
        for request in &self.requests {
            let statistics = self.samples.of(&*request.subject).ok();
            let first = statistics.and_then(|statistics| {
                let z = statistics.quantities().find(|(name, _)| *name == PreActivation::Z);
                let (name, quantity) = z.or_else(|| statistics.quantities().next())?;
                Some((name.to_owned(), quantity.moments()))
            });
            let number = |of: fn(&crate::statistics::Moments) -> f64| {
                first.as_ref().map(|(_, moments)| of(moments)).filter(|x| x.is_finite())
            };
            table.push([
                request.name.as_str().into(),
                self.samples.trials_of(&*request.subject).into(),
                request.trials.into(),
                first.as_ref().map(|(name, _)| name.as_str()).into(),
                number(|moments| moments.mean()).into(),
                number(|moments| moments.std_dev()).into(),
            ]);
        }
        table
    }

    /// "3 of 8 shards are there; missing: 0,4-7".
    pub fn state(&self) -> String {
        let there = self.of - self.missing.len() as u32;
        let missing =
            if self.missing.is_empty() { String::new() } else { format!("; missing: {}", list(&self.missing)) };
        format!("{there} of {} shards are there{missing}", self.of)
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Numbers as a job array takes them: "0,17,40-43".
fn list(numbers: &BTreeSet<u32>) -> String {
    let mut runs: Vec<[u32; 2]> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some([_, last]) if *last + 1 == *number => *last = *number,
            _ => runs.push([*number; 2]),
        }
    }
    let text = |[first, last]: &[u32; 2]| if first == last { first.to_string() } else { format!("{first}-{last}") };
    runs.iter().map(text).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_shards_are_a_list_for_an_array() {
        assert_eq!(list(&[0, 17, 40, 41, 42, 43].into()), "0,17,40-43");
        assert_eq!(
            (list(&[].into()), list(&[5].into()), list(&[1, 2].into())),
            (String::new(), "5".to_owned(), "1-2".to_owned())
        );
    }
}
