//! `kalends approve PERIOD…`: a sign-off of all reports of a period, written behind the others in approvals.yaml.
//!
//! The file is the author's: it is added to as text, so that comments and layout stay. What is approved is what a build
//! shows now; the day and the password come from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::args::{FaultArgs, SiteArgs};
use super::ui::{counted, is_readable, one_line};
use super::{Host, Ui, output_fault, remarks};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::command::signature;
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::lint;
use crate::load::{self, APPROVALS};
use crate::model::Date;
use crate::model::approvals::{Approval, Parts};
use crate::model::ledger::Ledger;
use crate::output::{Counted, Memory, Replacement, replace};
use crate::site::{self, Choice, PeriodStanding, Standing};

/// Approve all reports of a period, as they are now
///
/// Writes a sign-off into approvals.yaml: who, when, and a hash of each part of what was approved. Once a site has
/// that file, a report that is not approved is built as a draft; so is one that changes after it was approved.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The periods whose reports are approved, such as 2018-02
    #[arg(value_name = "PERIOD", required_unless_present = "all_published")]
    periods: Vec<String>,
    /// Approve also every published report that nobody approved yet
    #[arg(long)]
    all_published: bool,
    /// The name of whoever approves
    #[arg(long, value_name = "NAME")]
    by: String,
    /// The day of the sign-off [default: today in UTC, or that of SOURCE_DATE_EPOCH]
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
    /// Why it is approved although there are warnings on the period's text or snapshots
    #[arg(long, value_name = "REASON")]
    anyway: Option<String>,
    /// Sign with this secret key, a file of minisign; its password is read from KALENDS_SIGN_PASSWORD
    #[arg(long, value_name = "FILE")]
    sign: Option<PathBuf>,
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    faults: FaultArgs,
}

/// The variable with the password of a secret key.
const PASSWORD: &str = "KALENDS_SIGN_PASSWORD";

/// What a file of sign-offs begins with.
const HEAD: &str = "\
# Who approved which reports. kalends approve writes here; kalends status tells how each report stands.
# A report that is not approved as it is now is built as a draft.
approvals:
";

/// A secret key and what goes with it.
struct Key<'a> {
    /// Its file.
    path: &'a Path,
    text: String,
    password: Option<&'a str>,
}

/// Approves the reports of the periods. After an error nothing is written.
pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.faults, "nothing was approved");
    let root = host.site(args.site.root.as_deref(), diags)?;
    let date = match args.date {
        Some(date) => date,
        None => host.today(diags)?,
    };
    ui.stage("load");
    let prepared = site::prepare(load::site(&root, diags)?, Choice::default());
    let inputs = &prepared.inputs;
    let by = args.by.trim();
    if !is_readable(by) {
        return Err(diags.stop(faults::no_name(&args.by)));
    }
    let anyway = args.anyway.as_deref().map(|written| reason(written, diags)).transpose()?;
    let key = match args.sign.as_deref() {
        Some(path) => {
            let password = host.variable(PASSWORD).and_then(OsStr::to_str);
            Some(Key { path, text: load::key(path, diags)?, password })
        }
        None => None,
    };
    let year_start = inputs.settings.fiscal_year_start;
    let named: BTreeSet<Period> =
        args.periods.iter().filter_map(|written| Period::read(written, year_start).ok()).collect();
    remarks::check_answered(inputs, &named, diags)?;
    ui.stage("build");
    let progress = ui.count(prepared.reports().len());
    site::build(&prepared, &Counted::new(&Memory::new(), &|| progress.step()), diags)?;
    let standings = prepared.standings();
    let built: Vec<Diagnostic> = diags.sorted().into_iter().cloned().collect();
    let mut wanted = Vec::new();
    for written in &args.periods {
        wanted.push(standing(written, inputs, &standings, diags)?);
    }
    if args.all_published {
        let published = unapproved_and_published(inputs, &standings);
        if published.is_empty() && wanted.is_empty() {
            return Err(diags.stop(faults::nothing_published_to_approve()));
        }
        remarks::check_answered(inputs, &published.iter().map(|standing| standing.period).collect(), diags)?;
        wanted.extend(published);
    }
    let periods: Vec<Period> = wanted.iter().map(|standing| standing.period).collect();
    let mut found = lint::of_periods(inputs, prepared.book(), &periods);
    for period in &periods {
        let found = found.remove(period).unwrap_or_default();
        check_warnings(inputs, *period, &built, found, anyway.is_some(), diags)?;
    }
    let mut parts_of = prepared.parts(&periods);
    let mut approvals = Vec::new();
    for standing in wanted {
        // A period that is named twice is approved once.
        let Some(parts) = parts_of.remove(&standing.period) else { continue };
        let approval = Approval {
            period: standing.period,
            by: by.to_owned(),
            date,
            anyway: anyway.clone(),
            parts,
            signature: None,
            place: Place::of_file(APPROVALS),
        };
        let signature = match &key {
            Some(key) => Some(sign(&approval, key, diags)?),
            None => None,
        };
        approvals.push((Approval { signature, ..approval }, standing));
    }
    ui.stage("write");
    let new: Vec<&Approval> = approvals.iter().map(|(approval, _)| approval).collect();
    write(inputs, &new, &root, diags)?;
    for (approval, standing) in &approvals {
        ui.print(in_short(approval, standing) + "\n");
    }
    if let Some(line) = from_now_on(inputs, &standings, &new) {
        ui.print(line + "\n");
    }
    Ok(())
}

