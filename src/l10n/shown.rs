//! A number as readers see it → the number, for files that hold numbers and not their texts.
//!
//! What a page shows was rounded once; a workbook holds the same number with the same decimals. So its number is read
//! from the text, and nothing is rounded again.

use super::signs;
use crate::model::Decimal;
use crate::model::language::Language;

/// A number with the form in which it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// As it is shown: 24 of `24 %`, 5.2 of `−5,2 procentpoint`, with its sign.
    pub value: Decimal,
    pub decimals: u32,
    /// Whether an increase has a plus sign.
    pub plus: bool,
    /// Behind the number, with the space before it: ` %`, ` procentpoint`; empty without.
    pub unit: String,
}

impl Shown {
    /// Whether it is a percentage, so that the value is the share times a hundred.
    pub fn is_percent(&self) -> bool {
        self.unit.trim() == "%"
    }
}

/// The number of a text that is one number, be it with a sign and a unit; `None` for every other text.
///
/// ```
/// # use kalends::l10n::shown;
/// # use kalends::model::language::Language;
/// let change = shown("−1.807,50\u{a0}%", Language::Da).expect("a number");
/// assert_eq!((change.value.to_string().as_str(), change.decimals, change.is_percent()), ("-1807.50", 2, true));
/// assert_eq!(shown("20–27", Language::Da), None);
/// ```
pub fn shown(text: &str, language: Language) -> Option<Shown> {
    let decimal = signs(language).decimal;
    let (sign, rest) = match text.strip_prefix(['\u{2212}', '-']) {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let is_of_number = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    let end = rest.find(|c| !is_of_number(c)).unwrap_or(rest.len());
    let (number, unit) = rest.split_at(end);
    // Letters, or a sign for shares: whatever else stands behind, such as `–27`, is no unit.
    let is_unit = unit.chars().all(|c| c.is_alphabetic() || c == '%' || c == ' ' || c == '\u{a0}');
    if !number.starts_with(|c: char| c.is_ascii_digit()) || !number.ends_with(|c: char| c.is_ascii_digit()) || !is_unit
    {
        return None;
    }
    let (whole, part) = number.split_once(decimal).unwrap_or((number, ""));
    let groups: Vec<&str> = whole.split(['.', ',']).collect();
    let are_groups = groups.iter().skip(1).all(|group| group.len() == 3);
    if !are_groups || part.contains(['.', ',']) {
        return None;
    }
    let point = if part.is_empty() { "" } else { "." };
    let value = format!("{sign}{}{point}{part}", groups.concat()).parse().ok()?;
    Some(Shown { value, decimals: u32::try_from(part.len()).ok()?, plus: text.starts_with('+'), unit: unit.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::l10n;

    #[test]
    fn what_is_written_is_read_back() {
        for language in Language::ALL {
            for (value, decimals) in
                [("1807", 0), ("-1807.5", 1), ("0", 0), ("0.004", 2), ("123456789.25", 2), ("-7", 0)]
            {
                let value: Decimal = value.parse().expect("a number");
                let read = |text: String| shown(&text, language).unwrap_or_else(|| panic!("{text} is a number"));
                let of_number = read(l10n::number(value, decimals, language));
                assert_eq!((of_number.value, of_number.decimals), (l10n::rounded(value, decimals), decimals));
                let of_share = read(l10n::percent(value, decimals, language));
                assert!(of_share.is_percent());
                assert_eq!(of_share.value, l10n::rounded(value, decimals + 2) * Decimal::ONE_HUNDRED);
                let of_change = read(l10n::signed(value, decimals, language));
                assert_eq!(of_change.plus, l10n::rounded(value, decimals) > Decimal::ZERO);
                let of_points = read(l10n::signed_points(value, decimals, language));
                assert!(!of_points.is_percent() && of_points.unit.len() > 2, "{of_points:?}");
            }
        }
    }

    #[test]
    fn texts_that_are_no_number_stay_texts() {
        for text in [
            "",
            "–",
            "*",
            "20–27",
            "mindst 2.200",
            "1.807 (2)",
            "2018-02",
            "1.80",
            "1,",
            ",5",
            "12 %–14 %",
            "+",
            "1..000",
        ] {
            assert_eq!(shown(text, Language::Da), None, "{text}");
        }
    }
}
