//! One report of a site, as several commands make a file of it: which one is meant, and what its file is called.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::diag::{Diagnostic, faults};
use crate::site::{Prepared, ReportPage};

/// The report of a period, of the newest month where none is named. `series` is the folder that it lies in, `command`
/// what the user called.
///
/// # Errors
///
/// Names the folders or the periods that there are, where it is none of them.
pub fn report(
    prepared: &Prepared,
    series: &str,
    period: Option<&str>,
    command: &'static str,
) -> Result<ReportPage, Diagnostic> {
    let reports = prepared.reports();
    let series = series.trim_matches('/');
    let of_series: Vec<&ReportPage> = reports.iter().filter(|report| report.series == series).collect();
    let Some(last) = of_series.last() else {
        let known: BTreeSet<&str> = reports.iter().map(|report| report.series.as_str()).collect();
        return Err(faults::no_reports_there(command, series, known));
    };
    let Some(written) = period else {
        let newest_month = of_series.iter().rfind(|report| report.period.grain() == Grain::Month);
        return Ok((*newest_month.unwrap_or(last)).clone());
    };
    let year_start = prepared.inputs.catalog.year_start;
    let period = Period::read(written, year_start)
        .map_err(|_| faults::no_period(Place::of_command(command), written, year_start))?;
    let found = of_series.iter().find(|report| report.period == period);
    let known = || of_series.iter().rev().map(|report| report.period.to_string()).collect::<Vec<_>>();
    found.map(|report| (*report).clone()).ok_or_else(|| faults::no_such_report(command, written, &known()))
}

/// `2018-02.pdf`, `hospitals-rh-2018-02.pdf`.
pub fn file_name(report: &ReportPage, ending: &str) -> PathBuf {
    let parts = report.series.split('/').filter(|part| !part.is_empty()).map(str::to_owned);
    let parts: Vec<String> = parts.chain([report.period.to_string()]).collect();
    format!("{}.{ending}", parts.join("-")).into()
}
