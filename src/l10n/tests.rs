use std::cmp::Ordering;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::phrases::{self, Kind, Missing};
use super::*;
use crate::base::period::tests::period as month;
use crate::base::period::{Grain, Period};
use crate::model::catalog::OverTime;
use crate::model::language::Language::{Da, En};

fn decimal(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap_or_else(|_| panic!("{text} is no decimal"))
}

fn day(text: &str) -> jiff::civil::Date {
    text.parse().unwrap_or_else(|_| panic!("{text} is no date"))
}

/// Compares with U+00A0 shown as `~`, which can be read.
#[track_caller]
fn check(text: impl AsRef<str>, expected: &str) {
    assert_eq!(text.as_ref().replace('\u{a0}', "~"), expected);
}

#[test]
fn a_name_says_its_unit_as_a_word_or_at_the_end_of_one() {
    let says = wording::says;
    for (name, unit) in [("Falls", "falls"), ("Sengedage", "dage"), ("Waste (t)", "t"), ("Share of 10 %", "10 %")] {
        assert!(says(name, unit), "{name}: {unit}");
    }
    for (name, unit) in [("Collected waste", "t"), ("Ventetid", "t"), ("Consumption", "m"), ("Dagens gang", "dage")] {
        assert!(!says(name, unit), "{name}: {unit}");
    }
}

#[test]
fn a_long_number_is_short_in_millions() {
    let text = |value: &str, language| large(decimal(value), language).unwrap_or_else(|| "-".to_owned());
    check(text("2486680712", Da), "2,49~mia.");
    check(text("2486680712", En), "2.49bn");
    check(text("-24866807", En), "−24.9m");
    check(text("999999999", Da), "1.000~mio.");
    check(text("1234567890123", Da), "1,23~bio.");
    check(text("999999", Da), "-");
    check(text("0", En), "-");
}

#[test]
fn numbers_and_dates_are_those_of_the_shared_vectors() {
    let cases: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../../tests/vectors/format.json")).expect("the vectors are JSON");
    assert_eq!(cases.len(), 37);
    for case in &cases {
        // The languages that the vectors are in.
        for language in [Da, En] {
            vector(case, language);
        }
    }
}

fn vector(case: &serde_json::Value, language: Language) {
    let input = |key: &str| case["input"][key].as_str().unwrap_or_else(|| panic!("{case} has no {key}"));
    let decimals = || case["input"]["decimals"].as_u64().expect("decimals are whole") as u32;
    // Vectors hold percentages and points, kalends holds shares.
    let share = |key: &str| decimal(input(key)) / Decimal::ONE_HUNDRED;
    let expected = &case["expect"][language.tag()];
    let is = |text: String| assert_eq!(expected.as_str(), Some(&*text), "{case}");
    match case["type"].as_str() {
        Some("number") => is(number(decimal(input("value")), decimals(), language)),
        Some("percent") => is(percent(share("percent"), decimals(), language)),
        Some("percentage_points") => is(signed_points(share("value"), decimals(), language)),
        Some("date") => {
            for (form, expected) in expected.as_object().expect("a date has several forms") {
                let day = day(input("date"));
                let month = Period::month(day.year().into(), day.month().into());
                let next = month.next();
                let next_first = jiff::civil::date(next.year() as i16, next.number() as i8, 1);
                let text = match form.as_str() {
                    "long" => date(day, language),
                    "short" => date_short(day, language),
                    "month" => period(month, language),
                    "month_short" => period_short(month, language),
                    "quarter" => period(month.containing(Grain::Quarter, 1), language),
                    "end_of_month" => at_end_of(month, language),
                    "as_of" => as_of(day, language),
                    "next_first" => as_of(next_first, language),
                    other => panic!("no function for {other}"),
                };
                // The vectors break a line after `pr.`; pages.md, section 2, does not.
                let expected = expected.as_str().expect("a form is text").replace("pr. ", "pr.\u{a0}");
                assert_eq!(text, expected, "{form} of {case}");
            }
        }
        other => panic!("no function for {other:?}"),
    }
}

