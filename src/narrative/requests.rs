//! What a narrative asks to see: `metric | chart(…)`, `| table(…)`, `| tiles` → requests, held against the definitions.
//!
//! A request that cannot be drawn is refused here, at its place in the author's text: a stacked chart of a metric
//! without parts, two units on one axis, more lines than can be told apart. What the drawing then looks like, and
//! what stands in the table, `site` decides.

use tera::Value;

use super::call::Call;
use super::scope::Scope;
use crate::base::address;
use crate::base::period::{Grain, Period};
use crate::compute::reference::Reference;
use crate::diag::{Refusal, faults};
use crate::exhibit::chart::{self, Annotate, Asked, ChartKind, Extent};
use crate::exhibit::request::{ExhibitKind, Request, TABLE_KINDS, TableKind};
use crate::exhibit::table::lines::{Choice, Sort};
use crate::exhibit::table::matrix::Marked;
use crate::exhibit::table::{TABLE_COLUMNS, TableColumn, with_parts};
use crate::model::catalog::Metric;

/// Five hundred years of months: as far back as anybody has counted.
const MOST_PERIODS: i64 = 6000;

pub(super) fn chart(call: &Call<'_>, references: Vec<Reference>) -> Result<Request, Refusal> {
    let kinds: Vec<(&str, &'static ChartKind)> = chart::KINDS.iter().map(|kind| (kind.word, *kind)).collect();
    let wanted = word(call, "kind", "there is no chart of the kind", &kinds)?;
    let mut request = request(call, references)?;
    let Some(reference) = request.references.first() else { return Err(faults::behind_an_empty_list("chart")) };
    let of = call.metric(reference)?;
    if wanted.is_some_and(|kind| kind.needs_members) && request.by.is_none() {
        request.by = free_dimension(of, reference);
    }
    request.choice = choice(call, &request, None)?;
    let history = figures_of(call.scope, &request);
    let kind = wanted.map_or_else(|| usual(call, &request, history), Ok)?;
    can_show(call, kind, of, &request)?;
    request.kind = ExhibitKind::Chart(kind);
    request.from_zero = call.argument::<bool>("from_zero")?.unwrap_or(false);
    request.annotate = annotate(call)?;
    let scales = [("free", true), ("shared", false)];
    request.free_scale = word(call, "scale", "there is no scale", &scales)?.unwrap_or(false);
    let bases = [("year_ago", false), ("normal", true)];
    request.from_normal = word(call, "from", "a deviation is not counted from", &bases)?.unwrap_or(false);
    request.since = kind.counts_since.then(|| since(call, kind, &request)).transpose()?;
    let height = call.argument::<i64>("height")?;
    if height.is_some_and(|height| !(160..=600).contains(&height)) {
        return Err(faults::wrong_height());
    }
    request.height = height.and_then(|height| u32::try_from(height).ok());
    // A history that is still short may be drawn in another way for now.
    let in_time = wanted.map_or_else(|| usual(call, &request, usize::MAX), Ok)?;
    can_heed(call, in_time, &request)?;
    shows_each_once(call, &request)?;
    Ok(request)
}

/// The first dimension of a metric in which `reference` names no member.
fn free_dimension(metric: &Metric, reference: &Reference) -> Option<String> {
    metric.by.iter().zip(&reference.cell.0).find(|(_, member)| member.is_none()).map(|(name, _)| name.clone())
}

/// The kind of chart that suits what is asked for, of a metric with so many periods.
fn usual(call: &Call<'_>, request: &Request, history: usize) -> Result<&'static ChartKind, Refusal> {
    let [reference, ..] = request.references.as_slice() else { return Err(faults::behind_an_empty_list("chart")) };
    let mut arguments = Vec::new();
    for name in ["members", "top", "scale", "from", "since"] {
        arguments.extend(call.argument::<Value>(name)?.map(|_| name));
    }
    let metric = call.metric(reference)?;
    if asks_of_zero(call, request)? {
        arguments.push("from_zero");
    }
    let asked = Asked {
        metric,
        reference,
        by: request.by.as_deref(),
        extent: Extent {
            metrics: request.references.len(),
            members: members(call.scope, request),
            periods: history.min(request.history.unwrap_or(history)),
            is_counted: request.history.is_some(),
        },
        arguments: &arguments,
    };
    // What is only looked at here is not shown by that.
    Ok(chart::usual(call.scope.book.known_in(call.scope.vintage), asked))
}

/// Whether `from_zero` is more than a chart does as it is, of the kinds that may be drawn where nobody names one: columns
/// and bars of members begin at zero.
fn asks_of_zero(call: &Call<'_>, request: &Request) -> Result<bool, Refusal> {
    let is_named = call.argument::<Value>("kind")?.is_some();
    let from_zero = call.argument::<bool>("from_zero")?;
    Ok(from_zero.is_some_and(|from_zero| is_named || !from_zero || request.by.is_none()))
}

/// The earlier of the two periods that a chart shows: the one that the author names; or a year before, or the first one
/// of a history that is shorter.
fn since(call: &Call<'_>, kind: &ChartKind, request: &Request) -> Result<Period, Refusal> {
    let [reference, ..] = request.references.as_slice() else { return Err(faults::behind_an_empty_list("chart")) };
    let Reference { metric, cell, period, .. } = reference;
    let known = call.scope.known();
    let is_stated =
        |since: &Period| with_parts(known, &known.figure(metric, cell, *since)).iter().any(|figure| figure.is_stated());
    let first = || {
        let history = known.history(metric, cell, *period, usize::MAX);
        history.into_iter().map(|figure| figure.period).find(|first| first < period && is_stated(first))
    };
    match call.since(reference)? {
        Some(since) if since == *period => Err(faults::way_to_the_same_period(kind.word, since)),
        Some(since) if is_stated(&since) => Ok(since),
        Some(since) => Err(faults::nothing_to_count_from(metric, kind.word, since, first())),
        None => {
            let usual = Some(period.year_before()).filter(is_stated).or_else(first);
            usual.ok_or_else(|| faults::nothing_to_count_from(metric, kind.word, period.previous(), None))
        }
    }
}

/// Refuses arguments that a chart of the kind would pass over.
fn can_heed(call: &Call<'_>, kind: &ChartKind, request: &Request) -> Result<(), Refusal> {
    let annotates = call.argument::<Value>("annotate")?.is_some() && request.annotate != Annotate::NOTHING;
    let is_written = |name| Ok::<_, Refusal>(call.argument::<Value>(name)?.is_some());
    let written = [
        ("from_zero", asks_of_zero(call, request)?),
        ("height", request.height.is_some()),
        ("annotate", annotates),
        ("members", is_written("members")?),
        ("top", is_written("top")?),
        ("scale", is_written("scale")?),
        ("from", is_written("from")?),
        ("since", is_written("since")?),
    ];
    if let Some((name, _)) = written.iter().find(|(name, written)| *written && kind.passes_over.contains(name)) {
        return Err(faults::chart_passes_over(kind.word, name));
    }
    match request.history.filter(|history| *history > kind.most_periods) {
        Some(_) if kind.most_periods == 1 => Err(faults::chart_passes_over(kind.word, "history")),
        Some(history) => Err(faults::too_many_periods(kind.word, history, kind.most_periods)),
        None => Ok(()),
    }
}

/// How many periods there are of what is asked for.
fn figures_of(scope: &Scope, request: &Request) -> usize {
    scope.figures.metrics.get(request.metric()).map_or(0, |figures| figures.history.len())
}

/// How many members are shown of the dimension whose parts are asked for.
fn members(scope: &Scope, request: &Request) -> Option<usize> {
    let all = scope.book.catalog().dimensions.get(request.by.as_ref()?)?.members.len();
    Some(match (request.choice.members.len(), request.choice.top) {
        (0, None) => all,
        // The others of one are that one, and are shown.
        (0, Some(top)) if top + 1 < all => top,
        (0, Some(_)) => all,
        (chosen, _) => chosen,
    })
}

/// Refuses what a chart of the kind cannot show of `metric` and the metrics beside it.
fn can_show(call: &Call<'_>, kind: &ChartKind, metric: &Metric, request: &Request) -> Result<(), Refusal> {
    let [reference, others @ ..] = request.references.as_slice() else { return Ok(()) };
    if kind.needs_members && request.by.is_none() {
        return Err(no_parts(call, reference, kind.word));
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
        Some(count) if count > kind.most_members => {
            let heeds = |argument| !kind.passes_over.contains(&argument);
            let has_room = |other: &&&ChartKind| count <= other.most_members && !other.counts_since;
            // What has room for many more shows less of each.
            let other = chart::KINDS.iter().filter(has_room).min_by_key(|other| other.most_members);
            let other = other.map(|other| other.word);
            Err(faults::too_many_parts(count, kind.most_members, heeds("top"), other))
        }
        _ => Ok(()),
    }
}

/// Why a figure has no parts to show: it is that of one member already, or the metric is split by nothing.
fn no_parts(call: &Call<'_>, reference: &Reference, what: &str) -> Refusal {
    let metric = &reference.metric;
    let by = call.metric(reference).map_or(&[][..], |metric| metric.by.as_slice());
    let narrowed = by.iter().zip(&reference.cell.0).find_map(|(name, member)| Some((name, member.as_ref()?)));
    match narrowed {
        Some((dimension, member)) => part_of_a_part(call, metric, dimension, member),
        None => faults::needs_parts(what, metric),
    }
}

/// The figure is that of one member already: since it is the member's own report, or by `of`.
fn part_of_a_part(call: &Call<'_>, metric: &str, dimension: &str, member: &str) -> Refusal {
    let is_own = call.scope.member.as_ref().is_some_and(|own| (&*own.0, &*own.1) == (dimension, member));
    match is_own {
        true => faults::parts_of_the_own_member(metric, member),
        false => faults::parts_of_a_part(dimension, member),
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
    let is_of_members = request.by.is_some() || wanted == Some(TableKind::Breakdown);
    let kind = match (is_of_members, request.references.len()) {
        (true, 1) if request.history.is_some() => TableKind::Periods,
        (true, 1) => TableKind::Breakdown,
        (true, _) => TableKind::Members,
        (false, 1) => TableKind::History,
        (false, _) => TableKind::KeyFigures,
    };
    match wanted {
        Some(TableKind::History | TableKind::KeyFigures) if is_of_members => return Err(faults::by_makes_a_breakdown()),
        Some(TableKind::Breakdown) if kind == TableKind::Members => return Err(faults::several_make_no_breakdown()),
        Some(TableKind::History) if kind != TableKind::History => return Err(faults::several_make_key_figures()),
        // A row of its own for one metric.
        Some(TableKind::KeyFigures) => request.kind = ExhibitKind::Table(TableKind::KeyFigures),
        _ => request.kind = ExhibitKind::Table(kind),
    }
    let kind = if wanted == Some(TableKind::KeyFigures) { TableKind::KeyFigures } else { kind };
    if is_of_members && request.by.is_none() {
        let [reference, ..] = request.references.as_slice() else { return Err(faults::behind_an_empty_list("table")) };
        request.by = free_dimension(call.metric(reference)?, reference);
        if request.by.is_none() {
            return Err(no_parts(call, reference, "breakdown"));
        }
    }
    if kind == TableKind::Members && request.history.is_some() {
        return Err(faults::metrics_by_members_in_one_period());
    }
    request.columns = columns(call, kind, &request)?;
    request.choice = choice(call, &request, Some(kind))?;
    let shaded = call.argument::<bool>("shade")?.unwrap_or(false);
    request.marked = if shaded { Marked::Shades } else { Marked::Nothing };
    if shaded && !matches!(kind, TableKind::Periods | TableKind::Members) {
        return Err(faults::nothing_to_shade());
    }
    shows_each_once(call, &request)?;
    Ok(request)
}

/// The columns that are named; none where they are not.
pub(super) fn columns(call: &Call<'_>, kind: TableKind, request: &Request) -> Result<Vec<TableColumn>, Refusal> {
    let Some(written) = list(call, "columns")? else { return Ok(Vec::new()) };
    if matches!(kind, TableKind::Periods | TableKind::Members) {
        let metric = Some(request.metric()).filter(|_| kind == TableKind::Members);
        return Err(faults::columns_are_taken(metric, request.by.as_deref().unwrap_or_default()));
    }
    let mut columns = Vec::new();
    for word in &written {
        let Some((name, column)) = TABLE_COLUMNS.iter().find(|(name, _)| name == word) else {
            let known: Vec<&str> = TABLE_COLUMNS.iter().map(|(name, _)| *name).collect();
            return Err(faults::unknown_word_in_argument("there is no column", word, &known));
        };
        if columns.contains(column) {
            return Err(faults::named_twice("columns", name));
        }
        columns.push(*column);
    }
    if kind == TableKind::History && columns.contains(&TableColumn::Trend) {
        return Err(faults::no_small_line_in_a_history());
    }
    for column in &columns {
        can_hold(call, *column, request)?;
    }
    // The year before a year is the period before it.
    let is_of_years = request.references.iter().all(|reference| reference.period.grain() == Grain::Year);
    let alike = [(TableColumn::Previous, TableColumn::YearAgo), (TableColumn::Change, TableColumn::ChangeYear)];
    for (before, year_before) in alike {
        if is_of_years && columns.contains(&before) && columns.contains(&year_before) {
            let name =
                |of: TableColumn| TABLE_COLUMNS.iter().find(|(_, column)| *column == of).map_or("", |(name, _)| *name);
            return Err(faults::columns_of_one_year(name(before), name(year_before)));
        }
    }
    Ok(columns)
}

/// Refuses a column that no figure of the table has anything in.
pub(super) fn can_hold(call: &Call<'_>, column: TableColumn, request: &Request) -> Result<(), Refusal> {
    match column {
        TableColumn::Share => {
            for reference in &request.references {
                let (metric, period) = (call.metric(reference)?, reference.period);
                if !metric.parts_add_up(period.grain()) {
                    let apart = metric.apart_in(period.grain()).map(|how| (period, how.word()));
                    return Err(faults::no_share_of_what_does_not_add_up(&reference.metric, apart));
                }
                if request.by.is_none() && reference.cell.is_total() {
                    return Err(faults::total_is_no_share(
                        &reference.metric,
                        call.metric(reference)?.by.first().map(String::as_str),
                    ));
                }
            }
            Ok(())
        }
        TableColumn::Variation | TableColumn::Assurance => {
            let mut has_limits = false;
            let mut has_assurance = false;
            for reference in &request.references {
                let metric = call.metric(reference)?;
                has_limits |= metric.spc.is_some();
                has_assurance |= metric.spc.is_some() && metric.target.is_some();
            }
            match (has_limits, has_assurance) {
                (false, _) => Err(faults::no_limits_to_show(request.metric())),
                (true, false) if column == TableColumn::Assurance => Err(faults::no_target_to_show(request.metric())),
                (true, _) => Ok(()),
            }
        }
        TableColumn::Target | TableColumn::Status | TableColumn::Action => {
            let targets: Vec<bool> = request
                .references
                .iter()
                .map(|reference| Ok(call.metric(reference)?.target.is_some()))
                .collect::<Result<_, Refusal>>()?;
            if targets.contains(&true) { Ok(()) } else { Err(faults::no_target_to_show(request.metric())) }
        }
        _ => Ok(()),
    }
}

/// Which members are shown, of a table of this kind or, for `None`, of a chart, and in which order.
fn choice(call: &Call<'_>, request: &Request, table: Option<TableKind>) -> Result<Choice, Refusal> {
    let mut sorts = vec![("members", Sort::Members), ("name", Sort::Name)];
    sorts.extend(TABLE_COLUMNS.iter().filter(|(_, column)| can_sort(*column)).map(by_column));
    let sort = word(call, "sort", "members are not sorted by", &sorts)?;
    let members = list(call, "members")?;
    let top = call.argument::<i64>("top")?;
    let total = call.argument::<bool>("total")?;
    let Some(by) = &request.by else {
        let written = [("sort", sort.is_some()), ("members", members.is_some()), ("top", top.is_some())];
        let written = written.into_iter().chain([("total", total.is_some())]).find(|(_, is_written)| *is_written);
        let refusal = if table.is_some() { faults::only_of_members } else { faults::chart_without_members };
        let Some((name, _)) = written else { return Ok(Choice::ALL) };
        let dimension = match request.references.as_slice() {
            [reference] => free_dimension(call.metric(reference)?, reference),
            _ => None,
        };
        return Err(refusal(name, dimension.as_deref()));
    };
    if table == Some(TableKind::Members) && (sort.is_some() || top.is_some()) {
        return Err(faults::members_are_columns(if sort.is_some() { "sort" } else { "top" }));
    }
    if members.is_some() && top.is_some() {
        return Err(faults::top_of_chosen_members());
    }
    if top.is_some_and(|top| top < 1) {
        return Err(faults::wrong_top());
    }
    let mut chosen = Vec::new();
    let members = members.unwrap_or_default();
    for (index, written) in members.iter().enumerate() {
        let member = call.member(by, written)?;
        if members.iter().take(index).any(|other| other == written) {
            return Err(faults::named_twice("members", &member));
        }
        // `report.member` may be one that is named as well.
        if !chosen.contains(&member) {
            chosen.push(member);
        }
    }
    if let Some(Sort::By(column)) = sort {
        let usual = [TableColumn::Value, TableColumn::Previous, TableColumn::Change, TableColumn::Status];
        let shown = match (table, request.columns.as_slice()) {
            (Some(TableKind::Breakdown), []) => &usual[..],
            (Some(TableKind::Breakdown), columns) => columns,
            _ => &usual[..1],
        };
        if !shown.contains(&column) {
            let shown: Vec<&str> =
                TABLE_COLUMNS.iter().filter(|(_, column)| shown.contains(column)).map(|(word, _)| *word).collect();
            return Err(faults::sorted_by_what_is_not_shown(&shown));
        }
        can_hold(call, column, request)?;
    }
    Ok(Choice {
        members: chosen,
        top: top.and_then(|top| usize::try_from(top).ok()),
        sort: sort.unwrap_or(if top.is_some() { Sort::By(TableColumn::Value) } else { Sort::Members }),
        total: total.unwrap_or(true),
    })
}

/// Whether there is an order among what stands in a column.
fn can_sort(column: TableColumn) -> bool {
    !matches!(column, TableColumn::Reason | TableColumn::Action | TableColumn::Trend)
}

fn by_column((word, column): &(&'static str, TableColumn)) -> (&'static str, Sort) {
    (word, Sort::By(*column))
}

/// A list of words; `None` where the author does not write it.
fn list(call: &Call<'_>, name: &'static str) -> Result<Option<Vec<String>>, Refusal> {
    let Some(written) = call.argument::<Value>(name)? else { return Ok(None) };
    let words = written.as_array().map(|list| list.iter().map(|word| word.as_str().map(str::to_owned)).collect());
    match words {
        Some(Some(words)) if !Vec::is_empty(&words) => Ok(Some(words)),
        _ if written.as_array().is_some_and(|list| list.iter().any(|word| word.is_undefined() || word.is_none())) => {
            Err(faults::member_of_no_value(name))
        }
        _ => Err(faults::wrong_list(name)),
    }
}

pub(super) fn tiles(call: &Call<'_>, references: Vec<Reference>) -> Result<Request, Refusal> {
    let request = Request { year_ago: call.argument("year_ago")?, ..request(call, references)? };
    shows_each_once(call, &request)?;
    Ok(request)
}

/// Refuses a figure that would stand in two places of one chart or table.
pub(super) fn shows_each_once(call: &Call<'_>, request: &Request) -> Result<(), Refusal> {
    let all = &request.references;
    let again = all.iter().enumerate().find(|(index, one)| all.iter().take(*index).any(|before| before == *one));
    again.map_or(Ok(()), |(_, reference)| Err(faults::shown_twice(call.name, &reference.metric)))
}

/// One of a few words.
fn word<T: Copy>(call: &Call<'_>, name: &'static str, none: &str, known: &[(&str, T)]) -> Result<Option<T>, Refusal> {
    let Some(written) = call.text(name)? else { return Ok(None) };
    match known.iter().find(|(word, _)| *word == written) {
        Some((_, kind)) => Ok(Some(*kind)),
        None => {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            Err(faults::unknown_word_in_argument(none, &written, &words))
        }
    }
}

/// A text that is to be read; `None` where the author does not write it.
fn text_of(call: &Call<'_>, name: &'static str) -> Result<Option<String>, Refusal> {
    let text = call.text(name)?;
    match &text {
        Some(text) if text.trim().is_empty() => Err(faults::empty_text(name)),
        Some(text) if text.contains("{{") || text.contains("{%") => Err(faults::braces_in_a_text(name, text)),
        _ => Ok(text),
    }
}

/// What all three filters read alike: a request for tiles, of which the other two make a chart or a table.
pub(super) fn request(call: &Call<'_>, references: Vec<Reference>) -> Result<Request, Refusal> {
    let by = call.text("by")?;
    for reference in &references {
        let metric = call.metric(reference)?;
        let Some(by) = &by else { continue };
        match metric.by.iter().zip(&reference.cell.0).find(|(name, _)| *name == by) {
            Some((_, None)) => {}
            Some((_, Some(member))) => {
                return Err(part_of_a_part(call, &reference.metric, by, member));
            }
            None => {
                let dimensions = &call.scope.book.catalog().dimensions;
                let has_it = |name: &&String| dimensions.get(*name).is_some_and(|of| of.members.contains_key(by));
                let of = metric.by.iter().find(has_it).map(String::as_str);
                return Err(faults::parts_by_another_dimension(&reference.metric, by, &metric.by, of));
            }
        }
    }
    let id = call.text("id")?;
    if let Some(id) = &id
        && (id.is_empty()
            || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-')))
    {
        return Err(faults::wrong_exhibit_id(id));
    }
    if let Some(id) = id.as_ref().filter(|id| address::is_device(id)) {
        return Err(faults::exhibit_id_of_a_device(id));
    }
    let history = call.argument::<i64>("history")?;
    if history.is_some_and(|count| !(1..=MOST_PERIODS).contains(&count)) {
        return Err(faults::wrong_history(MOST_PERIODS));
    }
    Ok(Request {
        kind: ExhibitKind::Tiles,
        references,
        id,
        title: text_of(call, "title")?,
        subtitle: text_of(call, "subtitle")?,
        history: history.and_then(|count| usize::try_from(count).ok()),
        from_zero: false,
        by,
        height: None,
        annotate: Annotate { notes: true, events: true },
        choice: Choice::ALL,
        free_scale: false,
        from_normal: false,
        since: None,
        columns: Vec::new(),
        off_target: false,
        marked: Marked::Nothing,
        year_ago: None,
    })
}
