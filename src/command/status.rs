//! `kalends status`: how each report stands: a draft, approved and by whom, void and why, published and when, withdrawn
//! and why.

use std::cmp::Reverse;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::args::{ResultArgs, ResultFormat, SiteArgs};
use super::sign_offs::{self, sign_off};
use super::witness::{WitnessArgs, check_witnesses};
use super::{Host, Ui, remarks};
use crate::base::period::Period;
use crate::diag::{Diagnostics, Stopped};
use crate::load;
use crate::model::approvals::Approval;
use crate::model::ledger::{Entry, Ledger};
use crate::model::remarks::Remark;
use crate::site::{self, Choice, Embargo, PeriodStanding, Standing};

/// Show how each report stands: a draft, approved, void and why, published, withdrawn
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    site: SiteArgs,
    /// Check that every sign-off is signed with the secret half of this key, a file of minisign
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
    #[command(flatten)]
    witness: WitnessArgs,
    #[command(flatten)]
    result: ResultArgs,
}

/// One report and how it stands.
struct Line<'a> {
    report: String,
    of: &'a PeriodStanding,
    /// `approved`, `void`, `draft`, or `open` on a site that asks for no approvals.
    state: &'static str,
    published: Option<&'a Entry>,
    /// The hour before which it is not published.
    embargo: Option<&'a Embargo<'a>>,
    /// Whether that is to come.
    waits: bool,
    /// The remarks on it that nobody answered.
    open: Vec<&'a Remark>,
}

/// The state of every report, newest period first.
pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.result.of_faults(), "");
    let root = host.site(args.site.root.as_deref(), diags)?;
    let prepared = site::prepare(load::site(&root, diags)?, Choice::default());
    let inputs = &prepared.inputs;
    if let Some(path) = &args.public_key {
        sign_offs::check_signatures(&prepared.sign_offs(), path, diags)?;
    }
    check_witnesses(&args.witness, (&root, inputs.ledger.as_ref()), ui, diags)?;
    let standings = prepared.standings();
    let asked = inputs.approvals.is_some();
    let empty = Ledger::default();
    let published = inputs.ledger.as_ref().unwrap_or(&empty).newest();
    let second = host.now(diags)?.as_second();
    let embargoes = prepared.embargoes();
    let line = |of, report: &String| {
        let embargo = embargoes.iter().find(|embargo| embargo.folder == report);
        Line {
            report: report.clone(),
            of,
            state: state(of, asked),
            published: published.get(report.as_str()).copied(),
            embargo,
            waits: embargo.is_some_and(|embargo| embargo.until.seconds > second),
            open: remarks::open_on(inputs, of.period, report),
        }
    };
    let withdrawn: Vec<&Entry> = published.values().copied().filter(|entry| reason(entry).is_some()).collect();
    let is_there = |report: &&String| published.get(report.as_str()).is_none_or(|entry| reason(entry).is_none());
    let lines: Vec<Line<'_>> = standings
        .iter()
        .rev()
        .flat_map(|of| of.reports.iter().filter(is_there).map(move |report| line(of, report)))
        .collect();
    let checked = args.public_key.is_some();
    ui.print(match args.result.format {
        ResultFormat::Human => as_text(&lines, &withdrawn, checked),
        ResultFormat::Json => as_json(&lines, &withdrawn, checked),
    });
    Ok(())
}

/// Why a report was withdrawn; `None` where it was not.
fn reason(entry: &Entry) -> Option<&str> {
    entry.record.withdrawn.as_deref()
}

