//! How the numbers of a workbook look: a format may show another number than the cell holds.
//!
//! In XLSX a cell has a format, whose code says what is shown; programs write one code in several ways, so what it does is
//! compared. In ODS the text that is shown stands in the cell, in the language of whoever saved it; so its digits are.

use std::collections::BTreeMap;

use super::xlsx;
use super::xml::{Archive, Piece, attribute, local};

/// What a number looks like: as it is compared, and as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    pub does: String,
    pub code: String,
}

/// The looks of a sheet's numbers by row, from 1, and column, from 0.
pub type Looks = BTreeMap<(u32, usize), Look>;

/// The looks of all numbers, by the names of sheets; `None` where the workbook cannot be read.
pub fn looks(bytes: &[u8]) -> Option<BTreeMap<String, Looks>> {
    let mut archive = Archive::open(bytes).ok()?;
    match xlsx::workbook(&mut archive).ok()? {
        Some(workbook) => of_xlsx(&mut archive, &workbook).ok(),
        None => of_ods(&mut archive).ok(),
    }
}

fn of_xlsx(archive: &mut Archive<'_>, workbook: &str) -> Result<BTreeMap<String, Looks>, String> {
    let relations = xlsx::relations(archive, workbook)?;
    let mut sheets = Vec::new();
    archive.each(workbook, |piece| {
        if let Piece::Start(tag) = piece
            && local(tag.name().0) == "sheet"
            && let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "id"))
            && let Some(relation) = relations.get(&*id)
        {
            sheets.push((name.into_owned(), relation.target.clone()));
        }
        Ok(())
    })?;
    let styles = relations.values().find(|relation| relation.kind == "styles");
    let codes = styles.map_or_else(|| Ok(Vec::new()), |styles| codes(archive, &styles.target))?;
    let mut all = BTreeMap::new();
    for (name, part) in sheets {
        let mut looks = Looks::new();
        archive.each(&part, |piece| {
            let Piece::Start(tag) = piece else { return Ok(()) };
            let is_number = attribute(tag, "t").is_none_or(|kind| kind == "n");
            if local(tag.name().0) == "c"
                && is_number
                && let Some(place) = attribute(tag, "r")
            {
                let (row, column) = xlsx::position(&place)?;
                let style = attribute(tag, "s").and_then(|style| style.parse::<usize>().ok()).unwrap_or(0);
                let code = codes.get(style).map_or("General", String::as_str);
                looks.insert((row + 1, column as usize), Look { does: does(code), code: code.to_owned() });
            }
            Ok(())
        })?;
        all.insert(name, looks);
    }
    Ok(all)
}

/// The code of each style's format.
fn codes(archive: &mut Archive<'_>, part: &str) -> Result<Vec<String>, String> {
    let (mut formats, mut styles, mut is_of_cells) = (BTreeMap::new(), Vec::new(), false);
    archive.each(part, |piece| {
        match piece {
            Piece::Start(tag) => match local(tag.name().0) {
                "numFmt" => {
                    if let (Some(id), Some(code)) = (attribute(tag, "numFmtId"), attribute(tag, "formatCode")) {
                        formats.entry(id.into_owned()).or_insert_with(|| code.into_owned());
                    }
                }
                "cellXfs" => is_of_cells = true,
                "xf" if is_of_cells => styles.push(attribute(tag, "numFmtId").unwrap_or_default().into_owned()),
                _ => {}
            },
            Piece::End(name) if local(name) == "cellXfs" => is_of_cells = false,
            _ => {}
        }
        Ok(())
    })?;
    let code = |id: &String| formats.get(id).cloned().unwrap_or_else(|| usual_code(id));
    Ok(styles.iter().map(code).collect())
}

/// The codes of formats that have a number alone.
fn usual_code(id: &str) -> String {
    match id {
        "0" | "" => "General".to_owned(),
        "1" => "0".to_owned(),
        "2" => "0.00".to_owned(),
        "3" => "#,##0".to_owned(),
        "4" => "#,##0.00".to_owned(),
        "9" => "0%".to_owned(),
        "10" => "0.00%".to_owned(),
        other => format!("number {other}"),
    }
}

