//! `--format sarif`: the faults of a run as one document for code review and editors.

use serde_json::{Value, json};

use crate::project::Project;

fn site() -> Project {
    Project::new("visits: { label: Visits, type: flow }").snapshot("2018-01", "visits: 40")
}

#[test]
fn the_faults_of_a_run_are_one_document() {
    let project = site().file(
        "data/2018-02.yaml",
        "period: 2018-02\nobservations:\n  visits:\n    - null\n    - { period: 2018-01, value: 41 }\n",
    );
    let ran = project.run(["check", "--format", "sarif"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
    let mut document: Value = serde_json::from_str(&ran.stderr).expect("one JSON document");
    let rules = document["runs"][0]["tool"]["driver"]["rules"].take();
    assert_eq!(
        document,
        json!({
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "kalends", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": null,
                } },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {
                    "%SRCROOT%": { "description": { "text": "The folder of the site, which holds kalends.yaml." } },
                },
                "results": [
                    {
                        "ruleId": "K0217",
                        "ruleIndex": 1,
                        "level": "warning",
                        "message": {
                            "text": "`visits` is missing and nobody says why\nhelp: write `{ value: null, note: … }`; \
                                     the page shows the note where the figure would stand",
                        },
                        "locations": [{ "physicalLocation": {
                            "artifactLocation": { "uri": "data/2018-02.yaml", "uriBaseId": "%SRCROOT%" },
                            "region": { "startLine": 4, "startColumn": 7, "endColumn": 11 },
                        } }],
                    },
                    {
                        "ruleId": "K0207",
                        "ruleIndex": 0,
                        "level": "error",
                        "message": {
                            "text": "this replaces 40 as `visits` for 2018-01 and does not say why\nhelp: add \
                                     `reason: …`; readers of the earlier report will see it",
                        },
                        "locations": [{ "physicalLocation": {
                            "artifactLocation": { "uri": "data/2018-02.yaml", "uriBaseId": "%SRCROOT%" },
                            "region": { "startLine": 5, "startColumn": 33, "endColumn": 35 },
                        } }],
                        "relatedLocations": [{
                            "id": 0,
                            "message": { "text": "stated here" },
                            "physicalLocation": {
                                "artifactLocation": { "uri": "data/2018-01.yaml", "uriBaseId": "%SRCROOT%" },
                                "region": { "startLine": 3, "startColumn": 11, "endColumn": 13 },
                            },
                        }],
                    },
                ],
            }],
        })
    );
    assert_eq!(
        rules[1],
        json!({
            "id": "K0217",
            "shortDescription": { "text": "A figure that is missing without a reason" },
            "fullDescription": {
                "text": "The figure is `null`, and no note says why. The page shows a gap, and readers will ask.",
            },
            "help": {
                "text": "\
The figure is `null`, and no note says why. The page shows a gap, and readers will ask.

For example in data/2018-02.yaml:

  visits: null

What to do: Write `visits: { value: null, note: The register was closed. }`. The note stands where the figure would.",
                "markdown": "\
The figure is `null`, and no note says why. The page shows a gap, and readers will ask.

For example in `data/2018-02.yaml`:

```text
  visits: null
```

What to do: Write `visits: { value: null, note: The register was closed. }`. The note stands where the figure would.",
            },
        })
    );
    assert_eq!(rules.as_array().map(Vec::len), Some(2));
}

#[test]
fn a_run_without_faults_is_a_document_without_results() {
    let project = site();
    for command in ["check", "build"] {
        let ran = project.run([command, "--format", "sarif"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""));
        let document: Value = serde_json::from_str(&ran.stderr).expect("one JSON document");
        assert_eq!(document["runs"][0]["results"], json!([]));
        assert_eq!(document["runs"][0]["tool"]["driver"]["rules"], json!([]));
    }
}

#[test]
fn a_fault_before_there_is_a_site_is_a_document_too() {
    let nowhere = Project::empty();
    nowhere.remove("kalends.yaml");
    let ran = nowhere.run(["build", "--format", "sarif"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    let document: Value = serde_json::from_str(&ran.stderr).expect("one JSON document");
    assert_eq!(document["runs"][0]["results"][0]["ruleId"], "K0001");
}

#[test]
fn the_document_is_the_same_wherever_the_site_lies() {
    let said = || site().snapshot("2018-02", "visits: many").run(["check", "--format", "sarif"]).stderr;
    assert_eq!(said(), said());
}
