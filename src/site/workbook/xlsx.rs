//! A workbook as XLSX, through `rust_xlsxwriter`.
//!
//! The library has no place for the language of a document, so the part that says it is completed afterwards, where the
//! file is packed anew without anything of this machine.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, TableColumn, TableStyle, Url, Worksheet, XlsxError,
};

use super::{Cell, Sheet, Table, Workbook};
use crate::base::inline::escaped;
use crate::l10n::Shown;
use crate::model::Decimal;
use crate::model::language::Language;
use crate::output::{packed, unpacked};

pub const MEDIA: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What the library writes unpacks to no more.
const LARGEST: u64 = 1024 * 1024 * 1024;

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
    heading: Format,
    text: Format,
    numbers: BTreeMap<String, Format>,
}

impl Formats {
    fn new(language: Language) -> Formats {
        let text = || Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Formats {
            language,
            title: Format::new().set_bold().set_font_size(14),
            heading: text().set_bold().set_border_bottom(FormatBorder::Thin),
            text: text(),
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
    page.write_string_with_format(0, 0, &sheet.title, &formats.title)?;
    let mut row = 1;
    for line in &sheet.lines {
        match &line.href {
            Some(href) => page.write_url_with_text(row, 0, href.as_str(), &line.text)?,
            None => page.write_string(row, 0, &line.text)?,
        };
        row += 1;
    }
    match &sheet.table {
        Some(table) => put_table(page, row, table, formats),
        None => Ok(()),
    }
}

fn put_table(page: &mut Worksheet, top: u32, table: &Table, formats: &mut Formats) -> Result<(), XlsxError> {
    let mut columns = Vec::new();
    for (column, of) in (0_u16..).zip(&table.columns) {
        page.set_column_width(column, f64::from(of.width))?;
        columns.push(TableColumn::new().set_header(&of.heading).set_header_format(&formats.heading));
    }
    let (mut row, mut last_column) = (top, 0);
    for cells in &table.rows {
        row += 1;
        for (column, cell) in (0_u16..).zip(cells) {
            last_column = last_column.max(column);
            put(page, (row, column), cell, formats)?;
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

fn put(page: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, formats: &mut Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Number(shown) => match number(shown) {
            Some(number) => page.write_number_with_format(row, column, number, &formats.number(shown))?,
            None => page.write_string_with_format(row, column, shown.value.to_string(), &formats.text)?,
        },
        Cell::Sheet(name) => page.write_url(row, column, Url::new(format!("internal:'{name}'!A1")).set_text(name))?,
        cell => page.write_string_with_format(row, column, cell.text().unwrap_or_default(), &formats.text)?,
    };
    Ok(())
}
