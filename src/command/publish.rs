//! `kalends publish DEST`: the site, without drafts, where readers find it.
//!
//! Every kind of place goes through the same stages: read the pages to know what the ledger is to say of them, build
//! them with the lines of it that they name, see what differs from what is published, ask whether so
//! much may be removed, put it there, record it in the ledger. A folder is built beside the published one; for all
//! others the pages are built into a folder within the site's, which is gone afterwards. One run at a time publishes a
//! site, and another is refused: what it waits for may take hours.

mod earlier;
mod editions;
mod embargo;
mod kept;
mod place;
mod record;
mod undated;

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::PathBuf;

use super::args::{BuildArgs, FormatArgs, JobArgs, SiteArgs, TimingArgs};
use super::destination::SshArgs;
use super::ui::{counted, one_line};
use super::{
    Host, NOT_OURS, Ui, absolute, check_output, destination, kept_from_readers, made, named, output_fault, read_site,
};
use crate::base::address;
use crate::command::destination::{Destination, MaxDelete, Refusal, object};
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::model::ledger::{Change, LEDGER, Record, is_of_a_report};
use crate::output::{Changes, Counted, Fault, Lock, LogEntry, ManifestHead, Nowhere, Sink, Version, try_lock};
use crate::site::{self, Choice, Prepared, ReportPage};
use editions::Editions;
use place::{Pages, Present};
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
    #[arg(long, value_name = "VERSION", num_args = 0..=1, default_missing_value = "")]
    #[arg(conflicts_with_all = ["dry_run", "in_place", "force", "all"])]
    rollback: Option<String>,
    /// Print which versions are there, and do nothing
    #[arg(long, conflicts_with_all = ["rollback", "dry_run", "in_place", "force", "all"])]
    versions: bool,
    /// Take this published report away, by its folder, such as 2018-02; a page in its place says so. May be given more
    /// than once
    #[arg(long, value_name = "REPORT", requires = "reason", conflicts_with_all = ["rollback", "versions", "restore"])]
    withdraw: Vec<String>,
    /// Publish this report again, which was withdrawn; its page says so. May be given more than once
    #[arg(long, value_name = "REPORT", requires = "reason", conflicts_with_all = ["rollback", "versions"])]
    restore: Vec<String>,
    /// Why it is withdrawn or published again, for the readers of that page
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["rollback", "versions"])]
    reason: Option<String>,
    /// Publish an edition for the early readers of reports whose hour is to come. Each page says until when it is under
    /// embargo, and DEST is a place that they alone can open
    #[arg(long, conflicts_with_all = ["rollback", "versions", "withdraw", "restore"])]
    early: bool,
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
    faults: FormatArgs,
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
    ui.faults_as(args.faults, "nothing was published");
    ui.quiet(args.quiet);
    ui.timed(args.timings.timings);
    args.jobs.limit_threads(None);
    let now = host.now(diags)?;
    let options = Options {
        root: host.site(args.site.root.as_deref(), diags)?,
        destination: args.destination.clone(),
        keep: args.keep,
        withdrawn: args.withdraw.clone(),
        restored: args.restore.clone(),
        reason: reason(args).map_err(|fault| diags.stop(fault))?,
        max_delete: args.max_delete,
        dry_run: args.dry_run,
        force: args.force,
        all: args.all,
        in_place: args.in_place,
        strict: args.build.strict,
        drafts: args.build.drafts,
        early: args.early,
        now: now.to_string(),
        second: now.as_second(),
        ssh: args.ssh.words(),
        rsync: destination::RSYNC.to_owned(),
        variables: host.variables(&object::VARIABLES),
    };
    if args.versions {
        let found = earlier::list(&options).map_err(|fault| diags.stop(fault))?;
        ui.print(versions_in_words(&found));
        return Ok(());
    }
    if let Some(version) = &args.rollback {
        let version = Some(version.as_str()).filter(|version| !version.is_empty());
        let version = earlier::put_back(&options, version).map_err(|fault| diags.stop(fault))?;
        ui.say(&format!("{} shows version {version} again", options.destination));
        return Ok(());
    }
    let done = publish(&options, ui, diags);
    // Readers may have the pages, or some of them.
    if diags
        .sorted()
        .iter()
        .any(|fault| [&faults::DESTINATION_REFUSED, &faults::LEDGER_NOT_WRITTEN].contains(&fault.code))
    {
        ui.faults_as(args.faults, "");
    }
    let done = done?;
    if args.dry_run {
        ui.print(changes_in_words(&done.changes));
    }
    ui.say(&in_words(&done, &options.destination, args.dry_run));
    Ok(())
}

