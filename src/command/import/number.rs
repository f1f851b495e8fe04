//! The text of a cell → an exact number, for both decimal marks, without guessing which it is.
//!
//! `1.234` means two things. All amounts of an extract are looked at first: one `1.234,5` or `0,25` among them settles
//! the mark for all. Where nothing settles it, such a text is a fault: neither the language nor the separator of the
//! extract is taken as a hint.

use crate::model::Decimal;
use crate::model::imports::Mark;

/// A number, and whether it was written as a share (`24 %` is 0.24).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    pub amount: Decimal,
    pub is_share: bool,
}

/// Why a text is not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoNumber {
    /// It is not a number with either mark, or not with the one that is settled.
    Other,
    /// It is another number with the other mark.
    Ambiguous,
}

/// Marks between thousands, besides the one of point and comma that is not the decimal mark.
const SPACES: [char; 5] = [' ', '\u{a0}', '\u{202f}', '\'', '\u{2019}'];

/// A number of digits alone, which most are; `None` for any other text.
fn digits(text: &str) -> Option<i64> {
    let is_short = (1..=18).contains(&text.len());
    (is_short && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// The mark that `text` can only have been written with, if it is a number and says so.
pub fn settles(text: &str) -> Option<Mark> {
    if digits(text).is_some() {
        return None;
    }
    let reads = |mark| read(text, Some(mark)).is_ok();
    match (reads(Mark::Point), reads(Mark::Comma)) {
        (true, false) => Some(Mark::Point),
        (false, true) => Some(Mark::Comma),
        _ => None,
    }
}

/// Reads a number whose decimal mark is `mark`, if that is settled.
pub fn read(text: &str, mark: Option<Mark>) -> Result<Number, NoNumber> {
    if let Some(whole) = digits(text) {
        return Ok(Number { amount: Decimal::from(whole), is_share: false });
    }
    let Some(mark) = mark else {
        return match (read(text, Some(Mark::Point)), read(text, Some(Mark::Comma))) {
            (Ok(point), Ok(comma)) if point != comma => Err(NoNumber::Ambiguous),
            (Ok(number), _) | (_, Ok(number)) => Ok(number),
            _ => Err(NoNumber::Other),
        };
    };
    plain(text, mark).ok_or(NoNumber::Other)
}

const MINUS: [char; 2] = ['-', '\u{2212}'];

/// A text without its per cent sign, and whether it has one.
fn percent(text: &str) -> (&str, bool) {
    text.strip_suffix('%').map_or((text, false), |text| (text.trim_end(), true))
}

fn plain(text: &str, mark: Mark) -> Option<Number> {
    let text = text.trim();
    // Accounts write what is below zero in brackets, and some programs write the sign behind.
    let in_brackets = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    let (text, is_share) = percent(in_brackets.unwrap_or(text).trim());
    let before = text.strip_prefix(MINUS);
    let behind = || text.strip_suffix(MINUS).map(str::trim_end);
    let (text, is_share_behind) = percent(before.or_else(behind).unwrap_or(text));
    if is_share && is_share_behind {
        return None;
    }
    let is_share = is_share || is_share_behind;
    let is_negative = match (in_brackets.is_some(), before.is_some() || behind().is_some()) {
        (true, true) => return None,
        (in_brackets, has_sign) => in_brackets || has_sign,
    };
    let digits = if is_negative { text } else { text.strip_prefix('+').unwrap_or(text) };
    let (decimal, other) = match mark {
        Mark::Point => ('.', ','),
        Mark::Comma => (',', '.'),
    };
    let (whole, fraction) = match digits.split_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.is_some_and(|fraction| !all_digits(fraction)) {
        return None;
    }
    let mut plain = String::from(if is_negative { "-" } else { "" });
    match whole.chars().find(|c| *c == other || SPACES.contains(c)) {
        None if all_digits(whole) => plain.push_str(whole),
        None => return None,
        Some(between) => {
            let groups: Vec<&str> = whole.split(between).collect();
            let (first, rest) = groups.split_first()?;
            let is_grouped = all_digits(first)
                && first.len() <= 3
                && !first.starts_with('0')
                && rest.iter().all(|group| group.len() == 3 && all_digits(group));
            if !is_grouped {
                return None;
            }
            plain.extend(groups);
        }
    }
    if let Some(fraction) = fraction {
        plain.push('.');
        plain.push_str(fraction);
    }
    // More digits than an exact number holds would be rounded.
    let amount = (plain.len() <= 28).then(|| plain.parse::<Decimal>().ok()).flatten()?;
    let amount = if is_share { amount.checked_div(Decimal::ONE_HUNDRED)? } else { amount };
    // Minus zero is zero.
    let amount = if amount.is_zero() { Decimal::ZERO } else { amount.normalize() };
    Some(Number { amount, is_share })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, mark: Option<Mark>, expected: Result<&str, NoNumber>) {
        let read = read(text, mark).map(|number| number.amount.to_string());
        assert_eq!(read, expected.map(str::to_owned), "{text}");
    }

    #[test]
    fn a_number_is_the_same_in_both_languages_or_not_settled() {
        check("1807", None, Ok("1807"));
        check("-1807", None, Ok("-1807"));
        check("\u{2212}12,5", None, Ok("-12.5"));
        check("1.234", None, Err(NoNumber::Ambiguous));
        check("1,234", None, Err(NoNumber::Ambiguous));
        check("-1,234", None, Err(NoNumber::Ambiguous));
        check("1.234", Some(Mark::Comma), Ok("1234"));
        check("1.234", Some(Mark::Point), Ok("1.234"));
        check("0.125", None, Ok("0.125"));
        check("1.234,5", None, Ok("1234.5"));
        check("1,234.50", None, Ok("1234.5"));
        check("1.234.567", None, Ok("1234567"));
        check("1 234 567,25", None, Ok("1234567.25"));
        check("1\u{a0}234", None, Ok("1234"));
        check("1'234.5", None, Ok("1234.5"));
        check("24 %", None, Ok("0.24"));
        check("24,5%", None, Ok("0.245"));
        check("-0", None, Ok("0"));
        check("(1,234.5)", None, Ok("-1234.5"));
        check("(12)", None, Ok("-12"));
        check("12,5-", None, Ok("-12.5"));
        check("12 %-", None, Ok("-0.12"));
        check("(3 %)", None, Ok("-0.03"));
    }

    #[test]
    fn what_is_no_number_stays_none() {
        for text in [
            "",
            "%",
            "-",
            "1e3",
            "12.34.5",
            "1.23,4.5",
            "1,23,4",
            "(-12)",
            "-12-",
            "(12",
            "()",
            "12 % %",
            "--12",
            "12 kr.",
            "0x1F",
            "NaN",
            "٣",
            "1..2",
            "12345678901234567890123456789",
        ] {
            check(text, None, Err(NoNumber::Other));
        }
        check("12,5", Some(Mark::Point), Err(NoNumber::Other));
        check("0,125", Some(Mark::Point), Err(NoNumber::Other));
    }

    #[test]
    fn some_numbers_settle_the_mark_of_all() {
        assert_eq!(settles("12,5"), Some(Mark::Comma));
        assert_eq!(settles("1.234,5"), Some(Mark::Comma));
        assert_eq!(settles("0.125"), Some(Mark::Point));
        assert_eq!(settles("1.234.567"), Some(Mark::Comma));
        assert_eq!(settles("1.234"), None);
        assert_eq!(settles("1807"), None);
        assert_eq!(settles("n/a"), None);
    }
}
