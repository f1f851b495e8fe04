//! data/_imports.yaml → the named imports, each checked against the catalog.

use std::sync::Arc;

use indexmap::IndexMap;

use super::fields::{Fields, amount, choice, fields, flag, map, text, whole};
use super::snapshot;
use super::unknown_metric;
use crate::diag::{Diagnostics, Stopped, faults};
use crate::load::yaml::{self, Entry, Node, Value};
use crate::model::Decimal;
use crate::model::catalog::{Catalog, Kind, Metric, Protection};
use crate::model::imports::{
    Across, Aggregate, ColumnAt, DateForm, Empty, Figures, Fill, Filter, HeaderRows, Import, Imports, Mark, Marker,
    Meaning, MemberOf, Named, Origin, Test, placeholder_fault, words,
};
use crate::model::settings::Settings;

pub const IMPORT_KEYS: &[&str] = &[
    "file",
    "command",
    "timeout",
    "sheet",
    "header",
    "until",
    "columns",
    "across",
    "ignore",
    "fill",
    "hidden",
    "short",
    "markers",
    "separator",
    "decimal",
    "dates",
    "weeks",
    "year",
    "period",
    "later",
    "where",
    "metrics",
    "members",
    "source",
    "status",
];

pub const FIGURES_KEYS: &[&str] =
    &["value", "low", "high", "by", "member", "where", "aggregate", "empty", "scale", "unit", "duration", "cumulative"];
pub const VALUE_KEYS: &[&str] = &["plus", "minus"];
pub const FILTER_KEYS: &[&str] = &["not", "from", "to"];
pub const HEADER_KEYS: &[&str] = &["holds", "rows"];
pub const COLUMN_KEYS: &[&str] = &["heading", "number"];
pub const FILL_KEYS: &[&str] = &["down"];
pub const MARKER_KEYS: &[&str] = &["missing", "hidden", "behind"];

/// A command may take an hour at most.
const LONGEST_SECONDS: u64 = 3_600;

/// Reads the imports. One with a fault is left out.
pub fn read(file: &Arc<str>, source: &str, catalog: &Catalog, settings: &Settings, diags: &mut Diagnostics) -> Imports {
    let Ok(node) = yaml::read(file, source, 0, diags) else { return Imports::new() };
    let reader = Reader { catalog, settings };
    let entries = map(&node, "the imports", diags).unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.key.clone(), reader.import(entry, diags).ok()?))).collect()
}

struct Reader<'a> {
    catalog: &'a Catalog,
    settings: &'a Settings,
}

