//! A drawing as a file of its own: caption inside, colours written out.
//!
//! Many programs that show SVG know neither CSS variables nor our font, and none has the page around
//! it. So the rules come from the style sheet without variables, texts are wrapped here with
//! air for wider fonts, and a white ground keeps dark viewers from swallowing the ink.

use std::sync::LazyLock;

use super::text::{Font, Weight, escape, wrap};
use super::{Caption, Drawing, Size};

/// Around everything, in SVG units; at the right more where labels need it in a wider font.
const PADDING: i32 = 24;
/// Font size, weight, class and line height (SVG units) of the three texts.
const TITLE: Style = Style { font: Font { size: 200, weight: Weight::Bold }, class: "t b ti", line: 26 };
const SUBTITLE: Style = Style { font: Font { size: 150, weight: Weight::Regular }, class: "t c9 su", line: 21 };
const SOURCE: Style = Style { font: Font { size: 125, weight: Weight::Regular }, class: "t c9 so", line: 18 };
const SIZES: &str = "svg .bg{fill:#fff}svg .ti{font-size:20px}svg .su{font-size:15px}svg .so{font-size:12.5px}";

struct Style {
    font: Font,
    class: &'static str,
    line: i32,
}

/// The lines that a subtitle takes over a wide drawing.
pub fn lines_of_subtitle(text: &str) -> usize {
    wrap(text, SUBTITLE.font, Size::Wide.width() * 10).len()
}

pub fn write(drawing: &Drawing, caption: &Caption<'_>) -> String {
    let (chart_width, chart_height) = (drawing.size.width(), i32::try_from(drawing.height).unwrap_or(0));
    let width = (chart_width + 2 * PADDING).max(PADDING + drawing.reach + PADDING / 4);
    let mut texts = String::new();
    let mut y = PADDING - 4;
    y = lines(caption.title, &TITLE, chart_width, y, &mut texts);
    y = lines(caption.subtitle, &SUBTITLE, chart_width, y, &mut texts);
    let chart_y = y + 8;
    y = chart_y + chart_height + 4;
    for note in caption.notes {
        y = lines(note, &SOURCE, chart_width, y, &mut texts);
    }
    y = lines(caption.source, &SOURCE, chart_width, y, &mut texts);
    let height = y + PADDING;

    let language = caption.language.tag();
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}""#
    );
    svg.push_str(&format!(r#" role="img" lang="{language}">"#));
    element("title", caption.title, &mut svg);
    let description: Vec<&str> =
        [caption.description].into_iter().chain(caption.notes.iter().map(String::as_str)).collect();
    element("desc", description.join(" ").trim(), &mut svg);
    for piece in ["<style>", &RULES, SIZES, "</style>", r#"<path class="bg" d="M0 0h"#] {
        svg.push_str(piece);
    }
    svg.push_str(&format!(r#"{width}v{height}H0z"/>{texts}<g transform="translate({PADDING} {chart_y})">"#));
    svg.push_str(inside(&drawing.svg));
    svg.push_str("</g></svg>\n");
    svg
}

/// Writes `text` below `y` in as many lines as it needs; returns where they end.
fn lines(text: &str, style: &Style, width: i32, mut y: i32, out: &mut String) -> i32 {
    // DejaVu, the widest of the usual fallback fonts, is up to 28 % wider, its bold up to 40 %.
    for line in wrap(text, style.font, width * 10 * 7 / 10) {
        y += style.line;
        out.push_str(&format!(r#"<text class="{}" x="{PADDING}" y="{}">"#, style.class, y - style.line / 4));
        escape(&line, out);
        out.push_str("</text>");
    }
    y
}

fn element(name: &str, text: &str, svg: &mut String) {
    svg.push_str(&format!("<{name}>"));
    escape(text, svg);
    svg.push_str(&format!("</{name}>"));
}

/// What is between the tags of one `<svg>` element.
fn inside(svg: &str) -> &str {
    let after_tag = svg.split_once('>').map_or("", |(_, rest)| rest);
    after_tag.strip_suffix("</svg>").unwrap_or(after_tag)
}

/// The rules for marks from the style sheet, without declarations that need variables.
static RULES: LazyLock<String> = LazyLock::new(|| {
    let sheet = include_str!("../../../templates/assets/chart.css");
    let marks = sheet.split_once("/* --- marks --- */").map_or("", |(_, rest)| rest);
    let marks = marks.split_once("/* --- end of marks --- */").map_or(marks, |(marks, _)| marks);
    let mut rules = String::new();
    for rule in marks.lines() {
        let Some((selector, declarations)) = rule.trim_end_matches('}').split_once('{') else { continue };
        let literal: Vec<&str> = declarations.split(';').filter(|one| !one.contains("var(")).collect();
        rules.push_str(&format!("{selector}{{{}}}", literal.join(";")));
    }
    rules
});
