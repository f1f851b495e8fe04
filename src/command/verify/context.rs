//! A place in a file that kalends wrote → what stands there: which figure, in which part of the page.
//!
//! Reads only what was built a moment ago, so it can rely on its form. The published copy, which anybody may have
//! edited, is compared with it byte by byte and never parsed.

use std::collections::BTreeMap;

use super::hunks::line_at;

/// What stands at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// The metric whose figure it is, where that can be told.
    pub metric: Option<String>,
    /// The part of the file in words: "the text of section `key-persons`".
    pub part: String,
    /// Whether it is the text of a figure, be it in words.
    pub is_figure: bool,
    /// The machine value of that figure.
    pub value: Option<String>,
}

/// What stands at byte `offset` of the file `path`; `metrics` are the ids that exist.
pub fn at(path: &str, text: &str, offset: usize, metrics: &[&str]) -> Context {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let mut context = match ending {
        "html" => markup(text, offset, metrics),
        "svg" => Context { part: "the drawing".to_owned(), ..markup(text, offset, metrics) },
        "csv" => rows(text, offset, metrics),
        "json" => keys(text, offset, metrics),
        _ => Context { part: "the file".to_owned(), ..Context::default() },
    };
    if context.metric.is_none() {
        context.metric = metric_of_path(path, metrics);
    }
    context
}

/// `metrics/key_persons/index.html`, `2018-02/key_persons.svg`, `2018-02/key_persons-2.csv`.
fn metric_of_path(path: &str, metrics: &[&str]) -> Option<String> {
    let (folder, name) = path.rsplit_once('/')?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let of_folder = folder.strip_prefix("metrics/").filter(|id| metrics.contains(id));
    of_folder.map(str::to_owned).or_else(|| known(stem, metrics))
}

/// The metric that an id such as `key_persons` or `key_persons-2` names; in anchors `-` may stand for `_`.
fn known(id: &str, metrics: &[&str]) -> Option<String> {
    let plain = id.replace('-', "_");
    let is_it = |metric: &&&str| {
        let rest = plain.strip_prefix(**metric);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    metrics.iter().filter(is_it).max_by_key(|metric| metric.len()).map(|metric| (*metric).to_owned())
}

/// An element that is open at a place.
struct Element<'a> {
    name: &'a str,
    attributes: BTreeMap<&'a str, &'a str>,
    /// The last metric that a link in it names.
    metric: Option<String>,
}

impl Element<'_> {
    fn has(&self, class: &str) -> bool {
        self.attributes.get("class").is_some_and(|classes| classes.split(' ').any(|name| name == class))
    }
}

const VOID: [&str; 9] = ["area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"];
/// What one figure has to itself: a link in it names the metric of all its numbers.
const ENTRIES: [&str; 4] = ["li", "tr", "article", "dl"];

fn markup(text: &str, offset: usize, metrics: &[&str]) -> Context {
    let position = Position::at(text, offset, metrics);
    let figure = position.open.iter().rev().find(|element| element.name == "data");
    let value = figure.and_then(|figure| figure.attributes.get("value")).map(|value| (*value).to_owned());
    Context { metric: position.metric(metrics), part: position.part(), is_figure: figure.is_some(), value }
}

/// What is known of a place in markup from the tags before it.
#[derive(Default)]
struct Position<'t> {
    open: Vec<Element<'t>>,
    /// The id of the last heading.
    heading: Option<String>,
    /// The head of the row, and those of the columns.
    row: String,
    columns: Vec<String>,
    /// How many cells the row has so far.
    column: usize,
    /// The attribute that the place lies in.
    attribute: Option<String>,
}

