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
    while let Some(run) = next_run(text, from) {
        from = run.end();
        let counts_headings = is_heading && run.before.is_empty() && run.digits.split('.').all(|part| part.len() <= 2);
        if !run.is_telephone && !counts_headings && !is_part_of_something(&run, lexicon) {
            found.extend(number(&run, lexicon));
        }
    }
    found.extend(spelled_out(text, lexicon));
    found.sort_by_key(|typed| typed.at);
    found
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

/// A run of digits, with the marks that join them, and spaces between thousands; and the text around it.
struct Run<'t> {
    before: &'t str,
    digits: &'t str,
    after: &'t str,
    is_telephone: bool,
}

impl Run<'_> {
    fn end(&self) -> usize {
        self.before.len() + self.digits.len()
    }
}

/// The first one behind `from` bytes of the text.
fn next_run(text: &str, from: usize) -> Option<Run<'_>> {
    let start = from + text.get(from..)?.find(|c: char| c.is_ascii_digit())?;
    let (before, begun) = text.split_at_checked(start)?;
    let telephone = telephone_length(begun);
    let (digits, after) = begun.split_at_checked(telephone.unwrap_or_else(|| run_length(begun)))?;
    Some(Run { before, digits, after, is_telephone: telephone.is_some() })
}

/// How many digits a text begins with, and what stands behind them.
fn leading_digits(text: &str) -> (usize, &str) {
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
    (text.len() - behind.len(), behind)
}

/// The length of the run that `text` begins with.
fn run_length(text: &str) -> usize {
    let mut rest = text;
    let mut groups = 0;
    loop {
        let (count, behind) = leading_digits(rest);
        let thousands = if groups == 0 { (1..=3).contains(&count) } else { count == 3 };
        let mut letters = behind.chars();
        let joint = letters.next();
        let (digits, _) = leading_digits(letters.as_str());
        let joins = match joint {
            Some('.' | ',' | ':' | '/' | '-' | '–' | '\'' | '’') => digits > 0,
            Some(c) if is_space(c) => thousands && digits == 3,
            _ => false,
        };
        if !joins {
            return text.len() - behind.len();
        }
        groups = if joint.is_some_and(is_space) { groups + 1 } else { 0 };
        rest = letters.as_str();
    }
}

/// Whether digits belong to a name, an address, a date or a sign, so that they are no amount.
fn is_part_of_something(run: &Run<'_>, lexicon: &Lexicon) -> bool {
    let Run { before, digits: run, after, .. } = *run;
    let padded = run.strip_prefix('0').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
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
    let begin = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let end = after.split(char::is_whitespace).next().unwrap_or_default();
    let chunk = [begin, run, end].concat();
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
    before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase()
}

/// The word after, in lower case, with a stop or spaces before it.
fn word_after(after: &str) -> String {
    let after = after.trim_start_matches(|c| is_space(c) || c == '.');
    after.chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

fn is_year(run: &str) -> bool {
    run.len() == 4 && (run.starts_with("19") || run.starts_with("20")) && run.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(run: &Run<'_>, lexicon: &Lexicon) -> Option<Typed> {
    let meanings = meanings(run.digits);
    if meanings.is_empty() {
        return None;
    }
    let (unit, length) = unit_behind(run.after, lexicon);
    let (at, end) = (run.before.len(), run.end() + length);
    Some(Typed { at, end, meanings, unit, year: is_year(run.digits), word: false })
}

/// The unit that a text begins with, and where it ends there: `%`, or the word for it.
fn unit_behind(after: &str, lexicon: &Lexicon) -> (Unit, usize) {
    let rest = after.trim_start_matches(is_space);
    let start = after.len() - rest.len();
    if let Some(behind) = rest.strip_prefix('%') {
        return match word_after(&behind.replacen('-', " ", 1)).as_str() {
            "point" | "points" => (Unit::Points, start + 1),
            _ => (Unit::Percent, start + 1),
        };
    }
    let word: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
    let behind = word_after(&rest.trim_start_matches(char::is_alphabetic).replacen('-', " ", 1));
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
        _ => (Unit::Plain, 0),
    }
}

/// What a run of digits can mean. Empty where it is no number: `1.2.3`.
fn meanings(run: &str) -> Vec<Meaning> {
    let groups: Vec<&str> = run.split(|c: char| !c.is_ascii_digit()).collect();
    let joints: Vec<char> = run.chars().filter(|c| !c.is_ascii_digit()).collect();
    let mut meanings = Vec::new();
    let in_thousands = |groups: &[&str], joints: &[char]| {
        let Some((first, others)) = groups.split_first() else { return false };
        first.len() <= 3
            && *first != "0"
            && others.iter().all(|group| group.len() == 3)
            && joints.iter().all(|joint| is_space(*joint) == joints.first().is_some_and(|first| is_space(*first)))
            && joints.iter().all(|joint| is_space(*joint) || Some(joint) == joints.first())
    };
    let Some((last, whole)) = groups.split_last() else { return meanings };
    if joints.is_empty() || in_thousands(&groups, &joints) {
        meanings.extend(meaning(&groups.concat(), ""));
    }
    if let Some((point, before)) = joints.split_last().filter(|(point, _)| matches!(point, '.' | ','))
        && (before.is_empty() || (in_thousands(whole, before) && before.first() != Some(point)))
    {
        meanings.extend(meaning(&whole.concat(), last));
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

/// The length of the telephone number that a text begins with: three or more numbers of at least two digits, with one
/// space between them. A number with spaces between its thousands is not one.
fn telephone_length(text: &str) -> Option<usize> {
    let (mut rest, mut lengths) = (text, Vec::new());
    loop {
        let (length, behind) = leading_digits(rest);
        if length < 2 {
            break;
        }
        lengths.push(length);
        rest = behind;
        let Some(next) = rest.strip_prefix(is_space) else { break };
        rest = next;
    }
    let in_thousands = lengths.iter().skip(1).all(|length| *length == 3);
    (lengths.len() >= 3 && !in_thousands).then_some(text.len() - rest.len())
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
    let is_sign = |c: char| !c.is_alphanumeric() && !matches!(c, '-' | '\'' | '’');
    let mut words = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(is_sign) {
        let word = piece.trim_end_matches(is_sign);
        if !word.is_empty() {
            words.push((at, word));
        }
        at += piece.len();
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
