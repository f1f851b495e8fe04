//! Phrases around a number, a name or a period.
//!
//! Numbers and periods arrive as text, made by the functions of `l10n`; nothing here rounds or
//! chooses decimals. Labels from data are quoted where the grammar of a sentence could not bend
//! them: `over ”Hospital”`.

use std::cmp::Ordering;

use super::periods::capital;
use super::{Noun, count, list, words};
use crate::base::period::Grain;
use crate::model::language::Language;

/// How a metric comes about and adds up, for its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'a> {
    /// A level at the end of the period.
    Stock,
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
    /// Beyond what exact decimals hold.
    TooLarge,
    /// Label of the input that is missing.
    Input(&'a str),
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

/// What a metric counts and how it adds up: `beholdning ved månedens udgang; lægges sammen over
/// ”Hospital”, aldrig over måneder`.
///
/// `dimensions` are the labels it is split by; `additive` says whether its members add up.
pub fn kind(kind: Kind<'_>, grain: Grain, dimensions: &[String], additive: bool, language: Language) -> String {
    let over = list(&dimensions.iter().map(|label| quoted(label, language)).collect::<Vec<_>>(), language);
    let split = !dimensions.is_empty();
    match language {
        Language::Da => {
            let (of_period, periods) = match grain {
                Grain::Month => ("månedens", "måneder"),
                Grain::Quarter => ("kvartalets", "kvartaler"),
                Grain::Year => ("årets", "år"),
            };
            let adds_up = match (split, additive) {
                (true, true) => format!("lægges sammen over {over}, aldrig over {periods}"),
                (true, false) => format!("lægges hverken sammen over {over} eller over {periods}"),
                (false, _) => format!("lægges aldrig sammen over {periods}"),
            };
            match kind {
                Kind::Stock => format!("beholdning ved {of_period} udgang; {adds_up}"),
                Kind::Flow => {
                    let adds_up = match (split, additive) {
                        (true, true) => format!("over {over} og over {periods}"),
                        (true, false) => format!("over {periods}, men ikke over {over}"),
                        (false, _) => format!("over {periods}"),
                    };
                    format!("antal i {of_period} løb; lægges sammen {adds_up}")
                }
                Kind::Ratio { numerator, denominator } => format!(
                    "{} i forhold til {}; beregnes ud fra summerne, aldrig som gennemsnit af forholdstal",
                    quoted(numerator, language),
                    quoted(denominator, language)
                ),
                Kind::Derived => "beregnet ud fra andre tal; beregnes på ny for hver periode og hver del".to_owned(),
                Kind::Cumulative { of, since_year } => {
                    let since = if since_year { "årets begyndelse" } else { "opgørelsens begyndelse" };
                    format!("løbende sum af {} siden {since}; {adds_up}", quoted(of, language))
                }
            }
        }
        Language::En => {
            let (period, periods) = match grain {
                Grain::Month => ("month", "months"),
                Grain::Quarter => ("quarter", "quarters"),
                Grain::Year => ("year", "years"),
            };
            let adds_up = match (split, additive) {
                (true, true) => format!("added up over {over}, never over {periods}"),
                (true, false) => format!("added up neither over {over} nor over {periods}"),
                (false, _) => format!("never added up over {periods}"),
            };
            match kind {
                Kind::Stock => format!("level at the end of the {period}; {adds_up}"),
                Kind::Flow => {
                    let adds_up = match (split, additive) {
                        (true, true) => format!("over {over} and over {periods}"),
                        (true, false) => format!("over {periods}, but not over {over}"),
                        (false, _) => format!("over {periods}"),
                    };
                    format!("count during the {period}; added up {adds_up}")
                }
                Kind::Ratio { numerator, denominator } => format!(
                    "{} relative to {}; computed from the totals, never as a mean of ratios",
                    quoted(numerator, language),
                    quoted(denominator, language)
                ),
                Kind::Derived => {
                    "computed from other figures; computed anew for every period and every part".to_owned()
                }
                Kind::Cumulative { of, since_year } => {
                    let since = if since_year { "the start of the year" } else { "the records began" };
                    format!("running total of {} since {since}; {adds_up}", quoted(of, language))
                }
            }
        }
    }
}

/// A change in words: `et fald på 12 (0,7 %)`, `en stigning på 3`, `uændret`.
///
/// `size` has no sign; for a percent metric it speaks of percentage points and `relative` is `None`.
pub fn trend(direction: Ordering, size: &str, relative: Option<&str>, language: Language) -> String {
    let change = match (direction, language) {
        (Ordering::Equal, _) => return words(language).unchanged.to_owned(),
        (Ordering::Less, Language::Da) => "et fald på",
        (Ordering::Less, Language::En) => "a fall of",
        (Ordering::Greater, Language::Da) => "en stigning på",
        (Ordering::Greater, Language::En) => "a rise of",
    };
    format!("{change} {size}{}", in_brackets(relative))
}

/// The line under a key figure: `−12 fra januar 2018 (−0,7 %)`; `change` and `relative` have signs.
pub fn change_from(change: &str, previous: &str, relative: Option<&str>, language: Language) -> String {
    format!("{change} {}{}", from(previous, language), in_brackets(relative))
}

/// The line under a key figure that did not move: `uændret fra januar 2018`.
pub fn unchanged_from(previous: &str, language: Language) -> String {
    format!("{} {}", words(language).unchanged, from(previous, language))
}

/// `fra januar 2018`, `from January 2018`.
pub fn from(period: &str, language: Language) -> String {
    match language {
        Language::Da => format!("fra {period}"),
        Language::En => format!("from {period}"),
    }
}

/// `Ændret siden januar`: heading of what changed since a month.
pub fn changed_since(period: &str, language: Language) -> String {
    match language {
        Language::Da => format!("Ændret siden {period}"),
        Language::En => format!("Changed since {period}"),
    }
}

/// `mindst 2.200`, `at least 2,200`.
pub fn at_least(target: &str, language: Language) -> String {
    format!("{} {target}", words(language).at_least)
}

/// `højst 50`, `at most 50`.
pub fn at_most(target: &str, language: Language) -> String {
    format!("{} {target}", words(language).at_most)
}

/// `mellem 40 og 50`, `between 40 and 50`.
pub fn between(lower: &str, upper: &str, language: Language) -> String {
    match language {
        Language::Da => format!("mellem {lower} og {upper}"),
        Language::En => format!("between {lower} and {upper}"),
    }
}

/// A rule that holds from a period on: `mindst 2.200 fra januar 2018`.
pub fn rule_from(rule: &str, period: &str, language: Language) -> String {
    format!("{rule} {}", from(period, language))
}

/// A rule on a path: `mindst 1.691, på vej mod 2.200 i december 2019`.
pub fn rule_towards(rule: &str, amount: &str, period: &str, language: Language) -> String {
    match language {
        Language::Da => format!("{rule}, på vej mod {amount} i {period}"),
        Language::En => format!("{rule}, on the way to {amount} in {period}"),
    }
}

/// The distance to a target that is not met: `393 fra målet`, `393 from target`.
pub fn from_target(distance: &str, language: Language) -> String {
    match language {
        Language::Da => format!("{distance} fra målet"),
        Language::En => format!("{distance} from target"),
    }
}

/// `Senere ændret, maj 2018`.
pub fn changed_later(period: &str, language: Language) -> String {
    format!("{}, {period}", words(language).changed_later)
}

/// `Rapporten viser tallene, som de var kendt i februar 2018.`
pub fn as_known_in(period: &str, language: Language) -> String {
    match language {
        Language::Da => format!("Rapporten viser tallene, som de var kendt i {period}."),
        Language::En => format!("This report shows the figures as known in {period}."),
    }
}

/// `først offentliggjort som 1.861`.
pub fn first_published_as(value: &str, language: Language) -> String {
    match language {
        Language::Da => format!("først offentliggjort som {value}"),
        Language::En => format!("first published as {value}"),
    }
}

/// `revideret i maj 2018, rutine: fire personer manglede`; kind and reason are left out when empty.
pub fn revised_in(period: &str, kind: &str, reason: &str, language: Language) -> String {
    let when = match language {
        Language::Da => format!("revideret i {period}"),
        Language::En => format!("revised in {period}"),
    };
    with_reason(&when, kind, reason)
}

/// `trukket tilbage i februar 2018, fejl: datagrundlaget var ikke detaljeret nok`.
pub fn withdrawn_in(period: &str, kind: &str, reason: &str, language: Language) -> String {
    let when = match language {
        Language::Da => format!("trukket tilbage i {period}"),
        Language::En => format!("withdrawn in {period}"),
    };
    with_reason(&when, kind, reason)
}

/// `december 2017 er revideret fra 1.861 til 1.795.`, for the summary of a chart.
pub fn was_revised(period: &str, was: &str, now: &str, language: Language) -> String {
    match language {
        Language::Da => format!("{} er revideret fra {was} til {now}.", capital(period)),
        Language::En => format!("{} has been revised from {was} to {now}.", capital(period)),
    }
}

/// `1.807 i februar 2018`: a value and its period, to begin the summary of a chart.
pub fn value_in(value: &str, period: &str, language: Language) -> String {
    match language {
        Language::Da => format!("{value} i {period}"),
        Language::En => format!("{value} in {period}"),
    }
}

/// `Ingen tal for juli 2017 og august 2017.`, for the summary of a chart.
pub fn no_data_for(periods: &[String], language: Language) -> String {
    let periods = list(periods, language);
    match language {
        Language::Da => format!("Ingen tal for {periods}."),
        Language::En => format!("No data for {periods}."),
    }
}

/// `Følger af ”Nøglepersoner”: dobbeltregistreringer er fjernet`.
pub fn follows_from(label: &str, reason: &str, language: Language) -> String {
    match language {
        Language::Da => format!("Følger af {}: {reason}", quoted(label, language)),
        Language::En => format!("Follows from {}: {reason}", quoted(label, language)),
    }
}

/// `nyt tal i april 2018: 49 %`: what came after a withdrawal.
pub fn new_figure_in(value: &str, period: &str, language: Language) -> String {
    match language {
        Language::Da => format!("nyt tal i {period}: {value}"),
        Language::En => format!("new figure in {period}: {value}"),
    }
}

/// Why there is no value, within a sentence: `intet udtræk`, `2 af 3 måneder er opgjort`.
pub fn reason(missing: Missing<'_>, language: Language) -> String {
    let words = words(language);
    let fixed = match (missing, language) {
        (Missing::NotCounted, _) => words.not_counted,
        (Missing::NoExtract, _) => words.no_extract,
        (Missing::Withdrawn, _) => words.in_withdrawn,
        (Missing::Suppressed, _) => words.in_suppressed,
        (Missing::ZeroDenominator, Language::Da) => "nævneren er nul",
        (Missing::ZeroDenominator, Language::En) => "the denominator is zero",
        (Missing::TooLarge, Language::Da) => "for stort til at regne nøjagtigt med",
        (Missing::TooLarge, Language::En) => "too large for exact arithmetic",
        (Missing::Input(label), Language::Da) => return format!("{} mangler", quoted(label, language)),
        (Missing::Input(label), Language::En) => return format!("{} is missing", quoted(label, language)),
        (Missing::InputOf(label, period), Language::Da) => {
            return format!("{} for {period} mangler", quoted(label, language));
        }
        (Missing::InputOf(label, period), Language::En) => {
            return format!("{} for {period} is missing", quoted(label, language));
        }
        (Missing::Parts { present, expected, part }, _) => return parts(present, expected, part, language),
        (Missing::Note(note), _) => note,
    };
    fixed.to_owned()
}

/// Why there is no value, on its own: `Mangler: intet udtræk`.
pub fn missing(missing: Missing<'_>, language: Language) -> String {
    format!("{}: {}", words(language).missing, reason(missing, language))
}

/// `Ændring kendes ikke: 3. kvartal 2017 er trukket tilbage`.
pub fn change_not_known(period: &str, why: Missing<'_>, language: Language) -> String {
    let unknown = words(language).change_not_known;
    match (why, language) {
        (Missing::Withdrawn, Language::Da) => format!("{unknown}: {period} er trukket tilbage"),
        (Missing::Withdrawn, Language::En) => format!("{unknown}: {period} is withdrawn"),
        (why, _) => format!("{unknown}: {period}, {}", reason(why, language)),
    }
}

/// `et fald på 12 siden januar 2018`.
pub fn since(trend: &str, period: &str, language: Language) -> String {
    match language {
        Language::Da => format!("{trend} siden {period}"),
        Language::En => format!("{trend} since {period}"),
    }
}

/// `summen af januar 2017 – december 2017`: how a total of many periods comes about.
pub fn sum_of(span: &str, language: Language) -> String {
    match language {
        Language::Da => format!("summen af {span}"),
        Language::En => format!("sum of {span}"),
    }
}

/// `summen over ”Hospital”`: how a total of many members comes about.
pub fn sum_over(dimension: &str, language: Language) -> String {
    match language {
        Language::Da => format!("summen over {}", quoted(dimension, language)),
        Language::En => format!("sum over {}", quoted(dimension, language)),
    }
}

/// `I februar 2018: Rigshospitalet 412, Herlev 300.`, for the summary of a chart; each part is a name and its value.
pub fn parts_in(period: &str, parts: &[(String, String)], language: Language) -> String {
    let parts = parts.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ");
    match language {
        Language::Da => format!("I {period}: {parts}."),
        Language::En => format!("In {period}: {parts}."),
    }
}

/// `Højest: Herlev med 412; lavest: Bornholm med 33.`
pub fn highest_and_lowest(highest: (&str, &str), lowest: (&str, &str), language: Language) -> String {
    match language {
        Language::Da => format!("Højest: {} med {}; lavest: {} med {}.", highest.0, highest.1, lowest.0, lowest.1),
        Language::En => format!("Highest: {} with {}; lowest: {} with {}.", highest.0, highest.1, lowest.0, lowest.1),
    }
}

/// `2 af 5 når målet i februar 2018.`
pub fn met_by(met: usize, of: usize, period: &str, language: Language) -> String {
    match language {
        Language::Da => format!("{met} af {of} når målet i {period}."),
        Language::En => format!("{met} of {of} meet the target in {period}."),
    }
}

/// `Den sædvanlige variation går fra 1.700 til 1.900 med et gennemsnit på 1.800.`
pub fn usual_variation(lower: &str, upper: &str, mean: &str, language: Language) -> String {
    match language {
        Language::Da => format!("Den sædvanlige variation går fra {lower} til {upper} med et gennemsnit på {mean}."),
        Language::En => format!("The usual variation is from {lower} to {upper} around a mean of {mean}."),
    }
}

/// `Foreløbige grænser: de bygger på 8 tal`.
pub fn limits_rest_on(values: usize, language: Language) -> String {
    let trial = capital(words(language).trial_limits);
    let values = count(values, Noun::Figure, language);
    match language {
        Language::Da => format!("{trial}: de bygger på {values}"),
        Language::En => format!("{trial}: they rest on {values}"),
    }
}

/// `Går det fortsat som hidtil, nås målet i juni 2019 (80 %: april 2019 – oktober 2019).`; without a latest period only
/// the earliest is named.
pub fn target_reached_in(mean: &str, earliest: &str, latest: Option<&str>, language: Language) -> String {
    match (latest, language) {
        (Some(latest), Language::Da) => {
            format!("Går det fortsat som hidtil, nås målet i {mean} (80\u{a0}%: mellem {earliest} og {latest}).")
        }
        (None, Language::Da) => {
            format!("Går det fortsat som hidtil, nås målet i {mean} (80\u{a0}%: tidligst i {earliest}).")
        }
        (Some(latest), Language::En) => {
            format!("At the present rate the target is reached in {mean} (80%: between {earliest} and {latest}).")
        }
        (None, Language::En) => {
            format!("At the present rate the target is reached in {mean} (80%: {earliest} at the earliest).")
        }
    }
}

/// `80 %: 2.100–2.250; 95 %: 2.050–2.300`: where a value to come will lie.
pub fn intervals(inner: (&str, &str), outer: (&str, &str), language: Language) -> String {
    let percent = if language == Language::Da { "\u{a0}%" } else { "%" };
    format!("80{percent}: {}–{}; 95{percent}: {}–{}", inner.0, inner.1, outer.0, outer.1)
}

/// `ændring i forhold til året før`.
pub fn change_on_the_year(language: Language) -> &'static str {
    match language {
        Language::Da => "ændring i forhold til året før",
        Language::En => "change on the year before",
    }
}