impl<'t> Position<'t> {
    /// Reads the tags of `text` up to `offset`.
    #[expect(clippy::string_slice, reason = "tags begin and end with their brackets")]
    fn at(text: &'t str, offset: usize, metrics: &[&str]) -> Position<'t> {
        let mut position = Position::default();
        let mut rest = 0;
        while let Some(start) = text[rest..].find('<').map(|at| rest + at).filter(|start| *start <= offset) {
            position.words(&text[rest..start]);
            let end = text[start..].find('>').map_or(text.len(), |at| start + at + 1);
            let tag = &text[start..end];
            rest = end;
            if tag.starts_with("<!") || tag.starts_with("<?") {
                continue;
            }
            if let Some(name) = tag.strip_prefix("</") {
                position.end(name.trim_end_matches('>'));
                continue;
            }
            let element = element(tag);
            let name = element.name;
            let is_there = (start..end).contains(&offset);
            if is_there {
                position.attribute = attribute_at(tag, offset - start);
            }
            let is_closed = tag.ends_with("/>") || VOID.contains(&name);
            position.begin(element, !is_closed || is_there, metrics);
            if matches!(name, "script" | "style") {
                let closing = format!("</{name}");
                rest = text[rest..].find(&closing).map_or(text.len(), |at| rest + at);
            }
            if position.attribute.is_some() {
                break;
            }
        }
        position
    }

    /// Takes the text before a tag, where it is a head.
    fn words(&mut self, text: &str) {
        if let Some(Element { name: "th", .. }) = self.open.last() {
            match self.is_within("thead") {
                true => self.columns.push(text.to_owned()),
                false => self.row.push_str(text),
            }
        }
    }

    fn begin(&mut self, element: Element<'t>, stays_open: bool, metrics: &[&str]) {
        if let Some(id) = element.attributes.get("id").filter(|_| is_heading(element.name)) {
            self.heading = Some((*id).to_owned());
        }
        match element.name {
            "table" => self.columns.clear(),
            "tr" => {
                self.row.clear();
                self.column = 0;
            }
            "td" | "th" => self.column += 1,
            _ => {}
        }
        if let Some(metric) = element.attributes.get("href").and_then(|href| metric_of_link(href, metrics))
            && let Some(entry) = self.open.iter_mut().rev().find(|above| ENTRIES.contains(&above.name))
        {
            entry.metric = Some(metric);
        }
        if stays_open {
            self.open.push(element);
        }
    }

    fn end(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|element| element.name == name) {
            self.open.truncate(at);
        }
    }

    fn is_within(&self, name: &str) -> bool {
        self.open.iter().any(|element| element.name == name)
    }

    /// The metric of the innermost element that names one, else that of the exhibit.
    fn metric(&self, metrics: &[&str]) -> Option<String> {
        let of_exhibit = |element: &Element<'_>| {
            let id = element.attributes.get("id")?;
            known(id.strip_prefix("fig-").or_else(|| id.strip_prefix("tab-"))?, metrics)
        };
        let own = |element: &Element<'_>| {
            let link = || element.attributes.get("href").and_then(|href| metric_of_link(href, metrics));
            let row = || element.attributes.get("id").and_then(|id| metric_of_trail(id, metrics));
            element.metric.clone().or_else(link).or_else(row)
        };
        let open = || self.open.iter().rev();
        open().find_map(own).or_else(|| open().find_map(of_exhibit))
    }

    /// The part of the page, for people.
    fn part(&self) -> String {
        let section = self.heading.as_ref().map_or(String::new(), |id| format!(" of section `{id}`"));
        let has = |class: &str| self.open.iter().any(|element| element.has(class));
        if let Some(name) = &self.attribute {
            format!("the attribute `{name}`{section}")
        } else if self.is_within("script") {
            "the data for search engines".to_owned()
        } else if self.is_within("title") {
            "the title of the page".to_owned()
        } else if self.is_within("svg") {
            format!("the chart{section}")
        } else if self.is_within("td") || self.is_within("th") {
            let column = self.columns.get(self.column.max(1) - 1);
            let named = column.map_or(String::new(), |name| format!(", column `{}`", plain(name)));
            format!("the table{section}, row `{}`{named}", plain(&self.row))
        } else if has("kpi") {
            "the key figures".to_owned()
        } else if has("lead") {
            "the lead".to_owned()
        } else if has("fig-sum") {
            format!("the summary of the chart{section}")
        } else if self.is_within("head") {
            "the head of the page".to_owned()
        } else {
            format!("the text{section}")
        }
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

fn plain(text: &str) -> String {
    text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").trim().to_owned()
}

/// The metric of a link to a line of the trail, `#t-2-1-key_persons-trend-2018-01`, or to a metric's page.
fn metric_of_link(href: &str, metrics: &[&str]) -> Option<String> {
    if let Some(anchor) = href.strip_prefix('#') {
        return metric_of_trail(anchor, metrics);
    }
    let (_, page) = href.split_once("metrics/")?;
    known(page.split('/').next()?, metrics)
}

fn metric_of_trail(id: &str, metrics: &[&str]) -> Option<String> {
    let line = id.strip_prefix("t-")?;
    let start = line.find(|c: char| c.is_ascii_lowercase())?;
    let id = line.get(start..)?.split('-').next()?;
    metrics.contains(&id).then(|| id.to_owned())
}

/// The name and the attributes of a tag, `<a class="n" href="…">`. Values are in double quotes, as templates write
/// them.
fn element(tag: &str) -> Element<'_> {
    let inner = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let name = inner.split([' ', '\n']).next().unwrap_or("");
    let attributes = attributes(tag).into_iter().filter_map(|(key, value)| Some((key, tag.get(value)?))).collect();
    Element { name, attributes, metric: None }
}

