//! A built page → what a reader finds on it: title, sections with their paragraphs, every figure with where it stands,
//! words for those who do not see, links.
//!
//! Reads HTML as a browser does, so a page that somebody edited by hand is read too, broken tags and all; a page that
//! is not of kalends simply has fewer parts. Pure: text in, values out. Shapes of drawings are not read, only the words
//! in them, and neither is what no reader meets: classes, scripts, style sheets.

use std::collections::BTreeMap;

use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};

use crate::period::Period;

/// What stands on a page, each list in the page's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Of the document, as the browser's tab has it.
    pub title: String,
    /// The tag of its language; empty where it says none.
    pub language: String,
    /// `final`, `provisional`, `illustrative` or `draft`; empty on a page that is not of kalends.
    pub state: String,
    /// The first has no id: what stands before the first heading with an id, under the page's own heading.
    pub sections: Vec<Section>,
    pub figures: Vec<Figure>,
    pub links: Vec<Link>,
}

/// A heading and the text up to the next one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// The anchor of its heading.
    pub id: String,
    /// With its number where headings have one.
    pub heading: String,
    /// 1 to 6, as in `h2`.
    pub level: u8,
    /// Paragraphs, list items and captions as plain text, their white space collapsed; tables and charts are left out.
    pub paragraphs: Vec<String>,
}

/// A piece of the page that tells a figure, or may.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figure {
    pub spot: Spot,
    /// The id of its section.
    pub section: String,
    /// The machine value; `None` where the page has only words: a gap, a label in a chart.
    pub value: Option<String>,
    /// As a reader sees it, its white space collapsed.
    pub text: String,
    /// Whose figure it is, where the page has a link to it.
    pub of: Option<Of>,
}

/// The metric and period that the page links a figure to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Of {
    pub metric: String,
    /// `None` where the link leads to the metric as a whole.
    pub period: Option<Period>,
}

/// Where on a page a figure stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// The title of the document or the page's heading.
    #[default]
    Title,
    /// What the page says of itself in its head, which readers meet in lists of results.
    Description,
    /// The text under the page's heading.
    Lead,
    /// The heading of a section.
    Heading,
    /// Running text, lists and quotations.
    Text,
    /// A key figure under this label.
    Tile(String),
    /// A cell of the table with this id, by the heads of its row and column.
    Cell { table: String, row: String, column: String },
    /// A label in the drawing of the chart with this id.
    Chart(String),
    /// The text that says in words what the chart with this id shows.
    Summary(String),
    /// The words for somebody who does not see the element: `alt`, `aria-label`, a drawing's own title.
    Alternative,
    /// The line beside a section that says where a figure comes from.
    Trail,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    pub text: String,
    pub href: String,
}

/// Reads a page. Never fails: whatever is no HTML is text.
///
/// ```
/// use kalends::reading::{Spot, read};
/// let page = read("<main><h2 id=a>Staff</h2><p>There are <data value=1807>1,807</data> of them.</main>");
/// assert_eq!(page.sections[1].paragraphs, ["There are 1,807 of them."]);
/// assert_eq!((page.figures[1].spot.clone(), page.figures[1].value.as_deref()), (Spot::Text, Some("1807")));
/// ```
pub fn read(html: &str) -> Page {
    let document = Html::parse_document(html);
    let mut reader = Reader::default();
    reader.page.sections.push(Section::default());
    for edge in document.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => reader.open(element),
                Node::Text(text) => reader.text(text),
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    reader.close(element);
                }
            }
        }
    }
    reader.finish()
}

/// Elements that begin and end a piece of running text.
const BLOCKS: [&str; 33] = [
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "td",
    "th",
];

const STATES: [&str; 4] = ["final", "provisional", "illustrative", "draft"];

/// What surrounds the place that is being read.
#[derive(Debug, Clone, Default)]
struct Around {
    /// Below `main`, where the page's own text is.
    main: bool,
    /// What figures of the text stand in: title, lead, heading or text.
    text: Spot,
    /// The chart or table of this id.
    exhibit: Option<String>,
    drawing: bool,
    table: Option<String>,
    cell: bool,
    tile: bool,
    /// The line of a section's trail, by its id.
    trail: Option<String>,
    /// The line of a trail that a link round the figure leads to.
    anchor: Option<String>,
}

