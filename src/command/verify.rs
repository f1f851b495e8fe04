//! `kalends verify DEST`: whether what is published says what the site's files say.

mod compare;
mod context;
mod copies;
#[cfg(feature = "word")]
mod docx;
mod hunks;
mod mail;
#[cfg(feature = "xlsx")]
mod package;
mod promised;
#[cfg(feature = "xlsx")]
mod workbook;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::PathBuf;

use super::args::{FaultArgs, JobArgs, SiteArgs, TimingArgs};
use super::destination::SshArgs;
use super::sign_offs::{check_signatures, public_key};
use super::ui::counted;
use super::witness::{WitnessArgs, check_witnesses};
use super::{Host, Ui, destination};
use crate::base::period::Period;
use crate::command::destination::source::Source;
use crate::command::destination::way::{self, Way};
use crate::command::destination::{Destination, Refusal, object};
use crate::command::verify::compare::{Comparison, Drift, Proven, Published, findings, is_in_part};
use crate::command::verify::promised::Promised;
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::load;
use crate::model::approvals::Approval;
use crate::model::ledger::{Entry, Ledger};
use crate::output::{Counted, Manifest, Scratch};
use crate::site::{self, Choice, Prepared};

/// Prove that what is published says what the site's files say
///
/// Builds the site and compares every file with the published one, byte by byte. Names each figure that differs, in
/// text, charts, tables, downloads and texts for screen readers, and files that are missing, left over from an older
/// build or not made by kalends. Files of the site that are newer than what is published do not count.
#[derive(Debug, clap::Args)]
#[command(after_help = destination::HELP)]
pub struct Args {
    /// The published folder, server or store, as for `publish`, or the address at which readers find it:
    /// https://host/folder
    #[arg(value_name = "DEST", env = "KALENDS_PUBLISH")]
    destination: String,
    #[command(flatten)]
    site: SiteArgs,
    /// A file or folder in it that others wrote and that may stand there; may be given more than once
    #[arg(long, value_name = "NAME")]
    ignore: Vec<String>,
    /// Check too that every sign-off is signed with the secret half of this key, a file of minisign
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
    #[command(flatten)]
    witness: WitnessArgs,
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

/// So many requests are under way at once where each takes its time.
const FAR_JOBS: usize = 16;

pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.faults, "what is published is not proven");
    ui.quiet(args.quiet);
    ui.timed(args.timings.timings);
    args.jobs.limit_threads(is_far(&args.destination).then_some(FAR_JOBS));
    let options = Options {
        root: host.site(args.site.root.as_deref(), diags)?,
        destination: args.destination.clone(),
        ignored: args.ignore.clone(),
        public_key: args.public_key.clone(),
        witness: args.witness.clone(),
        ssh: args.ssh.words(),
        rsync: destination::RSYNC.to_owned(),
        scratch: host.temp.clone(),
        variables: host.variables(&object::VARIABLES),
    };
    let verified = verify(&options, ui, diags)?;
    ui.say(&format!(
        "{} proven: {} what the site's files say",
        counted(verified.reports, "report"),
        match verified.proven.same {
            1 => "1 file is".to_owned(),
            files => format!("{files} files are"),
        },
    ));
    if !verified.proven.listed {
        ui.say("files of others were not looked for: the server does not tell what it has");
    }
    if verified.is_early {
        ui.say("an edition for early readers, which the ledger does not know");
    }
    if !verified.drafts.is_empty() {
        ui.say(&format!("drafts are there: {}", verified.drafts.join(", ")));
    }
    for name in &verified.unpublished {
        ui.say(&format!("not published yet: {name}"));
    }
    Ok(())
}

