//! Running text → the numbers that are typed in it, in Danish and English spelling.
//!
//! Left alone is what is no amount: dates, times, years, ranges, ordinals, numbers of sections and figures, versions,
//! telephone numbers, parts of names and addresses.

use crate::model::Decimal;
use crate::narrative::prose::MARK;

/// A number in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    /// Where it begins and ends, in bytes; its unit sign is part of it.
    pub at: usize,
    pub end: usize,
    /// What it can mean: `1.807` is a thousand and more, or less than two.
    pub meanings: Vec<Meaning>,
    pub unit: Unit,
    /// It could be a year.
    pub year: bool,
    /// It is a word: `three`.
    pub word: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meaning {
    pub value: Decimal,
    /// As many as were typed.
    pub decimals: u32,
    /// Digits that tell it from other numbers, without zeros at either end of a whole number.
    pub significant: usize,
}

/// The unit behind a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Plain,
    Percent,
    Points,
}

const MONTHS: [&str; 40] = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
    "january",
    "february",
    "march",
    "may",
    "june",
    "july",
    "october",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "okt",
    "oct",
    "nov",
    "dec",
    "mandag",
    "tirsdag",
    "onsdag",
    "torsdag",
    "fredag",
    "monday",
    "tuesday",
    "friday",
];

/// Words that name what has the number behind them, or what day and hour it is.
const NAMING: [&str; 62] = [
    "figur", "figure", "fig", "graf", "tabel", "table", "chart", "diagram", "afsnit", "section", "kapitel", "chapter",
    "side", "page", "s", "p", "version", "v", "nr", "no", "nummer", "number", "punkt", "pkt", "item", "bilag",
    "appendix", "annex", "trin", "step", "uge", "week", "kl", "klokken", "stk", "kvartal", "quarter", "q", "type",
    "rum", "room", "bygning", "building", "tlf", "telefon", "phone", "tel", "fase", "phase", "niveau", "level",
    "grade", "klasse", "class", "den", "d", "lokal", "ext", "model", "sag", "case", "fodnote",
];

const WORDS: [(&str, &str, i64); 11] = [
    ("to", "two", 2),
    ("tre", "three", 3),
    ("fire", "four", 4),
    ("fem", "five", 5),
    ("seks", "six", 6),
    ("syv", "seven", 7),
    ("otte", "eight", 8),
    ("ni", "nine", 9),
    ("ti", "ten", 10),
    ("elleve", "eleven", 11),
    ("tolv", "twelve", 12),
];

/// The numbers of `text`, in order. `is_heading` says that a number at its beginning counts headings.
pub fn numbers(text: &str, is_heading: bool) -> Vec<Typed> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(|c: char| c.is_ascii_digit()).map(|at| from + at) {
        if let Some(end) = telephone_end(text, at) {
            from = end;
            continue;
        }
        let run = run_end(text, at);
        from = run;
        let counts_headings = is_heading && at == 0 && text[..run].split('.').all(|part| part.len() <= 2);
        if !counts_headings && !is_part_of_something(text, at, run) {
            found.extend(number(text, at, run));
        }
    }
    found.extend(spelled_out(text));
    found.sort_by_key(|typed| typed.at);
    found
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

/// Where a run of digits ends that begins at `at`: with the marks that join them, and spaces between thousands.
fn run_end(text: &str, at: usize) -> usize {
    let mut end = at;
    let mut groups = 0;
    let digits = |from: usize| text[from..].chars().take_while(char::is_ascii_digit).count();
    loop {
        let count = digits(end);
        end += count;
        let thousands = if groups == 0 { (1..=3).contains(&count) } else { count == 3 };
        let Some(joint) = text[end..].chars().next() else { return end };
        let next = end + joint.len_utf8();
        let joins = match joint {
            '.' | ',' | ':' | '/' | '-' | '–' | '\'' | '’' => digits(next) > 0,
            c if is_space(c) => thousands && digits(next) == 3,
            _ => false,
        };
        if !joins {
            return end;
        }
        groups = if is_space(joint) { groups + 1 } else { 0 };
        end = next;
    }
}

