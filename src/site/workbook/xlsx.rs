//! A workbook as XLSX, through `rust_xlsxwriter`.
//!
//! The library has no place for the language of a document, so the part that says it is completed afterwards, where the
//! file is packed anew without anything of this machine.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, TableColumn, TableStyle, Url, Worksheet, XlsxError,
};

use super::{Cell, Column, Sheet, Table, WIDTH_OF_COVER, Workbook};
use crate::base::inline::escaped;
use crate::l10n::Shown;
use crate::model::Decimal;
use crate::model::language::Language;
use crate::output::{packed, unpacked};

pub const MEDIA: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What the library writes unpacks to no more.
const LARGEST: u64 = 1024 * 1024 * 1024;

/// The number of the paper.
const A4: u8 = 9;
/// In points, of the usual font.
const HEIGHT_OF_LINE: f64 = 15.0;
/// Higher rows than 409 points there are none.
const MOST_LINES: u8 = 27;

/// The part with title, publisher and language, and what it ends with.
const PROPERTIES: (&str, &str) = ("docProps/core.xml", "</cp:coreProperties>");

/// Writes the workbook. The error is the library's reason.
pub fn written(workbook: &Workbook) -> Result<Vec<u8>, String> {
    let bytes = assembled(workbook).map_err(|error| error.to_string())?;
    let mut parts = unpacked(&bytes, LARGEST).map_err(|error| error.to_string())?;
    let language = format!("<dc:language>{}</dc:language>{}", escaped(workbook.language.tag()), PROPERTIES.1);
    for part in parts.iter_mut().filter(|part| part.name == PROPERTIES.0) {
        part.bytes = String::from_utf8_lossy(&part.bytes).replace(PROPERTIES.1, &language).into_bytes();
    }
    packed(&parts).map_err(|error| error.to_string())
}

fn assembled(workbook: &Workbook) -> Result<Vec<u8>, XlsxError> {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.set_zip_compression_level(1);
    let organisation = workbook.organisation.as_deref().unwrap_or_default();
    let properties = DocProperties::new()
        .set_title(&workbook.title)
        .set_author(organisation)
        .set_company(organisation)
        .set_creation_datetime(&day(&workbook.day)?);
    book.set_properties(&properties);
    let mut formats = Formats::new(workbook.language);
    for sheet in &workbook.sheets {
        fill(book.add_worksheet(), sheet, &mut formats)?;
    }
    book.save_to_buffer()
}

