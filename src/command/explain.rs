//! `kalends explain METRIC`: where a figure comes from, down to the lines. `kalends explain CODE`: what a message
//! means.

mod tree;

use std::path::Path;

use super::args::{ResultArgs, ResultFormat, SiteArgs};
use super::{Host, Ui};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::{Diagnostics, Stopped, codes, faults, print};
use crate::l10n::wording::Wording;
use crate::load;
use crate::model::catalog::{Catalog, Metric};
use crate::model::snapshot::Cell;
use crate::site::{self, Choice};

/// Show where a figure comes from, down to the lines of the snapshots, or what a message means
///
/// With a metric's id: the figure, and the lines of the snapshots that it rests on.
/// With a code such as K0203: what the message means, an example, and what to do; this needs no site.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The metric's id in data/metrics.yaml, or the code of a message
    #[arg(value_name = "METRIC|CODE")]
    what: String,
    /// The report that shows the figure, such as 2018-02 [default: the newest snapshot's]
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// A member it is split by: rh, or hospital=rh; once for each dimension
    #[arg(long, value_name = "MEMBER")]
    member: Vec<String>,
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    result: ResultArgs,
}

pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.result.of_faults(), "");
    ui.print(match is_code(&args.what) {
        true => code(&args.what, args.result.format, diags)?,
        false => figure(args, &host.site(args.site.root.as_deref(), diags)?, diags)?,
    });
    Ok(())
}

/// Whether the word is meant as a code of a message: `K` and digits, or `k0203`. A metric may be called `k2`.
fn is_code(word: &str) -> bool {
    let digits = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    word.strip_prefix('K').is_some_and(digits)
        || word.strip_prefix('k').is_some_and(|rest| rest.len() == 4 && digits(rest))
}

/// Explains a code, which needs no site.
fn code(written: &str, format: ResultFormat, diags: &mut Diagnostics) -> Result<String, Stopped> {
    let Some(code) = codes::of(written) else {
        return Err(diags.stop(faults::unknown_code(written, codes::all().iter().map(|code| code.id))));
    };
    Ok(match format {
        ResultFormat::Human => print::code(code),
        ResultFormat::Json => print::code_json(code),
    })
}

/// Explains a figure as the report of its period shows it.
fn figure(args: &Args, root: &Path, diags: &mut Diagnostics) -> Result<String, Stopped> {
    let prepared = site::prepare(load::site(root, diags)?, Choice { drafts: true, ..Choice::default() });
    let inputs = &prepared.inputs;
    let catalog = &inputs.catalog;
    let place = || Place::of_command("explain");
    let Some(metric) = catalog.metrics.get(&args.what) else {
        return Err(diags.stop(load::unknown_metric(place(), &args.what, catalog)));
    };
    let Some(latest) = inputs.snapshots.last().map(|snapshot| snapshot.period) else {
        return Err(diags.stop(faults::no_snapshot_to_explain(&args.what)));
    };
    let report = match &args.period {
        None => latest,
        Some(written) => Period::read(written, catalog.year_start)
            .map_err(|_| diags.stop(faults::no_period(place(), written, catalog.year_start)))?,
    };
    let cell = cell(metric, catalog, &args.member, diags)?;
    let known = prepared.book().known_in(report.last_month().min(latest));
    let wording = Wording { known, language: inputs.settings.language };
    let figure = known.figure(&args.what, &cell, known.period_shown(&args.what, report));
    Ok(match args.result.format {
        ResultFormat::Human => tree::text(wording, &figure),
        ResultFormat::Json => tree::json(wording, &figure),
    })
}

/// The part of the metric that the members name.
fn cell(metric: &Metric, catalog: &Catalog, members: &[String], diags: &mut Diagnostics) -> Result<Cell, Stopped> {
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
                return Err(diags.stop(faults::unknown_member(Place::of_command("explain"), member, &by, known)));
            }
        }
    }
    Ok(cell)
}
