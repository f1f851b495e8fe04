//! What a narrative asks to see: `metric | chart(…)`, `| table(…)`, `| tiles` → requests, held against the definitions.
//!
//! A request that cannot be drawn is refused here, at its place in the author's text: a stacked chart of a metric
//! without parts, two units on one axis, more lines than can be told apart. What the drawing then looks like, and
//! what stands in the table, `site` decides.

use std::sync::{Arc, Mutex};

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::template::{Mark, Scope, fail, figure_of, only, put};
use crate::compute::reference::{Aspect, Reference};
use crate::exhibit::request::{Annotate, CHART_KINDS, ChartKind, ExhibitKind, Request, Sort, TABLE_KINDS, TableKind};
use crate::model::catalog::{Kind, Metric};

/// Members that a chart of the kind can show.
fn most_members(kind: ChartKind) -> usize {
    match kind {
        ChartKind::Stacked => 3,
        ChartKind::Bars => 12,
        ChartKind::Multiples => 24,
        ChartKind::Line | ChartKind::Xmr | ChartKind::Deviation => 4,
    }
}

/// Months of stacked columns that can be read; a longer history is better drawn as lines.
const MOST_COLUMNS: usize = 13;

const COMMON: &[&str] = &["kind", "id", "title", "subtitle", "history", "by"];

type Read = fn(&Scope, &Asked<'_>) -> TeraResult<Request>;

/// A filter as the author wrote it: the metrics before it and the arguments behind.
struct Asked<'a> {
    references: Vec<Reference>,
    arguments: &'a Kwargs,
}

/// Adds the filters. Each goes behind a metric or a list of metrics.
pub(super) fn register(tera: &mut Tera, scope: &Arc<Scope>, marks: &Arc<Mutex<Vec<Mark>>>) {
    let filters: [(&'static str, Read); 3] = [("chart", chart), ("table", table), ("tiles", tiles)];
    for (name, read) in filters {
        let (scope, marks) = (scope.clone(), marks.clone());
        tera.register_filter(name, move |value: &Value, arguments: Kwargs, _: &State<'_>| -> TeraResult<Value> {
            let mut references = references(&marks, value, name)?;
            if let Some(with) = arguments.get::<Value>("with")? {
                references.extend(self::references(&marks, &with, name)?);
            }
            let request = read(&scope, &Asked { references, arguments: &arguments })?;
            Ok(Value::from(put(&marks, Mark::Exhibit(request))))
        });
    }
}

/// The metrics that a value stands for: one, or a list of them.
fn references(marks: &Mutex<Vec<Mark>>, value: &Value, filter: &str) -> TeraResult<Vec<Reference>> {
    let one = |value: &Value| {
        let reference = figure_of(marks, value.as_str().unwrap_or_default(), filter)?;
        Ok(Reference { aspect: Aspect::Value, ..reference })
    };
    match value.as_array() {
        Some([]) => fail(format!("`{filter}` goes behind a metric or a list of metrics, and this list is empty")),
        Some(list) => list.iter().map(one).collect(),
        None => Ok(vec![one(value)?]),
    }
}

fn metric<'a>(scope: &'a Scope, reference: &Reference) -> TeraResult<&'a Metric> {
    match scope.book.catalog().metrics.get(&reference.metric) {
        Some(metric) => Ok(metric),
        None => fail(format!("there is no metric `{}`", reference.metric)),
    }
}

