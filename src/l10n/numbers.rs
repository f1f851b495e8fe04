//! Amounts, shares and counts as text, and the one rounding.

use fixed_decimal::Decimal as Digits;
use icu_decimal::DecimalFormatter;
use icu_plurals::{PluralCategory, PluralRules};
use rust_decimal::{Decimal, RoundingStrategy};

use super::{PerLanguage, grammar, icu_locale, signs};
use crate::base::period::Grain;
use crate::model::exact;
use crate::model::language::Language;

/// U+00A0, between a number and what belongs to it: a line never breaks there.
const NO_BREAK: char = '\u{a0}';
/// U+2212. CLDR has the hyphen; a minus is as wide as a plus.
const MINUS: char = '\u{2212}';

static FORMATTERS: PerLanguage<DecimalFormatter> = PerLanguage::new(formatter);
static RULES: PerLanguage<PluralRules> = PerLanguage::new(rules);

/// The form of a word that a number asks for: one person, two persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plural {
    One,
    Other,
}

/// What kalends itself counts on its pages. What a metric counts is its `unit`, see [`with_unit`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    Chart,
    File,
    Figure,
    Hit,
    Month,
    Page,
    Quarter,
    Report,
    Revision,
    Section,
    Year,
}

impl Noun {
    /// A period of this length.
    pub fn of(grain: Grain) -> Noun {
        match grain {
            Grain::Month => Noun::Month,
            Grain::Quarter => Noun::Quarter,
            Grain::Year => Noun::Year,
        }
    }
}

/// `value` with `decimals` digits after the decimal sign: `1.807` in Danish, `1,807` in English.
///
/// ```
/// # use kalends::l10n;
/// # use kalends::model::language::Language;
/// # use rust_decimal::Decimal;
/// assert_eq!(l10n::number(Decimal::new(-18_075, 1), 0, Language::Da), "−1.808");
/// ```
pub fn number(value: Decimal, decimals: u32, language: Language) -> String {
    written(value, decimals, 0, Plus::Left, language)
}

/// A change: like [`number`], with a plus sign for an increase. Zero has no sign.
pub fn signed(value: Decimal, decimals: u32, language: Language) -> String {
    written(value, decimals, 0, Plus::Written, language)
}

/// A share as a percentage: 0.24 is `24 %` in Danish (U+00A0 between), `24%` in English.
///
/// `decimals` are those of the percentage.
pub fn percent(share: Decimal, decimals: u32, language: Language) -> String {
    grammar(language).percent(&written(share, decimals, 2, Plus::Left, language))
}

/// A relative change as a percentage: like [`percent`], with a plus sign for an increase.
pub fn signed_percent(share: Decimal, decimals: u32, language: Language) -> String {
    grammar(language).percent(&written(share, decimals, 2, Plus::Written, language))
}

/// The size of a difference of two shares, without its sign: 0.61 and −0.61 are `61 procentpoint`.
pub fn points(share_difference: Decimal, decimals: u32, language: Language) -> String {
    let text = written(share_difference.abs(), decimals, 2, Plus::Left, language);
    points_word(text, share_difference, decimals, language)
}

/// A difference of two shares with its sign: `+1,2 procentpoint`, `−1 percentage point`.
pub fn signed_points(share_difference: Decimal, decimals: u32, language: Language) -> String {
    points_word(signed_share(share_difference, decimals, language), share_difference, decimals, language)
}

/// The same without the word: `+1,2`.
pub fn signed_share(share_difference: Decimal, decimals: u32, language: Language) -> String {
    written(share_difference, decimals, 2, Plus::Written, language)
}

/// `value` as [`number`] shows it with `decimals`, for checks that shown parts add up.
///
/// Half away from zero: 2.5 is 3, −2.5 is −3. A percentage with d decimals shows its share
/// rounded to d + 2.
#[expect(clippy::disallowed_methods, reason = "this is the one rounding")]
pub fn rounded(value: Decimal, decimals: u32) -> Decimal {
    let value = exact::settled(value).round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    if value.is_zero() { Decimal::ZERO } else { value }
}

/// A difference that takes more decimals to be seen comes from a quotient that was cut.
const MOST_DECIMALS: u32 = 12;

/// With how many decimals, `decimals` at least, two amounts that differ are shown as different ones. `places` is how far
/// a percentage moves the point: 2, or 0 for a number.
pub fn decimals_apart(one: Decimal, other: Decimal, decimals: u32, places: u32) -> u32 {
    let differs = |decimals: &u32| one == other || rounded(one, decimals + places) != rounded(other, decimals + places);
    (decimals..=MOST_DECIMALS).find(differs).unwrap_or(decimals)
}

/// The form of a word beside `value` as shown with `decimals`: Danish `1,5` takes the singular,
/// English `1.0` the plural.
pub fn plural(value: Decimal, decimals: u32, language: Language) -> Plural {
    plural_of(&digits(value, decimals, 0), language)
}

/// A number of things: `1 fil`, `3 filer`; `1 file`, `3 files` (U+00A0 between).
pub fn count(n: usize, noun: Noun, language: Language) -> String {
    let n = Decimal::from(n);
    let [one, other] = grammar(language).noun(noun);
    let noun = match plural(n, 0, language) {
        Plural::One => one,
        Plural::Other => other,
    };
    with_unit(&number(n, 0, language), noun)
}

