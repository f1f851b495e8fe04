//! Danish.
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

pub static DANISH: LanguageFile = LanguageFile {
    locale: locale!("da"),
    words: words::WORDS,
    signs: SIGNS,
    lexicon: lexicon::LEXICON,
    grammar: &Danish,
    starter: files_of!("da"),
    how_tos: how_tos_of!("da"),
};

const SIGNS: Signs = Signs {
    decimal: ',',
    delimiter: b';',
    quotes: ["”", "”", "’", "’"],
    alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ",
    month_ticks: ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
    quarter_ticks: ["1. kvt.", "2. kvt.", "3. kvt.", "4. kvt."],
    week: "uge",
    large: ["\u{a0}mio.", "\u{a0}mia.", "\u{a0}bio."],
};

struct Danish;

impl Grammar for Danish {
    fn from(&self, period: &str) -> String {
        format!("fra {period}")
    }

    fn changed_since(&self, period: &str) -> String {
        format!("Ændret siden {period}")
    }

    fn against(&self, now: &str, before: &str) -> String {
        format!("{now} mod {before}")
    }

    fn latest(&self, span: &str) -> String {
        format!("Seneste {span}")
    }

    fn cited_report(&self, period: &str) -> String {
        format!("rapport {period}")
    }

    fn only_in(&self, name: &str) -> String {
        format!("Kun i {name}")
    }

    fn embargoed(&self, day: &str, time: &str, zone: &str) -> String {
        format!("Må ikke offentliggøres før {day} kl. {} ({zone})", time.replace(':', "."))
    }

    fn moved_from(&self, days: &str) -> String {
        format!("flyttet fra {days}")
    }

    fn next_release(&self, what: &str, day: &str) -> String {
        format!("Næste udgivelse er {what}, den {day}.")
    }

    fn over_period(&self, what: &str, period: &str) -> String {
        format!("{what} i {period}")
    }

    fn since_then(&self, period: &str) -> String {
        format!("siden {period}")
    }

    fn between(&self, lower: &str, upper: &str) -> String {
        format!("mellem {lower} og {upper}")
    }

    fn rule_per_period(&self, rule: &str, period: &str) -> String {
        format!("{rule} pr. {period}")
    }

    fn rule_towards(&self, rule: &str, amount: &str, period: &str) -> String {
        format!("{rule}, på vej mod {amount} i {period}")
    }

    fn rule_near(&self, rule: &str, amount: &str) -> String {
        format!("{rule}, næsten nået inden for {amount}")
    }

    fn distance_from_target(&self, distance: &str) -> String {
        format!("{distance} fra målet")
    }

    fn as_known_in(&self, period: &str) -> String {
        format!("Rapporten viser tallene, som de var kendt i {period}.")
    }

    fn first_published_as(&self, value: &str) -> String {
        format!("først offentliggjort som {value}")
    }

    fn new_figure_in(&self, value: &str, period: &str) -> String {
        format!("nyt tal i {period}: {value}")
    }

    fn revised_and_withdrawn(&self, revised: &str, withdrawn: &str) -> String {
        format!(
            "{revised} er revideret, og {withdrawn} er trukket tilbage. De gamle rapporter står uændret med en \
             henvisning hertil."
        )
    }

    fn value_in(&self, value: &str, period: &str) -> String {
        format!("{value} i {period}")
    }

    fn since(&self, trend: &str, period: &str) -> String {
        format!("{trend} siden {period}")
    }

    fn highest_and_lowest(&self, highest: (&str, &str), lowest: (&str, &str)) -> String {
        format!("Højest: {} med {}; lavest: {} med {}.", highest.0, highest.1, lowest.0, lowest.1)
    }

    fn highest_and_lowest_shown(&self, highest: (&str, &str), lowest: (&str, &str)) -> String {
        format!("Højest af de viste: {} med {}; lavest: {} med {}.", highest.0, highest.1, lowest.0, lowest.1)
    }