impl Reader<'_> {
    fn import(&self, entry: &Entry, diags: &mut Diagnostics) -> Result<Import, Stopped> {
        let fields = fields(&entry.value, "an import", IMPORT_KEYS, diags)?;
        let metrics = fields.needed("metrics", "an import", &entry.key_place, diags)?;
        let file = fields.read("file", diags, named).map(Origin::File);
        let from_command = fields.read("command", diags, command).map(Origin::Command);
        if let (Some(_), Some(command)) = (fields.get("file"), fields.get("command")) {
            diags.add(faults::file_and_command(command.key_place.clone()));
        }

        let across = fields.read("across", diags, |node, diags| self.across(node, diags));
        let header = fields.read("header", diags, header).unwrap_or(HeaderRows::Found);
        if let (Some(entry), Some(across)) = (fields.get("across"), &across)
            && across.len() > header.count()
        {
            diags.add(faults::across_without_rows(entry.key_place.clone(), across.len(), header.count()));
        }
        let has_weeks =
            fields.read("weeks", diags, |node, diags| choice(node, &[("thursday", true)], diags)).unwrap_or(false);
        // What the metrics have to say depends on what the headings name.
        let is_unread = across.is_none() && fields.get("across").is_some();
        let figures = match is_unread {
            true => Vec::new(),
            false => self.all_figures(&metrics.value, across.as_deref().unwrap_or_default(), header.count(), diags),
        };
        let is_sum = |figures: &Figures| {
            let kind = self.catalog.metrics.get(&figures.metric).map(|metric| &metric.kind);
            figures.aggregate == Aggregate::Sum
                && !figures.is_cumulative
                && kind.is_none_or(|kind| matches!(kind, Kind::Flow))
        };
        let without_sum = figures.iter().filter(|figures| has_weeks && !is_sum(figures));
        diags.extend(without_sum.map(|figures| faults::weeks_of_no_sum(figures.place.clone(), &figures.metric)));
        Ok(Import {
            origin: file.or(from_command),
            timeout_seconds: fields.read("timeout", diags, |node, diags| whole(node, 1, LONGEST_SECONDS, diags)),
            sheet: fields.read("sheet", diags, named),
            header,
            until: fields.read("until", diags, |node, diags| list(node, diags, ends)).unwrap_or_default(),
            columns: fields.read("columns", diags, columns).unwrap_or_default(),
            across: across.unwrap_or_default(),
            ignore: fields.read("ignore", diags, |node, diags| list(node, diags, text)).unwrap_or_default(),
            fill: fields.read("fill", diags, fill).unwrap_or(Fill::No),
            takes_short: fields
                .read("short", diags, |node, diags| choice(node, &[("take", true)], diags))
                .unwrap_or(false),
            takes_hidden: fields.read("hidden", diags, |node, diags| choice(node, &HIDDEN, diags)),
            markers: fields.read("markers", diags, markers).unwrap_or_default(),
            separator: fields.read("separator", diags, |node, diags| choice(node, &SEPARATORS, diags)),
            decimal: fields.read("decimal", diags, |node, diags| choice(node, &Mark::WORDS, diags)),
            dates: fields
                .read("dates", diags, |node, diags| {
                    list(node, diags, |node, diags| date_form(node, fields.get("year").is_some(), has_weeks, diags))
                })
                .unwrap_or_default(),
            has_weeks,
            year: fields.read("year", diags, named),
            period: fields.read("period", diags, |node, diags| list(node, diags, named)).unwrap_or_default(),
            skips_later: fields.read("later", diags, |node, diags| choice(node, &LATER, diags)).unwrap_or(false),
            filters: fields.read("where", diags, filters).unwrap_or_default(),
            figures,
            members: fields.read("members", diags, |node, diags| self.members(node, diags)).unwrap_or_default(),
            source: fields.read("source", diags, |node, diags| self.source(node, diags)),
            status: fields.read("status", diags, snapshot::status),
            place: entry.key_place.clone(),
        })
    }

    fn source(&self, node: &Node, diags: &mut Diagnostics) -> Result<String, Stopped> {
        let source = text(node, diags)?;
        if !self.settings.sources.contains_key(&source) {
            let known = self.settings.sources.keys().map(String::as_str);
            return Err(diags.stop(faults::unknown_source(node.place.clone(), &source, known)));
        }
        Ok(source)
    }

    /// What the headings of columns name, from the upper row to the lower one.
    fn across(&self, node: &Node, diags: &mut Diagnostics) -> Result<Vec<Across>, Stopped> {
        list(node, diags, |node, diags| {
            let word = text(node, diags)?;
            if word == "period" {
                return Ok(Across::Period);
            }
            if self.catalog.dimensions.contains_key(&word) {
                return Ok(Across::Dimension(word));
            }
            let known = self.catalog.dimensions.keys().map(String::as_str).chain(["period"]);
            Err(diags.stop(faults::unknown_dimension(node.place.clone(), &word, known)))
        })
    }

    /// `across`: what headings name; `rows`: in how many rows they and the names of columns stand.
    fn all_figures(&self, node: &Node, across: &[Across], rows: usize, diags: &mut Diagnostics) -> Vec<Figures> {
        let entries = map(node, "the metrics of an import", diags).unwrap_or_default();
        let mut all = Vec::new();
        for entry in entries {
            all.extend(self.metric(entry, across, rows, diags).into_iter().flatten());
        }
        all
    }

    /// One or more ways in which the extract holds amounts of a metric. One with a fault is left out.
    fn metric(
        &self,
        entry: &Entry,
        across: &[Across],
        rows: usize,
        diags: &mut Diagnostics,
    ) -> Result<Vec<Figures>, Stopped> {
        if self.catalog.may_be_unread(&entry.key) {
            return Ok(Vec::new());
        }
        let Some((id, metric)) = self.catalog.metrics.get_key_value(&entry.key) else {
            return Err(diags.stop(unknown_metric(entry.key_place.clone(), &entry.key, self.catalog)));
        };
        if !metric.may_be_recorded() {
            return Err(diags.stop(faults::computed_is_not_recorded(entry.key_place.clone(), id)));
        }
        let items = match &entry.value.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(&entry.value),
        };
        let mut all = Vec::new();
        for item in items {
            let read = self.figures((id, metric), item, entry, !across.is_empty(), diags);
            all.extend(read.and_then(|(mut figures, fields)| {
                // With a row of names below them, headings say what the columns of one name are of.
                figures.is_across = !across.is_empty() && (figures.plus.is_empty() || rows > across.len());
                let named = across.iter().filter(|_| figures.is_across).filter_map(dimension_of);
                let named: Vec<&str> = named.collect();
                figures.members = self.members_of((id, metric), fields.as_ref(), &named, entry, diags)?;
                Ok(figures)
            }));
        }
        Ok(all)
    }

    /// How the extract holds amounts of a metric, and the keys that say it, if there are any.
    fn figures<'n>(
        &self,
        (id, metric): (&str, &Metric),
        node: &'n Node,
        entry: &Entry,
        is_across: bool,
        diags: &mut Diagnostics,
    ) -> Result<(Figures, Option<Fields<'n>>), Stopped> {
        let mut figures = Figures {
            metric: id.to_owned(),
            plus: Vec::new(),
            minus: Vec::new(),
            interval: None,
            is_across: false,
            members: Vec::new(),
            filters: Vec::new(),
            aggregate: Aggregate::One,
            empty: Empty::Fault,
            scale: None,
            unit: None,
            is_duration: false,
            is_cumulative: false,
            place: entry.key_place.clone(),
        };
        if let Value::Text(_) | Value::Number(_) = node.value {
            // A column alone.
            return Ok((Figures { plus: vec![named(node, diags)?], ..figures }, None));
        }
        let fields = fields(node, "the figures of a metric", FIGURES_KEYS, diags)?;
        if let Some(entry) = fields.get("aggregate") {
            figures.aggregate = choice(&entry.value, &Aggregate::WORDS, diags)?;
        }
        if fields.get("value").is_some() || (figures.aggregate != Aggregate::Count && !is_across) {
            let entry = fields.needed("value", "the figures of a metric", &entry.key_place, diags)?;
            (figures.plus, figures.minus) = value(&entry.value, diags)?;
        }
        if let Some(entry) = fields.get("empty") {
            let words = [("error", Empty::Fault), ("skip", Empty::Skip), ("zero", Empty::Zero)];
            figures.empty = choice(&entry.value, &words, diags)?;
        }
        figures.filters = fields.read("where", diags, filters).unwrap_or_default();
        if let Some(entry) = fields.get("scale") {
            figures.scale = Some(scale(&entry.value, diags)?);
        }
        figures.unit = fields.read("unit", diags, text);
        figures.is_duration =
            fields.read("duration", diags, |node, diags| choice(node, &[("hours", true)], diags)).unwrap_or(false);
        if let Some(entry) = fields.get("cumulative") {
            figures.is_cumulative = flag(&entry.value, diags)?;
            let is_sum = matches!(metric.kind, Kind::Flow);
            if figures.is_cumulative && !is_sum {
                return Err(diags.stop(faults::cumulative_of_no_flow(entry.key_place.clone(), id)));
            }
        }
        figures.interval = interval((id, metric), &figures, is_across, &fields, diags)?;
        Ok((figures, Some(fields)))
    }

    /// Where the member of each dimension comes from: of all dimensions, or of none.
    fn members_of(
        &self,
        (id, metric): (&str, &Metric),
        figures: Option<&Fields<'_>>,
        across: &[&str],
        whole: &Entry,
        diags: &mut Diagnostics,
    ) -> Result<Vec<MemberOf>, Stopped> {
        let mut found = IndexMap::<&str, MemberOf>::new();
        let mut first = None;
        for entry in ["by", "member"].iter().filter_map(|key| figures?.get(key)) {
            first = first.or(Some(entry));
            for part in map(&entry.value, "dimensions", diags)? {
                let Some(dimension) = metric.by.iter().find(|name| **name == part.key) else {
                    let place = part.key_place.clone();
                    return Err(diags.stop(faults::metric_is_not_split_by(place, id, &part.key, &metric.by)));
                };
                let member = match entry.key.as_str() {
                    "by" => MemberOf::Column(named(&part.value, diags)?),
                    _ => MemberOf::Fixed(self.member(dimension, &part.value, diags)?),
                };
                if found.insert(dimension, member).is_some() {
                    let (place, before) = (part.key_place.clone(), entry.key_place.clone());
                    return Err(diags.stop(faults::repeated_key(place, dimension, before)));
                }
            }
        }
        for dimension in across {
            match metric.by.iter().find(|name| name == dimension) {
                Some(dimension) => drop(found.entry(dimension).or_insert(MemberOf::Across)),
                None => {
                    let place = whole.key_place.clone();
                    return Err(diags.stop(faults::metric_is_not_split_by(place, id, dimension, &metric.by)));
                }
            }
        }
        let missing = metric.by.iter().find(|name| !found.contains_key(name.as_str()));
        if let (Some(missing), false) = (missing, found.is_empty()) {
            let place = first.unwrap_or(whole).key_place.clone();
            return Err(diags.stop(faults::members_in_part(place, id, missing)));
        }
        Ok(metric.by.iter().filter_map(|name| found.shift_remove(name.as_str())).collect())
    }

    fn member(&self, dimension: &str, node: &Node, diags: &mut Diagnostics) -> Result<String, Stopped> {
        let member = text(node, diags)?;
        let members = self.catalog.dimensions.get(dimension).map(|dimension| &dimension.members);
        if !members.is_some_and(|members| members.contains_key(&member)) {
            let known = members.into_iter().flatten().map(|(id, _)| id.as_str());
            return Err(diags.stop(faults::unknown_member(node.place.clone(), &member, dimension, known)));
        }
        Ok(member)
    }

    /// What an extract calls members, by dimension.
    fn members(
        &self,
        node: &Node,
        diags: &mut Diagnostics,
    ) -> Result<IndexMap<String, IndexMap<String, String>>, Stopped> {
        let mut all = IndexMap::new();
        for entry in map(node, "names of members by dimension", diags)? {
            let dimension = &entry.key;
            if !self.catalog.dimensions.contains_key(dimension) {
                let known = self.catalog.dimensions.keys().map(String::as_str);
                diags.add(faults::unknown_dimension(entry.key_place.clone(), dimension, known));
                continue;
            }
            let mut names = IndexMap::new();
            for name in map(&entry.value, "names in the extract and members", diags).unwrap_or_default() {
                if let Ok(member) = self.member(dimension, &name.value, diags) {
                    names.insert(name.key.trim().to_owned(), member);
                }
            }
            all.insert(dimension.clone(), names);
        }
        Ok(all)
    }
}

