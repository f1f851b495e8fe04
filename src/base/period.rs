//! Periods: a month, a quarter or a year, written `2018-02`, `2018-Q1`, `2018`; a fiscal year `2016-17`.
//!
//! Reads, prints, orders and counts them. What a text means depends on the month in which the years of a site begin, so
//! every reader asks for it. Quarters are the calendar's, whatever month a fiscal year begins in. Names for readers
//! ("februar 2018") are made in `l10n`; a day is not a period.

use std::cmp::Ordering;
use std::fmt;

/// How long a period is. Ordered from short to long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    Month,
    Quarter,
    Year,
}

impl Grain {
    /// Months in a period of this grain: 1, 3 or 12.
    pub fn months(self) -> i32 {
        match self {
            Grain::Month => 1,
            Grain::Quarter => 3,
            Grain::Year => 12,
        }
    }

    /// The word in data/metrics.yaml.
    pub fn word(self) -> &'static str {
        match self {
            Grain::Month => "month",
            Grain::Quarter => "quarter",
            Grain::Year => "year",
        }
    }
}

/// A calendar month, quarter or year.
///
/// Ordered by its last month; of two that end together the shorter comes first, so a quarter
/// stands after its three months.
///
/// ```
/// # use kalends::base::period::Period;
/// let period = Period::read("2018-Q1", 1)?;
/// assert_eq!(period.previous().to_string(), "2017-Q4");
/// assert_eq!(period.last_month().to_string(), "2018-03");
/// # Ok::<(), kalends::base::period::NoPeriod>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    grain: Grain,
    /// Periods of this grain since the year 0.
    index: i32,
    /// The month in which a year begins, 1 to 12; 1 for months and quarters, which are the calendar's.
    start: i32,
}

/// The text is no period: not of one of the three forms, or a month outside 1 to 12, a quarter
/// outside 1 to 4, a year outside 1000 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoPeriod;

impl fmt::Display for NoPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a period is written 2018-02, 2018-Q1 or 2018")
    }
}

impl std::error::Error for NoPeriod {}

/// How a year is written on a site whose years begin in the month `year_start`, as an example.
pub fn example_of_year(year_start: i32) -> &'static str {
    if year_start == 1 { "2018" } else { "2018-19" }
}

impl Period {
    /// The month `month` (1 to 12) of `year`; other months run on into the years beside it.
    pub fn month(year: i32, month: i32) -> Period {
        Period { grain: Grain::Month, index: year * 12 + month - 1, start: 1 }
    }

    /// Reads a period on a site whose years begin in the month `year_start`. With another than January, a year is
    /// written `2016-17`; what could be a month, as `2009-10`, is one.
    pub fn read(text: &str, year_start: i32) -> Result<Period, NoPeriod> {
        match (of_calendar(text), year_start) {
            (Ok(Period { grain: Grain::Year, .. }), 2..) => Err(NoPeriod),
            (Err(NoPeriod), 2..) => Period::read_year(text, year_start),
            (read, _) => read,
        }
    }

    /// Reads a year, where nothing else can be meant: `2009-10` is the fiscal year that begins in 2009.
    pub fn read_year(text: &str, year_start: i32) -> Result<Period, NoPeriod> {
        if year_start == 1 {
            return of_calendar(text).ok().filter(|period| period.grain == Grain::Year).ok_or(NoPeriod);
        }
        let (first, second) = text.split_once('-').ok_or(NoPeriod)?;
        let year = of_calendar(first)?.year();
        let fits = second.len() == 2 && second.parse() == Ok((year + 1).rem_euclid(100));
        if fits { Ok(Period { grain: Grain::Year, index: year, start: year_start }) } else { Err(NoPeriod) }
    }

    /// Whether a text is no period of a site whose years begin in the month `year_start`, and a year of one where they
    /// begin in another.
    pub fn is_year_of_others(text: &str, year_start: i32) -> bool {
        // Any other month than January, for a year is written alike with all of them.
        let is_year = [1, 2].iter().any(|start| Period::read_year(text, *start).is_ok());
        is_year && Period::read(text, year_start).is_err()
    }

    /// Reads the period of something that has an amount for each period of `grain`: of a yearly metric, what could be a
    /// year is one. A text that can only be of another grain is read as that.
    ///
    /// ```
    /// # use kalends::base::period::{Grain, Period};
    /// assert_eq!(Period::read_as("2009-10", Grain::Year, 4)?.last_month().to_string(), "2010-03");
    /// assert_eq!(Period::read_as("2009-10", Grain::Month, 4)?.last_month().to_string(), "2009-10");
    /// assert_eq!(Period::read_as("2016-17", Grain::Month, 4)?.grain(), Grain::Year);
    /// # Ok::<(), kalends::base::period::NoPeriod>(())
    /// ```
    pub fn read_as(text: &str, grain: Grain, year_start: i32) -> Result<Period, NoPeriod> {
        let year = if grain == Grain::Year { Period::read_year(text, year_start) } else { Err(NoPeriod) };
        year.or_else(|NoPeriod| Period::read(text, year_start))
    }

