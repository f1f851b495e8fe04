//! The ledger → the pages of reports as they were before a new edition took their place, in `editions/` of the site.

use std::io;
use std::path::Path;

use super::Site;
use super::disk::{self, Attachment, place};
use crate::diag::{Diagnostics, faults};
use crate::model::ledger::{Ledger, What, edition_of};

/// A page that is kept.
#[derive(Debug, Clone)]
pub enum KeptPage {
    /// In the site's folder.
    File(Attachment),
    /// Not written yet.
    New(Vec<u8>),
    /// There is a link on the way to it.
    Linked,
}

impl KeptPage {
    pub fn read(&self) -> io::Result<Vec<u8>> {
        match self {
            KeptPage::File(file) => file.read(),
            KeptPage::New(bytes) => Ok(bytes.clone()),
            KeptPage::Linked => Err(io::Error::other("it is a link, and kalends does not follow links")),
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
    let page = |folder: &str| {
        let file = kept_file(folder);
        let page = match is_behind_a_link(root, &file) {
            true => KeptPage::Linked,
            false => KeptPage::File(Attachment::new(root, &file, true)),
        };
        (folder.to_owned(), page)
    };
    ledger.editions().into_iter().map(|edition| page(edition.folder)).collect()
}

/// Whether the file, or a folder between it and that of the site, is a link.
pub fn is_behind_a_link(root: &Path, file: &str) -> bool {
    let place = place(root, file);
    place.ancestors().take_while(|path| *path != root).any(Path::is_symlink)
}

/// Whether pages of reports were kept; the first of them.
pub fn first(root: &Path) -> Option<String> {
    // What is wrong there is told where an edition is read.
    match disk::walk(root, EDITIONS, &[], &mut Diagnostics::default()) {
        Ok(files) => files.into_iter().next(),
        Err(_) => Some(EDITIONS.to_owned()),
    }
}

/// Says where `keep_edition: false` comes too late: the new edition was published before, with the page before it kept.
pub fn check(site: &Site, diags: &mut Diagnostics) {
    let Some(ledger) = &site.ledger else { return };
    let (lines, editions) = (ledger.reports(), ledger.editions());
    for series in &site.series {
        for report in site.members(series).into_iter().flat_map(|member| site.editions(series, member, false)) {
            let Some(place) = report.page.keep_edition_place.as_ref().filter(|_| !report.page.keep_edition) else {
                continue;
            };
            let folder = report.folder();
            let entries = lines.get(folder.as_str()).map_or(&[][..], Vec::as_slice);
            let changes = entries.iter().flat_map(|entry| &entry.record.changes);
            let texts: Vec<&str> =
                changes.filter(|change| change.what == What::Text).map(|change| change.reason.as_str()).collect();
            let kept = editions.iter().find(|of| (of.report, of.number) == (&folder, texts.len()));
            let shown = kept.filter(|edition| edition.withdrawn.is_none());
            if let Some(edition) = shown.filter(|_| texts.last().copied() == report.page.edition.as_deref()) {
                diags.add(faults::edition_kept_already(place.clone(), edition.folder));
            }
        }
    }
}
