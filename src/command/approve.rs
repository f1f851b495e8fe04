//! `kalends approve PERIOD…`: a sign-off of all reports of a period, written behind the others in approvals.yaml.
//!
//! The file is the author's: it is added to as text, so that comments and layout stay. What is approved is what a build
//! shows now; the day and the password come from outside.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Progress, output_fault};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::command::signature;
use crate::compute::Book;
use crate::diag::{Diagnostic, Diagnostics, faults};
use crate::lint;
use crate::load::{self, APPROVALS};
use crate::model::Date;
use crate::model::approvals::{Approval, Parts};
use crate::output::{Memory, Replacement, replace};
use crate::site::{self, PeriodStanding, Standing};

/// What is approved, and by whom.
#[derive(Debug, Clone)]
pub struct Options {
    /// The site's folder.
    pub root: PathBuf,
    /// As they were written: `2018-02`, `2018-Q1`.
    pub periods: Vec<String>,
    /// The name of whoever approves.
    pub by: String,
    pub date: Date,
    /// Why it is approved although there are warnings.
    pub anyway: Option<String>,
    /// The file of a secret key to sign with.
    pub key: Option<PathBuf>,
    /// Of that key.
    pub password: Option<String>,
}

/// What a file of sign-offs begins with.
const HEAD: &str = "\
# Who approved which reports. kalends approve writes here; kalends status tells how each report stands.
# A report that is not approved as it is now is built as a draft.
approvals:
";

/// Approves the reports of the periods and returns what was signed, in short, one line for each. `None` exactly when a
/// fault was recorded; then nothing is written.
pub fn run(options: &Options, progress: Progress<'_>, diags: &mut Diagnostics) -> Option<Vec<String>> {
    progress("load");
    let inputs = load::site(&options.root, diags)?;
    let by = options.by.trim();
    if !is_readable(by) {
        diags.add(faults::no_name(&options.by));
        return None;
    }
    let anyway = match &options.anyway {
        Some(written) => Some(reason(written, diags)?),
        None => None,
    };
    let key = match &options.key {
        Some(path) => Some(load::key(path, diags)?),
        None => None,
    };
    progress("build");
    let head = site::manifest_head(&inputs, false);
    site::build(&inputs, &site::site_options(&head, false), &Memory::new(), diags)?;
    let standings = site::standings(&inputs);
    let built: Vec<Diagnostic> = diags.sorted().into_iter().cloned().collect();
    let mut wanted = Vec::new();
    for written in &options.periods {
        let standing = standing(written, &inputs, &standings, diags)?;
        check_warnings(&inputs, standing, &built, anyway.is_some(), diags)?;
        wanted.push(standing);
    }
    let periods: Vec<Period> = wanted.iter().map(|standing| standing.period).collect();
    let mut parts_of = site::to_approve(&inputs, &periods);
    let mut approvals = Vec::new();
    for standing in wanted {
        // A period that is named twice is approved once.
        let Some(parts) = parts_of.remove(&standing.period) else { continue };
        let approval = Approval {
            period: standing.period,
            by: by.to_owned(),
            date: options.date,
            anyway: anyway.clone(),
            parts,
            signature: None,
            place: Place::of_file(APPROVALS),
        };
        let signature = match &key {
            Some(key) => Some(sign(&approval, key, options, diags)?),
            None => None,
        };
        approvals.push((Approval { signature, ..approval }, standing));
    }
    progress("write");
    let new: Vec<&Approval> = approvals.iter().map(|(approval, _)| approval).collect();
    write(&inputs, &new, options, diags)?;
    let mut said: Vec<String> = approvals.iter().map(|(approval, standing)| in_short(approval, standing)).collect();
    said.extend(from_now_on(&inputs, &standings, &new));
    Some(said)
}

/// Whether a text has a letter or digit, and no sign that moves or hides what is printed beside it.
fn is_readable(text: &str) -> bool {
    // What joins letters and emoji is no such sign.
    let steers = |letter: char| {
        let is_invisible = matches!(letter,
            '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        letter.is_control() || is_invisible
    };
    text.chars().any(char::is_alphanumeric) && !text.chars().any(steers)
}

/// The reason in one line. `None` where a fault was recorded.
fn reason(written: &str, diags: &mut Diagnostics) -> Option<String> {
    let line = written.split_whitespace().collect::<Vec<_>>().join(" ");
    if !is_readable(&line) {
        diags.add(faults::no_reason_to_approve(written));
        return None;
    }
    Some(line)
}

fn standing<'a>(
    written: &str,
    inputs: &load::Site,
    standings: &'a [PeriodStanding],
    diags: &mut Diagnostics,
) -> Option<&'a PeriodStanding> {
    let year_start = inputs.settings.fiscal_year_start;
    let Ok(period) = Period::read(written, year_start) else {
        diags.add(faults::no_period(Place::of_file("kalends approve"), written, year_start));
        return None;
    };
    let found = standings.iter().find(|standing| standing.period == period);
    if found.is_none() {
        let known: Vec<String> = standings.iter().rev().map(|standing| standing.period.to_string()).collect();
        diags.add(faults::nothing_to_approve(period, known.iter().map(String::as_str)));
    }
    found
}