/// The reason in one line.
fn reason(written: &str, diags: &mut Diagnostics) -> Result<String, Stopped> {
    one_line(written).ok_or_else(|| diags.stop(faults::no_reason_to_approve(written)))
}

fn standing<'a>(
    written: &str,
    inputs: &load::Site,
    standings: &'a [PeriodStanding],
    diags: &mut Diagnostics,
) -> Result<&'a PeriodStanding, Stopped> {
    let year_start = inputs.settings.fiscal_year_start;
    let Ok(period) = Period::read(written, year_start) else {
        return Err(diags.stop(faults::no_period(Place::of_command("approve"), written, year_start)));
    };
    standings.iter().find(|standing| standing.period == period).ok_or_else(|| {
        let known: Vec<String> = standings.iter().rev().map(|standing| standing.period.to_string()).collect();
        let texts = inputs.series.iter().flat_map(|series| &series.reports).filter(|(of, _)| *of == period);
        let waits_for = texts.filter_map(|(_, page)| page.waits_for).next();
        diags.stop(faults::nothing_to_approve(period, waits_for, known.iter().map(String::as_str)))
    })
}

/// A warning on the text or the snapshots of a period needs a reason to approve its reports all the same: one of
/// `built`, or of what `check` adds to them, which is `found`.
fn check_warnings(
    inputs: &load::Site,
    period: Period,
    built: &[Diagnostic],
    found: Vec<lint::Finding>,
    has_reason: bool,
    diags: &mut Diagnostics,
) -> Result<(), Stopped> {
    let months = period.first_month()..=period.last_month();
    let snapshots = inputs.snapshots.iter().filter(|snapshot| months.contains(&snapshot.period));
    let mut files: Vec<&str> =
        snapshots.flat_map(|snapshot| &snapshot.observations).map(|observation| &*observation.place.file).collect();
    for series in &inputs.series {
        files.extend(series.text_of(period).map(|page| &*page.file));
    }
    let is_open = |finding: &lint::Finding| {
        // The text of a month is not that of its quarter; the snapshots are.
        let is_shown = finding.period == Some(period) || !finding.diagnostic.place.file.starts_with("content/");
        finding.acknowledged.is_none() && is_shown
    };
    let open = found.into_iter().filter(is_open).map(|finding| finding.diagnostic);
    let open: Vec<Diagnostic> = open.collect();
    let count = built.iter().filter(|warning| files.contains(&&*warning.place.file)).count() + open.len();
    diags.extend(open);
    if count > 0 && !has_reason {
        return Err(diags.stop(faults::approve_with_warnings(period, count)));
    }
    Ok(())
}

fn sign(approval: &Approval, key: &Key<'_>, diags: &mut Diagnostics) -> Result<String, Stopped> {
    let file = key.path.display().to_string();
    let comment = format!("{} approved by {} on {}", approval.period, approval.by, approval.date);
    signature::sign(&approval.statement(), &comment, &key.text, key.password).map_err(|fault| {
        diags.stop(match fault {
            signature::Fault::Locked => faults::key_is_locked(&file),
            signature::Fault::WrongPassword => faults::wrong_password(&file),
            signature::Fault::Key(reason) => faults::no_key(&file, &reason),
        })
    })
}

/// Writes the sign-offs behind those that are there, and only if all of them can be read again.
fn write(inputs: &load::Site, new: &[&Approval], root: &Path, diags: &mut Diagnostics) -> Result<(), Stopped> {
    let there = inputs.files.get(APPROVALS).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let mut text = there.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| HEAD.to_owned());
    if !text.ends_with('\n') {
        text.push_str(if text.contains("\r\n") { "\r\n" } else { "\n" });
    }
    // Lines end as those before them.
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    text.extend(new.iter().map(|approval| entry(approval).replace('\n', end)));
    let before = inputs.approvals.as_ref().map_or(0, Vec::len);
    let read = load::approvals(&text, inputs.settings.fiscal_year_start);
    let all = read.filter(|all| all.len() == before + new.len());
    let is_whole = |all: &Vec<Approval>| {
        let added = all.get(before..).unwrap_or_default();
        added.iter().zip(new).all(|(read, new)| read.statement() == new.statement())
    };
    if all.is_none_or(|all| !is_whole(&all)) {
        return Err(diags.stop(faults::approvals_not_extended()));
    }
    let path = root.join(APPROVALS);
    let file = Replacement { path, before: inputs.files.get(APPROVALS).cloned(), after: text.into_bytes() };
    replace(root, &[file]).map_err(|fault| diags.stop(output_fault(&fault, root)))
}

