//! What is published, held against what the site builds → what in it is not as it should be, page and figure.
//!
//! [`Comparison`] takes the place of the output folder: each file that a build writes is compared with the published
//! one at once, and only those that differ are kept, so memory does not grow with the site. Where they differ,
//! [`findings`] names the figure and the part of the page. Every byte counts, so whatever was edited is found, be it in
//! a sentence, a chart, a table, a download or a text for screen readers. What nobody can see from here is who edited
//! it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::context::{self, Context};
use super::copies::{self, CopyOf};
#[cfg(feature = "word")]
use super::docx;
use super::hunks::{self, Differing};
use super::mail;
#[cfg(feature = "xlsx")]
use super::{package, workbook};
use crate::base::place::Place;
use crate::command::destination::Refusal;
use crate::command::destination::source::Source;
use crate::compute::Book;
use crate::diag::{Diagnostics, faults};
use crate::l10n::wording::machine;
use crate::model::catalog::Metric;
use crate::model::language::Language;
use crate::output::{File, MANIFEST, Manifest, ManifestHead, PART, SUMS, Sink, sums};
use crate::site::{Prepared, ReportPage, VERSION};

/// So many places of a file are named; the last one then stands for the rest.
const MOST_PLACES: usize = 20;
/// So many files that differ are looked into; of others only the name is given.
const MOST_FILES: usize = 200;
/// A longer stretch of text is cut in messages.
const LONGEST_TEXT: usize = 60;

/// A place that kalends published to, and what it says of itself.
pub struct Published<'a> {
    source: &'a dyn Source,
    pub manifest: Manifest,
    /// The manifest as it is there.
    bytes: Vec<u8>,
}

impl<'a> Published<'a> {
    /// `None` when the place has no manifest of kalends.
    pub fn open(source: &'a dyn Source) -> Result<Option<Published<'a>>, Refusal> {
        let Some(bytes) = source.read(MANIFEST)? else { return Ok(None) };
        Ok(Manifest::parse(&bytes).map(|manifest| Published { source, manifest, bytes }))
    }

    /// Whether another build was published there since it was opened.
    pub fn was_replaced(&self) -> Result<bool, Refusal> {
        Ok(self.source.read(MANIFEST)?.as_ref() != Some(&self.bytes))
    }

    /// Records what the manifest says besides what kalends writes into it.
    fn check_manifest(
        &self,
        fates: &BTreeMap<String, Fate>,
        of_older_build: &BTreeSet<String>,
        diags: &mut Diagnostics,
    ) {
        if self.manifest.to_bytes().ok().as_ref() != Some(&self.bytes) {
            diags.add(faults::published_manifest("it holds something that kalends does not write"));
        }
        let is_made = |name: &String| fates.contains_key(name) || of_older_build.contains(name);
        for name in self.manifest.outputs.keys().filter(|name| !is_made(name)) {
            diags.add(faults::published_manifest(&format!("it lists `{name}`, which the site does not build")));
        }
        // Each page says by which program it was made.
        let says_so =
            |(name, fate): (&String, &Fate)| name.ends_with("index.html") && matches!(fate, Fate::Same { .. });
        if fates.iter().any(says_so) && self.manifest.kalends != VERSION {
            let said = &self.manifest.kalends;
            diags.add(faults::published_manifest(&format!("it names kalends {said}, and the pages are of {VERSION}")));
        }
    }

    /// Records inputs that pages refer to and that the manifest names otherwise, where all pages are as they should be:
    /// then nobody changed the files since.
    fn check_files_beside(&self, beside: &BTreeMap<String, String>, prepared: &Prepared, diags: &mut Diagnostics) {
        let is_beside = |name: &&String| prepared.is_beside(name);
        let named = self.manifest.inputs.keys().filter(is_beside);
        let all: BTreeSet<&String> = named.chain(beside.keys()).collect();
        for name in all.into_iter().filter(|name| self.manifest.inputs.get(*name) != beside.get(*name)) {
            let reason = format!("it was not built from `{name}` as it says");
            diags.add(faults::published_manifest(&reason));
        }
    }

    /// Whether the build that published wrote these bytes under this name.
    fn lists(&self, name: &str, bytes: &[u8]) -> bool {
        self.manifest.outputs.get(name).is_some_and(|file| file.is(bytes))
    }
}

/// What became of a file that the site builds.
enum Fate {
    Same {
        /// Whether the manifest lists it so.
        listed: bool,
    },
    Missing,
    Differs {
        /// Whether the manifest lists what is there in its place.
        listed: bool,
        /// What the site builds; `None` beyond the first files that differ.
        expected: Option<Vec<u8>>,
    },
}

/// Compares each file that is built with the published one.
pub struct Comparison<'a> {
    published: &'a Published<'a>,
    fates: Mutex<BTreeMap<String, Fate>>,
    /// What the site builds.
    files: Mutex<BTreeMap<String, File>>,
    refusal: Mutex<Option<Refusal>>,
}

