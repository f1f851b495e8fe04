//! What a reader sees in a workbook of LibreOffice beside the values of its cells.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::code::{does, does_with_texts};
use super::{Kind, Letters, Looks, Seen, Spot, add};
use crate::command::sheets::spreadsheet::ods::{is_beside, times};
use crate::command::sheets::spreadsheet::xml::{Archive, Piece, attribute, attribute_where, local};

/// Cells, rows and columns may be repeated to the end of the sheet; so many of them are looked at.
const MOST: u32 = 2_000;
/// A style is made from another one, which is made from another one.
const DEEPEST: usize = 12;

pub fn read(archive: &mut Archive<'_>) -> Result<BTreeMap<String, Looks>, String> {
    let mut styles = Styles::default();
    archive.each("styles.xml", |piece| {
        styles.meet(&piece);
        Ok(())
    })?;
    archive.each("content.xml", |piece| {
        styles.meet(&piece);
        Ok(())
    })?;
    let mut reader = Reader { styles: &styles, ..Reader::new() };
    archive.each("content.xml", |piece| {
        reader.meet(piece);
        Ok(())
    })?;
    let (mut all, first) = (reader.all, reader.first);
    // What stands above the pages is not of one sheet.
    if let Some(looks) = first.and_then(|name| all.get_mut(&name)) {
        add(looks, Spot::Sheet, Kind::Margin, &styles.margin);
    }
    Ok(all)
}

#[derive(Default)]
struct Style {
    parent: Option<String>,
    /// The form of its numbers.
    data: Option<String>,
    letters: Letters,
    is_hidden: bool,
    /// It changes with what a cell holds.
    rule: Option<String>,
}

/// A form of numbers as the code that Excel has for it, and those that take its place under a condition.
#[derive(Default)]
struct Form {
    code: String,
    is_percent: bool,
    others: Vec<(String, String)>,
}

#[derive(Default)]
struct Styles {
    /// By family and name.
    styles: BTreeMap<(String, String), Style>,
    forms: BTreeMap<String, Form>,
    /// What is open: a style, or a form.
    style: Option<(String, String)>,
    form: Option<String>,
    text: Option<Text>,
    margin: String,
    /// How many headers and footers are open, and whether a field is.
    margins: usize,
    is_in_field: bool,
}

/// Whose text comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Text {
    Added,
    Within,
}

