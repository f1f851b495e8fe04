//! The page of a built report → its text by section, paragraph by paragraph, with the figures in it told from the
//! words.
//!
//! Read as browsers do, so that a page that somebody edited by hand is read too. The sentences matter
//! here, each figure in its place among the words. Only what an author wrote is kept: the frame, the key figures, the
//! tables and the trails are figures, which figures.json has better. Of a chart the drawing is kept, rebuilt from the
//! elements that drawings have, so nothing else comes along with it.

use std::collections::BTreeSet;

use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};

/// A report page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub title: String,
    /// The summary, the text before the first heading, each headed part; what is empty is left out.
    pub sections: Vec<Section>,
    pub drawings: Vec<Drawing>,
}

/// The id of the summary, which has no heading.
pub const SUMMARY: &str = "";
/// The id of text before the first heading; no heading has a space in its id.
pub const OPENING: &str = " ";

/// A headed part of a page, or what stands before the first heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// Of the heading; [`SUMMARY`] or [`OPENING`] for a section without one.
    pub id: String,
    /// `2.1`; empty where headings have no numbers.
    pub number: String,
    pub heading: String,
    pub paragraphs: Vec<Paragraph>,
    /// The metrics and periods of the section's trail: `("key_persons", "2018-02")`.
    pub cited: BTreeSet<(String, String)>,
}

/// A paragraph, an item of a list, or a row of a table that the author wrote.
pub type Paragraph = Vec<Run>;

/// Running text, with single spaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Run {
    Words(String),
    /// What kalends printed for a reference.
    Figure(String),
}

/// A chart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawing {
    /// `fig-key-persons`.
    pub id: String,
    /// "Figure 1. The number fell".
    pub title: String,
    /// Safe to print as HTML: it holds the elements of drawings and text, nothing else.
    pub html: String,
    /// What it shows in words.
    pub summary: String,
    /// The table of its values: the heads of the columns first, each row with its head.
    pub rows: Vec<Vec<String>>,
}

/// Elements of inline drawings, with the titles of their panels.
const DRAWN: [&str; 8] = ["svg", "g", "path", "text", "tspan", "div", "p", "b"];
/// Their attributes. Ids are left out: two drawings of one chart stand on one page.
const DRAWN_WITH: [&str; 6] = ["class", "x", "y", "viewBox", "d", "aria-hidden"];
/// What the text within an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Holds other elements; text in it belongs to what is open around it.
    Plain,
    /// Not the author's text.
    Left,
    Title,
    Number,
    Heading,
    Paragraph,
    Summary,
    Figure,
    Trail,
    Chart,
    ChartTitle,
    ChartSummary,
    ChartCell,
    Drawn,
}

struct Reader {
    page: Page,
    open: Vec<(String, Role)>,
    paragraph: Paragraph,
    summary: Section,
}

/// Reads a page. Never fails: what is not there is empty.
pub fn read(html: &str) -> Page {
    let mut reader = Reader {
        page: Page { sections: vec![Section { id: OPENING.to_owned(), ..Section::default() }], ..Page::default() },
        open: Vec::new(),
        paragraph: Vec::new(),
        summary: Section::default(),
    };
    for edge in Html::parse_document(html).tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => reader.start(element),
                Node::Text(text) => reader.text(text),
                _ => {}
            },
            Edge::Close(node) if node.value().is_element() => reader.close(),
            Edge::Close(_) => {}
        }
    }
    reader.page.sections.insert(0, reader.summary);
    reader.page.sections.retain(|section| !section.paragraphs.is_empty() || !section.heading.is_empty());
    reader.page
}

impl Reader {
    fn is_within(&self, role: Role) -> bool {
        self.open.iter().any(|(_, open)| *open == role)
    }

    /// The role that text has here: that of the innermost element with one.
    fn role(&self) -> Role {
        self.open.iter().rev().map(|(_, role)| *role).find(|role| *role != Role::Plain).unwrap_or(Role::Plain)
    }

    fn start(&mut self, tag: &Element) {
        let name = tag.name();
        let role = self.role_of(name, tag);
        if role == Role::Drawn || self.is_within(Role::Drawn) {
            self.draw(name, tag);
        }
        if self.is_within(Role::Trail) && name == "a" {
            self.cite(tag.attr("href").unwrap_or_default());
        }
        if name == "br" {
            self.text(" ");
        }
        if matches!(role, Role::Paragraph | Role::Summary) {
            self.finish_paragraph();
        }
        self.open.push((name.to_owned(), role));
    }

