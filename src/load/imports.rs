//! data/_imports.yaml → the named imports, each checked against the catalog.

use std::sync::Arc;

use indexmap::IndexMap;

use super::fields::{Fields, choice, fields, map, text, whole};
use super::snapshot;
use crate::diag::{Diagnostics, faults};
use crate::load::yaml::{self, Entry, Node, Value};
use crate::model::catalog::{Catalog, Metric};
use crate::model::imports::{
    Aggregate, DateForm, Figures, Filter, Import, Imports, Mark, MemberOf, Named, Origin, words,
};
use crate::model::settings::Settings;

pub const IMPORT_KEYS: &[&str] = &[
    "file",
    "command",
    "timeout",
    "sheet",
    "header",
    "separator",
    "decimal",
    "dates",
    "period",
    "where",
    "metrics",
    "members",
    "source",
    "status",
];

pub const FIGURES_KEYS: &[&str] = &["value", "by", "member", "where", "aggregate", "empty"];
pub const FILTER_KEYS: &[&str] = &["not"];

/// A command may take an hour at most.
const LONGEST_SECONDS: u64 = 3_600;

pub fn read(file: &Arc<str>, source: &str, catalog: &Catalog, settings: &Settings, diags: &mut Diagnostics) -> Imports {
    let Some(node) = yaml::read(file, source, 0, diags) else { return Imports::new() };
    let reader = Reader { catalog, settings };
    let entries = map(&node, "the imports", diags).unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.key.clone(), reader.import(entry, diags)?))).collect()
}

struct Reader<'a> {
    catalog: &'a Catalog,
    settings: &'a Settings,
}

