use super::Manifest;
use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file or directory could not be written; the text names it and says what to do.
#[derive(Debug, thiserror::Error)]
#[error("output: {}: {}; give a directory that can be written with --output DIR", path.display(), reason(source))]
pub struct WriteError {
    /// What could not be written.
    pub path: PathBuf,
    /// Why, as the operating system has it.
    pub source: io::Error,
}

/// Why, in a reader's words.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        // One of ours, or one that has no name: the error says it itself.
        kind if kind == io::ErrorKind::Other || kind.to_string() == "uncategorized error" => error.to_string(),
        kind => kind.to_string(),
    }
}

/// The directories below that of a run, and the files beside them.
const DIRECTORIES: [&str; 3] = ["evidence", "figures", "tables"];
const FILES: [&str; 4] = ["report.html", "report.md", "report.json", Manifest::NAME];

/// How the names of temporary files begin.
const PREFIX: &str = ".saturation-";

/// Longer than the name of any file that is written.
const LONGEST: &str = "-a-name-that-is-longer-than-that-of-any-file-of-a-run-in-any-of-its-directories-";

/// Writes a file so that its path holds all of `bytes` or what it held before: to a temporary neighbour, then renamed.
///
/// Where the path is a link, the file that it leads to is written; a file that was there keeps its mode.
///
/// # Errors
/// [`WriteError`] if the directory cannot be made or the bytes cannot all be written; nothing of them is left then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let write = || {
        let target = target(path)?;
        let directory = parent(&target);
        fs::create_dir_all(directory)?;
        let mut file = temporary(directory, "")?;
        if let Ok(metadata) = fs::metadata(&target) {
            // A device would be replaced by a file of its name.
            if !metadata.is_file() && !metadata.is_dir() {
                return Err(io::Error::other("not a regular file"));
            }
            file.as_file().set_permissions(metadata.permissions())?;
        }
        file.write_all(bytes)?;
        // A rename can reach the disk before the data does: after a power cut the file would be there, and empty.
        file.as_file().sync_all()?;
        file.persist(&target)?;
        // Nor is the new name on the disk before its directory is. Where directories cannot be synchronised, none is.
        #[cfg(unix)]
        let _ = File::open(parent(&target)).and_then(|directory| directory.sync_all());
        Ok(())
    };
    write().map_err(|source| WriteError { path: path.to_owned(), source })
}

/// Checks that a file can be written, before there is anything to write: its directory is made, and nothing of others is touched.
///
/// # Errors
/// [`WriteError`] if it cannot.
pub fn check_file_place(path: &Path) -> Result<(), WriteError> {
    let place = parent(path);
    fs::create_dir_all(place)
        .and_then(|()| temporary(place, "").map(drop))
        .and_then(|()| if fs::symlink_metadata(path).is_ok() { check_file(path) } else { Ok(()) })
        .map_err(|source| WriteError { path: path.to_owned(), source })
}

/// Checks, without leaving anything behind, that every file of a run can be written below `root`, and removes what runs
/// that are no more left half written there.
///
/// # Errors
/// [`WriteError`] for the first place that cannot be written: no directory, read-only, a name too long, a directory or a
/// device where a file is to go.
pub fn check_output(root: &Path) -> Result<(), WriteError> {
    let directories: Vec<PathBuf> =
        [root.to_owned()].into_iter().chain(DIRECTORIES.map(|name| root.join(name))).collect();
    if root.to_string_lossy().chars().any(char::is_control) {
        return Err(WriteError { path: root.to_owned(), source: io::Error::other("holds a control character") });
    }
    let mut made = Vec::new();
    let checked = directories.iter().try_for_each(|directory| {
        make(directory, &mut made)?;
        check_directory(directory, directory == root)
    });
    // Only those that are empty can be removed so.
    made.iter().rev().for_each(|directory| drop(fs::remove_dir(directory)));
    checked
}

/// Makes a directory and those above it, and notes which.
fn make(directory: &Path, made: &mut Vec<PathBuf>) -> Result<(), WriteError> {
    let missing = directory.ancestors().filter(|path| !path.as_os_str().is_empty());
    let missing: Vec<&Path> = missing.take_while(|path| fs::symlink_metadata(path).is_err()).collect();
    for path in missing.into_iter().rev() {
        fs::create_dir(path).map_err(|source| WriteError { path: directory.to_owned(), source })?;
        made.push(path.to_owned());
    }
    Ok(())
}

