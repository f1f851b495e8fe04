//! One cell → an amount, a day or a period, or a fault at its place.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Reading;
use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::command::import::number::{self, NoNumber};
use crate::command::sheets::content::{Content, Line, Row, folded};
use crate::command::sheets::table::Sheet;
use crate::diag::{Diagnostic, faults};
use crate::l10n;
use crate::load;
use crate::model::catalog::{Catalog, Format, Metric};
use crate::model::imports::{DateForm, Import, Mark, Marker, Meaning, When, filled, is_clock, shows_zone, week_of_iso};
use crate::model::language::Language;
use crate::model::{Date, Decimal};

/// A cell, and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Spot<'a> {
    pub sheet: &'a Sheet,
    pub row: Row,
    /// From 0.
    pub column: usize,
    /// What it holds, or what holds for it.
    pub content: &'a Content<'a>,
}

impl<'a> Spot<'a> {
    pub fn of(sheet: &'a Sheet, line: &'a Line<'_>, column: usize) -> Spot<'a> {
        Spot { sheet, row: line.row, column, content: line.cell(column) }
    }

    pub fn place(&self) -> Place {
        self.sheet.place(&self.row, self.column)
    }

    /// An error where the cell shows a failure, was never calculated, or is covered by a merged one.
    pub fn readable(&self) -> Result<(), Diagnostic> {
        match self.content {
            Content::Error(text) => Err(faults::failed_formula(self.place(), text)),
            Content::Merged { .. } => Err(faults::merged_cell(self.place())),
            Content::Uncalculated => Err(faults::uncalculated(self.place())),
            _ => Ok(()),
        }
    }
}

/// How the amounts of a column are read.
#[derive(Debug, Clone, Copy, Default)]
pub struct How<'a> {
    /// Before decimals, where it is settled.
    pub mark: Option<Mark>,
    pub scale: Option<Decimal>,
    pub unit: Option<&'a str>,
    /// Whether durations are read, as hours.
    pub is_duration: bool,
    pub markers: &'a [Marker],
    /// Of the words for what the source hides.
    pub language: Language,
}

/// Why there is no amount; `None` for one that is zero.
fn reason(meaning: &Meaning, language: Language) -> Option<String> {
    match meaning {
        Meaning::Zero => None,
        Meaning::Missing(note) | Meaning::Hidden(Some(note)) => Some(note.clone()),
        Meaning::Hidden(None) => Some(l10n::words(language).hidden_at_source.to_owned()),
    }
}

/// All notes that markers may make.
pub fn notes(markers: &[Marker], language: Language) -> Arc<[String]> {
    let alone = |marker: &Marker| reason(marker.alone.as_ref()?, language);
    let notes: BTreeSet<String> =
        markers.iter().flat_map(|marker| [alone(marker), marker.behind.clone()]).flatten().collect();
    notes.into_iter().collect()
}

/// What a cell says of an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Empty,
    /// With the note of a marker behind it.
    Amount(Decimal, Option<String>),
    /// Known to be missing, for this reason.
    Missing(String),
}

impl<'a> How<'a> {
    /// The text of a number alone, and the note of the marker behind it: without unit and marker.
    pub fn bare<'t>(&self, text: &'t str) -> (Cow<'t, str>, Option<&'a str>) {
        let behind = self.markers.iter().filter_map(|marker| Some((marker, marker.behind.as_deref()?)));
        let found = behind.filter_map(|(marker, note)| Some((text.strip_suffix(marker.text.as_str())?, note)));
        // Of two markers that fit, the longer one was meant: `**` is not `*` twice.
        let found = found.min_by_key(|(rest, _)| rest.len()).filter(|(rest, _)| !rest.trim().is_empty());
        let (text, note) = found.map_or((text, None), |(rest, note)| (rest.trim_end(), Some(note)));
        let Some(unit) = self.unit else { return (text.into(), note) };
        let is_unit = |part: &str| folded(part) == folded(unit);
        // The sign, or the bracket of what is below zero, may stand before the unit.
        let signs = text.len() - text.trim_start_matches(['-', '\u{2212}', '(']).len();
        let (sign, rest) = text.split_at(signs);
        if let Some((_, number)) = rest.split_at_checked(unit.len()).filter(|(begin, _)| is_unit(begin)) {
            return (format!("{sign}{}", number.trim_start()).into(), note);
        }
        let end = text.len().checked_sub(unit.len()).and_then(|at| text.split_at_checked(at));
        match end.filter(|(_, end)| is_unit(end)) {
            Some((number, _)) => (number.trim_end().into(), note),
            None => (text.into(), note),
        }
    }

    /// What a marker that stands alone means.
    fn alone(&self, text: &str) -> Option<Said> {
        let marker = self.markers.iter().find(|marker| folded(&marker.text) == folded(text))?;
        Some(match marker.alone.as_ref()? {
            Meaning::Zero => Said::Amount(Decimal::ZERO, None),
            meaning => Said::Missing(reason(meaning, self.language)?),
        })
    }
}

