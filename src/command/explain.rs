//! `kalends explain METRIC`: where a figure comes from, down to the lines. `kalends explain CODE`: what a message means.

mod tree;

use std::path::PathBuf;

use crate::base::period::Period;
use crate::base::place::Place;
use crate::compute::Book;
use crate::diag::{Diagnostics, codes, faults, print};
use crate::l10n::wording::Wording;
use crate::load;
use crate::model::catalog::{Catalog, Metric};
use crate::model::snapshot::Cell;

/// What to explain.
#[derive(Debug, Clone)]
pub struct Options {
    pub root: PathBuf,
    pub metric: String,
    /// The report whose figure it is; the newest snapshot's if it is not named.
    pub period: Option<String>,
    /// `rh`, or `hospital=rh` where two dimensions have a member of that name.
    pub members: Vec<String>,
    pub json: bool,
}

/// Whether the word is meant as a code of a message: `K` and digits, or `k0203`. A metric may be called `k2`.
pub fn is_code(word: &str) -> bool {
    let digits = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    word.strip_prefix('K').is_some_and(digits)
        || word.strip_prefix('k').is_some_and(|rest| rest.len() == 4 && digits(rest))
}

/// Explains a code, which needs no site. `None` exactly when a fault was recorded: there is no such code.
pub fn code(written: &str, json: bool, diags: &mut Diagnostics) -> Option<String> {
    let Some(code) = codes::of(written) else {
        diags.add(faults::unknown_code(written, codes::CODES.iter().map(|code| code.code)));
        return None;
    };
    Some(if json { print::code_json(code) } else { print::code(code) })
}

/// Explains a figure as the report of its period shows it. `None` exactly when a fault was recorded.
pub fn run(options: &Options, diags: &mut Diagnostics) -> Option<String> {
    let inputs = load::site(&options.root, diags)?;
    let (catalog, latest) = (&inputs.catalog, inputs.snapshots.last()?.period);
    let place = || Place::of_command("explain");
    let Some(metric) = catalog.metrics.get(&options.metric) else {
        diags.add(faults::unknown_metric(place(), &options.metric, catalog.metrics.keys().map(String::as_str)));
        return None;
    };
    let report = match &options.period {
        None => latest,
        Some(written) => match Period::read(written, catalog.year_start) {
            Ok(period) => period,
            Err(_) => {
                diags.add(faults::no_period(place(), written, catalog.year_start));
                return None;
            }
        },
    };
    let cell = cell(metric, catalog, &options.members, diags)?;
    let book = Book::new(catalog, &inputs.snapshots, inputs.longest_report());
    let known = book.known_in(report.last_month().min(latest));
    let wording = Wording { known, language: inputs.settings.language };
    let figure = known.figure(&options.metric, &cell, known.period_shown(&options.metric, report));
    Some(if options.json { tree::json(wording, &figure) } else { tree::text(wording, &figure) })
}

/// The part of the metric that the members name.
fn cell(metric: &Metric, catalog: &Catalog, members: &[String], diags: &mut Diagnostics) -> Option<Cell> {
    let mut cell = Cell::total(metric.by.len());
    for written in members {
        let (dimension, member) =
            written.split_once('=').map_or((None, written.as_str()), |(name, member)| (Some(name), member));
        let holds = |name: &String| {
            dimension.is_none_or(|wanted| wanted == name)
                && catalog.dimensions.get(name).is_some_and(|dimension| dimension.members.contains_key(member))
        };
        match metric.by.iter().position(holds) {
            Some(index) => cell = cell.with(index, member),
            None => {
                let known: Vec<&str> = metric
                    .by
                    .iter()
                    .filter_map(|name| catalog.dimensions.get(name))
                    .flat_map(|dimension| dimension.members.keys().map(String::as_str))
                    .collect();
                let by = metric.by.join(", ");
                diags.add(faults::unknown_member(Place::of_command("explain"), member, &by, known));
                return None;
            }
        }
    }
    Some(cell)
}