/// Why reports are withdrawn or published again; empty where none is.
fn reason(args: &Args) -> Result<String, Diagnostic> {
    let written = args.reason.as_deref().filter(|_| !args.withdraw.is_empty() || !args.restore.is_empty());
    let reason = |written: &str| one_line(written).ok_or_else(|| faults::no_reason_to_withdraw(written));
    Ok(written.map(reason).transpose()?.unwrap_or_default())
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
        true => format!("{destination} is up to date: {}", made(&done.site)),
        false => {
            let (site, files, same) = (made(&done.site), counted(changes.write.len(), "file"), changes.same);
            format!("{site} {verb} {destination}: {files} {written}, {same} unchanged")
        }
    };
    if !changes.remove.is_empty() {
        text.push_str(&format!(", {} {}", changes.remove.len(), if is_trial { "to remove" } else { "removed" }));
    }
    if let Some(version) = done.version.as_ref().filter(|_| !is_trial) {
        text.push_str(&format!("; version {version}"));
    }
    let verb = if is_trial { "to put right" } else { "put right" };
    text.push_str(&named(verb, &done.repaired, "somebody had changed or removed it"));
    text.push_str(&named("kept", &done.kept, NOT_OURS));
    let beside = |name: &&String| done.withdrawn.iter().any(|folder| name.starts_with(&format!("{folder}/")));
    let beside: Vec<String> = done.kept.iter().filter(beside).cloned().collect();
    text.push_str(&named("still there beside a report that was withdrawn", &beside, "look at it, or take it away"));
    if done.taken_away > 0 {
        // They are the site's, and not the report's alone.
        let whose = if done.taken_away == 1 { "the report that was" } else { "the reports that were" };
        text.push_str(&format!(
            "\nthe figures of {whose} withdrawn still stand on other pages, until a later snapshot takes them back with \
             `withdrawn: true`"
        ));
    }
    text.push_str(&done.rewritten);
    if let Some(early) = &done.early {
        text.push_str(&format!("\n{early}"));
    }
    if let Some(why) = &done.unreadable {
        text.push_str(&format!("\nothers cannot read it: {why}"));
    }
    if done.unchecked {
        text.push_str("\nnot checked there: the server has neither `sha256sum` nor `shasum`");
    }
    text + &kept_from_readers(&done.site)
}

/// Where to publish, and how.
#[derive(Debug, Clone)]
struct Options {
    pub root: PathBuf,
    /// As the user wrote it.
    pub destination: String,
    /// How many versions before the published one are kept.
    pub keep: usize,
    /// The folders of reports that are to be withdrawn.
    pub withdrawn: Vec<String>,
    /// The folders of withdrawn reports that are to be published again.
    pub restored: Vec<String>,
    /// Why; empty where there are none.
    pub reason: String,
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
    /// For early readers.
    pub early: bool,
    /// The time, as the log of versions shows it.
    pub now: String,
    /// The same in seconds since 1970.
    pub second: i64,
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
    /// Files that somebody changed or removed there and that are as they were again.
    pub repaired: Vec<String>,
    /// The first digits of the version; `None` where none are kept.
    pub version: Option<String>,
    /// Files that kalends did not write and that are kept, as far as is known.
    pub kept: Vec<String>,
    /// The folders of the reports that are withdrawn.
    pub withdrawn: Vec<String>,
    /// How many of them by this run.
    pub taken_away: usize,
    /// Why others than the publisher cannot read the pages, where that is so.
    pub unreadable: Option<String>,
    /// What arrived was not held against its sums.
    pub unchecked: bool,
    /// For whom an early edition is, and until when it is under embargo.
    pub early: Option<String>,
    /// What pages say otherwise that belong to no period, and which files beside pages are gone, in words; empty where they
    /// do not and none is.
    pub rewritten: String,
}

