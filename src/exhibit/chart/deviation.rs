//! The change on the year before, through time.

pub mod svg;

use super::{ChartInput, ChartKind, Content, periods, sizes, span, summary};
use crate::compute::Figure;
use crate::diag::Diagnostic;
use crate::exhibit::drawing::Ticks;
use crate::exhibit::table::{self, Beside, Extra};
use crate::l10n::wording;
use crate::l10n::words;
use crate::model::Decimal;
use crate::model::catalog::{Better, Format};
use svg::Deviation;

/// The change on the year before, through time.
pub static KIND: ChartKind =
    ChartKind { word: "deviation", most_metrics: 1, most_members: 0, needs_members: false, needs_limits: false, draw };

/// The change on the year before, around zero.
fn draw(input: ChartInput<'_>) -> Result<Content, Diagnostic> {
    let ChartInput { wording, order, metric, .. } = input;
    let (language, known) = (wording.language, wording.known);
    let words = words(language);
    let whole = input.whole(usize::MAX);
    let change = |figure: &Figure| known.change(figure, figure.period.year_before()).absolute;
    let values: Vec<Option<Decimal>> = whole.figures.iter().map(|figure| change(figure).ok()).collect();
    let (marks, notes) = input.notes(&whole.figures);
    let last = whole.figures.iter().zip(&values).rev().find_map(|(_, value)| *value);
    // A share's change is told in percentage points.
    let points = metric.format == Format::Percent;
    let drawn = Deviation {
        id: input.id(),
        language,
        periods: periods(&whole),
        values: values
            .iter()
            .map(|value| if points { value.and_then(|value| value.checked_mul(Decimal::ONE_HUNDRED)) } else { *value })
            .collect(),
        name: String::new(),
        better: metric.better,
        last: last.map_or_else(String::new, |value| wording::change(metric, value, language)),
        ticks: Ticks::Number,
        notes: marks,
        height: order.height,
    };
    let drawings = sizes(|size| svg::draw(&drawn, size));
    let year_before = |figure: &Figure| known.figure(&figure.metric, &figure.cell, figure.period.year_before());
    let amounts = |of: &dyn Fn(&Figure) -> Option<(String, Decimal)>| whole.figures.iter().map(of).collect();
    let beside = Beside {
        extras: vec![
            Extra {
                name: words.year_before.to_owned(),
                values: amounts(&|figure| {
                    let value = year_before(figure).amount.ok()?;
                    Some((input.text(value), value))
                }),
            },
            Extra {
                name: words.change.to_owned(),
                values: amounts(&|figure| {
                    let value = change(figure).ok()?;
                    Some((wording::change(metric, value, language), value))
                }),
            },
        ],
        ..Beside::default()
    };
    let figures: Vec<&Figure> = whole.figures.iter().collect();
    let mut keys: Vec<String> =
        (metric.better != Better::Neither).then(|| words.key_better.to_owned()).into_iter().collect();
    keys.extend(input.keys(&drawings, &figures));
    let histories = std::slice::from_ref(&whole);
    Ok(Content {
        grid: table::history(wording, histories, &beside),
        csv: table::csv(wording, histories, false, &beside),
        what: input.what(&whole.name, Some(words.change_on_the_year), span(wording, &whole)),
        keys,
        summary: summary(wording, &whole),
        source: Vec::new(),
        notes,
        drawings,
    })
}
