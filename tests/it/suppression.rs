//! Small counts in a whole site: what is hidden stands nowhere in what was built.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::page::Page;
use crate::project::{Project, without_checksums};

/// Builds a site of these files and gives every file of the output as text.
#[track_caller]
fn built(files: &[(&str, String)]) -> BTreeMap<String, String> {
    let project = Project::empty();
    project.remove("content/_report.md");
    files.iter().for_each(|(path, text)| project.write(path, text));
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    project.build().files().into_iter().map(|(path, bytes)| (path, text(bytes))).collect()
}

fn json(files: &BTreeMap<String, String>, path: &str) -> Value {
    serde_json::from_str(&files[path]).unwrap()
}

const CATALOG: &str = "
dimensions:
  ward: { label: Ward, members: { a: Alder, b: Birch, c: Cedar, d: Dogwood } }
metrics:
  falls: { label: Falls, type: flow, by: [ward], suppress_below: 1000, target: 9000, better: higher }
  beds: { label: Beds, type: stock, by: [ward] }
  falls_per_bed: { label: Falls per bed, type: ratio, numerator: falls, denominator: beds, decimals: 6 }
  more: { label: More, type: derived, formula: falls - previous(falls) }
  ever: { label: Ever, type: cumulative, of: falls, since: start }
";

const NARRATIVE: &str = r#"## Falls

{{ falls }}, {{ falls | change }}, {{ falls | trend }}, {{ more }}, {{ ever }}.
{% for w in ward %}{{ falls | of(ward=w) }} {{ falls | of(ward=w) | change }} {{ falls_per_bed | of(ward=w) }} {{ more | of(ward=w) }}
{% endfor %}
{{ falls | chart(by="ward") }}
{{ falls | chart(id="alder") }}
{{ falls | of(ward="a") | chart(id="one") }}
{{ falls_per_bed | of(ward="a") | chart(id="share") }}
{{ falls | table(by="ward") }}
"#;

fn snapshot(month: &str, falls: [u32; 4], more: &str) -> (String, String) {
    let [a, b, c, d] = falls;
    let text = format!(
        "\
period: {month}
observations:
  beds: {{ values: {{ a: 10, b: 10, c: 10, d: 10 }} }}
  falls:
    - values: {{ a: {a}, b: {b}, c: {c}, d: {d} }}
{more}"
    );
    (format!("data/{month}.yaml"), text)
}

fn site(catalog: &str, snapshots: Vec<(String, String)>) -> BTreeMap<String, String> {
    let mut files = vec![
        ("kalends.yaml", "title: Test\nkey_figures: [falls, falls_per_bed, more, ever]\n".to_owned()),
        ("data/metrics.yaml", catalog.to_owned()),
        ("content/_report.md", NARRATIVE.to_owned()),
        ("content/2018-Q1.md", NARRATIVE.to_owned()),
    ];
    files.extend(snapshots.iter().map(|(path, text)| (path.as_str(), text.clone())));
    built(&files)
}

/// The numbers of a text: as they stand, and without the marks that part thousands.
fn numbers(text: &str) -> Vec<String> {
    let text = without_checksums(text);
    let joined: String = text.chars().filter(|letter| !matches!(letter, ',' | '.')).collect();
    let cut = |text: &str| text.split(|letter: char| !letter.is_ascii_digit()).map(str::to_owned).collect::<Vec<_>>();
    [cut(&text), cut(&joined)].concat()
}

#[track_caller]
fn nowhere(files: &BTreeMap<String, String>, hidden: &[u32]) {
    for (path, text) in files.iter().filter(|(path, _)| !path.starts_with("assets/") && *path != "manifest.json") {
        let numbers = numbers(text);
        for value in hidden {
            assert!(!numbers.contains(&value.to_string()), "{path} tells {value}");
        }
    }
}

#[test]
fn a_hidden_count_and_what_would_give_it_back_stand_nowhere() {
    let files = site(
        CATALOG,
        vec![
            snapshot("2018-01", [737, 4211, 6323, 8431], ""),
            snapshot("2018-02", [5417, 4519, 853, 8623], ""),
            snapshot("2018-03", [5647, 4657, 6653, 8663], ""),
        ],
    );
    // In January Alder, and Birch so that the total does not give it back; in February Cedar.
    nowhere(&files, &[737, 4211, 853]);
    // They would be found if they were there.
    let months = || {
        let counts = [[737, 4211, 6323, 8431], [5417, 4519, 853, 8623], [5647, 4657, 6653, 8663]];
        ["2018-01", "2018-02", "2018-03"].into_iter().zip(counts).map(|(month, counts)| snapshot(month, counts, ""))
    };
    let open = site(&CATALOG.replace("suppress_below: 1000, ", ""), months().collect());
    for path in ["2018-01/index.html", "2018-01/figures.json", "2018-01/figures.csv", "metrics/falls/index.html"] {
        assert!(numbers(&open[path]).contains(&"737".to_owned()), "{path}");
    }
    // Differences, quotients: -3474 = 4211 - 737 and the like.
    nowhere(&files, &[5417 - 737, 6323 - 853, 6653 - 853, 737]);
    let january = json(&files, "2018-01/figures.json");
    let falls = &january["metrics"]["falls"];
    assert_eq!((falls["value"].as_u64(), falls["suppressed"].as_bool()), (Some(19702), Some(false)));
    let alder = &falls["by"]["ward"]["a"];
    assert_eq!((&alder["value"], &alder["text"], &alder["suppressed"]), (&Value::Null, &"*".into(), &true.into()));
    let share = &january["metrics"]["falls_per_bed"]["by"]["ward"]["a"];
    assert_eq!((&share["value"], &share["text"], &share["suppressed"]), (&Value::Null, &"*".into(), &true.into()));
    let page = Page::of(files["2018-01/index.html"].clone());
    let legends = page.find("section.tw > .fig-src").texts();
    assert!(legends.contains(&"* hidden to protect small counts.".to_owned()), "{legends:?}");
    assert!(files["2018-02/figures.json"].contains("\"suppressed\": true"));
    // The quarter: each row's total and the region's are shown or hidden together with their months.
    let quarter = json(&files, "2018-Q1/figures.json");
    let falls = &quarter["metrics"]["falls"];
    assert_eq!(falls["value"].as_u64(), Some(19702 + 19412 + 25620));
}