/// What a cell says of an amount of a metric.
pub fn amount(spot: &Spot<'_>, id: &str, metric: &Metric, how: &How<'_>) -> Result<Said, Diagnostic> {
    spot.readable()?;
    let place = || spot.place();
    let shown = spot.content.shown();
    if let (Content::Text(_) | Content::Number(_), Some(said)) = (spot.content, how.alone(&shown)) {
        return Ok(said);
    }
    let of_hours = |seconds: i64| l10n::rounded(Decimal::from(seconds) / Decimal::from(3_600), DECIMALS).normalize();
    let (amount, is_share, note) = match spot.content {
        Content::Number(number) => (*number, false, None),
        Content::Share(share) => (*share, true, None),
        Content::Duration(seconds) if how.is_duration => (of_hours(*seconds), false, None),
        Content::Duration(_) => return Err(faults::duration(place(), &shown)),
        Content::Text(text) => {
            let (bare, note) = how.bare(text);
            let seconds = seconds(&bare);
            match (number::read(&bare, how.mark), seconds) {
                (_, Some(seconds)) if how.is_duration => (of_hours(seconds), false, note),
                (_, Some(_)) => return Err(faults::duration(place(), text)),
                (Ok(number), None) => (number.amount, number.is_share, note),
                (Err(NoNumber::Ambiguous), None) => return Err(faults::ambiguous_number(place(), text)),
                (Err(NoNumber::Other), None) => return Err(faults::no_number(place(), text, how.mark.map(Mark::word))),
            }
        }
        Content::Empty => return Ok(Said::Empty),
        _ => return Err(faults::no_number(place(), &shown, how.mark.map(Mark::word))),
    };
    if is_share && metric.format != Format::Percent {
        return Err(faults::share_for_a_number(place(), id));
    }
    let amount = match how.scale {
        Some(_) if is_share => return Err(faults::scaled_share(place(), &shown)),
        Some(scale) => amount.checked_mul(scale).ok_or_else(|| faults::too_large(place(), &shown))?.normalize(),
        None => amount,
    };
    if metric.format == Format::Percent
        && !is_share
        && let Some(fault) = load::bare_share(&place(), id, amount)
    {
        return Err(fault);
    }
    if metric.is_count() && !amount.is_integer() {
        return Err(faults::count_in_extract_is_not_whole(place(), id, &shown));
    }
    Ok(Said::Amount(amount, note.map(str::to_owned)))
}

/// Decimals of hours and of means, which have no end.
pub const DECIMALS: u32 = 6;

/// The seconds of hours and minutes, and perhaps seconds: `37:30`. `None` for anything else.
fn seconds(text: &str) -> Option<i64> {
    let (text, sign) = text.strip_prefix(['-', '\u{2212}']).map_or((text, 1), |rest| (rest, -1));
    let parts: Vec<&str> = text.split(':').collect();
    let is_number = |part: &&str| (1..=6).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(2..=3).contains(&parts.len()) || !parts.iter().all(is_number) {
        return None;
    }
    let numbers: Vec<i64> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    let fits = numbers.iter().skip(1).all(|number| *number < 60);
    let seconds = numbers.iter().zip([3_600, 60, 1]).map(|(number, worth)| number * worth).sum::<i64>();
    fits.then_some(sign * seconds)
}

/// How periods are written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Forms<'a> {
    /// None: as kalends writes them.
    pub forms: &'a [DateForm],
    /// Of forms without a year.
    pub year: Option<i16>,
    /// Whether they are weeks, each of which is read as its Thursday.
    pub has_weeks: bool,
}

impl<'a> Forms<'a> {
    /// Those of an import, with the month in place of the placeholder for its year.
    pub fn of(reading: &Reading<'_>, import: &'a Import) -> Result<Forms<'a>, Diagnostic> {
        let forms = Forms { forms: &import.dates, year: None, has_weeks: import.has_weeks };
        let Some(named) = &import.year else { return Ok(forms) };
        let fault = || faults::period_is_asked_for(named.place.clone());
        let written = filled(&named.name, reading.month, reading.months).ok_or_else(fault)?;
        let written = written.into_iter().next().unwrap_or_default();
        let year = written.parse::<i16>().ok().filter(|year| (1_000..=9_999).contains(year));
        let year = year.ok_or_else(|| faults::no_year(named.place.clone(), &written))?;
        Ok(Forms { year: Some(year), ..forms })
    }
}

