//! A workbook in XLSX or ODS → one sheet of it. Only what cells hold is read: no formulas, macros, styles or pictures.
//!
//! Without the feature `xlsx` every workbook is refused with the way out.

#[cfg(not(feature = "xlsx"))]
pub use refused::read;
#[cfg(feature = "xlsx")]
pub use workbook::read;

#[cfg(not(feature = "xlsx"))]
mod refused {
    use std::sync::Arc;

    use crate::base::place::Place;
    use crate::command::import::table::Sheet;
    use crate::diag::{Diagnostic, faults};

    pub fn read(file: &Arc<str>, _: &[u8], _: Option<&str>) -> Result<Sheet, Diagnostic> {
        Err(faults::no_spreadsheets(Place::of_file(file.clone())))
    }
}

#[cfg(feature = "xlsx")]
mod workbook {
    use std::collections::BTreeMap;
    use std::io::{self, Cursor, Read};
    use std::sync::Arc;

    use calamine::{Data, Ods, Reader, SheetVisible, Xlsx};
    use quick_xml::events::{BytesStart, Event};
    use zip::ZipArchive;

    use crate::base::place::Place;
    use crate::command::import::table::{Content, Sheet, is_error};
    use crate::diag::{Diagnostic, faults};
    use crate::model::{Date, Decimal};

    /// A workbook that unpacks to more is refused: it would take the memory.
    const LARGEST_UNPACKED: u64 = 256 * 1024 * 1024;

    /// The most cells that are read. A workbook with more is not an extract of figures for reports.
    const MOST_CELLS: usize = 5_000_000;

    const TOO_MANY: &str = "it has more than 5 million cells";

    type Bytes<'a> = Cursor<&'a [u8]>;
    type Cells = BTreeMap<u32, Vec<Content>>;

    /// The sheet `wanted`, or the first that is not hidden.
    pub fn read(file: &Arc<str>, bytes: &[u8], wanted: Option<&str>) -> Result<Sheet, Diagnostic> {
        let place = || Place::of_file(file.clone());
        let names = look_inside(bytes).map_err(|error| faults::no_workbook(place(), &error.to_string()))?;
        let has = |name: &str| names.iter().any(|found| found == name);
        let cells = if has("xl/workbook.xml") {
            let mut book: Xlsx<Bytes<'_>> =
                Xlsx::new(Cursor::new(bytes)).map_err(|error| faults::no_workbook(place(), &error.to_string()))?;
            let sheet = choose(&book, wanted).map_err(|known| faults::no_sheet(place(), wanted, &known))?;
            xlsx_cells(&mut book, &sheet).map_err(|reason| faults::no_workbook(place(), &reason))?
        } else if has("content.xml") {
            let mut book: Ods<Bytes<'_>> =
                Ods::new(Cursor::new(bytes)).map_err(|error| faults::no_workbook(place(), &error.to_string()))?;
            let sheet = choose(&book, wanted).map_err(|known| faults::no_sheet(place(), wanted, &known))?;
            ods_cells(&mut book, &sheet).map_err(|reason| faults::no_workbook(place(), &reason))?
        } else {
            return Err(faults::no_table(place(), "a packed file, but no XLSX or ODS"));
        };
        Ok(Sheet::of_cells(file, cells.into_iter()))
    }

    /// The names of the packed files. An error when they unpack to too much, or when one breaks off: the reader would
    /// wait for its end.
    fn look_inside(bytes: &[u8]) -> Result<Vec<String>, io::Error> {
        let mut archive = ZipArchive::new(Cursor::new(bytes))?;
        let mut left = LARGEST_UNPACKED;
        let mut names = Vec::new();
        let mut tables = Tables::default();
        for index in 0..archive.len() {
            let file = archive.by_index(index)?;
            let name = file.name()?.into_owned();
            // The size that a packed file gives for itself may be wrong.
            let mut unpacked = Vec::new();
            let length = file.take(left + 1).read_to_end(&mut unpacked)? as u64;
            left = left.checked_sub(length).ok_or_else(|| io::Error::other("it unpacks to more than 256 MB"))?;
            if name.ends_with(".xml") || name.ends_with(".rels") {
                let broken = |error: quick_xml::Error| io::Error::other(format!("{name}: {error}"));
                tables.read(&unpacked).map_err(broken)?;
            }
            if tables.cells > MOST_CELLS {
                return Err(io::Error::other(TOO_MANY));
            }
            names.push(name);
        }
        Ok(names)
    }

    /// How large the tables of an ODS are: from their first cell to the last one with anything in it. A few letters can
    /// repeat a cell a million times, and the reader takes memory for each.
    #[derive(Default)]
    struct Tables {
        /// In all tables that have ended.
        cells: usize,
        rows: usize,
        /// The longest row, up to the last cell with anything in it.
        columns: usize,
        /// How often the row is repeated, and how long it is so far.
        repeated: usize,
        length: usize,
        /// The last row with anything in it.
        last_row: usize,
        is_used: bool,
    }

    impl Tables {
        /// Reads a file, which must be well formed to its end.
        fn read(&mut self, xml: &[u8]) -> Result<(), quick_xml::Error> {
            let mut reader = quick_xml::Reader::from_reader(xml);
            reader.config_mut().expand_empty_elements = true;
            let (mut buffer, mut depth) = (Vec::new(), 0_usize);
            loop {
                match reader.read_event_into(&mut buffer)? {
                    Event::Start(tag) => {
                        depth += 1;
                        self.start(&tag);
                    }
                    Event::End(tag) => {
                        depth = depth.saturating_sub(1);
                        self.end(tag.name().0);
                    }
                    Event::Eof if depth == 0 => return Ok(()),
                    Event::Eof => return Err(io::Error::other("it breaks off").into()),
                    _ => {}
                }
                buffer.clear();
            }
        }

