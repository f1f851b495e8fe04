//! The members of a dimension through time, each in a small drawing of its own.

pub mod svg;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::{
    ChartInput, ChartKind, Content, Drawings, curve, last_alone, last_in_short, levels, periods, span, summary, targets,
};
use crate::compute::Figure;
use crate::diag::Diagnostic;
use crate::exhibit::drawing::Curve;
use crate::exhibit::table::{self, Beside, NamedHistory};
use crate::exhibit::view;
use crate::l10n::{self, words};
use crate::model::catalog::{Event, Kind};
use svg::{Multiples, Panel};

/// A small line for each member of a dimension, all on one scale, or each on its own.
pub static KIND: ChartKind = ChartKind {
    word: "multiples",
    most_metrics: 1,
    most_members: 24,
    needs_members: true,
    needs_limits: false,
    counts_since: false,
    most_periods: usize::MAX,
    passes_over: &["height", "annotate", "from", "since"],
    draw,
};

/// A small line for each member, all on one scale, with the whole in grey where it can be compared with its parts.
fn draw(input: ChartInput<'_>) -> Result<Content, Diagnostic> {
    let ChartInput { wording, order, metric, .. } = input;
    let language = wording.language;
    let words = words(language);
    let whole = input.whole(usize::MAX);
    let parts = input.parts(&whole);
    let total_name = input.total_name();
    let comparable = matches!(metric.kind, Kind::Ratio { .. }) && order.by.is_some();
    let times = input.times(&whole.figures);
    let panel = |part: &NamedHistory| Panel {
        curve: Curve { last: last_alone(wording, &part.figures), ..curve(wording, part) },
        short: last_in_short(wording, &part.figures),
        targets: levels(&targets(wording, part)),
    };
    let multiples = Multiples {
        id: input.id(),
        language,
        periods: periods(&whole),
        panels: parts.iter().map(panel).collect(),
        context: comparable.then(|| curve(wording, &whole)),
        ticks: input.ticks(),
        from_zero: order.from_zero,
        is_free: order.free_scale,
        times: times.iter().map(|(first, last, _)| (*first, *last)).collect(),
    };
    let drawings = drawings(&multiples);
    let figures: Vec<&Arc<Figure>> = parts.iter().flat_map(|part| &part.figures).collect();
    let has_targets = multiples.panels.iter().any(|panel| panel.targets.iter().flatten().any(Option::is_some));
    let mut sentences = input.summary_of_parts(&parts, false, has_targets);
    sentences.extend(input.revised(&parts));
    if comparable {
        let total = summary(wording, &whole, false).into_iter().map(|sentence| format!("{total_name}: {sentence}"));
        sentences.extend(total);
    }
    let mut keys: Vec<String> = input.shared_rule(&parts, Some(words.key_own_targets)).into_iter().collect();
    keys.extend(comparable.then(|| format!("{}: {}", words.key_grey, total_name.to_lowercase())));
    keys.extend(input.keys(&drawings, &figures));
    let time = |(_, _, event): &(usize, usize, &Event)| {
        format!("{} ({})", event.text.get(language).trim_end_matches('.'), input.time(event))
    };
    let named: Vec<String> = times.iter().map(time).collect();
    keys.extend((!named.is_empty()).then(|| format!("{}: {}", words.key_shaded, l10n::list(&named, language))));
    keys.extend(input.left_out());
    keys.extend(input.not_counted());
    let axes = if order.free_scale { words.key_own_axes } else { words.key_same_axis };
    let source = [Some(axes.to_owned()), input.axis(&drawings)].into_iter().flatten().collect();
    let total = NamedHistory { name: total_name.to_owned(), ..whole.clone() };
    let total = Some(total).filter(|total| total.figures.iter().any(|figure| figure.is_stated()));
    let histories: Vec<NamedHistory> = parts.iter().cloned().chain(total).collect();
    let beside = input.with_times(&whole.figures, Beside::default());
    Ok(Content {
        grid: table::history(wording, &histories, &beside),
        csv: table::csv(wording, &histories, true, &beside),
        what: input.what(&input.name(&whole), None, span(wording, &whole)),
        keys,
        summary: sentences,
        source,
        notes: input.own_rules(&parts).into_iter().collect(),
        when_narrow: Vec::new(),
        drawings,
    })
}

/// A panel for each member, and all of them in one drawing.
fn drawings(multiples: &Multiples) -> Drawings {
    let panels = svg::panels(multiples);
    let view = |(panel, svg): (&Panel, String)| view::Panel { title: panel.curve.name.clone(), svg };
    Drawings::Panels {
        panels: multiples.panels.iter().zip(panels.svgs).map(view).collect(),
        axis_start: panels.axis_start,
        marks: panels.marks,
        grid: svg::grid(multiples),
    }
}