impl Styles {
    fn meet(&mut self, piece: &Piece<'_>) {
        match piece {
            Piece::Start(tag) => self.start(tag),
            Piece::Text(text) => {
                if let (Some(kind), Some(form)) =
                    (self.text, self.form.as_ref().and_then(|name| self.forms.get_mut(name)))
                {
                    form.add(text, kind);
                } else if self.margins > 0 && !self.is_in_field {
                    self.margin.push_str(text);
                }
            }
            Piece::End(name) => match *name {
                "style:style" | "style:default-style" => self.style = None,
                "number:text" | "number:currency-symbol" | "number:fill-character" | "number:embedded-text" => {
                    self.text = None;
                }
                "style:header" | "style:footer" => self.margins = self.margins.saturating_sub(1),
                name if name.starts_with("number:") && name.ends_with("-style") => self.form = None,
                name if name.starts_with("text:") && name != "text:p" => self.is_in_field = false,
                _ => {}
            },
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = tag.name().0;
        let value = |name: &str| attribute(tag, name).map(std::borrow::Cow::into_owned);
        match name {
            "style:style" | "style:default-style" => {
                let own = (value("family").unwrap_or_default(), value("name").unwrap_or_default());
                let style =
                    Style { parent: value("parent-style-name"), data: value("data-style-name"), ..Style::default() };
                self.styles.insert(own.clone(), style);
                self.style = Some(own);
            }
            "style:map" => {
                let (condition, applied) = (value("condition"), value("apply-style-name"));
                let (condition, applied) = (condition.unwrap_or_default(), applied.unwrap_or_default());
                if let Some(form) = self.form.as_ref().and_then(|name| self.forms.get_mut(name)) {
                    form.others.push((condition, applied));
                } else if let Some(style) = self.style.as_ref().and_then(|own| self.styles.get_mut(own)) {
                    style.rule = Some(format!("{condition} {applied}"));
                }
            }
            "style:header" | "style:footer" => {
                self.margins += usize::from(value("display").is_none_or(|shown| shown != "false"));
            }
            name if name.starts_with("number:") && name.ends_with("-style") => {
                let form = Form { is_percent: name == "number:percentage-style", ..Form::default() };
                let own = value("name").unwrap_or_default();
                self.forms.insert(own.clone(), form);
                self.form = Some(own);
            }
            name if name.starts_with("number:") => {
                self.text = match name {
                    "number:text" | "number:currency-symbol" | "number:fill-character" => Some(Text::Added),
                    "number:embedded-text" => Some(Text::Within),
                    _ => None,
                };
                if let Some(form) = self.form.as_ref().and_then(|name| self.forms.get_mut(name)) {
                    form.element(tag);
                }
            }
            name if self.margins > 0 && name.starts_with("text:") && name != "text:p" => self.is_in_field = true,
            _ => {
                if let Some(style) = self.style.as_ref().and_then(|own| self.styles.get_mut(own)) {
                    style.element(tag);
                }
            }
        }
    }

    /// The style of this name, and those that it is made from.
    fn chain(&self, family: &str, name: &str) -> Vec<&Style> {
        let mut chain = Vec::new();
        let mut next = Some(name.to_owned());
        while let Some(name) = next.take().filter(|_| chain.len() < DEEPEST) {
            if let Some(style) = self.styles.get(&(family.to_owned(), name)) {
                next.clone_from(&style.parent);
                chain.push(style);
            }
        }
        chain
    }

    /// What a form makes of a number, and its code.
    fn of_form(&self, name: Option<&str>) -> Seen {
        let form = |name: &str| self.forms.get(name);
        let Some(own) = name.and_then(form) else { return Seen { does: does("General"), says: "General".to_owned() } };
        let code = |sample: i8| {
            let other = own.others.iter().find(|(condition, _)| holds(condition, sample));
            let other = other.and_then(|(condition, name)| Some((condition.as_str(), form(name)?)));
            let (condition, form) = other.unwrap_or(("", own));
            // The minus is put by the program, except where a form is for numbers below zero alone.
            let is_own = condition == "value()<0" || own.others.iter().any(|(other, _)| other == "value()>=0");
            let minus = if sample < 0 && !is_own { "-" } else { "" };
            format!("{minus}{}", form.code)
        };
        let [above, below, zero] = [1, -1, 0].map(code);
        let is_plain = below == format!("-{above}") && zero == above;
        let mut says = if is_plain { above.clone() } else { format!("{above};{below};{zero}") };
        let mut does = does(&format!("{above};{below};{zero}"));
        // Of numbers of another size nobody knows here what is shown: the condition stands for it.
        for (condition, _) in own.others.iter().filter(|(condition, _)| compared(condition).is_none()) {
            [&mut says, &mut does].into_iter().for_each(|own| own.push_str(&format!(" [{condition}]")));
        }
        Seen { does, says }
    }
}

/// What a condition compares a number with zero by; `None` for other conditions.
fn compared(condition: &str) -> Option<&str> {
    condition
        .trim()
        .strip_prefix("value()")?
        .strip_suffix('0')
        .filter(|sign| ["<", "<=", ">", ">=", "=", "!="].contains(sign))
}

fn holds(condition: &str, sample: i8) -> bool {
    match compared(condition) {
        Some("<") => sample < 0,
        Some("<=") => sample <= 0,
        Some(">") => sample > 0,
        Some(">=") => sample >= 0,
        Some("=") => sample == 0,
        Some("!=") => sample != 0,
        _ => false,
    }
}

impl Form {
    fn add(&mut self, text: &str, kind: Text) {
        // In a percentage the sign says that the number is a hundredth of what is shown.
        let sign = text.trim();
        if self.is_percent && sign == "%" {
            self.code.push('%');
        } else {
            let inner = if kind == Text::Within { format!("{{{text}}}") } else { text.to_owned() };
            self.code.push_str(&format!("\"{}\"", inner.replace('"', "")));
        }
    }