/// `målet er nået`.
pub fn target_is_met(language: Language) -> &'static str {
    match language {
        Language::Da => "målet er nået",
        Language::En => "the target is met",
    }
}

/// `Uden navn i grafen: Herlev`: series that a chart has no room to name.
pub fn without_label(names: &[String], language: Language) -> String {
    let names = list(names, language);
    match language {
        Language::Da => format!("Uden navn i grafen: {names}"),
        Language::En => format!("Not named in the chart: {names}"),
    }
}

/// How many figures were revised and withdrawn; both are a [`count`].
pub fn revised_and_withdrawn(revised: &str, withdrawn: &str, language: Language) -> String {
    match language {
        Language::Da => format!(
            "{revised} er revideret, og {withdrawn} er trukket tilbage. De gamle rapporter står uændret med en henvisning hertil."
        ),
        Language::En => {
            format!("{revised} revised and {withdrawn} withdrawn. The old reports stand unchanged and point here.")
        }
    }
}

/// `Graf 1`, `Figure 1` (U+00A0 between).
pub fn chart_number(number: usize, language: Language) -> String {
    format!("{}\u{a0}{number}", words(language).chart)
}

/// `Tabel 1`, `Table 1` (U+00A0 between).
pub fn table_number(number: usize, language: Language) -> String {
    format!("{}\u{a0}{number}", words(language).table)
}

