//! The members of a dimension through time as columns that add up to the whole.

pub mod svg;

use super::{Asked, Content, last_known, periods, sizes, span, summary};
use crate::compute::Figure;
use crate::diag::{Diagnostic, faults};
use crate::exhibit::table::{self, Beside, Series};
use crate::l10n::words;
use crate::model::catalog::Protection;
use svg::{Part, Stacked};

pub(super) fn stacked(asked: Asked<'_>) -> Result<Content, Diagnostic> {
    let Asked { wording, order, metric, reference } = asked;
    let words = words(wording.language);
    let whole = asked.whole(13);
    let parts = asked.parts(&whole);
    let part = |series: &Series, name: &str| Part {
        name: name.to_owned(),
        last: last_known(wording, &series.figures),
        values: series.figures.iter().map(|figure| figure.amount.clone().ok()).collect(),
    };
    let (marks, notes) = asked.notes(&whole.figures);
    let drawn = Stacked {
        id: asked.id(),
        language: wording.language,
        periods: periods(&whole),
        parts: parts.iter().map(|series| part(series, &series.name)).collect(),
        total: part(&whole, &words.total.to_lowercase()),
        decimals: metric.shown_decimals(),
        notes: marks,
        height: order.height,
    };
    // Rounded counts need not add up: each is rounded by itself.
    let rounded = metric.protection == Some(Protection::RoundTo5);
    if let Some(period) = drawn.unbalanced().filter(|_| !rounded) {
        return Err(faults::parts_do_not_add_up(order.place.clone(), &reference.metric, period));
    }
    let picture = sizes(|size| svg::draw(&drawn, size));
    let total = Series { name: words.total.to_owned(), ..whole.clone() };
    let series: Vec<Series> = parts.iter().cloned().chain([total]).collect();
    let figures: Vec<&Figure> = series.iter().flat_map(|series| &series.figures).collect();
    let mut summary = summary(wording, &whole);
    summary.extend(asked.parts_in_words(&parts));
    Ok(Content {
        grid: table::history(wording, &series, &Beside::default()),
        csv: table::csv(wording, &series, false, &Beside::default()),
        what: asked.what(&whole.name, None, span(wording, &whole)),
        keys: asked.keys(&picture, &figures),
        summary,
        source: Vec::new(),
        notes,
        picture,
    })
}
