//! The members of a dimension through time, each in a small drawing of its own.

pub mod svg;

use super::{ChartInput, ChartKind, Content, Picture, drawn, extremes, periods, span, summary, targets};
use crate::compute::Figure;
use crate::diag::Diagnostic;
use crate::exhibit::table::{self, Beside, Series};
use crate::exhibit::view;
use crate::l10n::words;
use crate::model::catalog::Kind;
use svg::{Multiples, Panel};

/// A small line for each member of a dimension, all on one scale.
pub static KIND: ChartKind =
    ChartKind { word: "multiples", most_metrics: 1, most_members: 24, needs_members: true, needs_limits: false, draw };

/// A small line for each member, all on one scale, with the whole in grey where it can be compared with its parts.
fn draw(input: ChartInput<'_>) -> Result<Content, Diagnostic> {
    let ChartInput { wording, order, metric, .. } = input;
    let language = wording.language;
    let words = words(language);
    let whole = input.whole(usize::MAX);
    let parts = input.parts(&whole);
    let comparable = matches!(metric.kind, Kind::Ratio { .. }) && order.by.is_some();
    let panel = |series: &Series| Panel { series: drawn(wording, series), targets: targets(wording, series) };
    let multiples = Multiples {
        id: input.id(),
        language,
        periods: periods(&whole),
        panels: parts.iter().map(panel).collect(),
        context: comparable.then(|| drawn(wording, &whole)),
        ticks: input.ticks(),
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
    let mut keys: Vec<String> = input.rule(whole.figures.last()).into_iter().collect();
    keys.extend(comparable.then(|| format!("{}: {}", words.key_grey, words.total.to_lowercase())));
    keys.extend(input.keys(&picture, &figures));
    let source = [Some(words.key_same_axis.to_owned()), input.axis(&picture)].into_iter().flatten().collect();
    let total = Series { name: words.total.to_owned(), ..whole.clone() };
    let series: Vec<Series> = parts.iter().cloned().chain([total]).collect();
    Ok(Content {
        grid: table::history(wording, &series, &Beside::default()),
        csv: table::csv(wording, &series, true, &Beside::default()),
        what: input.what(&whole.name, None, span(wording, &whole)),
        keys,
        summary,
        source,
        notes: Vec::new(),
        picture,
    })
}