/// What to verify.
#[derive(Debug, Clone)]
struct Options {
    pub root: PathBuf,
    /// As the user wrote it.
    pub destination: String,
    /// Files and folders of others that may stand in it.
    pub ignored: Vec<String>,
    /// The file of a public key; every sign-off must be signed with its secret half.
    pub public_key: Option<PathBuf>,
    /// Pages that name lines of the ledger.
    pub witness: WitnessArgs,
    /// The program that reaches a server, with its arguments.
    pub ssh: Vec<String>,
    /// The program that copies files from it.
    pub rsync: String,
    /// Where such a copy may lie for the time it takes.
    pub scratch: PathBuf,
    /// As for publishing.
    pub variables: Vec<(String, String)>,
}

/// What was found to be as it should.
#[derive(Debug)]
struct Verified {
    pub proven: Proven,
    pub reports: usize,
    /// The folders of reports that are there with the mark of a draft.
    pub drafts: Vec<String>,
    /// It is an edition for early readers.
    pub is_early: bool,
    /// Files of the site that are newer than what is published.
    pub unpublished: Vec<String>,
}

/// Builds the site and compares each file with the published one.
///
/// What is published is held against the files it was built from: those that came later wait to be published, and do
/// not count.
fn verify(options: &Options, ui: &mut Ui, diags: &mut Diagnostics) -> Result<Verified, Stopped> {
    ui.stage("open");
    let (source, _copy) = source(options).map_err(|fault| diags.stop(fault))?;
    let published = open(options, &*source).map_err(|fault| diags.stop(fault))?;
    let manifest = &published.manifest;
    ui.stage("load");
    let then = Then::read(options, manifest, diags)?;
    check_witnesses(&options.witness, (&options.root, then.ledger().as_deref()), ui, diags)?;
    let mut key = None;
    if let Some(file) = &options.public_key {
        check_signatures(&then.prepared.sign_offs(), file, diags)?;
        key = Some(public_key(file, diags)?);
    }
    ui.stage("build and compare");
    let comparison = Comparison::new(&published);
    let progress = ui.count(then.prepared.reports().len());
    let built = site::build(&then.prepared, &Counted::new(&comparison, &|| progress.step()), diags);
    // Where it fails, the place refused, which is told below.
    let _ = comparison.sum_up();
    if let Some(refusal) = comparison.refusal() {
        diags.forget();
        return Err(diags.stop(unread(options, &refusal)));
    }
    let built = built?;
    // Warnings are for `check` to give.
    diags.forget();
    let beside = then.prepared.files_beside(&manifest.head(), |file| built.referred.contains(file));
    let proven = findings(comparison, &then.prepared, &then.drift, (&beside, &options.ignored), diags);
    let proven = proven.map_err(|refusal| diags.stop(unread(options, &refusal)))?;
    let Then { prepared, later, drift, now, approvals } = &then;
    let (approvals, key, now) = (approvals.as_deref(), key.as_deref(), now.clone());
    let promised = Promised { then: prepared, later, manifest, drift, now, approvals, key };
    promised.check(diags);
    let drafts = promised.drafts();
    if diags.has_errors() && published.was_replaced().unwrap_or(true) {
        diags.forget();
        return Err(diags.stop(faults::published_meanwhile(&options.destination)));
    }
    diags.no_errors()?;
    let is_early = Choice::of_manifest(&manifest.head()).early;
    Ok(Verified { proven, reports: built.reports, drafts, is_early, unpublished: then.drift.new })
}

/// What is published, as its manifest says.
fn open<'s>(options: &Options, source: &'s dyn Source) -> Result<Published<'s>, Diagnostic> {
    let found = Published::open(source).map_err(|refusal| unread(options, &refusal))?;
    found.ok_or_else(|| match is_in_part(source).unwrap_or(false) {
        true => faults::published_in_part(),
        false => faults::not_published(&options.destination),
    })
}

