//! A site's folder → its inputs: settings, catalog, snapshots, narrative, templates.
//!
//! The only place that reads files. Each kind of file has its reader below, which turns YAML into
//! nouns of `model` and records every fault it meets; a file with a fault does not stop the others.

#![expect(clippy::disallowed_methods, reason = "files are read here")]

mod addresses;
mod approvals;
mod begun;
mod built;
mod catalog;
mod content;
pub mod disk;
mod edition;
mod ended;
mod fields;
mod imports;
mod kept;
pub mod ledger;
pub mod pending;
mod releases;
mod remarks;
mod renamed;
pub mod schema;
mod settings;
mod snapshot;
mod stamps;
mod target;
pub mod yaml;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use walkdir::WalkDir;

pub use addresses::of_withdrawn;
pub use begun::Begun;
pub use built::{BuiltReport, built_reports, is_folder};
pub use catalog::unknown_metric;
pub use disk::{Attachment, place};
pub use edition::Edition;
pub use fields::{bare_share, is_reason};
pub use kept::{KeptPage, is_behind_a_link, kept_file};
pub use remarks::{is_of_remarks, named_period, remarks_file};
pub use renamed::member_of;
pub use snapshot::{ACTION_KEYS, OBSERVATION_KEYS, SNAPSHOT_KEYS};
pub use stamps::{Stamp, lines_with_digest, stamp};

use disk::{fits, is_hidden};

use crate::base::address::{self, composed, has_ending, is_markdown, is_yaml};
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::diag::{Diagnostics, Stopped, faults};
use crate::model::approvals::Approval;
use crate::model::catalog::Catalog;
use crate::model::content::Series;
use crate::model::imports::Imports;
use crate::model::language::Language;
use crate::model::ledger::{LEDGER, Ledger};
use crate::model::remarks::Remark;
use crate::model::settings::Settings;
use crate::model::snapshot::{Snapshot, Status};

/// Everything that a site is made of.
#[derive(Debug, Clone)]
pub struct Site {
    pub settings: Settings,
    pub catalog: Catalog,
    /// In period order.
    pub snapshots: Vec<Snapshot>,
    /// Since when anything is known of members.
    pub begun: Begun,
    /// The site's own series first, then its folders by path.
    pub series: Vec<Arc<Series>>,
    /// The files of `templates/`: path below it and text.
    pub templates: BTreeMap<String, Arc<str>>,
    /// Files that may go to the output as they are, by their path there.
    pub attachments: BTreeMap<String, Attachment>,
    /// The sign-offs in approvals.yaml, in its order; `None` where the site has no such file and asks for none.
    pub approvals: Option<Vec<Approval>>,
    /// What reviewers remarked, by period, then as it stands in its file.
    pub remarks: Vec<Remark>,
    /// What was published; `None` where the site has no ledger.jsonl.
    pub ledger: Option<Ledger>,
    /// The pages of reports as they were before a new edition took their place, by the folders that the ledger names.
    pub kept: BTreeMap<String, KeptPage>,
    /// Every file that was read, by its path from the site's folder, but the ledger: it says nothing that a page shows,
    /// and grows with every publishing. The attachments of content/ are read when they are needed.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// Whose reports a series holds: those of the whole, or of each member.
    pub fn members<'a>(&'a self, series: &'a Series) -> Vec<Option<(&'a str, &'a str)>> {
        let Some(dimension) = &series.for_each else { return vec![None] };
        let members = self.catalog.dimensions.get(dimension).map(|dimension| dimension.members.keys());
        members.into_iter().flatten().map(|id| Some((dimension.as_str(), id.as_str()))).collect()
    }

    /// The series of a report by its folder in the output: that of a series, or of a member in it.
    pub fn series_of(&self, report: &str) -> Option<&Arc<Series>> {
        let above = [address::folder(report), address::folder(address::folder(report))];
        above.iter().find_map(|path| self.series.iter().find(|series| series.path == **path))
    }

    /// The language of a series' pages that name none.
    pub fn language(&self, series: &Series) -> Language {
        series.language().unwrap_or(self.settings.language)
    }

    /// Whether the ledger has this line, which ends in this hash. The error says how many lines it has; `None` where
    /// there is no ledger.
    pub fn has_line(&self, number: usize, hash: &str) -> Result<(), Option<usize>> {
        let Some(ledger) = &self.ledger else { return Err(None) };
        let line = ledger.entries.get(number.saturating_sub(1));
        if line.is_some_and(|line| line.chain == hash) { Ok(()) } else { Err(Some(ledger.entries.len())) }
    }

    /// The longest period that a report is written of; drafts count, so that publishing one changes no other page.
    pub fn longest_report(&self) -> Grain {
        let reports = self.series.iter().flat_map(|series| &series.reports);
        reports.map(|(period, _)| period.grain()).max().unwrap_or(Grain::Month)
    }
}

