//! Phrases around a number, a name or a period.
//!
//! What differs from one language to the next is a function of [`Grammar`], which the file of each language writes.
//! What all languages have in common is written here once. Numbers and periods arrive as text, made by the functions
//! of `l10n`; nothing here rounds or chooses decimals. Labels from data are quoted where the grammar of a sentence
//! could not bend them: `over ”Hospital”`.

use std::cmp::Ordering;

use super::numbers::{Noun, Plural, count};
use super::order::list;
use super::periods::{capital, period_capital};
use super::{grammar, words};
use crate::base::period::{Grain, Period};
use crate::model::catalog::OverTime;
use crate::model::language::Language;

/// How a metric comes about and adds up, for its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'a> {
    /// A level at the end of the period, and what of its levels a longer period shows.
    Stock(OverTime),
    /// A count during the period.
    Flow,
    /// Labels of the two parts.
    Ratio { numerator: &'a str, denominator: &'a str },
    /// By a formula.
    Derived,
    /// Label of the flow that is added up; since the start of the year or of the records.
    Cumulative { of: &'a str, since_year: bool },
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing<'a> {
    NotCounted,
    NoExtract,
    Withdrawn,
    Suppressed,
    ZeroDenominator,
    BothSigns,
    BegunAnew,
    /// Beyond what exact decimals hold.
    TooLarge,
    /// Label of the input that is missing.
    Input(&'a str),
    /// Names of the parts that are missing, at least one.
    Members(&'a [String]),
    /// The same where it is missing in another period.
    InputOf(&'a str, &'a str),
    /// A longer period of which only some months or quarters are there.
    Parts {
        present: usize,
        expected: usize,
        part: Noun,
    },
    /// What the author wrote, in the author's words.
    Note(&'a str),
}

/// Makes the trait, and for each of its phrases a function that takes the language last.
macro_rules! grammar {
    (
        phrases { $($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*);)* }
        parts { $($(#[$part_doc:meta])* $part:ident($($part_argument:ident: $part_type:ty),*) -> $result:ty;)* }
    ) => {
        /// The sentences of one language. None has a default: a language that lacks one does not compile.
        pub trait Grammar: Sync {
            $($(#[$doc])* fn $name(&self, $($argument: $type),*) -> String;)*
            $($(#[$part_doc])* fn $part(&self, $($part_argument: $part_type),*) -> $result;)*
        }

        $($(#[$doc])* pub fn $name($($argument: $type,)* language: Language) -> String {
            grammar(language).$name($($argument),*)
        })*
    };
}

grammar! {
    phrases {
        /// `fra januar 2018`, `from January 2018`.
        from(period: &str);
        /// `Ændret siden januar`: heading of what changed since a month.
        changed_since(period: &str);
        /// `februar 2018 mod januar 2018`: two periods that are held against each other.
        against(now: &str, before: &str);
        /// `Seneste 24 måneder`; the span is a [`count`].
        latest(span: &str);
        /// `rapport 2018-02`, in how to cite.
        cited_report(period: &str);
        /// `flyttet fra 3. april 2018`; the days it was announced for before.
        moved_from(days: &str);
        /// `Næste udgivelse er marts 2018, den 5. april 2018.`
        next_release(what: &str, day: &str);
        /// `Kun i 2018-02`.
        only_in(name: &str);

        /// `gennemsnit i 2018`, `lowest of 2018`: what a longer period shows of the levels in it.
        over_period(what: &str, period: &str);
        /// `siden marts 2020`: of what goes on.
        since_then(period: &str);
        /// `mellem 40 og 50`, `between 40 and 50`.
        between(lower: &str, upper: &str);
        /// A rule on a path: `mindst 1.691, på vej mod 2.200 i december 2019`.
        rule_towards(rule: &str, amount: &str, period: &str);
        /// A rule with the shortfall that counts as nearly met: `mindst 2.200, næsten nået inden for 50`.
        rule_near(rule: &str, amount: &str);
        /// The distance to a target that is not met: `393 fra målet`, `393 from target`.
        distance_from_target(distance: &str);

        /// `Rapporten viser tallene, som de var kendt i februar 2018.`
        as_known_in(period: &str);
        /// `først offentliggjort som 1.861`.
        first_published_as(value: &str);
        /// `nyt tal i april 2018: 49 %`: what came after a withdrawal.
        new_figure_in(value: &str, period: &str);
        /// How many figures were revised and withdrawn; both are a [`count`].
        revised_and_withdrawn(revised: &str, withdrawn: &str);

        /// `1.807 i februar 2018`: a value and its period, to begin the summary of a chart.
        value_in(value: &str, period: &str);
        /// `et fald på 12 siden januar 2018`.
        since(trend: &str, period: &str);
        /// `Højest: Herlev med 412; lavest: Bornholm med 33.`
        highest_and_lowest(highest: (&str, &str), lowest: (&str, &str));
        /// The same of members that are not all.
        highest_and_lowest_shown(highest: (&str, &str), lowest: (&str, &str));
        /// `Højest: Herlev med 412.`
        highest(of: (&str, &str));
        /// `Alle har 3.`
        all_have(value: &str);
        /// `Øvrige (9)`: members of a table without a row of their own.
        others(count: usize);
        /// `Nord, Syd og 7 til`: names of which there are more.
        and_more(names: &str, more: usize);
        /// `Kan ikke måles mod målet: opkald`.
        not_held_against_target(names: &str);
        /// `Yderligere 14 når ikke målet: Afdelinger`: how many rows a table leaves out, and where they stand.
        more_off_target(more: usize, place: &str);
        /// `De 5 største af 14`.
        greatest_of(shown: usize, of: usize);
        /// `3 af 14 er vist`: of members that an author chose.
        chosen_of(shown: usize, of: usize);
        /// `+1,4 fra det normale, 3,2, i februar 2018.`
        away_from_normal(deviation: &str, normal: &str, period: &str);
        /// `I marts 2021 er 2 af 3 skjult: Syd og Vest.`: names are a list.
        are_hidden(hidden: usize, of: usize, period: &str, names: &str);
        /// `Summen ændrede sig med −3, mest ved Nord (+12).`: names are a list, each with its change; without a total,
        /// who moved most.
        moved_most(total: Option<&str>, names: &str);
        /// `Summen ændrede sig med −3, mest op ved Nord (+12), mest ned ved Syd (−11).`: where the one that moved most went the
        /// other way than the total; names are lists, each with its change.
        moved_both_ways(total: &str, up: &str, down: &str);
        /// `Farver: fem lige store trin fra 12 til 98 (kraftigst)`.
        shades(least: &str, greatest: &str);
        /// `2 af 5 når målet i februar 2018.`
        met_by(met: usize, of: usize, period: &str);
        /// `senest maj 2018`, `by May 2018`.
        due(when: &str);
        /// `Den sædvanlige variation går fra 1.700 til 1.900 med et gennemsnit på 1.800.`
        usual_variation(lower: &str, upper: &str, mean: &str);
        /// `Går det fortsat som hidtil, nås målet i juni 2019 (80 %: mellem april 2019 og oktober 2019).`; without a
        /// latest period only the earliest is named.
        target_reached_in(mean: &str, earliest: &str, latest: Option<&str>);
        /// `Linjen går gennem de seneste 36 måneder, januar 2016 – december 2018.`: what a forecast rests on; the periods
        /// are a [`count`].
        line_through(periods: &str, span: &str);
        /// `Det bygger på de seneste 36 måneder, januar 2016 – december 2018.`: the same where no line is drawn.
        looked_at(periods: &str, span: &str);
        /// `Vis tallene i diagram 1`, the fold of a chart's table.
        show_the_data(number: usize);
        /// `Y-aksen begynder ved 1.000`.
        axis_starts_at(value: &str);

        /// The same of an axis under rows: `Aksen begynder ved 1.000`.
        axis_of_rows_starts_at(value: &str);

        /// `summen af januar 2017 – december 2017`: how a total of many periods comes about.
        sum_of(span: &str);

        /// `Ændringen er større end tolerancen (±5)`.
        beyond_tolerance(tolerance: &str);
        /// `Første fald i 13 måneder`; the span is a [`count`].
        first_turn(is_rise: bool, span: &str);
        /// `Højeste i 14 måneder`; the span is a [`count`].
        extreme(is_highest: bool, span: &str);

        /// In a month that is begun: what is not asked for.
        not_asked_for(metrics: &str);
        /// Numbers in a paragraph that no metric gives.
        typed_numbers(numbers: &str);
        /// Dates and months in a paragraph that stay what they are.
        named_periods(periods: &str);
        words_of_direction(words: &str);
        /// That a paragraph is to be written anew, and what else there is to say of it.
        write_anew(reasons: &str);
    }
    parts {
        /// That nobody but early readers is to see a page before this.
        embargoed(day: &str, time: &str, zone: &str) -> String;
        /// The word for one and the word for more.
        noun(noun: Noun) -> [&'static str; 2];
        /// A number and the percent sign: `24 %` (U+00A0 between), `24%`.
        percent(number: &str) -> String;
        /// The word behind a difference of two shares.
        points(form: Plural) -> &'static str;
        /// `”Hospital”`: a label in a sentence.
        quoted(label: &str) -> String;

        /// `4. kvartal 2017`, `Q4 2017`.
        quarter(number: i32, year: i32) -> String;
        /// `feb. 2018`, from the name of the month, its name under an axis, and the year.
        short_month(name: &str, tick: &str, year: i32) -> String;
        /// `01.02.2018`; `1 Feb 2018`. `tick` is the name of the month under an axis.
        short_date(day: i8, month: i8, tick: &str, year: i16) -> String;
        /// `ultimo februar 2018`, `end of February 2018`.
        at_end_of(period: &str) -> String;
        /// `pr. 1. februar 2018` (U+00A0 after `pr.`), `as of 1 February 2018`.
        as_of(date: &str) -> String;

        /// What a metric counts and how it adds up. `over` are the quoted labels that it is split by, empty for none.
        counted_as(kind: Kind<'_>, grain: Grain, over: &str, additive: bool) -> String;
        /// `et fald på 12`; the size has no sign.
        fall_of(size: &str) -> String;
        rise_of(size: &str) -> String;
        revised_in_period(period: &str) -> String;
        withdrawn_in_period(period: &str) -> String;
        /// `December 2017 er revideret fra 1.861 til 1.795.`
        revised_from(period: &str, was: &str, now: &str) -> String;
        no_data_for_periods(periods: &str) -> String;
        /// `mindst 12.000 pr. kvartal`, `at least 12,000 a quarter`.
        rule_per_period(rule: &str, period: &str) -> String;
        /// `Følger af ”Nøglepersoner”: dobbeltregistreringer er fjernet`.
        follows_from_metric(quoted: &str, reason: &str) -> String;
        sum_over_dimension(quoted: &str) -> String;
        /// `I februar 2018: Rigshospitalet 412, Herlev 300.`
        in_period(period: &str, parts: &str) -> String;
        /// `”Nyansatte” mangler`, `‘Herlev’ and ‘Bornholm’ are missing`: one quoted name, or a list of several.
        is_missing(quoted: &str, form: Plural) -> String;
        is_missing_for(quoted: &str, period: &str) -> String;
        /// `2 af 3 måneder er opgjort`.
        counted_of(present: usize, expected: &str) -> String;
        /// `3. kvartal 2017 er trukket tilbage`.
        period_is_withdrawn(period: &str) -> String;
        /// `Grænserne bygger på 24 tal, januar 2016 – december 2017`, or that they are provisional.
        limits_rest_on_values(values: &str, span: &str, are_trial: bool) -> String;
        /// `Uden navn i diagrammet: Herlev`.
        not_named(names: &str) -> String;
        /// `udtræk ultimo februar 2018`.
        extract(when: &str) -> String;
        nothing_changed(reports: &str) -> String;
        built_from(version: &str, files: &str) -> String;
        /// `Februar 2018, udgave 1`.
        edition_of(number: usize, period: &str) -> String;
        superseded(number: usize, published: Option<&str>, replaced: Option<&str>) -> String;
        edition_before(number: usize, until: Option<&str>) -> String;
        /// `Linje 12 i udgivelsesprotokollen`.
        ledger_line(number: usize) -> String;
        /// How much there is to look at, at least one, and how much of it nobody has explained.
        matters(entries: usize, unexplained: usize) -> String;
    }
}

/// What a metric counts and how it adds up: `beholdning ved månedens udgang; lægges sammen over
/// ”Hospital”, aldrig over måneder`.
///
/// `dimensions` are the labels it is split by; `additive` says whether its members add up.
pub fn kind(kind: Kind<'_>, grain: Grain, dimensions: &[String], additive: bool, language: Language) -> String {
    let over = list(&dimensions.iter().map(|label| grammar(language).quoted(label)).collect::<Vec<_>>(), language);
    grammar(language).counted_as(kind, grain, &over, additive)
}

/// A change in words: `et fald på 12 (0,7 %)`, `en stigning på 3`, `uændret`.
///
/// `size` has no sign; for a percent metric it speaks of percentage points and `relative` is `None`.
pub fn trend(direction: Ordering, size: &str, relative: Option<&str>, language: Language) -> String {
    let change = match direction {
        Ordering::Equal => return words(language).unchanged.to_owned(),
        Ordering::Less => grammar(language).fall_of(size),
        Ordering::Greater => grammar(language).rise_of(size),
    };
    format!("{change}{}", in_brackets(relative))
}

/// The line under a key figure: `−12 fra januar 2018 (−0,7 %)`; `change` and `relative` have signs.
pub fn change_from(change: &str, previous: &str, relative: Option<&str>, language: Language) -> String {
    format!("{change} {}{}", from(previous, language), in_brackets(relative))
}

/// The line under a key figure that did not move: `uændret fra januar 2018`.
pub fn unchanged_from(previous: &str, language: Language) -> String {
    format!("{} {}", words(language).unchanged, from(previous, language))
}

/// `mindst 2.200`, `at least 2,200`.
pub fn at_least(target: &str, language: Language) -> String {
    format!("{} {target}", words(language).at_least)
}

/// `højst 50`, `at most 50`.
pub fn at_most(target: &str, language: Language) -> String {
    format!("{} {target}", words(language).at_most)
}

/// A range by its bounds: `20–27`; with air where a minus would stand beside the dash: `−5 – 3`.
pub fn range(lower: &str, upper: &str) -> String {
    let dash = if lower.starts_with('−') || upper.starts_with('−') { " – " } else { "–" };
    format!("{lower}{dash}{upper}")
}

/// What a period of some length should reach: `mindst 12.000 pr. kvartal`.
pub fn rule_per(rule: &str, period: Noun, language: Language) -> String {
    let [noun, _] = grammar(language).noun(period);
    grammar(language).rule_per_period(rule, noun)
}

/// A rule that holds from a period on: `mindst 2.200 fra januar 2018`.
pub fn rule_from(rule: &str, period: &str, language: Language) -> String {
    format!("{rule} {}", from(period, language))
}

/// `Senere ændret, maj 2018`.
pub fn changed_later(period: &str, language: Language) -> String {
    format!("{}, {period}", words(language).changed_later)
}

/// `revideret i maj 2018, rutine: fire personer manglede`; kind and reason are left out when empty.
pub fn revised_in(period: &str, kind: &str, reason: &str, language: Language) -> String {
    with_reason(&grammar(language).revised_in_period(period), kind, reason)
}

/// `trukket tilbage i februar 2018, fejl: datagrundlaget var ikke detaljeret nok`.
pub fn withdrawn_in(period: &str, kind: &str, reason: &str, language: Language) -> String {
    with_reason(&grammar(language).withdrawn_in_period(period), kind, reason)
}

/// `December 2017 er revideret fra 1.861 til 1.795.`, for the summary of a chart.
pub fn was_revised(period: &str, was: &str, now: &str, language: Language) -> String {
    grammar(language).revised_from(&capital(period), was, now)
}

/// `Ingen tal for juli 2017 og august 2017.`, for the summary of a chart.
pub fn no_data_for(periods: &[String], language: Language) -> String {
    grammar(language).no_data_for_periods(&list(periods, language))
}

/// `Følger af ”Nøglepersoner”: dobbeltregistreringer er fjernet`.
pub fn follows_from(label: &str, reason: &str, language: Language) -> String {
    let grammar = grammar(language);
    grammar.follows_from_metric(&grammar.quoted(label), reason)
}

/// More names than these would fill a cell.
const MOST_MISSING: usize = 3;

/// Why there is no value, within a sentence: `intet udtræk`, `2 af 3 måneder er opgjort`.
pub fn reason(missing: Missing<'_>, language: Language) -> String {
    let (words, grammar) = (words(language), grammar(language));
    match missing {
        Missing::NotCounted => words.not_counted.to_owned(),
        Missing::NoExtract => words.no_extract.to_owned(),
        Missing::Withdrawn => words.in_withdrawn.to_owned(),
        Missing::Suppressed => words.in_suppressed.to_owned(),
        Missing::ZeroDenominator => words.zero_denominator.to_owned(),
        Missing::BothSigns => words.both_signs.to_owned(),
        Missing::BegunAnew => words.begun_anew.to_owned(),
        Missing::TooLarge => words.too_large.to_owned(),
        Missing::Input(label) => grammar.is_missing(&grammar.quoted(label), Plural::One),
        Missing::Members(names) => {
            let quoted: Vec<String> = names.iter().map(|name| grammar.quoted(name)).collect();
            let form = if names.len() == 1 { Plural::One } else { Plural::Other };
            let names = match quoted.split_at_checked(MOST_MISSING).filter(|(_, rest)| !rest.is_empty()) {
                Some((first, rest)) => grammar.and_more(&first.join(", "), rest.len()),
                None => list(&quoted, language),
            };
            grammar.is_missing(&names, form)
        }
        Missing::InputOf(label, period) => grammar.is_missing_for(&grammar.quoted(label), period),
        Missing::Parts { present, expected, part } => grammar.counted_of(present, &count(expected, part, language)),
        Missing::Note(note) => note.to_owned(),
    }
}

/// Why there is no value, on its own: `Mangler: intet udtræk`.
pub fn missing(missing: Missing<'_>, language: Language) -> String {
    format!("{}: {}", words(language).missing, reason(missing, language))
}

/// `Ændring kendes ikke: 3. kvartal 2017 er trukket tilbage`.
pub fn change_not_known(period: &str, why: Missing<'_>, language: Language) -> String {
    let why = match why {
        Missing::Withdrawn => grammar(language).period_is_withdrawn(period),
        why => format!("{period}, {}", reason(why, language)),
    };
    format!("{}: {why}", words(language).change_not_known)
}

/// `summen over ”Hospital”`: how a total of many members comes about.
pub fn sum_over(dimension: &str, language: Language) -> String {
    let grammar = grammar(language);
    grammar.sum_over_dimension(&grammar.quoted(dimension))
}

/// `Ring: februar 2017; pilespids eller prik: februar 2018`: the key of arrows, as far as such marks are drawn.
pub fn ring_and_head(
    before: Option<&str>,
    now: &str,
    (has_head, has_dot): (bool, bool),
    language: Language,
) -> Option<String> {
    let words = words(language);
    let end = match (has_head, has_dot) {
        (true, true) => Some(words.key_head_or_dot),
        (true, false) => Some(words.key_head),
        (false, true) => Some(words.key_dot),
        (false, false) => None,
    };
    let ring = before.map(|before| format!("{}: {before}", words.key_ring));
    let pieces = ring.into_iter().chain(end.map(|end| format!("{end}: {now}")));
    pieces.reduce(|a, b| format!("{a}; {b}")).map(|key| capital(&key))
}

/// `I februar 2018: Rigshospitalet 412, Herlev 300.`, for the summary of a chart; each part is a name and its value.
pub fn parts_in(period: &str, parts: &[(String, String)], language: Language) -> String {
    let parts = parts.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ");
    grammar(language).in_period(period, &parts)
}

/// `Grænserne bygger på 24 tal, januar 2016 – december 2017`: over which periods limits run, and that they are
/// provisional where there are too few.
pub fn limits_rest_on(values: usize, span: &str, are_trial: bool, language: Language) -> String {
    grammar(language).limits_rest_on_values(&count(values, Noun::Figure, language), span, are_trial)
}

/// `80 %: 2.100–2.250; 95 %: 2.050–2.300`: where a value to come will lie.
pub fn intervals(inner: (&str, &str), outer: (&str, &str), language: Language) -> String {
    let grammar = grammar(language);
    format!("{}: {}–{}; {}: {}–{}", grammar.percent("80"), inner.0, inner.1, grammar.percent("95"), outer.0, outer.1)
}

/// `Uden navn i diagrammet: Herlev`: series that a chart has no room to name.
pub fn without_label(names: &[String], language: Language) -> String {
    grammar(language).not_named(&list(names, language))
}

/// `Diagram 1`, `Figure 1` (U+00A0 between).
pub fn chart_number(number: usize, language: Language) -> String {
    format!("{}\u{a0}{number}", words(language).chart)
}

/// `Tabel 1`, `Table 1` (U+00A0 between).
pub fn table_number(number: usize, language: Language) -> String {
    format!("{}\u{a0}{number}", words(language).table)
}

/// `Kilde: Kursusportalen, udtræk ultimo februar 2018`; the extract is left out when empty.
pub fn source(label: &str, extract: &str, language: Language) -> String {
    let source = format!("{}: {label}", words(language).source);
    if extract.is_empty() { source } else { format!("{source}, {}", grammar(language).extract(extract)) }
}

/// `Afsnit ”Bemanding”`, on its own.
pub fn section_called(heading: &str, language: Language) -> String {
    format!("{} {}", capital(words(language).in_section), grammar(language).quoted(heading))
}

/// `Nothing has changed in 36 reports`.
pub fn nothing_changed_in(reports: usize, language: Language) -> String {
    grammar(language).nothing_changed(&count(reports, Noun::Report, language))
}

/// Why a value stands out of the usual variation, by the rule's word in figures.json; `None` for common cause.
pub fn signal(rule: &str, language: Language) -> Option<&'static str> {
    let words = words(language);
    match rule {
        "outside_high" => Some(words.signal_outside_high),
        "outside_low" => Some(words.signal_outside_low),
        "trend_up" => Some(words.signal_trend_up),
        "trend_down" => Some(words.signal_trend_down),
        "two_of_three_high" => Some(words.signal_two_of_three_high),
        "two_of_three_low" => Some(words.signal_two_of_three_low),
        "shift_high" => Some(words.signal_shift_high),
        "shift_low" => Some(words.signal_shift_low),
        _ => None,
    }
}

/// `Advarsel K0301`.
pub fn warning_of(code: &str, language: Language) -> String {
    format!("{} {code}", words(language).warning)
}

/// How much there is to look at, and how much of it nobody has explained.
pub fn to_look_at(entries: usize, unexplained: usize, language: Language) -> String {
    match entries {
        0 => words(language).nothing_to_look_at.to_owned(),
        _ => grammar(language).matters(entries, unexplained),
    }
}

/// `Stod i november 2017 og december 2017`.
pub fn appeared_in(periods: &[String], language: Language) -> String {
    format!("{} {}", words(language).appeared_in, list(periods, language))
}

/// `Bygget med kalends 0.1.0 ud fra 3 filer`.
pub fn built_by(version: &str, files: usize, language: Language) -> String {
    grammar(language).built_from(version, &count(files, Noun::File, language))
}

/// `Linje 12 i udgivelsesprotokollen`.
pub fn ledger_line(number: usize, language: Language) -> String {
    grammar(language).ledger_line(number)
}

/// `Februar 2018, udgave 1`.
pub fn edition_of(number: usize, period: Period, language: Language) -> String {
    grammar(language).edition_of(number, &period_capital(period, language))
}

/// What a page says in whose place another one was published, on these days.
pub fn superseded(number: usize, published: Option<&str>, replaced: Option<&str>, language: Language) -> String {
    grammar(language).superseded(number, published, replaced)
}

/// What a link to it says: `Udgave 1, gældende til 5. marts 2018`.
pub fn edition_before(number: usize, until: Option<&str>, language: Language) -> String {
    grammar(language).edition_before(number, until)
}

fn with_reason(when: &str, kind: &str, reason: &str) -> String {
    let kind = if kind.is_empty() { String::new() } else { format!(", {kind}") };
    let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    format!("{when}{kind}{reason}")
}

fn in_brackets(relative: Option<&str>) -> String {
    relative.map_or_else(String::new, |relative| format!(" ({relative})"))
}
