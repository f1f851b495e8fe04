//! The Tera stage of a narrative: text with `{{ … }}` → Markdown with marks.
//!
//! A metric prints a *mark*, a number between two private characters, which Markdown carries through
//! as any other letters. What a mark stands for is kept beside the text, and becomes HTML
//! only after the Markdown is parsed, so that no label or value can be mistaken for markup.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use tera::{ArgFromValue, Context, Delimiters, Kwargs, State, Tera, TeraResult, Value};

use super::exhibits;
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::compute::reference::{Aspect, Reference};
use crate::compute::{Book, Figures, Known, Verdict};
use crate::diag::{Diagnostic, Refusal, faults};
use crate::exhibit::request::Request;
use crate::model::Decimal;
use crate::model::language::Language;

/// What surrounds the number of a mark. The readers refuse both characters in every input.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

/// A narrative that grows beyond this has a loop in it that nobody meant.
const LARGEST: usize = 4 * 1024 * 1024;

/// More unknown names than this are not looked for in one text.
const MOST_UNKNOWN: usize = 20;

/// The figures that a narrative can refer to, for one report.
#[derive(Debug, Clone)]
pub struct Scope {
    pub book: Arc<Book>,
    pub vintage: Period,
    pub figures: Arc<Figures>,
    pub language: Language,
    /// The dimension and the member whose report it is.
    pub member: Option<(String, String)>,
    /// Names of the site and the report, for `{{ site.title }}` and `{{ report.period }}`.
    pub site_title: String,
    pub organisation: String,
}

impl Scope {
    pub fn known(&self) -> Known<'_> {
        self.book.known_in(self.vintage)
    }
}

/// What a mark stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    Figure(Reference),
    Period(Period),
    /// A member of a dimension: prints its label.
    Member {
        dimension: String,
        member: String,
    },
    Exhibit(Request),
    /// The small line of a figure's history.
    Spark(Reference),
    /// "Figure 1", as a link.
    Ref(String),
}

/// A piece of a marked text.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece<'a> {
    Text(&'a str),
    Mark(usize),
}

/// `text` cut at its marks.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        let Some((number, after)) = after.split_once(CLOSE) else { return pieces };
        pieces.extend(number.parse().ok().map(Piece::Mark));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// The mark of this number as it stands in a text.
pub fn mark_text(number: usize) -> String {
    format!("{OPEN}{number}{CLOSE}")
}

/// The number of the mark that `text` is, if it is nothing but one.
pub fn only_mark(text: &str) -> Option<usize> {
    text.trim().strip_prefix(OPEN)?.strip_suffix(CLOSE)?.parse().ok()
}

/// Whether every mark in `text` is one of the `count` that were given out, and nothing is left of another.
fn whole_marks(text: &str, count: usize) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find([OPEN, CLOSE]) {
        let Some((number, after)) = rest[at..].strip_prefix(OPEN).and_then(|rest| rest.split_once(CLOSE)) else {
            return false;
        };
        if !number.parse().is_ok_and(|number: usize| number < count) {
            return false;
        }
        rest = after;
    }
    true
}

/// The name that an error of Tera calls unknown.
fn unknown_name(error: &tera::Error) -> Option<String> {
    match error.kind() {
        tera::ErrorKind::RenderingError(report) => {
            report.message().strip_prefix("Variable `")?.split('`').next().map(str::to_owned)
        }
        _ => None,
    }
}

/// A fault that Tera places behind the last line stands at its end.
fn at_the_end(mut faults: Vec<Diagnostic>, text: &str, start: &Place) -> Vec<Diagnostic> {
    let end = offset_place(start, text, text.trim_end().len(), 1);
    for fault in faults.iter_mut().filter(|fault| fault.place.line > end.line) {
        fault.place = end.clone();
    }
    faults
}

