//! How wide the columns of a table are, and how large its letters: no program asks a printer.
//!
//! Each column has room for its longest word, so that no number is broken; what the paper has beside that goes to the
//! columns whose texts are longer. Where the longest words have no room side by side, the letters are smaller.

use super::{Run, Table, WIDTH};

/// A look of tables: its style, the height of its letters in half points, and what is left free at both sides of a cell
/// in twentieths of a point.
#[derive(Debug, PartialEq, Eq)]
pub struct Look {
    pub style: &'static str,
    pub name: &'static str,
    pub size: usize,
    pub air: usize,
}

/// From the largest to the smallest.
pub const LOOKS: [Look; 3] = [
    Look { style: "Kalends", name: "Kalends", size: 19, air: 50 },
    Look { style: "KalendsSmall", name: "Kalends small", size: 16, air: 40 },
    Look { style: "KalendsTiny", name: "Kalends tiny", size: 13, air: 30 },
];

/// Tables with more columns are set smaller.
const MOST_COLUMNS: usize = 6;
/// A word that is wider than this share of the paper may be broken, unless it is a number.
const LONGEST_WORD: usize = 4;
/// Longer texts wrap, in thousandths of the height of letters: some 28 and 14 letters.
const LONG_TEXT: usize = 15_400;
const LONG_HEADING: usize = 7_700;
/// The least for a column, such as that of a small drawing: some five letters.
const LEAST: usize = 2_750;

/// What a column needs and what it would like to have, in thousandths of the height of letters.
#[derive(Debug, Clone, Copy, Default)]
struct Wish {
    need: usize,
    want: usize,
    is_numeric: bool,
}

/// The look of a table, and the widths of its columns in twentieths of a point, which fill the paper.
pub fn of(table: &Table) -> (&'static Look, Vec<usize>) {
    let wishes = wishes(table);
    let looks = if wishes.len() > MOST_COLUMNS { &LOOKS[1..] } else { &LOOKS[..] };
    let fits = |look: &&Look| needs(look, &wishes).iter().sum::<usize>() <= WIDTH;
    let look = looks.iter().find(fits).unwrap_or(&LOOKS[2]);
    (look, shared(look, &wishes))
}

/// Of a length in thousandths of the height of letters, with the air of a cell.
fn cell(look: &Look, length: usize) -> usize {
    (length * look.size * 10).div_ceil(1000) + 2 * look.air
}

/// What columns cannot do without.
fn needs(look: &Look, wishes: &[Wish]) -> Vec<usize> {
    let most = |wish: &Wish| if wish.is_numeric { usize::MAX } else { WIDTH / LONGEST_WORD };
    wishes.iter().map(|wish| cell(look, wish.need).min(most(wish))).collect()
}

fn shared(look: &Look, wishes: &[Wish]) -> Vec<usize> {
    let needs = needs(look, wishes);
    let needed: usize = needs.iter().sum();
    if needed > WIDTH {
        return needs.iter().map(|need| need * WIDTH / needed).collect();
    }
    let wants: Vec<usize> = wishes.iter().zip(&needs).map(|(wish, need)| cell(look, wish.want).max(*need)).collect();
    let wanted: usize = wants.iter().sum();
    if wanted <= WIDTH {
        return wants.iter().map(|want| want * WIDTH / wanted.max(1)).collect();
    }
    let (spare, lacking) = (WIDTH - needed, wanted - needed);
    needs.iter().zip(&wants).map(|(need, want)| need + (want - need) * spare / lacking).collect()
}

fn wishes(table: &Table) -> Vec<Wish> {
    let count = table.rows.iter().map(|row| row.cells.len()).chain([table.headings.len()]).max().unwrap_or(0).max(1);
    let of_column = |index: usize| {
        let heading = table.headings.get(index);
        let mut wish = Wish { need: LEAST, want: LEAST, is_numeric: heading.is_some_and(|of| of.is_numeric) };
        let cells = table.rows.iter().filter_map(|row| row.cells.get(index)).flat_map(|cell| &cell.paragraphs);
        let texts = cells.map(|runs| (runs, LONG_TEXT)).chain(heading.map(|of| (&of.runs, LONG_HEADING)));
        for (runs, most) in texts {
            let (longest, all) = lengths(runs);
            wish.need = wish.need.max(longest);
            wish.want = wish.want.max(all.min(most)).max(longest);
        }
        wish
    };
    (0..count).map(of_column).collect()
}