    fn highest(&self, of: (&str, &str)) -> String {
        format!("Højest: {} med {}.", of.0, of.1)
    }

    fn all_have(&self, value: &str) -> String {
        format!("Alle har {value}.")
    }

    fn others(&self, count: usize) -> String {
        format!("Øvrige ({count})")
    }

    fn and_more(&self, names: &str, more: usize) -> String {
        format!("{names} og {more} til")
    }

    fn not_held_against_target(&self, names: &str) -> String {
        format!("Kan ikke måles mod målet: {names}")
    }

    fn more_off_target(&self, more: usize, place: &str) -> String {
        format!("Yderligere {more} når ikke målet: {place}")
    }

    fn greatest_of(&self, shown: usize, of: usize) -> String {
        format!("De {shown} største af {of}")
    }

    fn chosen_of(&self, shown: usize, of: usize) -> String {
        format!("{shown} af {of} er vist")
    }

    fn away_from_normal(&self, deviation: &str, normal: &str, period: &str) -> String {
        format!("{deviation} fra det normale, {normal}, i {period}.")
    }

    fn are_hidden(&self, hidden: usize, of: usize, period: &str, names: &str) -> String {
        format!("I {period} er {hidden} af {of} skjult: {names}.")
    }

    fn moved_most(&self, total: Option<&str>, names: &str) -> String {
        match total {
            Some(total) => format!("Summen ændrede sig med {total}, mest ved {names}."),
            None => format!("Ændrede sig mest: {names}."),
        }
    }

    fn moved_both_ways(&self, total: &str, up: &str, down: &str) -> String {
        format!("Summen ændrede sig med {total}, mest op ved {up}, mest ned ved {down}.")
    }

    fn shades(&self, least: &str, greatest: &str) -> String {
        format!("Farver: fem lige store trin fra {least} til {greatest} (kraftigst)")
    }

    fn met_by(&self, met: usize, of: usize, period: &str) -> String {
        format!("{met} af {of} når målet i {period}.")
    }

    fn usual_variation(&self, lower: &str, upper: &str, mean: &str) -> String {
        format!("Den sædvanlige variation går fra {lower} til {upper} med et gennemsnit på {mean}.")
    }

    fn target_reached_in(&self, mean: &str, earliest: &str, latest: Option<&str>) -> String {
        let span = match latest {
            Some(latest) => format!("mellem {earliest} og {latest}"),
            None => format!("tidligst i {earliest}"),
        };
        format!("Går det fortsat som hidtil, nås målet i {mean} (80\u{a0}%: {span}).")
    }

    fn line_through(&self, periods: &str, span: &str) -> String {
        format!("Linjen går gennem de seneste {periods}, {span}.")
    }

    fn looked_at(&self, periods: &str, span: &str) -> String {
        format!("Det bygger på de seneste {periods}, {span}.")
    }

    fn show_the_data(&self, number: usize) -> String {
        format!("Vis tallene i diagram\u{a0}{number}")
    }

    fn axis_starts_at(&self, value: &str) -> String {
        format!("Y-aksen begynder ved {value}")
    }

    fn axis_of_rows_starts_at(&self, value: &str) -> String {
        format!("Aksen begynder ved {value}")
    }

    fn sum_of(&self, span: &str) -> String {
        format!("summen af {span}")
    }

    fn beyond_tolerance(&self, tolerance: &str) -> String {
        format!("Ændringen er større end tolerancen (±{tolerance})")
    }

    fn first_turn(&self, is_rise: bool, span: &str) -> String {
        format!("Første {} i {span}", if is_rise { "stigning" } else { "fald" })
    }

    fn extreme(&self, is_highest: bool, span: &str) -> String {
        format!("{} i {span}", if is_highest { "Højeste" } else { "Laveste" })
    }

    fn not_asked_for(&self, metrics: &str) -> String {
        format!("Ikke opgjort det seneste år, så der spørges ikke til: {metrics}")
    }