impl<'a> Comparison<'a> {
    pub fn new(published: &'a Published<'a>) -> Comparison<'a> {
        Comparison { published, fates: Mutex::default(), files: Mutex::default(), refusal: Mutex::default() }
    }

    /// Compares the sums of all files too, when all are there.
    pub fn sum_up(&self) -> io::Result<()> {
        let bytes = sums(&held(&self.files)).into_bytes();
        self.write(SUMS, &bytes)
    }

    /// Why the place could not be read to the end.
    pub fn refusal(&self) -> Option<Refusal> {
        held(&self.refusal).take()
    }
}

impl Sink for Comparison<'_> {
    /// An error only when the published file cannot be read. From then on nothing more is asked.
    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        if held(&self.refusal).is_some() {
            return Err(io::Error::other("the place cannot be read"));
        }
        let found = self.published.source.read(path).map_err(|refusal| {
            let error = io::Error::other(refusal.reason.clone());
            held(&self.refusal).get_or_insert(refusal);
            error
        })?;
        held(&self.files).insert(path.to_owned(), File::of(bytes));
        let mut fates = held(&self.fates);
        let fate = match found {
            None => Fate::Missing,
            Some(found) if found == bytes => Fate::Same { listed: self.published.lists(path, bytes) },
            Some(found) => {
                let is_kept = |fate: &&Fate| matches!(fate, Fate::Differs { expected: Some(_), .. });
                let kept = fates.values().filter(is_kept).count();
                Fate::Differs {
                    listed: self.published.lists(path, &found),
                    expected: (kept < MOST_FILES).then(|| bytes.to_vec()),
                }
            }
        };
        fates.insert(path.to_owned(), fate);
        Ok(())
    }
}

/// Whether publishing to the place was begun and is not done.
pub fn is_in_part(source: &dyn Source) -> Result<bool, Refusal> {
    // There are servers that answer with a page of their own whatever they are asked for.
    Ok(source.read(PART)?.as_deref().and_then(Manifest::parse).is_some())
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is published was built from files that the site does not have in this form any more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drift {
    /// Files of the site that have changed or are gone since, in order; `kalends` is the program itself.
    pub changed: Vec<String>,
    /// Files that are new since; what is published knows nothing of them.
    pub new: Vec<String>,
}

impl Drift {
    /// Compares the inputs that the manifest of what is published names with those of the site. Where hashes are held
    /// back, to protect hidden counts, files of the same name count as the same.
    pub fn between(published: &ManifestHead, site: &ManifestHead) -> Drift {
        // Sign-offs and the ledger grow with every report, and change none that was published.
        let is_file = |name: &str| name.contains('/') || name == "kalends.yaml" || name == "kalends";
        let same = |name: &String, hash: &String| {
            site.inputs.get(name).is_some_and(|own| own == hash || own.is_empty() || hash.is_empty())
        };
        let changed = published.inputs.iter().filter(|(name, hash)| is_file(name) && !same(name, hash));
        let new = site.inputs.keys().filter(|name| is_file(name) && !published.inputs.contains_key(*name));
        Drift { changed: changed.map(|(name, _)| name.clone()).collect(), new: new.cloned().collect() }
    }
}

/// How much was held against the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proven {
    /// Files that are byte for byte what the site builds.
    pub same: usize,
    /// Whether files of others would have been seen. Most web servers do not tell what they have.
    pub listed: bool,
}