/// The settings file, whose folder is the site's.
const SETTINGS: &str = "kalends.yaml";

/// The file of sign-offs.
pub const APPROVALS: &str = "approvals.yaml";

/// The file of the catalog.
pub const CATALOG: &str = "data/metrics.yaml";

/// Every mapping with fixed keys, as messages call it, and the keys that it may have. Tests compare the schemas with
/// it.
pub const KEYS: &[(&str, &[&str])] = &[
    ("the settings", settings::KEYS),
    ("the theme", settings::THEME_KEYS),
    ("a source", settings::SOURCE_KEYS),
    ("a release", releases::KEYS),
    ("what was changed in the settings", settings::CHANGED_KEYS),
    ("the catalog", catalog::CATALOG_KEYS),
    ("a dimension", catalog::DIMENSION_KEYS),
    ("an event", catalog::EVENT_KEYS),
    ("a metric", catalog::METRIC_KEYS),
    ("the limits", catalog::LIMIT_KEYS),
    ("what was changed", catalog::CHANGED_KEYS),
    ("the forecast", catalog::FORECAST_KEYS),
    ("a target", target::KEYS),
    ("a snapshot", SNAPSHOT_KEYS),
    ("an observation", OBSERVATION_KEYS),
    ("an action", ACTION_KEYS),
    ("an import", imports::IMPORT_KEYS),
    ("the figures of a metric", imports::FIGURES_KEYS),
    ("what stands in a column", imports::FILTER_KEYS),
    ("columns that make an amount", imports::VALUE_KEYS),
    ("the header", imports::HEADER_KEYS),
    ("a column", imports::COLUMN_KEYS),
    ("what is filled", imports::FILL_KEYS),
    ("a marker", imports::MARKER_KEYS),
    ("the front matter", content::FRONT_MATTER_KEYS),
    ("the remarks", remarks::FILE_KEYS),
    ("a remark", remarks::KEYS),
    ("a text in two languages", fields::LANGUAGE_KEYS),
    ("a contact", fields::CONTACT_KEYS),
];

/// Words that cannot be ids, since the narrative gives them another meaning.
pub const TAKEN_IDS: &[&str] = catalog::TAKEN;

/// The nearest folder from `start` upwards that holds a kalends.yaml.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| is_site(folder)).map(Path::to_path_buf)
}

/// Whether `folder` itself holds a kalends.yaml.
pub fn is_site(folder: &Path) -> bool {
    folder.join(SETTINGS).is_file()
}

