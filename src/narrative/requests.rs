//! What a narrative asks to see: `metric | chart(…)`, `| table(…)`, `| tiles` → requests, held against the definitions.
//!
//! A request that cannot be drawn is refused here, at its place in the author's text: a stacked chart of a metric
//! without parts, two units on one axis, more lines than can be told apart. What the drawing then looks like, and
//! what stands in the table, `site` decides.

use tera::Value;

use super::call::Call;
use super::scope::Scope;
use crate::compute::reference::Reference;
use crate::diag::{Refusal, faults};
use crate::exhibit::chart::{self, Annotate, ChartKind, Extent};
use crate::exhibit::request::{ExhibitKind, Request, Sort, TABLE_KINDS, TableKind};
use crate::model::catalog::Metric;

pub(super) fn chart(call: &Call<'_>, references: Vec<Reference>) -> Result<Request, Refusal> {
    let kinds: Vec<(&str, &'static ChartKind)> = chart::KINDS.iter().map(|kind| (kind.word, *kind)).collect();
    let wanted = word(call, "kind", "there is no chart of the kind", &kinds)?;
    let mut request = request(call, references)?;
    let Some(reference) = request.references.first() else { return Err(faults::behind_an_empty_list("chart")) };
    let of = call.metric(reference)?;
    let kind = wanted.unwrap_or_else(|| chart::usual(of, extent(call.scope, &request)));
    if kind.needs_members && request.by.is_none() {
        let free = of.by.iter().zip(&reference.cell.0).find(|(_, member)| member.is_none());
        request.by = free.map(|(name, _)| name.clone());
    }
    can_show(call, kind, of, &request)?;
    request.kind = ExhibitKind::Chart(kind);
    request.from_zero = call.argument::<bool>("from_zero")?.unwrap_or(false);
    request.annotate = annotate(call)?;
    let height = call.argument::<i64>("height")?;
    if height.is_some_and(|height| !(160..=600).contains(&height)) {
        return Err(faults::wrong_height());
    }
    request.height = height.and_then(|height| u32::try_from(height).ok());
    // A history that is still short may be drawn in another way for now.
    let in_time = || Extent { periods: request.history.unwrap_or(usize::MAX), ..extent(call.scope, &request) };
    can_heed(call, wanted.unwrap_or_else(|| chart::usual(of, in_time())), &request)?;
    Ok(request)
}

/// Refuses arguments that a chart of the kind would pass over.
fn can_heed(call: &Call<'_>, kind: &ChartKind, request: &Request) -> Result<(), Refusal> {
    let annotates = call.argument::<Value>("annotate")?.is_some() && request.annotate != Annotate::NOTHING;
    let written = [("from_zero", request.from_zero), ("height", request.height.is_some()), ("annotate", annotates)];
    if let Some((name, _)) = written.iter().find(|(name, written)| *written && kind.passes_over.contains(name)) {
        return Err(faults::chart_passes_over(kind.word, name));
    }
    match request.history.filter(|history| *history > kind.most_periods) {
        Some(_) if kind.most_periods == 1 => Err(faults::chart_passes_over(kind.word, "history")),
        Some(history) => Err(faults::too_many_periods(kind.word, history, kind.most_periods)),
        None => Ok(()),
    }
}

/// How much a chart is to show.
fn extent(scope: &Scope, request: &Request) -> Extent {
    let figures = scope.figures.metrics.get(request.metric());
    let history = figures.map_or(0, |figures| figures.history.len());
    Extent {
        metrics: request.references.len(),
        members: members(scope, request),
        periods: history.min(request.history.unwrap_or(history)),
    }
}

/// How many members the dimension has whose parts are asked for.
fn members(scope: &Scope, request: &Request) -> Option<usize> {
    let dimension = scope.book.catalog().dimensions.get(request.by.as_ref()?)?;
    Some(dimension.members.len())
}

/// Refuses what a chart of the kind cannot show of `metric` and the metrics beside it.
fn can_show(call: &Call<'_>, kind: &ChartKind, metric: &Metric, request: &Request) -> Result<(), Refusal> {
    let [reference, others @ ..] = request.references.as_slice() else { return Ok(()) };
    if kind.needs_members && request.by.is_none() {
        return Err(faults::chart_needs_parts(kind.word, &reference.metric));
    }
    if !others.is_empty() && (kind.most_metrics == 1 || request.by.is_some()) {
        return Err(faults::only_lines_go_together());
    }
    if request.by.is_some() && kind.most_members == 0 {
        return Err(faults::chart_of_one_metric(kind.word));
    }
    if request.references.len() > kind.most_metrics {
        return Err(faults::too_many_lines(request.references.len()));
    }
    for other in others {
        share_an_axis(call, reference, other)?;
    }
    if kind.needs_limits && metric.spc.is_none() {
        return Err(faults::no_limits_to_draw(&reference.metric));
    }
    match members(call.scope, request) {
        Some(count) if count > kind.most_members => Err(faults::too_many_parts(count, kind.most_members)),
        _ => Ok(()),
    }
}

/// Two metrics on one axis must be of one kind: a second axis would say whatever its scale says.
fn share_an_axis(call: &Call<'_>, one: &Reference, other: &Reference) -> Result<(), Refusal> {
    let (a, b) = (call.metric(one)?, call.metric(other)?);
    let unit = |metric: &Metric| metric.unit.as_ref().map(|unit| unit.get(call.scope.language).to_owned());
    if (a.format, unit(a)) != (b.format, unit(b)) {
        return Err(faults::chart_of_two_units(&one.metric, &other.metric));
    }
    if one.period != other.period {
        return Err(faults::chart_of_two_periods((&one.metric, one.period), (&other.metric, other.period)));
    }
    Ok(())
}

fn annotate(call: &Call<'_>) -> Result<Annotate, Refusal> {
    let written = call.argument::<Value>("annotate")?;
    let (notes, events) = match written.as_ref().map(|value| (value.as_bool(), value.as_str())) {
        None | Some((Some(true), _)) => (true, true),
        Some((Some(false), _)) => (false, false),
        Some((_, Some("notes"))) => (true, false),
        Some((_, Some("events"))) => (false, true),
        Some(_) => return Err(faults::wrong_annotate()),
    };
    Ok(Annotate { notes, events })
}

pub(super) fn table(call: &Call<'_>, references: Vec<Reference>) -> Result<Request, Refusal> {
    let wanted = word(call, "kind", "there is no table of the kind", TABLE_KINDS)?;
    let mut request = request(call, references)?;
    let kind = wanted.unwrap_or(match (&request.by, request.references.len()) {
        (Some(_), _) => TableKind::Breakdown,
        (None, 1) => TableKind::History,
        (None, _) => TableKind::KeyFigures,
    });
    let id = request.metric().to_owned();
    if kind == TableKind::Breakdown && request.by.is_none() {
        let reference = request.references.first();
        let of = reference.map(|reference| call.metric(reference)).transpose()?;
        request.by = of.and_then(|metric| metric.by.first().cloned());
    }
    match kind {
        TableKind::Breakdown if request.history.is_some() => return Err(faults::breakdown_of_one_period()),
        TableKind::Breakdown if request.by.is_none() => {
            return Err(faults::breakdown_needs_parts(&id));
        }
        TableKind::History | TableKind::KeyFigures if request.by.is_some() => {
            return Err(faults::by_makes_a_breakdown());
        }
        TableKind::History | TableKind::Breakdown if request.references.len() > 1 => {
            return Err(faults::several_make_key_figures());
        }
        _ => {}
    }
    let sorts = [("members", Sort::Members), ("name", Sort::Name), ("value", Sort::Value)];
    let sort = word(call, "sort", "members are not sorted by", &sorts)?;
    if sort.is_some() && kind != TableKind::Breakdown {
        return Err(faults::only_members_are_sorted());
    }
    request.sort = sort.unwrap_or(Sort::Members);
    request.kind = ExhibitKind::Table(kind);
    Ok(request)
}

pub(super) fn tiles(call: &Call<'_>, references: Vec<Reference>) -> Result<Request, Refusal> {
    Ok(Request { year_ago: call.argument("year_ago")?, ..request(call, references)? })
}

/// One of a few words.
fn word<T: Copy>(call: &Call<'_>, name: &'static str, none: &str, known: &[(&str, T)]) -> Result<Option<T>, Refusal> {
    let Some(written) = call.argument::<String>(name)? else { return Ok(None) };
    match known.iter().find(|(word, _)| *word == written) {
        Some((_, kind)) => Ok(Some(*kind)),
        None => {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            Err(faults::unknown_word_in_argument(none, &written, &words))
        }
    }
}

/// What all three filters read alike: a request for tiles, of which the other two make a chart or a table.
fn request(call: &Call<'_>, references: Vec<Reference>) -> Result<Request, Refusal> {
    let by = call.argument::<String>("by")?;
    for reference in &references {
        let metric = call.metric(reference)?;
        let Some(by) = &by else { continue };
        match metric.by.iter().zip(&reference.cell.0).find(|(name, _)| *name == by) {
            Some((_, None)) => {}
            Some((_, Some(member))) => {
                return Err(faults::parts_of_a_part(by, member));
            }
            None => return Err(faults::parts_by_another_dimension(&reference.metric, by)),
        }
    }
    let id = call.argument::<String>("id")?;
    if let Some(id) = &id
        && (id.is_empty()
            || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-')))
    {
        return Err(faults::wrong_exhibit_id(id));
    }
    let history = call.argument::<i64>("history")?;
    if history.is_some_and(|count| !(1..=600).contains(&count)) {
        return Err(faults::wrong_history());
    }
    Ok(Request {
        kind: ExhibitKind::Tiles,
        references,
        id,
        title: call.argument("title")?,
        subtitle: call.argument("subtitle")?,
        history: history.and_then(|count| usize::try_from(count).ok()),
        from_zero: false,
        by,
        height: None,
        annotate: Annotate { notes: true, events: true },
        sort: Sort::Members,
        year_ago: None,
    })
}