/// The site as it was published: without the files and the lines of the ledger that came later, and without what came
/// behind the last report that was approved, where only those were published.
struct Then {
    prepared: Prepared,
    /// The lines of the ledger since, which another place was published with.
    later: Vec<Entry>,
    drift: Drift,
    /// SHA-256 of the files that the site has now.
    now: Option<String>,
    /// The sign-offs of now; `None` where the site asks for none.
    approvals: Option<Vec<Approval>>,
}

impl Then {
    fn read(options: &Options, manifest: &Manifest, diags: &mut Diagnostics) -> Result<Then, Stopped> {
        let head = manifest.head();
        let as_then = |mut inputs: load::Site| {
            let periods = Some(published_periods(manifest, inputs.settings.fiscal_year_start));
            let mark = manifest.ledger.as_ref().filter(|mark| inputs.has_line(mark.entry, &mark.hash).is_ok());
            // Early readers may have had theirs before anything was published.
            let is_first = manifest.ledger.is_none() && Choice::of_manifest(&head).early;
            let lines = mark.map(|mark| mark.entry).or(is_first.then_some(0));
            let entries = inputs.ledger.as_mut().zip(lines).map(|(ledger, lines)| ledger.entries.split_off(lines));
            let prepared = site::prepare(inputs, Choice { periods, ..Choice::of_manifest(&head) });
            (prepared, entries.unwrap_or_default())
        };
        let like = |site: &Prepared| site.head_like(&head);
        let now = load::site(&options.root, diags).map(as_then);
        let digest = now.as_ref().ok().map(|(now, _)| like(now).digest());
        let mut drift = now.as_ref().map_or_else(|_| Drift::default(), |(now, _)| Drift::between(&head, &like(now)));
        let (prepared, later) = match now {
            Ok(now) if !drift.changed.is_empty() || drift.new.is_empty() => now,
            _ => {
                // What was published may still be there, beside later files that need not even be finished.
                diags.forget();
                let known = |path: &str| manifest.inputs.contains_key(path);
                let then = load::site_of(&options.root, &known, diags).map(as_then)?;
                drift.changed = Drift::between(&head, &like(&then.0)).changed;
                then
            }
        };
        let approvals = load::sign_offs(&options.root, prepared.inputs.settings.fiscal_year_start);
        Ok(Then { prepared: prepared.with_head(head), later, drift, now: digest, approvals })
    }

    /// The whole ledger of now; `None` where the site has none.
    fn ledger(&self) -> Option<Cow<'_, Ledger>> {
        let ledger = self.prepared.inputs.ledger.as_ref()?;
        if self.later.is_empty() {
            return Some(Cow::Borrowed(ledger));
        }
        let entries = ledger.entries.iter().chain(&self.later).cloned().collect();
        Some(Cow::Owned(Ledger { entries, ..ledger.clone() }))
    }
}

/// Where the published files are read, and the copy of them that is made for it where it is one.
fn source(options: &Options) -> Result<(Box<dyn Source>, Option<Scratch>), Diagnostic> {
    let way = Way {
        written: &options.destination,
        root: &options.root,
        ssh: &options.ssh,
        rsync: &options.rsync,
        scratch: &options.scratch,
        variables: &options.variables,
    };
    let destination = destination::named(&options.destination, "verify")?;
    way::open(&destination, &way, &|refusal| unread(options, &refusal))
}

/// Whether a request to the place takes its time, so that many at once are faster than there are processors.
fn is_far(written: &str) -> bool {
    matches!(destination::named(written, "verify"), Ok(Destination::Store(_)))
}

fn unread(options: &Options, refusal: &Refusal) -> Diagnostic {
    faults::published_unread(&options.destination, &refusal.name, &refusal.reason)
}

/// The periods whose reports are in a published folder.
fn published_periods(manifest: &Manifest, year_start: i32) -> BTreeSet<Period> {
    let folders = manifest.outputs.keys().filter_map(|name| name.strip_suffix("/index.html"));
    folders.filter_map(|folder| Period::read(folder.rsplit('/').next()?, year_start).ok()).collect()
}