fn read_marks<T>(marks: &Mutex<Vec<Mark>>, read: impl FnOnce(&mut Vec<Mark>) -> T) -> T {
    // A list of marks is whole after every push, so a panic elsewhere cannot have spoilt it.
    read(&mut marks.lock().unwrap_or_else(PoisonError::into_inner))
}

pub(super) fn put(marks: &Mutex<Vec<Mark>>, mark: Mark) -> String {
    read_marks(marks, |marks| {
        let number = marks.iter().position(|other| *other == mark).unwrap_or_else(|| {
            marks.push(mark);
            marks.len() - 1
        });
        mark_text(number)
    })
}

fn get(marks: &Mutex<Vec<Mark>>, text: &str) -> Option<Mark> {
    let number = only_mark(text)?;
    read_marks(marks, |marks| marks.get(number).cloned())
}

/// What the filters of a stage refused. Tera passes on nothing but the text of a filter's error, so the text is the
/// number of a refusal in this list.
#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<Vec<Refusal>>);

/// Begins the text of a refusal. No author can write it, and no mark begins so.
const REFUSED: &str = "\u{e000}refusal ";

impl Refusals {
    /// The answer of a filter as Tera takes it.
    pub(super) fn pass<T>(&self, answer: Result<T, Refusal>) -> TeraResult<T> {
        answer.map_err(|refusal| {
            // The list is whole after every push, so a panic elsewhere cannot have spoilt it.
            let mut refusals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            refusals.push(refusal);
            tera::Error::message(format!("{REFUSED}{}", refusals.len() - 1))
        })
    }

    /// The refusal that a message of Tera stands for; `None` for Tera's own messages.
    fn of(&self, message: &str) -> Option<Refusal> {
        let number: usize = message.strip_prefix(REFUSED)?.parse().ok()?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(number).cloned()
    }
}

/// A text that was run, and which parts of it stand in the author's file as they are.
#[derive(Debug, Clone, Default)]
pub struct Traced {
    pub text: String,
    /// In the order of `text`; none overlaps another there.
    pieces: Vec<Own>,
}

/// So many bytes are the same in both texts.
#[derive(Debug, Clone, Copy)]
struct Own {
    at: usize,
    source: usize,
    length: usize,
}

impl Traced {
    /// A text of which no letter is placed.
    pub fn untraced(text: String) -> Traced {
        Traced { text, pieces: Vec::new() }
    }

    /// Where the byte `at` stands in the author's text; `None` where a template's expression printed it.
    pub fn source(&self, at: usize) -> Option<usize> {
        let next = self.pieces.partition_point(|piece| piece.at <= at);
        let piece = self.pieces.get(next.checked_sub(1)?)?;
        (at < piece.at + piece.length).then(|| piece.source + at - piece.at)
    }

    /// Takes the edges out that `with_edges` wrote.
    fn read(marked: &str) -> Traced {
        let mut traced = Traced::default();
        let mut open: Option<(usize, usize)> = None;
        let mut rest = marked;
        while let Some((before, after)) = rest.split_once(OPEN) {
            traced.text.push_str(before);
            let Some((number, after)) = after.split_once(CLOSE) else { break };
            rest = after;
            match number.strip_prefix("00") {
                Some(source) => open = source.parse().ok().map(|source| (traced.text.len(), source)),
                None if number == EDGE_END => {
                    if let Some((at, source)) = open.take() {
                        traced.pieces.push(Own { at, source, length: traced.text.len() - at });
                    }
                }
                None => traced.text.push_str(&format!("{OPEN}{number}{CLOSE}")),
            }
        }
        traced.text.push_str(rest);
        traced
    }
}

/// Tera's own name for all that a template can ask for, which is not to be printed.
const CONTEXT: &str = "__tera_context";

/// The number of the mark behind a piece of plain text. No mark that stands for something has zeros in front; the mark
/// before a piece has two, and then where it begins.
const EDGE_END: &str = "01";