/// How files look from outside: their sizes, and when they were written where the system knows.
pub type Looks = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// How the files of the site in `root` look, without reading them. Nothing but this can be concluded from it: while the
/// looks are the same, the files are the same.
pub fn looks(root: &Path) -> Looks {
    let below = disk::FOLDERS.map(|folder| root.join(folder));
    let alone = [SETTINGS, "approvals.yaml", "ledger.jsonl"].map(|file| root.join(file));
    let look = |path: PathBuf| {
        let metadata = path.symlink_metadata().ok()?;
        Some((path, (metadata.len(), metadata.modified().ok())))
    };
    let entries = below.into_iter().flat_map(|folder| WalkDir::new(folder).sort_by_file_name());
    alone.into_iter().chain(entries.filter_map(|entry| Some(entry.ok()?.into_path()))).filter_map(look).collect()
}

/// The files of `data/`, as they are written.
#[derive(Debug, Clone)]
pub struct Data {
    pub catalog: Catalog,
    /// The text of data/metrics.yaml, with its path.
    pub catalog_text: (Arc<str>, Arc<str>),
    /// The text of every snapshot's file, in order of their paths.
    pub snapshot_texts: Vec<(Arc<str>, Arc<str>)>,
    /// Every file that was read, byte for byte, by its path from the site's folder.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Reads data/ of the site in `root`, and of the snapshots only their texts.
pub fn data(root: &Path, diags: &mut Diagnostics) -> Result<Data, Stopped> {
    let mut files = Files::of(root, &|_| true);
    let recorded = files.recorded(diags);
    let (catalog, catalog_text) = recorded.catalog?;
    diags.no_errors()?;
    Ok(Data { catalog, catalog_text, snapshot_texts: recorded.snapshot_texts, files: files.bytes })
}

/// What the files of `data/` and the settings say: a site without its narrative and templates.
#[derive(Debug, Clone)]
pub struct Reported {
    pub settings: Settings,
    pub catalog: Catalog,
    /// In period order.
    pub snapshots: Vec<Snapshot>,
    /// The files of the snapshots, in order of their paths.
    pub files: Vec<SnapshotFile>,
    /// Where an amount is still to be filled in, in order.
    pub unfilled: Vec<Place>,
    /// The last month of the newest report that was published, as far as the ledger says; the newest month of all where
    /// it cannot be read.
    pub published: Option<Period>,
}

impl Reported {
    /// The site with these snapshots, and without a narrative.
    pub fn site(&self, snapshots: Vec<Snapshot>) -> Site {
        let files = self.files.iter().map(|file| (file.path.to_string(), file.bytes.clone()));
        Site {
            settings: self.settings.clone(),
            catalog: self.catalog.clone(),
            snapshots,
            begun: Begun::default(),
            series: Vec::new(),
            templates: BTreeMap::new(),
            attachments: BTreeMap::new(),
            approvals: None,
            remarks: Vec::new(),
            ledger: None,
            kept: BTreeMap::new(),
            files: files.collect(),
        }
    }
}

/// A file that states observations of a month.
#[derive(Debug, Clone)]
pub struct SnapshotFile {
    /// From the site's folder.
    pub path: Arc<str>,
    pub text: Arc<str>,
    /// The bytes on the disk: with the line ends and the byte order mark that `text` is without.
    pub bytes: Vec<u8>,
    pub period: Period,
    /// What its observations are unless they say otherwise.
    pub status: Status,
}

/// Reads what is reported in the site in `root`, for a command that adds to it. Amounts that are not filled in yet are
/// not a fault. The narrative is not looked at: it may wait for figures that are on their way.
pub fn reported(root: &Path, diags: &mut Diagnostics) -> Result<Reported, Stopped> {
    let mut files = Files::of(root, &|_| true);
    let Recorded { settings, catalog, snapshot_texts, .. } = files.recorded(diags);
    let (settings, (catalog, _)) = (settings?, catalog?);
    settings::check(&settings, &catalog, |_| true, diags);
    catalog::check(&catalog, &settings, diags);
    let (snapshots, months) = snapshot::read_all(&snapshot_texts, &catalog, &settings, diags);
    let unfilled = take_unfilled(diags);
    diags.no_errors()?;
    let files = snapshot_texts.into_iter().filter_map(|(path, text)| {
        let (period, status) = *months.get(&path)?;
        let bytes = files.bytes.remove(&*path)?;
        Some(SnapshotFile { path, text, bytes, period, status })
    });
    let files = files.collect();
    let ledger = read_ledger(root, settings.fiscal_year_start, Some(&catalog), &mut Diagnostics::default());
    let published = match ledger {
        Ok(ledger) => {
            let entries = ledger.into_iter().flat_map(|ledger| ledger.entries);
            entries.map(|entry| entry.record.period.last_month()).max()
        }
        Err(_) => snapshots.last().map(|snapshot| snapshot.period),
    };
    Ok(Reported { settings, catalog, snapshots, files, unfilled, published })
}

/// Takes out the faults of amounts that are not filled in yet. Returns their places.
fn take_unfilled(diags: &mut Diagnostics) -> Vec<Place> {
    let mut places: Vec<Place> = diags.take(&faults::NOT_FILLED_IN).into_iter().map(|fault| fault.place).collect();
    places.sort();
    places
}

/// The snapshots of a site as they would be with the texts of `changed`, by path, in place of its files or beside them.
/// Amounts that are not filled in are not a fault.
pub fn reread(reported: &Reported, changed: &BTreeMap<Arc<str>, Arc<str>>, diags: &mut Diagnostics) -> Vec<Snapshot> {
    let mut files: BTreeMap<Arc<str>, Arc<str>> =
        reported.files.iter().map(|file| (file.path.clone(), file.text.clone())).collect();
    files.extend(changed.iter().map(|(path, text)| (path.clone(), text.clone())));
    for (path, text) in &files {
        diags.keep_text(path, text);
    }
    let files: Vec<_> = files.into_iter().collect();
    let snapshots = snapshot::read_all(&files, &reported.catalog, &reported.settings, diags).0;
    take_unfilled(diags);
    snapshots
}

/// The named imports of `data/_imports.yaml`, in its order; none where there is no such file.
pub fn imports(
    root: &Path,
    catalog: &Catalog,
    settings: &Settings,
    diags: &mut Diagnostics,
) -> Result<Imports, Stopped> {
    // What they name may stand in the settings.
    let Some(path) = file_of_imports(root).filter(|_| !diags.has_errors_in(SETTINGS)) else {
        return Ok(Imports::new());
    };
    let text = Files::of(root, &|_| true).read_text(&path, diags)?;
    let imports = imports::read(&path.as_str().into(), &text, catalog, settings, diags);
    diags.no_errors()?;
    Ok(imports)
}

/// The path of the imports, however its letters are written; of several, the one in small letters.
fn file_of_imports(root: &Path) -> Option<String> {
    let entries = std::fs::read_dir(root.join("data")).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut named: Vec<String> = names.filter(|name| name.eq_ignore_ascii_case("_imports.yaml")).collect();
    named.sort();
    let path = format!("data/{}", named.pop()?);
    root.join(&path).is_file().then_some(path)
}

/// A file to import from, of any kind and anywhere: its name, which is the same on every machine, and its bytes. The
/// name is its path from the site's folder, or its last part where the file is not in that folder.
pub fn extract(root: &Path, path: &Path, diags: &mut Diagnostics) -> Result<(String, Vec<u8>), Stopped> {
    let read = || -> io::Result<(String, Vec<u8>)> {
        let bytes = disk::read(path)?;
        let (whole, root) = (path.canonicalize()?, root.canonicalize()?);
        let inside = whole.strip_prefix(&root).ok().and_then(address::of_file);
        let name = || path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok((inside.unwrap_or_else(name), bytes))
    };
    let shown = path.display().to_string();
    if std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() > disk::LARGEST_FILE) {
        return Err(diags.stop(faults::extract_too_large(&shown)));
    }
    read().map_err(|error| diags.stop(faults::no_extract(&shown, &error.to_string())))
}