fn chart(scope: &Scope, asked: &Asked<'_>) -> TeraResult<Request> {
    let arguments = asked.arguments;
    only(arguments, "chart", &[COMMON, &["with", "from_zero", "height", "annotate"]].concat())?;
    let wanted = word(arguments, "kind", "there is no chart of the kind", CHART_KINDS)?;
    let mut request = request(scope, asked, ExhibitKind::Chart(wanted.unwrap_or(ChartKind::Line)))?;
    let [reference, others @ ..] = request.references.as_slice() else { return fail("a chart needs a metric") };
    let of = metric(scope, reference)?;
    let kind = wanted.unwrap_or_else(|| usual(scope, of, &request));
    let needs_parts = matches!(kind, ChartKind::Stacked | ChartKind::Bars | ChartKind::Multiples);
    if needs_parts && request.by.is_none() {
        let free = of.by.iter().zip(&reference.cell.0).find(|(_, member)| member.is_none());
        request.by = free.map(|(name, _)| name.clone());
    }
    let id = &reference.metric;
    let word = ExhibitKind::Chart(kind).word();
    if needs_parts && request.by.is_none() {
        return fail(format!("a chart of the kind `{word}` needs parts, and `{id}` is not split by a dimension"));
    }
    if !others.is_empty() && (kind != ChartKind::Line || request.by.is_some()) {
        return fail(
            "only lines of whole metrics can be drawn together; leave out `kind` and `by`, or make two charts",
        );
    }
    if request.by.is_some() && matches!(kind, ChartKind::Xmr | ChartKind::Deviation) {
        return fail(format!("a chart of the kind `{word}` shows one metric; narrow it with `of` in place of `by`"));
    }
    if others.len() >= most_members(ChartKind::Line) {
        return fail(format!("the chart would have {} lines; 4 can be told apart", others.len() + 1));
    }
    for other in others {
        share_an_axis(scope, reference, other)?;
    }
    if kind == ChartKind::Xmr && of.spc.is_none() {
        return fail(format!("`{id}` has no limits; give it `spc: true` in data/metrics.yaml"));
    }
    let dimension = request.by.as_ref().and_then(|name| scope.book.catalog().dimensions.get(name));
    if let Some(count) = dimension.map(|dimension| dimension.members.len()).filter(|count| *count > most_members(kind))
    {
        let most = most_members(kind);
        return fail(format!("the chart would have {count} parts; {most} can be told apart, so use a table"));
    }
    request.kind = ExhibitKind::Chart(kind);
    request.from_zero = arguments.get::<bool>("from_zero")?.unwrap_or(false);
    request.annotate = annotate(arguments)?;
    let height = arguments.get::<i64>("height")?;
    if height.is_some_and(|height| !(160..=600).contains(&height)) {
        return fail("`height` is a number from 160 to 600; 330 is the usual one");
    }
    request.height = height.and_then(|height| u32::try_from(height).ok());
    Ok(request)
}

/// The kind of chart that shows a metric best where the author names none.
fn usual(scope: &Scope, metric: &Metric, request: &Request) -> ChartKind {
    let members = request.by.as_ref().and_then(|name| scope.book.catalog().dimensions.get(name));
    let figures = scope.figures.metrics.get(request.metric());
    let history = figures.map_or(0, |figures| figures.history.len());
    let periods = history.min(request.history.unwrap_or(history));
    match members.map(|dimension| dimension.members.len()) {
        _ if request.references.len() > 1 => ChartKind::Line,
        Some(count) if count > most_members(ChartKind::Line) => ChartKind::Multiples,
        // A first report has no way to show yet.
        Some(_) if periods < 2 => ChartKind::Bars,
        Some(2..=3) if periods <= MOST_COLUMNS && adds_up(metric) => ChartKind::Stacked,
        Some(_) => ChartKind::Line,
        None if metric.spc.is_some() => ChartKind::Xmr,
        None => ChartKind::Line,
    }
}

/// Whether the members of a metric are parts of its total.
fn adds_up(metric: &Metric) -> bool {
    metric.additive && matches!(metric.kind, Kind::Stock | Kind::Flow | Kind::Cumulative { .. })
}

/// Two metrics on one axis must be of one kind: a second axis would say whatever its scale says.
fn share_an_axis(scope: &Scope, one: &Reference, other: &Reference) -> TeraResult<()> {
    let (a, b) = (metric(scope, one)?, metric(scope, other)?);
    let unit = |metric: &Metric| metric.unit.as_ref().map(|unit| unit.get(scope.language).to_owned());
    if (a.format, unit(a)) != (b.format, unit(b)) {
        return fail(format!(
            "`{}` and `{}` are counted in different units, which cannot share an axis; make two charts",
            one.metric, other.metric
        ));
    }
    if one.period != other.period {
        return fail(format!(
            "`{}` ends with {} and `{}` with {}; metrics of one chart have the same periods",
            one.metric, one.period, other.metric, other.period
        ));
    }
    Ok(())
}

fn annotate(arguments: &Kwargs) -> TeraResult<Annotate> {
    let written = arguments.get::<Value>("annotate")?;
    let (notes, events) = match written.as_ref().map(|value| (value.as_bool(), value.as_str())) {
        None | Some((Some(true), _)) => (true, true),
        Some((Some(false), _)) => (false, false),
        Some((_, Some("notes"))) => (true, false),
        Some((_, Some("events"))) => (false, true),
        Some(_) => return fail("`annotate` is true, false, \"notes\" or \"events\""),
    };
    Ok(Annotate { notes, events })
}

