//! How extracts write days and periods, and the months in the names of files, sheets and columns.

use jiff::ToSpan;
use jiff::civil::{ISOWeekDate, Weekday};

use crate::base::period::Period;
use crate::model::Date;

/// A day, or a period that an extract names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Day(Date),
    Period(Period),
    /// `2007/08`: the year that begins in 2007 and ends in 2008.
    Span(i32),
}

/// What a language calls the months, from January: `januar` and `jan`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthNames {
    pub long: [String; 12],
    pub short: [String; 12],
}

impl MonthNames {
    /// The month, from 1, that a word names: its name, or its first letters, three at least. `None` where there is
    /// none, and where two could be meant.
    fn month(all: &[MonthNames], word: &str) -> Option<i16> {
        let word = word.to_lowercase();
        let mut found = None;
        for names in all {
            for (index, (long, short)) in names.long.iter().zip(&names.short).enumerate() {
                let (long, short) = (long.to_lowercase(), short.to_lowercase());
                let is_beginning = word.chars().count() >= 3 && long.starts_with(&word);
                if is_beginning || word == short || word == short.trim_end_matches('.') {
                    let month = index as i16 + 1;
                    if found.is_some_and(|found| found != month) {
                        return None;
                    }
                    found = Some(month);
                }
            }
        }
        found
    }
}

/// How dates or periods are written: `dd-mm-yyyy`, `mm/yyyy`, `yyyyKq`, `mmm-yy`. A run of `d`, `m`, `q`, `w` or `y` is a
/// number or the name of a month, all else and what stands between `'` stands for itself, in capital or small letters;
/// a number of days or months may be written with one digit where something parts it from the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateForm {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    /// Two digits: 70 to 99 are of 1900, 00 to 69 of 2000.
    ShortYear,
    Quarter,
    Month,
    ShortName,
    Name,
    Day,
    /// Of ISO 8601, whose years begin with the week of their first Thursday.
    Week,
    Letter(char),
}

impl Part {
    fn is_year(self) -> bool {
        matches!(self, Part::Year | Part::ShortYear)
    }

    fn is_month(self) -> bool {
        matches!(self, Part::Month | Part::ShortName | Part::Name)
    }
}

/// The numbers that are read of a text.
#[derive(Default)]
struct Numbers {
    years: Vec<i16>,
    quarter: Option<i16>,
    month: Option<i16>,
    day: Option<i16>,
    week: Option<i16>,
}

