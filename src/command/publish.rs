//! `kalends publish DEST`: the site, without drafts, where readers find it.
//!
//! Every kind of place goes through the same stages: build, see what differs from what is published, ask whether so
//! much may be removed, put it there, record it in the ledger. A folder is built beside the published one; for all others
//! the pages are built into a folder within the site's, which is gone afterwards. One run at a time publishes a site, and
//! another is refused: what it waits for may take hours.

mod record;

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::args::{BuildArgs, FaultArgs, JobArgs, SiteArgs, TimingArgs};
use super::destination::SshArgs;
use super::ui::counted;
use super::{Host, OrStopped, Progress, Ui, absolute, check_output, destination, made, output_fault};
use crate::command::destination::ssh::{Remote, There};
use crate::command::destination::sync::{self, Store};
use crate::command::destination::{Destination, MaxDelete, Refusal, object};
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::load;
use crate::model::ledger::LEDGER;
use crate::output::{
    Changes, Entry, Fault, Folder, InPlace, Lock, Manifest, ManifestHead, Parcel, Scratch, Sink, Staged, Version,
    changes, hash, occupant, prove, roll_back, shown_version, try_lock, version_of, versions, was_published,
};
use crate::site::{self, Choice, Prepared, ReportPage};
use record::{Promise, Waiting};

/// Build the site and put it where readers find it
///
/// A folder is built beside the published one and takes its place in one step, and the last versions are kept.
/// A server is reached by ssh and rsync, and shows a new version in one step too. Object stores and WebDAV get what
/// differs, the front page last; they need a kalends with the feature `publish`. Drafts are left out.
#[derive(Debug, clap::Args)]
#[command(after_long_help = destination::HELP)]
pub struct Args {
    /// The folder, server or store: /srv/www, user@host:/srv/www, s3://bucket/prefix, az://container/prefix,
    /// https://host/folder
    #[arg(value_name = "DEST", env = "KALENDS_PUBLISH")]
    destination: String,
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    build: BuildArgs,
    /// How many versions before the published one are kept
    #[arg(long, value_name = "N", default_value_t = 5)]
    keep: usize,
    /// Put an earlier version back: the one before, or the one that `--versions` calls VERSION
    #[arg(long, value_name = "VERSION", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["dry_run", "in_place", "force", "all"])]
    rollback: Option<String>,
    /// Print which versions are there, and do nothing
    #[arg(long, conflicts_with_all = ["rollback", "dry_run", "in_place", "force", "all"])]
    versions: bool,
    /// Print what would be written and removed, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// How many files may be removed, as a number or as a share [default: 10% or 20, whichever is more]
    #[arg(long, value_name = "N|P%", default_value = "usual", hide_default_value = true, value_parser = max_delete)]
    max_delete: MaxDelete,
    /// Publish into a place that kalends did not make; its other files are kept
    #[arg(long)]
    force: bool,
    /// Send every file anew, whatever the manifest of the store says is there already
    #[arg(long)]
    all: bool,
    /// Change the folder file by file, where it cannot be replaced as a whole; no versions are kept
    #[arg(long)]
    in_place: bool,
    #[command(flatten)]
    ssh: SshArgs,
    #[command(flatten)]
    faults: FaultArgs,
    /// Print nothing but faults
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    timings: TimingArgs,
    #[command(flatten)]
    jobs: JobArgs,
}

fn max_delete(written: &str) -> Result<MaxDelete, &'static str> {
    if written == "usual" { Ok(MaxDelete::Usual) } else { written.parse() }
}