#[test]
fn what_was_hidden_stays_hidden_when_it_is_revised_and_withdrawn() {
    let files = site(
        CATALOG,
        vec![
            snapshot("2018-01", [737, 4211, 6323, 8431], ""),
            snapshot(
                "2018-02",
                [5417, 4519, 6553, 8623],
                "    - { period: 2018-01, values: { a: 1741, b: 4211, c: 6323, d: 8431 }, reason: counted late }\n",
            ),
            snapshot(
                "2018-03",
                [5647, 4657, 6653, 8663],
                "    - { period: 2018-01, withdrawn: true, reason: counted wrong }
    - { period: 2018-02, values: { a: 641, b: 4519, c: 6553, d: 8623 }, reason: counted twice }
",
            ),
        ],
    );
    nowhere(&files, &[737, 1741, 641, 1741 - 737, 5417 - 641]);
    // Alder in February had been published: that it changed is said, to what is not.
    let revisions = Page::of(files["revisions/index.html"].clone());
    assert!(revisions.find(".rev .was del").texts().contains(&"5,417".to_owned()), "{revisions}");
}

#[test]
fn a_total_below_the_threshold_is_hidden_with_its_target_and_history() {
    let catalog =
        CATALOG.replace("suppress_below: 1000", "suppress_below: 997").replace("by: [ward], suppress", "suppress");
    let total = |month: &str, falls: u32| {
        (format!("data/{month}.yaml"), format!("period: {month}\nobservations:\n  beds: 40\n  falls: {falls}\n"))
    };
    let catalog = catalog.replace("type: stock, by: [ward]", "type: stock");
    let mut files = vec![
        (
            "kalends.yaml".to_owned(),
            "title: Test\nlanguage: da\nkey_figures: [falls, falls_per_bed, more, ever]\n".to_owned(),
        ),
        ("data/metrics.yaml".to_owned(), catalog),
        (
            "content/_report.md".to_owned(),
            "{{ falls }} {{ falls | change }} {{ falls | gap }} {{ falls | attainment }} {{ falls | chart }}"
                .to_owned(),
        ),
        ("content/2018-Q1.md".to_owned(), "{{ falls }}".to_owned()),
    ];
    files.extend([total("2018-01", 6151), total("2018-02", 827), total("2018-03", 6257)]);
    let files: Vec<(&str, String)> = files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    let files = built(&files);
    let hidden = [827, 9000 - 827, 6151 - 827, 6257 - 827, 6151 + 827, 6151 + 827 + 6257];
    for (path, text) in files.iter().filter(|(path, _)| !path.starts_with("assets/") && *path != "manifest.json") {
        let numbers = numbers(text);
        hidden.iter().for_each(|value| assert!(!numbers.contains(&value.to_string()), "{path} tells {value}"));
    }
    let february = json(&files, "2018-02/figures.json");
    let falls = &february["metrics"]["falls"];
    assert_eq!((&falls["value"], &falls["suppressed"], &falls["change"]), (&Value::Null, &true.into(), &Value::Null));
    assert_eq!(falls["target"]["status"], "unknown");
    assert_eq!(json(&files, "2018-03/figures.json")["metrics"]["falls"]["change"], Value::Null);
    assert_eq!(json(&files, "2018-Q1/figures.json")["metrics"]["falls"]["suppressed"], true);
}

#[test]
fn rounded_counts_are_rounded_each_from_its_true_value() {
    let catalog = CATALOG.replace("suppress_below: 1000", "round_to: 5").replace("target: 9000, ", "");
    let files = site(
        &catalog,
        vec![
            snapshot("2018-01", [3, 4213, 6322, 8431], ""),
            snapshot("2018-02", [5418, 4519, 12, 0], ""),
            snapshot("2018-03", [5000; 4], ""),
        ],
    );
    nowhere(&files, &[4213, 6322, 8431, 5418, 4519]);
    let falls = &json(&files, "2018-01/figures.json")["metrics"]["falls"];
    assert_eq!(falls["value"], 18970, "18,969 to the nearest 5");
    assert_eq!(falls["by"]["ward"]["a"]["text"], "*");
    assert_eq!(falls["by"]["ward"]["b"]["value"], 4215);
    let february = &json(&files, "2018-02/figures.json")["metrics"];
    assert_eq!(february["falls"]["by"]["ward"]["d"]["value"], 0);
    assert_eq!(february["falls_per_bed"]["by"]["ward"]["c"]["value"], 1);
}

#[test]
fn the_manifest_gives_no_hash_to_try_a_hidden_number_against() {
    let site = |key: &str| Project::new(&format!("a: {{ type: flow{key} }}")).snapshot("2018-01", "a: 3");
    let hash = |project: &Project| {
        let manifest = project.build().json("manifest.json");
        manifest["inputs"]["data/2018-01.yaml"].as_str().expect("the snapshot is named").to_owned()
    };
    assert!(!hash(&site("")).is_empty());
    let hidden = site(", suppress_below: 5");
    assert_eq!(hash(&hidden), "");
    let again = hidden.run(["build"]);
    assert!(!again.stderr.contains("up to date"), "{}", again.stderr);
}
