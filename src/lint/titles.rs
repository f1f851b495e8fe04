//! Charts whose title says no more than the name of what they show.

use super::Finding;
use super::reading::Reading;
use crate::base::place::Place;
use crate::diag::faults;
use crate::exhibit::request::{ExhibitKind, Request};
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

/// The title, if it is no more than the label.
fn repeats_the_label<'a>(reading: &Reading<'_>, request: &'a Request) -> Option<&'a str> {
    let is_silent = matches!(request.kind, ExhibitKind::Chart(_)) && request.subtitle.is_none();
    let title = request.title.as_deref().filter(|_| is_silent)?;
    let label = reading.scope.book.catalog().metrics.get(request.metric())?.label.get(reading.language);
    let plain = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
    (plain(title) == plain(label)).then_some(title)
}

/// Where the author wrote the title, first.
fn written(reading: &Reading<'_>, title: &str) -> Option<Place> {
    let page = reading.page;
    let body = page.text.get(page.body..)?;
    let at = ['"', '\''].into_iter().find_map(|quote| body.find(&format!("title={quote}{title}{quote}")))?;
    Some(Place::in_text(&page.file, &page.text, page.body + at, "title=".len() + title.len() + 2))
}