impl DateForm {
    /// `None` for a form that names nothing, with anything twice but a year that ends in the next, or with a day but no
    /// month. A form may leave the year out, which is then said elsewhere.
    ///
    /// ```
    /// # use kalends::base::period::Period;
    /// # use kalends::model::imports::{DateForm, When};
    /// let form = DateForm::parse("dd-mm-yyyy").ok_or("a form")?;
    /// assert_eq!(form.read("1-2-2018", None, &[]), Some(When::Day("2018-02-01".parse()?)));
    /// assert_eq!(form.read("30-02-2018", None, &[]), None);
    /// let form = DateForm::parse("yyyyKq").ok_or("a form")?;
    /// assert_eq!(form.read("2018K1", None, &[]), Some(When::Period(Period::read("2018-Q1", 1)?)));
    /// let form = DateForm::parse("dd-mm").ok_or("a form")?;
    /// assert!(!form.has_year());
    /// assert_eq!(form.read("01-02", Some(2018), &[]), Some(When::Day("2018-02-01".parse()?)));
    /// assert_eq!(DateForm::parse("dd"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse(form: &str) -> Option<DateForm> {
        let DateForm { parts } = DateForm::parse_parts(form)?;
        let count = |is: fn(Part) -> bool| parts.iter().filter(|part| is(**part)).count();
        let (years, months) = (count(Part::is_year), count(Part::is_month));
        let (quarters, days) = (count(|part| part == Part::Quarter), count(|part| part == Part::Day));
        let weeks = count(|part| part == Part::Week);
        let sensible = match (years, quarters, months, days) {
            (0 | 1, 0, 0, 0) if weeks == 1 => true,
            _ if weeks > 0 => false,
            (0 | 1, 0, 1, 0 | 1) | (1, 0 | 1, 0, 0) | (0, 1, 0, 0) => true,
            (2, 0, 0, 0) => parts.iter().copied().find(|part| part.is_year()) == Some(Part::Year),
            _ => false,
        };
        sensible.then_some(DateForm { parts })
    }

    /// A form to write by, which may leave the year out. `None` where it has no part that is written.
    fn parse_parts(form: &str) -> Option<DateForm> {
        let form = form.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut parts = Vec::new();
        let mut rest = form.as_str();
        while let Some(letter) = rest.chars().next() {
            if let Some(inner) = rest.strip_prefix('\'') {
                let (inner, behind) = inner.split_once('\'')?;
                parts.extend(inner.chars().map(Part::Letter));
                rest = behind;
                continue;
            }
            let behind = rest.trim_start_matches(letter);
            let part = match (letter, rest.len() - behind.len()) {
                ('y', 4) => Part::Year,
                ('y', 2) => Part::ShortYear,
                ('q', 1) => Part::Quarter,
                ('m', 1 | 2) | ('M', 2) => Part::Month,
                ('m' | 'M', 3) => Part::ShortName,
                ('m' | 'M', 4) => Part::Name,
                ('d', 1 | 2) => Part::Day,
                ('w', 1 | 2) => Part::Week,
                ('y' | 'q' | 'm' | 'd' | 'w', _) => return None,
                (letter, _) => Part::Letter(letter),
            };
            rest = if matches!(part, Part::Letter(_)) { rest.strip_prefix(letter)? } else { behind };
            parts.push(part);
        }
        parts.iter().any(|part| !matches!(part, Part::Letter(_))).then_some(DateForm { parts })
    }

    /// Whether it says a year.
    pub fn has_year(&self) -> bool {
        self.parts.iter().any(|part| part.is_year())
    }

    /// Whether it says a week.
    pub fn has_week(&self) -> bool {
        self.parts.contains(&Part::Week)
    }

    /// Whether it says a day.
    fn has_day(&self) -> bool {
        self.parts.contains(&Part::Day)
    }

    /// The day or period that `text` names; `None` when it is not of this form or there is no such day. Behind a day
    /// may stand a time of it. `year` is that of a form without one, and `names` are the months in every language.
    pub fn read(&self, text: &str, year: Option<i16>, names: &[MonthNames]) -> Option<When> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut rest = text.as_str();
        let mut numbers = Numbers::default();
        if !self.has_year() {
            numbers.years.extend(year);
        }
        for (index, part) in self.parts.iter().enumerate() {
            rest = self.read_part(*part, self.parts.get(index + 1).copied(), rest, names, &mut numbers)?;
        }
        let is_whole = rest.is_empty() || self.has_day() && is_clock(rest);
        numbers.when().filter(|_| is_whole)
    }

    /// Reads one part off the beginning of `rest`; returns what is left.
    fn read_part<'t>(
        &self,
        part: Part,
        next: Option<Part>,
        rest: &'t str,
        names: &[MonthNames],
        numbers: &mut Numbers,
    ) -> Option<&'t str> {
        let most = match part {
            Part::Letter(letter) => {
                let mut letters = rest.chars();
                let first = letters.next()?;
                let is_it = first == letter || first.to_lowercase().eq(letter.to_lowercase());
                return is_it.then_some(letters.as_str());
            }
            Part::ShortName | Part::Name => {
                let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
                let (name, behind) = rest.split_at_checked(end)?;
                numbers.month = Some(MonthNames::month(names, name)?);
                // A name that is cut short may end in a stop of its own.
                let keeps_stop = next == Some(Part::Letter('.'));
                return Some(behind.strip_prefix('.').filter(|_| !keeps_stop).unwrap_or(behind));
            }
            Part::Year => 4,
            Part::ShortYear | Part::Month | Part::Day | Part::Week => 2,
            Part::Quarter => 1,
        };
        let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let is_parted = matches!(next, None | Some(Part::Letter(_) | Part::ShortName | Part::Name));
        if digits == 0 || digits < most && (part.is_year() || !is_parted) {
            return None;
        }
        let (number, behind) = rest.split_at_checked(digits)?;
        let number: i16 = number.parse().ok()?;
        match part {
            Part::Year => numbers.years.push(number),
            Part::ShortYear => numbers.years.push(if number < 70 { 2000 } else { 1900 } + number),
            Part::Quarter => numbers.quarter = Some(number),
            Part::Month => numbers.month = Some(number),
            Part::Week => numbers.week = Some(number),
            _ => numbers.day = Some(number),
        }
        Some(behind)
    }

    /// A day, as this form writes it in the words of one language.
    #[expect(clippy::indexing_slicing, reason = "the index of a month is below 12")]
    fn write(&self, day: Date, names: &MonthNames) -> String {
        let month = (day.month() as usize).saturating_sub(1);
        let part = |part: &Part| match part {
            Part::Year => format!("{:04}", day.year()),
            Part::ShortYear => format!("{:02}", day.year().rem_euclid(100)),
            Part::Quarter => (month / 3 + 1).to_string(),
            Part::Month => format!("{:02}", day.month()),
            Part::ShortName => names.short[month].clone(),
            Part::Name => names.long[month].clone(),
            Part::Day => format!("{:02}", day.day()),
            Part::Week => format!("{:02}", day.iso_week_date().week()),
            Part::Letter(letter) => letter.to_string(),
        };
        self.parts.iter().map(part).collect()
    }
}

