//! The Tera stage of a narrative: text with `{{ … }}` → Markdown with marks.
//!
//! The variables of a narrative are here, its filters in `filters`. Where a text refers to a figure it prints a mark.
//! Errors of Tera become faults in `diagnose`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use tera::{Context, Delimiters, Tera};

use super::diagnose::{Vocabulary, at_the_end, diagnose, offset_place, reported, unknown_name};
use super::filters::{self, FILTERS, Refusals, Shared};
use super::mark::{Mark, Marks, whole_marks};
use super::scope::Scope;
use super::trace::{Edges, Traced, takes_text, with_edges};
use crate::base::place::Place;
use crate::compute::reference::{Aspect, Reference};
use crate::diag::{Diagnostic, faults};

/// A narrative that grows beyond this has a loop in it that nobody meant.
const LARGEST: usize = 4 * 1024 * 1024;

/// More unknown names than this are not looked for in one text.
const MOST_UNKNOWN: usize = 20;

/// What Tera calls all variables together. A text that prints it would show what is behind a mark.
const CONTEXT: &str = "__tera_context";

/// The narratives of one report: its filters and variables, made once.
pub struct Stage {
    tera: Tera,
    context: Context,
    shared: Arc<Shared>,
    /// Of its variables and of its filters.
    names: Vec<String>,
    filters: Vec<&'static str>,
}

impl Stage {
    pub fn new(scope: &Scope) -> Stage {
        let mut tera = Tera::new();
        let delimiters = Delimiters { comment_start: "{*".into(), comment_end: "*}".into(), ..Delimiters::default() };
        // The delimiters are constants of two bytes each and no template is loaded yet.
        let set = tera.set_delimiters(delimiters);
        debug_assert!(set.is_ok(), "two bytes each, before any template");
        let shared = Shared { scope: scope.clone(), marks: Marks::default(), refusals: Refusals::default() };
        let context = context(scope, &shared.marks);
        let shared = Arc::new(shared);
        filters::register(&mut tera, &shared);
        let catalog = scope.book.catalog();
        let names = catalog.metrics.keys().chain(catalog.dimensions.keys()).cloned();
        let names = names.chain(["period", "previous", "report", "site"].map(str::to_owned)).collect();
        let filters = FILTERS.iter().map(|filter| filter.name).collect();
        Stage { tera, context, shared, names, filters }
    }

    /// Everything the marks of this stage's texts stand for.
    pub fn marks(&self) -> Vec<Mark> {
        self.shared.marks.list()
    }

    /// Runs `text`, which begins at `start` in the author's file.
    pub fn run(&self, text: &str, start: &Place) -> Result<String, Vec<Diagnostic>> {
        if let Some(offset) = text.find(CONTEXT) {
            let place = offset_place(start, text, offset, CONTEXT.len());
            return Err(vec![faults::context_not_available(place)]);
        }
        let output = self.render(text, &self.context, start)?;
        match whole_marks(&output, self.marks().len()) {
            true => Ok(output),
            false => Err(vec![faults::figure_taken_apart(start.clone())]),
        }
    }

    /// Runs `text` and says where each part of the result comes from, so that a fault in what a reader sees can be
    /// placed in the file.
    ///
    /// Marks in the text carry along where each piece of plain text and each expression begins and ends. A tag that
    /// takes text may make something else of them. Where there is one, the text is run without these marks, too. Should
    /// they change anything else of the result, expressions are left out, and then all of it.
    pub fn trace(&self, text: &str, start: &Place) -> Result<Traced, Vec<Diagnostic>> {
        let traced = |edges| Some(Traced::read(&self.render(&with_edges(text, edges), &self.context, start).ok()?));
        if !text.contains(CONTEXT)
            && !takes_text(text)
            && let Some(traced) = traced(Edges::All)
            && whole_marks(&traced.text, self.marks().len())
        {
            return Ok(traced);
        }
        let plain = self.run(text, start)?;
        let traced = [Edges::All, Edges::PlainText]
            .into_iter()
            .find_map(|edges| traced(edges).filter(|traced| traced.text == plain));
        Ok(traced.unwrap_or_else(|| Traced::unknown(plain)))
    }

