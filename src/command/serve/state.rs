//! A site's folder → what can be shown of it, and what is wrong with it.

use std::path::Path;

use crate::base::address::is_markdown;
use crate::diag::{Diagnostic, Diagnostics, Severity, print};
use crate::load;
use crate::model::language::Language;
use crate::output::hash;
use crate::site::{self, Choice, Preview};

/// A site as it was when it was last read.
pub struct State {
    /// The same for the same files, so that a page knows whether it is still the right one.
    pub id: String,
    /// `None` when a file has a fault that may concern every page.
    pub preview: Option<Preview>,
    /// Those of the files and figures; a page adds its own.
    pub faults: Diagnostics,
    /// The folders of the site that may be links.
    pub links: Vec<String>,
    /// Of the frame around faults: the site's, or the last one known.
    pub language: Language,
}

impl State {
    /// Reads the site in `root`. `language` is the one before, `unwatched` what could not be watched.
    pub fn read(
        root: &Path,
        choice: fn(&load::Site) -> Choice,
        language: Language,
        unwatched: Option<Diagnostic>,
    ) -> State {
        let mut faults = Diagnostics::default();
        let inputs = load::readable(root, &|_| true, &mut faults).ok();
        let language = inputs.as_ref().map_or(language, |inputs| inputs.settings.language);
        let links = inputs.as_ref().map(|inputs| inputs.settings.links.clone()).unwrap_or_default();
        let files = inputs.as_ref().map(|inputs| {
            let line = |(path, bytes): (&String, &Vec<u8>)| format!("{path} {}\n", hash(bytes));
            let ledger = inputs.ledger.as_ref().and_then(|ledger| ledger.entries.last());
            inputs.files.iter().map(line).collect::<String>() + ledger.map_or("", |entry| entry.chain.as_str())
        });
        // A narrative that cannot be read concerns its own page, and those that speak of all.
        let is_narrative = |file: &str| file.starts_with("content/") && is_markdown(file);
        let mut errors = faults.sorted().into_iter().filter(|found| found.severity == Severity::Error);
        let confined = errors.all(|error| is_narrative(&error.place.file));
        let preview = inputs.filter(|_| confined).and_then(|inputs| {
            let choice = choice(&inputs);
            Preview::new(site::prepare(inputs, choice), &mut faults).ok()
        });
        faults.extend(unwatched);
        let said: String = print::plain(&faults).into_iter().map(|(_, text)| text).collect();
        let id = hash(format!("{}{said}", files.unwrap_or_default()).as_bytes());
        State { id, preview, faults, links, language }
    }
}