impl Numbers {
    fn when(&self) -> Option<When> {
        // The years of a form are the calendar's.
        let period = |text: String| Period::read(&text, 1).ok().map(When::Period);
        let (year, end) = match self.years.as_slice() {
            [year] => (*year, None),
            [year, end] => (*year, Some(*end)),
            _ => return None,
        };
        if let Some(week) = self.week {
            return thursday(year, i8::try_from(week).ok()?).map(When::Day);
        }
        match (end, self.quarter, self.month, self.day) {
            (Some(end), ..) => {
                let is_next = i32::from(end).rem_euclid(100) == (i32::from(year) + 1).rem_euclid(100);
                is_next.then_some(When::Span(year.into()))
            }
            (None, _, Some(month), Some(day)) => {
                Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().map(When::Day)
            }
            (None, _, Some(month), None) => period(format!("{year:04}-{month:02}")),
            (None, Some(quarter), None, _) => period(format!("{year:04}-Q{quarter}")),
            (None, None, None, _) => period(format!("{year:04}")),
        }
    }
}

/// The day that says which month and year a week of ISO 8601 is of. `None` where there is no such week.
///
/// ```
/// # use kalends::model::imports::thursday;
/// assert_eq!(thursday(2018, 5).map(|day| day.to_string()), Some("2018-02-01".to_owned()));
/// assert_eq!(thursday(2018, 53), None);
/// ```
pub fn thursday(year: i16, week: i8) -> Option<Date> {
    ISOWeekDate::new(year, week, Weekday::Thursday).ok().map(ISOWeekDate::date)
}

/// The day of a week as ISO 8601 writes it: `2018-W05`, `2018W05`. `None` for any other text.
pub fn week_of_iso(text: &str) -> Option<Date> {
    let text = text.trim();
    let (year, week) = text.split_once(['W', 'w'])?;
    let year = year.strip_suffix('-').unwrap_or(year);
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(year, 4) && digits(week, 2)).then(|| thursday(year.parse().ok()?, week.parse().ok()?)).flatten()
}

/// The days that stand for the weeks of some months.
pub fn thursdays(first: Period, last: Period) -> Vec<Date> {
    let day = |month: Period| Date::new(month.year() as i16, month.number() as i8, 1);
    let (Ok(from), Ok(to)) = (day(first), day(last)) else { return Vec::new() };
    let days = from.series(1.day()).take_while(|day| *day <= to.last_of_month());
    days.filter(|day| day.weekday() == Weekday::Thursday).collect()
}

/// Whether a text behind a day is a time of that day: ` 23:00`, `T00:00:00.000`.
pub fn is_clock(rest: &str) -> bool {
    let Some(clock) = rest.strip_prefix([' ', 'T']) else { return false };
    let (clock, fraction) = clock.split_once('.').map_or((clock, "0"), |(clock, fraction)| (clock, fraction));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = clock.split(':').collect();
    let fits = |(part, most): (&&str, u8)| {
        digits(part) && part.len() == 2 && part.parse().is_ok_and(|number: u8| number < most)
    };
    digits(fraction) && (2..=3).contains(&parts.len()) && parts.iter().zip([24, 60, 60]).all(fits)
}

/// Whether a text behind a day is a time that names its zone: `T23:00:00Z`, `T23:00+01:00`.
pub fn shows_zone(rest: &str) -> bool {
    rest.rsplit_once(['Z', 'z', '+', '-']).is_some_and(|(time, zone)| {
        is_clock(time.trim_end()) && zone.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
    })
}

