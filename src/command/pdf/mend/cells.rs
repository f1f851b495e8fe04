//! Rows of tables to which Chromium gives fewer cells than there are headings: it has no tag for a cell without words, such
//! as one that holds a small line alone. Each such cell becomes one that is empty, so that the grid closes.

use lopdf::{Dictionary, Document, Object, ObjectId};

/// Deeper than any table.
const DEEPEST: usize = 8;

/// Puts in the cells that are missing.
pub fn complete(document: &mut Document) {
    let is_table = |object: &Object| object.as_dict().is_ok_and(|element| name(element) == Some(b"Table"));
    let tables: Vec<ObjectId> =
        document.objects.iter().filter(|(_, object)| is_table(object)).map(|(id, _)| *id).collect();
    for table in tables {
        let mut rows = Vec::new();
        find_rows(document, table, DEEPEST, &mut rows);
        let Some((head, rest)) = rows.split_first() else { continue };
        let headings: Vec<Cell> = cells(document, *head);
        for row in rest {
            let own = cells(document, *row);
            // A cell that spans others counts for more than one; kalends makes none.
            let is_plain = headings.iter().chain(&own).all(|cell| !cell.spans);
            if let Some(places) = places(&headings, &own).filter(|_| is_plain && own.len() < headings.len()) {
                complete_row(document, *row, (&own, &places), headings.len());
            }
        }
    }
}

/// A cell of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Cell {
    id: ObjectId,
    /// By which other cells call it.
    name: Option<Vec<u8>>,
    /// The names of its headers.
    headers: Vec<Vec<u8>>,
    /// It is wider or higher than one.
    spans: bool,
}

fn name(element: &Dictionary) -> Option<&[u8]> {
    element.get(b"S").and_then(Object::as_name).ok()
}

/// The elements in an element, in order.
fn kids(document: &Document, id: ObjectId) -> Vec<ObjectId> {
    let kids = document.get_dictionary(id).and_then(|element| element.get(b"K"));
    match kids {
        Ok(Object::Array(kids)) => kids.iter().filter_map(|kid| kid.as_reference().ok()).collect(),
        Ok(Object::Reference(kid)) => vec![*kid],
        _ => Vec::new(),
    }
}

fn find_rows(document: &Document, id: ObjectId, depth: usize, rows: &mut Vec<ObjectId>) {
    for kid in kids(document, id) {
        match document.get_dictionary(kid).ok().and_then(name) {
            Some(b"TR") => rows.push(kid),
            Some(b"THead" | b"TBody" | b"TFoot") if depth > 0 => find_rows(document, kid, depth - 1, rows),
            _ => {}
        }
    }
}

fn cells(document: &Document, row: ObjectId) -> Vec<Cell> {
    let cell = |id: ObjectId| {
        let element = document.get_dictionary(id).ok().filter(|of| matches!(name(of), Some(b"TH" | b"TD")))?;
        let text = |object: &Object| object.as_str().map(<[u8]>::to_vec).ok();
        let mut cell = Cell { id, name: element.get(b"ID").ok().and_then(text), ..Cell::default() };
        let attributes = match element.get(b"A") {
            Ok(Object::Array(all)) => all.clone(),
            Ok(one) => vec![one.clone()],
            Err(_) => Vec::new(),
        };
        for attribute in attributes.iter().filter_map(|attribute| attribute.as_dict().ok()) {
            let headers = attribute.get(b"Headers").and_then(Object::as_array);
            cell.headers.extend(headers.into_iter().flatten().filter_map(text));
            let is_more = |key: &[u8]| attribute.get(key).and_then(Object::as_i64).is_ok_and(|count| count > 1);
            cell.spans |= is_more(b"ColSpan") || is_more(b"RowSpan");
        }
        Some(cell)
    };
    kids(document, row).into_iter().filter_map(cell).collect()
}

