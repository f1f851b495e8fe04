//! Narrative and data of a site → what an editor should look at, as warnings.
//!
//! `check` asks, `build` does not: no page is wrong for what is found here. Each file below looks for one kind of thing, in
//! the text as each report shows it (`narrative::prose`) or in the snapshots. What is plainly wrong with a file is `load`'s
//! to say; which comments allow which warning is `diag`'s.

mod data;

use std::collections::BTreeMap;

use crate::compute::{Book, Change};
use crate::diag::allow::{self, Allowance};
use crate::diag::{Diagnostic, Place};
use crate::load;
use crate::model::catalog::Metric;
use crate::model::settings::Language;
use crate::period::Period;
use crate::wording;

/// One thing an editor should look at.
#[derive(Debug, Clone)]
pub struct Finding {
    /// A warning.
    pub diagnostic: Diagnostic,
    /// The report it belongs to, or the snapshot; `None` for a page of no period.
    pub period: Option<Period>,
    /// The folder of the report's series; empty for the site's own and for snapshots.
    pub series: String,
    pub metric: Option<String>,
    /// The id of the report's section; `None` in the front matter, before the first heading and in snapshots.
    pub section: Option<String>,
    /// The reason, where the author acknowledged it.
    pub acknowledged: Option<String>,
}

impl Finding {
    fn new(diagnostic: Diagnostic, period: Period, metric: &str) -> Finding {
        Finding {
            diagnostic,
            period: Some(period),
            series: String::new(),
            metric: Some(metric.to_owned()),
            section: None,
            acknowledged: None,
        }
    }
}

/// Everything an editor should look at, by place, then by period: a place in a standing narrative is found once for each
/// report that shows it. `book` holds the snapshots of `inputs`. Pages that cannot be read are passed over, since their
/// errors say enough.
pub fn findings(inputs: &load::Site, book: &Book, drafts: bool) -> Vec<Finding> {
    let _ = drafts;
    let mut findings = data::findings(inputs, book);
    acknowledge(&mut findings, &allowances(inputs));
    findings.sort_by(|a, b| (&a.diagnostic, a.period, &a.series).cmp(&(&b.diagnostic, b.period, &b.series)));
    findings
}

/// Of the findings at one place the one of the newest report, which is the one that is still being edited.
pub fn newest(findings: Vec<Finding>) -> Vec<Finding> {
    let mut newest = BTreeMap::<(Place, &'static str), Finding>::new();
    for finding in findings {
        let key = (finding.diagnostic.place.clone(), finding.diagnostic.code);
        match newest.get(&key) {
            Some(other) if finding.period <= other.period && finding.metric == other.metric => {}
            _ => {
                newest.insert(key, finding);
            }
        }
    }
    newest.into_values().collect()
}

/// What the authors of the files allow.
fn allowances(inputs: &load::Site) -> Vec<Allowance> {
    let texts = inputs.files.iter().filter_map(|(path, bytes)| Some((path, std::str::from_utf8(bytes).ok()?)));
    let wanted = texts.filter(|(path, _)| [".md", ".yaml", ".yml"].iter().any(|ending| path.ends_with(ending)));
    wanted.flat_map(|(path, text)| allow::read(&path.as_str().into(), text.trim_start_matches('\u{feff}')).0).collect()
}

fn acknowledge(findings: &mut [Finding], allowances: &[Allowance]) {
    for finding in findings {
        let covering = allowances.iter().find(|allowance| allowance.covers(&finding.diagnostic));
        finding.acknowledged = covering.map(|allowance| allowance.reason.clone());
    }
}

/// How a figure moved, within a message: `fell by 12 from 2018-01`. `None` where one end is missing.
fn moved(metric: &Metric, change: &Change) -> Option<String> {
    let by = change.absolute.as_ref().ok()?;
    let size = wording::size(metric, *by, Language::En);
    Some(match by.cmp(&crate::model::Decimal::ZERO) {
        std::cmp::Ordering::Less => format!("fell by {size} from {}", change.since),
        std::cmp::Ordering::Equal => format!("is unchanged since {}", change.since),
        std::cmp::Ordering::Greater => format!("rose by {size} from {}", change.since),
    })
}

/// Whether a change is larger than what the metric may move without a word. `false` where it has no tolerance.
fn is_beyond_tolerance(metric: &Metric, change: &Change) -> bool {
    metric.tolerance.zip(change.absolute.as_ref().ok()).is_some_and(|(tolerance, by)| by.abs() > tolerance)
}