/// The words in braces that stand for the month that is asked for.
const PLACEHOLDERS: [&str; 4] = ["period", "previous", "first_day", "last_day"];

/// A piece of a text with placeholders.
#[derive(Debug, Clone, Copy)]
enum Piece<'t> {
    Plain(&'t str),
    /// Its word, and its form, if it has one.
    Placeholder(&'static str, Option<&'t str>),
}

/// A text in pieces. A brace that opens no placeholder stands for itself, as does one in the form of a placeholder.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        pieces.push(Piece::Plain(before));
        match placeholder(behind) {
            Some((found, left)) => {
                pieces.push(found);
                rest = left;
            }
            None => {
                pieces.push(Piece::Plain("{"));
                rest = behind;
            }
        }
    }
    pieces.push(Piece::Plain(rest));
    pieces
}

/// The placeholder that a text begins with, behind its brace, and what is left of the text.
fn placeholder(text: &str) -> Option<(Piece<'_>, &str)> {
    let (inner, left) = text.split_once('}')?;
    let (word, form) = inner.split_once(':').map_or((inner, None), |(word, form)| (word, Some(form)));
    let known = PLACEHOLDERS.into_iter().find(|known| *known == word)?;
    Some((Piece::Placeholder(known, form), left))
}

/// The form of a placeholder in `text` that cannot be written, if there is one: no form, or a day of a month.
pub fn placeholder_fault(text: &str) -> Option<String> {
    pieces(text).into_iter().find_map(|piece| {
        let Piece::Placeholder(word, form) = piece else { return None };
        let (read, is_of_day) = (DateForm::parse_parts(form?), word.ends_with("_day"));
        (!read.is_some_and(|read| is_of_day || !read.has_day())).then(|| form.unwrap_or_default().to_owned())
    })
}

