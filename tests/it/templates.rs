//! docs/templates.md against what templates really get: `src/site/view.rs`, the built-in templates, and the words.
//!
//! What stands between the marks of the document is made from them; `KALENDS_UPDATE=1` rewrites it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;

use kalends::l10n::words;
use kalends::model::language::Language;
use serde_json::Value;

use crate::page::Page;
use crate::project::{Project, files_below, pinned, repository};

/// A view: what it is, and its fields.
#[derive(Debug, Clone, Default)]
struct View {
    about: String,
    fields: Vec<Field>,
}

#[derive(Debug, Clone)]
struct Field {
    name: String,
    /// As in Rust: `Option<String>`.
    kind: String,
    about: String,
    /// Its own fields stand in its place.
    flat: bool,
}

fn read(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every public struct of a file of views that is meant for templates. Anything that cannot be read stops the test: it
/// would be missing in the document.
fn views(path: &str) -> BTreeMap<String, View> {
    let mut views = BTreeMap::new();
    let (mut about, mut flat, mut serialized, mut skipped) = (Vec::new(), false, false, false);
    let mut open: Option<(String, View)> = None;
    for line in read(path).lines() {
        let code = line.trim();
        if let Some(text) = code.strip_prefix("///") {
            about.push(text.trim().to_owned());
        } else if code == "#[serde(flatten)]" {
            flat = true;
        } else if code == "#[serde(skip)]" {
            skipped = true;
        } else if code.starts_with("#[derive(") {
            serialized = code.contains("Serialize");
        } else if let Some(name) = code.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix(" {")) {
            if serialized {
                let view = View { about: std::mem::take(&mut about).join(" "), fields: Vec::new() };
                open = Some((name.to_owned(), view));
            }
            about.clear();
        } else if line == "}" {
            views.extend(open.take());
            about.clear();
            serialized = false;
        } else if let Some((name, view)) = &mut open {
            assert!(!code.starts_with('#'), "{path}: the document does not know what `{code}` means");
            let (field, kind) = code
                .strip_prefix("pub ")
                .and_then(|rest| rest.strip_suffix(',')?.split_once(": "))
                .unwrap_or_else(|| panic!("{path}: a field of `{name}` is not read: {code}"));
            let about = std::mem::take(&mut about).join(" ");
            if std::mem::take(&mut skipped) {
                continue;
            }
            assert!(
                !about.is_empty() || flat,
                "{path}: `{name}.{field}` needs a comment: it is what docs/templates.md says"
            );
            view.fields.push(Field { name: field.to_owned(), kind: kind.to_owned(), about, flat });
            flat = false;
        } else {
            about.clear();
        }
    }
    views
}

/// The name of the variable that holds a view by itself: what its comment begins with.
fn variable(view: &View) -> Option<&str> {
    view.about.strip_prefix('`')?.split_once("`: ").map(|(name, _)| name)
}

/// A type in words, with links to views: "list of [Tile](#tile), or nothing".
fn kind(rust: &str, views: &BTreeMap<String, View>) -> String {
    let inner = |outer: &str| rust.strip_prefix(outer).and_then(|rest| rest.strip_suffix('>'));
    if let Some(rust) = inner("Option<") {
        return format!("{}, or nothing", kind(rust, views));
    }
    if let Some(rust) = inner("Vec<") {
        return format!("list of {}", kind(rust, views));
    }
    match rust {
        "String" | "&'static str" => "text".to_owned(),
        "bool" => "true or false".to_owned(),
        "u8" | "usize" => "number".to_owned(),
        name => {
            let view = views.get(name).unwrap_or_else(|| panic!("no view is called `{name}`"));
            let shown = variable(view).unwrap_or(name);
            format!("[{shown}](#{})", shown.to_lowercase())
        }
    }
}

fn fields<'a>(view: &'a View, views: &'a BTreeMap<String, View>) -> Vec<&'a Field> {
    let expand = |field: &'a Field| match field.flat {
        true => fields(&views[&field.kind], views),
        false => vec![field],
    };
    view.fields.iter().flat_map(expand).collect()
}