/// `text` with a mark before and behind each piece of plain text. White space at its ends stays outside, since the tags
/// beside it may take it away.
fn with_edges(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let plain = |from: usize, to: usize, out: &mut String| {
        let piece = &text[from..to];
        let core = piece.trim();
        let lead = piece.len() - piece.trim_start().len();
        if core.is_empty() {
            out.push_str(piece);
        } else {
            let edges = (format!("{OPEN}00{}{CLOSE}", from + lead), format!("{OPEN}{EDGE_END}{CLOSE}"));
            out.push_str(&format!("{}{}{core}{}{}", &piece[..lead], edges.0, edges.1, &piece[lead + core.len()..]));
        }
    };
    let mut from = 0;
    for (start, end) in tags(text) {
        plain(from, start, &mut out);
        out.push_str(&text[start..end]);
        from = end;
    }
    plain(from, text.len(), &mut out);
    out
}

/// Where the tags of a template stand: expressions, statements, comments. What `{% raw %}` encloses counts as one.
pub fn tags(text: &str) -> Vec<(usize, usize)> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find('{').map(|at| from + at) {
        let close = match text[start..].get(..2) {
            Some("{{") => "}}",
            Some("{%") => "%}",
            Some("{*") => "*}",
            _ => {
                from = start + 1;
                continue;
            }
        };
        let mut end = tag_end(text, start + 2, close);
        let inner = text[start + 2..end].trim_start_matches('-').trim_start();
        if close == "%}" && inner.starts_with("raw") {
            end = text[end..].find("endraw").map_or(text.len(), |at| tag_end(text, end + at, close));
        }
        tags.push((start, end));
        from = end;
    }
    tags
}

/// Tags that only choose what is printed. All others may take the text between them as a value.
const CHOOSING: [&str; 9] = ["if", "elif", "else", "endif", "for", "endfor", "break", "continue", "raw"];

/// Whether a tag of the template may take text and make something else of it.
fn takes_text(text: &str) -> bool {
    let takes = |(start, end): &(usize, usize)| {
        let Some(inner) = text[*start..*end].strip_prefix("{%") else { return false };
        let inner = inner.trim_start_matches('-').trim_start();
        let word = inner.split(|sign: char| !sign.is_ascii_alphabetic()).next().unwrap_or_default();
        !CHOOSING.contains(&word)
    };
    tags(text).iter().any(takes)
}

/// Where a tag ends whose inside begins at `from`; a quoted text in it may hold the sign of the end.
fn tag_end(text: &str, from: usize, close: &str) -> usize {
    let mut quote = None;
    for (at, c) in text[from..].char_indices() {
        match quote {
            Some(open) if open == c => quote = None,
            Some(_) => {}
            None if text[from + at..].starts_with(close) => return from + at + close.len(),
            None if matches!(c, '"' | '\'' | '`') && close != "*}" => quote = Some(c),
            None => {}
        }
    }
    text.len()
}

/// The narratives of one report: its filters and variables, made once.
pub struct Stage {
    tera: Tera,
    context: Context,
    marks: Arc<Mutex<Vec<Mark>>>,
    refusals: Arc<Refusals>,
    names: Vec<String>,
}

impl Stage {
    pub fn new(scope: &Scope) -> Stage {
        let marks = Arc::new(Mutex::new(Vec::new()));
        let mut tera = Tera::new();
        let delimiters = Delimiters { comment_start: "{*".into(), comment_end: "*}".into(), ..Delimiters::default() };
        // The delimiters are constants of two bytes each and no template is loaded yet.
        let set = tera.set_delimiters(delimiters);
        debug_assert!(set.is_ok(), "two bytes each, before any template");
        let refusals = Arc::new(Refusals::default());
        register(&mut tera, &Arc::new(scope.clone()), &marks, &refusals);
        let context = context(scope, &marks);
        let catalog = scope.book.catalog();
        let names = catalog.metrics.keys().chain(catalog.dimensions.keys()).cloned();
        let names = names.chain(["period", "previous", "report", "site"].map(str::to_owned)).collect();
        Stage { tera, context, marks, refusals, names }
    }