/// The columns of the ends of intervals. A figure that is reckoned from several amounts has none.
fn interval(
    (id, metric): (&str, &Metric),
    figures: &Figures,
    is_across: bool,
    fields: &Fields<'_>,
    diags: &mut Diagnostics,
) -> Result<Option<[Named; 2]>, Stopped> {
    let (low, high) = (fields.get("low"), fields.get("high"));
    let Some(first) = low.or(high) else { return Ok(None) };
    let (Some(low), Some(high)) = (low, high) else {
        let missing = if low.is_some() { "high" } else { "low" };
        return Err(diags.stop(faults::half_an_interval(first.key_place.clone(), &first.key, missing)));
    };
    if metric.protection == Some(Protection::RoundTo5) {
        return Err(diags.stop(faults::interval_of_a_rounded_count(first.key_place.clone(), id)));
    }
    let is_one = figures.aggregate == Aggregate::One && figures.plus.len() == 1 && figures.minus.is_empty();
    if !is_one || is_across || figures.is_cumulative {
        return Err(diags.stop(faults::interval_of_several(first.key_place.clone(), id)));
    }
    Ok(Some([named(&low.value, diags)?, named(&high.value, diags)?]))
}

const SEPARATORS: [(&str, char); 4] = [(",", ','), (";", ';'), ("|", '|'), ("tab", '\t')];

