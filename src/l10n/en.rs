//! English, as in Britain: 1 February 2018.
//!
//! The fields of each table are explained beside their types: `words`, `lexicon`, `phrases`, and [`Signs`].

mod lexicon;
mod words;

use icu_locale_core::locale;

use super::numbers::{Noun, Plural};
use super::phrases::{Grammar, Kind};
use super::{HowTos, LanguageFile, Signs, files_of, how_tos_of};
use crate::base::period::Grain;
use crate::model::catalog::OverTime;

pub static ENGLISH: LanguageFile = LanguageFile {
    locale: locale!("en-GB"),
    words: words::WORDS,
    signs: SIGNS,
    lexicon: lexicon::LEXICON,
    grammar: &English,
    starter: files_of!("en"),
    how_tos: how_tos_of!("how-to"),
};

const SIGNS: Signs = Signs {
    decimal: '.',
    delimiter: b',',
    quotes: ["“", "”", "‘", "’"],
    alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    month_ticks: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    quarter_ticks: ["Q1", "Q2", "Q3", "Q4"],
    week: "week",
    large: ["m", "bn", "tn"],
};

struct English;

impl Grammar for English {
    fn from(&self, period: &str) -> String {
        format!("from {period}")
    }

    fn changed_since(&self, period: &str) -> String {
        format!("Changed since {period}")
    }

    fn against(&self, now: &str, before: &str) -> String {
        format!("{now} against {before}")
    }

    fn latest(&self, span: &str) -> String {
        format!("Latest {span}")
    }

    fn cited_report(&self, period: &str) -> String {
        format!("report {period}")
    }

    fn only_in(&self, name: &str) -> String {
        format!("Only in {name}")
    }

    fn embargoed(&self, day: &str, time: &str, zone: &str) -> String {
        format!("Embargoed until {day}, {time} ({zone})")
    }

    fn moved_from(&self, days: &str) -> String {
        format!("moved from {days}")
    }

    fn next_release(&self, what: &str, day: &str) -> String {
        format!("The next release is {what}, on {day}.")
    }

    fn over_period(&self, what: &str, period: &str) -> String {
        format!("{what} of {period}")
    }

    fn since_then(&self, period: &str) -> String {
        format!("since {period}")
    }

    fn between(&self, lower: &str, upper: &str) -> String {
        format!("between {lower} and {upper}")
    }

    fn rule_per_period(&self, rule: &str, period: &str) -> String {
        format!("{rule} a {period}")
    }

    fn rule_towards(&self, rule: &str, amount: &str, period: &str) -> String {
        format!("{rule}, on the way to {amount} in {period}")
    }

    fn rule_near(&self, rule: &str, amount: &str) -> String {
        format!("{rule}, nearly met within {amount}")
    }

    fn distance_from_target(&self, distance: &str) -> String {
        format!("{distance} from target")
    }

    fn as_known_in(&self, period: &str) -> String {
        format!("This report shows the figures as known in {period}.")
    }

    fn first_published_as(&self, value: &str) -> String {
        format!("first published as {value}")
    }

    fn new_figure_in(&self, value: &str, period: &str) -> String {
        format!("new figure in {period}: {value}")
    }

    fn revised_and_withdrawn(&self, revised: &str, withdrawn: &str) -> String {
        format!("{revised} revised and {withdrawn} withdrawn. The old reports stand unchanged and point here.")
    }

    fn value_in(&self, value: &str, period: &str) -> String {
        format!("{value} in {period}")
    }

    fn since(&self, trend: &str, period: &str) -> String {
        format!("{trend} since {period}")
    }

    fn highest_and_lowest(&self, highest: (&str, &str), lowest: (&str, &str)) -> String {
        format!("Highest: {} with {}; lowest: {} with {}.", highest.0, highest.1, lowest.0, lowest.1)
    }

    fn highest_and_lowest_shown(&self, highest: (&str, &str), lowest: (&str, &str)) -> String {
        format!("Of those shown, highest: {} with {}; lowest: {} with {}.", highest.0, highest.1, lowest.0, lowest.1)
    }

    fn highest(&self, of: (&str, &str)) -> String {
        format!("Highest: {} with {}.", of.0, of.1)
    }

    fn all_have(&self, value: &str) -> String {
        format!("All have {value}.")
    }

    fn others(&self, count: usize) -> String {
        format!("All others ({count})")
    }

    fn and_more(&self, names: &str, more: usize) -> String {
        format!("{names} and {more} more")
    }

    fn not_held_against_target(&self, names: &str) -> String {
        format!("Cannot be held against a target: {names}")
    }

    fn more_off_target(&self, more: usize, place: &str) -> String {
        let are = if more == 1 { "is" } else { "are" };
        format!("{more} more {are} off target: {place}")
    }

    fn greatest_of(&self, shown: usize, of: usize) -> String {
        format!("The {shown} greatest of {of}")
    }

    fn chosen_of(&self, shown: usize, of: usize) -> String {
        format!("{shown} of {of} are shown")
    }

    fn away_from_normal(&self, deviation: &str, normal: &str, period: &str) -> String {
        format!("{deviation} from the normal {normal} in {period}.")
    }

