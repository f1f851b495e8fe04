//! A file of the site's own that the program writes on the author's behalf, such as approvals.yaml: replaced in one step,
//! so that whoever reads it meanwhile sees the old or the new one whole.

#![expect(clippy::disallowed_methods, reason = "files are written here")]

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::Fault;
use super::staged::{FILE_MODE, at};

/// Puts `bytes` in the place of the file at `path`, or makes it. It keeps the permissions it had.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let write = || {
        let mode = fs::metadata(path).map_or(FILE_MODE, |file| file.permissions().mode());
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::Builder::new()
            .prefix(".kalends-")
            .permissions(fs::Permissions::from_mode(mode))
            .tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(at(path))
}