/// An element whose words are gathered until it ends.
#[derive(Debug)]
struct Gathered {
    /// How many elements were open with it.
    depth: usize,
    what: Gather,
    text: String,
}

#[derive(Debug)]
enum Gather {
    Document,
    Heading { level: u8, id: Option<String> },
    TileLabel,
    Data { value: Option<String> },
    Cell,
    ColumnHead,
    RowHead,
    Link { href: String },
    Words(Spot),
}

#[derive(Debug, Default)]
struct Reader {
    page: Page,
    around: Around,
    /// What surrounds each open element, outermost first; `None` where the element changes nothing.
    outer: Vec<Option<Around>>,
    gathering: Vec<Gathered>,
    /// Running text since the last block began or ended.
    block: String,
    columns: Vec<String>,
    row: String,
    /// Of the cell, from 0; the head of the row is the first.
    column: usize,
    tile: String,
    /// Whose figures the tile or the row shows.
    linked: Option<Of>,
    /// For each figure, the line of a trail that tells whose it is.
    anchors: Vec<Option<String>>,
    trails: BTreeMap<String, Of>,
}

impl Reader {
    fn open(&mut self, element: &Element) {
        let name = element.name();
        if BLOCKS.contains(&name) {
            self.end_block();
        }
        let around = self.around_in(element);
        self.outer.push(around.map(|inner| std::mem::replace(&mut self.around, inner)));
        self.note(element);
        match name {
            "table" => self.columns.clear(),
            "tr" => {
                self.row.clear();
                self.column = 0;
                self.linked = None;
            }
            "li" if element.classes().any(|class| class == "kpi") => {
                self.tile.clear();
                self.linked = None;
            }
            _ => {}
        }
        if let Some(what) = self.gather(element) {
            self.gathering.push(Gathered { depth: self.outer.len(), what, text: String::new() });
        }
    }

    /// What surrounds whatever stands in `element`; `None` where it is what surrounds the element.
    fn around_in(&self, element: &Element) -> Option<Around> {
        let has = |class: &str| element.classes().any(|other| other == class);
        let id = || element.attr("id").unwrap_or_default().to_owned();
        let mut around = self.around.clone();
        match element.name() {
            "main" => {
                around.main = true;
                around.text = Spot::Text;
            }
            "h1" => around.text = Spot::Title,
            "h2" | "h3" | "h4" | "h5" | "h6" => around.text = Spot::Heading,
            "p" if has("lead") => around.text = Spot::Lead,
            "figure" => around.exhibit = Some(id()),
            "div" if has("tab") => around.exhibit = Some(id()),
            "svg" => around.drawing = true,
            "table" => {
                // Known by the exhibit, or by the caption, whose id goes on from that of the table.
                around.table = Some(self.around.exhibit.clone().unwrap_or_default());
            }
            "section" if has("tw") && self.around.exhibit.is_none() => {
                let caption = element.attr("aria-labelledby").unwrap_or_default();
                around.exhibit = Some(caption.strip_suffix("-c").unwrap_or(caption).to_owned());
            }
            "td" => around.cell = true,
            "li" if has("kpi") => around.tile = true,
            "details" if has("trail") => around.trail = Some(String::new()),
            "li" if self.around.trail.is_some() => around.trail = Some(id()),
            "a" => around.anchor = element.attr("href").and_then(|href| href.strip_prefix('#')).map(str::to_owned),
            _ => return None,
        }
        Some(around)
    }

    /// What an element says by its attributes.
    fn note(&mut self, element: &Element) {
        match element.name() {
            "html" => self.page.language = element.attr("lang").unwrap_or_default().to_owned(),
            "body" => {
                let state = element.classes().find(|class| STATES.contains(class));
                self.page.state = state.unwrap_or_default().to_owned();
            }
            "meta" if element.attr("name") == Some("description") => {
                self.add(Spot::Description, None, element.attr("content").unwrap_or_default());
            }
            _ => {}
        }
        for words in ["alt", "aria-label"].into_iter().filter_map(|name| element.attr(name)) {
            self.add(Spot::Alternative, None, words);
        }
    }

