//! What is wrong with a site, where, and what to do about it.
//!
//! Every stage adds to one `Diagnostics`; `main` prints it. Codes, what they mean and the functions that make faults of
//! them are in `faults`, the order of the codes in `codes`, the printers in `print` and `sarif`. What an author
//! acknowledges (`allow`) is set aside. Nothing here prints or exits.

pub mod allow;
pub mod code;
pub mod codes;
pub mod faults;
pub mod print;
pub mod sarif;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use allow::Allowance;
use code::Code;

use crate::base::address::{is_markdown, is_yaml};
use crate::base::place::Place;

/// *Error*: a page would be wrong or missing. *Warning*: the page is right, but someone should look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
}

/// One fault: what happened, where, what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    pub code: &'static Code,
    pub severity: Severity,
    /// A fact in lower case without a final stop; what the author typed stands in backticks.
    pub message: String,
    pub place: Place,
    /// Another place that belongs to it, with what is there.
    pub related: Option<(Place, String)>,
    /// One line: what to do next.
    pub help: Option<String>,
}

impl Diagnostic {
    fn help(self, help: impl Into<String>) -> Diagnostic {
        Diagnostic { help: Some(help.into()), ..self }
    }

    fn related(self, place: Place, label: impl Into<String>) -> Diagnostic {
        Diagnostic { related: Some((place, label.into())), ..self }
    }
}

/// An error whose place is not yet known: the answer of a filter of the narrative that cannot do what it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    code: &'static Code,
    message: String,
    help: String,
}

impl Refusal {
    /// The same as an error at its place.
    pub fn at(self, place: Place) -> Diagnostic {
        self.code.error(place, self.message).help(self.help)
    }
}

/// All faults of a run, with the texts they point into.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// The same, so that one file of many faults does not take forever.
    seen: BTreeSet<Diagnostic>,
    texts: BTreeMap<Arc<str>, Text>,
    /// The lines, by file, that hold counts which the site hides.
    hidden: BTreeSet<(Arc<str>, u32)>,
    /// What the authors of the texts allow, each with whether a warning was set aside for it.
    allowances: Vec<(Allowance, bool)>,
    /// Comments that were meant to allow something and do not.
    misunderstood: Vec<Diagnostic>,
}

/// A fault was recorded, and what was asked for cannot be made. Nothing but [`Diagnostics`] makes one, so whoever holds
/// it knows that the user is told why.
#[derive(Debug, PartialEq, Eq)]
pub struct Stopped(());

/// The text of a file, and where its lines begin.
#[derive(Debug, Clone)]
struct Text {
    text: Arc<str>,
    lines: Vec<usize>,
}

impl Diagnostics {
    /// Keeps the text of `file` for excerpts, and what its author allows.
    pub fn keep_text(&mut self, file: &Arc<str>, text: &Arc<str>) {
        if is_markdown(file) || is_yaml(file) {
            self.allowances.retain(|(allowance, _)| allowance.place.file != *file);
            self.misunderstood.retain(|fault| fault.place.file != *file);
            let (allowances, misunderstood) = allow::read(file, text);
            self.allowances.extend(allowances.into_iter().map(|allowance| (allowance, false)));
            self.misunderstood.extend(misunderstood);
        }
        self.hidden.retain(|(other, _)| other != file);
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        self.texts.insert(file.clone(), Text { text: text.clone(), lines });
    }

    /// Keeps that the line of `place` holds a count which the site may hide, so that messages about it say so.
    pub fn keep_hidden(&mut self, place: &Place) {
        self.hidden.insert((place.file.clone(), place.line));
    }

    /// What to do next, and with whom to share the message.
    fn help_of(&self, diagnostic: &Diagnostic) -> Option<String> {
        let places = [Some(&diagnostic.place), diagnostic.related.as_ref().map(|(place, _)| place)];
        let is_hidden = |place: &Place| self.hidden.contains(&(place.file.clone(), place.line));
        let warning = "the line holds counts that the site hides: mind who reads this message";
        match (&diagnostic.help, places.into_iter().flatten().any(is_hidden)) {
            (Some(help), true) => Some(format!("{help}; {warning}")),
            (None, true) => Some(warning.to_owned()),
            (help, false) => help.clone(),
        }
    }