/// Checks that new files can be made in a directory, and those that are in their way be written.
fn check_directory(directory: &Path, is_root: bool) -> Result<(), WriteError> {
    let cannot = |path: &Path| {
        let path = path.to_owned();
        move |source| WriteError { path, source }
    };
    if !fs::metadata(directory).map_err(cannot(directory))?.is_dir() {
        return Err(cannot(directory)(io::Error::from(io::ErrorKind::NotADirectory)));
    }
    for entry in fs::read_dir(directory).map_err(cannot(directory))?.flatten() {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with(PREFIX) {
            remove_leftover(&entry.path());
        } else if if is_root { FILES.iter().any(|file| name == *file) } else { is_ours(Path::new(&name)) } {
            check_file(&entry.path()).map_err(cannot(&entry.path()))?;
        }
    }
    temporary(directory, LONGEST).map(drop).map_err(cannot(directory))
}

/// Whether a run may write a file of this name into one of its directories.
fn is_ours(name: &Path) -> bool {
    name.extension().is_some_and(|ending| ["json", "csv", "svg", "png", "pdf"].iter().any(|ours| ending == *ours))
}

/// Checks that what is at a path is a file that may be written.
fn check_file(path: &Path) -> io::Result<()> {
    let target = target(path)?;
    match fs::metadata(&target) {
        Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(metadata) if !metadata.is_file() => Err(io::Error::other("not a regular file")),
        Ok(_) => OpenOptions::new().write(true).open(&target).map(drop),
        // A link to a file that is not there yet.
        Err(_) => Ok(()),
    }?;
    // What a link leads to has a directory of its own.
    if target == path { Ok(()) } else { temporary(parent(&target), LONGEST).map(drop) }
}

/// Where the links of a path lead in the end.
fn target(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..40 {
        match fs::read_link(&target) {
            Ok(link) => target = parent(&target).join(link),
            Err(_) => return Ok(target),
        }
    }
    Err(io::Error::other("a link that leads to itself"))
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A temporary file, locked for as long as its process lives.
fn temporary(directory: &Path, name: &str) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    let prefix = format!("{PREFIX}{name}");
    builder.prefix(&prefix);
    // A temporary file is private by default; this one becomes an ordinary file, as the umask has it.
    #[cfg(unix)]
    builder.permissions(<Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    loop {
        let file = builder.tempfile_in(directory)?;
        match file.as_file().try_lock() {
            // Another process takes it for a leftover, or did before it was locked.
            Err(TryLockError::WouldBlock) => {}
            Ok(()) if !file.path().exists() => {}
            // Where files cannot be locked, nobody takes them for leftovers either.
            Ok(()) | Err(TryLockError::Error(_)) => return Ok(file),
        }
    }
}

/// Removes a temporary file unless a process that lives holds its lock.
fn remove_leftover(path: &Path) {
    if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
        && let Ok(file) = File::open(path)
        && file.try_lock().is_ok()
    {
        // If it cannot be removed, it does no harm.
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(directory: &Path) -> Vec<String> {
        fs::read_dir(directory).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_is_written_over_another_and_nothing_else_stays() {
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("new/a.csv");
        write_whole(&path, b"old").unwrap();
        write_whole(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(entries(path.parent().unwrap()), ["a.csv"]);
    }

    #[test]
    fn a_directory_that_is_a_file_is_refused() {
        let scratch = tempfile::tempdir().unwrap();
        let file = scratch.path().join("file");
        fs::write(&file, "x").unwrap();
        for bad in [file.clone(), file.join("below")] {
            assert!(check_output(&bad).is_err());
            let error = write_whole(&bad.join("a.csv"), b"x").unwrap_err().to_string();
            assert!(error.starts_with("output: ") && error.contains("; give a directory"), "{error}");
        }
        assert_eq!(entries(scratch.path()), ["file"]);
    }

    #[test]
    fn checking_makes_nothing_and_removes_what_nobody_owns() {
        let scratch = tempfile::tempdir().unwrap();
        check_output(&scratch.path().join("not/yet/there")).unwrap();
        assert!(entries(scratch.path()).is_empty());
        let owned = temporary(scratch.path(), "").unwrap();
        fs::write(scratch.path().join(".saturation-left"), "half").unwrap();
        fs::write(scratch.path().join(".other"), "mine").unwrap();
        check_output(scratch.path()).unwrap();
        let left = entries(scratch.path());
        assert!(left.len() == 2 && owned.path().exists() && left.contains(&".other".to_owned()), "{left:?}");
    }
}