    fn gather(&self, element: &Element) -> Option<Gather> {
        let has = |class: &str| element.classes().any(|other| other == class);
        let around = &self.around;
        let in_value = || self.around.tile && !self.gathering.iter().any(|open| matches!(open.what, Gather::TileLabel));
        Some(match element.name() {
            "title" if around.drawing => Gather::Words(Spot::Alternative),
            "desc" if around.drawing => Gather::Words(Spot::Alternative),
            "title" => Gather::Document,
            "text" if around.drawing => Gather::Words(Spot::Chart(around.exhibit.clone().unwrap_or_default())),
            "h1" => Gather::Heading { level: 1, id: None },
            "h2" | "h3" | "h4" | "h5" | "h6" if around.tile => Gather::TileLabel,
            name @ ("h2" | "h3" | "h4" | "h5" | "h6") => {
                let level = name.bytes().last().map_or(2, |digit| digit - b'0');
                let id = element.attr("id").filter(|_| !has("fig-h"));
                Gather::Heading { level, id: id.map(str::to_owned) }
            }
            "data" => Gather::Data { value: element.attr("value").map(str::to_owned) },
            "td" => Gather::Cell,
            "th" if element.attr("scope") == Some("row") => Gather::RowHead,
            "th" => Gather::ColumnHead,
            "a" => Gather::Link { href: element.attr("href").unwrap_or_default().to_owned() },
            "p" if has("fig-sum") => Gather::Words(Spot::Summary(around.exhibit.clone().unwrap_or_default())),
            "p" if in_value() => Gather::Words(Spot::Tile(self.tile.clone())),
            "span" if in_value() && has_no_class(element) => Gather::Words(Spot::Tile(self.tile.clone())),
            "b" if around.trail.is_some() => Gather::Words(Spot::Trail),
            "span" if around.trail.is_some() && has("calc") => Gather::Words(Spot::Trail),
            _ => return None,
        })
    }

    fn text(&mut self, text: &str) {
        let in_data = self.gathering.iter().any(|open| matches!(open.what, Gather::Data { .. }));
        for open in &mut self.gathering {
            // A cell gathers what stands beside its figure.
            if !(in_data && matches!(open.what, Gather::Cell)) {
                open.text.push_str(text);
            }
        }
        if self.around.main && !self.around.drawing && !self.around.cell {
            self.block.push_str(text);
        }
    }