/// What long numbers are counted in where they have little room.
const LARGE: [(Decimal, usize); 3] = [
    (Decimal::from_parts(3_567_587_328, 232, 0, false, 0), 2),
    (Decimal::from_parts(1_000_000_000, 0, 0, false, 0), 1),
    (Decimal::from_parts(1_000_000, 0, 0, false, 0), 0),
];
/// More decimals of millions are no shorter than the number itself.
const MOST_OF_LARGE: u32 = 2;
/// From here on a number is long: ten millions.
const LONG: Decimal = Decimal::from_parts(10_000_000, 0, 0, false, 0);

/// Numbers on one axis that lie `step` apart, in millions, in thousands of millions or in millions of millions: `7,5 mia.`, `7.5bn`; 0 stays `0`. `None` where they are short as they are, or
/// would have too many decimals.
pub fn large_steps(numbers: &[Decimal], step: Decimal, language: Language) -> Option<Vec<String>> {
    let greatest = numbers.iter().map(Decimal::abs).max().filter(|greatest| *greatest >= LONG)?;
    let decimals =
        |size: Decimal| Some(step.checked_div(size)?.normalize().scale()).filter(|most| *most <= MOST_OF_LARGE);
    let mut sizes = LARGE.into_iter().filter(|(size, _)| greatest >= *size);
    let (size, sign, decimals) = sizes.find_map(|(size, sign)| Some((size, sign, decimals(size)?)))?;
    let one = |number: &Decimal| match number.is_zero() {
        true => Some(self::number(Decimal::ZERO, 0, language)),
        false => Some(in_large(number.checked_div(size)?, decimals, sign, language)),
    };
    numbers.iter().map(one).collect()
}

/// A long number in three digits: `2,49 mia.`, `2.49bn`. `None` of one that is short as it is.
pub fn large(value: Decimal, language: Language) -> Option<String> {
    let (size, sign) = LARGE.into_iter().find(|(size, _)| value.abs() >= *size)?;
    let value = value.checked_div(size)?;
    let whole = value.trunc().mantissa().unsigned_abs().checked_ilog10().unwrap_or(0);
    Some(in_large(value, MOST_OF_LARGE.saturating_sub(whole), sign, language))
}

fn in_large(value: Decimal, decimals: u32, sign: usize, language: Language) -> String {
    let sign = signs(language).large.get(sign).copied().unwrap_or_default();
    format!("{}{sign}", number(value, decimals, language))
}

/// How large a file is, in thousands or millions of bytes: `23 kB`, `1,2 MB`.
pub fn file_size(bytes: usize, language: Language) -> String {
    let thousands = Decimal::from(bytes.div_ceil(1000));
    let (size, decimals, unit) = match thousands.checked_div(Decimal::ONE_THOUSAND) {
        Some(millions) if millions >= Decimal::ONE => (millions, 1, "MB"),
        _ => (thousands, 0, "kB"),
    };
    with_unit(&number(size, decimals, language), unit)
}

/// A number that is already text and its unit, U+00A0 between; the number alone for an empty unit.
pub fn with_unit(number: &str, unit: &str) -> String {
    if unit.is_empty() { number.to_owned() } else { format!("{number}{NO_BREAK}{unit}") }
}

/// Whether an increase has a plus sign. A fall always has its minus.
#[derive(Clone, Copy, PartialEq)]
enum Plus {
    Written,
    Left,
}

/// `value` times ten to the power of `shift`, rounded to `decimals`, with its sign.
fn written(value: Decimal, decimals: u32, shift: u32, plus: Plus, language: Language) -> String {
    let digits = digits(value, decimals, shift);
    let text = FORMATTERS.of(language).format(&digits).to_string();
    if digits.absolute.is_zero() {
        text
    } else if value.is_sign_negative() {
        format!("{MINUS}{text}")
    } else if plus == Plus::Written {
        format!("+{text}")
    } else {
        text
    }
}

/// The size of `value` times ten to the power of `shift`, with exactly `decimals` decimals.
///
/// Shifting the digits instead of multiplying keeps the largest shares exact.
fn digits(value: Decimal, decimals: u32, shift: u32) -> Digits {
    // Decimal has at most 28 decimals; the limit also keeps the casts below exact.
    let decimals = decimals.min(Decimal::MAX_SCALE);
    let value = rounded(value, decimals + shift);
    let mut digits = Digits::from(value.mantissa().unsigned_abs());
    digits.multiply_pow10(shift as i16 - value.scale() as i16);
    digits.absolute.trim_start();
    digits.absolute.trim_end();
    digits.absolute.pad_end(-(decimals as i16));
    digits
}

fn plural_of(digits: &Digits, language: Language) -> Plural {
    match RULES.of(language).category_for(digits) {
        PluralCategory::One => Plural::One,
        _ => Plural::Other,
    }
}

fn points_word(number: String, share_difference: Decimal, decimals: u32, language: Language) -> String {
    let form = plural_of(&digits(share_difference, decimals, 2), language);
    with_unit(&number, grammar(language).points(form))
}

#[expect(clippy::expect_used, reason = "the data of every language is compiled in; a test makes every formatter")]
fn formatter(language: Language) -> DecimalFormatter {
    DecimalFormatter::try_new(icu_locale(language).into(), Default::default()).expect("compiled data")
}

#[expect(clippy::expect_used, reason = "the data of every language is compiled in; a test makes every formatter")]
fn rules(language: Language) -> PluralRules {
    PluralRules::try_new_cardinal(icu_locale(language).into()).expect("compiled data")
}
