//! The HTML of a page's text → paragraphs, lists and tables.
//!
//! It is read as browsers read it, since authors and raw HTML may put anything there. What a document has no form for
//! gives its words.

use scraper::{ElementRef, Html, Node};

use super::{Block, Cell, Heading, Look, Paragraph, Row, Run, Style, Table, Text, To, fulltext};

/// What a text needs to know of the document around it.
pub struct Around<'a> {
    /// Where a link leads; `None`: it is text.
    pub lead: &'a dyn Fn(&str) -> Option<To>,
    /// The metric of a figure that links to this address.
    pub metric: &'a dyn Fn(&str) -> Option<String>,
    /// The metric of a figure without a link, by its machine value.
    pub of_value: &'a dyn Fn(&str) -> Option<String>,
    /// The picture of this address, with its words; `None` where it is not at hand.
    pub picture: &'a dyn Fn(&str, &str) -> Option<Run>,
}

/// The blocks of a text. `lists` are the numbers with which the numbered lists of the document begin so far.
pub fn blocks(html: &str, style: Style, around: &Around<'_>, lists: &mut Vec<usize>) -> Vec<Block> {
    let page = Html::parse_fragment(html);
    let mut reading =
        Reading { around, lists, out: Vec::new(), runs: Vec::new(), begins: false, is_after_drawing: false, style };
    reading.children(page.root_element(), &Inline::default());
    reading.end_paragraph();
    reading.out
}

/// A line of text, such as a heading.
pub fn line(html: &str, around: &Around<'_>) -> Vec<Run> {
    let blocks = blocks(html, Style::Body, around, &mut Vec::new()).into_iter();
    blocks.flat_map(|block| if let Block::Paragraph(paragraph) = block { paragraph.runs } else { Vec::new() }).collect()
}

/// What the elements around a text say of it.
#[derive(Debug, Clone, Default)]
struct Inline {
    look: Look,
    to: Option<To>,
    of: Option<String>,
    /// Spaces and ends of lines are as they are.
    is_code: bool,
}

struct Reading<'r, 'a> {
    around: &'r Around<'a>,
    lists: &'r mut Vec<usize>,
    out: Vec<Block>,
    /// Of the paragraph in the making.
    runs: Vec<Run>,
    /// The next paragraph is the first of an entry of a list.
    begins: bool,
    /// Something was left out since the last text.
    is_after_drawing: bool,
    style: Style,
}

impl Reading<'_, '_> {
    fn children(&mut self, element: ElementRef<'_>, inline: &Inline) {
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.text(text, inline),
                Node::Element(_) => {
                    if let Some(element) = ElementRef::wrap(child) {
                        self.element(element, inline);
                    }
                }
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &str, inline: &Inline) {
        if inline.is_code {
            for (number, line) in text.trim_end_matches('\n').split('\n').enumerate() {
                self.runs.extend((number > 0).then_some(Run::Break));
                self.push(line, inline);
            }
            return;
        }
        if std::mem::take(&mut self.is_after_drawing)
            && text.starts_with(fulltext::is_closing)
            && let Some(Run::Text(last)) = self.runs.last_mut()
        {
            last.text.truncate(last.text.trim_end_matches([' ', '\u{a0}']).len());
        }
        // As browsers have it, spaces in a row are one, and there is none at the beginning of a line.
        let is_space = |c: char| c.is_ascii_whitespace();
        let mut spaced = String::with_capacity(text.len());
        let mut after_space = match self.runs.last() {
            None | Some(Run::Break) => true,
            Some(Run::Text(last)) => last.text.ends_with(is_space),
            Some(_) => false,
        };
        for c in text.chars() {
            let space = is_space(c);
            if !(space && after_space) {
                spaced.push(if space { ' ' } else { c });
            }
            after_space = space;
        }
        self.push(&spaced, inline);
    }

    fn push(&mut self, text: &str, inline: &Inline) {
        if !text.is_empty() {
            let Inline { look, to, of, .. } = inline.clone();
            self.runs.push(Run::Text(Text { text: text.to_owned(), look, to, of }));
        }
    }