    fn typed_numbers(&self, numbers: &str) -> String {
        format!("indtastede tal: {numbers}")
    }

    fn named_periods(&self, periods: &str) -> String {
        format!("tidspunkter: {periods}")
    }

    fn words_of_direction(&self, words: &str) -> String {
        format!("retning: {words}")
    }

    fn write_anew(&self, reasons: &str) -> String {
        if reasons.is_empty() { "skriv på ny".to_owned() } else { format!("skriv på ny; {reasons}") }
    }

    fn noun(&self, noun: Noun) -> [&'static str; 2] {
        match noun {
            Noun::Chart => ["diagram", "diagrammer"],
            Noun::File => ["fil", "filer"],
            Noun::Figure => ["tal", "tal"],
            Noun::Hit => ["træf", "træf"],
            Noun::Month => ["måned", "måneder"],
            Noun::Page => ["side", "sider"],
            Noun::Quarter => ["kvartal", "kvartaler"],
            Noun::Report => ["rapport", "rapporter"],
            Noun::Revision => ["revision", "revisioner"],
            Noun::Section => ["afsnit", "afsnit"],
            Noun::Year => ["år", "år"],
        }
    }

    fn percent(&self, number: &str) -> String {
        format!("{number}\u{a0}%")
    }

    fn points(&self, _: Plural) -> &'static str {
        "procentpoint"
    }

    fn quoted(&self, label: &str) -> String {
        format!("”{label}”")
    }

    fn quarter(&self, number: i32, year: i32) -> String {
        format!("{number}. kvartal {year}")
    }

    fn short_month(&self, name: &str, tick: &str, year: i32) -> String {
        let stop = if tick == name { "" } else { "." };
        format!("{tick}{stop} {year}")
    }

    fn short_date(&self, day: i8, month: i8, _: &str, year: i16) -> String {
        format!("{day:02}.{month:02}.{year:04}")
    }

    fn at_end_of(&self, period: &str) -> String {
        format!("ultimo {period}")
    }

    fn due(&self, when: &str) -> String {
        format!("senest {when}")
    }

    fn as_of(&self, date: &str) -> String {
        format!("pr.\u{a0}{date}")
    }

    fn counted_as(&self, kind: Kind<'_>, grain: Grain, over: &str, additive: bool) -> String {
        let (of_period, periods) = match grain {
            Grain::Month => ("månedens", "måneder"),
            Grain::Quarter => ("kvartalets", "kvartaler"),
            Grain::Year => ("årets", "år"),
        };
        let adds_up = match (over, additive) {
            ("", _) => format!("lægges aldrig sammen over {periods}"),
            (_, true) => format!("lægges sammen over {over}, aldrig over {periods}"),
            (_, false) => format!("lægges hverken sammen over {over} eller over {periods}"),
        };
        match kind {
            Kind::Stock(over_time) => {
                let longer = match over_time {
                    OverTime::Last => String::new(),
                    OverTime::Mean => format!("; en længere periode viser gennemsnittet af sine {periods}"),
                    OverTime::Min => format!("; en længere periode viser det laveste af sine {periods}"),
                    OverTime::Max => format!("; en længere periode viser det højeste af sine {periods}"),
                };
                let level = match over_time {
                    OverTime::Last => format!("beholdning ved {of_period} udgang"),
                    OverTime::Mean | OverTime::Min | OverTime::Max => format!("{of_period} niveau"),
                };
                format!("{level}{longer}; {adds_up}")
            }
            Kind::Flow => {
                let adds_up = match (over, additive) {
                    ("", _) => format!("over {periods}"),
                    (_, true) => format!("over {over} og over {periods}"),
                    (_, false) => format!("over {periods}, men ikke over {over}"),
                };
                format!("antal i {of_period} løb; lægges sammen {adds_up}")
            }
            Kind::Ratio { numerator, denominator } => format!(
                "{} i forhold til {}; beregnes ud fra summerne, aldrig som gennemsnit af forholdstal",
                self.quoted(numerator),
                self.quoted(denominator)
            ),
            Kind::Derived => "beregnet ud fra andre tal; beregnes på ny for hver periode og hver del".to_owned(),
            Kind::Cumulative { of, since_year } => {
                let since = if since_year { "årets begyndelse" } else { "opgørelsens begyndelse" };
                format!("løbende sum af {} siden {since}; {adds_up}", self.quoted(of))
            }
        }
    }

    fn fall_of(&self, size: &str) -> String {
        format!("et fald på {size}")
    }

    fn rise_of(&self, size: &str) -> String {
        format!("en stigning på {size}")
    }

    fn revised_in_period(&self, period: &str) -> String {
        format!("revideret i {period}")
    }

    fn withdrawn_in_period(&self, period: &str) -> String {
        format!("trukket tilbage i {period}")
    }

    fn revised_from(&self, period: &str, was: &str, now: &str) -> String {
        format!("{period} er revideret fra {was} til {now}.")
    }

    fn no_data_for_periods(&self, periods: &str) -> String {
        format!("Ingen tal for {periods}.")
    }

    fn follows_from_metric(&self, quoted: &str, reason: &str) -> String {
        format!("Følger af {quoted}: {reason}")
    }

    fn sum_over_dimension(&self, quoted: &str) -> String {
        format!("summen over {quoted}")
    }

    fn in_period(&self, period: &str, parts: &str) -> String {
        format!("I {period}: {parts}.")
    }

    fn is_missing(&self, quoted: &str, _: Plural) -> String {
        format!("{quoted} mangler")
    }

    fn is_missing_for(&self, quoted: &str, period: &str) -> String {
        format!("{quoted} for {period} mangler")
    }

    fn counted_of(&self, present: usize, expected: &str) -> String {
        format!("{present} af {expected} er opgjort")
    }

    fn period_is_withdrawn(&self, period: &str) -> String {
        format!("{period} er trukket tilbage")
    }

    fn limits_rest_on_values(&self, values: &str, span: &str, are_trial: bool) -> String {
        format!("{} bygger på {values}, {span}", if are_trial { "Foreløbige grænser: de" } else { "Grænserne" })
    }

    fn not_named(&self, names: &str) -> String {
        format!("Uden navn i diagrammet: {names}")
    }

    fn extract(&self, when: &str) -> String {
        format!("udtræk {when}")
    }

    fn nothing_changed(&self, reports: &str) -> String {
        format!("Intet er ændret i {reports}")
    }

    fn built_from(&self, version: &str, files: &str) -> String {
        format!("Bygget med kalends {version} ud fra {files}")
    }

    fn edition_of(&self, number: usize, period: &str) -> String {
        format!("{period}, udgave {number}")
    }

    fn superseded(&self, number: usize, published: Option<&str>, replaced: Option<&str>) -> String {
        let published = published.map_or(String::new(), |day| format!(", offentliggjort {day}"));
        let replaced = replaced.map_or(String::new(), |day| format!(" {day}"));
        format!("Dette er udgave {number} af rapporten{published}. En ny udgave trådte i stedet{replaced}.")
    }

    fn edition_before(&self, number: usize, until: Option<&str>) -> String {
        let until = until.map_or(String::new(), |day| format!(", gældende til {day}"));
        format!("Udgave {number}{until}")
    }

    fn ledger_line(&self, number: usize) -> String {
        format!("Linje {number} i udgivelsesprotokollen")
    }

    fn matters(&self, entries: usize, unexplained: usize) -> String {
        match (entries, unexplained) {
            (1, 0) => "Ét forhold bør ses først. Det er forklaret.".to_owned(),
            (1, _) => "Ét forhold bør ses først. Det mangler en forklaring.".to_owned(),
            (_, 0) => format!("{entries} forhold bør ses først. De er alle forklaret."),
            _ => format!("{entries} forhold bør ses først. {unexplained} af dem mangler en forklaring."),
        }
    }
}