/// `Vis tallene i graf 1`, the fold of a chart's table.
pub fn show_the_data(number: usize, language: Language) -> String {
    match language {
        Language::Da => format!("Vis tallene i graf\u{a0}{number}"),
        Language::En => format!("Show the data of figure\u{a0}{number}"),
    }
}

/// `Kilde: Kursusportalen, udtræk ultimo februar 2018`; the extract is left out when empty.
pub fn source(label: &str, extract: &str, language: Language) -> String {
    let source = words(language).source;
    match (extract, language) {
        ("", _) => format!("{source}: {label}"),
        (_, Language::Da) => format!("{source}: {label}, udtræk {extract}"),
        (_, Language::En) => format!("{source}: {label}, extract {extract}"),
    }
}

/// `februar 2018 mod januar 2018`: two periods that are held against each other.
pub fn against(now: &str, before: &str, language: Language) -> String {
    match language {
        Language::Da => format!("{now} mod {before}"),
        Language::En => format!("{now} against {before}"),
    }
}

/// `Afsnit ”Bemanding”`, on its own.
pub fn section_called(heading: &str, language: Language) -> String {
    format!("{} {}", capital(words(language).in_section), quoted(heading, language))
}

/// `Kun i 2018-02`.
pub fn only_in(name: &str, language: Language) -> String {
    match language {
        Language::Da => format!("Kun i {name}"),
        Language::En => format!("Only in {name}"),
    }
}