/// Publishes, puts an earlier version back, or lists the versions.
pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.faults.format, "nothing was published");
    ui.quiet(args.quiet);
    ui.timed(args.timings.timings);
    args.jobs.limit_threads(None);
    let options = Options {
        root: host.site(args.site.root.as_deref(), diags)?,
        destination: args.destination.clone(),
        keep: args.keep,
        max_delete: args.max_delete,
        dry_run: args.dry_run,
        force: args.force,
        all: args.all,
        in_place: args.in_place,
        strict: args.build.strict,
        drafts: args.build.drafts,
        now: host.now(diags)?.to_string(),
        ssh: args.ssh.words(),
        rsync: destination::RSYNC.to_owned(),
        variables: host.variables(&object::VARIABLES),
    };
    if args.versions {
        let found = list(&options, diags).or_stopped(diags)?;
        ui.print(versions_in_words(&found));
        return Ok(());
    }
    if let Some(version) = &args.rollback {
        let version = Some(version.as_str()).filter(|version| !version.is_empty());
        let version = put_back(&options, version, diags).or_stopped(diags)?;
        ui.say(&format!("{} shows version {version} again", options.destination));
        return Ok(());
    }
    let stages = std::sync::Mutex::new(&mut *ui);
    let progress = |stage: &'static str| stages.lock().unwrap_or_else(std::sync::PoisonError::into_inner).stage(stage);
    let done = publish(&options, &progress, diags);
    // Readers may have the pages, or some of them.
    if diags
        .sorted()
        .iter()
        .any(|fault| [&faults::DESTINATION_REFUSED, &faults::LEDGER_NOT_WRITTEN].contains(&fault.code))
    {
        ui.faults_as(args.faults.format, "");
    }
    let done = done.or_stopped(diags)?;
    if args.dry_run {
        ui.print(changes_in_words(&done.changes));
    }
    ui.say(&in_words(&done, &options.destination, args.dry_run));
    Ok(())
}

/// A line for each version: its name, when it was published, what it is.
fn versions_in_words(versions: &[Version]) -> String {
    let line = |version: &Version| {
        let (at, note) = match &version.entry {
            Some(entry) => (entry.at.as_str(), entry.note.as_str()),
            None => ("-", "not in the log"),
        };
        let mark = if version.published { "  (published)" } else { "" };
        format!("{}  {at:<20}  {note}{mark}\n", version.id)
    };
    versions.iter().map(line).collect()
}

/// A line for each file that would be written or removed.
fn changes_in_words(changes: &Changes) -> String {
    let lines = |what: &'static str, names: &[String]| -> String {
        names.iter().map(|name| format!("{what} {name}\n")).collect()
    };
    lines("write ", &changes.write) + &lines("remove", &changes.remove)
}

/// "1 report, 14 pages published to …: 20 files written, 3 unchanged; version 3f9a01bc".
fn in_words(done: &Published, destination: &str, is_trial: bool) -> String {
    let changes = &done.changes;
    let (verb, written) = if is_trial { ("to be published to", "to write") } else { ("published to", "written") };
    let mut text = match changes.write.is_empty() && changes.remove.is_empty() {
        true => format!("{destination} is up to date: {}", made(done.site)),
        false => {
            let (site, files, same) = (made(done.site), counted(changes.write.len(), "file"), changes.same);
            format!("{site} {verb} {destination}: {files} {written}, {same} unchanged")
        }
    };
    if !changes.remove.is_empty() {
        text.push_str(&format!(", {} {}", changes.remove.len(), if is_trial { "to remove" } else { "removed" }));
    }
    if let Some(version) = done.version.as_ref().filter(|_| !is_trial) {
        text.push_str(&format!("; version {version}"));
    }
    for name in &done.kept {
        text.push_str(&format!("\nkept: {name} (not made by kalends)"));
    }
    text
}

/// Where to publish, and how.
#[derive(Debug, Clone)]
struct Options {
    pub root: PathBuf,
    /// As the user wrote it.
    pub destination: String,
    /// How many versions before the published one are kept.
    pub keep: usize,
    pub max_delete: MaxDelete,
    /// Only says what would be done.
    pub dry_run: bool,
    /// Takes over a place that kalends did not write.
    pub force: bool,
    /// Writes also what is there already.
    pub all: bool,
    /// Changes a folder file by file.
    pub in_place: bool,
    pub strict: bool,
    pub drafts: bool,
    /// The time, as the log of versions shows it.
    pub now: String,
    /// The program that reaches a server, with its arguments.
    pub ssh: Vec<String>,
    /// The program that sends files to it.
    pub rsync: String,
    /// Settings and secrets of stores: those variables of the environment whose names begin with one of
    /// [`object::VARIABLES`].
    pub variables: Vec<(String, String)>,
}

/// What publishing did or, for a trial, would do.
#[derive(Debug)]
struct Published {
    pub site: site::Summary,
    pub changes: Changes,
    /// The first digits of the version; `None` where none are kept.
    pub version: Option<String>,
    /// Files that kalends did not write and that are kept, as far as is known.
    pub kept: Vec<String>,
}

