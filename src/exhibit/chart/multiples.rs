//! The members of a dimension through time, each in a small drawing of its own.

pub mod svg;

use super::{Asked, Content, Picture, drawn, extremes, periods, span, summary, targets};
use crate::compute::Figure;
use crate::exhibit::table::{self, Beside, Series};
use crate::exhibit::view;
use crate::l10n::words;
use crate::model::catalog::Kind;
use svg::{Multiples, Panel};

/// A small line for each member, all on one scale, with the whole in grey where it can be compared with its parts.
pub(super) fn multiples(asked: Asked<'_>) -> Content {
    let Asked { wording, order, metric, .. } = asked;
    let language = wording.language;
    let words = words(language);
    let whole = asked.whole(usize::MAX);
    let parts = asked.parts(&whole);
    let comparable = matches!(metric.kind, Kind::Ratio { .. }) && order.by.is_some();
    let panel = |series: &Series| Panel { series: drawn(wording, series), targets: targets(wording, series) };
    let multiples = Multiples {
        id: asked.id(),
        language,
        periods: periods(&whole),
        panels: parts.iter().map(panel).collect(),
        context: comparable.then(|| drawn(wording, &whole)),
        ticks: asked.ticks(),
        from_zero: order.from_zero,
    };
    let drawings = svg::panels(&multiples);
    let view = |(panel, svg): (&Panel, String)| view::Panel { title: panel.series.name.clone(), svg };
    let picture = Picture::Panels {
        panels: multiples.panels.iter().zip(drawings.svgs).map(view).collect(),
        axis_start: drawings.axis_start,
        marks: drawings.marks,
        grid: svg::grid(&multiples),
    };
    let figures: Vec<&Figure> = parts.iter().flat_map(|series| &series.figures).collect();
    let last: Vec<(String, Figure)> =
        parts.iter().filter_map(|series| Some((series.name.clone(), series.figures.last()?.clone()))).collect();
    let mut summary = summary(wording, &whole);
    summary.extend(extremes(wording, &last));
    let mut keys: Vec<String> = asked.rule(whole.figures.last()).into_iter().collect();
    keys.extend(comparable.then(|| format!("{}: {}", words.key_grey, words.total.to_lowercase())));
    keys.extend(asked.keys(&picture, &figures));
    let source = [Some(words.key_same_axis.to_owned()), asked.axis(&picture)].into_iter().flatten().collect();
    let total = Series { name: words.total.to_owned(), ..whole.clone() };
    let series: Vec<Series> = parts.iter().cloned().chain([total]).collect();
    Content {
        grid: table::history(wording, &series, &Beside::default()),
        csv: table::csv(wording, &series, true, &Beside::default()),
        what: asked.what(&whole.name, None, span(wording, &whole)),
        keys,
        summary,
        source,
        notes: Vec::new(),
        picture,
    }
}