/// Publishes the site. After a fault, readers see what they saw, or, where a place is written to file by file, the next
/// run goes on.
fn publish(options: &Options, ui: &mut Ui, diags: &mut Diagnostics) -> Result<Published, Stopped> {
    let destination = destination_of(options).map_err(|fault| diags.stop(fault))?;
    embargo::check_folder(options, &destination).map_err(|fault| diags.stop(fault))?;
    let promise = Promise::of(&options.root, &name_of(options, &destination));
    let (_lock, broken_off) = match options.dry_run {
        true => (None, None),
        false => {
            let (lock, left) = begin(options, &destination, &promise).map_err(|fault| diags.stop(fault))?;
            (Some(lock), left)
        }
    };
    ui.stage("load");
    let mut set = Set::read(options, diags)?;
    ui.stage("read");
    let (site, mut records) = set.read_pages(options, diags)?;
    set.head = set.head_of(&site);
    if options.early {
        // What early readers see is not out, and no promise.
        records.clear();
    }
    let is_for_all = !options.early && !options.drafts;
    let rewritten = if is_for_all {
        undated::rewritten(&set.prepared) + &undated::early(&set.prepared, options.second)
    } else {
        String::new()
    };
    let later = set.later(options, &destination, &records, broken_off).map_err(|fault| diags.stop(fault))?;
    let options = &Options { now: later.at, ..options.clone() };
    let (editions, records) = (later.editions, later.records);
    set.head.ledger = promise.end(&records, &options.now).map_err(|fault| diags.stop(fault))?;
    ui.stage("stage");
    let pages = Pages::begin(options, &destination).map_err(|fault| diags.stop(fault))?;
    ui.stage("build");
    let progress = ui.count(set.prepared.reports().len());
    set.prepared = editions.add_to(options, &records, set.prepared);
    set = set.build(&Counted::new(pages.sink(), &|| progress.step()), diags)?;
    ui.stage("compare");
    let place = place::open(options, &destination, pages, &set.head).map_err(|fault| diags.stop(fault))?;
    let Present { changes, repaired, files, version, shown, kept, manifest } = place.present().clone();
    kept::check_place(options, &set.prepared, manifest.as_ref()).map_err(|fault| diags.stop(fault))?;
    embargo::check_place(options, manifest.as_ref()).map_err(|fault| diags.stop(fault))?;
    let early = embargo::in_words(options, &set.prepared);
    let withdrawn = set.prepared.withdrawn();
    let gone = match manifest.as_ref().filter(|_| is_for_all) {
        Some(manifest) => undated::gone(&set.prepared, &changes, manifest, &withdrawn),
        None => String::new(),
    };
    let taken_away = set.withdrawn.iter().filter(|record| is_of_a_report(&record.report)).count();
    let mut published = Published {
        site,
        changes,
        repaired,
        version: shown,
        kept,
        withdrawn,
        taken_away,
        unreadable: None,
        unchecked: false,
        early,
        rewritten: rewritten + &gone,
    };
    if options.dry_run {
        return Ok(published);
    }
    kept::check_downloads(options, &set.prepared, &published.changes, manifest.as_ref(), diags)?;
    within_limit(options, &published.changes, files).map_err(|fault| diags.stop(fault))?;
    kept::check_pages(options, &set.prepared, &published.changes, manifest.as_ref(), diags)?;
    ui.stage("send");
    editions.write(options).map_err(|fault| diags.stop(fault))?;
    let promised = promise.make(&version, &records, &options.now);
    let waiting = promised.map_err(|fault| diags.stop(output_fault(&fault, &options.root)))?;
    let done = place.publish(options, &set.entry(options)).map_err(|fault| diags.stop(fault))?;
    published.kept.extend(done.kept);
    published.unreadable = done.unreadable;
    published.unchecked = done.unchecked;
    ui.stage("record");
    promise.settle(&waiting, true).map_err(|fault| diags.stop(fault))?;
    Ok(published)
}

/// Lets no other run publish the site or put a version back as long as the value lives, and records what a run
/// published that was killed before it could do so itself. Returns what such a run was to record and did not publish,
/// or only in part.
fn begin(
    options: &Options,
    destination: &Destination,
    promise: &Promise,
) -> Result<(Lock, Option<Waiting>), Diagnostic> {
    // The site's own folder is taken for a moment now and then while pages are built.
    let lock = try_lock(&options.root.join("data"));
    let lock = lock.ok_or_else(|| faults::publishing_already(&options.destination))?;
    let Some(waiting) = promise.waiting()? else { return Ok((lock, None)) };
    let was_published = earlier::was_published(options, destination, &waiting.version, &waiting.at)?;
    promise.settle(&waiting, was_published)?;
    Ok((lock, Some(waiting).filter(|_| !was_published)))
}

/// The place that is published to.
fn destination_of(options: &Options) -> Result<Destination, Diagnostic> {
    let destination = destination::named(&options.destination, "publish")?;
    match &destination {
        Destination::Folder(folder) => check_output(&options.root, folder).map_or(Ok(destination), Err),
        _ if options.in_place => Err(faults::in_place_elsewhere(&options.destination)),
        _ => Ok(destination),
    }
}

/// What a place is called, however the user wrote it; a folder in the site's is called the same wherever that lies.
fn name_of(options: &Options, destination: &Destination) -> String {
    match destination {
        Destination::Folder(folder) => {
            let folder = absolute(folder).unwrap_or_else(|| folder.clone());
            let root = absolute(&options.root).unwrap_or_else(|| options.root.clone());
            folder.strip_prefix(root).map_or_else(|_| address::shown(&folder), address::of_file_lossy)
        }
        Destination::Ssh(remote) => remote.to_string(),
        Destination::Store(address) => address.to_string(),
    }
}

/// What is built, and what the log says of it.
struct Set {
    prepared: Prepared,
    head: ManifestHead,
    note: String,
    /// What the ledger is to say of reports that are withdrawn.
    withdrawn: Vec<Record>,
    /// And of those that are published again, by their folders.
    restored: Vec<(String, Vec<Change>)>,
}