const HIDDEN: [(&str, bool); 2] = [("skip", false), ("take", true)];
const LATER: [(&str, bool); 2] = [("error", false), ("skip", true)];

fn dimension_of(across: &Across) -> Option<&str> {
    match across {
        Across::Dimension(dimension) => Some(dimension),
        Across::Period => None,
    }
}

/// A name as an extract has it, in which `{period}` stands for the month.
fn named(node: &Node, diags: &mut Diagnostics) -> Result<Named, Stopped> {
    let name = text(node, diags)?;
    if let Some(form) = placeholder_fault(&name) {
        return Err(diags.stop(faults::no_date_form(node.place.clone(), &form)));
    }
    Ok(Named { name, place: node.place.clone() })
}

/// One value, or a list of several.
fn list<T>(
    node: &Node,
    diags: &mut Diagnostics,
    mut read: impl FnMut(&Node, &mut Diagnostics) -> Result<T, Stopped>,
) -> Result<Vec<T>, Stopped> {
    match &node.value {
        Value::List(items) => super::fields::all(items, |item| read(item, diags)),
        _ => Ok(vec![read(node, diags)?]),
    }
}

/// What ends a table: the text that begins a row, or an empty one for a blank row.
fn ends(node: &Node, diags: &mut Diagnostics) -> Result<Named, Stopped> {
    match &node.value {
        Value::Text(written) if written.trim().is_empty() => {
            Ok(Named { name: String::new(), place: node.place.clone() })
        }
        _ => named(node, diags),
    }
}