/// The files of `root` whose paths from there fit `pattern`, in which `*` means any letters of one name; in order.
/// Hidden files do not fit.
pub fn matching(root: &Path, pattern: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for name in pattern.split('/').filter(|name| !name.is_empty() && *name != ".") {
        let mut next = Vec::new();
        for folder in found {
            let mut names = Vec::new();
            if name.contains('*') {
                let entries = std::fs::read_dir(root.join(&folder)).into_iter().flatten().flatten();
                names.extend(entries.filter_map(|entry| entry.file_name().into_string().ok()));
                names.retain(|found| !found.starts_with('.') && fits(&composed(found), &composed(name)));
            } else if name == ".." {
                names.push(name.to_owned());
            } else {
                let place = place(&root.join(&folder), &composed(name));
                names.extend(
                    place.file_name().filter(|_| place.exists()).and_then(|name| name.to_str()).map(str::to_owned),
                );
            }
            let above = if folder.is_empty() { folder } else { folder + "/" };
            next.extend(names.into_iter().map(|name| format!("{above}{name}")));
        }
        found = next;
    }
    found.retain(|path| root.join(path).is_file());
    found.sort();
    found
}

/// Reads the site in `root`, of which every file must be right.
pub fn site(root: &Path, diags: &mut Diagnostics) -> Result<Site, Stopped> {
    site_of(root, &|_| true, diags)
}

