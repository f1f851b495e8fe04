//! Running text → the numbers that are typed in it, with either decimal sign and in the words of its language.
//!
//! Left alone is what is no amount: dates, times, years, ranges, ordinals, numbers of sections and figures, versions,
//! telephone numbers, parts of names and addresses.

use crate::l10n::{self, Lexicon};
use crate::model::Decimal;
use crate::model::language::Language;
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

/// The numbers of `text`, in order. `is_heading` says that a number at its beginning counts headings.
pub fn numbers(text: &str, is_heading: bool, language: Language) -> Vec<Typed> {
    let lexicon = l10n::lexicon(language);
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
        if !counts_headings && !is_part_of_something(text, at, run, lexicon) {
            found.extend(number(text, at, run, lexicon));
        }
    }
    found.extend(spelled_out(text, lexicon));
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
fn is_part_of_something(text: &str, at: usize, end: usize, lexicon: &Lexicon) -> bool {
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
    let is_month = |word: &str| lexicon.months_and_days.holds(word);
    // `1. februar`, `1 February`, `February 1`, `4. kvartal`, `3. generation`.
    let counted = |rest: &str| {
        rest.starts_with(is_space)
            && rest.trim_start_matches(is_space).starts_with(|c: char| c.is_lowercase() || c == MARK)
    };
    let ordinal = is_short && after.strip_prefix('.').is_some_and(counted);
    let dated = is_month(&following) && is_short || is_month(&named) && (is_short || is_year(run));
    let numbered = before.trim_end_matches(is_space).ends_with(['§', '#', '№']);
    ordinal || dated || numbered || lexicon.naming.holds(&named)
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

fn number(text: &str, at: usize, end: usize, lexicon: &Lexicon) -> Option<Typed> {
    let run = &text[at..end];
    let meanings = meanings(run);
    if meanings.is_empty() {
        return None;
    }
    let (unit, end) = unit_behind(text, end, lexicon);
    Some(Typed { at, end, meanings, unit, year: is_year(run), word: false })
}

/// `%`, or the word for it.
fn unit_behind(text: &str, end: usize, lexicon: &Lexicon) -> (Unit, usize) {
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
    let lower = word.to_lowercase();
    let before_points = lexicon.percent_before_points.holds(&lower) && behind.starts_with("point");
    if before_points || lexicon.points.holds(&lower) {
        return (Unit::Points, start + word.len());
    }
    if lexicon.percent.holds(&lower) {
        return (Unit::Percent, start + word.len());
    }
    match lexicon.percent_in_two {
        Some((first, second)) if lower == first && behind == second => {
            (Unit::Percent, start + rest.find(second).map_or(0, |at| at + second.len()))
        }
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

/// The words from two on.
fn spelled_out(text: &str, lexicon: &Lexicon) -> Vec<Typed> {
    let mut found = Vec::new();
    for (at, word) in words(text) {
        if let Some(index) = lexicon.numbers_from_two.place(&word.to_lowercase()) {
            let meanings = vec![Meaning { value: Decimal::from(index + 2), decimals: 0, significant: 1 }];
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
    fn check(text: &str, language: Language, expected: &str) {
        let found: Vec<Typed> = numbers(text, false, language).into_iter().filter(|typed| !typed.year).collect();
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
        for language in Language::ALL {
            check("1.807 1,807", language, "1807|1.807 1807|1.807");
            check("1 807 nu", language, "1807");
            check("1\u{a0}234\u{a0}567,5 nu", language, "1234567.5");
            check("1.234.567 and 1,234,567.89", language, "1234567 1234567.89");
            check("(1807), 1807. Det", language, "1807 1807");
            check("−12 personer", language, "12");
        }
    }

    #[test]
    fn words_are_read_in_the_language_of_the_text() {
        check("24 % og 24%, 0,5 pct., 12 procentpoint", Language::Da, "24% 24% 0.5% 12pp");
        check("24 percent, 3 percentage points, 5 per cent, 1 pp", Language::En, "24% 3pp 5% 1pp");
        check("tre personer", Language::Da, "3");
        check("three persons", Language::En, "3");
        check("from two to ten persons on fire", Language::En, "2 10");
        check("ti til tolv dage", Language::Da, "10 12");
    }

    #[test]
    fn what_is_no_amount_is_left_alone() {
        for text in [
            "1. februar 2018",
            "kl. 12.30 og 12:30",
            "Figur 3 og tabel 12",
            "afsnit 2.1, side 14",
            "tlf. 38 66 50 00",
            "den 1. i måneden",
            "§ 12, nr. 49",
        ] {
            check(text, Language::Da, "");
        }
        for text in ["February 1, 2018", "1 February", "Figure 3 and Table 12", "section 2.1, page 14"] {
            check(text, Language::En, "");
        }
        for text in [
            "2018-02-01 og 1/2-2018",
            "4. kvartal",
            "version 1.2.3 og v2.0",
            "10-12 dage",
            "COVID-19, B12, 4G, 12-årige",
            "+4538665000",
            "38 66 50 00",
            "https://a.example/1807",
            "a1807@b.example",
            "007",
        ] {
            for language in Language::ALL {
                check(text, language, "");
            }
        }
        assert!(numbers("2.1 Om tallene", true, Language::Da).is_empty());
        assert!(numbers("I 2018", false, Language::Da)[0].year);
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
                        for typed in Language::ALL.into_iter().flat_map(|language| numbers(&text, false, language)) {
                            assert!(text.get(typed.at..typed.end).is_some_and(|typed| !typed.is_empty()), "{text:?}");
                        }
                    }
                }
            }
        }
    }
}