/// `Nothing has changed in 36 reports`.
pub fn nothing_changed_in(reports: usize, language: Language) -> String {
    let reports = count(reports, Noun::Report, language);
    match language {
        Language::Da => format!("Intet er ændret i {reports}"),
        Language::En => format!("Nothing has changed in {reports}"),
    }
}

/// Why a value stands out of the usual variation, by the rule's word in figures.json; `None` for common cause.
pub fn signal(rule: &str, language: Language) -> Option<&'static str> {
    let [danish, english] = match rule {
        "outside_high" => ["over den øvre grænse for sædvanlig variation", "above the upper limit of usual variation"],
        "outside_low" => ["under den nedre grænse for sædvanlig variation", "below the lower limit of usual variation"],
        "trend_up" => ["stiger syv tal i træk", "rises through seven values in a row"],
        "trend_down" => ["falder syv tal i træk", "falls through seven values in a row"],
        "two_of_three_high" => ["to af tre tal tæt på den øvre grænse", "two of three values near the upper limit"],
        "two_of_three_low" => ["to af tre tal tæt på den nedre grænse", "two of three values near the lower limit"],
        "shift_high" => ["syv tal i træk over gennemsnittet", "seven values in a row above the mean"],
        "shift_low" => ["syv tal i træk under gennemsnittet", "seven values in a row below the mean"],
        _ => return None,
    };
    Some(if language == Language::Da { danish } else { english })
}