#[test]
fn a_change_has_its_sign_and_zero_has_none() {
    check(signed(decimal("12"), 0, Da), "+12");
    check(signed(decimal("-1234.5"), 1, Da), "−1.234,5");
    check(signed(decimal("0"), 0, En), "0");
    check(signed(decimal("-0.4"), 0, En), "0");
    check(signed(decimal("0.04"), 1, Da), "0,0");
    check(signed_percent(decimal("-0.006597"), 1, Da), "−0,7~%");
    check(signed_percent(decimal("0.019"), 1, En), "+1.9%");
    check(signed_points(decimal("-0.052"), 1, Da), "−5,2~procentpoint");
}

#[test]
fn a_size_in_points_has_no_sign_and_its_own_plural() {
    check(points(decimal("0.61"), 0, Da), "61~procentpoint");
    check(points(decimal("-0.61"), 0, En), "61~percentage points");
    check(points(decimal("-0.01"), 0, En), "1~percentage point");
    check(points(decimal("0.01"), 1, En), "1.0~percentage points");
    check(points(decimal("-0.0001"), 1, Da), "0,0~procentpoint");
}

#[test]
fn the_largest_numbers_are_written_in_full() {
    check(number(Decimal::MAX, 0, En), "79,228,162,514,264,337,593,543,950,335");
    check(percent(Decimal::MAX, 0, En), "7,922,816,251,426,433,759,354,395,033,500%");
    check(number(Decimal::MIN, 1, Da), "−79.228.162.514.264.337.593.543.950.335,0");
    check(signed(decimal("-0.0000000000000000000000000001"), 28, En), "−0.0000000000000000000000000001");
}

#[test]
fn more_decimals_than_a_decimal_has_are_not_written() {
    check(number(Decimal::ONE, u32::MAX, En), "1.0000000000000000000000000000");
    check(percent(Decimal::ONE, u32::MAX, En), "100.0000000000000000000000000000%");
    assert_eq!(rounded(decimal("1.5"), u32::MAX), decimal("1.5"));
}

#[test]
fn rounding_is_half_away_from_zero_and_leaves_no_negative_zero() {
    for (value, decimals, expected) in
        [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("1.005", 2, "1.01"), ("2.449999", 1, "2.4"), ("-0.04", 1, "0")]
    {
        assert_eq!(rounded(decimal(value), decimals), decimal(expected));
    }
    assert!(!rounded(decimal("-0.04"), 1).is_sign_negative());
}

#[test]
fn what_is_shown_is_what_rounded_returns() {
    for thousandths in -3000..3000 {
        let value = Decimal::new(thousandths, 3);
        for decimals in 0..3 {
            let shown = number(value, decimals, En).replace(',', "").replace('−', "-");
            assert_eq!(decimal(&shown), rounded(value, decimals), "{value} with {decimals}");
            let share = percent(value, decimals, En).replace(',', "").replace('−', "-").replace('%', "");
            assert_eq!(decimal(&share), rounded(value, decimals + 2) * Decimal::ONE_HUNDRED);
        }
    }
}

#[test]
fn danish_and_english_differ_in_what_is_singular() {
    for (value, decimals, danish, english) in [
        ("1", 0, Plural::One, Plural::One),
        ("-1", 0, Plural::One, Plural::One),
        ("0", 0, Plural::Other, Plural::Other),
        ("1.5", 1, Plural::One, Plural::Other),
        ("0.5", 1, Plural::One, Plural::Other),
        ("1", 1, Plural::One, Plural::Other),
        ("1.4", 0, Plural::One, Plural::One),
        ("21", 0, Plural::Other, Plural::Other),
    ] {
        assert_eq!(plural(decimal(value), decimals, Da), danish, "{value}");
        assert_eq!(plural(decimal(value), decimals, En), english, "{value}");
    }
}

#[test]
fn things_are_counted_in_their_own_plural() {
    check(count(1, Noun::Figure, Da), "1~tal");
    check(count(3, Noun::Figure, Da), "3~tal");
    check(count(1, Noun::File, En), "1~file");
    check(count(0, Noun::File, En), "0~files");
    check(count(1200, Noun::File, Da), "1.200~filer");
    check(count(2, Noun::Hit, En), "2~matches");
    check(with_unit("1.807", "personer"), "1.807~personer");
    check(with_unit("24", ""), "24");
}

