//! A workbook as the site builds it, and as it is published → the cells in which they differ.
//!
//! Whoever opens a workbook and saves it changes all of its bytes, so cells are compared. Which metric a cell is about is
//! read from what was built: from the column of ids, or from the contents, which name the metrics of each sheet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::command::sheets::spreadsheet;
use crate::command::sheets::spreadsheet::looks::{Look, looks};
use crate::command::sheets::table::Sheet;

/// The heading over ids, in every language.
const ID: &str = "id";

/// A cell that says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// "cell C5 of the sheet `Table 1`", or that the sheet is missing or was put in.
    pub part: String,
    /// The metric whose figure it is, where that can be told.
    pub metric: Option<String>,
    pub says: String,
    pub should: String,
}

/// The texts of cells by row and column, from 1 and from 0.
type Cells = BTreeMap<(u32, usize), String>;

/// The cells that differ; none where the cells are the same, whatever else is not. `None` where one of the two cannot be
/// read as a workbook.
pub fn differences(expected: &[u8], found: &[u8], metrics: &[&str]) -> Option<Vec<Differing>> {
    let file: Arc<str> = "workbook".into();
    let looks = (looks(expected)?, looks(found)?);
    let (expected, found) = (spreadsheet::all(&file, expected)?, spreadsheet::all(&file, found)?);
    let found: BTreeMap<&str, Cells> = found.iter().map(|sheet| (name(sheet), cells(sheet))).collect();
    let contents = contents(&expected);
    let (looks_before, looks_after) = looks;
    let mut differing = Vec::new();
    for sheet in &expected {
        let (name, before) = (name(sheet), cells(sheet));
        let Some(after) = found.get(name) else {
            differing.push(of_sheet(name, (String::new(), name.to_owned())));
            continue;
        };
        let ids = column_of_ids(&before);
        let cell = |place: &(u32, usize)| format!("cell {}{} of the sheet `{name}`", letters(place.1), place.0);
        let metric = |place: &(u32, usize)| {
            let of_row = ids.and_then(|column| before.get(&(place.0, column)));
            of_row.or_else(|| contents.get(name)).filter(|id| metrics.contains(&id.as_str())).cloned()
        };
        let places: BTreeSet<&(u32, usize)> = before.keys().chain(after.keys()).collect();
        for place in places.into_iter().filter(|place| before.get(place) != after.get(place)) {
            let text = |cells: &Cells| cells.get(place).cloned().unwrap_or_default();
            let (says, should) = (text(after), text(&before));
            differing.push(Differing { part: cell(place), metric: metric(place), says, should });
        }
        // A cell may hold the number that it should, and show another.
        let own = looks_before.get(name).into_iter().flatten();
        let others = own.filter_map(|(place, look)| Some((place, look, looks_after.get(name)?.get(place)?)));
        let is_otherwise = |(place, look, other): &(&(u32, usize), &Look, &Look)| {
            look.does != other.does && before.get(place) == after.get(place)
        };
        differing.extend(others.filter(is_otherwise).map(|(place, look, other)| Differing {
            part: format!("what {} shows", cell(place)),
            metric: metric(place),
            says: other.code.clone(),
            should: look.code.clone(),
        }));
    }
    let known: BTreeSet<&str> = expected.iter().map(name).collect();
    let others = found.keys().filter(|name| !known.contains(*name));
    differing.extend(others.map(|name| of_sheet(name, ((*name).to_owned(), String::new()))));
    Some(differing)
}

fn of_sheet(name: &str, (says, should): (String, String)) -> Differing {
    Differing { part: format!("the sheet `{name}`"), metric: None, says, should }
}

fn name(sheet: &Sheet) -> &str {
    sheet.name.as_deref().unwrap_or_default()
}

fn cells(sheet: &Sheet) -> Cells {
    let mut cells = Cells::new();
    for row in &sheet.rows {
        let line = sheet.line(row);
        let texts =
            line.cells.iter().enumerate().map(|(column, cell)| ((row.number(), column), cell.shown().into_owned()));
        cells.extend(texts.filter(|(_, text)| !text.is_empty()));
    }
    cells
}

/// The column under the heading `id`.
fn column_of_ids(cells: &Cells) -> Option<usize> {
    cells.iter().find(|(_, text)| *text == ID).map(|((_, column), _)| *column)
}

/// The metric of each sheet that shows one, as the contents have it.
fn contents(sheets: &[Sheet]) -> BTreeMap<String, String> {
    let Some(cells) = sheets.get(1).map(cells) else { return BTreeMap::new() };
    let Some(ids) = column_of_ids(&cells) else { return BTreeMap::new() };
    let of_row = |((row, _), id): (&(u32, usize), &String)| Some((cells.get(&(*row, 0))?.clone(), id.clone()));
    cells.iter().filter(|((_, column), _)| *column == ids).filter_map(of_row).collect()
}

/// The letters of a column, from 0: A, …, Z, AA.
fn letters(column: usize) -> String {
    let rest = column / 26;
    let before = if rest == 0 { String::new() } else { letters(rest - 1) };
    format!("{before}{}", char::from(b'A' + u8::try_from(column % 26).unwrap_or(0)))
}