/// `Ændringen er større end tolerancen (±5)`.
pub fn beyond_tolerance(tolerance: &str, language: Language) -> String {
    match language {
        Language::Da => format!("Ændringen er større end tolerancen (±{tolerance})"),
        Language::En => format!("The change is larger than the tolerance (±{tolerance})"),
    }
}

/// `Første fald i 13 måneder`; the span is a [`count`].
pub fn first_turn(is_rise: bool, span: &str, language: Language) -> String {
    match (is_rise, language) {
        (true, Language::Da) => format!("Første stigning i {span}"),
        (false, Language::Da) => format!("Første fald i {span}"),
        (true, Language::En) => format!("First rise in {span}"),
        (false, Language::En) => format!("First fall in {span}"),
    }
}

/// `Højeste i 14 måneder`; the span is a [`count`].
pub fn extreme(is_highest: bool, span: &str, language: Language) -> String {
    match (is_highest, language) {
        (true, Language::Da) => format!("Højeste i {span}"),
        (false, Language::Da) => format!("Laveste i {span}"),
        (true, Language::En) => format!("Highest in {span}"),
        (false, Language::En) => format!("Lowest in {span}"),
    }
}

/// `Advarsel K0301`.
pub fn warning_of(code: &str, language: Language) -> String {
    format!("{} {code}", words(language).warning)
}