    /// Everything the marks of this stage's texts stand for.
    pub fn marks(&self) -> Vec<Mark> {
        read_marks(&self.marks, |marks| marks.clone())
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

    /// Runs `text` and says which letters of the result are the author's own, so that a fault in what a reader sees can
    /// be placed in the file.
    ///
    /// Marks in the text carry along where each piece of plain text begins and ends. A tag that takes text may make
    /// something else of them. Where there is one, the text is run without these marks, too, and no letter is placed
    /// unless both results are the same. Faults are those of the text as it is.
    pub fn trace(&self, text: &str, start: &Place) -> Result<Traced, Vec<Diagnostic>> {
        let marked = self.render(&with_edges(text), &self.context, start).ok().map(|marked| Traced::read(&marked));
        let is_sure = |traced: &Traced| {
            !text.contains(CONTEXT) && !takes_text(text) && whole_marks(&traced.text, self.marks().len())
        };
        match marked {
            Some(traced) if is_sure(&traced) => Ok(traced),
            marked => {
                let plain = self.run(text, start)?;
                Ok(marked.filter(|traced| traced.text == plain).unwrap_or(Traced::untraced(plain)))
            }
        }
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
                match self.refused(&error, start) {
                    Some(fault) => faults.push(fault),
                    None => {
                        let known = Vocabulary { names: &self.names, filters: FILTERS };
                        faults.extend(diagnose(&error, &|_| Some(start.clone()), &known));
                    }
                }
            }
            match unknown.filter(|name| !context.contains_key(name) && faults.len() < MOST_UNKNOWN) {
                Some(name) => context.insert(name, &put(&self.marks, Mark::Ref(String::new()))),
                None => return Err(at_the_end(faults, text, start)),
            }
        }
    }

    /// The fault behind an error of Tera that is the refusal of a filter; `None` for Tera's own errors.
    fn refused(&self, error: &tera::Error, start: &Place) -> Option<Diagnostic> {
        let (place, message) = reported(error, &|_| Some(start.clone()))?;
        Some(self.refusals.of(message)?.at(place))
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

fn offset_place(start: &Place, text: &str, offset: usize, length: usize) -> Place {
    let inner = Place::in_text(&start.file, text, offset, length);
    shift(start, inner.line, inner.column, inner.length)
}

/// The place at `line` and `column` (both from 1) of a text that begins at `start`.
fn shift(start: &Place, line: u32, column: u32, length: u32) -> Place {
    let column = if line <= 1 { start.column.max(1) + column - 1 } else { column };
    Place { file: start.file.clone(), line: start.line.max(1) + line.max(1) - 1, column, length: length.max(1) }
}

/// What can be named in a template: its variables, and the filters that are ours.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'a> {
    pub names: &'a [String],
    pub filters: &'a [&'a str],
}

/// Where an error of Tera stands, and its message. `None` where Tera does not say where.
fn reported<'a>(error: &'a tera::Error, start_of: &dyn Fn(&str) -> Option<Place>) -> Option<(Place, &'a str)> {
    let (tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report)) = error.kind() else {
        return None;
    };
    let span = report.span();
    let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let length = if span.start_line == span.end_line { span.end_col.saturating_sub(span.start_col) } else { 1 };
    let start = start_of(report.filename()).unwrap_or_else(|| Place::of_file(report.filename()));
    let place = shift(&start, short(span.start_line), short(span.start_col) + 1, short(length));
    Some((place, report.message()))
}

/// A Tera error as faults at their places. `start_of` says where the text of a template begins; `known` is
/// what its author can name.
pub fn diagnose(
    error: &tera::Error,
    start_of: &dyn Fn(&str) -> Option<Place>,
    known: &Vocabulary<'_>,
) -> Vec<Diagnostic> {
    if let Some((place, message)) = reported(error, start_of) {
        return vec![worded(place, message, known)];
    }
    match error.kind() {
        // References that lead nowhere come as finished text, several at once.
        tera::ErrorKind::Msg(text) if text.contains("--> ") => {
            text.split("\n\n").map(|part| from_report(part, start_of, known)).collect()
        }
        tera::ErrorKind::MissingParent { current, parent } => {
            let place = start_of(current).unwrap_or_else(|| Place::of_file("templates"));
            vec![faults::template_missing(place, parent)]
        }
        _ => {
            let place = start_of("").unwrap_or_else(|| Place::of_file("templates"));
            vec![worded(place, &error.to_string(), known)]
        }
    }
}

