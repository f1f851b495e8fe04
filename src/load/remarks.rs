//! remarks/2018-02.yaml → what reviewers remarked on the reports of that period.
//!
//! Remarks are between reviewer and author: no page is made of them, and no manifest names their files.

use std::sync::Arc;

use super::Site;
use super::fields::{date, fields, list, period, reason, text};
use super::unknown_metric;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::{Diagnostics, Stopped, faults};
use crate::load::yaml::{self, Node};
use crate::model::catalog::Catalog;
use crate::model::content::Series;
use crate::model::remarks::{On, Remark};

pub const FOLDER: &str = "remarks";
pub const FILE_KEYS: &[&str] = &["period", "remarks"];
pub const KEYS: &[&str] = &["report", "figure", "paragraph", "by", "date", "text", "answer", "closed"];

/// Where the remarks on a period's reports stand.
pub fn remarks_file(period: Period) -> String {
    format!("{FOLDER}/{period}.yaml")
}

/// Whether the file at `path` of the site lies among the remarks.
pub fn is_of_remarks(path: &str) -> bool {
    path.split_once('/').is_some_and(|(folder, _)| folder == FOLDER)
}

/// The period that a file is named after, whatever its ending.
pub fn named_period(file: &str, year_start: i32) -> Option<Period> {
    Period::read(stem(file), year_start).ok()
}

fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Reads a file, whose name is that of the period. A remark with a fault is left out.
pub fn read(file: &Arc<str>, source: &str, catalog: &Catalog, diags: &mut Diagnostics) -> Vec<Remark> {
    let Some(named) = named_period(file, catalog.year_start) else {
        diags.add(faults::remarks_of_no_period(Place::of_file(file.clone()), stem(file)));
        return Vec::new();
    };
    let Ok(node) = yaml::read(file, source, 0, diags) else { return Vec::new() };
    let Ok(top) = fields(&node, "the remarks", FILE_KEYS, diags) else { return Vec::new() };
    if let Some(entry) = top.get("period")
        && let Ok(written) = period(&entry.value, catalog.year_start, diags)
        && written != named
    {
        diags.add(faults::remarks_of_another_period(entry.value.place.clone(), written, named));
    }
    let items = top.read("remarks", diags, |node, diags| list(node, "a list of remarks", diags));
    items.unwrap_or_default().iter().filter_map(|item| remark(item, named, catalog, diags).ok()).collect()
}

fn remark(node: &Node, period: Period, catalog: &Catalog, diags: &mut Diagnostics) -> Result<Remark, Stopped> {
    let fields = fields(node, "a remark", KEYS, diags)?;
    let by = fields.needed("by", "a remark", &node.place, diags).and_then(|entry| text(&entry.value, diags));
    let said = &fields.needed("text", "a remark", &node.place, diags)?.value;
    let words = text(said, diags);
    let figure = fields.read("figure", diags, text);
    if let Some((id, entry)) = figure.as_ref().zip(fields.get("figure"))
        && !catalog.names(id)
    {
        diags.add(unknown_metric(entry.value.place.clone(), id, catalog));
    }
    let paragraph = fields.read("paragraph", diags, text);
    if let Some(entry) = fields.get("paragraph").filter(|_| figure.is_some()) {
        diags.add(faults::remark_on_two_things(entry.key_place.clone()));
    }
    let on = figure.map(On::Figure).or(paragraph.map(On::Paragraph)).unwrap_or(On::Report);
    let report = fields.read("report", diags, text);
    let date = fields.read("date", diags, date);
    let answer = fields.read("answer", diags, reason);
    let closed = fields.read("closed", diags, reason);
    let place = said.place.clone();
    let report_place = fields.get("report").map(|entry| entry.value.place.clone());
    Ok(Remark { period, report, report_place, on, by: by?, date, text: words?, answer, closed, place })
}

/// Says where a remark is on a report that the site does not have. Drafts are there: they are what reviewers read.
pub fn check(site: &Site, diags: &mut Diagnostics) {
    if site.remarks.is_empty() {
        return;
    }
    let of_series = |series: &Arc<Series>| {
        let members = site.members(series).into_iter();
        members
            .flat_map(|member| site.editions(series, member, true))
            .map(|of| (of.period, of.folder()))
            .collect::<Vec<_>>()
    };
    let reports: Vec<(Period, String)> = site.series.iter().flat_map(of_series).collect();
    for remark in &site.remarks {
        let mut of_period =
            reports.iter().filter(|(period, _)| *period == remark.period).map(|(_, folder)| folder.as_str());
        match (&remark.report, &remark.report_place) {
            (Some(report), Some(place)) if !of_period.clone().any(|folder| folder == report.as_str()) => {
                let known: Vec<&str> = of_period.collect();
                diags.add(faults::remark_on_no_report(place.clone(), report, remark.period, &known));
            }
            (None, _) if of_period.next().is_none() => {
                diags.add(faults::remark_on_no_report(remark.place.clone(), "", remark.period, &[]));
            }
            _ => {}
        }
    }
}
