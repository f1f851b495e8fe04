//! The schemas against what the program reads and writes: its keys, its words, real sites, faulty files, figures.json.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use jsonschema::Validator;
use kalends::diag::Diagnostics;
use kalends::load;
use kalends::load::schema::{SCHEMAS, of};
use kalends::load::yaml::{self, Node};
use serde_json::{Map, Value, json};

use crate::project::{Project, files_below};

fn schema(name: &str) -> Value {
    serde_json::from_str(of(name).unwrap_or_else(|| panic!("no schema {name}")).text).expect("JSON")
}

fn validator(name: &str) -> Validator {
    jsonschema::draft7::new(&schema(name)).expect("a schema of draft 7")
}

/// What an editor makes of a YAML file.
fn as_json(text: &str) -> Value {
    let mut diags = Diagnostics::default();
    let node = yaml::read(&Arc::from("file.yaml"), text, 0, &mut diags).unwrap_or_else(|_| panic!("no YAML: {text}"));
    value(&node)
}

fn value(node: &Node) -> Value {
    match &node.value {
        yaml::Value::Null | yaml::Value::Empty => Value::Null,
        yaml::Value::Bool(value) => json!(value),
        yaml::Value::Number(digits) => serde_json::from_str(digits).unwrap_or_else(|_| json!(digits)),
        yaml::Value::Text(text) => json!(text),
        yaml::Value::List(items) => Value::Array(items.iter().map(value).collect()),
        yaml::Value::Map(entries) => {
            Value::Object(entries.iter().map(|entry| (entry.key.clone(), value(&entry.value))).collect::<Map<_, _>>())
        }
    }
}