/// A sign-off as it stands in approvals.yaml.
fn entry(approval: &Approval) -> String {
    let Approval { period, by, date, anyway, parts, signature, .. } = approval;
    let Parts { program, figures, text, templates, settings, also, older: _ } = parts;
    let mut entry = format!("  - period: {period}\n    by: {}\n    date: {date}\n", quoted(by));
    if let Some(reason) = anyway {
        entry.push_str(&format!("    anyway: {}\n", quoted(reason)));
    }
    entry.push_str(&format!("    program: {}\n", quoted(program)));
    let mut map = |key: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            entry.push_str(&format!("    {key}:\n"));
            entry.extend(lines.iter().map(|line| format!("      {line}\n")));
        }
    };
    let figure = |(id, part): (&String, &crate::model::approvals::FigurePart)| {
        format!("{id}: {{ value: {}, hash: {} }}", quoted(&part.value), quoted(&part.hash))
    };
    map("figures", figures.iter().map(figure).collect());
    let also = also.clone().unwrap_or_default();
    for (key, hashes) in [("text", text), ("templates", templates), ("settings", settings), ("also", &also)] {
        map(key, hashes.iter().map(|(name, hash)| format!("{}: {}", quoted(name), quoted(hash))).collect());
    }
    entry.push_str(&format!("    digest: {}\n", approval.digest()));
    if let Some(signature) = signature {
        entry.push_str("    signature: |\n");
        entry.extend(signature.lines().map(|line| format!("      {line}\n")));
    }
    entry
}

/// Text in double quotes, as YAML reads it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What the first sign-off of a site means for all other reports.
fn from_now_on(inputs: &load::Site, standings: &[PeriodStanding], new: &[&Approval]) -> Option<String> {
    let is_approved = |period: Period| new.iter().any(|approval| approval.period == period);
    let left = standings.iter().filter(|standing| !is_approved(standing.period));
    let reports: usize = left.map(|standing| standing.reports.len()).sum();
    let is_left = |standing: &&PeriodStanding| !is_approved(standing.period);
    let published = unapproved_and_published(inputs, standings).into_iter().filter(is_left);
    let published: usize = published.map(|standing| standing.reports.len()).sum();
    (inputs.approvals.is_none() && reports > 0).then(|| {
        let others = counted(reports, "other report");
        let line =
            format!("{APPROVALS} is new: from now on a report that nobody approved is built as a draft ({others})");
        match published {
            0 => line,
            count => format!(
                "{line}\n{} published among them: the next publishing would leave out what is not approved; `kalends \
                 approve --all-published --by NAME` approves them as they are",
                if count == 1 { "1 is".to_owned() } else { format!("{count} are") },
            ),
        }
    })
}

/// The periods that have published reports and that nobody approved yet.
fn unapproved_and_published<'a>(inputs: &load::Site, standings: &'a [PeriodStanding]) -> Vec<&'a PeriodStanding> {
    let published = inputs.ledger.as_ref().map_or_else(BTreeMap::new, Ledger::newest);
    let is_wanted = |standing: &&PeriodStanding| {
        matches!(standing.standing, Standing::Unapproved)
            && standing.reports.iter().any(|report| published.contains_key(report.as_str()))
    };
    standings.iter().filter(is_wanted).collect()
}

/// `2018-02: 2 reports with 8 figures, content/2018-02.md; before: nobody`.
fn in_short(approval: &Approval, standing: &PeriodStanding) -> String {
    let figures: Vec<String> =
        approval.parts.figures.iter().map(|(id, part)| format!("  {id}: {}", part.value)).collect();
    let text: Vec<&str> = approval.parts.text.keys().map(String::as_str).collect();
    let before = match &standing.standing {
        Standing::Unapproved => String::new(),
        Standing::Approved(before) => format!("\n  approved before by {}, {}", before.by, before.date),
        Standing::Void(before, changes) => {
            format!("\n  since it was approved by {}, {}: {}", before.by, before.date, changes.join("; "))
        }
    };
    let signed = if approval.signature.is_some() { ", signed" } else { "" };
    format!(
        "{}: {} approved by {}, {}{signed}\n  text: {}\n{}{before}",
        approval.period,
        counted(standing.reports.len(), "report"),
        approval.by,
        approval.date,
        text.join(", "),
        figures.join("\n"),
    )
}