/// `4`, `[3, 4]`, `none`, `Sted`, `[Sted, Antal]`, `{ holds: [Sted, Antal], rows: 2 }`.
fn header(node: &Node, diags: &mut Diagnostics) -> Result<HeaderRows, Stopped> {
    let row = |node: &Node, diags: &mut Diagnostics| whole(node, 1, LOWEST_HEADER, diags);
    match &node.value {
        Value::Map(_) => {
            let fields = fields(node, "the header", HEADER_KEYS, diags)?;
            let holds = fields.needed("holds", "the header", &node.place, diags)?;
            let holds = list(&holds.value, diags, named)?;
            let rows = fields.read("rows", diags, |node, diags| whole(node, 1, MOST_HEADER_ROWS, diags)).unwrap_or(1);
            Ok(HeaderRows::Holding(holds, rows))
        }
        Value::Number(_) => Ok(HeaderRows::Rows(vec![row(node, diags)?])),
        Value::Text(word) if word == "none" => Ok(HeaderRows::None),
        Value::List(items) if items.iter().all(|item| matches!(item.value, Value::Number(_))) && !items.is_empty() => {
            let rows = list(node, diags, row)?;
            let is_ordered = rows.is_sorted_by(|one, other| one < other);
            match is_ordered && rows.len() <= MOST_HEADER_ROWS as usize {
                true => Ok(HeaderRows::Rows(rows)),
                false => Err(diags.stop(faults::header_rows_out_of_order(node.place.clone()))),
            }
        }
        _ => Ok(HeaderRows::Holding(list(node, diags, named)?, 1)),
    }
}