/// The columns of a row's cells, by the headings that they name, else behind the cell before; `None` where they do not
/// stand below the headings.
fn places(headings: &[Cell], row: &[Cell]) -> Option<Vec<usize>> {
    let mut next = 0;
    let place = |(index, cell): (usize, &Cell)| {
        let is_own = |heading: &Cell| heading.name.as_ref().is_some_and(|name| cell.headers.contains(name));
        let named = headings.iter().position(is_own).filter(|column| *column >= next);
        let column = named.unwrap_or(next);
        next = column + 1;
        // Those behind it have to have room.
        (column + row.len() - index <= headings.len()).then_some(column)
    };
    row.iter().enumerate().map(place).collect()
}

fn complete_row(document: &mut Document, row: ObjectId, (own, places): (&[Cell], &[usize]), columns: usize) {
    let mut all = Vec::with_capacity(columns);
    for column in 0..columns {
        let known = places.iter().position(|place| *place == column).and_then(|index| own.get(index));
        let id = known.map_or_else(
            || {
                let mut empty = Dictionary::new();
                empty.set("Type", Object::Name(b"StructElem".to_vec()));
                empty.set("S", Object::Name(b"TD".to_vec()));
                empty.set("P", Object::Reference(row));
                document.add_object(empty)
            },
            |cell| cell.id,
        );
        all.push(Object::Reference(id));
    }
    if let Ok(element) = document.get_dictionary_mut(row) {
        element.set("K", Object::Array(all));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(document: &mut Document, kind: &str, kids: &[ObjectId]) -> ObjectId {
        let kids = kids.iter().map(|kid| Object::Reference(*kid)).collect();
        let name = Object::Name(kind.as_bytes().to_vec());
        document.add_object(Dictionary::from_iter([("S", name), ("K", Object::Array(kids))]))
    }

    /// A heading with a name, or a cell under one; "" has none.
    fn cell(document: &mut Document, kind: &str, id: &str, header: &str) -> ObjectId {
        let cell = element(document, kind, &[]);
        let own = document.get_dictionary_mut(cell).expect("a cell");
        if !id.is_empty() {
            own.set("ID", Object::string_literal(id));
        }
        let headers = Object::Array(vec![Object::string_literal(header), Object::string_literal("row")]);
        let attributes = Dictionary::from_iter([("O", Object::Name(b"Table".to_vec())), ("Headers", headers)]);
        own.set("A", Object::Array(vec![Object::Dictionary(attributes)]));
        cell
    }

    /// The kinds of the cells of each row after a table with these headings was completed; `+` is one that was put in.
    fn completed(headings: &[&str], rows: &[&[&str]]) -> Vec<String> {
        let mut document = Document::new();
        let mut made = Vec::new();
        let head: Vec<ObjectId> = headings.iter().map(|id| cell(&mut document, "TH", id, "")).collect();
        made.push(element(&mut document, "TR", &head));
        for row in rows {
            let mut own = vec![cell(&mut document, "TH", "row", "")];
            own.extend(row.iter().map(|header| cell(&mut document, "TD", "", header)));
            made.push(element(&mut document, "TR", &own));
        }
        let body = element(&mut document, "TBody", &made[1..]);
        element(&mut document, "Table", &[made[0], body]);
        complete(&mut document);
        let kind = |id: ObjectId| {
            let cell = document.get_dictionary(id).expect("a cell");
            match (name(cell), cell.has(b"P")) {
                (_, true) => '+',
                (Some(b"TH"), _) => 'h',
                _ => 'd',
            }
        };
        made[1..].iter().map(|row| kids(&document, *row).into_iter().map(kind).collect()).collect()
    }

    #[test]
    fn a_cell_without_words_is_an_empty_one_in_its_place() {
        assert_eq!(completed(&["", "a", "b", ""], &[&["a", "b"], &["a", "b", ""]]), ["hdd+", "hddd"]);
        assert_eq!(completed(&["", "a", "", "c"], &[&["a", "c"]]), ["hd+d"]);
        assert_eq!(completed(&["", "a", "b"], &[&[], &["b"]]), ["h++", "h+d"]);
    }

    #[test]
    fn what_is_no_grid_stays_as_it_is() {
        assert_eq!(completed(&["", "a"], &[&["a", "a", "a"]]), ["hddd"]);
        // Both say that they stand below the last heading.
        assert_eq!(completed(&["", "a", "b", "c"], &[&["c", "c"]]), ["hdd"]);
        complete(&mut Document::new());
    }
}
