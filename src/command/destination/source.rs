//! What a place shows its readers, read back.
//!
//! Folders and stores are read where they are, file by file, by many at once. A server that is reached by ssh is copied
//! into a folder first ([`Remote::fetch`](super::ssh::Remote::fetch)).

use super::Refusal;
use crate::output::Folder;

/// A place whose files can be read back.
pub trait Source: Sync {
    /// The file; `None` when there is none.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Refusal>;

    /// Every file, in any order. `None` when the place does not tell: most web servers only give what is asked for by
    /// name.
    fn names(&self) -> Result<Option<Vec<String>>, Refusal>;
}

impl Source for Folder {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        Folder::read(self, name).map_err(|error| Refusal { name: name.to_owned(), reason: error.to_string() })
    }

    fn names(&self) -> Result<Option<Vec<String>>, Refusal> {
        Folder::names(self).map(Some).map_err(|error| Refusal { name: String::new(), reason: error.to_string() })
    }
}