/// A heading with a table of its fields for each view: those that a template gets by name, then their parts.
fn views_as_text(views: &BTreeMap<String, View>) -> String {
    let used: BTreeSet<&str> = views
        .values()
        .flat_map(|view| fields(view, views))
        .map(|field| field.kind.trim_start_matches("Option<").trim_start_matches("Vec<").trim_end_matches('>'))
        .collect();
    let (mut whole, parts): (Vec<_>, Vec<_>) = views.iter().partition(|(_, view)| variable(view).is_some());
    whole.sort_by_key(|(_, view)| variable(view));
    let mut text = String::new();
    for (name, view) in whole.into_iter().chain(parts.into_iter().filter(|(name, _)| used.contains(name.as_str()))) {
        let shown = variable(view).unwrap_or(name);
        let about = view.about.split_once("`: ").filter(|_| variable(view).is_some());
        let about = about.map_or(view.about.clone(), |(_, about)| capitalised(about));
        write!(text, "### {shown}\n\n{about}\n\n| field | type | what |\n| --- | --- | --- |\n").expect("text");
        for field in fields(view, views) {
            let about = field.about.replace("`None`", "nothing").replace('|', "\\|");
            writeln!(text, "| `{}` | {} | {about} |", field.name, kind(&field.kind, views)).expect("text");
        }
        text.push('\n');
    }
    text
}

fn capitalised(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default()
}

/// The built-in templates by path.
fn templates() -> BTreeMap<String, String> {
    let is_template = |path: &str| path.ends_with(".html") || path.ends_with(".xml");
    let files = files_below(&repository("templates")).into_iter().filter(|(path, _)| is_template(path));
    files.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8"))).collect()
}