/// A day, or the first that Excel knows where it is an earlier one.
fn day(written: &str) -> Result<ExcelDateTime, XlsxError> {
    let mut parts = written.splitn(3, '-').map(|part| part.parse::<u16>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    let (year, month, day) = (next(), next(), next());
    let small = |number: u16| u8::try_from(number).unwrap_or(0);
    ExcelDateTime::from_ymd(year, small(month), small(day)).or_else(|_| ExcelDateTime::from_ymd(1900, 1, 1))
}

/// The formats of cells. Those of numbers are made when the first cell has one.
struct Formats {
    language: Language,
    title: Format,
    headings: [Format; 2],
    /// At the left and at the right.
    texts: [Format; 2],
    numbers: BTreeMap<String, Format>,
}

impl Formats {
    fn new(language: Language) -> Formats {
        let text = || Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let both = |make: &dyn Fn() -> Format| [make(), make().set_align(FormatAlign::Right)];
        Formats {
            language,
            title: Format::new().set_bold().set_font_size(14),
            headings: both(&|| text().set_bold().set_border_bottom(FormatBorder::Thin)),
            texts: both(&text),
            numbers: BTreeMap::new(),
        }
    }

    fn number(&mut self, shown: &Shown) -> Format {
        let code = code(shown, self.language);
        let make = || Format::new().set_num_format(&code).set_align(FormatAlign::Top);
        self.numbers.entry(code.clone()).or_insert_with(make).clone()
    }
}

/// The format in which Excel shows a number as the page does: `#,##0.0`, `+0.0%;-0.0%;0.0%`.
fn code(shown: &Shown, language: Language) -> String {
    let zeros = match usize::try_from(shown.decimals) {
        Ok(0) | Err(_) => "#,##0".to_owned(),
        Ok(decimals) => format!("#,##0.{}", "0".repeat(decimals)),
    };
    let unit = match shown.is_percent() {
        // Excel takes a hundredth for a number without a % sign that stands free, so no other text may hold one.
        true if language == Language::Da => " %".to_owned(),
        true => "%".to_owned(),
        false if shown.unit.is_empty() => String::new(),
        false => format!("\" {}\"", shown.unit.trim().replace('"', "")),
    };
    match shown.plus {
        true => format!("+{zeros}{unit};-{zeros}{unit};{zeros}{unit}"),
        false => format!("{zeros}{unit}"),
    }
}

/// The number of a cell: a percentage is held as a share.
fn number(shown: &Shown) -> Option<f64> {
    let value = if shown.is_percent() { shown.value.checked_div(Decimal::ONE_HUNDRED)? } else { shown.value };
    value.to_string().parse().ok()
}

fn fill(page: &mut Worksheet, sheet: &Sheet, formats: &mut Formats) -> Result<(), XlsxError> {
    page.set_name(&sheet.name)?;
    page.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    page.write_string_with_format(0, 0, &sheet.title, &formats.title)?;
    let mut row = 1;
    for line in &sheet.lines {
        match (&line.href, &sheet.table) {
            (Some(href), _) => page.write_url_with_text(row, 0, href.as_str(), &line.text)?,
            (None, Some(_)) => page.write_string(row, 0, &line.text)?,
            (None, None) => {
                give_height(page, row, lines(&line.text, WIDTH_OF_COVER))?;
                page.write_string_with_format(row, 0, &line.text, &formats.texts[0])?
            }
        };
        row += 1;
    }
    match &sheet.table {
        Some(table) => put_table(page, row, table, formats),
        None => page.set_column_width(0, f64::from(WIDTH_OF_COVER)).map(|_| ()),
    }
}

/// How many lines a text takes in a column.
fn lines(text: &str, width: u8) -> usize {
    // Words are not cut, so a line is not full.
    text.chars().count().div_ceil(usize::from(width).saturating_sub(2).max(1)).max(1)
}

/// Excel finds the height of a row when it opens a file, other programs do not.
fn give_height(page: &mut Worksheet, row: u32, lines: usize) -> Result<(), XlsxError> {
    if lines > 1 {
        let lines = u8::try_from(lines).unwrap_or(u8::MAX).min(MOST_LINES);
        page.set_row_height(row, f64::from(lines) * HEIGHT_OF_LINE)?;
    }
    Ok(())
}

fn put_table(page: &mut Worksheet, top: u32, table: &Table, formats: &mut Formats) -> Result<(), XlsxError> {
    let mut columns = Vec::new();
    for (column, of) in (0_u16..).zip(&table.columns) {
        page.set_column_width(column, f64::from(of.width))?;
        let format = of.side(formats.headings.each_ref());
        columns.push(TableColumn::new().set_header(&of.heading).set_header_format(format));
    }
    let highest = |texts: &mut dyn Iterator<Item = (&str, &Column)>| {
        texts.map(|(text, column)| lines(text, column.width)).max().unwrap_or(1)
    };
    let of_headings = highest(&mut table.columns.iter().map(|column| (column.heading.as_str(), column)));
    give_height(page, top, of_headings)?;
    let (mut row, mut last_column) = (top, 0);
    for cells in &table.rows {
        row += 1;
        let texts = cells.iter().zip(&table.columns).filter_map(|(cell, column)| Some((cell.text()?, column)));
        give_height(page, row, highest(&mut texts.into_iter()))?;
        for (column, (cell, of)) in (0_u16..).zip(cells.iter().zip(&table.columns)) {
            last_column = last_column.max(column);
            put(page, (row, column), (cell, of), formats)?;
        }
    }
    let marked = rust_xlsxwriter::Table::new()
        .set_name(&table.name)
        .set_alt_text(&table.description)
        .set_style(TableStyle::None)
        .set_autofilter(false)
        .set_banded_rows(false)
        .set_columns(&columns);
    page.add_table(top, 0, row, last_column, &marked)?;
    Ok(())
}

fn put(
    page: &mut Worksheet,
    (row, column): (u32, u16),
    (cell, of): (&Cell, &Column),
    formats: &mut Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Number(shown) => match number(shown) {
            Some(number) => page.write_number_with_format(row, column, number, &formats.number(shown))?,
            None => {
                page.write_string_with_format(row, column, shown.value.to_string(), of.side(formats.texts.each_ref()))?
            }
        },
        Cell::Sheet(name) => page.write_url(row, column, Url::new(format!("internal:'{name}'!A1")).set_text(name))?,
        cell => page.write_string_with_format(
            row,
            column,
            cell.text().unwrap_or_default(),
            of.side(formats.texts.each_ref()),
        )?,
    };
    Ok(())
}
