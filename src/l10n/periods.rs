//! Periods and dates as text: `februar 2018`, `4. kvartal 2017`, `pr. 1. februar 2018`.

use icu_calendar::{Date, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{M, YMD};
use icu_datetime::options::YearStyle;

use super::{Noun, PerLanguage, grammar, icu_locale, signs};
use crate::base::period::{Grain, Period};
use crate::model;
use crate::model::embargo::Moment;
use crate::model::language::Language;

static DATES: PerLanguage<FixedCalendarDateTimeFormatter<Gregorian, YMD>> = PerLanguage::new(dates);
static MONTHS: PerLanguage<[String; 12]> = PerLanguage::new(months);

/// `februar 2018`, `4. kvartal 2017`, `2018`; `February 2018`, `Q4 2017`, `2018`.
pub fn period(period: Period, language: Language) -> String {
    match period.grain() {
        Grain::Month => format!("{} {}", month_name(period, language), period.year()),
        Grain::Quarter => grammar(language).quarter(period.number(), period.year()),
        Grain::Year => year_name(period),
    }
}

/// `2018`; a fiscal year `2016/17`.
fn year_name(period: Period) -> String {
    let year = period.year();
    if period.is_fiscal() { format!("{year}/{:02}", (year + 1).rem_euclid(100)) } else { year.to_string() }
}

/// As [`period`], to begin a heading with: `Februar 2018`.
pub fn period_capital(period: Period, language: Language) -> String {
    capital(&self::period(period, language))
}

/// As [`period`] where space is scarce: `feb. 2018`, `4. kvt. 2017`; `Feb 2018`, `Q4 2017`.
pub fn period_short(period: Period, language: Language) -> String {
    let year = period.year();
    match period.grain() {
        Grain::Month => grammar(language).short_month(month_name(period, language), month_tick(period, language), year),
        Grain::Quarter => format!("{} {year}", quarter_tick(period, language)),
        Grain::Year => year_name(period),
    }
}

/// Whether a word is the name of a month, in full or in short, without a stop. Where months have a capital, "may" and "march" are other words.
pub fn is_month(word: &str, language: Language) -> bool {
    let of = |month| [month_name, month_tick].map(|name| name(Period::month(2000, month), language));
    (1..=12)
        .flat_map(of)
        .any(|name| name == word || (name.starts_with(char::is_lowercase) && name == word.to_lowercase()))
}

/// The name of the month, of the last one in a longer period: `februar`, `February`.
pub fn month_name(period: Period, language: Language) -> &'static str {
    of_month(MONTHS.of(language), period)
}

/// The name of the month under an axis or in the archive's calendar: `maj`, `okt`; `May`, `Oct`.
pub fn month_tick(period: Period, language: Language) -> &'static str {
    of_month(&signs(language).month_ticks, period)
}

/// The name of the quarter that holds the period's last month: `4. kvt.`, `Q4`.
#[expect(clippy::indexing_slicing, reason = "the third of a number below 12 is below 4")]
pub fn quarter_tick(period: Period, language: Language) -> &'static str {
    signs(language).quarter_ticks[month_index(period) / 3]
}

/// Two periods and all between them: `januar 2017 – februar 2018`, `2016–2018`.
///
/// The period alone when both are the same.
pub fn span(first: Period, last: Period, language: Language) -> String {
    let (from, to) = (period(first, language), period(last, language));
    if first == last {
        from
    } else if first.grain() == Grain::Year && last.grain() == Grain::Year {
        format!("{from}–{to}")
    } else {
        format!("{from} – {to}")
    }
}

/// `1. februar 2018`, `1 February 2018`. Days before the year 1 are written as in data.
pub fn date(date: model::Date, language: Language) -> String {
    // Both calendars hold the years −9999 to 9999, and both count months and days from 1.
    match Date::try_new_gregorian(date.year().into(), date.month() as u8, date.day() as u8) {
        Ok(day) if date.year() > 0 => DATES.of(language).format(&day).to_string(),
        _ => date.to_string(),
    }
}

/// `Må ikke offentliggøres før 5. marts 2018 kl. 09.30 (UTC+01:00)`, `Embargoed until 5 March 2018, 09:30 (UTC+01:00)`.
pub fn embargoed(until: &Moment, language: Language) -> String {
    grammar(language).embargoed(&date(until.day, language), &until.time, &until.zone)
}

/// `01.02.2018`; `1 Feb 2018`, since readers of English do not agree which number is the month.
pub fn date_short(date: model::Date, language: Language) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let tick = month_tick(Period::month(year.into(), month.into()), language);
    grammar(language).short_date(day, month, tick, year)
}

/// When a level was counted: `ultimo februar 2018`, `end of February 2018`.
pub fn at_end_of(period: Period, language: Language) -> String {
    grammar(language).at_end_of(&self::period(period, language))
}

/// When a level was counted, on a day: `pr. 1. februar 2018` (U+00A0 after `pr.`),
/// `as of 1 February 2018`.
pub fn as_of(date: model::Date, language: Language) -> String {
    grammar(language).as_of(&self::date(date, language))
}

/// What an author wrote, as a sentence that stands on its own: with its first letter as a capital, and with a full stop
/// where it ends with no sign that closes a sentence. Empty for nothing.
pub fn sentence(text: &str) -> String {
    let text = capital(text.trim());
    if text.is_empty() || text.ends_with(['.', '!', '?', '…']) { text } else { format!("{text}.") }
}

/// `text` with its first letter as a capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What stands for the period's last month.
#[expect(clippy::indexing_slicing, reason = "the index of a month is below 12")]
fn of_month<T: AsRef<str>>(months: &'static [T; 12], period: Period) -> &'static str {
    months[month_index(period)].as_ref()
}

/// Place in the year of the period's last month, from 0.
fn month_index(period: Period) -> usize {
    // `number` of a month is 1 to 12.
    (period.last_month().number() - 1).clamp(0, 11) as usize
}

#[expect(clippy::expect_used, reason = "the data of every language is compiled in; a test makes every formatter")]
fn dates(language: Language) -> FixedCalendarDateTimeFormatter<Gregorian, YMD> {
    let fields = YMD::long().with_year_style(YearStyle::NoEra);
    FixedCalendarDateTimeFormatter::try_new(icu_locale(language).into(), fields).expect("compiled data")
}

#[expect(clippy::expect_used, reason = "the data of every language is compiled in; a test makes every formatter")]
fn months(language: Language) -> [String; 12] {
    let formatter = FixedCalendarDateTimeFormatter::<Gregorian, M>::try_new(icu_locale(language).into(), M::long())
        .expect("compiled data");
    std::array::from_fn(|index| {
        let first = Date::try_new_gregorian(2018, index as u8 + 1, 1).expect("every month has a first day");
        formatter.format(&first).to_string()
    })
}

/// What periods of this length are counted in.
pub fn noun(period: Period) -> Noun {
    match period.grain() {
        Grain::Month => Noun::Month,
        Grain::Quarter => Noun::Quarter,
        Grain::Year => Noun::Year,
    }
}