/// The schema of a file of a site, and the YAML in it; `None` for a file that has none.
fn yaml_of<'a>(path: &str, text: &'a str) -> Option<(&'static str, &'a str)> {
    match path {
        "kalends.yaml" => Some(("settings", text)),
        "data/metrics.yaml" => Some(("metrics", text)),
        "data/_imports.yaml" => Some(("imports", text)),
        path if path.starts_with("remarks/") => Some(("remarks", text)),
        path if path.starts_with("data/") && path.ends_with(".yaml") => Some(("snapshot", text)),
        path if path.starts_with("content/") && path.ends_with(".md") => {
            let (front, _) = text.strip_prefix("---\n")?.split_once("---\n")?;
            Some(("frontmatter", front))
        }
        _ => None,
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// How many files of each schema the site in `folder` has; each of them must be valid.
#[track_caller]
fn validate_site(folder: &Path) -> BTreeMap<&'static str, usize> {
    let validators: BTreeMap<&str, Validator> =
        SCHEMAS.iter().map(|schema| (schema.name, validator(schema.name))).collect();
    let mut counts = BTreeMap::new();
    let below = ["data", "content"].into_iter().flat_map(|part| {
        files_below(&folder.join(part)).into_iter().map(move |(path, bytes)| (format!("{part}/{path}"), bytes))
    });
    let settings = fs::read(folder.join("kalends.yaml")).expect("a site");
    for (path, bytes) in below.chain([("kalends.yaml".to_owned(), settings)]) {
        let text = String::from_utf8_lossy(&bytes);
        let Some((name, yaml)) = yaml_of(&path, &text) else { continue };
        let faults: Vec<String> = validators[name]
            .iter_errors(&as_json(yaml))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{}/{path} is not valid:\n{}", folder.display(), faults.join("\n"));
        *counts.entry(name).or_default() += 1;
    }
    counts
}

#[test]
fn the_sites_of_the_repository_are_valid() {
    for site in ["", "examples/ae-attendances", "examples/gallery", "starter/en", "starter/da", "tests/errors/_base"] {
        let counts = validate_site(&root().join(site));
        assert!(["settings", "metrics", "snapshot"].iter().all(|name| counts.contains_key(name)), "{site}: {counts:?}");
    }
}

/// Every form that the manual and the readers know, in one site that builds.
#[test]
fn every_form_that_builds_is_valid() {
    let project = Project::empty()
        .settings(
            "title: { da: Tal, en: Figures }\norganisation: 1807\nlanguage: da\nbase_url: \
             https://example.org/a/\nrobots: allow\nhistory: 12\nnumbered_headings: true\nraw_html: \
             allow\nchart_files: false\nfiscal_year_start: 4\nkey_figures: visits\ntheme: { accent: \"#0b5394\", \
             accent_dark: \"#99bbdd\", footer: { en: Foot } }\nsources: { till: The till, book: { label: { da: Bog }, \
             contact: The office } }",
        )
        .catalog(
            "\
dimensions:
  ward: { label: { da: Afsnit, en: Ward }, members: { a: , b: { da: Bé }, c: 3 } }
  sex: { members: { f: F, m: M } }
events: { 2018-01: A new register, 2018-02: { text: { en: Two }, metrics: visits }, 2017-Q4: { da: Tre } }
metrics:
  visits: { type: flow, by: ward, additive: true, target: { path: { 2018-01: 1, 2018-12: 9 }, near: 1 }, \
suppress_below: 5 }
  beds: { type: stock, by: [ward, sex], over_time: mean, better: lower, target: { ward: { a: 1, b: 2, c: 3 } }, \
round_to: 5 }
  share: { type: ratio, numerator: visits, denominator: beds, format: percent, target: { at_least: 24.5 % }, \
tolerance: 1 %, decimals: 1 }
  twice: { type: derived, formula: visits * 2, target: { at_most: { 2018-01: 4, 2018-02: 5 } } }
  ever: { type: cumulative, of: visits, since: year, target: { at_least: { path: { 2018-01: 1, 2018-12: 2 } } } }
  staff: { type: stock, target: { within: [1, 9] }, spc: { rebase: [2018-02], baseline: 12, screen: false }, \
forecast: true, note: N, source: till, unit: { en: people } }
  rooms: { type: stock, target: beds / 2, better: higher, spc: true }
  hires: { type: flow, grain: year, better: neither }
  meals: { type: flow, target: { at_least: { month: 4000, quarter: { 2018-Q1: 12000 }, year: visits * 9 }, near: { month: 5, year: 60 } } }
  guests: { type: flow, by: [ward], better: higher, target: { total: 9, ward: { a: { month: 3, year: 40 }, b: 4 }, adds_up: true } }
  warmth: { type: stock, target: { within: { 2018-01: [20, 27], 2018-07: [20, 25] } } }
  noise: { type: flow, target: { within: { month: [1, 9], year: [10, visits * 3] } } }
",
        )
        .snapshot(
            "2018-01",
            "\
visits: { values: { a: 10, b: 20 }, status: provisional, as_of: 2018-02-01, note: Early., source: till }
beds: { value: 9, values: { a: { f: 1, m: 2 }, b: { f: null } } }
staff: 4
rooms: { value: null, note: Closed. }
hires: [{ period: 2016-17, value: 8 }]",
        )
        .snapshot(
            "2018-02",
            "\
visits:
  - values: { a: 11 }
  - { period: 2018-01, values: { a: 12 }, kind: error, reason: Miscounted. }
staff: [5, { period: 2018-01, withdrawn: true, reason: Wrong., kind: method }]
share: 24.5 %",
        )
        .file(
            "content/about.md",
            "\
---
title: 2018
summary: About.
key_figures: [visits]
draft: false
language: en
slug: om
order: -1
---
Text.
",
        )
        .file("content/wards/_report.md", "---\nfor_each: ward\nkey_figures:\n---\nText.\n")
        .file(
            "data/_imports.yaml",
            r#"all:
  file: till-{period}.csv
  timeout: 5
  sheet: 2018
  header: 3
  separator: tab
  decimal: ","
  dates: dd-mm-yyyy
  period: Day
  where: { State: [open, ""], Ward: { not: All } }
  source: till
  status: provisional
  metrics:
    visits: [{ value: N, by: { ward: Ward }, empty: skip }, { value: B, member: { ward: b }, aggregate: sum }]
    staff: N
    rooms: { aggregate: count, where: { Day: 1 } }
  members: { ward: { Alpha: a, 3: c } }
wide:
  header: { holds: [Ward], rows: 2 }
  until: [Total, "", 2018]
  columns: { Ward: A, Rest: 3, Last: { heading: N, number: 2 }, First: { heading: N } }
  across: [period, ward]
  ignore: [All*, 7]
  fill: { down: [Ward] }
  hidden: skip
  markers: { "-": zero, c: hidden, "..": { missing: not asked }, "*": { hidden: few, behind: early } }
  dates: [mmm-yy, "yyyy/yy", mmm]
  year: "{period:yyyy}"
  period: [Year, Month]
  later: skip
  where: { Day: { from: 2018-01-01, to: "{last_day}" }, Age: { from: 18 }, State: { not: [a, b] } }
  metrics:
    visits: { empty: zero, scale: 0.001, unit: kr., cumulative: true }
more:
  header: none
  columns: { N: B }
  metrics:
    staff: { value: [N, M], duration: hours, aggregate: mean }
    rooms: [{ value: { plus: [N, M], minus: O }, scale: 1000 }, { value: P, aggregate: distinct }]
rows: { header: [3, 4], across: period, fill: down, until: "Total*", metrics: { staff: 2018 } }
texts: { header: [Ward, N], hidden: take, metrics: {} }
asked: { command: [psql, --csv, 5], metrics: {} }
put: { command: psql --csv, metrics: }
"#,
        );
    let ran = project.run(["check"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let imports = project.run(["import", "none"]).stderr;
    assert!(imports.contains("1 error;") && imports.contains("there is no import `none`"), "{imports}");
    validate_site(project.root());
}

/// Where the mapping that messages call so stands in a schema.
const MAPPINGS: &[(&str, &str, &str)] = &[
    ("the settings", "settings", ""),
    ("the theme", "settings", "/definitions/theme"),
    ("a contact", "settings", "/definitions/contact/anyOf/1"),
    ("a contact", "frontmatter", "/definitions/contact/anyOf/1"),
    ("a source", "settings", "/definitions/source/anyOf/1"),
    ("a release", "settings", "/definitions/release"),
    ("the remarks", "remarks", ""),
    ("a remark", "remarks", "/definitions/remark"),
    ("the catalog", "metrics", ""),
    ("a dimension", "metrics", "/definitions/dimension"),
    ("an event", "metrics", "/definitions/event/anyOf/1"),
    ("a metric", "metrics", "/definitions/metric"),
    ("the limits", "metrics", "/definitions/metric/properties/spc/anyOf/1"),
    ("what was changed in the settings", "settings", "/properties/changed"),
    ("what was changed", "metrics", "/definitions/changed"),
    ("the forecast", "metrics", "/definitions/metric/properties/forecast/anyOf/1"),
    ("a target", "metrics", "/definitions/target/anyOf/2"),
    ("a snapshot", "snapshot", ""),
    ("an observation", "snapshot", "/definitions/observation"),
    ("an action", "snapshot", "/definitions/action"),
    ("an import", "imports", "/definitions/import"),
    ("the figures of a metric", "imports", "/definitions/figures"),
    ("what stands in a column", "imports", "/definitions/filter/additionalProperties/anyOf/1"),
    ("columns that make an amount", "imports", "/definitions/difference"),
    ("the header", "imports", "/definitions/header/anyOf/3"),
    ("a column", "imports", "/definitions/column/anyOf/2"),
    ("what is filled", "imports", "/definitions/fill/anyOf/1"),
    ("a marker", "imports", "/definitions/marker/anyOf/1"),
    ("the front matter", "frontmatter", ""),
    ("a text in two languages", "settings", "/definitions/words/anyOf/1"),
    ("a text in two languages", "metrics", "/definitions/words/anyOf/1"),
];

/// Keys that the schema has beside those of the mapping: another form of it, read before its keys are looked at.
const OTHER_FORMS: &[(&str, &str)] = &[
    ("a target", "path"),
    ("a target", "total"),
    ("a target", "month"),
    ("a target", "quarter"),
    ("a target", "year"),
];

#[test]
fn a_schema_has_the_keys_that_are_read_and_no_others() {
    let mut faults = Vec::new();
    let known: BTreeMap<&str, &[&str]> = load::KEYS.iter().copied().collect();
    for (what, name, pointer) in MAPPINGS {
        let schema = schema(name);
        let mapping = schema.pointer(pointer).unwrap_or_else(|| panic!("schemas/{name}.json has no {pointer}"));
        let has: BTreeSet<&str> =
            mapping["properties"].as_object().expect("properties").keys().map(String::as_str).collect();
        let reads: BTreeSet<&str> = known[what].iter().copied().collect();
        let place = format!("schemas/{name}.json#{pointer}/properties ({what})");
        faults.extend(reads.difference(&has).map(|key| format!("{place} lacks `{key}`, which src/load reads")));
        let others = has.difference(&reads).filter(|key| !OTHER_FORMS.contains(&(what, key)));
        faults.extend(others.map(|key| format!("{place} has `{key}`, which src/load does not read")));
        if mapping["additionalProperties"] != json!(false) {
            faults.push(format!("{place}: other keys must be refused, by `additionalProperties: false`"));
        }
    }
    for what in known.keys().filter(|what| MAPPINGS.iter().all(|(other, ..)| other != *what)) {
        faults.push(format!("tests/it/schemas.rs does not say where {what} stands in a schema (MAPPINGS)"));
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_mapping_that_is_read_lists_its_keys() {
    let mut found = BTreeSet::new();
    // The program alone writes approvals.yaml.
    for (path, bytes) in files_below(&root().join("src/load")).into_iter().filter(|(path, _)| path != "approvals.rs") {
        let source = String::from_utf8(bytes).expect("UTF-8");
        for (at, _) in source.match_indices("= fields(") {
            let call = &source[at..];
            let what = call.split('"').nth(1).unwrap_or_else(|| panic!("{path}: {call}"));
            found.insert(what.to_owned());
        }
    }
    let listed: BTreeSet<String> = load::KEYS.iter().map(|(what, _)| (*what).to_owned()).collect();
    assert_eq!(found, listed, "what `fields` is called for in src/load, against load::KEYS");
}

/// The reader names the words that it knows when it meets another one; the schema must have the same.
#[test]
fn a_schema_has_the_words_that_are_read_and_no_others() {
    let project = Project::empty()
        .settings("title: Test\nlanguage: w1\nrobots: w2\nraw_html: w3")
        .catalog(
            "\
metrics:
  ok: { type: flow }
  a: { type: w4 }
  b: { type: stock, format: w5, grain: w6, over_time: w7, better: w8 }
  c: { type: cumulative, of: ok, since: w9 }
  d: { type: flow, round_to: w10 }",
        )
        .file("data/2018-01.yaml", "period: 2018-01\nstatus: w11\nobservations:\n  ok: { value: 1, kind: w12 }\n")
        .file("content/about.md", "---\nlanguage: w13\n---\n");
    let ran = project.run(["check", "--format", "json"]);
    let mut words = BTreeMap::new();
    for line in ran.stderr.lines() {
        let said: Value = serde_json::from_str(line).expect("JSON");
        if said["code"] == "K0011" {
            let text = said["message"].as_str().expect("text");
            let written = text.split('`').nth(1).expect("the word").to_owned();
            let known: BTreeSet<String> =
                said["help"].as_str().expect("text").split('`').skip(1).step_by(2).map(str::to_owned).collect();
            words.insert(written, known);
        }
    }
    let expected = [
        ("w1", "settings", "/properties/language"),
        ("w2", "settings", "/properties/robots"),
        ("w3", "settings", "/properties/raw_html"),
        ("w4", "metrics", "/definitions/metric/properties/type"),
        ("w5", "metrics", "/definitions/metric/properties/format"),
        ("w6", "metrics", "/definitions/metric/properties/grain"),
        ("w7", "metrics", "/definitions/metric/properties/over_time"),
        ("w8", "metrics", "/definitions/metric/properties/better"),
        ("w9", "metrics", "/definitions/metric/properties/since"),
        ("w10", "metrics", "/definitions/metric/properties/round_to"),
        ("w11", "snapshot", "/definitions/status"),
        ("w12", "snapshot", "/definitions/observation/properties/kind"),
        ("w13", "frontmatter", "/properties/language"),
    ];
    for (written, name, pointer) in expected {
        let schema = schema(name);
        let list = schema.pointer(&format!("{pointer}/enum")).and_then(Value::as_array);
        let list = list.unwrap_or_else(|| panic!("schemas/{name}.json#{pointer} lists no words"));
        // `5` may be written as a number or as text.
        let has: BTreeSet<String> =
            list.iter().map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned)).collect();
        assert_eq!(Some(&has), words.get(written), "schemas/{name}.json#{pointer}\n{}", ran.stderr);
    }
    assert_eq!(words.len(), expected.len(), "{words:?}");
    let taken = schema("metrics");
    assert_eq!(taken.pointer("/definitions/id/not/enum"), Some(&json!(load::TAKEN_IDS)));
}

/// Every part that has keys or stands for one says what it is, and what is meant by one name is the same in all
/// schemas.
#[test]
fn every_property_is_described() {
    fn walk(schema: &Value, whole: &Value, place: &str, faults: &mut Vec<String>) {
        let Some(object) = schema.as_object() else {
            if let Some(list) = schema.as_array() {
                list.iter()
                    .enumerate()
                    .for_each(|(index, item)| walk(item, whole, &format!("{place}/{index}"), faults));
            }
            return;
        };
        for (key, value) in object {
            let place = format!("{place}/{key}");
            if let ("properties", Some(properties)) = (key.as_str(), value.as_object()) {
                for (name, property) in properties {
                    // `false` refuses the property; a condition tests one that is described elsewhere.
                    let is_condition = place.contains("/if/") || place.contains("/not/");
                    if property.is_object()
                        && !is_condition
                        && property["description"].as_str().is_none_or(str::is_empty)
                    {
                        faults.push(format!("{place}/{name} has no description"));
                    }
                }
            }
            if key == "$ref" {
                let target = value.as_str().and_then(|target| target.strip_prefix('#')).expect("a reference within");
                if whole.pointer(target).is_none() {
                    faults.push(format!("{place} leads to nothing"));
                }
            }
            walk(value, whole, &place, faults);
        }
    }
    let mut faults = Vec::new();
    let mut definitions = BTreeMap::<String, (Value, &str)>::new();
    for entry in SCHEMAS {
        let schema = schema(entry.name);
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        assert!(["title", "description"].iter().all(|key| schema[*key].is_string()), "{}", entry.name);
        walk(&schema, &schema, entry.name, &mut faults);
        for (name, definition) in schema["definitions"].as_object().into_iter().flatten() {
            // What figures.json calls a target is what became of one.
            if entry.name != "figures"
                && let Some((other, of)) = definitions.insert(name.clone(), (definition.clone(), entry.name))
                && other != *definition
            {
                faults.push(format!(
                    "`{name}` is another thing in schemas/{}.json than in schemas/{of}.json",
                    entry.name
                ));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn faulty_files_are_not_valid() {
    let metric = |keys: &str| format!("metrics: {{ visits: {{ {keys} }} }}");
    let observation = |written: &str| format!("period: 2018-02\nobservations: {{ visits: {written} }}");
    let faulty: Vec<(&str, String)> = vec![
        ("settings", "language: da".into()),
        ("settings", "title: A\nlangauge: da".into()),
        ("settings", "title: A\nhistory: 0".into()),
        ("settings", "title: A\nlanguage: danish".into()),
        ("settings", "title: A\ntheme: { accent: blue }".into()),
        ("settings", "title: A\nbase_url: intranet.example/reports?site=1".into()),
        ("settings", "title: { dk: A }".into()),
        ("metrics", "dimensions: {}".into()),
        ("metrics", "metrics: {}".into()),
        ("metrics", "metrics: { Staff: { type: stock } }".into()),
        ("metrics", "metrics: { period: { type: stock } }".into()),
        ("metrics", metric("label: Visits")),
        ("metrics", metric("type: count")),
        ("metrics", metric("type: ratio, numerator: a")),
        ("metrics", metric("type: stock, formula: a * 2")),
        ("metrics", metric("type: flow, over_time: mean")),
        ("metrics", metric("type: stock, by: [a, b, c]")),
        ("metrics", metric("type: flow, suppress_below: 5, round_to: 5")),
        ("metrics", metric("type: stock, target: { at_least: 1, at_most: 2 }")),
        ("metrics", metric("type: stock, target: { path: { 2018-01: 1 } }")),
        ("metrics", metric("type: stock, target: { 2018-1: 1 }")),
        ("metrics", metric("type: stock, spc: { rebase: [january] }")),
        ("metrics", "metrics: { a: { type: flow } }\nevents: { january: Late }".into()),
        ("metrics", "metrics: { a: { type: flow } }\ndimensions: { ward: { members: {} } }".into()),
        ("snapshot", "observations: { visits: 42 }".into()),
        ("snapshot", "period: 2018-Q1".into()),
        ("snapshot", "period: 2018-02\nstatus: sure".into()),
        ("snapshot", observation("\"1807\"")),
        ("snapshot", observation("1,807")),
        ("snapshot", observation("12345678901234567")),
        ("snapshot", observation("{ value: 42, remark: Late. }")),
        ("snapshot", observation("{ note: Late. }")),
        ("snapshot", observation("{ value: 42, as_of: 1/2/2018 }")),
        ("snapshot", observation("{ value: 42, period: january }")),
        ("snapshot", observation("{ period: 2018-01, withdrawn: true, value: 3 }")),
        ("snapshot", observation("[40, [2]]")),
        ("imports", "a: { file: b.csv }".into()),
        ("imports", "a: { metrics: {}, file: b.csv, command: c }".into()),
        ("imports", "a: { metrics: {}, dates: dd }".into()),
        ("imports", "a: { metrics: {}, header: { rows: 2 } }".into()),
        ("imports", "a: { metrics: {}, columns: { b: c } }".into()),
        ("imports", "a: { metrics: {}, fill: up }".into()),
        ("imports", "a: { metrics: {}, hidden: yes }".into()),
        ("imports", "a: { metrics: {}, markers: { c: nought } }".into()),
        ("imports", "a: { metrics: {}, markers: { c: { missing: x, hidden: y } } }".into()),
        ("imports", "a: { metrics: {}, where: { b: { not: c, from: 2 } } }".into()),
        ("imports", "a: { metrics: { b: { value: { minus: c } } } }".into()),
        ("imports", "a: { metrics: { b: { value: c, scale: 0 } } }".into()),
        ("imports", "a: { metrics: {}, where: { b: { nott: c } } }".into()),
        ("imports", "a: { metrics: { b: { value: c, aggregate: summ } } }".into()),
        ("frontmatter", "titel: February".into()),
        ("frontmatter", "draft: maybe".into()),
        ("frontmatter", "slug: ../notes".into()),
        ("frontmatter", "order: first".into()),
    ];
    let passed: Vec<String> = faulty
        .iter()
        .filter(|(name, text)| validator(name).is_valid(&as_json(text)))
        .map(|(name, text)| format!("{name}: {text}"))
        .collect();
    assert!(passed.is_empty(), "the schema lets pass what the reader refuses:\n{}", passed.join("\n"));
}

#[test]
fn the_figures_of_a_report_are_valid() {
    let validator = validator("figures");
    let mut count = 0;
    for site in ["", "examples/gallery"] {
        let output = tempfile::tempdir().expect("a folder");
        let folder = output.path().join("pages");
        let project = Project::empty();
        let root = root().join(site);
        let arguments = ["build", "--quiet", "--root", root.to_str().expect("a path"), "--output"];
        let ran = project.run(arguments.into_iter().chain([folder.to_str().expect("a path")]));
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        for (path, bytes) in files_below(&folder).into_iter().filter(|(path, _)| path.ends_with("figures.json")) {
            let document: Value = serde_json::from_slice(&bytes).expect("JSON");
            let faults: Vec<String> =
                validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(faults.is_empty(), "{path} of `{site}`:\n{}", faults.join("\n"));
            count += 1;
        }
    }
    assert!(count > 10, "figures.json was not found");
}

#[test]
fn figures_of_gaps_revisions_parts_and_years_are_valid() {
    let project = Project::empty()
        .settings("title: Test\nfiscal_year_start: 4")
        .catalog(
            "dimensions:\n  ward: { members: { a: A, b: B, c: C } }\n  sex: { members: { f: F, m: M } }\nmetrics:\n\
             \x20 visits: { type: flow, by: [ward], suppress_below: 5, target: 30, better: higher }\n\
             \x20 beds: { type: stock, by: [ward, sex], suppress_below: 5 }\n\
             \x20 hires: { type: flow, grain: year }\n\
             \x20 share: { type: ratio, numerator: visits, denominator: beds, format: percent }\n",
        )
        .snapshot("2018-01", "visits: { values: { a: 10, b: 20, c: 3 } }\nbeds: { values: { a: { f: 1, m: 2 } } }")
        .snapshot(
            "2018-02",
            "\
visits:
  - values: { a: 3, b: 20, c: 9 }
  - { period: 2018-01, values: { a: 12 }, reason: Late. }
beds: { value: null, note: Closed. }",
        )
        .snapshot(
            "2018-03",
            "\
visits: [{ period: 2018-02, values: { b: 4 }, kind: disclosure, reason: Few. }]
hires: 5
beds: { period: 2018-01, withdrawn: true, reason: Wrong. }",
        )
        .file("content/2018-Q1.md", "# Quarter\n")
        .file("content/2017-18.md", "# Year\n")
        .file("content/wards/_report.md", "---\nfor_each: ward\n---\n{{ visits | chart }}\n");
    let built = project.build();
    let validator = validator("figures");
    let (mut count, mut keys) = (0, BTreeSet::new());
    for (path, bytes) in built.files().into_iter().filter(|(path, _)| path.ends_with("figures.json")) {
        let document: Value = serde_json::from_slice(&bytes).expect("JSON");
        let faults: Vec<String> =
            validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(faults.is_empty(), "{path}:\n{}", faults.join("\n"));
        let text = document.to_string();
        keys.extend(
            ["\"periods\"", "\"suppressed\":true", "\"was\"", "\"notices\":[{"]
                .into_iter()
                .filter(|key| text.contains(*key)),
        );
        count += 1;
    }
    assert!(count > 10 && keys.len() == 4, "{count} reports with {keys:?}");
}

#[test]
fn a_schema_is_printed_and_an_unknown_one_is_refused() {
    let nowhere = Project::empty();
    nowhere.remove("kalends.yaml");
    for entry in SCHEMAS {
        let ran = nowhere.run(["schema", entry.name]);
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), entry.text, ""));
    }
    let ran = nowhere.run(["schema", "snapshots"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(
        ran.stderr.contains("settings, metrics, snapshot, imports, frontmatter, remarks, figures"),
        "{}",
        ran.stderr
    );
}
