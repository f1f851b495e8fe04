//! Reference vectors that were computed by other programs, put through sites of their own.
//!
//! `tests/vectors/README.md` says where they come from.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::project::Project;

fn vectors(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name);
    let text = fs::read_to_string(path).expect("the vectors are in the repository");
    serde_json::from_str::<Value>(&text).expect("JSON").as_array().expect("a list").clone()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Numbers agree to nine digits, everything else exactly.
fn agree(found: &Value, expected: &Value) -> bool {
    match (found.as_f64(), expected.as_f64()) {
        (Some(found), Some(expected)) => (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        _ => found == expected,
    }
}

#[test]
fn a_target_is_judged_as_elsewhere() {
    let mut seen = 0;
    for case in vectors("attainment.json").iter().filter(|case| case["type"] == "status") {
        seen += 1;
        let input = &case["input"];
        let near = input["near"].as_str().map_or(String::new(), |near| format!(", near: {near}"));
        let rule = match text(&input["kind"]) {
            "within" => format!("within: [{}, {}]", text(&input["target"]), text(&input["upper"])),
            kind => format!("{kind}: {}", text(&input["target"])),
        };
        let target = format!("target: {{ {rule}{near} }}");
        // A ratio with a scale is a formula here: kalends holds shares as shares.
        let project = match input.get("numerator") {
            Some(numerator) => Project::new(&format!(
                "a: {{ type: stock, decimals: 2 }}\nb: {{ type: stock, decimals: 2 }}\n\
                 value: {{ type: derived, formula: a * {} / b, {target} }}",
                input["scale"]
            ))
            .snapshot("2018-01", &format!("a: {}\nb: {}", text(numerator), text(&input["denominator"]))),
            None => {
                let value = input["value"].as_str().unwrap_or("{ value: null, note: Missing. }");
                Project::new(&format!("value: {{ type: stock, decimals: 2, {target} }}"))
                    .snapshot("2018-01", &format!("value: {value}"))
            }
        };
        let found = project.build().figure("2018-01", "value")["target"].clone();
        for key in ["status", "gap"] {
            let expected = &case["expect"][key];
            assert!(agree(&found[key], expected), "{}: {key} is {}, not {expected}", case["id"], found[key]);
        }
    }
    assert_eq!(seen, 15);
}

#[test]
fn a_reader_sees_what_had_been_published_by_then() {
    // kalends knows months, not days: publications of one month would be one snapshot, so each becomes the
    // snapshot of a month of its own, in their order; what was seen on a day is what the last of them until then shows.
    for case in vectors("revisions.json") {
        let list = case["publications"].as_array().expect("a list");
        let mut order: Vec<&Value> = list.iter().collect();
        order.sort_by_key(|publication| text(&publication["published"]));
        let month = |index: usize| format!("2019-{:02}", index + 1);
        let mut project = Project::new("value: { type: stock, decimals: 1 }").snapshot("2018-12", "");
        for (index, publication) in order.iter().enumerate() {
            let stated = match publication["value"].as_f64() {
                Some(value) => format!("value: {value}"),
                None => "withdrawn: true".to_owned(),
            };
            let status = if publication["status"] == "provisional" { ", status: provisional" } else { "" };
            let observation =
                format!("value: {{ period: {}, {stated}, reason: Revised.{status} }}", text(&publication["reference"]));
            project = project.snapshot(&month(index), &observation);
        }
        let built = project.build();
        let history = built.json("metrics/value/history.json");
        for expected in case["expect"].as_array().expect("a list") {
            let what = format!("{} as of {}", case["id"], expected["as_of"]);
            let last = order.iter().rposition(|p| text(&p["published"]) <= text(&expected["as_of"]));
            let report = built.figure(&last.map_or("2018-12".to_owned(), month), "value");
            let points = report["history"].as_array().expect("a list");
            let point = points.iter().find(|point| point["period"] == expected["reference"]);
            let found = point.filter(|point| !point["value"].is_null() || point["withdrawn"] == true);
            assert_eq!(found.is_some(), expected["found"] == true, "{what}");
            let Some(found) = found else { continue };
            assert!(agree(&found["value"], &expected["value"]), "{what}: {found}");
            assert_eq!(found["withdrawn"] == true, expected["status"] == "withdrawn", "{what}");
            assert_eq!(found["status"] == "provisional", expected["status"] == "provisional", "{what}");
            let differs = expected["differs_from_first"] == true && found["withdrawn"] == false;
            assert_eq!(found["revised"] == true && found["withdrawn"] == false, differs, "{what}");
            let of_period =
                history.as_array().expect("a list").iter().find(|entry| entry["period"] == expected["reference"]);
            let first = of_period.map(|entry| entry["vintages"][0]["value"].clone()).unwrap_or_default();
            assert!(agree(&first, &expected["first_published_value"]), "{what}: first {first}");
        }
    }
}

#[test]
fn hospitals_and_months_add_up_as_elsewhere() {
    let mut compared = 0;
    for case in vectors("aggregation.json") {
        let built_from = site(&case);
        let built = built_from.build();
        for expected in case["expect"].as_array().expect("a list") {
            let period = text(&expected["period"]).replace('/', "-");
            let figure = built.figure(&period, "value");
            let part = match text(&expected["unit"]) {
                "REGION" => figure.clone(),
                unit => figure["by"]["hospital"][unit.to_lowercase()].clone(),
            };
            let what = format!("{}, {} in {period}: {part}, not {expected}", case["id"], expected["unit"]);
            assert!(agree(&part["value"], &expected["value"]), "{what}");
            // A ratio of 0 to 0 is a gap of its own and says so instead.
            if expected["value"].is_null() && !expected["months_present"].is_null() && !part["periods"].is_null() {
                assert_eq!(part["periods"]["present"], expected["months_present"], "{what}");
                assert_eq!(part["periods"]["expected"], expected["months_expected"], "{what}");
            }
            compared += 1;
        }
    }
    assert!(compared > 1000, "{compared}");
}

/// The site of an aggregation case: its measures by hospital, what they are put together to, and a report for every
/// period that is expected.
fn site(case: &Value) -> Project {
    let definition = &case["definition"];
    let measures: Vec<&Value> =
        ["measure", "numerator", "denominator"].iter().filter_map(|key| definition.get(*key)).collect();
    let hospitals: Vec<String> =
        case["hospitals"].as_array().expect("a list").iter().map(|name| text(name).to_lowercase()).collect();
    let mut catalog =
        format!("dimensions:\n  hospital: {{ members: {{ {}: null }} }}\nmetrics:\n", hospitals.join(": null, "));
    for measure in &measures {
        let kind = match text(&measure["kind"]) {
            "flow" => "flow",
            "stock" => "stock",
            "stock_average" => "stock, over_time: mean",
            "max" => "stock, over_time: max, additive: false",
            other => panic!("no metric is of the kind {other}"),
        };
        let _ = writeln!(catalog, "  {}: {{ type: {kind}, by: [hospital], decimals: 2 }}", text(&measure["field"]));
    }
    let fields: Vec<&str> = measures.iter().map(|measure| text(&measure["field"])).collect();
    let scale = definition["scale"].as_i64().unwrap_or(1);
    let formula = match fields.as_slice() {
        [numerator, denominator] => format!("{numerator} * {scale} / {denominator}"),
        _ => fields.concat(),
    };
    let _ = writeln!(catalog, "  value: {{ type: derived, formula: {formula}, decimals: 2 }}");
    let start = case["fiscal_year_start_month"].as_i64().unwrap_or(1);
    let mut project = Project::empty().catalog(&catalog).settings(&format!("title: A\nfiscal_year_start: {start}"));
    let mut months: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for row in case["rows"].as_array().expect("a list") {
        months.entry(text(&row["month"])).or_default().push(row);
    }
    for (month, rows) in months {
        let mut observations = String::new();
        for field in &fields {
            let parts: Vec<String> = rows
                .iter()
                .filter(|row| !row[*field].is_null())
                .map(|row| format!("{}: {}", text(&row["hospital"]).to_lowercase(), row[*field]))
                .collect();
            if !parts.is_empty() {
                let _ = writeln!(observations, "{field}: {{ values: {{ {} }} }}", parts.join(", "));
            }
        }
        project = project.snapshot(month, &observations);
    }
    for expected in case["expect"].as_array().expect("a list").iter().filter(|one| one["kind"] != "month") {
        project = project.narrative(&text(&expected["period"]).replace('/', "-"), "{{ value }}");
    }
    project
}

#[test]
fn a_path_is_followed_as_elsewhere() {
    let mut seen = 0;
    for case in vectors("attainment.json").iter().filter(|case| case["type"] == "path") {
        let (input, expect) = (&case["input"], &case["expect"]);
        let points = [("start", "baseline"), ("deadline", "target")];
        let points: Vec<String> =
            points.iter().map(|(at, amount)| format!("{}: {}", text(&input[*at]), text(&input[*amount]))).collect();
        let value = input["value"].as_str().unwrap_or("{ value: null, note: Missing. }");
        let target = format!("target: {{ path: {{ {} }} }}", points.join(", "));
        let project = Project::new(&format!("value: {{ type: stock, decimals: 2, {target} }}"))
            .snapshot(text(&input["month"]), &format!("value: {value}"));
        let found = project.build().figure(text(&input["month"]), "value")["target"].clone();
        let on_path = match text(&found["status"]) {
            "met" => Value::Bool(true),
            "not_met" => Value::Bool(false),
            _ => Value::Null,
        };
        assert!(agree(&found["value"], &expect["expected_value"]), "{}: {found}", case["id"]);
        assert!(agree(&found["progress"], &expect["progress"]), "{}: {found}", case["id"]);
        assert_eq!(on_path, expect["on_path"], "{}: {found}", case["id"]);
        seen += 1;
    }
    assert_eq!(seen, 8);
}

#[test]
fn a_row_on_target_is_counted_as_elsewhere() {
    let mut seen = 0;
    for case in vectors("attainment.json").iter().filter(|case| case["type"] == "streak") {
        let input = &case["input"];
        let target = format!("target: {{ {}: {} }}", text(&input["kind"]), input["target"]);
        let mut project = Project::new(&format!("value: {{ type: stock, {target} }}"));
        let values = input["values"].as_array().expect("a list");
        for (index, value) in values.iter().enumerate() {
            let value = if value.is_null() { "{ value: null, note: Missing. }".to_owned() } else { value.to_string() };
            project = project.snapshot(&format!("2018-{:02}", index + 1), &format!("value: {value}"));
        }
        let last = format!("2018-{:02}", values.len());
        let streak = project.build().figure(&last, "value")["target"]["streak"].clone();
        assert_eq!(streak, case["expect"]["current_streak"], "{}", case["id"]);
        seen += 1;
    }
    assert_eq!(seen, 3);
}

/// A site with one metric and its values in months from `start` on; months without a value are stated as missing.
fn series(definition: &str, months: &[String], values: &[Value]) -> Project {
    let mut project = Project::new(&format!("value: {{ {definition} }}")).settings("title: A\nhistory: 600");
    for (month, value) in months.iter().zip(values) {
        let value = if value.is_null() { "{ value: null, note: Missing. }".to_owned() } else { value.to_string() };
        project = project.snapshot(month, &format!("value: {value}"));
    }
    match months.last() {
        Some(last) => project.narrative(last, "{{ value }}"),
        None => project,
    }
}

/// Numbers agree to `digits`, everything else exactly; `null` where nothing can be reckoned.
fn alike(found: &Value, expected: &Value, tolerance: f64) -> bool {
    match (found.as_f64(), expected.as_f64()) {
        (Some(found), Some(expected)) => (found - expected).abs() <= tolerance * expected.abs().max(1.0),
        _ => found == expected,
    }
}

#[test]
fn limits_and_signals_are_those_of_making_data_count() {
    let mut seen = 0;
    for case in vectors("xmr.json") {
        let input = &case["input"];
        let list = |key: &str| input[key].as_array().cloned().unwrap_or_default();
        let months: Vec<String> = list("months").iter().map(|month| text(month).to_owned()).collect();
        let better = match text(&input["improvement_direction"]) {
            "increase" => "higher",
            "decrease" => "lower",
            _ => "neither",
        };
        let rebase: Vec<String> = list("rebase").iter().map(|month| text(month).to_owned()).collect();
        let baseline = input["baseline_points"].as_i64().map_or(String::new(), |count| format!(", baseline: {count}"));
        let target = match &input["target"] {
            Value::Null => String::new(),
            target if better == "lower" => format!(", target: {{ at_most: {target} }}"),
            target => format!(", target: {{ at_least: {target} }}"),
        };
        let definition = format!(
            "type: stock, decimals: 4, better: {better}{target}, spc: {{ rebase: [{}], screen: {}{baseline} }}",
            rebase.join(", "),
            input["screen_outliers"]
        );
        let project = series(&definition, &months, &list("values"));
        let built = project.build();
        let Some(last) = months.last() else { continue };
        let found = built.figure(last, "value")["spc"].clone();
        let expect = &case["expect"];
        let phases = expect["phases"].as_array().expect("a list");
        assert_eq!(found["phases"].as_array().map(Vec::len), Some(phases.len()), "{}", case["id"]);
        for (index, phase) in phases.iter().enumerate() {
            let own = &found["phases"][index];
            for key in ["start", "n", "n_baseline", "mean", "lpl", "upl", "near_lower", "near_upper", "short"] {
                assert!(alike(&own[key], &phase[key], 1e-9), "{}, {key}: {own} not {phase}", case["id"]);
            }
        }
        // A history begins with the first value that is stated, here as missing too.
        let points = expect["points"].as_array().expect("a list");
        for point in points {
            let at = found["points"].as_array().expect("a list").iter().find(|own| own["period"] == point["month"]);
            let own = at.unwrap_or_else(|| panic!("{}: no point in {}", case["id"], point["month"]));
            let silent = |value: &Value| if value.is_null() { json!("common_cause") } else { value.clone() };
            let known = !point["rule"].is_null();
            assert!(!known || own["phase"] == point["phase"], "{}: {own} not {point}", case["id"]);
            assert_eq!(silent(&own["rule"]), silent(&point["rule"]), "{}: {own} not {point}", case["id"]);
            assert_eq!(silent(&own["class"]), silent(&point["class"]), "{}: {own} not {point}", case["id"]);
        }
        assert_eq!(found["variation"], expect["variation_icon"], "{}", case["id"]);
        assert_eq!(found["assurance"], expect["assurance_icon"], "{}", case["id"]);
        seen += 1;
    }
    assert!(seen >= 50, "{seen}");
}

#[test]
fn a_target_is_forecast_as_elsewhere() {
    let mut seen = 0;
    // Damped Holt is left out: no setting asks for it.
    for case in vectors("forecast.json").iter().filter(|case| case["type"] == "ols") {
        let (input, expect) = (&case["input"], &case["expect"]);
        let values = input["values"].as_array().expect("a list");
        let start: Vec<i32> = text(&input["start"]).split('-').map(|part| part.parse().expect("a number")).collect();
        let month = |step: usize| {
            let index = start[0] * 12 + start[1] - 1 + i32::try_from(step).expect("few");
            format!("{:04}-{:02}", index.div_euclid(12), index.rem_euclid(12) + 1)
        };
        let months: Vec<String> = (0..values.len()).map(month).collect();
        let definition = format!(
            "type: stock, decimals: 4, target: {{ {}: {} }}, forecast: true",
            text(&input["kind"]),
            input["target"]
        );
        let project = series(&definition, &months, values);
        let last = months.last().expect("a value");
        let found = project.build().figure(last, "value")["forecast"].clone();
        assert_eq!(found["status"], expect["status"], "{}", case["id"]);
        if expect["status"] == "forecast" {
            assert!(alike(&found["slope"], &expect["ols"]["slope"], 1e-6), "{}: {found}", case["id"]);
            for (key, other) in [("mean", "month"), ("earliest", "earliest_month"), ("latest", "latest_month")] {
                assert_eq!(found["reach"][key], expect["reach"][other], "{}, {key}", case["id"]);
            }
            for prediction in expect["predictions"].as_array().expect("a list") {
                let steps = prediction["h"].as_u64().and_then(|steps| usize::try_from(steps).ok()).expect("a step");
                let Some(own) = found["predictions"].as_array().expect("a list").get(steps - 1) else { continue };
                for key in ["mean", "lo80", "hi80", "lo95", "hi95"] {
                    assert!(alike(&own[key], &prediction[key], 1e-6), "{}, {key}: {own} not {prediction}", case["id"]);
                }
            }
        }
        seen += 1;
    }
    assert_eq!(seen, 15);
}
