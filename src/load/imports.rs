//! data/_imports.yaml → the named imports, each checked against the catalog.

use std::sync::Arc;

use indexmap::IndexMap;

use super::fields::{Fields, choice, fields, map, text, whole};
use super::snapshot;
use crate::diag::{Diagnostics, Stopped, faults};
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

        Ok(Import {
            origin: file.or(from_command),
            timeout_seconds: fields.read("timeout", diags, |node, diags| whole(node, 1, LONGEST_SECONDS, diags)),
            sheet: fields.read("sheet", diags, named),
            header: fields.read("header", diags, |node, diags| whole(node, 1, 1_000, diags)).unwrap_or(1),
            separator: fields.read("separator", diags, |node, diags| choice(node, &SEPARATORS, diags)),
            decimal: fields.read("decimal", diags, |node, diags| choice(node, &Mark::WORDS, diags)),
            dates: fields.read("dates", diags, date_form),
            period: fields.read("period", diags, named),
            filters: fields.read("where", diags, filters).unwrap_or_default(),
            figures: self.all_figures(&metrics.value, diags),
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

    fn all_figures(&self, node: &Node, diags: &mut Diagnostics) -> Vec<Figures> {
        let entries = map(node, "the metrics of an import", diags).unwrap_or_default();
        entries.iter().filter_map(|entry| self.metric(entry, diags).ok()).flatten().collect()
    }

    /// One or more ways in which the extract holds amounts of a metric. One with a fault is left out.
    fn metric(&self, entry: &Entry, diags: &mut Diagnostics) -> Result<Vec<Figures>, Stopped> {
        if self.catalog.may_be_unread(&entry.key) {
            return Ok(Vec::new());
        }
        let Some((id, metric)) = self.catalog.metrics.get_key_value(&entry.key) else {
            let known = self.catalog.metrics.keys().map(String::as_str);
            return Err(diags.stop(faults::unknown_metric(entry.key_place.clone(), &entry.key, known)));
        };
        if !metric.may_be_recorded() {
            return Err(diags.stop(faults::computed_is_not_recorded(entry.key_place.clone(), id)));
        }
        let items = match &entry.value.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(&entry.value),
        };
        Ok(items.iter().filter_map(|item| self.figures(id, metric, item, entry, diags).ok()).collect())
    }

    fn figures(
        &self,
        id: &str,
        metric: &Metric,
        node: &Node,
        entry: &Entry,
        diags: &mut Diagnostics,
    ) -> Result<Figures, Stopped> {
        let mut figures = Figures {
            metric: id.to_owned(),
            value: None,
            members: Vec::new(),
            filters: Vec::new(),
            aggregate: Aggregate::One,
            skip_empty: false,
            place: entry.key_place.clone(),
        };
        if let Value::Text(_) = node.value {
            // A column alone.
            return Ok(Figures { value: Some(named(node, diags)?), ..figures });
        }
        let fields = fields(node, "the figures of a metric", FIGURES_KEYS, diags)?;
        if let Some(entry) = fields.get("aggregate") {
            figures.aggregate = choice(&entry.value, &Aggregate::WORDS, diags)?;
        }
        if fields.get("value").is_some() || figures.aggregate != Aggregate::Count {
            let entry = fields.needed("value", "the figures of a metric", &entry.key_place, diags)?;
            figures.value = Some(named(&entry.value, diags)?);
        }
        if let Some(entry) = fields.get("empty") {
            figures.skip_empty = choice(&entry.value, &[("skip", true), ("error", false)], diags)?;
        }
        figures.filters = fields.read("where", diags, filters).unwrap_or_default();
        figures.members = self.members_of(id, metric, &fields, diags)?;
        Ok(figures)
    }

    /// Where the member of each dimension comes from: of all dimensions, or of none.
    fn members_of(
        &self,
        id: &str,
        metric: &Metric,
        figures: &Fields<'_>,
        diags: &mut Diagnostics,
    ) -> Result<Vec<MemberOf>, Stopped> {
        let mut found = IndexMap::<&str, MemberOf>::new();
        let mut first = None;
        for entry in ["by", "member"].iter().filter_map(|key| figures.get(key)) {
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
        let missing = metric.by.iter().find(|name| !found.contains_key(name.as_str()));
        if let (Some(missing), Some(entry), false) = (missing, first, found.is_empty()) {
            return Err(diags.stop(faults::members_in_part(entry.key_place.clone(), id, missing)));
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

const SEPARATORS: [(&str, char); 4] = [(",", ','), (";", ';'), ("|", '|'), ("tab", '\t')];

fn named(node: &Node, diags: &mut Diagnostics) -> Result<Named, Stopped> {
    Ok(Named { name: text(node, diags)?, place: node.place.clone() })
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

fn date_form(node: &Node, diags: &mut Diagnostics) -> Result<DateForm, Stopped> {
    let written = text(node, diags)?;
    DateForm::parse(&written).ok_or_else(|| diags.stop(faults::no_date_form(node.place.clone(), &written)))
}

/// `{ Status: Aktiv, Type: [A, B], Sted: { not: I alt } }`.
fn filters(node: &Node, diags: &mut Diagnostics) -> Result<Vec<Filter>, Stopped> {
    let mut filters = Vec::new();
    for entry in map(node, "columns and what stands in them", diags)? {
        let column = Named { name: entry.key.clone(), place: entry.key_place.clone() };
        let (node, keeps) = match &entry.value.value {
            Value::Map(_) => {
                let fields = fields(&entry.value, "what stands in a column", FILTER_KEYS, diags);
                let Some(not) = fields.ok().and_then(|fields| fields.get("not")) else { continue };
                (&not.value, false)
            }
            _ => (&entry.value, true),
        };
        let texts = match &node.value {
            Value::List(items) => items.iter().filter_map(|item| cell_text(item, diags).ok()).collect(),
            _ => cell_text(node, diags).into_iter().collect(),
        };
        filters.push(Filter { column, texts, keeps });
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
