//! A site → one file of its output at a time, made when a browser asks for it.
//!
//! Every file has the bytes that a build would write, since both use `Piece::build`. The first page that speaks of
//! other reports makes the preview read all of them, without drawing them; what it finds out is kept. Only a build sees
//! whether two files claim one name, and the faults of pages that no browser asks for.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::piece::Piece;
use super::{Outlines, Prepared, Set, Site, feeds, outlines, report, undated};
use crate::base::address;
use crate::diag::{Diagnostic, Diagnostics, Severity, Stopped};
use crate::output::One;

/// A site as it was when its files were read.
pub struct Preview {
    prepared: Prepared,
    /// Errors that leave some pages as they are; these can be shown.
    broken: Vec<Diagnostic>,
    outlines: OnceLock<Result<Outlines, Vec<Diagnostic>>>,
    abandoned: AtomicBool,
}

impl Preview {
    /// Prepares to show the pages of a site. An error if a template has a fault.
    ///
    /// `diags` may have errors of Markdown files that are missing in the inputs. Then, and with errors in the figures,
    /// a report or page is shown if it can be, but none that speaks of others. A report that nobody approved as it is
    /// now is shown as a draft.
    pub fn new(prepared: Prepared, diags: &mut Diagnostics) -> Result<Preview, Stopped> {
        prepared.templates(diags)?;
        prepared.check_figures(diags);
        let errors = diags.sorted().into_iter().filter(|found| found.severity == Severity::Error);
        let broken = errors.cloned().collect();
        Ok(Preview { prepared, broken, outlines: OnceLock::new(), abandoned: AtomicBool::new(false) })
    }

    /// Whether the file at `path` is the author's own.
    pub fn is_attachment(&self, path: &str) -> bool {
        self.prepared.inputs.attachments.contains_key(path)
    }

    /// Whether there is a page at `path`, such as `2018-02/index.html`, without making it.
    pub fn has_page(&self, path: &str) -> bool {
        let plan = &self.prepared.plan;
        let is_planned = plan.files.contains(path) || plan.by_file.values().any(|page| page == path);
        is_planned && address::beside(path, "index.html") == path
    }

    /// The bytes of `path`; `None` if the output has no such file. The faults are those of the page, and of everything
    /// that it speaks of; there is none if the preview was abandoned meanwhile.
    pub fn file(&self, path: &str) -> Result<Option<Vec<u8>>, Vec<Diagnostic>> {
        let Some(piece) = Piece::of(path, &self.prepared.plan, &self.prepared.inputs) else {
            // It may be the page of a file that could not be read.
            return if self.broken.is_empty() { Ok(None) } else { Err(self.broken.clone()) };
        };
        let sink = One::new(path);
        let site = self.site(&sink)?;
        if let Some(fault) = piece.source().and_then(|page| site.template_fault(page)) {
            return Err(vec![fault]);
        }
        if piece.source().is_some_and(|page| self.broken.iter().any(|fault| fault.place.file == page.file)) {
            return Err(self.broken.clone());
        }
        piece.build(&site, || self.outlines())?;
        Ok(sink.into_bytes())
    }

    /// The page for an address at which there is none.
    pub fn not_found(&self) -> Result<Option<Vec<u8>>, Vec<Diagnostic>> {
        let sink = One::new("404.html");
        feeds::build_not_found(&self.site(&sink)?, "/")?;
        Ok(sink.into_bytes())
    }

    /// Stops a long search for outlines: nobody wants these pages any more.
    pub fn abandon(&self) {
        self.abandoned.store(true, Ordering::Relaxed);
    }

    fn site<'a>(&'a self, sink: &'a One) -> Result<Site<'a>, Vec<Diagnostic>> {
        let templates = self.prepared.parsed_templates().map_err(|faulty| faulty.faults.clone())?;
        // A preview makes one page at a time, and cannot know what the others refer to.
        Ok(Site { referred: None, ..Site::new(&self.prepared, templates, Set::Whole, sink) })
    }

    fn outlines(&self) -> Result<&Outlines, Vec<Diagnostic>> {
        if !self.broken.is_empty() {
            return Err(self.broken.clone());
        }
        let found = self.outlines.get_or_init(|| {
            let wanted = || if self.abandoned.load(Ordering::Relaxed) { Err(Vec::new()) } else { Ok(()) };
            let nothing = One::new("");
            self.prepared.settle_standings();
            let found = outlines(
                &self.site(&nothing)?,
                |site, planned| wanted().and_then(|()| report::outline(site, planned)),
                |site, planned| wanted().and_then(|()| undated::outline(site, planned)),
            );
            // If it was abandoned, some are missing.
            wanted().and(found)
        });
        found.as_ref().map_err(Clone::clone)
    }
}
