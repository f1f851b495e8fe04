//! Reference vectors that were computed by other programs, put through sites of their own.
//!
//! `tests/vectors/README.md` says where they come from.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::project::{Built, Project};
use crate::reader::{Reader, Sum};

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

/// A site with one metric, its values in the months, and a report of the last of them alone, which shows them all; months
/// without a value are stated as missing.
fn series(definition: &str, months: &[String], values: &[Value]) -> Project {
    let mut project = Project::new(&format!("value: {{ {definition} }}")).settings("title: A\nhistory: 600");
    for (month, value) in months.iter().zip(values) {
        let value = if value.is_null() { "{ value: null, note: Missing. }".to_owned() } else { value.to_string() };
        project = project.snapshot(month, &format!("value: {value}"));
    }
    let Some(last) = months.last() else { return project };
    project.remove("content/_report.md");
    project.narrative(last, "{{ value }}")
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

/// The counts of a case in suppression.json.
fn table(case: &Value) -> Vec<Vec<u64>> {
    let row =
        |row: &Value| row.as_array().expect("a row").iter().map(|count| count.as_u64().expect("a count")).collect();
    case["cells"].as_array().expect("rows").iter().map(row).collect()
}

/// A place in a table; one beyond the last row or column is the total of all.
type At = (usize, usize);

/// `[0, "T"]` in a table of three columns is (0, 3).
fn place(cells: &[Vec<u64>], value: &Value) -> At {
    let index = |value: &Value, total| value.as_u64().map_or(total, |index| usize::try_from(index).expect("small"));
    (index(&value[0], cells.len()), index(&value[1], cells[0].len()))
}

fn places(cells: &[Vec<u64>], value: &Value) -> BTreeSet<At> {
    value.as_array().expect("places").iter().map(|at| place(cells, at)).collect()
}

/// The members `r0`, `r1` … of a dimension.
fn members(letter: char, count: usize) -> String {
    (0..count).map(|index| format!("{letter}{index}: null")).collect::<Vec<_>>().join(", ")
}

/// `{ r0: 3, r1: 20 }`
fn values(letter: char, counts: impl IntoIterator<Item = u64>) -> String {
    let each = counts.into_iter().enumerate().map(|(index, count)| format!("{letter}{index}: {count}"));
    format!("{{ {} }}", each.collect::<Vec<_>>().join(", "))
}

/// All places of a table with its totals.
fn all(cells: &[Vec<u64>]) -> impl Iterator<Item = At> {
    let (rows, columns) = (cells.len(), cells[0].len());
    (0..=rows).flat_map(move |row| (0..=columns).map(move |column| (row, column)))
}

/// The true count of a place.
fn count(cells: &[Vec<u64>], (row, column): At) -> u64 {
    let of_row = |row: &Vec<u64>| row.get(column).copied().unwrap_or_else(|| row.iter().sum());
    cells.get(row).map_or_else(|| cells.iter().map(of_row).sum(), of_row)
}

/// The count of a place as a sum of the cells inside the table.
fn sum_of(cells: &[Vec<u64>], at: At) -> Sum {
    let inside = all(cells).filter(|(row, column)| *row < cells.len() && *column < cells[0].len());
    let own =
        inside.filter(|(row, column)| [cells.len(), *row].contains(&at.0) && [cells[0].len(), *column].contains(&at.1));
    own.map(|(row, column)| (format!("{row} {column}"), 1.0)).collect()
}

/// What a reader of the table works out for the hidden places, held against `intervals`.
#[track_caller]
fn check_intervals(cells: &[Vec<u64>], hidden: &BTreeSet<At>, intervals: &Value, what: &str) {
    let mut reader = Reader::default();
    for (row, column) in all(cells).filter(|(row, column)| *row < cells.len() && *column < cells[0].len()) {
        reader.expects(&format!("{row} {column}"), u32::from(hidden.contains(&(row, column))));
    }
    for at in all(cells).filter(|at| !hidden.contains(at)) {
        reader.learns(sum_of(cells, at), count(cells, at) as f64);
    }
    let intervals = intervals.as_array().expect("intervals");
    assert_eq!(intervals.len(), hidden.len(), "{what}");
    let sums: Vec<Sum> = intervals.iter().map(|interval| sum_of(cells, place(cells, &interval["cell"]))).collect();
    for (interval, (low, high)) in intervals.iter().zip(reader.bounds(&sums)) {
        assert!(
            agree(&json!(low), &interval["low"]) && agree(&json!(high), &interval["high"]),
            "{what}: {low} to {high:?}, not {interval}"
        );
        if let Some(recoverable) = interval["recoverable"].as_bool() {
            assert_eq!(high.is_some_and(|high| high - low < 0.5), recoverable, "{what}: {interval}");
        }
    }
}

#[test]
fn small_counts_of_two_dimensions_are_hidden_as_elsewhere() {
    let mut seen = 0;
    for case in vectors("suppression.json").iter().filter(|case| case["type"] == "two_way") {
        let (cells, what) = (table(case), text(&case["id"]));
        let catalog = format!(
            "dimensions:\n  row: {{ members: {{ {} }} }}\n  column: {{ members: {{ {} }} }}\n\
             metrics:\n  falls: {{ type: flow, by: [row, column], suppress_below: {} }}",
            members('r', cells.len()),
            members('c', cells[0].len()),
            case["threshold"]
        );
        let rows =
            cells.iter().enumerate().map(|(index, row)| format!("r{index}: {}", values('c', row.iter().copied())));
        let stated = format!("falls: {{ values: {{ {} }} }}", rows.collect::<Vec<_>>().join(", "));
        let project = Project::empty().catalog(&catalog).snapshot("2018-01", &stated);
        let falls = project.build().figure("2018-01", "falls");
        let shown = |(row, column): At| {
            let (row, column) = (format!("r{row}"), format!("c{column}"));
            let (in_row, in_column) = (&falls["by"]["row"][&row], &falls["by"]["column"][&column]);
            match (in_row.is_null(), in_column.is_null()) {
                (false, false) => falls["cells"][row][column].clone(),
                (false, true) => in_row.clone(),
                (true, false) => in_column.clone(),
                (true, true) => falls.clone(),
            }
        };
        check_table(case, &cells, what, shown);
        seen += 1;
    }
    assert_eq!(seen, 9);
}

#[test]
fn small_counts_of_members_and_months_are_hidden_as_elsewhere() {
    let mut seen = 0;
    let cases = vectors("suppression.json");
    // A quarter has three months; the other tables are not of this kind.
    for case in cases.iter().filter(|case| case["type"] == "two_way" && table(case)[0].len() == 3) {
        let (cells, what) = (table(case), text(&case["id"]));
        let catalog = format!(
            "dimensions:\n  row: {{ members: {{ {} }} }}\n\
             metrics:\n  falls: {{ type: flow, by: [row], suppress_below: {} }}",
            members('r', cells.len()),
            case["threshold"]
        );
        // The vectors know one publication, so all months are stated in the last one's snapshot. What they come to by
        // member stands in the download of a chart.
        let month = |column: usize| {
            let counts = values('r', cells.iter().map(|row| row[column]));
            format!("  - {{ period: 2018-0{}, values: {counts} }}\n", column + 1)
        };
        let project = Project::empty()
            .catalog(&catalog)
            .snapshot("2018-03", &format!("falls:\n{}", (0..3).map(month).collect::<String>()))
            .narrative("2018-03", "## Falls\n\n{{ falls | chart(by=\"row\") }}\n\n{{ falls | chart(id=\"all\") }}\n")
            .narrative("2018-Q1", "{{ falls }}");
        let built = project.build();
        let quarter = built.figure("2018-Q1", "falls");
        let download = |name: &str| grid(&built, &format!("2018-03/{name}.csv"));
        let (by_member, all) = (download("falls"), download("all"));
        let shown = |(row, column): At| match (row < cells.len(), column < 3) {
            (true, true) => number(&by_member[1 + row * 3 + column][2]),
            (false, true) => number(&all[column + 1][1]),
            (true, false) => quarter["by"]["row"][format!("r{row}")].clone(),
            (false, false) => quarter.clone(),
        };
        check_table(case, &cells, what, shown);
        seen += 1;
    }
    assert_eq!(seen, 6);
}

/// The rows of a download.
fn grid(built: &Built<'_>, path: &str) -> Vec<Vec<String>> {
    let text = built.read(path);
    text.trim_start_matches('\u{feff}').lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// A number in a download, as figures.json would have it.
fn number(text: &str) -> Value {
    json!({ "value": text.parse::<u64>().ok(), "suppressed": text.is_empty() })
}

/// Holds what is `shown` of a table against a case: the pattern, the numbers, and what a reader can make of them.
#[track_caller]
fn check_table(case: &Value, cells: &[Vec<u64>], what: &str, shown: impl Fn(At) -> Value) {
    let expected = &case["expect"];
    let mut hidden = BTreeSet::new();
    for at in all(cells) {
        let found = shown(at);
        if found["suppressed"] == true {
            assert_eq!(found["value"], Value::Null, "{what}: {at:?}");
            hidden.insert(at);
        } else {
            assert_eq!(found["value"], count(cells, at), "{what}: {at:?}");
        }
    }
    assert_eq!(hidden, places(cells, &expected["reference_suppressed"]), "{what}");
    assert!(hidden.is_superset(&places(cells, &expected["primary"])), "{what}");
    check_intervals(cells, &hidden, &expected["intervals"], what);
}

#[test]
fn what_can_be_worked_out_from_a_table_is_what_is_worked_out_elsewhere() {
    let mut seen = 0;
    // These name the hidden cells themselves, and no site can be told which ones to hide: they hold the reader of the
    // other tests to account.
    for case in vectors("suppression.json").iter().filter(|case| case["type"] == "audit") {
        let cells = table(case);
        let hidden = places(&cells, &case["suppressed"]);
        check_intervals(&cells, &hidden, &case["expect"]["cells"], text(&case["id"]));
        let list = case["expect"]["cells"].as_array().expect("a list");
        assert_eq!(
            list.iter().all(|cell| cell["recoverable"] == false),
            case["expect"]["safe"] == true,
            "{}",
            case["id"]
        );
        seen += 1;
    }
    assert_eq!(seen, 7);
}

/// The counts of one dimension in one month, with `protection` as the metric's key for it.
fn list(protection: &str, parts: &[u64]) -> Value {
    let catalog = format!(
        "dimensions:\n  part: {{ members: {{ {} }} }}\nmetrics:\n  falls: {{ type: stock, by: [part], {protection} }}",
        members('p', parts.len())
    );
    let stated = format!("falls: {{ values: {} }}", values('p', parts.iter().copied()));
    Project::empty().catalog(&catalog).snapshot("2018-01", &stated).build().figure("2018-01", "falls")
}

fn counts(value: &Value) -> Vec<u64> {
    value.as_array().expect("a list").iter().map(|count| count.as_u64().expect("a count")).collect()
}

#[test]
fn small_counts_of_a_list_are_hidden_as_elsewhere() {
    let mut seen = 0;
    for case in vectors("suppression.json").iter().filter(|case| case["type"] == "one_way") {
        let parts = counts(&case["parts"]);
        let found = list(&format!("suppress_below: {}", case["threshold"]), &parts);
        let expected = &case["expect"];
        let hidden = counts(&expected["suppressed"]);
        for (index, count) in (0..).zip(&parts) {
            let part = &found["by"]["part"][format!("p{index}")];
            let shown = if hidden.contains(&index) { Value::Null } else { json!(count) };
            assert_eq!(
                (&part["value"], part["suppressed"] == true),
                (&shown, shown.is_null()),
                "{}, {index}",
                case["id"]
            );
        }
        let total = if expected["total_suppressed"] == true { Value::Null } else { expected["total"].clone() };
        assert_eq!((&found["value"], found["suppressed"] == true), (&total, total.is_null()), "{}", case["id"]);
        seen += 1;
    }
    assert_eq!(seen, 7);
}

#[test]
fn counts_are_rounded_as_elsewhere() {
    let mut seen = 0;
    for case in vectors("suppression.json").iter().filter(|case| case["type"] == "round5") {
        let found = list("round_to: 5", &counts(&case["values"]));
        for (index, expected) in case["expect"].as_array().expect("a list").iter().enumerate() {
            let part = &found["by"]["part"][format!("p{index}")];
            let is_hidden = expected == "*";
            let value = if is_hidden { &Value::Null } else { expected };
            assert_eq!((&part["value"], part["suppressed"] == true), (value, is_hidden), "{index}");
            assert!(!is_hidden || part["text"] == "*", "{index}: {part}");
            seen += 1;
        }
    }
    assert_eq!(seen, 29);
}

#[test]
fn numbers_are_written_as_elsewhere() {
    let cases = vectors("format.json");
    let cases: Vec<&Value> = cases.iter().filter(|case| case["type"] != "date").collect();
    let (mut metrics, mut before, mut now) = (String::new(), String::new(), String::new());
    for case in &cases {
        let (id, input) = (text(&case["id"]), &case["input"]);
        let (format, stated) = match text(&case["type"]) {
            "number" => ("number", text(&input["value"]).to_owned()),
            "percent" => ("percent", format!("{} %", text(&input["percent"]))),
            _ => ("percent", format!("{} %", text(&input["value"]))),
        };
        let _ = writeln!(metrics, "{id}: {{ type: stock, format: {format}, decimals: {} }}", input["decimals"]);
        let _ = writeln!(before, "{id}: 0");
        let _ = writeln!(now, "{id}: {stated}");
    }
    for language in ["da", "en"] {
        let settings = format!("title: Test\nlanguage: {language}");
        let project = Project::new(&metrics).settings(&settings).snapshot("2017-12", &before).snapshot("2018-01", &now);
        let found = project.build().json("2018-01/figures.json");
        for case in &cases {
            let figure = &found["metrics"][text(&case["id"])];
            let points = case["type"] == "percentage_points";
            let found = if points { &figure["change"]["text"] } else { &figure["text"] };
            assert_eq!(*found, case["expect"][language], "{case} in {language}");
        }
    }
    assert_eq!(cases.len(), 31);
}

#[test]
fn months_and_quarters_are_named_as_elsewhere() {
    let cases = vectors("format.json");
    // No page prints the other forms of a date wherever it is asked to; src/l10n/tests.rs holds those.
    let dates: Vec<&Value> = cases.iter().filter(|case| case["type"] == "date").collect();
    for language in ["da", "en"] {
        let mut project =
            Project::new("value: { type: stock }").settings(&format!("title: Test\nlanguage: {language}"));
        let mut expected = Vec::new();
        for case in &dates {
            let (year, number) = (&text(&case["input"]["date"])[..4], &text(&case["input"]["date"])[5..7]);
            let quarter = number.parse::<u32>().expect("a month").div_ceil(3);
            // The report of a quarter needs its last month.
            project = project.snapshot(&format!("{year}-{:02}", quarter * 3), "value: 1");
            project = project.snapshot(&format!("{year}-{number}"), "value: 1");
            for (report, key) in [(format!("{year}-{number}"), "month"), (format!("{year}-Q{quarter}"), "quarter")] {
                project = project.narrative(&report, "Of {{ period }}.");
                expected.push((report, format!("Of {}.", text(&case["expect"][language][key]))));
            }
        }
        let built = project.build();
        for (report, sentence) in expected {
            assert_eq!(built.page(&report).find(".blk p").text(), sentence, "{report}");
        }
    }
    assert_eq!(dates.len(), 6);
}
