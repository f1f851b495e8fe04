//! What reviewers remarked, as several commands ask for it: which remarks are open, and on which reports.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::period::Period;
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::load;
use crate::model::remarks::Remark;

/// A remark that is longer than this is cut where a line names it.
const LONGEST_LINE: usize = 100;

/// The open remarks on a report, by the folder of its page, in the order of their file.
pub fn open_on<'a>(inputs: &'a load::Site, period: Period, folder: &str) -> Vec<&'a Remark> {
    let is_on = |remark: &&Remark| remark.period == period && remark.report.as_deref().is_none_or(|on| on == folder);
    inputs.remarks.iter().filter(is_on).filter(|remark| remark.is_open()).collect()
}

/// A line for `status`: `  open: Anna: Is this before or after the move? (remarks/2018-02.yaml:3)`.
pub fn in_short(remark: &Remark) -> String {
    let words = remark.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = words.chars().take(LONGEST_LINE).collect();
    let text = if cut == words { cut } else { format!("{cut}…") };
    format!("  open: {}: {text} ({}:{})\n", remark.by, remark.place.file, remark.place.line)
}

/// A warning for each open remark.
pub fn to_answer(inputs: &load::Site) -> Vec<Diagnostic> {
    let open = inputs.remarks.iter().filter(|remark| remark.is_open());
    open.map(|remark| faults::open_remark(remark.place.clone(), &remark.by, remark.period)).collect()
}

/// An error for each period with open remarks, at the first of them, and for each whose remarks could not be read: it is no
/// file, and `check` warns of that alone.
pub fn check_answered(inputs: &load::Site, periods: &BTreeSet<Period>, diags: &mut Diagnostics) -> Result<(), Stopped> {
    let fault = |period: &Period| {
        let open: Vec<&Remark> =
            inputs.remarks.iter().filter(|remark| remark.period == *period && remark.is_open()).collect();
        Some(faults::approve_with_remarks(open.first()?.place.clone(), *period, open.len()))
    };
    let links: Vec<Arc<str>> = diags
        .sorted()
        .iter()
        .filter(|found| found.code.id == faults::LINK_NOT_FOLLOWED.id)
        .map(|found| found.place.file.clone())
        .collect();
    let year_start = inputs.catalog.year_start;
    let unread = |period: &&Period| {
        links.iter().any(|file| load::is_of_remarks(file) && load::named_period(file, year_start) == Some(**period))
    };
    let unread = periods
        .iter()
        .filter(unread)
        .map(|period| faults::approve_with_unread_remarks(*period, &load::remarks_file(*period)));
    let faults: Vec<Diagnostic> = periods.iter().filter_map(fault).chain(unread).collect();
    if faults.is_empty() { Ok(()) } else { Err(diags.stop_all(faults)) }
}
