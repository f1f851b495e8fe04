//! How wide the columns of a table are, and how large its letters: no program asks a printer.
//!
//! Each column has room for its longest word, so that no number is broken; what the paper has beside that goes to the
//! columns whose texts are longer. Where the longest words have no room side by side, the letters are smaller, and where
//! the smallest have none on upright paper, it lies across.

use super::{Run, Table};

/// The two sides of the paper in twentieths of a point, and its margin on all sides.
pub const SHORT: usize = 11_906;
pub const LONG: usize = 16_838;
pub const MARGIN: usize = 1134;

/// How the paper lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    Upright,
    Across,
}

impl Paper {
    /// Between the margins.
    pub const fn width(self) -> usize {
        let side = match self {
            Paper::Upright => SHORT,
            Paper::Across => LONG,
        };
        side - 2 * MARGIN
    }
}

/// A look of tables: its style, the height of its letters and of small ones in half points, and what is left free at both
/// sides of a cell in twentieths of a point.
#[derive(Debug, PartialEq, Eq)]
pub struct Look {
    pub style: &'static str,
    pub name: &'static str,
    pub size: usize,
    pub small: usize,
    pub air: usize,
}

/// From the largest to the smallest.
pub const LOOKS: [Look; 3] = [
    Look { style: "Kalends", name: "Kalends", size: 19, small: 16, air: 50 },
    Look { style: "KalendsSmall", name: "Kalends small", size: 16, small: 14, air: 40 },
    Look { style: "KalendsTiny", name: "Kalends tiny", size: 13, small: 12, air: 30 },
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

/// How a table is set.
#[derive(Debug)]
pub struct Laid {
    pub look: &'static Look,
    /// Of its columns in twentieths of a point; together they fill the paper.
    pub widths: Vec<usize>,
    pub paper: Paper,
}

/// How a table is set: in the largest letters that have room upright, else across. One that has no room at all lies across
/// in the smallest ones, and breaks words.
pub fn of(table: &Table) -> Laid {
    let wishes = wishes(table);
    let [_, small @ ..] = &LOOKS;
    let looks = if wishes.len() > MOST_COLUMNS { small } else { LOOKS.as_slice() };
    let on = |paper: Paper| {
        let fits = |look: &&Look| needs(look, &wishes, paper.width()).iter().sum::<usize>() <= paper.width();
        Some((looks.iter().find(fits)?, paper))
    };
    let [.., smallest] = &LOOKS;
    let (look, paper) = on(Paper::Upright).or_else(|| on(Paper::Across)).unwrap_or((smallest, Paper::Across));
    Laid { look, widths: shared(look, &wishes, paper.width()), paper }
}

/// Of a length in thousandths of the height of letters, with the air of a cell.
fn cell(look: &Look, length: usize) -> usize {
    (length * look.size * 10).div_ceil(1000) + 2 * look.air
}

/// What columns cannot do without.
fn needs(look: &Look, wishes: &[Wish], paper: usize) -> Vec<usize> {
    let most = |wish: &Wish| if wish.is_numeric { usize::MAX } else { paper / LONGEST_WORD };
    wishes.iter().map(|wish| cell(look, wish.need).min(most(wish))).collect()
}

fn shared(look: &Look, wishes: &[Wish], paper: usize) -> Vec<usize> {
    let needs = needs(look, wishes, paper);
    let needed: usize = needs.iter().sum();
    if needed > paper {
        return crowded(&needs, wishes, paper);
    }
    let wants: Vec<usize> = wishes.iter().zip(&needs).map(|(wish, need)| cell(look, wish.want).max(*need)).collect();
    let wanted: usize = wants.iter().sum();
    if wanted <= paper {
        return wants.iter().map(|want| want * paper / wanted.max(1)).collect();
    }
    let (spare, lacking) = (paper - needed, wanted - needed);
    needs.iter().zip(&wants).map(|(need, want)| need + (want - need) * spare / lacking).collect()
}

/// The columns of a table without room for all that they cannot do without: words are broken before numbers are.
fn crowded(needs: &[usize], wishes: &[Wish], paper: usize) -> Vec<usize> {
    let sum = |is_numeric: bool| {
        let own = needs.iter().zip(wishes).filter(|(_, wish)| wish.is_numeric == is_numeric);
        own.map(|(need, _)| need).sum::<usize>()
    };
    let (of_words, of_numbers) = (sum(false), sum(true));
    // A column of words keeps a third of what it needs, some five letters.
    let rest = paper.saturating_sub(of_numbers);
    if rest * 3 >= of_words && of_words > 0 {
        let width = |(need, wish): (&usize, &Wish)| if wish.is_numeric { *need } else { need * rest / of_words };
        return needs.iter().zip(wishes).map(width).collect();
    }
    needs.iter().map(|need| need * paper / (of_words + of_numbers).max(1)).collect()
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

/// How wide a letter is in thousandths of its height: no less than in the fonts that Word and its like have, in bold. Where
/// a machine lacks Calibri, wider ones take its place.
fn advance(c: char) -> usize {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' | '\u{a0}' | '/' => 400,
        'f' | 't' | 'r' | '(' | ')' | '-' => 500,
        '0'..='9' => 700,
        'm' | 'w' | 'M' | 'W' | 'æ' | 'Æ' | '%' | '…' | '●' | '◆' | '▼' | '▲' | '○' => 1100,
        c if c.is_uppercase() => 840,
        _ => 720,
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
            let Laid { look, widths, paper } = of(&table(&heads, &[&cells]));
            assert!(widths.iter().sum::<usize>() <= paper.width());
            assert_eq!(widths.len(), columns);
            assert!(widths[1..].iter().all(|width| room(look, *width, amount) >= 0), "{columns}: {look:?} {widths:?}");
        }
    }

    #[test]
    fn letters_are_smaller_only_where_words_have_no_room() {
        let of = |columns: usize, amount: &str| {
            let cells: Vec<&str> = std::iter::repeat_n(amount, columns).collect();
            let Laid { look, paper, .. } = of(&table(&vec!["Name"; columns], &[&cells]));
            (look.style, paper)
        };
        assert_eq!(of(3, "1.234"), ("Kalends", Paper::Upright));
        assert_eq!(of(5, "1.234.567.890.123"), ("KalendsSmall", Paper::Upright));
        assert_eq!(of(7, "1.234"), ("KalendsSmall", Paper::Upright));
        assert_eq!(of(12, "1.234.567"), ("KalendsTiny", Paper::Upright));
        assert_eq!(of(14, "1.234.567"), ("KalendsSmall", Paper::Across));
        assert_eq!(of(17, "1.234.567"), ("KalendsTiny", Paper::Across));
        assert_eq!(of(40, "1.234.567.890"), ("KalendsTiny", Paper::Across));
    }

    #[test]
    fn words_are_broken_before_numbers_are() {
        let long = "Incomprehensibilities";
        let amounts = vec!["1234567890"; 12];
        let cells: Vec<&str> = [long, long, long].into_iter().chain(amounts).collect();
        let mut table = table(&vec!["Name"; 15], &[&cells]);
        table.headings[1].is_numeric = false;
        table.headings[2].is_numeric = false;
        let Laid { look, widths, paper } = of(&table);
        assert_eq!((look.style, paper), ("KalendsTiny", Paper::Across));
        assert!(widths.iter().sum::<usize>() <= paper.width());
        assert!(widths[3..].iter().all(|width| room(look, *width, "1234567890") >= 0), "{widths:?}");
        assert!(widths[..3].iter().all(|width| room(look, *width, long) < 0 && *width > 300), "{widths:?}");
    }

    #[test]
    fn small_letters_are_smaller_than_the_others() {
        assert!(LOOKS.iter().all(|look| look.small < look.size));
        assert!(LOOKS.is_sorted_by(|larger, smaller| larger.size > smaller.size && larger.small > smaller.small));
    }

    #[test]
    fn a_table_without_anything_has_columns_too() {
        let width = Paper::Upright.width();
        assert_eq!(of(&Table::default()).widths, [width]);
        assert_eq!(of(&table(&["A", "B"], &[])).widths, [width / 2, width / 2]);
    }
}