    fn are_hidden(&self, hidden: usize, of: usize, period: &str, names: &str) -> String {
        let are = if hidden == 1 { "is" } else { "are" };
        format!("In {period}, {hidden} of {of} {are} hidden: {names}.")
    }

    fn moved_most(&self, total: Option<&str>, names: &str) -> String {
        match total {
            Some(total) => format!("The total moved by {total}, most by {names}."),
            None => format!("Moved most: {names}."),
        }
    }

    fn moved_both_ways(&self, total: &str, up: &str, down: &str) -> String {
        format!("The total moved by {total}, most up by {up}, most down by {down}.")
    }

    fn shades(&self, least: &str, greatest: &str) -> String {
        format!("Shades: five equal steps from {least} to {greatest}, the strongest")
    }

    fn met_by(&self, met: usize, of: usize, period: &str) -> String {
        let meet = if met == 1 || of == 1 { "meets" } else { "meet" };
        format!("{met} of {of} {meet} the target in {period}.")
    }

    fn usual_variation(&self, lower: &str, upper: &str, mean: &str) -> String {
        format!("The usual variation is from {lower} to {upper} around a mean of {mean}.")
    }

    fn target_reached_in(&self, mean: &str, earliest: &str, latest: Option<&str>) -> String {
        let span = match latest {
            Some(latest) => format!("between {earliest} and {latest}"),
            None => format!("{earliest} at the earliest"),
        };
        format!("At the present rate the target is reached in {mean} (80%: {span}).")
    }

    fn line_through(&self, periods: &str, span: &str) -> String {
        format!("The line runs through the last {periods}, {span}.")
    }

    fn looked_at(&self, periods: &str, span: &str) -> String {
        format!("This rests on the last {periods}, {span}.")
    }

    fn show_the_data(&self, number: usize) -> String {
        format!("Show the data of figure\u{a0}{number}")
    }

    fn axis_starts_at(&self, value: &str) -> String {
        format!("Y axis starts at {value}")
    }

    fn axis_of_rows_starts_at(&self, value: &str) -> String {
        format!("Axis starts at {value}")
    }

    fn sum_of(&self, span: &str) -> String {
        format!("sum of {span}")
    }

    fn beyond_tolerance(&self, tolerance: &str) -> String {
        format!("The change is larger than the tolerance (±{tolerance})")
    }

    fn first_turn(&self, is_rise: bool, span: &str) -> String {
        format!("First {} in {span}", if is_rise { "rise" } else { "fall" })
    }

    fn extreme(&self, is_highest: bool, span: &str) -> String {
        format!("{} in {span}", if is_highest { "Highest" } else { "Lowest" })
    }

    fn not_asked_for(&self, metrics: &str) -> String {
        format!("Not stated for a year, so not asked for: {metrics}")
    }

    fn typed_numbers(&self, numbers: &str) -> String {
        format!("typed numbers: {numbers}")
    }

    fn named_periods(&self, periods: &str) -> String {
        format!("dates: {periods}")
    }

    fn words_of_direction(&self, words: &str) -> String {
        format!("direction: {words}")
    }

    fn write_anew(&self, reasons: &str) -> String {
        if reasons.is_empty() { "write anew".to_owned() } else { format!("write anew; {reasons}") }
    }

    fn noun(&self, noun: Noun) -> [&'static str; 2] {
        match noun {
            Noun::Chart => ["chart", "charts"],
            Noun::File => ["file", "files"],
            Noun::Figure => ["figure", "figures"],
            Noun::Hit => ["match", "matches"],
            Noun::Month => ["month", "months"],
            Noun::Page => ["page", "pages"],
            Noun::Quarter => ["quarter", "quarters"],
            Noun::Report => ["report", "reports"],
            Noun::Revision => ["revision", "revisions"],
            Noun::Section => ["section", "sections"],
            Noun::Year => ["year", "years"],
        }
    }

    fn percent(&self, number: &str) -> String {
        format!("{number}%")
    }

