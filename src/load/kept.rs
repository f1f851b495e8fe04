//! The ledger → the pages of reports as they were before a new edition took their place, in `editions/` of the site.

use std::io;
use std::path::Path;

use super::disk::Attachment;
use crate::model::ledger::{Ledger, edition_of};

/// A page that is kept.
#[derive(Debug, Clone)]
pub enum KeptPage {
    /// In the site's folder.
    File(Attachment),
    /// Not written yet.
    New(Vec<u8>),
}

impl KeptPage {
    pub fn read(&self) -> io::Result<Vec<u8>> {
        match self {
            KeptPage::File(file) => file.read(),
            KeptPage::New(bytes) => Ok(bytes.clone()),
        }
    }
}

/// Where an edition is kept, from the site's folder: `editions/2018-02/1.html` for `2018-02/editions/1`.
pub fn kept_file(folder: &str) -> String {
    match edition_of(folder) {
        Some((report, number)) => format!("{EDITIONS}/{report}/{number}.html"),
        None => format!("{EDITIONS}/{folder}.html"),
    }
}

/// The folder of the editions that are kept.
const EDITIONS: &str = "editions";

/// The pages that a ledger says are kept, by the folders that it names.
pub fn pages(root: &Path, ledger: &Ledger) -> Vec<(String, KeptPage)> {
    let page = |folder: &str| (folder.to_owned(), KeptPage::File(Attachment::new(root, &kept_file(folder), true)));
    ledger.editions().into_iter().map(|edition| page(edition.folder)).collect()
}
