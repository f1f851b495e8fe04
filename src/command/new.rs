//! `kalends new`: the files in which a month is begun.

mod month;
mod text;

use super::args::{FaultArgs, SiteArgs};
use super::{Host, Ui, output_fault};
use crate::base::period::{Grain, Period};
use crate::diag::{Diagnostics, Stopped, faults};
use crate::load::{self, Site};
use crate::output::write_new;

/// Begin a month: write its snapshot with every figure that is expected, to be filled in
///
/// Nothing is filled in. Each figure stands with an empty value, beside it as a comment the last known one, and no
/// build goes through while one is empty. Files, forms and members are those of the month before; figures by quarter or
/// year are asked for in the month that ends it. Where the last month has a text of its own, the new month's starts
/// from it, as a draft, with a remark wherever something was typed that does not follow the month. A paragraph that
/// nobody could approve a second time is part of such a remark, to be written anew.
///
/// Prints the path of each file it writes; never writes over one.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The month, such as 2018-03 [default: the one after the newest snapshot]
    period: Option<String>,
    /// Copy the standing narrative, `_report.md`, where the last month has no text of its own
    #[arg(long)]
    text: bool,
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    faults: FaultArgs,
}

/// Begins a month. An error when the site has one, the month exists or is none, a file is there already or cannot be
/// written. Then nothing is written.
pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.faults, "nothing was written");
    let root = host.site(args.site.root.as_deref(), diags)?;
    let inputs = load::site(&root, diags)?;
    let month = wanted(args.period.as_deref(), &inputs, diags)?;
    let begun = month::begin(&inputs, month, args.text);
    let files: Vec<(&str, &[u8])> = begun.files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())).collect();
    let paths = write_new(&root, &files)
        .map_err(|found| diags.stop_all(found.iter().map(|fault| output_fault(fault, &root))))?;
    ui.print_paths(&paths, host);
    for standing in &begun.standing {
        ui.say(&format!("{standing} makes the report of {month} too; `--text` copies it for a text of its own"));
    }
    for (text, key, bound) in &begun.beyond {
        let verb = if *key == "to" { "ends" } else { "begins" };
        ui.say(&format!(
            "{text} {verb} with {bound}, and makes no report of {month}: move its `{key}`, or give {month} a text of its own \
             with `--text`"
        ));
    }
    Ok(())
}

/// The month that is asked for, which must have no snapshot.
fn wanted(written: Option<&str>, inputs: &Site, diags: &mut Diagnostics) -> Result<Period, Stopped> {
    let newest = inputs.snapshots.last().map(|snapshot| snapshot.period);
    let Some(written) = written else {
        return newest.map(Period::next).ok_or_else(|| diags.stop(faults::no_month_to_follow()));
    };
    let Some(month) = Period::read(written, 1).ok().filter(|period| period.grain() == Grain::Month) else {
        return Err(diags.stop(faults::no_month(written)));
    };
    if let Some(snapshot) = inputs.snapshots.iter().find(|snapshot| snapshot.period == month) {
        let file = snapshot.observations.first().map_or("data", |observation| &observation.place.file);
        return Err(diags.stop(faults::month_exists(file, month, newest.unwrap_or(month).next())));
    }
    let before = inputs.snapshots.iter().rev().find(|snapshot| snapshot.period < month);
    if let Some(before) = before.filter(|before| before.period.next() != month) {
        diags.add(faults::months_left_out(before.period.next(), month.previous()));
    }
    if let Some(newest) = newest.filter(|newest| month < *newest) {
        diags.add(faults::month_before_others(month, newest));
    }
    Ok(month)
}
