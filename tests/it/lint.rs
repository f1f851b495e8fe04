//! What an editor is asked to look at, and what passes.

use crate::project::Project;

/// Measured in both languages: a count by hospital, a share, a waiting time, a metric that is called a fall.
const DANISH: &str = "
dimensions:
  hospital: { label: Hospital, members: { rh: Rigshospitalet, bfh: Bispebjerg } }
metrics:
  staff: { label: Nøglepersoner, type: stock, unit: personer, by: [hospital], target: 2200, better: higher }
  share: { label: Andel undervist, type: stock, format: percent, target: 85 %, better: higher }
  wait: { label: Ventetid, type: stock, decimals: 1, unit: dage, better: lower }
  falls: { label: Fald, type: flow, unit: fald, better: lower }
  sets: { label: Sæt, type: stock, unit: sæt }
  new: { label: Nye kolleger, type: flow, unit: kolleger, grain: quarter }
";

const ENGLISH: &str = "
dimensions:
  hospital: { label: Hospital, members: { rh: Rigshospitalet, bfh: Bispebjerg } }
metrics:
  staff: { label: Key persons, type: stock, unit: persons, by: [hospital], target: 2200, better: higher }
  share: { label: Share trained, type: stock, format: percent, target: 85 %, better: higher }
  wait: { label: Waiting time, type: stock, decimals: 1, unit: days, better: lower }
  falls: { label: Falls, type: flow, unit: falls, better: lower }
  sets: { label: Order sets, type: stock, unit: sets }
  new: { label: New colleagues, type: flow, unit: colleagues, grain: quarter }
";

const JANUARY: &str = "
staff: { values: { rh: 1407, bfh: 412 } }
share: 29 %
wait: 7.5
falls: 31
sets: 4
new: { period: 2017-Q4, value: 712 }";

const FEBRUARY: &str = "
staff: { values: { rh: 1411, bfh: 396 } }
share: 24.3 %
wait: 8.2
falls: 37
sets: 7";

fn site(settings: &str, catalog: &str) -> Project {
    let project = Project::empty().settings(settings).catalog(catalog);
    project.remove("content/_report.md");
    project.snapshot("2018-01", JANUARY.trim()).snapshot("2018-02", FEBRUARY.trim())
}

fn danish() -> Project {
    site("{ title: Status, language: da }", DANISH)
}

fn english() -> Project {
    site("title: Status", ENGLISH)
}