/// Whether digits belong to a name, an address, a date or a sign, so that they are no amount.
fn is_part_of_something(text: &str, at: usize, end: usize) -> bool {
    let run = &text[at..end];
    let (before, after) = (&text[..at], &text[end..]);
    let padded = run.starts_with('0') && run[1..].starts_with(|c: char| c.is_ascii_digit());
    if padded || run.contains([':', '/', '-', '–']) {
        return true;
    }
    let last = before.chars().next_back();
    if last.is_some_and(|c| {
        c.is_alphanumeric() || matches!(c, '_' | '#' | '§' | '@' | '/' | '.' | ',' | '+' | '=' | '$' | MARK)
    }) {
        return true;
    }
    let mut following = after.chars();
    let (first, second) = (following.next(), following.next());
    if first.is_some_and(|c| c.is_alphabetic() || matches!(c, '_' | '/' | '@' | '°' | '‰' | '=' | '*'))
        || (matches!(first, Some('-' | '–')) && second.is_some_and(|c| c.is_alphanumeric() || c == MARK))
    {
        return true;
    }
    // `COVID-19`, and the end of a range whose beginning is a figure.
    if matches!(last, Some('-' | '–'))
        && before.trim_end_matches(['-', '–']).ends_with(|c: char| c.is_alphanumeric() || c == MARK)
    {
        return true;
    }
    let chunk_start = before.trim_end_matches(|c: char| !c.is_whitespace()).len();
    let chunk_end = after.find(char::is_whitespace).map_or(text.len(), |space| end + space);
    let chunk = &text[chunk_start..chunk_end];
    if chunk.contains("://") || chunk.contains('@') || chunk.starts_with("www.") || chunk.contains('\\') {
        return true;
    }
    let named = word_before(before);
    let following = word_after(after);
    let is_short = run.len() <= 2;
    let is_month = |word: &str| MONTHS.contains(&word);
    // `1. februar`, `1 February`, `February 1`, `4. kvartal`, `3. generation`.
    let counted = |rest: &str| {
        rest.starts_with(is_space)
            && rest.trim_start_matches(is_space).starts_with(|c: char| c.is_lowercase() || c == MARK)
    };
    let ordinal = is_short && after.strip_prefix('.').is_some_and(counted);
    let dated = is_month(&following) && is_short || is_month(&named) && (is_short || is_year(run));
    let numbered = before.trim_end_matches(is_space).ends_with(['§', '#', '№']);
    ordinal || dated || numbered || NAMING.contains(&named.as_str())
}

/// The word before, in lower case, without the stop of an abbreviation.
fn word_before(before: &str) -> String {
    let before = before.trim_end_matches(|c| is_space(c) || c == '.');
    let start = before
        .rfind(|c: char| !c.is_alphabetic())
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    before[start..].to_lowercase()
}