/// Publishes the site. `None` exactly when a fault was recorded; then readers see what they saw, or, where a place is
/// written to file by file, the next run goes on.
fn publish(options: &Options, progress: Progress<'_>, diags: &mut Diagnostics) -> Option<Published> {
    let place = place(options).map_err(|fault| diags.add(fault)).ok()?;
    let promise = Promise::of(&options.root, &named(options, &place));
    let _lock = match options.dry_run {
        true => None,
        false => {
            let begun = begin(options).and_then(|lock| settle(options, &place, &promise).map(|()| lock));
            Some(begun.map_err(|fault| diags.add(fault)).ok()?)
        }
    };
    progress("load");
    let set = Set::read(options, promise, diags)?;
    let done = match &place {
        Destination::Folder(folder) if options.dry_run => compare(options, &set, folder, progress, diags)?,
        Destination::Folder(folder) if options.in_place => {
            let opened = || InPlace::open(folder, options.force).map_err(|fault| of_output(&fault, options));
            to_store(options, &set, || opened().map(|folder| Box::new(folder) as Box<dyn Store>), progress, diags)?
        }
        Destination::Folder(folder) => to_folder(options, &set, folder, progress, diags)?,
        Destination::Ssh(remote) => to_server(options, &set, remote, progress, diags)?,
        Destination::Store(address) => to_store(options, &set, || open(options, address), progress, diags)?,
    };
    Some(done)
}

/// The versions of a place, the last published first. `None` exactly when a fault was recorded.
fn list(options: &Options, diags: &mut Diagnostics) -> Option<Vec<Version>> {
    let found = match place(options) {
        Ok(Destination::Folder(folder)) => versions(&folder).map_err(|fault| of_output(&fault, options)),
        Ok(Destination::Ssh(remote)) => {
            remote.look(&options.ssh).map(|there| there.versions()).map_err(|refusal| refused(options, &refusal))
        }
        Ok(Destination::Store(_)) => Err(faults::no_versions_there(&options.destination)),
        Err(fault) => Err(fault),
    };
    found.map_err(|fault| diags.add(fault)).ok()
}

/// Puts back the version whose name begins with `wanted`, or the one before the published one. Returns the first digits
/// of its name, or `None` when a fault was recorded; then the published version is as it was.
fn put_back(options: &Options, wanted: Option<&str>, diags: &mut Diagnostics) -> Option<String> {
    let done = || {
        let place = place(options)?;
        let _lock = begin(options)?;
        settle(options, &place, &Promise::of(&options.root, &named(options, &place)))?;
        match place {
            Destination::Folder(folder) => {
                let done = roll_back(&folder, wanted, &options.now).map(|(_, version)| version);
                done.map_err(|fault| of_output(&fault, options))
            }
            Destination::Ssh(remote) => put_back_there(options, &remote, wanted),
            Destination::Store(_) => Err(faults::no_versions_there(&options.destination)),
        }
    };
    done().map_err(|fault| diags.add(fault)).ok()
}

/// What is built, and what the log says of it.
struct Set {
    prepared: Prepared,
    head: ManifestHead,
    note: String,
    promise: Promise,
}

impl Set {
    /// Reads the site as readers are to get it. `None` exactly when a fault was recorded.
    fn read(options: &Options, promise: Promise, diags: &mut Diagnostics) -> Option<Set> {
        let inputs = load::site(&options.root, diags).ok()?;
        let approved_only = !options.drafts && inputs.approvals.is_some();
        let prepared = site::prepare(inputs, Choice { drafts: options.drafts, approved_only, periods: None });
        if prepared.only_periods().is_some_and(BTreeSet::is_empty) {
            diags.add(faults::nothing_approved());
            return None;
        }
        let mut head = prepared.head();
        // It grows by publishing, and the same site is to be the same version.
        head.inputs.remove(LEDGER);
        Some(Set { head, note: note(&prepared.reports()), promise, prepared })
    }

    /// Writes down what the ledger will say when readers have `version`.
    fn promise(&self, options: &Options, version: &str) -> Result<Waiting, Fault> {
        self.promise.make(version, &self.prepared.records(), &options.now)
    }

    /// Records that readers have the version.
    fn record(&self, waiting: &Waiting) -> Result<(), Diagnostic> {
        self.promise.settle(waiting, true)
    }