/// What `check` says, one line for each: `K0305 content/2018-02.md:1:8 the message; the help`.
#[track_caller]
fn said(project: &Project) -> Vec<String> {
    let ran = project.run(["check", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let line = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let place = format!("{}:{}:{}", text("file"), value["line"], value["column"]);
        format!("{} {place} {}; {}", text("code"), text("message"), text("help"))
    };
    ran.stderr.lines().map(line).collect()
}

/// Holds the report of February, with `text` as its narrative, against what it should be told.
#[track_caller]
fn check(project: Project, text: &str, expected: &[&str]) {
    let project = project.narrative("2018-02", text);
    assert_eq!(said(&project), expected, "\n{text}");
}

#[track_caller]
fn passes(project: fn() -> Project, texts: &[&str]) {
    for text in texts {
        check(project(), text, &[]);
    }
}

#[test]
fn a_figure_that_is_typed_by_hand_is_found_in_danish() {
    let typed = |text: &str, expected: &str| check(danish(), text, &[expected]);
    typed(
        "Der er 1.807 nøglepersoner.",
        "K0305 content/2018-02.md:1:8 `1.807` is typed by hand, and equals `staff` for 2018-02; write `{{ staff }}`, so \
         that the text follows the figure",
    );
    typed(
        "---\ntitle: \"Nu 1807 indmeldte\"\n---\nTekst.\n",
        "K0305 content/2018-02.md:2:12 `1807` is typed by hand, and equals `staff` for 2018-02; write `{{ staff }}`, so \
         that the text follows the figure",
    );
    typed(
        "---\nsummary: >-\n  Om {{ staff }} personer,\n  i alt 1 807 indmeldte\n---\nTekst.\n",
        "K0305 content/2018-02.md:4:9 `1 807` is typed by hand, and equals `staff` for 2018-02; write `{{ staff }}`, so \
         that the text follows the figure",
    );
    typed(
        "Om {{ share }}.\n\nKun 24&nbsp;% nåede det, altså 24,3\u{a0}%.",
        "K0305 content/2018-02.md:3:32 `24,3\u{a0}%` is typed by hand, and equals `share` for 2018-02; write `{{ share }}`, \
         so that the text follows the figure",
    );
    typed(
        "Om {{ share }}: kun 24 pct. nåede det.",
        "K0305 content/2018-02.md:1:21 `24 pct` is typed by hand, and equals `share` for 2018-02; write `{{ share }}`, so \
         that the text follows the figure",
    );
    typed(
        "Ventetid: {{ wait | trend }}, nu 8,2 dage.",
        "K0305 content/2018-02.md:1:34 `8,2` is typed by hand, and equals `wait` for 2018-02; write `{{ wait }}`, so that \
         the text follows the figure",
    );
    typed(
        "Der er {{ staff }} i alt, på Rigshospitalet 1.411.",
        "K0305 content/2018-02.md:1:45 `1.411` is typed by hand, and equals `staff` (Rigshospitalet) for 2018-02; write \
         `{{ staff | of(hospital=\"rh\") }}`, so that the text follows the figure",
    );
    typed(
        "## Tal\n\n{{ staff }} mod målet på 2.200.",
        "K0305 content/2018-02.md:3:26 `2.200` is typed by hand, and equals the target of `staff` in 2018-02; write `{{ staff | \
         target }}`, so that the text follows the figure",
    );
    typed(
        "{{ staff }} er indmeldt, så der mangler 393.",
        "K0305 content/2018-02.md:1:41 `393` is typed by hand, and equals the distance of `staff` from its target in 2018-02; \
         write `{{ staff | gap }}`, so that the text follows the figure",
    );
    typed(
        "{{ staff }} er et fald på 12 personer.",
        "K0305 content/2018-02.md:1:27 `12` is typed by hand, and equals the change of `staff` in 2018-02; write `{{ staff | \
         change }}`, so that the text follows the figure",
    );
    typed(
        "{{ share }} blev undervist; faldet er på 5 procentpoint.",
        "K0305 content/2018-02.md:1:42 `5 procentpoint` is typed by hand, and equals the change of `share` in 2018-02; write \
         `{{ share | change }}`, so that the text follows the figure",
    );
    typed(
        "Der er syv sæt, det vil sige {{ sets }}.",
        "K0305 content/2018-02.md:1:8 `syv` is typed by hand, and equals `sets` for 2018-02; write `{{ sets }}`, so that the \
         text follows the figure",
    );
    typed(
        "| Tal | Antal |\n| --- | --- |\n| Nøglepersoner | 1.807 |\n",
        "K0305 content/2018-02.md:3:19 `1.807` is typed by hand, and equals `staff` for 2018-02; write `{{ staff }}`, so \
         that the text follows the figure",
    );
    typed(
        "I 4. kvartal kom 712 nye.",
        "K0305 content/2018-02.md:1:18 `712` is typed by hand, and equals `new` for 2017-Q4; write `{{ new }}`, so that the \
         text follows the figure",
    );
}

#[test]
fn a_figure_that_is_typed_by_hand_is_found_in_english() {
    let typed = |text: &str, expected: &str| check(english(), text, &[expected]);
    typed(
        "- There are **1,807** now.",
        "K0305 content/2018-02.md:1:15 `1,807` is typed by hand, and equals `staff` for 2018-02; write `{{ staff }}`, so \
         that the text follows the figure",
    );
    typed(
        "The waiting time is 8.2 days.",
        "K0305 content/2018-02.md:1:21 `8.2` is typed by hand, and equals `wait` for 2018-02; write `{{ wait }}`, so that the \
         text follows the figure",
    );
    typed(
        "{{ wait }}: that is 8 days.",
        "K0305 content/2018-02.md:1:21 `8` is typed by hand, and equals `wait` for 2018-02; write `{{ wait }}`, so that the \
         text follows the figure",
    );
    typed(
        "{{ share }} or 24.2% were trained.",
        "K0305 content/2018-02.md:1:16 `24.2%` is typed by hand, and nearly equals `share` for 2018-02, 24.3%; write `{{ \
         share }}`, so that the text follows the figure",
    );
    typed(
        "{% if staff | met %}There are 1,411.{% else %}Only [1,807](https://a.example/1807) of them.{% endif %}",
        "K0305 content/2018-02.md:1:53 `1,807` is typed by hand, and equals `staff` for 2018-02; write `{{ staff }}`, so \
         that the text follows the figure",
    );
}
