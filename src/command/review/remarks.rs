//! The part of a review in which the reviewer writes: a field beside each figure and paragraph of the drafts, with what
//! was remarked before and what the author answered.
//!
//! The page saves what is written as the whole file of remarks, so it gets the file as it is, in a form to which entries
//! can be added.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::period::Period;
use crate::command::comparison::Edition;
use crate::command::comparison::page::{Paragraph, Run, Section};
use crate::l10n::{self, words};
use crate::load;
use crate::model::language::Language;
use crate::model::remarks::{On, Remark, beginning};
use crate::site::view;

/// Where there are more reports than these, those of members have one field each: they share a text.
const MOST_IN_FULL: usize = 4;

/// What a reviewer may write on, and what was remarked.
pub fn sheet(
    inputs: &load::Site,
    file: Option<&str>,
    period: Period,
    editions: &BTreeMap<String, Edition>,
) -> view::RemarkSheet {
    let all: Vec<&Remark> = inputs.remarks.iter().filter(|remark| remark.period == period).collect();
    let mut told: Vec<&Remark> = Vec::new();
    let language = inputs.settings.language;
    let many = editions.len() > 1;
    let is_short = |edition: &Edition| edition.member.is_some() && editions.len() > MOST_IN_FULL;
    let (short, full): (Vec<_>, Vec<_>) = editions.iter().enumerate().partition(|(_, (_, edition))| is_short(edition));
    let id = |number: usize| format!("remarks-{}", number + 1);
    let title = |edition: &Edition, name: &str| {
        let title = Some(edition.page.title.as_str()).filter(|title| !title.is_empty());
        title.unwrap_or(name).to_owned()
    };
    let mut reports = Vec::new();
    for (number, (name, edition)) in full {
        let id = id(number);
        let texts = edition.page.sections.iter().flat_map(|section| &section.paragraphs);
        let paragraphs = texts.map(|paragraph| beginning(&plain(paragraph))).collect();
        let mut fields = Fields { all: &all, told: &mut told, name, id: &id, count: 0, paragraphs, language };
        let parts = parts(&mut fields, edition);
        let heading = many.then(|| format!("{} ({name})", title(edition, name)));
        reports.push(view::RemarkedReport { heading, id, parts });
    }
    let mut items = Vec::new();
    for (number, (name, edition)) in short {
        let id = id(number);
        let paragraphs = BTreeSet::new();
        let mut fields = Fields { all: &all, told: &mut told, name, id: &id, count: 0, paragraphs, language };
        items.push(fields.field(On::Report, format!("{}, {name}", title(edition, name))));
    }
    if !items.is_empty() {
        let heading = words(language).further_reports.to_owned();
        let parts = vec![view::RemarkedPart { heading, href: "#further".to_owned(), items }];
        reports.push(view::RemarkedReport { heading: None, id: "remarks-further".to_owned(), parts });
    }
    let others = all.iter().filter(|remark| !told.iter().any(|other| std::ptr::eq(**remark, *other)));
    view::RemarkSheet {
        file: format!("{period}.yaml"),
        path: format!("remarks/{period}.yaml"),
        kept: kept(file, period, &all),
        reports,
        others: others.map(|remark| given(remark, language)).collect(),
        open: all.iter().filter(|remark| remark.is_open()).count(),
    }
}

/// The fields of one report in the making, which take each remark once.
struct Fields<'f, 'r> {
    all: &'f [&'r Remark],
    told: &'f mut Vec<&'r Remark>,
    /// The folder of the report's page.
    name: &'f str,
    id: &'f str,
    count: usize,
    /// How its paragraphs are named.
    paragraphs: BTreeSet<String>,
    language: Language,
}

impl Fields<'_, '_> {
    /// A field of the report, of a figure, or of a paragraph that is `text`.
    fn field(&mut self, on: On, text: String) -> view::RemarkField {
        self.count += 1;
        // Whoever writes by hand need not write as much of a paragraph as the page does.
        let is_meant = |remark: &Remark| match (&remark.on, &on) {
            (On::Paragraph(words), On::Paragraph(own)) => {
                let words = in_one_line(words);
                words == *own || !self.paragraphs.contains(&words) && text.starts_with(&words)
            }
            (remarked, on) => remarked == on,
        };
        let is_here =
            |remark: &&&Remark| is_meant(remark) && remark.report.as_ref().is_none_or(|report| report == self.name);
        let new: Vec<&Remark> = self.all.iter().filter(is_here).copied().collect();
        let new: Vec<&Remark> =
            new.into_iter().filter(|remark| !self.told.iter().any(|other| std::ptr::eq(*other, *remark))).collect();
        // One on any report stands beside the first.
        let given = new.iter().map(|remark| given(remark, self.language)).collect();
        for remark in new {
            if let Some(same) = self.all.iter().find(|other| std::ptr::eq(**other, remark)) {
                self.told.push(same);
            }
        }
        let (on, key) = match on {
            On::Report => ("report", String::new()),
            On::Figure(metric) => ("figure", metric),
            On::Paragraph(words) => ("paragraph", words),
        };
        let id = format!("{}-{}", self.id, self.count);
        view::RemarkField { id, on, key, report: self.name.to_owned(), text, given }
    }
}

