//! The Tera stage of a narrative: text with `{{ … }}` → Markdown with marks.
//!
//! The variables of a narrative are here, its filters in `filters`. Where a text refers to a figure it prints a mark.
//! Errors of Tera become faults in `diagnose`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use tera::{Context, Delimiters, Tera};

use super::diagnose::{Origin, Vocabulary, at_the_end, diagnose, offset_place, parts, reported, unknown_name};
use super::filters::{self, FILTERS, Refusals, Shared};
use super::guard::{self, Guarded, Kind, Limits, Raw, Reason};
use super::mark::{Mark, Marks, whole_marks};
use super::scope::Scope;
use super::standin::{self, Mended, STAND_IN};
use super::trace::{Edges, Traced, takes_text, with_edges};
use crate::base::place::Place;
use crate::compute::reference::{Aspect, Reference};
use crate::diag::{Diagnostic, faults};

/// A narrative that grows beyond this has a loop in it that nobody meant.
const LARGEST: usize = 4 * 1024 * 1024;

/// What a narrative may make on its way. It is run twice, with places and without.
const LIMITS: Limits = Limits { tag: LARGEST, printed: 4 * LARGEST, kept: 4 * LARGEST };

/// More faults than this are not looked for in one text, and in one with loops, which may take long.
const MOST_FAULTS: usize = 200;
const MOST_FAULTS_WITH_LOOPS: usize = 20;

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
    /// Set when a text did not come to an end: the others of the page are not tried.
    is_stopped: OnceLock<()>,
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
        guard::register(&mut tera, true);
        let of = Arc::clone(&shared);
        guard::register_compared(&mut tera, move |mark| match of.marks.resolve(mark)? {
            Mark::Member { member, .. } => Some(member),
            Mark::Period(period) => Some(period.to_string()),
            _ => None,
        });
        let catalog = scope.book.catalog();
        let names = catalog.metrics.keys().chain(catalog.dimensions.keys()).chain(&catalog.unread).cloned();
        let periods = scope.periods().into_iter().map(|(name, _)| name);
        let names = names.chain(periods.chain(["report", "site"]).map(str::to_owned)).collect();
        let filters = FILTERS.iter().map(|filter| filter.name).collect();
        Stage { tera, context, shared, names, filters, is_stopped: OnceLock::new() }
    }

    /// Everything the marks of this stage's texts stand for.
    pub fn marks(&self) -> Vec<Mark> {
        self.shared.marks.list()
    }

    fn count_of_marks(&self) -> usize {
        self.shared.marks.count()
    }

    /// Runs `text`, which begins at `start` in the author's file.
    pub fn run(&self, text: &str, start: &Place) -> Result<String, Faulty> {
        if let Some(offset) = text.find(CONTEXT) {
            let place = offset_place(start, text, offset, CONTEXT.len());
            return Err(Faulty::of(faults::context_not_available(place)));
        }
        let output = self.render(text).map_err(|failed| self.all_faults(failed, text, start))?;
        match whole_marks(&output, self.count_of_marks()) {
            true => Ok(output),
            false => Err(Faulty::of(faults::figure_taken_apart(start.clone()))),
        }
    }

    /// Runs `text` and says where each part of the result comes from, so that a fault in what a reader sees can be
    /// placed in the file.
    ///
    /// Marks in the text carry along where each piece of plain text and each expression begins and ends. A tag that
    /// takes text may make something else of them. Where there is one, the text is run without these marks, too. Should
    /// they change anything else of the result, expressions are left out, and then all of it.
    pub fn trace(&self, text: &str, start: &Place) -> Result<Traced, Faulty> {
        let traced = |edges| self.render(&with_edges(text, edges)).map(|output| Traced::read(&output));
        if !text.contains(CONTEXT) && !takes_text(text) {
            match traced(Edges::All) {
                Ok(traced) if whole_marks(&traced.text, self.count_of_marks()) => return Ok(traced),
                // It would not end without the marks either. The tags are the same.
                Err(stopped @ Failed::Stopped(Reason::Endless, _)) => return Err(self.all_faults(stopped, text, start)),
                _ => {}
            }
        }
        let plain = self.run(text, start)?;
        let traced = [Edges::All, Edges::PlainText]
            .into_iter()
            .find_map(|edges| traced(edges).ok().filter(|traced| traced.text == plain));
        Ok(traced.unwrap_or_else(|| Traced::unknown(plain)))
    }

    fn render(&self, text: &str) -> Result<String, Failed> {
        if self.is_stopped.get().is_some() {
            return Err(Failed::Untried);
        }
        // All tags begin so.
        if !text.contains('{') {
            return Ok(text.to_owned());
        }
        let guarded = Guarded::new(text, Kind::Narrative { printable: &|name| self.is_printable(name) });
        guard::begin(LIMITS);
        let mut output = Bounded::new(LARGEST);
        let error = match self.tera.render_str_to(&guarded.text, &self.context, false, &mut output) {
            Ok(()) => return Ok(output.into_text()),
            Err(_) if output.is_full() => return Err(Failed::TooLarge),
            Err(error) => error,
        };
        let message = match error.kind() {
            tera::ErrorKind::RenderingError(report) => report.message(),
            _ => "",
        };
        match guard::reason(message) {
            Some((reason, tag)) => {
                if reason == Reason::Endless {
                    let _ = self.is_stopped.set(());
                }
                Err(Failed::Stopped(reason, tag))
            }
            None => Err(Failed::At(error, guarded)),
        }
    }

    /// All faults of `text`, whose running `failed`: each is recorded, and a stand-in put in its place.
    fn all_faults(&self, failed: Failed, text: &str, start: &Place) -> Faulty {
        let most = if text.contains("{% for") { MOST_FAULTS_WITH_LOOPS } else { MOST_FAULTS };
        let stage = self.with_stand_ins();
        let mut mended = Mended::new(text, Kind::Narrative { printable: &|_| false });
        let mut found = match failed {
            Failed::Stopped(Reason::Endless, _) => Vec::new(),
            _ => self.unknown_names(&mut mended, start),
        };
        let mut failed = Some(failed).filter(|_| found.is_empty());
        for _ in 0..most {
            let (error, guarded) = match failed.take().map_or_else(|| stage.render(&mended.text), Err) {
                Ok(_) => return Faulty { rest: stage.trace(&mended.text, start).ok(), faults: found },
                Err(Failed::TooLarge) => {
                    found.push(faults::narrative_too_large(start.clone()));
                    break;
                }
                Err(Failed::Untried) => break,
                Err(Failed::Stopped(reason, tag)) => {
                    let tag = Guarded::new(text, Kind::Narrative { printable: &|_| false }).tag_at(tag);
                    found.push(stopped(reason, text, &tag, start));
                    match reason {
                        Reason::Raw(_) | Reason::Compared if mended.mend(&tag, false) => continue,
                        _ => break,
                    }
                }
                Err(Failed::At(error, guarded)) => (error, guarded),
            };
            let (new, is_mended) = self.mend(&error, &guarded, &mut mended, start);
            found.extend(new.into_iter().filter(|fault| !fault.message.contains(STAND_IN)));
            if !is_mended {
                break;
            }
        }
        Faulty { faults: at_the_end(found, text, start), rest: None }
    }

    /// The names that nobody knows, which get stand-ins. Tera tells of one only when it prints or turns it.
    #[expect(clippy::string_slice, reason = "names stand in the text that they were found in")]
    fn unknown_names(&self, mended: &mut Mended, start: &Place) -> Vec<Diagnostic> {
        let text = mended.text.clone();
        let mut found = Vec::new();
        for part in standin::names(&text) {
            let name = &text[part.clone()];
            let place = offset_place(start, &text, part.start, part.len());
            if self.context.contains_key(name) || !mended.mend(&part, true) {
                continue;
            }
            if let Some(fault) = self.stands_for_nothing(name, &place) {
                found.push(fault);
            } else if !self.shared.scope.book.catalog().may_be_unread(name) {
                found.push(self.unknown_name(name, &text[part.end..], place));
            }
        }
        found
    }

    /// That a name is not known, and what was meant by it if that can be told. `behind` is the text after it.
    fn unknown_name(&self, name: &str, behind: &str, place: Place) -> Diagnostic {
        let dimensions = &self.shared.scope.book.catalog().dimensions;
        if behind.trim_start().starts_with(':') {
            return faults::unknown_variable_is_an_argument(place, name);
        }
        match dimensions.iter().find(|(_, dimension)| dimension.members.contains_key(name)) {
            Some((dimension, _)) => faults::unknown_variable_is_a_member(place, name, dimension),
            None => faults::unknown_variable(place, name, self.names.iter().map(String::as_str)),
        }
    }

    /// That a name stands for something as soon as there is a snapshot, or in reports of shorter periods.
    fn stands_for_nothing(&self, name: &str, place: &Place) -> Option<Diagnostic> {
        if name == "quarter" && self.names.iter().all(|known| known != name) {
            return Some(faults::no_quarter_holds_a_year(place.clone(), self.shared.scope.figures.period));
        }
        let is_awaited = !self.shared.scope.is_reported && self.names.iter().any(|known| known == name);
        is_awaited.then(|| faults::nothing_reported_yet(place.clone(), name))
    }

    /// The faults behind an error of Tera in the text of `mended`, and whether all of them have a stand-in now. A fault
    /// that may only follow from a stand-in is none.
    fn mend(
        &self,
        error: &tera::Error,
        guarded: &Guarded,
        mended: &mut Mended,
        start: &Place,
    ) -> (Vec<Diagnostic>, bool) {
        let origin = Origin { start: start.clone(), guarded: Some(guarded) };
        let parts = parts(error, &mended.text, guarded);
        let unknown = unknown_name(error);
        let own = self.own_fault(error, unknown.as_deref(), &origin);
        let follows = match (&own, &unknown) {
            (Some(_), _) => false,
            (None, Some(name)) => self.shared.scope.book.catalog().may_be_unread(name),
            (None, None) => parts.iter().any(|part| mended.may_follow(part.start)),
        };
        let known = Vocabulary { names: &self.names, filters: &self.filters };
        let found = match own {
            _ if follows => Vec::new(),
            Some(fault) => vec![fault],
            None => diagnose(error, &|_| Some(origin.clone()), &known),
        };
        // What Tera reports as finished text are names that it does not know.
        let is_name = !found.is_empty() && matches!(error.kind(), tera::ErrorKind::Msg(_))
            || unknown.is_some()
            || matches!(error.kind(), tera::ErrorKind::RenderingError(report) if self.shared.refusals.of(report.message()).is_some());
        let mut is_mended = !parts.is_empty();
        for part in &parts {
            is_mended &= mended.mend(part, is_name);
        }
        (found, is_mended)
    }

    /// The same stage with stand-ins for what has a fault.
    fn with_stand_ins(&self) -> Stage {
        let (mut tera, mut context) = (self.tera.clone(), self.context.clone());
        standin::add(&mut tera, &mut context);
        Stage {
            tera,
            context,
            shared: self.shared.clone(),
            names: Vec::new(),
            filters: Vec::new(),
            is_stopped: OnceLock::new(),
        }
    }

    /// Whether a variable or what a filter makes is always fit to print: a mark.
    fn is_printable(&self, name: &str) -> bool {
        filters::prints_a_mark(name) || self.context.get(name).is_some_and(tera::Value::is_string)
    }

    /// The fault behind an error of Tera that is the refusal of a filter, or a name that stands for nothing yet; `None`
    /// for Tera's own errors.
    fn own_fault(&self, error: &tera::Error, unknown: Option<&str>, origin: &Origin<'_>) -> Option<Diagnostic> {
        let (place, message) = reported(error, &|_| Some(origin.clone()))?;
        let awaited = unknown.and_then(|name| self.stands_for_nothing(name, &place));
        awaited.or_else(|| Some(self.shared.refusals.of(message)?.at(place)))
    }
}