#[test]
fn periods_read_as_people_write_them() {
    for (text, danish, english) in [
        ("2018-02", "februar 2018", "February 2018"),
        ("2017-Q4", "4. kvartal 2017", "Q4 2017"),
        ("2018", "2018", "2018"),
        ("1000-05", "maj 1000", "May 1000"),
    ] {
        check(period(month(text), Da), danish);
        check(period(month(text), En), english);
    }
    check(period_capital(month("2018-02"), Da), "Februar 2018");
    check(period_capital(month("2017-Q4"), Da), "4. kvartal 2017");
    check(month_name(month("2018-Q1"), Da), "marts");
    check(month_tick(month("2018-05"), Da), "maj");
    check(month_tick(month("2018-05"), En), "May");
    check(quarter_tick(month("2018-Q2"), Da), "2. kvt.");
    check(period_short(month("2017-Q4"), Da), "4. kvt. 2017");
    check(period_short(month("2018-02"), En), "Feb 2018");
    check(at_end_of(month("2018-02"), En), "end of February 2018");
    check(at_end_of(month("2018"), Da), "ultimo 2018");
    check(as_of(day("2018-02-01"), Da), "pr.~1. februar 2018");
    check(as_of(day("2018-02-01"), En), "as of 1 February 2018");
    check(date_short(day("2018-02-01"), En), "1 Feb 2018");
}

#[test]
fn a_span_of_one_period_is_that_period() {
    check(span(month("2017-01"), month("2018-02"), Da), "januar 2017 – februar 2018");
    check(span(month("2016"), month("2018"), En), "2016–2018");
    check(span(month("2018-02"), month("2018-02"), Da), "februar 2018");
    check(span(month("2018-02"), month("2017-01"), Da), "februar 2018 – januar 2017");
}

#[test]
fn days_far_from_today_are_written_without_an_era() {
    check(date(day("1000-01-31"), En), "31 January 1000");
    check(date(jiff::civil::Date::MAX, Da), "31. december 9999");
    check(date(jiff::civil::Date::MIN, En), "-009999-01-01");
    check(period(Period::month(-44, 3), Da), "marts -44");
}

#[test]
fn danish_titles_are_sorted_by_danish_rules() {
    let mut titles = ["Århus", "Aalborg", "Ærø", "Zoo", "Øre", "abe", "Abe", "”Bil”", "Äpfel", "Österreich", "10", "9"];
    titles.sort_by(|a, b| compare(a, b, Da));
    let sorted = ["10", "9", "Abe", "abe", "”Bil”", "Zoo", "Äpfel", "Ærø", "Øre", "Österreich", "Aalborg", "Århus"];
    assert_eq!(titles, sorted);
    titles.sort_by(|a, b| compare(a, b, En));
    let sorted = ["10", "9", "Aalborg", "abe", "Abe", "Ærø", "Äpfel", "Århus", "”Bil”", "Øre", "Österreich", "Zoo"];
    assert_eq!(titles, sorted);
}

#[test]
fn only_equal_texts_are_equal() {
    for language in Language::ALL {
        assert_eq!(compare("Tal", "Tal", language), Ordering::Equal);
        for (a, b) in [("tal", "Tal"), ("”Tal”", "Tal"), ("Tal\u{200b}", "Tal"), ("é", "e\u{301}"), ("", "!")] {
            assert_ne!(compare(a, b, language), Ordering::Equal, "{a} and {b}");
            assert_eq!(compare(a, b, language), compare(b, a, language).reverse(), "{a} and {b}");
        }
    }
}

#[test]
fn a_title_stands_under_its_letter() {
    for (text, danish, english) in [
        ("Aalborg", "Å", "A"),
        ("århus", "Å", "A"),
        ("abe", "A", "A"),
        ("Abe", "A", "A"),
        ("a", "A", "A"),
        ("A", "A", "A"),
        ("élan", "E", "E"),
        ("Übergang", "Y", "U"),
        ("Ødem", "Ø", "O"),
        ("öde", "Ø", "O"),
        ("ærø", "Æ", "A"),
        ("z", "Z", "Z"),
        ("zz", "Z", "Z"),
        ("å", "Å", "A"),
        ("”Nye” tal", "N", "N"),
        ("2018", "0–9", "0–9"),
        ("Ωmega", "…", "…"),
        ("日本", "…", "…"),
        ("", "#", "#"),
        ("!?", "#", "#"),
    ] {
        assert_eq!(initial(text, Da), danish, "{text}");
        assert_eq!(initial(text, En), english, "{text}");
    }
}