    fn role_of(&mut self, name: &str, tag: &Element) -> Role {
        let classes = tag.attr("class").unwrap_or_default();
        let has = |class: &str| classes.split_whitespace().any(|other| other == class);
        let in_main = self.open.iter().any(|(open, _)| open == "main");
        if !in_main || self.role() == Role::Left || self.is_within(Role::Drawn) {
            return if in_main || name == "html" || name == "body" || name == "main" {
                Role::Plain
            } else {
                Role::Left
            };
        }
        if self.is_within(Role::Chart) {
            return match name {
                _ if has("kw") => Role::Drawn,
                _ if has("fig-h") => Role::ChartTitle,
                _ if has("fig-sum") => Role::ChartSummary,
                "tr" => {
                    self.page.drawings.last_mut().into_iter().for_each(|drawing| drawing.rows.push(Vec::new()));
                    Role::Plain
                }
                "th" | "td" => {
                    let row = self.page.drawings.last_mut().and_then(|drawing| drawing.rows.last_mut());
                    row.into_iter().for_each(|row| row.push(String::new()));
                    Role::ChartCell
                }
                // A remark in a cell stands apart from its value.
                "small" if self.role() == Role::ChartCell => {
                    self.text(" ");
                    Role::Plain
                }
                _ => Role::Plain,
            };
        }
        match name {
            "script" | "style" | "nav" | "dl" if has("facts") || name != "dl" => Role::Left,
            "h1" => Role::Title,
            "section" | "div" if has("keys") || has("notice") || has("tab") || has("kpis") => Role::Left,
            "ul" if has("kpis") => Role::Left,
            "p" if has("eye") || has("state") || has("newer") => Role::Left,
            "details" if has("trail") => Role::Trail,
            "figure" if has("fig") => {
                self.finish_paragraph();
                self.page
                    .drawings
                    .push(Drawing { id: tag.attr("id").unwrap_or_default().to_owned(), ..Drawing::default() });
                Role::Chart
            }
            "h2" | "h3" | "h4" | "h5" | "h6" if tag.attr("id").is_some() => {
                self.finish_paragraph();
                self.page
                    .sections
                    .push(Section { id: tag.attr("id").unwrap_or_default().to_owned(), ..Section::default() });
                Role::Heading
            }
            "span" if has("no") && self.role() == Role::Heading => Role::Number,
            "p" if has("lead") => Role::Summary,
            "p" | "li" | "tr" | "dt" | "dd" | "pre" | "blockquote" if self.role() != Role::Trail => Role::Paragraph,
            "data" => Role::Figure,
            "a" if has("n") => Role::Figure,
            _ => Role::Plain,
        }
    }