    fn close(&mut self, element: &Element) {
        while self.gathering.last().is_some_and(|open| open.depth == self.outer.len()) {
            let Some(gathered) = self.gathering.pop() else { break };
            self.gathered(gathered.what, &gathered.text);
        }
        let name = element.name();
        if matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "th" | "td") {
            self.block.clear();
        } else if BLOCKS.contains(&name) {
            self.end_block();
        }
        if let Some(Some(around)) = self.outer.pop() {
            self.around = around;
        }
    }

    fn gathered(&mut self, what: Gather, text: &str) {
        let text = collapsed(text);
        match what {
            Gather::Document => {
                self.page.title.clone_from(&text);
                self.add(Spot::Title, None, &text);
            }
            Gather::Heading { level: 1, .. } => {
                if let Some(first) = self.page.sections.first_mut() {
                    first.heading.clone_from(&text);
                    first.level = 1;
                }
                self.add(Spot::Title, None, &text);
            }
            Gather::Heading { level, id: Some(id) } => {
                self.page.sections.push(Section { id, heading: text.clone(), level, paragraphs: Vec::new() });
                self.add(Spot::Heading, None, &text);
            }
            Gather::Heading { id: None, .. } => self.add(Spot::Heading, None, &text),
            Gather::TileLabel => self.tile = text,
            Gather::Data { value } => {
                let spot = self.spot();
                self.add(spot, value, &text);
            }
            Gather::Cell => {
                let spot = self.spot();
                self.add(spot, None, &text);
                self.column += 1;
            }
            Gather::ColumnHead => self.columns.push(text),
            Gather::RowHead => {
                self.row = text;
                self.column = 1;
            }
            Gather::Link { href } => {
                if let Some(of) = of(&href) {
                    match &self.around.trail {
                        Some(line) => drop(self.trails.entry(line.clone()).or_insert(of)),
                        None => self.linked = Some(of),
                    }
                }
                self.page.links.push(Link { text, href });
            }
            Gather::Words(spot) => self.add(spot, None, &text),
        }
    }

    /// Where a figure stands that is met here.
    fn spot(&self) -> Spot {
        let around = &self.around;
        if around.cell {
            return Spot::Cell {
                table: around.table.clone().unwrap_or_default(),
                row: self.row.clone(),
                column: self.columns.get(self.column).cloned().unwrap_or_default(),
            };
        }
        if around.tile {
            return Spot::Tile(self.tile.clone());
        }
        around.text.clone()
    }

    fn add(&mut self, spot: Spot, value: Option<String>, text: &str) {
        let text = collapsed(text);
        if text.is_empty() && value.is_none() {
            return;
        }
        let of = match spot {
            Spot::Tile(_) => self.linked.clone(),
            // The columns of a row are of several periods.
            Spot::Cell { .. } => self.linked.clone().map(|of| Of { period: None, ..of }),
            _ => None,
        };
        let section = self.page.sections.last().map(|section| section.id.clone()).unwrap_or_default();
        self.page.figures.push(Figure { spot, section, value, text, of });
        self.anchors.push(self.around.trail.clone().or_else(|| self.around.anchor.clone()));
    }

    fn end_block(&mut self) {
        let text = collapsed(&std::mem::take(&mut self.block));
        if let Some(section) = self.page.sections.last_mut().filter(|_| !text.is_empty()) {
            section.paragraphs.push(text);
        }
    }

    fn finish(mut self) -> Page {
        self.end_block();
        for (figure, anchor) in self.page.figures.iter_mut().zip(&self.anchors) {
            if let Some(of) = anchor.as_ref().and_then(|anchor| self.trails.get(anchor)) {
                figure.of = Some(of.clone());
            }
        }
        self.page
    }
}

fn has_no_class(element: &Element) -> bool {
    element.classes().next().is_none()
}