    /// Runs `text`. Where names are unknown, all of them are reported and not just the first.
    fn render(&self, text: &str, context: &Context, start: &Place) -> Result<String, Vec<Diagnostic>> {
        let mut context = context.clone();
        let mut faults: Vec<Diagnostic> = Vec::new();
        loop {
            let mut output = Bounded::new(LARGEST);
            let error = match self.tera.render_str_to(text, &context, false, &mut output) {
                Ok(()) if faults.is_empty() => return Ok(output.into_text()),
                Ok(()) => return Err(faults),
                Err(_) if output.is_full() => return Err(vec![faults::narrative_too_large(start.clone())]),
                Err(error) => error,
            };
            let unknown = unknown_name(&error);
            // A fault behind an unknown name may only follow from it.
            if faults.is_empty() || unknown.is_some() {
                match self.own_fault(&error, unknown.as_deref(), start) {
                    Some(fault) => faults.push(fault),
                    None => {
                        let known = Vocabulary { names: &self.names, filters: &self.filters };
                        faults.extend(diagnose(&error, &|_| Some(start.clone()), &known));
                    }
                }
            }
            match unknown.filter(|name| !context.contains_key(name) && faults.len() < MOST_UNKNOWN) {
                Some(name) => context.insert(name, &self.shared.marks.intern(Mark::Ref(String::new()))),
                None => return Err(at_the_end(faults, text, start)),
            }
        }
    }

    /// The fault behind an error of Tera that is the refusal of a filter, or a name that stands for nothing yet; `None`
    /// for Tera's own errors.
    fn own_fault(&self, error: &tera::Error, unknown: Option<&str>, start: &Place) -> Option<Diagnostic> {
        let (place, message) = reported(error, &|_| Some(start.clone()))?;
        let is_awaited = |name: &&str| !self.shared.scope.is_reported && self.names.iter().any(|known| known == name);
        match unknown.filter(is_awaited) {
            Some(name) => Some(faults::nothing_reported_yet(place, name)),
            None => Some(self.shared.refusals.of(message)?.at(place)),
        }
    }
}

/// Takes text up to a size and refuses the rest, since Tera sets no bound to what a loop may write.
pub struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl Bounded {
    pub fn new(most: usize) -> Bounded {
        Bounded { bytes: Vec::new(), most }
    }

    pub fn is_full(&self) -> bool {
        self.bytes.len() >= self.most
    }

    pub fn into_text(self) -> String {
        // Tera writes UTF-8; the lossy reading only saves an error that cannot happen.
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.most - self.bytes.len().min(self.most);
        self.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if bytes.len() > room { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn context(scope: &Scope, marks: &Marks) -> Context {
    let mut context = Context::new();
    // What is not there has no name, so that nothing prints empty.
    for (id, figures) in scope.figures.metrics.iter().filter(|_| scope.is_reported) {
        let reference = Reference {
            metric: id.clone(),
            cell: figures.figure.cell.clone(),
            period: figures.figure.period,
            aspect: Aspect::Value,
        };
        context.insert(id.clone(), &marks.intern(Mark::Figure(reference)));
    }
    for (id, dimension) in &scope.book.catalog().dimensions {
        let member = |member: &String| marks.intern(Mark::Member { dimension: id.clone(), member: member.clone() });
        context.insert(id.clone(), &dimension.members.keys().map(member).collect::<Vec<_>>());
    }
    let member = scope.member.clone().map(|(dimension, member)| marks.intern(Mark::Member { dimension, member }));
    if scope.is_reported {
        let period = marks.intern(Mark::Period(scope.figures.period));
        context.insert("previous", &marks.intern(Mark::Period(scope.figures.period.previous())));
        let mut report = BTreeMap::from([("period", &period)]);
        report.extend(member.as_ref().map(|member| ("member", member)));
        context.insert("report", &report);
        context.insert("period", &period);
    }
    let mut site = BTreeMap::from([("title", &scope.site_title)]);
    site.extend(Some(("organisation", &scope.organisation)).filter(|(_, name)| !name.is_empty()));
    context.insert("site", &site);
    context
}