        fn start(&mut self, tag: &BytesStart<'_>) {
            let times = |name: &str| {
                let found = tag.try_get_attribute(name).ok().flatten();
                found.and_then(|attribute| attribute.value.parse::<usize>().ok()).unwrap_or(1)
            };
            match tag.name().0 {
                "table:table-row" => {
                    (self.length, self.is_used) = (0, false);
                    self.repeated = times("table:number-rows-repeated");
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    self.length = self.length.saturating_add(times("table:number-columns-repeated"));
                    if tag.attributes_raw().contains("value") || tag.attributes_raw().contains("formula") {
                        self.is_used = true;
                        self.columns = self.columns.max(self.length);
                    }
                }
                _ => {}
            }
        }

        fn end(&mut self, name: &str) {
            match name {
                "table:table-row" => {
                    self.rows = self.rows.saturating_add(self.repeated);
                    self.last_row = if self.is_used { self.rows } else { self.last_row };
                }
                "table:table" => {
                    self.cells = self.cells.saturating_add(self.last_row.saturating_mul(self.columns));
                    *self = Tables { cells: self.cells, ..Tables::default() };
                }
                _ => {}
            }
        }
    }

    /// The name of the sheet to read, or the names there are.
    fn choose<'a, R: Reader<Bytes<'a>>>(book: &R, wanted: Option<&str>) -> Result<String, Vec<String>> {
        let sheets = book.sheets_metadata();
        let found = match wanted {
            Some(wanted) => sheets.iter().find(|sheet| sheet.name == wanted),
            None => sheets.iter().find(|sheet| sheet.visible == SheetVisible::Visible),
        };
        let names = || sheets.iter().map(|sheet| sheet.name.clone()).collect();
        found.map(|sheet| sheet.name.clone()).ok_or_else(names)
    }

    fn xlsx_cells(book: &mut Xlsx<Bytes<'_>>, sheet: &str) -> Result<Cells, String> {
        let merged = book.merge_cells_by_sheet_name(sheet).unwrap_or_default();
        let mut reader = book.worksheet_cells_reader(sheet).map_err(|error| error.to_string())?;
        let mut cells = Cells::new();
        let mut count = 0;
        while let Some(cell) = reader.next_cell().map_err(|error| error.to_string())? {
            let (row, column) = cell.get_position();
            put(&mut cells, &mut count, (row, column), content_of(&Data::from(cell.get_value().clone())))?;
        }
        for region in merged {
            for row in region.start.0..=region.end.0 {
                // A merged title may span all columns; only cells of rows that hold something matter.
                let Some(found) = cells.get_mut(&(row + 1)) else { continue };
                for column in region.start.1..=region.end.1 {
                    if (row, column) != region.start
                        && let Some(cell) = found.get_mut(column as usize)
                    {
                        *cell = Content::Merged;
                    }
                }
            }
        }
        Ok(cells)
    }

    fn ods_cells(book: &mut Ods<Bytes<'_>>, sheet: &str) -> Result<Cells, String> {
        let range = book.worksheet_range(sheet).map_err(|error| error.to_string())?;
        let (first_row, first_column) = range.start().unwrap_or((0, 0));
        let mut cells = Cells::new();
        let mut count = 0;
        for (row, column, data) in range.used_cells() {
            let row = first_row + u32::try_from(row).unwrap_or(u32::MAX);
            let column = first_column + u32::try_from(column).unwrap_or(u32::MAX);
            put(&mut cells, &mut count, (row, column), content_of(data))?;
        }
        Ok(cells)
    }

    fn put(cells: &mut Cells, count: &mut usize, at: (u32, u32), content: Content) -> Result<(), String> {
        let (row, column) = at;
        if content == Content::Empty {
            return Ok(());
        }
        let found = cells.entry(row.saturating_add(1)).or_default();
        let column = column as usize;
        if found.len() <= column {
            *count += column + 1 - found.len();
            if *count > MOST_CELLS {
                return Err(TOO_MANY.to_owned());
            }
            found.resize(column + 1, Content::Empty);
        }
        found[column] = content;
        Ok(())
    }

    fn content_of(data: &Data) -> Content {
        let text = |text: &str| match text.trim() {
            "" => Content::Empty,
            text if is_error(text) => Content::Error(text.to_owned()),
            text => Content::Text(text.to_owned()),
        };
        match data {
            Data::Empty => Content::Empty,
            Data::Int(number) => Content::Number((*number).into()),
            // The fewest digits that are the same float; what is too long for a figure stays text and is refused as
            // one.
            Data::Float(number) => {
                let digits = number.to_string();
                digits.parse::<Decimal>().map_or(Content::Text(digits), |number| Content::Number(number.normalize()))
            }
            Data::String(written) => text(written),
            Data::Bool(value) => Content::Text(value.to_string()),
            Data::DateTime(time) if time.is_datetime() => {
                let (year, month, day, ..) = time.to_ymd_hms_milli();
                date(year.into(), month.into(), day.into()).unwrap_or_else(|| Content::Text(time.as_f64().to_string()))
            }
            Data::DateTime(time) => Content::Text(time.as_f64().to_string()),
            Data::DateTimeIso(written) => {
                let day = written.get(..10).and_then(|day| day.parse::<Date>().ok());
                day.map_or_else(|| text(written), Content::Date)
            }
            Data::DurationIso(written) => text(written),
            Data::Error(error) => Content::Error(error.to_string()),
        }
    }

    fn date(year: i64, month: i64, day: i64) -> Option<Content> {
        let (year, month, day) = (year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?);
        Date::new(year, month, day).ok().map(Content::Date)
    }
}