/// How much there is to look at, and how much of it nobody has explained.
pub fn to_look_at(entries: usize, unexplained: usize, language: Language) -> String {
    let verb = match (unexplained, language) {
        (_, Language::Da) => "mangler",
        (1, Language::En) => "has",
        (_, Language::En) => "have",
    };
    match (entries, unexplained, language) {
        (0, _, _) => words(language).nothing_to_look_at.to_owned(),
        (1, 0, Language::Da) => "Ét forhold bør ses først. Det er forklaret.".to_owned(),
        (1, _, Language::Da) => format!("Ét forhold bør ses først. Det {verb} en forklaring."),
        (1, 0, Language::En) => "One matter should be looked at first. It is explained.".to_owned(),
        (1, _, Language::En) => format!("One matter should be looked at first. It {verb} no explanation."),
        (_, 0, Language::Da) => format!("{entries} forhold bør ses først. De er alle forklaret."),
        (_, _, Language::Da) => format!("{entries} forhold bør ses først. {unexplained} af dem {verb} en forklaring."),
        (_, 0, Language::En) => format!("{entries} matters should be looked at first. All of them are explained."),
        (_, _, Language::En) => {
            format!("{entries} matters should be looked at first. {unexplained} of them {verb} no explanation.")
        }
    }
}