    fn element(&mut self, element: ElementRef<'_>, inline: &Inline) {
        let name = element.value().name();
        let attribute = |name: &str| element.value().attr(name);
        let look = |change: &dyn Fn(&mut Look)| {
            let mut changed = inline.clone();
            change(&mut changed.look);
            changed
        };
        match name {
            // Drawings beside a value say what it says.
            "svg" | "script" | "style" | "template" | "head" | "iframe" | "object" | "video" | "audio" | "canvas" => {
                self.is_after_drawing = true;
            }
            _ if attribute("aria-hidden") == Some("true") => self.is_after_drawing = true,
            "br" => self.runs.push(Run::Break),
            "img" => self.picture(attribute("src").unwrap_or_default(), attribute("alt").unwrap_or_default(), inline),
            "strong" | "b" | "th" => self.children(element, &look(&|look| look.bold = true)),
            "em" | "i" | "cite" => self.children(element, &look(&|look| look.italic = true)),
            "del" | "s" => self.children(element, &look(&|look| look.struck = true)),
            "sub" => self.children(element, &look(&|look| look.lowered = true)),
            "sup" => self.raised(element, &look(&|look| look.raised = true)),
            "code" | "kbd" | "samp" => self.children(element, &look(&|look| look.code = true)),
            "a" => {
                let href = attribute("href").unwrap_or_default();
                let to = (self.around.lead)(href).or_else(|| inline.to.clone());
                let of = (self.around.metric)(href).or_else(|| inline.of.clone());
                self.children(element, &Inline { to, of, ..inline.clone() });
            }
            "data" => {
                let by_value = || attribute("value").and_then(|value| (self.around.of_value)(value));
                let of = inline.of.clone().or_else(by_value);
                self.children(element, &Inline { of, ..inline.clone() });
            }
            "p" => self.paragraph(element, self.style, inline),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.paragraph(element, self.style, &look(&|look| look.bold = true));
            }
            "pre" => {
                let code = Inline { is_code: true, ..inline.clone() };
                self.paragraph(element, Style::Code, &code);
            }
            "blockquote" => self.paragraph(element, Style::Quote, inline),
            "ul" | "ol" => self.list(element, inline),
            "li" => {
                self.end_paragraph();
                self.begins = true;
                self.children(element, inline);
                self.end_paragraph();
                self.begins = false;
            }
            "hr" => self.end_paragraph(),
            "table" => self.table(element, inline),
            "div" | "section" | "article" | "figure" | "figcaption" | "header" | "footer" | "aside" | "details"
            | "summary" | "dl" | "dt" | "dd" | "main" | "nav" | "center" | "address" | "form" | "fieldset" => {
                self.paragraph(element, self.style, inline);
            }
            _ => self.children(element, inline),
        }
    }

    /// What stands in a block of its own.
    fn paragraph(&mut self, element: ElementRef<'_>, style: Style, inline: &Inline) {
        self.end_paragraph();
        let before = std::mem::replace(&mut self.style, style);
        self.children(element, inline);
        self.end_paragraph();
        self.style = before;
    }

    fn list(&mut self, element: ElementRef<'_>, inline: &Inline) {
        self.end_paragraph();
        let depth = match self.style {
            Style::Item { depth, .. } => depth.saturating_add(1),
            _ => 0,
        };
        let start = || element.value().attr("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        let number = (element.value().name() == "ol").then(|| {
            self.lists.push(start());
            self.lists.len()
        });
        self.paragraph(element, Style::Item { number, depth, is_first: false }, inline);
    }

    /// Raised text: the number of a footnote, or any other.
    fn raised(&mut self, element: ElementRef<'_>, inline: &Inline) {
        let note = element
            .children()
            .filter_map(ElementRef::wrap)
            .find_map(|link| link.value().attr("href")?.strip_prefix("#note-")?.parse().ok());
        match note {
            Some(number) => self.runs.push(Run::Note(number)),
            None => self.children(element, inline),
        }
    }

    fn picture(&mut self, source: &str, words: &str, inline: &Inline) {
        match (self.around.picture)(source, words) {
            Some(picture) => self.runs.push(picture),
            None => self.push(words, inline),
        }
    }

    /// The paragraph that was read so far, if it says something.
    fn end_paragraph(&mut self) {
        let mut runs = std::mem::take(&mut self.runs);
        while let Some(Run::Text(last)) = runs.last_mut() {
            last.text.truncate(last.text.trim_end_matches(' ').len());
            if !last.text.is_empty() {
                break;
            }
            runs.pop();
        }
        if runs.iter().all(|run| matches!(run, Run::Break)) {
            return;
        }
        let style = match self.style {
            Style::Item { number, depth, .. } => {
                Style::Item { number, depth, is_first: std::mem::take(&mut self.begins) }
            }
            style => style,
        };
        self.out.push(Block::Paragraph(Paragraph { style, runs, ..Paragraph::default() }));
    }

    fn table(&mut self, element: ElementRef<'_>, inline: &Inline) {
        self.end_paragraph();
        let mut found = Found::default();
        found.rows(element);
        let (mut name, mut rows) = (String::new(), Vec::new());
        for caption in found.captions {
            name = caption.text().collect::<String>().trim().to_owned();
        }
        let mut headings = Vec::new();
        for (number, cells) in found.rows.into_iter().enumerate() {
            let is_head = cells.iter().all(|cell| cell.value().attr("scope") == Some("col"));
            if number == 0 && is_head {
                headings = cells.iter().map(|cell| self.heading(*cell)).collect();
            } else {
                let of_row = cells.into_iter().map(|cell| self.cell(cell, inline)).collect();
                rows.push(Row { of: None, cells: of_row });
            }
        }
        if !rows.is_empty() || !headings.is_empty() {
            self.out.push(Block::Table(Table { name, description: String::new(), headings, rows }));
        }
    }

    fn heading(&mut self, cell: ElementRef<'_>) -> Heading {
        Heading { runs: line(&cell.inner_html(), self.around), is_numeric: cell.value().attr("class") == Some("r") }
    }

    fn cell(&mut self, cell: ElementRef<'_>, inline: &Inline) -> Cell {
        let mut inner = Reading {
            around: self.around,
            lists: &mut *self.lists,
            out: Vec::new(),
            runs: Vec::new(),
            begins: false,
            is_after_drawing: false,
            style: Style::Body,
        };
        inner.children(cell, inline);
        inner.end_paragraph();
        let runs = |block: Block| if let Block::Paragraph(paragraph) = block { Some(paragraph.runs) } else { None };
        let is_head = cell.value().name() == "th";
        Cell { paragraphs: inner.out.into_iter().filter_map(runs).collect(), is_head, ..Cell::default() }
    }
}

/// The parts of a table, wherever they are nested.
#[derive(Default)]
struct Found<'h> {
    captions: Vec<ElementRef<'h>>,
    rows: Vec<Vec<ElementRef<'h>>>,
}

impl<'h> Found<'h> {
    fn rows(&mut self, element: ElementRef<'h>) {
        for child in element.children().filter_map(ElementRef::wrap) {
            match child.value().name() {
                "caption" => self.captions.push(child),
                "tr" => {
                    let cells = child.children().filter_map(ElementRef::wrap);
                    self.rows.push(cells.filter(|cell| ["td", "th"].contains(&cell.value().name())).collect());
                }
                _ => self.rows(child),
            }
        }
    }
}