    fn close(&mut self) {
        let Some((name, role)) = self.open.pop() else { return };
        if (role == Role::Drawn || self.is_within(Role::Drawn))
            && DRAWN.contains(&name.as_str())
            && let Some(drawing) = self.page.drawings.last_mut()
        {
            drawing.html.push_str(&format!("</{name}>"));
        }
        match role {
            Role::Paragraph => self.finish_paragraph(),
            Role::Summary => {
                let summary = self.whole_paragraph();
                self.summary.paragraphs.extend((!summary.is_empty()).then_some(summary));
            }
            _ if name == "td" || name == "th" => self.text(" "),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_within(Role::Left) {
            return;
        }
        let role = self.role();
        let section = self.page.sections.last_mut();
        match (role, section, self.page.drawings.last_mut()) {
            (Role::Title, ..) => add(&mut self.page.title, text),
            (Role::Heading, Some(section), _) => add(&mut section.heading, text),
            (Role::Number, Some(section), _) => add(&mut section.number, text),
            (Role::ChartTitle, _, Some(drawing)) => add(&mut drawing.title, text),
            (Role::ChartSummary, _, Some(drawing)) => add(&mut drawing.summary, text),
            (Role::ChartCell, _, Some(drawing)) => {
                let cell = drawing.rows.last_mut().and_then(|row| row.last_mut());
                cell.into_iter().for_each(|cell| add(cell, text));
            }
            (Role::Drawn, _, Some(drawing)) => drawing.html.push_str(&escaped(text)),
            (Role::Figure, ..) => match self.paragraph.last_mut() {
                Some(Run::Figure(figure)) => add(figure, text),
                _ => self.paragraph.push(Run::Figure(text.split_whitespace().collect::<Vec<_>>().join(" "))),
            },
            (Role::Paragraph | Role::Summary, ..) => match self.paragraph.last_mut() {
                Some(Run::Words(words)) => words.push_str(text),
                _ => self.paragraph.push(Run::Words(text.to_owned())),
            },
            _ => {}
        }
    }

    fn finish_paragraph(&mut self) {
        let runs = self.whole_paragraph();
        if let (false, Some(section)) = (runs.is_empty(), self.page.sections.last_mut()) {
            section.paragraphs.push(runs);
        }
    }

    /// What was read since the last one ended, with single spaces and none around it.
    fn whole_paragraph(&mut self) -> Paragraph {
        let mut runs: Paragraph = Vec::new();
        for run in std::mem::take(&mut self.paragraph) {
            match run {
                Run::Words(words) => runs.push(Run::Words(single_spaced(&words))),
                figure @ Run::Figure(_) => runs.push(figure),
            }
        }
        if let Some(Run::Words(first)) = runs.first_mut() {
            *first = first.trim_start().to_owned();
        }
        if let Some(Run::Words(last)) = runs.last_mut() {
            *last = last.trim_end().to_owned();
        }
        runs.retain(|run| !matches!(run, Run::Words(words) if words.is_empty()));
        runs
    }

    fn draw(&mut self, name: &str, tag: &Element) {
        let Some(drawing) = self.page.drawings.last_mut() else { return };
        if !DRAWN.contains(&name) {
            return;
        }
        drawing.html.push_str(&format!("<{name}"));
        for name_of in DRAWN_WITH {
            if let Some(value) = tag.attr(name_of) {
                drawing.html.push_str(&format!(" {name_of}=\"{}\"", escaped(value)));
            }
        }
        drawing.html.push('>');
    }

    /// Notes the metric and the period that a line of a trail leads to.
    fn cite(&mut self, href: &str) {
        let Some((page, anchor)) = href.split_once("#p") else { return };
        let Some(metric) = page.strip_suffix("/index.html").and_then(|page| page.rsplit('/').next()) else { return };
        if let Some(section) = self.page.sections.last_mut() {
            section.cited.insert((metric.to_owned(), anchor.to_owned()));
        }
    }
}

/// Puts more text behind, white space as single spaces; none at the start.
fn add(to: &mut String, text: &str) {
    let whole = single_spaced(&format!("{to}{text}"));
    *to = whole.trim_start().to_owned();
}

/// White space as single spaces. A space that may not break stays what it is.
fn single_spaced(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            ' ' | '\n' | '\t' | '\r' if result.ends_with(' ') => {}
            ' ' | '\n' | '\t' | '\r' => result.push(' '),
            letter => result.push(letter),
        }
    }
    result
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!DOCTYPE html><html><head><title>x</title></head><body><header class=\"site\"><p>Frame</p></header>
<main id=\"main\"><p class=\"eye\">Monthly</p><h1>Status &amp; more</h1><p class=\"lead\">Short by <data value=\"3\">3</data>.</p>
<section class=\"keys\"><h2 id=\"key-figures\">Key figures</h2><p class=\"chg\">−12</p></section>
<section class=\"blk h2\"><div class=\"b\"><h2 id=\"staff\"><span class=\"no\">2</span> Staff</h2>
<p>There are <a class=\"n\" href=\"#t\"><data value=\"1807\">1,807</data></a>
persons, <em>fewer</em> than before.</p><ul><li>one<li>two &lt;b&gt;</ul>
<figure class=\"fig\" id=\"fig-staff\"><figcaption><h3 class=\"fig-h\" id=\"fig-staff-h\"><span class=\"no\">Figure 1.</span> Fell</h3><p class=\"fig-sub\">Staff</p></figcaption>
<div class=\"kw\"><svg class=\"kc wide\" id=\"w\" viewBox=\"0 0 6 3\" onload=\"x()\"><script>alert(1)</script><path d=\"M0 0\"></path><text x=\"1\" y=\"2\">a &amp; b</text></svg></div>
<p class=\"fig-sum\">1,807 in February</p><table><caption>x</caption><tr><th>Period</th><th>Staff</th></tr><tr><th>February</th><td><data value=\"1807\">1,807</data><small>revised</small></td></tr></table></figure>
</div><details class=\"trail\"><summary>Figures</summary><ul><li id=\"t\"><b>1,807</b> <a href=\"../metrics/staff/index.html#p2018-02\">Staff</a></li></ul></details></section>
</main><footer><p>Built</p></footer></body></html>";

    #[test]
    fn the_authors_text_is_read_and_nothing_else() {
        let page = read(PAGE);
        let words = |text: &str| Run::Words(text.to_owned());
        let figure = |text: &str| Run::Figure(text.to_owned());
        assert_eq!(page.title, "Status & more");
        assert_eq!(page.sections.len(), 2, "{page:#?}");
        assert_eq!(page.sections[0].paragraphs, [vec![words("Short by "), figure("3"), words(".")]]);
        let staff = &page.sections[1];
        assert_eq!((staff.id.as_str(), staff.number.as_str(), staff.heading.trim()), ("staff", "2", "Staff"));
        assert_eq!(
            staff.paragraphs,
            [
                vec![words("There are "), figure("1,807"), words(" persons, fewer than before.")],
                vec![words("one")],
                vec![words("two <b>")]
            ]
        );
        assert_eq!(staff.cited, BTreeSet::from([("staff".to_owned(), "2018-02".to_owned())]));
    }

    #[test]
    fn of_a_chart_the_title_and_a_harmless_drawing_are_read() {
        let page = read(PAGE);
        assert_eq!(page.drawings[0].id, "fig-staff");
        assert_eq!(page.drawings[0].title.trim(), "Figure 1. Fell");
        assert_eq!(page.drawings[0].summary, "1,807 in February");
        assert_eq!(page.drawings[0].rows, [["Period", "Staff"], ["February", "1,807 revised"]]);
        assert_eq!(
            page.drawings[0].html,
            "<div class=\"kw\"><svg class=\"kc wide\" viewBox=\"0 0 6 3\">alert(1)<path d=\"M0 0\"></path><text x=\"1\" y=\"2\">a &amp; b</text></svg></div>"
        );
    }

    #[test]
    fn any_text_is_read_without_a_fault() {
        for html in
            ["", "<", "<main><p>a", "</p></main>", "<main><figure class=fig><div class=kw><svg>", "\u{0}<main><h2 id=>"]
        {
            read(html);
        }
    }
}