/// The report as a whole, its figures, its text section by section.
fn parts(fields: &mut Fields<'_, '_>, edition: &Edition) -> Vec<view::RemarkedPart> {
    let words = words(fields.language);
    let href = |id: &str| {
        let page = format!("{}/index.html", fields.name);
        if id.is_empty() { page } else { format!("{page}#{id}") }
    };
    let (whole, figures) = (href(""), href("notes"));
    let sections: Vec<(String, &Section)> =
        edition.page.sections.iter().map(|section| (href(section.id.trim()), section)).collect();
    let part = |heading: &str, href: String, items| view::RemarkedPart { heading: heading.to_owned(), href, items };
    let mut parts = vec![part(words.on_the_report, whole, vec![fields.field(On::Report, String::new())])];
    let shown: Vec<_> = edition.figures.iter().filter(|figure| figure.key.members.is_empty()).collect();
    let items: Vec<_> = shown
        .into_iter()
        .map(|figure| fields.field(On::Figure(figure.key.metric.clone()), format!("{}: {}", figure.label, figure.text)))
        .collect();
    if !items.is_empty() {
        parts.push(part(words.key_figures_and_others, figures, items));
    }
    for (href, section) in sections {
        let texts: Vec<String> = section.paragraphs.iter().map(plain).filter(|text| !text.is_empty()).collect();
        let items: Vec<_> = texts.into_iter().map(|text| fields.field(On::Paragraph(beginning(&text)), text)).collect();
        let name = match (section.number.as_str(), section.heading.trim()) {
            (_, "") => words.summary.to_owned(),
            ("", heading) => heading.to_owned(),
            (number, heading) => format!("{number} {heading}"),
        };
        if !items.is_empty() {
            parts.push(part(&name, href, items));
        }
    }
    parts
}

/// A paragraph as its reader sees it.
fn plain(paragraph: &Paragraph) -> String {
    let runs = paragraph.iter().map(|run| match run {
        Run::Words(text) | Run::Figure(text) => text.as_str(),
    });
    in_one_line(&runs.collect::<String>())
}

/// With one space between words, where there may be ends of lines, and spaces that do not break.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn given(remark: &Remark, language: Language) -> view::GivenRemark {
    view::GivenRemark {
        by: remark.by.clone(),
        date: remark.date.map(|date| l10n::date(date, language)),
        text: remark.text.clone(),
        answer: remark.answer.clone(),
        closed: remark.closed.clone(),
        open: remark.is_open(),
        place: format!("{}:{}", remark.place.file, remark.place.line),
        id: format!("given-{}", remark.place.line),
    }
}

/// The file of remarks in a form that goes on with `  - `: as it is, or written anew where that would not be read.
fn kept(file: Option<&str>, period: Period, all: &[&Remark]) -> String {
    let head = format!(
        "# What reviewers remarked. Answer with `answer: …`, or close with a reason: `closed: …`.\nperiod: {period}\nremarks:\n"
    );
    let Some(file) = file else { return head };
    let plain = load::plain_text(file);
    let plain = if plain.ends_with('\n') { plain.to_string() } else { format!("{plain}\n") };
    let probe = format!("{plain}  - by: \"A\"\n    text: \"B\"\n");
    match load::remarks_in(&probe, period) {
        Some(count) if count == all.len() + 1 => plain,
        _ => head + &all.iter().map(|remark| entry(remark)).collect::<String>(),
    }
}

/// A remark as it stands in the file.
fn entry(remark: &Remark) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    let (figure, paragraph) = match &remark.on {
        On::Report => (None, None),
        On::Figure(metric) => (Some(quoted(metric)), None),
        On::Paragraph(words) => (None, Some(quoted(words))),
    };
    let of = |text: &Option<String>| text.as_deref().map(quoted);
    let lines = [
        ("report", of(&remark.report)),
        ("figure", figure),
        ("paragraph", paragraph),
        ("by", Some(quoted(&remark.by))),
        ("date", remark.date.map(|date| date.to_string())),
        ("text", Some(quoted(&remark.text))),
        ("answer", of(&remark.answer)),
        ("closed", of(&remark.closed)),
    ];
    let lines = lines.into_iter().filter_map(|(key, value)| Some(format!("{key}: {}\n", value?)));
    format!("  - {}", lines.collect::<Vec<_>>().join("    "))
}