/// What a code does: letters and digits that it adds, decimals, thousands that it leaves out, percentages. Sections that
/// do the same are one.
fn does(code: &str) -> String {
    let mut sections = Vec::new();
    let mut section = Section::default();
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => letters.by_ref().take_while(|letter| *letter != '"').for_each(|letter| section.add(letter)),
            '\\' => letters.next().into_iter().for_each(|letter| section.add(letter)),
            '_' | '*' => drop(letters.next()),
            '[' => letters.by_ref().take_while(|letter| *letter != ']').for_each(drop),
            ';' => sections.push(std::mem::take(&mut section).told()),
            '0' | '#' | '?' => section.digit(),
            '.' => section.is_behind_point = true,
            ',' => section.commas += 1,
            '%' => section.percent += 1,
            letter => section.add(letter),
        }
    }
    sections.push(section.told());
    let first = sections.first().cloned().unwrap_or_default();
    sections.iter().skip(1).filter(|other| **other != first).fold(first.clone(), |all, other| format!("{all};{other}"))
}

#[derive(Default)]
struct Section {
    added: String,
    digits: bool,
    is_behind_point: bool,
    decimals: usize,
    /// Since the last digit.
    commas: usize,
    percent: usize,
}

impl Section {
    fn add(&mut self, letter: char) {
        self.added.extend(letter.is_alphanumeric().then_some(letter));
    }

    fn digit(&mut self) {
        self.digits = true;
        self.commas = 0;
        self.decimals += usize::from(self.is_behind_point);
    }

    fn told(self) -> String {
        let Section { added, digits, decimals, commas, percent, .. } = self;
        format!("{added}|{digits}|{decimals}|{commas}|{percent}")
    }
}

fn of_ods(archive: &mut Archive<'_>) -> Result<BTreeMap<String, Looks>, String> {
    let mut all: BTreeMap<String, Looks> = BTreeMap::new();
    let (mut sheet, mut row, mut column) = (String::new(), 0_u32, 0_usize);
    let (mut rows, mut times) = (1, 1);
    // The text of a number, and whether a paragraph of it is open.
    let (mut shown, mut is_in_text) = (None::<String>, false);
    archive.each("content.xml", |piece| {
        let repeated = |tag: &_, name| attribute(tag, name).and_then(|times| times.parse::<u32>().ok()).unwrap_or(1);
        match piece {
            Piece::Start(tag) => match tag.name().0 {
                "table:table" => {
                    sheet = attribute(tag, "name").unwrap_or_default().into_owned();
                    row = 0;
                }
                "table:table-row" => {
                    rows = repeated(tag, "number-rows-repeated");
                    column = 0;
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    times = repeated(tag, "number-columns-repeated");
                    let kind = attribute(tag, "value-type").unwrap_or_default();
                    shown = matches!(&*kind, "float" | "percentage").then(String::new);
                }
                "text:p" => is_in_text = true,
                _ => {}
            },
            Piece::Text(text) => {
                if let Some(shown) = shown.as_mut().filter(|_| is_in_text) {
                    shown.push_str(text);
                }
            }
            Piece::End(name) => match name {
                "text:p" => is_in_text = false,
                "table:table-cell" | "table:covered-table-cell" => {
                    if let Some(code) = shown.take() {
                        let look = Look { does: significant(&code), code };
                        all.entry(sheet.clone()).or_default().insert((row + 1, column), look);
                    }
                    column = column.saturating_add(times as usize);
                }
                "table:table-row" => row = row.saturating_add(rows),
                _ => {}
            },
        }
        Ok(())
    })?;
    Ok(all)
}

/// The digits of a number, whatever its signs and however many zeros stand around them.
fn significant(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_does_the_same_however_a_program_writes_it() {
        for (one, other) in [
            ("#,##0", "0"),
            ("+#,##0.0;-#,##0.0;#,##0.0", "\\+#,##0.0;\\-#,##0.0;#,##0.0"),
            ("#,##0.0 %", "#,##0.0\\ %"),
            ("0.0\" percentage points\"", "#,##0.0\\ \"percentage points\""),
            ("0", "[$-406]0;[RED]-0"),
        ] {
            assert_eq!(does(one), does(other), "{one} {other}");
        }
    }

    #[test]
    fn a_code_that_shows_another_number_does_something_else() {
        for other in ["\"61\"", "\\6\\1", "0\"0\"", "0,", "0.0", "0%", "General", "0;0;\"61\"", "\"6\"0", "yyyy"] {
            assert_ne!(does("#,##0"), does(other), "{other}");
        }
        assert_eq!(significant("−4.000,50 %"), significant("-4,000.5%"));
        assert_ne!(significant("58"), significant("61"));
    }
}
