//! Charts whose title says no more than the name of what they show, such as "Chart of Staff" or "Staff by ward".

use super::Finding;
use super::reading::Reading;
use crate::base::place::Place;
use crate::diag::faults;
use crate::exhibit::request::{ExhibitKind, Request};
use crate::l10n;
use crate::narrative::mark::Mark;

/// Titles that only repeat the metric's label, where no subtitle says anything either.
pub(super) fn findings(reading: &Reading<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for passage in &reading.prose.passages {
        for (at, number) in &passage.marks {
            let Some(Mark::Exhibit(request)) = reading.prose.marks.get(*number) else { continue };
            let Some(title) = repeats_the_label(reading, request) else { continue };
            let place = written(reading, title).unwrap_or_else(|| reading.prose.place(passage, *at, 1));
            let fault = faults::title_is_the_label(place, title, request.metric());
            findings.push(reading.finding(fault, passage.section, Some(request.metric())));
        }
    }
    findings
}

/// More letters than these at the end of a word make another word: `wards` is of `ward`.
const ENDING: usize = 4;

/// The title, if it is no more than the label, with words that are about any chart, and names of dimensions.
fn repeats_the_label<'a>(reading: &Reading<'_>, request: &'a Request) -> Option<&'a str> {
    let is_silent = matches!(request.kind, ExhibitKind::Chart(_)) && request.subtitle.is_none();
    let title = request.title.as_deref().filter(|_| is_silent)?;
    let catalog = reading.scope.book.catalog();
    let metric = catalog.metrics.get(request.metric())?;
    let (said, label) = (words(title), words(metric.label.get(reading.language)));
    let at = said.windows(label.len().max(1)).position(|window| window == label)?;
    let by = metric.by.iter().filter_map(|name| catalog.dimensions.get(name));
    let dimensions: Vec<String> = by.flat_map(|dimension| words(dimension.label.get(reading.language))).collect();
    let of_charts = l10n::lexicon(reading.language).of_charts;
    let is_empty = |word: &String| {
        let is_of =
            |name: &String| word.strip_prefix(name.as_str()).is_some_and(|ending| ending.chars().count() < ENDING);
        of_charts.holds(word) || dimensions.iter().any(is_of)
    };
    let mut rest = said.iter().take(at).chain(said.iter().skip(at + label.len()));
    rest.all(is_empty).then_some(title)
}

/// In lower case, without signs around them.
fn words(text: &str) -> Vec<String> {
    let plain = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '%').to_lowercase();
    text.split_whitespace().map(plain).filter(|word| !word.is_empty()).collect()
}

/// Where the author wrote the title, first.
fn written(reading: &Reading<'_>, title: &str) -> Option<Place> {
    let page = reading.page;
    let body = page.text.get(page.body..)?;
    let at = ['"', '\''].into_iter().find_map(|quote| body.find(&format!("title={quote}{title}{quote}")))?;
    Some(Place::in_text(&page.file, &page.text, page.body + at, "title=".len() + title.len() + 2))
}