/// The same, of those files only that `wanted` says are part of it, by their paths from `root` with `/`.
pub fn site_of(root: &Path, wanted: &dyn Fn(&str) -> bool, diags: &mut Diagnostics) -> Result<Site, Stopped> {
    let site = readable(root, wanted, diags)?;
    diags.no_errors()?;
    Ok(site)
}

/// What can be read of the same: what has an error is missing in it, but for pages and months, which are empty then.
/// Stops where the settings cannot be read, when all other files have been looked at.
pub fn readable(root: &Path, wanted: &dyn Fn(&str) -> bool, diags: &mut Diagnostics) -> Result<Site, Stopped> {
    let mut files = Files::of(root, wanted);
    let Recorded { settings, catalog, paths, snapshot_texts } = files.recorded(diags);

    let mut attachments = BTreeMap::new();
    let links = settings.as_ref().map_or_else(|_| Vec::new(), |settings| settings.links.clone());
    let pages = files.pages(&links, &mut attachments, diags);
    let templates = files.templates(&links, &mut attachments, diags);
    let year_start = settings.as_ref().map_or(1, |settings| settings.fiscal_year_start);
    let approvals = match wanted(APPROVALS) && root.join(APPROVALS).symlink_metadata().is_ok() {
        true => files.read_text(APPROVALS, diags).ok(),
        false => None,
    };
    let approvals = approvals.map(|text| approvals::read(&APPROVALS.into(), &text, year_start, diags));
    let ledger = read_ledger(root, year_start, catalog.as_ref().ok().map(|(catalog, _)| catalog), diags).ok().flatten();

    if let Some(edition) = kept::first(root).filter(|_| !has_ledger(root)) {
        diags.add(faults::ledger_gone(&edition));
    }
    let kept = ledger.iter().flat_map(|ledger| kept::pages(root, ledger)).collect();

    let catalog = catalog.map_or_else(|_| catalog::unread(year_start), |(catalog, _)| catalog);
    let is_settled = settings.is_ok();
    let settings = settings.unwrap_or_else(|_| settings::usual());
    settings::check(&settings, &catalog, |path| attachments.contains_key(path), diags);
    settings::name_files(&settings, &mut attachments, diags);
    catalog::check(&catalog, &settings, diags);
    let (mut snapshots, _) = snapshot::read_all(&snapshot_texts, &catalog, &settings, diags);
    if settings.sources.is_empty() && diags.has_errors_in(SETTINGS) {
        // They may stand there.
        diags.take(&faults::UNKNOWN_SOURCE);
    }
    // A snapshot that cannot be read was meant to be one, and its own fault says enough.
    let meant = paths.iter().filter(|path| is_yaml(path) && !is_hidden(path));
    let periods: BTreeSet<Period> = meant.filter_map(|path| snapshot::period_in_path(path)).collect();
    if diags.has_errors() {
        let is_month = |period: &&Period| period.grain() == Grain::Month;
        let is_missing = |period: &&Period| snapshots.iter().all(|snapshot| snapshot.period != **period);
        let missing: Vec<Period> = periods.iter().filter(is_month).filter(is_missing).copied().collect();
        snapshots.extend(missing.into_iter().map(Snapshot::empty));
        snapshots.sort_by_key(|snapshot| snapshot.period);
    }
    let series = content::read_all(&pages, &catalog, &snapshots, &periods, diags);
    let series = series.into_iter().map(Arc::new).collect();
    let remarks = files.remarks(&catalog, diags);
    let files = files.bytes;
    if !is_settled {
        diags.no_errors()?;
    }
    let mut site = Site {
        begun: Begun::of(&catalog, &snapshots),
        settings,
        catalog,
        snapshots,
        series,
        templates,
        attachments,
        approvals,
        remarks,
        ledger,
        kept,
        files,
    };
    ended::check(&site.catalog, &site.snapshots, diags);
    renamed::follow(&mut site, diags);
    releases::check(&site, diags);
    addresses::check(&site, diags);
    kept::check(&site, diags);
    remarks::check(&site, diags);
    Ok(site)
}

