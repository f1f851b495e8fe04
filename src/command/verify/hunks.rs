//! Two texts → the places where they differ, as narrow as a number or a word.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Blocks of changed lines with more pieces than this are one hunk: to take them apart would take long and say little.
const MOST_PIECES: usize = 20_000;

/// A place where the texts differ, in bytes of each. One of the two may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    pub expected: Range<usize>,
    pub found: Range<usize>,
}

impl Hunk {
    /// What stands there in the two texts that it was found in.
    #[expect(clippy::string_slice, reason = "the pieces of a text begin and end between its letters")]
    pub fn texts<'a>(&self, expected: &'a str, found: &'a str) -> (&'a str, &'a str) {
        (&expected[self.expected.clone()], &found[self.found.clone()])
    }
}

/// A place of a packed file that says something else, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// "cell C5 of the sheet `Table 1`", or what was put in.
    pub part: String,
    /// The metric whose figure it is, where that can be told.
    pub metric: Option<String>,
    pub says: String,
    pub should: String,
}

/// Where `found` differs from `expected`, in order. At most `most` hunks; the last one then reaches to the ends. A
/// comma stands between numbers where `commas_separate`, else it may stand in one.
pub fn hunks(expected: &str, found: &str, commas_separate: bool, most: usize) -> Vec<Hunk> {
    let word = if commas_separate { bare_word } else { word };
    let (old, new) = (pieces(expected, line), pieces(found, line));
    let mut hunks = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &texts(expected, &old), &texts(found, &new)) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        if hunks.len() >= most {
            break;
        }
        let (lines, others) = (op.old_range(), op.new_range());
        if lines.len() == others.len() {
            let pairs = lines.zip(others).filter_map(|(line, other)| old.get(line).zip(new.get(other)));
            for (line, other) in pairs {
                refine(expected, line, found, other, word, &mut hunks);
            }
        } else {
            refine(expected, &span(&old, &lines, expected), found, &span(&new, &others, found), word, &mut hunks);
        }
    }
    if hunks.len() > most {
        hunks.truncate(most);
        if let Some(last) = hunks.last_mut() {
            *last = Hunk { expected: last.expected.start..expected.len(), found: last.found.start..found.len() };
        }
    }
    hunks
}

/// The line that the byte of a hunk stands in, and what of it stands before the byte.
#[expect(clippy::string_slice, reason = "hunks begin between letters, and lines behind the ends of others")]
pub fn line_at(text: &str, offset: usize) -> (&str, &str) {
    let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    (text[start..].lines().next().unwrap_or(""), &text[start..offset])
}

/// The differing pieces of two stretches of text.
fn refine(
    expected: &str,
    old: &Range<usize>,
    found: &str,
    new: &Range<usize>,
    word: fn(&str) -> usize,
    hunks: &mut Vec<Hunk>,
) {
    let shift = |range: Range<usize>, by: usize| range.start + by..range.end + by;
    let (before, after) = Hunk { expected: old.clone(), found: new.clone() }.texts(expected, found);
    let (left, right) = (pieces(before, word), pieces(after, word));
    if left.len() + right.len() > MOST_PIECES {
        hunks.push(Hunk { expected: old.clone(), found: new.clone() });
        return;
    }
    for op in capture_diff_slices(Algorithm::Myers, &texts(before, &left), &texts(after, &right)) {
        if !matches!(op, DiffOp::Equal { .. }) {
            hunks.push(Hunk {
                expected: shift(span(&left, &op.old_range(), before), old.start),
                found: shift(span(&right, &op.new_range(), after), new.start),
            });
        }
    }
}

#[expect(clippy::string_slice, reason = "the pieces of a text begin and end between its letters")]
fn texts<'a>(text: &'a str, pieces: &[Range<usize>]) -> Vec<&'a str> {
    pieces.iter().map(|piece| &text[piece.clone()]).collect()
}