/// What is told of each report and of each that was withdrawn, newest period first.
fn by_period<T>(
    lines: &[Line<'_>],
    withdrawn: &[&Entry],
    of: impl Fn(&Line<'_>) -> T,
    of_withdrawn: impl Fn(&Entry) -> T,
) -> Vec<T> {
    let there = lines.iter().map(|line| (line.of.period, of(line)));
    let gone = withdrawn.iter().map(|entry| (entry.record.period, of_withdrawn(entry)));
    let mut all: Vec<(Period, T)> = there.chain(gone).collect();
    all.sort_by_key(|(period, _)| Reverse(*period));
    all.into_iter().map(|(_, told)| told).collect()
}

fn state(of: &PeriodStanding, asked: bool) -> &'static str {
    match of.standing {
        Standing::Approved(_) => "approved",
        Standing::Void(..) => "void",
        Standing::Unapproved if asked => "draft",
        Standing::Unapproved => "open",
    }
}

fn signed(approval: &Approval, checked: bool) -> &'static str {
    match (&approval.signature, checked) {
        (None, _) => "",
        (Some(_), true) => ", signature checked",
        (Some(_), false) => ", signed",
    }
}

/// `2018-02  approved by Anna Jensen, 2018-03-05; published 2018-03-05T09:30:00Z`,
/// `2018-01  withdrawn 2018-03-06T08:00:00Z: it named a patient`.
fn as_text(lines: &[Line<'_>], withdrawn: &[&Entry], checked: bool) -> String {
    let names = lines.iter().map(|line| &line.report).chain(withdrawn.iter().map(|entry| &entry.record.report));
    let width = names.map(|name| name.chars().count()).max().unwrap_or(0);
    let text = |line: &Line<'_>| {
        let by = |approval: &Approval| {
            let anyway = approval.anyway.as_ref().map_or(String::new(), |reason| format!(", anyway: {reason}"));
            format!("{}, {}{}{anyway}", approval.by, approval.date, signed(approval, checked))
        };
        let stands = match &line.of.standing {
            Standing::Approved(approval) => format!("approved by {}", by(approval)),
            Standing::Void(approval, changes) => {
                format!("void: approved by {}; since then: {}", by(approval), changes.join("; "))
            }
            Standing::Unapproved if line.state == "draft" => "draft: nobody approved it".to_owned(),
            Standing::Unapproved => "open: the site has no approvals.yaml".to_owned(),
        };
        let published = line.published.map_or(String::new(), |entry| format!("; published {}", entry.at));
        let report = &line.report;
        let embargo = line.embargo.filter(|_| line.waits);
        let embargo =
            embargo.map_or(String::new(), |embargo| format!("; under embargo until {}", embargo.until.plain()));
        let open: String = line.open.iter().map(|remark| remarks::in_short(remark)).collect();
        format!("{report:width$}  {stands}{published}{embargo}\n{open}")
    };
    let gone = |entry: &Entry| {
        format!("{:width$}  withdrawn {}: {}\n", entry.record.report, entry.at, reason(entry).unwrap_or_default())
    };
    by_period(lines, withdrawn, text, gone).concat()
}

fn as_json(lines: &[Line<'_>], withdrawn: &[&Entry], checked: bool) -> String {
    let line = |line: &Line<'_>| {
        let approval = sign_off(line.of);
        let changes = if let Standing::Void(_, changes) = &line.of.standing { changes.clone() } else { Vec::new() };
        let signature = approval.map(|approval| match (&approval.signature, checked) {
            (None, _) => "none",
            (Some(_), false) => "unchecked",
            (Some(_), true) => "valid",
        });
        json!({
            "report": line.report,
            "period": line.of.period.to_string(),
            "state": line.state,
            "approved_by": approval.map(|approval| approval.by.as_str()),
            "date": approval.map(|approval| approval.date.to_string()),
            "anyway": approval.and_then(|approval| approval.anyway.as_deref()),
            "signature": signature,
            "changes": changes,
            "not_before": line.embargo.map(|embargo| embargo.until.plain()),
            "embargoed": line.waits,
            "open_remarks": line.open.len(),
            "published": line.published.map(|entry| entry.at.as_str()),
        })
    };
    let gone = |entry: &Entry| {
        json!({
            "report": entry.record.report,
            "period": entry.record.period.to_string(),
            "state": "withdrawn",
            "withdrawn": entry.at,
            "reason": reason(entry),
        })
    };
    let reports: Vec<Value> = by_period(lines, withdrawn, line, gone);
    let document = json!({ "reports": reports });
    // Every value was made by `json!`, which always can be written.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}
