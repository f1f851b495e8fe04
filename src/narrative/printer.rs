//! Marks → what a reader sees: text, or HTML with the machine value beside it.
//!
//! Where a figure becomes a link and where a chart stands, `markdown` decides.

use super::mark::{Mark, Piece, pieces};
use super::scope::Scope;
use crate::base::inline::{Inline, escaped};
use crate::compute::reference::{Aspect, Reference};
use crate::l10n::wording::{self, Wording, machine};
use crate::l10n::{self, words};
use crate::model::Decimal;
use crate::model::language::Language;

/// Prints the marks of one report.
pub(super) struct Printer<'a> {
    pub scope: &'a Scope,
    pub wording: Wording<'a>,
    marks: Vec<Mark>,
    /// The small line of a metric's history as SVG; empty where it has none.
    spark: &'a dyn Fn(&Reference) -> String,
}

impl<'a> Printer<'a> {
    pub fn new(scope: &'a Scope, marks: Vec<Mark>, spark: &'a dyn Fn(&Reference) -> String) -> Printer<'a> {
        let wording = Wording { known: scope.known(), language: scope.language };
        Printer { scope, wording, marks, spark }
    }

    pub fn language(&self) -> Language {
        self.scope.language
    }

    /// What the mark of this number stands for.
    pub fn mark(&self, number: usize) -> Option<&Mark> {
        self.marks.get(number)
    }

    pub fn is_exhibit(&self, number: usize) -> bool {
        matches!(self.mark(number), Some(Mark::Exhibit(_)))
    }

    /// A line of the front matter or of a chart's title: text and figures, no Markdown.
    pub fn line(&self, marked: &str) -> Inline {
        let mut line = Inline::default();
        for piece in pieces(marked.trim()) {
            match piece {
                Piece::Text(text) => {
                    line.html.push_str(&escaped(text));
                    line.text.push_str(text);
                }
                Piece::Mark(number) => {
                    line.html.push_str(&self.html(number));
                    line.text.push_str(&self.text(number));
                }
            }
        }
        line
    }

    /// Whether a line holds more than text: a chart, a table, a small line, or the number of one.
    pub fn holds_more_than_text(&self, marked: &str) -> bool {
        let is_more = |number| matches!(self.mark(number), Some(Mark::Exhibit(_) | Mark::Spark(_) | Mark::Ref(_)));
        pieces(marked).into_iter().any(|piece| matches!(piece, Piece::Mark(number) if is_more(number)))
    }

    /// A mark as plain text, for attributes.
    pub fn text(&self, number: usize) -> String {
        match self.mark(number) {
            Some(Mark::Figure(reference)) => printed(self.wording, reference).0,
            Some(Mark::Period(period)) => l10n::period(*period, self.language()),
            Some(Mark::Member { dimension, member }) => self.member(dimension, member),
            Some(Mark::Number { amount, decimals, as_share }) => match as_share {
                true => l10n::percent(*amount, *decimals, self.language()),
                false => l10n::number(*amount, *decimals, self.language()),
            },
            Some(Mark::Ref(id)) => id.clone(),
            Some(Mark::Exhibit(_) | Mark::Spark(_)) | None => String::new(),
        }
    }

    /// A mark as HTML where no link may stand.
    pub fn html(&self, number: usize) -> String {
        match self.mark(number) {
            Some(Mark::Figure(reference)) => self.figure(reference).0,
            Some(Mark::Spark(reference)) => (self.spark)(reference),
            Some(Mark::Number { amount, .. }) => {
                format!("<data value=\"{}\">{}</data>", machine(*amount), escaped(&self.text(number)))
            }
            _ => escaped(&self.text(number)),
        }
    }

    /// A figure as `<data>` with its machine value, or as `<span>` where it is missing; and its text.
    pub fn figure(&self, reference: &Reference) -> (String, String) {
        let (text, value) = printed(self.wording, reference);
        let html = match value {
            Some(value) => format!("<data value=\"{}\">{}</data>", machine(value), escaped(&text)),
            None => format!("<span>{}</span>", escaped(&text)),
        };
        (html, text)
    }

    /// The target or the title of a link as text: a period as `2018-02`, anything else as it is printed.
    pub fn attribute(&self, marked: &str) -> String {
        let text = |piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Mark(number) => match self.mark(number) {
                Some(Mark::Period(period)) => period.to_string(),
                _ => self.text(number),
            },
        };
        pieces(marked).into_iter().map(text).collect()
    }

    fn member(&self, dimension: &str, member: &str) -> String {
        let members = self.scope.book.catalog().dimensions.get(dimension).map(|dimension| &dimension.members);
        members.and_then(|members| members.get(member)).map_or(member, |label| label.get(self.language())).to_owned()
    }
}

/// What a reference prints, and the machine value beside it. `None` for a gap and for words.
fn printed(wording: Wording<'_>, reference: &Reference) -> (String, Option<Decimal>) {
    let known = wording.known;
    let figure = known.figure(&reference.metric, &reference.cell, reference.period);
    let id = &reference.metric;
    let judgement = || known.judge(&figure);
    let gap = || (words(wording.language).dash.to_owned(), None);
    match reference.aspect {
        Aspect::Value => (wording.value(&figure), figure.value()),
        Aspect::Change(since) => {
            let moved = known.change(&figure, since);
            (wording.change(id, &moved), moved.absolute.ok())
        }
        Aspect::Trend(since) => {
            let moved = known.change(&figure, since);
            (wording.trend(id, &moved), moved.absolute.ok())
        }
        // A range is no number.
        Aspect::Target => judgement().map_or_else(gap, |judgement| {
            let amount = judgement.target.as_ref().ok().copied().filter(|_| judgement.upper.is_none());
            (wording.target(id, &judgement), amount)
        }),
        Aspect::Gap => {
            let judgement = judgement();
            let text = judgement.as_ref().zip(known.metric(id));
            let text = text
                .and_then(|(judgement, metric)| wording::distance(metric, &figure.amount, judgement, wording.language));
            text.map_or_else(gap, |text| (text, judgement.and_then(|judgement| judgement.gap).map(|gap| gap.abs())))
        }
        Aspect::Attainment => {
            let judgement = judgement();
            let text = judgement.as_ref().and_then(|judgement| wording::attainment(judgement, wording.language));
            text.map_or_else(gap, |text| (text, judgement.and_then(|judgement| judgement.attainment)))
        }
        Aspect::Status => judgement()
            .map_or_else(gap, |judgement| (wording::verdict(judgement.verdict, wording.language).to_lowercase(), None)),
    }
}
