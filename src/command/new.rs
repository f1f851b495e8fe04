//! `kalends new`: the files in which a month is begun.

mod month;
mod text;

use std::path::PathBuf;
use std::sync::Arc;

use super::output_fault;
use crate::base::period::{Grain, Period};
use crate::diag::{Diagnostics, faults};
use crate::load::{self, Site};
use crate::output::write_new;

/// Which month to begin.
#[derive(Debug, Clone)]
pub struct Options {
    pub root: PathBuf,
    /// The month as it was typed; the one after the newest snapshot if it is not named.
    pub period: Option<String>,
    /// Makes a text of the month's own out of a standing narrative.
    pub copy_standing: bool,
}

/// A month that was begun.
#[derive(Debug, Clone)]
pub struct Begun {
    pub month: Period,
    /// The files that were written.
    pub paths: Vec<PathBuf>,
    /// The standing narratives that make its reports.
    pub standing: Vec<Arc<str>>,
}

/// Begins a month. `None` exactly when an error was recorded: the site has one, the month exists or is none, a file is there
/// already or cannot be written. Then nothing is written.
pub fn run(options: &Options, diags: &mut Diagnostics) -> Option<Begun> {
    let inputs = load::site(&options.root, diags)?;
    let month = wanted(options, &inputs, diags)?;
    let begun = month::begin(&inputs, month, options.copy_standing);
    let files: Vec<(&str, &[u8])> = begun.files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())).collect();
    match write_new(&options.root, &files) {
        Ok(paths) => Some(Begun { month, paths, standing: begun.standing }),
        Err(found) => {
            diags.extend(found.iter().map(|fault| output_fault(fault, &options.root)));
            None
        }
    }
}

/// The month that is asked for, which must have no snapshot.
fn wanted(options: &Options, inputs: &Site, diags: &mut Diagnostics) -> Option<Period> {
    let newest = inputs.snapshots.last().map(|snapshot| snapshot.period);
    let Some(written) = &options.period else {
        if newest.is_none() {
            diags.add(faults::no_month_to_follow());
        }
        return newest.map(Period::next);
    };
    let Some(month) = Period::read(written, 1).ok().filter(|period| period.grain() == Grain::Month) else {
        diags.add(faults::no_month(written));
        return None;
    };
    if let Some(snapshot) = inputs.snapshots.iter().find(|snapshot| snapshot.period == month) {
        let file = snapshot.observations.first().map_or("data", |observation| &observation.place.file);
        diags.add(faults::month_exists(file, month, newest.unwrap_or(month).next()));
        return None;
    }
    let before = inputs.snapshots.iter().rev().find(|snapshot| snapshot.period < month);
    if let Some(before) = before.filter(|before| before.period.next() != month) {
        diags.add(faults::months_left_out(before.period.next(), month.previous()));
    }
    if let Some(newest) = newest.filter(|newest| month < *newest) {
        diags.add(faults::month_before_others(month, newest));
    }
    Some(month)
}