impl Reader<'_> {
    fn import(&self, entry: &Entry, diags: &mut Diagnostics) -> Option<Import> {
        let fields = fields(&entry.value, "an import", IMPORT_KEYS, diags)?;
        if fields.is_empty() || !fields.contains_key("metrics") {
            diags.add(faults::missing_key(entry.key_place.clone(), "metrics", "an import"));
            return None;
        }
        let mut import = Import {
            origin: None,
            timeout_seconds: None,
            sheet: None,
            header: 1,
            separator: None,
            decimal: None,
            dates: None,
            period: None,
            filters: Vec::new(),
            figures: Vec::new(),
            members: IndexMap::new(),
            source: None,
            status: None,
            place: entry.key_place.clone(),
        };
        for (key, entry) in &fields {
            let node = &entry.value;
            match *key {
                "file" => import.origin = named(node, diags).map(Origin::File),
                "command" => import.origin = command(node, diags).map(Origin::Command),
                "timeout" => import.timeout_seconds = whole(node, 1, LONGEST_SECONDS, diags),
                "sheet" => import.sheet = named(node, diags),
                "header" => import.header = whole(node, 1, 1_000, diags).unwrap_or(1),
                "separator" => import.separator = choice(node, &SEPARATORS, diags),
                "decimal" => import.decimal = choice(node, &Mark::WORDS, diags),
                "dates" => import.dates = date_form(node, diags),
                "period" => import.period = named(node, diags),
                "where" => import.filters = filters(node, diags),
                "members" => import.members = self.members(node, diags),
                "status" => import.status = snapshot::status(node, diags),
                "source" => {
                    import.source = text(node, diags);
                    if let Some(source) = &import.source
                        && !self.settings.sources.contains_key(source)
                    {
                        let known = self.settings.sources.keys().map(String::as_str);
                        diags.add(faults::unknown_source(node.place.clone(), source, known));
                    }
                }
                "metrics" => {
                    for entry in map(node, "the metrics of an import", diags).unwrap_or_default() {
                        self.metric(entry, &mut import.figures, diags);
                    }
                }
                _ => {}
            }
        }
        if let (Some(_), Some(command)) = (fields.get("file"), fields.get("command")) {
            diags.add(faults::file_and_command(command.key_place.clone()));
        }
        Some(import)
    }

    /// One or more ways in which the extract holds amounts of a metric.
    fn metric(&self, entry: &Entry, into: &mut Vec<Figures>, diags: &mut Diagnostics) {
        let Some((id, metric)) = self.catalog.metrics.get_key_value(&entry.key) else {
            let known = self.catalog.metrics.keys().map(String::as_str);
            diags.add(faults::unknown_metric(entry.key_place.clone(), &entry.key, known));
            return;
        };
        if !metric.may_be_recorded() {
            diags.add(faults::computed_is_not_recorded(entry.key_place.clone(), id));
            return;
        }
        let items = match &entry.value.value {
            Value::List(items) => items.iter().collect(),
            _ => vec![&entry.value],
        };
        into.extend(items.into_iter().filter_map(|item| self.figures(id, metric, item, entry, diags)));
    }

    fn figures(
        &self,
        id: &str,
        metric: &Metric,
        node: &Node,
        entry: &Entry,
        diags: &mut Diagnostics,
    ) -> Option<Figures> {
        let place = entry.key_place.clone();
        if let Value::Text(_) = node.value {
            // A column alone.
            let value = named(node, diags);
            return Some(Figures {
                metric: id.to_owned(),
                value,
                members: Vec::new(),
                filters: Vec::new(),
                aggregate: Aggregate::One,
                skip_empty: false,
                place,
            });
        }
        let fields = fields(node, "the figures of a metric", FIGURES_KEYS, diags)?;
        let read = |key: &str| fields.get(key).map(|entry| &entry.value);
        let aggregate = match read("aggregate") {
            Some(node) => choice(node, &Aggregate::WORDS, diags)?,
            None => Aggregate::One,
        };
        let value = match read("value") {
            Some(node) => Some(named(node, diags)?),
            None if aggregate == Aggregate::Count => None,
            None => {
                diags.add(faults::missing_key(place, "value", "the figures of a metric"));
                return None;
            }
        };
        let skip_empty = match read("empty") {
            Some(node) => choice(node, &[("skip", true), ("error", false)], diags)?,
            None => false,
        };
        Some(Figures {
            metric: id.to_owned(),
            value,
            filters: read("where").map(|node| filters(node, diags)).unwrap_or_default(),
            members: self.members_of(id, metric, &fields, diags)?,
            aggregate,
            skip_empty,
            place,
        })
    }

    /// Where the member of each dimension comes from: all of them are named, or none.
    fn members_of(
        &self,
        id: &str,
        metric: &Metric,
        figures: &Fields<'_>,
        diags: &mut Diagnostics,
    ) -> Option<Vec<MemberOf>> {
        let mut found = IndexMap::<&str, MemberOf>::new();
        for key in ["by", "member"] {
            let Some(entry) = figures.get(key) else { continue };
            for part in map(&entry.value, "dimensions", diags)? {
                let Some(dimension) = metric.by.iter().find(|name| **name == part.key) else {
                    diags.add(faults::metric_is_not_split_by(part.key_place.clone(), id, &part.key, &metric.by));
                    return None;
                };
                let member = if key == "by" {
                    MemberOf::Column(named(&part.value, diags)?)
                } else {
                    let member = text(&part.value, diags)?;
                    let members = &self.catalog.dimensions.get(dimension)?.members;
                    if !members.contains_key(&member) {
                        let known = members.keys().map(String::as_str);
                        diags.add(faults::unknown_member(part.value.place.clone(), &member, dimension, known));
                        return None;
                    }
                    MemberOf::Fixed(member)
                };
                if found.insert(dimension, member).is_some() {
                    diags.add(faults::repeated_key(part.key_place.clone(), dimension, entry.key_place.clone()));
                    return None;
                }
            }
        }
        if found.is_empty() {
            return Some(Vec::new());
        }
        let missing = metric.by.iter().find(|name| !found.contains_key(name.as_str()));
        if let Some(missing) = missing {
            let place = figures.get("by").or(figures.get("member")).map(|entry| entry.key_place.clone())?;
            diags.add(faults::members_in_part(place, id, missing));
            return None;
        }
        Some(metric.by.iter().filter_map(|name| found.shift_remove(name.as_str())).collect())
    }

    fn members(&self, node: &Node, diags: &mut Diagnostics) -> IndexMap<String, IndexMap<String, String>> {
        let mut all = IndexMap::new();
        for entry in map(node, "names of members by dimension", diags).unwrap_or_default() {
            let Some(dimension) = self.catalog.dimensions.get(&entry.key) else {
                let known = self.catalog.dimensions.keys().map(String::as_str);
                diags.add(faults::unknown_dimension(entry.key_place.clone(), &entry.key, known));
                continue;
            };
            let mut names = IndexMap::new();
            for name in map(&entry.value, "names in the extract and members", diags).unwrap_or_default() {
                let Some(member) = text(&name.value, diags) else { continue };
                if dimension.members.contains_key(&member) {
                    names.insert(name.key.trim().to_owned(), member);
                } else {
                    let known = dimension.members.keys().map(String::as_str);
                    diags.add(faults::unknown_member(name.value.place.clone(), &member, &entry.key, known));
                }
            }
            all.insert(entry.key.clone(), names);
        }
        all
    }
}