/// The word after, in lower case, with a stop or spaces before it.
fn word_after(after: &str) -> String {
    let after = after.trim_start_matches(|c| is_space(c) || c == '.');
    after.chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

fn is_year(run: &str) -> bool {
    run.len() == 4 && (run.starts_with("19") || run.starts_with("20")) && run.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(text: &str, at: usize, end: usize) -> Option<Typed> {
    let run = &text[at..end];
    let meanings = meanings(run);
    if meanings.is_empty() {
        return None;
    }
    let (unit, end) = unit_behind(text, end);
    Some(Typed { at, end, meanings, unit, year: is_year(run), word: false })
}

/// `%`, or the word for it.
fn unit_behind(text: &str, end: usize) -> (Unit, usize) {
    let rest = &text[end..];
    let rest = rest.trim_start_matches(is_space);
    let start = text.len() - rest.len();
    if let Some(behind) = rest.strip_prefix('%') {
        return match word_after(&behind.replacen('-', " ", 1)).as_str() {
            "point" | "points" => (Unit::Points, start + 1),
            _ => (Unit::Percent, start + 1),
        };
    }
    let word: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
    let behind = word_after(&rest[word.len()..].replacen('-', " ", 1));
    match word.to_lowercase().as_str() {
        "procentpoint" | "pp" => (Unit::Points, start + word.len()),
        "percentage" if behind.starts_with("point") => (Unit::Points, start + word.len()),
        "pct" | "procent" | "percent" if behind.starts_with("point") => (Unit::Points, start + word.len()),
        "pct" | "procent" | "percent" => (Unit::Percent, start + word.len()),
        "per" if behind == "cent" => (Unit::Percent, start + rest.find("cent").map_or(0, |at| at + 4)),
        _ => (Unit::Plain, end),
    }
}

/// What a run of digits can mean. Empty where it is no number: `1.2.3`.
fn meanings(run: &str) -> Vec<Meaning> {
    let groups: Vec<&str> = run.split(|c: char| !c.is_ascii_digit()).collect();
    let joints: Vec<char> = run.chars().filter(|c| !c.is_ascii_digit()).collect();
    let mut meanings = Vec::new();
    let in_thousands = |groups: &[&str], joints: &[char]| {
        groups[0].len() <= 3
            && groups[0] != "0"
            && groups[1..].iter().all(|group| group.len() == 3)
            && joints.iter().all(|joint| is_space(*joint) == joints.first().is_some_and(|first| is_space(*first)))
            && joints.iter().all(|joint| is_space(*joint) || Some(joint) == joints.first())
    };
    let Some(last) = groups.last() else { return meanings };
    if joints.is_empty() || in_thousands(&groups, &joints) {
        meanings.extend(meaning(&groups.concat(), ""));
    }
    if let Some(point) = joints.last().filter(|point| matches!(point, '.' | ',')) {
        let (whole, before) = (&groups[..groups.len() - 1], &joints[..joints.len() - 1]);
        if before.is_empty() || (in_thousands(whole, before) && before.first() != Some(point)) {
            meanings.extend(meaning(&whole.concat(), last));
        }
    }
    meanings
}

fn meaning(whole: &str, fraction: &str) -> Option<Meaning> {
    let value = if fraction.is_empty() { whole.parse() } else { format!("{whole}.{fraction}").parse() }.ok()?;
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    let digits = if fraction.is_empty() { digits.trim_end_matches('0') } else { digits };
    Some(Meaning { value, decimals: u32::try_from(fraction.len()).ok()?, significant: digits.len() })
}

/// The end of a telephone number that begins at `at`: three or more numbers of at least two digits, with one space
/// between them. A number with spaces between its thousands is not one.
fn telephone_end(text: &str, at: usize) -> Option<usize> {
    let (mut end, mut lengths) = (at, Vec::new());
    loop {
        let length = text[end..].bytes().take_while(u8::is_ascii_digit).count();
        if length < 2 {
            break;
        }
        lengths.push(length);
        end += length;
        match text[end..].chars().next().filter(|c| is_space(*c)) {
            Some(space) => end += space.len_utf8(),
            None => break,
        }
    }
    let in_thousands = lengths.iter().skip(1).all(|length| *length == 3);
    (lengths.len() >= 3 && !in_thousands).then_some(end)
}

/// The words from two to twelve; one is more often an article.
fn spelled_out(text: &str) -> Vec<Typed> {
    let mut found = Vec::new();
    for (at, word) in words(text) {
        let word_lower = word.to_lowercase();
        let known = WORDS.iter().find(|(danish, english, _)| word_lower == *danish || word_lower == *english);
        if let Some((.., value)) = known {
            let meanings = vec![Meaning { value: Decimal::from(*value), decimals: 0, significant: 1 }];
            found.push(Typed { at, end: at + word.len(), meanings, unit: Unit::Plain, year: false, word: true });
        }
    }
    found
}

/// The words of a text, each with the byte where it begins. A hyphen is part of a word.
pub fn words(text: &str) -> Vec<(usize, &str)> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’');
    let mut words = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(is_word).map(|at| from + at) {
        let end = text[start..].find(|c| !is_word(c)).map_or(text.len(), |at| start + at);
        words.push((start, &text[start..end]));
        from = end;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found: Vec<Typed> = numbers(text, false).into_iter().filter(|typed| !typed.year).collect();
        let told = |typed: &Typed| {
            let values: Vec<String> = typed.meanings.iter().map(|meaning| meaning.value.to_string()).collect();
            let unit = match typed.unit {
                Unit::Plain => "",
                Unit::Percent => "%",
                Unit::Points => "pp",
            };
            format!("{}{unit}", values.join("|"))
        };
        assert_eq!(found.iter().map(told).collect::<Vec<_>>().join(" "), expected, "{text}");
    }

    #[test]
    fn amounts_are_read_in_both_spellings() {
        check("der er 1.807 nu", "1807|1.807");
        check("there are 1,807 now", "1807|1.807");
        check("der er 1 807 nu", "1807");
        check("der er 1\u{a0}234\u{a0}567,5 nu", "1234567.5");
        check("1.234.567 and 1,234,567.89", "1234567 1234567.89");
        check("24 % og 24%, 0,5 pct., 12 procentpoint", "24% 24% 0.5% 12pp");
        check("24 percent, 3 percentage points, 5 per cent, 1 pp", "24% 3pp 5% 1pp");
        check("(1807), 1807. Det", "1807 1807");
        check("tre personer, three persons", "3 3");
        check("−12 personer", "12");
    }

    #[test]
    fn what_is_no_amount_is_left_alone() {
        for text in [
            "1. februar 2018",
            "February 1, 2018",
            "1 February",
            "2018-02-01 og 1/2-2018",
            "kl. 12.30 og 12:30",
            "4. kvartal",
            "Figur 3 og Table 12",
            "afsnit 2.1, side 14",
            "version 1.2.3 og v2.0",
            "10-12 dage",
            "COVID-19, B12, 4G, 12-årige",
            "tlf. 38 66 50 00",
            "+4538665000",
            "38 66 50 00",
            "den 1. i måneden",
            "https://a.example/1807",
            "a1807@b.example",
            "007",
            "§ 12, nr. 49",
        ] {
            check(text, "");
        }
        assert!(numbers("2.1 Om tallene", true).is_empty());
        assert!(numbers("I 2018", false)[0].year);
    }

    #[test]
    fn no_text_is_too_strange_to_be_read() {
        let mark = MARK.to_string();
        let parts =
            ["1", "12.", "2018", ",", " ", "\u{a0}", "%", "æ", "-", "–", "‰", "pct", "per cent", "/", &mark, "’", "0"];
        for a in parts {
            for b in parts {
                for c in parts {
                    for d in parts {
                        let text = format!("{a}{b}{c}{d}");
                        for typed in numbers(&text, false) {
                            assert!(text.get(typed.at..typed.end).is_some_and(|typed| !typed.is_empty()), "{text:?}");
                        }
                    }
                }
            }
        }
    }
}