/// Reads `error: MESSAGE\n --> NAME:LINE:COLUMN` back.
fn from_report(report: &str, start_of: &dyn Fn(&str) -> Option<Place>, known: &Vocabulary<'_>) -> Diagnostic {
    let mut lines = report.lines();
    let message = lines.next().unwrap_or("").trim_start_matches("error: ").to_owned();
    let position = lines.next().unwrap_or("").trim_start().trim_start_matches("--> ").to_owned();
    let mut parts = position.rsplitn(3, ':');
    let column = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    let line = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    let name = parts.next().unwrap_or("");
    let length = report.lines().last().map_or(1, |line| line.matches('^').count());
    let start = start_of(name).unwrap_or_else(|| Place::of_file(name));
    worded(shift(&start, line, column, u32::try_from(length).unwrap_or(1)), &message, known)
}

/// The fault in our own words where we know better than Tera what the author can do.
fn worded(place: Place, message: &str, known: &Vocabulary<'_>) -> Diagnostic {
    let quoted = |prefix: &str| message.strip_prefix(prefix)?.split('`').next().map(str::to_owned);
    if let Some(name) = quoted("Variable `") {
        return faults::unknown_variable(place, &name, known.names.iter().map(String::as_str));
    }
    if let Some(name) = quoted("Unknown filter `") {
        return faults::unknown_filter(place, &name, known.filters);
    }
    if let Some(name) = quoted("Unknown template `") {
        return faults::template_missing(place, &name);
    }
    if let Some(argument) = quoted("Missing keyword argument `") {
        return faults::missing_argument(&argument).at(place);
    }
    if message.starts_with("Unexpected end") {
        return faults::expression_unclosed(place);
    }
    let field = quoted("Field `");
    let message = first_line(message);
    if let Some(field) = field {
        return faults::unknown_field(place, &field, &message);
    }
    match message.contains("compar") {
        true => faults::figure_compared(place, &message),
        false => faults::template_fault(place, &message),
    }
}

