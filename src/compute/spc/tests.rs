use std::str::FromStr;

use serde_json::Value;

use super::*;

#[test]
fn charts_are_those_of_the_shared_vectors() {
    let cases: Vec<Value> =
        serde_json::from_str(include_str!("../../../tests/vectors/xmr.json")).expect("the vectors are JSON");
    assert_eq!(cases.len(), 52);
    cases.iter().for_each(vector);
}

fn vector(case: &Value) {
    let id = &case["id"];
    let (input, expect) = (&case["input"], &case["expect"]);
    let first = month(&input["months"][0]);
    for (period, expected) in periods(first).zip(list(&input["months"])) {
        assert_eq!(period, month(expected), "{id}: its months are contiguous");
    }
    let spc = xmr(&Input {
        better: match text(&input["improvement_direction"]) {
            "increase" => Better::Higher,
            "decrease" => Better::Lower,
            "neutral" => Better::Neither,
            other => panic!("{id}: {other} is no direction"),
        },
        target: number(&input["target"]),
        screen: input["screen_outliers"] == true,
        baseline: input["baseline_points"].as_u64().map(|count| count as usize),
        rebase: list(&input["rebase"]).iter().map(month).collect(),
        first,
        values: list(&input["values"]).iter().map(number).collect(),
    })
    .expect("every rebase is in the data");

    assert_eq!(spc.phases.len(), list(&expect["phases"]).len(), "{id}");
    for (phase, expected) in spc.phases.iter().zip(list(&expect["phases"])) {
        let same = |what: &str, ours: Option<Decimal>| {
            let ours = ours.map(|ours| f64::try_from(ours).expect("a decimal is a float too"));
            let is_same = match (ours, expected[what].as_f64()) {
                (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()) + 1e-14,
                (None, None) => expected[what].is_null(),
                _ => false,
            };
            assert!(is_same, "{id}, {}: {what} is {ours:?}, not {}", phase.start, expected[what]);
        };
        let count = |what: &str, ours: usize| assert_eq!(Some(ours as u64), expected[what].as_u64(), "{id}: {what}");
        assert_eq!(phase.start, month(&expected["start"]), "{id}");
        count("n", phase.n);
        count("n_baseline", phase.n_baseline);
        count("mr_screened_out", phase.mr_screened_out);
        same("mean", phase.mean);
        same("amr_unscreened", phase.amr_unscreened);
        same("amr", phase.amr);
        same("lpl", phase.limits.map(|limits| limits.lpl));
        same("upl", phase.limits.map(|limits| limits.upl));
        same("near_lower", phase.limits.map(|limits| limits.near_lower));
        same("near_upper", phase.limits.map(|limits| limits.near_upper));
        assert_eq!(expected["short"], phase.short, "{id}");
    }
    assert_eq!(spc.points.len(), list(&expect["points"]).len(), "{id}");
    for (point, expected) in spc.points.iter().zip(list(&expect["points"])) {
        assert_eq!(point.period, month(&expected["month"]), "{id}");
        assert_eq!(Some(point.phase as u64), expected["phase"].as_u64(), "{id}, {}", point.period);
        assert_eq!(point.rule.map(Rule::word), expected["rule"].as_str(), "{id}, {}", point.period);
        assert_eq!(point.class.map(Class::word), expected["class"].as_str(), "{id}, {}", point.period);
    }
    assert_eq!(spc.variation.map(Variation::word), expect["variation_icon"].as_str(), "{id}");
    assert_eq!(spc.assurance.map(Assurance::word), expect["assurance_icon"].as_str(), "{id}");
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn month(value: &Value) -> Period {
    Period::read(text(value), 1).expect("a period")
}

/// The digits of the file, which are no more than a float holds.
fn number(value: &Value) -> Option<Decimal> {
    let digits = value.as_number()?.to_string();
    Some(Decimal::from_str(&digits).or_else(|_| Decimal::from_scientific(&digits)).expect("a decimal"))
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

/// Values from January 2017 on, more of them better; `-` is a missing one.
fn input(values: &str) -> Input {
    let value = |word: &str| (word != "-").then(|| decimal(word));
    Input {
        better: Better::Higher,
        target: None,
        screen: true,
        baseline: None,
        rebase: Vec::new(),
        first: Period::month(2017, 1),
        values: values.split_whitespace().map(value).collect(),
    }
}

fn chart(values: &str) -> Spc {
    xmr(&input(values)).expect("no rebase")
}

/// One letter for each period: Outside, Trend, Near, Shift in capitals on the high side, `.` for common cause.
#[track_caller]
fn check(input: &Input, expected: &str) {
    let letter = |point: &Point| match point.rule {
        None => ' ',
        Some(Rule::CommonCause) => '.',
        Some(Rule::Outside(Side::High)) => 'O',
        Some(Rule::Outside(Side::Low)) => 'o',
        Some(Rule::Trend(Side::High)) => 'T',
        Some(Rule::Trend(Side::Low)) => 't',
        Some(Rule::TwoOfThree(Side::High)) => 'N',
        Some(Rule::TwoOfThree(Side::Low)) => 'n',
        Some(Rule::Shift(Side::High)) => 'S',
        Some(Rule::Shift(Side::Low)) => 's',
    };
    let spc = xmr(input).expect("every rebase is in the data");
    assert_eq!(spc.points.iter().map(letter).collect::<String>(), expected);
}

#[test]
fn nothing_has_no_phase_and_no_icon() {
    let spc = chart("");
    assert!(spc.phases.is_empty() && spc.points.is_empty());
    assert_eq!((spc.variation, spc.assurance), (None, None));
    assert!(!spc.shows_icons() && !spc.waits_in_vain());
}

#[test]
fn where_everything_is_missing_there_is_a_phase_without_a_mean() {
    let spc = chart("- - -");
    assert_eq!(spc.phases.len(), 1);
    assert_eq!((spc.phases[0].n, spc.phases[0].mean, spc.phases[0].limits), (0, None, None));
    assert!(spc.points.iter().all(|point| point.rule.is_none() && point.class.is_none()));
    assert_eq!(spc.variation, None);
}

#[test]
fn near_lines_are_two_thirds_of_the_way_to_the_limits() {
    let limits = chart("4 7").phases[0].limits.expect("two values in a row");
    assert_eq!((limits.lpl, limits.upl), (decimal("-2.48"), decimal("13.48")));
    assert_eq!((limits.near_lower, limits.near_upper), (decimal("0.18"), decimal("10.82")));
}

#[test]
fn a_missing_month_gives_no_range_and_no_class() {
    let spc = chart("1 2 - 9 10");
    assert_eq!(spc.phases[0].amr_unscreened, Some(Decimal::ONE));
    assert_eq!(spc.points[2].rule, None);
}

#[test]
fn a_missing_month_breaks_shift_trend_and_two_of_three() {
    // The mean is 10, the limits 10 ± 10.64, the near lines 10 ± 7.09.
    let after_baseline = |values: &str| Input { baseline: Some(4), ..input(&format!("12 8 12 8 {values}")) };
    check(&after_baseline("7 8 9 10 11 12 13 3"), "....TTTTTTT.");
    check(&after_baseline("7 8 9 - 10 11 12 13 3"), "....... .....");
    check(&after_baseline("11 9 9 9 9 9 9 9 11"), ".....sssssss.");
    check(&after_baseline("11 9 9 9 - 9 9 9 9 11"), "........ .....");
    check(&after_baseline("18 12 18 11"), "....N.N.");
    check(&after_baseline("18 - 18 11 2 1"), "..... ....");
}

#[test]
fn the_icon_is_that_of_the_last_value_and_names_its_month() {
    let variation = chart("10 12 9 11 10 8 11 9 12 10 11 9 20 - -").variation.expect("there are values");
    assert_eq!((variation.word(), variation.period), ("improvement_high", Period::month(2018, 1)));
}

#[test]
fn without_variation_there_are_no_limits_and_no_assurance() {
    for values in ["7", "7 7 7 7 7 7 7 7 7 7 7 7 7", "7 - 8 - 9 - 7"] {
        let spc = xmr(&Input { target: Some(decimal("9")), ..input(values) }).expect("no rebase");
        assert_eq!((spc.phases[0].limits, spc.phases[0].amr, spc.assurance), (None, None, None), "{values}");
        assert!(spc.phases[0].mean.is_some());
        assert_eq!(spc.variation.map(Variation::word), Some("common_cause"), "{values}");
    }
}

#[test]
fn without_limits_runs_are_still_found() {
    let phase_of_baseline_one = Input { baseline: Some(1), ..input("1 2 2 2 2 2 2 2 1") };
    check(&phase_of_baseline_one, ".SSSSSSS.");
    check(&Input { values: input("8 7 6 5 4 3 2").values, ..phase_of_baseline_one }, "ttttttt");
}

#[test]
fn screening_that_leaves_no_variation_is_undone() {
    let phase = &chart("5 5 5 5 5 5 5 5 5 5 5 5 5 6").phases[0];
    assert_eq!((phase.amr, phase.mr_screened_out), (phase.amr_unscreened, 0));
    assert!(phase.limits.is_some());
}

#[test]
fn the_tip_of_two_trends_belongs_to_the_later_one() {
    check(&Input { baseline: Some(1), ..input("1 2 3 4 5 6 7 6 5 4 3 2 1") }, "TTTTTTttttttt");
    check(&Input { baseline: Some(1), ..input("1 2 3 4 5 6 7 7 6 5 4 3 2 1") }, "TTTTTTTttttttt");
}

#[test]
fn eleven_values_are_short_and_four_have_no_icons() {
    assert!(chart("1 2 1 2 1 2 1 2 1 2 1 -").phases[0].short);
    assert!(!chart("1 2 1 2 1 2 1 2 1 2 1 2").phases[0].short);
    assert!(!chart("1 2 1 2 -").shows_icons());
    assert!(chart("1 2 1 2 1").shows_icons());
}

#[test]
fn a_distance_that_is_nothing_but_rounding_does_not_count() {
    // The mean is 10, and equal to it is what lies within a hundred-millionth.
    let seven = |value: &str| Input { baseline: Some(3), ..input(&format!("9 11 10 {}", [value; 7].join(" "))) };
    check(&seven("10.00000001"), "..........");
    check(&seven("10.00000002"), "...SSSSSSS");
}

#[test]
fn a_value_on_a_limit_is_inside() {
    // The limits are 5 ± 5.32.
    check(&Input { baseline: Some(2), ..input("4 6 10.32 5 10.320000001 5 10.33 5 -0.33") }, "......O.o");
}

#[test]
fn a_target_on_a_limit_is_hit_or_missed() {
    let judged = |target: &str, better| {
        let input = Input { better, target: Some(decimal(target)), ..input("4 6") };
        xmr(&input).expect("no rebase").assurance.map(Assurance::word)
    };
    assert_eq!(judged("10.32", Better::Higher), Some("hit_or_miss"));
    assert_eq!(judged("10.33", Better::Higher), Some("fail"));
    assert_eq!(judged("-0.33", Better::Higher), Some("pass"));
    assert_eq!(judged("10.33", Better::Lower), Some("pass"));
    assert_eq!(judged("-0.33", Better::Lower), Some("fail"));
    assert_eq!(judged("10.33", Better::Neither), None);
}

#[test]
fn a_stable_process_that_fails_waits_in_vain() {
    let waits = |values: &str| {
        let input = Input { target: Some(decimal("30")), ..input(values) };
        xmr(&input).expect("no rebase").waits_in_vain()
    };
    assert!(waits("10 12 9 11 10 8 11 9 12 10"));
    assert!(!waits("10 12 9 11 10 8 11 9 12 20"));
}

#[test]
fn a_rebase_must_be_in_the_data() {
    let rebased =
        |rebase: &str| xmr(&Input { rebase: vec![Period::read(rebase, 1).expect("a period")], ..input("1 2 3 4") });
    for unknown in ["2016-12", "2017-05", "2017-Q1", "2017"] {
        let error = rebased(unknown).expect_err("it is not in the data");
        assert_eq!(error.period.to_string(), unknown);
        assert!(error.to_string().contains(unknown));
    }
    assert_eq!(rebased("2017-04").expect("it is in the data").phases.len(), 2);
    assert_eq!(rebased("2017-01").expect("it is in the data").phases.len(), 1);
}

#[test]
fn rebases_may_stand_in_any_order_and_twice() {
    let rebase = [5, 3, 5].map(|month| Period::month(2017, month)).to_vec();
    let spc = xmr(&Input { rebase, ..input("1 2 3 4 5 6") }).expect("they are in the data");
    let starts: Vec<String> = spc.phases.iter().map(|phase| phase.start.to_string()).collect();
    assert_eq!(starts, ["2017-01", "2017-03", "2017-05"]);
    assert_eq!(spc.points.iter().map(|point| point.phase).collect::<Vec<_>>(), [0, 0, 1, 1, 2, 2]);
}

#[test]
fn quarters_and_years_have_charts_too() {
    let spc =
        xmr(&Input { first: Period::read("2016-Q4", 1).expect("a period"), ..input("1 2 3") }).expect("no rebase");
    assert_eq!(spc.points[2].period.to_string(), "2017-Q2");
}

#[test]
fn what_is_too_large_has_no_limits_and_stops_nothing() {
    let (max, min) = (Decimal::MAX.to_string(), Decimal::MIN.to_string());
    for values in [format!("{max} {max} {max}"), format!("{max} {min} {max} {min}"), format!("{max} 0 {max} 0 {min}")] {
        let spc = xmr(&Input { target: Some(Decimal::MAX), ..input(&values) }).expect("no rebase");
        assert_eq!((spc.phases[0].limits, spc.assurance), (None, None));
        assert_eq!(spc.variation.map(Variation::word), Some("common_cause"));
    }
    let after_small_ones = Input { baseline: Some(4), ..input(&format!("1 2 1 2 {max} {min} {max}")) };
    check(&after_small_ones, "....OoO");
    let rising = (0..7).map(|step| (Decimal::MAX - Decimal::from(7 - step)).to_string()).collect::<Vec<_>>();
    check(&input(&rising.join(" ")), "TTTTTTT");
}

#[test]
fn the_same_values_in_another_unit_have_the_same_rules() {
    let values = "10 12 9 11 10 8 11 9 12 10 11 9 20 21 19 22 20 21 23 20";
    let thousands = values.split(' ').map(|value| format!("{value}000")).collect::<Vec<_>>().join(" ");
    let rules = |values: &str| chart(values).points.iter().map(|point| point.rule).collect::<Vec<_>>();
    assert_eq!(rules(values), rules(&thousands));
}