/// The sign-offs in `text`, which is to become approvals.yaml; `None` where it has a fault.
pub fn approvals(text: &str, year_start: i32) -> Option<Vec<Approval>> {
    let mut diags = Diagnostics::default();
    let approvals = approvals::read(&APPROVALS.into(), text, year_start, &mut diags);
    diags.is_empty().then_some(approvals)
}

/// How many remarks of a period a text holds; `None` where it has a fault. Figures may be of any name.
pub fn remarks_in(text: &str, period: Period) -> Option<usize> {
    let mut diags = Diagnostics::default();
    let file = remarks_file(period);
    let found = remarks::read(&file.into(), text, &catalog::unread(1), &mut diags);
    diags.take(&faults::UNKNOWN_METRIC);
    diags.is_empty().then_some(found.len())
}

/// The text of the remarks on a period's reports; `None` where there is no such file, or none that can be read.
pub fn remarks_text(root: &Path, period: Period) -> Option<String> {
    disk::read_text(&place(root, &remarks_file(period))).ok()
}

/// The sign-offs of the site in `root`, whatever else can be read of it; `None` where it has no such file.
pub fn sign_offs(root: &Path, year_start: i32) -> Option<Vec<Approval>> {
    let file = root.join(APPROVALS);
    file.exists().then(|| approvals(&disk::read_text(&file).ok()?, year_start)).map(Option::unwrap_or_default)
}

/// The text of a key's file, which is outside the site as a rule.
pub fn key(path: &Path, diags: &mut Diagnostics) -> Result<String, Stopped> {
    disk::read_text(path).map_err(|error| diags.stop(faults::no_key(&path.display().to_string(), &error.to_string())))
}

/// The ledger, which may be larger than any other file; `None` where the site has no such file.
fn read_ledger(
    root: &Path,
    year_start: i32,
    catalog: Option<&Catalog>,
    diags: &mut Diagnostics,
) -> Result<Option<Ledger>, Stopped> {
    match disk::read_text(&root.join(LEDGER)) {
        Ok(text) => ledger::read(&text, year_start, catalog).map(Some).map_err(|fault| diags.stop(fault)),
        // A link that leads to nothing is not as if there were none.
        Err(error) if error.kind() == io::ErrorKind::NotFound && !root.join(LEDGER).is_symlink() => Ok(None),
        Err(error) => Err(diags.stop(faults::unreadable(LEDGER, &error.to_string()))),
    }
}