/// The first line of a message of Tera, as our own messages begin and end.
fn first_line(message: &str) -> String {
    lower_first(message.lines().next().unwrap_or("").trim_end_matches('.'))
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

const FILTERS: &[&str] = &[
    "at",
    "of",
    "change",
    "trend",
    "target",
    "gap",
    "attainment",
    "status",
    "met",
    "known",
    "amount",
    "spark",
    "chart",
    "table",
    "tiles",
];

fn context(scope: &Scope, marks: &Mutex<Vec<Mark>>) -> Context {
    let mut context = Context::new();
    for (id, figures) in &scope.figures.metrics {
        let reference = Reference {
            metric: id.clone(),
            cell: figures.figure.cell.clone(),
            period: figures.figure.period,
            aspect: Aspect::Value,
        };
        context.insert(id.clone(), &put(marks, Mark::Figure(reference)));
    }
    for (id, dimension) in &scope.book.catalog().dimensions {
        let member = |member: &String| put(marks, Mark::Member { dimension: id.clone(), member: member.clone() });
        context.insert(id.clone(), &dimension.members.keys().map(member).collect::<Vec<_>>());
    }
    let period = put(marks, Mark::Period(scope.figures.period));
    context.insert("previous", &put(marks, Mark::Period(scope.figures.period.previous())));
    let member = scope.member.clone().map(|(dimension, member)| put(marks, Mark::Member { dimension, member }));
    // What is not there has no name, so that nothing prints empty.
    let mut report = BTreeMap::from([("period", &period)]);
    report.extend(member.as_ref().map(|member| ("member", member)));
    context.insert("report", &report);
    let mut site = BTreeMap::from([("title", &scope.site_title)]);
    site.extend(Some(("organisation", &scope.organisation)).filter(|(_, name)| !name.is_empty()));
    context.insert("site", &site);
    context.insert("period", &period);
    context
}

/// The metric that `text` stands for.
pub(super) fn figure_of(marks: &Mutex<Vec<Mark>>, text: &str, filter: &str) -> Result<Reference, Refusal> {
    match get(marks, text) {
        Some(Mark::Figure(reference)) => Ok(reference),
        _ => Err(faults::behind_no_metric(filter)),
    }
}

/// An argument by its name; `None` where the author does not write it.
pub(super) fn argument<'a, T>(arguments: &'a Kwargs, name: &'a str) -> Result<Option<T>, Refusal>
where
    T: ArgFromValue<'a, Output = T>,
{
    arguments.get::<T>(name).map_err(|error| faults::argument_of_another_kind(&first_line(&error.to_string())))
}

/// An argument that the author must write.
fn needed<'a, T>(arguments: &'a Kwargs, name: &'a str) -> Result<T, Refusal>
where
    T: ArgFromValue<'a, Output = T>,
{
    argument(arguments, name)?.ok_or_else(|| faults::missing_argument(name))
}

/// Refuses arguments that the filter does not know, which would be without effect.
pub(super) fn only(arguments: &Kwargs, filter: &str, known: &[&str]) -> Result<(), Refusal> {
    let unknown = arguments.iter().map(|(key, _)| key.to_string()).find(|key| !known.contains(&key.as_str()));
    unknown.map_or(Ok(()), |key| Err(faults::unknown_argument(filter, &key, known)))
}

/// The period of an argument: `"2018-01"`, or the variable `previous`.
fn period_argument(
    scope: &Scope,
    marks: &Mutex<Vec<Mark>>,
    reference: &Reference,
    written: &str,
) -> Result<Period, Refusal> {
    let period = match get(marks, written) {
        Some(Mark::Period(period)) => period,
        _ => match Period::read(written, scope.book.catalog().year_start) {
            Ok(period) => period,
            Err(error) => return Err(faults::argument_is_no_period(written, &error.to_string())),
        },
    };
    let grain = scope.book.catalog().metrics.get(&reference.metric).map_or(Grain::Month, |metric| metric.grain);
    if period.grain() < grain {
        return Err(faults::period_is_too_short(&reference.metric, grain.word(), period));
    }
    if period > scope.figures.period {
        return Err(faults::period_after_the_report(period, scope.figures.period));
    }
    Ok(period)
}

fn member_argument(scope: &Scope, marks: &Mutex<Vec<Mark>>, dimension: &str, written: &str) -> Result<String, Refusal> {
    let member = match get(marks, written) {
        Some(Mark::Member { member, .. }) => member,
        _ => written.to_owned(),
    };
    let members = scope.book.catalog().dimensions.get(dimension).map(|dimension| &dimension.members);
    let Some(members) = members.filter(|members| !members.contains_key(&member)) else { return Ok(member) };
    let known: Vec<&str> = members.keys().map(String::as_str).collect();
    Err(faults::of_no_member(&member, dimension, &known))
}

/// What a filter of a reference does.
type Filter = fn(&Scope, &Mutex<Vec<Mark>>, Reference, &Kwargs) -> Result<Value, Refusal>;

fn register(tera: &mut Tera, scope: &Arc<Scope>, marks: &Arc<Mutex<Vec<Mark>>>, refusals: &Arc<Refusals>) {
    let with = |run: Filter, name: &'static str| {
        let (scope, marks, refusals) = (scope.clone(), marks.clone(), refusals.clone());
        move |text: &str, arguments: Kwargs, _: &State<'_>| -> TeraResult<Value> {
            let reference = figure_of(&marks, text, name);
            refusals.pass(reference.and_then(|reference| run(&scope, &marks, reference, &arguments)))
        }
    };
    tera.register_filter("at", with(at, "at"));
    tera.register_filter("of", with(of, "of"));
    tera.register_filter("change", with(change, "change"));
    tera.register_filter("trend", with(trend, "trend"));
    tera.register_filter("target", with(|s, m, r, a| plain(s, m, r, a, "target", Aspect::Target), "target"));
    tera.register_filter("gap", with(|s, m, r, a| plain(s, m, r, a, "gap", Aspect::Gap), "gap"));
    tera.register_filter(
        "attainment",
        with(|s, m, r, a| plain(s, m, r, a, "attainment", Aspect::Attainment), "attainment"),
    );
    tera.register_filter("status", with(|s, m, r, a| plain(s, m, r, a, "status", Aspect::Status), "status"));
    tera.register_filter("met", with(met, "met"));
    tera.register_filter("known", with(is_known, "known"));
    tera.register_filter("amount", with(amount, "amount"));
    tera.register_filter("spark", with(spark, "spark"));
    exhibits::register(tera, scope, marks, refusals);
    // Tera's own would count the signs of a mark, or change its number into that of another figure.
    for name in ["wordcount", "replace", "truncate", "reverse", "split"] {
        let refusals = refusals.clone();
        tera.register_filter(name, move |_: &Value, _: Kwargs, _: &State<'_>| -> TeraResult<Value> {
            refusals.pass(Err(faults::filter_takes_figures_apart(name)))
        });
    }
    let for_length = refusals.clone();
    tera.register_filter("length", move |value: &Value, _: Kwargs, _: &State<'_>| -> TeraResult<Value> {
        let list = value.as_array().ok_or_else(faults::length_of_no_list);
        for_length.pass(list.map(|list| Value::from(list.len())))
    });
    let (marks, refusals) = (marks.clone(), refusals.clone());
    tera.register_function("ref", move |arguments: Kwargs, _: &State<'_>| -> TeraResult<String> {
        let id = only(&arguments, "ref", &["id"]).and_then(|()| needed::<String>(&arguments, "id"));
        refusals.pass(id.map(|id| put(&marks, Mark::Ref(id))))
    });
}