/// The header of a table stands in the first thousand rows, and takes three of them at most.
const LOWEST_HEADER: u32 = 1_000;
const MOST_HEADER_ROWS: u32 = 3;

/// `{ Antal: C, Sted: 1, Hjemme: { heading: Antal, number: 2 } }`.
fn columns(node: &Node, diags: &mut Diagnostics) -> Result<IndexMap<String, ColumnAt>, Stopped> {
    let mut found = IndexMap::new();
    for entry in map(node, "names of columns and where they are", diags)? {
        let at = match &entry.value.value {
            Value::Map(_) => {
                let fields = fields(&entry.value, "a column", COLUMN_KEYS, diags)?;
                let heading = fields.needed("heading", "a column", &entry.key_place, diags)?;
                let number = fields.read("number", diags, |node, diags| whole(node, 1, MOST_COLUMNS, diags));
                ColumnAt::Heading(named(&heading.value, diags)?, number.unwrap_or(1))
            }
            Value::Number(_) => ColumnAt::Position(whole::<usize>(&entry.value, 1, MOST_COLUMNS, diags)? - 1),
            _ => {
                let letters = text(&entry.value, diags)?;
                let position = position_of(&letters).filter(|position| *position < MOST_COLUMNS);
                let fault = || faults::no_letters_of_a_column(entry.value.place.clone(), &letters);
                ColumnAt::Position(position.ok_or_else(|| diags.stop(fault()))?)
            }
        };
        found.insert(entry.key.clone(), at);
    }
    Ok(found)
}

const MOST_COLUMNS: usize = 16_384;

/// The place of a column by its letters, from 0.
fn position_of(letters: &str) -> Option<usize> {
    let is_name = !letters.is_empty() && letters.len() <= 3 && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    let value = |letter: u8| usize::from(letter - b'A') + 1;
    is_name.then(|| letters.bytes().fold(0, |column, letter| column * 26 + value(letter)) - 1)
}

/// `down`, or `{ down: [Sted] }`.
fn fill(node: &Node, diags: &mut Diagnostics) -> Result<Fill, Stopped> {
    if !matches!(node.value, Value::Map(_)) {
        return choice(node, &[("down", Fill::All)], diags);
    }
    let fields = fields(node, "what is filled", FILL_KEYS, diags)?;
    let down = fields.needed("down", "what is filled", &node.place, diags)?;
    Ok(Fill::Columns(list(&down.value, diags, named)?))
}

/// `{ "-": zero, "*": { hidden: … }, "..": { missing: … } }`.
fn markers(node: &Node, diags: &mut Diagnostics) -> Result<Vec<Marker>, Stopped> {
    let mut found = Vec::new();
    for entry in map(node, "markers and what they mean", diags)? {
        let text_of = entry.key.trim().to_owned();
        let node = &entry.value;
        if !matches!(node.value, Value::Map(_)) {
            let alone = choice(node, &[("zero", Meaning::Zero), ("hidden", Meaning::Hidden(None))], diags)?;
            found.push(Marker { text: text_of, alone: Some(alone), behind: None });
            continue;
        }
        let fields = fields(node, "a marker", MARKER_KEYS, diags)?;
        let missing = fields.read("missing", diags, text).map(Meaning::Missing);
        let hidden = fields.read("hidden", diags, text).map(|words| Meaning::Hidden(Some(words)));
        let behind = fields.read("behind", diags, text);
        if missing.is_some() && hidden.is_some() || (missing.is_none() && hidden.is_none() && behind.is_none()) {
            diags.add(faults::marker_of_no_meaning(entry.key_place.clone(), &entry.key));
            continue;
        }
        found.push(Marker { text: text_of, alone: missing.or(hidden), behind });
    }
    Ok(found)
}