    /// The period of `grain` that holds this one's last month, where years begin in the month `year_start`.
    pub fn containing(self, grain: Grain, year_start: i32) -> Period {
        let start = if grain == Grain::Year { year_start } else { 1 };
        let month = self.last_month().index - (start - 1);
        Period { grain, index: month.div_euclid(grain.months()), start }
    }

    /// The newest period of `grain` that ends no later than this one does.
    pub fn latest_ended(self, grain: Grain, year_start: i32) -> Period {
        let holding = self.containing(grain, year_start);
        if holding.last_month() == self.last_month() { holding } else { holding.previous() }
    }

    pub fn grain(self) -> Grain {
        self.grain
    }

    /// The calendar year; that in which a fiscal year begins.
    pub fn year(self) -> i32 {
        (self.index * self.grain.months()).div_euclid(12)
    }

    /// Place within the year, from 1: the month's or the quarter's number; 1 for a year.
    pub fn number(self) -> i32 {
        (self.index * self.grain.months()).rem_euclid(12) / self.grain.months() + 1
    }

    /// Whether it is a year that does not begin in January.
    pub fn is_fiscal(self) -> bool {
        self.start != 1
    }

    pub fn first_month(self) -> Period {
        Period { grain: Grain::Month, index: self.index * self.grain.months() + self.start - 1, start: 1 }
    }

    pub fn last_month(self) -> Period {
        Period { grain: Grain::Month, index: self.first_month().index + self.grain.months() - 1, start: 1 }
    }

    /// The periods of a finer `grain` that this one is made of; itself for its own.
    pub fn parts(self, grain: Grain) -> Vec<Period> {
        if grain >= self.grain {
            return vec![self];
        }
        let count = self.grain.months() / grain.months();
        let first = Period { grain, index: self.first_month().index.div_euclid(grain.months()), start: 1 };
        (0..count).map(|step| first.plus(step)).collect()
    }

    /// The period `count` steps of its own grain later, or earlier where `count` is negative.
    pub fn plus(self, count: i32) -> Period {
        Period { index: self.index + count, ..self }
    }

    pub fn previous(self) -> Period {
        self.plus(-1)
    }

    pub fn next(self) -> Period {
        self.plus(1)
    }

    /// The same month or quarter of the year before, or the year before.
    pub fn year_before(self) -> Period {
        self.plus(-12 / self.grain.months())
    }

    /// The same month or quarter of the next year; of a year the next one.
    pub fn year_after(self) -> Period {
        self.plus(12 / self.grain.months())
    }

    /// Steps of the common grain from `earlier` to this period. `None` for two grains.
    pub fn since(self, earlier: Period) -> Option<i32> {
        (self.grain == earlier.grain && self.start == earlier.start).then_some(self.index - earlier.index)
    }

    /// Every period from this one to `last`, both included; none if `last` is earlier or of
    /// another grain.
    pub fn through(self, last: Period) -> impl DoubleEndedIterator<Item = Period> {
        let count = last.since(self).map_or(0, |steps| steps + 1);
        (0..count).map(move |step| self.plus(step))
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Period) -> Ordering {
        if (self.grain, self.start) == (other.grain, other.start) {
            return self.index.cmp(&other.index);
        }
        let end = |period: &Period| period.last_month().index;
        end(self).cmp(&end(other)).then(self.grain.cmp(&other.grain))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Period) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.grain {
            Grain::Month => write!(f, "{:04}-{:02}", self.year(), self.number()),
            Grain::Quarter => write!(f, "{:04}-Q{}", self.year(), self.number()),
            Grain::Year if self.is_fiscal() => write!(f, "{:04}-{:02}", self.year(), (self.year() + 1).rem_euclid(100)),
            Grain::Year => write!(f, "{:04}", self.year()),
        }
    }
}

/// Reads a month, a quarter, or a year that begins in January.
fn of_calendar(text: &str) -> Result<Period, NoPeriod> {
    let digits = |text: &str, count: usize| -> Result<i32, NoPeriod> {
        let fits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
        if fits { text.parse().map_err(|_| NoPeriod) } else { Err(NoPeriod) }
    };
    let (year, rest) = text.split_once('-').map_or((text, None), |(year, rest)| (year, Some(rest)));
    let year = digits(year, 4).ok().filter(|year| *year >= 1000).ok_or(NoPeriod)?;
    let (grain, number) = match rest {
        None => (Grain::Year, 1),
        Some(rest) => match rest.strip_prefix('Q') {
            Some(quarter) => (Grain::Quarter, digits(quarter, 1)?),
            None => (Grain::Month, digits(rest, 2)?),
        },
    };
    let a_year = 12 / grain.months();
    if !(1..=a_year).contains(&number) {
        return Err(NoPeriod);
    }
    Ok(Period { grain, index: year * a_year + number - 1, start: 1 })
}