fn mark(marks: &Mutex<Vec<Mark>>, reference: Reference) -> Result<Value, Refusal> {
    Ok(Value::from(put(marks, Mark::Figure(reference))))
}

fn at(scope: &Scope, marks: &Mutex<Vec<Mark>>, reference: Reference, arguments: &Kwargs) -> Result<Value, Refusal> {
    only(arguments, "at", &["period"])?;
    let period = period_argument(scope, marks, &reference, &needed::<String>(arguments, "period")?)?;
    mark(marks, Reference { period, ..reference })
}

fn of(scope: &Scope, marks: &Mutex<Vec<Mark>>, reference: Reference, arguments: &Kwargs) -> Result<Value, Refusal> {
    let by = scope.book.catalog().metrics.get(&reference.metric).map_or(&[][..], |metric| metric.by.as_slice());
    let mut cell = reference.cell.clone();
    for (key, value) in arguments.iter() {
        let dimension = key.to_string();
        let Some(index) = by.iter().position(|name| *name == dimension) else {
            return Err(faults::of_another_dimension(&reference.metric, &dimension, by));
        };
        cell = cell.with(index, &member_argument(scope, marks, &dimension, &value.to_string())?);
    }
    mark(marks, Reference { cell, ..reference })
}

fn since(
    scope: &Scope,
    marks: &Mutex<Vec<Mark>>,
    reference: &Reference,
    arguments: &Kwargs,
    filter: &str,
) -> Result<Period, Refusal> {
    only(arguments, filter, &["since"])?;
    match argument::<String>(arguments, "since")? {
        Some(written) => match period_argument(scope, marks, reference, &written)? {
            since if since.grain() == reference.period.grain() => Ok(since),
            since => Err(faults::periods_of_two_lengths(reference.period, since)),
        },
        None => Ok(reference.period.previous()),
    }
}