#[expect(clippy::string_slice, reason = "values begin and end with their quotes")]
fn attributes(tag: &str) -> Vec<(&str, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(equals) = tag[from..].find("=\"").map(|at| from + at) {
        let name = tag[from..equals].rsplit([' ', '\n', '"']).next().unwrap_or("");
        let start = equals + 2;
        let end = tag[start..].find('"').map_or(tag.len(), |at| start + at);
        found.push((name, start..end));
        from = (end + 1).min(tag.len());
    }
    found
}

fn attribute_at(tag: &str, offset: usize) -> Option<String> {
    let holds = |(_, value): &(&str, std::ops::Range<usize>)| value.contains(&offset) || value.end == offset;
    attributes(tag).into_iter().find(holds).map(|(name, _)| name.to_owned())
}

/// A cell of a CSV file: its row by the first cell, its column by the head.
fn rows(text: &str, offset: usize, metrics: &[&str]) -> Context {
    let (line, before) = line_at(text, offset);
    let head = text.lines().next().unwrap_or("").trim_start_matches('\u{feff}');
    let separator = if head.contains(';') { ';' } else { ',' };
    let first = line.split(separator).next().unwrap_or("");
    // A quoted cell may hold the separator, and then its column is not counted.
    let column = head.split(separator).nth(before.matches(separator).count()).filter(|_| !before.contains('"'));
    let named = column.map_or(String::new(), |name| format!(", column `{name}`"));
    Context { metric: known(first, metrics), part: format!("row `{first}`{named}"), ..Context::default() }
}