/// A warning on the text or the snapshots of a period needs a reason to approve its reports all the same: one of `built`, or
/// of what `check` adds to them. `None` where a fault was recorded.
fn check_warnings(
    inputs: &load::Site,
    standing: &PeriodStanding,
    built: &[Diagnostic],
    has_reason: bool,
    diags: &mut Diagnostics,
) -> Option<()> {
    let period = standing.period;
    let months = period.first_month()..=period.last_month();
    let snapshots = inputs.snapshots.iter().filter(|snapshot| months.contains(&snapshot.period));
    let mut files: Vec<&str> =
        snapshots.flat_map(|snapshot| &snapshot.observations).map(|observation| &*observation.place.file).collect();
    for series in &inputs.series {
        let own = series.reports.iter().find(|(other, _)| *other == period).map(|(_, page)| page);
        files.extend(own.or(series.standing.as_ref()).map(|page| &*page.file));
    }
    let book = Arc::new(Book::new(&inputs.catalog, &inputs.snapshots, inputs.longest_report()));
    let is_open = |finding: &lint::Finding| {
        // The text of a month is not that of its quarter; the snapshots are.
        let is_shown = finding.period == Some(period) || !finding.diagnostic.place.file.starts_with("content/");
        finding.acknowledged.is_none() && is_shown
    };
    let open = lint::of_period(inputs, &book, period).into_iter().filter(is_open);
    let open: Vec<Diagnostic> = open.map(|finding| finding.diagnostic).collect();
    let count = built.iter().filter(|warning| files.contains(&&*warning.place.file)).count() + open.len();
    diags.extend(open);
    if count > 0 && !has_reason {
        diags.add(faults::approve_with_warnings(period, count));
        return None;
    }
    Some(())
}

fn sign(approval: &Approval, key: &str, options: &Options, diags: &mut Diagnostics) -> Option<String> {
    let file = options.key.as_ref().map_or_else(String::new, |path| path.display().to_string());
    let comment = format!("{} approved by {} on {}", approval.period, approval.by, approval.date);
    match signature::sign(&approval.statement(), &comment, key, options.password.as_deref()) {
        Ok(signature) => Some(signature),
        Err(signature::Fault::Locked) => {
            diags.add(faults::key_is_locked(&file));
            None
        }
        Err(signature::Fault::WrongPassword) => {
            diags.add(faults::wrong_password(&file));
            None
        }
        Err(signature::Fault::Key(reason)) => {
            diags.add(faults::no_key(&file, &reason));
            None
        }
    }
}

/// Writes the sign-offs behind those that are there, and only if all of them can be read again.
fn write(inputs: &load::Site, new: &[&Approval], options: &Options, diags: &mut Diagnostics) -> Option<()> {
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
        diags.add(faults::approvals_not_extended());
        return None;
    }
    let path = options.root.join(APPROVALS);
    let file = Replacement { path, before: inputs.files.get(APPROVALS).cloned(), after: text.into_bytes() };
    replace(&options.root, &[file]).map_err(|fault| diags.add(output_fault(&fault, &options.root))).ok()
}

/// A sign-off as it stands in approvals.yaml.
fn entry(approval: &Approval) -> String {
    let Approval { period, by, date, anyway, parts, signature, .. } = approval;
    let Parts { program, figures, text, templates, settings } = parts;
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
    for (key, hashes) in [("text", text), ("templates", templates), ("settings", settings)] {
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
    (inputs.approvals.is_none() && reports > 0).then(|| {
        let others = count(reports, "other report");
        format!("{APPROVALS} is new: from now on a report that nobody approved is built as a draft ({others})")
    })
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
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
        count(standing.reports.len(), "report"),
        approval.by,
        approval.date,
        text.join(", "),
        figures.join("\n"),
    )
}