#[cfg(test)]
mod properties;

#[cfg(test)]
pub mod tests {
    use super::*;

    /// For the tests of other rooms too.
    pub fn period(text: &str) -> Period {
        Period::read(text, 1).unwrap_or_else(|_| panic!("{text} is no period"))
    }

    #[test]
    fn a_period_prints_as_it_was_written() {
        for text in ["2018-02", "2017-12", "2018-Q1", "2017-Q4", "2018", "1000"] {
            assert_eq!(period(text).to_string(), text);
        }
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in [
            "",
            "2018-00",
            "2018-13",
            "2018-2",
            "2018-Q0",
            "2018-Q5",
            "2018-q1",
            "18-02",
            "0999",
            "2018-02-01",
            "2018-",
            "februar",
            "２０１８",
            "-2018",
            "+018",
        ] {
            assert_eq!(Period::read(text, 1), Err(NoPeriod), "{text}");
        }
    }

    #[test]
    fn periods_are_ordered_by_their_end_and_the_shorter_first() {
        let mut periods = ["2018", "2018-Q1", "2018-03", "2018-04", "2017-12", "2017", "2017-Q4"].map(period);
        periods.sort();
        assert_eq!(
            periods.map(|p| p.to_string()),
            ["2017-12", "2017-Q4", "2017", "2018-03", "2018-Q1", "2018-04", "2018"]
        );
    }

    #[test]
    fn steps_cross_the_turn_of_the_year() {
        assert_eq!(period("2018-01").previous(), period("2017-12"));
        assert_eq!(period("2017-Q4").next(), period("2018-Q1"));
        assert_eq!(period("2018-02").year_before(), period("2017-02"));
        assert_eq!(period("2018-Q1").year_before(), period("2017-Q1"));
        assert_eq!(period("2018").year_before(), period("2017"));
        assert_eq!(period("2018-02").since(period("2017-12")), Some(2));
        assert_eq!(period("2018-02").since(period("2017")), None);
    }

    #[test]
    fn the_latest_ended_quarter_is_the_one_that_is_over() {
        assert_eq!(period("2018-02").latest_ended(Grain::Quarter, 1), period("2017-Q4"));
        assert_eq!(period("2018-03").latest_ended(Grain::Quarter, 4), period("2018-Q1"));
        assert_eq!(period("2018-03").latest_ended(Grain::Year, 1), period("2017"));
        assert_eq!(period("2018-02").containing(Grain::Quarter, 1), period("2018-Q1"));
        assert_eq!(period("2018-02").latest_ended(Grain::Month, 1), period("2018-02"));
    }

    #[test]
    fn a_fiscal_year_runs_from_its_own_month() {
        let year = Period::read("2016-17", 4).expect("a fiscal year");
        assert_eq!(year.to_string(), "2016-17");
        assert_eq!((year.first_month(), year.last_month()), (period("2016-04"), period("2017-03")));
        assert_eq!(year.next().to_string(), "2017-18");
        assert_eq!(period("2017-03").containing(Grain::Year, 4), year);
        assert_eq!(period("2017-04").containing(Grain::Year, 4), year.next());
        assert_eq!(period("2017-03").latest_ended(Grain::Year, 4), year);
        assert_eq!(year.year_before().to_string(), "2015-16");
        assert_eq!(year.parts(Grain::Quarter).len(), 4);
        assert_eq!(year.parts(Grain::Month).first(), Some(&period("2016-04")));
        assert_eq!(period("2018").parts(Grain::Month).len(), 12);
    }

    #[test]
    fn what_could_be_a_month_is_one_unless_a_year_is_asked_for() {
        assert_eq!(Period::read("2009-10", 4), Ok(period("2009-10")));
        assert_eq!(Period::read_year("2009-10", 4).map(Period::first_month), Ok(period("2009-04")));
        assert_eq!(Period::read_year("1999-00", 7).map(Period::last_month), Ok(period("2000-06")));
        assert_eq!(Period::read("2016", 4), Err(NoPeriod));
        assert_eq!(Period::read("2016-18", 4), Err(NoPeriod));
        assert_eq!(Period::read("2016-17", 1), Err(NoPeriod));
        assert_eq!(Period::read_year("2016-02", 1), Err(NoPeriod));
    }

    #[test]
    fn a_span_holds_both_its_ends() {
        let names = |a: &str, b: &str| period(a).through(period(b)).map(|p| p.to_string()).collect::<Vec<_>>();
        assert_eq!(names("2017-11", "2018-02"), ["2017-11", "2017-12", "2018-01", "2018-02"]);
        assert!(names("2018-02", "2018-01").is_empty());
    }
}