/// The day or period that cells name: one, or the parts of it in several.
pub fn when(reading: &Reading<'_>, spots: &[Spot<'_>], grain: Grain, forms: Forms<'_>) -> Result<When, Diagnostic> {
    let year_start = reading.data.catalog.year_start;
    let mut written = Cow::Borrowed("");
    for spot in spots {
        spot.readable()?;
        let shown = spot.content.shown();
        if shown.is_empty() {
            return Err(faults::empty_cell(spot.place(), "period"));
        }
        written = if written.is_empty() { shown } else { format!("{written} {shown}").into() };
    }
    let place = || spots.first().map_or_else(|| Place::of_file(reading.sheet.file.clone()), Spot::place);
    if let ([Spot { content: Content::Date(date), .. }], false) = (spots, forms.has_weeks) {
        return Ok(When::Day(*date));
    }
    if forms.has_weeks && forms.forms.is_empty() {
        return week_of_iso(&written).map(When::Day).ok_or_else(|| faults::no_week(place(), &written));
    }
    if !forms.forms.is_empty() {
        let read = forms.forms.iter().filter_map(|form| form.read(&written, forms.year, reading.months));
        let mut read: Vec<When> = read.collect();
        read.dedup();
        return match read.as_slice() {
            [one] => Ok(*one),
            [] if forms.has_weeks => Err(faults::no_week(place(), &written)),
            [] => Err(no_period(place(), &written, true, year_start)),
            _ => Err(faults::period_of_two_forms(place(), &written)),
        };
    }
    // A day may have a time behind it, but not one of a zone: it could be of another day.
    let (day, rest) = written.split_at_checked(10).unwrap_or((&written, ""));
    if let Ok(day) = day.parse::<Date>()
        && (rest.is_empty() || is_clock(rest))
    {
        return Ok(When::Day(day));
    }
    let read = Period::read_as(&written, grain, year_start);
    read.map(When::Period).map_err(|_| no_period(place(), &written, false, year_start))
}

fn no_period(place: Place, written: &str, has_form: bool, year_start: i32) -> Diagnostic {
    let behind_day = written.split_at_checked(10).filter(|(day, _)| day.bytes().any(|byte| byte.is_ascii_digit()));
    if behind_day.is_some_and(|(_, rest)| shows_zone(rest)) {
        return faults::time_of_a_zone(place, written);
    }
    if is_week(written) {
        return faults::week(place, written);
    }
    faults::no_period_in_extract(place, written, has_form, year_start)
}

/// Whether a text names a week: `Uge 5`, `2018-W05`.
fn is_week(text: &str) -> bool {
    let text = folded(text);
    let has_digit = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let mut words = Language::ALL.into_iter().map(|language| l10n::signs(language).week);
    let named =
        words.any(|week| text.match_indices(week).any(|(at, week)| text.get(at + week.len()..).is_some_and(has_digit)));
    let year = text.split_at_checked(4).filter(|(year, _)| year.bytes().all(|byte| byte.is_ascii_digit()));
    named || year.is_some_and(|(_, rest)| rest.trim_start_matches('-').strip_prefix('w').is_some_and(has_digit))
}

/// The period of the metric's grain that is meant: the one that is named, or the one that holds the day.
pub fn period(
    when: When,
    catalog: &Catalog,
    (id, metric): (&str, &Metric),
    has_form: bool,
    place: impl Fn() -> Place,
) -> Result<Period, Diagnostic> {
    let year_start = catalog.year_start;
    match when {
        When::Day(date) => {
            Ok(Period::month(date.year().into(), date.month().into()).containing(metric.grain, year_start))
        }
        When::Span(year) => {
            let written = format!("{year}-{:02}", (year + 1).rem_euclid(100));
            let read = Period::read_year(&written, year_start).ok().filter(|_| metric.grain == Grain::Year);
            read.filter(|_| year_start != 1).ok_or_else(|| faults::year_of_two(place(), year, id, metric.grain.word()))
        }
        // The years of a form are the calendar's, unless the site's begin in another month.
        When::Period(period) if period.grain() == metric.grain => {
            if period.grain() == Grain::Year && has_form && year_start != 1 {
                return Err(faults::period_of_another_grain(place(), id, metric.grain.word(), period));
            }
            Ok(period)
        }
        When::Period(period) => {
            let example = period.last_month().latest_ended(metric.grain, year_start);
            Err(faults::period_of_another_grain(place(), id, metric.grain.word(), example))
        }
    }
}

/// The members of a dimension by the names that an extract may have for each, folded.
pub type Members<'c> = BTreeMap<String, Option<&'c str>>;

/// The names of the members of a dimension: those that `names` gives them, their ids, and their labels in every
/// language. `None` stands for a label that two of them share.
pub fn members<'c>(
    catalog: &'c Catalog,
    dimension: &str,
    names: impl IntoIterator<Item = (&'c String, &'c String)>,
) -> Members<'c> {
    let mut known = Members::new();
    let all = || catalog.dimensions.get(dimension).into_iter().flat_map(|dimension| &dimension.members);
    for (id, label) in all() {
        for language in Language::ALL {
            let named = known.entry(folded(label.get(language))).or_insert(Some(id));
            *named = named.filter(|named| named == id);
        }
    }
    known.extend(all().map(|(id, _)| (folded(id), Some(id.as_str()))));
    known.extend(names.into_iter().map(|(name, member)| (folded(name), Some(member.as_str()))));
    known
}

/// The member that a text names; letters in capitals and space do not matter. `None` where there is none.
pub fn member<'c>(members: &Members<'c>, shown: &str) -> Option<&'c str> {
    // Most extracts write a name as it is looked for.
    members.get(shown).or_else(|| members.get(&folded(shown))).copied().flatten()
}
