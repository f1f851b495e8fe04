//! The page of a report that gets a new edition is taken from the place that readers have it from, and kept in the site's
//! folder: `editions/2018-02/1.html`. From there every place gets it.
//!
//! The page is held against the manifest of the place, and the manifest has to name the newest line of the ledger
//! about the report: so what is kept is what readers were told last. The ledger says with SHA-256 what was kept.

use std::collections::BTreeMap;

use super::{Options, refused};
use crate::base::digest::sha256;
use crate::command::destination::source::Source;
use crate::command::destination::way::{self, Way};
use crate::command::destination::{Destination, Refusal};
use crate::command::output_fault;
use crate::diag::Diagnostic;
use crate::diag::faults::{self, Missing};
use crate::load::{KeptPage, is_behind_a_link, kept_file};
use crate::model::Date;
use crate::model::ledger::{self, Change, Entry, LEDGER, Ledger, PAGES, Record, What, edition_folder};
use crate::output::{Manifest, lock, text};
use crate::site::{Prepared, Superseded, frozen};

/// What is to be kept with this run.
#[derive(Debug, Default)]
pub struct Editions {
    /// What the ledger is to say of them.
    pub records: Vec<Record>,
    /// The pages, by the folders of the editions.
    pages: BTreeMap<String, Vec<u8>>,
}

impl Editions {
    /// Takes the pages of those reports of which `records` say that their text is another one now.
    pub fn take(
        options: &Options,
        destination: &Destination,
        prepared: &Prepared,
        records: &[Record],
    ) -> Result<Editions, Diagnostic> {
        let nothing = Ledger::default();
        let ledger = prepared.inputs.ledger.as_ref().unwrap_or(&nothing);
        let lines = ledger.reports();
        let mut kept = Editions::default();
        let mut place = None;
        let is_back = |folder: &str| options.restored.iter().any(|back| back.trim_end_matches('/') == folder);
        // Of a report that was withdrawn nobody has the page, and it is not to be read any more.
        let with_a_page = |record: &&Record| ledger::is_of_a_report(&record.report) && !is_back(&record.report);
        for record in records.iter().filter(with_a_page) {
            let Some(reason) = record.changes.iter().find(|change| is_of_the_text(change)) else { continue };
            let entries = lines.get(record.report.as_str()).map_or(&[][..], Vec::as_slice);
            let there = entries.last().filter(|entry| entry.record.withdrawn.is_none());
            let Some((language, true)) = prepared.edition(&record.report).filter(|_| there.is_some()) else { continue };
            let place = match &mut place {
                Some(place) => place,
                none => none.insert(Place::open(options, destination)?),
            };
            let folder = edition_folder(&record.report, number(entries));
            let of = Superseded {
                report: &record.report,
                number: number(entries),
                period: record.period,
                language,
                published: day(published_at(entries)),
                replaced: day(&options.now),
                reason: &reason.reason,
                address: prepared.address_of(&page_of(&folder)),
            };
            let line = there.map_or(0, |entry| entry.line as usize);
            // Readers have it where it was published last, under the id that its member had then.
            let published = there.map_or(record.report.as_str(), |entry| entry.record.report.as_str());
            let (page, frozen) = match place.page(options, published, line)? {
                Some(page) => (sha256(page.as_bytes()), frozen(&page, &of, &|path| place.file(path)).into_bytes()),
                None => place.left(options, published, &folder, line)?,
            };
            let hashes = ledger::Kept { file: sha256(&frozen), page };
            kept.records.push(Record::edition(&folder, record.period, hashes));
            kept.pages.insert(folder, frozen);
        }
        Ok(kept)
    }

    /// The site with these editions, as if the ledger named them already, and what `records` say of the calendar, since
    /// the feed tells when a day changed.
    pub fn add_to(&self, options: &Options, records: &[Record], prepared: Prepared) -> Prepared {
        let last =
            prepared.inputs.ledger.as_ref().and_then(|ledger| ledger.entries.last()).map_or(0, |entry| entry.line);
        let entry = |(record, line): (&Record, u32)| Entry {
            line,
            at: options.now.clone(),
            record: record.clone(),
            chain: String::new(),
        };
        let entries = self.records.iter().chain(records.iter().filter(|record| record.report == PAGES));
        let entries = entries.zip(last + 1..).map(entry).collect();
        let pages = self.pages.iter().map(|(folder, bytes)| (folder.clone(), KeptPage::New(bytes.clone()))).collect();
        prepared.with_editions(pages, entries)
    }