/// Whether anything was written into the ledger.
fn has_ledger(root: &Path) -> bool {
    root.join(LEDGER).metadata().is_ok_and(|file| file.len() > 0)
}

/// A file as text, with its path from the site's folder.
type Named = (Arc<str>, Arc<str>);

/// Settings, catalog and the texts of snapshots, as far as they could be read.
struct Recorded {
    settings: Result<Settings, Stopped>,
    /// The catalog, and its file.
    catalog: Result<(Catalog, Named), Stopped>,
    /// All files of data/.
    paths: Vec<String>,
    snapshot_texts: Vec<Named>,
}

struct Files<'a> {
    root: &'a Path,
    wanted: &'a dyn Fn(&str) -> bool,
    bytes: BTreeMap<String, Vec<u8>>,
    /// Files that a run was to write and was killed, by path.
    pending: BTreeMap<String, String>,
    /// Held as long as they are read, so that nobody changes some of them meanwhile. `None` where there are no locks.
    _held: Option<std::fs::File>,
}

impl<'a> Files<'a> {
    fn of(root: &'a Path, wanted: &'a dyn Fn(&str) -> bool) -> Files<'a> {
        let held = std::fs::File::open(root).ok().filter(|folder| folder.lock_shared().is_ok());
        let pending = pending::read(root).into_iter().map(|one| (composed(&one.path).into_owned(), one.after));
        let pending = pending.collect();
        Files { root, wanted, bytes: BTreeMap::new(), pending, _held: held }
    }

    fn recorded(&mut self, diags: &mut Diagnostics) -> Recorded {
        let settings = self.read_text(SETTINGS, diags);
        let settings = settings.and_then(|text| settings::read(&SETTINGS.into(), &text, diags));
        let year_start = settings.as_ref().map_or(1, |settings| settings.fiscal_year_start);
        let links = settings.as_ref().map_or(&[][..], |settings| &settings.links);
        let (paths, walked) = match self.walk("data", links, diags) {
            Ok(paths) => (paths, Ok(())),
            Err(stopped) => (Vec::new(), Err(stopped)),
        };
        let catalog = paths.iter().find(|path| *path == CATALOG);
        let catalog = catalog.or_else(|| paths.iter().find(|path| path.eq_ignore_ascii_case(CATALOG))).cloned();
        let catalog_text = match (&catalog, walked) {
            (Some(path), _) => self.read_text(path, diags),
            (None, Ok(())) => Err(diags.stop(faults::no_catalog())),
            (None, Err(stopped)) => Err(stopped),
        };
        let is_snapshot = |path: &&String| Some(*path) != catalog.as_ref() && !is_hidden(path);
        let mut snapshot_texts = Vec::new();
        for path in paths.iter().filter(is_snapshot) {
            if is_yaml(path) {
                snapshot_texts.extend(self.read_text(path, diags).map(|text| (path.as_str().into(), text)));
            } else {
                diags.add(faults::not_a_snapshot(path));
            }
        }
        let catalog = catalog_text.map(|text| {
            let file: Arc<str> = catalog.as_deref().unwrap_or(CATALOG).into();
            (catalog::read(&file, &text, year_start, diags), (file, text))
        });
        Recorded { settings, catalog, paths, snapshot_texts }
    }

    /// The Markdown of content/. All other files there go into `attachments`.
    fn pages(
        &mut self,
        links: &[String],
        attachments: &mut BTreeMap<String, Attachment>,
        diags: &mut Diagnostics,
    ) -> Vec<Named> {
        let mut pages = Vec::new();
        for path in self.walk("content", links, diags).unwrap_or_default() {
            if is_markdown(&path) {
                pages.extend(self.read_text(&path, diags).map(|text| (path.into(), text)));
            } else if !is_hidden(&path) {
                let below = path.strip_prefix("content/").unwrap_or(&path).to_owned();
                attachments.insert(below, Attachment::new(self.root, &path, false));
            }
        }
        pages
    }

    /// The templates, by path below templates/. All other files of its assets/ go into `attachments`.
    fn templates(
        &mut self,
        links: &[String],
        attachments: &mut BTreeMap<String, Attachment>,
        diags: &mut Diagnostics,
    ) -> BTreeMap<String, Arc<str>> {
        let mut templates = BTreeMap::new();
        for path in self.walk("templates", links, diags).unwrap_or_default() {
            let below = path.strip_prefix("templates/").unwrap_or(&path).to_owned();
            if has_ending(&path, &["html", "xml", "css", "js"]) {
                templates.extend(self.read_text(&path, diags).map(|text| (below, text)));
            } else if below.starts_with("assets/") && !is_hidden(&below) && self.read_bytes(&path, diags).is_ok() {
                attachments.insert(below, Attachment::new(self.root, &path, true));
            }
        }
        templates
    }

    /// What reviewers remarked. Nothing is made of it that readers see, so no manifest names the files.
    fn remarks(&mut self, catalog: &Catalog, diags: &mut Diagnostics) -> Vec<Remark> {
        let mut all = Vec::new();
        let paths = self.walk(remarks::FOLDER, &[], diags).unwrap_or_default();
        for path in paths.into_iter().filter(|path| is_yaml(path) && !is_hidden(path)) {
            if let Ok(text) = self.read_text(&path, diags) {
                self.bytes.remove(&path);
                all.extend(remarks::read(&path.into(), &text, catalog, diags));
            }
        }
        all.sort_by_key(|remark| remark.period);
        all
    }

    /// The paths of all files below `folder` that are wanted, in order. Files that a command is adding are among them.
    fn walk(&self, folder: &str, links: &[String], diags: &mut Diagnostics) -> Result<Vec<String>, Stopped> {
        let mut paths = disk::walk(self.root, folder, links, diags)?;
        let is_new = |path: &&String| path.split('/').next() == Some(folder) && !place(self.root, path).exists();
        paths.extend(self.pending.keys().filter(is_new).cloned());
        if !self.pending.is_empty() {
            paths.sort();
        }
        paths.retain(|path| (self.wanted)(path));
        Ok(paths)
    }

    fn read_bytes(&mut self, path: &str, diags: &mut Diagnostics) -> Result<Vec<u8>, Stopped> {
        let bytes = match self.pending.get(path) {
            Some(text) => text.clone().into_bytes(),
            None => disk::read(&place(self.root, path))
                .map_err(|error| diags.stop(faults::unreadable(path, &error.to_string())))?,
        };
        self.bytes.insert(path.to_owned(), bytes.clone());
        Ok(bytes)
    }

    /// The text of a file in UTF-8, without a byte order mark and with plain line ends.
    fn read_text(&mut self, path: &str, diags: &mut Diagnostics) -> Result<Arc<str>, Stopped> {
        let bytes = self.read_bytes(path, diags)?;
        let text = std::str::from_utf8(&bytes)
            .map_err(|error| diags.stop(faults::not_utf8(path, &bytes, error.valid_up_to())))?;
        let text = plain_text(text);
        let file: Arc<str> = path.into();
        diags.keep_text(&file, &text);
        match text.char_indices().find(|(_, c)| is_forbidden(*c)) {
            Some((offset, c)) => Err(diags.stop(faults::forbidden_character(&file, &text, offset, c))),
            None => Ok(text),
        }
    }
}

/// A file's text without a byte order mark and with plain line ends.
pub fn plain_text(text: &str) -> Arc<str> {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").into()
}

/// Control characters, which no page may hold, and the two that mark references in the narrative.
pub fn is_forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
        || matches!(c, '\u{e000}' | '\u{e001}' | '\u{fffe}' | '\u{ffff}')
}