/// The length of the longest word of a paragraph, and of all of it.
fn lengths(runs: &[Run]) -> (usize, usize) {
    let (mut longest, mut all, mut word) = (0, 0, 0);
    for run in runs {
        match run {
            Run::Text(text) => {
                for c in text.text.chars() {
                    let wide = advance(c);
                    all += wide;
                    word = if c == ' ' { 0 } else { word + wide };
                    longest = longest.max(word);
                }
            }
            Run::Number { number, .. } => {
                let wide: usize = number.chars().map(advance).sum();
                all += wide;
                word += wide;
            }
            Run::Note(_) => {
                all += 400;
                word += 400;
            }
            Run::Break | Run::Picture(_) => word = 0,
        }
        longest = longest.max(word);
    }
    (longest, all)
}

/// How wide a letter is in thousandths of its height: no less than in the fonts that Word and its like have, in bold.
fn advance(c: char) -> usize {
    match c {
        'i' | 'j' | 'l' | 'f' | 't' | 'r' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' | '\u{a0}' | '(' | ')'
        | '-' | '/' => 390,
        '0'..='9' => 600,
        'm' | 'w' | 'M' | 'W' | 'æ' | 'Æ' | '%' | '…' | '●' | '◆' | '▼' | '▲' | '○' => 950,
        c if c.is_uppercase() => 750,
        _ => 630,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Cell, Heading, Row, plain};
    use super::*;

    fn table(headings: &[&str], rows: &[&[&str]]) -> Table {
        let heading = |(index, text): (usize, &&str)| Heading { runs: vec![plain(*text)], is_numeric: index > 0 };
        let cell = |text: &&str| Cell { paragraphs: vec![vec![plain(*text)]], ..Cell::default() };
        let row = |cells: &&[&str]| Row { cells: cells.iter().map(cell).collect(), ..Row::default() };
        Table {
            headings: headings.iter().enumerate().map(heading).collect(),
            rows: rows.iter().map(row).collect(),
            ..Table::default()
        }
    }

    /// How much wider than the amount the column is in which it stands.
    fn room(look: &Look, width: usize, text: &str) -> i64 {
        let amount: usize = text.chars().map(|_| 600).sum::<usize>() * look.size / 100;
        i64::try_from(width).unwrap_or(0) - i64::try_from(amount + 2 * look.air).unwrap_or(0)
    }

    #[test]
    fn every_column_has_room_for_its_longest_number() {
        let long = "Patients who waited for their first consultation for more than thirty days after referral";
        for columns in [2_usize, 6, 8, 12, 14] {
            let amount = "1234567";
            let cells: Vec<&str> = std::iter::once(long).chain(std::iter::repeat_n(amount, columns - 1)).collect();
            let heads: Vec<&str> =
                std::iter::once("Figure").chain(std::iter::repeat_n("Feb 2018", columns - 1)).collect();
            let (look, widths) = of(&table(&heads, &[&cells]));
            assert!(widths.iter().sum::<usize>() <= WIDTH);
            assert_eq!(widths.len(), columns);
            assert!(widths[1..].iter().all(|width| room(look, *width, amount) >= 0), "{columns}: {look:?} {widths:?}");
        }
    }

    #[test]
    fn letters_are_smaller_only_where_words_have_no_room() {
        let of = |columns: usize, amount: &str| {
            let cells: Vec<&str> = std::iter::repeat_n(amount, columns).collect();
            of(&table(&vec!["Name"; columns], &[&cells])).0.style
        };
        assert_eq!(of(3, "1.234"), "Kalends");
        assert_eq!(of(6, "1.234.567.890.123"), "KalendsSmall");
        assert_eq!(of(7, "1.234"), "KalendsSmall");
        assert_eq!(of(13, "1.234.567"), "KalendsTiny");
        assert_eq!(of(40, "1.234.567.890"), "KalendsTiny");
    }

    #[test]
    fn a_table_without_anything_has_columns_too() {
        assert_eq!(of(&Table::default()).1, [WIDTH]);
        let (_, widths) = of(&table(&["A", "B"], &[]));
        assert_eq!(widths, [WIDTH / 2, WIDTH / 2]);
    }
}
