//! Tables and key figures as the page shows them → tables of a document.

use super::{Block, Cell, Heading, Look, Row, Run, Table, Text, bold, metric_of, plain};
use crate::exhibit::table;
use crate::l10n::Words;
use crate::site::{fulltext, view};

/// Key figures: a row for each, in the words of the page.
pub fn of_tiles(tiles: &[view::Tile], words: &Words) -> Block {
    let heading = |text: &str| Heading { runs: vec![plain(text)], is_numeric: false };
    let headings = [words.figure, words.value, words.change, words.against_target].map(heading).into();
    let row = |tile: &view::Tile| {
        let [name, value, change, target] = tile.in_words();
        let cells = [plain(name), bold(value), plain(change), plain(target)];
        let cell =
            |(index, run): (usize, Run)| Cell { paragraphs: vec![vec![run]], is_head: index == 0, ..Cell::default() };
        Row { of: metric_of(&tile.href), cells: cells.into_iter().enumerate().map(cell).collect() }
    };
    let rows = tiles.iter().map(row).collect();
    Block::Table(Table { name: words.key_figures.to_owned(), description: String::new(), headings, rows })
}

/// A numbered table, or the values of a chart. Columns that hold drawings alone are left out.
pub fn of_grid(of: &view::Table) -> Block {
    let grid = &of.grid;
    let columns: Vec<usize> = (0..grid.columns.len().saturating_sub(1)).filter(|index| grid.is_shown(*index)).collect();
    let heading = |column: &table::Column| Heading { runs: vec![plain(&column.text)], is_numeric: column.numeric };
    let shown = columns.iter().filter_map(|index| grid.columns.get(index + 1));
    let headings = grid.columns.first().into_iter().chain(shown).map(heading).collect();
    let row = |row: &table::Row| {
        let head = Cell { paragraphs: vec![vec![plain(&row.head)]], is_head: true, is_part: row.indent, shade: None };
        let cells = columns.iter().filter_map(|index| row.cells.get(*index)).map(of_cell);
        Row { of: row.href.as_deref().and_then(metric_of), cells: std::iter::once(head).chain(cells).collect() }
    };
    let name = match &of.label {
        Some(label) => format!("{label}: {}", fulltext::line(&of.caption)),
        None => fulltext::line(&of.caption),
    };
    let description = of.subtitle.clone().unwrap_or_default();
    Block::Table(Table { name, description, headings, rows: grid.rows.iter().map(row).collect() })
}

fn of_cell(cell: &table::Cell) -> Cell {
    let look = Look { bold: cell.strong, struck: cell.struck, code: cell.code, ..Look::default() };
    let mut value = vec![Run::Text(Text { text: cell.text.clone(), look, ..Text::default() })];
    // A mark and a shade say nothing by themselves.
    value.extend(cell.verdict.as_ref().map(|mark| plain(format!(" {} {}", mark.glyph, mark.word))));
    value.extend(cell.shade_word.as_ref().map(|word| plain(format!(" ({word})"))));
    let small = |text: &String| {
        let look = Look { small: true, ..Look::default() };
        vec![Run::Text(Text { text: text.clone(), look, ..Text::default() })]
    };
    let paragraphs = std::iter::once(value).chain(cell.note.as_ref().map(small)).collect();
    Cell { paragraphs, shade: cell.shade, ..Cell::default() }
}
