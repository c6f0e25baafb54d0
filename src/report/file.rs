use std::fs::{self, Permissions};
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
        kind => kind.to_string(),
    }
}

/// Writes a file so that its path holds all of `bytes` or what it held before: to a temporary neighbour, then renamed.
///
/// # Errors
/// [`WriteError`] if the directory cannot be made or the bytes cannot all be written; nothing of them is left then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let write = || {
        let directory = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(directory)?;
        let mut file = temporary(directory)?;
        file.write_all(bytes)?;
        // A rename can reach the disk before the data does: after a power cut the file would be there, and empty.
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(|source| WriteError { path: path.to_owned(), source })
}

/// Checks, without leaving anything behind, that `directory` can be written, or can be made if it is missing.
///
/// # Errors
/// [`WriteError`] if it is a file, lies below one, or refuses a new file.
pub fn check_directory(directory: &Path) -> Result<(), WriteError> {
    let existing = directory.ancestors().find(|path| path.symlink_metadata().is_ok());
    let nearest = match existing {
        Some(path) if !path.as_os_str().is_empty() => path,
        _ => Path::new("."),
    };
    let check = || {
        if !fs::metadata(nearest)?.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory));
        }
        temporary(nearest).map(drop)
    };
    check().map_err(|source| WriteError { path: directory.to_owned(), source })
}

fn temporary(directory: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".saturation-");
    // A temporary file is private by default; this one becomes an ordinary file, as the umask has it.
    #[cfg(unix)]
    builder.permissions(<Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    builder.tempfile_in(directory)
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
            assert!(check_directory(&bad).is_err());
            let error = write_whole(&bad.join("a.csv"), b"x").unwrap_err().to_string();
            assert!(error.starts_with("output: ") && error.contains("; give a directory"), "{error}");
        }
        assert_eq!(entries(scratch.path()), ["file"]);
    }

    #[test]
    fn checking_a_directory_makes_nothing() {
        let scratch = tempfile::tempdir().unwrap();
        check_directory(&scratch.path().join("not/yet/there")).unwrap();
        assert!(entries(scratch.path()).is_empty());
    }
}