/// Records everything that is not as the site builds it. `beside` are the hashes of pictures and other files that pages
/// refer to, which no page shows to be what the manifest says; `ignored` are files of others, or folders of them, that may
/// stand in what is published.
///
/// # Errors
///
/// Fails when the place cannot be read.
pub fn findings(
    comparison: Comparison<'_>,
    prepared: &Prepared,
    drift: &Drift,
    (beside, ignored): (&BTreeMap<String, String>, &[String]),
    diags: &mut Diagnostics,
) -> Result<Proven, Refusal> {
    let Comparison { published, fates, .. } = comparison;
    let fates = fates.into_inner().unwrap_or_else(PoisonError::into_inner);
    let reports = prepared.reports();
    let is_of_older_build = |name: &str| !drift.changed.is_empty() && published.manifest.outputs.contains_key(name);
    let mut of_older_build = BTreeSet::new();
    for (name, fate) in &fates {
        match fate {
            Fate::Same { listed: true } => {}
            Fate::Same { listed: false } => diags.add(faults::published_unlisted(name)),
            // That build made no such file.
            Fate::Missing if !drift.changed.is_empty() && !published.manifest.outputs.contains_key(name) => {
                of_older_build.insert(name.clone());
            }
            Fate::Missing => diags.add(faults::published_missing(name)),
            Fate::Differs { listed: true, .. } if is_of_older_build(name) => {
                of_older_build.insert(name.clone());
            }
            Fate::Differs { expected: None, .. } => diags.add(faults::published_differs(name)),
            Fate::Differs { expected: Some(expected), .. } => match published.source.read(name)? {
                Some(found) => differences(name, expected, &found, prepared, &reports, diags),
                None => diags.add(faults::published_missing(name)),
            },
        }
    }
    let names = published.source.names()?;
    let listed = names.is_some();
    let others: BTreeSet<String> = match names {
        Some(names) => names.into_iter().filter(|name| !fates.contains_key(name)).collect(),
        None => {
            // Nobody says what is there: at least what an earlier build wrote can be asked for.
            let mut found = BTreeSet::new();
            for name in published.manifest.outputs.keys().filter(|name| !fates.contains_key(*name)) {
                if published.source.read(name)?.is_some() {
                    found.insert(name.clone());
                }
            }
            found.extend(is_in_part(published.source)?.then(|| PART.to_owned()));
            found
        }
    };
    let copied: Vec<CopyOf<'_>> = others.iter().filter_map(|name| copies::copy_of(name, &reports)).collect();
    let expected_copies = copies::made(&copied, prepared);
    for name in others {
        let is_ignored = |ignored: &String| {
            name == *ignored
                || name.strip_prefix(ignored.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'))
        };
        match name.as_str() {
            MANIFEST => {}
            PART => diags.add(faults::published_in_part()),
            _ if ignored.iter().any(is_ignored) => {}
            _ if is_of_older_build(&name) => drop(of_older_build.insert(name)),
            _ if expected_copies.contains_key(&name) => {
                let found = published.source.read(&name)?.unwrap_or_default();
                let expected = expected_copies.get(&name).map(Vec::as_slice).unwrap_or_default();
                if found != expected {
                    differences(&name, expected, &found, prepared, &reports, diags);
                }
            }
            _ => diags.add(faults::published_foreign(&name)),
        }
    }
    published.check_manifest(&fates, &of_older_build, diags);
    if fates.values().all(|fate| matches!(fate, Fate::Same { .. })) {
        published.check_files_beside(beside, prepared, diags);
    }
    if !of_older_build.is_empty() {
        diags.add(faults::published_older(
            &drift.changed,
            &of_older_build.iter().map(String::as_str).collect::<Vec<_>>(),
        ));
    }
    Ok(Proven { same: fates.values().filter(|fate| matches!(fate, Fate::Same { .. })).count(), listed })
}

/// Records every place where a file differs.
fn differences(
    name: &str,
    expected: &[u8],
    found: &[u8],
    prepared: &Prepared,
    reports: &[ReportPage],
    diags: &mut Diagnostics,
) {
    let metrics: Vec<&str> = prepared.inputs.catalog.metrics.keys().map(String::as_str).collect();
    let report = reports.iter().find(|report| folder(&report.path) == folder(name));
    // A mail is text, but packed.
    let as_text = |bytes| std::str::from_utf8(bytes).ok().filter(|_| !name.ends_with(".eml"));
    let (Some(expected), Some(found)) = (as_text(expected), as_text(found)) else {
        return pieces(name, (expected, found), &metrics, (prepared, report), diags);
    };
    let file: Arc<str> = name.into();
    diags.keep_text(&file, &found.into());
    let is_data = name.ends_with(".csv") || name.ends_with(".json");
    for hunk in hunks::hunks(expected, found, is_data, MOST_PLACES) {
        let Context { metric, part, is_figure, value } = context::at(name, expected, hunk.expected.start, &metrics);
        let place = Place::in_text(&file, found, hunk.found.start, hunk.found.len());
        let (should, says) = hunk.texts(expected, found);
        let (says, should) = (clipped(says), clipped(should));
        let is_figure = is_figure || [&says, &should].iter().any(|text| text.contains(|c: char| c.is_ascii_digit()));
        let metric = metric.or_else(|| metric_of(prepared, report?, &value?));
        match metric.filter(|_| is_figure) {
            Some(metric) => {
                let stated = report.and_then(|report| stated(prepared.book(), &metric, report));
                let period = report.map(|report| report.period);
                diags.add(faults::published_figure(place, &metric, &part, &says, &should, period, stated));
            }
            None => diags.add(faults::published_text(place, &part, &says, &should)),
        }
    }
}

/// Records every place in which two workbooks, documents or drafts of mails differ; of other files, that they do.
fn pieces(
    name: &str,
    (expected, found): (&[u8], &[u8]),
    metrics: &[&str],
    (prepared, report): (&Prepared, Option<&ReportPage>),
    diags: &mut Diagnostics,
) {
    // Without workbooks and documents there are only mails, which name figures by their labels.
    #[cfg(not(feature = "xlsx"))]
    let _ = metrics;
    let differing = match name.rsplit('.').next().unwrap_or_default() {
        #[cfg(feature = "xlsx")]
        "xlsx" | "ods" => workbook::differences(expected, found, metrics),
        "eml" => {
            let language = |metric: &Metric| Language::ALL.map(|language| metric.label.get(language).to_owned());
            let labels = |(id, metric): (&String, &Metric)| language(metric).map(|label| (label, id.clone()));
            let labels: Vec<(String, String)> = prepared.inputs.catalog.metrics.iter().flat_map(labels).collect();
            mail::differences(expected, found, &labels, MOST_PLACES)
        }
        #[cfg(feature = "word")]
        "docx" => docx::differences(expected, found, metrics, MOST_PLACES),
        _ => None,
    };
    #[cfg(feature = "xlsx")]
    let differing = differing.map(|differing| [differing, package::differences(expected, found)].concat());
    let differing = differing.unwrap_or_default();
    if differing.is_empty() {
        diags.add(faults::published_differs(name));
    }
    for Differing { part, metric, says, should } in differing.into_iter().take(MOST_PLACES) {
        let (place, says, should) = (Place::of_file(name), clipped(&says), clipped(&should));
        match metric {
            Some(metric) => {
                let stated = report.and_then(|report| stated(prepared.book(), &metric, report));
                let period = report.map(|report| report.period);
                diags.add(faults::published_figure(place, &metric, &part, &says, &should, period, stated));
            }
            None => diags.add(faults::published_text(place, &part, &says, &should)),
        }
    }
}

/// The metric of a report that has this machine value.
fn metric_of(prepared: &Prepared, report: &ReportPage, value: &str) -> Option<String> {
    let known = prepared.book().known_in(report.period.last_month());
    known.metric_with(report.period, &|amount| machine(amount) == value).map(str::to_owned)
}

/// Where the figure of the report is stated, if one line alone says it.
fn stated(book: &Book, metric: &str, report: &ReportPage) -> Option<Place> {
    let latest = report.period.last_month();
    let figure = book.known_in(latest).figure_shown(metric, report.period);
    match figure.observations().as_slice() {
        [(place, _)] => Some((*place).clone()),
        _ => None,
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The text on one line, cut where it is long.
fn clipped(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_TEXT).and_then(|(end, _)| line.get(..end)) {
        Some(start) => format!("{start}…"),
        None => line,
    }
}