#[test]
fn headings_of_a_register_come_in_order_and_once() {
    let letters = "abcdefghijklmnopqrstuvwxyzæøåABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅéüöäßþđŁœ0129”(ΩЖ日\u{301}";
    let mut titles: Vec<String> = Vec::new();
    for first in letters.chars() {
        titles.extend(letters.chars().map(|second| format!("{first}{second}")));
    }
    for language in Language::ALL {
        titles.sort_by(|a, b| compare(a, b, language));
        let mut headings: Vec<_> = titles.iter().map(|title| initial(title, language)).collect();
        headings.dedup();
        let mut once = headings.clone();
        once.sort();
        once.dedup();
        assert_eq!(headings.len(), once.len(), "{headings:?}");
    }
}

#[test]
fn the_decimal_sign_is_that_of_the_numbers() {
    for language in Language::ALL {
        assert_eq!(number(decimal("0.5"), 1, language), format!("0{}5", signs(language).decimal));
    }
}

#[test]
fn a_list_ends_in_and() {
    let items = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    check(list(&items(&["a", "b", "c"]), Da), "a, b og c");
    check(list(&items(&["a", "b", "c"]), En), "a, b and c");
    check(list(&items(&["a", "b"]), En), "a and b");
    check(list(&items(&["a"]), Da), "a");
    check(list(&[], Da), "");
}

#[test]
fn every_word_is_there_in_every_language() {
    for language in Language::ALL {
        let table = serde_json::to_value(words(language)).expect("words are JSON");
        for (name, word) in table.as_object().expect("words are an object") {
            let word = word.as_str().expect("a word is text");
            assert!(!word.is_empty() && word.trim() == word, "{name}: {word}");
            assert!(!word.contains(['!', '"', '\'']), "{name}: {word}");
        }
    }
    assert_eq!(words(Da).search, "Søg");
    assert_eq!(words(En).search, "Search");
}

#[test]
fn a_trend_says_direction_size_and_share() {
    check(phrases::trend(Ordering::Less, "12", Some("0,7 %"), Da), "et fald på 12 (0,7 %)");
    check(phrases::trend(Ordering::Greater, "12", Some("0.7%"), En), "a rise of 12 (0.7%)");
    check(phrases::trend(Ordering::Less, "5,2 procentpoint", None, Da), "et fald på 5,2 procentpoint");
    check(phrases::trend(Ordering::Equal, "0", Some("0 %"), Da), "uændret");
    check(phrases::change_from("−12", "januar 2018", Some("−0,7 %"), Da), "−12 fra januar 2018 (−0,7 %)");
    check(phrases::change_from("+1", "January 2018", None, En), "+1 from January 2018");
    check(phrases::unchanged_from("januar 2018", Da), "uændret fra januar 2018");
    check(phrases::since("et fald på 12", "januar 2018", Da), "et fald på 12 siden januar 2018");
}

#[test]
fn a_target_says_its_rule_and_the_distance() {
    check(phrases::at_least("2.200", Da), "mindst 2.200");
    check(phrases::at_most("50", En), "at most 50");
    check(phrases::between("40", "50", Da), "mellem 40 og 50");
    check(phrases::rule_from("mindst 2.200", "januar 2018", Da), "mindst 2.200 fra januar 2018");
    check(phrases::distance_from_target("393", Da), "393 fra målet");
    check(phrases::distance_from_target("393", En), "393 from target");
}