/// A column, several that are added up, or `{ plus: …, minus: … }`.
fn value(node: &Node, diags: &mut Diagnostics) -> Result<(Vec<Named>, Vec<Named>), Stopped> {
    if !matches!(node.value, Value::Map(_)) {
        return Ok((list(node, diags, named)?, Vec::new()));
    }
    let fields = fields(node, "columns that make an amount", VALUE_KEYS, diags)?;
    let plus = fields.needed("plus", "columns that make an amount", &node.place, diags)?;
    let plus = list(&plus.value, diags, named)?;
    let minus = fields.get("minus").map(|entry| list(&entry.value, diags, named)).transpose()?;
    Ok((plus, minus.unwrap_or_default()))
}

fn scale(node: &Node, diags: &mut Diagnostics) -> Result<Decimal, Stopped> {
    let (scale, _) = amount(node, diags)?;
    if scale <= Decimal::ZERO {
        return Err(diags.stop(faults::scale_below_zero(node.place.clone(), scale)));
    }
    Ok(scale)
}

/// The words of a command: a list, or a text that is split as a shell would split it. A shell's other doings, such as
/// variables, are left out.
fn command(node: &Node, diags: &mut Diagnostics) -> Result<Vec<String>, Stopped> {
    if let Value::List(items) = &node.value {
        let words: Vec<String> = items.iter().filter_map(|item| text(item, diags).ok()).collect();
        if words.is_empty() {
            return Err(diags.stop(faults::no_command(node.place.clone(), "")));
        }
        return Ok(words);
    }
    let written = text(node, diags)?;
    words(&written).ok_or_else(|| diags.stop(faults::no_command(node.place.clone(), &written)))
}

/// `has_year`: whether the year may be left out, since it is said elsewhere.
fn date_form(node: &Node, has_year: bool, has_weeks: bool, diags: &mut Diagnostics) -> Result<DateForm, Stopped> {
    let written = text(node, diags)?;
    if let Some(form) = DateForm::parse(&written).filter(|form| form.has_week() != has_weeks) {
        return Err(diags.stop(faults::form_of_weeks(node.place.clone(), &written, form.has_week())));
    }
    let form = DateForm::parse(&written).filter(|form| has_year || form.has_year());
    form.ok_or_else(|| diags.stop(faults::no_date_form(node.place.clone(), &written)))
}

/// `{ Status: Aktiv, Type: [A, B], Sted: { not: I alt }, Dato: { from: 2018-01-01, to: 2018-01-31 } }`.
fn filters(node: &Node, diags: &mut Diagnostics) -> Result<Vec<Filter>, Stopped> {
    let mut filters = Vec::new();
    for entry in map(node, "columns and what stands in them", diags)? {
        let column = Named { name: entry.key.clone(), place: entry.key_place.clone() };
        let texts = |node: &Node, diags: &mut Diagnostics| match &node.value {
            Value::List(items) => items.iter().filter_map(|item| cell_text(item, diags).ok()).collect::<Vec<String>>(),
            _ => cell_text(node, diags).into_iter().collect(),
        };
        let test = match &entry.value.value {
            Value::Map(_) => {
                let Ok(fields) = fields(&entry.value, "what stands in a column", FILTER_KEYS, diags) else { continue };
                let (from, to) = (fields.read("from", diags, named), fields.read("to", diags, named));
                match (fields.get("not"), from.is_some() || to.is_some()) {
                    (Some(not), false) => Test::NoneOf(texts(&not.value, diags)),
                    (None, true) => Test::Range(from, to),
                    (Some(not), true) => {
                        diags.add(faults::range_and_not(not.key_place.clone()));
                        continue;
                    }
                    (None, false) => continue,
                }
            }
            _ => Test::Texts(texts(&entry.value, diags)),
        };
        filters.push(Filter { column, test });
    }
    Ok(filters)
}

/// The text of a cell; `""` is an empty one.
fn cell_text(node: &Node, diags: &mut Diagnostics) -> Result<String, Stopped> {
    match &node.value {
        Value::Text(written) if written.trim().is_empty() => Ok(String::new()),
        _ => text(node, diags),
    }
}