    /// Writes the pages into the site's folder. Without a line of the ledger they are no part of the site yet.
    pub fn write(&self, options: &Options) -> Result<(), Diagnostic> {
        if self.pages.is_empty() {
            return Ok(());
        }
        if let Some(file) =
            self.pages.keys().map(|folder| kept_file(folder)).find(|file| is_behind_a_link(&options.root, file))
        {
            return Err(faults::edition_behind_a_link(&file));
        }
        let lock = lock(&options.root).map_err(|fault| output_fault(&fault, &options.root))?;
        for (folder, bytes) in &self.pages {
            lock.write(&kept_file(folder), bytes).map_err(|fault| output_fault(&fault, &options.root))?;
        }
        Ok(())
    }
}

fn is_of_the_text(change: &Change) -> bool {
    change.what == What::Text
}

/// Which edition readers have, from 1: each change of the text made another one.
fn number(entries: &[&Entry]) -> usize {
    1 + entries.iter().filter(|entry| entry.record.changes.iter().any(is_of_the_text)).count()
}

/// When it was published: with the last change of the text, or for the first time.
fn published_at<'l>(entries: &[&'l Entry]) -> &'l str {
    let changed = entries.iter().rfind(|entry| entry.record.changes.iter().any(is_of_the_text));
    changed.or(entries.first()).map_or("", |entry| entry.at.as_str())
}

fn day(at: &str) -> Option<Date> {
    at.get(..10)?.parse().ok()
}

/// The page of a report, by its folder.
fn page_of(report: &str) -> String {
    format!("{report}/index.html")
}

/// What readers have, read back.
struct Place {
    source: Box<dyn Source>,
    /// Where it is a copy, for the time it takes.
    _copy: Option<crate::output::Scratch>,
    manifest: Option<Manifest>,
}

impl Place {
    fn open(options: &Options, destination: &Destination) -> Result<Place, Diagnostic> {
        let way = Way {
            written: &options.destination,
            root: &options.root,
            ssh: &options.ssh,
            rsync: &options.rsync,
            scratch: &options.root,
            variables: &options.variables,
        };
        let there = |refusal: Refusal| refused(options, &refusal);
        let (source, copy) = way::open(destination, &way, &there)?;
        let manifest = source.read(crate::output::MANIFEST).map_err(there)?.as_deref().and_then(Manifest::parse);
        Ok(Place { source, _copy: copy, manifest })
    }

    /// The published page of a report, of which `line` is the newest line of the ledger. `None` where it is not what its
    /// manifest says.
    fn page(&self, options: &Options, report: &str, line: usize) -> Result<Option<String>, Diagnostic> {
        let missing = |why: Missing| faults::edition_not_there(LEDGER, line, &options.destination, report, why);
        let manifest = self.manifest.as_ref().ok_or_else(|| missing(Missing::Nothing))?;
        let mark = manifest.ledger.as_ref();
        let named = mark.map_or(0, |mark| match &mark.reports {
            Some(reports) => reports.get(report).map_or(0, |of| of.entry),
            None => mark.entry,
        });
        if named < line {
            return Err(missing(Missing::Older));
        }
        Ok(self.file(&page_of(report)).and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    /// What a run that was broken off kept of the report, while it changed the place file by file, and SHA-256 of the page
    /// that it took it from.
    fn left(
        &self,
        options: &Options,
        report: &str,
        folder: &str,
        line: usize,
    ) -> Result<(String, Vec<u8>), Diagnostic> {
        let left = text(&options.root.join(kept_file(folder))).ok().flatten();
        let listed = self.manifest.as_ref().and_then(|manifest| manifest.outputs.get(&page_of(report))?.sha256());
        let missing = || faults::edition_not_there(LEDGER, line, &options.destination, report, Missing::Changed);
        left.zip(listed).map(|(page, digest)| (digest.to_owned(), page.into_bytes())).ok_or_else(missing)
    }

    /// A published file, as long as it is what its manifest says.
    fn file(&self, name: &str) -> Option<Vec<u8>> {
        let listed = self.manifest.as_ref()?.outputs.get(name)?;
        self.source.read(name).ok().flatten().filter(|bytes| listed.is(bytes))
    }
}