    fn entry(&self, options: &Options) -> Entry {
        Entry { at: options.now.clone(), note: self.note.clone(), rollback: false }
    }

    /// Builds the pages. `None` exactly when a fault was recorded, or a warning that counts as one.
    fn build(&self, options: &Options, sink: &dyn Sink, diags: &mut Diagnostics) -> Option<site::Summary> {
        let built = site::build(&self.prepared, sink, diags).ok()?;
        if options.strict && !diags.is_empty() {
            diags.make_strict();
            return None;
        }
        Some(built)
    }

    /// Builds the pages into a folder of their own.
    fn parcel(&self, options: &Options, diags: &mut Diagnostics) -> Option<(site::Summary, Parcel, Manifest, Vec<u8>)> {
        let fault = |fault: &Fault| output_fault(fault, &options.root);
        let parcel = Parcel::begin(&options.root).map_err(|found| diags.add(fault(&found))).ok()?;
        let built = self.build(options, &parcel, diags)?;
        let (manifest, bytes) = parcel.seal(self.head.clone()).map_err(|found| diags.add(fault(&found))).ok()?;
        Some((built, parcel, manifest, bytes))
    }
}

/// "14 reports, newest 2018-02".
fn note(reports: &[ReportPage]) -> String {
    let newest = reports.iter().map(|report| report.period).max();
    let count = if reports.len() == 1 { "1 report".to_owned() } else { format!("{} reports", reports.len()) };
    newest.map_or(count.clone(), |newest| format!("{count}, newest {newest}"))
}

fn place(options: &Options) -> Result<Destination, Diagnostic> {
    let place = destination::named(&options.destination, "publish")?;
    match &place {
        Destination::Folder(folder) => {
            if let Some(fault) = check_output(&options.root, folder) {
                return Err(fault);
            }
        }
        _ if options.in_place => return Err(faults::in_place_elsewhere(&options.destination)),
        _ => {}
    }
    Ok(place)
}

/// What would change in a folder. Nothing is written beside it.
fn compare(
    options: &Options,
    set: &Set,
    folder: &Path,
    progress: Progress<'_>,
    diags: &mut Diagnostics,
) -> Option<Published> {
    progress("build");
    let (site, _parcel, new, _) = set.parcel(options, diags)?;
    let found = Manifest::read(folder);
    let is_foreign = found.is_none() && !options.force && occupant(folder).is_ok_and(|name| name.is_some());
    if is_foreign {
        diags.add(faults::foreign_destination(&options.destination));
        return None;
    }
    let present = found.map(|manifest| manifest.outputs).unwrap_or_default();
    let changes = changes(&new.outputs, &present);
    Some(Published { site, changes, version: None, kept: Vec::new() })
}

/// A folder that is swapped in.
fn to_folder(
    options: &Options,
    set: &Set,
    folder: &Path,
    progress: Progress<'_>,
    diags: &mut Diagnostics,
) -> Option<Published> {
    let fault = |found: Fault, diags: &mut Diagnostics| diags.add(of_output(&found, options));
    progress("stage");
    let staged = Staged::begin_published(folder, options.force).map_err(|found| fault(found, diags)).ok()?;
    progress("build");
    let site = set.build(options, &staged, diags)?;
    let (changes, present) = staged.changes();
    within_limit(options, &changes, present).map_err(|fault| diags.add(fault)).ok()?;
    progress("record");
    let version = staged.version(&set.head).map_err(|found| fault(found, diags)).ok()?;
    let waiting = set.promise(options, &version).map_err(|found| fault(found, diags)).ok()?;
    progress("write");
    let (written, version) = staged
        .publish(set.head.clone(), &set.entry(options), options.keep)
        .map_err(|found| fault(found, diags))
        .ok()?;
    progress("record");
    set.record(&waiting).map_err(|fault| diags.add(fault)).ok()?;
    Some(Published { site, changes, version: Some(shown_version(&version).to_owned()), kept: written.kept })
}