/// The words behind `{% tag`, in order, each once.
fn named_by<'a>(text: &'a str, tag: &str) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for (at, _) in text.match_indices(tag) {
        let name = text[at + tag.len()..].trim_start_matches(' ').split([' ', '(', '"']).next().unwrap_or("");
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The templates: their view, blocks and components. A template asks for its view by name, and asking for one that it
/// does not get is an error, so what it asks for is what it gets.
fn templates_as_text(views: &BTreeMap<String, View>) -> String {
    let code = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let mut text =
        "| template | variable beside `page` and `words` | blocks | components |\n| --- | --- | --- | --- |\n"
            .to_owned();
    for (path, template) in templates() {
        let named = |view: &&View| {
            let asks = |name: &str| [" ", "{"].iter().any(|before| template.contains(&format!("{before}{name}.")));
            variable(view).is_some_and(|name| name != "page" && asks(name))
        };
        let components = named_by(&template, "{% component");
        let variables: Vec<String> = match components.is_empty() {
            true => {
                views.values().filter(named).filter_map(variable).map(|name| format!("[{name}](#{name})")).collect()
            }
            // What a component gets stands in its parentheses.
            false => Vec::new(),
        };
        let blocks = code(&named_by(&template, "{% block"));
        writeln!(text, "| `{path}` | {} | {blocks} | {} |", variables.join(", "), code(&components)).expect("text");
    }
    text.replace("|  |", "| |").replace("|  |", "| |")
}

/// Every word in both languages.
fn words_as_text() -> String {
    let table = |language| match serde_json::to_value(words(language)).expect("words are text") {
        Value::Object(words) => words,
        other => panic!("{other}"),
    };
    let (danish, english) = (table(Language::Da), table(Language::En));
    let mut text = "| `words.` | Dansk | English |\n| --- | --- | --- |\n".to_owned();
    for (name, english) in &english {
        let shown = |value: &Value| value.as_str().expect("text").replace('|', "\\|");
        writeln!(text, "| `{name}` | {} | {} |", shown(&danish[name]), shown(english)).expect("text");
    }
    text
}

/// Puts `text` between the marks `<!-- NAME -->` and `<!-- end of NAME -->`.
fn put(document: &str, name: &str, text: &str) -> String {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = document.split_once(&begin).unwrap_or_else(|| panic!("docs/templates.md has no mark {begin}"));
    let (_, after) = rest.split_once(&end).unwrap_or_else(|| panic!("docs/templates.md has no mark {end}"));
    format!("{before}{begin}\n{}\n\n{end}{after}", text.trim_end())
}

#[test]
fn the_document_says_what_templates_get() {
    let mut all = views("src/site/view.rs");
    for file in ["src/site/view/report.rs", "src/site/view/review.rs"] {
        all.extend(views(file));
    }
    all.extend(views("src/exhibit/view.rs"));
    let grid = views("src/exhibit/table.rs");
    all.extend(grid.into_iter().filter(|(name, _)| ["Grid", "Column", "Row", "Cell", "Mark"].contains(&name.as_str())));
    assert!(all.len() > 40, "views were not read");
    let document = read("docs/templates.md");
    let mut made = put(&document, "templates", &templates_as_text(&all));
    made = put(&made, "views", &views_as_text(&all));
    made = put(&made, "words", &words_as_text());
    pinned("docs/templates.md", &made);
}

#[test]
fn what_the_document_shows_builds() {
    let document = read("docs/templates.md");
    let mut project = Project::new("meals: { label: Meals, type: flow }")
        .settings("title: Test\nkey_figures: [meals]")
        .snapshot("2018-02", "meals: 4105")
        .file(
            "content/_report.md",
            "---\ntitle: All\n---\n## Meals\n\n{{ meals }}\n\n{{ meals | chart(title=\"Meals\") }}\n",
        );
    let mut count = 0;
    for block in document.split("```jinja\n").skip(1) {
        let (text, _) = block.split_once("```").expect("an end of the block");
        let name =
            text.strip_prefix("{# templates/").and_then(|rest| rest.split_once(" #}")).expect("the file's name").0;
        project = project.file(&format!("templates/{name}"), text);
        count += 1;
    }
    assert!(count > 1, "the document shows templates");
    let built = project.build();
    let page = built.page("2018-02");
    assert!(page.text().contains("Approved by the board"), "{page}");
    assert_eq!(page.find("p.house").text(), "Example Town · Reports");
    assert!(page.find("b").texts().contains(&"Meals".to_owned()) && page.find(".kpis").count() == 0, "{page}");
}

/// A site with a template of its own that writes links as HTML allows it: without quotes, in capitals, over two lines.
fn unquoted() -> Project {
    let links = "<a href=../metrics/index.html>All</a> <A HREF=../2018-01/index.html class=x>Before</A> \
                 <a\nhref = '../index.html'>Home</a> <a href=ø.html>Ø</a> <a href=#main>Up</a> \
                 <a href=https://example.org/>Out</a>";
    let template =
        r#"{% extends "builtin/report.html" %}{% block closing %}<p class=own>LINKS</p>{% endblock closing %}"#;
    Project::new("meals: { label: Meals, type: flow }")
        .snapshot("2018-01", "meals: 4000")
        .snapshot("2018-02", "meals: 4105")
        .file("content/_report.md", "There were {{ meals }} meals.\n")
        .file("templates/report.html", template.replace("LINKS", links))
}

#[test]
fn a_template_may_write_attributes_without_quotes() {
    let page = unquoted().build().page("2018-02");
    let links = page.find("p.own a");
    assert_eq!(links.texts(), ["All", "Before", "Home", "Ø", "Up", "Out"]);
    assert_eq!(
        links.attributes("href"),
        ["../metrics/index.html", "../2018-01/index.html", "../index.html", "ø.html", "#main", "https://example.org/"]
    );
}

#[test]
fn a_review_keeps_no_link_to_a_page_that_it_lacks_however_it_is_written() {
    let project = unquoted();
    project.run(["review", "2018-02"]).fine();
    let page = Page::of(project.read("review/2018-02/2018-02/index.html"));
    let links = page.find("p.own a");
    assert_eq!(links.texts(), ["All", "Before", "Home", "Ø", "Up", "Out"]);
    assert_eq!(page.find("p.own a[href]").attributes("href"), ["../index.html", "#main", "https://example.org/"]);
}