/// `Seneste 24 måneder`; the span is a [`count`].
pub fn latest(span: &str, language: Language) -> String {
    match language {
        Language::Da => format!("Seneste {span}"),
        Language::En => format!("Latest {span}"),
    }
}

/// `Stod i november 2017 og december 2017`.
pub fn appeared_in(periods: &[String], language: Language) -> String {
    format!("{} {}", words(language).appeared_in, list(periods, language))
}

/// `Y-aksen begynder ved 1.000`.
pub fn axis_starts_at(value: &str, language: Language) -> String {
    match language {
        Language::Da => format!("Y-aksen begynder ved {value}"),
        Language::En => format!("Y axis starts at {value}"),
    }
}

/// `udgave 2018-02`, in how to cite.
pub fn edition(period: &str, language: Language) -> String {
    match language {
        Language::Da => format!("udgave {period}"),
        Language::En => format!("edition {period}"),
    }
}

/// `Bygget med kalends 0.1.0 af 3 filer`.
pub fn built_by(version: &str, files: usize, language: Language) -> String {
    let files = count(files, Noun::File, language);
    match language {
        Language::Da => format!("Bygget med kalends {version} af {files}"),
        Language::En => format!("Built by kalends {version} from {files}"),
    }
}

// What stands in the files of a month that is begun.

/// Behind a date that was moved on by the program.
pub fn check_the_date(language: Language) -> &'static str {
    match language {
        Language::Da => "tjek datoen",
        Language::En => "check the date",
    }
}

/// Above what was due in an earlier month.
pub fn not_stated_yet(language: Language) -> &'static str {
    match language {
        Language::Da => "Endnu ikke opgjort:",
        Language::En => "Not stated yet:",
    }
}

pub fn not_asked_for(metrics: &str, language: Language) -> String {
    match language {
        Language::Da => format!("Ikke opgjort det seneste år, så der spørges ikke til: {metrics}"),
        Language::En => format!("Not stated for a year, so not asked for: {metrics}"),
    }
}

/// Numbers in a paragraph that no metric gives.
pub fn typed_numbers(numbers: &str, language: Language) -> String {
    match language {
        Language::Da => format!("tal skrevet i hånden: {numbers}"),
        Language::En => format!("typed numbers: {numbers}"),
    }
}

/// Dates and months in a paragraph that stay what they are.
pub fn named_periods(periods: &str, language: Language) -> String {
    match language {
        Language::Da => format!("tidspunkter: {periods}"),
        Language::En => format!("dates: {periods}"),
    }
}

pub fn words_of_direction(words: &str, language: Language) -> String {
    match language {
        Language::Da => format!("retning: {words}"),
        Language::En => format!("direction: {words}"),
    }
}

fn parts(present: usize, expected: usize, part: Noun, language: Language) -> String {
    let expected = count(expected, part, language);
    match language {
        Language::Da => format!("{present} af {expected} er opgjort"),
        Language::En => format!("{present} of {expected} counted"),
    }
}

fn with_reason(when: &str, kind: &str, reason: &str) -> String {
    let kind = if kind.is_empty() { String::new() } else { format!(", {kind}") };
    let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    format!("{when}{kind}{reason}")
}

fn in_brackets(relative: Option<&str>) -> String {
    relative.map_or_else(String::new, |relative| format!(" ({relative})"))
}

fn quoted(label: &str, language: Language) -> String {
    match language {
        Language::Da => format!("”{label}”"),
        Language::En => format!("‘{label}’"),
    }
}