const SEPARATORS: [(&str, char); 4] = [(",", ','), (";", ';'), ("|", '|'), ("tab", '\t')];

fn named(node: &Node, diags: &mut Diagnostics) -> Option<Named> {
    Some(Named { name: text(node, diags)?, place: node.place.clone() })
}

/// The words of a command: a list, or a text that is taken apart as a shell would, without any of its other doings.
fn command(node: &Node, diags: &mut Diagnostics) -> Option<Vec<String>> {
    if let Value::List(items) = &node.value {
        let words: Vec<String> = items.iter().filter_map(|item| text(item, diags)).collect();
        if words.is_empty() {
            diags.add(faults::no_command(node.place.clone(), ""));
        }
        return (!words.is_empty()).then_some(words);
    }
    let written = text(node, diags)?;
    let words = words(&written);
    if words.is_none() {
        diags.add(faults::no_command(node.place.clone(), &written));
    }
    words
}

fn date_form(node: &Node, diags: &mut Diagnostics) -> Option<DateForm> {
    let written = text(node, diags)?;
    let form = DateForm::parse(&written);
    if form.is_none() {
        diags.add(faults::no_date_form(node.place.clone(), &written));
    }
    form
}

/// `{ Status: Aktiv, Type: [A, B], Sted: { not: I alt } }`.
fn filters(node: &Node, diags: &mut Diagnostics) -> Vec<Filter> {
    let mut filters = Vec::new();
    for entry in map(node, "columns and what stands in them", diags).unwrap_or_default() {
        let column = Named { name: entry.key.clone(), place: entry.key_place.clone() };
        let (node, keeps) = match &entry.value.value {
            Value::Map(_) => {
                let Some(fields) = fields(&entry.value, "what stands in a column", FILTER_KEYS, diags) else {
                    continue;
                };
                match fields.get("not") {
                    Some(entry) => (&entry.value, false),
                    None => continue,
                }
            }
            _ => (&entry.value, true),
        };
        let texts = match &node.value {
            Value::List(items) => items.iter().filter_map(|item| cell_text(item, diags)).collect(),
            _ => cell_text(node, diags).into_iter().collect(),
        };
        filters.push(Filter { column, texts, keeps });
    }
    filters
}

/// What stands in a cell; `""` is an empty one.
fn cell_text(node: &Node, diags: &mut Diagnostics) -> Option<String> {
    match &node.value {
        Value::Text(written) if written.trim().is_empty() => Some(String::new()),
        _ => text(node, diags),
    }
}