fn collapsed(text: &str) -> String {
    // A space that does not break belongs to the figure: `24 %`.
    text.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The metric and period that a link leads to: `../metrics/key_persons/index.html#p2018-02`.
fn of(href: &str) -> Option<Of> {
    let (_, rest) = href.split_once("metrics/")?;
    let (metric, rest) = rest.split_once('/')?;
    let period = rest.split_once("#p").and_then(|(_, period)| period.parse().ok());
    Some(Of { metric: metric.to_owned(), period })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each figure as `spot | section | value | text | whose`.
    #[track_caller]
    fn check(html: &str, expected: &[&str]) {
        let line = |figure: &Figure| {
            let of = figure.of.as_ref().map_or(String::new(), |of| {
                format!("{} {}", of.metric, of.period.map_or(String::new(), |period| period.to_string()))
            });
            let value = figure.value.as_deref().unwrap_or("-");
            format!("{:?} | {} | {value} | {} | {}", figure.spot, figure.section, figure.text, of.trim())
        };
        let found: Vec<String> = read(html).figures.iter().map(line).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_figure_of_the_text_is_known_by_its_line_in_the_trail() {
        check(
            "<main><section aria-labelledby=staff><h2 id=staff>Staff</h2>\
             <p>There are <a class=n href='#t-2'><data value=1807>1,807</data></a> of\nthem.</p>\
             <details class=trail><ul><li id=t-2><b>1,807</b> <a href='../metrics/key_persons/index.html#p2018-02'>Key \
             persons</a><br><span class=calc>49 + 1,758</span></li></ul></details></section></main>",
            &[
                "Heading | staff | - | Staff | ",
                "Text | staff | 1807 | 1,807 | key_persons 2018-02",
                "Trail | staff | - | 1,807 | key_persons 2018-02",
                "Trail | staff | - | 49 + 1,758 | key_persons 2018-02",
            ],
        );
    }

    #[test]
    fn a_figure_is_told_where_it_stands() {
        check(
            "<title>Status 24&nbsp;%</title><main><h1>Status</h1>",
            &["Title |  | - | Status 24\u{a0}% | ", "Title |  | - | Status | "],
        );
        check("<meta name=description content='Only 24&nbsp;%'>", &["Description |  | - | Only 24\u{a0}% | "]);
        check("<main><p class=lead><data value=0.24>24&nbsp;%</data>", &["Lead |  | 0.24 | 24\u{a0}% | "]);
        check(
            "<main><ul><li class=kpi><h3><a href='metrics/a/index.html'>A</a></h3><div class=val><data value=5>5</data> \
             <span class=unit>beds</span></div><p class=chg>+1</p></li><li class=kpi><h3>B</h3><div class=val>\
             <span>–</span></div></li></ul>",
            &["Tile(\"A\") |  | 5 | 5 | a", "Tile(\"A\") |  | - | +1 | a", "Tile(\"B\") |  | - | – | "],
        );
        check(
            "<main><figure id=f><svg><text>1,200</text><title>Beds</title></svg><p class=fig-sum>1,200 in May</p></figure>\
             <img alt='200 beds'>",
            &[
                "Chart(\"f\") |  | - | 1,200 | ",
                "Alternative |  | - | Beds | ",
                "Summary(\"f\") |  | - | 1,200 in May | ",
                "Alternative |  | - | 200 beds | ",
            ],
        );
    }

    #[test]
    fn a_cell_is_known_by_the_heads_of_its_row_and_column() {
        check(
            "<main><div class=tab id=t><section class=tw aria-labelledby=t-c><table><caption id=t-c>Table 1</caption>\
             <thead><tr><th scope=col>Figure<th scope=col>Before<th scope=col>Now</thead>\
             <tr><th scope=row><a href='../metrics/beds/index.html#p2018-02'>Beds</a><td>–<td><data value=9>9</data>\
             <small>revised</small></table></section></div>",
            &[
                "Cell { table: \"t\", row: \"Beds\", column: \"Before\" } |  | - | – | beds",
                "Cell { table: \"t\", row: \"Beds\", column: \"Now\" } |  | 9 | 9 | beds",
                "Cell { table: \"t\", row: \"Beds\", column: \"Now\" } |  | - | revised | beds",
            ],
        );
    }

    #[test]
    fn sections_hold_their_text_without_tables_and_drawings() {
        let page = read(
            "<html lang=da><body class='report draft'><p>Menu</p><main><h1>Status</h1><p class=lead>In short</p>\
             <h2 id=a><span>1</span> Staff</h2><p>One <em>of</em>\n many</p><ul><li>first<li>second</ul>\
             <table><tr><th>x<td>9</table><svg><text>7</text></svg><h4 id=f-h class=fig-h>Figure 1</h4><p>After</p>",
        );
        assert_eq!((page.language.as_str(), page.state.as_str()), ("da", "draft"));
        let sections: Vec<(&str, &str, u8, Vec<&str>)> = page
            .sections
            .iter()
            .map(|section| {
                let paragraphs = section.paragraphs.iter().map(String::as_str).collect();
                (section.id.as_str(), section.heading.as_str(), section.level, paragraphs)
            })
            .collect();
        assert_eq!(
            sections,
            [("", "Status", 1, vec!["In short"]), ("a", "1 Staff", 2, vec!["One of many", "first", "second", "After"]),]
        );
    }

    #[test]
    fn what_is_broken_or_no_page_is_read_too() {
        check("", &[]);
        check("plain words", &[]);
        check("<main><p>open <data value='12'>12", &["Text |  | 12 | 12 | "]);
        check("</table></td><data>7</data>", &["Title |  | - | 7 | "]);
        check("<main><data value=''></data><data></data>", &["Text |  |  |  | "]);
        assert_eq!(read(&"<div><main>".repeat(2_000)).sections.len(), 1);
        assert_eq!(read("<a href='x'>y").links, [Link { text: "y".to_owned(), href: "x".to_owned() }]);
    }
}