    /// Adds a fault. One with the same words and place is not repeated, and a warning that a comment beside it allows
    /// is set aside.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        if diagnostic.severity == Severity::Warning {
            let mut covering =
                self.allowances.iter_mut().filter(|(allowance, _)| allowance.covers(&diagnostic)).peekable();
            if covering.peek().is_some() {
                covering.for_each(|(_, used)| *used = true);
                return;
            }
        }
        if self.seen.insert(diagnostic.clone()) {
            self.list.push(diagnostic);
        }
    }

    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in diagnostics {
            self.add(diagnostic);
        }
    }

    /// Adds an error that what was asked for cannot do with.
    ///
    /// ```
    /// # use kalends::diag::{Diagnostics, Stopped, faults};
    /// fn half(number: u32, diags: &mut Diagnostics) -> Result<u32, Stopped> {
    ///     if number % 2 == 0 { Ok(number / 2) } else { Err(diags.stop(faults::no_catalog())) }
    /// }
    /// let mut diags = Diagnostics::default();
    /// assert!(half(3, &mut diags).is_err() && diags.has_errors());
    /// ```
    pub fn stop(&mut self, error: Diagnostic) -> Stopped {
        debug_assert_eq!(error.severity, Severity::Error, "a warning stops nothing");
        self.add(error);
        Stopped(())
    }

    /// Adds faults, one of them an error at least.
    pub fn stop_all(&mut self, faults: impl IntoIterator<Item = Diagnostic>) -> Stopped {
        self.extend(faults);
        debug_assert!(self.has_errors(), "warnings stop nothing");
        Stopped(())
    }

    /// `Err` where an error was recorded, whoever recorded it.
    pub fn no_errors(&self) -> Result<(), Stopped> {
        if self.has_errors() { Err(Stopped(())) } else { Ok(()) }
    }

    /// `Err` where anything was recorded and warnings count as errors, as `--strict` has it.
    pub fn no_warnings(&mut self, strict: bool) -> Result<(), Stopped> {
        if strict && !self.is_empty() {
            self.make_strict();
        }
        self.no_errors()
    }

    /// Adds what is wrong with the comments that allow warnings, also that no warning was set aside for one. To be
    /// called when all that can be found has been added.
    pub fn judge_allowances(&mut self) {
        let in_vain = self.allowances.iter().filter(|(_, used)| !used);
        let in_vain = in_vain.map(|(allowance, _)| faults::allowed_in_vain(allowance.place.clone(), allowance.code));
        let faults: Vec<Diagnostic> = in_vain.chain(std::mem::take(&mut self.misunderstood)).collect();
        self.extend(faults);
    }

    /// Forgets what was found so far, but not the texts.
    pub fn forget(&mut self) {
        self.list.clear();
        self.seen.clear();
        self.allowances.iter_mut().for_each(|(_, used)| *used = false);
    }

    /// Takes out all faults, and returns them.
    pub fn take_all(&mut self) -> Vec<Diagnostic> {
        self.seen.clear();
        std::mem::take(&mut self.list)
    }

    /// Takes out a warning for each of `others` that has its code and words and stands in the same file: its line may
    /// have moved.
    pub fn forget_like(&mut self, others: &[Diagnostic]) {
        let key = |fault: &Diagnostic| (fault.code, fault.message.clone(), fault.place.file.clone());
        let mut count = BTreeMap::new();
        for other in others {
            *count.entry(key(other)).or_insert(0_usize) += 1;
        }
        let is_new = |fault: &Diagnostic| match count.get_mut(&key(fault)).filter(|count| **count > 0) {
            Some(count) if fault.severity == Severity::Warning => {
                *count -= 1;
                false
            }
            _ => true,
        };
        let (kept, gone) = std::mem::take(&mut self.list).into_iter().partition(is_new);
        self.list = kept;
        let gone: Vec<Diagnostic> = gone;
        gone.iter().for_each(|fault| _ = self.seen.remove(fault));
    }

    /// Takes out all faults of one code, and returns them.
    pub fn take(&mut self, code: &Code) -> Vec<Diagnostic> {
        let (taken, left) = std::mem::take(&mut self.list).into_iter().partition(|fault| fault.code == code);
        self.list = left;
        self.seen.retain(|fault| fault.code != code);
        taken
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }

    /// Whether an error was found in `file`.
    pub fn has_errors_in(&self, file: &str) -> bool {
        self.errors().any(|error| &*error.place.file == file)
    }

    /// The errors, in the order in which they were found.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter().filter(|diagnostic| diagnostic.severity == Severity::Error)
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Turns every warning into an error, for `--strict`.
    pub fn make_strict(&mut self) {
        for diagnostic in &mut self.list {
            diagnostic.severity = Severity::Error;
        }
    }

    /// The faults by file, line and column.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut list: Vec<&Diagnostic> = self.list.iter().collect();
        list.sort_by(|a, b| (&a.place, a.code, &a.message).cmp(&(&b.place, b.code, &b.message)));
        list
    }

    fn line_of(&self, place: &Place) -> Option<&str> {
        let number = usize::try_from(place.line).ok()?.checked_sub(1)?;
        let Text { text, lines } = self.texts.get(&place.file)?;
        text.get(*lines.get(number)?..)?.lines().next()
    }
}

/// The name of `known` nearest to `name`, within two edits (one for names of up to three letters).
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let reach = if name.chars().count() <= 3 { 1 } else { 2 };
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&name.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= reach)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_two_edits_away_at_most() {
        let known = ["key_persons", "builders", "rh"];
        assert_eq!(nearest("key_person", known), Some("key_persons"));
        assert_eq!(nearest("Builders", known), Some("builders"));
        assert_eq!(nearest("biulders", known), Some("builders"));
        assert_eq!(nearest("by", known), None);
        assert_eq!(nearest("order_sets", known), None);
    }
}
