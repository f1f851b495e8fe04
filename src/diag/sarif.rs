//! All faults of a run as one SARIF document, the form in which code review and editors take messages of other
//! programs.
//!
//! SARIF 2.1.0 (OASIS Standard). Files are named from the site's folder, which the reader of the document knows and the
//! document does not, so that it is the same wherever the site lies.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::code::Code;
use super::{Diagnostic, Diagnostics, Place, Severity};
use crate::base::address;

/// The name by which programs know the folder that a checked-out repository lies in.
const ROOT: &str = "%SRCROOT%";

/// The document, with a line end. It has no results where there are no faults.
pub fn document(diagnostics: &Diagnostics) -> String {
    let sorted = diagnostics.sorted();
    let used: BTreeSet<&Code> = sorted.iter().map(|diagnostic| diagnostic.code).collect();
    let rules: Vec<&Code> = used.into_iter().collect();
    let results = sorted.iter().map(|diagnostic| result(diagnostic, &rules, diagnostics)).collect::<Vec<_>>();
    let document = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "kalends",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|code| rule(code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {
                ROOT: { "description": { "text": "The folder of the site, which holds kalends.yaml." } },
            },
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

fn rule(code: &Code) -> Value {
    let (file, lines) = code.parts();
    let place = file.map(|file| format!(" in {file}")).unwrap_or_default();
    let in_markdown = file.map(|file| format!(" in `{file}`")).unwrap_or_default();
    json!({
        "id": code.id,
        "shortDescription": { "text": code.title },
        "fullDescription": { "text": code.cause },
        "help": {
            "text": format!("{}\n\nFor example{place}:\n\n{lines}\n\nWhat to do: {}", code.cause, code.cure),
            "markdown": format!(
                "{}\n\nFor example{in_markdown}:\n\n```text\n{lines}\n```\n\nWhat to do: {}",
                code.cause, code.cure
            ),
        },
    })
}

#[expect(clippy::indexing_slicing, reason = "an object takes any key")]
fn result(diagnostic: &Diagnostic, rules: &[&Code], diagnostics: &Diagnostics) -> Value {
    // SARIF fills the places {0}, {1} of a message only where it lists arguments, and we list none.
    let text = match diagnostics.help_of(diagnostic) {
        Some(help) => format!("{}\nhelp: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let mut result = json!({
        "ruleId": diagnostic.code.id,
        "level": match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "message": { "text": text },
        "locations": [location(&diagnostic.place, diagnostics)],
    });
    if let Some(index) = rules.iter().position(|rule| *rule == diagnostic.code) {
        result["ruleIndex"] = index.into();
    }
    if let Some((place, label)) = &diagnostic.related {
        let mut related = location(place, diagnostics);
        related["id"] = 0.into();
        related["message"] = json!({ "text": label });
        result["relatedLocations"] = json!([related]);
    }
    result
}

/// A file, and where in it; or the command, where no file is at fault.
#[expect(clippy::indexing_slicing, reason = "an object takes any key")]
fn location(place: &Place, diagnostics: &Diagnostics) -> Value {
    if place.is_command() {
        return json!({ "logicalLocations": [{ "fullyQualifiedName": &*place.file, "kind": "function" }] });
    }
    let uri = address::percent_encoded(place.file.as_bytes());
    let artifact = match place.file.starts_with('/') {
        true => json!({ "uri": format!("file://{uri}") }),
        false => json!({ "uri": uri, "uriBaseId": ROOT }),
    };
    let mut physical = json!({ "artifactLocation": artifact });
    if place.line > 0 {
        // The column behind the last character, in the line at most.
        let behind = place.column.saturating_add(place.length);
        let longest =
            diagnostics.line_of(place).map(|line| line.chars().count()).and_then(|count| u32::try_from(count).ok());
        let end = longest.map_or(behind, |count| behind.min(count.saturating_add(1))).max(place.column);
        physical["region"] = json!({ "startLine": place.line, "startColumn": place.column, "endColumn": end });
    }
    json!({ "physicalLocation": physical })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diag::faults;

    /// The only location of the only result.
    fn located(diagnostic: Diagnostic, text: &str) -> Value {
        let mut diagnostics = Diagnostics::default();
        diagnostics.keep_text(&diagnostic.place.file.clone(), &Arc::from(text));
        diagnostics.add(diagnostic);
        let document: Value = serde_json::from_str(&document(&diagnostics)).expect("JSON");
        document["runs"][0]["results"][0]["locations"][0].clone()
    }

    #[test]
    fn a_region_counts_characters_and_ends_with_its_line() {
        let file: Arc<str> = "data/2018-02.yaml".into();
        let region = |text: &str, offset, length| {
            let place = Place::in_text(&file, text, offset, length);
            located(faults::no_period(place, "x", 1), text)["physicalLocation"]["region"].clone()
        };
        assert_eq!(region("så: æ1\n", 5, 3), json!({ "startLine": 1, "startColumn": 5, "endColumn": 7 }));
        assert_eq!(region("a\nbc", 4, 1), json!({ "startLine": 2, "startColumn": 3, "endColumn": 3 }));
    }

    #[test]
    fn a_place_is_a_file_of_the_site_a_file_elsewhere_or_a_command() {
        let artifact =
            |name: &str| located(faults::unreadable(name, "no"), "")["physicalLocation"]["artifactLocation"].clone();
        assert_eq!(
            artifact("content/om tallene/50 % æ.md"),
            json!({ "uri": "content/om%20tallene/50%20%25%20%C3%A6.md", "uriBaseId": "%SRCROOT%" })
        );
        assert_eq!(artifact("/srv/a b"), json!({ "uri": "file:///srv/a%20b" }));
        assert_eq!(
            located(faults::no_browser(&["chromium"], 3), ""),
            json!({ "logicalLocations": [{ "fullyQualifiedName": "kalends pdf", "kind": "function" }] })
        );
    }
}