    fn element(&mut self, tag: &BytesStart<'_>) {
        let count = |name: &str| attribute(tag, name).and_then(|count| count.trim().parse::<usize>().ok());
        match tag.name().0 {
            "number:number" => {
                let least = count("min-integer-digits").unwrap_or(0).min(20);
                let whole = if least == 0 { "#".to_owned() } else { "0".repeat(least) };
                let Some(decimals) = count("decimal-places").map(|places| places.min(20)) else {
                    let is_general = least < 2;
                    self.code.push_str(if is_general { "General" } else { &whole });
                    return;
                };
                let kept = match attribute(tag, "decimal-replacement") {
                    Some(_) => 0,
                    None => count("min-decimal-places").unwrap_or(decimals).min(decimals),
                };
                self.code.push_str(&whole);
                if decimals > 0 {
                    self.code.push_str(&format!(".{}{}", "0".repeat(kept), "#".repeat(decimals - kept)));
                }
                if let Some(factor) = attribute(tag, "display-factor").filter(|factor| *factor != "1") {
                    self.code.push_str(&format!("\"/{factor}\""));
                }
            }
            "number:text-content" => self.code.push('@'),
            "number:text" | "number:currency-symbol" | "number:fill-character" | "number:embedded-text" => {}
            other => self.code.push_str(&format!("\"{}\"", local(other))),
        }
    }
}

impl Style {
    fn element(&mut self, tag: &BytesStart<'_>) {
        let value = |name: &str| attribute(tag, name).unwrap_or_default().to_lowercase();
        let is_nothing = |name: &str| {
            let size = attribute(tag, name).unwrap_or_default();
            let digits = size.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
            digits.parse::<f64>().is_ok_and(|size| size < 0.001)
        };
        match tag.name().0 {
            "style:text-properties" => {
                let line = value("text-line-through-style");
                self.letters.struck |= !matches!(line.as_str(), "" | "none");
                self.letters.white |= attribute_where(tag, |name| name == "fo:color")
                    .is_some_and(|own| own.eq_ignore_ascii_case("#ffffff"));
                self.letters.hidden |=
                    attribute_where(tag, |name| name == "text:display").is_some_and(|own| own == "none");
            }
            "style:table-cell-properties" => {
                self.letters.filled |= !matches!(value("background-color").as_str(), "" | "transparent");
                // The second hides what the cell holds on paper.
                self.letters.hidden |= value("print-content") == "false";
            }
            "style:table-properties" => self.is_hidden |= value("display") == "false",
            "style:table-row-properties" => self.is_hidden |= is_nothing("row-height"),
            "style:table-column-properties" => self.is_hidden |= is_nothing("column-width"),
            _ => {}
        }
    }
}

struct Reader<'s> {
    styles: &'s Styles,
    all: BTreeMap<String, Looks>,
    first: Option<String>,
    sheet: Option<String>,
    /// Rows and columns from 0.
    row: u32,
    column: u32,
    /// How often the row is there, and the style that its cells have by themselves.
    rows: u32,
    of_row: Option<String>,
    /// The styles that cells of each column have by themselves, each with how many columns it is for.
    of_columns: Vec<(u32, Option<String>)>,
    columns: u32,
    /// How many groups of rows or columns that are folded away are open, each with whether it is.
    groups: Vec<bool>,
    cell: Option<Cell>,
    /// How many elements beside the text of a cell are open: remarks and drawings.
    beside: usize,
    kind_beside: Kind,
    is_in_text: bool,
    /// The title or the words of the table are open.
    is_in_words: bool,
}

#[derive(Default)]
struct Cell {
    kind: String,
    style: Option<String>,
    times: u32,
    string: Option<String>,
    text: String,
    beside: String,
    looks: Vec<(Kind, String)>,
    letters: Letters,
}

static NO_STYLES: Styles = Styles {
    styles: BTreeMap::new(),
    forms: BTreeMap::new(),
    style: None,
    form: None,
    text: None,
    margin: String::new(),
    margins: 0,
    is_in_field: false,
};

impl Reader<'static> {
    fn new() -> Reader<'static> {
        Reader {
            styles: &NO_STYLES,
            all: BTreeMap::new(),
            first: None,
            sheet: None,
            row: 0,
            column: 0,
            rows: 1,
            of_row: None,
            of_columns: Vec::new(),
            columns: 0,
            groups: Vec::new(),
            cell: None,
            beside: 0,
            kind_beside: Kind::Remark,
            is_in_text: false,
            is_in_words: false,
        }
    }
}

