//! The reports of a period, as they were built → what readers are shown of each.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edition, Key};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::{Diagnostics, Stopped, faults};
use crate::model::catalog::Catalog;
use crate::model::snapshot::Cell;
use crate::site::{Prepared, ReportPage};

/// The period that is written, of which there must be a report. `command` is what asks.
pub fn period(prepared: &Prepared, written: &str, command: &str, diags: &mut Diagnostics) -> Result<Period, Stopped> {
    let year_start = prepared.inputs.catalog.year_start;
    let Ok(period) = Period::read(written, year_start) else {
        return Err(diags.stop(faults::no_period(Place::of_command(command), written, year_start)));
    };
    let periods: BTreeSet<Period> = prepared.reports().iter().map(|report| report.period).collect();
    if !periods.contains(&period) {
        let known: Vec<String> = periods.iter().rev().map(Period::to_string).collect();
        return Err(diags.stop(faults::no_report_of(command, written, &known)));
    }
    Ok(period)
}

/// The reports as they were built, by folder.
pub fn read(
    reports: &[ReportPage],
    files: &BTreeMap<String, Vec<u8>>,
    diags: &mut Diagnostics,
) -> Result<BTreeMap<String, Edition>, Stopped> {
    let mut editions = BTreeMap::new();
    for report in reports {
        let name = report.folder().to_owned();
        let figures = format!("{name}/figures.json");
        let page = files.get(&report.path).map(|page| String::from_utf8_lossy(page)).unwrap_or_default();
        match Edition::read(files.get(&figures).map_or(&[][..], Vec::as_slice), &page) {
            Ok(edition) => {
                editions.insert(name, edition);
            }
            Err(reason) => diags.add(faults::unreadable_report(&figures, &reason)),
        }
    }
    diags.no_errors()?;
    Ok(editions)
}

/// The cell that a key names.
pub fn cell(catalog: &Catalog, key: &Key) -> Cell {
    let by = catalog.metrics.get(&key.metric).map_or(&[][..], |metric| metric.by.as_slice());
    let member =
        |name: &String| key.members.iter().find(|(dimension, _)| dimension == name).map(|(_, member)| member.clone());
    Cell(by.iter().map(member).collect())
}