/// What some pieces cover; an empty range stands where they would.
fn span(pieces: &[Range<usize>], which: &Range<usize>, text: &str) -> Range<usize> {
    let start = pieces.get(which.start).map_or(text.len(), |piece| piece.start);
    match which.is_empty() {
        true => start..start,
        false => start..pieces.get(which.end - 1).map_or(text.len(), |piece| piece.end),
    }
}

/// Cuts a text into pieces; `length` is that of the first one.
#[expect(clippy::string_slice, reason = "a piece is of whole letters")]
fn pieces(text: &str, length: fn(&str) -> usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = start + length(&text[start..]).max(1);
        pieces.push(start..end);
        start = end;
    }
    pieces
}

fn line(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |end| end + 1)
}

/// A number with its signs (`−1.807,5`), a word, or one other character.
fn word(text: &str) -> usize {
    word_with(text, &['.', ',', '\u{a0}', '\u{202f}'])
}

/// The same, where a comma separates numbers.
fn bare_word(text: &str) -> usize {
    word_with(text, &['.'])
}

fn word_with(text: &str, inner: &[char]) -> usize {
    let mut characters = text.char_indices().peekable();
    let Some((_, first)) = characters.next() else { return 0 };
    let starts_number =
        first.is_ascii_digit() || (first == '−' && characters.peek().is_some_and(|(_, next)| next.is_ascii_digit()));
    let mut end = first.len_utf8();
    if starts_number {
        while let Some((at, c)) = characters.next() {
            let inside = inner.contains(&c);
            let mut digit_follows = || characters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
            if c.is_ascii_digit() || (inside && digit_follows()) {
                end = at + c.len_utf8();
            } else {
                break;
            }
        }
    } else if first.is_alphabetic() {
        for (at, c) in characters.take_while(|(_, c)| c.is_alphanumeric() || *c == '_') {
            end = at + c.len_utf8();
        }
    }
    end
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    /// The differing stretches, `expected → found`.
    fn changes(expected: &str, found: &str) -> Vec<String> {
        let shown = |hunk: &Hunk| format!("{} → {}", &expected[hunk.expected.clone()], &found[hunk.found.clone()]);
        hunks(expected, found, false, 10).iter().map(shown).collect()
    }

    #[test]
    fn a_changed_number_is_shown_whole() {
        assert_eq!(changes("er der 1.807 personer.\n", "er der 1.870 personer.\n"), ["1.807 → 1.870"]);
        assert_eq!(changes("a −12 b", "a 12 b"), ["−12 → 12"]);
        assert_eq!(changes("24 %, 5", "42 %, 5"), ["24 → 42"]);
        assert_eq!(changes("i 2018.", "i 2019."), ["2018 → 2019"]);
        assert_eq!(changes("2018-02,1807,5", "2018-02,1870,5"), ["02,1807,5 → 02,1870,5"]);
        let bare = hunks("2018-02,1807,5", "2018-02,1870,5", true, 10);
        assert_eq!(bare, [Hunk { expected: 8..12, found: 8..12 }]);
    }

    #[test]
    fn several_changes_of_a_line_are_told_apart() {
        let expected = "<data value=\"1807\">1.807</data> og 12\nmere\n";
        let found = "<data value=\"1870\">1.870</data> og 12\nmere\n";
        assert_eq!(changes(expected, found), ["1807 → 1870", "1.807 → 1.870"]);
    }

    #[test]
    fn what_was_added_or_left_out_has_an_empty_side() {
        assert_eq!(changes("a\nb\n", "a\nx\nb\n"), [" → x\n"]);
        assert_eq!(changes("a\nb\n", "a\n"), ["b\n → "]);
        assert_eq!(changes("same\n", "same\n"), Vec::<String>::new());
        assert_eq!(changes("", "new"), [" → new"]);
    }

    #[test]
    fn beyond_the_limit_the_rest_is_one() {
        let expected: String = (0..40).map(|number| format!("line {number}\n")).collect();
        let found: String = (0..40).map(|number| format!("line {}\n", number + 100)).collect();
        let hunks = hunks(&expected, &found, false, 3);
        assert_eq!(hunks.len(), 3);
        assert_eq!(hunks[2].found.end, found.len());
    }
}
