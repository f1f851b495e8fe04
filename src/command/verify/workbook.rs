//! A workbook as the site builds it, and as it is published → the cells in which they differ.
//!
//! Whoever opens a workbook and saves it changes all of its bytes, so cells are compared, and whatever else a reader sees:
//! formats, what is hidden, remarks, links. Which metric a cell is about is read from what was built: from the column of
//! ids, or from the contents, which name the metrics of each sheet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::hunks::Differing;
use crate::command::sheets::spreadsheet;
use crate::command::sheets::spreadsheet::looks::{Kind, Looks, Spot, is_same, looks};
use crate::command::sheets::table::Sheet;

/// The heading over ids, in every language.
const ID: &str = "id";

/// The texts of cells by row and column, from 1 and from 0.
type Cells = BTreeMap<(u32, usize), String>;

/// The places that differ; none where a reader sees the same, whatever else is not. `None` where one of the two cannot be
/// read as a workbook.
pub fn differences(expected: &[u8], found: &[u8], metrics: &[&str]) -> Option<Vec<Differing>> {
    let file: Arc<str> = "workbook".into();
    let (looks_before, looks_after) = (looks(expected)?, looks(found)?);
    let (expected, found) = (spreadsheet::all(&file, expected)?, spreadsheet::all(&file, found)?);
    let contents = contents(&expected);
    // What cells hold is told first: only so many places are.
    let (mut differing, mut seen_so) = (Vec::new(), Vec::new());
    for sheet in &expected {
        let (name, before) = (name(sheet), cells(sheet));
        let Some(after) = found.iter().find(|found| self::name(found) == name).map(cells) else {
            differing.push(of_sheet(name, (String::new(), name.to_owned())));
            continue;
        };
        let ids = column_of_ids(&before);
        let metric = |place: &(u32, usize)| {
            let of_row = ids.and_then(|column| before.get(&(place.0, column)));
            of_row.or_else(|| contents.get(name)).filter(|id| metrics.contains(&id.as_str())).cloned()
        };
        let places: BTreeSet<&(u32, usize)> = before.keys().chain(after.keys()).collect();
        for place in places.into_iter().filter(|place| before.get(place) != after.get(place)) {
            let text = |cells: &Cells| cells.get(place).cloned().unwrap_or_default();
            let (says, should) = (text(&after), text(&before));
            let part = format!("{} of the sheet `{name}`", cell(*place));
            differing.push(Differing { part, metric: metric(place), says, should });
        }
        let nothing = Looks::new();
        let of = |looks| BTreeMap::get(looks, name).unwrap_or(&nothing);
        let is_otherwise = |place: &(u32, usize)| before.get(place) != after.get(place);
        let seen = (of(&looks_before), of(&looks_after));
        seen_so.extend(seen_otherwise(name, seen, &before, &is_otherwise).map(|(at, found)| {
            let place = match at {
                Spot::Cell(row, column) => Some((row, column)),
                Spot::Row(row) => Some((row, 0)),
                Spot::Sheet | Spot::Column(_) => None,
            };
            Differing { metric: place.and_then(|place| metric(&place)), ..found }
        }));
    }
    let mut left: Vec<&str> = expected.iter().map(name).collect();
    for name in found.iter().map(name) {
        match left.iter().position(|known| *known == name) {
            Some(at) => drop(left.remove(at)),
            None => differing.push(of_sheet(name, (name.to_owned(), String::new()))),
        }
    }
    differing.append(&mut seen_so);
    let order = |sheets: &[Sheet]| sheets.iter().map(name).collect::<Vec<_>>().join(", ");
    let (says, should) = (order(&found), order(&expected));
    if differing.is_empty() && says != should {
        differing.push(Differing { part: "the order of the sheets".to_owned(), metric: None, says, should });
    }
    Some(differing)
}

/// What is seen otherwise on a sheet beside the values of its cells: a cell may hold the number that it should, and show
/// another.
fn seen_otherwise<'s>(
    name: &'s str,
    (before, after): (&'s Looks, &'s Looks),
    cells: &'s Cells,
    is_named: &'s dyn Fn(&(u32, usize)) -> bool,
) -> impl Iterator<Item = (Spot, Differing)> {
    let all: BTreeSet<&(Spot, Kind)> = before.keys().chain(after.keys()).collect();
    let differing = move |of: &(Spot, Kind)| {
        let (at, kind) = *of;
        let (own, other) = (before.get(of), after.get(of));
        let is_there = match at {
            // What is hidden where nothing stands hides nothing.
            Spot::Row(row) => cells.range((row, 0)..=(row, usize::MAX)).next().is_some(),
            Spot::Column(column) => cells.keys().any(|(_, own)| *own == column),
            Spot::Cell(row, column) => match kind {
                // A number without its text, as Excel saves it, shows what its format says.
                Kind::Shown => other.is_some() && !is_named(&(row, column)),
                Kind::Format | Kind::Letters => cells.contains_key(&(row, column)) && !is_named(&(row, column)),
                _ => true,
            },
            // Programs leave out what few readers are told.
            Spot::Sheet => !matches!(kind, Kind::Words | Kind::Headings) || other.is_some(),
        };
        let is_same = match (own, other) {
            (Some(own), Some(other)) => is_same(kind, own, other),
            (own, other) => own.is_none() && other.is_none(),
        };
        if !is_there || is_same {
            return None;
        }
        let usual = match kind {
            Kind::Hidden => "shown",
            Kind::Letters => "plain letters",
            _ => "",
        };
        let text =
            |seen: Option<&spreadsheet::looks::Seen>| seen.map_or_else(|| usual.to_owned(), |seen| seen.says.clone());
        let (says, should) = (text(other), text(own));
        Some((at, Differing { part: part(name, at, kind), metric: None, says, should }))
    };
    all.into_iter().filter_map(differing)
}

/// What is seen otherwise, in words.
fn part(name: &str, at: Spot, kind: Kind) -> String {
    let place = match at {
        Spot::Sheet => String::new(),
        Spot::Row(row) => format!("row {row} of "),
        Spot::Column(column) => format!("column {} of ", letters(column)),
        Spot::Cell(row, column) => format!("{} of ", cell((row, column))),
    };
    let what = match kind {
        Kind::Hidden => "",
        Kind::Format | Kind::Shown => return format!("what {place}the sheet `{name}` shows"),
        Kind::Letters => "the letters of ",
        Kind::Formula => "the formula of ",
        Kind::Remark => "a remark on ",
        Kind::Link => "the link of ",
        Kind::Rule => "a rule of ",
        Kind::Drawing => "a drawing on ",
        Kind::Margin => "the head and foot of the pages of ",
        Kind::Words => "the description of the table on ",
        Kind::Headings => "the names of the columns of the table on ",
    };
    format!("{what}{place}the sheet `{name}`")
}

fn cell((row, column): (u32, usize)) -> String {
    format!("cell {}{row}", letters(column))
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
