//! Where something stands in a file: path, line, column.
//!
//! A byte of a text → its place, as messages and pages name it. Nothing here reads a file.

use std::ops::Range;
use std::sync::Arc;

/// Where something stands in a file of the author's.
///
/// Ordered by file, line and column, which is the order in which faults are reported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path from the site's folder, with `/`.
    pub file: Arc<str>,
    /// From 1; 0 means the file as a whole.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Length in characters of what is marked; at least 1, and never beyond the line's end when printed.
    pub length: u32,
}

impl Place {
    /// The file as a whole.
    pub fn of_file(file: impl Into<Arc<str>>) -> Place {
        Place { file: file.into(), line: 0, column: 0, length: 0 }
    }

    /// Stands for a command of the program, where no file is at fault: `kalends pdf`.
    pub fn of_command(name: &str) -> Place {
        Place::of_file(format!("kalends {name}"))
    }

    pub fn is_command(&self) -> bool {
        self.line == 0 && self.file.starts_with("kalends ")
    }

    /// The place of `length` bytes at byte `offset` of `text`, which is the content of `file`.
    #[expect(clippy::string_slice, reason = "`floor_char` finds where letters of the text begin")]
    pub fn in_text(file: &Arc<str>, text: &str, offset: usize, length: usize) -> Place {
        let start = floor_char(text, offset);
        let end = floor_char(text, offset.saturating_add(length)).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let count = |part: &str| u32::try_from(part.chars().count()).unwrap_or(u32::MAX);
        Place {
            file: file.clone(),
            line: u32::try_from(text[..start].matches('\n').count()).unwrap_or(u32::MAX - 1) + 1,
            column: count(&text[line_start..start]) + 1,
            length: count(text[start..end].lines().next().unwrap_or("")).max(1),
        }
    }

    /// The bytes at this place of `text`, which is the content of its file. Empty at its end for one that is not in it.
    pub fn part_of(&self, text: &str) -> Range<usize> {
        let line = (self.line as usize).saturating_sub(1);
        let begins: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let at = |from: usize, characters: u32| {
            let count = characters as usize;
            let found = text.get(from..).and_then(|rest| rest.char_indices().nth(count));
            found.map_or(text.len(), |(at, _)| from + at)
        };
        let start = at(begins, self.column.saturating_sub(1));
        start..at(start, self.length)
    }

    /// This place, `columns` characters further on in its line, marking `length` characters.
    pub fn within(&self, columns: usize, length: usize) -> Place {
        let short = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Place { column: self.column.saturating_add(short(columns)), length: short(length).max(1), ..self.clone() }
    }
}

fn floor_char(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters() {
        let file: Arc<str> = "a.md".into();
        let place = Place::in_text(&file, "æøå\nså 1807 her", 10, 4);
        assert_eq!((place.line, place.column, place.length), (2, 3, 4));
        assert_eq!(place.part_of("æøå\nså 1807 her"), 10..14);
        let end = Place::in_text(&file, "abc", 99, 5);
        assert_eq!((end.line, end.column, end.length), (1, 4, 1));
    }
}