/// A value in a JSON file: the keys that lead to it, and the metric where one of them is.
#[expect(clippy::string_slice, reason = "a hunk begins between letters, and a key with a quote")]
fn keys(text: &str, offset: usize, metrics: &[&str]) -> Context {
    let mut path: Vec<String> = Vec::new();
    let mut last = String::new();
    let mut characters = text[..offset].char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => {
                let mut end = at + 1;
                let mut is_escaped = false;
                for (next, c) in characters.by_ref() {
                    end = next;
                    if c == '"' && !is_escaped {
                        break;
                    }
                    is_escaped = c == '\\' && !is_escaped;
                }
                if text[end..].starts_with("\":") {
                    last = text[at + 1..end].to_owned();
                }
            }
            '{' | '[' => path.push(std::mem::take(&mut last)),
            '}' | ']' => {
                path.pop();
            }
            _ => {}
        }
    }
    path.push(last);
    path.retain(|key| !key.is_empty());
    let metric = path.iter().find(|key| metrics.contains(&key.as_str())).cloned();
    Context { metric, part: format!("the value of `{}`", path.join(".")), ..Context::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const METRICS: [&str; 3] = ["key_persons", "key", "visits"];

    /// Metric and part of the place where `mark` stands.
    fn place(path: &str, text: &str, mark: &str) -> (Option<String>, String) {
        let offset = text.find(mark).expect("the mark");
        let Context { metric, part, .. } = at(path, text, offset, &METRICS);
        (metric, part)
    }

    fn of(metric: &str, part: &str) -> (Option<String>, String) {
        (Some(metric.to_owned()), part.to_owned())
    }

    #[test]
    fn a_number_in_the_text_belongs_to_the_metric_of_its_link() {
        let page = "<body><h3 id=\"people\">People</h3><p>Now <a class=\"n\" href=\"#t-2-1-key_persons-trend-2018-01\">\
                    <data value=\"-12\">a fall of 12</data></a>, not 99.</p>";
        assert_eq!(place("2018-02/index.html", page, "12</data>"), of("key_persons", "the text of section `people`"));
        assert_eq!(
            place("2018-02/index.html", page, "-12\""),
            of("key_persons", "the attribute `value` of section `people`")
        );
        assert_eq!(place("2018-02/index.html", page, "99"), (None, "the text of section `people`".to_owned()));
    }

    #[test]
    fn a_key_figure_belongs_to_the_metric_that_its_heading_links_to() {
        let page = "<ul><li class=\"kpi\"><h3><a href=\"../metrics/visits/index.html#p2018-02\">Visits</a></h3>\
                    <p class=\"chg\">up 5</p></li></ul>";
        assert_eq!(place("2018-02/index.html", page, "5<"), of("visits", "the key figures"));
    }

    #[test]
    fn a_cell_is_named_by_its_row_and_column() {
        let page = "<figure id=\"fig-key-persons-2\"><h4 id=\"h\">x</h4><svg><text>1.807</text></svg><table><thead><tr>\
                    <th scope=\"col\">Period</th><th>Value</th></tr></thead><tbody><tr><th scope=\"row\">May</th>\
                    <td><data value=\"7\">7</data></td></tr></tbody></table></figure>";
        assert_eq!(place("a/index.html", page, "1.807"), of("key_persons", "the chart of section `h`"));
        assert_eq!(
            place("a/index.html", page, "7</data>"),
            of("key_persons", "the table of section `h`, row `May`, column `Value`")
        );
    }

    #[test]
    fn downloads_are_named_by_row_and_key() {
        let csv = "\u{feff}id;Value\nkey_persons;1807\n";
        assert_eq!(place("a/figures.csv", csv, "1807"), of("key_persons", "row `key_persons`, column `Value`"));
        let json = "{\n \"metrics\": { \"key\": { \"text\": \"a \\\" b\" }, \
            \"visits\": { \"history\": [ { \"value\": 5 } ] } }\n}";
        assert_eq!(place("a/figures.json", json, "5"), of("visits", "the value of `metrics.visits.history.value`"));
        assert_eq!(place("a/visits.svg", "<svg><text>5</text></svg>", "5"), of("visits", "the drawing"));
        assert_eq!(place("metrics/visits/index.html", "<p>5", "5"), of("visits", "the text"));
    }

    #[test]
    fn whatever_the_offset_there_is_an_answer() {
        let page = "<!DOCTYPE html><head><title>T</title><script type=\"a\">{<}</script></head><p a=\"b\"><br/>æ</p>";
        for (offset, _) in page.char_indices() {
            for path in ["a.html", "a/b.svg", "a.csv", "x.json", "noending"] {
                assert!(!at(path, page, offset, &METRICS).part.is_empty());
            }
        }
        assert_eq!(place("a.html", page, "{<}").1, "the data for search engines");
        assert_eq!(place("a.html", page, "T<").1, "the title of the page");
    }
}