/// `text` with the month in place of the placeholders: once in the words of each language, the same text only once.
/// `None` when it has placeholders but no month is given.
pub fn filled(text: &str, month: Option<Period>, names: &[MonthNames]) -> Option<Vec<String>> {
    let pieces = pieces(text);
    if !pieces.iter().any(|piece| matches!(piece, Piece::Placeholder(..))) {
        return Some(vec![text.to_owned()]);
    }
    let month = month?;
    let first_day = |month: Period| Date::new(month.year() as i16, month.number() as i8, 1).unwrap_or_default();
    let mut all = Vec::new();
    for names in names {
        let written = |piece: &Piece<'_>| {
            let (word, form) = match *piece {
                Piece::Plain(text) => return text.to_owned(),
                Piece::Placeholder(word, form) => (word, form),
            };
            let day = match word {
                "previous" => first_day(month.previous()),
                "last_day" => first_day(month).last_of_month(),
                _ => first_day(month),
            };
            match form.and_then(DateForm::parse_parts) {
                Some(form) => form.write(day, names),
                None if word.ends_with("_day") => day.to_string(),
                None if word == "previous" => month.previous().to_string(),
                None => month.to_string(),
            }
        };
        let filled: String = pieces.iter().map(written).collect();
        if !all.contains(&filled) {
            all.push(filled);
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::period::tests::period;

    fn names() -> [MonthNames; 2] {
        let split = |text: &str| {
            let all: Vec<String> = text.split(' ').map(str::to_owned).collect();
            <[String; 12]>::try_from(all).expect("twelve")
        };
        let short = |long: &[String; 12]| long.clone().map(|name| name.chars().take(3).collect());
        let danish = split("januar februar marts april maj juni juli august september oktober november december");
        let english = split("January February March April May June July August September October November December");
        [danish, english].map(|long| MonthNames { short: short(&long), long })
    }

    #[track_caller]
    fn check(form: &str, text: &str, expected: Option<&str>) {
        let read = DateForm::parse(form).expect(form).read(text, None, &names());
        let shown = read.map(|when| match when {
            When::Day(day) => day.to_string(),
            When::Period(period) => period.to_string(),
            When::Span(year) => format!("{year}/"),
        });
        assert_eq!(shown.as_deref(), expected, "{form}: {text}");
    }

    #[test]
    fn periods_are_read_as_people_write_them() {
        for (form, text, expected) in [
            ("mmm-yy", "Jan-17", "2017-01"),
            ("mmm-yy", "maj-17", "2017-05"),
            ("mmm-yy", "MAY-17", "2017-05"),
            ("mmm yyyy", "jan. 2017", "2017-01"),
            ("mmm. yyyy", "sept. 2017", "2017-09"),
            ("mmmm yyyy", "januar\u{a0} 2017", "2017-01"),
            ("MMMM yyyy", "March 2017", "2017-03"),
            ("yyyyMmm", "2017m01", "2017-01"),
            ("yyyy'm'mm", "2017M12", "2017-12"),
            ("dd.mm.yy", "01.02.17", "2017-02-01"),
            ("dd.mm.yy", "1.2.70", "1970-02-01"),
            ("yyyy-mm-dd", "2017-01-31 00:00", "2017-01-31"),
            ("dd-mm-yyyy", "31-01-2017 23:59:59", "2017-01-31"),
            ("yyyy/yy", "2007/08", "2007/"),
            ("yyyy-yyyy", "1999-2000", "1999/"),
            ("Qq yyyy", "q1 2017", "2017-Q1"),
            ("q. kvt. yyyy", "1. kvt. 2017", "2017-Q1"),
            ("'måned' m, yyyy", "Måned 3, 2017", "2017-03"),
            ("yyyy m", "2017 3", "2017-03"),
            ("d. mmmm yyyy", "3. august 2017", "2017-08-03"),
            ("mmmyy", "jan17", "2017-01"),
        ] {
            check(form, text, Some(expected));
        }
    }

    #[test]
    fn what_is_not_of_the_form_is_not_read() {
        for (form, text) in [
            ("mmm-yy", "Ja-17"),
            ("mmm-yy", "Jan-2017"),
            ("mmm-yy", "Janx-17"),
            ("mmm yyyy", "jan 2017 i alt"),
            ("yyyy/yy", "2007/09"),
            ("dd-mm-yyyy", "31-01-2017T23:00:00Z"),
            ("dd-mm-yyyy", "31-01-2017 25:00"),
            ("mm-yyyy", "01-2017 00:00"),
            ("Qq yyyy", "Q5 2017"),
            ("yyyy m", "2017 13"),
        ] {
            check(form, text, None);
        }
        for form in ["dd", "yyy", "mmmmm yyyy", "yyyy mm mmm", "yyyy q mm", "yy/yyyy", "yyyy 'm", "x", ""] {
            assert_eq!(DateForm::parse(form), None, "{form}");
        }
    }

    #[test]
    fn a_month_is_filled_in_in_every_language() {
        let fill = |text: &str| filled(text, Some(period("2018-05")), &names()).expect("a month");
        assert_eq!(fill("a-{period:mmmm-yyyy}.csv"), ["a-maj-2018.csv", "a-May-2018.csv"]);
        assert_eq!(fill("{period}, {period:yyyyMmm}, {previous:mm/yy}"), ["2018-05, 2018M05, 04/18"]);
        assert_eq!(fill("{first_day} {last_day:dd.mm.yyyy} {other}"), ["2018-05-01 31.05.2018 {other}"]);
        assert_eq!(filled("{period}", None, &names()), None);
        assert_eq!(placeholder_fault("{period:dd-mm-yyyy}").as_deref(), Some("dd-mm-yyyy"));
        assert_eq!(placeholder_fault("{period:qqq}").as_deref(), Some("qqq"));
        assert_eq!(placeholder_fault("{last_day:dd-mm-yyyy} {period:mmm}-{x:y}"), None);
        assert_eq!(placeholder_fault("{period:-}").as_deref(), Some("-"));
        assert_eq!(placeholder_fault("{period} {period:yyyy} {x:y}"), None);
    }

    #[test]
    fn a_brace_in_the_form_of_a_placeholder_stands_for_itself() {
        let fill = |text: &str| filled(text, Some(period("2018-05")), &names()).expect("a month");
        assert_eq!(fill("{period:yyyy{mm}"), ["2018{05"]);
        assert_eq!(fill("{period:yyyy{previous}.csv"), ["2018{previous.csv"]);
        assert_eq!(fill("{last_day:{period}.csv"), ["{perio31.csv"]);
        assert_eq!(fill("{{period}} {æ{period:m}"), ["{2018-05} {æ05"]);
    }
}