impl Reader<'_> {
    fn meet(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Start(tag) => self.start(tag),
            Piece::Text(text) => self.text(text),
            Piece::End(name) => self.end(name),
        }
    }

    fn put(&mut self, at: Spot, kind: Kind, text: &str) {
        if let Some(looks) = self.sheet.as_ref().and_then(|name| self.all.get_mut(name)) {
            add(looks, at, kind, text);
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_in_words {
            self.put(Spot::Sheet, Kind::Words, text);
        }
        let (is_beside, is_in_text) = (self.beside > 0, self.is_in_text);
        match &mut self.cell {
            Some(cell) if is_beside => cell.beside.push_str(text),
            Some(cell) if is_in_text => cell.text.push_str(text),
            Some(_) => {}
            None if is_beside => self.put(Spot::Sheet, Kind::Drawing, text),
            None => {}
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = tag.name().0;
        let value = |name: &str| attribute(tag, name).map(std::borrow::Cow::into_owned);
        if is_beside(name) {
            if self.beside == 0 {
                self.kind_beside = if name == "office:annotation" { Kind::Remark } else { Kind::Drawing };
            }
            self.beside += 1;
            let is_drawing = self.kind_beside == Kind::Drawing && name != "table:shapes";
            match &mut self.cell {
                Some(cell) if is_drawing => cell.beside.push_str(&format!("{} ", local(name))),
                None if is_drawing => self.put(Spot::Sheet, Kind::Drawing, local(name)),
                _ => {}
            }
            return;
        }
        match name {
            "table:table" if self.beside == 0 => self.start_sheet(tag),
            "table:title" | "table:desc" => self.is_in_words = self.cell.is_none(),
            "table:table-column" => self.start_column(tag),
            "table:table-row-group" | "table:table-column-group" => {
                self.groups.push(value("display").is_some_and(|shown| shown == "false"));
            }
            "table:table-row" => {
                self.rows = times(tag, "number-rows-repeated");
                self.of_row = value("default-cell-style-name");
                self.column = 0;
                let own = value("style-name");
                let is_folded = self.groups.contains(&true);
                let is_hidden = is_folded || is_hidden(tag) || self.is_hidden_style("table-row", own.as_deref());
                for row in (self.row..self.row.saturating_add(self.rows)).take(MOST as usize).filter(|_| is_hidden) {
                    self.put(Spot::Row(row + 1), Kind::Hidden, "hidden");
                }
            }
            "table:table-cell" | "table:covered-table-cell" => self.start_cell(tag),
            "text:p" => self.is_in_text = self.beside == 0,
            "text:a" => self.of_cell(Kind::Link, &value("href").unwrap_or_default().replace('\'', "")),
            "text:span" => {
                let own = value("style-name").unwrap_or_default();
                let letters =
                    self.styles.chain("text", &own).iter().fold(Letters::default(), |all, own| all.or(own.letters));
                if let Some(cell) = &mut self.cell {
                    cell.letters = cell.letters.or(letters);
                }
            }
            "table:content-validation" | "calcext:conditional-format" => {
                let said = ["target-range-address", "condition"].map(value).into_iter().flatten();
                let said = said.collect::<Vec<_>>().join(" ");
                self.put(Spot::Sheet, Kind::Rule, &format!("{} {said}", local(name)));
            }
            _ => {}
        }
    }

    fn is_hidden_style(&self, family: &str, name: Option<&str>) -> bool {
        name.is_some_and(|name| self.styles.chain(family, name).iter().any(|style| style.is_hidden))
    }

    fn of_cell(&mut self, kind: Kind, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|_| !text.is_empty()) {
            cell.looks.push((kind, text.to_owned()));
        }
    }

    fn start_sheet(&mut self, tag: &BytesStart<'_>) {
        let name = attribute(tag, "name").unwrap_or_default().into_owned();
        self.first.get_or_insert_with(|| name.clone());
        self.all.entry(name.clone()).or_default();
        self.sheet = Some(name);
        (self.row, self.columns) = (0, 0);
        self.of_columns.clear();
        self.groups.clear();
        if self.is_hidden_style("table", attribute(tag, "style-name").as_deref()) {
            self.put(Spot::Sheet, Kind::Hidden, "hidden");
        }
    }

    fn start_column(&mut self, tag: &BytesStart<'_>) {
        let count = times(tag, "number-columns-repeated");
        self.of_columns.push((count, attribute(tag, "default-cell-style-name").map(std::borrow::Cow::into_owned)));
        let own = attribute(tag, "style-name");
        let is_folded = self.groups.contains(&true);
        if is_folded || is_hidden(tag) || self.is_hidden_style("table-column", own.as_deref()) {
            for column in (self.columns..self.columns.saturating_add(count)).take(MOST as usize) {
                self.put(Spot::Column(column as usize), Kind::Hidden, "hidden");
            }
        }
        self.columns = self.columns.saturating_add(count);
    }

    fn start_cell(&mut self, tag: &BytesStart<'_>) {
        let value = |name: &str| attribute(tag, name).map(std::borrow::Cow::into_owned);
        let own = value("style-name").or_else(|| self.of_row.clone()).or_else(|| self.of_column());
        self.cell = Some(Cell {
            kind: attribute_where(tag, |name| name == "office:value-type").unwrap_or_default().into_owned(),
            style: own,
            times: times(tag, "number-columns-repeated"),
            string: value("string-value"),
            ..Cell::default()
        });
        self.of_cell(Kind::Formula, &value("formula").unwrap_or_default());
        self.of_cell(Kind::Rule, &value("content-validation-name").unwrap_or_default());
    }

    /// The style that a cell of this column has by itself.
    fn of_column(&self) -> Option<String> {
        let mut end = 0_u32;
        let is_it = |(count, _): &&(u32, Option<String>)| {
            end = end.saturating_add(*count);
            self.column < end
        };
        self.of_columns.iter().find(is_it)?.1.clone()
    }

    fn end(&mut self, name: &str) {
        if is_beside(name) {
            self.beside = self.beside.saturating_sub(1);
            if self.beside == 0 {
                let text = self.cell.as_mut().map(|cell| std::mem::take(&mut cell.beside)).unwrap_or_default();
                self.of_cell(self.kind_beside, text.trim());
            }
            return;
        }
        match name {
            "table:table" if self.beside == 0 => self.sheet = None,
            "table:title" | "table:desc" => self.is_in_words = false,
            "table:table-row-group" | "table:table-column-group" => drop(self.groups.pop()),
            "table:table-row" => self.row = self.row.saturating_add(self.rows),
            "table:table-cell" | "table:covered-table-cell" => self.end_cell(),
            "text:p" => self.is_in_text = false,
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let column = self.column;
        self.column = column.saturating_add(cell.times);
        let Some(looks) = self.sheet.as_ref().and_then(|name| self.all.get_mut(name)) else { return };
        let is_number = matches!(cell.kind.as_str(), "float" | "percentage" | "currency");
        let chain = self.styles.chain("table-cell", cell.style.as_deref().unwrap_or("Default"));
        let seen = self.styles.of_form(chain.iter().find_map(|style| style.data.as_deref()));
        let usual = does_with_texts("@");
        let seen = match is_number {
            true => seen,
            false if does_with_texts(&seen.says) == usual => Seen::plain("text"),
            false => Seen { does: does_with_texts(&seen.says), ..seen },
        };
        let letters = chain.iter().fold(cell.letters, |all, style| all.or(style.letters));
        let rules: Vec<String> = chain.iter().filter_map(|style| style.rule.clone()).collect();
        let is_empty = cell.kind.is_empty() && cell.text.is_empty() && cell.looks.is_empty();
        if is_empty {
            return;
        }
        for column in (column..self.column).take(MOST as usize) {
            let at = Spot::Cell(self.row + 1, column as usize);
            looks.insert((at, Kind::Format), seen.clone());
            let text = cell.text.trim();
            if is_number {
                looks.insert((at, Kind::Shown), Seen::plain(text));
            } else if cell.string.as_ref().is_some_and(|string| string.trim() != text) {
                add(looks, at, Kind::Shown, text);
            }
            letters.put(looks, at);
            rules.iter().for_each(|rule| add(looks, at, Kind::Rule, rule));
            cell.looks.iter().for_each(|(kind, text)| add(looks, at, *kind, text));
        }
    }
}

/// Whether a row or a column is hidden or filtered away.
fn is_hidden(tag: &BytesStart<'_>) -> bool {
    attribute(tag, "visibility").is_some_and(|word| word != "visible")
}