    fn points(&self, form: Plural) -> &'static str {
        match form {
            Plural::One => "percentage point",
            Plural::Other => "percentage points",
        }
    }

    fn quoted(&self, label: &str) -> String {
        format!("‘{label}’")
    }

    fn quarter(&self, number: i32, year: i32) -> String {
        format!("Q{number} {year}")
    }

    fn short_month(&self, _: &str, tick: &str, year: i32) -> String {
        format!("{tick} {year}")
    }

    /// With the name of the month, since readers of English do not agree which number it is.
    fn short_date(&self, day: i8, _: i8, tick: &str, year: i16) -> String {
        format!("{day} {tick} {year:04}")
    }

    fn at_end_of(&self, period: &str) -> String {
        format!("end of {period}")
    }

    fn due(&self, when: &str) -> String {
        format!("by {when}")
    }

    fn as_of(&self, date: &str) -> String {
        format!("as of {date}")
    }

    fn counted_as(&self, kind: Kind<'_>, grain: Grain, over: &str, additive: bool) -> String {
        let (period, periods) = match grain {
            Grain::Month => ("month", "months"),
            Grain::Quarter => ("quarter", "quarters"),
            Grain::Year => ("year", "years"),
        };
        let adds_up = match (over, additive) {
            ("", _) => format!("never added up over {periods}"),
            (_, true) => format!("added up over {over}, never over {periods}"),
            (_, false) => format!("added up neither over {over} nor over {periods}"),
        };
        match kind {
            Kind::Stock(over_time) => {
                let longer = match over_time {
                    OverTime::Last => String::new(),
                    OverTime::Mean => format!("; a longer period shows the mean of its {periods}"),
                    OverTime::Min => format!("; a longer period shows the lowest of its {periods}"),
                    OverTime::Max => format!("; a longer period shows the highest of its {periods}"),
                };
                let when = if over_time == OverTime::Last { "at the end of" } else { "of" };
                format!("level {when} the {period}{longer}; {adds_up}")
            }
            Kind::Flow => {
                let adds_up = match (over, additive) {
                    ("", _) => format!("over {periods}"),
                    (_, true) => format!("over {over} and over {periods}"),
                    (_, false) => format!("over {periods}, but not over {over}"),
                };
                format!("count during the {period}; added up {adds_up}")
            }
            Kind::Ratio { numerator, denominator } => format!(
                "{} relative to {}; computed from the totals, never as a mean of ratios",
                self.quoted(numerator),
                self.quoted(denominator)
            ),
            Kind::Derived => "computed from other figures; computed anew for every period and every part".to_owned(),
            Kind::Cumulative { of, since_year } => {
                let since = if since_year { "the start of the year" } else { "the records began" };
                format!("running total of {} since {since}; {adds_up}", self.quoted(of))
            }
        }
    }

    fn fall_of(&self, size: &str) -> String {
        format!("a fall of {size}")
    }

    fn rise_of(&self, size: &str) -> String {
        format!("a rise of {size}")
    }

    fn revised_in_period(&self, period: &str) -> String {
        format!("revised in {period}")
    }

    fn withdrawn_in_period(&self, period: &str) -> String {
        format!("withdrawn in {period}")
    }

    fn revised_from(&self, period: &str, was: &str, now: &str) -> String {
        format!("{period} has been revised from {was} to {now}.")
    }

    fn no_data_for_periods(&self, periods: &str) -> String {
        format!("No data for {periods}.")
    }

    fn follows_from_metric(&self, quoted: &str, reason: &str) -> String {
        format!("Follows from {quoted}: {reason}")
    }

    fn sum_over_dimension(&self, quoted: &str) -> String {
        format!("sum over {quoted}")
    }

    fn in_period(&self, period: &str, parts: &str) -> String {
        format!("In {period}: {parts}.")
    }

    fn is_missing(&self, quoted: &str, form: Plural) -> String {
        match form {
            Plural::One => format!("{quoted} is missing"),
            Plural::Other => format!("{quoted} are missing"),
        }
    }

    fn is_missing_for(&self, quoted: &str, period: &str) -> String {
        format!("{quoted} for {period} is missing")
    }

    fn counted_of(&self, present: usize, expected: &str) -> String {
        format!("{present} of {expected} counted")
    }

    fn period_is_withdrawn(&self, period: &str) -> String {
        format!("{period} is withdrawn")
    }

    fn limits_rest_on_values(&self, values: &str, span: &str, are_trial: bool) -> String {
        format!("{} rest on {values}, {span}", if are_trial { "Trial limits: they" } else { "The limits" })
    }

    fn not_named(&self, names: &str) -> String {
        format!("Not named in the chart: {names}")
    }

    fn extract(&self, when: &str) -> String {
        format!("extract {when}")
    }

    fn nothing_changed(&self, reports: &str) -> String {
        format!("Nothing has changed in {reports}")
    }

    fn built_from(&self, version: &str, files: &str) -> String {
        format!("Built by kalends {version} from {files}")
    }

    fn edition_of(&self, number: usize, period: &str) -> String {
        format!("{period}, edition {number}")
    }

    fn superseded(&self, number: usize, published: Option<&str>, replaced: Option<&str>) -> String {
        let published = published.map_or(String::new(), |day| format!(", published on {day}"));
        let replaced = replaced.map_or(String::new(), |day| format!(" on {day}"));
        format!("This is edition {number} of the report{published}. Another one took its place{replaced}.")
    }

    fn edition_before(&self, number: usize, until: Option<&str>) -> String {
        let until = until.map_or(String::new(), |day| format!(", in force until {day}"));
        format!("Edition {number}{until}")
    }

    fn ledger_line(&self, number: usize) -> String {
        format!("Ledger line {number}")
    }

    fn matters(&self, entries: usize, unexplained: usize) -> String {
        let verb = if unexplained == 1 { "has" } else { "have" };
        match (entries, unexplained) {
            (1, 0) => "One matter should be looked at first. It is explained.".to_owned(),
            (1, _) => format!("One matter should be looked at first. It {verb} no explanation."),
            (_, 0) => format!("{entries} matters should be looked at first. All of them are explained."),
            _ => format!("{entries} matters should be looked at first. {unexplained} of them {verb} no explanation."),
        }
    }
}
