//! The parts of the manual that the program itself tells: keys from the schemas, commands from their help, pictures of
//! charts from the sites of the repository. `KALENDS_UPDATE=1` rewrites them.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use clap::CommandFactory;
use kalends::command::Cli;
use kalends::load::schema::of;
use serde_json::Value;

use crate::project::{Project, pinned, repository};

/// A page with what stands between the marks `<!-- NAME -->` and `<!-- end of NAME -->` made anew.
fn put(path: &str, name: &str, made: &str) {
    let document = fs::read_to_string(repository(path)).expect("a page");
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let parts = document.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, after) = parts.unwrap_or_else(|| panic!("{path} has no marks `{name}`"));
    pinned(path, &format!("{before}{begin}\n{}\n\n{end}{after}", made.trim_end()));
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// The definition that a schema refers to, with its name.
fn referred<'a>(schema: &'a Value, value: &'a Value) -> Option<(&'a str, &'a Value)> {
    let name = text(value, "$ref").strip_prefix("#/definitions/")?;
    Some((name, &schema["definitions"][name]))
}

/// Which values a key takes, as far as words of its own or numbers are asked for; definitions with keys are linked.
fn values(schema: &Value, value: &Value, found: &mut Vec<String>) {
    fn add(found: &mut Vec<String>, text: String) {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    if let Some((name, definition)) = referred(schema, value) {
        match name {
            "id" => add(found, "an id".to_owned()),
            "text" | "words" | "texts" => add(found, "text".to_owned()),
            "period" => add(found, "a period".to_owned()),
            "amount" => add(found, "an amount".to_owned()),
            _ if definition["properties"].is_object() => add(found, format!("[keys](#{name})")),
            _ => values(schema, definition, found),
        }
    }
    for word in value["enum"].as_array().into_iter().flatten() {
        add(found, format!("`{}`", word.as_str().map_or_else(|| word.to_string(), str::to_owned)));
    }
    let least = value["minimum"].as_i64();
    let types: Vec<&str> = match &value["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    for kind in types.iter().filter(|_| value["enum"].is_null()) {
        match *kind {
            "boolean" => add(found, "`true` or `false`".to_owned()),
            "integer" | "number" => add(
                found,
                match (least, value["maximum"].as_i64()) {
                    (Some(least), Some(most)) => format!("{least} to {most}"),
                    _ => "a number".to_owned(),
                },
            ),
            "array" => add(found, "a list".to_owned()),
            "string" => add(found, "text".to_owned()),
            _ => {}
        }
    }
    let inner: Vec<&Value> = value["properties"].as_object().into_iter().flat_map(|keys| keys.values()).collect();
    if types.contains(&"object") && value["additionalProperties"].is_object() && inner.is_empty() {
        add(found, "a mapping".to_owned());
    }
    if value["properties"].is_object() {
        let names: Vec<String> = value["properties"]
            .as_object()
            .into_iter()
            .flat_map(|keys| keys.keys())
            .map(|key| format!("`{key}`"))
            .collect();
        add(found, format!("keys {}", names.join(", ")));
    }
    for choice in value["anyOf"].as_array().into_iter().flatten() {
        values(schema, choice, found);
    }
}

/// The keys of a mapping as a table.
fn table(schema: &Value, mapping: &Value) -> String {
    let mut made = String::from("| key | says | values |\n| --- | --- | --- |\n");
    for (key, value) in mapping["properties"].as_object().into_iter().flatten() {
        let mut found = Vec::new();
        values(schema, value, &mut found);
        let said = match text(value, "description") {
            "" => referred(schema, value).map_or("", |(_, definition)| text(definition, "description")),
            said => said,
        };
        let needed = mapping["required"].as_array().into_iter().flatten().any(|name| name == key);
        let needed = if needed { " **Needed.**" } else { "" };
        let said = said.replace('|', "\\|");
        let line = format!("| `{key}` | {said}{needed} | {} |", found.join(", "));
        _ = writeln!(made, "{}", line.replace("<", "&lt;"));
    }
    made
}

/// All keys of a kind of file: those of the file, and those of each mapping in it, under its name.
fn keys(name: &str) -> String {
    let schema: Value = serde_json::from_str(of(name).expect("a schema").text).expect("JSON");
    let mut made = table(&schema, &schema);
    for (name, definition) in schema["definitions"].as_object().into_iter().flatten() {
        if definition["properties"].is_object() {
            let said = text(definition, "description");
            _ = write!(made, "\n### {name}\n\n{said}\n\n{}", table(&schema, definition));
        }
    }
    made
}

#[test]
fn the_keys_of_the_manual_are_those_of_the_schemas() {
    for (page, name) in [
        ("docs/settings.md", "settings"),
        ("docs/metrics.md", "metrics"),
        ("docs/snapshots.md", "snapshot"),
        ("docs/text.md", "frontmatter"),
        ("docs/figures.md", "figures"),
    ] {
        put(page, &format!("keys of {name}"), &keys(name));
    }
}

#[cfg(feature = "serve")]
#[test]
fn the_commands_of_the_manual_are_those_of_the_program() {
    let mut made = String::new();
    let mut seen = BTreeSet::new();
    for command in Cli::command().get_subcommands() {
        let name = command.get_name();
        assert!(seen.insert(name.to_owned()));
        // help.rs holds the file.
        let help = fs::read_to_string(repository(&format!("tests/help/{name}.txt"))).expect("a help");
        _ = write!(made, "## kalends {name}\n\n```text\n{}\n```\n\n", help.trim_end());
    }
    put("docs/commands.md", "commands", &made);
}

/// The pictures of charts: the site, the report, the chart's id, and the name of the picture.
const PICTURES: &[(&str, &str, &str, &str)] = &[
    ("examples/gallery", "2019-03", "four_hour_share-2", "line"),
    ("examples/gallery", "2019-03", "england", "line-of-members"),
    ("examples/gallery", "2019-03", "trained", "forecast"),
    ("examples/gallery", "2019-03", "departments", "stacked"),
    ("examples/gallery", "2019-03", "bars", "bars"),
    ("examples/gallery", "2019-03", "multiples", "multiples"),
    ("examples/gallery", "2019-03", "birmingham", "xmr"),
    ("examples/gallery", "2019-03", "co2-change", "deviation"),
];

#[test]
fn the_pictures_of_charts_are_drawn_by_the_program() {
    let sites: BTreeSet<&str> = PICTURES.iter().map(|(site, ..)| *site).collect();
    for site in sites {
        let project = Project::copy_of(site);
        let built = project.build();
        for (_, report, id, name) in PICTURES.iter().filter(|(other, ..)| *other == site) {
            pinned(&format!("docs/pictures/{name}.svg"), &built.read(&format!("{report}/{id}.svg")));
        }
    }
}
