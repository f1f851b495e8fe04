use std::str::FromStr;

use serde_json::Value;

use super::*;

#[test]
fn forecasts_are_those_of_the_shared_vectors() {
    let cases: Vec<Value> =
        serde_json::from_str(include_str!("../../../tests/vectors/forecast.json")).expect("the vectors are JSON");
    // The other two are of damped Holt, which there is none of.
    let lines: Vec<&Value> = cases.iter().filter(|case| case["type"] == "ols").collect();
    assert_eq!((cases.len(), lines.len()), (17, 15));
    lines.into_iter().for_each(vector);
}

fn vector(case: &Value) {
    let id = &case["id"];
    let (given, expect) = (&case["input"], &case["expect"]);
    let target = number(&given["target"]).expect("a target");
    let input = Input {
        goal: match given["kind"].as_str() {
            Some("at_least") => Goal::AtLeast(target),
            Some("at_most") => Goal::AtMost(target),
            other => panic!("{id}: {other:?} is no goal"),
        },
        first: month(&given["start"]).expect("a start"),
        values: list(&given["values"]).iter().map(number).collect(),
        range: None,
    };
    assert_eq!(given["alpha"], ALPHA, "{id}");
    assert_eq!(given["horizon_months"], horizon(&input), "{id}");

    let forecast = forecast(&input);
    let line = forecast.line.expect("a line");
    let same = |what: &str, ours: Option<f64>, expected: &Value| {
        let is_same = match (ours, expected.as_f64()) {
            (Some(a), Some(b)) => (a - b).abs() <= 1e-6 * a.abs().max(b.abs()),
            (None, None) => expected.is_null(),
            _ => false,
        };
        assert!(is_same, "{id}: {what} is {ours:?}, not {expected}");
    };
    let ols = &expect["ols"];
    assert_eq!((ols["n"].as_u64(), ols["df"].as_u64()), (Some(line.n as u64), Some(line.df as u64)), "{id}");
    let estimates = [
        ("intercept", Some(line.intercept)),
        ("slope", Some(line.slope)),
        ("residual_sd", Some(line.residual_sd)),
        ("slope_se", Some(line.slope_se)),
        ("slope_t", line.slope_t),
        ("slope_p", Some(line.slope_p)),
        ("r_squared", line.r_squared),
        ("t_quantile_80", Some(line.t_quantile_80)),
        ("t_quantile_95", Some(line.t_quantile_95)),
        ("residual_r1", line.residual_r1),
        ("residual_r12", line.residual_r12),
    ];
    for (what, ours) in estimates {
        same(what, ours, &ols[what]);
    }
    for expected in list(&expect["predictions"]) {
        let steps = u32::try_from(expected["h"].as_u64().expect("a horizon")).expect("a small one");
        let prediction = line.predict(input.first, steps);
        assert_eq!(Some(prediction.period), month(&expected["month"]), "{id}");
        same("mean", Some(prediction.mean), &expected["mean"]);
        same("lo80", Some(prediction.lo80), &expected["lo80"]);
        same("hi80", Some(prediction.hi80), &expected["hi80"]);
        same("lo95", Some(prediction.lo95), &expected["lo95"]);
        same("hi95", Some(prediction.hi95), &expected["hi95"]);
        if forecast.status == Status::Forecast {
            assert_eq!(forecast.predictions[steps as usize - 1], prediction, "{id}");
        }
    }
    assert_eq!(Some(forecast.status.word()), expect["status"].as_str(), "{id}");
    let reach = &expect["reach"];
    assert_eq!(forecast.reach.map(|reach| reach.mean), month(&reach["month"]), "{id}");
    assert_eq!(forecast.reach.map(|reach| reach.earliest), month(&reach["earliest_month"]), "{id}");
    assert_eq!(forecast.reach.and_then(|reach| reach.latest), month(&reach["latest_month"]), "{id}");
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn month(value: &Value) -> Option<Period> {
    value.as_str().map(|text| Period::read(text, 1).expect("a period"))
}

fn number(value: &Value) -> Option<Decimal> {
    Some(decimal(&value.as_number()?.to_string()))
}

fn decimal(text: &str) -> Decimal {
    Decimal::from_str(text).expect("a decimal")
}

/// Values from January 2017 on, to be 100 at least; `-` is a missing one.
fn input(values: &str) -> Input {
    let value = |word: &str| (word != "-").then(|| decimal(word));
    Input {
        goal: Goal::AtLeast(decimal("100")),
        first: Period::month(2017, 1),
        values: values.split_whitespace().map(value).collect(),
        range: None,
    }
}

#[track_caller]
fn check(input: &Input, expected: &str) {
    let forecast = forecast(input);
    assert_eq!(forecast.status.word(), expected);
    let is_made = forecast.status == Status::Forecast;
    assert_eq!((forecast.reach.is_some(), !forecast.predictions.is_empty()), (is_made, is_made));
}

#[test]
fn a_forecast_is_refused_for_the_first_reason_that_holds() {
    check(&input(""), "latest_missing");
    check(&input("- - -"), "latest_missing");
    check(&input("200 -"), "latest_missing");
    check(&input("100"), "already_met");
    check(&input("1"), "too_few_points");
    check(&input("1 2 3 4 5 6 7 8 9 10 11"), "too_few_points");
    check(&input("1 2 3 4 5 6 - - - - - 7 8 9 10 11 12"), "too_many_missing");
    check(&input("5 4 5 4 5 4 5 4 5 4 5 4"), "no_trend");
    check(&input("12 11 10 9 8 7 6 5 4 3 2 1"), "wrong_direction");
    check(&input("1 2 3 4 5 6 7 8 9 10 11 12"), "beyond_horizon");
    check(&input("81 82 83 84 85 86 87 88 89 90 91 92"), "forecast");
}

#[test]
fn three_quarters_of_the_months_are_enough() {
    check(&input("80 81 82 - 84 85 86 - 88 89 90 - 92 93 - 95"), "forecast");
    check(&input("80 81 82 - 84 85 86 - 88 89 90 - 92 93 - - 95"), "too_many_missing");
}

#[test]
fn a_constant_metric_has_no_trend() {
    for value in ["0", "0.1", "1807", "0.3333333333333333333333333333", "79228162514264337593543950335"] {
        let constant = Input { goal: Goal::AtMost(decimal("-1")), ..input(&[value; 24].join(" ")) };
        check(&constant, "no_trend");
        let line = forecast(&constant).line.expect("a line");
        assert_eq!((line.slope, line.residual_sd, line.slope_p), (0.0, 0.0, 1.0), "{value}");
        assert_eq!((line.slope_t, line.r_squared, line.residual_r1), (None, None, None), "{value}");
    }
}

#[test]
fn a_metric_on_a_straight_line_has_no_width() {
    let forecast = forecast(&input("97.8 97.9 98.0 98.1 98.2 98.3 98.4 98.5 98.6 98.7 98.8 98.9"));
    let line = forecast.line.expect("a line");
    assert_eq!((line.residual_sd, line.slope_p, line.slope_t, line.residual_r1), (0.0, 0.0, None, None));
    // 98.9 in December and a tenth a month: 100 after eleven months, which floats must not miss.
    let november = Period::month(2018, 11);
    assert_eq!(forecast.reach, Some(Reach { mean: november, earliest: november, latest: Some(november) }));
    assert_eq!(forecast.cautions, []);
}

#[test]
fn the_slope_is_given_from_twelve_values_on() {
    assert_eq!(forecast(&input("1 2 3 4 5 6 7 8 9 10 11")).slope(), None);
    assert_eq!(forecast(&input("1 2 3 4 5 6 7 8 9 10 11 12")).slope(), Some(1.0));
    assert_eq!(forecast(&input("1 2 3 4 5 6 7 8 9 10 11 12 -")).slope(), Some(1.0));
    assert!(forecast(&input("1 2")).line.is_none());
    assert!(forecast(&input("1 2 3")).line.is_some());
}

#[test]
fn nobody_looks_more_than_two_years_ahead() {
    let ahead = |first: &str, count| {
        let values = vec![None; count];
        horizon(&Input { first: Period::read(first, 1).expect("a period"), values, ..input("") })
    };
    assert_eq!(ahead("2010-01", 100), 24);
    assert_eq!(ahead("2010-01", 13), 13);
    assert_eq!(ahead("2010-Q1", 13), 8);
    assert_eq!(ahead("2010", 13), 2);
}

#[test]
fn the_quantiles_are_those_of_the_tables() {
    for (df, t80, t95) in [(10, 1.372184, 2.228139), (16, 1.336757, 2.119905), (22, 1.321237, 2.073873)] {
        let values = (0..df + 2).map(|step| (step * step).to_string()).collect::<Vec<_>>().join(" ");
        let line = forecast(&input(&values)).line.expect("a line");
        assert!((line.t_quantile_80 - t80).abs() < 1e-6 && (line.t_quantile_95 - t95).abs() < 1e-6);
    }
}

#[test]
fn residuals_that_stick_together_call_for_caution() {
    let wave = "60 62 64 63 62 61 60 61 63 66 69 71 73 72 71 70 69 71 73 76 79 81 83 82";
    assert!(forecast(&input(wave)).cautions.contains(&Caution::Autocorrelated));
    let jumping = "80 82 82 84 84 86 86 88 88 90 90 92";
    assert_eq!(forecast(&input(jumping)).cautions, []);
}

#[test]
fn a_yearly_peak_calls_for_caution() {
    let month = |index: i32| (50 + index + if index % 12 == 6 { 12 } else { 0 }).to_string();
    let peaks = (0..36).map(month).collect::<Vec<_>>().join(" ");
    assert_eq!(forecast(&input(&peaks)).cautions, [Caution::Seasonal]);
}

#[test]
fn a_share_beyond_the_whole_calls_for_caution() {
    let share = Input {
        goal: Goal::AtLeast(decimal("0.95")),
        range: Some((Decimal::ZERO, Decimal::ONE)),
        ..input("0.80 0.82 0.82 0.84 0.84 0.86 0.86 0.88 0.88 0.90 0.90 0.92")
    };
    assert_eq!(forecast(&share).cautions, [Caution::OutOfRange]);
    assert_eq!(forecast(&Input { range: None, ..share }).cautions, []);
}

#[test]
fn huge_values_stop_nothing() {
    let (max, min) = (Decimal::MAX.to_string(), Decimal::MIN.to_string());
    let swinging = [min.as_str(), max.as_str()].repeat(12).join(" ");
    check(&Input { goal: Goal::AtMost(Decimal::MIN), ..input(&swinging) }, "no_trend");
    let line = forecast(&input(&swinging)).line.expect("a line");
    assert!(line.residual_sd.is_finite() && line.slope_p.is_finite());
}

#[test]
fn the_last_digits_of_large_values_are_kept() {
    let steps = [1, 3, 2, 4, 3, 5, 4, 6, 5, 7, 6, 8];
    let near = |base: &str| {
        let values = steps.map(|step| (decimal(base) + Decimal::from(step)).to_string()).join(" ");
        forecast(&input(&values)).line.expect("a line").slope
    };
    assert_eq!(near("0"), near("10000000000000000000"));
}

#[test]
fn a_falling_metric_reaches_what_a_rising_one_does() {
    let rising = input("80 82 82 84 84 86 86 88 88 90 90 92");
    let values = rising.values.iter().map(|value| value.map(|value| -value)).collect();
    let falling = Input { goal: Goal::AtMost(decimal("-100")), values, ..rising.clone() };
    assert_eq!(forecast(&rising).reach, forecast(&falling).reach);
    assert!(forecast(&rising).reach.is_some());
}