/// A server that is reached by ssh.
fn to_server(
    options: &Options,
    set: &Set,
    remote: &Remote,
    progress: Progress<'_>,
    diags: &mut Diagnostics,
) -> Option<Published> {
    progress("build");
    let (site, parcel, new, bytes) = set.parcel(options, diags)?;
    progress("compare");
    let there = remote.look(&options.ssh).map_err(|refusal| diags.add(refused(options, &refusal))).ok()?;
    if there.foreign && !options.force {
        diags.add(faults::foreign_destination(&options.destination));
        return None;
    }
    if !options.force {
        not_occupied(options, &there, &new).map_err(|fault| diags.add(fault)).ok()?;
    }
    let present = there.current.as_ref().and_then(|(_, bytes)| Manifest::parse(bytes));
    let present = present.map(|manifest| manifest.outputs).unwrap_or_default();
    let changes = changes(&new.outputs, &present);
    let version = hash(&bytes);
    let published =
        Published { site, changes, version: Some(shown_version(&version).to_owned()), kept: there.others.clone() };
    if options.dry_run {
        return Some(published);
    }
    within_limit(options, &published.changes, present.len()).map_err(|fault| diags.add(fault)).ok()?;
    progress("send");
    let waiting =
        set.promise(options, &version).map_err(|fault| diags.add(output_fault(&fault, &options.root))).ok()?;
    let is_there = there.current.as_ref().is_some_and(|(current, _)| *current == version) && !options.all;
    let sent = match is_there {
        true => Ok(()),
        false => remote
            .send(&options.ssh, &options.rsync, &there, parcel.path(), &version)
            .and_then(|()| remote.publish(&options.ssh, &there, &version, &set.entry(options), options.keep)),
    };
    sent.map_err(|refusal| diags.add(refused(options, &refusal))).ok()?;
    set.record(&waiting).map_err(|fault| diags.add(fault)).ok()?;
    Some(published)
}

/// A place that is written to file by file. It is opened when the pages are ready.
fn to_store(
    options: &Options,
    set: &Set,
    open: impl FnOnce() -> Result<Box<dyn Store>, Diagnostic>,
    progress: Progress<'_>,
    diags: &mut Diagnostics,
) -> Option<Published> {
    progress("build");
    let (site, parcel, manifest, bytes) = set.parcel(options, diags)?;
    progress("compare");
    let store = open().map_err(|fault| diags.add(fault)).ok()?;
    let present = sync::present(&*store).map_err(|refusal| diags.add(refused(options, &refusal))).ok()?;
    if present.foreign && !options.force {
        diags.add(faults::foreign_destination(&options.destination));
        return None;
    }
    let mut changes = changes(&manifest.outputs, &present.files);
    if options.all {
        changes.write = manifest.outputs.keys().cloned().collect();
        changes.same = 0;
    }
    let published = Published { site, changes, version: None, kept: Vec::new() };
    if options.dry_run {
        return Some(published);
    }
    within_limit(options, &published.changes, present.files.len()).map_err(|fault| diags.add(fault)).ok()?;
    progress("send");
    let version = hash(&bytes);
    let waiting =
        set.promise(options, &version).map_err(|fault| diags.add(output_fault(&fault, &options.root))).ok()?;
    sync::send(&*store, &parcel, &(manifest, bytes), &present, &published.changes)
        .map_err(|refusal| diags.add(refused(options, &refusal)))
        .ok()?;
    set.record(&waiting).map_err(|fault| diags.add(fault)).ok()?;
    Some(published)
}

/// Lets no other run publish the site or put a version back as long as the value lives.
fn begin(options: &Options) -> Result<Lock, Diagnostic> {
    // The site's own folder is taken for a moment now and then while pages are built.
    try_lock(&options.root.join("data")).ok_or_else(|| faults::publishing_already(&options.destination))
}

/// What a place is called, however the user wrote it; a folder in the site's is called the same wherever that lies.
fn named(options: &Options, place: &Destination) -> String {
    match place {
        Destination::Folder(folder) => {
            let folder = absolute(folder).unwrap_or_else(|| folder.clone());
            let root = absolute(&options.root).unwrap_or_else(|| options.root.clone());
            folder.strip_prefix(root).unwrap_or(&folder).display().to_string()
        }
        Destination::Ssh(remote) => remote.to_string(),
        Destination::Store(address) => address.to_string(),
    }
}