/// What is wrong with a text.
#[derive(Debug, Default)]
pub struct Faulty {
    pub faults: Vec<Diagnostic>,
    /// The text with stand-ins for what has a fault, as far as it could be run: for its further faults.
    pub rest: Option<Traced>,
}

impl Faulty {
    fn of(fault: Diagnostic) -> Faulty {
        Faulty { faults: vec![fault], rest: None }
    }
}

/// Why a text was not run to its end.
enum Failed {
    TooLarge,
    /// Another text of the page did not come to an end.
    Untried,
    /// At the tag of this number.
    Stopped(Reason, usize),
    /// In the text with steps in it.
    At(tera::Error, Guarded),
}

/// That a text which begins at `start` was stopped at a tag.
fn stopped(reason: Reason, text: &str, tag: &Range<usize>, start: &Place) -> Diagnostic {
    let written = text.get(tag.clone()).and_then(|tag| tag.lines().next()).unwrap_or_default();
    let place = offset_place(start, text, tag.start, written.len());
    let word = written.trim_matches(['{', '}', '%', '-', ' ']);
    match reason {
        Reason::Endless => faults::narrative_without_end(place),
        Reason::TooLarge => faults::narrative_too_large(place),
        Reason::Raw(Raw::Number) => faults::raw_number(place),
        Reason::Raw(Raw::List) => faults::raw_list(place, word),
        Reason::Raw(Raw::Mapping) => faults::raw_mapping(place, word),
        Reason::Raw(Raw::Condition) => faults::raw_condition(place, word),
        Reason::Raw(Raw::Nothing) => faults::raw_nothing(place),
        Reason::Compared => faults::printed_compared(place),
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
        // Tera writes UTF-8, which the bound may cut within a letter.
        String::from_utf8(self.bytes).unwrap_or_else(|cut| String::from_utf8_lossy(cut.as_bytes()).into_owned())
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.most - self.bytes.len().min(self.most);
        self.bytes.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
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
    // What has a fault in the catalog has no other here.
    for name in &scope.book.catalog().unread {
        context.insert(name.clone(), STAND_IN);
    }
    for (id, dimension) in &scope.book.catalog().dimensions {
        let member = |member: &String| marks.intern(Mark::Member { dimension: id.clone(), member: member.clone() });
        context.insert(id.clone(), &dimension.members.keys().map(member).collect::<Vec<_>>());
    }
    let member = scope.member.clone().map(|(dimension, member)| marks.intern(Mark::Member { dimension, member }));
    if scope.is_reported {
        for (name, period) in scope.periods() {
            context.insert(name, &marks.intern(Mark::Period(period)));
        }
        let period = marks.intern(Mark::Period(scope.figures.period));
        let mut report = BTreeMap::from([("period", &period)]);
        report.extend(member.as_ref().map(|member| ("member", member)));
        context.insert("report", &report);
    }
    let mut site = BTreeMap::from([("title", &scope.site_title)]);
    site.extend(Some(("organisation", &scope.organisation)).filter(|(_, name)| !name.is_empty()));
    context.insert("site", &site);
    context
}