fn change(scope: &Scope, marks: &Mutex<Vec<Mark>>, reference: Reference, arguments: &Kwargs) -> Result<Value, Refusal> {
    let since = since(scope, marks, &reference, arguments, "change")?;
    mark(marks, Reference { aspect: Aspect::Change(since), ..reference })
}

fn trend(scope: &Scope, marks: &Mutex<Vec<Mark>>, reference: Reference, arguments: &Kwargs) -> Result<Value, Refusal> {
    let since = since(scope, marks, &reference, arguments, "trend")?;
    mark(marks, Reference { aspect: Aspect::Trend(since), ..reference })
}

/// The filters that take no argument and change what is printed. Those about a target need one.
fn plain(
    scope: &Scope,
    marks: &Mutex<Vec<Mark>>,
    reference: Reference,
    arguments: &Kwargs,
    name: &str,
    aspect: Aspect,
) -> Result<Value, Refusal> {
    only(arguments, name, &[])?;
    needs_target(scope, &reference)?;
    mark(marks, Reference { aspect, ..reference })
}

fn needs_target(scope: &Scope, reference: &Reference) -> Result<(), Refusal> {
    let metric = scope.book.catalog().metrics.get(&reference.metric);
    match metric.and_then(|metric| metric.target.as_ref()) {
        Some(_) => Ok(()),
        None => Err(faults::no_target_to_show(&reference.metric)),
    }
}

fn spark(_: &Scope, marks: &Mutex<Vec<Mark>>, reference: Reference, arguments: &Kwargs) -> Result<Value, Refusal> {
    only(arguments, "spark", &[])?;
    Ok(Value::from(put(marks, Mark::Spark(Reference { aspect: Aspect::Value, ..reference }))))
}

fn met(scope: &Scope, _: &Mutex<Vec<Mark>>, reference: Reference, arguments: &Kwargs) -> Result<Value, Refusal> {
    only(arguments, "met", &[])?;
    needs_target(scope, &reference)?;
    let known = scope.known();
    let figure = known.figure(&reference.metric, &reference.cell, reference.period);
    Ok(Value::from(known.judge(&figure).is_some_and(|judgement| judgement.verdict == Verdict::Met)))
}

/// The amount behind a reference: the value, or the change, the target and so on that it was turned into.
fn amount_behind(scope: &Scope, reference: &Reference) -> Option<Decimal> {
    let known = scope.known();
    let figure = known.figure(&reference.metric, &reference.cell, reference.period);
    let judgement = || known.judge(&figure);
    match reference.aspect {
        Aspect::Value => figure.amount.ok(),
        Aspect::Change(since) | Aspect::Trend(since) => known.change(&figure, since).absolute.ok(),
        Aspect::Target => judgement()?.target.ok(),
        Aspect::Gap => judgement()?.gap.map(|gap| gap.abs()),
        Aspect::Attainment => judgement()?.attainment,
        Aspect::Status => judgement().filter(|judgement| judgement.verdict != Verdict::Unknown).map(|_| Decimal::ONE),
    }
}

fn is_known(scope: &Scope, _: &Mutex<Vec<Mark>>, reference: Reference, arguments: &Kwargs) -> Result<Value, Refusal> {
    only(arguments, "known", &[])?;
    Ok(Value::from(amount_behind(scope, &reference).is_some()))
}

fn amount(scope: &Scope, _: &Mutex<Vec<Mark>>, reference: Reference, arguments: &Kwargs) -> Result<Value, Refusal> {
    only(arguments, "amount", &[])?;
    match amount_behind(scope, &reference).and_then(|amount| f64::try_from(amount).ok()) {
        Some(amount) => Ok(Value::from(amount)),
        None => Err(faults::gap_has_no_amount(&reference.metric, reference.period)),
    }
}