/// Records what a run published that was killed before it could do so itself.
fn settle(options: &Options, place: &Destination, promise: &Promise) -> Result<(), Diagnostic> {
    let Some(waiting) = promise.waiting()? else { return Ok(()) };
    let refused = |refusal: Refusal| refused(options, &refusal);
    let is_shown = |current: Option<String>| current.as_deref() == Some(waiting.version.as_str());
    let was_published = match place {
        Destination::Folder(folder) => {
            is_shown(version_of(folder))
                || was_published(folder, &waiting.version, &waiting.at).map_err(|fault| of_output(&fault, options))?
        }
        Destination::Ssh(remote) => {
            let there = remote.look(&options.ssh).map_err(refused)?;
            there.was_published(&waiting.version, &waiting.at) || is_shown(there.current.map(|(version, _)| version))
        }
        Destination::Store(address) => {
            let present = sync::present(&*open(options, address)?).map_err(refused)?;
            is_shown(present.manifest.map(|bytes| hash(&bytes)))
        }
    };
    promise.settle(&waiting, was_published)
}

fn open(options: &Options, address: &object::Address) -> Result<Box<dyn Store>, Diagnostic> {
    let opened = object::open(address, &options.variables).ok_or_else(|| faults::no_client(&options.destination))?;
    opened.map_err(|refusal| refused(options, &refusal))
}

fn put_back_there(options: &Options, remote: &Remote, wanted: Option<&str>) -> Result<String, Diagnostic> {
    let there = remote.look(&options.ssh).map_err(|refusal| refused(options, &refusal))?;
    let (version, entry) = there
        .earlier(wanted)
        .map_err(|known| faults::no_version(&options.destination, wanted.unwrap_or_default(), &known))?;
    let here = |fault: &Fault| output_fault(fault, &options.root);
    let scratch = Scratch::begin(&options.root).map_err(|fault| here(&fault))?;
    remote
        .fetch_version(&options.ssh, &options.rsync, &version, scratch.path())
        .map_err(|refusal| refused(options, &refusal))?;
    let manifest = prove(scratch.path(), &version, |_, _| Ok(())).map_err(|fault| match &fault {
        Fault::Damaged { path, .. } => {
            let name = path.strip_prefix(scratch.path()).unwrap_or(path).display();
            faults::damaged_version(&format!("{}/{name}", remote.place_of(&version)), shown_version(&version))
        }
        fault => here(fault),
    })?;
    not_occupied(options, &there, &manifest)?;
    let names = Folder::new(scratch.path()).names();
    let names = names.map_err(|error| here(&Fault::Io { path: scratch.path().to_path_buf(), error }))?;
    let gone: Vec<String> = names.into_iter().filter(|name| !manifest.lists(name)).collect();
    let note = entry.map(|entry| entry.note).unwrap_or_default();
    let entry = Entry { at: options.now.clone(), note, rollback: true };
    remote.roll_back(&options.ssh, &there, &version, &gone, &entry).map_err(|refusal| refused(options, &refusal))?;
    Ok(shown_version(&version).to_owned())
}

/// An error where a page would take the place of a file that kalends did not write.
fn not_occupied(options: &Options, there: &There, new: &Manifest) -> Result<(), Diagnostic> {
    let taken = there.others.iter().find(|name| new.lists(name));
    taken.map_or(Ok(()), |name| Err(faults::output_occupied(&options.destination, name)))
}

/// An error where more would be removed of `present` files than may be without being asked.
fn within_limit(options: &Options, changes: &Changes, present: usize) -> Result<(), Diagnostic> {
    let (gone, allowed) = (changes.remove.len(), options.max_delete.of(present));
    if gone <= allowed { Ok(()) } else { Err(faults::too_many_removals(&options.destination, gone, present, allowed)) }
}

fn refused(options: &Options, refusal: &Refusal) -> Diagnostic {
    faults::destination_refused(&options.destination, &refusal.name, &refusal.reason)
}

/// A fault of a folder that is published to; what a build calls its output is called by its name here.
fn of_output(fault: &Fault, options: &Options) -> Diagnostic {
    match fault {
        Fault::Foreign(_) => faults::foreign_destination(&options.destination),
        Fault::NotAFolder(_) => faults::destination_is_no_folder(&options.destination),
        Fault::Io { error, .. } if error.kind() == ErrorKind::InvalidFilename => {
            faults::destination_too_long(&options.destination)
        }
        fault => output_fault(fault, &options.root),
    }
}