impl Set {
    /// Reads the site as readers are to get it.
    fn read(options: &Options, diags: &mut Diagnostics) -> Result<Set, Stopped> {
        let choice = Choice { drafts: options.drafts, early: options.early, ..Choice::default() };
        let mut inputs = read_site(&options.root, &choice, diags)?;
        let withdrawn = kept::withdraw(options, &mut inputs).map_err(|fault| diags.stop(fault))?;
        let restored = kept::restore(options, &mut inputs).map_err(|fault| diags.stop(fault))?;
        site::wait(&mut inputs);
        let approved_only = !options.drafts && inputs.approvals.is_some();
        let whole = inputs.clone();
        let prepared = site::prepare(inputs, Choice { approved_only, ..choice });
        kept::check_reports(&prepared, whole, diags)?;
        if prepared.only_periods().is_some_and(BTreeSet::is_empty) {
            return Err(diags.stop(faults::nothing_approved()));
        }
        embargo::check_reports(options, &prepared, diags)?;
        let head = prepared.head();
        Ok(Set { head, note: note(&prepared.reports()), prepared, withdrawn, restored })
    }

    /// Builds the pages for nobody: only then is it known what the ledger is to say of them, and so which of its lines
    /// they are to name.
    fn read_pages(&self, options: &Options, diags: &mut Diagnostics) -> Result<(site::Summary, Vec<Record>), Stopped> {
        let (built, mut records) = site::build_and_record(&self.prepared, &Nowhere, diags)?;
        diags.no_warnings(options.strict)?;
        for (folder, changes) in &self.restored {
            let record = records.iter_mut().find(|record| record.report == *folder);
            record.into_iter().for_each(|record| drop(record.changes.splice(..0, changes.iter().cloned())));
        }
        records.extend(self.withdrawn.iter().cloned());
        Ok((built, records))
    }

    /// Builds the pages, each of which names its line of the ledger.
    fn build(self, sink: &dyn Sink, diags: &mut Diagnostics) -> Result<Set, Stopped> {
        let prepared = self.prepared.witness(self.head.ledger.clone());
        // What there is to say was said when they were read.
        let mut again = Diagnostics::default();
        let built = site::build(&prepared, sink, &mut again);
        built.map_err(|_| diags.stop_all(again.sorted().into_iter().cloned()))?;
        Ok(Set { prepared, ..self })
    }

    /// What is kept and recorded beside `records`, of the reports. Where a run was broken off that was to say the same, it
    /// is said as of its moment: some readers may have pages of it, which name lines of the ledger.
    fn later(
        &self,
        options: &Options,
        destination: &Destination,
        records: &[Record],
        broken_off: Option<Waiting>,
    ) -> Result<Later, Diagnostic> {
        let as_of = |at: &str| -> Result<Later, Diagnostic> {
            let options = Options { now: at.to_owned(), ..options.clone() };
            let editions = Editions::take(&options, destination, &self.prepared, records)?;
            let mut records: Vec<Record> = records.iter().chain(&editions.records).cloned().collect();
            if !options.drafts {
                self.record_files(&mut records);
            }
            Ok(Later { at: at.to_owned(), editions, records })
        };
        if let Some(waiting) = broken_off {
            let later = as_of(&waiting.at)?;
            if waiting.says(&later.records) {
                return Ok(later);
            }
        }
        as_of(&options.now)
    }

    /// The head of the manifest, now that it is known which files the pages refer to.
    fn head_of(&self, site: &site::Summary) -> ManifestHead {
        let mut head = self.prepared.head_with(|file| site.referred.contains(file));
        // It grows by publishing, and the same site is to be the same version.
        head.inputs.remove(LEDGER);
        head
    }

    /// Adds to what the ledger is to say from which files the site is published. With drafts it is only tried.
    fn record_files(&self, records: &mut Vec<Record>) {
        // Without reports there is nothing that an older version could be taken for.
        let newest = records.iter().map(|record| record.period).max();
        records.extend(newest.and_then(|newest| undated::record(&self.prepared, newest)));
        records.extend(newest.map(Record::of_files));
        let digest = self.head.digest();
        records.iter_mut().for_each(|record| record.inputs = Some(digest.clone()));
    }

    fn entry(&self, options: &Options) -> LogEntry {
        LogEntry { at: options.now.clone(), note: self.note.clone(), rollback: false }
    }
}

/// What is recorded, and when.
struct Later {
    at: String,
    editions: Editions,
    records: Vec<Record>,
}

/// "14 reports, newest 2018-02".
fn note(reports: &[ReportPage]) -> String {
    let count = counted(reports.len(), "report");
    let newest = reports.iter().map(|report| report.period).max();
    newest.map_or(count.clone(), |newest| format!("{count}, newest {newest}"))
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