#[test]
fn what_a_metric_counts_is_said_in_words() {
    let hospital = ["Hospital".to_owned()];
    let both = ["Hospital".to_owned(), "Faggruppe".to_owned()];
    let stock = Kind::Stock(OverTime::Last);
    let said = |kind, grain, dimensions: &[String], additive, language| {
        phrases::kind(kind, grain, dimensions, additive, language)
    };
    check(
        said(stock, Grain::Month, &hospital, true, Da),
        "beholdning ved månedens udgang; lægges sammen over ”Hospital”, aldrig over måneder",
    );
    check(
        said(stock, Grain::Month, &both, false, En),
        "level at the end of the month; added up neither over ‘Hospital’ and ‘Faggruppe’ nor over months",
    );
    check(
        said(Kind::Stock(OverTime::Mean), Grain::Month, &[], true, Da),
        "månedens niveau; en længere periode viser gennemsnittet af sine måneder; lægges aldrig sammen \
         over måneder",
    );
    check(
        said(Kind::Stock(OverTime::Min), Grain::Quarter, &[], true, En),
        "level of the quarter; a longer period shows the lowest of its quarters; never added up over quarters",
    );
    check(
        said(Kind::Flow, Grain::Quarter, &hospital, true, Da),
        "antal i kvartalets løb; lægges sammen over ”Hospital” og over kvartaler",
    );
    check(
        said(Kind::Flow, Grain::Month, &hospital, false, En),
        "count during the month; added up over months, but not over ‘Hospital’",
    );
    let ratio = Kind::Ratio { numerator: "Heraf undervist", denominator: "Nyansatte" };
    check(
        said(ratio, Grain::Quarter, &[], true, Da),
        "”Heraf undervist” i forhold til ”Nyansatte”; beregnes ud fra summerne, aldrig som gennemsnit af forholdstal",
    );
}

#[test]
fn absence_says_why() {
    check(phrases::missing(Missing::NoExtract, Da), "Mangler: intet udtræk");
    check(phrases::missing(Missing::NotCounted, En), "Missing: not counted");
    check(phrases::reason(Missing::Input("Nyansatte"), Da), "”Nyansatte” mangler");
    let names = ["Herlev", "Bornholm", "Amager"].map(str::to_owned);
    check(phrases::reason(Missing::Members(&names[..1]), En), "‘Herlev’ is missing");
    check(phrases::reason(Missing::Members(&names), En), "‘Herlev’, ‘Bornholm’ and ‘Amager’ are missing");
    check(phrases::reason(Missing::Members(&names[..2]), Da), "”Herlev” og ”Bornholm” mangler");
    let many: Vec<String> = names.iter().chain(&names).cloned().collect();
    check(phrases::reason(Missing::Members(&many), Da), "”Herlev”, ”Bornholm”, ”Amager” og 3 til mangler");
    check(phrases::reason(Missing::InputOf("Nyansatte", "juli 2017"), Da), "”Nyansatte” for juli 2017 mangler");
    check(
        phrases::reason(Missing::Parts { present: 2, expected: 3, part: Noun::Month }, Da),
        "2 af 3~måneder er opgjort",
    );
    check(
        phrases::change_not_known("3. kvartal 2017", Missing::Withdrawn, Da),
        "Ændring kendes ikke: 3. kvartal 2017 er trukket tilbage",
    );
    check(
        phrases::change_not_known("January 2018", Missing::NoExtract, En),
        "Change not known: January 2018, no extract",
    );
}

#[test]
fn labels_in_phrases_stay_as_they_are() {
    let hostile = "</text><script>{{ x }}\u{202e}";
    check(phrases::reason(Missing::Note(hostile), Da), hostile);
    check(phrases::source(hostile, "", En), &format!("Source: {hostile}"));
}

#[test]
fn what_an_author_wrote_stands_as_a_sentence() {
    check(sentence(" ærgerligt nok manglede fire "), "Ærgerligt nok manglede fire.");
    check(sentence("Late."), "Late.");
    check(sentence(" "), "");
}

#[test]
fn revisions_name_month_kind_and_reason() {
    check(
        phrases::revised_in("maj 2018", words(Da).in_kind_routine, "fire personer manglede", Da),
        "revideret i maj 2018, rutine: fire personer manglede",
    );
    check(phrases::withdrawn_in("May 2018", "", "", En), "withdrawn in May 2018");
    check(phrases::first_published_as("1.861", Da), "først offentliggjort som 1.861");
    check(phrases::since_then("marts 2020", Da), "siden marts 2020");
    check(phrases::changed_later("maj 2018", Da), "Senere ændret, maj 2018");
    check(
        phrases::was_revised("december 2017", "1.861", "1.795", Da),
        "December 2017 er revideret fra 1.861 til 1.795.",
    );
    check(phrases::chart_number(1, Da), "Diagram~1");
    check(phrases::built_by("0.1.0", 1, En), "Built by kalends 0.1.0 from 1~file");
}