fn table(scope: &Scope, asked: &Asked<'_>) -> TeraResult<Request> {
    only(asked.arguments, "table", &[COMMON, &["with", "sort"]].concat())?;
    let wanted = word(asked.arguments, "kind", "there is no table of the kind", TABLE_KINDS)?;
    let mut request = request(scope, asked, ExhibitKind::Table(TableKind::History))?;
    let kind = wanted.unwrap_or(match (&request.by, request.references.len()) {
        (Some(_), _) => TableKind::Breakdown,
        (None, 1) => TableKind::History,
        (None, _) => TableKind::KeyFigures,
    });
    let id = request.metric().to_owned();
    if kind == TableKind::Breakdown && request.by.is_none() {
        let reference = request.references.first();
        let of = reference.map(|reference| metric(scope, reference)).transpose()?;
        request.by = of.and_then(|metric| metric.by.first().cloned());
    }
    match kind {
        TableKind::Breakdown if request.by.is_none() => {
            return fail(format!("a breakdown needs parts, and `{id}` is not split by a dimension"));
        }
        TableKind::History | TableKind::KeyFigures if request.by.is_some() => {
            return fail("`by` makes a breakdown; leave out `kind` or `by`");
        }
        TableKind::History | TableKind::Breakdown if request.references.len() > 1 => {
            return fail("a table of several metrics is one of key figures; leave out `kind` and `by`");
        }
        _ => {}
    }
    let sorts = [("members", Sort::Members), ("name", Sort::Name), ("value", Sort::Value)];
    let sort = word(asked.arguments, "sort", "members are not sorted by", &sorts)?;
    if sort.is_some() && kind != TableKind::Breakdown {
        return fail("`sort` is for the members of a breakdown; add `by`");
    }
    request.sort = sort.unwrap_or(Sort::Members);
    request.kind = ExhibitKind::Table(kind);
    Ok(request)
}

fn tiles(scope: &Scope, asked: &Asked<'_>) -> TeraResult<Request> {
    only(asked.arguments, "tiles", &["with"])?;
    request(scope, asked, ExhibitKind::Tiles)
}

/// One of a few words.
fn word<T: Copy>(arguments: &Kwargs, argument: &str, none: &str, known: &[(&str, T)]) -> TeraResult<Option<T>> {
    let Some(written) = arguments.get::<String>(argument)? else { return Ok(None) };
    match known.iter().find(|(word, _)| *word == written) {
        Some((_, kind)) => Ok(Some(*kind)),
        None => {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            fail(format!("{none} `{written}`; there are {}", words.join(", ")))
        }
    }
}

fn request(scope: &Scope, asked: &Asked<'_>, kind: ExhibitKind) -> TeraResult<Request> {
    let Asked { references, arguments } = asked;
    let by = arguments.get::<String>("by")?;
    for reference in references {
        let metric = metric(scope, reference)?;
        let Some(by) = &by else { continue };
        match metric.by.iter().zip(&reference.cell.0).find(|(name, _)| *name == by) {
            Some((_, None)) => {}
            Some((_, Some(member))) => {
                return fail(format!("`of` has narrowed `{by}` to `{member}`; leave one of the two out"));
            }
            None => return fail(format!("`{}` is not split by `{by}`", reference.metric)),
        }
    }
    let id = arguments.get::<String>("id")?;
    if let Some(id) = &id
        && (id.is_empty()
            || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-')))
    {
        return fail(format!("`{id}` cannot be an id; use a to z, 0 to 9, `_` and `-`"));
    }
    let history = arguments.get::<i64>("history")?;
    if history.is_some_and(|count| !(1..=600).contains(&count)) {
        return fail("`history` is a number of periods from 1 to 600");
    }
    Ok(Request {
        kind,
        references: references.clone(),
        id,
        title: arguments.get::<String>("title")?,
        subtitle: arguments.get::<String>("subtitle")?,
        history: history.and_then(|count| usize::try_from(count).ok()),
        from_zero: false,
        by,
        height: None,
        annotate: Annotate { notes: true, events: true },
        sort: Sort::Members,
    })
}
